"""What Ada's team asked of her, on her own page: done with one press, undone with another; and the end of care."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLog, CareTeam, User
from journeys.actions import follow_ups, patients
from journeys.models import CareEnded, CarerGrant, CheckIn, FollowUp, Patient
from tests.conftest import SignIn, team_patient
from tests.journeys.pages import follow, html, words

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def ask(ada: Patient, ben: User, now: datetime, said: str = "Have your blood taken", days: int = 3) -> FollowUp:
    due_on = DAY + timedelta(days=days)
    return follow_ups.make(patient=ada, due_on=due_on, words=said, by=ben, now=now)


@pytest.fixture
def asked(ada: Patient, ben: User, now: datetime) -> FollowUp:
    return ask(ada, ben, now)


@pytest.fixture
def phone(sign_in: SignIn, ada_user: User) -> Client:
    return sign_in(ada_user)


def grant(ada: Patient, dee_user: User, scope: str) -> None:
    CarerGrant.objects.create(patient=ada, user=dee_user, scope=scope, starts_on=date(2026, 1, 1))


def press(browser: Client, verb: str, asked: FollowUp, version: object = 1) -> object:
    return follow(browser, reverse(f"asked-{verb}", args=[asked.patient_id, asked.pk]), version=version)


def test_what_is_asked_by_now_is_on_the_first_page_most_urgent_first(
    phone: Client, ada: Patient, ben: User, now: datetime
) -> None:
    for said, days in (("In four days", 4), ("In three days", 3), ("Today", 0)):
        ask(ada, ben, now, said, days)
    text = words(phone.get("/"))
    assert "Your team asked Today By 2 Mar 2026 Done : Today In three days By 5 Mar 2026" in text
    assert "In four days" not in text


def test_what_is_over_stays_until_it_is_done(sign_in: SignIn, ada_user: User, asked: FollowUp) -> None:
    with time_machine.travel(datetime.fromisoformat("2026-04-01T10:00+00:00"), tick=False):
        assert "Have your blood taken" in words(sign_in(ada_user).get("/"))


def test_nothing_asked_says_nothing(phone: Client, ada: Patient) -> None:
    assert "Your team asked" not in words(phone.get("/"))


def test_one_press_is_done_and_another_undoes_it(phone: Client, asked: FollowUp, ada_user: User, now: datetime) -> None:
    page = press(phone, "done", asked)
    assert "Thank you. Your team can see that this is done." in words(page)
    assert "Done: Have your blood taken Not done yet" in words(page)
    asked.refresh_from_db()
    assert (asked.done_by, asked.done_at) == (ada_user, now)
    page = press(phone, "undo", asked, 2)
    assert "It is back on your list." in words(page)
    assert FollowUp.objects.open().exists()


def test_the_undo_is_offered_for_a_day(
    phone: Client, sign_in: SignIn, ada_user: User, asked: FollowUp, now: datetime
) -> None:
    press(phone, "done", asked)
    for hours, is_offered in ((23, True), (25, False)):
        with time_machine.travel(now + timedelta(hours=hours), tick=False):
            assert ("Have your blood taken" in words(sign_in(ada_user).get("/"))) is is_offered


def test_pressed_twice_it_is_done_once(phone: Client, asked: FollowUp) -> None:
    press(phone, "done", asked)
    assert "Thank you." in words(press(phone, "done", asked))
    asked.refresh_from_db()
    assert asked.version == 2


@pytest.mark.parametrize("version", [1, "", "x", "-1"])
def test_what_the_team_took_back_meanwhile_is_not_done(
    version: object, phone: Client, asked: FollowUp, ben: User, now: datetime
) -> None:
    follow_ups.cancel(follow_up=asked, by=ben, now=now, version=1)
    page = press(phone, "done", asked, version)
    assert "This was changed a moment ago." in words(page)
    asked.refresh_from_db()
    assert asked.done_at is None


def test_a_carer_who_may_log_says_it_for_her(sign_in: SignIn, ada: Patient, dee_user: User, asked: FollowUp) -> None:
    grant(ada, dee_user, "log")
    press(sign_in(dee_user), "done", asked)
    asked.refresh_from_db()
    assert asked.done_by == dee_user
    trace = AccessLog.objects.filter(action="write", what="follow-up").last()
    assert (trace.actor, trace.acting_as) == (dee_user, "carer")


def test_a_carer_who_may_only_look_reads_it_and_has_no_button(
    sign_in: SignIn, ada: Patient, dee_user: User, asked: FollowUp
) -> None:
    grant(ada, dee_user, "view")
    dees = sign_in(dee_user)
    page = dees.get(reverse("home-for", args=[ada.pk]))
    assert "Have your blood taken" in words(page)
    assert reverse("asked-done", args=[ada.pk, asked.pk]) not in html(page)
    assert press(dees, "done", asked).status_code == 404


def test_somebody_elses_request_beside_ones_own_id_leads_nowhere(
    phone: Client, ada: Patient, ben: User, team: CareTeam, now: datetime
) -> None:
    theirs = ask(team_patient(team, ref="bob-1"), ben, now)
    assert phone.post(reverse("asked-done", args=[ada.pk, theirs.pk]), {"version": 1}).status_code == 404
    assert FollowUp.objects.open().exists()


# ── the end of care ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reason", CareEnded)
def test_once_care_has_ended_nothing_is_asked_and_the_reason_is_not_said(
    reason: CareEnded, phone: Client, ada: Patient, asked: FollowUp, ben: User, now: datetime
) -> None:
    patients.end_care(patient=ada, reason=reason, on=DAY, by=ben, now=now)
    page = phone.get("/")
    text = words(page)
    assert "Care with this team ended on 2 Mar 2026" in text
    assert "Have your blood taken" not in text
    assert reverse("check-in", args=[ada.pk]) not in html(page)
    assert reverse("journey", args=[ada.pk]) in html(page)
    assert str(reason.label) not in text


def test_once_care_has_ended_no_check_in_begins_and_one_on_its_way_is_kept_and_says_who_reads_it(
    phone: Client, ada: Patient, ben: User, now: datetime
) -> None:
    patients.end_care(patient=ada, reason=CareEnded.TRANSFERRED, on=DAY, by=ben, now=now)
    at = reverse("check-in", args=[ada.pk])
    assert phone.get(at)["Location"] == reverse("home-for", args=[ada.pk])
    text = words(follow(phone, at, client_id=str(uuid4()), overall="severe", red_flags=["self-harm-thoughts"]))
    assert CheckIn.objects.get().overall == "severe"
    assert "You don't have to be alone with this." in text
    assert "Care with this team has ended, so nobody there may read this." in text


def test_a_carer_is_not_asked_how_somebody_is_who_has_died(
    sign_in: SignIn, ada: Patient, dee_user: User, ben: User, now: datetime
) -> None:
    grant(ada, dee_user, "log")
    patients.end_care(patient=ada, reason=CareEnded.DECEASED, on=DAY, by=ben, now=now)
    text = words(sign_in(dee_user).get(reverse("home-for", args=[ada.pk])))
    assert "The journey of Ada" in text
    assert "How is" not in text
    assert "Check in" not in text
