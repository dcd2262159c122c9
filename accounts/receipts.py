"""What is sent, and what became of it, however it travels: the words that all ways of sending share."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Stage(StrEnum):
    """How far the conversation with the mail server came."""

    CONNECT = "connect"
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"
    FINAL_DOT = "final-dot"  # the whole message left this process; the server's answer has not been read
    ACCEPTED = "accepted"


class Outcome(StrEnum):
    """What the conversation means for the message."""

    ACCEPTED = "accepted"
    TRANSIENT = "transient"  # this message, later
    PERMANENT = "permanent"  # this message, never
    AMBIGUOUS = "ambiguous"  # the server may have it
    RELAY = "relay"  # the server itself can't be used now; says nothing about this message


@dataclass(frozen=True)
class Letter:
    """One message to one person. `html` may be empty; `headers` are added to those that every message has.
    `envelope_sender`: where a bounce goes to; "": to the sender. A provider has an address of its own for that."""

    to: str
    subject: str
    text: str
    html: str = ""
    sender: str = ""  # "": DEFAULT_FROM_EMAIL
    envelope_sender: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Receipt:
    """`code` is the server's three-digit reply, or a provider's HTTP status (None: there was none); `reply` its words,
    any address taken out; `provider_id` what a provider calls the message."""

    stage: Stage
    outcome: Outcome
    code: int | None = None
    reply: str = ""
    provider_id: str = ""


def words(reply: bytes | str) -> str:
    """A server's words as the ledger may keep them."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return re.sub(r"\S+@\S+", "(address)", " ".join(text.split()))[:200]
