"""How the machinery is doing, whoever looks: the watchdog, /healthz, /metrics, the team's banner. Nothing of people."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min

from accounts.mail import Outcome
from reminders import relay
from reminders.models import DeliveryAttempt, Heartbeat, Hold, Occurrence, Relay, State

ROUND_AGE = timedelta(minutes=5)  # rounds come every minute; five without one, and nobody is listening
QUEUE_AGE = timedelta(minutes=15)
AWAY = timedelta(minutes=5)
CLOCK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """All moments by the database's clock. ``planned_at`` and so on: None until it first happened."""

    now: datetime
    planned_at: datetime | None
    delivered_at: datetime | None
    processed_at: datetime | None
    waiting_since: datetime | None  # since when the oldest could have left; None: nothing waits that could
    away_since: datetime | None  # the mail server; None: the breaker is closed
    hold: Hold | None
    newest: datetime | None  # what the database says was done last

    @property
    def round_age(self) -> timedelta | None:
        """Since both halves of a round went through; None: never yet."""
        if self.planned_at is None or self.delivered_at is None:
            return None
        return self.now - min(self.planned_at, self.delivered_at)

    @property
    def queue_age(self) -> timedelta:
        return self.now - self.waiting_since if self.waiting_since else timedelta(0)

    @property
    def troubles(self) -> list[str]:
        """What somebody has to look at now, in words."""
        found = []
        if self.round_age is None:
            found.append("no round yet")
        elif self.round_age > ROUND_AGE:
            found.append(f"no round for {minutes(self.round_age)}")
        if self.away_since and self.now - self.away_since > AWAY:
            found.append(f"mail server away for {minutes(self.now - self.away_since)}")
        if not self.away_since and not self.hold and self.queue_age > QUEUE_AGE:
            found.append(f"a reminder has waited for {minutes(self.queue_age)}")
        if self.newest and self.newest - self.now > CLOCK:
            found.append(f"the database's clock has gone back by {minutes(self.newest - self.now)}")
        return found


def read(now: datetime) -> Vitals:
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    return Vitals(
        now=now,
        planned_at=beats.get(Heartbeat.Name.PLANNED),
        delivered_at=beats.get(Heartbeat.Name.DELIVERED),
        processed_at=beats.get(Heartbeat.Name.PROCESSED),
        waiting_since=_waiting_since(now),
        away_since=relay.down_since(),
        hold=Hold.objects.filter(released_at=None).first(),
        newest=max(filter(None, [*beats.values(), _last_attempt()]), default=None),
    )


def could_leave_from() -> datetime | None:
    """Nothing could leave before: the mail server was away, or mails were held back, until then."""
    back_at = Relay.objects.values_list("back_at", flat=True).first()
    released_at = Hold.objects.aggregate(last=Max("released_at"))["last"]
    return max(filter(None, [back_at, released_at]), default=None)


def minutes(span: timedelta) -> str:
    count = int(span.total_seconds() // 60)
    return f"{count} minute{'' if count == 1 else 's'}"


def _waiting_since(now: datetime) -> datetime | None:
    """Rows that wait on purpose (for the morning, for the server's back-off) have ``next_at`` ahead of now."""
    due = Occurrence.objects.due(now).aggregate(oldest=Min("next_at"))["oldest"]
    planned = Occurrence.objects.filter(state=State.PLANNED, due_at__lte=now).aggregate(oldest=Min("due_at"))["oldest"]
    held = Occurrence.objects.filter(state=State.LEASED).aggregate(oldest=Min("next_at"))["oldest"]
    oldest = min(filter(None, [due, planned, held]), default=None)
    earliest = could_leave_from()
    return max(oldest, earliest) if oldest and earliest else oldest


def _last_attempt() -> datetime | None:
    return DeliveryAttempt.objects.order_by("-pk").values_list("started_at", flat=True).first()


def by_state() -> dict[str, int]:
    """How many occurrences are in each state; those in which none is, too."""
    counts = Occurrence.objects.order_by().values_list("state").annotate(count=Count("pk"))
    return dict.fromkeys(State.values, 0) | dict(counts)


def by_outcome() -> dict[str, int]:
    """How many attempts ended in which way; "": not at all."""
    counts = DeliveryAttempt.objects.order_by().values_list("outcome").annotate(count=Count("pk"))
    return dict.fromkeys([*Outcome, ""], 0) | dict(counts)
