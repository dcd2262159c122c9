"""The person whose journey it is."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import Membership, User
from journeys.models.relation import CarerGrant, CareTeamLink

SEXES = ("female", "male", "other", "unknown")


class CareEnded(models.TextChoices):
    """Why care with us has ended: from that moment nobody is reminded of anything."""

    DECEASED = "deceased", "deceased"
    DISCHARGED = "discharged", "discharged"
    TRANSFERRED = "transferred", "in another clinic's care"


class PatientQuerySet(models.QuerySet["Patient"]):
    def visible_to(self, actor: User | AnonymousUser, on: date) -> Self:
        """Patients whose record this person may open on this day: their own, granted to them, or their team's.

        Clinic administrators belong to no team and so see none; people who can't sign in see none.
        """
        if not isinstance(actor, User) or not actor.is_active:
            return self.none()
        granted = CarerGrant.objects.live(on).filter(patient=OuterRef("pk"), user=actor)
        return self.filter(Q(user=actor) | Exists(granted) | Exists(self._team_links(actor, on)))

    def of_team_members(self, actor: User | AnonymousUser, on: date) -> Self:
        """Patients whom this person looks after in a care team: the worklist's patients."""
        if not isinstance(actor, User) or not actor.is_active:
            return self.none()
        return self.filter(Exists(self._team_links(actor, on)))

    def in_care(self) -> Self:
        """Those with whom care has not ended."""
        return self.filter(care_ended=None)

    def waiting(self) -> Self:
        """Imported without a team: an administrator has to say whose they are."""
        return self.filter(clinic=None)

    @staticmethod
    def _team_links(actor: User, on: date) -> models.QuerySet[CareTeamLink]:
        teams = Membership.objects.live(on).filter(user=actor, team__isnull=False).values("team")
        return CareTeamLink.objects.live(on).filter(patient=OuterRef("pk"), team__in=teams)


class Patient(models.Model):
    """``ref`` is the identifier in the sending system: two clinics may use the same one for different people.

    ``email`` is what an import said; it gets no mail. Mail goes to the verified address of ``user``.

    ``care_ended`` NULL: in our care. ``care_ended_on`` is the day it ended, ``care_ended_at`` when that was entered, by
    ``care_ended_by`` (NULL: a command). ``care_resumed_at``: when a person last said that it had not ended after all.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ref = models.CharField(max_length=200)
    clinic = models.ForeignKey(
        "accounts.Clinic", on_delete=models.PROTECT, null=True, blank=True, related_name="patients"
    )
    name = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001  NULL is "not recorded", see fact.py
    email = models.CharField(max_length=254, null=True, blank=True)  # noqa: DJ001  the same
    birth_date = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, choices=[(s, s) for s in SEXES], null=True, blank=True)  # noqa: DJ001  the same
    time_zone = models.CharField(max_length=60, null=True, blank=True)  # noqa: DJ001  the same
    language = models.CharField(max_length=20, null=True, blank=True)  # noqa: DJ001  the same
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="patient"
    )
    is_invented = models.BooleanField(default=False)
    care_ended = models.CharField(max_length=20, choices=CareEnded, null=True, blank=True)  # noqa: DJ001  NULL: it goes on
    care_ended_on = models.DateField(null=True, blank=True)
    care_ended_at = models.DateTimeField(null=True, blank=True)
    care_ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    care_resumed_at = models.DateTimeField(null=True, blank=True)
    care_resumed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = PatientQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "ref"], name="patient_ref_once_a_clinic"),
            models.UniqueConstraint(fields=["ref"], condition=Q(clinic=None), name="patient_ref_once_while_waiting"),
            models.CheckConstraint(condition=Q(sex__in=SEXES), name="patient_sex_is_known"),
            models.CheckConstraint(
                condition=Q(care_ended=None, care_ended_on=None, care_ended_at=None, care_ended_by=None)
                | Q(care_ended__isnull=False, care_ended_on__isnull=False, care_ended_at__isnull=False),
                name="patient_care_ended_has_day",
            ),
            models.CheckConstraint(
                condition=Q(care_ended=None) | Q(care_ended__in=CareEnded.values),
                name="patient_care_ended_is_known",
            ),
            models.CheckConstraint(
                condition=Q(care_resumed_at=None, care_resumed_by=None)
                | Q(care_resumed_at__isnull=False, care_resumed_by__isnull=False),
                name="patient_care_resumed_by_somebody",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["ref"], name="patient_ref")]

    def __str__(self) -> str:
        return self.name or self.ref

    @property
    def zone(self) -> ZoneInfo:
        """The patient's own time zone, else the clinic's, else UTC."""
        return ZoneInfo(self.time_zone or (self.clinic.time_zone if self.clinic else "UTC"))

    def today(self, now: datetime) -> date:
        """The patient's own calendar day at this moment."""
        return now.astimezone(self.zone).date()


class PatientBoundQuerySet(models.QuerySet[Any]):
    """Rows that belong to a patient are visible to those to whom the patient is."""

    def visible_to(self, actor: User | AnonymousUser, on: date) -> Self:
        return self.filter(patient__in=Patient.objects.visible_to(actor, on))
