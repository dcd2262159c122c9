"""When the disease showed itself: flares, complications, neuropsychiatric events."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from journeys.guidance.journey import CONDITIONS
from journeys.models.fact import Entry, PatientFact, closed, in_order, labels, text, word

FLARE_KINDS = ("flare", "relapse")
FLARE_SEVERITIES = ("minor", "major", "severe")
FLARE_RECORDERS = ("clinician", "patient")
ATTRIBUTIONS = ("sle-inflammatory", "sle-ischaemic", "not-sle", "undetermined")
COURSES = ("resolved", "improved", "unchanged", "worse")


class Flare(PatientFact):
    on = models.DateField()
    condition = models.CharField(max_length=40, choices=labels(CONDITIONS))
    kind = models.CharField(max_length=20, choices=labels(FLARE_KINDS))
    ended_on = models.DateField(null=True, blank=True)
    severity = word(FLARE_SEVERITIES)
    recorded_by = word(FLARE_RECORDERS)
    features = models.JSONField(default=list, blank=True)
    treatment_changed = models.BooleanField(null=True)

    class Meta(PatientFact.Meta):
        constraints: ClassVar = [
            *PatientFact.Meta.constraints,
            closed("condition", CONDITIONS),
            closed("kind", FLARE_KINDS),
            closed("severity", FLARE_SEVERITIES),
            closed("recorded_by", FLARE_RECORDERS),
            in_order("on", "ended_on"),
        ]
        indexes: ClassVar = [models.Index(fields=["patient", "on"], name="flare_patient_on")]


class Complication(PatientFact):
    on = models.DateField()
    kind = models.CharField(max_length=200)
    territory = text()


class NeuropsychiatricEvent(PatientFact):
    """A syndrome of the ACR 1999 list; its course is a list of `CourseEntry`."""

    type = models.CharField(max_length=200)
    began_on = models.DateField()
    attribution = word(ATTRIBUTIONS)

    class Meta(PatientFact.Meta):
        constraints: ClassVar = [*PatientFact.Meta.constraints, closed("attribution", ATTRIBUTIONS)]


class CourseEntry(Entry):
    event = models.ForeignKey(NeuropsychiatricEvent, on_delete=models.CASCADE, related_name="course")
    on = models.DateField()
    status = models.CharField(max_length=20, choices=labels(COURSES))

    class Meta(Entry.Meta):
        verbose_name_plural = "course entries"
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(fields=["event", "ref"], name="courseentry_ref_once_an_event"),
            closed("status", COURSES),
        ]
