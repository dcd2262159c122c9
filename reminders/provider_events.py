"""What a mail provider tells of our mails, over the web. Only the provider that sends them is listened to."""

import hashlib
import logging
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from anymail.exceptions import AnymailConfigurationError, AnymailError, AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent, RejectReason
from anymail.signals import EventType as Their
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.resend import ResendTrackingWebhookView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from accounts.provider import MARK
from reminders import bounces
from reminders.bounces import Told
from reminders.models import DeliveryAttempt
from reminders.models.delivery import EventType
from reminders.reports import Verdict, enhanced, severity

READERS: dict[str, Any] = {
    "brevo": BrevoTrackingWebhookView,
    "mailgun": MailgunTrackingWebhookView,
    "postmark": PostmarkTrackingWebhookView,
    "resend": ResendTrackingWebhookView,
}
UNREADABLE = (AnymailError, AnymailConfigurationError, ValueError, LookupError, TypeError, AttributeError)
# In the words of Postmark and Brevo, who tell the two apart; with the others the mail server's code decides.
SOFT, HARD = frozenset({"SoftBounce", "Transient", "soft_bounce"}), frozenset({"HardBounce", "hard_bounce"})
REFUSED_BECAUSE = {
    RejectReason.INVALID: EventType.HARD_BOUNCE,
    RejectReason.BOUNCED: EventType.HARD_BOUNCE,
    RejectReason.SPAM: EventType.COMPLAINT,
    RejectReason.UNSUBSCRIBED: EventType.COMPLAINT,
}

log = logging.getLogger(__name__)


class Heard:
    """Stands where anymail's view would send a Django signal, and keeps what it would have sent."""

    def __init__(self) -> None:
        self.events: list[AnymailTrackingEvent] = []

    def send(self, sender: type, event: AnymailTrackingEvent, esp_name: str) -> None:
        self.events.append(event)


@csrf_exempt
def events(request: HttpRequest) -> HttpResponse:
    """200 for what was read, known or not; 403 without the agreed secret; 400 for what is no event of theirs."""
    reader = READERS.get(settings.ANYMAIL_PROVIDER)
    if reader is None:
        raise Http404
    if not settings.ANYMAIL.get("WEBHOOK_SECRET"):  # anymail would let everybody in
        return HttpResponseForbidden()
    heard = Heard()
    try:
        response: HttpResponse = reader.as_view(signal=heard)(request)
    except AnymailWebhookValidationFailure:
        return HttpResponseForbidden()
    except UNREADABLE as error:
        log.warning("an event of the mail provider can't be read: %s", type(error).__name__)
        return HttpResponseBadRequest()
    now = timezone.now()
    for event in heard.events:
        bounces.record(told(event, now), now)
    return response


def told(event: AnymailTrackingEvent, now: datetime) -> Told:
    """An event in our words."""
    at = event.timestamp or now
    return Told(
        event_id=_event_id(event),
        type=kind(event),
        at=at if at.tzinfo else at.replace(tzinfo=UTC),
        message=_message(event),
        address=event.recipient or "",
    )


def kind(event: AnymailTrackingEvent) -> EventType:
    """Who asks a provider for no more mails is heard as who complains: nothing gets through there any more."""
    if event.event_type == Their.DELIVERED:
        return EventType.DELIVERED
    if event.event_type in (Their.COMPLAINED, Their.UNSUBSCRIBED):
        return EventType.COMPLAINT
    if event.event_type == Their.REJECTED:
        return REFUSED_BECAUSE.get(event.reject_reason, EventType.SOFT_BOUNCE)
    if event.event_type == Their.BOUNCED:
        return EventType.SOFT_BOUNCE if _is_soft(event) else EventType.HARD_BOUNCE
    return EventType.OTHER


def _is_soft(event: AnymailTrackingEvent) -> bool:
    own_words = {event.esp_event.get(name) for name in ("Type", "event")}
    if own_words & (SOFT | HARD):
        return bool(own_words & SOFT)
    code = enhanced(event.mta_response or "", event.description or "")
    return bool(code) and severity(code) is Verdict.SOFT_BOUNCE


def _event_id(event: AnymailTrackingEvent) -> str:
    """Not all of them number their events; but the same thing at the same time about the same mail is the same."""
    same = (event.event_id, event.event_type, event.message_id, event.recipient, event.timestamp)
    return f"{settings.ANYMAIL_PROVIDER}:{hashlib.sha256(repr(same).encode()).hexdigest()}"


def _message(event: AnymailTrackingEvent) -> UUID | None:
    """By the Message-ID that they repeat; that is there even before our side knows what they call the message."""
    for own_id in ((event.metadata or {}).get(MARK), event.message_id):
        try:
            return UUID(str(own_id).strip("<> ").partition("@")[0])
        except ValueError:
            continue
    if not event.message_id:
        return None
    known = DeliveryAttempt.objects.filter(provider_id=event.message_id).values_list("message_id", flat=True)
    return known.first()
