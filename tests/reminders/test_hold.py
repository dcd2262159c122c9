"""A backup is played back: nothing leaves until somebody says so, and what left isn't sent again."""

import json
import logging
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from journeys.models import Patient, Visit
from reminders import hold
from reminders.delivery import deliver_due
from reminders.memory import Mark, Memory
from reminders.models import DeliveryAttempt, Heartbeat, Hold, Installation, Message, Occurrence, State
from reminders.planning import plan
from reminders.tasks import one_round
from reminders.watchdog import check
from tests.reminders.conftest import Sink, Site, overdue

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def at(settings: Settings) -> Callable[[datetime], None]:
    def at(moment: datetime) -> None:
        settings.DATABASE_CLOCK = f"'{moment.isoformat()}'"

    return at


@pytest.mark.django_db
def test_a_fresh_installation_is_no_restore(at: Callable[[datetime], None], now: datetime) -> None:
    at(now)
    one_round()
    at(now + 3 * DAY)  # nobody rang for three days, and both remember as much
    one_round()
    assert not Hold.objects.exists()
    with Memory.open() as memory:
        assert memory.mark() == Mark(2, now + 3 * DAY)


@pytest.mark.django_db
def test_an_older_database_is_held_and_said_so(
    at: Callable[[datetime], None], now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    for minute in range(3):
        at(now + minute * MINUTE)
        one_round()
    Installation.objects.update(rounds=1)
    Heartbeat.objects.update(at=now)
    at(now + HOUR)
    with caplog.at_level(logging.ERROR):
        one_round()
    standing = Hold.objects.get()
    assert (standing.since, standing.lost_from, standing.lost_until) == (now + HOUR, now, now + 2 * MINUTE)
    assert "a backup was played back" in caplog.text
    Hold.objects.update(released_at=now + HOUR)
    one_round()
    assert Hold.objects.count() == 1  # once is enough


@pytest.mark.django_db
def test_a_folder_that_was_copied_to_another_database_says_nothing(
    at: Callable[[datetime], None], now: datetime
) -> None:
    at(now)
    for _ in range(3):
        one_round()
    Installation.objects.update(uid=uuid4(), rounds=0)
    one_round()
    assert not Hold.objects.exists()


@pytest.mark.django_db
def test_a_database_that_rested_is_held_on_a_machine_that_never_saw_it(
    at: Callable[[datetime], None], now: datetime, settings: Settings, tmp_path: Path
) -> None:
    """The machine was lost with all it remembered; the backup was played back on another one."""
    at(now)
    one_round()
    settings.VAR = tmp_path / "another-machine"
    at(now + 59 * MINUTE)
    one_round()
    assert not Hold.objects.exists()  # a second machine joins
    settings.VAR = tmp_path / "a-third"
    at(now + 59 * MINUTE + 2 * HOUR)
    one_round()
    standing = Hold.objects.get()
    assert standing.lost_from
    assert standing.lost_from - (now + 59 * MINUTE) < MINUTE
    assert standing.lost_until == now + 59 * MINUTE + 2 * HOUR


def test_while_held_nothing_leaves_and_nothing_expires(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    plan(now)
    call_command("hold_reminders", why="rehearsal")
    assert not +deliver_due(now + 30 * DAY)
    assert set(Occurrence.objects.values_list("state", flat=True)) == {State.PLANNED}
    plan(now + 30 * DAY)
    assert sink.taken == []


def test_a_hold_by_hand_stays_until_it_is_released(now: datetime, ready_ada: Patient, sink: Sink) -> None:
    plan(now)
    call_command("hold_reminders", why="rehearsal")
    call_command("hold_reminders", why="again")
    assert Hold.objects.get().why == "rehearsal"
    call_command("release_reminders", no_input=True)
    assert deliver_due(now)["sent"] == 1  # no lost window: nothing is in doubt
    with pytest.raises(CommandError, match="Nothing is held"):
        call_command("release_reminders", no_input=True)


@pytest.mark.django_db
def test_release_asks_first(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("hold_reminders", why="rehearsal")
    monkeypatch.setattr("builtins.input", lambda question: "")
    with pytest.raises(CommandError, match="Still held"):
        call_command("release_reminders")
    assert Hold.objects.get().released_at is None
    assert "0 nudges in doubt: will not be sent" in capsys.readouterr().out


def lose(occurrences: list[Occurrence], messages: list[Message], now: datetime) -> None:
    """What a backup of before `now` would say."""
    Occurrence.objects.filter(pk__in=[each.pk for each in occurrences]).update(state=State.PLANNED, message=None)
    DeliveryAttempt.objects.filter(message__in=messages).delete()
    Message.objects.filter(pk__in=[each.pk for each in messages]).delete()
    Hold.objects.create(since=now + HOUR, lost_from=now - DAY, lost_until=now + HOUR, why="restored")


def test_what_this_machine_knows_to_have_left_is_sent_once(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    plan(now)
    with Memory.open() as memory:
        deliver_due(now, note=memory.accepted)
    sent, message = Occurrence.objects.get(state=State.SENT), Message.objects.get()
    lose([sent], [message], now)
    call_command("release_reminders", no_input=True, send_all=True)
    attempt = DeliveryAttempt.objects.get()
    assert (attempt.outcome, attempt.reply) == ("accepted", "known from the journal of this machine")
    assert attempt.message_id == message.pk
    plan(now + 2 * HOUR)
    deliver_due(now + 2 * HOUR)
    assert len(sink.taken) == 1
    sent.refresh_from_db()
    assert (sent.state, sent.message_id) == (State.SENT, message.pk)
    assert check(now + 2 * HOUR).broken == ()


def test_of_the_rest_nudges_are_dropped_and_what_comes_near_is_sent(
    ready_ada: Patient, sink: Sink, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    Visit.objects.create(patient=ready_ada, ref="v-1", on=date(2026, 3, 4), kind="infusion", received_at=now)
    overdue(ready_ada, "mon.tak.imaging", date(2026, 3, 9))
    plan(now)
    lose([], [], now)
    call_command("release_reminders", no_input=True)
    said = capsys.readouterr().out
    assert "2 nudges in doubt: will not be sent" in said
    assert "1 other reminders in doubt" in said
    deliver_due(now + HOUR)
    known = set(Occurrence.objects.filter(due_at__lte=now).values_list("kind", "state", "reason"))
    assert known == {
        ("visit", "sent", ""),
        ("check-in", "suppressed", "restored"),
        ("monitoring", "suppressed", "restored"),
    }
    assert check(now + HOUR).broken == ()


def test_whoever_wants_a_second_one_rather_than_none_sends_all(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    plan(now)
    lose([], [], now)
    call_command("release_reminders", no_input=True, send_all=True)
    assert deliver_due(now + HOUR)["sent"] == 1


def test_a_torn_line_and_other_machines_journals(ready_ada: Patient, sink: Sink, now: datetime, tmp_path: Path) -> None:
    plan(now)
    other = Memory(tmp_path / "other")
    with other:
        deliver_due(now, note=other.accepted)
    with (tmp_path / "other" / "accepted-2026-03-02").open("a") as torn:
        torn.write("2026-03-02T10:0")
    lose([Occurrence.objects.get(state=State.SENT)], list(Message.objects.all()), now)
    call_command("release_reminders", no_input=True, journal=[tmp_path / "other"])
    assert Occurrence.objects.filter(state=State.SENT).count() == 1


def test_the_journal_is_kept_for_thirty_days(tmp_path: Path, now: datetime) -> None:
    with Memory(tmp_path) as memory:
        for day in (0, 1, 31, 32):
            memory.accepted(uuid4(), now + day * DAY)
        assert [at for at, _ in memory.journal()] == [now + 31 * DAY, now + 32 * DAY]
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["accepted-2026-04-02", "accepted-2026-04-03"]


def test_a_disk_that_is_full_stops_no_mail(
    ready_ada: Patient, sink: Sink, now: datetime, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a-file").touch()
    with Memory(tmp_path / "a-file" / "below") as memory:
        memory.set_mark(Mark(1, now))
        plan(now)
        assert deliver_due(now, note=memory.accepted)["sent"] == 1
    assert "this machine can't remember it" in caplog.text
    assert "can't be written" in caplog.text


def test_no_names_and_no_addresses_are_remembered(ready_ada: Patient, sink: Sink, now: datetime) -> None:
    with Memory.open() as memory:
        plan(now)
        deliver_due(now, note=memory.accepted)
        hold.end_round(memory, now)
        files = {path.name: path.read_text() for path in memory.folder.iterdir()}
    assert set(files) == {"mark", "accepted-2026-03-02"}
    assert set(json.loads(files["mark"])) == {"rounds", "at"}
    at, message = files["accepted-2026-03-02"].split()
    assert datetime.fromisoformat(at) >= now
    assert message == str(Message.objects.get().pk)


def run(site: Site, *command: str, at: datetime) -> str:
    process = site.start("manage.py", *command, DATABASE_CLOCK=f"'{at.isoformat()}'")
    said = process.communicate(timeout=120)[0]
    assert process.returncode == 0, said
    return said


def back_up(site: Site, path: Path) -> None:
    url = site.env["DATABASE_URL"]
    if url.startswith("postgres"):
        subprocess.run(["pg_dump", "--clean", "--if-exists", "--file", path, url], check=True)
    else:
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as live:
            live.execute("VACUUM INTO ?", [str(path)])


def play_back(site: Site, path: Path) -> None:
    url = site.env["DATABASE_URL"]
    if url.startswith("postgres"):
        psql = ["psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--output", os.devnull, "--file", path, url]
        subprocess.run(psql, check=True)
    else:
        shutil.copy(path, url.removeprefix("sqlite:///"))


def test_f32_a_backup_is_played_back(
    ready_ada: Patient, site: Callable[[], Site], sink: Sink, now: datetime, tmp_path: Path
) -> None:
    clinic = site()
    connection.close()
    run(clinic, "tick", at=now - DAY)
    back_up(clinic, tmp_path / "backup")
    assert " 1 sent" in run(clinic, "tick", at=now)
    run(clinic, "tick", at=now + DAY)
    play_back(clinic, tmp_path / "backup")

    later = now + DAY + HOUR
    assert " 0 sent" in run(clinic, "tick", at=later)
    assert "held since 2026-03-03T11:00:00+00:00" in run(clinic, "check_delivery", at=later)
    assert len(sink.taken) == 1
    said = run(clinic, "release_reminders", "--no-input", at=later)
    assert "lost: from 2026-03-01 10:00 UTC to 2026-03-03 10:00 UTC\n1 mails left" in said
    assert " 0 sent" in run(clinic, "tick", at=later + MINUTE)
    run(clinic, "check_delivery", "--all", at=later + MINUTE)
    assert len(sink.taken) == 1
    assert " 1 sent" in run(clinic, "tick", at=now + 7 * DAY)  # and next Monday as ever
    assert len({mail["Message-ID"] for mail in sink.mails}) == len(sink.taken) == 2
