"""F1 to F5: processes that die, are told to end, or freeze in the middle of their work."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from reminders.models import DeliveryAttempt, Occurrence, State
from tests.faults import chaos
from tests.faults.conftest import Round
from tests.faults.databases import Store
from tests.faults.oracle import assert_each_got_one, attempts_of, judge, states
from tests.faults.people import people
from tests.faults.site import Site
from tests.servers import Redis, until

LEASE = timedelta(seconds=125)


@pytest.mark.parametrize("stage", ["data", pytest.param("banner", marks=pytest.mark.slow_fault)])
def test_f01_killed_before_sending_it_is_sent_once_after_the_lease(site: Site, a_round: Round, stage: str) -> None:
    people(1)
    site.mail.fail(stage, "hold")
    doomed = site.loop()
    site.mail.wait_for("hold")
    assert attempts_of("p0@example.org") == [""]
    doomed.kill()
    site.mail.heal()
    a_round()
    assert site.mail.taken() == [], "the dead process' lease still holds"
    site.pass_time(LEASE)
    a_round()
    assert_each_got_one(site, 1)
    assert attempts_of("p0@example.org") == ["", "accepted"]


def test_f02_killed_after_the_server_took_it_there_is_one_copy_more_with_the_same_id(
    site: Site, a_round: Round
) -> None:
    people(2)
    site.mail.fail("kept", "hold")
    doomed = site.loop()
    site.mail.wait_for("hold")
    doomed.kill()
    site.mail.heal()
    site.pass_time(LEASE)
    a_round()
    verdict = judge(site)
    assert verdict.is_clean, verdict
    assert len(verdict.extra) == 1
    assert attempts_of(verdict.extra[0]) == ["", "accepted"]
    assert len(site.mail.taken()) == 3


def test_f04_told_to_end_it_finishes_one_mail_and_gives_the_rest_back(site: Site, a_round: Round) -> None:
    people(5)
    site.mail.fail("dot", "hold")
    stopped = site.loop()
    site.mail.wait_for("hold")
    assert states() == ["leased"] * 5
    stopped.popen.terminate()
    time.sleep(0.5)
    site.mail.heal()
    stopped.popen.wait(20)
    assert not Occurrence.objects.filter(state=State.LEASED).exists()
    assert DeliveryAttempt.objects.get().outcome == "accepted"
    a_round()  # no time has passed: nobody had to wait for a lease
    assert_each_got_one(site, 5)


@pytest.mark.broker
@pytest.mark.slow_fault
def test_f04_a_celery_worker_in_a_long_round_does_the_same(site: Site, broker: Redis, a_round: Round) -> None:
    people(60)
    site.mail.slow(0.5)  # half a minute's work: more than a worker that has been told to end may wait
    site.env["BROKER_URL"] = broker.url
    worker = site.worker()
    site.start("-m", "celery", "--app", "tracker", "call", "reminders.tasks.tick")
    until(lambda: len(site.mail.taken()) > 2, "the first mails have left")
    assert worker.terminate() < 28, "docker-compose.yml gives it 30 seconds"
    site.mail.heal()
    until(lambda: not DeliveryAttempt.objects.filter(finished_at=None).exists(), "the current mail is finished")
    assert len(site.mail.taken()) < 60
    until(lambda: "leased" not in states(), "the rest was given back")
    a_round()
    assert_each_got_one(site, 60)


def test_f05_frozen_for_longer_than_its_lease_it_changes_nothing_more(site: Site, a_round: Round) -> None:
    people(3)
    site.mail.fail("kept", "hold")
    zombie = site.loop()
    site.mail.wait_for("hold")
    zombie.freeze()
    site.pass_time(2 * LEASE)
    a_round()
    assert states() == ["sent"] * 3
    site.mail.release()
    zombie.thaw()
    until(lambda: not DeliveryAttempt.objects.filter(finished_at=None).exists(), "the zombie writes what it heard")
    verdict = judge(site)
    assert not verdict.lost + verdict.wrong + verdict.different_id
    assert states() == ["sent"] * 3
    assert len(verdict.extra) == 1


@pytest.mark.parametrize(
    ("vendor", "size"),
    [
        ("sqlite", (24, 3, 0)),
        pytest.param("postgresql", (24, 3, 1), marks=pytest.mark.cluster),
        pytest.param("sqlite", (300, 30, 0), marks=pytest.mark.slow_fault),
        pytest.param("postgresql", (300, 30, 2), marks=[pytest.mark.cluster, pytest.mark.slow_fault]),
    ],
)
def test_f03_killed_at_random_nothing_is_lost_and_every_copy_is_explained(
    store: Store, tmp_path: Path, django_db_blocker: DjangoDbBlocker, vendor: str, size: tuple[int, int, int]
) -> None:
    """`make chaos` is the same with two thousand."""
    reminders, kills, restarts = size
    plan = chaos.Plan(reminders, kills, restarts, faults=tuple(chaos.QUARTER), workers=2 if kills < 9 else 3, minutes=4)
    with django_db_blocker.unblock():
        report = chaos.run(store, plan, vendor=vendor, folder=tmp_path / "chaos")
    assert report.is_good, "\n".join(report.lines())
