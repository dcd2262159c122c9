"""What assessment answered last: rows to sort and show. Only `journeys.assessment` writes them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, NamedTuple, Self
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from journeys.guidance.findings import Due
from journeys.guidance.journey import CONDITIONS
from journeys.models.fact import labels, word
from journeys.models.patient import Patient, PatientBoundQuerySet


def _level_is_known(model: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(level__in=[0, 1, 2, 3]), name=f"{model}_level_is_known")


class WorklistKey(NamedTuple):
    """Where a row stands in the worklist: the next page begins after the last row's key."""

    rank: int
    level_since: date
    patient: UUID


class StatusQuerySet(PatientBoundQuerySet):
    def for_worklist(self, actor: User | AnonymousUser, on: date) -> Self:
        """The patients of this person's teams, highest level first, longest at that level first.

        Whoever has open flags, all of them snoozed, comes back on the day the first snooze ends. Those with whom care
        has ended don't: `of_everyone` finds them.
        """
        awake = Q(snoozed_until=None) | Q(snoozed_until__lte=on)
        return self.of_everyone(actor, on).filter(awake, patient__care_ended=None)

    def of_everyone(self, actor: User | AnonymousUser, on: date) -> Self:
        """All the patients of this person's teams in the same order: whoever is looked for by name is found here."""
        theirs = self.filter(patient__in=Patient.objects.of_team_members(actor, on))
        return theirs.order_by("-rank", "level_since", "patient").select_related("patient", "owner")

    def care_ended(self, actor: User | AnonymousUser, on: date) -> Self:
        """Those of their teams with whom care has ended: first whom it ended with last."""
        ended = self.of_everyone(actor, on).filter(patient__care_ended__isnull=False)
        return ended.order_by("-patient__care_ended_on", "patient")

    def snoozed(self, actor: User | AnonymousUser, on: date) -> Self:
        """The others of their teams: first the one who comes back first."""
        asleep = self.of_everyone(actor, on).filter(snoozed_until__gt=on, patient__care_ended=None)
        return asleep.order_by("snoozed_until", "patient")

    def at_level(self, level: int | None) -> Self:
        """``None``: those of whom no core rule could be assessed."""
        return self.filter(level=level)

    def owned_by(self, owner: User | None) -> Self:
        return self.filter(owner=owner)

    def with_condition(self, condition: str) -> Self:
        """Any recorded condition, not only the one that the row is about."""
        return self.filter(patient__assessments__condition=condition)

    def searching(self, words: str) -> Self:
        """Every word is part of the name or of the identifier."""
        found = self
        for part in words.split():
            found = found.filter(Q(patient__name__icontains=part) | Q(patient__ref__icontains=part))
        return found

    def after(self, key: WorklistKey) -> Self:
        """The rows behind ``key`` in the order of `for_worklist`; deep pages cost what the first one costs."""
        level = Q(rank=key.rank)
        longer = level & Q(level_since__gt=key.level_since)
        return self.filter(
            Q(rank__lt=key.rank) | longer | level & Q(level_since=key.level_since, patient__gt=key.patient)
        )


class Status(models.Model):
    """One row a patient: the worklist is a page of these, in the order of `Meta.indexes`.

    ``level`` NULL: no core rule could be assessed. ``rank`` is the level as the worklist sorts it (NULL last, as -1),
    kept by the database: SQLite and PostgreSQL disagree about where NULL sorts, and keyset paging needs one answer.
    """

    patient = models.OneToOneField(Patient, on_delete=models.CASCADE, primary_key=True, related_name="status")
    level = models.SmallIntegerField(null=True)
    rank = models.GeneratedField(
        expression=Coalesce(F("level"), Value(-1)), output_field=models.SmallIntegerField(), db_persist=True
    )
    why_now = models.CharField(max_length=500, blank=True)
    condition = word(CONDITIONS)
    next_check_on = models.DateField(null=True)
    last_check_in_on = models.DateField(null=True)
    overdue_count = models.PositiveIntegerField(default=0)
    open_flags = models.PositiveIntegerField(default=0)
    snoozed_until = models.DateField(null=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="owned_statuses"
    )
    level_since = models.DateField()
    assessed_at = models.DateTimeField()
    assessed_on = models.DateField()
    catalogue = models.CharField(max_length=100)
    version = models.PositiveIntegerField(default=1)

    objects = StatusQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "statuses"
        constraints: ClassVar = [_level_is_known("status")]
        indexes: ClassVar = [
            models.Index(F("rank").desc(), F("level_since").asc(), F("patient").asc(), name="status_worklist"),
            models.Index(fields=["next_check_on"], name="status_next_check"),
        ]

    def __str__(self) -> str:
        return f"level {self.level} since {self.level_since}"

    @property
    def key(self) -> WorklistKey:
        return WorklistKey(rank=self.rank, level_since=self.level_since, patient=self.patient_id)


class AssessmentRecord(models.Model):
    """The latest answer for one condition, findings as they were shown (`guidance.findings.as_json`)."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="assessments")
    condition = models.CharField(max_length=40, choices=labels(CONDITIONS))
    on = models.DateField()
    catalogue = models.CharField(max_length=100)
    level = models.SmallIntegerField(null=True)
    t0 = models.DateField(null=True)
    t_first = models.DateField(null=True)
    findings = models.JSONField(default=list)
    confounders = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    next_check_on = models.DateField(null=True)

    objects = PatientBoundQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient", "condition"], name="assessmentrecord_one_a_condition"),
            models.CheckConstraint(condition=Q(condition__in=CONDITIONS), name="assessmentrecord_condition_is_known"),
            _level_is_known("assessmentrecord"),
        ]

    def __str__(self) -> str:
        return f"{self.condition} on {self.on}"


class MonitoringState(models.Model):
    """The state of one follow-up. ``own_interval``: the team's own interval is in force."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="monitoring")
    item = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=labels(Due))
    last_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    every_days = models.PositiveIntegerField(null=True)
    own_interval = models.BooleanField(default=False)
    because = models.TextField(blank=True)

    objects = PatientBoundQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient", "item"], name="monitoringstate_one_an_item"),
            models.CheckConstraint(condition=Q(state__in=list(Due)), name="monitoringstate_state_is_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="monitoringstate_state_due")]

    def __str__(self) -> str:
        return f"{self.item}: {self.state}"
