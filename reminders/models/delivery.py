"""Messages, the ledger of attempts, and what providers told about them afterwards."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.mail import Outcome, Stage
from reminders.models.preference import choices


class About(models.TextChoices):
    """One letter for the address with which mails are stopped: it mustn't say more to whoever sees it."""

    CHECK_INS = "c"
    TESTS_AND_VISITS = "t"
    TEAM_DIGEST = "d"
    ALL = "a", "All that this person gets"


class Message(models.Model):
    """One e-mail to one person on one day: everything that is due shares it. The id is made from person, day and
    number (`policy.message_id`), and the Message-ID from the id: every copy of it carries the same one. ``about`` and,
    of a team's digest, the ``numbers`` that it says are settled when it is first tried: a second copy is the same."""

    id = models.UUIDField(primary_key=True, editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reminder_messages")
    local_date = models.DateField()
    number = models.PositiveSmallIntegerField(default=0)
    is_nudge = models.BooleanField(default=True, help_text="Asks for what can be done any day: counts for the caps.")
    about = models.CharField(max_length=1, choices=About, default=About.ALL)
    numbers = models.JSONField(null=True, editable=False)
    created_at = models.DateTimeField()
    reopened_at = models.DateTimeField(null=True, help_text="When somebody last wanted it to be tried again.")
    reopened_after = models.PositiveSmallIntegerField(
        default=0, help_text="Of the attempts up to this one only an accepted one still speaks against another."
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(about__in=About.values), name="message_about_is_known"),
            models.UniqueConstraint(fields=["recipient", "local_date", "number"], name="message_once_a_person_and_day"),
        ]

    def __str__(self) -> str:
        return f"message of {self.local_date}"


class DeliveryAttempt(models.Model):
    """One conversation with a mail server about one message, begun in the ledger before the first byte leaves.

    Without an outcome the process that led it died, or is in it now. Finished rows never change (a trigger holds the
    database to it). ``reply`` has no address in it.
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attempts")
    n = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=12, choices=choices(Stage), blank=True)
    outcome = models.CharField(max_length=12, choices=choices(Outcome), blank=True)
    smtp_code = models.SmallIntegerField(null=True, blank=True)
    reply = models.CharField(max_length=200, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    address_hash = models.CharField(max_length=64, blank=True, help_text="Of the address that it went to.")
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
        indexes: ClassVar = [
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="deliveryattempt_provider"),
        ]

    def __str__(self) -> str:
        return f"attempt {self.n}: {self.outcome or 'started'}"


class EventType(models.TextChoices):
    DELIVERED = "delivered", "delivered"
    HARD_BOUNCE = "hard-bounce", "came back for good"
    SOFT_BOUNCE = "soft-bounce", "came back for now"
    COMPLAINT = "complaint", "reported as unwanted"
    OTHER = "other", "other"


class DeliveryEvent(models.Model):
    """What a provider or a bounce told about a message after it was accepted. ``message`` NULL: unknown to us.
    ``address_hash`` "": about no address that we wrote to."""

    event_id = models.CharField(max_length=200, unique=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="events")
    type = models.CharField(max_length=12, choices=EventType)
    address_hash = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(type__in=EventType.values), name="deliveryevent_type_is_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["message", "type", "at"], name="deliveryevent_message"),
            models.Index(fields=["address_hash"], condition=~Q(address_hash=""), name="deliveryevent_address"),
        ]

    def __str__(self) -> str:
        return f"{self.type} at {self.at}"


def address_hash(address: str) -> str:
    """Of the address as it is compared: a suppression must not keep the address itself."""
    return hashlib.sha256(b"reminders:" + address.strip().lower().encode()).hexdigest()


class SuppressionReason(models.TextChoices):
    HARD_BOUNCE = "hard-bounce", "mails came back"
    SOFT_BOUNCES = "soft-bounces", "mails came back again and again"
    COMPLAINT = "complaint", "mails were reported as unwanted"


class Suppression(models.Model):
    """No reminders to this address, until somebody lifts it. What is owed stays owed."""

    address_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=20, choices=SuppressionReason)
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["address_hash"], condition=Q(lifted_at=None), name="suppression_one_standing_an_address"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=SuppressionReason.values), name="suppression_reason_is_known"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=False) | Q(lifted_by=None), name="suppression_lifted_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} since {self.since}"
