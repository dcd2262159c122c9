"""What leaves, when, how often, and what doesn't: each story with a real mail server at its end."""

from collections import Counter
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress

from accounts.mail import Letter, Receipt, Transport
from accounts.models import CareTeam, User
from journeys.models import Patient, WorkItem
from reminders import ledger, relay
from reminders.attempts import LEASE
from reminders.delivery import deliver_due
from reminders.ledger import Page, Wanted
from reminders.models import DeliveryAttempt, Message, Occurrence, Preference, State
from reminders.planning import plan
from tests.conftest import patient, team_patient
from tests.reminders.conftest import Sink, check_in, overdue

MINUTE = timedelta(minutes=1)


def tick(now: datetime) -> Counter[str]:
    counts = plan(now)
    counts.update(deliver_due(now))
    return counts


def only(state: State) -> Occurrence:
    occurrence = Occurrence.objects.get()
    assert occurrence.state == state, occurrence
    return occurrence


@pytest.mark.django_db
def test_nobody_is_registered_and_nothing_leaves(sink: Sink, now: datetime) -> None:
    assert not +tick(now)
    assert sink.taken == []


def test_nothing_leaves_before_the_address_is_verified(ada: Patient, ada_user: User, sink: Sink, now: datetime) -> None:
    EmailAddress.objects.create(user=ada_user, email=ada_user.email, verified=False, primary=True)
    tick(now)
    assert not Occurrence.objects.exists()
    assert sink.taken == []


def test_an_imported_address_gets_no_mail(team: CareTeam, sink: Sink, now: datetime) -> None:
    somebody = team_patient(team, email="somebody@example.org")
    overdue(somebody, "mon.tak.imaging", date(2026, 2, 1))
    tick(now)
    assert sink.taken == []


