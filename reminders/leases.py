"""Who may work on which occurrence, and for how long. Every change of a leased row asks for the lease again."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from reminders.models import Occurrence, State
from reminders.policy import LEASE

PEOPLE_PER_CLAIM = 5


def sweep(now: datetime) -> int:
    """Gives back what dead workers held; what has come due is due, what is over is over. How many were over."""
    Occurrence.objects.abandoned(now).update(state=State.DUE, lease_token=None, lease_until=None)
    expired = Occurrence.objects.waiting().filter(expires_at__lte=now).update(state=State.EXPIRED)
    Occurrence.objects.filter(state=State.PLANNED, due_at__lte=now).update(state=State.DUE)
    return expired


def claim(now: datetime) -> list[list[Occurrence]]:
    """Leases everything that is due of a few people: one list a person. PostgreSQL passes over the rows that others are
    claiming; on SQLite a transaction is alone from its start (IMMEDIATE)."""
    due = Occurrence.objects.due(now).select_for_update(skip_locked=True)
    token = uuid.uuid4()
    with transaction.atomic():
        people = set(due.order_by("next_at", "pk").values_list("patient_id", flat=True)[:PEOPLE_PER_CLAIM])
        ids = list(due.filter(patient_id__in=people).values_list("pk", flat=True))
        Occurrence.objects.filter(pk__in=ids).update(
            state=State.LEASED, lease_token=token, lease_until=now + LEASE, claims=F("claims") + 1
        )
    return _by_person(Occurrence.objects.held_by(token).order_by("due_at", "pk"))


def settle(held: Collection[Occurrence], *, state: State, **fields: Any) -> int:
    """Ends the lease with this state. 0: it had run out and somebody else has them now; then nothing changes."""
    token = next(each.lease_token for each in held)
    rows = Occurrence.objects.held_by(token).filter(pk__in=[each.pk for each in held])
    return rows.update(state=state, lease_token=None, lease_until=None, **fields)


def _by_person(occurrences: Collection[Occurrence]) -> list[list[Occurrence]]:
    people: dict[uuid.UUID, list[Occurrence]] = {}
    for each in occurrences:
        people.setdefault(each.patient_id, []).append(each)
    return list(people.values())
