"""Cem works through Ada's rule-out checklist, and one visit's answers decide."""

from __future__ import annotations

from datetime import datetime

import pytest

from accounts.models import AccessLog, CareTeam, User
from journeys.actions.entries import Refused
from journeys.actions.reviews import answer_checklist
from journeys.guidance.journey import TAKAYASU
from journeys.guidance.words import ALTERNATIVE_DIAGNOSES
from journeys.models import Patient, Review, Status
from tests.journeys.course import TODAY, course, history, live, only_flag

pytestmark = pytest.mark.django_db

ALL_EXCLUDED = dict.fromkeys(ALTERNATIVE_DIAGNOSES[TAKAYASU], "excluded")


@pytest.fixture
def ada(ada: Patient, team: CareTeam, now: datetime) -> Patient:
    return live(course(reviews=[]), team=team, now=now)


def test_without_a_review_the_pattern_is_held_at_tier_c(ada: Patient) -> None:
    assert (only_flag(ada).tier, Status.objects.get(patient=ada).level) == ("C", 2)


def test_a_whole_checklist_excluded_raises_the_flag_at_once(ada: Patient, cem: User, now: datetime) -> None:
    review = answer_checklist(patient=ada, condition=TAKAYASU, items=ALL_EXCLUDED, by=cem, now=now)
    assert (review.on, review.checklist, review.items, review.entered_by) == (
        TODAY,
        "alternative-diagnosis",
        ALL_EXCLUDED,
        cem,
    )
    flag = only_flag(ada)
    assert (flag.tier, history(flag)) == ("B", ["opened", "raised"])
    assert Status.objects.get(patient=ada).level == 3


def test_complete_closes_it_without_items(ada: Patient, cem: User, now: datetime) -> None:
    answer_checklist(patient=ada, condition=TAKAYASU, items={}, complete=True, by=cem, now=now)
    assert only_flag(ada).tier == "B"


def test_one_item_present_keeps_it_held(ada: Patient, cem: User, now: datetime) -> None:
    items = {**ALL_EXCLUDED, "infection": "present"}
    answer_checklist(patient=ada, condition=TAKAYASU, items=items, by=cem, now=now)
    assert only_flag(ada).tier == "C"


@pytest.mark.parametrize(
    "items", [{}, {"infection": "not-answered"}, {"infection": "perhaps"}, {"herpes-simplex": "excluded"}]
)
def test_an_empty_or_unknown_answer_is_refused(ada: Patient, cem: User, now: datetime, items: dict[str, str]) -> None:
    with pytest.raises(Refused):
        answer_checklist(patient=ada, condition=TAKAYASU, items=items, by=cem, now=now)
    assert not Review.objects.exists()


def test_the_access_log_says_who_answered(ada: Patient, cem: User, now: datetime) -> None:
    answer_checklist(patient=ada, condition=TAKAYASU, items=ALL_EXCLUDED, by=cem, now=now)
    assert list(AccessLog.objects.filter(actor=cem).values_list("patient_id", "what")) == [(ada.pk, "review")]
