"""What each thing a mail provider can answer means: the real client, and a server that answers as it is told."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from accounts.mail import Letter, Outcome, Receipt, Stage, Transport, send_security
from tracker.mail_provider import anymail

OWN_ID = "<0d1e5c3a-0000-5000-8000-000000000001@tracker.example.org>"
LETTER = Letter(
    to="ada@example.org",
    subject="Hello",
    text="Hello.",
    html="<p>Hello.</p>",
    sender="Journey Tracker <no-reply@tracker.example.org>",
    envelope_sender="b+1.2@bounces.example.org",
    headers={"Message-ID": OWN_ID, "List-Unsubscribe": "<https://tracker.example.org/u/1>"},
)
TAKEN = {"ErrorCode": 0, "Message": "OK", "MessageID": "b7bc2f4a", "To": "ada@example.org"}


@dataclass
class Provider:
    """`answer`: status and body; "drop": hangs up unanswered; "silence": waits."""

    answer: tuple[int, Any] | str = (200, TAKEN)
    asked: list[tuple[dict[str, str], str]] = field(default_factory=list)
    port: int = 0

    @property
    def letter(self) -> dict[str, Any]:
        ((_, body),) = self.asked
        read: dict[str, Any] = json.loads(body)
        return read


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            provider.asked.append((dict(self.headers), body))
            if isinstance(provider.answer, str):
                if provider.answer == "silence":
                    threading.Event().wait(1.5)
                self.close_connection = True
                return
            status, content = provider.answer
            raw = content.encode() if isinstance(content, str) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    use(settings, "postmark", provider.port)
    yield provider
    server.shutdown()
    server.server_close()


def use(settings: Settings, name: str, port: int) -> None:
    """As the environment would have it, with this machine for the provider's and little patience."""
    environ = {f"ANYMAIL_{name.upper()}_{key}": "k" for key in ("SERVER_TOKEN", "API_KEY")}
    environ |= {"ANYMAIL_WEBHOOK_SECRET": "post:mark"}
    at = {f"{name.upper()}_API_URL": f"http://127.0.0.1:{port}/", "REQUESTS_TIMEOUT": 1}
    settings.ANYMAIL_PROVIDER = name
    settings.ANYMAIL = anymail(name, environ) | at
    settings.EMAIL_BACKEND = f"anymail.backends.{name}.EmailBackend"


def send(letter: Letter = LETTER) -> Receipt:
    with Transport() as transport:
        return transport.send(letter)


def test_a_letter_that_it_takes(provider: Provider) -> None:
    assert send() == Receipt(Stage.ACCEPTED, Outcome.ACCEPTED, 200, provider_id="b7bc2f4a")
    letter = provider.letter
    assert (letter["To"], letter["Subject"], letter["TextBody"]) == ("ada@example.org", "Hello", "Hello.")
    assert letter["From"] == "Journey Tracker <no-reply@tracker.example.org>"
    headers = {each["Name"]: each["Value"] for each in letter["Headers"]}
    assert headers["Message-ID"] == OWN_ID
    assert headers["X-PM-KeepID"] == "true"
    assert "List-Unsubscribe" in headers
    assert letter["Metadata"] == {"message": OWN_ID}


def test_nothing_in_it_tells_when_it_is_read(provider: Provider) -> None:
    send()
    assert (provider.letter["TrackOpens"], provider.letter["TrackLinks"]) == (False, "None")


@pytest.mark.parametrize(
    ("answer", "stage", "outcome"),
    [
        ((401, {"ErrorCode": 10, "Message": "Bad token."}), Stage.CONNECT, Outcome.RELAY),
        ((422, {"ErrorCode": 400, "Message": "Sender not found."}), Stage.CONNECT, Outcome.RELAY),
        ((422, {"ErrorCode": 405, "Message": "Not allowed to send."}), Stage.CONNECT, Outcome.RELAY),
        ((429, "slow down"), Stage.CONNECT, Outcome.RELAY),
        ((500, {"ErrorCode": 0, "Message": "Trouble."}), Stage.CONNECT, Outcome.RELAY),
        ((503, "<html>closed</html>"), Stage.CONNECT, Outcome.RELAY),
        ((504, "gateway timeout"), Stage.FINAL_DOT, Outcome.AMBIGUOUS),
        ((200, "<html>what?</html>"), Stage.FINAL_DOT, Outcome.AMBIGUOUS),
        ((200, {"ErrorCode": 0, "Message": "OK", "MessageID": "1"}), Stage.FINAL_DOT, Outcome.AMBIGUOUS),
        (
            (422, {"ErrorCode": 300, "Message": "Invalid 'To' address: 'ada@example.org'."}),
            Stage.RECIPIENT,
            Outcome.PERMANENT,
        ),
        (
            (422, {"ErrorCode": 406, "Message": "Found inactive addresses: ada@example.org. Inactive recipients are"}),
            Stage.RECIPIENT,
            Outcome.PERMANENT,
        ),
        ((413, "too big"), Stage.DATA, Outcome.PERMANENT),
        ((409, "the same is being sent"), Stage.DATA, Outcome.TRANSIENT),
        ("drop", Stage.FINAL_DOT, Outcome.AMBIGUOUS),
        ("silence", Stage.FINAL_DOT, Outcome.AMBIGUOUS),
    ],
)
def test_a_letter_that_it_does_not_take(
    provider: Provider, answer: tuple[int, Any] | str, stage: Stage, outcome: Outcome
) -> None:
    provider.answer = answer
    receipt = send()
    assert (receipt.stage, receipt.outcome) == (stage, outcome)
    assert receipt.code == (answer[0] if isinstance(answer, tuple) else None)
    assert "@" not in receipt.reply
    assert len(provider.asked) == 1


