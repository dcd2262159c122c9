"""A mail provider instead of a mail server: ANYMAIL_PROVIDER names it, other variables say what it needs."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

TIMEOUT_S = 15

# What each needs; after it, what it may be given. As ANYMAIL_POSTMARK_SERVER_TOKEN and so on in the environment.
NEEDS = {"brevo": "API_KEY", "mailgun": "API_KEY", "postmark": "SERVER_TOKEN", "resend": "API_KEY"}
MAY_HAVE = {"mailgun": ("API_URL", "SENDER_DOMAIN", "WEBHOOK_SIGNING_KEY"), "postmark": ("API_URL", "MESSAGE_STREAM")}


def anymail(provider: str, environ: Mapping[str, str]) -> dict[str, Any]:
    """The ANYMAIL setting; without a provider it is empty. Raises `ImproperlyConfigured`."""
    if not provider:
        return {}
    if provider not in NEEDS:
        raise ImproperlyConfigured(f"ANYMAIL_PROVIDER must be one of {', '.join(NEEDS)}, or not be set.")
    needed = f"{provider.upper()}_{NEEDS[provider]}"
    names = ["WEBHOOK_SECRET", needed, *(f"{provider.upper()}_{name}" for name in MAY_HAVE.get(provider, ()))]
    given = {name: environ[f"ANYMAIL_{name}"] for name in names if environ.get(f"ANYMAIL_{name}")}
    if needed not in given:
        raise ImproperlyConfigured(f"ANYMAIL_{needed} must be set.")
    user, _, password = given.get("WEBHOOK_SECRET", "").partition(":")
    if not (user and password):
        raise ImproperlyConfigured("ANYMAIL_WEBHOOK_SECRET must be set, as user:password of the provider's webhook.")
    return given | {"REQUESTS_TIMEOUT": TIMEOUT_S}
