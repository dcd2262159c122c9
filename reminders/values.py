"""The words and values that reminders are worked out with: kinds, paces, reasons, people, slots. Pure."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from reminders.times import CLOSES, USUAL_TIME, Zones, instant, opening

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
