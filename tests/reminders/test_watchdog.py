"""Each invariant of reminders broken by hand, and the watchdog that says so: with ids, and nothing of people."""

import json
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from accounts.models import User
from journeys.actions import work_items
from journeys.models import Patient, WorkItem, WorkKind
from reminders import relay
from reminders.delivery import deliver_due
from reminders.models import DeliveryAttempt, DeliveryEvent, Heartbeat, Hold, Message, Occurrence, Relay, State
from reminders.planning import plan
from reminders.policy import message_id
from reminders.watchdog import EVER, check
from tests.reminders.conftest import Sink, Site

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def sent(ready_ada: Patient, sink: Sink, now: datetime) -> Occurrence:
    """Ada's reminder of this Monday, at 11:00 of hers."""
    plan(now)
    deliver_due(now)
    occurrence = Occurrence.objects.get(state=State.SENT)
    assert len(sink.taken) == 1
    return occurrence


def broken(now: datetime, **window: Any) -> list[tuple[str, tuple[object, ...]]]:
    return [(each.invariant, each.ids) for each in check(now, **window).broken]


def mail(occurrence: Occurrence, at: datetime, **fields: Any) -> Message:
    """One more mail to the same reader, accepted at `at`."""
    day = at.date()
    number = Message.objects.filter(local_date=day).count()
    message = Message.objects.create(
        id=message_id(occurrence.recipient_id, day, number),
        recipient_id=occurrence.recipient_id,
        local_date=day,
        number=number,
        created_at=at,
    )
    Occurrence.objects.create(
        id=message.pk,
        key=f"{message.pk}",
        patient_id=occurrence.patient_id,
        recipient_id=occurrence.recipient_id,
        kind="check-in",
        priority=4,
        due_on=day,
        local_date=day,
        local_time=occurrence.local_time,
        tz=fields.pop("tz", occurrence.tz),
        keeps_days=3,
        due_at=at,
        expires_at=at + 3 * DAY,
        next_at=at,
        state=State.SENT,
        slot_no=number,
        message=message,
    )
    attempt(message, at, **fields)
    return message


def attempt(message: Message, at: datetime, **fields: Any) -> DeliveryAttempt:
    told = {"stage": "accepted", "outcome": "accepted", "finished_at": at} | fields
    return DeliveryAttempt.objects.create(
        message=message, n=message.attempts.count() + 1, started_at=at, host="h", pid=1, **told
    )


def test_after_a_round_all_is_well(sent: Occurrence, now: datetime) -> None:
    report = check(now + MINUTE)
    assert report.is_well
    assert (report.broken, report.vitals.troubles, report.copies) == ((), [], 0)


def test_i1_a_row_that_could_have_left_a_quarter_of_an_hour_ago(ready_ada: Patient, now: datetime) -> None:
    plan(now)
    row = Occurrence.objects.get(due_at__lte=now)
    assert broken(row.due_at + 14 * MINUTE) == []
    assert broken(row.due_at + 15 * MINUTE) == [("I1", (row.pk,))]
    Occurrence.objects.filter(pk=row.pk).update(state=State.DUE, next_at=now + 3 * MINUTE)
    assert broken(now + 17 * MINUTE) == []
    assert broken(now + 18 * MINUTE) == [("I1", (row.pk,))]
    Occurrence.objects.update(next_at=now + 5 * DAY)
    assert broken(row.expires_at + 15 * MINUTE) == [("I1", (row.pk,))]


def test_i1_is_not_asked_while_the_mail_server_is_away_nor_just_after(ready_ada: Patient, now: datetime) -> None:
    plan(now)
    for _ in range(5):
        relay.has_failed(now)
    assert broken(now + 3 * 60 * MINUTE) == []
    relay.is_back(now + 3 * 60 * MINUTE)
    assert Relay.objects.get().back_at == now + 3 * 60 * MINUTE
    assert broken(now + 3 * 60 * MINUTE + 14 * MINUTE) == []
    assert [name for name, _ in broken(now + 3 * 60 * MINUTE + 15 * MINUTE)] == ["I1"]


