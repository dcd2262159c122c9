"""Mail providers (django-anymail): what a letter needs beyond a message, and what their answers mean for it.

A provider's interface is spoken over HTTP, where the gap is the same as with a mail server: who hears no answer doesn't
know whether the letter was taken.
"""

import re
from typing import Any

import requests
from anymail.exceptions import (
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
from urllib3.exceptions import MaxRetryError

from accounts.receipts import Outcome, Receipt, Stage, words

MARK = "message"  # of what a provider is asked to repeat in its events: the Message-ID
CAN_LEAVE_TRACKING_OUT = frozenset({"Mailgun", "Postmark"})  # the others by a setting of the account

ABOUT_THE_LETTER = frozenset({400, 413, 422})
# Postmark's 422 about a recipient is AnymailRecipientsRefused already; what is left is about the account or the sender.
ABOUT_THE_ACCOUNT = frozenset({("Postmark", 422)})
BUSY_WITH_THE_SAME = 409
NO_ANSWER_FROM_BEHIND = 504  # a gateway waited in vain, as we would have

UNWRITABLE = (AnymailInvalidAddress, AnymailSerializationError, AnymailUnsupportedFeature)
TAKEN = frozenset({"sent", "queued"})


def prepare(message: Any, backend: Any) -> None:
    """No tracking; the Message-ID stays and comes back in events; a second copy is known as one, where they can."""
    own_id = message.extra_headers.get("Message-ID", "")
    if own_id:
        message.metadata = {MARK: own_id}
    if backend.esp_name in CAN_LEAVE_TRACKING_OUT:
        message.track_clicks = message.track_opens = False
    if backend.esp_name == "Postmark":
        message.extra_headers["X-PM-KeepID"] = "true"
    if backend.esp_name == "Brevo" and own_id:
        message.extra_headers["idempotencyKey"] = own_id.strip("<>")
    if backend.esp_name == "Resend":
        backend.session.headers["Idempotency-Key"] = own_id.strip("<>") or None  # None: requests leaves it out


def answer(message: Any) -> Receipt:
    """Of a message that was sent without an error."""
    status = message.anymail_status
    states = status.status or set()
    code = getattr(status.esp_response, "status_code", None)
    provider_id = str(status.message_id)[:200] if isinstance(status.message_id, str) else ""
    if states & TAKEN:
        return Receipt(Stage.ACCEPTED, Outcome.ACCEPTED, code, provider_id=provider_id)
    if "failed" in states:
        return Receipt(Stage.FINAL_DOT, Outcome.TRANSIENT, code, "failed", provider_id)
    return Receipt(Stage.FINAL_DOT, Outcome.AMBIGUOUS, code, "unknown", provider_id)


def judge(error: AnymailError) -> Receipt:
    """What it means that a message could not be sent."""
    if isinstance(error, UNWRITABLE):
        return Receipt(Stage.CONNECT, Outcome.PERMANENT, None, type(error).__name__)
    response: Any = error.response
    code = getattr(response, "status_code", None)
    reply = words(re.sub(r"<[^>]*>", " ", getattr(response, "text", "")))
    if isinstance(error, AnymailRecipientsRefused):
        return Receipt(Stage.RECIPIENT, Outcome.PERMANENT, code, reply)
    if code is None:
        return _unanswered(error.__cause__)
    stage, outcome = _by_status(code, str(error.esp_name))
    return Receipt(stage, outcome, code, reply)


def _by_status(code: int, provider: str) -> tuple[Stage, Outcome]:
    if code < 300 or code == NO_ANSWER_FROM_BEHIND:  # taken, it seems, but the answer can't be read
        return Stage.FINAL_DOT, Outcome.AMBIGUOUS
    if code == BUSY_WITH_THE_SAME:
        return Stage.DATA, Outcome.TRANSIENT
    if code in ABOUT_THE_LETTER and (provider, code) not in ABOUT_THE_ACCOUNT:
        return Stage.DATA, Outcome.PERMANENT
    return Stage.CONNECT, Outcome.RELAY  # signing in, paying, pace, or their own trouble


def _unanswered(cause: BaseException | None) -> Receipt:
    name = type(cause).__name__ if cause else ""
    if isinstance(cause, requests.ConnectionError) and not isinstance(cause, requests.ReadTimeout):
        began = not isinstance(cause, requests.ConnectTimeout | requests.exceptions.SSLError)
        began = began and not isinstance(cause, requests.exceptions.ProxyError) and not _refused(cause)
    else:
        began = isinstance(cause, requests.ReadTimeout | requests.exceptions.ChunkedEncodingError)
    if began:
        return Receipt(Stage.FINAL_DOT, Outcome.AMBIGUOUS, None, name)
    return Receipt(Stage.CONNECT, Outcome.RELAY, None, name)


def _refused(cause: requests.ConnectionError) -> bool:
    """No connection came about: urllib3 gave up trying, before a byte of the letter."""
    return any(isinstance(each, MaxRetryError) for each in cause.args)
