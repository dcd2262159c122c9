"""What a reminder says: that there is something to do, and where to sign in. Nothing else, whoever it is for.

The text is the same for every reminder and doesn't depend on what is due, so nothing about a person's health can be in
it, and a second copy of a mail can't differ from the first. No name either: nobody has asked for it.
"""

from collections.abc import Collection
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from accounts.mail import Letter
from reminders.models import Message, Occurrence
from reminders.policy import Person

SUBJECT = "You have something to do"


def compose(message: Message, person: Person, held: Collection[Occurrence]) -> Letter:
    """The letter of `message` to its reader as they are at this moment. ``held``: what it is about."""
    assert person.address is not None  # noqa: S101  the guard lets nobody through without an address
    context = {"subject": SUBJECT, "site_name": settings.SITE_NAME, "link": f"{settings.SITE_URL}/"}
    return Letter(
        to=person.address,
        subject=SUBJECT,
        text=render_to_string("emails/reminder.txt", context),
        html=render_to_string("emails/reminder.html", context),
        sender=formataddr((settings.SITE_NAME, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
    )


def message_id(message: Message) -> str:
    """The same for every copy of a message: mail programs may merge copies, and the ledger can explain them."""
    return f"<{message.pk}@{urlsplit(settings.SITE_URL).hostname}>"
