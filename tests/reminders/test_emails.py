"""What a reminder says, in which language, and how it is stopped: read from the bytes that a mail server was given."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
import time_machine
from allauth.account.models import EmailAddress
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.mail import send_security
from accounts.models import User
from journeys.models import CarerGrant, Patient
from reminders import emails, links, snapshot
from reminders.delivery import deliver_due
from reminders.models import Message, Recipient
from reminders.planning import plan
from tests.conftest import team_patient
from tests.reminders.conftest import Sink, check_in, overdue

SITE = "https://tracker.example.org/"
LOCALE = Path(__file__).resolve().parents[2] / "locale"
Mails = Callable[[], list[EmailMessage]]


@pytest.fixture
def sent(sink: Sink, now: datetime) -> Mails:
    def sent() -> list[EmailMessage]:
        plan(now)
        deliver_due(now)
        return sink.mails

    return sent


def texts(mail: EmailMessage) -> tuple[str, str]:
    """Of the plain part and the HTML part."""
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain
    assert html
    return plain.get_content(), html.get_content()


def test_it_says_that_there_is_something_to_do_and_where(ready_ada: Patient, sent: Mails) -> None:
    (mail,) = sent()
    assert mail["Subject"] == "You have something to do"
    plain, html = texts(mail)
    for phrase in ("Sign in", SITE, "never ask for your password", "Change or stop reminders"):
        assert phrase in " ".join(plain.split())
        assert phrase in html


def test_its_links_are_the_front_page_the_answer_and_the_stop(ready_ada: Patient, sent: Mails) -> None:
    (mail,) = sent()
    message, recipient = Message.objects.get(), Recipient.objects.get()
    for part in texts(mail):
        found = set(re.findall(r"https?://[^\s\"<]+", part))
        assert found == {SITE, links.answer(message), links.stop(recipient.token, "c")}


def test_html_fetches_nothing_and_can_be_dark(ready_ada: Patient, sent: Mails) -> None:
    (mail,) = sent()
    html = texts(mail)[1]
    seen: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: seen.append(tag)
    parser.feed(html)
    assert not {"img", "link", "script", "iframe", "picture", "video"} & set(seen)
    assert "url(" not in html
    assert "@import" not in html
    assert "prefers-color-scheme: dark" in html


def test_the_plain_part_can_be_read_in_a_text_window(ready_ada: Patient, sent: Mails) -> None:
    (mail,) = sent()
    lines = texts(mail)[0].splitlines()
    assert max(len(line) for line in lines if "https://" not in line) <= 72
    assert all(line == line.strip() for line in lines)
    assert not any(first == second == "" for first, second in pairwise(lines))


def test_headers_are_those_of_an_automatic_mail(ready_ada: Patient, sent: Mails) -> None:
    (mail,) = sent()
    assert mail["Date"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "multipart/alternative"


@pytest.mark.parametrize(
    "site", ["https://tracker.example.org", "https://a-very-long-name.of-a-hospital.example.org:8443"]
)
def test_unsubscribing_stands_on_one_line_of_plain_ascii(
    ready_ada: Patient, sink: Sink, sent: Mails, settings: Settings, site: str
) -> None:
    settings.SITE_URL = site
    sent()
    head = sink.taken[0].split(b"\r\n\r\n")[0].split(b"\r\n")
    token = Recipient.objects.get().token
    assert f"List-Unsubscribe: <{site}/u/{token}/c/>".encode("ascii") in head
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    assert re.fullmatch(r"[\w-]{32}", token)


def test_a_site_with_letters_of_its_own_is_written_in_ascii(settings: Settings) -> None:
    settings.SITE_URL = "https://räder.example.org"
    assert links.stop("x", "a") == "https://xn--rder-loa.example.org/u/x/a/"


def test_what_is_stopped_is_what_the_mail_is_about(ready_ada: Patient, sink: Sink, sent: Mails, now: datetime) -> None:
    overdue(ready_ada, "mon.x", now.date())
    (both,) = sent()
    assert both["List-Unsubscribe"].endswith("/a/>")
    check_in(ready_ada, now.date() + timedelta(days=7), now)
    overdue(ready_ada, "mon.y", now.date() + timedelta(days=8))
    plan(now + timedelta(days=1))
    deliver_due(now + timedelta(days=1))
    assert sink.mails[1]["List-Unsubscribe"].endswith("/t/>")


def test_a_second_copy_is_the_first_one_again(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    """A follow-up's reminder, because those are sent again when the answer was lost; beside it a check-in, done
    before the second copy."""
    overdue(ready_ada, "mon.x", now.date())
    sink.drops_after_dot = 1
    with time_machine.travel(now, tick=False):
        plan(now)
        deliver_due(now)
    check_in(ready_ada, now.date(), now)
    later = now + timedelta(minutes=30)
    with time_machine.travel(later, tick=False):
        deliver_due(later)
    first, second = (re.sub(rb"\r\nDate: [^\r]+", b"", raw) for raw in sink.taken)
    assert first == second


def test_security_mail_is_apart(sink: Sink) -> None:
    send_security(to="ada@example.org", subject="Your invitation", text="A link.")
    assert b"List-Unsubscribe" not in sink.taken[0]
    assert b"/u/" not in sink.taken[0]


def test_a_carer_of_two_gets_one_mail_that_is_like_any_other(
    ready_ada: Patient,
    ada_user: User,
    dee_user: User,
    verify: Callable[[User], EmailAddress],
    sent: Mails,
    now: datetime,
) -> None:
    verify(dee_user)
    Recipient.objects.create(user=dee_user, as_carer_since=now)
    bob = team_patient(ready_ada.team_links.get().team, ref="bob-1", name="Bob")
    for somebody in (ready_ada, bob):
        CarerGrant.objects.create(patient=somebody, user=dee_user, scope="view", starts_on=date(2026, 1, 1))
    mails = {mail["To"]: mail for mail in sent()}
    assert set(mails) == {"ada@example.org", "dee@example.org"}
    assert Message.objects.get(recipient=dee_user).occurrences.count() == 2
    own, hers = (_without_links(mails[each.email]) for each in (ada_user, dee_user))
    assert own == hers


def _without_links(mail: EmailMessage) -> list[str]:
    return [re.sub(r"/[ua]/[\w./-]+", "", part) for part in texts(mail)]


# -- languages ---------------------------------------------------------------------------------------------------------


def test_everybody_reads_their_own_language_and_the_site_keeps_its_own(
    ready_ada: Patient, ada_user: User, sent: Mails
) -> None:
    User.objects.filter(pk=ada_user.pk).update(language="es-MX")
    (mail,) = sent()
    assert mail["Subject"] == "Tiene algo pendiente"
    assert '<html lang="es" dir="ltr">' in texts(mail)[1]
    assert translation.get_language() == "en"


def test_no_english_is_left_in_spanish(settings: Settings) -> None:
    english, spanish = (emails._texts(language, SITE, "Journey Tracker") for language in ("en", "es"))
    left = set(_said(english)) & set(_said(spanish))
    assert left == {SITE, "Journey Tracker", emails.ANSWER, emails.STOP}
    assert len(set(_said(english))) > 15, "the search looks at something"


def _said(texts: emails._Texts) -> list[str]:
    said = [texts.subject, *texts.text.splitlines()]
    parser = HTMLParser()
    parser.handle_data = said.append
    parser.feed(re.sub(r"<style>.*?</style>", "", texts.html, flags=re.S))
    return [line.strip() for line in said if line.strip()]


def test_a_language_that_nobody_has_translated_is_the_sites(ready_ada: Patient, ada_user: User, sent: Mails) -> None:
    User.objects.filter(pk=ada_user.pk).update(language="tlh")
    (mail,) = sent()
    assert mail["Subject"] == "You have something to do"
    assert '<html lang="en" dir="ltr">' in texts(mail)[1]


def test_a_language_from_right_to_left_turns_the_page(
    ready_ada: Patient, ada_user: User, sent: Mails, settings: Settings
) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    User.objects.filter(pk=ada_user.pk).update(language="ar")
    (mail,) = sent()
    html = texts(mail)[1]
    assert '<html lang="ar" dir="rtl">' in html
    assert '<body lang="ar" dir="rtl">' in html
    assert not re.search(r"(left|right)\s*:|text-align: (left|right)", html)


def test_what_is_compiled_is_what_is_written_and_nothing_is_missing() -> None:
    with (LOCALE / "es/LC_MESSAGES/django.po").open("rb") as po, (LOCALE / "es/LC_MESSAGES/django.mo").open("rb") as mo:
        written, compiled = (
            {each.id: each.string for each in read(file) if each.id} for read, file in ((read_po, po), (read_mo, mo))
        )
    assert written == compiled
    assert all(written.values())


# -- speed -------------------------------------------------------------------------------------------------------------


def test_a_mail_to_somebody_who_has_a_token_costs_no_query_and_no_template(
    ready_ada: Patient,
    sent: Mails,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent()
    message = Message.objects.get()
    person = links.with_tokens(snapshot.take([ready_ada.pk], now))[0]
    monkeypatch.delattr(emails, "render_to_string")
    with django_assert_num_queries(0):
        assert emails.compose(message, person, []).to == "ada@example.org"
