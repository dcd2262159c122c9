"""F29 and F30: what comes back, from providers and from mail servers."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from journeys.models import WorkItem, WorkKind
from reminders import bounces
from reminders.bounces import Told
from reminders.models import DeliveryEvent, Message, Occurrence, Suppression
from tests.faults.conftest import Round
from tests.faults.people import MONDAY, people
from tests.faults.site import Site

WEEK = timedelta(days=7)


def told(message: Message, number: int, kind: str) -> Told:
    return Told(event_id=f"event-{number}", type=kind, at=MONDAY + timedelta(minutes=number), message=message.pk)  # type: ignore[arg-type]  # the word


def a_mail(site: Site, a_round: Round) -> Message:
    people(1)
    a_round()
    assert len(site.mail.taken()) == 1
    return Message.objects.get()


def test_f29_events_twice_and_out_of_order_count_once(site: Site, a_round: Round) -> None:
    message = a_mail(site, a_round)
    for number in (3, 1, 3, 2, 1):
        bounces.record(told(message, number, "soft-bounce"), site.now())
    assert DeliveryEvent.objects.count() == 3
    assert not Suppression.objects.exists()
    bounces.record(told(message, 5, "hard-bounce"), site.now())
    bounces.record(told(message, 4, "delivered"), site.now())
    assert Suppression.objects.get().reason == "hard-bounce"


@pytest.mark.parametrize(
    ("kinds", "reason"),
    [
        (["hard-bounce"], "hard-bounce"),
        (["soft-bounce"] * 4, None),
        (["soft-bounce"] * 5, "soft-bounces"),
        (["complaint"], "complaint"),
        (["other"] * 9, None),
    ],
)
def test_f30_what_came_back_decides_whether_the_next_one_leaves(
    site: Site, a_round: Round, kinds: list[str], reason: str | None
) -> None:
    message = a_mail(site, a_round)
    for number, kind in enumerate(kinds):
        bounces.record(told(message, number, kind), site.now())
    assert [each.reason for each in Suppression.objects.all()] == ([reason] if reason else [])
    assert WorkItem.objects.filter(kind=WorkKind.CANNOT_REACH).exists() is (reason is not None)
    site.pass_time(WEEK)
    a_round()
    assert len(site.mail.taken()) == (1 if reason else 2)


BOUNCE = """From: MAILER-DAEMON@mx.example.org
To: {back_to}
Subject: Undelivered
Message-ID: <bounce-{number}@mx.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It did not arrive.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; p0@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such mailbox

--b--
"""
AUTO_REPLY = """From: p0@example.org
To: {back_to}
Subject: On holiday
Message-ID: <reply-{number}@example.org>
Auto-Submitted: auto-replied

I am away. The mailbox is full of sand: 550 5.1.1.
"""


def take(site: Site, text: str, *, back_to: str) -> None:
    """As the mail server of the bounce domain hands over what comes in."""
    raw = site.folder / "returned.eml"
    raw.write_text(text.format(back_to=back_to, number=abs(hash(text)) % 1000))
    command = f"\"$0\" manage.py take_bounce '{back_to}' < {raw} || test $? = 67"  # 67: no such address here
    site.shell(command)


def test_f29_f30_a_bounce_on_the_signed_address_counts_and_a_forged_one_does_not(
    site: Site, a_round: Round, settings: Settings
) -> None:
    settings.BOUNCE_DOMAIN = "bounces.example.org"
    site.env["BOUNCE_DOMAIN"] = "bounces.example.org"
    a_mail(site, a_round)
    (left,) = site.mail.events("sender")
    signed = left["text"]
    assert signed.endswith("@bounces.example.org")
    local, _, domain = signed.partition("@")
    forged = local[:-1] + ("0" if local[-1] != "0" else "1") + "@" + domain
    take(site, AUTO_REPLY, back_to=signed)
    take(site, BOUNCE, back_to=forged)
    assert not Suppression.objects.exists()
    take(site, BOUNCE, back_to=signed)
    take(site, BOUNCE, back_to=signed)
    assert Suppression.objects.get().reason == "hard-bounce"
    assert Occurrence.objects.filter(state="sent").exists()
