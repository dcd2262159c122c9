"""The one transport: nothing else in this project speaks to a mail server.

`smtplib` raises the same exception whether the server went away before or after it took the message (RFC 1047
described the gap in 1988), so the connection here notes how far the conversation came, and `Transport.send` answers
with a `Receipt` instead of raising. Who sends decides from `Receipt.outcome` what to do next.
"""

import io
import re
import smtplib
import time
from collections.abc import Sequence
from email.errors import MessageError
from email.generator import BytesGenerator
from email.policy import Compat32
from email.utils import parseaddr
from functools import lru_cache
from hashlib import sha256
from types import TracebackType
from typing import Any, Self

from anymail.backends.base import AnymailBaseBackend
from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

from accounts import provider
from accounts.receipts import Letter, Outcome, Receipt, Stage, words

__all__ = ["Letter", "Outcome", "Receipt", "Stage", "Transport", "judge", "send_security"]

# Django's own default is to wait for ever on a silent server.
TIMEOUT_S = 15
# And a server that says one letter now and then could hold a sender until somebody else thinks it dead.
LETTER_S = 25

# Nor have mailboxes letters of other scripts: those need an extension of SMTP that few servers have.
NOT_IN_AN_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f<>]")
TOO_BIG = 552  # said of the sender's line when the size that is announced there is too much: about this message only


class Replies(io.RawIOBase):
    """What the server says, read until a moment of `time.monotonic` and not for one piece longer."""

    def __init__(self, connection: "StagedSMTP") -> None:
        self._connection = connection
        self._raw = connection.sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._connection.hurry()
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class StagedSMTP(smtplib.SMTP):
    """Keeps `stage` as the conversation goes on, and ends it `LETTER_S` after it, or its latest letter, began."""

    stage = Stage.CONNECT
    sock: Any  # None until there is a connection, and a socket wherever it is used here
    file: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.begin_letter()
        super().__init__(*args, **kwargs)

    def begin_letter(self) -> None:
        self.deadline = time.monotonic() + LETTER_S

    def hurry(self) -> None:
        """Raises `TimeoutError` when time is up: a process that was frozen meanwhile sends nothing late."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the conversation took too long")
        self.sock.settimeout(min(left, self.timeout))

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None:  # smtplib's own, but for the deadline
            self.file = io.BufferedReader(Replies(self))
        return super().getreply()

    def mail(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        self.stage = Stage.SENDER
        return super().mail(*args, **kwargs)

    def rcpt(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        self.stage = Stage.RECIPIENT
        return super().rcpt(*args, **kwargs)

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.stage = Stage.DATA
        reply = super().data(msg)
        if reply[0] == 250:
            self.stage = Stage.ACCEPTED
        return reply

    def send(self, s: Any) -> None:
        if self.sock:
            self.hurry()
        super().send(s)
        # smtplib sends commands as str and the message, final dot included, as one piece of bytes. When its sendall has
        # come back, all of it is on the way; when it raised, the dot can't have left.
        if self.stage is Stage.DATA and isinstance(s, bytes):
            self.stage = Stage.FINAL_DOT


class StagedSMTPSSL(StagedSMTP, smtplib.SMTP_SSL):
    """The same, encrypted from its first byte."""


class StagedBackend(EmailBackend):
    """Django's SMTP backend on a connection that knows its stage, and that gives up after TIMEOUT_S."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.timeout = self.timeout or TIMEOUT_S

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return StagedSMTPSSL if self.use_ssl else StagedSMTP

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        """Over the open connection. What a message says and to whom is checked and written already, by `_Message`."""
        connection: Any = self.connection
        for message in email_messages:
            sender, recipient = message.envelope
            connection.sendmail(sender, [recipient], message.written)
        return len(email_messages)

    @property
    def stage(self) -> Stage:
        return getattr(self.connection, "stage", Stage.CONNECT)

    def drop(self) -> None:
        """Forget a connection that failed; the next message opens another."""
        for name in ("connection", "_partial_connection"):
            if connection := getattr(self, name):
                connection.close()
                setattr(self, name, None)


