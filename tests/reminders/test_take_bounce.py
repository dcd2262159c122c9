"""Mails that come back to the signed bounce address: from the conversation with the mail server to the command."""

import io
import os
import subprocess
import sys
from datetime import datetime
from types import SimpleNamespace
from unittest.mock import patch
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from pytest_django import Settings

from journeys.models import Patient, WorkItem
from reminders import bounce_address, bounces
from reminders.models import DeliveryEvent, Message, Suppression
from tests.reminders.conftest import ROOT, Sink
from tests.reminders.test_delivery import tick
from tests.reminders.test_reports import returned

DOMAIN = "bounces.tracker.example.org"


@pytest.fixture(autouse=True)
def domain(settings: Settings) -> str:
    settings.BOUNCE_DOMAIN = DOMAIN
    return DOMAIN


@pytest.fixture
def mail(ready_ada: Patient, sink: Sink, now: datetime) -> Message:
    tick(now)
    return Message.objects.get()


def take(raw: bytes, recipient: str = "") -> int:
    """The exit code."""
    with patch("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw))):
        try:
            call_command("take_bounce", *filter(None, [recipient]))
        except CommandError as error:
            return error.returncode
    return 0


def test_each_mail_has_a_return_address_of_its_own(mail: Message, sink: Sink) -> None:
    ((sender, recipients),) = sink.envelopes
    assert sender == bounce_address.make(mail.pk)
    assert recipients == ["ada@example.org"]
    assert sender.startswith(f"b+{mail.pk.hex}.")
    assert len(sender.split("@")[0]) <= 64
    (taken,) = sink.mails
    assert taken["From"] == "Journey Tracker <no-reply@tracker.example.org>"
    assert len(taken.get_all("From")) == 1


def test_without_such_a_domain_the_sender_is_the_return_address(
    ready_ada: Patient, sink: Sink, settings: Settings, now: datetime
) -> None:
    settings.BOUNCE_DOMAIN = ""
    tick(now)
    assert sink.envelopes[0][0] == "no-reply@tracker.example.org"
    assert take(returned("unknown_user")) == os.EX_CONFIG


def test_f30_a_mail_server_brings_back_a_mail_to_somebody_unknown(mail: Message) -> None:
    assert take(returned("unknown_user", bounce_address.make(mail.pk))) == os.EX_OK
    assert DeliveryEvent.objects.get().message == mail
    assert Suppression.objects.get().reason == "hard-bounce"
    assert WorkItem.objects.open().filter(kind="cannot-reach").count() == 1


def test_f30_an_answering_machine_is_no_bounce(mail: Message) -> None:
    for name in ("on_holiday", "away_without_a_header", "still_trying"):
        assert take(returned(name, bounce_address.make(mail.pk))) == os.EX_OK
    assert {event.type for event in DeliveryEvent.objects.all()} == {"other"}
    assert not Suppression.objects.exists()


def test_f30_a_feedback_report_is_a_complaint(mail: Message) -> None:
    assert take(returned("complaint", bounce_address.make(mail.pk)), "abuse@tracker.example.org") == os.EX_OK
    assert Suppression.objects.get().reason == "complaint"


def test_f29_the_same_returned_mail_twice_is_one(mail: Message) -> None:
    for _ in range(3):
        assert take(returned("mailbox_full", bounce_address.make(mail.pk))) == os.EX_OK
    assert DeliveryEvent.objects.count() == 1


def forged(message: Message) -> list[str]:
    genuine = bounce_address.make(message.pk)
    local, _, _ = genuine.partition("@")
    named, _, signature = local.removeprefix("b+").partition(".")
    return [
        f"b+{named}.{'0' * 20}@{DOMAIN}",
        f"b+{named}.@{DOMAIN}",
        f"b+{named}@{DOMAIN}",
        f"b+{UUID(int=7).hex}.{signature}@{DOMAIN}",
        f"b+x.{signature}@{DOMAIN}",
        f"{named}.{signature}@{DOMAIN}",
        f"{local}@elsewhere.example.org",
        "ada@example.org",
        "",
    ]


def test_f29_a_forged_return_address_is_nobodys(mail: Message) -> None:
    for address in forged(mail):
        assert take(returned("unknown_user", address), address) == os.EX_NOUSER, address
    assert not DeliveryEvent.objects.exists()
    assert not Suppression.objects.exists()


def test_mail_servers_may_change_the_case(mail: Message) -> None:
    assert bounce_address.message_of(f"<{bounce_address.make(mail.pk).upper()}>") == mail.pk


def test_after_a_new_secret_key_the_old_addresses_still_hold(mail: Message, settings: Settings) -> None:
    old = bounce_address.make(mail.pk)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]
    assert bounce_address.make(mail.pk) != old
    assert bounce_address.message_of(old) == mail.pk


def test_a_database_that_is_away_means_later(mail: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object) -> None:
        raise OperationalError

    monkeypatch.setattr(bounces, "record", away)
    assert take(returned("unknown_user", bounce_address.make(mail.pk))) == os.EX_TEMPFAIL


def test_the_process_answers_the_mail_server_with_its_exit_code(tmp_path: object) -> None:
    answer = subprocess.run(
        [sys.executable, "manage.py", "take_bounce", "b+0.0@bounces.example.org"],
        cwd=ROOT,
        env={**os.environ, "BOUNCE_DOMAIN": "bounces.example.org", "VAR_DIR": str(tmp_path)},
        input=returned("unknown_user"),
        capture_output=True,
        check=False,
    )
    assert answer.returncode == os.EX_NOUSER
    assert b"@" not in answer.stderr + answer.stdout
