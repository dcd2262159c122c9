"""What the clock does in journeys. A task carries nothing, may run twice, may get lost: the next one finds the rest."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from journeys import assessment

log = logging.getLogger(__name__)


@shared_task
def reassess_due() -> None:
    """Reassess the patients for whom the passing of time may have changed something.

    Raises `RuntimeError` at the end, all others being done, if some record could not be evaluated.
    """
    now = timezone.now()
    done = assessment.sweep(assessment.due(now), now=now)
    log.info("reassessed %d patients, %d level changes", done.patients, done.level_changes)
    for patient_id, error in done.failed.items():
        log.error("patient %s could not be assessed: %s", patient_id, error)
    if done.failed:
        raise RuntimeError(f"patients that could not be assessed: {len(done.failed)}")
