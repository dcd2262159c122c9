from __future__ import annotations

from typing import ClassVar

from django.db import models

from journeys.guidance.journey import CONDITIONS
from journeys.models.fact import PatientFact, closed, is_partial_date, labels, partial_date


class Condition(PatientFact):
    """An autoimmune disease whose treatment is followed."""

    condition = models.CharField(max_length=40, choices=labels(CONDITIONS))
    manifestations = models.JSONField(default=list, blank=True)
    symptoms_began_on = partial_date()
    diagnosed_on = partial_date()
    first_treated_on = partial_date()

    class Meta(PatientFact.Meta):
        constraints: ClassVar = [
            *PatientFact.Meta.constraints,
            closed("condition", CONDITIONS),
            models.UniqueConstraint(
                fields=["patient", "condition"],
                condition=models.Q(entered_in_error_at=None),
                name="condition_stands_once_a_patient",
            ),
            is_partial_date("symptoms_began_on"),
            is_partial_date("diagnosed_on"),
            is_partial_date("first_treated_on"),
        ]
