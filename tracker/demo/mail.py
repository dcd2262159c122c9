"""The demo's mailbox: what its mail server accepted (tracker/demo/sink.py), and the page that shows it."""

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

SHOWN = 50


def mailbox() -> Path:
    return settings.VAR / "demo-mail"


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
