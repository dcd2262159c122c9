"""When what somebody put off comes again, and what doesn't come beside it. Without a database."""

from datetime import date, timedelta

import pytest

from reminders import policy
from reminders.values import Item, Kind, PutOff, Reason, Rhythm
from tests.reminders.values import NOW, ada

MONDAY = date(2026, 3, 2)


def march(*days: int) -> list[date]:
    return [date(2026, 3, day) for day in days]


def later(until: date, *, due_on: date = MONDAY, kind: Kind = Kind.CHECK_IN, item: str = "") -> PutOff:
    return PutOff(kind=kind, item=item, due_on=due_on, until=until)


def days_of(kind: Kind, *, days: int = 14, **fields: object) -> list[date]:
    """On which days a planner that looks daily finds a reminder of this kind."""
    person = ada(**fields)
    found = {
        slot.local_date
        for day in range(days)
        for slot in policy.owed(person, NOW + timedelta(days=day))
        if slot.kind is kind
    }
    return sorted(found)


@pytest.mark.parametrize(
    ("until", "days"),
    [
        (3, march(3, 9, 16)),
        (5, march(5, 9, 16)),
        (7, march(7, 16)),  # Monday the 9th would come on its heels
        (8, march(8, 16)),
        (9, march(9, 16)),
        (12, march(12, 16)),  # a week and more: stands for the one in between too
        (15, march(15)),
    ],
)
def test_a_weekly_check_in_comes_on_the_day_that_was_asked_for_and_not_beside_it(until: int, days: list[date]) -> None:
    assert days_of(Kind.CHECK_IN, put_off=(later(date(2026, 3, until)),)) == days


def test_who_is_asked_daily_has_quiet_until_the_day_and_then_goes_on() -> None:
    found = days_of(Kind.CHECK_IN, rhythm=Rhythm.DAILY, put_off=(later(date(2026, 3, 5)),), days=4)
    assert found == march(5, 6, 7, 8)


def test_a_check_in_before_the_day_ends_it_and_the_next_one_comes_as_always() -> None:
    found = days_of(Kind.CHECK_IN, put_off=(later(date(2026, 3, 8)),), last_check_in=date(2026, 3, 3), days=10)
    assert found == march(9)


def test_a_check_in_of_the_week_before_doesnt_count_for_the_day_that_was_asked_for() -> None:
    found = days_of(Kind.CHECK_IN, put_off=(later(date(2026, 3, 12)),), last_check_in=date(2026, 3, 4), days=10)
    assert found == march(12)


def test_asked_for_twice_it_comes_twice() -> None:
    """Monday's until Thursday week; what came then, until Sunday."""
    answers = (later(date(2026, 3, 12)), later(date(2026, 3, 15), due_on=date(2026, 3, 9)))
    assert days_of(Kind.CHECK_IN, put_off=answers) == march(12, 15)


def test_two_weekly_keeps_to_its_own_weeks() -> None:
    assert days_of(Kind.CHECK_IN, rhythm=Rhythm.TWO_WEEKLY, days=21) == march(2, 16)
    found = days_of(Kind.CHECK_IN, rhythm=Rhythm.TWO_WEEKLY, put_off=(later(date(2026, 3, 9)),), days=21)
    assert found == march(9, 16)


def test_an_overdue_test_put_off_to_the_day_before_its_next_reminder_comes_once() -> None:
    due = Item(item="x", due_on=date(2026, 3, 9))  # reminded on the 2nd, 16th, 30th
    answer = later(date(2026, 3, 15), due_on=due.due_on, kind=Kind.MONITORING, item="x")
    assert days_of(Kind.MONITORING, items=(due,), put_off=(answer,), days=30) == march(15, 30)


def test_what_is_done_leaves_no_later_day_behind() -> None:
    """The answer was changed from "later" to "done": a row that waits for Thursday must not leave."""
    (thursday,) = (
        slot for slot in policy.slots(ada(put_off=(later(date(2026, 3, 5)),)), NOW) if slot.local_date.day == 5
    )
    done = PutOff(kind=Kind.CHECK_IN, due_on=MONDAY, until=date(2026, 3, 30), is_done=True)
    assert policy.why_not(ada(put_off=(done,)), thursday, NOW) is Reason.SAID_DONE
    assert days_of(Kind.CHECK_IN, put_off=(done,), days=10) == march(9)


def test_one_thing_put_off_leaves_the_others_alone() -> None:
    due = (Item(item="x", due_on=date(2026, 3, 4)), Item(item="y", due_on=date(2026, 3, 4)))
    answer = later(date(2026, 3, 10), due_on=date(2026, 3, 4), kind=Kind.MONITORING, item="x")
    owed = {(slot.item, slot.local_date.day) for slot in policy.owed(ada(items=due, put_off=(answer,)), NOW)}
    assert ("y", 25) in owed
    assert all(item != "x" for item, _ in owed)
