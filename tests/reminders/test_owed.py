"""What is owed besides the weekly check-in, for whom, and why something is not. Without a database."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from reminders import policy, values
from reminders.times import Away, Zones
from reminders.values import Item, Kind, PutOff, Reason, Rhythm
from tests.reminders.values import NOW, ada


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ({"care_ended": True, "recipient": None}, Reason.CARE_ENDED),
        ({"recipient": None}, Reason.NO_ACCOUNT),
        ({"address": None, "comes_back": True}, Reason.NO_VERIFIED_ADDRESS),
        ({"comes_back": True, "stopped": frozenset(values.Topic)}, Reason.CANNOT_REACH),
        ({"stopped": frozenset({values.Topic.CHECK_INS}), "paused_until": date(2027, 1, 1)}, Reason.STOPPED),
        ({"stopped": frozenset({values.Topic.TESTS_AND_VISITS})}, None),
        ({"paused_until": date(2026, 3, 3), "last_check_in": date(2026, 3, 2)}, Reason.PAUSED),
    ],
)
def test_the_first_reason_that_holds_is_the_one(about: dict[str, object], reason: Reason | None) -> None:
    (slot,) = policy.owed(ada(), NOW)
    assert policy.why_not(ada(**about), slot, NOW) is reason


def item(kind: Kind, due_on: date, **fields: object) -> Item:
    return Item(kind=kind, item="x", due_on=due_on, **fields)


def about(kind: Kind, *items: Item, days: int = 60, **fields: object) -> list[tuple[date, datetime]]:
    """(day, end) of each slot of this kind that a planner finds in the next days."""
    person = ada(items=items, **fields)
    found = {
        slot.key: slot
        for day in range(days)
        for slot in policy.owed(person, NOW + timedelta(days=day))
        if slot.kind is kind
    }
    return [(slot.local_date, slot.expires_at) for slot in found.values()]


def test_a_visit_is_told_two_days_before_and_not_after_it_began() -> None:
    ((day, end),) = about(Kind.VISIT, item(Kind.VISIT, date(2026, 3, 20)))
    assert (day, end) == (date(2026, 3, 18), datetime(2026, 3, 20, 8, tzinfo=UTC))


def test_a_visit_that_is_entered_the_day_before_is_told_at_once() -> None:
    (slot,) = (slot for slot in policy.owed(ada(items=(item(Kind.VISIT, date(2026, 3, 3)),)), NOW) if slot.item)
    assert slot.due_at <= NOW < slot.expires_at


def test_a_test_is_told_a_week_before_its_day_and_every_two_weeks_from_then_on() -> None:
    days = [day for day, _ in about(Kind.MONITORING, item(Kind.MONITORING, date(2026, 3, 20)), days=30)]
    assert days == [date(2026, 3, 13), date(2026, 3, 27)]


def test_the_team_says_how_long_before_its_day_a_follow_up_is_told() -> None:
    days = [day for day, _ in about(Kind.FOLLOW_UP, item(Kind.FOLLOW_UP, date(2026, 3, 20), lead_days=10), days=9)]
    assert days == [date(2026, 3, 10)]


def later(until: date, *, kind: Kind = Kind.CHECK_IN, due_on: date = date(2026, 3, 2), **fields: object) -> PutOff:
    return PutOff(kind=kind, due_on=due_on, until=until, item="" if kind is Kind.CHECK_IN else "x", **fields)


def test_put_off_to_thursday_is_thursday_once() -> None:
    days = [day for day, _ in about(Kind.CHECK_IN, put_off=(later(date(2026, 3, 5)),), days=3)]
    assert days == [date(2026, 3, 5)]
    days = [day for day, _ in about(Kind.CHECK_IN, put_off=(later(date(2026, 3, 5)),), days=7)]
    assert days == [date(2026, 3, 5), date(2026, 3, 9)]


def test_what_was_put_off_and_done_meanwhile_is_not_asked_again() -> None:
    assert about(Kind.CHECK_IN, put_off=(later(date(2026, 3, 5)),), last_check_in=date(2026, 3, 4), days=3) == []


def test_a_test_said_to_be_done_is_asked_for_again_when_no_result_has_come() -> None:
    due = item(Kind.MONITORING, date(2026, 3, 2))
    said = later(date(2026, 3, 30), kind=Kind.MONITORING, is_done=True)
    days = [day for day, _ in about(Kind.MONITORING, due, put_off=(said,), days=45)]
    assert days == [date(2026, 4, 6)]
    assert (
        policy.why_not(
            ada(items=(due,), put_off=(said,)),
            next(slot for slot in policy.slots(ada(items=(due,)), NOW) if slot.item),
            NOW,
        )
        is Reason.SAID_DONE
    )


def test_a_carers_slot_is_another_one_than_the_patients() -> None:
    dee = UUID(int=2)
    (own,) = policy.owed(ada(), NOW)
    (carers,) = policy.owed(ada(recipient=dee, is_carer=True), NOW)
    assert own.id != carers.id
    assert carers.key == f"{own.key}:{dee}"


def test_a_team_is_owed_its_digest_on_working_days_while_there_is_news() -> None:
    team = ada(patient=None, team_has_news=True)
    days = {slot.local_date for day in range(10) for slot in policy.owed(team, NOW + timedelta(days=day), timedelta(0))}
    assert days == {date(2026, 3, day) for day in (2, 3, 4, 5, 6, 9, 10, 11)}
    assert policy.owed(ada(patient=None), NOW) == ()


AWAY = Away(ZoneInfo("Asia/Tokyo"), date(2026, 3, 1), date(2026, 3, 8))


def test_a_traveller_is_asked_where_they_are_and_at_home_again_after() -> None:
    person = ada(rhythm=Rhythm.DAILY)
    person = dataclasses.replace(person, zones=Zones(person.zones.home, AWAY))
    due = {}
    for hours in range(0, 24 * 12, 5):
        for slot in policy.owed(person, datetime(2026, 2, 26, tzinfo=UTC) + timedelta(hours=hours)):
            due[slot.local_date] = slot.due_at
    assert due[date(2026, 2, 28)] == datetime(2026, 2, 28, 8, tzinfo=UTC)
    assert due[date(2026, 3, 1)] == datetime(2026, 3, 1, 0, tzinfo=UTC)
    assert due[date(2026, 3, 7)] == datetime(2026, 3, 7, 0, tzinfo=UTC)
    assert due[date(2026, 3, 8)] == datetime(2026, 3, 8, 8, tzinfo=UTC)
    assert len(due) == (max(due) - min(due)).days + 1, "no day is lost"
