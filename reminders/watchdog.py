"""What must hold of reminders whatever happened, asked of the rows themselves.

Looks after a clinic that runs, and judges the fault tests. Reads only; says ids and counts, nothing of people.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from operator import attrgetter
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Case, CharField, Count, DateTimeField, Exists, F, Max, Min, OuterRef, Q, Subquery, When
from django.db.models.functions import Cast, Coalesce

from accounts.mail import Outcome
from journeys.models import WorkItem, WorkKind
from reminders.attempts import LEASE
from reminders.ledger import DIGESTS_FROM
from reminders.models import DeliveryAttempt, DeliveryEvent, Occurrence, State
from reminders.models.delivery import EventType
from reminders.pacing import NUDGES_A_WEEK
from reminders.times import CLOSES, OPENS
from reminders.vitals import QUEUE_AGE, Vitals, could_leave_from, read

RECENT = timedelta(days=8)  # a week of nudges and a day
KEPT = timedelta(days=14)  # the longest that a reminder is worth sending
EVER = datetime(2000, 1, 1, tzinfo=UTC)
AGREED = timedelta(minutes=1)  # between the look at the clock and the first byte
EXAMPLES = 5
TRIGGER = "reminders_deliveryattempt_final"
OVER = (State.SENT, State.SUPPRESSED, State.EXPIRED, State.CANCELLED, State.DEAD)


@dataclass(frozen=True, slots=True)
class Broken:
    """An invariant that doesn't hold. ``ids``: of occurrences or messages, all of them."""

    invariant: str
    what: str
    ids: tuple[object, ...] = ()

    def __str__(self) -> str:
        some = ", ".join(str(each) for each in self.ids[:EXAMPLES])
        more = ", …" if len(self.ids) > EXAMPLES else ""
        return f"{self.invariant} {self.what}" + (f": {len(self.ids)} ({some}{more})" if self.ids else "")


@dataclass(frozen=True, slots=True)
class Report:
    """``copies``: second copies of a mail that the ledger explains (a worker that froze and came back)."""

    broken: tuple[Broken, ...]
    vitals: Vitals
    copies: int

    @property
    def is_well(self) -> bool:
        return not self.broken and not self.vitals.troubles


@dataclass(frozen=True, slots=True)
class _Mail:
    """One acceptance by the mail server."""

    message: UUID
    n: int
    started_at: datetime
    finished_at: datetime
    recipient: UUID
    number: int
    is_nudge: bool
    tz: str | None  # None: whom it was about has been erased

    @property
    def local(self) -> datetime:
        return self.started_at.astimezone(ZoneInfo(self.tz or "UTC"))

    def day_in(self, other: "_Mail") -> date:
        return self.started_at.astimezone(other.local.tzinfo).date()


def check(now: datetime, *, since: datetime | None = None) -> Report:
    """``now``: by the database's clock. Looks at what happened from ``since`` on; by default `RECENT`."""
    since = now - RECENT if since is None else since
    mails, vitals = _accepted(since), read(now)
    found = [
        *_overdue(vitals),
        *_more_than_once(mails),
        *_sent_without_proof(since),
        *_proof_without_sent(since),
        *_dead_and_nobody_knows(since),
        *_at_night(mails),
        *_doubles(since),
        *_too_often(mails),
        *_not_final(),
    ]
    return Report(tuple(found), vitals, copies=len(mails) - len({each.message for each in mails}))


def _accepted(since: datetime) -> list[_Mail]:
    zone = Occurrence.objects.filter(message=OuterRef("message")).order_by().values("tz")[:1]
    rows = DeliveryAttempt.objects.filter(outcome=Outcome.ACCEPTED, started_at__gte=since)
    fields = ("message_id", "n", "started_at", "finished_at", "message__recipient", "message__number")
    told = rows.values_list(*fields, "message__is_nudge", Subquery(zone)).order_by("started_at", "n")
    return [_Mail(*row) for row in told.iterator()]


def _broken(invariant: str, what: str, ids: Iterable[object]) -> Iterator[Broken]:
    if known := tuple(ids):
        yield Broken(invariant, what, known)


def _overdue(vitals: Vitals) -> Iterator[Broken]:
    """Rows that wait on purpose have ``next_at`` ahead. Whoever has been away (mail server, hold) gets their time."""
    earliest, limit = could_leave_from(), vitals.now - QUEUE_AGE
    if vitals.away_since or vitals.hold or (earliest and earliest > limit):
        return
    waits = Case(When(state=State.PLANNED, then=F("due_at")), default=F("next_at"), output_field=DateTimeField())
    rows = Occurrence.objects.filter(state__in=[State.PLANNED, State.DUE, State.LEASED])
    late = rows.annotate(waits=waits).filter(Q(waits__lte=limit) | Q(expires_at__lte=limit))
    yield from _broken("I1", "waits for more than 15 minutes", late.values_list("pk", flat=True))


def _more_than_once(mails: Collection[_Mail]) -> Iterator[Broken]:
    """A worker that froze longer than its lease may still hear "accepted" after somebody else began: that is a copy
    which the ledger explains. One that began although the ledger said "accepted" is a fault."""
    by_message = defaultdict(list)
    for mail in mails:
        by_message[mail.message].append(mail)
    twice = (pk for pk, copies in by_message.items() if not _is_explained(sorted(copies, key=attrgetter("n"))))
    yield from _broken("I2", "accepted more than once", twice)


