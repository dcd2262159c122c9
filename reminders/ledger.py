"""The ledger of attempts: begun and committed before the first byte leaves, finished with what the server said."""

import os
import socket
from collections.abc import Collection
from datetime import datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.mail import Outcome, Receipt
from reminders.models import DeliveryAttempt, Message, Occurrence
from reminders.policy import Person, Step, Tried, instant, message_id, next_step, wait_until


def accepted(person: Person, message_ids: Collection[UUID], now: datetime) -> set[UUID]:
    """Those of these messages that a server took, and those that it took on this calendar day of the person's."""
    midnight = instant(now.astimezone(person.zone).date(), time(0), person.zone)
    rows = DeliveryAttempt.objects.filter(
        Q(message__in=message_ids) | Q(finished_at__gte=midnight),
        message__recipient=person.recipient,
        outcome=Outcome.ACCEPTED,
    )
    return set(rows.values_list("message_id", flat=True))


def message_for(held: Collection[Occurrence], person: Person, now: datetime) -> Message:
    """The message that these have already been tried with, else the one of the person's day."""
    assert person.recipient is not None  # noqa: S101  the guard lets nobody through without an account
    earlier = next((each.message for each in held if each.message), None)
    if earlier:
        return earlier
    today = now.astimezone(person.zone).date()
    message, _ = Message.objects.get_or_create(
        pk=message_id(person.recipient, today),
        defaults={"recipient_id": person.recipient, "local_date": today, "created_at": now},
    )
    return message


def begin(message: Message, held: Collection[Occurrence], now: datetime) -> DeliveryAttempt | None:
    """Writes "started". None: the ledger doesn't allow an attempt now (`step` says why), or the lease is gone."""
    with transaction.atomic():
        Message.objects.select_for_update().get(pk=message.pk)
        if step(message, now)[0] is not Step.SEND or not _bind(message, held):
            return None
        return DeliveryAttempt.objects.create(
            message=message,
            n=message.attempts.count() + 1,
            started_at=now,
            host=socket.gethostname()[:100],
            pid=os.getpid(),
        )


def _bind(message: Message, held: Collection[Occurrence]) -> bool:
    token = next(each.lease_token for each in held)
    rows = Occurrence.objects.held_by(token).filter(pk__in=[each.pk for each in held])
    return rows.update(message=message) == len(held)


def finish(attempt: DeliveryAttempt, receipt: Receipt, now: datetime) -> None:
    """Written even by a worker that has lost its lease: what the server said is true all the same."""
    DeliveryAttempt.objects.filter(pk=attempt.pk, finished_at=None).update(
        finished_at=now,
        stage=receipt.stage,
        outcome=receipt.outcome,
        smtp_code=receipt.code,
        reply=receipt.reply,
    )


def step(message: Message, now: datetime) -> tuple[Step, datetime, int]:
    """What the ledger allows next, when, and how many attempts have no outcome."""
    rows = message.attempts.order_by("n").values_list("started_at", "finished_at", "outcome")
    tried = tuple(Tried(*row) for row in rows)
    return next_step(tried, now), wait_until(tried, now), sum(1 for each in tried if not each.outcome)
