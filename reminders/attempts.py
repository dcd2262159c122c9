"""What the ledger of a message allows next, and when the mail server may be asked again. Pure.

Three counters, not one: what the mail server itself refuses says nothing about a message and opens the circuit breaker;
what it says about one message counts against that message; a process that died on the way counts as a crash.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

RETRY_STEPS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360))
AMBIGUOUS_WAIT = timedelta(minutes=20)
AMBIGUOUS_SENDS = 2  # the first and one more, with the same Message-ID
CRASHES_ALLOWED = 3
UNWRITABLE_ALLOWED = 2  # a text that can't be put together won't be the third time either
LEASE = timedelta(seconds=120)
LEASE_RESERVE = timedelta(seconds=30)  # with less left, a letter isn't started: the slowest conversation must fit
RELAY_FAILURES = 5  # so many in a row open the breaker
RELAY_PAUSE = timedelta(minutes=1)


class Step(StrEnum):
    """What the ledger of a message allows next."""

    SEND = "send"
    SENT = "sent"
    WAIT = "wait"
    REFUSED = "refused"
    NO_ANSWER = "no-answer"
    CRASHES = "crashes"
    UNWRITABLE = "unwritable"
    MAY_HAVE_ARRIVED = "may-have-arrived"


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt of the ledger, in the words of accounts/mail.py; ``outcome`` is "" until there is one."""

    started_at: datetime
    finished_at: datetime | None = None
    outcome: str = ""


def next_step(
    ledger: tuple[Tried, ...], now: datetime, *, again: bool = True, arrived: bool = False, came_back: bool = False
) -> Step:
    """Send unless an earlier attempt was accepted, may still be answered, or shows that sending again won't help.

    ``again`` False: when the answer was lost it isn't sent again, because it may have arrived and matters little.
    ``arrived``, ``came_back`` (for good): what was told about the message afterwards, where the answer was lost.
    """
    outcomes = [tried.outcome for tried in ledger]
    if arrived or "accepted" in outcomes:
        return Step.SENT
    if came_back or "permanent" in outcomes:
        return Step.REFUSED
    if outcomes.count("ambiguous") >= AMBIGUOUS_SENDS:
        return Step.NO_ANSWER
    if wait_until(ledger, now) > now:
        return Step.WAIT
    if "ambiguous" in outcomes and not again:
        return Step.MAY_HAVE_ARRIVED
    return Step.CRASHES if outcomes.count("") >= CRASHES_ALLOWED else Step.SEND


def wait_until(ledger: tuple[Tried, ...], now: datetime) -> datetime:
    """When the ledger lets this message be tried again; `now` if at once. An attempt without outcome is going on for as
    long as its lease may hold, and is a crash after that; a lost answer may still turn up as a delivery or a bounce."""
    running = [tried.started_at + LEASE for tried in ledger if tried.finished_at is None]
    lost = [
        tried.finished_at + AMBIGUOUS_WAIT for tried in ledger if tried.finished_at and tried.outcome == "ambiguous"
    ]
    return max([now, *running, *lost])


def retry_at(*, message: uuid.UUID, fails: int, now: datetime) -> datetime:
    """When to try again after the `fails`-th refusal (1, 2 …): between half and the whole of the step. The spread comes
    from the message's id, so that a batch doesn't come back as one and a test can foretell it."""
    step = RETRY_STEPS[min(fails, len(RETRY_STEPS)) - 1]
    spread = uuid.uuid5(message, str(fails)).int % 1000 / 1000
    return now + step * (0.5 + spread / 2)
