"""What a clinician judged: totals of instruments, and the state of the disease in a word."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from journeys.guidance.journey import CONDITIONS
from journeys.models.fact import PatientFact, closed, labels, text

STATUSES = (
    "active",
    "low-activity",
    "remission",
    "control",
    "not-healing",
    "end-of-consolidation",
    "partial-remission",
    "complete-remission",
    "kidney-response",
)


class ClinicalScore(PatientFact):
    on = models.DateField()
    instrument = models.CharField(max_length=200)
    value = models.FloatField()
    items = models.JSONField(default=dict, blank=True)
    scorer = text()

    class Meta(PatientFact.Meta):
        indexes: ClassVar = [models.Index(fields=["patient", "on"], name="clinicalscore_patient_on")]


class ClinicianStatus(PatientFact):
    on = models.DateField()
    condition = models.CharField(max_length=40, choices=labels(CONDITIONS))
    status = models.CharField(max_length=40, choices=labels(STATUSES))

    class Meta(PatientFact.Meta):
        verbose_name_plural = "clinician statuses"
        constraints: ClassVar = [
            *PatientFact.Meta.constraints,
            closed("condition", CONDITIONS),
            closed("status", STATUSES),
        ]
        indexes: ClassVar = [models.Index(fields=["patient", "on"], name="clinicianstatus_patient_on")]
