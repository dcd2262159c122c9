"""What planning creates, leaves alone, moves and cancels."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import CareTeam, User
from journeys.models import Patient
from reminders import bulk, planning
from reminders.models import DeliveryAttempt, Message, Occurrence, Preference, State
from reminders.planning import plan
from tests.conftest import team_patient
from tests.reminders.conftest import check_in, overdue

SATURDAY = datetime(2026, 2, 28, 10, tzinfo=UTC)


def only() -> Occurrence:
    return Occurrence.objects.get()


def test_without_an_account_nothing_is_planned(team: CareTeam, now: datetime) -> None:
    team_patient(team, ref="no-account", email="somebody@example.org")
    assert plan(now) == {"planned": 0, "cancelled": 0}


def test_who_may_no_longer_sign_in_gets_nothing(ready_ada: Patient, ada_user: User, now: datetime) -> None:
    User.objects.filter(pk=ada_user.pk).update(is_active=False)
    assert plan(now)["planned"] == 0


def test_three_days_ahead_and_not_more(ready_ada: Patient) -> None:
    assert plan(SATURDAY - timedelta(days=2))["planned"] == 0
    assert plan(SATURDAY)["planned"] == 1
    planned = only()
    assert planned.due_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert (planned.state, planned.tz, planned.local_time) == (State.PLANNED, "Europe/Vienna", time(9))


def test_planning_twice_adds_nothing(ready_ada: Patient, now: datetime) -> None:
    overdue(ready_ada, "mon.tak.imaging", date(2026, 2, 20))
    assert plan(now) == {"planned": 2, "cancelled": 0}
    assert plan(now) == {"planned": 0, "cancelled": 0}
    assert Occurrence.objects.count() == 2


def test_what_only_the_team_can_see_to_is_never_mailed(ready_ada: Patient, now: datetime) -> None:
    overdue(ready_ada, "mon.methotrexate.before-start", date(2026, 2, 20))
    overdue(ready_ada, "mon.sle.damage", date(2026, 2, 20))
    assert plan(now)["planned"] == 1
    assert only().kind == "check-in"


def test_one_key_can_not_stand_twice(ready_ada: Patient, now: datetime) -> None:
    plan(now)
    twin = only()
    twin.pk = "00000000-0000-4000-8000-000000000000"
    with pytest.raises(IntegrityError, match=r"occurrence_once_a_key|occurrence\.key"), transaction.atomic():
        twin.save(force_insert=True)


def test_a_check_in_cancels_what_is_planned(ready_ada: Patient) -> None:
    plan(SATURDAY)
    check_in(ready_ada, date(2026, 2, 28), SATURDAY)
    assert plan(SATURDAY)["cancelled"] == 1
    assert (only().state, only().reason) == (State.CANCELLED, "done")


def test_a_check_in_that_turns_out_wrong_makes_it_owed_again(ready_ada: Patient, ben: User) -> None:
    plan(SATURDAY)
    done = check_in(ready_ada, date(2026, 2, 28), SATURDAY)
    plan(SATURDAY)
    done.entered_in_error_at, done.entered_in_error_by, done.entered_in_error_reason = SATURDAY, ben, "mixed up"
    done.save()
    assert plan(SATURDAY)["planned"] == 1
    assert (only().state, only().reason) == (State.PLANNED, "")


def test_an_item_that_is_no_longer_due_is_cancelled(ready_ada: Patient) -> None:
    check_in(ready_ada, date(2026, 2, 28), SATURDAY)
    item = overdue(ready_ada, "mon.tak.imaging", date(2026, 3, 2))
    plan(SATURDAY)
    item.due_on = date(2026, 9, 2)
    item.save()
    assert plan(SATURDAY)["cancelled"] == 1


def test_a_patient_without_account_any_more_is_cancelled(ready_ada: Patient) -> None:
    plan(SATURDAY)
    Patient.objects.update(user=None)
    assert plan(SATURDAY)["cancelled"] == 1
    assert only().reason == "no-account"


def test_who_has_another_account_gets_the_mail_there(
    ready_ada: Patient, dee_user: User, verify: Callable[[User], EmailAddress], now: datetime
) -> None:
    plan(now)
    verify(dee_user)
    Patient.objects.update(user=dee_user)
    assert plan(now) == {"planned": 1, "cancelled": 0}
    assert (only().recipient, only().state) == (dee_user, State.PLANNED)


def test_another_time_of_day_moves_what_is_planned(ready_ada: Patient) -> None:
    plan(SATURDAY)
    Preference.objects.create(patient=ready_ada, local_time=time(18))
    assert plan(SATURDAY)["planned"] == 1
    assert only().due_at == only().next_at == datetime(2026, 3, 2, 17, tzinfo=UTC)


def test_another_zone_moves_what_is_planned(ready_ada: Patient) -> None:
    plan(SATURDAY)
    Patient.objects.update(time_zone="America/New_York")
    plan(SATURDAY)
    assert only().due_at == datetime(2026, 3, 2, 14, tzinfo=UTC)


def test_another_time_of_day_does_not_send_twice(ready_ada: Patient, now: datetime) -> None:
    plan(now)
    message = Message.objects.create(
        pk="00000000-0000-4000-8000-000000000001",
        recipient_id=ready_ada.user_id,
        local_date=now.date(),
        created_at=now,
    )
    Occurrence.objects.update(state=State.SENT, message=message)
    Preference.objects.create(patient=ready_ada, local_time=time(18))
    assert plan(now) == {"planned": 0, "cancelled": 0}


def test_another_reminder_day_cancels_the_old_one(ready_ada: Patient) -> None:
    plan(SATURDAY)
    Preference.objects.create(patient=ready_ada, weekday=1)
    assert plan(SATURDAY) == {"planned": 1, "cancelled": 1}
    assert Occurrence.objects.get(state=State.CANCELLED).reason == "rhythm"


def test_what_a_worker_holds_is_left_alone(ready_ada: Patient, now: datetime) -> None:
    plan(now)
    held = {"state": State.LEASED, "lease_token": only().pk, "lease_until": now}
    Occurrence.objects.update(**held)
    check_in(ready_ada, now.date(), now)
    assert plan(now) == {"planned": 0, "cancelled": 0}


def test_twenty_patients_cost_no_more_queries_than_one(
    ready_ada: Patient, team: CareTeam, verify: Callable[[User], EmailAddress], now: datetime
) -> None:
    overdue(ready_ada, "mon.tak.imaging", date(2026, 2, 20))
    plan(now - timedelta(days=7))  # the heartbeat's row is there, and who is silent
    with CaptureQueriesContext(connection) as one:
        plan(now)
    for number in range(20):
        user = User.objects.create(email=f"p{number}@example.org", name="P")
        verify(user)
        overdue(team_patient(team, user=user, ref=f"p-{number}"), "mon.tak.imaging", date(2026, 2, 20))
    Occurrence.objects.all().delete()
    plan(now - timedelta(days=7))
    with CaptureQueriesContext(connection) as twenty:
        assert plan(now)["planned"] == 42
    assert len(twenty) <= len(one) + 1  # one more where there are rows of two reasons to cancel


def test_people_are_planned_for_in_batches_and_nobody_falls_between(
    ready_ada: Patient,
    team: CareTeam,
    verify: Callable[[User], EmailAddress],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(planning, "BATCH", 2)
    for number in range(6):
        user = User.objects.create(email=f"p{number}@example.org", name="P")
        verify(user)
        team_patient(team, user=user, ref=f"p-{number}")
        team_patient(team, user=None, ref=f"no-account-{number}")
    assert plan(now)["planned"] == 7
    assert plan(now) == {"planned": 0, "cancelled": 0}
    assert Occurrence.objects.values("patient").distinct().count() == 7


def test_adding_what_stands_already_changes_nothing(ready_ada: Patient, now: datetime) -> None:
    plan(now)
    Occurrence.objects.update(state=State.SUPPRESSED, reason="paused")
    bulk.add([only().slot()])
    assert (only().state, only().reason) == (State.SUPPRESSED, "paused")


def test_a_finished_attempt_can_not_be_changed(ready_ada: Patient, now: datetime) -> None:
    message = Message.objects.create(
        pk="00000000-0000-4000-8000-000000000001",
        recipient_id=ready_ada.user_id,
        local_date=now.date(),
        created_at=now,
    )
    attempt = DeliveryAttempt.objects.create(message=message, n=1, started_at=now, host="here", pid=1)
    done = DeliveryAttempt.objects.filter(pk=attempt.pk)
    done.update(finished_at=now, stage="accepted", outcome="accepted", smtp_code=250)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        done.update(outcome="permanent")


def test_mails_at_night_can_not_be_wished_for(ready_ada: Patient) -> None:
    with pytest.raises(IntegrityError, match="preference_time_in_allowed_hours"), transaction.atomic():
        Preference.objects.create(patient=ready_ada, local_time=time(3))
