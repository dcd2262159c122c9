"""What each thing a mail server can do means: the real conversation, with a server that misbehaves at any stage."""

import smtplib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from email import message_from_bytes, policy
from typing import Any, TextIO

import pytest
from pytest_django import Settings

from accounts.mail import Letter, Outcome, Receipt, Stage, StagedBackend, Transport, judge, send_security

LETTER = Letter(to="ada@example.org", subject="Hello", text="Hello.")
OK = "250 OK"
Script = dict[str, str]


class Server:
    """Speaks just enough SMTP. `script` says what to answer to a verb; "drop" hangs up, "silence" answers nothing."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.messages: list[str] = []
        self.sessions = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def stop(self) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits in accept
        self.listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                peer, _ = self.listener.accept()
                self.sessions += 1
                with peer, suppress(OSError), peer.makefile("rw", newline="") as talk:
                    self._talk(talk)

    def _talk(self, talk: TextIO) -> None:
        lines = iter(talk.readline, "")
        if not self._answer("banner", "220 ready", talk):
            return
        for line in lines:
            verb = line[:4].strip().upper()
            usual = "354 go on" if verb == "DATA" else "221 bye" if verb == "QUIT" else OK
            if not self._answer(verb, usual, talk) or verb == "QUIT":
                return
            if verb == "DATA" and self.script.get("DATA", "354")[:3] == "354":
                self.messages.append("".join(iter(lambda: next(lines), ".\r\n")))
                if not self._answer("dot", OK, talk):
                    return

    def _answer(self, verb: str, usual: str, talk: TextIO) -> bool:
        answer = self.script.get(verb, usual)
        for letter in "250-and so on, and on" * 3 if answer == "drip" else "":
            threading.Event().wait(0.1)
            talk.write(letter)
            talk.flush()
        if answer == "silence":
            threading.Event().wait(1.5)
        if answer in {"drop", "silence", "drip"}:
            return False
        talk.write(f"{answer}\r\n")
        talk.flush()
        return True


@pytest.fixture
def server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Server]]:
    servers = []

    def start(**script: str) -> Server:
        server = Server(script)
        servers.append(server)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 1
        return server

    monkeypatch.setattr("accounts.mail.LETTER_S", 1.5)
    yield start
    for server in servers:
        server.stop()


def send(letter: Letter = LETTER) -> Receipt:
    with Transport() as transport:
        return transport.send(letter)


def test_a_server_that_takes_it(server: Callable[..., Server]) -> None:
    there = server()
    assert send() == Receipt(Stage.ACCEPTED, Outcome.ACCEPTED, 250)
    assert "Subject: Hello" in there.messages[0]


@pytest.mark.parametrize(
    ("script", "stage", "outcome", "code"),
    [
        ({"banner": "554 go away"}, Stage.CONNECT, Outcome.RELAY, 554),
        ({"banner": "drop"}, Stage.CONNECT, Outcome.RELAY, None),
        ({"banner": "silence"}, Stage.CONNECT, Outcome.RELAY, None),
        ({"MAIL": "421 busy"}, Stage.SENDER, Outcome.RELAY, 421),
        ({"MAIL": "550 not from you"}, Stage.SENDER, Outcome.RELAY, 550),
        ({"MAIL": "552 5.3.4 too big"}, Stage.SENDER, Outcome.PERMANENT, 552),
        ({"RCPT": "drip"}, Stage.RECIPIENT, Outcome.TRANSIENT, None),
        ({"dot": "drip"}, Stage.FINAL_DOT, Outcome.AMBIGUOUS, None),
        ({"RCPT": "450 later"}, Stage.RECIPIENT, Outcome.TRANSIENT, 450),
        ({"RCPT": "550 unknown"}, Stage.RECIPIENT, Outcome.PERMANENT, 550),
        ({"RCPT": "421 closing"}, Stage.RECIPIENT, Outcome.RELAY, 421),
        ({"RCPT": "drop"}, Stage.RECIPIENT, Outcome.TRANSIENT, None),
        ({"DATA": "451 later"}, Stage.DATA, Outcome.TRANSIENT, 451),
        ({"DATA": "drop"}, Stage.DATA, Outcome.TRANSIENT, None),
        ({"dot": "451 later"}, Stage.FINAL_DOT, Outcome.TRANSIENT, 451),
        ({"dot": "554 spam"}, Stage.FINAL_DOT, Outcome.PERMANENT, 554),
        ({"dot": "drop"}, Stage.FINAL_DOT, Outcome.AMBIGUOUS, None),
        ({"dot": "silence"}, Stage.FINAL_DOT, Outcome.AMBIGUOUS, None),
        ({"dot": "what?"}, Stage.FINAL_DOT, Outcome.AMBIGUOUS, -1),
    ],
)
def test_a_server_that_does_not(
    server: Callable[..., Server], script: Script, stage: Stage, outcome: Outcome, code: int | None
) -> None:
    server(**script)
    receipt = send()
    assert (receipt.stage, receipt.outcome, receipt.code) == (stage, outcome, code)


def test_nobody_listens(server: Callable[..., Server]) -> None:
    server().stop()
    assert send().outcome is Outcome.RELAY


def test_the_servers_words_are_kept_without_the_address(server: Callable[..., Server]) -> None:
    server(RCPT="550 5.1.1 <ada@example.org>: no such user")
    assert send().reply == "5.1.1 (address) no such user"


def test_a_batch_shares_one_conversation(server: Callable[..., Server]) -> None:
    there = server()
    with Transport() as transport:
        assert [transport.send(LETTER).outcome for _ in range(3)] == [Outcome.ACCEPTED] * 3
    assert (there.sessions, len(there.messages)) == (1, 3)


def test_after_a_fault_the_next_letter_has_a_conversation_of_its_own(server: Callable[..., Server]) -> None:
    there = server(dot="drop")
    with Transport() as transport:
        assert transport.send(LETTER).outcome is Outcome.AMBIGUOUS
        there.script = {}
        assert transport.send(LETTER).outcome is Outcome.ACCEPTED
    assert there.sessions == 2


def test_a_goodbye_that_fails_changes_nothing(server: Callable[..., Server]) -> None:
    server(QUIT="500 what?")
    assert send().outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(
    "letter",
    [
        Letter(to="ada@example.org", subject="Hello\r\nBcc: eve@example.org", text=""),
        Letter(to="ada@example.org\r\nBcc: eve@example.org", subject="Hello", text=""),
        Letter(to="ada@example.org", subject="Hello", text="", headers={"X-Note": "a\nBcc: eve@example.org"}),
    ],
)
def test_a_line_break_in_a_header_never_reaches_the_server(server: Callable[..., Server], letter: Letter) -> None:
    there = server()
    assert send(letter).outcome is Outcome.PERMANENT
    assert (there.sessions, there.messages) == (0, [])


def test_text_and_page_arrive_as_written_from_a_sender_with_a_name(server: Callable[..., Server]) -> None:
    there = server()
    text, page = "Grüße\n.\n--\nnicht das Ende", "<p>Grüße</p>\n" + "x" * 1200
    send(replace(LETTER, to="ada@bücher.example", text=text, html=page, sender="Täglich <no-reply@example.org>"))
    mail = message_from_bytes(there.messages[0].replace("\r\n..", "\r\n.").encode(), policy=policy.default)
    parts = [part.get_content().strip().replace("\r\n", "\n") for part in mail.iter_parts()]
    assert parts == [text, page]
    assert (mail["From"], mail["To"]) == ("Täglich <no-reply@example.org>", "ada@xn--bcher-kva.example")


@pytest.mark.parametrize("address", ["", "http://host|12@example.org"])
def test_an_address_that_is_none_stops_its_own_letter_only(server: Callable[..., Server], address: str) -> None:
    there = server()
    with Transport() as transport:
        assert transport.send(replace(LETTER, to=address)).outcome is Outcome.PERMANENT
        assert transport.send(LETTER).outcome is Outcome.ACCEPTED

    assert len(there.messages) == 1


def test_a_silent_server_is_given_up_after_fifteen_seconds(settings: Settings) -> None:
    settings.EMAIL_TIMEOUT = None
    assert StagedBackend().timeout == 15


def test_a_garbled_reply_is_judged_by_how_far_the_conversation_was() -> None:
    assert judge(smtplib.SMTPDataError(-1, b""), Stage.FINAL_DOT).outcome is Outcome.AMBIGUOUS
    assert judge(smtplib.SMTPDataError(-1, b""), Stage.DATA).outcome is Outcome.TRANSIENT


def test_security_mail_goes_at_once_from_its_own_sender(settings: Settings, mailoutbox: list[Any]) -> None:
    settings.SECURITY_FROM_EMAIL = "security@example.org"
    receipt = send_security(to="ben@example.org", subject="Your invitation", text="Choose a password.")
    assert receipt.outcome is Outcome.ACCEPTED
    (mail,) = mailoutbox
    assert (mail.to, mail.from_email, mail.body) == (["ben@example.org"], "security@example.org", "Choose a password.")


def test_security_mail_that_can_not_be_sent_does_not_break_the_page(server: Callable[..., Server]) -> None:
    server().stop()
    assert send_security(to="ben@example.org", subject="Your invitation", text="x").outcome is Outcome.RELAY
