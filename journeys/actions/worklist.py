"""Who looks after a patient on the team's worklist."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts import access_log
from accounts.models import User
from journeys.models import Patient, Status


@transaction.atomic
def assign(*, patient: Patient, owner: User | None, by: User, now: datetime) -> None:
    """``owner`` looks after the patient from now on; None: nobody. The last word counts, whoever had it before."""
    Status.objects.filter(patient=patient).update(owner=owner, version=F("version") + 1)
    access_log.record(actor=by, patient_ids=[patient.pk], action="write", what="owner", now=now)
