"""Every local day of sixteen years, zone by zone: one daily reminder, always the same one, never at night."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import permutations
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from reminders import policy, times
from reminders.times import CLOSES, OPENS, Away, Zones
from reminders.values import Person, Rhythm, Slot

ADA = UUID(int=1)
FIRST, LAST = date(2020, 1, 1), date(2035, 12, 31)
DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
# Shifts of half an hour (Lord Howe) and of two (Troll), at midnight (Cairo, Havana, Santiago, Tehran), around Ramadan
# (Casablanca), by decree (Gaza, Juba, Nuuk), and offsets of three quarters of an hour.
ZONES = [
    *("Africa/Cairo", "Africa/Casablanca", "Africa/Juba", "America/Havana", "America/New_York"),
    *("America/Nuuk", "America/Santiago", "America/Sao_Paulo", "America/St_Johns", "Antarctica/Troll", "Asia/Gaza"),
    *("Asia/Kathmandu", "Asia/Kolkata", "Asia/Pyongyang", "Asia/Tehran", "Australia/Lord_Howe", "Europe/London"),
    *("Europe/Vienna", "Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati", "UTC"),
]
zones = pytest.mark.parametrize("name", ZONES)
# A planner that comes back after 47 hours plans at every hour of the day in turn, and is away for as long as it may be.
SELDOM = timedelta(hours=47)


def daily(name: str, at: time) -> Person:
    return Person(
        patient=ADA,
        recipient=ADA,
        address="ada@example.org",
        zones=Zones(ZoneInfo(name)),
        since=date(2009, 1, 1),
        weekday=0,
        local_time=at,
        rhythm=Rhythm.DAILY,
    )


def calendar(first: date, last: date) -> Iterator[date]:
    return (first + ahead * DAY for ahead in range((last - first).days + 1))


def planned(person: Person, first: date, last: date, every: timedelta = SELDOM) -> dict[str, Slot]:
    """What planners, one after the other, find owed from the first day to the last. Each finds today's, each finds
    the same, and what is new to all of them is at least a day away."""
    found: dict[str, Slot] = {}
    begin = datetime.combine(first - 3 * DAY, time(0), UTC)
    now = begin
    while now.date() <= last:
        slots = policy.owed(person, now)
        # Eastwards over the date line a day is lived twice; the second time it has had its reminder.
        assert person.zones.away or slots[0].local_date <= person.zones.today(now)
        for slot in slots:
            assert now == begin or slot.key in found or slot.due_at - now >= DAY, f"learnt too late at {now}"
            assert found.setdefault(slot.key, slot) == slot, f"planned again otherwise at {now}"
        now += every
    return {key: slot for key, slot in found.items() if first <= slot.local_date <= last}


@zones
def test_each_local_day_has_one_daily_reminder_at_its_hour_whoever_plans_whenever(name: str) -> None:
    zone, at = ZoneInfo(name), (OPENS, time(12, 30), time(19, 59))[ZONES.index(name) % 3]
    slots = planned(daily(name, at), FIRST, LAST)
    due = [slot.due_at.astimezone(zone) for slot in slots.values()]
    assert sorted(moment.date() for moment in due) == list(calendar(FIRST, LAST))
    assert {moment.time() for moment in due} == {at}
    assert len({slot.id for slot in slots.values()}) == len(slots)


@zones
def test_a_wall_time_that_is_skipped_moves_on_and_one_that_comes_twice_is_the_first(name: str) -> None:
    zone = ZoneInfo(name)
    for day in _days_of_change(zone):
        first_utc = _walls_around(day, zone)
        for wall in _quarters(day):
            moment = times.instant(day, wall.time(), zone)
            if wall in first_utc:
                assert moment == first_utc[wall]
            else:
                gap = moment.astimezone(zone).replace(tzinfo=None) - wall
                assert gap == _forward(day, zone), f"{wall} is skipped: by as much as the clocks are it moves on"


@zones
def test_whatever_the_time_the_next_opening_is_by_day_and_the_soonest(name: str) -> None:
    zone = ZoneInfo(name)
    for day in _days_of_change(zone):
        for moment in (utc for utc in _walls_around(day, zone).values() if utc.astimezone(zone).date() == day):
            opens = times.opening(moment, zone)
            local = opens.astimezone(zone)
            assert OPENS <= local.time() < CLOSES
            assert opens == moment or (local.time() == OPENS and opens - moment < timedelta(hours=14))
            tomorrow = times.next_day_opening(moment, zone).astimezone(zone)
            assert (tomorrow.date(), tomorrow.time()) == (day + DAY, OPENS)


@pytest.mark.parametrize(
    ("home", "abroad"), list(permutations(["Europe/Vienna", "Pacific/Kiritimati", "Pacific/Pago_Pago"], 2))
)
def test_who_travels_for_some_days_loses_no_day_and_has_none_twice(home: str, abroad: str) -> None:
    first, last = date(2026, 3, 1), date(2026, 4, 30)
    away = Away(ZoneInfo(abroad), start=date(2026, 3, 20), end=date(2026, 4, 10))
    traveller = replace(daily(home, time(19, 59)), zones=Zones(ZoneInfo(home), away))
    for every in (SELDOM, timedelta(hours=5)):
        slots = planned(traveller, first, last, every)
        assert sorted(slot.local_date for slot in slots.values()) == list(calendar(first, last))
    for slot in slots.values():
        there = away.zone if away.start <= slot.local_date < away.end else ZoneInfo(home)
        assert slot.due_at == datetime.combine(slot.local_date, time(19, 59), there)


def test_samoa_went_from_the_29th_to_the_31st_of_december_2011() -> None:
    """The 30th was on no calendar: nobody is asked for it, and nobody twice on the 31st."""
    zone = ZoneInfo("Pacific/Apia")
    slots = planned(daily(zone.key, time(9)), date(2011, 12, 20), date(2012, 1, 10), every=timedelta(hours=5))
    days = [date.fromisoformat(key[-10:]) for key in sorted(slots)]
    assert days == [day for day in calendar(date(2011, 12, 20), date(2012, 1, 10)) if day != date(2011, 12, 30)]
    assert [slot.due_at.astimezone(zone).date() for slot in sorted(slots.values(), key=lambda slot: slot.key)] == days
    night = datetime(2011, 12, 30, 9, 30, tzinfo=UTC)
    assert night.astimezone(zone).date() == date(2011, 12, 29)
    assert times.next_day_opening(night, zone).astimezone(zone) == datetime(2011, 12, 31, 8, tzinfo=zone)
    assert times.opening(night + timedelta(hours=1), zone).astimezone(zone) == datetime(2011, 12, 31, 8, tzinfo=zone)


def _days_of_change(zone: ZoneInfo) -> list[date]:
    """The local days on which the zone's clocks change."""
    return [day for day in calendar(FIRST, LAST) if _offset(day, zone) != _offset(day + DAY, zone)]


def _offset(day: date, zone: ZoneInfo) -> timedelta | None:
    """At the day's midnight; where the clocks skip it or turn it twice, before they do."""
    return datetime.combine(day, time(0), zone).utcoffset()


def _forward(day: date, zone: ZoneInfo) -> timedelta:
    before, after = _offset(day, zone), _offset(day + DAY, zone)
    assert before is not None
    assert after is not None
    return after - before


def _quarters(day: date) -> Iterator[datetime]:
    return (datetime.combine(day, time(0)) + each * QUARTER for each in range(96))


def _walls_around(day: date, zone: ZoneInfo) -> dict[datetime, datetime]:
    """Wall time -> the first moment with it, read off three days of the zone's clock: UTC -> local is never unclear."""
    first: dict[datetime, datetime] = {}
    start = datetime.combine(day, time(0), UTC) - DAY
    for each in range(3 * 96):
        moment = start + each * QUARTER
        first.setdefault(moment.astimezone(zone).replace(tzinfo=None), moment)
    return first