class Transport:
    """One batch of letters over one kept connection.

    with Transport() as transport:
        receipt = transport.send(letter)
    """

    def __init__(self) -> None:
        smtp = settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend"
        self._backend: Any = StagedBackend() if smtp else get_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._backend.close()
        except OSError:  # the letters are out; how the goodbye went changes nothing
            self._drop()

    def send(self, letter: Letter) -> Receipt:
        """Never raises for what a mail server or the network does. A letter that can't be written as a message at all
        (line break in a header, an address that is none) is PERMANENT."""
        try:
            message = _Message(letter, self._backend)
        except (ValueError, MessageError) as error:
            return Receipt(Stage.CONNECT, Outcome.PERMANENT, None, type(error).__name__)
        try:
            self._open()
            if isinstance(self._backend, AnymailBaseBackend):
                return self._by_provider(message)
            self._backend.send_messages([message])
        except OSError as error:
            receipt = judge(error, getattr(self._backend, "stage", Stage.CONNECT))
            self._drop()
            return receipt
        return Receipt(Stage.ACCEPTED, Outcome.ACCEPTED, 250)

    def _open(self) -> None:
        connection = None if self._backend.open() else getattr(self._backend, "connection", None)
        if isinstance(connection, StagedSMTP):
            connection.begin_letter()

    def _by_provider(self, message: "_Message") -> Receipt:
        provider.prepare(message, self._backend)
        try:
            self._backend.send_messages([message])
        except AnymailError as error:
            return provider.judge(error)
        return provider.answer(message)

    def _drop(self) -> None:
        if isinstance(self._backend, StagedBackend):
            self._backend.drop()


def send_security(*, to: str, subject: str, text: str) -> Receipt:
    """An invitation, a set-password link and the like: at once, from its own sender, never digested, no unsubscribing.
    Doesn't raise when the server can't be reached: look at the receipt."""
    with Transport() as transport:
        return transport.send(Letter(to=to, subject=subject, text=text, sender=settings.SECURITY_FROM_EMAIL))


def judge(error: OSError, stage: Stage) -> Receipt:
    """An exception of smtplib or the network, and how far the conversation had come -> what that means."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
        return Receipt(stage, _by_code(code, stage), code, words(reply))
    if isinstance(error, smtplib.SMTPDataError):
        return Receipt(stage, _by_code(error.smtp_code, stage), error.smtp_code, words(error.smtp_error))
    if isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code == TOO_BIG:
        return Receipt(stage, Outcome.PERMANENT, error.smtp_code, words(error.smtp_error))
    if isinstance(error, smtplib.SMTPResponseException):  # banner, greeting, sign-in, sender
        return Receipt(stage, Outcome.RELAY, error.smtp_code, words(error.smtp_error))
    return Receipt(stage, _by_stage(stage), None, type(error).__name__)


def _by_code(code: int, stage: Stage) -> Outcome:
    if code < 400:  # smtplib's -1: the reply was no SMTP
        return _by_stage(stage)
    if code == 421:  # "closing the channel": about the server, whatever was being said
        return Outcome.RELAY
    return Outcome.TRANSIENT if code < 500 else Outcome.PERMANENT


def _by_stage(stage: Stage) -> Outcome:
    if stage in (Stage.FINAL_DOT, Stage.ACCEPTED):
        return Outcome.AMBIGUOUS
    return Outcome.TRANSIENT if stage in (Stage.RECIPIENT, Stage.DATA) else Outcome.RELAY


class _Message(EmailMultiAlternatives):
    """A letter as a message, checked and written once, before there is a connection. ValueError: it can't be one."""

    def __init__(self, letter: Letter, backend: Any) -> None:
        super().__init__(
            letter.subject, letter.text, letter.sender or None, [letter.to], headers=dict(letter.headers),
            connection=backend,
        )  # fmt: skip
        if letter.html:
            self.attach_alternative(letter.html, "text/html")
        mime: Any = super().message()
        if mime.is_multipart():
            # A second copy of a message is the first one again. And left alone, the generator would make a regular
            # expression for each message, to find a line that no part contains.
            mime.set_boundary(sha256(mime["Message-ID"].encode()).hexdigest()[:40])
        self._mime = mime
        self.written = _bytes(mime)
        bounces_to = _checked(letter.envelope_sender) if letter.envelope_sender else _bare(self.from_email)
        self.envelope = bounces_to, _checked(letter.to)

    def message(self, **kwargs: Any) -> Any:
        return self._mime


class _AsTheyAre(Compat32):
    """No header is folded: not all who look for List-Unsubscribe look on the next line. Plain ones, which is all that
    most mails have, are written as they are: looking for a place to fold them takes longer than all the rest."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if isinstance(value, str) and value.isascii() and value.isprintable() and len(value) < 900:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


_HEADERS = _AsTheyAre(max_line_length=998)


def _bytes(mime: Any) -> bytes:
    written = io.BytesIO()
    BytesGenerator(written, mangle_from_=False, policy=_HEADERS).flatten(mime, linesep="\r\n")
    return written.getvalue()


@lru_cache(maxsize=8)
def _bare(sender: str) -> str:
    """Of "Name <address>", what the envelope says."""
    return parseaddr(sanitize_address(sender, "utf-8"))[1]


def _checked(address: str) -> str:
    """As the envelope says it. Raises `ValueError` when it can't be written, or doesn't say where."""
    mailbox, _, host = address.rpartition("@")
    if not (mailbox and host) or NOT_IN_AN_ADDRESS.search(address) or not mailbox.isascii():
        raise ValueError("no address that a mail server can be told")
    return sanitize_address(address, "utf-8")
