from __future__ import annotations

from typing import ClassVar

from django.db import models

from journeys.guidance.journey import CONDITIONS
from journeys.models.fact import PatientFact, closed, labels, word

VISITS = ("clinic", "phone", "infusion", "eye-check", "other")
ADMISSION_REASONS = (*CONDITIONS, "infection", "other")


class Visit(PatientFact):
    """Past or planned."""

    on = models.DateField()
    kind = models.CharField(max_length=20, choices=labels(VISITS))
    condition = word(CONDITIONS)

    class Meta(PatientFact.Meta):
        constraints: ClassVar = [*PatientFact.Meta.constraints, closed("kind", VISITS), closed("condition", CONDITIONS)]
        indexes: ClassVar = [models.Index(fields=["patient", "on"], name="visit_patient_on")]


class Admission(PatientFact):
    on = models.DateField()
    reason = models.CharField(max_length=40, choices=labels(ADMISSION_REASONS))

    class Meta(PatientFact.Meta):
        constraints: ClassVar = [*PatientFact.Meta.constraints, closed("reason", ADMISSION_REASONS)]
