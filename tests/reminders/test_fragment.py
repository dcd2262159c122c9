"""What the piece about reminders says, and to whom."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLog, User
from journeys.models import CarerGrant, Patient
from reminders.delivery import deliver_due
from reminders.models import DeliveryAttempt, Message, Occurrence, Preference
from reminders.planning import plan
from tests.conftest import SignIn
from tests.reminders.conftest import Sink, check_in, overdue


@pytest.fixture(autouse=True)
def at_now(now: datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def read(ada: Patient, ada_user: User, sign_in: SignIn) -> Callable[[], str]:
    def read() -> str:
        response = sign_in(ada_user).get(reverse("reminders:fragment", args=[ada.pk]))
        assert response.status_code == 200
        return response.content.decode()

    return read


def test_without_a_verified_address_it_says_so(read: Callable[[], str]) -> None:
    assert "the e-mail address has not been confirmed" in read()


def test_the_next_mails_have_their_day_and_time(ready_ada: Patient, read: Callable[[], str]) -> None:
    check_in(ready_ada, date(2026, 3, 2), datetime.fromisoformat("2026-03-02T10:00Z"))
    page = read()
    assert "The last check-in is done." in page
    assert "Monday 9 March 2026, 09:00" in page
    assert "Monday 2 March" not in page
    assert "your time (Europe/Vienna)" in page


def test_what_is_due_at_night_waits_for_the_morning(
    ready_ada: Patient, read: Callable[[], str], at_now: time_machine.Traveller
) -> None:
    at_now.move_to("2026-03-02T21:30:00Z")
    page = read()
    assert "waiting until 08:00" in page
    assert "Tuesday 3 March 2026, 08:00" in page


def test_a_pause_and_an_end_are_said(ready_ada: Patient, read: Callable[[], str], now: datetime) -> None:
    preference = Preference.objects.create(patient=ready_ada, paused_until=date(2026, 3, 5))
    assert "Paused until Thursday 5 March 2026." in read()
    preference.stopped_at = now
    preference.save()
    assert "reminders are switched off" in read()


def test_what_went_is_told_with_what_the_server_said(
    ready_ada: Patient, read: Callable[[], str], sink: Sink, now: datetime
) -> None:
    sink.data_faults = ["451 try later"]
    plan(now)
    deliver_due(now)
    deliver_due(now + timedelta(minutes=2))
    page = read()
    assert "Tried Monday 2 March 2026, 11:00. The mail server asked to wait." in page
    assert "Sent Monday 2 March 2026, 11:02, accepted by the mail server." in page


def test_after_todays_mail_the_next_is_on_another_day(
    ready_ada: Patient, read: Callable[[], str], sink: Sink, now: datetime
) -> None:
    plan(now)
    deliver_due(now)
    overdue(ready_ada, "mon.tak.imaging", date(2026, 2, 20))
    page = read()
    assert "Tuesday 3 March 2026, 08:00" in page
    assert "mon.tak.imaging" not in page


def test_looking_only_leaves_a_row_in_the_access_log(
    ready_ada: Patient, read: Callable[[], str], ada_user: User
) -> None:
    read()
    assert not any(model.objects.exists() for model in (Occurrence, Message, DeliveryAttempt, Preference))
    row = AccessLog.objects.get()
    assert (row.actor, row.patient_id, row.action, row.what) == (ada_user, ready_ada.pk, "read", "reminders")


def test_the_patient_her_carer_and_her_team_may_look(
    ready_ada: Patient, ada_user: User, ben: User, cem: User, dee_user: User, sign_in: SignIn
) -> None:
    CarerGrant.objects.create(patient=ready_ada, user=dee_user, scope="view", starts_on=date(2026, 1, 1))
    for somebody in (ada_user, ben, cem, dee_user):
        page = sign_in(somebody).get(reverse("reminders:fragment", args=[ready_ada.pk]))
        assert page.status_code == 200
        assert ("your time" in page.content.decode()) is (somebody == ada_user)


def test_for_others_it_does_not_exist(
    ready_ada: Patient, zoe: User, dee_user: User, admin_ann: User, sign_in: SignIn
) -> None:
    for somebody in (zoe, dee_user, admin_ann):
        client = sign_in(somebody)
        assert client.get(reverse("reminders:fragment", args=[ready_ada.pk])).status_code == 404
        assert client.get(reverse("reminders:fragment", args=[uuid4()])).status_code == 404
    assert not AccessLog.objects.exists()


def test_without_signing_in_or_by_post_it_is_closed(ready_ada: Patient, ada_user: User, sign_in: SignIn) -> None:
    url = reverse("reminders:fragment", args=[ready_ada.pk])
    assert Client().get(url).status_code == 302
    assert sign_in(ada_user).post(url).status_code == 405
