"""One patient's record as a journey document."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts import access_log
from accounts.models import User
from journeys import snapshot
from journeys.guidance import document
from journeys.guidance.journey import CheckIn
from journeys.models import Patient


@transaction.atomic
def export_journey(*, patient: Patient, by: User | None, now: datetime) -> dict[str, Any]:
    """Everything that stands in the record (nothing entered in error), as `document.dump` writes it."""
    journey = snapshot.take([patient.pk])[patient.pk]
    access_log.record(actor=by, patient_ids=[patient.pk], action="export", what="journey document", now=now)
    return document.dump(replace(journey, check_ins=tuple(_in_zone(each, patient.zone) for each in journey.check_ins)))


def _in_zone(check_in: CheckIn, zone: ZoneInfo) -> CheckIn:
    """The database keeps the moment, not the clock it was read from: the patient's own clock is shown again."""
    moment = check_in.recorded_at
    return replace(check_in, recorded_at=moment.astimezone(zone)) if moment else check_in
