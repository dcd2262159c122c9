"""The team's list of reminders, the banner above the worklist, and what a record says about mails: as people see them.

With SCREENSHOTS=FOLDER they are also pictured there.
"""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from reminders import relay
from reminders.models import Hold, State
from tests.browser.conftest import DESK, PHONE, Sit, patient
from tests.browser.test_pages import sideways, violations
from tests.reminders.rows import dead, occurrence

pytestmark = pytest.mark.browser
ADA = "tak-01-still-active"


@pytest.fixture
def _troubles(cohort: None) -> None:
    now, ada = timezone.now(), patient(ADA)
    Hold.objects.create(since=now, why="A backup was played back.", lost_from=now - timedelta(days=1), lost_until=now)
    for _ in range(5):
        relay.has_failed(now)
    dead(ada, now - timedelta(hours=3))
    dead(ada, now - timedelta(days=5))
    occurrence(ada, now - timedelta(hours=2), state=State.DUE)
    occurrence(ada, now - timedelta(days=6), state=State.SUPPRESSED, reason="done")


@pytest.mark.usefixtures("_troubles")
@pytest.mark.parametrize(
    ("name", "who", "words"),
    [
        ("ledger", "ben", "Phoned instead"),
        ("work", "ben", "All reminders are held back"),
        ("patient", "ben", "The mail server has been away"),
        ("home", "ada", "The mail server has been away"),
    ],
)
def test_it_is_accessible_at_every_width(sit: Sit, name: str, who: str, words: str) -> None:
    address = {
        "ledger": reverse("reminders:ledger"),
        "work": reverse("work"),
        "patient": reverse("patient", args=[patient(ADA).pk]),
        "home": reverse("home"),
    }[name]
    for width in (PHONE, DESK):
        page = sit(who, width=width).open(address)
        page.get_by_text(words).first.wait_for()
        assert sideways(page) == 0, width
        assert violations(page) == [], width
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"reminders-{name}-{width}.png", full_page=True)
