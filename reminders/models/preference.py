"""How reminders are wanted: per patient, per reader, and what readers answered in a mail."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import validate_time_zone
from journeys.models import Patient
from journeys.models.patient import PatientBoundQuerySet
from reminders.times import CLOSES, OPENS, USUAL_TIME
from reminders.values import Kind, Rhythm


def choices(words: Iterable[StrEnum]) -> list[tuple[str, str]]:
    return [(word.value, word.value.replace("-", " ")) for word in words]


class Pause(models.TextChoices):
    HOSPITAL = "hospital", "In hospital"
    HOLIDAY = "holiday", "On holiday"
    OTHER = "other", "Another reason"


class Preference(models.Model):
    """How one patient's reminders go, whoever reads them. Nobody has to have a row: the defaults are the product's."""

    patient = models.OneToOneField(
        Patient, on_delete=models.CASCADE, primary_key=True, related_name="reminder_preference"
    )
    rhythm = models.CharField(max_length=20, choices=choices(Rhythm), default=Rhythm.WEEKLY)
    # NULL: the day of the week on which the patient was registered
    weekday = models.PositiveSmallIntegerField(null=True, blank=True, help_text="0 is Monday.")
    local_time = models.TimeField(default=USUAL_TIME)
    paused_until = models.DateField(null=True, blank=True, help_text="The first day on which reminders come again.")
    pause_reason = models.CharField(max_length=10, choices=Pause, blank=True)
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


def _token() -> str:
    return secrets.token_urlsafe(24)


class Recipient(models.Model):
    """What one person who gets mails wants for themself: a patient, a carer, a coordinator. No row: the defaults.

    ``token`` stands in the links with which they stop mails; it says nothing about anybody. ``last_answer_at``: when
    they last did something with a mail. Carers get reminders once they have asked for them.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="mail_recipient"
    )
    token = models.CharField(max_length=64, unique=True, default=_token, editable=False)
    calendar_token = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    local_time = models.TimeField(null=True, blank=True)
    away_zone = models.CharField(max_length=64, blank=True, validators=[validate_time_zone])
    away_from = models.DateField(null=True, blank=True)
    away_until = models.DateField(null=True, blank=True, help_text="The first day at home again.")
    paused_until = models.DateField(null=True, blank=True)
    as_carer_since = models.DateTimeField(null=True, blank=True)
    team_digest_since = models.DateTimeField(null=True, blank=True)
    check_ins_stopped_at = models.DateTimeField(null=True, blank=True)
    tests_and_visits_stopped_at = models.DateTimeField(null=True, blank=True)
    last_answer_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(local_time=None) | Q(local_time__gte=OPENS, local_time__lt=CLOSES),
                name="recipient_time_in_allowed_hours",
            ),
            models.CheckConstraint(
                condition=Q(away_zone="", away_from=None, away_until=None)
                | Q(~Q(away_zone=""), away_from__isnull=False, away_until__gt=models.F("away_from")),
                name="recipient_away_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"recipient {self.pk}"


class PutOff(models.Model):
    """One person's answer in a mail about one thing: done, or later. "Done" holds for every reader."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="reminders_put_off")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=choices(Kind))
    item = models.CharField(max_length=100, blank=True)
    due_on = models.DateField()
    until = models.DateField()
    is_done = models.BooleanField(default=False)
    at = models.DateTimeField()

    objects = PatientBoundQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "put off"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["patient", "recipient", "kind", "item", "due_on"], name="putoff_one_answer_a_thing"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["until"], name="putoff_until")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.due_on}: {'done' if self.is_done else 'later'}"
