"""People, clinics, care teams, who belongs to which and since when; and the log of who looked at whose record."""

from __future__ import annotations

import uuid
import zoneinfo
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, NoReturn

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower


@cache
def _zones() -> set[str]:
    return zoneinfo.available_timezones()


def validate_time_zone(value: str) -> None:
    """Raise `ValidationError` unless `value` is an IANA time zone of this machine, such as ``Europe/Vienna``."""
    if value not in _zones():
        raise ValidationError(f"{value!r} is not a time zone. Use a name such as Europe/Vienna.", code="time-zone")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person who signs in by `email` (stored in lower case); without a password, not before one is set."""
        if not email:
            raise ValueError("a person needs an e-mail address")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email=(email or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in: patient, carer, member of a team. What they may do follows from dated relations."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="May open the technical administration.")
    invited_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["email"],
                name="user_email_unique",
                violation_error_message="A person with this e-mail address exists already.",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case"),
            # invited_by stays empty when the operator invites from the command line.
            models.CheckConstraint(
                condition=Q(invited_by__isnull=True) | Q(invited_at__isnull=False), name="user_inviter_has_time"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        self.email = self.email.strip().lower()

    def today(self, now: datetime) -> date:
        """The calendar day where this person is: relations begin and end by it."""
        return now.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Clinic(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    emergency_number = models.CharField(max_length=30, default="112")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                name="clinic_name_unique",
                violation_error_message="A clinic of this name exists already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CareTeam(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "clinic",
                Lower("name"),
                name="care_team_name_unique",
                violation_error_message="The clinic has a care team of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    COORDINATOR = "coordinator", "Care coordinator"
    CLINICIAN = "clinician", "Clinician"
    ADMINISTRATOR = "clinic-administrator", "Clinic administrator"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def live(self, on: date) -> MembershipQuerySet:
        """Those that hold on the day `on`; the last day counts."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


class Membership(models.Model):
    """`user` works for `clinic` as `role`: coordinators and clinicians in one team, administrators for all of it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(CareTeam, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(role=Role.ADMINISTRATOR, team__isnull=True)
                | Q(role__in=[Role.COORDINATOR, Role.CLINICIAN], team__isnull=False),
                name="membership_team_unless_administrator",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="membership_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["user", "team", "role"],
                condition=Q(ends_on__isnull=True, team__isnull=False),
                name="membership_open_once_per_team",
            ),
            models.UniqueConstraint(
                fields=["user", "clinic"],
                condition=Q(ends_on__isnull=True, team__isnull=True),
                name="membership_open_once_per_administrator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.team or self.clinic}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.clean()  # a constraint can't look into the team's row
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.team is not None and self.team.clinic_id != self.clinic_id:
            raise ValidationError("The team belongs to another clinic.", code="clinic")


class AppendOnlyError(RuntimeError):
    """Somebody tried to change or remove what may only be added to."""


class AccessLogQuerySet(models.QuerySet["AccessLog"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("the access log is never changed")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("the access log is never shortened")


class AccessLog(models.Model):
    """Who read or wrote whose record, when, and through what. One row a patient; no health data, no foreign key."""

    class Action(models.TextChoices):
        READ = "read"
        WRITE = "write"
        LIST = "list"
        SEARCH = "search"
        EXPORT = "export"
        IMPORT = "import"

    at = models.DateTimeField()
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    acting_as = models.CharField(max_length=30, blank=True)
    patient_id = models.UUIDField()
    action = models.CharField(max_length=10, choices=Action.choices)
    what = models.CharField(max_length=60)
    count = models.PositiveIntegerField(default=1, help_text="How many patients the same answer showed.")

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "-at"], name="access_log_by_patient"),
            models.Index(fields=["actor", "-at"], name="access_log_by_actor"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(action__in=["read", "write", "list", "search", "export", "import"]),
                name="access_log_action_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.what}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("the access log is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("the access log is never shortened")
