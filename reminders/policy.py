"""When a reminder is owed, to whom, and when it may leave. Pure: values in, values out, no clock, no database.

Times are aware datetimes in UTC unless a name says ``local``; dates are the patient's own calendar days. Day counting
is calendar days in the patient's zone, never 24-hour steps: a day with a clock change has 23 or 25 hours.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

OPENS = time(8)
CLOSES = time(20)
USUAL_TIME = time(9)
HORIZON = timedelta(hours=72)  # a planner that is dead for two days harms nobody

REPEAT_MONITORING_DAYS = 14  # our choice: often enough to be acted on, seldom enough to be read
CHECK_IN_KEEPS_DAYS = 3  # half a week late it is still about this week; later the next one is nearer

RETRY_STEPS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360))
RELAY_PAUSE = timedelta(minutes=1)
AMBIGUOUS_WAIT = timedelta(minutes=20)
AMBIGUOUS_SENDS = 2  # the first and one more, with the same Message-ID
CRASHES_ALLOWED = 3
LEASE = timedelta(seconds=120)
LEASE_RESERVE = timedelta(seconds=30)  # with less left, a letter isn't started: the slowest conversation must fit

# Fixed for ever: ids of occurrences and messages, and so Message-IDs, are made from it.
NAMESPACE = uuid.UUID("6f0d4c0e-6d0b-5a53-9d3b-5b8f3a3f7b52")


class Kind(StrEnum):
    CHECK_IN = "check-in"
    MONITORING = "monitoring"


class Rhythm(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    TWO_WEEKLY = "two-weekly"


RHYTHM_DAYS = {Rhythm.DAILY: 1, Rhythm.WEEKLY: 7, Rhythm.TWO_WEEKLY: 14}


class Reason(StrEnum):
    """Why nothing is sent although a reminder could be owed."""

    NO_ACCOUNT = "no-account"
    NO_VERIFIED_ADDRESS = "no-verified-address"
    STOPPED = "stopped"
    PAUSED = "paused"
    DONE = "done"
    RHYTHM = "rhythm"  # planned before the person chose another rhythm or day


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A follow-up with the day on which it is due (it stays that day until a result moves it)."""

    item: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What reminders need to know of one patient, read together at one moment."""

    patient: uuid.UUID
    recipient: uuid.UUID | None
    address: str | None  # verified, or None
    zone: ZoneInfo
    since: date  # no reminder for days before the patient was registered
    weekday: int  # Monday is 0
    local_time: time = USUAL_TIME
    rhythm: Rhythm = Rhythm.WEEKLY
    paused_until: date | None = None  # the first day on which reminders come again
    stopped: bool = False
    last_check_in: date | None = None
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One reminder owed on one calendar day. The key names the slot, not the time: moving the time of day after
    today's mail has gone doesn't send a second one."""

    patient: uuid.UUID
    kind: Kind
    item: str = ""
    number: int = 0  # which reminder for the same due day: 0, 1, 2 …
    local_date: date
    local_time: time
    zone: ZoneInfo
    keeps_days: int

    @property
    def key(self) -> str:
        return f"{self.patient}:{self.kind}:{self.item}:{self.number}:{self.local_date.isoformat()}"

    @property
    def id(self) -> uuid.UUID:
        return uuid.uuid5(NAMESPACE, self.key)

    @property
    def due_at(self) -> datetime:
        return opening(instant(self.local_date, self.local_time, self.zone), self.zone)

    @property
    def expires_at(self) -> datetime:
        return instant(self.local_date + timedelta(days=self.keeps_days), self.local_time, self.zone)


def instant(local_date: date, local_time: time, zone: ZoneInfo) -> datetime:
    """Wall time in a zone -> UTC. A time that the clocks skip moves on by the gap (01:30 in London's March becomes
    02:30), never away: a health reminder isn't skipped. A time that comes twice is the first one."""
    return datetime.combine(local_date, local_time, zone).replace(fold=0).astimezone(UTC)


def opening(moment: datetime, zone: ZoneInfo) -> datetime:
    """The first moment from `moment` on that lies in the allowed hours (08:00 to before 20:00) of the zone."""
    local = moment.astimezone(zone)
    if OPENS <= local.time() < CLOSES:
        return moment
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    return instant(day, OPENS, zone)


def next_day_opening(moment: datetime, zone: ZoneInfo) -> datetime:
    return instant(moment.astimezone(zone).date() + timedelta(days=1), OPENS, zone)


def owed(person: Person, now: datetime, horizon: timedelta = HORIZON) -> tuple[Slot, ...]:
    """The slots that are not over yet and fall due within the horizon, earliest first, without those that are moot."""
    return tuple(slot for slot in slots(person, now, horizon) if why_not(person, slot, now) is None)


def slots(person: Person, now: datetime, horizon: timedelta = HORIZON) -> list[Slot]:
    """As `owed`, moot or not."""
    found = (*_check_ins(person, now, horizon), *_monitoring(person, now, horizon))
    return sorted((slot for slot in found if now < slot.expires_at), key=lambda slot: (slot.due_at, slot.key))


def why_not(person: Person, slot: Slot, now: datetime) -> Reason | None:
    """Why this slot is not to be sent; None: it is. Asked when planning and again just before sending."""
    if person.recipient is None:
        return Reason.NO_ACCOUNT
    if person.address is None:
        return Reason.NO_VERIFIED_ADDRESS
    if person.stopped:
        return Reason.STOPPED
    if person.paused_until and max(slot.due_at, now).astimezone(person.zone).date() < person.paused_until:
        return Reason.PAUSED
    return Reason.DONE if _is_done(person, slot) else None


