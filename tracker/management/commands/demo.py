"""The whole product alive in small, with invented people and no server to install. `make demo` runs it."""

import fcntl
import os
import socket
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db.models import Q
from django.utils import timezone

from reminders.models import Occurrence, State
from reminders.planning import plan
from tracker.broker import NoBrokerError, broker_command, broker_url, socket_path
from tracker.celery import app
from tracker.demo import cohort, people
from tracker.demo.sink import sink
from tracker.demo.summary import invitation, summary
from tracker.runlocal import Supervisor

WAIT_SECONDS = 60


class Command(BaseCommand):
    help = "Loads the invented cohort, assesses it, sends what is due, prints a summary and serves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="stop after the summary")

    def handle(self, *, port: int, no_serve: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo runs only with DEMO=1 in the environment: try `make demo`.")
        with _alone(), sink() as email_url, self._supervisor(email_url, port) as supervisor:
            if not no_serve and _answers(port):
                raise CommandError(f"Something else answers on port {port}. PORT=… make demo chooses another.")
            self._run(supervisor, port=port, serve=not no_serve)

    def _supervisor(self, email_url: str, port: int) -> Supervisor:
        env = {
            "EMAIL_URL": email_url,
            "DEFAULT_FROM_EMAIL": f"no-reply@{people.DOMAIN}",
            "SITE_URL": f"http://127.0.0.1:{port}",
            "REMAP_SIGTERM": "SIGQUIT",  # a worker that is stopped gives unfinished tasks back
        }
        return Supervisor(env={**os.environ, **env}, logs=settings.VAR / "logs")

    def _run(self, supervisor: Supervisor, *, port: int, serve: bool) -> None:
        self.stdout.write("Preparing the database and the invented cohort …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("build_chart_bundle", verbosity=0)
        now = timezone.now()
        care_team = people.team(today=now.date())
        loaded = cohort.load(care_team, now=now)
        people.accounts(care_team, today=now.date())
        people.wishes(now=now)
        _start_celery(supervisor)
        plan(now)
        self._send_what_is_due(supervisor, now)
        for line in summary(loaded):
            self.stdout.write(line)
        if serve:
            self._serve(supervisor, port)

    def _send_what_is_due(self, supervisor: Supervisor, now: datetime) -> None:
        """Rings the bell once through Celery, as beat does every minute, and waits until nothing due is left."""
        app.send_task("reminders.tasks.tick")
        due = Occurrence.objects.filter(
            Q(state=State.PLANNED, due_at__lte=now) | Q(state=State.DUE, next_at__lte=now) | Q(state=State.LEASED)
        )
        _wait(lambda: not due.exists(), supervisor, what="the reminders to be sent")

    def _serve(self, supervisor: Supervisor, port: int) -> None:
        address = ["--host", "127.0.0.1", "--port", str(port)]
        threads = ["--workers", "1", "--blocking-threads", "4", "--no-ws"]
        granian = [sys.executable, "-m", "granian", "--interface", "wsgi", *address, *threads]
        supervisor.start("web", [*granian, "tracker.wsgi:application"])
        _wait(lambda: _answers(port), supervisor, what="the web server")
        self.stdout.write("")
        for line in invitation(port):
            self.stdout.write(line)
        self.stdout.flush()
        try:
            supervisor.watch()
        except KeyboardInterrupt:
            self.stdout.write("\nStopping …")


def _start_celery(supervisor: Supervisor) -> None:
    folder = settings.VAR / "broker"
    try:
        supervisor.start("broker", broker_command(folder))
    except NoBrokerError as error:
        raise CommandError(str(error)) from error
    supervisor.env["BROKER_URL"] = app.conf.broker_url = broker_url(folder)
    _wait(socket_path(folder).exists, supervisor, what="the broker")
    worker = [sys.executable, "-m", "celery", "--app", "tracker", "worker", "--beat", "--pool", "threads"]
    supervisor.start("worker", [*worker, "--concurrency", "2", "--loglevel", "INFO"])


def _wait(done: Any, supervisor: Supervisor, *, what: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not done():
        if time.monotonic() > deadline or supervisor.ended():
            raise CommandError(f"Waited in vain for {what}. The logs in {settings.VAR / 'logs'} say more.")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def _alone() -> Iterator[None]:
    """Two demos in one data folder would share a broker and a database."""
    with (settings.VAR / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError("A demo is already running from this folder.") from None
        yield