def test_i1_is_not_asked_while_mails_are_held_back(ready_ada: Patient, now: datetime) -> None:
    plan(now)
    Hold.objects.create(since=now, why="restored")
    assert broken(now + 60 * MINUTE) == []
    assert deliver_due(now + 60 * MINUTE)["sent"] == 0
    Hold.objects.update(released_at=now + 60 * MINUTE)
    assert broken(now + 74 * MINUTE) == []
    assert [name for name, _ in broken(now + 75 * MINUTE)] == ["I1"]


def test_i2_an_attempt_after_the_ledger_had_said_accepted(sent: Occurrence, now: datetime) -> None:
    assert sent.message
    attempt(sent.message, now + 5 * MINUTE)
    assert broken(now + 6 * MINUTE) == [("I2", (sent.message_id,))]


def test_i2_two_conversations_at_once(sent: Occurrence, now: datetime) -> None:
    message = mail(sent, now + DAY, finished_at=now + DAY + MINUTE)
    attempt(message, now + DAY + MINUTE / 2, finished_at=now + DAY + 2 * MINUTE)
    assert ("I2", (message.pk,)) in broken(now + DAY + 3 * MINUTE)


def test_a_copy_because_a_worker_froze_is_explained(sent: Occurrence, now: datetime) -> None:
    """It heard "accepted" long after its lease, when somebody else had begun."""
    message = mail(sent, now + DAY, finished_at=now + DAY + 5 * MINUTE)
    attempt(message, now + DAY + 2 * MINUTE, finished_at=now + DAY + 3 * MINUTE)
    report = check(now + DAY + 6 * MINUTE)
    assert report.broken == ()
    assert report.copies == 1


def test_i3_sent_without_proof(sent: Occurrence, now: datetime) -> None:
    message = mail(sent, now + DAY, outcome="ambiguous", stage="final-dot")
    assert broken(now + DAY + MINUTE) == [("I3", (message.pk,))]
    DeliveryEvent.objects.create(event_id="e1", message=message, type="delivered", at=now, received_at=now)
    assert broken(now + DAY + MINUTE) == []


def test_i3_proof_without_sent(sent: Occurrence, now: datetime) -> None:
    Occurrence.objects.filter(pk=sent.pk).update(state=State.EXPIRED)
    assert broken(now + MINUTE) == [("I3", (sent.message_id,))]
    Occurrence.objects.filter(pk=sent.pk).update(state=State.DUE, next_at=now + MINUTE)  # the next round will see
    assert broken(now + MINUTE) == []


def test_i4_dead_and_on_nobodys_list(sent: Occurrence, ben: User, now: datetime) -> None:
    message = mail(sent, now + DAY, outcome="permanent", stage="recipient", smtp_code=550)
    Occurrence.objects.filter(message=message).update(state=State.DEAD, reason="refused")
    later = now + DAY + MINUTE
    assert broken(later) == [("I4", (message.pk,))]
    assert sent.patient_id
    kind = WorkKind.REMINDER_NOT_SENT
    work_items.open_item(patient_id=sent.patient_id, kind=kind, because="…", now=later)
    assert broken(later) == []
    item = WorkItem.objects.get(kind=kind)
    work_items.close(item=item, how="Phoned.", by=ben, now=later, version=item.version)
    assert broken(later) == []


def test_i4_what_was_closed_before_is_about_another_one(sent: Occurrence, ben: User, now: datetime) -> None:
    assert sent.patient_id
    kind = WorkKind.REMINDER_NOT_SENT
    work_items.open_item(patient_id=sent.patient_id, kind=kind, because="…", now=now)
    item = WorkItem.objects.get(kind=kind)
    work_items.close(item=item, how="Phoned.", by=ben, now=now + MINUTE, version=item.version)
    message = mail(sent, now + DAY, outcome="permanent", stage="recipient", smtp_code=550)
    Occurrence.objects.filter(message=message).update(state=State.DEAD, reason="refused")
    assert broken(now + DAY) == [("I4", (message.pk,))]


