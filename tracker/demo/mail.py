"""The demo's mailbox: an SMTP server on this machine that keeps what it accepts, and the page that shows it."""

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

SHOWN = 50


def mailbox() -> Path:
    return settings.VAR / "demo-mail"


class _Keep:
    """Writes each accepted message to a file before it says 250, as a real server would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        number = len(list(self.folder.iterdir())) + 1
        content = envelope.content or b""
        (self.folder / f"{number:06d}.eml").write_bytes(content if isinstance(content, bytes) else content.encode())
        return "250 kept"


@contextmanager
def sink() -> Iterator[str]:
    """Runs the SMTP server on a free loopback port; yields its EMAIL_URL."""
    folder = mailbox()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    controller = Controller(_Keep(folder), hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{_port(controller)}"
    finally:
        controller.stop()


def _port(controller: Any) -> int:
    return int(controller.server.sockets[0].getsockname()[1])


@dataclass(frozen=True)
class Received:
    to: str
    subject: str
    date: str
    text: str


def received() -> list[Received]:
    """The newest first."""
    files = sorted(mailbox().glob("*.eml"), reverse=True)[:SHOWN]
    return [_read(path) for path in files]


def _read(path: Path) -> Received:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain",)) if isinstance(message, EmailMessage) else None
    return Received(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        date=str(message["Date"]),
        text=body.get_content() if body else "",
    )


@require_safe
def mail_page(request: HttpRequest) -> HttpResponse:
    """Public, since every address and person in the demo is invented. `tracker.urls` knows it in demo mode only."""
    return render(request, "demo/mail.html", {"mails": received()})
