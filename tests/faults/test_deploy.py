"""F32 and F33: a database of another day, and a worker of one version on a database of another."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from reminders.models import Hold
from tests.faults import databases
from tests.faults.conftest import Round
from tests.faults.databases import Store
from tests.faults.oracle import assert_each_got_one, settled, states
from tests.faults.people import people
from tests.faults.site import Site
from tests.servers import until


def last_two() -> tuple[str, str]:
    """Names of the two latest migrations of reminders."""
    names = sorted(name for app, name in MigrationLoader(None).disk_migrations if app == "reminders")
    return names[-2], names[-1]


@pytest.mark.slow_fault
def test_f33_new_code_on_the_old_schema_refuses_and_goes_on_once_it_is_migrated(site: Site) -> None:
    before, latest = last_two()
    assert site.start("manage.py", "migrate", "reminders", before, "-v0").popen.wait(60) == 0
    loop = site.loop()
    loop.says("not applied yet")
    assert latest in loop.output
    assert site.start("manage.py", "migrate", "-v0").popen.wait(60) == 0
    people(2)
    until(settled, "both have theirs")
    assert loop.is_running
    assert_each_got_one(site, 2)


def test_f33_old_code_on_a_newer_schema_refuses_loudly_and_does_nothing(site: Site, a_round: Round) -> None:
    people(2)
    to_come = "INSERT INTO django_migrations (app, name, applied) VALUES ('reminders', '9999_to_come', '2026-03-02')"
    site.database.sql(to_come)
    table = connection.ops.quote_name("reminders_occurrence")
    site.database.sql(f"ALTER TABLE {table} ADD COLUMN to_come integer NOT NULL DEFAULT 1")
    loop = site.loop()
    loop.says("newer than this code", times=2)
    assert "reminders.9999_to_come" in loop.output
    assert states() == []
    assert site.mail.taken() == []
    site.database.sql(f"ALTER TABLE {table} DROP COLUMN to_come")
    site.database.sql("DELETE FROM django_migrations WHERE name = '9999_to_come'")
    a_round()
    assert_each_got_one(site, 2)


def test_f33_a_single_round_ends_with_an_error(site: Site) -> None:
    site.database.sql("DELETE FROM django_migrations WHERE app = 'journeys'")
    tick = site.tick()
    assert tick.popen.returncode != 0
    assert "not applied yet" in tick.output


def test_f32_an_older_backup_is_played_back_and_nothing_leaves_until_it_is_released(site: Site, store: Store) -> None:
    people(2)
    site.tick()
    site.pass_time(timedelta(days=7) - timedelta(minutes=10))
    people(2, name="later")
    site.tick()
    backup = databases.backed_up(site.database, store)
    site.pass_time(timedelta(minutes=20))
    site.tick()
    left = {mail.id for mail in site.mail.taken()}
    ahead = site.now()
    databases.played_back(backup, site.database)
    site.set_clock(ahead)
    for _ in range(2):
        site.pass_time(timedelta(minutes=1))
        site.tick()
    assert len(site.mail.taken()) == len(left), "held: nothing leaves"
    assert Hold.objects.filter(released_at=None).count() == 1
    released = site.start("manage.py", "release_reminders", "--no-input")
    assert released.popen.wait(60) == 0
    for _ in range(2):
        site.pass_time(timedelta(minutes=1))
        site.tick()
    ids = [mail.id for mail in site.mail.taken()]
    assert len(ids) == len(set(ids)), "what had left doesn't leave again"
    assert left <= set(ids)
