"""What guidance found, as something that people can open, argue with and close."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from journeys.guidance.findings import Outcome
from journeys.guidance.journey import CONDITIONS
from journeys.models.fact import labels, text, word
from journeys.models.patient import Patient, PatientBoundQuerySet

DISMISSED_REASONS = {
    "known-and-planned": "Already known and planned for",
    "other-explanation": "There is another explanation",
    "data-wrong": "The data are wrong",
    "treatment-just-changed": "Treatment has just changed",
    "not-applicable": "Does not apply to this patient",
    "patients-wish": "The patient's wish",
    "duplicate": "Duplicate",
    "other": "Other (say which)",
}


class Tier(models.TextChoices):
    """Tier A is for people's safety answers and never comes from a rule."""

    B = "B", "for discussion"
    C = "C", "check first"


class FlagState(models.TextChoices):
    OPEN = "open", "open"
    RESTED = "rested", "rested: the pattern is gone"
    REGIMEN_CHANGED = "regimen-changed", "regimen changed"
    RETRACTED = "retracted", "retracted: data corrected"
    DISCUSSED = "discussed", "discussed"
    RESOLVED = "resolved", "resolved"
    DISMISSED = "dismissed", "dismissed"


class FlagQuerySet(PatientBoundQuerySet):
    def open(self) -> FlagQuerySet:
        return self.filter(state=FlagState.OPEN)


class Flag(models.Model):
    """At most one open flag per patient, condition and rule family. ``finding`` is what was shown, never recomputed.

    ``closed_by`` NULL on a closed flag: guidance closed it. The patient sees ``for_patient`` once a clinician has
    released it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="flags")
    condition = models.CharField(max_length=40, choices=labels(CONDITIONS))
    rule = models.CharField(max_length=60)
    rule_version = models.PositiveIntegerField()
    family = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    tier = models.CharField(max_length=1, choices=Tier)
    outcome = models.CharField(max_length=20, choices=labels(Outcome))
    state = models.CharField(max_length=20, choices=FlagState, default=FlagState.OPEN)
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    last_seen_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cooldown_until = models.DateField(null=True, blank=True)
    because = models.TextField(blank=True)
    for_patient = models.TextField(blank=True)
    finding = models.JSONField()
    t0 = models.DateField(null=True, blank=True)
    evidence_kinds = models.JSONField(default=list)
    snoozed_until = models.DateField(null=True, blank=True)
    snoozed_reason = text()
    dismissed_reason = word(DISMISSED_REASONS)
    comment = models.TextField(blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = FlagQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["patient", "condition", "family"],
                condition=Q(state=FlagState.OPEN),
                name="flag_one_open_a_family",
            ),
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="flag_tier_is_known"),
            models.CheckConstraint(condition=Q(state__in=FlagState.values), name="flag_state_is_known"),
            models.CheckConstraint(condition=Q(outcome__in=list(Outcome)), name="flag_outcome_is_known"),
            models.CheckConstraint(condition=Q(condition__in=CONDITIONS), name="flag_condition_is_known"),
            models.CheckConstraint(
                condition=Q(state=FlagState.OPEN, closed_at=None, closed_by=None)
                | (~Q(state=FlagState.OPEN) & Q(closed_at__isnull=False)),
                name="flag_closed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=FlagState.DISMISSED,
                    dismissed_reason__isnull=False,  # a check passes what it can't decide: NULL IN (…) is not false
                    dismissed_reason__in=list(DISMISSED_REASONS),
                )
                | (~Q(state=FlagState.DISMISSED) & Q(dismissed_reason=None)),
                name="flag_dismissed_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(snoozed_until=None, snoozed_reason=None)
                | Q(snoozed_until__isnull=False, snoozed_reason__isnull=False),
                name="flag_snoozed_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="flag_released_by_somebody",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["patient", "state"], name="flag_patient_state")]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"


class FlagEvent(models.Model):
    """One line of a flag's history; ``by`` NULL: guidance. Rows are only added."""

    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    finding = models.JSONField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [models.Index(fields=["flag", "at"], name="flagevent_flag_at")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at}"
