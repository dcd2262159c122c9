"""The clock's rounds as processes of their own: by command, several at once, and through Celery and Redis."""

import os
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
import time_machine
from allauth.account.models import EmailAddress
from celery import Celery
from django.core.management import call_command
from django.db import OperationalError
from pytest_django import Settings

from accounts.models import CareTeam, User
from journeys.models import Patient
from reminders.tasks import database_now, tick
from tests.conftest import team_patient
from tests.reminders.conftest import Sink, Site, at_noon, free_port
from tests.servers import wait_for


@pytest.mark.django_db
def test_a_round_without_patients_prints_noughts(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("tick")
    assert capsys.readouterr().out == ("0 planned, 0 cancelled, 0 sent, 0 suppressed, 0 waiting, 0 expired, 0 dead\n")


def test_a_round_sends_and_prints_counts_only(
    ready_ada: Patient, sink: Sink, capsys: pytest.CaptureFixture[str]
) -> None:
    at_noon(ready_ada)
    call_command("tick")
    assert capsys.readouterr().out.startswith("1 planned, 0 cancelled, 1 sent, 0 suppressed")
    assert len(sink.taken) == 1


def test_the_task_is_the_same_round(ready_ada: Patient, sink: Sink) -> None:
    at_noon(ready_ada)
    tick()
    tick()
    assert len(sink.taken) == 1


@pytest.mark.django_db
def test_the_time_is_the_databases_whatever_this_machine_thinks() -> None:
    before = database_now()
    with time_machine.travel("2040-01-01T00:00:00Z"):
        assert timedelta(0) <= database_now() - before < timedelta(minutes=1)


@pytest.mark.django_db
def test_a_rehearsal_may_bring_a_clock_of_its_own(settings: Settings) -> None:
    settings.DATABASE_CLOCK = "'2027-05-04 10:00:00+00:00'"
    assert database_now().isoformat() == "2027-05-04T10:00:00+00:00"


@pytest.mark.django_db
def test_the_loop_outlives_a_database_that_is_away(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rounds = [KeyboardInterrupt, Counter(sent=1), OperationalError("the server\n closed the connection")]

    def one_round() -> Counter[str]:
        step = rounds.pop()
        if isinstance(step, Counter):
            return step
        raise step

    monkeypatch.setattr("reminders.management.commands.tick.one_round", one_round)
    with pytest.raises(KeyboardInterrupt):
        call_command("tick", loop=0.001)
    assert rounds == []
    assert [record.getMessage() for record in caplog.records] == ["no round: the server closed the connection"]


def test_four_rounds_at_once_send_each_mail_once(
    ready_ada: Patient,
    team: CareTeam,
    verify: Callable[[User], EmailAddress],
    site: Callable[[], Site],
    sink: Sink,
) -> None:
    at_noon(ready_ada)
    for number in range(12):
        user = User.objects.create(email=f"p{number}@example.org", name="P")
        verify(user)
        at_noon(team_patient(team, user=user, ref=f"p-{number}"))
    published = site()
    rounds = [published.start("manage.py", "tick") for _ in range(4)]
    printed = [each.communicate(timeout=90)[0] for each in rounds]
    assert [each.returncode for each in rounds] == [0] * 4, printed
    recipients = sorted(mail["To"] for mail in sink.mails)
    assert recipients == sorted(["ada@example.org", *(f"p{number}@example.org" for number in range(12))])


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    if url := os.environ.get("TEST_REDIS_URL"):
        yield url
        return
    binary = shutil.which("redis-server") or shutil.which("valkey-server")
    assert binary, "this test needs redis-server (Debian: apt-get install redis-server)"
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(tmp_path), "--save", "", "--appendonly", "no"]
    server = subprocess.Popen([binary, *options], stdout=subprocess.DEVNULL)
    wait_for(port, server)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait(10)


@pytest.fixture
def worker(ready_ada: Patient, site: Callable[[], Site], redis_url: str) -> Iterator[None]:
    """A Celery worker as a clinic runs it, on Ada's database."""
    at_noon(ready_ada)
    process = site().start(
        *("-m", "celery", "--app", "tracker", "worker", "--concurrency", "1", "--loglevel", "WARNING"),
        BROKER_URL=redis_url,
    )
    yield
    process.terminate()
    process.communicate(timeout=30)


@pytest.mark.broker
def test_celery_and_redis_ring_and_the_mail_arrives(worker: None, redis_url: str, sink: Sink) -> None:
    with Celery(broker=redis_url) as app, redis.Redis.from_url(redis_url) as broker:
        for _ in range(3):
            app.send_task("reminders.tasks.tick")
        deadline = time.monotonic() + 60
        while broker.exists("celery", "unacked") and time.monotonic() < deadline:
            time.sleep(0.1)
    assert [mail["To"] for mail in sink.mails] == ["ada@example.org"]


@pytest.mark.broker
def test_a_worker_refuses_a_broker_that_drops_what_it_has_no_room_for(site: Callable[[], Site], redis_url: str) -> None:
    """A full one would lose queued work silently; `noeviction` makes it refuse."""
    with redis.Redis.from_url(redis_url) as broker:
        before = broker.config_get("maxmemory-policy")["maxmemory-policy"]
        broker.config_set("maxmemory-policy", "allkeys-lru")
        command = ("-m", "celery", "--app", "tracker", "worker", "--concurrency", "1", "--loglevel", "WARNING")
        try:
            process = site().start(*command, BROKER_URL=redis_url)
            printed, _ = process.communicate(timeout=60)
        finally:
            broker.config_set("maxmemory-policy", before)
    assert process.returncode != 0
    assert "maxmemory-policy is 'allkeys-lru'" in printed
