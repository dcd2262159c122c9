"""When reminders are due, in any zone, on any day, without a database."""

import dataclasses
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders import attempts, policy, times, values
from reminders.attempts import Step, Tried
from reminders.times import Away, Zones
from reminders.values import Item, Reason, Rhythm, Slot
from tests.reminders.values import ADA, NOW, ada

MINUTE = timedelta(minutes=1)
ZONES = [
    *("Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati", "Europe/London", "Africa/Casablanca"),
    *("America/St_Johns", "Asia/Kathmandu", "Pacific/Chatham", "America/Sao_Paulo", "Pacific/Pago_Pago", "UTC"),
]
zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(date(2010, 1, 1), date(2035, 12, 1))
moments = st.datetimes(datetime(2010, 1, 1), datetime(2035, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001  bounds
allowed_times = st.times(time(8), time(19, 59))


def test_policy_needs_neither_django_nor_celery() -> None:
    code = "import reminders.policy, sys; assert not {'django', 'celery', 'redis'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_nobody_to_write_to_is_owed_nothing() -> None:
    assert policy.owed(ada(recipient=None), NOW) == ()
    assert policy.owed(ada(address=None), NOW) == ()
    assert policy.owed(ada(stopped=frozenset(values.Topic)), NOW) == ()


def test_an_item_that_is_not_due_yet_is_owed_nothing() -> None:
    assert policy.owed(ada(weekday=4, items=(Item(item="x", due_on=date(2026, 3, 16)),)), NOW) == ()


def test_on_monday_at_nine_vienna_time() -> None:
    (slot,) = policy.owed(ada(), NOW)
    assert slot.key == f"{ADA}:check-in::0:2026-03-02"
    assert slot.due_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert slot.expires_at == datetime(2026, 3, 5, 8, tzinfo=UTC)


def test_the_key_names_the_slot_not_the_time() -> None:
    (morning,) = policy.owed(ada(), NOW)
    (evening,) = policy.owed(ada(local_time=time(19)), NOW)
    assert (morning.key, morning.id) == (evening.key, evening.id)
    assert morning.due_at != evening.due_at


def test_a_check_in_that_matters_little_is_not_sent_again_after_a_lost_answer() -> None:
    lost = (tried("ambiguous", 21),)
    assert attempts.next_step(lost, NOW, again=False) is Step.MAY_HAVE_ARRIVED
    assert attempts.next_step((tried("ambiguous", 19),), NOW, again=False) is Step.WAIT
    assert attempts.next_step((*lost, tried("accepted", 1)), NOW, again=False) is Step.SENT


@given(zones, zones, moments)
def test_whoever_travels_has_each_day_once(home: ZoneInfo, abroad: ZoneInfo, now: datetime) -> None:
    today = now.date()
    person = ada(home, rhythm=Rhythm.DAILY)
    person = dataclasses.replace(person, zones=Zones(home, Away(abroad, today, today + timedelta(days=3))))
    found: dict[str, date] = {}
    for day in range(-3, 8):
        for slot in policy.owed(person, now + timedelta(days=day)):
            assert found.setdefault(slot.key, slot.local_date) == slot.local_date
    assert len(set(found.values())) == len(found)
    wanted = {today + timedelta(days=day) for day in range(-1, 8)}
    assert wanted - set(found.values()) <= {date(2011, 12, 30)}


@pytest.mark.parametrize(
    ("last", "asked"), [(date(2026, 3, 2), False), (date(2026, 2, 27), False), (date(2026, 2, 26), True), (None, True)]
)
def test_a_check_in_counts_for_the_nearest_reminder_day(last: date | None, asked: bool) -> None:
    assert bool(policy.owed(ada(last_check_in=last), NOW)) is asked


def test_a_pause_ends_on_the_day_it_names() -> None:
    assert policy.owed(ada(paused_until=date(2026, 3, 2)), NOW)
    assert not policy.owed(ada(paused_until=date(2026, 3, 3)), NOW)


def test_a_pause_that_ends_before_the_slot_does_not_stop_planning() -> None:
    saturday = datetime(2026, 2, 28, 10, tzinfo=UTC)
    assert policy.owed(ada(paused_until=date(2026, 3, 2)), saturday)


def test_an_overdue_item_has_one_slot_every_two_weeks() -> None:
    person = ada(weekday=5, items=(Item(item="mon.x", due_on=date(2026, 1, 8)),))
    keys = {slot.key for day in range(28) for slot in policy.owed(person, NOW + timedelta(days=day)) if slot.item}
    assert {key.rsplit(":", 1)[1] for key in keys} == {"2026-02-26", "2026-03-12", "2026-03-26"}


def test_an_item_with_another_due_day_makes_the_old_slot_moot() -> None:
    (slot,) = policy.owed(ada(weekday=4, items=(Item(item="mon.x", due_on=NOW.date()),)), NOW)
    assert policy.why_not(ada(items=(Item(item="mon.x", due_on=date(2026, 9, 1)),)), slot, NOW) is Reason.DONE


def test_london_skips_half_past_one_and_the_reminder_moves_on() -> None:
    zone = ZoneInfo("Europe/London")
    due = times.instant(date(2026, 3, 29), time(1, 30), zone)
    assert due.astimezone(zone).time() == time(2, 30)


def test_london_has_half_past_one_twice_and_the_first_counts() -> None:
    due = times.instant(date(2026, 10, 25), time(1, 30), ZoneInfo("Europe/London"))
    assert due == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_lord_howe_moves_by_half_an_hour() -> None:
    zone = ZoneInfo("Australia/Lord_Howe")
    due = times.instant(date(2026, 10, 4), time(2, 15), zone)
    assert due.astimezone(zone).time() == time(2, 45)


def test_apia_had_no_thirtieth_of_december() -> None:
    zone = ZoneInfo("Pacific/Apia")
    now = datetime(2011, 12, 29, 22, tzinfo=UTC)
    daily = policy.owed(ada(zone, rhythm=Rhythm.DAILY), now)
    assert [slot.due_at.astimezone(zone).date().day for slot in daily] == [29, 31, 1, 2]
    (friday,) = policy.owed(ada(zone, weekday=4), now)
    assert friday.due_at.astimezone(zone) == datetime(2011, 12, 31, 9, tzinfo=zone), "moved on, not skipped"


@given(zones, moments, allowed_times)
def test_every_local_day_has_exactly_one_daily_slot(zone: ZoneInfo, now: datetime, at: time) -> None:
    slots = policy.owed(ada(zone, rhythm=Rhythm.DAILY, local_time=at), now)
    due_days = [slot.due_at.astimezone(zone).date() for slot in slots]
    assert len(set(due_days)) == len(due_days)
    assert len(set(due_days)) >= 2


@given(zones, moments, allowed_times, st.integers(0, 6))
def test_any_seven_days_hold_one_weekly_slot(zone: ZoneInfo, now: datetime, at: time, weekday: int) -> None:
    person = ada(zone, local_time=at, weekday=weekday)
    keys = {slot.key for day in range(7) for slot in policy.owed(person, same_time(now, zone, day), timedelta(0))}
    before = {slot.key for slot in policy.owed(person, same_time(now, zone, -1), timedelta(0))}
    assert len(keys - before) == 1


def same_time(now: datetime, zone: ZoneInfo, days: int) -> datetime:
    """So many calendar days later: a week in which the clocks change has 167 hours or 169."""
    local = now.astimezone(zone)
    return times.instant(local.date() + timedelta(days=days), local.time(), zone)


@given(zones, moments, st.times(), st.sampled_from(list(Rhythm)))
def test_no_slot_is_due_outside_allowed_hours(zone: ZoneInfo, now: datetime, at: time, rhythm: Rhythm) -> None:
    items = (Item(item="mon.x", due_on=now.date()),)
    for slot in policy.owed(ada(zone, local_time=at, rhythm=rhythm, items=items), now):
        assert time(8) <= slot.due_at.astimezone(zone).time() < time(20)
        assert slot.due_at < slot.expires_at


@given(zones, moments)
def test_the_next_opening_is_allowed_and_never_far(zone: ZoneInfo, now: datetime) -> None:
    opens = times.opening(now, zone)
    assert time(8) <= opens.astimezone(zone).time() < time(20)
    assert now <= opens <= now + timedelta(hours=13)
    assert times.opening(opens, zone) == opens


@given(zones, days, allowed_times)
def test_the_same_slot_has_the_same_key_whenever_it_is_asked(zone: ZoneInfo, day: date, at: time) -> None:
    slot = Slot(
        patient=ADA, recipient=ADA, kind=values.Kind.CHECK_IN, due_on=day, local_date=day, local_time=at, zone=zone,
        keeps_days=3,
    )  # fmt: skip
    person = ada(zone, local_time=at, weekday=day.weekday())
    for hours in (-70, -24, 0, 24, 60):
        assert slot in policy.owed(person, slot.due_at + timedelta(hours=hours))


@given(st.uuids(), st.integers(1, 50))
def test_a_retry_comes_between_half_and_the_whole_step(message: UUID, fails: int) -> None:
    step = attempts.RETRY_STEPS[min(fails, 6) - 1]
    again = attempts.retry_at(message=message, fails=fails, now=NOW)
    assert NOW + step / 2 <= again <= NOW + step
    assert again == attempts.retry_at(message=message, fails=fails, now=NOW)


def tried(outcome: str, minutes_ago: float) -> Tried:
    then = NOW - minutes_ago * MINUTE
    return Tried(then, then if outcome else None, outcome)


@pytest.mark.parametrize(
    ("ledger", "step"),
    [
        ((), Step.SEND),
        ((tried("transient", 9),), Step.SEND),
        ((tried("relay", 9), tried("relay", 8)), Step.SEND),
        ((tried("transient", 9), tried("accepted", 1)), Step.SENT),
        ((tried("", 300), tried("", 200), tried("", 100), tried("accepted", 1)), Step.SENT),
        ((tried("permanent", 1),), Step.REFUSED),
        ((tried("", 1),), Step.WAIT),
        ((tried("", 3),), Step.SEND),
        ((tried("ambiguous", 19),), Step.WAIT),
        ((tried("ambiguous", 21),), Step.SEND),
        ((tried("ambiguous", 42), tried("ambiguous", 21)), Step.NO_ANSWER),
        ((tried("", 9), tried("", 6)), Step.SEND),
        ((tried("", 9), tried("", 6), tried("", 3)), Step.CRASHES),
    ],
)
def test_the_ledger_says_what_is_allowed_next(ledger: tuple[Tried, ...], step: Step) -> None:
    assert attempts.next_step(ledger, NOW) is step
    assert (attempts.wait_until(ledger, NOW) > NOW) is (step is Step.WAIT)
