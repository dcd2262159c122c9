"""Treatments that a person starts, changes or stops in the record."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db import transaction

from accounts.models import User
from journeys import snapshot
from journeys.actions.entries import Hand, Refused, Stale, add, add_nested, advance, amend, finish, lock, read
from journeys.guidance import document
from journeys.guidance import journey as values
from journeys.guidance.document import Problem
from journeys.models import Patient, Therapy
from journeys.snapshot import SHAPES

FURTHEST_AHEAD = timedelta(days=366)  # a taper is planned ahead; a year typed wrong lies further off


@transaction.atomic
def start_therapy(*, patient: Patient, entry: dict[str, Any], by: User, now: datetime) -> Therapy:
    """Store a therapy, in the words of the document's list ``therapies``, dose lines and all. Raises `Refused`."""
    value = _read({"id": str(uuid.uuid4()), **entry})
    if value.started_on:
        _refuse_too_far("started_on", value.started_on.earliest, patient.today(now))
        if patient.birth_date and value.started_on.latest < patient.birth_date:
            raise Refused(Problem("started_on", "is before the patient's birth"))
    patient, hand = lock(patient), Hand(by=by, now=now)
    row = add(patient, "therapies", [value], hand=hand)[0]
    finish(patient, hand=hand, what="therapies")
    return cast(Therapy, row)


@transaction.atomic
def change_dose(*, therapy: Therapy, dose: dict[str, Any], version: int, by: User, now: datetime) -> Therapy:
    """Add a dose line (``from``, ``amount``, ``unit``, ``every``): it holds from its date until the next line.

    Raises `Refused`, also for a second line from the same day, and `Stale` if somebody changed the therapy meanwhile.
    """
    row, old = _opened(therapy, version)
    added = _read_dose(old, {"id": str(uuid.uuid4()), **dose})
    if any(line.from_date == added.from_date for line in old.doses):
        raise Refused(Problem("from", "is a day that has a dose already"))
    _refuse_too_far("from", added.from_date, row.patient.today(now))
    advance(row)
    hand = Hand(by=by, now=now)
    add_nested(SHAPES["therapies"].nested["doses"], row.pk, [added], hand=hand)
    finish(row.patient, hand=hand, what="therapies")
    return row


@transaction.atomic
def stop_therapy(
    *, therapy: Therapy, stopped_on: str | None, reason: str | None, version: int, by: User, now: datetime
) -> Therapy:
    """Stopped on a day, in a month or a year, or on an unknown day (None). Keeps the earlier version.

    Raises `Refused` (before the start, in the future), `Stale`.
    """
    row, old = _opened(therapy, version)
    stop = {"stopped_on": stopped_on, "stopped": True, "stop_reason": reason}
    new = _read({**document.dump_entry(old), **stop})
    if new.stopped_on and new.stopped_on.earliest > row.patient.today(now):
        raise Refused(Problem("stopped_on", "is in the future"))
    hand = Hand(by=by, now=now, reason="stopped")
    amend(row, "therapies", old=old, new=new, hand=hand)
    finish(row.patient, hand=hand, what="therapies")
    return row


def _opened(therapy: Therapy, version: int) -> tuple[Therapy, values.Therapy]:
    """The row as stored, but of the version that the person saw; and its value. Raises `Stale` if it was struck out."""
    lock(therapy.patient)
    row = Therapy.objects.select_related("patient__clinic").get(pk=therapy.pk)
    if row.entered_in_error_at:
        raise Stale(row)
    row.version = version
    return row, cast(values.Therapy, snapshot.fact_value("therapies", row))


def _read(entry: dict[str, Any]) -> values.Therapy:
    return cast(values.Therapy, read("therapies", entry))


def _read_dose(old: values.Therapy, line: dict[str, Any]) -> values.Dose:
    """The line as part of its therapy, so that it is also held to the therapy's start and stop."""
    entry = document.dump_entry(old)
    try:
        new = _read({**entry, "doses": [*entry.get("doses", []), line]})
    except Refused as refused:
        raise Refused(*(Problem(p.path.rpartition(".")[2], p.message) for p in refused.problems)) from None
    return next(dose for dose in new.doses if dose.id == line["id"])


def _refuse_too_far(field: str, day: date, today: date) -> None:
    if day > today + FURTHEST_AHEAD:
        raise Refused(Problem(field, "is more than a year ahead"))
