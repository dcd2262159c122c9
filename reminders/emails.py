"""What a reminder says: that there is something to do, where to sign in, and how to answer. Whoever it is for.

The text is the same for every reminder and doesn't depend on what is due or for whom, so nothing about a person's
health can be in it. It doesn't depend on the time either: a second copy is the first one again. No name: nobody has
asked for it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from accounts.mail import Letter
from reminders import bounce_address, links
from reminders.languages import direction, spoken
from reminders.models import Message, Occurrence
from reminders.values import Person

# Stand in the rendered texts where each mail has addresses of its own.
ANSWER, STOP = "@@answer@@", "@@stop@@"


@dataclass(frozen=True, slots=True)
class _Texts:
    subject: str
    text: str
    html: str


def compose(message: Message, person: Person, held: Collection[Occurrence]) -> Letter:
    """The letter of `message` to its reader as they are at this moment. ``held``: what it is about."""
    assert person.address is not None  # noqa: S101  the guard lets nobody through without an address
    assert person.token  # noqa: S101  the guard gives everybody one
    texts = _texts(spoken(person.language), links.site(), settings.SITE_NAME)
    answer, stop = links.answer(message), links.stop(person.token, message.about)
    return Letter(
        to=person.address,
        subject=texts.subject,
        text=texts.text.replace(ANSWER, answer).replace(STOP, stop),
        html=texts.html.replace(ANSWER, answer).replace(STOP, stop),
        sender=formataddr((settings.SITE_NAME, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        envelope_sender=bounce_address.make(message.pk),
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated", **unsubscribe_headers(stop)},
    )


def unsubscribe_headers(stop: str) -> dict[str, str]:
    """With these a mail program shows its own button and does the POST itself (RFC 8058)."""
    return {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def message_id(message: Message) -> str:
    """The same for every copy of a message: mail programs may merge copies, and the ledger can explain them."""
    return f"<{message.pk}@{urlsplit(links.site()).hostname}>"


@lru_cache(maxsize=64)
def _texts(language: str, site: str, site_name: str) -> _Texts:
    """Rendered once for all: a thousand mails a second leave no time for templates."""
    with translation.override(language):
        subject = gettext("You have something to do")
        context = {"subject": subject, "site_name": site_name, "link": site, "answer": ANSWER, "stop": STOP}
        context |= {"language": language, "direction": direction()}
        return _Texts(
            subject,
            render_to_string("emails/reminder.txt", context),
            render_to_string("emails/reminder.html", context),
        )
