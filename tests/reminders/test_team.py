"""The team's list of reminders: what could not be sent comes first, and what can be done about it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLog, CareTeam, User
from journeys.models import Patient, WorkItem
from reminders import relay
from reminders.delivery import deliver_due
from reminders.models import DeliveryAttempt, DeliveryEvent, Hold, Message, Occurrence, State
from reminders.planning import plan
from reminders.watchdog import check
from tests.conftest import SignIn, team_patient
from tests.reminders.conftest import Sink
from tests.reminders.rows import dead, occurrence

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def at_now(now: datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def team_member(ben: User, sign_in: SignIn) -> Client:
    return sign_in(ben)


def test_what_could_not_be_sent_comes_first_with_why(ada: Patient, team_member: Client, now: datetime) -> None:
    occurrence(ada, now, state=State.PLANNED)
    dead(ada, now - timedelta(days=1))
    page = team_member.get(reverse("reminders:ledger")).content.decode()
    assert page.index("Could not be sent: the mail server refused the address.") < page.index("Planned.")
    assert "Check-in, to the patient, for Sunday 1 March 2026" in page


def test_only_what_concerns_ones_own_teams(
    ada: Patient, zoe: User, ada_user: User, sign_in: SignIn, now: datetime
) -> None:
    dead(ada, now)
    assert "Ada" not in sign_in(zoe).get(reverse("reminders:ledger")).content.decode()
    assert sign_in(ada_user).get(reverse("reminders:ledger")).status_code == 404
    assert not AccessLog.objects.filter(actor=zoe).exists()


def test_looking_is_in_the_log(ada: Patient, ben: User, team_member: Client, now: datetime) -> None:
    occurrence(ada, now)
    team_member.get(reverse("reminders:ledger"))
    row = AccessLog.objects.get(actor=ben)
    assert (row.patient_id, row.action, row.what) == (ada.pk, "list", "reminders")


def test_the_list_has_filters_and_pages(ada: Patient, team_member: Client, now: datetime) -> None:
    for day in range(30):
        occurrence(ada, now - timedelta(days=day), state=State.SUPPRESSED, reason="done")
    url = reverse("reminders:ledger")
    assert team_member.get(url).content.decode().count("it was done already") == 25
    assert team_member.get(url + "?show=not-sent&page=2").content.decode().count("it was done already") == 5
    assert "Nothing here." in team_member.get(url + "?show=dead").content.decode()
    assert team_member.get(url + "?show=nonsense&page=x").status_code == 200


def test_try_again_sends_the_same_message(
    ready_ada: Patient, ben: User, team_member: Client, sink: Sink, now: datetime
) -> None:
    sink.rcpt_faults = ["550 no such user"]
    plan(now)
    deliver_due(now)
    row, message = Occurrence.objects.get(state=State.DEAD), Message.objects.get()
    assert team_member.post(reverse("reminders:retry", args=[row.pk])).status_code == 302
    item = WorkItem.objects.get(kind="reminder-not-sent")
    assert (item.closed_by, item.how) == (ben, "Tried again.")
    deliver_due(now + MINUTE)
    (mail,) = sink.mails
    assert str(message.pk) in mail["Message-ID"]
    row.refresh_from_db()
    assert (row.state, row.message_id) == (State.SENT, message.pk)
    assert list(DeliveryAttempt.objects.order_by("n").values_list("outcome", flat=True)) == ["permanent", "accepted"]
    assert check(now + 2 * MINUTE).broken == ()
    log = AccessLog.objects.filter(actor=ben, action="write").values_list("what", flat=True)
    assert set(log) == {"reminders", "work item"}


@pytest.mark.parametrize("outcomes", [["permanent"], ["ambiguous", "ambiguous"], ["", "", ""]])
def test_whatever_it_died_of_a_person_may_try_again(
    ready_ada: Patient, team_member: Client, sink: Sink, now: datetime, outcomes: list[str]
) -> None:
    row = dead(ready_ada, now - timedelta(hours=1))
    assert row.message
    row.message.attempts.all().delete()
    for n, outcome in enumerate(outcomes, start=1):
        at = now - timedelta(minutes=30)
        told = {"finished_at": at, "stage": "final-dot", "outcome": outcome} if outcome else {}
        DeliveryAttempt.objects.create(message=row.message, n=n, started_at=at, host="h", pid=1, **told)
    team_member.post(reverse("reminders:retry", args=[row.pk]))
    assert deliver_due(now)["sent"] == 1


def test_that_it_came_back_before_is_history_once_somebody_wants_it_tried_again(
    ready_ada: Patient, team_member: Client, sink: Sink, now: datetime
) -> None:
    sink.rcpt_faults = ["550 no such user", "450 later"]
    plan(now)
    deliver_due(now)
    event = {"event_id": "e", "message": Message.objects.get(), "type": "hard-bounce", "at": now, "received_at": now}
    DeliveryEvent.objects.create(**event)
    team_member.post(reverse("reminders:retry", args=[Occurrence.objects.get().pk]))
    deliver_due(now + MINUTE)
    assert Occurrence.objects.get().state == State.DUE, "asked to wait, not given up"
    deliver_due(now + 5 * MINUTE)
    assert len(sink.taken) == 1


def test_after_a_second_death_it_is_on_the_list_again(
    ready_ada: Patient, team_member: Client, sink: Sink, now: datetime
) -> None:
    sink.rcpt_faults = ["550 no such user"] * 2
    plan(now)
    for minute in range(2):
        deliver_due(now + minute * MINUTE)
        row = Occurrence.objects.get(state=State.DEAD)
        assert WorkItem.objects.open().filter(kind="reminder-not-sent").count() == 1
        team_member.post(reverse("reminders:retry", args=[row.pk]))
    assert WorkItem.objects.filter(kind="reminder-not-sent").count() == 2


def test_too_late_is_too_late(ada: Patient, team_member: Client, now: datetime) -> None:
    row = dead(ada, now - timedelta(days=4))
    assert "Try again" not in team_member.get(reverse("reminders:ledger")).content.decode().replace("“Try again”", "")
    answer = team_member.post(reverse("reminders:retry", args=[row.pk]), follow=True)
    assert "too late for this one" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == State.DEAD
    assert WorkItem.objects.open().exists()


def test_phoned_instead(ada: Patient, ben: User, team_member: Client, sink: Sink, now: datetime) -> None:
    row = dead(ada, now)
    url = reverse("reminders:phoned", args=[row.pk])
    team_member.post(url)
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.SUPPRESSED, "skipped")
    item = WorkItem.objects.get(kind="reminder-not-sent")
    assert (item.closed_by, item.how) == (ben, "Phoned instead.")
    assert "Somebody has seen to it already." in team_member.post(url, follow=True).content.decode()
    assert check(now).broken == ()


def test_the_reminder_of_another_patient_in_the_same_mail_stays(
    ada: Patient, team: CareTeam, team_member: Client, now: datetime
) -> None:
    row = dead(ada, now)
    other = occurrence(
        team_patient(team, ref="p-2"), now, recipient_id=ada.user_id, state=State.DEAD, reason="refused",
        message=row.message,
    )  # fmt: skip
    team_member.post(reverse("reminders:phoned", args=[row.pk]))
    other.refresh_from_db()
    assert other.state == State.DEAD


def test_no_banner_when_all_is_well(ready_ada: Patient, team_member: Client, now: datetime) -> None:
    occurrence(ready_ada, now - 14 * MINUTE)
    assert team_member.get(reverse("reminders:banner")).status_code == 204


def test_the_banner_says_what_keeps_reminders_from_leaving(
    ready_ada: Patient, team_member: Client, zoe: User, sign_in: SignIn, now: datetime
) -> None:
    occurrence(ready_ada, now - 16 * MINUTE)
    for _ in range(5):
        relay.has_failed(now)
    Hold.objects.create(since=now, why="A backup was played back.", lost_from=now - timedelta(days=1), lost_until=now)
    said = " ".join(team_member.get(reverse("reminders:banner")).content.decode().split())
    assert "1 reminder waits</strong> since Monday 2 March 2026, 10:44" in said
    assert "The mail server has been away</strong> since Monday 2 March 2026, 11:00" in said
    assert "All reminders are held back</strong> since Monday 2 March 2026, 11:00. A backup was played back." in said
    assert "from Sunday 1 March 2026, 11:00 to Monday 2 March 2026, 11:00" in said
    assert "reminder waits" not in sign_in(zoe).get(reverse("reminders:banner")).content.decode()


def test_the_worklist_asks_for_the_banner(ready_ada: Patient, team_member: Client) -> None:
    assert f'hx-get="{reverse("reminders:banner")}"' in team_member.get(reverse("work")).content.decode()
