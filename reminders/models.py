"""What is owed, what was sent, every conversation with a mail server about it. Nothing here is health data; ``item``
names a follow-up and never leaves the database."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.mail import Outcome, Stage
from journeys.models import Patient
from journeys.models.patient import PatientBoundQuerySet
from reminders.policy import CLOSES, OPENS, USUAL_TIME, Kind, Rhythm, Slot


def _choices(words: type[Kind] | type[Rhythm] | type[Outcome] | type[Stage]) -> list[tuple[str, str]]:
    return [(word.value, word.value.replace("-", " ")) for word in words]


class Preference(models.Model):
    """How one patient wants to be reminded. Nobody has to have a row: the defaults are the product's."""

    patient = models.OneToOneField(
        Patient, on_delete=models.CASCADE, primary_key=True, related_name="reminder_preference"
    )
    rhythm = models.CharField(max_length=20, choices=_choices(Rhythm), default=Rhythm.WEEKLY)
    # NULL: the day of the week on which the patient was registered
    weekday = models.PositiveSmallIntegerField(null=True, blank=True, help_text="0 is Monday.")
    local_time = models.TimeField(default=USUAL_TIME)
    paused_until = models.DateField(null=True, blank=True, help_text="The first day on which reminders come again.")
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(rhythm__in=list(Rhythm)), name="preference_rhythm_is_known"),
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="preference_weekday_is_a_day"),
            models.CheckConstraint(
                condition=Q(local_time__gte=OPENS, local_time__lt=CLOSES), name="preference_time_in_allowed_hours"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rhythm} at {self.local_time:%H:%M}"


class Message(models.Model):
    """One e-mail to one person on one day: everything that is due shares it. The id is made from person, day and
    number (`policy.message_id`), and the Message-ID from the id: every copy of it carries the same one."""

    id = models.UUIDField(primary_key=True, editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reminder_messages")
    local_date = models.DateField()
    number = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "local_date", "number"], name="message_once_a_person_and_day"),
        ]

    def __str__(self) -> str:
        return f"message of {self.local_date}"


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
    """One reminder owed to one patient for one slot. ``key`` makes it exactly one, whoever plans however often."""

    id = models.UUIDField(primary_key=True, editable=False)
    key = models.CharField(max_length=200, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="reminder_occurrences")
    kind = models.CharField(max_length=20, choices=_choices(Kind))
    item = models.CharField(max_length=100, blank=True)
    slot_no = models.PositiveIntegerField(default=0)
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
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="occurrences")

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], name="occurrence_once_a_key"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="occurrence_state_is_known"),
            models.CheckConstraint(
                condition=Q(kind=Kind.CHECK_IN, item="") | Q(Q(kind=Kind.MONITORING), ~Q(item="")),
                name="occurrence_names_its_item",
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
            models.Index(fields=["next_at"], condition=Q(state=State.DUE), name="occurrence_due"),
            models.Index(fields=["lease_until"], condition=Q(state=State.LEASED), name="occurrence_leased"),
            models.Index(fields=["due_at"], condition=Q(state=State.PLANNED), name="occurrence_planned"),
            models.Index(
                fields=["expires_at"], condition=Q(state__in=[State.PLANNED, State.DUE]), name="occurrence_waiting"
            ),
            models.Index(fields=["patient", "local_date"], name="occurrence_patient"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.local_date}: {self.state}"

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    def slot(self) -> Slot:
        return Slot(
            patient=self.patient_id,
            kind=Kind(self.kind),
            item=self.item,
            number=self.slot_no,
            local_date=self.local_date,
            local_time=self.local_time,
            zone=ZoneInfo(self.tz),
            keeps_days=self.keeps_days,
        )


class DeliveryAttempt(models.Model):
    """One conversation with a mail server about one message, begun in the ledger before the first byte leaves.

    Without an outcome the process that led it died, or is in it now. Finished rows never change (a trigger holds the
    database to it). ``reply`` has no address in it.
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attempts")
    n = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=12, choices=_choices(Stage), blank=True)
    outcome = models.CharField(max_length=12, choices=_choices(Outcome), blank=True)
    smtp_code = models.SmallIntegerField(null=True, blank=True)
    reply = models.CharField(max_length=200, blank=True)
    host = models.CharField(max_length=100)
    pid = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "n"], name="deliveryattempt_numbered_once"),
            models.CheckConstraint(
                condition=Q(finished_at=None, stage="", outcome="", smtp_code=None, reply="")
                | Q(finished_at__isnull=False, stage__in=list(Stage), outcome__in=list(Outcome)),
                name="deliveryattempt_finished_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.n}: {self.outcome or 'started'}"