def test_i4_closed_by_the_machine_is_closed_by_nobody(sent: Occurrence, now: datetime) -> None:
    assert sent.patient_id
    kind = WorkKind.REMINDER_NOT_SENT
    message = mail(sent, now + DAY, outcome="permanent", stage="recipient", smtp_code=550)
    Occurrence.objects.filter(message=message).update(state=State.DEAD, reason="refused")
    work_items.open_item(patient_id=sent.patient_id, kind=kind, because="…", now=now + DAY)
    work_items.settle(kind=kind, patient_ids=[sent.patient_id], how="…", now=now + DAY)
    assert broken(now + DAY) == [("I4", (message.pk,))]


@pytest.mark.parametrize(
    ("local", "is_night"),
    [("07:59:59", True), ("08:00:00", False), ("19:59:59", False), ("20:00:30", False), ("20:01:01", True)],
)
def test_i5_hours_are_those_of_the_zone_that_it_left_in(
    sent: Occurrence, now: datetime, local: str, is_night: bool
) -> None:
    at = datetime.fromisoformat(f"2026-03-03T{local}+14:00")
    message = mail(sent, at.astimezone(UTC) + DAY, tz="Pacific/Kiritimati")
    assert broken(now + 3 * DAY) == ([("I5", (message.pk,))] if is_night else [])


