"""A reminder mail and the pages behind its links, as people see them on a phone and at a desk, in light and in dark.

With SCREENSHOTS=FOLDER the mail and the answer are also pictured there, on a phone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from journeys.models import CarerGrant, Patient
from reminders import emails, links
from reminders.models import Message, Recipient
from reminders.times import Zones
from reminders.values import Person
from tests.browser.conftest import DESK, PHONE, Sit, patient
from tests.browser.test_pages import sideways, violations

pytestmark = pytest.mark.browser
PICTURED = {"letter-en": "mail", "letter-es": "mail-es", "answer": "mail-answer"}
LOOKS = [(width, scheme) for width in (320, PHONE, DESK) for scheme in ("light", "dark")]


@pytest.fixture
def reader(transactional_db: None) -> Recipient:
    user = User.objects.create_user("ada@example.org", name="Ada")
    return Recipient.objects.create(user=user)


@pytest.fixture
def message(reader: Recipient) -> Message:
    now = timezone.now()
    return Message.objects.create(pk=uuid4(), recipient=reader.user, local_date=now.date(), created_at=now, about="c")


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    yield page
    context.close()


def check(page: Page, name: str) -> None:
    folder, size = os.environ.get("SCREENSHOTS"), page.viewport_size
    if folder and name in PICTURED and size and size["width"] == PHONE:
        scheme = "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
        page.screenshot(path=Path(folder) / f"{PICTURED[name]}-{scheme}.png", full_page=True)
    assert violations(page) == [], name
    assert sideways(page) == 0, name


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_mail_is_accessible_and_fits(page: Page, message: Message, reader: Recipient, language: str) -> None:
    person = Person(
        patient=uuid4(), recipient=reader.pk, address="ada@example.org", zones=Zones(ZoneInfo("Europe/Vienna")),
        since=date(2026, 1, 1), weekday=0, language=language, token=reader.token,
    )  # fmt: skip
    page.set_content(emails.compose(message, person, []).html)
    check(page, f"letter-{language}")


def test_answering_is_accessible_and_fits(page: Page, message: Message, live_server: LiveServer) -> None:
    path = f"{live_server.url}/a/{links.sign(message.pk)}/"
    page.goto(path)
    check(page, "answer")
    page.get_by_label("On this day").fill("2001-01-01")
    page.get_by_label("On this day").press("Enter")
    page.get_by_role("alert").wait_for()
    check(page, "answer-error")
    assert page.get_by_label("On this day").input_value() == "2001-01-01"
    page.get_by_role("button", name="In 3 days").click()
    page.get_by_text("We remind you again by").wait_for()
    check(page, "answered")
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Taken back").wait_for()
    check(page, "taken-back")
    page.goto(f"{live_server.url}/a/nothing/")
    check(page, "unknown")


def test_stopping_is_accessible_and_fits(page: Page, reader: Recipient, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/u/{reader.token}/c/")
    check(page, "stop")
    page.get_by_role("button", name="No more e-mails of this kind").click()
    page.get_by_text("You get no more e-mails of this kind.").wait_for()
    check(page, "stopped")
    page.get_by_role("button", name="Start again").click()
    page.get_by_text("You get e-mails again").wait_for()
    check(page, "started")


@pytest.mark.parametrize(("who", "name"), [("ada", "choose"), ("dee", "about-others"), ("ben", "summary")])
def test_how_reminders_go_is_accessible_and_fits(sit: Sit, who: str, name: str) -> None:
    ada: Patient = patient("tak-01-still-active")
    path = {"choose": f"/patients/{ada.pk}/reminders/choose/"}.get(name, f"/reminders/{name}/")
    for width, scheme in LOOKS:
        watched = sit(who, width=width, color_scheme=scheme)
        page = watched.open(path)
        check(page, name)
        if name == "choose":
            page.get_by_label("First day at home again").fill("2001-01-01")
            page.get_by_role("button", name="Save").click()
            page.get_by_role("alert").wait_for()
            check(page, "choose-error")
    assert CarerGrant.objects.exists()
