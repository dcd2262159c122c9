"""What this patient can't or won't take."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from journeys.models.fact import PatientFact, closed, labels, text, word

REASONS_AGAINST = ("contraindicated", "intolerance", "refused")
SEVERITIES = ("mild", "moderate", "severe")


class Contraindication(PatientFact):
    drug = models.CharField(max_length=200)
    on = models.DateField()
    kind = models.CharField(max_length=20, choices=labels(REASONS_AGAINST))

    class Meta(PatientFact.Meta):
        constraints: ClassVar = [*PatientFact.Meta.constraints, closed("kind", REASONS_AGAINST)]


class AdverseEffect(PatientFact):
    on = models.DateField()
    kind = models.CharField(max_length=200)
    drug = text()
    severity = word(SEVERITIES)

    class Meta(PatientFact.Meta):
        constraints: ClassVar = [*PatientFact.Meta.constraints, closed("severity", SEVERITIES)]


class Allergy(PatientFact):
    to = models.CharField(max_length=200)
    on = models.DateField(null=True, blank=True)

    class Meta(PatientFact.Meta):
        verbose_name_plural = "allergies"
