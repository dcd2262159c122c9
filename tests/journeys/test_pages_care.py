"""Visits that Ben plans or strikes out, and the end of care."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import CareTeam, User
from journeys.actions import follow_ups, patients, work_items
from journeys.models import CareEnded, FollowUp, Patient, Status, Visit, WorkItem, WorkKind
from tests.conftest import SignIn
from tests.journeys.course import course, live
from tests.journeys.pages import follow, hidden, html, title, words

pytestmark = pytest.mark.django_db
WORK = reverse("work")
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def ada(ada: Patient, ada_user: User, team: CareTeam, now: datetime) -> Patient:
    return live(course(), team=team, now=now)


@pytest.fixture
def item(ada: Patient, now: datetime) -> WorkItem:
    why = {ada.pk: "Six reminders without an answer."}
    work_items.open_items(kind=WorkKind.NO_ANSWER, because=why, now=now - timedelta(days=3))
    return WorkItem.objects.get()


@pytest.fixture
def asked(ada: Patient, ben: User, now: datetime) -> FollowUp:
    due_on = DAY + timedelta(days=7)
    return follow_ups.make(patient=ada, due_on=due_on, words="Have your blood taken", by=ben, now=now)


@pytest.fixture
def bens(sign_in: SignIn, ben: User) -> Client:
    return sign_in(ben)


# ── visits ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def plan(bens: Client, ada: Patient, **sent: str) -> object:
    given = {"kind": "infusion", "on": "2026-03-20", "condition": "takayasu-arteritis", **sent}
    return follow(bens, reverse("visit-add", args=[ada.id]), **given)


def test_a_visit_is_planned_and_stands_on_the_page(bens: Client, ada: Patient, ben: User) -> None:
    page = plan(bens, ada)
    row = Visit.objects.get()
    assert (row.on, row.kind, row.condition, row.entered_by) == (
        date(2026, 3, 20), "infusion", "takayasu-arteritis", ben,
    )  # fmt: skip
    assert "Planned visits 20 Mar 2026 Infusion for Takayasu arteritis" in words(page)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"on": "2026-03-01"}, "This day is over."),
        ({"on": "2029-03-01"}, "This day is more than two years ahead."),
        ({"kind": ""}, "Kind of visit: choose one"),
    ],
)
def test_a_visit_that_cannot_be_is_refused(sent: dict[str, str], said: str, bens: Client, ada: Patient) -> None:
    page = plan(bens, ada, **sent)
    assert said in words(page)
    assert not Visit.objects.exists()


def test_a_visit_sent_twice_is_planned_once(bens: Client, ada: Patient) -> None:
    plan(bens, ada, condition="")
    assert "This visit is planned for that day already." in words(plan(bens, ada, condition=""))
    plan(bens, ada, condition="", kind="phone")
    assert Visit.objects.count() == 2


def test_a_visit_that_does_not_take_place_counts_no_more(bens: Client, ada: Patient, ben: User) -> None:
    plan(bens, ada)
    at = reverse("visit-strike", args=[Visit.objects.get().pk])
    asked = bens.get(at)
    assert "Infusion on 20 Mar 2026: does not take place" in words(asked)
    assert title(follow(bens, at, version=hidden(asked, "version"), reason="")).startswith("Error:")
    page = follow(bens, at, version=hidden(asked, "version"), reason="Ward closed")
    assert "None is recorded." in words(page)
    row = Visit.objects.get()
    assert (row.entered_in_error_by, row.entered_in_error_reason) == (ben, "Ward closed")
    assert bens.get(at).status_code == 404


def test_a_visit_that_was_changed_meanwhile_stays(bens: Client, ada: Patient) -> None:
    plan(bens, ada)
    page = follow(bens, reverse("visit-strike", args=[Visit.objects.get().pk]), version=7, reason="Ward closed")
    assert "This visit had been changed meanwhile, so nothing was saved." in words(page)
    assert Visit.objects.standing().exists()


# ── the end of care ─────────────────────────────────────────────────────────────────────────────────────────────────


def end(bens: Client, ada: Patient, **sent: str) -> object:
    given = {"reason": "deceased", "on": "2026-02-20", **sent}
    return follow(bens, reverse("care-end", args=[ada.id]), **given)


def test_the_end_of_care_is_said_first_and_can_be_undone(bens: Client, ada: Patient) -> None:
    text = words(end(bens, ada))
    assert "Care with us ended on 20 Feb 2026: deceased" in text
    assert text.index("Care with us ended") < text.index("Where things stand")
    page = follow(bens, reverse("care-resume", args=[ada.id]))
    assert "Care with us ended" not in words(page)
    assert Patient.objects.get(pk=ada.pk).care_ended is None


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"on": "2026-03-03"}, "This day has not come yet"),
        ({"reason": "bored"}, "Select a valid choice"),
        ({"reason": ""}, "Why: choose one"),
    ],
)
def test_an_end_that_cannot_be_is_refused(sent: dict[str, str], said: str, bens: Client, ada: Patient) -> None:
    page = end(bens, ada, **sent)
    assert title(page).startswith("Error:")
    assert said in words(page)
    assert Patient.objects.in_care().exists()


def test_a_second_word_about_the_end_is_refused_and_shows_the_first(
    bens: Client, ada: Patient, cem: User, now: datetime
) -> None:
    patients.end_care(patient=ada, reason=CareEnded.DISCHARGED, on=DAY, by=cem, now=now)
    text = words(end(bens, ada))
    assert "Care with this patient has ended already." in text
    assert "Care with us ended on 2 Mar 2026: discharged" in text


def test_once_care_has_ended_nothing_more_is_offered_or_taken(
    bens: Client, ada: Patient, asked: FollowUp, item: WorkItem
) -> None:
    page = html(end(bens, ada))
    for name in ("follow-up-add", "visit-add", "care-end"):
        assert f'"{reverse(name, args=[ada.id])}"' not in page
    assert "nothing can be asked of them" in words(
        follow(bens, reverse("follow-up-add", args=[ada.id]), words="x", due_on="2026-03-09", lead_days="3")
    )
    assert "no visit can be planned" in words(plan(bens, ada))
    assert "Also to do" not in words(bens.get(WORK))


def test_whoever_is_no_longer_in_care_is_off_the_list_and_found_by_name(bens: Client, ada: Patient) -> None:
    end(bens, ada)
    assert "All done" in words(bens.get(WORK))
    assert "care ended" in words(bens.post(WORK, {"words": "Ada"}))
    assert "care ended" in words(bens.get(WORK, {"show": "ended"}))


def test_a_search_finds_those_who_sleep_and_says_so(bens: Client, ada: Patient) -> None:
    Status.objects.update(snoozed_until=date(2026, 3, 9))
    assert "snoozed until 9 Mar 2026" in words(bens.post(WORK, {"words": "Ada"}))
