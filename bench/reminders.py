"""Reminders, beside the usual way with Celery: scheduling, sending, and what the worker needs to remember.

Both sides have the same PostgreSQL, with its own settings (every commit waits for the disk), the same Redis and the
same mail server, all on this machine, and the same number of worker processes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import redis
from django.core.management import call_command
from django.db import connection

from bench import people, sink
from bench.eta_tasks import Reminder, send
from reminders.models import Occurrence, State
from reminders.planning import plan
from reminders.tasks import database_now
from tests import servers

WORKERS = 2
PATIENCE_S = 240
out = sys.stdout.write


def scheduling(*, count: int, mails: int) -> None:
    """`count` reminders: ours planned from the record, theirs published one by one."""
    _empty(count)
    began = time.monotonic()
    counts = plan(database_now())
    ours = counts["planned"] / (time.monotonic() - began)
    began = time.monotonic()
    plan(database_now())
    again = count / (time.monotonic() - began)
    theirs = _publish(range(counts["planned"]), in_seconds=24 * 3600)
    _compare(f"scheduling {counts['planned']:,} reminders", ours, theirs)
    out(f"   (planning again what stands: {again:,.0f} people/s)\n")


def dispatch(*, count: int, mails: int) -> None:
    """`mails` reminders that are due, from the first mail to the last as the mail server saw them."""
    _empty(mails, due_now=mails)
    plan(database_now())
    ours = _sent_by([sys.executable, "manage.py", "tick", "--loop", "1"], processes=WORKERS, mails=mails)
    unsent = Occurrence.objects.exclude(state=State.SENT).count()
    Reminder.objects.bulk_create(
        Reminder(address=f"p{number}@example.org", due_at=database_now()) for number in range(mails)
    )
    _publish(Reminder.objects.values_list("pk", flat=True), in_seconds=1)
    theirs = _sent_by(_celery(), processes=1, mails=mails)
    _compare(f"sending {mails:,} mails, {WORKERS} processes", ours, theirs)
    out(f"   ({unsent} of ours not recorded as sent)\n")


def memory(*, count: int, mails: int) -> None:
    """Peak of the process that knows what is pending, with 1,000 and with `count`."""
    few = 1000
    ours, theirs = [], []
    for pending in (few, count):
        _empty(pending)
        plan(database_now())
        ours.append(_peak_of_a_round())
        theirs.append(_peak_of_a_celery_worker(pending))
    for name, (low, high) in (("ours", ours), ("Celery ETA", theirs)):
        out(f"memory, {name:<12} {low:6.0f} MB with {few:,} pending   {high:6.0f} MB with {count:,}")
        out(f"   {(high - low) * 1024 / (count - few):6.2f} kB each\n")


PARTS: dict[str, Callable[..., None]] = {"scheduling": scheduling, "dispatch": dispatch, "memory": memory}


def run(parts: list[str], *, count: int, mails: int) -> None:
    """In a process whose environment names the servers."""
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Reminder)
    for part in parts:
        PARTS[part](count=count, mails=mails)


def _compare(what: str, ours: float, theirs: float) -> None:
    out(f"{what:<36} ours {ours:8,.0f}/s   Celery ETA {theirs:8,.0f}/s   {ours / theirs:6.1f} x\n")


def _empty(count: int, *, due_now: int = 0) -> None:
    """Nothing in database and broker but `count` people."""
    call_command("flush", interactive=False, verbosity=0)
    with redis.Redis.from_url(os.environ["BROKER_URL"]) as broker:
        broker.flushall()
    people.register(range(count), due_now=due_now, now=database_now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _publish(ids: range | Iterator[int], *, in_seconds: float) -> float:
    """Tasks a second."""
    eta = database_now() + timedelta(seconds=in_seconds)
    began, tasks = time.monotonic(), 0
    for reminder_id in ids:
        send.apply_async((reminder_id,), eta=eta)
        tasks += 1
    return tasks / (time.monotonic() - began)


def _celery() -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "bench.eta", "worker", "-c", str(WORKERS), "--without-mingle"]


def _sent_by(command: list[str], *, processes: int, mails: int) -> float:
    """Mails a second. The server is a fresh one, so that it counts from nought."""
    with _sink() as port, _running(command, processes=processes, EMAIL_URL=f"smtp://127.0.0.1:{port}"):
        _until(lambda: sink.taken(port).mails >= mails)
        time.sleep(2)  # a mail too many would still come
        taken = sink.taken(port)
    if (taken.mails, taken.recipients) != (mails, mails):
        out(f"{taken.mails} mails to {taken.recipients} people instead of {mails}\n")
    return taken.per_second


@contextmanager
def _sink() -> Iterator[int]:
    port = servers.free_port()
    with _running([sys.executable, "-m", "bench.sink", str(port)]) as (process,):
        servers.wait_for(port, process)
        yield port


@contextmanager
def _running(command: list[str], *, processes: int = 1, **env: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    running = [
        subprocess.Popen(command, env=os.environ | env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(processes)
    ]
    try:
        yield running
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(60)


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.5)


def _peak_of_a_round() -> float:
    process = subprocess.Popen([sys.executable, "manage.py", "tick"], stdout=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return usage.ru_maxrss / 1024


def _peak_of_a_celery_worker(pending: int) -> float:
    """Once it has fetched what there is: it keeps tasks whose time has not come."""
    _publish(range(pending), in_seconds=24 * 3600)
    with redis.Redis.from_url(os.environ["BROKER_URL"]) as broker, _running(_celery()) as (worker,):
        _until(lambda: broker.hlen("unacked") == pending)
        return _peak(worker.pid)


def _peak(pid: int) -> float:
    """Megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
