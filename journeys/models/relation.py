"""Who is related to a patient, from when to when: the only grounds on which anybody sees anything."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class RelationQuerySet(models.QuerySet[Any]):
    def live(self, on: date) -> Self:
        """Begun, and not over: the last day counts. Worked out when asked, so that no nightly job can be late."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


class GrantQuerySet(RelationQuerySet):
    def live(self, on: date) -> Self:
        """A revoked grant is over at once, whatever its dates say."""
        return super().live(on).filter(revoked_at=None)


class CareTeamLink(models.Model):
    """A care team looks after a patient."""

    patient = models.ForeignKey("journeys.Patient", on_delete=models.PROTECT, related_name="team_links")
    team = models.ForeignKey("accounts.CareTeam", on_delete=models.PROTECT, related_name="patient_links")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = RelationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="careteamlink_ends_after_start"),
            models.UniqueConstraint(
                fields=["patient", "team"], condition=Q(ends_on=None), name="careteamlink_one_open_per_team"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["team", "patient"], name="careteamlink_team_patient")]

    def __str__(self) -> str:
        return f"{self.team} since {self.starts_on}"


class Scope(models.TextChoices):
    """How much a carer may do. Each scope includes the ones before it."""

    VIEW = "view", "may look"
    LOG = "log", "may look and log check-ins"
    MANAGE_REMINDERS = "manage-reminders", "may look, log check-ins and set reminders"


class CarerGrant(models.Model):
    """A patient lets a trusted person see the record, and perhaps log for them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey("journeys.Patient", on_delete=models.PROTECT, related_name="carer_grants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="carer_grants")
    scope = models.CharField(max_length=20, choices=Scope)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="carergrant_scope_is_known"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="carergrant_ends_after_start"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="carergrant_revoked_by_somebody",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["user", "patient"], name="carergrant_user_patient")]

    def __str__(self) -> str:
        return f"{self.user}: {self.scope}"
