"""F16 to F18: what befalls the database."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest
from django.db import connection

from reminders.models import DeliveryAttempt, Message, Occurrence
from tests.faults import databases
from tests.faults.conftest import Round
from tests.faults.databases import Postgres, SQLite
from tests.faults.mail import ROOT
from tests.faults.oracle import assert_each_got_one, judge, settled, states
from tests.faults.people import people
from tests.faults.site import Process, Site
from tests.servers import until

only_postgresql = pytest.mark.parametrize(
    "database", [pytest.param("postgresql", marks=pytest.mark.cluster)], indirect=True
)
only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def cluster(site: Site) -> databases.Cluster:
    assert isinstance(site.database, Postgres)
    return site.database.cluster


def lines_a_second(process: Process, before: str, seconds: float) -> float:
    return len(process.output[len(before) :].splitlines()) / seconds


@only_postgresql
def test_f16_after_a_hard_restart_workers_go_on_and_nothing_is_lost(site: Site) -> None:
    people(300)  # more than two processes lease at once
    site.mail.slow(0.02)
    loops = [site.loop(), site.loop()]
    for mails in (5, 30):
        until(lambda mails=mails: len(site.mail.taken()) > mails, "mails are leaving")
        assert isinstance(site.database, Postgres)
        databases.power_cut(site.database)
    begun = time.monotonic()
    sent = len(site.mail.taken())
    until(lambda: len(site.mail.taken()) > sent, "workers are back", seconds=30)
    assert time.monotonic() - begun < 30
    until(lambda: not set(states()) & {"planned", "due"}, "all but what was on the wire", seconds=60)
    site.pass_time(timedelta(seconds=125))
    until(settled, "all have theirs")
    verdict = judge(site)
    assert verdict.is_clean, verdict
    assert len(verdict.extra) <= 4, "two processes, two restarts"
    assert all(loop.is_running for loop in loops)


@pytest.mark.slow_fault
@only_postgresql
@pytest.mark.parametrize("how", ["down", "read-only", "too many connections"])
def test_f17_while_the_database_refuses_workers_idle_and_then_go_on(site: Site, how: str) -> None:
    loop = site.loop(wait=True)
    seconds = 20.0
    with refusing(site, how):
        time.sleep(3)
        before = loop.output
        time.sleep(seconds)
        said = loop.output[len(before) :]
    assert loop.is_running
    assert len(said.splitlines()) <= seconds / LOOP_PAUSE_S, said[-3000:]
    assert "Traceback" not in said
    people(5)
    until(settled, "all have theirs", seconds=30)
    assert_each_got_one(site, 5)


LOOP_PAUSE_S = 0.2


@contextmanager
def refusing(site: Site, how: str) -> Iterator[None]:
    connection.close()
    admin = Postgres(cluster(site), "postgres")
    name = site.database.url.rsplit("/", 1)[1]
    if how == "down":
        cluster(site).stop("fast")
        yield
        cluster(site).start()
        return
    if how == "read-only":
        set_, unset = (
            f"ALTER DATABASE {name} SET default_transaction_read_only = on",
            f"ALTER DATABASE {name} RESET ALL",
        )
    else:
        set_, unset = "ALTER ROLE tracker CONNECTION LIMIT 0", "ALTER ROLE tracker CONNECTION LIMIT -1"
    others = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    admin.sql(set_)
    admin.sql(others)
    yield
    admin.sql(unset)
    admin.sql(others)


@pytest.mark.slow_fault
@only_sqlite
def test_f18_a_database_that_somebody_locks_for_ten_seconds(site: Site) -> None:
    assert isinstance(site.database, SQLite)
    people(20)
    site.mail.slow(0.05)
    loop = site.loop()
    until(lambda: len(site.mail.taken()) > 3, "mails are leaving")
    with closing(sqlite3.connect(site.database.path, isolation_level=None, timeout=20)) as other:
        other.execute("BEGIN EXCLUSIVE")
        time.sleep(10)
        other.execute("COMMIT")
    until(settled, "all have theirs", seconds=30)
    assert loop.is_running
    assert_each_got_one(site, 20)


@pytest.mark.slow_fault
@only_sqlite
def test_f18_a_database_that_is_locked_for_longer_than_anybody_waits(site: Site) -> None:
    assert isinstance(site.database, SQLite)
    people(20)
    site.mail.slow(0.05)
    loop = site.loop()
    until(lambda: len(site.mail.taken()) > 3, "mails are leaving")
    with closing(sqlite3.connect(site.database.path, isolation_level=None, timeout=20)) as other:
        other.execute("BEGIN EXCLUSIVE")
        time.sleep(25)
        other.execute("COMMIT")
    until(lambda: not set(states()) & {"planned", "due"}, "all but what was on the wire", seconds=60)
    site.pass_time(timedelta(seconds=125))
    until(settled, "all have theirs", seconds=30)
    assert loop.is_running
    verdict = judge(site)
    assert verdict.is_clean, verdict
    assert len(verdict.extra) <= 1


@only_sqlite
def test_f18_on_a_full_disk_nothing_is_half_done(site: Site, a_round: Round) -> None:
    """The process may write no file longer than the database is by now: to it, the disk is full."""
    assert isinstance(site.database, SQLite)
    people(300)
    site.database.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    kilobytes = site.database.path.stat().st_size // 1024
    process = subprocess.run(
        ["bash", "-c", f'ulimit -f {kilobytes // 10}; exec "$@"', "-", sys.executable, "manage.py", "tick"],
        env=site.environment(), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert process.returncode != 0
    assert "Error" in process.stderr
    assert site.database.sql("PRAGMA integrity_check") == [("ok",)]
    assert Message.objects.count() == DeliveryAttempt.objects.count()
    assert Occurrence.objects.count() in (0, 300)
    site.pass_time(timedelta(seconds=125))
    a_round()
    verdict = judge(site)
    assert verdict.is_clean, verdict
    assert len(verdict.extra) <= 1
