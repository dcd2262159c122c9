"""When a reminder is owed, to whom, and why one is not. Pure: values in, values out, no clock, no database."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from reminders.times import CLOSES, DAY, USUAL_TIME, Zones, instant, opening

HORIZON = timedelta(hours=72)  # a planner that is dead for two days harms nobody

CHECK_IN_KEEPS_DAYS = 3  # half a week late it is still about this week; later the next one is nearer
SATURDAY = 5
PUT_OFF_COUNTS_DAYS = 14  # after its day, what was asked for then still keeps others from coming on its heels
SAID_DONE_DAYS = 28  # our choice: a result takes some weeks to arrive; without one after that we ask again

# Fixed for ever: ids of occurrences and messages, and so Message-IDs, are made from it.
NAMESPACE = uuid.UUID("6f0d4c0e-6d0b-5a53-9d3b-5b8f3a3f7b52")


class Kind(StrEnum):
    VISIT = "visit"
    DRUG_CYCLE = "drug-cycle"
    FOLLOW_UP = "follow-up"
    MONITORING = "monitoring"
    CHECK_IN = "check-in"
    TEAM_DIGEST = "team-digest"


# Which leave first when many are waiting.
PRIORITY = {kind: number for number, kind in enumerate(Kind)}

NUDGES = frozenset({Kind.CHECK_IN, Kind.MONITORING, Kind.FOLLOW_UP})


class Topic(StrEnum):
    """What somebody can ask not to be mailed about, apart from the rest."""

    CHECK_INS = "check-ins"
    TESTS_AND_VISITS = "tests-and-visits"
    TEAM_DIGEST = "team-digest"


def topic(kind: Kind) -> Topic:
    return {Kind.CHECK_IN: Topic.CHECK_INS, Kind.TEAM_DIGEST: Topic.TEAM_DIGEST}.get(kind, Topic.TESTS_AND_VISITS)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long before its day a thing is first reminded of, and after how many days again (None: never)."""

    lead_days: int
    repeat_days: int | None


# Our choices: early enough to be arranged, often enough to be acted on, seldom enough to be read.
PACES = {
    Kind.MONITORING: Pace(7, 14),
    Kind.FOLLOW_UP: Pace(3, 14),
    Kind.VISIT: Pace(2, None),
    Kind.DRUG_CYCLE: Pace(2, None),
}


class Rhythm(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    TWO_WEEKLY = "two-weekly"


RHYTHM_DAYS = {Rhythm.DAILY: 1, Rhythm.WEEKLY: 7, Rhythm.TWO_WEEKLY: 14}


class Reason(StrEnum):
    """Why nothing is sent although a reminder could be owed."""

    CARE_ENDED = "care-ended"
    NO_ACCOUNT = "no-account"  # or no longer a carer
    NO_VERIFIED_ADDRESS = "no-verified-address"
    CANNOT_REACH = "cannot-reach"  # mails to this address came back
    STOPPED = "stopped"
    PAUSED = "paused"
    SNOOZED = "snoozed"
    SAID_DONE = "said-done"
    DONE = "done"
    RHYTHM = "rhythm"  # planned before the person chose another rhythm or day
    UNANSWERED = "unanswered"
    RESTORED = "restored"  # it may have left before the backup was played back
    SKIPPED = "skipped"  # by the team: "phone instead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something with a day on which it is due (it stays that day until a result or a change moves it)."""

    kind: Kind = Kind.MONITORING
    item: str
    due_on: date
    lead_days: int | None = None  # None: as `PACES` says

    @property
    def first_on(self) -> date:
        lead = PACES[self.kind].lead_days if self.lead_days is None else self.lead_days
        return self.due_on - timedelta(days=lead)


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOff:
    """What somebody answered in a mail about one thing: not before ``until``."""

    kind: Kind
    item: str = ""
    due_on: date
    until: date
    is_done: bool = False  # said to be done; else: remind me later


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What reminders need to know of one patient and one reader (the patient, or a carer), read at one moment.

    ``patient`` None: the reader as a member of a team, who is owed its digest while there is something in it.
    """

    patient: uuid.UUID | None
    recipient: uuid.UUID | None
    address: str | None  # verified, or None
    zones: Zones
    since: date  # no reminder for days before the patient was registered
    weekday: int  # Monday is 0
    is_carer: bool = False
    language: str = "en"
    token: str = ""  # in the address with which they stop mails; "": they have none yet
    local_time: time = USUAL_TIME
    rhythm: Rhythm = Rhythm.WEEKLY
    paused_until: date | None = None  # the first day on which reminders come again
    stopped: frozenset[Topic] = frozenset()
    care_ended: bool = False
    comes_back: bool = False  # mails to the address came back
    last_check_in: date | None = None
    team_has_news: bool = False
    items: tuple[Item, ...] = ()
    put_off: tuple[PutOff, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One reminder owed on one calendar day. The key names the slot, not the time: moving the time of day after
    today's mail has gone doesn't send a second one."""

    patient: uuid.UUID | None
    recipient: uuid.UUID
    is_carers: bool = False
    kind: Kind
    item: str = ""
    number: int = 0  # which reminder for the same due day: 0, 1, 2 …
    due_on: date
    local_date: date
    local_time: time
    zone: ZoneInfo
    keeps_days: int

    @cached_property
    def key(self) -> str:
        own = f"{self.patient}:{self.kind}:{self.item}:{self.number}:{self.local_date.isoformat()}"
        return f"{own}:{self.recipient}" if self.is_carers or self.patient is None else own

    @cached_property
    def id(self) -> uuid.UUID:
        return uuid.uuid5(NAMESPACE, self.key)

    @cached_property
    def due_at(self) -> datetime:
        return opening(instant(self.local_date, self.local_time, self.zone), self.zone)

    @cached_property
    def expires_at(self) -> datetime:
        if self.keeps_days == 0:  # for this day only
            return instant(self.local_date, CLOSES, self.zone)
        return instant(self.local_date + timedelta(days=self.keeps_days), self.local_time, self.zone)


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
