"""The team's digest: to whom it goes, when, and what it says, read from what a mail server was given."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import CareTeam, Membership, Role, User
from journeys.actions import work_items
from journeys.models import CareTeamLink, Flag, MonitoringState, Patient, WorkItem, WorkKind
from reminders.delivery import deliver_due
from reminders.models import Message, Occurrence, Recipient, State
from reminders.planning import plan, plan_digests
from reminders.preferences import want_digest
from tests.conftest import member, team_patient
from tests.reminders.conftest import Sink, overdue
from tests.reminders.test_canary import Canary, found

DAY = timedelta(days=1)
Verify = Callable[[User], EmailAddress]


@pytest.fixture
def ben(ben: User, verify: Verify, now: datetime) -> User:
    """Ben has wanted the digest since yesterday, a Sunday."""
    verify(ben)
    want_digest(ben, wanted=True, now=now - DAY)
    return ben


def opened(patient: Patient, kind: WorkKind, at: datetime) -> WorkItem:
    work_items.open_item(patient_id=patient.pk, kind=kind, because="Six reminders without any answer.", now=at)
    return WorkItem.objects.get(patient=patient, kind=kind, closed_at=None)


def flagged(patient: Patient, tier: str, at: datetime, family: str = "activity") -> Flag:
    return Flag.objects.create(
        patient=patient, condition="takayasu-arteritis", rule="tak.persistent-activity", rule_version=1, family=family,
        title="Active disease", tier=tier, outcome="fired", opened_at=at, opened_on=at.date(), last_seen_on=at.date(),
        finding={},
    )  # fmt: skip


def rounds(*moments: datetime) -> None:
    """Without the rest of planning, which settles and opens work items on its own."""
    for moment in moments:
        plan_digests(moment)
        deliver_due(moment)


def lines(mail: EmailMessage) -> list[str]:
    plain = mail.get_body(("plain",))
    assert plain
    return [line[2:] for line in plain.get_content().splitlines() if line.startswith("- ")]


def states() -> list[tuple[date, str, str]]:
    rows = Occurrence.objects.filter(kind="team-digest").order_by("local_date")
    return list(rows.values_list("local_date", "state", "reason"))


# -- when ----------------------------------------------------------------------------------------------------------


def test_once_a_day_however_often_the_clock_rings(ada: Patient, ben: User, sink: Sink, now: datetime) -> None:
    opened(ada, WorkKind.SILENT, now - DAY)
    for number in range(12):
        plan(now + timedelta(minutes=20 * number))
        deliver_due(now + timedelta(minutes=20 * number))
    opened(ada, WorkKind.NO_ANSWER, now + timedelta(hours=5))
    rounds(now + timedelta(hours=6))
    (mail,) = sink.mails
    assert mail["To"] == ben.email
    assert mail["Subject"] == "There is work on your team's list"
    assert lines(mail) == ["No check-in for a while: 1"]
    assert "https://tracker.example.org/work" in str(mail.get_body(("plain",)))
    assert Message.objects.get().number == 100


def test_every_working_day_on_which_something_is_new(ada: Patient, ben: User, sink: Sink, now: datetime) -> None:
    opened(ada, WorkKind.SILENT, now - DAY)
    rounds(now)
    rounds(now + DAY)
    flagged(ada, "B", now + DAY)
    rounds(now + 2 * DAY)
    assert [lines(each) for each in sink.mails] == [
        ["No check-in for a while: 1"],
        ["New, for discussion: 1", "No check-in for a while: 1"],
    ]
    assert states()[:3] == [
        (date(2026, 3, 2), State.SENT, ""),
        (date(2026, 3, 3), State.SUPPRESSED, "done"),
        (date(2026, 3, 4), State.SENT, ""),
    ]


def test_what_stays_open_is_said_again_after_a_week(ada: Patient, ben: User, sink: Sink, now: datetime) -> None:
    overdue(ada, "mon.tak.imaging", date(2026, 2, 1))
    rounds(*(now + number * DAY for number in range(10)))
    assert [lines(each) for each in sink.mails] == [["People with something overdue: 1"]] * 2
    sent = [day for day, state, _ in states() if state == State.SENT]
    assert sent == [date(2026, 3, 2), date(2026, 3, 9)]


def test_where_nothing_is_nothing_is_sent(ada: Patient, ben: User, sink: Sink, now: datetime) -> None:
    rounds(now)
    assert not sink.taken
    assert states()[0] == (date(2026, 3, 2), State.SUPPRESSED, "done")


def test_not_at_the_weekend_and_at_the_hour_that_was_chosen(ada: Patient, ben: User, sink: Sink, now: datetime) -> None:
    Recipient.objects.update(local_time=time(14))
    opened(ada, WorkKind.SILENT, now - DAY)
    friday = now + 4 * DAY
    rounds(friday)
    assert not sink.taken, "it is 11 o'clock in Vienna"
    rounds(friday + timedelta(hours=3))
    assert len(sink.taken) == 1
    flagged(ada, "B", friday + timedelta(hours=4))
    rounds(friday + DAY, friday + 2 * DAY)
    assert len(sink.taken) == 1
    assert {day.weekday() for day, _, _ in states()} <= {0, 1, 2, 3, 4}
    rounds(friday + 3 * DAY + timedelta(hours=3))
    assert len(sink.taken) == 2


def test_one_that_is_late_is_not_sent_the_next_morning(ada: Patient, ben: User, sink: Sink, now: datetime) -> None:
    opened(ada, WorkKind.SILENT, now - DAY)
    plan_digests(now)
    deliver_due(now.replace(hour=20))  # in Vienna it is nine in the evening
    rounds(now.replace(day=3, hour=7, minute=30))
    assert not sink.taken
    rounds(now.replace(day=3, hour=8))
    assert len(sink.taken) == 1
    assert [state for _, state, _ in states()[:2]] == [State.EXPIRED, State.SENT]


# -- to whom -------------------------------------------------------------------------------------------------------


def test_who_left_the_team_gets_none(ada: Patient, ben: User, sink: Sink, now: datetime) -> None:
    opened(ada, WorkKind.SILENT, now - DAY)
    plan_digests(now)
    ben.memberships.update(ends_on=date(2026, 3, 1))
    deliver_due(now)
    rounds(now + DAY)
    assert not sink.taken
    assert {reason for _, _, reason in states()} == {"no-account"}


def test_only_coordinators_who_asked_for_it_and_can_be_reached(
    ada: Patient, ben: User, cem: User, team: CareTeam, verify: Verify, sink: Sink, now: datetime
) -> None:
    eve, fay = member("Eve", team, Role.COORDINATOR), member("Fay", team, Role.COORDINATOR)
    for user in (cem, fay):
        verify(user)
    want_digest(cem, wanted=True, now=now)
    want_digest(eve, wanted=True, now=now)
    want_digest(fay, wanted=False, now=now)
    opened(ada, WorkKind.SILENT, now - DAY)
    rounds(now)
    assert [each["To"] for each in sink.mails] == [ben.email]


def test_switched_off_it_is_cancelled_at_once_and_on_again_planned(ada: Patient, ben: User, now: datetime) -> None:
    plan(now)
    want_digest(ben, wanted=False, now=now)
    assert {(state, reason) for _, state, reason in states()} == {(State.CANCELLED, "stopped")}
    want_digest(ben, wanted=True, now=now)
    assert {(state, reason) for _, state, reason in states()} == {(State.PLANNED, "")}
    since = Recipient.objects.get(user=ben).team_digest_since
    want_digest(ben, wanted=True, now=now + DAY)
    assert Recipient.objects.get(user=ben).team_digest_since == since


def test_who_is_a_patient_too_gets_both_on_one_day(
    ada: Patient, ben: User, team: CareTeam, sink: Sink, now: datetime
) -> None:
    team_patient(team, user=ben, ref="ben-1")
    opened(ada, WorkKind.SILENT, now - DAY)
    for moment in (now, now + timedelta(hours=1)):
        plan(moment)
        deliver_due(moment)
    assert sorted(each["Subject"] for each in sink.mails) == [
        "There is work on your team's list",
        "You have something to do",
    ]


def test_it_can_be_stopped_by_one_click_apart_from_the_rest(ada: Patient, ben: User, sink: Sink, now: datetime) -> None:
    opened(ada, WorkKind.SILENT, now - DAY)
    rounds(now)
    token = Recipient.objects.get(user=ben).token
    assert sink.mails[0]["List-Unsubscribe"] == f"<https://tracker.example.org/u/{token}/d/>"
    assert sink.mails[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert Client().post(f"/u/{token}/d/", {"List-Unsubscribe": "One-Click"}).status_code == 200
    opened(ada, WorkKind.NO_ANSWER, now)
    rounds(now + DAY)
    assert len(sink.taken) == 1
    assert Recipient.objects.get(user=ben).check_ins_stopped_at is None


# -- what ----------------------------------------------------------------------------------------------------------


def test_the_numbers_of_two_teams_count_nobody_twice(
    ada: Patient, ben: User, zoe: User, team: CareTeam, other_team: CareTeam, verify: Verify, sink: Sink, now: datetime
) -> None:
    Membership.objects.create(
        user=ben, clinic=team.clinic, team=other_team, role=Role.CLINICIAN, starts_on=date(2020, 1, 1)
    )
    verify(zoe)
    want_digest(zoe, wanted=True, now=now - DAY)
    CareTeamLink.objects.create(patient=ada, team=other_team, starts_on=date(2020, 1, 1))
    mine, theirs = team_patient(team, ref="mine"), team_patient(other_team, ref="theirs")
    for patient in (ada, mine, theirs):
        opened(patient, WorkKind.SILENT, now - timedelta(hours=1))
    opened(theirs, WorkKind.REMINDER_NOT_SENT, now - timedelta(hours=1))
    flagged(ada, "B", now - timedelta(hours=1))
    flagged(ada, "C", now - timedelta(hours=1), family="other")
    flagged(mine, "C", now - timedelta(hours=1))
    flagged(mine, "B", now - 8 * DAY, family="old")
    overdue(ada, "mon.tak.imaging", date(2026, 2, 1))
    overdue(ada, "mon.methotrexate.labs", date(2026, 2, 1))
    overdue(theirs, "mon.tak.imaging", date(2026, 2, 1))
    rounds(now)
    assert {each["To"]: lines(each) for each in sink.mails} == {
        ben.email: [
            "New, for discussion: 1",
            "New, to be checked first: 2",
            "A reminder could not be sent: 1",
            "No check-in for a while: 3",
            "People with something overdue: 2",
        ],
        zoe.email: [
            "New, for discussion: 1",
            "New, to be checked first: 1",
            "A reminder could not be sent: 1",
            "No check-in for a while: 2",
            "People with something overdue: 2",
        ],
    }


def test_what_sleeps_is_closed_or_of_ended_care_does_not_count(
    ada: Patient, ben: User, team: CareTeam, sink: Sink, now: datetime
) -> None:
    gone = team_patient(team, ref="gone", care_ended="deceased", care_ended_on=now.date(), care_ended_at=now)
    opened(gone, WorkKind.SILENT, now - DAY)
    flagged(gone, "B", now - DAY)
    overdue(gone, "mon.tak.imaging", date(2026, 2, 1))
    asleep = opened(ada, WorkKind.SILENT, now - DAY)
    work_items.snooze(item=asleep, until=date(2026, 3, 5), by=ben, now=now - DAY, version=1)
    closed = opened(ada, WorkKind.NO_ANSWER, now - DAY)
    work_items.close(item=closed, how="Phoned.", by=ben, now=now - DAY, version=1)
    rounds(now)
    assert not sink.taken
    rounds(now + 3 * DAY)
    assert [lines(each) for each in sink.mails] == [["No check-in for a while: 1"]]


def test_what_woke_up_since_is_news(ada: Patient, ben: User, sink: Sink, now: datetime) -> None:
    asleep = opened(ada, WorkKind.SILENT, now - DAY)
    opened(ada, WorkKind.NO_ANSWER, now - DAY)
    work_items.snooze(item=asleep, until=date(2026, 3, 4), by=ben, now=now - DAY, version=1)
    rounds(now, now + DAY, now + 2 * DAY)
    assert [len(lines(each)) for each in sink.mails] == [1, 2]


def test_a_second_copy_says_what_the_first_one_said(ada: Patient, ben: User, sink: Sink, now: datetime) -> None:
    opened(ada, WorkKind.SILENT, now - DAY)
    sink.data_faults = ["451 later"]
    rounds(now)
    opened(ada, WorkKind.NO_ANSWER, now)
    assert not sink.taken
    rounds(now + timedelta(minutes=2))
    assert [lines(each) for each in sink.mails] == [["No check-in for a while: 1"]]


def test_when_the_answer_was_lost_it_is_not_sent_again(ada: Patient, ben: User, sink: Sink, now: datetime) -> None:
    opened(ada, WorkKind.SILENT, now - DAY)
    sink.drops_after_dot = 1
    rounds(*(now + timedelta(minutes=10 * number) for number in range(6)))
    assert len(sink.taken) == 1
    assert states()[0][1:] == (State.SUPPRESSED, "may-have-arrived")


def test_no_name_no_condition_nothing_of_a_record(
    ada: Patient, ada_user: User, ben: User, team: CareTeam, sink: Sink, now: datetime
) -> None:
    canary = Canary()
    Patient.objects.update(ref=canary(), name=canary())
    User.objects.update(name=canary())
    CareTeam.objects.update(name=canary())
    type(team.clinic).objects.update(name=canary())
    for kind in WorkKind:
        work_items.open_item(patient_id=ada.pk, kind=kind, because=canary(), now=now - DAY)
    flag = flagged(ada, "B", now - timedelta(hours=1))
    Flag.objects.filter(pk=flag.pk).update(title=canary(), because=canary(), for_patient=canary())
    MonitoringState.objects.create(
        patient=ada, item=canary(), title=canary(), state="overdue", due_on=date(2026, 1, 1), because=canary()
    )
    rounds(now)
    (mail,) = sink.mails
    assert len(lines(mail)) == len(WorkKind) + 2, "every kind of work has its words"
    parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    words = canary.words | {str(ada.pk), str(ben.pk), "takayasu", "arteritis", "lupus", "pemphigus", "refractory"}
    words |= {"Ada", "activity", "imaging", "disease", "Vasculitis", "test"}
    assert not found(words, sink.taken[0].decode(), *parts, *(str(each) for each in mail.values()))


def test_planning_counts_nothing(ada: Patient, ben: User, now: datetime) -> None:
    plan(now)
    with CaptureQueriesContext(connection) as queries:
        plan(now)
    assert not [each["sql"] for each in queries if 'FROM "journeys_flag"' in each["sql"]]
