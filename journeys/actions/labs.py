"""Laboratory results that a person enters."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from statistics import median
from typing import Any, cast

from django.db import transaction

from accounts.models import User
from journeys.actions.entries import Hand, Refused, add, finish, lock, read
from journeys.guidance import analytes
from journeys.guidance.document import Problem
from journeys.guidance.journey import Lab
from journeys.models import LabResult, Patient

# A result ten times the ones before is more often a wrong unit than a change (mg/dL for mg/L). Project choice.
TENFOLD = ((8.0, 12.5), (0.08, 0.125))
_REMEMBERED = 5


class Unconfirmed(Exception):  # noqa: N818  an answer to a person, not a fault
    """Nothing was written: these questions have to be answered with yes first."""

    def __init__(self, questions: Sequence[str]) -> None:
        self.questions = tuple(questions)
        super().__init__(" ".join(questions))


def lab_questions(*, patient: Patient, entry: dict[str, Any]) -> list[str]:
    """What to ask before this result is stored; empty: nothing. Raises `Refused` for what can't be stored at all."""
    return _questions(patient, _read(patient, entry))


@transaction.atomic
def add_lab_result(
    *, patient: Patient, entry: dict[str, Any], by: User, now: datetime, confirmed: bool = False
) -> LabResult:
    """Store one result, in the words of the document's list ``labs``; without ``id``, one is made.

    Raises `Refused` (no unit, a unit or value that can't be, a day to come), or `Unconfirmed` unless ``confirmed``.
    """
    lab = _read(patient, {"id": str(uuid.uuid4()), **entry})
    _refuse_days_to_come(lab.collected_on, patient.today(now))
    patient = lock(patient)
    if not confirmed and (questions := _questions(patient, lab)):
        raise Unconfirmed(questions)
    hand = Hand(by=by, now=now)
    row = add(patient, "labs", [lab], hand=hand)[0]
    finish(patient, hand=hand, what="labs")
    return cast(LabResult, row)


def _read(patient: Patient, entry: dict[str, Any]) -> Lab:
    lab = cast(Lab, read("labs", entry))
    if patient.birth_date and lab.collected_on < patient.birth_date:
        raise Refused(Problem("collected_on", "is before the patient's birth"))
    return lab


def _refuse_days_to_come(day: date, today: date) -> None:
    if day > today:
        raise Refused(Problem("collected_on", "is in the future"))


def _questions(patient: Patient, lab: Lab) -> list[str]:
    if lab.value is None or lab.unit is None:
        return []
    asked = [analytes.question(lab.analyte, lab.value, lab.unit), _tenfold(patient, lab)]
    return [question for question in asked if question]


def _tenfold(patient: Patient, lab: Lab) -> str | None:
    """Against the last result and the median of the last few, in the canonical unit; a range can't find this."""
    if not lab.canonical_value or lab.canonical_unit is None:
        return None
    rows = LabResult.objects.standing().filter(
        patient=patient, analyte=lab.analyte, canonical_unit=lab.canonical_unit, collected_on__lte=lab.collected_on
    )
    earlier = list(rows.order_by("-collected_on", "-pk").values_list("canonical_value", flat=True)[:_REMEMBERED])
    compared = [value for value in (*earlier[:1], median(earlier or [0])) if value]
    if not any(low <= lab.canonical_value / value <= high for value in compared for low, high in TENFOLD):
        return None
    return (
        f"You entered {lab.value:g} {lab.unit}. That is {lab.canonical_value:g} {lab.canonical_unit}. "
        f"The last result was {earlier[0]:g} {lab.canonical_unit}. Is the unit right?"
    )
