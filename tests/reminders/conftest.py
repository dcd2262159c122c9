"""A real mail server on a free port of this machine, which can misbehave, and what stories about reminders share."""

import asyncio
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from allauth.account.models import EmailAddress
from django.db import connection
from pytest_django import Settings

from accounts.models import User
from journeys.models import CheckIn, MonitoringState, Patient
from reminders.models import Preference

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Sink:
    """What it took, and what it is to answer instead. Each fault in a list is used up by one message."""

    port: int = 0
    taken: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)  # (sender, recipients) of each
    rcpt_faults: list[str] = field(default_factory=list)
    data_faults: list[str] = field(default_factory=list)
    drops_after_dot: int = 0
    sessions: int = 0

    async def handle_EHLO(  # noqa: N802  aiosmtpd looks for this name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802  the same
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt_faults:
            return self.rcpt_faults.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  the same
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.data_faults:
            return self.data_faults.pop(0)
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content)
        self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
        if self.drops_after_dot:
            self.drops_after_dot -= 1
            server.transport.close()
            await asyncio.sleep(0)
        return "250 OK"

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.taken]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(autouse=True)
def _own_var(settings: Settings, tmp_path: Path) -> None:
    """What a machine remembers of a database outlives the test's transaction."""
    settings.VAR = tmp_path / "var"


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    sink = Sink(port=free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.SITE_URL = "https://tracker.example.org"
    settings.DEFAULT_FROM_EMAIL = "no-reply@tracker.example.org"
    yield sink
    controller.stop()


@pytest.fixture
def verify(db: None) -> Callable[[User], EmailAddress]:
    def verify(user: User) -> EmailAddress:
        return EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    return verify


@pytest.fixture
def ready_ada(ada: Patient, ada_user: User, verify: Callable[[User], EmailAddress]) -> Patient:
    """Ada has proved that her address is hers. She was registered on a Monday: Monday is her reminder day."""
    verify(ada_user)
    return ada


def check_in(patient: Patient, on: date, now: datetime, **fields: Any) -> CheckIn:
    return CheckIn.objects.create(patient=patient, ref=f"check-in-{on}", on=on, by="patient", received_at=now, **fields)


def overdue(patient: Patient, item: str, due_on: date) -> MonitoringState:
    return MonitoringState.objects.create(patient=patient, item=item, title=item, state="overdue", due_on=due_on)


@dataclass
class Site:
    """The tests' database for processes of their own, with the real clock: on SQLite a file with a copy of it."""

    env: dict[str, str]

    def start(self, *command: str, **env: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.env | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


@pytest.fixture
def site(transactional_db: None, tmp_path: Path, sink: Sink) -> Callable[[], Site]:
    """Called when the story's rows are there."""

    def publish() -> Site:
        known = connection.settings_dict
        url = f"postgres://{known['USER']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
        if connection.vendor == "sqlite":
            url = f"sqlite:///{tmp_path / 'site.sqlite3'}"
            with closing(sqlite3.connect(tmp_path / "site.sqlite3")) as copy:
                connection.connection.backup(copy)
        mail = f"smtp://127.0.0.1:{sink.port}"
        return Site(dict(os.environ, DATABASE_URL=url, EMAIL_URL=mail, VAR_DIR=str(tmp_path / "var")))

    return publish


def at_noon(patient: Patient) -> None:
    """Moves a patient to where it is about noon, on her reminder day."""
    offset = 12 - datetime.now(UTC).hour
    zone = f"Etc/GMT{-offset:+d}"
    Patient.objects.filter(pk=patient.pk).update(time_zone=zone)
    Preference.objects.create(patient=patient, weekday=datetime.now(ZoneInfo(zone)).weekday())
