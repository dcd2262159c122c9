"""Nothing about anybody's health leaves by mail: every field of the patient is a nonsense word, and none comes out."""

import logging
import re
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest

from accounts.models import User
from journeys.models import Condition, LabResult, MonitoringState, Patient, Therapy
from reminders.delivery import deliver_due
from reminders.planning import plan
from tests.reminders.conftest import Sink, check_in

LINK = "https://tracker.example.org/"


@pytest.fixture
def canary_words(ready_ada: Patient, ada_user: User, now: datetime) -> set[str]:
    """Ada's whole record in words that occur nowhere else."""
    canary = Canary()
    Patient.objects.filter(pk=ready_ada.pk).update(ref=canary(), name=canary(), email=f"{canary()}@example.net")
    User.objects.filter(pk=ada_user.pk).update(name=canary())
    type(ready_ada.clinic).objects.update(name=canary())
    facts = {"patient": ready_ada, "received_at": now}
    Condition.objects.create(**facts, ref=canary(), condition="takayasu-arteritis", note=canary(), source=canary())
    Therapy.objects.create(**facts, ref=canary(), drug=canary(), note=canary())
    LabResult.objects.create(
        **facts, ref=canary(), collected_on="2026-01-02", analyte=canary(), value_text=canary(), unit=canary()
    )
    check_in(ready_ada, now.date() - timedelta(days=10), now, note=canary(), symptoms={canary(): 7})
    MonitoringState.objects.create(
        patient=ready_ada, item=canary(), title=canary(), state="overdue", due_on=date(2026, 1, 1), because=canary()
    )
    canary.words |= {str(ready_ada.pk), str(ada_user.pk), "takayasu-arteritis", "1988-04-02", "Ada "}
    return canary.words


class Canary:
    def __init__(self) -> None:
        self.words: set[str] = set()

    def __call__(self) -> str:
        word = "zqx" + "".join("bcdfgklmnp"[int(digit)] for digit in str(len(self.words) + 100)) + "kazoo"
        self.words.add(word)
        return word


def test_no_word_of_the_record_is_in_any_part_header_or_log_line(
    canary_words: set[str],
    sink: Sink,
    now: datetime,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    plan(now)
    assert deliver_due(now)["sent"] == 2
    (mail,) = sink.mails
    everything = "\n".join(
        [sink.taken[0].decode(), *_parts(mail), *map(str, mail.values()), caplog.text, *capfd.readouterr()]
    )
    assert LINK in everything, "the search looks at something"
    found = {word for word in canary_words if word.lower() in everything.lower()}
    assert not found


def _parts(mail: EmailMessage) -> list[str]:
    return [part.get_content() for part in mail.walk() if not part.is_multipart()]


@pytest.fixture
def mail(ready_ada: Patient, sink: Sink, now: datetime) -> EmailMessage:
    plan(now)
    deliver_due(now)
    return sink.mails[0]


def test_it_says_that_there_is_something_to_do_and_where(mail: EmailMessage) -> None:
    assert mail["Subject"] == "You have something to do"
    text = mail.get_body(("plain",)).get_content()
    for phrase in (
        "You have something to do. Sign in:",
        LINK,
        "never ask for your password",
        "Change or stop reminders",
    ):
        assert phrase in text


def test_every_link_is_the_front_page(mail: EmailMessage) -> None:
    for part in _parts(mail):
        assert set(re.findall(r"https?://[^\s\"<]+", part)) == {LINK}


def test_html_fetches_nothing_and_can_be_dark(mail: EmailMessage) -> None:
    html = mail.get_body(("html",)).get_content()
    seen: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: seen.append(tag)
    parser.feed(html)
    assert not {"img", "link", "script", "iframe", "picture", "video"} & set(seen)
    assert "url(" not in html
    assert "@import" not in html
    assert "prefers-color-scheme: dark" in html


def test_headers_are_those_of_an_automatic_mail(mail: EmailMessage) -> None:
    assert mail["Date"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "multipart/alternative"
