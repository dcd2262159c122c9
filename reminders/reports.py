"""What mail servers write when a mail didn't arrive (RFC 3464) or its reader complained (RFC 5965). Pure.

Answering machines write back too, and theirs are no bounces. A server's bounce may say "auto-replied" just as they do,
so what decides is whether there is a report in it, never a header or a word of the text.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from enum import StrEnum

ENHANCED = re.compile(r"(?<![\w.])[245]\.\d{1,3}\.\d{1,3}(?!\.?\w)")  # no part of an IP address or a version
MAILBOX_FULL, TOO_BIG = "5.2.2", "5.2.3"
BLOCKED = "5.7."  # by a rule of theirs; says nothing about the mailbox


class Verdict(StrEnum):
    """In the words of models.delivery.EventType."""

    DELIVERED = "delivered"
    HARD_BOUNCE = "hard-bounce"
    SOFT_BOUNCE = "soft-bounce"
    COMPLAINT = "complaint"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Report:
    """``id`` is the same for each copy of the report. ``addresses`` may be the signed address, most likely first; any
    of them may be made up."""

    id: str
    verdict: Verdict
    addresses: tuple[str, ...]


def read(raw: bytes) -> Report:
    """Any message at all: what isn't a report is OTHER. Raises `ValueError` for what isn't a message."""
    try:
        mail = message_from_bytes(raw, policy=policy.default)
        parts = list(mail.walk())
        own_id = str(mail.get("Message-ID", "")).strip()
        addresses = [str(value) for name in ("Delivered-To", "X-Original-To") for value in mail.get_all(name, [])]
    except (MessageError, LookupError, UnicodeError) as error:
        raise ValueError("not a message") from error
    verdict = next(filter(None, map(_delivery_status, parts)), None)
    if complaint := next(filter(None, map(_feedback, parts)), None):
        verdict = Verdict.COMPLAINT if complaint.get("Feedback-Type", "").strip().lower() == "abuse" else Verdict.OTHER
        addresses += [str(complaint.get("Original-Mail-From", "")), *_return_paths(parts)]
    marked = own_id.encode() or raw
    return Report(hashlib.sha256(marked).hexdigest(), verdict or Verdict.OTHER, tuple(filter(None, addresses)))


def severity(code: str) -> Verdict:
    """Of an enhanced status code such as 5.1.1, of a mail that was given up. "" (they didn't say why) is soft."""
    if code.startswith("4.") or code in (MAILBOX_FULL, TOO_BIG) or code.startswith(BLOCKED):
        return Verdict.SOFT_BOUNCE
    return Verdict.HARD_BOUNCE if code.startswith("5.") else Verdict.SOFT_BOUNCE


def enhanced(*texts: str) -> str:
    """The code that says most: a mail server's own words may be clearer than what a relay made of them. "": none."""
    found = [match[0] for text in texts for match in ENHANCED.finditer(text)]
    return next((code for code in found if not code.endswith(".0.0")), next(iter(found), ""))


def _delivery_status(part: Message) -> Verdict | None:
    """Of the first address in it: each of our mails goes to one."""
    if part.get_content_type() != "message/delivery-status":
        return None
    for block in _blocks(part):
        action = block.get("Action", "").strip().lower()
        if action == "failed":
            return severity(enhanced(block.get("Status", ""), block.get("Diagnostic-Code", "")))
        if action:
            return Verdict.DELIVERED if action == "delivered" else Verdict.OTHER
    return Verdict.OTHER


def _feedback(part: Message) -> Message | None:
    if part.get_content_type() != "message/feedback-report":
        return None
    return next(_blocks(part), None)


def _blocks(part: Message) -> Iterator[Message]:
    """The groups of fields in a report, read plainly: what stands in them needn't be well-formed headers."""
    payload = part.get_payload()
    texts = [each.as_string() for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []
    if isinstance(payload, str):
        texts = re.split(r"\n\s*\n", payload.replace("\r\n", "\n"))
    yield from (message_from_bytes(text.encode("utf-8", "replace"), policy=policy.compat32) for text in texts)


def _return_paths(parts: Sequence[Message]) -> list[str]:
    """Of the mail that was complained about, where the report holds it."""
    inner = [part for part in parts[1:] if isinstance(part, EmailMessage)]
    return [str(value) for part in inner for value in part.get_all("Return-Path", [])]
