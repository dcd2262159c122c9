"""The address that a bounce of one message comes back to: it names the message, and proves that we wrote to it.

A stranger who guesses a message can't make up a bounce of it. Lower-case hex only: mail servers may change the case.
"""

from collections.abc import Iterator
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

PREFIX = "b+"
SIGNATURE = 20  # hex digits, 80 bits: with the rest of it within the 64 characters of a local part


def make(message: UUID) -> str:
    """`b+<message>.<signature>@<BOUNCE_DOMAIN>`; "" without such a domain."""
    if not settings.BOUNCE_DOMAIN:
        return ""
    return f"{PREFIX}{message.hex}.{_signature(message, settings.SECRET_KEY)}@{settings.BOUNCE_DOMAIN}"


def message_of(address: str) -> UUID | None:
    """The message whose address this is; None: it isn't one of ours, or somebody made it up."""
    local, _, domain = parseaddr(address)[1].lower().rpartition("@")
    named, _, signature = local.removeprefix(PREFIX).partition(".")
    if not local.startswith(PREFIX) or domain != settings.BOUNCE_DOMAIN.lower():
        return None
    try:
        message = UUID(hex=named)
    except ValueError:
        return None
    genuine = any(constant_time_compare(signature, _signature(message, key)) for key in _keys())
    return message if genuine else None


def _keys() -> Iterator[str]:
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS


def _signature(message: UUID, key: str) -> str:
    return salted_hmac("reminders.bounce_address", message.hex, secret=key, algorithm="sha256").hexdigest()[:SIGNATURE]
