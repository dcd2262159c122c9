"""What the team's digest says: how much work of which kind waits, and where the list is. See `team` for the numbers."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.template.loader import render_to_string

from accounts.mail import Letter
from journeys.models import Tier, WorkKind
from reminders import emails, links, team
from reminders.models import Message
from reminders.values import Person

SUBJECT = "There is work on your team's list"
WORDS: Mapping[str, str] = {
    f"flag:{Tier.B}": "New, for discussion",
    f"flag:{Tier.C}": "New, to be checked first",
    **{f"work:{kind}": str(kind.label) for kind in WorkKind},
    team.OVERDUE: "People with something overdue",
}


def compose(message: Message, person: Person, now: datetime) -> Letter:
    """The numbers are taken once for a message: a second copy says the same as the first."""
    assert person.address is not None  # noqa: S101  the guard lets nobody through without an address
    if message.numbers is None:
        message.numbers = dict(team.news([message.recipient_id], now)[message.recipient_id].numbers)
        message.save(update_fields=["numbers"])
    lines = [f"{words}: {message.numbers[name]}" for name, words in WORDS.items() if name in message.numbers]
    stop = links.stop(person.token, message.about)
    context = {"subject": SUBJECT, "lines": lines, "link": f"{links.site()}work", "stop": stop}
    context |= {"site_name": settings.SITE_NAME}
    return Letter(
        to=person.address,
        subject=SUBJECT,
        text=render_to_string("emails/digest.txt", context),
        html=render_to_string("emails/digest.html", context),
        sender=formataddr((settings.SITE_NAME, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        headers={
            "Message-ID": emails.message_id(message),
            "Auto-Submitted": "auto-generated",
            **emails.unsubscribe_headers(stop),
        },
    )
