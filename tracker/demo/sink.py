"""The demo's mail server: a real SMTP conversation on this machine, and nothing leaves it."""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tracker.demo.mail import mailbox


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
    # aiosmtpd calls itself once at the start, on the port it was given: it has to be a real one.
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # it would print every line of every conversation
    controller = Controller(_Keep(folder), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()
