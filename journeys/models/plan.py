"""What the team decided about watching: its own intervals, and the rule-out checklists it worked through."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from journeys.models.fact import PatientFact, at_least


class PlanItem(PatientFact):
    """The team's own interval for a monitoring item: it wins over the schedule's."""

    item = models.CharField(max_length=200)
    every_days = models.PositiveIntegerField()
    from_date = models.DateField(null=True, blank=True)

    class Meta(PatientFact.Meta):
        constraints: ClassVar = [*PatientFact.Meta.constraints, at_least("every_days", 1)]


class Review(PatientFact):
    on = models.DateField()
    checklist = models.CharField(max_length=200)
    complete = models.BooleanField(null=True)
    items = models.JSONField(default=dict, blank=True)

    class Meta(PatientFact.Meta):
        indexes: ClassVar = [models.Index(fields=["patient", "on"], name="review_patient_on")]
