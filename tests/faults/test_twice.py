"""F21, F22, F25, F26: the same work by many at once, and things that change while a mail is on its way."""

import time
from collections.abc import Callable
from datetime import date

import pytest
from celery import Celery

from journeys.models import CareTeamLink, CheckIn, Patient, WorkItem
from reminders.models import Message, Occurrence, Preference
from tests.faults.conftest import Round
from tests.faults.oracle import assert_each_got_one, judge, settled, states
from tests.faults.people import MONDAY, people, prefer
from tests.faults.site import Site
from tests.servers import Redis, until


@pytest.mark.broker
@pytest.mark.slow_fault
def test_f21_two_of_everything_send_one_mail_each(site: Site, broker: Redis) -> None:
    people(200)
    site.env["BROKER_URL"] = broker.url
    site.worker(concurrency=2, wait=False)
    site.worker(concurrency=2)
    for number in range(2):
        site.beat(VAR_DIR=str(site.folder / f"beat-{number}"))
        site.loop()
    until(lambda: len(states()) >= 200 and settled_today(), "all have theirs", seconds=120)
    assert Message.objects.count() == 200
    assert_each_got_one(site, 200)


def settled_today() -> bool:
    return not Occurrence.objects.filter(local_date__lte=MONDAY.date(), state__in=["planned", "due", "leased"]).exists()


def test_f21_two_loops_at_once_send_one_mail_each(site: Site) -> None:
    people(40)
    loops = [site.loop() for _ in range(2)]
    until(lambda: len(states()) == 40 and settled(), "all have theirs")
    assert all(loop.is_running for loop in loops)
    assert_each_got_one(site, 40)


@pytest.mark.broker
def test_f22_the_same_task_ten_times_at_once_is_one_mail(site: Site, broker: Redis) -> None:
    people(1)
    site.env["BROKER_URL"] = broker.url
    worker = site.worker(concurrency=4)
    with Celery(broker=broker.url) as app:
        for _ in range(10):
            app.send_task("reminders.tasks.tick")
    worker.says("succeeded", times=10)
    assert_each_got_one(site, 1)


Change = Callable[[Patient], object]


def stop(patient: Patient) -> None:
    prefer(patient, stopped_at=MONDAY)


def pause(patient: Patient) -> None:
    prefer(patient, paused_until=date(2026, 3, 9))


def close_account(patient: Patient) -> None:
    Patient.objects.filter(pk=patient.pk).update(user=None)


def check_in(patient: Patient) -> None:
    CheckIn.objects.create(patient=patient, ref="just-now", on=MONDAY.date(), by="patient", received_at=MONDAY)


def erase(patient: Patient) -> None:
    for rows in (CareTeamLink.objects, WorkItem.objects):
        rows.filter(patient=patient).delete()
    patient.delete()


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (stop, "suppressed"),
        (erase, None),
        pytest.param(pause, "suppressed", marks=pytest.mark.slow_fault),
        pytest.param(close_account, "suppressed", marks=pytest.mark.slow_fault),
    ],
)
def test_f25_changed_while_leased_it_is_not_sent(site: Site, a_round: Round, change: Change, left: str | None) -> None:
    on_the_wire, waiting = one_on_the_wire_one_behind(site)
    change(waiting)
    change_on_the_wire(site, on_the_wire, change)
    a_round()
    assert [mail.to for mail in site.mail.taken()] == [on_the_wire.user.email]  # type: ignore[union-attr]  # has one
    if left:
        assert Occurrence.objects.get(patient=waiting).state == left


@pytest.mark.slow_fault
def test_f25_moved_to_another_time_while_on_the_wire_it_is_one_mail(site: Site, a_round: Round) -> None:
    on_the_wire, waiting = one_on_the_wire_one_behind(site)
    for each in (on_the_wire, waiting):
        prefer(each, local_time="16:00")
    site.mail.heal()
    until(lambda: len(site.mail.taken()) >= 1, "the one on the wire has left")
    until(lambda: "leased" not in states(), "the round is over")
    a_round()
    site.processes[0].kill()
    assert len({mail.to for mail in site.mail.taken()}) == len(site.mail.taken())
    assert judge(site).different_id == []
    assert Preference.objects.count() == 2


def test_f26_checked_in_a_moment_before_it_is_not_sent(site: Site, a_round: Round) -> None:
    on_the_wire, waiting = one_on_the_wire_one_behind(site)
    check_in(waiting)
    change_on_the_wire(site, on_the_wire, check_in)
    a_round()
    assert [mail.to for mail in site.mail.taken()] == [on_the_wire.user.email]  # type: ignore[union-attr]  # has one
    row = Occurrence.objects.get(patient=waiting)
    assert (row.state, row.reason) == ("suppressed", "done")


def one_on_the_wire_one_behind(site: Site) -> tuple[Patient, Patient]:
    """Both are leased by the same process, which is talking about one of them to the mail server."""
    both = people(2)
    site.mail.fail("dot", "hold")
    site.loop()
    site.mail.wait_for("hold")
    assert states() == ["leased", "leased"]
    (held,) = site.mail.events("hold")
    both.sort(key=lambda each: each.user.email != held["to"])  # type: ignore[union-attr]  # has one
    return both[0], both[1]


def change_on_the_wire(site: Site, patient: Patient, change: Change) -> None:
    """What is on the wire already may still arrive: once."""
    if change is not erase:
        change(patient)
    time.sleep(0.6)  # within half a second of asking, a worker may believe what it knows
    site.mail.heal()
    until(lambda: "leased" not in states(), "the round is over")
