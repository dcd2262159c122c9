"""A clinician works through a rule-out checklist: what else could be behind the pattern?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from accounts.models import User
from journeys.actions.entries import Hand, Refused, add, finish, lock, read
from journeys.guidance.document import Problem
from journeys.guidance.words import ALTERNATIVE_DIAGNOSES
from journeys.models import Patient, Review

CHECKLIST = "alternative-diagnosis"


@transaction.atomic
def answer_checklist(
    *, patient: Patient, condition: str, items: Mapping[str, str], by: User, now: datetime, complete: bool | None = None
) -> Review:
    """Record the answers as of the patient's today. ``items``: checklist item -> excluded, present or not-answered.

    ``condition``: whose checklist it is, or a manifestation with one of its own. ``complete`` True closes it, whatever
    is left unanswered. The review stands until t0 moves, 182 days at the longest. Raises `Refused`.
    """
    unknown = sorted(items.keys() - set(ALTERNATIVE_DIAGNOSES.get(condition, ())))
    if unknown:
        raise Refused(*(Problem(item, "This is not on the checklist.") for item in unknown))
    if not complete and not any(answer != "not-answered" for answer in items.values()):
        raise Refused(Problem("items", "Answer at least one, or say that the checklist is complete."))
    on = patient.today(now).isoformat()
    entry = {"id": str(uuid4()), "on": on, "checklist": CHECKLIST, "items": dict(items), "complete": bool(complete)}
    review = read("reviews", entry)
    hand = Hand(by=by, now=now)
    patient = lock(patient)
    (row,) = add(patient, "reviews", [review], hand=hand)
    finish(patient, hand=hand, what="review")
    return Review.objects.get(pk=row.pk)
