"""One patient's record as a journey document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import access_log
from accounts.models import User
from journeys import snapshot
from journeys.guidance import document
from journeys.models import Patient


@transaction.atomic
def export_journey(*, patient: Patient, by: User | None, now: datetime) -> dict[str, Any]:
    """Everything that stands in the record (nothing entered in error), as `document.dump` writes it."""
    journey = snapshot.take([patient.pk])[patient.pk]
    access_log.record(actor=by, patient_ids=[patient.pk], action="export", what="journey document", now=now)
    return document.dump(journey)
