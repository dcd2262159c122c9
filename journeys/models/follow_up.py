"""What the team asks a patient to see to by a day: a blood test, a call, a form to bring along."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from journeys.models.patient import Patient, PatientBoundQuerySet

MAX_WORDS = 200  # characters
MAX_LEAD_DAYS = 90


class FollowUpQuerySet(PatientBoundQuerySet):
    def open(self) -> FollowUpQuerySet:
        """Neither done nor cancelled, whether the day has come or not."""
        return self.filter(done_at=None, cancelled_at=None)


class FollowUp(models.Model):
    """``words`` are read after signing in and nowhere else: never in a mail, never in an address.

    ``lead_days``: how many days before ``due_on`` the patient begins to see it and to be reminded of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="follow_ups")
    due_on = models.DateField()
    words = models.CharField(max_length=MAX_WORDS)
    lead_days = models.PositiveSmallIntegerField(default=3, validators=[MaxValueValidator(MAX_LEAD_DAYS)])
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(words=""), name="followup_has_words"),
            models.CheckConstraint(
                condition=Q(lead_days__gte=0, lead_days__lte=MAX_LEAD_DAYS), name="followup_lead_days_in_range"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="followup_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="followup_cancelled_by_somebody",
            ),
            models.CheckConstraint(condition=Q(done_at=None) | Q(cancelled_at=None), name="followup_done_or_cancelled"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["patient", "due_on"], condition=Q(done_at=None, cancelled_at=None), name="followup_open"
            ),
        ]

    def __str__(self) -> str:
        return f"follow-up due {self.due_on}"

    @property
    def shown_from(self) -> date:
        """The first day on which the patient sees it."""
        return self.due_on - timedelta(days=self.lead_days)
