"""What waits beside the flags, as people see it: accessible at phone and desk, and walked without a script.

With SCREENSHOTS=FOLDER the pages are also pictured there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from journeys.actions import follow_ups, patients, visits, work_items
from journeys.models import CareEnded, FollowUp, Visit, WorkItem, WorkKind
from tests.browser.conftest import DESK, PHONE, Sit, patient
from tests.browser.test_pages import sideways, violations
from tracker.demo import people

pytestmark = pytest.mark.browser
WHOSE = "tak-01-still-active"
PAGES: dict[str, tuple[str, Callable[[], str]]] = {
    "worklist": ("ben", lambda: reverse("work")),
    "patient": ("ben", lambda: reverse("patient", args=[patient(WHOSE).id])),
    "item": ("ben", lambda: reverse("work-item", args=[WorkItem.objects.earliest("opened_at").pk])),
    "ask": ("ben", lambda: reverse("follow-up-add", args=[patient(WHOSE).id])),
    "visit": ("ben", lambda: reverse("visit-add", args=[patient(WHOSE).id])),
    "visit off": ("ben", lambda: reverse("visit-strike", args=[Visit.objects.latest("pk").pk])),
    "end": ("ben", lambda: reverse("care-end", args=[patient(WHOSE).id])),
    "ended": ("ben", lambda: reverse("patient", args=[patient("pv-03-add-on").id])),
    "home": ("ada", lambda: reverse("home")),
    "home ended": ("marek", lambda: reverse("home")),
}


@pytest.fixture
def waiting(cohort: None) -> None:
    """Three work items, what Ada is asked for, a planned visit, and somebody with whom care has ended."""
    now = timezone.now()
    ada, ben = patient(WHOSE), User.objects.get(email=f"ben@{people.DOMAIN}")
    day = ada.today(now)
    told = {
        WorkKind.NO_ANSWER: "Six reminders in a row without an answer. None are sent any more.",
        WorkKind.CANNOT_REACH: "The address takes no mail: the last two came back.",
    }
    for age, (kind, because) in enumerate(told.items()):
        work_items.open_item(patient_id=ada.pk, kind=kind, because=because, now=now - timedelta(days=age))
    quiet = patient("tak-03-steroid-need")
    work_items.open_item(
        patient_id=quiet.pk, kind=WorkKind.SILENT, because="The last check-in was 21 days ago.", now=now
    )
    for words, days in (("Please have your blood taken before the visit", 1), ("Bring your tablets along", 3)):
        follow_ups.make(patient=ada, due_on=day + timedelta(days=days), words=words, by=ben, now=now)
    done = FollowUp.objects.get(words__startswith="Bring")
    follow_ups.mark_done(follow_up=done, by=User.objects.get(email=f"ada@{people.DOMAIN}"), now=now, version=1)
    entry = {"on": (day + timedelta(days=20)).isoformat(), "kind": "infusion", "condition": "takayasu-arteritis"}
    visits.plan_visit(patient=ada, entry=entry, by=ben, now=now)
    patients.end_care(patient=patient("pv-03-add-on"), reason=CareEnded.TRANSFERRED, on=day, by=ben, now=now)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_accessible_with_everything_open(sit: Sit, waiting: None, name: str) -> None:
    who, address = PAGES[name]
    for width in (PHONE, DESK):
        page = sit(who, width=width).open(address())
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        page.evaluate("document.querySelectorAll('details').forEach((section) => { section.open = true; })")
        assert sideways(page) == 0, width
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == [], (width, scheme)


def test_ben_sees_to_an_item_and_ada_does_what_she_is_asked_without_a_script(sit: Sit, waiting: None) -> None:
    desk = sit("ben", java_script_enabled=False).open(reverse("work"))
    assert desk.get_by_role("heading", name="Also to do (3)").is_visible()
    first = desk.get_by_role("region", name="Also to do (3)").get_by_role("listitem").first
    first.get_by_text("Done, or later").click()
    first.get_by_label("How", exact=True).select_option("Address corrected")
    first.get_by_role("button", name="Done").click()
    assert desk.get_by_role("heading", name="Also to do (2)").is_visible()
    phone = sit("ada", width=PHONE, java_script_enabled=False).open(reverse("home"))
    asked = phone.get_by_role("region", name="Your team asked")
    asked.get_by_role("button", name=re.compile("Done.+blood")).click()
    assert phone.get_by_text("Thank you. Your team can see that this is done.").is_visible()
    assert not FollowUp.objects.open().exists()
    phone.get_by_role("button", name=re.compile("Not done yet.+blood")).click()
    assert FollowUp.objects.open().count() == 1
