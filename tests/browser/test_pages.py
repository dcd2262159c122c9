"""The six pages and the forms as people see them: accessible, nothing sideways, in light and dark, at phone and desk.

With SCREENSHOTS=FOLDER the six pages are also pictured there.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import FloatRect, Page

from tests.browser.conftest import DESK, PHONE, Sit, flag_of, patient

pytestmark = pytest.mark.browser
TALLEST = 1500  # px of a picture; what lies below says no more about how the page looks

# Page -> who opens it, and how to find it.
SIX: dict[str, tuple[str, Callable[[], str]]] = {
    "home": ("ada", lambda: reverse("home")),
    "check-in": ("ada", lambda: reverse("check-in")),
    "journey": ("ada", lambda: reverse("journey")),
    "worklist": ("ben", lambda: reverse("work")),
    "patient": ("cem", lambda: reverse("patient", args=[patient("tak-01-still-active").id])),
    "flag": ("cem", lambda: reverse("flag", args=[flag_of("tak-01-still-active").id])),
}
FORMS: dict[str, tuple[str, Callable[[], str]]] = {
    "flag held": ("cem", lambda: reverse("flag", args=[flag_of("np-02-check-first").id])),
    "register": ("ben", lambda: reverse("patient-register")),
    "lab": ("ben", lambda: reverse("lab-add", args=[patient("tak-01-still-active").id])),
    "treatment": ("ben", lambda: reverse("therapy-start", args=[patient("tak-01-still-active").id])),
    "invite": ("ben", lambda: reverse("patient-invite", args=[patient("tak-01-still-active").id])),
    "choose": ("dee", lambda: reverse("home")),
    "carer": ("dee", lambda: reverse("home-for", args=[patient("tak-01-still-active").id])),
    "waiting": ("ann", lambda: reverse("waiting")),
    "catalogue": ("ben", lambda: reverse("catalogue")),
    "rule": ("cem", lambda: reverse("rule", args=["tak.persistent-activity"])),
    "help": ("ada", lambda: reverse("help")),
    "reminders": ("ben", lambda: reverse("reminders:ledger")),
    "calendar": ("ada", lambda: reverse("reminders:calendar-link")),
}


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {[node['target'] for node in each['nodes']][:3]}" for each in found]


def sideways(page: Page) -> int:
    """How far the page can be scrolled to the side, in px."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("name", [*SIX, *FORMS])
def test_the_page_is_accessible_at_every_width_in_light_and_dark(sit: Sit, name: str) -> None:
    who, address = (SIX | FORMS)[name]
    for width in (320, PHONE, DESK):
        watched = sit(who, width=width)
        page = watched.open(address())
        assert sideways(page) == 0, width
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == [], (width, scheme)


@pytest.mark.parametrize("name", SIX)
@pytest.mark.skipif("SCREENSHOTS" not in os.environ, reason="pictures are made by make screenshots")
def test_picture(sit: Sit, name: str) -> None:
    who, address = SIX[name]
    folder = Path(os.environ["SCREENSHOTS"])
    folder.mkdir(parents=True, exist_ok=True)
    for width in (PHONE, DESK):
        page = sit(who, width=width).open(address())
        height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        clip = FloatRect(x=0, y=0, width=width, height=height)
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True, clip=clip)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_open_sections_of_the_patient_page_are_accessible_too(sit: Sit, width: int) -> None:
    page = sit("cem", width=width).open(reverse("patient", args=[patient("tak-01-still-active").id]))
    page.evaluate("document.querySelectorAll('details').forEach((section) => { section.open = true; })")
    assert violations(page) == []
    assert sideways(page) == 0


def test_the_optional_questions_are_accessible(sit: Sit) -> None:
    page = sit("marek", width=PHONE).open(reverse("check-in"))
    page.get_by_role("button", name="Add more").click()
    page.evaluate("document.querySelectorAll('details').forEach((section) => { section.open = true; })")
    assert page.get_by_role("heading", name="Blisters and sores").is_visible()
    assert violations(page) == []
    assert sideways(page) == 0


def test_a_calendar_link_is_made_copied_and_turned_off(sit: Sit) -> None:
    page = sit("dee", width=320).open(reverse("reminders:calendar-link"))
    page.get_by_role("button", name="Make a link").click()
    assert page.get_by_label("Or copy this link").input_value().endswith(".ics")
    assert page.get_by_role("button", name="Copy the link").is_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
    assert sideways(page) == 0
    page.get_by_role("button", name="Turn the link off").click()
    assert page.get_by_role("heading", name="You have no link yet").is_visible()


def test_what_is_pressed_is_big_enough(sit: Sit) -> None:
    """48 px for what matters on a phone."""
    page = sit("ada", width=PHONE).open(reverse("check-in"))
    small = [
        box
        for found in page.locator("main .button, main .choice, main summary").all()
        if found.is_visible() and (box := found.bounding_box()) and box["height"] < 48
    ]
    assert small == []
