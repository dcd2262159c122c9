"""The addresses in a reminder: to stop such mails, and to answer one. They name nobody and say nothing.

Stopping needs the reader's random token, which holds until the account is gone. Answering needs our signature under
the message's id; how long it holds is decided when it is used, so that every copy of a mail has the same address.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.encoding import punycode

from reminders.models import About, Message, Recipient
from reminders.values import Kind, Person, Topic, topic

VALID_FOR = timedelta(days=14)
ABOUT = {
    Topic.CHECK_INS: About.CHECK_INS,
    Topic.TESTS_AND_VISITS: About.TESTS_AND_VISITS,
    Topic.TEAM_DIGEST: About.TEAM_DIGEST,
}


def site() -> str:
    """The front page. A header of a mail takes plain ASCII only."""
    return _site(settings.SITE_URL)


@cache
def _site(url: str) -> str:
    parts = urlsplit(url)
    host = punycode(parts.hostname or "")
    return parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host).geturl().rstrip("/") + "/"


def about(kinds: Iterable[str]) -> About:
    """What a mail about these kinds is about as a whole."""
    topics = {topic(Kind(kind)) for kind in kinds}
    return ABOUT[topics.pop()] if len(topics) == 1 else About.ALL


def stop(token: str, letter: str) -> str:
    return f"{site()}u/{token}/{letter}/"


def answer(message: Message) -> str:
    return f"{site()}a/{sign(message.pk)}/"


def sign(message: UUID) -> str:
    return _signer().sign(urlsafe_b64encode(message.bytes).decode().rstrip("="))


def signed(value: str) -> Message | None:
    """The message under which this is our signature, whatever its age; None: there is none."""
    try:
        text = _signer().unsign(value)
    except BadSignature:
        return None
    return Message.objects.filter(pk=UUID(bytes=urlsafe_b64decode(text + "=="))).select_related("recipient").first()


def is_over(message: Message, now: datetime) -> bool:
    return now >= message.created_at + VALID_FOR


def _signer() -> Signer:
    return Signer(salt="reminders.links.answer", sep=".")


def with_tokens(persons: Collection[Person]) -> list[Person]:
    """The same people, everybody who reads with a token; those who had none get one, all in two queries."""
    without = {each.recipient for each in persons if each.recipient and not each.token}
    if not without:
        return list(persons)
    Recipient.objects.bulk_create([Recipient(user_id=each) for each in without], ignore_conflicts=True)
    tokens = dict(Recipient.objects.filter(pk__in=without).values_list("pk", "token"))
    return [replace(each, token=tokens[each.recipient]) if each.recipient in tokens else each for each in persons]
