"""Amendments keep what was there; errors stay visible and count no more; two edits never swallow each other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from accounts.models import AccessLog, CareTeam, User
from journeys import snapshot
from journeys.actions import facts
from journeys.actions.entries import Refused, Stale
from journeys.actions.imports import import_journey
from journeys.guidance import document
from journeys.models import FACTS, Amendment, Dose, LabResult, Patient, Therapy
from tests.guidance.documents import EVERYTHING

pytestmark = pytest.mark.django_db
EMPTY = {"format": "treatment-journey/1", "patient": {"id": "ada-1"}}


@pytest.fixture
def ada(team: CareTeam, now: datetime) -> Patient:
    """Her record has one entry, ``e1``, in every list; there are two results and two dose lines."""
    return import_journey(journey=document.parse(EVERYTHING), team=team, by=None, now=now).patient


def amend(ada: Patient, ben: User, now: datetime, changes: dict[str, Any], **given: Any) -> Any:
    given = {"list": "labs", "ref": "e1", "version": 1, "reason": "read again", **given}
    return facts.amend(patient=ada, changes=changes, by=ben, now=now, **given)


def strike(ada: Patient, ben: User, now: datetime, **given: Any) -> Any:
    given = {"list": "labs", "ref": "e1", "version": 1, "reason": "another patient's", **given}
    return facts.mark_entered_in_error(patient=ada, by=ben, now=now, **given)


def test_an_amendment_keeps_the_earlier_version_who_when_and_why(ada: Patient, ben: User, now: datetime) -> None:
    row = amend(ada, ben, now, {"value": 2.5, "note": None})
    assert (row.value, row.canonical_value, row.note, row.version) == (2.5, 25, None, 2)
    kept = Amendment.objects.get()
    assert (kept.list, kept.ref, kept.version, kept.at, kept.by, kept.reason) == (
        "labs",
        "e1",
        1,
        now,
        ben,
        "read again",
    )
    assert kept.earlier == EVERYTHING["labs"][0]
    assert AccessLog.objects.filter(action="write", what="labs", actor=ben).count() == 1


@pytest.mark.parametrize("name", sorted(FACTS))
def test_every_kind_of_entry_can_be_amended(name: str, ada: Patient, ben: User, now: datetime) -> None:
    row = amend(ada, ben, now, {"note": "seen on paper"}, list=name)
    assert (row.note, row.version) == ("seen on paper", 2)
    journey = snapshot.take([ada.pk])[ada.pk]
    assert getattr(journey, name)[0].note == "seen on paper"
    kept = document.parse({**EMPTY, name: [Amendment.objects.get().earlier]})
    assert getattr(kept, name)[0] == getattr(document.parse(EVERYTHING), name)[0]


def test_an_amendment_of_a_number_is_held_to_units_and_limits(ada: Patient, ben: User, now: datetime) -> None:
    for changes, field in (({"unit": "mmHg"}, "unit"), ({"value": -1}, "value"), ({"unit": None}, "unit")):
        with pytest.raises(Refused) as refused:
            amend(ada, ben, now, changes)
        assert [problem.path for problem in refused.value.problems] == [field]
    assert not Amendment.objects.exists()
    assert LabResult.objects.get(ref="e1").version == 1


def test_an_amendment_says_why(ada: Patient, ben: User, now: datetime) -> None:
    with pytest.raises(Refused):
        amend(ada, ben, now, {"value": 2.5}, reason=" ")


def test_the_id_is_not_for_changing(ada: Patient, ben: User, now: datetime) -> None:
    assert amend(ada, ben, now, {"id": "e9", "value": 2.5}).ref == "e1"


def test_a_dose_line_is_corrected_within_its_therapy(ada: Patient, ben: User, now: datetime) -> None:
    line = {"id": "e1", "from": "2021-06-14", "amount": 2, "unit": "g", "every": "day"}
    amend(ada, ben, now, {"doses": [line]}, list="therapies")
    assert [dose.amount for dose in Dose.objects.order_by("from_date")] == [2, None]
    assert [each["amount"] for each in Amendment.objects.get().earlier["doses"]] == [1, None]


@pytest.mark.parametrize("second", [{"value": 9}, {"upper_limit": 1}])
def test_two_people_edit_one_entry_and_the_second_is_told(
    second: dict[str, Any], ada: Patient, ben: User, cem: User, now: datetime
) -> None:
    amend(ada, ben, now, {"value": 2.5})
    with pytest.raises(Stale) as stale:
        amend(ada, cem, now, second)
    assert (stale.value.row.value, stale.value.row.version) == (2.5, 2)
    assert Amendment.objects.count() == 1
    assert amend(ada, cem, now, second, version=2).version == 3


# ── errors ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_error_counts_no_more_and_stays_in_the_history(ada: Patient, ben: User, now: datetime) -> None:
    row = strike(ada, ben, now)
    assert (row.entered_in_error_at, row.entered_in_error_by, row.entered_in_error_reason) == (
        now,
        ben,
        "another patient's",
    )
    assert row.value == 1.5
    journey = snapshot.take([ada.pk])[ada.pk]
    assert [each.id for each in journey.labs] == ["e2"]
    assert Amendment.objects.get().reason == "another patient's"


def test_an_error_is_struck_out_once_and_not_amended_after(ada: Patient, ben: User, now: datetime) -> None:
    strike(ada, ben, now)
    with pytest.raises(Stale):
        strike(ada, ben, now, version=2)
    with pytest.raises(Stale):
        amend(ada, ben, now, {"value": 2.5}, version=2)


def test_one_dose_line_is_struck_out_and_the_therapy_stands(ada: Patient, ben: User, now: datetime) -> None:
    strike(ada, ben, now, list="therapies", line=("doses", "e2"))
    row = Therapy.objects.get()
    assert (row.entered_in_error_at, row.version) == (None, 2)
    (therapy,) = snapshot.take([ada.pk])[ada.pk].therapies
    assert [dose.id for dose in therapy.doses] == ["e1"]
    assert len(Amendment.objects.get().earlier["doses"]) == 2


def test_a_line_that_is_not_there_cannot_be_struck_out(ada: Patient, ben: User, now: datetime) -> None:
    with pytest.raises(Refused):
        strike(ada, ben, now, list="therapies", line=("doses", "e9"))
    assert Therapy.objects.get().version == 1
    assert not Amendment.objects.exists()


def test_another_patients_entry_is_out_of_reach(ada: Patient, team: CareTeam, ben: User, now: datetime) -> None:
    content = EVERYTHING | {"patient": {"id": "other"}, "labs": []}
    other = import_journey(journey=document.parse(content), team=team, by=None, now=now).patient
    with pytest.raises(LabResult.DoesNotExist):
        amend(other, ben, now, {"value": 2.5})
