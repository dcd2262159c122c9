"""plan(now): what is owed becomes rows, what is moot is cancelled. Twice, or twice at once, changes nothing more."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from journeys.models import CarerGrant, Patient
from reminders import bulk, escalation, feeds, snapshot, team
from reminders.models import Heartbeat, Occurrence, Recipient, State
from reminders.models.occurrence import OccurrenceQuerySet
from reminders.policy import owed, why_not
from reminders.snapshot import Between, Whose, of
from reminders.values import HORIZON, Person, Reason, Slot

BATCH = 2000  # people whose records are in memory at a time


class _Standing(NamedTuple):
    """What a row says that may have to change."""

    pk: UUID
    state: str
    due_at: datetime
    expires_at: datetime
    recipient_id: UUID
    message_id: UUID | None


def plan(now: datetime) -> Counter[str]:
    """Counts of "planned" (new, wanted again, or moved to another time) and "cancelled"."""
    counts: Counter[str] = Counter(planned=0, cancelled=0)
    for some in _batches():
        persons = snapshot.take(some, now, HORIZON)
        counts.update(_plan_for(_waiting_for(some), persons, now))
        escalation.settle_answered(persons, now)
        escalation.settle_reached(persons, now)
        escalation.note_silence(persons, now)
    counts.update(plan_digests(now))
    feeds.remember(now)
    Heartbeat.objects.update_or_create(name=Heartbeat.Name.PLANNED, defaults={"at": now})
    return counts


def replan(patient_ids: Collection[UUID], now: datetime) -> None:
    """The same for a few, at once: call it in the transaction that changes what they want."""
    _plan_for(_waiting_for(patient_ids), snapshot.take(patient_ids, now), now)


def replan_digest(recipient: UUID, now: datetime) -> None:
    """The same for what one member of a team gets as such."""
    waiting = Occurrence.objects.waiting().filter(patient=None, recipient=recipient)
    _plan_for(waiting, team.take([recipient], now, with_news=False), now)


def plan_digests(now: datetime) -> Counter[str]:
    """What members of teams get as such."""
    waiting = Occurrence.objects.waiting().filter(patient=None)
    wanted = Recipient.objects.filter(team_digest_since__isnull=False).values_list("pk", flat=True)
    people = {*wanted, *waiting.values_list("recipient", flat=True)}
    return _plan_for(waiting, team.take(people, now, with_news=False), now) if people else Counter()


def _plan_for(waiting: OccurrenceQuerySet, persons: Collection[Person], now: datetime) -> Counter[str]:
    slots = {slot.key: slot for person in persons for slot in owed(person, now)}
    rows = _rows(waiting)
    new = {slot.id: slot for key, slot in slots.items() if key not in rows}
    standing = _standing(new)
    bulk.add(slot for pk, slot in new.items() if pk not in standing)
    again = [(row, new[pk]) for pk, row in standing.items() if row.state == State.CANCELLED]
    moved = [(row, slots[key]) for key, row in rows.items() if key in slots and _has_moved(row, slots[key])]
    moot = [row.pk for key, row in rows.items() if key not in slots and now < row.expires_at]
    return Counter(
        planned=len(new) - len(standing) + _adjust(again + moved), cancelled=_cancel(persons, moot, now) if moot else 0
    )


def _batches() -> Iterator[Between]:
    """Everybody about whom somebody could get a mail or still has one waiting, and who lies between them."""
    waiting = Occurrence.objects.waiting().filter(patient=OuterRef("pk"))
    carers = CarerGrant.objects.filter(patient=OuterRef("pk"), user__mail_recipient__as_carer_since__isnull=False)
    patients = Patient.objects.filter(Q(user__isnull=False) | Exists(carers) | Exists(waiting)).order_by("pk")
    ids = patients.values_list("pk", flat=True)
    some = list(ids[:BATCH])
    while some:
        yield Between(some[0], some[-1])
        some = list(ids.filter(pk__gt=some[-1])[:BATCH])


def _waiting_for(whose: Whose) -> OccurrenceQuerySet:
    return Occurrence.objects.waiting().filter(of("patient", whose))


def _rows(waiting: OccurrenceQuerySet) -> dict[str, _Standing]:
    return {key: _Standing(*row) for key, *row in waiting.values_list("key", *_Standing._fields)}


def _standing(ids: Collection[UUID]) -> dict[UUID, _Standing]:
    """What stands for these slots already, though it isn't waiting any more."""
    rows = Occurrence.objects.filter(pk__in=ids).values_list(*_Standing._fields)
    return {row.pk: row for row in map(_Standing._make, rows)}


def _has_moved(row: _Standing, slot: Slot) -> bool:
    """To another time, or to another account of the patient's."""
    if row.recipient_id != slot.recipient:
        return True
    return row.state == State.PLANNED and (row.due_at, row.expires_at) != (slot.due_at, slot.expires_at)


def _adjust(wrong: Iterable[tuple[_Standing, Slot]]) -> int:
    """Plans again what was cancelled, and moves what stands for another time than it should. Seldom, so row by row; by
    state, so that a row that a worker took meanwhile stays as it is."""
    return sum(
        Occurrence.objects.filter(pk=row.pk, state=row.state).update(
            state=State.PLANNED,
            reason="",
            recipient=slot.recipient,
            message=row.message_id if row.recipient_id == slot.recipient else None,
            revision=F("revision") + 1,
            **bulk.times(slot),
        )
        for row, slot in wrong
    )


def _cancel(persons: Collection[Person], ids: Collection[UUID], now: datetime) -> int:
    known = {(person.patient, person.recipient): person for person in persons}
    moot: dict[Reason, list[UUID]] = {}
    for row in Occurrence.objects.filter(pk__in=ids):
        person = known.get((row.patient_id, row.recipient_id))
        reason = (why_not(person, row.slot(), now) or Reason.RHYTHM) if person else Reason.NO_ACCOUNT
        moot.setdefault(reason, []).append(row.pk)
    return sum(
        Occurrence.objects.waiting()
        .filter(pk__in=ids)
        .update(state=State.CANCELLED, reason=reason, revision=F("revision") + 1)
        for reason, ids in moot.items()
    )
