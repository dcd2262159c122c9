"""Nothing about anybody's health leaves by mail, nor shows on a page that a mail's link opens: every field of the
patient is a nonsense word, and none comes out."""

import logging
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email.message import EmailMessage

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from journeys.models import Condition, FollowUp, LabResult, MonitoringState, Patient, Therapy, Visit
from reminders import links
from reminders.answer_form import BUTTONS
from reminders.delivery import deliver_due
from reminders.models import Message, PutOff, Recipient
from reminders.planning import plan
from tests.reminders.conftest import Sink, check_in


@pytest.fixture
def canary_words(ready_ada: Patient, ada_user: User, ben: User, now: datetime) -> set[str]:
    """Ada's whole record in words that occur nowhere else."""
    canary = Canary()
    born = date(1917, 11, 13)
    Patient.objects.filter(pk=ready_ada.pk).update(
        ref=canary(), name=canary(), email=f"{canary()}@example.net", birth_date=born
    )
    User.objects.filter(pk=ada_user.pk).update(name=canary())
    type(ready_ada.clinic).objects.update(name=canary())
    ready_ada.team_links.get().team.__class__.objects.update(name=canary())
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
    FollowUp.objects.create(patient=ready_ada, words=canary(), due_on=now.date(), made_by=ben, made_at=now)
    Visit.objects.create(**facts, ref=canary(), on=now.date() + timedelta(days=2), kind="clinic")
    canary.words |= {str(ready_ada.pk), str(ada_user.pk), "takayasu", "1917", "13 Nov", "Ada ", "patient", "check-in"}
    canary.words |= {"treatment", "clinic", "test", "visit", "follow-up", "health", "emergency"}
    return canary.words


class Canary:
    def __init__(self) -> None:
        self.words: set[str] = set()

    def __call__(self) -> str:
        word = "zqx" + "".join("bcdfgklmnp"[int(digit)] for digit in str(len(self.words) + 100)) + "kazoo"
        self.words.add(word)
        return word


def found(words: set[str], *texts: str) -> set[str]:
    everything = "\n".join(texts).lower()
    return {word for word in words if word.lower() in everything}


def test_no_word_of_the_record_is_in_any_part_header_or_log_line(
    canary_words: set[str],
    sink: Sink,
    now: datetime,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    plan(now)
    assert deliver_due(now)["sent"] == 4
    (mail,) = sink.mails
    looked_at = [sink.taken[0].decode(), *_parts(mail), *map(str, mail.values())]
    assert "https://tracker.example.org/" in "".join(looked_at), "the search looks at something"
    logged = [caplog.text, *capfd.readouterr()]
    assert not found(canary_words, *looked_at)
    assert not found({word for word in canary_words if "zqx" in word}, *logged)


def test_no_word_of_the_record_is_on_a_page_behind_a_link(
    canary_words: set[str], sink: Sink, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    plan(now)
    deliver_due(now)
    reader, message = Recipient.objects.get(), Message.objects.get()
    pages = list(_pages(reader, message, now))
    said = re.sub(r"/static/journeys/|Journey Tracker", "", "\n".join(pages))
    assert len(pages) > 20
    assert PutOff.objects.count() == 4, "the answers were given"
    assert not found(canary_words | {"journey"}, said)
    assert not found({word for word in canary_words if "zqx" in word}, caplog.text)


def _pages(reader: Recipient, message: Message, now: datetime) -> Iterator[str]:
    """Every page, looked at and answered, headers and all; the answers end with one that stays."""
    client = Client()
    answer = links.answer(message).removeprefix("https://tracker.example.org")
    with time_machine.travel(now, tick=False):
        for letter in "catd":
            stop = f"/u/{reader.token}/{letter}/"
            yield from (
                _whole(page)
                for page in (
                    client.get(stop),
                    client.post(stop, {"List-Unsubscribe": "One-Click"}),
                    client.post(stop, {"do": "start"}),
                )
            )
        yield _whole(client.get(answer))
        for do in (*BUTTONS[::-1], "nonsense"):
            yield _whole(client.post(answer, {"do": do, "on": "2026-03-20"}))
    yield _whole(client.get(answer))
    yield _whole(client.get("/a/nothing/"))


def _whole(page: HttpResponse) -> str:
    return f"{page.headers}\n{page.content.decode()}"


def _parts(mail: EmailMessage) -> list[str]:
    return [part.get_content() for part in mail.walk() if not part.is_multipart()]
