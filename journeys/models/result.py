"""What was measured: laboratory results and body measurements, as reported and in the canonical unit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from journeys.models.fact import PatientFact, closed, labels, text, word

COMPARATORS = ("<", "<=", ">=", ">")
MEASUREMENTS = ("weight", "height", "systolic-bp", "diastolic-bp", "temperature")


def _canonical_pair(model: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(canonical_value=None, canonical_unit=None)
        | Q(canonical_value__isnull=False, canonical_unit__isnull=False),
        name=f"{model}_canonical_value_has_unit",
    )


class LabResult(PatientFact):
    """``lower_limit`` and ``upper_limit`` are the laboratory's own, in ``unit``."""

    analyte = models.CharField(max_length=200)
    collected_on = models.DateField()
    value = models.FloatField(null=True, blank=True)
    unit = text()
    value_text = text()
    comparator = word(COMPARATORS)
    lower_limit = models.FloatField(null=True, blank=True)
    upper_limit = models.FloatField(null=True, blank=True)
    lab = text()
    assay = text()
    specimen = text()
    canonical_value = models.FloatField(null=True, blank=True)
    canonical_unit = text()

    class Meta(PatientFact.Meta):
        constraints: ClassVar = [
            *PatientFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(value=None, value_text__isnull=False) | Q(value__isnull=False, value_text=None),
                name="labresult_value_or_text",
            ),
            models.CheckConstraint(condition=Q(value=None) | Q(unit__isnull=False), name="labresult_number_has_unit"),
            models.CheckConstraint(condition=Q(upper_limit__gte=F("lower_limit")), name="labresult_limits_in_order"),
            closed("comparator", COMPARATORS),
            _canonical_pair("labresult"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["patient", "collected_on"], name="labresult_patient_day"),
            models.Index(fields=["patient", "analyte", "collected_on"], name="labresult_patient_analyte_day"),
        ]


class Measurement(PatientFact):
    on = models.DateField()
    kind = models.CharField(max_length=20, choices=labels(MEASUREMENTS))
    value = models.FloatField()
    unit = models.CharField(max_length=200)
    limb = text()
    canonical_value = models.FloatField(null=True, blank=True)
    canonical_unit = text()

    class Meta(PatientFact.Meta):
        constraints: ClassVar = [
            *PatientFact.Meta.constraints,
            closed("kind", MEASUREMENTS),
            _canonical_pair("measurement"),
        ]
        indexes: ClassVar = [models.Index(fields=["patient", "on"], name="measurement_patient_on")]
