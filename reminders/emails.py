"""What a reminder says: that there is something to do, and where to sign in. Nothing else, whoever it is for.

The text is the same for every reminder and doesn't depend on what is due, so nothing about a person's health can be in
it, and a second copy of a mail can't differ from the first. No name either: nobody has asked for it.
"""

from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from accounts.mail import Letter
from reminders.models import Message

SUBJECT = "You have something to do"


def compose(message: Message, address: str) -> Letter:
    """The letter of `message` to `address`, the recipient's verified one at this moment."""
    context = {"subject": SUBJECT, "site_name": settings.SITE_NAME, "link": f"{settings.SITE_URL}/"}
    return Letter(
        to=address,
        subject=SUBJECT,
        text=render_to_string("emails/reminder.txt", context),
        html=render_to_string("emails/reminder.html", context),
        sender=formataddr((settings.SITE_NAME, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
    )


def message_id(message: Message) -> str:
    """The same for every copy of a message: mail programs may merge copies, and the ledger can explain them."""
    return f"<{message.pk}@{urlsplit(settings.SITE_URL).hostname}>"
