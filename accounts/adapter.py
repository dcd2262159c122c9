"""What differs from allauth: nobody signs up, mails go through the one transport, links name our own site."""

import logging
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string

from accounts import mail

logger = logging.getLogger(__name__)


class Adapter(DefaultAccountAdapter):
    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "This e-mail address and password do not go together. Check both, then try again.",
        "too_many_login_attempts": "That was tried too often. Wait a few minutes, then try again.",
        "rate_limited": "That was tried too often. Wait a few minutes, then try again.",
        "enter_current_password": "This is not your password. Try again.",
        "incorrect_password": "This is not your password. Try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context).split())
        text = render_to_string(f"{template_prefix}_message.txt", context).strip() + "\n"
        receipt = mail.send_security(to=email, subject=subject, text=text)
        if receipt.outcome is not mail.Outcome.ACCEPTED:
            logger.warning("%s not accepted by the mail server: %s", template_prefix, receipt.outcome)

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _at_our_site(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return _at_our_site(super().get_email_confirmation_url(request, emailconfirmation))


def _at_our_site(url: str) -> str:
    """allauth makes links from the Host header, which the asker chooses."""
    return f"{settings.SITE_URL}{urlsplit(url).path}"
