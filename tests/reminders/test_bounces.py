"""What comes of a mail that came back, that was complained about, or that arrived after all."""

import logging
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import permutations

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.template.loader import render_to_string
from django.urls import reverse
from pytest_django import Settings

from accounts.mail import Letter, Outcome, Receipt, Stage, Transport, send_security
from accounts.models import AccessLog, User
from journeys.models import CarerGrant, Patient, WorkItem, WorkKind
from reminders import bounces
from reminders.bounces import Told, reason_against
from reminders.delivery import deliver_due
from reminders.models import DeliveryAttempt, DeliveryEvent, Message, Occurrence, Recipient, State, Suppression
from reminders.models.delivery import EventType, SuppressionReason, address_hash
from reminders.planning import plan
from tests.conftest import SignIn, team_patient
from tests.reminders.conftest import Sink, overdue
from tests.reminders.test_delivery import only, tick

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
HARD, SOFT, COMPLAINT = EventType.HARD_BOUNCE, EventType.SOFT_BOUNCE, EventType.COMPLAINT


@pytest.fixture
def mail(ready_ada: Patient, sink: Sink, now: datetime) -> Message:
    """The one that Ada has got."""
    tick(now)
    return Message.objects.get()


def told(kind: EventType, about: Message | None, at: datetime, number: int = 1) -> bool:
    return bounces.record(Told(f"{kind}-{number}", kind, at, about and about.pk), at)


def mails_of(user: User, count: int, now: datetime) -> list[Message]:
    """A mail a day that she got."""
    messages = []
    for ago in range(count):
        at = now - ago * DAY
        message = Message.objects.create(
            pk=f"00000000-0000-5000-8000-0000000000{ago:02}", recipient=user, local_date=at.date(), created_at=at
        )
        DeliveryAttempt.objects.create(
            message=message, n=1, started_at=at, finished_at=at, outcome="accepted", stage="accepted", host="h", pid=1,
            address_hash=address_hash(user.email),
        )  # fmt: skip
        messages.append(message)
    return messages


def open_item() -> WorkItem | None:
    return WorkItem.objects.open().filter(kind=WorkKind.CANNOT_REACH).first()


def test_f30_a_hard_bounce_stops_reminders_at_once_and_the_team_hears(
    mail: Message, ada: Patient, sink: Sink, now: datetime
) -> None:
    overdue(ada, "mon.tak.imaging", date(2026, 3, 3))
    plan(now)
    assert told(HARD, mail, now + MINUTE)
    assert Suppression.objects.get().reason == SuppressionReason.HARD_BOUNCE
    item = open_item()
    assert item
    assert item.patient == ada
    assert item.because == "Mails to the patient came back: the address is wrong or closed."
    for day in range(1, 10):
        tick(now + day * DAY)
    assert len(sink.taken) == 1


def test_f30_what_is_owed_stays_owed(mail: Message, ada: Patient, ben: User, sink: Sink, now: datetime) -> None:
    told(HARD, mail, now)
    overdue(ada, "mon.tak.imaging", date(2026, 3, 3))
    tick(now + DAY)
    assert len(sink.taken) == 1
    bounces.lift(ada, by=ben, now=now + DAY)
    tick(now + DAY + MINUTE)
    assert len(sink.taken) == 2


def test_f30_a_fifth_soft_bounce_in_ten_days_stops_reminders(ready_ada: Patient, ada_user: User, now: datetime) -> None:
    messages = mails_of(ada_user, 5, now)
    for number, message in enumerate(messages[:4]):
        told(SOFT, message, now, number)
    assert not Suppression.objects.exists()
    told(SOFT, messages[4], now, 4)
    assert Suppression.objects.get().reason == SuppressionReason.SOFT_BOUNCES
    item = open_item()
    assert item
    assert "mailbox is full" in item.because


def test_f30_five_soft_bounces_over_more_than_ten_days_stop_nothing(
    ready_ada: Patient, ada_user: User, now: datetime
) -> None:
    for number, message in enumerate(mails_of(ada_user, 5, now)):
        told(SOFT, message, now + number * timedelta(days=3), number)
    assert not Suppression.objects.exists()
    assert open_item() is None


