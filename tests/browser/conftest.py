"""Real Chromium against a real server: a small cohort as of today, people who are signed in, and what they ran into."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from journeys.actions.imports import import_journey
from journeys.charts import bundle
from journeys.guidance import document
from journeys.models import Flag, Patient
from tests.conftest import SignIn
from tracker.demo import people
from tracker.demo.cohort import FOLDER
from tracker.demo.shift import shift

PHONE, DESK = 390, 1280
COHORT = (
    "tak-01-still-active",
    "tak-03-steroid-need",
    "tak-04-infection-first",
    "ln-03-dose-first",
    "np-02-check-first",
    "pv-03-add-on",
    "sle-03-quiet",
    "sle-04-nothing-recorded",
)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The system's Chromium; as root it refuses to start with its sandbox."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": os.environ.get("TEST_BROWSER", "/usr/bin/chromium"), "args": sandbox}


@pytest.fixture(scope="session", autouse=True)
def _beside_playwright() -> Iterator[None]:
    """Playwright's own loop runs in this thread; the stories ask the database beside it, never inside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="session", autouse=True)
def _chart_bundle() -> None:
    if not bundle.is_built():
        bundle.build()


@pytest.fixture
def cohort(transactional_db: None) -> None:
    """A few invented people of the demo, moved to today, with their accounts."""
    now = timezone.now()
    team = people.team(today=now.date())
    today = now.astimezone(ZoneInfo("Europe/London")).date()
    days = {row["file"]: row["key_day"] for row in json.loads((FOLDER / "cohort.json").read_text())}
    for name in COHORT:
        file = f"invented/{name}.json"
        content = json.loads((FOLDER / file).read_text())
        content["patient"]["time_zone"] = "Europe/London"
        moved = shift(content, key_day=date.fromisoformat(days[file]), to=today)
        import_journey(journey=document.parse(moved), team=team, by=None, now=now)
    people.accounts(team, today=now.date())
    Patient.objects.update(is_invented=True)


@dataclass
class Watched:
    """A page, and everything that went wrong while it was open."""

    page: Page
    root: str
    problems: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        answer = self.page.goto(self.root + path, wait_until="networkidle")
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        return self.page

    def heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(f"{message.type}: {message.text}")

    def asked(self, url: str) -> None:
        if not url.startswith((self.root, "data:", "blob:")):
            self.problems.append(f"a request elsewhere: {url}")


Sit = Callable[..., Watched]


@pytest.fixture
def sit(browser: Browser, live_server: LiveServer, sign_in: SignIn, cohort: None) -> Iterator[Sit]:
    """``sit("ada")``: Ada in front of her own browser, signed in. Afterwards nothing may have gone wrong in any."""
    contexts: list[BrowserContext] = []
    watched: list[Watched] = []

    def sit(name: str, *, width: int = DESK, **options: Any) -> Watched:
        context = browser.new_context(viewport={"width": width, "height": 844}, **options)
        contexts.append(context)
        context.add_cookies([_cookie(sign_in(User.objects.get(email=f"{name}@{people.DOMAIN}")), live_server.url)])
        one = Watched(context.new_page(), live_server.url)
        watched.append(one)
        one.page.on("console", one.heard)
        one.page.on("pageerror", lambda error: one.problems.append(f"uncaught: {error}"))
        one.page.on("request", lambda request: one.asked(request.url))
        return one

    yield sit
    for context in contexts:
        context.close()
    assert [problem for one in watched for problem in one.problems] == []


def _cookie(client: Client, url: str) -> dict[str, str]:
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def patient(ref: str) -> Patient:
    return Patient.objects.get(ref=f"demo-{ref}")


def flag_of(ref: str) -> Flag:
    return Flag.objects.filter(patient=patient(ref), state="open").order_by("tier", "title")[0]