def _is_explained(copies: list[_Mail]) -> bool:
    return all(
        earlier.finished_at > later.started_at >= earlier.started_at + LEASE for earlier, later in pairwise(copies)
    )


def _sent_without_proof(since: datetime) -> Iterator[Broken]:
    accepted = DeliveryAttempt.objects.filter(message=OuterRef("message"), outcome=Outcome.ACCEPTED)
    arrived = DeliveryEvent.objects.filter(message=OuterRef("message"), type=EventType.DELIVERED)
    sent = Occurrence.objects.filter(state=State.SENT, message__created_at__gte=since)
    rows = sent.exclude(Exists(accepted)).exclude(Exists(arrived))
    yield from _broken("I3", "sent, and nobody accepted it", rows.values_list("pk", flat=True))


def _proof_without_sent(since: datetime) -> Iterator[Broken]:
    """What a mail was about may be moot by its second try: one of them at least was sent. Erased ones are gone."""
    accepted = DeliveryAttempt.objects.filter(
        message=OuterRef("message"), outcome=Outcome.ACCEPTED, started_at__gte=since
    )
    ends = Occurrence.objects.filter(Exists(accepted)).order_by().values_list("message")
    unsent = ends.annotate(
        sent=Count("pk", filter=Q(state=State.SENT)), still_open=Count("pk", filter=~Q(state__in=OVER))
    ).filter(sent=0, still_open=0)
    yield from _broken("I3", "accepted, and not sent", (message for message, *_ in unsent))


def _dead_and_nobody_knows(since: datetime) -> Iterator[Broken]:
    """Somebody has it on their list, or had it and closed it. Where care has ended, nobody has to."""
    tries = DeliveryAttempt.objects.filter(message=OuterRef("message")).order_by().values("message")
    last = tries.annotate(last=Max(Coalesce("finished_at", "started_at"))).values("last")
    dead = Occurrence.objects.filter(state=State.DEAD, patient__isnull=False, due_at__gte=since - KEPT)
    dead = dead.filter(patient__care_ended=None).annotate(died=Coalesce(Subquery(last), "due_at"))
    known = WorkItem.objects.filter(
        Q(closed_at=None) | Q(closed_by__isnull=False, closed_at__gte=OuterRef("died")),
        patient=OuterRef("patient"),
        kind=WorkKind.REMINDER_NOT_SENT,
    )
    yield from _broken("I4", "dead, and on nobody's list", dead.exclude(Exists(known)).values_list("pk", flat=True))


def _at_night(mails: Collection[_Mail]) -> Iterator[Broken]:
    """By the zone that the guard judged by; the rows were told when the mail left."""
    night = (mail.message for mail in mails if mail.tz and not _in_hours(mail))
    yield from _broken("I5", "left outside the allowed hours", night)


def _in_hours(mail: _Mail) -> bool:
    return mail.local.time() >= OPENS and (mail.local - AGREED).time() < CLOSES


def _doubles(since: datetime) -> Iterator[Broken]:
    """The database lets no key in twice; this asks whether the keys say what they should."""
    one = ("patient", "recipient", "is_carers", "kind", "item", "slot_no", "local_date")
    groups = Occurrence.objects.filter(due_at__gte=since).order_by().values_list(*one)
    first = Min(Cast("pk", CharField()))  # PostgreSQL knows no least UUID
    twice = groups.annotate(rows=Count("pk"), first=first).filter(rows__gt=1)
    yield from _broken("I6", "more than one for the same slot", (row[-1] for row in twice))


def _too_often(mails: Sequence[_Mail]) -> Iterator[Broken]:
    by_person = defaultdict(list)
    for mail in {mail.message: mail for mail in reversed(mails)}.values():  # the first copy of each
        by_person[mail.recipient, mail.number >= DIGESTS_FROM].append(mail)
    people = [sorted(each, key=attrgetter("started_at")) for each in by_person.values()]
    yield from _broken("I6", "a second mail on one day", (mail.message for each in people for mail in _second(each)))
    nudges = ([mail for mail in each if mail.is_nudge] for each in people)
    yield from _broken("I6", "a fifth nudge in seven days", (mail.message for each in nudges for mail in _fifth(each)))


def _second(mails: Sequence[_Mail]) -> Iterator[_Mail]:
    """Whoever travels may have a day twice, or get a mail in each of two zones: one day by both clocks counts."""
    for before, mail in pairwise(mails):
        if before.day_in(mail) == mail.day_in(mail) and before.day_in(before) == mail.day_in(before):
            yield mail


def _fifth(nudges: Sequence[_Mail]) -> Iterator[_Mail]:
    for first, mail in zip(nudges, nudges[NUDGES_A_WEEK:], strict=False):
        if (mail.day_in(mail) - first.day_in(first)).days < 7:
            yield mail


def _not_final() -> Iterator[Broken]:
    if not _has_trigger():
        yield Broken("I7", "finished attempts can be changed: the database has no trigger against it")


def _has_trigger() -> bool:
    asked = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name = %s",
        "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgname = %s AND tgenabled <> 'D'",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor], [TRIGGER])
        return bool(cursor.fetchone()[0])
