"""What providers tell over the web, read by anymail: with the agreed secret of each of two of them, and without."""

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import time_machine
from anymail.signals import AnymailTrackingEvent
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.mail import Outcome, Receipt, Stage, Transport
from journeys.models import Patient
from reminders import emails
from reminders.models import DeliveryAttempt, DeliveryEvent, Message, Occurrence, State, Suppression
from reminders.provider_events import kind
from tests.reminders.conftest import Sink
from tests.reminders.test_delivery import tick
from tracker.mail_provider import anymail

SECRET = {"ANYMAIL_WEBHOOK_SECRET": "harbour:open-sesame"}
SIGNING_KEY = "mailgun-signing-key"
Post = Callable[..., HttpResponse]


@pytest.fixture
def mail(ready_ada: Patient, sink: Sink, now: datetime) -> Message:
    tick(now)
    return Message.objects.get()


@pytest.fixture
def postmark(settings: Settings, now: datetime) -> Post:
    settings.ANYMAIL_PROVIDER = "postmark"
    settings.ANYMAIL = anymail("postmark", SECRET | {"ANYMAIL_POSTMARK_SERVER_TOKEN": "t"})
    return _poster(now, json.dumps)


@pytest.fixture
def mailgun(settings: Settings, now: datetime) -> Post:
    settings.ANYMAIL_PROVIDER = "mailgun"
    keys = {"ANYMAIL_MAILGUN_API_KEY": "k", "ANYMAIL_MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY}
    settings.ANYMAIL = anymail("mailgun", SECRET | keys)

    def signed(event: dict[str, Any], *, key: str = SIGNING_KEY) -> str:
        token, at = event["id"], "1772445605"
        signature = hmac.new(key.encode(), f"{at}{token}".encode(), hashlib.sha256).hexdigest()
        return json.dumps({"signature": {"timestamp": at, "token": token, "signature": signature}, "event-data": event})

    return _poster(now, signed)


def _poster(now: datetime, written: Callable[..., str]) -> Post:
    def post(event: Any, *, secret: str | None = "harbour:open-sesame", **signing: str) -> HttpResponse:
        body = event if isinstance(event, str) else written(event, **signing)
        headers = {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"} if secret else {}
        with time_machine.travel(now, tick=False):
            client = Client(enforce_csrf_checks=True)
            return client.post(reverse("reminders:events"), body, content_type="application/json", headers=headers)

    return post


def bounce(message: Message | None, **fields: Any) -> dict[str, Any]:
    return {
        "RecordType": "Bounce",
        "ID": 4323372036854775807,
        "Type": "HardBounce",
        "MessageID": "a-mail-of-theirs",
        "Metadata": {"message": emails.message_id(message)} if message else {},
        "Email": "ada@example.org",
        "BouncedAt": "2026-03-02T09:59:00Z",
        "Details": "smtp;550 5.1.1 no such mailbox",
        "Description": "The server was unable to deliver your message.",
        **fields,
    }


def failure(message: Message, **fields: Any) -> dict[str, Any]:
    return {
        "event": "failed",
        "severity": "permanent",
        "reason": "bounce",
        "id": "token-of-mailgun-000000000000000000000000000000001",
        "timestamp": 1772445540.0,
        "recipient": "ada@example.org",
        "message": {"headers": {"message-id": emails.message_id(message).strip("<>")}},
        "delivery-status": {"code": 550, "message": "5.1.1 no such mailbox", "description": ""},
        "user-variables": {},
        **fields,
    }


def test_f30_postmark_tells_of_a_hard_bounce(mail: Message, postmark: Post) -> None:
    assert postmark(bounce(mail)).status_code == 200
    event = DeliveryEvent.objects.get()
    assert (event.message, event.type) == (mail, "hard-bounce")
    assert event.at == datetime.fromisoformat("2026-03-02T09:59:00Z")
    assert Suppression.objects.get().reason == "hard-bounce"


def test_f30_mailgun_tells_of_a_hard_bounce_by_our_own_id(mail: Message, mailgun: Post) -> None:
    assert mailgun(failure(mail)).status_code == 200
    assert DeliveryEvent.objects.get().message == mail
    assert Suppression.objects.get().reason == "hard-bounce"


def test_f29_without_the_secret_nothing_is_heard(mail: Message, postmark: Post) -> None:
    for secret in (None, "harbour:wrong", "open-sesame", ":"):
        assert postmark(bounce(mail), secret=secret).status_code == 403
    assert not DeliveryEvent.objects.exists()


def test_f29_a_forged_signature_is_refused(mail: Message, mailgun: Post) -> None:
    assert mailgun(failure(mail), key="another-key").status_code == 403
    assert mailgun(failure(mail), secret="harbour:wrong").status_code == 403
    assert mailgun('{"event-data": {"event": "failed"}}').status_code == 403
    assert not DeliveryEvent.objects.exists()


def test_f29_told_twice_it_counts_once(mail: Message, postmark: Post, mailgun: Post, settings: Settings) -> None:
    assert [mailgun(failure(mail)).status_code for _ in range(3)] == [200] * 3
    assert DeliveryEvent.objects.count() == 1


def test_f29_a_delivery_that_has_no_number_counts_once(mail: Message, postmark: Post) -> None:
    delivery = {"RecordType": "Delivery", "MessageID": "x", "Recipient": "ada@example.org"}
    delivery |= {"DeliveredAt": "2026-03-02T09:59:30Z", "Metadata": {"message": emails.message_id(mail)}}
    assert [postmark(delivery).status_code for _ in range(2)] == [200, 200]
    assert DeliveryEvent.objects.get().type == "delivered"


def test_f29_of_an_unknown_mail_it_is_written_down_and_logged(
    mail: Message, postmark: Post, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        assert postmark(bounce(None)).status_code == 200
    assert DeliveryEvent.objects.get().message is None
    assert not Suppression.objects.exists()
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("reminders")]
    assert len(ours) == 1
    assert "@" not in caplog.text


def test_f29_before_we_know_that_it_has_left(
    ready_ada: Patient, sink: Sink, postmark: Post, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def arrives(self: Transport, letter: object) -> Receipt:
        message = Message.objects.get()
        delivery = {"RecordType": "Delivery", "MessageID": "x", "Metadata": {"message": emails.message_id(message)}}
        assert postmark(delivery).status_code == 200
        return Receipt(Stage.FINAL_DOT, Outcome.AMBIGUOUS)

    monkeypatch.setattr(Transport, "send", arrives)
    tick(now)
    assert Occurrence.objects.get().state == State.SENT


def test_a_mail_is_found_by_what_the_provider_calls_it(
    ready_ada: Patient, sink: Sink, postmark: Post, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = Receipt(Stage.ACCEPTED, Outcome.ACCEPTED, 200, provider_id="a-mail-of-theirs")
    monkeypatch.setattr(Transport, "send", lambda self, letter: taken)
    tick(now)
    assert DeliveryAttempt.objects.get().provider_id == "a-mail-of-theirs"
    postmark(bounce(None))
    assert DeliveryEvent.objects.get().message == Message.objects.get()


@pytest.mark.parametrize("body", ["", "{}x", "[]", '"text"', '{"RecordType": "Inbound", "FromFull": {}}'])
def test_what_is_no_event_is_refused_and_logged(
    postmark: Post, body: str, caplog: pytest.LogCaptureFixture, db: None
) -> None:
    assert postmark(body).status_code == 400
    assert "can't be read" in caplog.text
    assert not DeliveryEvent.objects.exists()


def test_who_sends_by_mail_server_has_no_such_page(client: Client, settings: Settings) -> None:
    settings.ANYMAIL_PROVIDER = ""
    assert client.post(reverse("reminders:events"), {}).status_code == 404


def test_a_provider_without_a_secret_is_not_listened_to(postmark: Post, settings: Settings) -> None:
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "t"}
    assert postmark(bounce(None)).status_code == 403
    assert postmark(bounce(None), secret=None).status_code == 403


def test_a_look_changes_nothing(postmark: Post, client: Client) -> None:
    assert client.head(reverse("reminders:events")).status_code == 200
    assert client.get(reverse("reminders:events")).status_code == 405


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"event_type": "delivered"}, "delivered"),
        ({"event_type": "complained"}, "complaint"),
        ({"event_type": "unsubscribed"}, "complaint"),
        ({"event_type": "bounced"}, "hard-bounce"),
        ({"event_type": "bounced", "mta_response": "552 5.2.2 full"}, "soft-bounce"),
        ({"event_type": "bounced", "mta_response": "550 5.7.1 blocked"}, "soft-bounce"),
        ({"event_type": "bounced", "esp_event": {"event": "soft_bounce"}, "mta_response": "5.1.1"}, "soft-bounce"),
        ({"event_type": "bounced", "esp_event": {"Type": "HardBounce"}, "mta_response": "4.4.7"}, "hard-bounce"),
        ({"event_type": "rejected", "reject_reason": "bounced"}, "hard-bounce"),
        ({"event_type": "rejected", "reject_reason": "invalid"}, "hard-bounce"),
        ({"event_type": "rejected", "reject_reason": "spam"}, "complaint"),
        ({"event_type": "rejected", "reject_reason": "blocked"}, "soft-bounce"),
        ({"event_type": "rejected"}, "soft-bounce"),
        *[({"event_type": each}, "other") for each in ("deferred", "autoresponded", "sent", "queued", "failed")],
        *[({"event_type": each}, "other") for each in ("opened", "clicked", "unknown", "")],
    ],
)
def test_what_their_words_mean_in_ours(event: dict[str, Any], expected: str) -> None:
    assert kind(AnymailTrackingEvent(**({"esp_event": {}} | event))) == expected