def test_nobody_listens(provider: Provider, settings: Settings) -> None:
    use(settings, "postmark", 1)
    assert send() == Receipt(Stage.CONNECT, Outcome.RELAY, None, "ConnectionError")


def test_after_a_fault_the_next_letter_goes_through(provider: Provider) -> None:
    with Transport() as transport:
        provider.answer = "drop"
        assert transport.send(LETTER).outcome is Outcome.AMBIGUOUS
        provider.answer = (200, TAKEN)
        assert transport.send(LETTER).outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(
    "letter",
    [
        Letter(to="ada@example.org\r\nBcc: eve@example.org", subject="Hello", text=""),
        Letter(to="ada@example.org", subject="Hello\nBcc: eve@example.org", text=""),
        Letter(to="nobody", subject="Hello", text=""),
    ],
)
def test_what_can_not_be_a_letter_is_never_offered(provider: Provider, letter: Letter) -> None:
    assert send(letter).outcome is Outcome.PERMANENT
    assert provider.asked == []


def test_security_mail_goes_the_same_way_without_a_mark(provider: Provider) -> None:
    assert send_security(to="ada@example.org", subject="A new password", text="x").outcome is Outcome.ACCEPTED
    assert "Metadata" not in provider.letter


def test_mailgun_says_that_an_address_is_none(provider: Provider, settings: Settings) -> None:
    use(settings, "mailgun", provider.port)
    provider.answer = (400, {"message": "to parameter is not a valid address: ada@example.org"})
    assert send() == Receipt(
        Stage.DATA, Outcome.PERMANENT, 400, '{"message": "to parameter is not a valid address: (address)'
    )


def test_mailgun_takes_it(provider: Provider, settings: Settings) -> None:
    use(settings, "mailgun", provider.port)
    provider.answer = (200, {"id": OWN_ID, "message": "Queued. Thank you."})
    assert send() == Receipt(Stage.ACCEPTED, Outcome.ACCEPTED, 200, provider_id=OWN_ID)
    ((_, body),) = provider.asked
    for part in ("o%3Atracking-clicks=no", "o%3Atracking-opens=no", "v%3Amessage=%3C0d1e5c3a", "h%3AMessage-Id=%3C"):
        assert part in body


def test_resend_and_brevo_know_a_second_copy(provider: Provider, settings: Settings) -> None:
    for name, content in (("resend", {"id": "1"}), ("brevo", {"messageId": "<1@brevo.example>"})):
        use(settings, name, provider.port)
        settings.ANYMAIL |= {"BREVO_API_URL": f"http://127.0.0.1:{provider.port}/"}
        provider.answer = (200, content)
        assert send().outcome is Outcome.ACCEPTED
    (resend, _), (_, brevo) = provider.asked
    assert resend["Idempotency-Key"] == OWN_ID.strip("<>")
    assert json.loads(brevo)["headers"]["idempotencyKey"] == OWN_ID.strip("<>")


def test_a_mail_without_an_id_is_no_copy_of_the_one_before(provider: Provider, settings: Settings) -> None:
    use(settings, "resend", provider.port)
    provider.answer = (200, {"id": "1"})
    with Transport() as transport:
        transport.send(LETTER)
        transport.send(Letter(to="ada@example.org", subject="Hello", text="x"))
    assert "Idempotency-Key" not in provider.asked[1][0]


SECRET = {"ANYMAIL_WEBHOOK_SECRET": "user:password"}


def test_without_a_provider_nothing_is_needed() -> None:
    assert anymail("", {}) == {}


def test_what_the_environment_says_and_nothing_else() -> None:
    environ = SECRET | {"ANYMAIL_POSTMARK_SERVER_TOKEN": "t", "ANYMAIL_DEBUG_API_REQUESTS": "1", "PATH": "/"}
    given = {"WEBHOOK_SECRET": "user:password", "POSTMARK_SERVER_TOKEN": "t", "REQUESTS_TIMEOUT": 15}
    assert anymail("postmark", environ) == given


@pytest.mark.parametrize(
    ("provider_name", "environ"),
    [
        ("pigeon", SECRET),
        ("postmark", SECRET),
        ("postmark", {"ANYMAIL_POSTMARK_SERVER_TOKEN": "t"}),
        ("postmark", {"ANYMAIL_POSTMARK_SERVER_TOKEN": "t", "ANYMAIL_WEBHOOK_SECRET": "secret"}),
        ("mailgun", SECRET | {"ANYMAIL_POSTMARK_SERVER_TOKEN": "t"}),
    ],
)
def test_a_site_that_would_not_hear_of_bounces_does_not_start(provider_name: str, environ: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured):
        anymail(provider_name, environ)
