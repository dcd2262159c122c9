"""deliver_due(now): claim, guard, ledger, send, record.

At least once: a second copy only after a crash or a lost reply, with the same Message-ID, and visible in the ledger.
While the mail server is spoken to, no transaction is open and no row is locked.
"""

import logging
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.mail import Letter, Outcome, Receipt, Stage, Transport
from reminders import digest, escalation, ledger, relay
from reminders.attempts import LEASE_RESERVE, RELAY_FAILURES, RELAY_PAUSE, UNWRITABLE_ALLOWED, Step, retry_at
from reminders.emails import compose
from reminders.guard import Guard
from reminders.leases import PEOPLE_PER_CLAIM, claim, settle, sweep
from reminders.models import About, DeliveryAttempt, Heartbeat, Hold, Message, Occurrence, State
from reminders.policy import Person
from reminders.stopping import Stop, heeding

BUDGET = timedelta(seconds=40)  # with planning, well within the 60 seconds that a task has
FRESH = timedelta(milliseconds=500)  # a check-in made a second before must be seen, however slow the mail server is

Note = Callable[[UUID, datetime], None]

log = logging.getLogger(__name__)


def _forget(message: UUID, at: datetime) -> None:
    """Nobody remembers it but the database."""


@dataclass
class Clock:
    """The database's time, read once by the caller, carried on by a clock that nobody can set."""

    start: datetime
    _started: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        return self.start + timedelta(seconds=time.monotonic() - self._started)


def deliver_due(now: datetime, *, note: Note = _forget) -> Counter[str]:
    """Sends what is due until nothing is left, the mail server is away, or the time budget is used up.

    Counts of occurrences by what became of them: "sent", "suppressed", "waiting", "expired", "dead". While a hold
    stands (`models.Hold`), nothing leaves and nothing expires unseen. ``note`` is told each message that the mail
    server took, before the database is.
    """
    clock = Clock(now)
    counts = Counter(sent=0, suppressed=0, waiting=0, expired=0, dead=0)
    if Hold.objects.filter(released_at=None).exists():
        _beat(now, decided=False)
        return counts
    counts["expired"] += sweep(now)
    with heeding() as stop, Transport() as transport:
        courier = Courier(transport, clock, counts, stop, note)
        while not stop.asked and clock.now() < now + BUDGET and (mails := _claim(clock.now())):
            courier.deliver(mails)
    _beat(clock.now(), decided=bool(+counts))
    return counts


def _beat(now: datetime, *, decided: bool) -> None:
    names = [Heartbeat.Name.DELIVERED, *([Heartbeat.Name.PROCESSED] if decided else [])]
    for name in names:
        Heartbeat.objects.update_or_create(name=name, defaults={"at": now})


def _claim(now: datetime) -> list[list[Occurrence]]:
    people = relay.room(now, usual=PEOPLE_PER_CLAIM)
    return claim(now, people) if people else []


@dataclass(frozen=True)
class _Sent:
    """A conversation that is over and not yet in the ledger."""

    attempt: DeliveryAttempt
    held: list[Occurrence]
    receipt: Receipt
    at: datetime


