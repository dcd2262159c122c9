"""People are invited: they get a link, good for three days and one use, on which they choose their password.

A link that went through the person's mailbox also proves the address, and only a proven address is ever reminded. A
link that was printed for handing over proves nothing; it is made with another salt, so one can't pass for the other.
"""

import logging
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from accounts import mail
from accounts.models import User

logger = logging.getLogger(__name__)


class LinkTokens(PasswordResetTokenGenerator):
    """Tokens that end with the first password set, after PASSWORD_RESET_TIMEOUT, or when the address changes."""

    def __init__(self, salt: str) -> None:
        super().__init__()
        self.key_salt = salt


MAILED: Final = LinkTokens("accounts.invitations.mailed")
HANDED_OVER: Final = LinkTokens("accounts.invitations.handed-over")


class LinkRefusedError(Exception):
    """The link was used, is too old, or never was one."""


@transaction.atomic
def invite(*, email: str, name: str, by: User | None, now: datetime, language: str = "") -> User:
    """The person who signs in by `email`, made if there is none, and a mail to them once this transaction is committed.

    Raises `django.core.exceptions.ValidationError` for what is not an address. Who has a password already is only told
    where to sign in. Inviting again sends another link; the older ones stay good until one is used.
    """
    user = enrol(email=email, name=name, language=language, by=by, now=now)
    transaction.on_commit(partial(_send, user))
    return user


@transaction.atomic
def enrol(*, email: str, name: str, by: User | None, now: datetime, language: str = "") -> User:
    """As `invite`, without the mail: whoever calls this hands over `link(user, HANDED_OVER)`."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is not None:
        return user
    user = User(email=email.strip().lower(), name=name, invited_at=now, invited_by=by)
    user.language = _short(language) or user.language
    user.set_unusable_password()
    user.full_clean()
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    return user


def _short(language: str) -> str:
    """A tag such as "es" or "es-MX"; of a longer one ("ca-ES-valencia") the language alone."""
    limit = User._meta.get_field("language").max_length
    return language if limit is None or len(language) <= limit else language.partition("-")[0][:limit]


def link(user: User, tokens: LinkTokens) -> str:
    """The absolute address on which `user` sets a password, once."""
    return f"{settings.SITE_URL}{reverse('invitation', args=[user.pk, tokens.make_token(user)])}"


def is_good(user: User, token: str) -> bool:
    return user.is_active and any(tokens.check_token(user, token) for tokens in (MAILED, HANDED_OVER))


@transaction.atomic
def accept(*, user_id: UUID, token: str, password: str) -> User:
    """Set the password and, if the link came by mail, mark the address as verified. Raises `LinkRefusedError`."""
    # Locked: of two answers to the same link one is too late.
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None or not is_good(user, token):
        raise LinkRefusedError
    came_by_mail = MAILED.check_token(user, token)
    user.set_password(password)
    user.save(update_fields=["password"])
    if came_by_mail:
        _verify(user)
    return user


def _verify(user: User) -> None:
    address, _ = EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True})
    if address.set_verified(commit=False):
        address.save(update_fields=["verified"])


def _send(user: User) -> None:
    has_password = user.has_usable_password()
    address = settings.SITE_URL + reverse("account_login") if has_password else link(user, MAILED)
    text = render_to_string("account/email/invitation_message.txt", {"link": address, "has_password": has_password})
    subject = render_to_string("account/email/invitation_subject.txt").strip()
    receipt = mail.send_security(to=user.email, subject=subject, text=text)
    if receipt.outcome is not mail.Outcome.ACCEPTED:
        logger.warning("invitation of %s not accepted by the mail server: %s", user.pk, receipt.outcome)
