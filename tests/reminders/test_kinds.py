"""What else than check-ins is told: visits, cycles of drugs, what the team asks for; and what somebody put off."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from journeys.actions import follow_ups
from journeys.models import Administration, Dose, Patient, Therapy, Visit
from reminders.models import Occurrence, PutOff, State
from reminders.planning import plan
from tests.reminders.conftest import Sink, check_in
from tests.reminders.test_delivery import tick

DAY = timedelta(days=1)


def visit(patient: Patient, on: date, now: datetime, **fields: Any) -> Visit:
    fields = {"kind": "clinic", "ref": f"visit-{on}", **fields}
    return Visit.objects.create(patient=patient, on=on, received_at=now, **fields)


def kinds(patient: Patient, *, state: str = State.PLANNED) -> list[tuple[str, date]]:
    rows = Occurrence.objects.filter(patient=patient, state=state).order_by("local_date", "kind")
    return list(rows.exclude(kind="check-in").values_list("kind", "local_date"))


def test_a_planned_visit_is_told_two_days_before(ready_ada: Patient, now: datetime) -> None:
    coming = visit(ready_ada, date(2026, 3, 6), now)
    plan(now)
    assert kinds(ready_ada) == [("visit", date(2026, 3, 4))]
    coming.on = date(2026, 3, 7)
    coming.save()
    plan(now)
    assert kinds(ready_ada) == [("visit", date(2026, 3, 5))]
    assert kinds(ready_ada, state=State.CANCELLED) == [("visit", date(2026, 3, 4))]


def test_a_visit_entered_in_error_is_not_told(ready_ada: Patient, ben: User, now: datetime) -> None:
    wrong = {"entered_in_error_at": now, "entered_in_error_by": ben, "entered_in_error_reason": "another patient's"}
    visit(ready_ada, date(2026, 3, 6), now, **wrong)
    plan(now)
    assert kinds(ready_ada) == []


def test_a_follow_up_of_the_team_is_told_until_it_is_done(
    ready_ada: Patient, ben: User, sink: Sink, now: datetime
) -> None:
    asked = follow_ups.make(patient=ready_ada, words="x", due_on=date(2026, 3, 5), lead_days=3, by=ben, now=now)
    tick(now)
    assert kinds(ready_ada, state=State.SENT) == [("follow-up", date(2026, 3, 2))]
    check_in(ready_ada, date(2026, 3, 14), now)
    tick(now + 14 * DAY)
    assert len(kinds(ready_ada, state=State.SENT)) == 2
    follow_ups.mark_done(follow_up=asked, by=ready_ada.user, now=now + 15 * DAY, version=asked.version)
    for day in range(15, 40):
        check_in(ready_ada, date(2026, 3, 2) + day * DAY, now)
        tick(now + day * DAY)
    assert len(kinds(ready_ada, state=State.SENT)) == 2


@pytest.fixture
def infusions(ready_ada: Patient, now: datetime) -> Therapy:
    """Every four weeks, the last one on 6 February: the next is due on 6 March."""
    therapy = Therapy.objects.create(
        patient=ready_ada, ref="t", drug="x", route="intravenous", started_on="2025-01-01", received_at=now
    )
    Dose.objects.create(
        therapy=therapy, ref="d", from_date=date(2025, 1, 1), amount=1, unit="mg", every="4-weeks", received_at=now
    )
    for each in (date(2026, 2, 6), date(2026, 1, 9)):
        Administration.objects.create(therapy=therapy, ref=str(each), on=each, amount=1, unit="mg", received_at=now)
    return therapy


def test_the_next_infusion_of_a_cycle_is_told(infusions: Therapy, ready_ada: Patient, now: datetime) -> None:
    plan(now)
    assert kinds(ready_ada) == [("drug-cycle", date(2026, 3, 4))]


def test_a_cycle_whose_infusion_has_an_appointment_is_not_told_twice(
    infusions: Therapy, ready_ada: Patient, now: datetime
) -> None:
    visit(ready_ada, date(2026, 3, 6), now, kind="infusion")
    plan(now)
    assert kinds(ready_ada) == [("visit", date(2026, 3, 4))]


@pytest.mark.parametrize("change", [{"stopped_on": "2026-02-20"}, {"stopped": True}, {"route": "oral"}])
def test_a_drug_that_was_stopped_or_is_swallowed_has_no_cycle(
    infusions: Therapy, ready_ada: Patient, now: datetime, change: dict[str, object]
) -> None:
    Therapy.objects.update(**change)
    plan(now)
    assert kinds(ready_ada) == []


def test_a_dose_line_that_is_held_has_no_cycle(infusions: Therapy, ready_ada: Patient, now: datetime) -> None:
    Dose.objects.create(
        therapy=infusions, ref="0", from_date=date(2026, 2, 10), amount=0, unit="mg", every="4-weeks", received_at=now
    )
    plan(now)
    assert kinds(ready_ada) == []


def test_what_somebody_put_off_comes_on_the_day_they_chose(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    tick(now)
    PutOff.objects.create(
        patient=ready_ada,
        recipient=ready_ada.user,
        kind="check-in",
        due_on=date(2026, 3, 2),
        until=date(2026, 3, 5),
        at=now,
    )
    sent = [day for day in range(1, 8) if tick(now + day * DAY)["sent"]]
    assert sent == [3, 7]
