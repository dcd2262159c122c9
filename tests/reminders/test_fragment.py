"""What the piece about reminders says, and to whom."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLog, CareTeam, User
from journeys.models import CarerGrant, MonitoringState, Patient, Visit
from reminders import relay
from reminders.delivery import deliver_due
from reminders.models import (
    DeliveryAttempt,
    DeliveryEvent,
    Hold,
    Message,
    Occurrence,
    Preference,
    PutOff,
    Recipient,
    Suppression,
)
from reminders.models.delivery import address_hash
from reminders.planning import plan
from tests.conftest import SignIn, team_patient
from tests.reminders.conftest import Sink, check_in, overdue
from tests.reminders.rows import dead, occurrence


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
    assert "Your e-mail address has not been confirmed yet." in read()


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
    assert "Outside the hours for mails until 08:00." in page
    assert "Tuesday 3 March 2026, 08:00" in page


def test_a_pause_and_an_end_are_said(ready_ada: Patient, read: Callable[[], str], now: datetime) -> None:
    preference = Preference.objects.create(patient=ready_ada, paused_until=date(2026, 3, 5))
    assert "Paused until Thursday 5 March 2026." in read()
    Preference.objects.update(pause_reason="hospital")
    assert "Paused until Thursday 5 March 2026, in hospital." in read()
    preference.stopped_at = now
    preference.save()
    assert "No e-mails. You asked us to stop on Monday 2 March 2026." in read()


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
    assert "Tuesday 3 March 2026, 08:00</span>: mon.tak.imaging" in page
    assert "At most one mail a day: waiting until Tuesday 3 March 2026." in page


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


@pytest.fixture
def read_as(ada: Patient, sign_in: SignIn) -> Callable[[User], str]:
    def read_as(user: User) -> str:
        return sign_in(user).get(reverse("reminders:fragment", args=[ada.pk])).content.decode()

    return read_as


def nudged(patient: Patient, days: list[int], now: datetime) -> None:
    for day in days:
        row = dead(patient, now - timedelta(days=day))
        Occurrence.objects.filter(pk=row.pk).update(state="sent", reason="")
        DeliveryAttempt.objects.filter(message=row.message).delete()
        told = {"stage": "accepted", "outcome": "accepted", "started_at": row.due_at, "finished_at": row.due_at}
        DeliveryAttempt.objects.create(message=row.message, n=1, host="h", pid=1, **told)


def test_what_the_next_mails_are_about_is_said_here(ready_ada: Patient, read: Callable[[], str], now: datetime) -> None:
    MonitoringState.objects.create(
        patient=ready_ada, item="mon.tak.imaging", title="A scan of the large vessels", state="due-soon",
        due_on=date(2026, 3, 9),
    )  # fmt: skip
    Visit.objects.create(patient=ready_ada, ref="v-1", on=date(2026, 3, 6), kind="infusion", received_at=now)
    page = read()
    assert "Monday 2 March 2026, 11:00</span>: Check-in; A scan of the large vessels" in page
    assert "Wednesday 4 March 2026, 09:00</span>: Infusion" in page


def test_the_team_reads_it_in_the_third_person(
    ready_ada: Patient, read_as: Callable[[User], str], ada_user: User, ben: User, now: datetime
) -> None:
    Preference.objects.create(patient=ready_ada, stopped_at=now)
    assert "You asked us to stop on Monday 2 March 2026." in read_as(ada_user)
    assert "They asked us to stop on Monday 2 March 2026." in read_as(ben)


def test_what_is_stopped_for_one_kind_says_which(
    ready_ada: Patient, ada_user: User, read: Callable[[], str], now: datetime
) -> None:
    Recipient.objects.create(user=ada_user, check_ins_stopped_at=now)
    assert "You asked us to stop mails about check-ins on Monday 2 March 2026." in read()


def test_four_a_week_are_the_most(ready_ada: Patient, ada_user: User, read: Callable[[], str], now: datetime) -> None:
    nudged(ready_ada, [1, 2, 3, 4], now)
    User.objects.filter(pk=ada_user.pk).update(last_login=now)
    assert "At most four a week: waiting until Thursday 5 March 2026." in read()


def test_fewer_after_three_and_none_after_six_without_an_answer(
    ready_ada: Patient, ada_user: User, read_as: Callable[[User], str], ben: User, now: datetime
) -> None:
    nudged(ready_ada, [7, 14, 21], now)
    assert "Fewer, because the last three had no answer: waiting until Monday 9 March 2026." in read_as(ben)
    nudged(ready_ada, [28, 35, 42], now)
    page = read_as(ben)
    assert "No more until there is a sign from them: six had no answer." in page
    assert "Next, if" not in page


def test_mails_that_came_back_and_care_that_ended(
    ready_ada: Patient, ada_user: User, read_as: Callable[[User], str], ben: User, now: datetime
) -> None:
    Suppression.objects.create(address_hash=address_hash(ada_user.email), reason="hard-bounce", since=now)
    assert "E-mails to you came back on Monday 2 March 2026." in read_as(ada_user)
    Patient.objects.update(care_ended="transferred", care_ended_on=date(2026, 3, 1), care_ended_at=now)
    assert "Care with this team ended on Sunday 1 March 2026." in read_as(ben)


def test_a_hold_and_a_mail_server_that_is_away_are_said(
    ready_ada: Patient, read: Callable[[], str], now: datetime
) -> None:
    Hold.objects.create(since=now, why="…")
    for _ in range(5):
        relay.has_failed(now)
    page = read()
    assert "All e-mails are held back since Monday 2 March 2026, 11:00" in page
    assert "The mail server has been away since Monday 2 March 2026, 11:00." in page


def test_what_was_answered_in_a_mail_is_said(
    ready_ada: Patient, ada_user: User, read: Callable[[], str], now: datetime
) -> None:
    due = date(2026, 3, 2)
    told = {"patient": ready_ada, "recipient": ada_user, "kind": "check-in", "due_on": due, "at": now}
    answer = PutOff.objects.create(until=date(2026, 3, 5), **told)
    assert "Check-in: put off until Thursday 5 March 2026." in read()
    PutOff.objects.filter(pk=answer.pk).update(is_done=True)
    assert "Check-in: said to be done on Monday 2 March 2026." in read()


def test_what_came_back_later_and_what_was_not_sent_are_told(
    ready_ada: Patient, read: Callable[[], str], sink: Sink, now: datetime
) -> None:
    plan(now)
    deliver_due(now)
    message = Message.objects.get()
    later = now + timedelta(hours=1)
    DeliveryEvent.objects.create(event_id="1", message=message, type="hard-bounce", at=later, received_at=later)
    occurrence(ready_ada, now - timedelta(days=7), state="suppressed", reason="done")
    occurrence(ready_ada, now - timedelta(days=14), state="expired")
    page = read()
    assert "It came back Monday 2 March 2026, 12:00: the address does not take mails." in page
    assert "Check-in, Monday 23 February 2026. Not sent: it was done already." in page
    assert "Check-in, Monday 16 February 2026. Not sent: it was too late by then." in page


def test_each_carer_who_gets_mails_has_a_part_and_the_team_sees_all(
    ready_ada: Patient, ada_user: User, dee_user: User, read_as: Callable[[User], str], ben: User, now: datetime
) -> None:
    CarerGrant.objects.create(patient=ready_ada, user=dee_user, scope="view", starts_on=date(2026, 1, 1))
    Recipient.objects.create(user=dee_user, as_carer_since=now)
    assert "To Dee, a carer" in read_as(ben)
    assert "To you" in read_as(dee_user)
    assert "Dee" not in read_as(ada_user)


def test_mails_about_somebody_else_are_nobodys_business_here(
    ready_ada: Patient, team: CareTeam, dee_user: User, read_as: Callable[[User], str], ben: User, now: datetime
) -> None:
    CarerGrant.objects.create(patient=ready_ada, user=dee_user, scope="view", starts_on=date(2026, 1, 1))
    Recipient.objects.create(user=dee_user, as_carer_since=now)
    other = team_patient(team, ref="p-2", user=dee_user)
    nudged(other, [1], now)
    assert "accepted by the mail server" not in read_as(ben)
