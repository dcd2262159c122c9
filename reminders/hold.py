"""After a backup was played back the ledger has forgotten mails that left: nothing is sent until somebody says so."""

import logging
import os
import socket
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts.mail import Outcome, Stage
from accounts.models import User
from reminders.ledger import DIGESTS_FROM
from reminders.memory import KEPT, Mark, Memory
from reminders.models import DeliveryAttempt, Heartbeat, Hold, Installation, Message, Occurrence, State
from reminders.policy import message_id
from reminders.times import DAY
from reminders.values import NUDGES, Kind, Reason

# A machine that doesn't know the database, which hasn't seen a round for so long: played back somewhere else.
STRANGER_AFTER = timedelta(hours=1)
NUMBERS = (*range(4), *range(DIGESTS_FROM, DIGESTS_FROM + 4))  # somebody may have a day twice, nobody more often
OPEN = (State.PLANNED, State.DUE, State.LEASED)
UNLEASED: dict[str, Any] = {"lease_token": None, "lease_until": None}
FROM_JOURNAL = "known from the journal of this machine"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Mail:
    recipient: UUID
    local_date: date
    number: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """What the standing hold is about. ``left``: mails that this machine knows to have left and the database doesn't;
    ``unplaced``: those of them whose reader the database doesn't know."""

    hold: Hold
    left: int
    unplaced: int
    nudges: int  # waiting, fell due before the end of the lost window, not known to have left
    others: int
    expired: int  # of these, worth sending no more


def begin_round(memory: Memory, now: datetime) -> None:
    """Opens a hold when this machine remembers more of this database than the database does. Counts the round: first in
    the database, then on this machine, so that its count is never ahead by itself."""
    mark, rounds = memory.mark(), Installation.objects.get(pk=1).rounds
    last = Heartbeat.objects.filter(name=Heartbeat.Name.DELIVERED).values_list("at", flat=True).first()
    if mark and mark.rounds > rounds:
        why = "The database is older than what this machine remembers: a backup was played back."
        _hold(last, max([mark.at, *(at for at, _ in memory.journal())]), why=why, now=now)
        Installation.objects.filter(pk=1, rounds__lt=mark.rounds).update(rounds=mark.rounds)
    elif mark is None and last and now - last > STRANGER_AFTER:
        why = "This machine has not seen this database before, and no reminders were sent from it for a while."
        _hold(last, now, why=why, now=now)
    Installation.objects.filter(pk=1).update(rounds=F("rounds") + 1)
    end_round(memory, now)


def end_round(memory: Memory, now: datetime) -> None:
    memory.set_mark(Mark(Installation.objects.get(pk=1).rounds, now))


def hold(why: str, now: datetime) -> Hold:
    """Nothing is sent from now on. A hold that stands already stays."""
    return Hold.objects.get_or_create(released_at=None, defaults={"since": now, "why": why})[0]


def _hold(lost_from: datetime | None, lost_until: datetime, *, why: str, now: datetime) -> None:
    window = {"lost_from": lost_from, "lost_until": lost_until}
    Hold.objects.update_or_create(
        released_at=None, defaults=window, create_defaults=window | {"since": now, "why": why}
    )
    log.error("reminders are held: %s", why)


def lost(memories: Collection[Memory], now: datetime) -> Lost | None:
    """None: nothing is held."""
    standing = Hold.objects.filter(released_at=None).first()
    if standing is None:
        return None
    forgotten = _forgotten(memories, standing)
    placed = _placed(forgotten)
    covered = {pk for each in placed.values() for pk in _in_mail(each).values_list("pk", flat=True)}
    rest = [each for each in _fell_due(standing) if each.pk not in covered]
    nudges = sum(each.kind in NUDGES for each in rest)
    return Lost(
        hold=standing,
        left=len(forgotten),
        unplaced=len(forgotten) - len(placed),
        nudges=nudges,
        others=len(rest) - nudges,
        expired=sum(each.expires_at <= now for each in rest),
    )


@transaction.atomic
def release(memories: Collection[Memory], now: datetime, *, send_all: bool = False) -> None:
    """What this machine knows to have left is written into the ledger. Of the rest of the lost window, nudges are
    dropped unless ``send_all``, and what comes near (visits, infusions) is sent. Raises `Hold.DoesNotExist`."""
    standing = Hold.objects.select_for_update().get(released_at=None)
    for pk, mail in _placed(_forgotten(memories, standing)).items():
        _remember(pk, mail)
    if not send_all:
        moot = _fell_due(standing).filter(kind__in=NUDGES)
        moot.update(state=State.SUPPRESSED, reason=Reason.RESTORED, **UNLEASED)
    standing.released_at = now
    standing.save(update_fields=["released_at"])
    log.warning("reminders are released")


def _forgotten(memories: Iterable[Memory], standing: Hold) -> dict[UUID, datetime]:
    """Messages that left and of which the database doesn't know it, with the moment."""
    since = (standing.lost_from or standing.since - KEPT) - DAY
    known = set(
        DeliveryAttempt.objects.filter(outcome=Outcome.ACCEPTED, started_at__gte=since - DAY).values_list(
            "message", flat=True
        )
    )
    journals = (line for memory in memories for line in memory.journal())
    return {message: at for at, message in journals if at >= since and message not in known}


def _placed(forgotten: Mapping[UUID, datetime]) -> dict[UUID, _Mail]:
    """Whose they are. A message's id is made of reader, day and number, so those of every reader can be compared."""
    readers = list(User.objects.values_list("pk", flat=True))
    days = {at.date() + step * DAY for at in forgotten.values() for step in (-1, 0, 1)}
    found = {}
    for reader, day, number in product(readers, sorted(days), NUMBERS):
        pk = message_id(reader, day, number)
        if pk in forgotten:
            found[pk] = _Mail(reader, day, number, forgotten[pk])
    return found


def _in_mail(mail: _Mail) -> QuerySet[Occurrence]:
    """What was in it: all that was due of its reader then."""
    due = Occurrence.objects.filter(recipient=mail.recipient, state__in=OPEN, next_at__lte=mail.at)
    is_digest = Q(kind=Kind.TEAM_DIGEST)
    return due.filter(is_digest if mail.number >= DIGESTS_FROM else ~is_digest)


def _remember(pk: UUID, mail: _Mail) -> None:
    held = list(_in_mail(mail))
    message, _ = Message.objects.get_or_create(
        pk=pk,
        defaults={
            "recipient_id": mail.recipient,
            "local_date": mail.local_date,
            "number": mail.number,
            "is_nudge": all(each.kind in NUDGES for each in held),
            "created_at": mail.at,
        },
    )
    DeliveryAttempt.objects.create(
        message=message,
        n=message.attempts.count() + 1,
        started_at=mail.at,
        finished_at=mail.at,
        stage=Stage.ACCEPTED,
        outcome=Outcome.ACCEPTED,
        reply=FROM_JOURNAL,
        host=socket.gethostname()[:100],
        pid=os.getpid(),
    )
    _in_mail(mail).update(state=State.SENT, message=message, reason="", **UNLEASED)


def _fell_due(standing: Hold) -> QuerySet[Occurrence]:
    """What could have left in the lost window."""
    if standing.lost_until is None:
        return Occurrence.objects.none()
    return Occurrence.objects.filter(state__in=OPEN, next_at__lte=standing.lost_until)
