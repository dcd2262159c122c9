"""Who may work on which occurrence, and for how long. Every change of a leased row asks for the lease again."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from reminders.attempts import LEASE
from reminders.models import Occurrence, State
from reminders.values import Kind

PEOPLE_PER_CLAIM = 50


def sweep(now: datetime) -> int:
    """Gives back what dead workers held; what has come due is due, what is over is over. How many were over."""
    Occurrence.objects.abandoned(now).update(state=State.DUE, lease_token=None, lease_until=None)
    expired = Occurrence.objects.waiting().filter(expires_at__lte=now).update(state=State.EXPIRED)
    Occurrence.objects.filter(state=State.PLANNED, due_at__lte=now).update(state=State.DUE)
    return expired


def claim(now: datetime, people: int = PEOPLE_PER_CLAIM) -> list[list[Occurrence]]:
    """Leases everything that is due of a few people: one list a mail. PostgreSQL passes over the rows that others are
    claiming; on SQLite a transaction is alone from its start (IMMEDIATE)."""
    due = Occurrence.objects.due(now).select_for_update(skip_locked=True)
    token = uuid.uuid4()
    with transaction.atomic():
        first = due.order_by("priority", "next_at", "pk").values_list("recipient_id", flat=True)
        ids = list(due.filter(recipient_id__in=set(first[:people])).values_list("pk", flat=True))
        Occurrence.objects.filter(pk__in=ids).update(
            state=State.LEASED, lease_token=token, lease_until=now + LEASE, claims=F("claims") + 1
        )
    return _by_mail(Occurrence.objects.held_by(token).select_related("message").order_by("priority", "due_at", "pk"))


def settle(held: Collection[Occurrence], *, state: State, **fields: Any) -> int:
    """Ends the lease with this state. 0: it had run out and somebody else has them now; then nothing changes."""
    token = next(each.lease_token for each in held)
    rows = Occurrence.objects.held_by(token).filter(pk__in=[each.pk for each in held])
    return rows.update(state=state, lease_token=None, lease_until=None, **fields)


def _by_mail(occurrences: Collection[Occurrence]) -> list[list[Occurrence]]:
    """What one person is written in one mail; the team's digest apart, because it is written by another hat."""
    mails: dict[tuple[uuid.UUID, bool], list[Occurrence]] = {}
    for each in occurrences:
        mails.setdefault((each.recipient_id, each.kind == Kind.TEAM_DIGEST), []).append(each)
    return list(mails.values())
