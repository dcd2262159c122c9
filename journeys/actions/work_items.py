"""What waits for a person of the team: opened and settled by the machine, closed and snoozed by people.

Nothing is opened twice: an open item of the kind stays, and is told the newest reason. Whoever closes or snoozes
passes the version that they saw; if somebody was faster, `Stale` is raised and nothing is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts import access_log
from accounts.models import User
from journeys.actions.entries import Refused, Stale
from journeys.guidance.document import Problem
from journeys.models import WorkItem, WorkKind
from journeys.models.work_item import MAX_HOW

BATCH = 500  # patients in one query
MAX_SNOOZE_DAYS = 90


@transaction.atomic
def open_items(*, kind: WorkKind, because: Mapping[UUID, str], now: datetime, rest_days: int = 0) -> int:
    """Open an item of this kind for each patient of ``because`` (patient -> why, in the team's words).

    An open one stays and gets the new words. ``rest_days``, for what lasts: whoever a person has seen to within so many
    days is left alone, or what they closed would be back at once. Returns how many were opened.
    """
    seen_since = now - timedelta(days=rest_days)
    return sum(_open(kind, {each: because[each] for each in batch}, now, seen_since) for batch in _batches(because))


def _open(kind: WorkKind, because: Mapping[UUID, str], now: datetime, seen_since: datetime) -> int:
    standing = list(WorkItem.objects.open().filter(kind=kind, patient__in=because))
    told = [item for item in standing if item.because != because[item.patient_id]]
    for item in told:
        item.because = because[item.patient_id]
    WorkItem.objects.open().bulk_update(told, ["because"])
    by_people = WorkItem.objects.filter(kind=kind, patient__in=because, closed_by__isnull=False)
    seen_to = by_people.filter(closed_at__gt=seen_since).values_list("patient", flat=True)
    known = {*(item.patient_id for item in standing), *seen_to}
    rows = [
        WorkItem(patient_id=each, kind=kind, because=why, opened_at=now)
        for each, why in because.items()
        if each not in known
    ]
    WorkItem.objects.bulk_create(rows, ignore_conflicts=True)  # somebody else may open the same at this moment
    opened = WorkItem.objects.filter(pk__in=[row.pk for row in rows]).values_list("patient", flat=True)
    return _trace(list(opened), by=None, now=now)


def open_item(*, patient_id: UUID, kind: WorkKind, because: str, now: datetime, rest_days: int = 0) -> bool:
    """The same for one patient. Says whether it was opened; False: one is open already, or rests."""
    return bool(open_items(kind=kind, because={patient_id: because}, now=now, rest_days=rest_days))


@transaction.atomic
def settle(*, kind: WorkKind, patient_ids: Collection[UUID], how: str, now: datetime) -> int:
    """What was to be done has come about without anybody: the open items of this kind close by themselves.

    Returns how many were closed.
    """
    return sum(_settle(kind, batch, how, now) for batch in _batches(patient_ids))


def _settle(kind: WorkKind, patient_ids: Sequence[UUID], how: str, now: datetime) -> int:
    rows = WorkItem.objects.open().filter(kind=kind, patient__in=patient_ids).select_for_update()
    found = {row.pk: row.patient_id for row in rows}
    if found:
        WorkItem.objects.open().filter(pk__in=found).update(closed_at=now, how=how)
    return _trace(list(found.values()), by=None, now=now)


@transaction.atomic
def close(*, item: WorkItem, how: str, by: User, now: datetime, version: int) -> WorkItem:
    """Somebody has dealt with it; ``how`` says in a few words in what way. Raises `Refused` and `Stale`."""
    said = how.strip()
    if not said:
        raise Refused(Problem("how", "Say how it was dealt with."))
    if len(said) > MAX_HOW:
        raise Refused(Problem("how", "Say it in fewer words."))
    return _change(item, by=by, now=now, version=version, closed_at=now, closed_by=by, how=said)


@transaction.atomic
def snooze(*, item: WorkItem, until: date, by: User, now: datetime, version: int) -> WorkItem:
    """Off the list until ``until``; on that day it is back. Raises `Refused` and `Stale`."""
    today = item.patient.today(now)
    if not today < until <= today + timedelta(days=MAX_SNOOZE_DAYS):
        raise Refused(Problem("until", f"Choose a day from tomorrow on, at most {MAX_SNOOZE_DAYS} days ahead."))
    return _change(item, by=by, now=now, version=version, snoozed_until=until)


def _change(item: WorkItem, *, by: User, now: datetime, version: int, **columns: Any) -> WorkItem:
    rows = WorkItem.objects.open().filter(pk=item.pk, version=version)
    if not rows.update(version=version + 1, **columns):
        raise Stale(WorkItem.objects.get(pk=item.pk))
    _trace([item.patient_id], by=by, now=now)
    item.refresh_from_db()
    return item


def _trace(patient_ids: Sequence[UUID], *, by: User | None, now: datetime) -> int:
    access_log.record(actor=by, patient_ids=patient_ids, action="write", what="work item", now=now)
    return len(patient_ids)


def _batches(patient_ids: Collection[UUID]) -> Iterator[list[UUID]]:
    """In one order for everybody, so that two who open or settle at once wait for each other and never cross."""
    ordered = sorted(patient_ids)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]
