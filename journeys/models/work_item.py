"""Something about a patient that a person of the team has to see to, because the machine can't."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.models import User
from journeys.models.patient import Patient, PatientBoundQuerySet

MAX_HOW = 200  # characters


class WorkKind(models.TextChoices):
    CANNOT_REACH = "cannot-reach", "Can't be reached by e-mail"
    REMINDER_NOT_SENT = "reminder-not-sent", "A reminder could not be sent"
    NO_ANSWER = "no-answer", "Does not answer reminders"
    SILENT = "silent", "No check-in for a while"
    SAYS_DONE = "says-done", "Says a follow-up is done, no result yet"


class WorkItemQuerySet(PatientBoundQuerySet):
    def open(self) -> WorkItemQuerySet:
        return self.filter(closed_at=None)

    def for_worklist(self, actor: User | AnonymousUser, on: date) -> WorkItemQuerySet:
        """What waits for this person's teams, longest first; not what sleeps, nor of whom care has ended."""
        theirs = Patient.objects.of_team_members(actor, on).in_care()
        awake = self.open().filter(Q(snoozed_until=None) | Q(snoozed_until__lte=on), patient__in=theirs)
        return awake.order_by("opened_at", "pk").select_related("patient")


class WorkItem(models.Model):
    """At most one open item per patient and kind. ``because`` is in the team's words and never leaves the site.

    ``closed_by`` NULL on a closed one: it settled itself. ``how`` says how it was dealt with. The version counts what
    people do to the item: renewing ``because`` leaves it as it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="work_items")
    kind = models.CharField(max_length=20, choices=WorkKind)
    because = models.TextField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    how = models.CharField(max_length=MAX_HOW, blank=True)
    snoozed_until = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["patient", "kind"], condition=Q(closed_at=None), name="workitem_one_open_a_kind"
            ),
            models.CheckConstraint(condition=Q(kind__in=WorkKind.values), name="workitem_kind_is_known"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, how="") | (Q(closed_at__isnull=False) & ~Q(how="")),
                name="workitem_closed_has_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["opened_at", "id"], condition=Q(closed_at=None), name="workitem_open"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} since {self.opened_at}"
