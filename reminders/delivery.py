"""deliver_due(now): claim, guard, ledger, send, record.

At least once: a second copy only after a crash or a lost reply, with the same Message-ID, and visible in the ledger.
While the mail server is spoken to, no transaction is open and no row is locked.
"""

import logging
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from accounts.mail import Letter, Outcome, Receipt, Stage, Transport
from reminders import digest, escalation, ledger, relay
from reminders.attempts import LEASE_RESERVE, RELAY_FAILURES, RELAY_PAUSE, UNWRITABLE_ALLOWED, Step, retry_at
from reminders.emails import compose
from reminders.guard import Guard
from reminders.leases import PEOPLE_PER_CLAIM, claim, settle, sweep
from reminders.ledger import Page, Wanted
from reminders.models import About, DeliveryAttempt, Heartbeat, Hold, Message, Occurrence, State
from reminders.stopping import Stop, heeding
from reminders.times import opening
from reminders.values import Person

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
class _Ready:
    """One mail that may leave until `fresh_until`; after that, ask again."""

    person: Person
    held: list[Occurrence]
    page: Page
    fresh_until: datetime

    @property
    def zone(self) -> ZoneInfo:
        return self.person.zones.at(self.fresh_until)


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
        try:
            while rest and self._may_go_on(rest[0]):
                ready = self._prepared(rest)
                rest = deque(each.held for each in ready)
                self._send_while_fresh(ready, rest)
        finally:
            self._record_now()
            for held in rest:
                settle(held, state=State.DUE)

    def _may_go_on(self, held: list[Occurrence]) -> bool:
        lease_until = held[0].lease_until
        has_time = lease_until is not None and self.clock.now() + LEASE_RESERVE < lease_until
        return has_time and self.failures < RELAY_FAILURES and not self.stop.asked

    def _prepared(self, mails: Iterable[list[Occurrence]]) -> list[_Ready]:
        """Asks for all of them at once what is so now. What isn't to be sent is settled, the rest comes back."""
        now = self.clock.now()
        guard = Guard.read(mails, now)
        verdicts = [guard.judge(held, now) for held in mails]
        for verdict in verdicts:
            for decision in verdict.others:
                self._settle([decision.occurrence], decision.state, **decision.fields)
            escalation.not_answered(verdict.given_up, now)
        going = [(verdict.person, verdict) for verdict in verdicts if verdict.ready and verdict.person]
        wanted = [Wanted(verdict.ready, person.zones.today(now), verdict.taken) for person, verdict in going]
        pages = ledger.open_pages(wanted, now)
        return [
            _Ready(person, verdict.ready, page, now + FRESH)
            for (person, verdict), page in zip(going, pages, strict=True)
        ]

    def _send_while_fresh(self, ready: Sequence[_Ready], rest: deque[list[Occurrence]]) -> None:
        """`rest`: what of them isn't begun. The first is sent in any case: on a slow day preparing may take as long."""
        for number, each in enumerate(ready):
            now = self.clock.now()
            stale = number > 0 and (now > each.fresh_until or opening(now, each.zone) > now)
            if stale or not self._may_go_on(each.held):
                return
            rest.popleft()
            self._one_mail(each)

    def _one_mail(self, ready: _Ready) -> None:
        attempt = self._begin(ready)
        letter = attempt and self._written(attempt, ready.person, ready.held)
        if attempt and letter:
            receipt = self.transport.send(letter)
            self._unrecorded = _Sent(attempt, ready.held, receipt, self.clock.now())
            if receipt.outcome is Outcome.ACCEPTED:
                self.note(attempt.message_id, self._unrecorded.at)
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

    def _begin(self, ready: _Ready) -> DeliveryAttempt | None:
        """In one commit: the outcome of the mail before, and that this one begins. So a kill leaves at most one mail
        that left and isn't in the ledger, and burns no attempt of a mail that wasn't touched."""
        attempt, counted = None, self.counts.copy()
        try:
            with transaction.atomic():
                self._record()
                attempt = ledger.begin(
                    ready.page, ready.held, to=ready.person.address or "", zone=ready.zone, now=self.clock.now()
                )
        except IntegrityError:  # another process has begun this message since the page was read
            self.counts.clear()
            self.counts.update(counted)
            self._record_now()
        self._unrecorded = None
        if attempt is None:
            self._follow_ledger(ready.page.message, ready.held)
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
        elif outcome is Outcome.ACCEPTED:
            self._settle(held, State.SENT, message=message, reason="")
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
        step, again, crashes = ledger.step(ledger.read(message), held, self.clock.now())
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
