"""plan(now): what is owed becomes rows, what is moot is cancelled. Twice, or twice at once, changes nothing more."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from journeys.models import CarerGrant, Patient
from reminders import escalation, snapshot
from reminders.models import Heartbeat, Occurrence, State
from reminders.policy import PRIORITY, Person, Reason, Slot, owed, why_not

BATCH = 500


def plan(now: datetime) -> Counter[str]:
    """Counts of "planned" (new, wanted again, or moved to another time) and "cancelled"."""
    counts: Counter[str] = Counter(planned=0, cancelled=0)
    for ids in _batches():
        persons = snapshot.take(ids, now)
        counts.update(_plan_for(ids, persons, now))
        escalation.settle_answered(persons, now)
        escalation.note_silence(persons, now)
    Heartbeat.objects.update_or_create(name=Heartbeat.Name.PLANNED, defaults={"at": now})
    return counts


def replan(patient_ids: Collection[UUID], now: datetime) -> None:
    """The same for a few, at once: call it in the transaction that changes what they want."""
    _plan_for(patient_ids, snapshot.take(patient_ids, now), now)


def _plan_for(patient_ids: Collection[UUID], persons: Collection[Person], now: datetime) -> Counter[str]:
    slots = {slot.key: slot for person in persons for slot in owed(person, now)}
    rows = _rows(patient_ids, slots)
    return Counter(planned=_create(slots, rows) + _adjust(slots, rows), cancelled=_cancel(persons, slots, rows, now))


def _batches() -> Iterator[list[UUID]]:
    """Everybody about whom somebody could get a mail or still has one waiting."""
    waiting = Occurrence.objects.waiting().filter(patient=OuterRef("pk"))
    carers = CarerGrant.objects.filter(patient=OuterRef("pk"), user__mail_recipient__as_carer_since__isnull=False)
    patients = Patient.objects.filter(Q(user__isnull=False) | Exists(carers) | Exists(waiting)).order_by("pk")
    ids = list(patients.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def _rows(patient_ids: Collection[UUID], keys: Collection[str]) -> dict[str, Occurrence]:
    """What is waiting for these patients, and whatever stands for these slots already."""
    waiting = Occurrence.objects.waiting().filter(patient__in=patient_ids)
    standing = Occurrence.objects.filter(key__in=keys)
    return {row.key: row for row in waiting.union(standing)}


def _create(slots: Mapping[str, Slot], rows: Mapping[str, Occurrence]) -> int:
    new = [occurrence(slot) for key, slot in slots.items() if key not in rows]
    Occurrence.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _adjust(slots: Mapping[str, Slot], rows: Mapping[str, Occurrence]) -> int:
    """Plans again what was cancelled, and moves what stands for another time than it should. Seldom, so row by row; by
    state, so that a row that a worker took meanwhile stays as it is."""
    adjusted = 0
    for key in slots.keys() & rows.keys():
        row, slot = rows[key], slots[key]
        moved = row.state == State.PLANNED and (row.due_at, row.expires_at) != (slot.due_at, slot.expires_at)
        if moved or row.state == State.CANCELLED:
            same = Occurrence.objects.filter(pk=row.pk, state=row.state)
            adjusted += same.update(state=State.PLANNED, reason="", revision=F("revision") + 1, **_times(slot))
    return adjusted


def _cancel(
    persons: Collection[Person], slots: Mapping[str, Slot], rows: Mapping[str, Occurrence], now: datetime
) -> int:
    known = {(person.patient, person.recipient): person for person in persons}
    moot: dict[Reason, list[UUID]] = {}
    for key, row in rows.items():
        if key not in slots and row.is_waiting and now < row.expires_at:
            person = known.get((row.patient_id, row.recipient_id))
            reason = (why_not(person, row.slot(), now) or Reason.RHYTHM) if person else Reason.NO_ACCOUNT
            moot.setdefault(reason, []).append(row.pk)
    return sum(
        Occurrence.objects.waiting()
        .filter(pk__in=ids)
        .update(state=State.CANCELLED, reason=reason, revision=F("revision") + 1)
        for reason, ids in moot.items()
    )


def occurrence(slot: Slot) -> Occurrence:
    return Occurrence(
        id=slot.id,
        key=slot.key,
        patient_id=slot.patient,
        recipient_id=slot.recipient,
        is_carers=slot.is_carers,
        kind=slot.kind,
        item=slot.item,
        slot_no=slot.number,
        priority=PRIORITY[slot.kind],
        due_on=slot.due_on,
        local_date=slot.local_date,
        **_times(slot),
    )


def _times(slot: Slot) -> dict[str, object]:
    due_at = slot.due_at
    return {
        "local_time": slot.local_time,
        "tz": slot.zone.key,
        "keeps_days": slot.keeps_days,
        "due_at": due_at,
        "next_at": due_at,
        "expires_at": slot.expires_at,
    }
