"""Names and addresses that try to become a header, a recipient or a command: sent without it, or not at all."""

from email.utils import formataddr

import pytest

from accounts.mail import Letter, Outcome, Transport
from tests.reminders.conftest import Sink

USUAL = {
    *("content-type", "mime-version", "subject", "from", "to", "date", "message-id"),
    *("content-transfer-encoding", "x-peer", "x-mailfrom", "x-rcptto"),
}
BREAKS = ("\r\n", "\n", "\r", "\n\n", "\r\n\t", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x00\r\n")
NAMES = [
    *(f"Ada{each}Bcc: eve@example.org" for each in BREAKS),
    "=?utf-8?q?Ada=0D=0ABcc:_eve=40example.org?=",
    'Ada" <eve@example.org>, "',
    "Ada <eve@example.org>",
    "Ada, eve@example.org",
    "Áda Ünïcode 家",
    "آدا",
    "a" * 2000,
]
ADDRESSES = [
    *(f"ada@example.org{each}Bcc: eve@example.org" for each in BREAKS),
    *(f"ada{each}@example.org" for each in BREAKS),
    "ada@example.org, eve@example.org",
    "ada@example.org;eve@example.org",
    "<ada@example.org> <eve@example.org>",
    "ada@example.org>\r\nRCPT TO:<eve@example.org",
    "ada@example.org> NOTIFY=SUCCESS",
    "=?utf-8?q?ada=40example.org=0D=0ABcc=3A_eve?=@example.org",
    "ada @example.org",
    "ada@",
    "@example.org",
    "",
]


def send(letter: Letter) -> Outcome:
    with Transport() as transport:
        return transport.send(letter).outcome


def assert_nothing_was_added(sink: Sink) -> None:
    for mail, (_, recipients) in zip(sink.mails, sink.envelopes, strict=True):
        assert {name.lower() for name in mail} <= USUAL
        assert len(mail.keys()) == len({name.lower() for name in mail})
        assert len(recipients) == 1
        assert "eve@" not in recipients[0].replace("Bcc", "")
        assert mail.get_content().strip() == "Hello."


@pytest.mark.parametrize("name", NAMES)
def test_f34_a_name_stays_a_name(sink: Sink, name: str) -> None:
    sender = formataddr((name, "no-reply@example.org"))
    outcomes = [
        send(Letter(to="ada@example.org", subject="Hello", text="Hello.", sender=sender)),
        send(Letter(to="ada@example.org", subject=name, text="Hello.")),
        send(Letter(to=formataddr((name, "ada@example.org")), subject="Hello", text="Hello.")),
    ]
    assert set(outcomes) <= {Outcome.ACCEPTED, Outcome.PERMANENT}
    assert outcomes.count(Outcome.ACCEPTED) == len(sink.taken)
    assert {recipient for _, (recipient,) in sink.envelopes} <= {"ada@example.org"}
    assert_nothing_was_added(sink)


@pytest.mark.parametrize("address", ADDRESSES)
def test_f34_an_address_that_is_more_than_one_is_refused(sink: Sink, address: str) -> None:
    assert send(Letter(to=address, subject="Hello", text="Hello.")) is Outcome.PERMANENT
    assert send(Letter(to="ada@example.org", subject="Hello", text="Hello.", envelope_sender=address or "@")) is (
        Outcome.PERMANENT
    )
    assert sink.sessions == 0


def test_f34_an_address_in_another_script_is_written_as_its_server_is_found(sink: Sink) -> None:
    assert send(Letter(to="ada@bücher.example", subject="Hello", text="Hello.")) is Outcome.ACCEPTED
    assert sink.envelopes[0][1] == ["ada@xn--bcher-kva.example"]


def test_f34_a_mailbox_name_that_plain_smtp_can_not_say_is_refused(sink: Sink) -> None:
    assert send(Letter(to="адa@example.org", subject="Hello", text="Hello.")) is Outcome.PERMANENT
    assert sink.sessions == 0
