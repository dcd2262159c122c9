"""What Ada reads of her journey, and what she does not read before it is released."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import CareTeam, User
from journeys.actions.flags import release_wording
from journeys.models import Flag, MonitoringState, Patient
from tests.conftest import SignIn
from tests.journeys.course import course, live, only_flag
from tests.journeys.pages import html, words

pytestmark = pytest.mark.django_db
BANNED = re.compile(r"\b(failed|refractory|refractoriness|non-compliant|missed|diagnosed|tier|level)\b", re.IGNORECASE)


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def ada(ada: Patient, team: CareTeam, now: datetime) -> Patient:
    return live(course(), team=team, now=now)


@pytest.fixture
def phone(sign_in: SignIn, ada: Patient, ada_user: User) -> Client:
    return sign_in(ada_user)


@pytest.fixture
def flag(ada: Patient) -> Flag:
    return only_flag(ada)


def test_the_chart_comes_drawn_and_as_a_table_with_the_same_values(phone: Client) -> None:
    page = phone.get(reverse("journey"))
    assert html(page).count("<svg xmlns") == 2
    assert "Methotrexate 20 mg a week 3 Mar 2025 now" in words(page)
    assert "Now: Prednisolone, 5 mg a day; Methotrexate, 20 mg a week." in words(page)


def test_nothing_in_the_page_needs_an_inline_style_or_script(phone: Client) -> None:
    page = html(phone.get(reverse("journey")))
    assert not re.search(r"<[^>]+\sstyle=", page)
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", page))


@pytest.mark.parametrize("address", ["/", "/journey/", "/check-in/"])
def test_ada_never_reads_levels_or_what_is_not_released(phone: Client, flag: Flag, address: str) -> None:
    text = words(phone.get(address))
    assert BANNED.findall(text) == []
    assert flag.title not in html(phone.get(address))
    assert flag.for_patient not in text


def test_ada_reads_the_words_once_a_clinician_has_released_them(
    phone: Client, flag: Flag, cem: User, now: datetime
) -> None:
    release_wording(flag=flag, by=cem, now=now, version=flag.version)
    for address in ("/", "/journey/"):
        text = words(phone.get(address))
        assert flag.for_patient in text
        assert "Do not start, stop or change any treatment because of this page." in text
        assert flag.title not in text


def test_the_range_is_chosen_by_a_link_and_nonsense_is_the_usual_range(phone: Client) -> None:
    assert '<a href="?range=1y#chart" aria-current="true">' in html(phone.get("/journey/?range=1y"))
    assert '<a href="?range=3y#chart" aria-current="true">' in html(phone.get("/journey/?range=DROP"))


def test_ada_s_first_page_lists_what_she_can_see_to_and_not_the_team_s_own_tasks(phone: Client, ada: Patient) -> None:
    for item, name in (("mon.tak.echo", "Ultrasound of the heart"), ("mon.all.yearly-review", "Yearly look")):
        due = {"title": name, "state": "due", "due_on": date(2026, 3, 1)}
        MonitoringState.objects.update_or_create(patient=ada, item=item, defaults=due)
    text = words(phone.get("/"))
    assert "1 Mar 2026 Ultrasound of the heart" in text
    assert "Yearly look" not in text


def test_every_page_says_that_nobody_watches_and_whom_to_call(phone: Client) -> None:
    for address in ("/", "/journey/", "/check-in/"):
        assert "Nobody watches this day and night. If you need help now, call 112" in words(phone.get(address))


@pytest.mark.parametrize("name", ["ben", "zoe", "admin_ann", "dee_user"])
def test_the_journey_of_somebody_else_does_not_exist(
    name: str, request: pytest.FixtureRequest, sign_in: SignIn, ada: Patient
) -> None:
    browser = sign_in(request.getfixturevalue(name))
    for page in ("journey", "home-for"):
        assert browser.get(reverse(page, args=[ada.id])).status_code == 404


def test_help_needs_no_sign_in(client: Client) -> None:
    assert client.get(reverse("help")).status_code == 200
    assert client.get("/").headers["Location"].startswith("/accounts/login/")
