"""F19, F20, F23, F24: clocks that are wrong, change, or are decreed to be another."""

import shutil
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from journeys.models import Patient
from reminders import vitals
from reminders.models import Occurrence
from tests.faults.conftest import Round
from tests.faults.oracle import assert_each_got_one, judge, states
from tests.faults.people import MONDAY, people, prefer
from tests.faults.site import Site

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("hours", [2, *(pytest.param(hours, marks=pytest.mark.slow_fault) for hours in (-2, 24, -24))])
def test_f19_a_machine_whose_clock_is_wrong_sends_neither_early_nor_twice(
    site: Site, a_round: Round, hours: int
) -> None:
    people(2)
    wrong = str(hours * 3600)
    site.pass_time(-3 * HOUR)  # eight o'clock in Vienna: owed at nine
    assert site.injured("clock", wrong).popen.wait(60) == 0
    assert states() == ["planned", "planned"]
    assert site.mail.taken() == []
    site.pass_time(3 * HOUR)
    assert site.injured("clock", wrong).popen.wait(60) == 0
    a_round()
    assert site.injured("clock", str(-hours * 3600)).popen.wait(60) == 0
    assert_each_got_one(site, 2)


def test_f20_when_the_databases_clock_jumps_back_nothing_is_sent_twice(site: Site, a_round: Round) -> None:
    people(4)
    site.mail.fail("data", "hold")
    doomed = site.loop()
    site.mail.wait_for("hold")
    doomed.kill()
    site.mail.heal()
    site.pass_time(-HOUR)
    assert "the database's clock has gone back" in str(vitals.read(site.now()).troubles)
    a_round()
    assert site.mail.taken() == [], "the dead process' lease lasts longer"
    site.pass_time(HOUR + timedelta(seconds=125))
    a_round()
    assert_each_got_one(site, 4)
    site.pass_time(-HOUR)
    a_round()
    site.pass_time(2 * HOUR)
    a_round()
    assert_each_got_one(site, 4)


# Where it changes, and on which day.
CHANGES = {
    "Australia/Lord_Howe": date(2026, 4, 5),  # by half an hour
    "Pacific/Apia": date(2011, 12, 30),  # a day that did not exist
    "Pacific/Kiritimati": date(1994, 12, 31),  # another
    "Africa/Casablanca": date(2026, 2, 15),  # Ramadan
    "Europe/London": date(2026, 3, 29),
    "America/New_York": date(2026, 11, 1),
    "America/Sao_Paulo": date(2018, 11, 4),  # midnight itself was skipped
    "Asia/Tehran": date(2022, 9, 22),
}


QUICK = ("Australia/Lord_Howe", "Pacific/Apia")


@pytest.mark.parametrize(
    "zone", [pytest.param(zone, marks=[] if zone in QUICK else [pytest.mark.slow_fault]) for zone in CHANGES]
)
def test_f23_around_a_clock_change_each_day_has_one_mail_in_allowed_hours(
    site: Site, a_round: Round, zone: str
) -> None:
    """Every day from 2020 to 2035 in many zones: tests/reminders/test_every_day.py."""
    around = [CHANGES[zone] + timedelta(days=days) for days in (-1, 0, 1)]
    (ada,) = people(1, created_at=datetime(1990, 1, 1, tzinfo=UTC), time_zone=zone)
    prefer(ada, rhythm="daily", local_time=time(8))
    site.set_clock(datetime.combine(around[0], time(0), UTC))
    days: list[date] = []
    for _ in range(3 * 24 // 4 + 2):
        before = len(site.mail.taken())
        a_round()
        local = site.now().astimezone(ZoneInfo(zone))
        days += [local.date()] * (len(site.mail.taken()) - before)
        assert len(site.mail.taken()) == before or time(8) <= local.time() < time(20)
        User.objects.update(last_login=site.now())  # who never answers is asked less often
        site.pass_time(4 * HOUR)
    assert days == sorted(set(days))
    assert {day for day in around if is_there(day, zone)} <= set(days)
    a_round()
    assert judge(site).broken == []
    assert len({mail.id for mail in site.mail.taken()}) == len(site.mail.taken())


def is_there(day: date, zone: str) -> bool:
    noon = datetime.combine(day, time(12), ZoneInfo(zone))
    return noon.astimezone(UTC).astimezone(ZoneInfo(zone)).date() == day


def test_f24_new_rules_of_a_zone_move_what_is_planned_and_nothing_that_was_sent(site: Site, tmp_path: Path) -> None:
    sent, planned = people(2)
    prefer(planned, weekday=1)
    site.tick()
    assert states() == ["planned", "sent"]
    before = {row.patient_id: row.due_at for row in Occurrence.objects.all()}
    site.tick(PYTHONTZPATH=decreed("Europe/Vienna", like="Europe/Moscow", folder=tmp_path / "zones"))
    after = {row.patient_id: row.due_at for row in Occurrence.objects.all()}
    assert after[sent.pk] == before[sent.pk]
    assert after[planned.pk] == before[planned.pk] - 2 * HOUR
    assert len(site.mail.taken()) == 1
    assert Patient.objects.get(pk=sent.pk).zone.key == "Europe/Vienna"


def decreed(name: str, *, like: str, folder: Path) -> str:
    """A folder of zone files in which one zone has another's rules."""
    source = next(path for root in zoneinfo.TZPATH if (path := Path(root) / like).exists())
    (folder / name).parent.mkdir(parents=True)
    shutil.copy(source, folder / name)
    return str(folder)


def test_f24_the_clock_of_these_tests_says_what_they_set(site: Site) -> None:
    assert abs(site.now() - MONDAY) < timedelta(minutes=1)
