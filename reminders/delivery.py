"""deliver_due(now): claim, guard, ledger, send, record.

At least once: a second copy only after a crash or a lost reply, with the same Message-ID, and visible in the ledger.
While the mail server is spoken to, no transaction is open and no row is locked.
"""

import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.mail import Outcome, Receipt, Transport
from reminders import ledger, snapshot
from reminders.emails import compose
from reminders.leases import claim, settle, sweep
from reminders.models import DeliveryAttempt, Occurrence, State
from reminders.policy import (
    LEASE_RESERVE,
    RELAY_PAUSE,
    Person,
    Step,
    next_day_opening,
    opening,
    retry_at,
    why_not,
)

BUDGET = timedelta(seconds=40)  # with planning, well within the 60 seconds that a task has

log = logging.getLogger(__name__)


@dataclass
class Clock:
    """The database's time, read once by the caller, carried on by a clock that nobody can set."""

    start: datetime
    _started: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        return self.start + timedelta(seconds=time.monotonic() - self._started)


def deliver_due(now: datetime) -> Counter[str]:
    """Sends what is due until nothing is left, the mail server is away, or the time budget is used up.

    Counts of occurrences by what became of them: "sent", "suppressed", "waiting", "expired", "dead".
    """
    clock = Clock(now)
    counts = Counter(sent=0, suppressed=0, waiting=0, expired=sweep(now), dead=0)
    with Transport() as transport:
        courier = Courier(transport, clock, counts)
        while clock.now() < now + BUDGET and courier.relay_answers and (people := claim(clock.now())):
            courier.deliver(people)
    return counts


@dataclass
class Courier:
    """One round of deliveries over one kept connection."""

    transport: Transport
    clock: Clock
    counts: Counter[str]
    relay_answers: bool = True

    def deliver(self, people: list[list[Occurrence]]) -> None:
        """Whatever stops this half-way (an error, a SIGTERM), those not begun are given back at once."""
        try:
            while people and self.relay_answers and self._has_time_for(people[0]):
                self._one_person(people.pop(0))
        finally:
            for held in people:
                settle(held, state=State.DUE)

    def _has_time_for(self, held: list[Occurrence]) -> bool:
        lease_until = held[0].lease_until
        return lease_until is not None and self.clock.now() + LEASE_RESERVE < lease_until

    def _one_person(self, held: list[Occurrence]) -> None:
        person = snapshot.take([held[0].patient_id])[0]
        ready = self._guard(held, person)
        if not ready or person.address is None:
            return
        message = ledger.message_for(ready, person, self.clock.now())
        attempt = ledger.begin(message, ready, self.clock.now())
        if attempt is None:
            self._follow_ledger(message, ready)
            return
        receipt = self.transport.send(compose(message, person.address))
        self._record(attempt, ready, receipt)

    def _guard(self, held: list[Occurrence], person: Person) -> list[Occurrence]:
        """Asks everything again, now. What may be sent comes back, the rest is settled."""
        now = self.clock.now()
        taken = ledger.accepted(person, [each.message_id for each in held if each.message_id], now)
        ready = []
        for each in held:
            if each.message_id in taken:
                self._settle([each], State.SENT)
            elif reason := why_not(person, each.slot(), now):
                self._settle([each], State.SUPPRESSED, reason=reason)
            elif (opens := opening(now, person.zone)) > now:
                self._settle([each], State.DUE, next_at=opens)
            elif taken:
                self._settle([each], State.DUE, next_at=next_day_opening(now, person.zone))
            else:
                ready.append(each)
        return ready

    def _record(self, attempt: DeliveryAttempt, held: list[Occurrence], receipt: Receipt) -> None:
        """Outcome and state in one transaction: apart, a crash between them makes a mail that was sent a dead one."""
        now = self.clock.now()
        self.relay_answers = receipt.outcome is not Outcome.RELAY
        with transaction.atomic():
            ledger.finish(attempt, receipt, now)
            if receipt.outcome is Outcome.RELAY:
                self._settle(held, State.DUE, next_at=now + RELAY_PAUSE)
            elif receipt.outcome is Outcome.TRANSIENT:
                fails = max(each.fails for each in held) + 1
                again = retry_at(message=attempt.message_id, fails=fails, now=now)
                self._settle(held, State.DUE, next_at=again, fails=fails)
            else:
                self._follow_ledger(attempt.message, held)
        log.info("reminder mail %s: %s at %s", attempt.message_id, receipt.outcome, receipt.stage)

    def _follow_ledger(self, message: Any, held: list[Occurrence]) -> None:
        step, again, crashes = ledger.step(message, self.clock.now())
        if step is Step.SENT:
            self._settle(held, State.SENT, message=message)
        elif step in (Step.WAIT, Step.SEND):
            self._settle(held, State.DUE, next_at=again, crashes=crashes)
        else:
            self._settle(held, State.DEAD, reason=step, crashes=crashes)

    def _settle(self, held: list[Occurrence], state: State, **fields: Any) -> None:
        settled = settle(held, state=state, **fields)
        self.counts["waiting" if state is State.DUE else state.value] += settled
