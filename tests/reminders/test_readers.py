"""Who gets which mails, how many, and what ends them: patients, carers, who doesn't answer, who is gone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from accounts.models import CareTeam, User
from journeys.actions import patients, work_items
from journeys.models import (
    CarerGrant,
    Patient,
    WorkItem,
)
from reminders import delivery
from reminders.delivery import deliver_due
from reminders.models import Message, Occurrence, Preference, PutOff, Recipient, State, Suppression
from reminders.models.delivery import address_hash
from reminders.planning import plan, replan
from tests.conftest import team_patient
from tests.reminders.conftest import Sink, check_in, overdue
from tests.reminders.test_delivery import tick
from tests.reminders.test_kinds import visit

DAY = timedelta(days=1)


@pytest.fixture
def eve(team: CareTeam, verify: Callable[[User], EmailAddress]) -> Patient:
    user = User.objects.create_user("eve@example.org", name="Eve", time_zone="Europe/Vienna")
    verify(user)
    return team_patient(team, user=user, name="Eve", ref="eve-1")


@pytest.fixture
def caring_dee(
    ready_ada: Patient, eve: Patient, dee_user: User, verify: Callable[[User], EmailAddress], now: datetime
) -> User:
    """Dee helps Ada and Eve, and has asked for mails about both."""
    for each in (ready_ada, eve):
        CarerGrant.objects.create(patient=each, user=dee_user, scope="log", starts_on=date(2026, 1, 1))
    Recipient.objects.create(user=dee_user, as_carer_since=now)
    verify(dee_user)
    return dee_user


def addressees(sink: Sink) -> list[str]:
    return sorted(mail["To"] for mail in sink.mails)


def test_a_carer_of_two_gets_one_mail_that_names_neither(caring_dee: User, sink: Sink, now: datetime) -> None:
    tick(now)
    assert addressees(sink) == ["ada@example.org", "dee@example.org", "eve@example.org"]
    (raw,) = (raw for raw, mail in zip(sink.taken, sink.mails, strict=True) if mail["To"] == "dee@example.org")
    assert b"Ada" not in raw
    assert b"Eve" not in raw
    assert Message.objects.get(recipient=caring_dee).occurrences.count() == 2


def test_a_carer_who_has_not_asked_for_mails_gets_none(caring_dee: User, sink: Sink, now: datetime) -> None:
    Recipient.objects.update(as_carer_since=None)
    tick(now)
    assert "dee@example.org" not in addressees(sink)


@pytest.mark.parametrize("over", [{"ends_on": date(2026, 3, 1)}, {"starts_on": date(2026, 3, 3)}])
def test_outside_the_days_of_the_grant_a_carer_gets_nothing(
    caring_dee: User, sink: Sink, now: datetime, over: dict[str, date]
) -> None:
    CarerGrant.objects.update(**over)
    tick(now)
    assert "dee@example.org" not in addressees(sink)


def test_a_grant_revoked_after_planning_stops_the_mail(
    caring_dee: User, ada_user: User, sink: Sink, now: datetime
) -> None:
    plan(now)
    CarerGrant.objects.update(revoked_at=now, revoked_by=ada_user)
    deliver_due(now)
    assert "dee@example.org" not in addressees(sink)
    assert set(Occurrence.objects.filter(recipient=caring_dee).values_list("state", "reason")) == {
        (State.SUPPRESSED, "no-account")
    }


def test_what_was_done_for_one_leaves_the_other_in_the_mail(
    caring_dee: User, ready_ada: Patient, sink: Sink, now: datetime
) -> None:
    plan(now)
    check_in(ready_ada, now.date(), now)
    deliver_due(now)
    assert addressees(sink) == ["dee@example.org", "eve@example.org"]
    states = Occurrence.objects.filter(recipient=caring_dee).values_list("patient__name", "state")
    assert dict(states) == {"Ada": State.SUPPRESSED, "Eve": State.SENT}


def test_a_carer_is_written_to_by_day_where_the_carer_is(caring_dee: User, sink: Sink, now: datetime) -> None:
    User.objects.filter(pk=caring_dee.pk).update(time_zone="America/Los_Angeles")  # there it is two in the morning
    tick(now)
    assert "dee@example.org" not in addressees(sink)
    tick(now + timedelta(hours=7))
    assert "dee@example.org" in addressees(sink)


def test_at_most_four_nudges_in_any_seven_days(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    Preference.objects.create(patient=ready_ada, rhythm="daily")
    Recipient.objects.create(user=ready_ada.user, last_answer_at=now + 30 * DAY)  # answers all of them
    sent = [day for day in range(21) if tick(now + day * DAY)["sent"]]
    assert len(sink.taken) == len(sent) == 12
    assert all(sum(0 <= last - day < 7 for day in sent) <= 4 for last in range(21))


def test_a_visit_is_told_even_after_four_nudges(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    Preference.objects.create(patient=ready_ada, rhythm="daily")
    Recipient.objects.create(user=ready_ada.user, last_answer_at=now + 30 * DAY)
    for day in range(4):
        tick(now + day * DAY)
    visit(ready_ada, date(2026, 3, 8), now)
    tick(now + 4 * DAY)
    assert len(sink.taken) == 5


def test_unanswered_nudges_become_fewer_and_then_none_and_the_team_is_told(
    ready_ada: Patient, sink: Sink, now: datetime
) -> None:
    weeks = [week for week in range(20) for day in range(7) if tick(now + (7 * week + day) * DAY)["sent"]]
    assert weeks == [0, 1, 2, 4, 6, 8], "three weekly ones, three at half the rhythm, none"
    item = WorkItem.objects.get(kind="no-answer")
    assert (item.patient, item.closed_at) == (ready_ada, None)
    assert Occurrence.objects.filter(state=State.SUPPRESSED, reason="unanswered").exists()


def test_any_sign_of_life_starts_them_again_and_settles_the_item(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    for day in range(70):
        tick(now + day * DAY)
    back = now + 71 * DAY
    User.objects.update(last_login=back)
    weeks = [day for day in range(71, 95) if tick(now + day * DAY)["sent"]]
    assert weeks == [71, 77, 84], "that of the day before, and weekly from then on"
    assert WorkItem.objects.get(kind="no-answer").closed_at is not None


@pytest.mark.parametrize("reason", ["deceased", "discharged", "transferred"])
def test_when_care_has_ended_all_stops_at_once_for_everybody(
    caring_dee: User, ready_ada: Patient, ben: User, sink: Sink, now: datetime, reason: str
) -> None:
    visit(ready_ada, date(2026, 3, 4), now)
    plan(now)
    patients.end_care(patient=ready_ada, reason=reason, on=now.date(), by=ben, now=now)
    deliver_due(now)
    assert addressees(sink) == ["dee@example.org", "eve@example.org"]
    assert set(Occurrence.objects.filter(patient=ready_ada).values_list("reason", flat=True)) <= {"care-ended", ""}
    plan(now)
    assert not Occurrence.objects.filter(patient=ready_ada).waiting().exists()


def test_an_address_that_sent_mails_back_gets_none(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    plan(now)
    Suppression.objects.create(address_hash=address_hash("Ada@example.org"), reason="hard-bounce", since=now)
    deliver_due(now)
    assert sink.taken == []
    assert Occurrence.objects.get().reason == "cannot-reach"
    Suppression.objects.update(lifted_at=now)
    overdue(ready_ada, "mon.tak.imaging", date(2026, 2, 20))
    tick(now)
    assert addressees(sink) == ["ada@example.org"]


def test_somebody_who_stopped_mails_about_check_ins_gets_those_about_tests(
    ready_ada: Patient, sink: Sink, now: datetime
) -> None:
    Recipient.objects.create(user=ready_ada.user, check_ins_stopped_at=now)
    tick(now)
    assert sink.taken == []
    overdue(ready_ada, "mon.tak.imaging", date(2026, 2, 20))
    tick(now)
    assert len(sink.taken) == 1
    assert {each.kind for each in Message.objects.get().occurrences.all()} == {"monitoring"}


def test_said_to_be_done_by_one_reader_is_done_for_all(
    caring_dee: User, ready_ada: Patient, sink: Sink, now: datetime
) -> None:
    plan(now)
    PutOff.objects.create(
        patient=ready_ada,
        recipient=ready_ada.user,
        kind="check-in",
        due_on=date(2026, 3, 2),
        until=date(2026, 3, 9),
        is_done=True,
        at=now,
    )
    replan([ready_ada.pk], now)
    rows = Occurrence.objects.filter(patient=ready_ada, local_date=date(2026, 3, 2)).values_list("state", "reason")
    assert set(rows) == {(State.CANCELLED, "said-done")}
    tick(now)
    assert addressees(sink) == ["dee@example.org", "eve@example.org"]


def test_silence_of_two_weeks_is_the_teams_to_see_and_ends_with_a_check_in(ready_ada: Patient, now: datetime) -> None:
    check_in(ready_ada, date(2026, 2, 17), now)
    plan(now)
    assert not WorkItem.objects.exists()
    plan(now + DAY)
    item = WorkItem.objects.get()
    assert (item.kind, item.because) == ("silent", "No check-in since 17 February 2026.")
    check_in(ready_ada, date(2026, 3, 3), now)
    plan(now + DAY)
    item.refresh_from_db()
    assert item.closed_at == now + DAY


def test_silence_that_somebody_has_seen_to_is_not_back_at_the_next_planning(
    ready_ada: Patient, ben: User, now: datetime
) -> None:
    check_in(ready_ada, date(2026, 2, 16), now)
    plan(now)
    work_items.close(item=WorkItem.objects.get(), how="Phoned", by=ben, now=now, version=1)
    plan(now + 13 * DAY)
    assert not WorkItem.objects.open().exists()
    plan(now + 14 * DAY)
    assert WorkItem.objects.open().exists()


def test_who_paused_is_not_silent(ready_ada: Patient, now: datetime) -> None:
    Preference.objects.create(patient=ready_ada, paused_until=date(2026, 4, 1), pause_reason="hospital")
    plan(now)
    assert not WorkItem.objects.exists()


def test_the_most_urgent_leave_first(ready_ada: Patient, eve: Patient, sink: Sink, now: datetime) -> None:
    visit(eve, date(2026, 3, 4), now)
    plan(now)
    Occurrence.objects.filter(patient=ready_ada).update(due_at=now - DAY, next_at=now - DAY)
    deliver_due(now)
    assert [mail["To"] for mail in sink.mails] == ["eve@example.org", "ada@example.org"]


def test_a_text_that_can_not_be_put_together_is_given_up_at_the_second_try_and_others_leave(
    ready_ada: Patient, eve: Patient, sink: Sink, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    compose = delivery.compose

    def only_for_eve(message: Message, person: Any, held: Any) -> Any:
        if person.patient == ready_ada.pk:
            raise ValueError("no text")
        return compose(message, person, held)

    monkeypatch.setattr(delivery, "compose", only_for_eve)
    tick(now)
    tick(now + timedelta(minutes=2))
    assert addressees(sink) == ["eve@example.org"]
    dead = Occurrence.objects.get(patient=ready_ada)
    assert (dead.state, dead.reason, dead.unwritable) == (State.DEAD, "unwritable", 2)
    assert WorkItem.objects.get(kind="reminder-not-sent").patient == ready_ada


def test_somebody_who_lives_a_day_twice_gets_a_mail_on_both(ready_ada: Patient, sink: Sink) -> None:
    """East of the date line it is Tuesday; a flight later it is Monday, and Tuesday again the day after."""
    Preference.objects.create(patient=ready_ada, rhythm="daily")
    Patient.objects.update(time_zone="Pacific/Kiritimati")
    tick(datetime(2026, 3, 2, 22, tzinfo=UTC))  # Tuesday noon
    Patient.objects.update(time_zone="Pacific/Honolulu")
    for hours in range(0, 60, 4):
        tick(datetime(2026, 3, 3, 2, tzinfo=UTC) + timedelta(hours=hours))
    ids = [mail["Message-ID"] for mail in sink.mails]
    assert len(ids) == len(set(ids)) == Message.objects.count()