def counts_from(slot_date: date, rhythm: Rhythm) -> date:
    """A check-in counts for the nearest reminder day: for a weekly Monday, those from Friday on. So nobody is asked
    the day after checking in, and between two check-ins there are ten days at most, not thirteen."""
    return slot_date - timedelta(days=(RHYTHM_DAYS[rhythm] - 1) // 2)


def message_id(recipient: uuid.UUID, local_date: date, number: int = 0) -> uuid.UUID:
    """One e-mail per person and day: everything that is due shares it."""
    return uuid.uuid5(NAMESPACE, f"{recipient}:{local_date.isoformat()}:{number}")


def retry_at(*, message: uuid.UUID, fails: int, now: datetime) -> datetime:
    """When to try again after the `fails`-th refusal (1, 2 …): between half and the whole of the step. The spread comes
    from the message's id, so that a batch doesn't come back as one and a test can foretell it."""
    step = RETRY_STEPS[min(fails, len(RETRY_STEPS)) - 1]
    spread = uuid.uuid5(message, str(fails)).int % 1000 / 1000
    return now + step * (0.5 + spread / 2)


def _check_ins(person: Person, now: datetime, horizon: timedelta) -> Iterator[Slot]:
    every = RHYTHM_DAYS[person.rhythm]
    today = now.astimezone(person.zone).date()
    keeps = min(every, CHECK_IN_KEEPS_DAYS)
    for ahead in range(-keeps - 1, horizon.days + 2):
        day = today + timedelta(days=ahead)
        if day < person.since or not _is_reminder_day(person, day):
            continue
        slot = Slot(
            patient=person.patient, kind=Kind.CHECK_IN, local_date=day, local_time=person.local_time,
            zone=person.zone, keeps_days=keeps,
        )  # fmt: skip
        if slot.due_at <= now + horizon:
            yield slot


def _is_reminder_day(person: Person, day: date) -> bool:
    if person.rhythm is Rhythm.DAILY:
        # Samoa had no 30 December 2011. A daily slot has the next day's; rarer ones move on to that day, see `instant`.
        return instant(day, USUAL_TIME, person.zone).astimezone(person.zone).date() == day
    if day.weekday() != person.weekday:
        return False
    return person.rhythm is Rhythm.WEEKLY or day.toordinal() // 7 % 2 == 0


def _monitoring(person: Person, now: datetime, horizon: timedelta) -> Iterator[Slot]:
    today = now.astimezone(person.zone).date()
    last_day = (now + horizon).astimezone(person.zone).date()
    for item in person.items:
        if item.due_on > last_day:
            continue
        # Today's slot and those that begin within the horizon.
        first = max(0, (today - item.due_on).days // REPEAT_MONITORING_DAYS - 1)
        for each in range(first, (last_day - item.due_on).days // REPEAT_MONITORING_DAYS + 1):
            slot = Slot(
                patient=person.patient, kind=Kind.MONITORING, item=item.item, number=each,
                local_date=item.due_on + timedelta(days=each * REPEAT_MONITORING_DAYS),
                local_time=person.local_time, zone=person.zone, keeps_days=REPEAT_MONITORING_DAYS,
            )  # fmt: skip
            if slot.due_at <= now + horizon:
                yield slot


def _is_done(person: Person, slot: Slot) -> bool:
    if slot.kind is Kind.CHECK_IN:
        return person.last_check_in is not None and person.last_check_in >= counts_from(slot.local_date, person.rhythm)
    due_on = slot.local_date - timedelta(days=slot.number * REPEAT_MONITORING_DAYS)
    return Item(item=slot.item, due_on=due_on) not in person.items


class Step(StrEnum):
    """What the ledger of a message allows next."""

    SEND = "send"
    SENT = "sent"
    WAIT = "wait"
    REFUSED = "refused"
    NO_ANSWER = "no-answer"
    CRASHES = "crashes"


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt of the ledger, in the words of accounts/mail.py; ``outcome`` is "" until there is one."""

    started_at: datetime
    finished_at: datetime | None = None
    outcome: str = ""


def next_step(ledger: tuple[Tried, ...], now: datetime) -> Step:
    """Send unless an earlier attempt was accepted, may still be answered, or shows that sending again won't help."""
    outcomes = [tried.outcome for tried in ledger]
    if "accepted" in outcomes:
        return Step.SENT
    if "permanent" in outcomes:
        return Step.REFUSED
    if outcomes.count("ambiguous") >= AMBIGUOUS_SENDS:
        return Step.NO_ANSWER
    if wait_until(ledger, now) > now:
        return Step.WAIT
    return Step.CRASHES if outcomes.count("") >= CRASHES_ALLOWED else Step.SEND


def wait_until(ledger: tuple[Tried, ...], now: datetime) -> datetime:
    """When the ledger lets this message be tried again; `now` if at once. An attempt without outcome is going on for as
    long as its lease may hold, and is a crash after that; a lost answer may still turn up as a delivery or a bounce."""
    running = [tried.started_at + LEASE for tried in ledger if tried.finished_at is None]
    lost = [
        tried.finished_at + AMBIGUOUS_WAIT for tried in ledger if tried.finished_at and tried.outcome == "ambiguous"
    ]
    return max([now, *running, *lost])
