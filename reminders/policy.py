"""When a reminder is owed, to whom, and why one is not. Pure: values in, values out, no clock, no database."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from reminders.times import DAY, USUAL_TIME, instant
from reminders.values import (
    CHECK_IN_KEEPS_DAYS,
    HORIZON,
    NAMESPACE,
    PACES,
    RHYTHM_DAYS,
    SATURDAY,
    Item,
    Kind,
    Person,
    PutOff,
    Reason,
    Rhythm,
    Slot,
    topic,
)


def owed(person: Person, now: datetime, horizon: timedelta = HORIZON) -> tuple[Slot, ...]:
    """The slots that are not over yet and fall due within the horizon, earliest first, without those that are moot."""
    return tuple(slot for slot in slots(person, now, horizon) if why_not(person, slot, now) is None)


def slots(person: Person, now: datetime, horizon: timedelta = HORIZON) -> list[Slot]:
    """As `owed`, moot or not. Nobody to write to: none."""
    if person.recipient is None:
        return []
    if person.patient is None:
        found = tuple(_digests(person, now, horizon))
    else:
        found = (*_snoozed(person), *_check_ins(person, now, horizon), *_of_items(person, now, horizon))
    last = now + horizon
    known = {slot.key: slot for slot in found if now < slot.expires_at and slot.due_at <= last}
    return sorted(known.values(), key=lambda slot: (slot.due_at, slot.key))


def why_not(person: Person, slot: Slot, now: datetime) -> Reason | None:
    """Why this slot is not to be sent; None: it is. Asked when planning and again just before sending."""
    if reason := _about_the_person(person):
        return reason
    if topic(slot.kind) in person.stopped:
        return Reason.STOPPED
    if person.paused_until and person.zones.today(max(slot.due_at, now)) < person.paused_until:
        return Reason.PAUSED
    if _is_done(person, slot):
        return Reason.DONE
    return _put_off(person, slot)


def _about_the_person(person: Person) -> Reason | None:
    if person.care_ended:
        return Reason.CARE_ENDED
    if person.recipient is None:
        return Reason.NO_ACCOUNT
    if person.address is None:
        return Reason.NO_VERIFIED_ADDRESS
    return Reason.CANNOT_REACH if person.comes_back else None


def _put_off(person: Person, slot: Slot) -> Reason | None:
    answers = [each for each in person.put_off if (each.kind, each.item) == (slot.kind, slot.item)]
    if any(each.is_done and each.due_on == slot.due_on and slot.local_date < each.until for each in answers):
        return Reason.SAID_DONE
    later = [each for each in answers if not each.is_done]
    if any(slot.local_date == each.until for each in later):
        return None
    return Reason.SNOOZED if any(_is_held_back(person, slot, each) for each in later) else None


def _is_held_back(person: Person, slot: Slot, each: PutOff) -> bool:
    """Whether the reminder that was asked for on another day stands in for this one: for all before it, and for one
    that would come on its heels."""
    if slot.kind is not Kind.CHECK_IN:
        close = timedelta(days=(PACES[slot.kind].repeat_days or 0) // 2)
        return slot.due_on == each.due_on and slot.local_date < each.until + close
    until = each.until
    if not _is_done(person, _snoozed_slot(person, each)):
        until = each.until + (slot.due_on - counts_from(slot.due_on, person.rhythm))
    return each.due_on <= slot.due_on and slot.local_date <= until


def counts_from(slot_date: date, rhythm: Rhythm) -> date:
    """A check-in counts for the nearest reminder day: for a weekly Monday, those from Friday on. So nobody is asked
    the day after checking in, and between two check-ins there are ten days at most, not thirteen."""
    return slot_date - timedelta(days=(RHYTHM_DAYS[rhythm] - 1) // 2)


def is_checked_in(person: Person, day: date) -> bool:
    """Whether there is a check-in that counts for this reminder day."""
    return person.last_check_in is not None and person.last_check_in >= counts_from(day, person.rhythm)


def message_id(recipient: uuid.UUID, local_date: date, number: int = 0) -> uuid.UUID:
    """One e-mail per person and day: everything that is due shares it."""
    return uuid.uuid5(NAMESPACE, f"{recipient}:{local_date.isoformat()}:{number}")


def _slot(person: Person, *, kind: Kind, item: str, number: int, due_on: date, on: date, keeps_days: int) -> Slot:
    assert person.recipient is not None  # noqa: S101  `slots` lets nobody through without an account
    return Slot(
        patient=person.patient, recipient=person.recipient, is_carers=person.is_carer, kind=kind, item=item,
        number=number, due_on=due_on, local_date=on, local_time=person.local_time, zone=person.zones.on(on),
        keeps_days=keeps_days,
    )  # fmt: skip


def _check_ins(person: Person, now: datetime, horizon: timedelta) -> Iterator[Slot]:
    keeps = min(RHYTHM_DAYS[person.rhythm], CHECK_IN_KEEPS_DAYS)
    today = person.zones.today(now)
    for day in check_in_days(person, today - timedelta(days=keeps + 1), horizon.days + keeps + 3):
        if day >= person.since:
            yield _slot(person, kind=Kind.CHECK_IN, item="", number=0, due_on=day, on=day, keeps_days=keeps)


def _digests(person: Person, now: datetime, horizon: timedelta) -> Iterator[Slot]:
    """Every working day."""
    today = person.zones.today(now)
    for day in (today + timedelta(days=ahead) for ahead in range(-1, horizon.days + 1)):
        if day >= person.since and day.weekday() < SATURDAY:
            yield _slot(person, kind=Kind.TEAM_DIGEST, item="", number=0, due_on=day, on=day, keeps_days=0)


def check_in_days(person: Person, first: date, count: int) -> Iterator[date]:
    """Of the `count` days from `first` on, those of the person's rhythm, done or not."""
    if person.rhythm is Rhythm.DAILY:
        yield from (day for day in (first + each * DAY for each in range(count)) if _exists(day, person.zones.on(day)))
        return
    for ahead in range((person.weekday - first.weekday()) % 7, count, 7):
        day = first + timedelta(days=ahead)
        if person.rhythm is Rhythm.WEEKLY or day.toordinal() // 7 % 2 == 0:
            yield day


