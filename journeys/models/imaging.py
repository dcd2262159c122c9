from __future__ import annotations

from typing import ClassVar

from django.db import models

from journeys.models.fact import PatientFact, closed, labels, word

MODALITIES = ("MRA", "CTA", "PET-CT", "PET-MR", "ultrasound", "angiography", "echo", "MRI", "other")
ACTIVITIES = ("active", "inactive", "indeterminate")
CHANGES = ("new", "progressed", "stable", "improved", "not-comparable")
IMAGING_FINDINGS = (
    "stenosis",
    "occlusion",
    "dilatation",
    "aneurysm",
    "dissection",
    "restenosis",
    "wall-enhancement",
)


class ImagingStudy(PatientFact):
    """A scan. ``change`` NULL: no comparison was made."""

    on = models.DateField()
    modality = models.CharField(max_length=20, choices=labels(MODALITIES))
    territories = models.JSONField(default=list, blank=True)
    activity = word(ACTIVITIES)
    change = word(CHANGES)
    compared_with = models.DateField(null=True, blank=True)
    findings = models.JSONField(default=list, blank=True)

    class Meta(PatientFact.Meta):
        verbose_name_plural = "imaging studies"
        constraints: ClassVar = [
            *PatientFact.Meta.constraints,
            closed("modality", MODALITIES),
            closed("activity", ACTIVITIES),
            closed("change", CHANGES),
        ]
        indexes: ClassVar = [models.Index(fields=["patient", "on"], name="imagingstudy_patient_on")]
