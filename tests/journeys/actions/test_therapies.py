"""Cem starts, changes and stops a treatment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from accounts.models import AccessLog, User
from journeys.actions import facts, therapies
from journeys.actions.entries import Refused, Stale
from journeys.models import Amendment, Dose, Patient, Status, Therapy

pytestmark = pytest.mark.django_db


def line(amount: float | None = 10, day: str = "2026-02-01", **more: Any) -> dict[str, Any]:
    return {"from": day, "amount": amount, "unit": "mg", "every": "day", **more}


def change(therapy: Therapy, cem: User, now: datetime, dose: dict[str, Any], version: int = 1) -> Therapy:
    return therapies.change_dose(therapy=therapy, dose=dose, version=version, by=cem, now=now)


@pytest.fixture
def prednisone(ada: Patient, cem: User, now: datetime) -> Therapy:
    entry = {"drug": "prednisone", "route": "oral", "for": "takayasu-arteritis", "intent": "induction"}
    entry |= {"started_on": "2026-01-05", "doses": [line(40, "2026-01-05")]}
    return therapies.start_therapy(patient=ada, entry=entry, by=cem, now=now)


def test_a_therapy_is_stored_with_its_dose_lines(prednisone: Therapy, ada: Patient, cem: User) -> None:
    row = Therapy.objects.get()
    assert (row.drug, row.for_condition, row.started_on, row.entered_by) == (
        "prednisone",
        "takayasu-arteritis",
        "2026-01-05",
        cem,
    )
    assert Dose.objects.get(therapy=row).amount == 40
    assert Status.objects.filter(patient=ada).exists()
    assert AccessLog.objects.get().what == "therapies"


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"drug": ""}, "drug"),
        ({"drug": "prednisone", "started_on": "2026-02-30"}, "started_on"),
        ({"drug": "prednisone", "started_on": "2027-06"}, "started_on"),
        ({"drug": "prednisone", "route": "by post"}, "route"),
        ({"drug": "prednisone", "started_on": "2026-02-02", "doses": [line()]}, "doses[0].from"),
        ({"drug": "prednisone", "started_on": "2026-02-02", "stopped_on": "2026-02-01"}, "stopped_on"),
    ],
)
def test_what_cannot_be_is_refused_by_field(
    entry: dict[str, Any], field: str, ada: Patient, cem: User, now: datetime
) -> None:
    with pytest.raises(Refused) as refused:
        therapies.start_therapy(patient=ada, entry=entry, by=cem, now=now)
    assert [problem.path for problem in refused.value.problems] == [field]
    assert not Therapy.objects.exists()


def test_a_changed_dose_is_a_new_line_and_loses_nothing(prednisone: Therapy, cem: User, now: datetime) -> None:
    row = change(prednisone, cem, now, line(20))
    assert [dose.amount for dose in Dose.objects.order_by("from_date")] == [40, 20]
    assert row.version == Therapy.objects.get().version == 2
    assert not Amendment.objects.exists()  # nothing that was recorded has changed


def test_a_dose_may_be_unknown_or_held(prednisone: Therapy, cem: User, now: datetime) -> None:
    change(prednisone, cem, now, line(0))
    change(prednisone, cem, now, line(None, "2026-02-03"), version=2)
    assert [dose.amount for dose in Dose.objects.order_by("from_date")] == [40, 0, None]


@pytest.mark.parametrize(
    ("dose", "field"),
    [
        (line(20, "2026-01-05"), "from"),
        (line(20, "2025-12-31"), "from"),
        (line(20, "2027-06-01"), "from"),
        (line(-1), "amount"),
        (line(20, unit="spoons"), "unit"),
        (line(20, every="full moon"), "every"),
    ],
)
def test_an_impossible_dose_is_refused_by_field(
    dose: dict[str, Any], field: str, prednisone: Therapy, cem: User, now: datetime
) -> None:
    with pytest.raises(Refused) as refused:
        change(prednisone, cem, now, dose)
    assert [problem.path for problem in refused.value.problems] == [field]
    assert Dose.objects.count() == 1


def test_two_people_change_one_dose_and_the_second_is_told(
    prednisone: Therapy, cem: User, ben: User, now: datetime
) -> None:
    change(prednisone, cem, now, line(20))
    with pytest.raises(Stale) as stale:
        change(prednisone, ben, now, line(15, "2026-02-02"))
    assert stale.value.row.version == 2
    assert Dose.objects.count() == 2


def stop(therapy: Therapy, cem: User, now: datetime, on: str | None = "2026-02-20", **given: Any) -> Therapy:
    given = {"reason": "planned", "version": 1, **given}
    return therapies.stop_therapy(therapy=therapy, stopped_on=on, by=cem, now=now, **given)


def test_a_stop_keeps_the_version_before_it(prednisone: Therapy, cem: User, now: datetime) -> None:
    row = stop(prednisone, cem, now)
    row.refresh_from_db()
    assert (row.stopped_on, row.stopped, row.stop_reason, row.version) == ("2026-02-20", True, "planned", 2)
    earlier = Amendment.objects.get()
    assert (earlier.list, earlier.ref, earlier.by, earlier.by_import) == ("therapies", row.ref, cem, False)
    assert "stopped_on" not in earlier.earlier
    assert len(earlier.earlier["doses"]) == 1


def test_a_stop_may_be_on_an_unknown_day_or_in_a_month(prednisone: Therapy, cem: User, now: datetime) -> None:
    assert stop(prednisone, cem, now, on=None).version == 2
    stop(prednisone, cem, now, on="2026-02", version=2)
    assert Therapy.objects.get().stopped_on == "2026-02"


@pytest.mark.parametrize("on", ["2026-01-04", "2026-03-03", "2026-04"])
def test_a_stop_lies_between_the_start_and_today(on: str, prednisone: Therapy, cem: User, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        stop(prednisone, cem, now, on=on)
    assert [problem.path for problem in refused.value.problems][:1] == ["stopped_on"]
    assert not Amendment.objects.exists()


def test_a_stale_stop_writes_nothing(prednisone: Therapy, cem: User, now: datetime) -> None:
    change(prednisone, cem, now, line(20))
    with pytest.raises(Stale):
        stop(prednisone, cem, now)
    assert Therapy.objects.get().stopped_on is None
    assert not Amendment.objects.exists()


def test_who_changes_what_somebody_else_has_struck_out_is_told(
    prednisone: Therapy, ada: Patient, cem: User, ben: User, now: datetime
) -> None:
    facts.mark_entered_in_error(
        patient=ada, list="therapies", ref=prednisone.ref, version=1, reason="another patient's", by=ben, now=now
    )
    for act in (lambda: change(prednisone, cem, now, line(20)), lambda: stop(prednisone, cem, now)):
        with pytest.raises(Stale):
            act()
    assert Dose.objects.count() == 1


def test_no_treatment_before_birth(ada: Patient, cem: User, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        therapies.start_therapy(patient=ada, entry={"drug": "prednisone", "started_on": "1987"}, by=cem, now=now)
    assert [problem.path for problem in refused.value.problems] == ["started_on"]
