"""How the machinery is doing: one row each, read by every process, so that none has to be the only one."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Heartbeat(models.Model):
    """When something last happened, whoever did it. A process that is up but deaf doesn't move these."""

    class Name(models.TextChoices):
        PLANNED = "planned", "the planner went through"
        DELIVERED = "delivered", "a round of delivery went through"
        PROCESSED = "processed", "a reminder was decided: sent or not"

    name = models.CharField(max_length=20, choices=Name, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"


class Relay(models.Model):
    """The mail server's circuit breaker. ``failures``: in a row, whichever process met them. No mail while
    ``rests_until`` lies ahead; then one process sends one mail to see. ``back_at``: when it was last away for a while
    and came back."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    failures = models.PositiveIntegerField(default=0)
    down_since = models.DateTimeField(null=True)
    rests_until = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="relay_is_one")]

    def __str__(self) -> str:
        return f"{self.failures} failures in a row"


class Installation(models.Model):
    """Which database this is, and how many rounds it has seen. A machine that has seen more rounds of the same database
    looks at an older one: a backup was played back (`reminders.hold`)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    rounds = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="installation_is_one")]

    def __str__(self) -> str:
        return f"{self.uid} after {self.rounds} rounds"


class Hold(models.Model):
    """Nothing is sent until somebody releases it: the database was put back to an older day. Between ``lost_from`` and
    ``lost_until`` mails may have left that it doesn't know of."""

    since = models.DateTimeField()
    lost_from = models.DateTimeField(null=True)
    lost_until = models.DateTimeField(null=True)
    why = models.CharField(max_length=200)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(models.Value(1), condition=Q(released_at=None), name="hold_one_standing"),
        ]

    def __str__(self) -> str:
        return f"held since {self.since}"
