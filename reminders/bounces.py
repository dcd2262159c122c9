"""What was told about a mail after it had left, and what that means: the address gets no more reminders, or a lost
answer is found. What is owed stays owed.

The events may come twice, in any order, and before this side knows that the mail has left. So each is written down
once, and what follows is made anew from all that is written about the address.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from accounts import access_log
from accounts.models import AccessLog, User
from journeys.actions import work_items
from journeys.models import Patient, WorkKind
from reminders import escalation, planning, snapshot
from reminders.attempts import Step
from reminders.models import DeliveryAttempt, DeliveryEvent, Message, Occurrence, State, Suppression
from reminders.models.delivery import EventType, SuppressionReason, address_hash
from reminders.values import Person

SOFT_BOUNCES = 5
SOFT_WITHIN = timedelta(days=10)
AGAINST = (EventType.HARD_BOUNCE, EventType.SOFT_BOUNCE, EventType.COMPLAINT)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a provider or a returned mail tells. ``event_id``: the same when it is told again.

    ``message`` None: none of ours, as far as they can say. ``address``: to whom it went, if they say so.
    """

    event_id: str
    type: EventType
    at: datetime
    message: UUID | None
    address: str = ""


@transaction.atomic
def record(told: Told, now: datetime) -> bool:
    """Writes the event down and does what follows from it. False: it was known, and nothing changes."""
    message = Message.objects.filter(pk=told.message).first() if told.message else None
    if message:  # one after the other for one reader: two that count to five at once would both see four
        User.objects.select_for_update(no_key=True).get(pk=message.recipient_id)
    event, is_new = DeliveryEvent.objects.get_or_create(
        event_id=told.event_id,
        defaults={
            "message": message,
            "type": told.type,
            "address_hash": _address(message, told.address) if message else "",
            "at": min(told.at, now),
            "received_at": now,
        },
    )
    if not is_new:
        return False
    if message is None:
        log.warning("%s of a mail that is not a reminder known here", told.type)
    elif told.type == EventType.DELIVERED:
        _has_arrived(message, now)
    elif told.type in AGAINST and event.address_hash:
        _judge(event.address_hash, message.recipient_id, now)
    return True


def _address(message: Message, told: str) -> str:
    """Of the addresses that the message went to the one that is meant: the last, unless they name another."""
    went_to = message.attempts.exclude(address_hash="").order_by("n").values_list("address_hash", flat=True)
    named = address_hash(told)
    return named if named in went_to else next(iter(went_to.reverse()), "")


def _has_arrived(message: Message, now: datetime) -> None:
    """What waits for an answer about this message, or was given up without one, is sent after all."""
    unsure = Q(state__in=[State.DUE, State.EXPIRED]) | Q(state=State.SUPPRESSED, reason=Step.MAY_HAVE_ARRIVED)
    given_up = Q(state=State.DEAD, reason__in=[Step.NO_ANSWER, Step.CRASHES])
    rows = Occurrence.objects.filter(unsure | given_up, message=message)
    buried = set(rows.filter(state=State.DEAD, patient__isnull=False).values_list("patient", flat=True))
    rows.update(state=State.SENT, reason="")
    others = Occurrence.objects.filter(patient__in=buried, state=State.DEAD).values_list("patient", flat=True)
    if over := buried - set(others):
        how = "It has arrived after all."
        work_items.settle(kind=WorkKind.REMINDER_NOT_SENT, patient_ids=over, how=how, now=now)


def _judge(address: str, reader: UUID, now: datetime) -> None:
    """``address``: its hash."""
    reason = reason_against(_events(address))
    if reason is None:
        return
    standing, is_new = Suppression.objects.get_or_create(
        address_hash=address, lifted_at=None, defaults={"reason": reason, "since": now}
    )
    if is_new or standing.reason != reason:
        Suppression.objects.filter(pk=standing.pk).update(reason=reason)
        log.info("no more reminders to an address: %s", reason)
        escalation.cannot_reach(_readers(address, reader, now), reason, now)


def reason_against(events: Collection[tuple[str, datetime]]) -> SuppressionReason | None:
    """Why nothing more may be sent to an address of which these (type, time) were told; None: it may."""
    types = {kind for kind, _ in events}
    if EventType.COMPLAINT in types:
        return SuppressionReason.COMPLAINT
    if EventType.HARD_BOUNCE in types:
        return SuppressionReason.HARD_BOUNCE
    soft = sorted(at for kind, at in events if kind == EventType.SOFT_BOUNCE)
    return SuppressionReason.SOFT_BOUNCES if _too_often(soft) else None


def _too_often(times: Sequence[datetime]) -> bool:
    fifths = zip(times, times[SOFT_BOUNCES - 1 :], strict=False)
    return any(last - first <= SOFT_WITHIN for first, last in fifths)


def _events(address: str) -> list[tuple[str, datetime]]:
    """What counts about an address: of mails tried after it was last found to be right."""
    events: QuerySet[DeliveryEvent] = DeliveryEvent.objects.filter(address_hash=address, type__in=AGAINST)
    lifted = Suppression.objects.filter(address_hash=address).aggregate(at=Max("lifted_at"))["at"]
    if lifted:
        later = DeliveryAttempt.objects.filter(message=OuterRef("message"), started_at__gt=lifted)
        events = events.filter(Exists(later), at__gt=lifted)
    return list(events.values_list("type", "at"))


def _readers(address: str, reader: UUID, now: datetime) -> list[Person]:
    """Whom this reader reads about at this very address; nobody, if they have another one by now."""
    about = Patient.objects.filter(Q(user=reader) | Q(carer_grants__user=reader)).values_list("pk", flat=True)
    persons = snapshot.take(set(about), now)
    return [
        each
        for each in persons
        if each.recipient == reader and each.address and address_hash(each.address) == address and not each.care_ended
    ]


def cannot_reach(patient: Patient, now: datetime) -> list[str]:
    """For the team: who of a patient's readers gets nothing, because mails to their address came back, and why."""
    silent = {address_hash(each.address): each for each in snapshot.take([patient.pk], now) if each.address}
    reasons = Suppression.objects.filter(address_hash__in=silent, lifted_at=None).order_by("since", "pk")
    return [
        escalation.CANNOT_REACH[SuppressionReason(reason)].format(who=escalation.WHO[silent[address].is_carer])
        for address, reason in reasons.values_list("address_hash", "reason")
    ]


@transaction.atomic
def lift(patient: Patient, *, by: User, now: datetime) -> int:
    """The addresses of a patient's readers are right after all: mails to them are tried again from now on. Returns how
    many addresses that were."""
    silent = [each.address for each in snapshot.take([patient.pk], now) if each.address and each.comes_back]
    standing = Suppression.objects.filter(address_hash__in=map(address_hash, silent), lifted_at=None)
    lifted = standing.update(lifted_at=now, lifted_by=by)
    escalation.settle_reached(snapshot.take([patient.pk], now), now)
    planning.replan([patient.pk], now)
    access_log.record(actor=by, patient_ids=[patient.pk], action=AccessLog.Action.WRITE, what="reminders", now=now)
    return lifted
