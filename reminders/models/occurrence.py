"""What is owed to whom, and what has become of it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q

from journeys.models import Patient
from journeys.models.patient import PatientBoundQuerySet
from reminders.models.delivery import Message
from reminders.models.preference import choices
from reminders.values import Kind, Slot


class State(models.TextChoices):
    PLANNED = "planned"
    DUE = "due"
    LEASED = "leased"
    SENT = "sent"
    SUPPRESSED = "suppressed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    DEAD = "dead"


WAITING = (State.PLANNED, State.DUE)


class OccurrenceQuerySet(PatientBoundQuerySet):
    def waiting(self) -> Self:
        """Not yet on the way: may still be moved or cancelled."""
        return self.filter(state__in=WAITING)

    def due(self, now: datetime) -> Self:
        return self.filter(state=State.DUE, next_at__lte=now)

    def abandoned(self, now: datetime) -> Self:
        """Leased by a worker that is dead or frozen. Asked apart from `due`: both in one query cost seconds."""
        return self.filter(state=State.LEASED, lease_until__lte=now)

    def held_by(self, token: uuid.UUID | None) -> Self:
        """What the holder of this lease may still decide about; nothing, if the lease was taken away."""
        return self.filter(state=State.LEASED, lease_token=token)


class Occurrence(models.Model):
    """One reminder owed to one reader for one slot. ``key`` makes it exactly one, whoever plans however often.

    ``patient`` NULL: the team's digest, which is about no one patient. ``revision`` counts how often it was moved.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    key = models.CharField(max_length=240, editable=False)
    patient = models.ForeignKey(  # has `Meta.indexes`, like ``message``: each index is written with every row
        Patient, on_delete=models.CASCADE, null=True, related_name="reminder_occurrences", db_index=False
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminder_occurrences"
    )
    is_carers = models.BooleanField(default=False)
    kind = models.CharField(max_length=20, choices=choices(Kind))
    item = models.CharField(max_length=100, blank=True)
    slot_no = models.PositiveIntegerField(default=0)
    priority = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    local_date = models.DateField()
    local_time = models.TimeField()
    tz = models.CharField(max_length=64)
    keeps_days = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.PLANNED)
    reason = models.CharField(max_length=40, blank=True, help_text="Why it was not sent.")
    next_at = models.DateTimeField()
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    claims = models.PositiveIntegerField(default=0)
    fails = models.PositiveIntegerField(default=0)
    crashes = models.PositiveIntegerField(default=0)
    unwritable = models.PositiveIntegerField(default=0, help_text="How often the text could not be put together.")
    revision = models.PositiveIntegerField(default=0)
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, blank=True, related_name="occurrences", db_index=False
    )

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], name="occurrence_once_a_key"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="occurrence_state_is_known"),
            models.CheckConstraint(
                condition=Q(kind__in=[Kind.CHECK_IN, Kind.TEAM_DIGEST], item="")
                | Q(Q(kind__in=[Kind.VISIT, Kind.DRUG_CYCLE, Kind.FOLLOW_UP, Kind.MONITORING]), ~Q(item="")),
                name="occurrence_names_its_item",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.TEAM_DIGEST, patient=None) | Q(~Q(kind=Kind.TEAM_DIGEST), patient__isnull=False),
                name="occurrence_has_patient_unless_digest",
            ),
            models.CheckConstraint(
                condition=Q(state=State.LEASED, lease_token__isnull=False, lease_until__isnull=False)
                | Q(~Q(state=State.LEASED), lease_token=None, lease_until=None),
                name="occurrence_leased_has_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.SUPPRESSED, State.CANCELLED, State.DEAD]) | ~Q(reason=""),
                name="occurrence_unsent_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENT) | Q(message__isnull=False), name="occurrence_sent_has_message"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["priority", "next_at"], condition=Q(state=State.DUE), name="occurrence_due"),
            models.Index(fields=["lease_until"], condition=Q(state=State.LEASED), name="occurrence_leased"),
            models.Index(fields=["due_at"], condition=Q(state=State.PLANNED), name="occurrence_planned"),
            models.Index(
                fields=["expires_at"], condition=Q(state__in=[State.PLANNED, State.DUE]), name="occurrence_waiting"
            ),
            models.Index(fields=["patient", "local_date"], name="occurrence_patient"),
            models.Index(
                fields=["patient"],
                condition=Q(state__in=[State.PLANNED, State.DUE]),
                name="occurrence_patient_waiting",
            ),
            models.Index(fields=["message"], condition=Q(message__isnull=False), name="occurrence_message"),
            models.Index(
                fields=["recipient"], condition=Q(state__in=[State.PLANNED, State.DUE]), name="occurrence_recipient"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.local_date}: {self.state}"

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    def slot(self) -> Slot:
        """Not for the team's digest, which belongs to no patient."""
        return Slot(
            patient=self.patient_id,
            recipient=self.recipient_id,
            is_carers=self.is_carers,
            kind=Kind(self.kind),
            item=self.item,
            number=self.slot_no,
            due_on=self.due_on,
            local_date=self.local_date,
            local_time=self.local_time,
            zone=ZoneInfo(self.tz),
            keeps_days=self.keeps_days,
        )