@dataclass
class Courier:
    """One round of deliveries over one kept connection."""

    transport: Transport
    clock: Clock
    counts: Counter[str]
    stop: Stop
    note: Note
    failures: int = 0  # of the mail server, in a row
    relay_is_known_good: bool = False
    _unrecorded: _Sent | None = None

    def deliver(self, mails: Sequence[list[Occurrence]]) -> None:
        """Whatever stops this half-way (an error, a SIGTERM), those not begun are given back at once. The mail that a
        SIGTERM found on its way is finished."""
        rest = deque(mails)
        guard = Guard.read(rest, self.clock.now())
        try:
            while rest and self._may_go_on() and self._has_time_for(rest[0]):
                if self.clock.now() > guard.read_at + FRESH:
                    guard = Guard.read(rest, self.clock.now())
                self._one_mail(rest.popleft(), guard)
        finally:
            self._record_now()
            for held in rest:
                settle(held, state=State.DUE)

    def _may_go_on(self) -> bool:
        return self.failures < RELAY_FAILURES and not self.stop.asked

    def _has_time_for(self, held: list[Occurrence]) -> bool:
        lease_until = held[0].lease_until
        return lease_until is not None and self.clock.now() + LEASE_RESERVE < lease_until

    def _one_mail(self, held: list[Occurrence], guard: Guard) -> None:
        now = self.clock.now()
        verdict = guard.judge(held, now)
        for decision in verdict.others:
            self._settle([decision.occurrence], decision.state, **decision.fields)
        escalation.not_answered(verdict.given_up, now)
        if not verdict.ready or verdict.person is None:
            return
        message = ledger.message_for(verdict.ready, today=verdict.person.zones.today(now), taken=verdict.taken, now=now)
        attempt = self._begin(message, verdict.ready, zone=verdict.person.zones.at(now))
        letter = attempt and self._written(attempt, verdict.person, verdict.ready)
        if attempt and letter:
            receipt = self.transport.send(letter)
            self._unrecorded = _Sent(attempt, verdict.ready, receipt, self.clock.now())
            if receipt.outcome is Outcome.ACCEPTED:
                self.note(message.pk, self._unrecorded.at)
            else:
                self._record_now()

    def _written(self, attempt: DeliveryAttempt, person: Person, held: list[Occurrence]) -> Letter | None:
        """Once it stands in the ledger: a text that kills the process counts as a crash, and not for ever again."""
        try:
            if attempt.message.about == About.TEAM_DIGEST:
                return digest.compose(attempt.message, person, self.clock.now())
            return compose(attempt.message, person, held)
        except Exception as error:
            log.exception("reminder mail %s can't be put together", attempt.message_id)
            unwritten = Receipt(Stage.CONNECT, Outcome.TRANSIENT, None, type(error).__name__)
        again = max(each.unwritable for each in held) + 1
        with transaction.atomic():
            ledger.finish(attempt, unwritten, self.clock.now())
            if again < UNWRITABLE_ALLOWED:
                self._settle(held, State.DUE, next_at=self.clock.now() + RELAY_PAUSE, unwritable=again)
            else:
                self._give_up(held, Step.UNWRITABLE, unwritable=again)
        return None

    def _begin(self, message: Message, held: list[Occurrence], *, zone: ZoneInfo) -> DeliveryAttempt | None:
        """In one commit: the outcome of the mail before, and that this one begins. So a kill leaves at most one mail
        that left and isn't in the ledger, and burns no attempt of a mail that wasn't touched."""
        with transaction.atomic():
            self._record()
            attempt = ledger.begin(message, held, zone=zone, now=self.clock.now())
            if attempt is None:
                self._follow_ledger(message, held)
        self._unrecorded = None
        return attempt

    def _record_now(self) -> None:
        with transaction.atomic():
            self._record()
        self._unrecorded = None

    def _record(self) -> None:
        """Outcome and state in one transaction: apart, a crash between them makes a mail that was sent a dead one."""
        sent = self._unrecorded
        if sent is None:
            return
        outcome, held, message = sent.receipt.outcome, sent.held, sent.attempt.message
        ledger.finish(sent.attempt, sent.receipt, sent.at)
        self._mind_the_relay(outcome)
        if outcome is Outcome.RELAY:
            self._settle(held, State.DUE, next_at=sent.at + RELAY_PAUSE)
        elif outcome is Outcome.TRANSIENT:
            fails = max(each.fails for each in held) + 1
            again = retry_at(message=message.pk, fails=fails, now=sent.at)
            self._settle(held, State.DUE, next_at=again, fails=fails)
        else:
            self._follow_ledger(message, held)
        log.info("reminder mail %s: %s at %s", message.pk, outcome, sent.receipt.stage)

    def _mind_the_relay(self, outcome: Outcome) -> None:
        if outcome is Outcome.RELAY:
            self.failures, self.relay_is_known_good = self.failures + 1, False
            relay.has_failed(self.clock.now())
        elif not self.relay_is_known_good:
            self.failures, self.relay_is_known_good = 0, True
            relay.is_back(self.clock.now())

    def _follow_ledger(self, message: Message, held: list[Occurrence]) -> None:
        step, again, crashes = ledger.step(message, held, self.clock.now())
        if step is Step.SENT:
            self._settle(held, State.SENT, message=message, reason="")
        elif step in (Step.WAIT, Step.SEND):
            self._settle(held, State.DUE, next_at=again, crashes=crashes)
        elif step is Step.MAY_HAVE_ARRIVED:
            self._settle(held, State.SUPPRESSED, reason=step)
        else:
            self._give_up(held, step, crashes=crashes)

    def _give_up(self, held: list[Occurrence], step: Step, **fields: Any) -> None:
        with transaction.atomic():
            if self._settle(held, State.DEAD, reason=step, **fields):
                escalation.not_sent(held, step, self.clock.now())

    def _settle(self, held: list[Occurrence], state: State, **fields: Any) -> int:
        settled = settle(held, state=state, **fields)
        self.counts["waiting" if state is State.DUE else state.value] += settled
        return settled
