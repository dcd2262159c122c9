"""Visits that are planned: reminders read them from the record."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db import transaction

from accounts.models import User
from journeys.actions.entries import Hand, Refused, add, finish, lock, read
from journeys.guidance import journey as values
from journeys.guidance.document import Problem
from journeys.models import Patient, Visit

FURTHEST_AHEAD = timedelta(days=2 * 365)  # a year typed wrong lies further off


@transaction.atomic
def plan_visit(*, patient: Patient, entry: dict[str, Any], by: User, now: datetime) -> Visit:
    """Store a visit to come, in the words of the document's list ``visits`` (``on``, ``kind``, ``condition``).

    Raises `Refused` by field, also for the same kind of visit on the same day: sent twice, it is still one.
    """
    visit = cast(values.Visit, read("visits", {"id": str(uuid.uuid4()), **entry}))
    patient = lock(patient)
    if problem := _odd_day(visit.on, patient.today(now)) or _in_the_way(patient, visit):
        raise Refused(problem)
    hand = Hand(by=by, now=now)
    row = add(patient, "visits", [visit], hand=hand)[0]
    finish(patient, hand=hand, what="visits")
    return cast(Visit, row)


def _odd_day(on: date, today: date) -> Problem | None:
    if on < today:
        return Problem("on", "This day is over. Choose today or a later day.")
    return Problem("on", "This day is more than two years ahead.") if on > today + FURTHEST_AHEAD else None


def _in_the_way(patient: Patient, visit: values.Visit) -> Problem | None:
    if patient.care_ended:
        return Problem("", "Care with this patient has ended, so no visit can be planned.")
    same = Visit.objects.standing().filter(patient=patient, on=visit.on, kind=visit.kind, condition=visit.condition)
    return Problem("on", "This visit is planned for that day already.") if same.exists() else None