def test_ada_gets_one_mail_however_often_the_clock_rings(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    for minutes in range(5):
        tick(now + minutes * MINUTE)
    (mail,) = sink.mails
    assert mail["To"] == "ada@example.org"
    assert mail["From"] == "Journey Tracker <no-reply@tracker.example.org>"
    assert mail["Message-ID"] == f"<{Message.objects.get().pk}@tracker.example.org>"
    assert only(State.SENT).message == Message.objects.get()
    attempt = DeliveryAttempt.objects.get()
    assert (attempt.outcome, attempt.stage, attempt.smtp_code) == ("accepted", "accepted", 250)


def test_next_monday_she_gets_another_one_with_another_id(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    for day in range(8):
        tick(now + timedelta(days=day))
    assert len({mail["Message-ID"] for mail in sink.mails}) == len(sink.mails) == 2


def test_at_night_nothing_leaves_and_at_eight_it_does(ready_ada: Patient, sink: Sink) -> None:
    overdue(ready_ada, "mon.tak.imaging", date(2026, 3, 1))
    sunday_evening = datetime.fromisoformat("2026-03-01T20:00:00+01:00")
    tick(sunday_evening)
    night = datetime.fromisoformat("2026-03-02T03:00:00+01:00")
    assert tick(night)["sent"] == 0
    before_eight = datetime.fromisoformat("2026-03-02T07:59:00+01:00")
    assert tick(before_eight)["sent"] == 0
    assert sink.taken == []
    assert tick(before_eight + MINUTE)["sent"] == 1
    assert len(sink.taken) == 1


def test_where_she_has_moved_to_it_is_night(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    plan(now)
    Patient.objects.filter(pk=ready_ada.pk).update(time_zone="Pacific/Kiritimati")
    counts = deliver_due(now)  # there it is Tuesday, past midnight
    assert (counts["sent"], counts["waiting"]) == (0, 1)
    assert only(State.DUE).next_at == datetime.fromisoformat("2026-03-03T08:00:00+14:00")
    assert sink.taken == []


def test_a_check_in_done_before_planning_owes_nothing(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    check_in(ready_ada, date(2026, 3, 1), now)
    tick(now)
    assert not Occurrence.objects.exists()
    assert sink.taken == []


def test_a_check_in_done_before_sending_suppresses(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    plan(now)
    check_in(ready_ada, date(2026, 3, 2), now)
    assert deliver_due(now)["suppressed"] == 1
    assert only(State.SUPPRESSED).reason == "done"
    assert sink.taken == []


def test_a_check_in_entered_in_error_counts_for_nothing(
    ready_ada: Patient, ben: User, sink: Sink, now: datetime
) -> None:
    check_in(
        ready_ada,
        date(2026, 3, 2),
        now,
        entered_in_error_at=now,
        entered_in_error_by=ben,
        entered_in_error_reason="another patient's",
    )
    assert tick(now)["sent"] == 1


def test_check_in_and_two_overdue_items_share_one_mail(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    overdue(ready_ada, "mon.tak.imaging", date(2026, 2, 20))
    overdue(ready_ada, "mon.sle.urine-protein", date(2025, 12, 1))
    assert tick(now)["sent"] == 3
    assert len(sink.taken) == 1
    assert Message.objects.get().occurrences.count() == 3


def test_what_comes_due_after_todays_mail_waits_for_tomorrow(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    tick(now)
    overdue(ready_ada, "mon.tak.imaging", date(2026, 2, 20))
    assert tick(now + MINUTE)["waiting"] == 1
    assert len(sink.taken) == 1
    assert tick(now + timedelta(days=1))["sent"] == 1
    assert len(sink.taken) == 2


def test_an_overdue_item_is_reminded_again_after_two_weeks_only(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    Preference.objects.create(patient=ready_ada, weekday=6)
    overdue(ready_ada, "mon.tak.imaging", now.date())
    for day in range(15):
        check_in(ready_ada, now.date() + timedelta(days=day), now)
        tick(now + timedelta(days=day))
    assert len(sink.taken) == 2


def test_a_result_that_arrived_ends_the_reminding(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    check_in(ready_ada, now.date(), now)
    item = overdue(ready_ada, "mon.tak.imaging", date(2026, 2, 20))
    plan(now)
    item.delete()
    assert deliver_due(now)["suppressed"] == 1
    assert sink.taken == []


def test_stopped_paused_or_signed_off_means_no_mail(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    plan(now)
    preference = Preference.objects.create(patient=ready_ada, stopped_at=now)
    deliver_due(now)
    assert only(State.SUPPRESSED).reason == "stopped"
    Occurrence.objects.all().delete()
    preference.delete()
    plan(now)
    Preference.objects.create(patient=ready_ada, paused_until=date(2026, 3, 3))
    deliver_due(now)
    assert only(State.SUPPRESSED).reason == "paused"
    assert sink.taken == []


def test_a_mail_that_is_refused_for_good_is_tried_once(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    sink.rcpt_faults = ["550 5.1.1 <ada@example.org> unknown"]
    for hours in range(30):
        tick(now + timedelta(hours=hours))
    assert sink.taken == []
    dead = only(State.DEAD)
    assert dead.reason == "refused"
    attempt = DeliveryAttempt.objects.get()
    assert (attempt.smtp_code, attempt.stage) == (550, "recipient")
    assert attempt.reply == "5.1.1 (address) unknown"


def test_a_mail_that_is_refused_for_now_is_tried_later(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    sink.data_faults = ["451 try later"]
    assert tick(now)["waiting"] == 1
    waiting = only(State.DUE)
    assert waiting.fails == 1
    assert now + 0.5 * MINUTE <= waiting.next_at <= now + 1.1 * MINUTE
    assert tick(now + 0.4 * MINUTE)["sent"] == 0
    assert tick(now + 2 * MINUTE)["sent"] == 1
    assert len(sink.taken) == 1


def test_a_server_that_is_away_costs_the_mail_nothing(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    sink.rcpt_faults = ["421 too busy"] * 3
    for minutes in range(3):
        assert tick(now + 2 * minutes * MINUTE)["waiting"] == 1
    assert only(State.DUE).fails == 0
    assert tick(now + 10 * MINUTE)["sent"] == 1


@pytest.fixture
def crowd(ready_ada: Patient, team: CareTeam, verify: Callable[[User], EmailAddress]) -> None:
    """Seven more people with a reminder on the same day."""
    for number in range(7):
        user = User.objects.create_user(f"p{number}@example.org", name="P")
        verify(user)
        patient(clinic=team.clinic, user=user, ref=f"p-{number}")


def test_after_five_refusals_in_a_row_nobody_calls_for_a_minute(crowd: None, sink: Sink, now: datetime) -> None:
    sink.rcpt_faults = ["421 too busy"] * 6
    tick(now)
    assert len(sink.rcpt_faults) == 1
    assert relay.down_since() is not None
    assert not Occurrence.objects.filter(state=State.LEASED).exists(), "the rest goes back at once"
    tick(now + MINUTE / 2)
    assert len(sink.rcpt_faults) == 1, "nobody has called"
    tick(now + 2 * MINUTE)
    assert (sink.rcpt_faults, sink.taken) == ([], []), "one mail to see whether it is back"
    assert not Occurrence.objects.exclude(fails=0).exists()
    assert tick(now + 4 * MINUTE)["sent"] == 8
    assert relay.down_since() is None


def test_one_conversation_carries_the_whole_batch(crowd: None, sink: Sink, now: datetime) -> None:
    assert tick(now)["sent"] == 8
    assert sink.sessions == 1


def test_one_refusal_by_the_server_keeps_nobody_else_waiting(crowd: None, sink: Sink, now: datetime) -> None:
    sink.rcpt_faults = ["421 too busy"]
    counts = tick(now)
    assert (counts["sent"], counts["waiting"]) == (7, 1)
    assert tick(now + 2 * MINUTE)["sent"] == 1


def test_a_check_in_mail_whose_answer_was_lost_is_left_at_that(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    sink.drops_after_dot = 1
    for hours in range(20):
        tick(now + timedelta(hours=hours))
    assert len(sink.taken) == 1
    assert only(State.SUPPRESSED).reason == "may-have-arrived"
    assert not WorkItem.objects.exclude(kind="silent").exists()


@pytest.fixture
def overdue_test(ready_ada: Patient, now: datetime) -> None:
    """Not a check-in: that one would be left at a lost answer."""
    check_in(ready_ada, now.date(), now)
    overdue(ready_ada, "mon.tak.imaging", date(2026, 2, 20))


def test_a_lost_answer_is_sent_once_more_with_the_same_id(overdue_test: None, sink: Sink, now: datetime) -> None:
    sink.drops_after_dot = 1
    assert tick(now)["waiting"] == 1
    assert tick(now + 19 * MINUTE)["sent"] == 0
    assert tick(now + 21 * MINUTE)["sent"] == 1
    assert len(sink.taken) == 2
    assert len({mail["Message-ID"] for mail in sink.mails}) == 1
    outcomes = DeliveryAttempt.objects.order_by("n").values_list("outcome", "stage")
    assert list(outcomes) == [("ambiguous", "final-dot"), ("accepted", "accepted")]


def test_two_lost_answers_and_it_is_left_at_that(
    overdue_test: None, ready_ada: Patient, sink: Sink, now: datetime
) -> None:
    sink.drops_after_dot = 9
    for hours in range(20):
        tick(now + timedelta(hours=hours))
    assert len(sink.taken) == 2
    assert only(State.DEAD).reason == "no-answer"
    item = WorkItem.objects.exclude(kind="silent").get()
    assert (item.patient, item.kind, item.closed_at) == (ready_ada, "reminder-not-sent", None)


def test_something_else_coming_due_does_not_shorten_the_wait_for_a_lost_answer(
    ready_ada: Patient, sink: Sink, now: datetime
) -> None:
    sink.drops_after_dot = 1
    tick(now)
    overdue(ready_ada, "mon.tak.imaging", date(2026, 2, 20))
    tick(now + MINUTE)
    assert len(sink.taken) == 1
    tick(now + 21 * MINUTE)
    tick(now + 22 * MINUTE)
    assert len(sink.taken) == 2
    assert Occurrence.objects.filter(state=State.SENT).count() == 2


class Killed(BaseException):
    """The process ends here: nothing catches it, nothing is tidied up."""


def test_after_a_crash_it_is_sent_again_once_with_the_same_id(
    ready_ada: Patient, sink: Sink, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("reminders.ledger.finish", _killed)
        with pytest.raises(Killed):
            tick(now)
    assert len(sink.taken) == 1
    attempt = DeliveryAttempt.objects.get()
    assert (attempt.outcome, attempt.finished_at) == ("", None)
    assert tick(now + MINUTE)["sent"] == 0, "the dead worker's lease still holds"
    for minutes in range(3, 9):
        tick(now + minutes * MINUTE)
    assert len(sink.taken) == 2
    assert len({mail["Message-ID"] for mail in sink.mails}) == 1
    assert only(State.SENT).crashes == 0
    assert list(DeliveryAttempt.objects.order_by("n").values_list("outcome", flat=True)) == ["", "accepted"]


def test_what_kills_its_worker_three_times_is_given_up(
    ready_ada: Patient, sink: Sink, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("accounts.mail.Transport.send", _killed)
        for minutes in (0, 5, 10):
            with pytest.raises(Killed):
                tick(now + minutes * MINUTE)
    tick(now + 15 * MINUTE)
    dead = only(State.DEAD)
    assert (dead.reason, dead.crashes) == ("crashes", 3)
    assert sink.taken == []


def _killed(*args: object, **kwargs: object) -> None:
    raise Killed


def test_a_worker_that_lost_its_lease_writes_the_ledger_and_nothing_else(
    ready_ada: Patient, sink: Sink, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(now)
    send = Transport.send

    def freeze(transport: Transport, letter: Letter) -> Receipt:
        """While the server is spoken to, the lease runs out and another worker takes it."""
        Occurrence.objects.update(lease_token=uuid4(), lease_until=now + 4 * MINUTE)
        return send(transport, letter)

    with monkeypatch.context() as patched:
        patched.setattr(Transport, "send", freeze)
        assert deliver_due(now)["sent"] == 0
    assert DeliveryAttempt.objects.get().outcome == "accepted"
    assert only(State.LEASED)
    assert tick(now + 4 * MINUTE)["sent"] == 1, "whoever comes next finds it accepted"
    assert len(sink.taken) == 1


def test_a_reminder_that_is_over_is_not_sent_late(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    plan(now)
    assert deliver_due(now + timedelta(days=3))["expired"] == 1
    assert sink.taken == []


def test_a_message_that_another_process_has_just_begun_is_left_to_it(
    ready_ada: Patient, sink: Sink, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = ledger.open_pages

    def read_and_overtaken(wanted: Collection[Wanted], at: datetime) -> list[Page]:
        pages = read(wanted, at)
        DeliveryAttempt.objects.create(message=pages[0].message, n=1, started_at=at, host="elsewhere", pid=1)
        return pages

    plan(now)
    monkeypatch.setattr(ledger, "open_pages", read_and_overtaken)
    counts = deliver_due(now)
    assert (counts["sent"], counts["waiting"]) == (0, 1)
    assert only(State.DUE).next_at >= now + LEASE
    assert DeliveryAttempt.objects.get().host == "elsewhere"
    assert sink.taken == []
