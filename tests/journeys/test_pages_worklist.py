"""Ben's worklist page: what it shows, how it narrows, how it keeps itself up to date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLog, CareTeam, User
from journeys.actions import check_ins
from journeys.models import Patient, Status
from tests.conftest import SignIn
from tests.journeys.course import course, live
from tests.journeys.pages import follow, hidden, html, words

pytestmark = pytest.mark.django_db
WORK = reverse("work")
ASKING = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def ada(ada: Patient, team: CareTeam, now: datetime) -> Patient:
    return live(course(), team=team, now=now)


@pytest.fixture
def mei(ada: Patient, team: CareTeam, now: datetime) -> Patient:
    """Somebody of whom hardly anything is recorded."""
    lists = {name: [] for name in ("therapies", "imaging", "measurements", "adherence", "reviews")}
    quiet = course(ref="mei-1", **lists)
    return live({**quiet, "patient": {"id": "mei-1", "name": "Mei"}}, team=team, now=now)


@pytest.fixture
def desk(sign_in: SignIn, ben: User, mei: Patient) -> Client:
    return sign_in(ben)


def shown(answer: object) -> list[str]:
    return re.findall(r"<strong>(Ada|Mei|Ada Same)</strong>", html(answer))


def seen(answer: object) -> str:
    found = re.search(r"seen=([0-9a-f]+)", html(answer))
    assert found is not None
    return found[1]


def test_nobody_waiting_is_good_news(sign_in: SignIn, zoe: User, mei: Patient) -> None:
    text = words(sign_in(zoe).get(WORK))
    assert "All done" in text
    assert "Ada" not in text


def test_who_needs_attention_comes_first_with_the_reason(desk: Client) -> None:
    page = desk.get(WORK)
    assert shown(page) == ["Ada", "Mei"]
    assert "Level 3 : Possible refractoriness" in words(page)
    assert "Possible refractoriness, for discussion:" in words(page)


def test_the_list_narrows_by_level_condition_and_owner(desk: Client, ada: Patient, ben: User) -> None:
    Status.objects.filter(patient=ada).update(owner=ben)
    assert shown(desk.get(WORK, {"level": "3"})) == ["Ada"]
    assert shown(desk.get(WORK, {"owner": "mine"})) == ["Ada"]
    assert shown(desk.get(WORK, {"owner": "nobody"})) == ["Mei"]
    assert shown(desk.get(WORK, {"condition": "pemphigus-vulgaris"})) == []
    assert shown(desk.get(WORK, {"level": "no such level"})) == ["Ada", "Mei"]


def test_a_search_finds_by_name_and_number_and_stays_out_of_every_address(desk: Client) -> None:
    assert shown(desk.post(WORK, {"words": "mei"})) == ["Mei"]
    found = desk.post(WORK, {"words": "ada-1"})
    assert shown(found) == ["Ada"]
    assert not re.search(r'(href|hx-get|action)="[^"]*ada-1', html(found))
    assert AccessLog.objects.filter(action="search", what="work").exists()


def test_an_open_list_asks_again_and_hears_nothing_while_nothing_changes(desk: Client) -> None:
    page = desk.get(WORK)
    looks = AccessLog.objects.count()
    assert desk.get(WORK, {"seen": seen(page)}, headers=ASKING).status_code == 204
    assert AccessLog.objects.count() == looks


def test_an_open_list_shows_a_check_in_by_itself(desk: Client, ada: Patient, ada_user: User, now: datetime) -> None:
    page = desk.get(WORK)
    assert "Last check-in none yet" in words(page)
    ada.user = ada_user
    check_ins.record(
        patient=ada,
        by=ada_user,
        client_id=ada.id,
        on=ada.today(now),
        answers={"overall": "severe"},
        now=now,
    )
    again = desk.get(WORK, {"seen": seen(page)}, headers=ASKING)
    assert again.status_code == 200
    assert "The list has changed." in words(again)
    assert "Last check-in today" in words(again)
    assert "<html" not in html(again)


def test_ben_takes_a_patient_and_hands_her_back(desk: Client, ada: Patient, ben: User) -> None:
    take = reverse("work-take", args=[ada.id])
    page = follow(desk, take, level="3")
    assert page.redirect_chain == [(f"{WORK}?level=3", 302)]
    assert Status.objects.get(patient=ada).owner == ben
    assert "Owner you" in words(page)
    follow(desk, take, release="yes")
    assert Status.objects.get(patient=ada).owner is None


@pytest.mark.parametrize("name", ["zoe", "admin_ann", "ada_user", "dee_user"])
def test_nobody_else_takes_ada(name: str, request: pytest.FixtureRequest, sign_in: SignIn, ada: Patient) -> None:
    browser = sign_in(request.getfixturevalue(name))
    assert browser.post(reverse("work-take", args=[ada.id])).status_code == 404
    assert Status.objects.get(patient=ada).owner is None


@pytest.mark.parametrize("name", ["admin_ann", "ada_user", "dee_user"])
def test_there_is_no_worklist_for_people_without_a_team(
    name: str, request: pytest.FixtureRequest, sign_in: SignIn, ada: Patient
) -> None:
    assert sign_in(request.getfixturevalue(name)).get(WORK).status_code == 404


def test_after_signing_in_everybody_lands_where_they_work(
    sign_in: SignIn, ada: Patient, ben: User, cem: User, admin_ann: User, ada_user: User
) -> None:
    assert sign_in(ben).get("/").headers["Location"] == WORK
    assert sign_in(cem).get("/").headers["Location"] == WORK
    assert sign_in(admin_ann).get("/").headers["Location"] == reverse("waiting")
    assert sign_in(ada_user).get("/").status_code == 200


def test_a_long_list_is_read_page_by_page(desk: Client, mei: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("journeys.views.team.worklist.PAGE", 1)
    first = desk.get(WORK)
    assert shown(first) == ["Ada"]
    found = re.search(r"after=([^\"&]+)\"", html(first))
    assert found is not None
    second = desk.get(WORK, {"after": found[1]})
    assert shown(second) == ["Mei"]
    assert shown(desk.get(WORK, {"after": "what_is_this"})) == ["Ada"]


def test_a_long_search_goes_on_as_a_search(desk: Client, mei: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its words stay out of the address on every page of it."""
    monkeypatch.setattr("journeys.views.team.worklist.PAGE", 1)
    Patient.objects.update(name="Ada Same")
    first = desk.post(WORK, {"words": "same"})
    assert "Found for “same”: the first 1." in words(first)
    second = desk.post(WORK, {"words": "same", "after": hidden(first, "after")})
    assert [*shown(first), *shown(second)] == ["Ada Same", "Ada Same"]
    assert hidden(first, "words") == "same"
    assert "after=" not in html(first)
    assert "More for “same”." in words(second)
    assert shown(desk.post(WORK, {"words": "other", "after": hidden(first, "after")})) == []


def test_more_snoozed_patients_than_fit_are_said_to_be_there(
    desk: Client, ada: Patient, mei: Patient, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("journeys.views.team.worklist.PAGE", 1)
    Status.objects.update(snoozed_until=today + timedelta(days=9999))
    page = desk.get(WORK, {"show": "snoozed"})
    assert len(shown(page)) == 1
    assert "There are more." in words(page)