def _exists(day: date, zone: ZoneInfo) -> bool:
    """Samoa had no 30 December 2011. A daily slot has the next day's; rarer ones move on to that day, see `instant`."""
    return instant(day, USUAL_TIME, zone).astimezone(zone).date() == day


def _of_items(person: Person, now: datetime, horizon: timedelta) -> Iterator[Slot]:
    today = person.zones.today(now)
    last_day = person.zones.today(now + horizon)
    for item in person.items:
        repeat = PACES[item.kind].repeat_days
        first_on, keeps = item.first_on, repeat or max(1, (item.due_on - item.first_on).days)
        if first_on > last_day:
            continue
        if repeat is None:
            yield _item_slot(person, item, 0, on=first_on, keeps_days=keeps)
            continue
        # Today's slot and those that begin within the horizon.
        first = max(0, (today - first_on).days // repeat - 1)
        for number in range(first, (last_day - first_on).days // repeat + 1):
            on = first_on + timedelta(days=number * repeat)
            yield _item_slot(person, item, number, on=on, keeps_days=keeps)


def _item_slot(person: Person, item: Item, number: int, *, on: date, keeps_days: int) -> Slot:
    return _slot(
        person, kind=item.kind, item=item.item, number=number, due_on=item.due_on, on=on, keeps_days=keeps_days
    )


def _snoozed(person: Person) -> Iterator[Slot]:
    """What somebody asked to be told of again on a day of their choice."""
    return (_snoozed_slot(person, each) for each in person.put_off if not each.is_done)


def _snoozed_slot(person: Person, each: PutOff) -> Slot:
    due_on = max(each.due_on, _last_reminder_day(person, each.until)) if each.kind is Kind.CHECK_IN else each.due_on
    return _slot(
        person, kind=each.kind, item=each.item, number=0, due_on=due_on, on=each.until, keeps_days=CHECK_IN_KEEPS_DAYS
    )


def _last_reminder_day(person: Person, day: date) -> date:
    """The latest until `day`: a check-in that is put off beyond the next one stands for that one."""
    if person.rhythm is Rhythm.DAILY:
        return day
    last = day - timedelta(days=(day.weekday() - person.weekday) % 7)
    return last if person.rhythm is Rhythm.WEEKLY or last.toordinal() // 7 % 2 == 0 else last - timedelta(days=7)


def _is_done(person: Person, slot: Slot) -> bool:
    if slot.kind is Kind.TEAM_DIGEST:
        return not person.team_has_news
    if slot.kind is Kind.CHECK_IN:
        return is_checked_in(person, slot.due_on)
    about = (slot.kind, slot.item, slot.due_on)
    return about not in ((each.kind, each.item, each.due_on) for each in person.items)
