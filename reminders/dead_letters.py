"""What people of the team do about a reminder that could not be sent. The ledger's history stays as it is."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from accounts import access_log
from accounts.models import AccessLog, User
from journeys.actions import work_items
from journeys.actions.entries import Refused
from journeys.guidance.document import Problem
from journeys.models import WorkItem, WorkKind
from reminders.models import Message, Occurrence, State
from reminders.values import Reason

GONE = Problem("reminder", "Somebody has seen to it already.")
TOO_LATE = Problem(
    "reminder", "It is too late for this one. The next reminder comes by itself; phone if it can't wait."
)


def may_be_retried(occurrence: Occurrence, now: datetime) -> bool:
    return occurrence.state == State.DEAD and now < occurrence.expires_at


@transaction.atomic
def retry(occurrence: Occurrence, *, by: User, now: datetime) -> None:
    """The same reminder and the same message, once more: a copy bears the same Message-ID. Raises `Refused`."""
    if occurrence.state == State.DEAD and not may_be_retried(occurrence, now):
        raise Refused(TOO_LATE)
    if occurrence.message_id:
        message = Message.objects.select_for_update().get(pk=occurrence.message_id)
        last = message.attempts.aggregate(n=Max("n"))["n"] or 0
        Message.objects.filter(pk=message.pk).update(reopened_at=now, reopened_after=last)
    counts = {"fails": 0, "crashes": 0, "unwritable": 0}
    _settle(occurrence, by=by, now=now, how="Tried again.", state=State.DUE, reason="", next_at=now, **counts)


@transaction.atomic
def phoned(occurrence: Occurrence, *, by: User, now: datetime) -> None:
    """Somebody told them instead. Raises `Refused`."""
    _settle(occurrence, by=by, now=now, how="Phoned instead.", state=State.SUPPRESSED, reason=Reason.SKIPPED)


def _settle(occurrence: Occurrence, *, by: User, now: datetime, how: str, **fields: Any) -> None:
    if not _of_the_same_mail(occurrence).update(**fields):
        raise Refused(GONE)
    assert occurrence.patient_id is not None  # noqa: S101  the team's digest isn't shown to anybody
    access_log.record(
        actor=by, patient_ids=[occurrence.patient_id], action=AccessLog.Action.WRITE, what="reminders", now=now
    )
    _close_item(occurrence.patient_id, how=how, by=by, now=now)


def _of_the_same_mail(occurrence: Occurrence) -> QuerySet[Occurrence]:
    """What died with it, of this patient: one mail was to say it all. Another patient's belongs to another team."""
    dead = Occurrence.objects.filter(state=State.DEAD, patient=occurrence.patient_id)
    if occurrence.message_id is None:
        return dead.filter(pk=occurrence.pk)
    return dead.filter(message=occurrence.message_id)


def _close_item(patient_id: UUID, *, how: str, by: User, now: datetime) -> None:
    item = WorkItem.objects.open().filter(patient=patient_id, kind=WorkKind.REMINDER_NOT_SENT).first()
    if item:
        work_items.close(item=item, how=how, by=by, now=now, version=item.version)