def test_the_row_keeps_the_zone_that_its_mail_left_in(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    """She moved between planning and sending: by the old zone it would be night."""
    plan(now)
    deliver_due(now - 3 * 60 * MINUTE)  # before nine in Vienna
    Occurrence.objects.filter(due_at__lte=now).update(state=State.DUE)
    Patient.objects.update(time_zone="Asia/Tokyo")
    late = datetime(2026, 3, 3, 1, tzinfo=UTC)  # ten in Tokyo, two in Vienna
    deliver_due(late)
    assert len(sink.taken) == 1
    assert Occurrence.objects.get(state=State.SENT).tz == "Asia/Tokyo"
    assert [name for name, _ in broken(late + MINUTE)] == []


def test_i6_a_slot_twice(sent: Occurrence, now: datetime) -> None:
    twin = Occurrence.objects.get(pk=sent.pk)
    twin.pk, twin.key = Message.objects.get().pk, "another"
    twin.save(force_insert=True)
    ((name, _),) = broken(now + MINUTE)
    assert name == "I6"


def test_i6_two_mails_on_one_day(sent: Occurrence, now: datetime) -> None:
    message = mail(sent, now + 2 * 60 * MINUTE)
    assert broken(now + 3 * 60 * MINUTE) == [("I6", (message.pk,))]


def test_i6_a_day_that_a_traveller_has_twice_is_two(sent: Occurrence, now: datetime) -> None:
    """Monday in Kiritimati is over when Honolulu's begins."""
    mail(sent, datetime.fromisoformat("2026-03-09T09:00+14:00"), tz="Pacific/Kiritimati")
    mail(sent, datetime.fromisoformat("2026-03-09T09:00-10:00"), tz="Pacific/Honolulu")
    assert broken(now + 8 * DAY, since=EVER) == []


def test_i6_five_nudges_in_seven_days(sent: Occurrence, now: datetime) -> None:
    for day in (1, 2, 3):
        mail(sent, now + day * DAY)
    fifth = mail(sent, now + 6 * DAY)
    assert broken(now + 6 * DAY) == [("I6", (fifth.pk,))]
    Message.objects.filter(pk=fifth.pk).update(is_nudge=False)
    assert broken(now + 6 * DAY) == []


def test_i6_a_week_later_is_another_week(sent: Occurrence, now: datetime) -> None:
    for day in (1, 2, 3, 7):
        mail(sent, now + day * DAY)
    assert broken(now + 7 * DAY) == []


def test_i7_a_ledger_that_can_be_rewritten(sent: Occurrence, now: datetime) -> None:
    assert check(now).broken == ()
    table = " ON reminders_deliveryattempt" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER reminders_deliveryattempt_final{table}")
    assert broken(now) == [("I7", ())]


def test_what_is_long_past_is_asked_only_when_all_is(sent: Occurrence, now: datetime) -> None:
    assert sent.message
    attempt(sent.message, now + 5 * MINUTE)
    assert broken(now + 9 * DAY) == []
    assert broken(now + 9 * DAY, since=EVER) == [("I2", (sent.message_id,))]


def test_nobody_listens_for_five_minutes(sent: Occurrence, now: datetime) -> None:
    assert check(now + 4 * MINUTE).vitals.troubles == []
    assert check(now + 6 * MINUTE).vitals.troubles == ["no round for 6 minutes"]


def test_a_round_that_only_plans_is_none(sent: Occurrence, now: datetime) -> None:
    plan(now + 6 * MINUTE)
    assert check(now + 6 * MINUTE).vitals.troubles == ["no round for 5 minutes"]


@pytest.mark.django_db
def test_a_round_while_mails_are_held_is_a_round(now: datetime) -> None:
    Hold.objects.create(since=now - DAY, why="restored")
    plan(now)
    deliver_due(now)
    assert check(now + MINUTE).vitals.troubles == []


def test_a_clock_that_went_back_is_noticed(sent: Occurrence, now: datetime) -> None:
    assert check(now - 60 * MINUTE).vitals.troubles == ["the database's clock has gone back by 60 minutes"]


def test_the_command_says_ids_and_nothing_of_people(
    sent: Occurrence, now: datetime, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sent.message
    settings.DATABASE_CLOCK = f"'{(now + 6 * MINUTE).isoformat()}'"
    Heartbeat.objects.update(at=now + 6 * MINUTE)
    call_command("check_delivery")
    assert capsys.readouterr().out.startswith("last planned 2026-03-02T10:06:00+00:00")
    attempt(sent.message, now + 5 * MINUTE)
    with pytest.raises(CommandError) as stopped:
        call_command("check_delivery")
    assert stopped.value.returncode == 1
    said = capsys.readouterr().out
    assert said.startswith(f"I2 accepted more than once: 1 ({sent.message_id})\n")
    assert "ada" not in said.lower()


def test_the_command_for_a_machine(
    sent: Occurrence, now: datetime, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DATABASE_CLOCK = f"'{(now + 20 * MINUTE).isoformat()}'"
    for _ in range(5):
        relay.has_failed(now)
    with pytest.raises(CommandError):
        call_command("check_delivery", json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["well"] is False
    assert told["troubles"] == ["no round for 20 minutes", "mail server away for 20 minutes"]
    assert told["mail_server_away_since"] == "2026-03-02T10:00:00+00:00"
    assert told["broken"] == []


def test_the_number_of_questions_does_not_grow_with_the_rows(
    sent: Occurrence, now: datetime, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    """However many rows: the number of queries doesn't grow with them."""
    for day in range(1, 4):
        mail(sent, now + day * DAY)
    with django_assert_max_num_queries(25):
        check(now + 3 * DAY)


def test_f15_a_worker_that_is_up_but_deaf_is_noticed_within_five_minutes(
    ada: Patient, site: Callable[[], Site], sink: Sink
) -> None:
    clinic = site()
    worker = clinic.start("manage.py", "tick", "--loop", "1")
    try:
        assert worker.stdout
        assert "sent" in worker.stdout.readline()  # it works
        worker.send_signal(signal.SIGSTOP)
        assert worker.poll() is None  # and looks as alive as before
        clock = f"'{(datetime.now(UTC) + 6 * MINUTE).isoformat()}'"
        watch = clinic.start("manage.py", "check_delivery", DATABASE_CLOCK=clock)
        said = watch.communicate(timeout=60)[0]
        assert watch.returncode == 1
        assert "no round for 6 minutes" in said
    finally:
        worker.kill()
        worker.communicate()