def test_f30_a_complaint_stops_every_reminder(mail: Message, ada: Patient, sink: Sink, now: datetime) -> None:
    told(COMPLAINT, mail, now)
    assert Suppression.objects.get().reason == SuppressionReason.COMPLAINT
    item = open_item()
    assert item
    assert item.because == "A reminder to the patient was reported as unwanted."
    overdue(ada, "mon.tak.imaging", date(2026, 3, 1))
    tick(now + DAY)
    assert len(sink.taken) == 1


def test_f30_an_answering_machine_changes_nothing(mail: Message, now: datetime) -> None:
    assert told(EventType.OTHER, mail, now)
    assert DeliveryEvent.objects.get().message == mail
    assert not Suppression.objects.exists()
    assert open_item() is None


def test_f30_security_mail_goes_to_any_address(mail: Message, sink: Sink, now: datetime) -> None:
    told(HARD, mail, now)
    assert send_security(to="ada@example.org", subject="A new password", text="x").outcome is Outcome.ACCEPTED
    assert len(sink.taken) == 2


def test_f29_told_twice_it_counts_once(ready_ada: Patient, ada_user: User, now: datetime) -> None:
    (message,) = mails_of(ada_user, 1, now)
    assert [told(SOFT, message, now) for _ in range(6)] == [True, *[False] * 5]
    assert DeliveryEvent.objects.count() == 1
    assert not Suppression.objects.exists()


def test_f29_an_unknown_mail_is_written_down_and_logged_without_an_address(
    ready_ada: Patient, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    unknown = Told("e", HARD, now, None, address="ada@example.org")
    with caplog.at_level(logging.INFO):
        assert bounces.record(unknown, now)
    assert DeliveryEvent.objects.get().message is None
    assert not Suppression.objects.exists()
    assert len(caplog.messages) == 1
    assert "@" not in caplog.text


@pytest.mark.parametrize("order", list(permutations([HARD, SOFT, COMPLAINT])))
def test_f29_in_whatever_order_the_end_is_the_same(mail: Message, order: tuple[EventType, ...], now: datetime) -> None:
    for kind in order:
        told(kind, mail, now)
    assert Suppression.objects.get().reason == SuppressionReason.COMPLAINT
    item = open_item()
    assert item
    assert "unwanted" in item.because


def test_f29_a_bounce_that_comes_before_we_know_that_the_mail_has_left(
    ready_ada: Patient, sink: Sink, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Transport.send

    def bounces_at_once(self: Transport, letter: Letter) -> Receipt:
        receipt = send(self, letter)
        told(HARD, Message.objects.get(), now)
        return receipt

    monkeypatch.setattr(Transport, "send", bounces_at_once)
    assert tick(now)["sent"] == 1
    assert only(State.SENT).message == Message.objects.get()
    assert Suppression.objects.get().address_hash == address_hash("ada@example.org")
    assert open_item()


def test_a_time_that_lies_ahead_is_now(mail: Message, now: datetime) -> None:
    bounces.record(Told("e", HARD, now + DAY, mail.pk), now)
    assert DeliveryEvent.objects.get().at == now


@pytest.fixture
def lost(ready_ada: Patient, sink: Sink, now: datetime) -> Message:
    """A mail about a test, whose answer was lost."""
    overdue(ready_ada, "mon.tak.imaging", date(2026, 3, 1))
    sink.drops_after_dot = 1
    tick(now)
    assert set(Occurrence.objects.values_list("state", flat=True)) == {State.DUE}
    return Message.objects.get()


def test_delivered_after_all_it_is_not_sent_again(lost: Message, sink: Sink, now: datetime) -> None:
    told(EventType.DELIVERED, lost, now + MINUTE)
    assert set(Occurrence.objects.values_list("state", flat=True)) == {State.SENT}
    for minutes in (2, 25, 60):
        tick(now + minutes * MINUTE)
    assert len(sink.taken) == 1


def test_it_counts_for_the_one_mail_a_day(lost: Message, ready_ada: Patient, sink: Sink, now: datetime) -> None:
    told(EventType.DELIVERED, lost, now + MINUTE)
    overdue(ready_ada, "mon.tak.bloods", date(2026, 3, 1))
    assert tick(now + 30 * MINUTE)["waiting"] == 1
    assert len(sink.taken) == 1


def test_told_while_the_answer_is_being_lost_it_is_sent(
    ready_ada: Patient, sink: Sink, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    overdue(ready_ada, "mon.tak.imaging", date(2026, 3, 1))

    def arrives(self: Transport, letter: Letter) -> Receipt:
        told(EventType.DELIVERED, Message.objects.get(), now)
        return Receipt(Stage.FINAL_DOT, Outcome.AMBIGUOUS)

    monkeypatch.setattr(Transport, "send", arrives)
    assert tick(now)["sent"] == 2


def test_a_lost_answer_that_comes_back_is_not_sent_again(lost: Message, sink: Sink, now: datetime) -> None:
    told(HARD, lost, now + MINUTE)
    for minutes in (2, 25, 60, 60 * 24):
        tick(now + minutes * MINUTE)
    assert len(sink.taken) == 1
    assert State.SENT not in Occurrence.objects.values_list("state", flat=True)


def test_given_up_and_delivered_after_all_settles_the_teams_item(lost: Message, sink: Sink, now: datetime) -> None:
    sink.drops_after_dot = 1
    tick(now + 21 * MINUTE)
    assert set(Occurrence.objects.values_list("state", flat=True)) == {State.DEAD}
    told(EventType.DELIVERED, lost, now + 40 * MINUTE)
    assert set(Occurrence.objects.values_list("state", flat=True)) == {State.SENT}
    assert not WorkItem.objects.open().filter(kind=WorkKind.REMINDER_NOT_SENT).exists()


def test_left_at_that_and_delivered_after_all(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    sink.drops_after_dot = 1
    tick(now)
    tick(now + 21 * MINUTE)
    assert only(State.SUPPRESSED).reason == "may-have-arrived"
    told(EventType.DELIVERED, Message.objects.get(), now + 30 * MINUTE)
    only(State.SENT)


def test_another_address_and_reminders_come_again_and_the_item_settles(
    mail: Message, ada_user: User, verify: Callable[[User], EmailAddress], sink: Sink, now: datetime
) -> None:
    told(HARD, mail, now)
    EmailAddress.objects.filter(user=ada_user).delete()
    tick(now + DAY)
    assert open_item()  # no address is no way to reach her either
    ada_user.email = "ada@new.example.org"
    ada_user.save()
    verify(ada_user)
    tick(now + 7 * DAY)
    assert open_item() is None
    assert sink.mails[-1]["To"] == "ada@new.example.org"


def test_a_bounce_of_an_address_she_no_longer_has_is_nothing_for_the_team(
    mail: Message, ada_user: User, now: datetime
) -> None:
    EmailAddress.objects.update(email="ada@new.example.org")
    told(HARD, mail, now)
    assert Suppression.objects.get().address_hash == address_hash("ada@example.org")
    assert open_item() is None


def test_an_item_that_is_about_something_else_is_left_alone(mail: Message, ada: Patient, now: datetime) -> None:
    WorkItem.objects.create(patient=ada, kind=WorkKind.CANNOT_REACH, because="She has no computer.", opened_at=now)
    plan(now)
    assert open_item()


def test_a_carers_address_is_the_teams_concern_for_each_of_her_patients(
    ready_ada: Patient, team: object, dee_user: User, verify: Callable[[User], EmailAddress], sink: Sink, now: datetime
) -> None:
    bob = team_patient(team, ref="bob-1")  # type: ignore[arg-type]  # the cast's team
    for each in (ready_ada, bob):
        CarerGrant.objects.create(patient=each, user=dee_user, scope="view", starts_on=date(2026, 1, 1))
    Recipient.objects.create(user=dee_user, as_carer_since=now)
    verify(dee_user)
    tick(now)
    told(HARD, Message.objects.get(recipient=dee_user), now)
    items = WorkItem.objects.open().filter(kind=WorkKind.CANNOT_REACH)
    assert {item.patient for item in items} == {ready_ada, bob}
    assert {item.because for item in items} == {"Mails to a carer came back: the address is wrong or closed."}
    assert bounces.cannot_reach(ready_ada, now) == ["Mails to a carer came back: the address is wrong or closed."]


@pytest.mark.parametrize(("who", "status"), [("ben", 302), ("cem", 302), ("ada_user", 404), ("zoe", 404)])
def test_the_team_and_nobody_else_can_have_the_address_tried_again(
    mail: Message, ada: Patient, who: str, status: int, request: pytest.FixtureRequest, sign_in: SignIn, now: datetime
) -> None:
    told(HARD, mail, now)
    user = request.getfixturevalue(who)
    with time_machine.travel(now, tick=False):
        client = sign_in(user)
        assert client.get(reverse("reminders:lift", args=[ada.pk])).status_code == 405
        assert client.post(reverse("reminders:lift", args=[ada.pk])).status_code == status
    assert (Suppression.objects.get().lifted_at == now) is (status == 302)
    assert (open_item() is None) is (status == 302)
    written = AccessLog.objects.filter(actor=user, action="write", what="reminders", patient_id=ada.pk)
    assert written.exists() is (status == 302)


def test_an_old_bounce_does_not_undo_what_the_team_found(
    mail: Message, ada: Patient, ben: User, sink: Sink, now: datetime
) -> None:
    told(HARD, mail, now)
    bounces.lift(ada, by=ben, now=now + DAY)
    told(HARD, mail, now + 2 * DAY, 2)
    assert not Suppression.objects.filter(lifted_at=None).exists()
    tick(now + 7 * DAY)
    again = Message.objects.exclude(pk=mail.pk).get()
    told(HARD, again, now + 7 * DAY, 3)
    assert Suppression.objects.filter(lifted_at=None).count() == 1


@pytest.fixture
def shown(sign_in: SignIn, ada: Patient, now: datetime) -> Iterator[Callable[[User], str]]:
    def shown(user: User) -> str:
        return sign_in(user).get(reverse("reminders:fragment", args=[ada.pk])).content.decode()

    with time_machine.travel(now, tick=False):
        yield shown


def test_what_the_team_may_be_shown_is_only_for_the_team(
    mail: Message, ben: User, ada_user: User, ada: Patient, shown: Callable[[User], str], now: datetime
) -> None:
    told(COMPLAINT, mail, now)
    assert bounces.cannot_reach(ada, now) == ["A reminder to the patient was reported as unwanted."]
    assert reverse("reminders:lift", args=[ada.pk]) not in shown(ada_user)
    assert reverse("reminders:lift", args=[ada.pk]) in shown(ben)


def test_the_button_is_there_when_something_came_back_and_only_then(mail: Message, ada: Patient, now: datetime) -> None:
    def piece() -> str:
        context = {"patient": ada, "cannot_reach": bounces.cannot_reach(ada, now)}
        return render_to_string("reminders/cannot_reach.html", context).strip()

    assert piece() == ""
    told(HARD, mail, now)
    assert f'action="{reverse("reminders:lift", args=[ada.pk])}"' in piece()
    assert "Mails to the patient came back" in piece()
    assert "@" not in piece()


def at(days: float) -> datetime:
    return datetime.fromisoformat("2026-03-02T10:00Z") + timedelta(days=days)


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([], None),
        ([(SOFT, at(day)) for day in (0, 1, 2, 3)], None),
        ([(SOFT, at(day)) for day in (0, 1, 2, 3, 10)], SuppressionReason.SOFT_BOUNCES),
        ([(SOFT, at(day)) for day in (0, 1, 2, 3, 10.01)], None),
        ([(SOFT, at(day)) for day in (-20, 8, 0, 5, 3, 4)], SuppressionReason.SOFT_BOUNCES),
        ([(HARD, at(0))], SuppressionReason.HARD_BOUNCE),
        ([(COMPLAINT, at(0)), (HARD, at(1))], SuppressionReason.COMPLAINT),
    ],
)
def test_what_speaks_against_an_address(events: list[tuple[str, datetime]], reason: SuppressionReason | None) -> None:
    assert reason_against(events) is reason


def test_no_address_is_kept(mail: Message, now: datetime, settings: Settings) -> None:
    bounces.record(Told("e", HARD, now, mail.pk, address="Ada@Example.org"), now)
    rows = [
        *DeliveryEvent.objects.values_list(),
        *Suppression.objects.values_list(),
        *DeliveryAttempt.objects.values_list(),
    ]
    assert "@" not in repr(rows)
    assert DeliveryEvent.objects.get().address_hash == address_hash("ada@example.org")
    assert deliver_due(now)["sent"] == 0
