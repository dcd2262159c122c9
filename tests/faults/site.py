"""The site as processes of their own on a test's database, and what can befall them. Signals go to what was started
here, and to nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.faults import databases
from tests.faults.databases import Database
from tests.faults.mail import ROOT, MailServer
from tests.servers import free_port, until, wait_for

LOOP_S = 0.2


@dataclass
class Process:
    name: str
    popen: subprocess.Popen[bytes]
    log: Path

    @property
    def pid(self) -> int:
        return self.popen.pid

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    @property
    def is_running(self) -> bool:
        return self.popen.poll() is None

    def kill(self) -> None:
        """SIGKILL, and to the children it may have: none of them gets to tidy up."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.popen.wait()

    def freeze(self) -> None:
        os.killpg(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.killpg(self.pid, signal.SIGCONT)

    def terminate(self, seconds: float = 60) -> float:
        """Asks it to end; how long that took."""
        begun = time.monotonic()
        self.popen.terminate()
        self.popen.wait(seconds)
        return time.monotonic() - begun

    def says(self, words: str, *, times: int = 1, seconds: float = 40) -> None:
        def said() -> bool:
            return self.output.count(words) >= times or not self.is_running

        until(said, f"{self.name} says {words!r}; it said: {self.output[-2000:]}", seconds=seconds)
        assert self.output.count(words) >= times, f"{self.name} ended: {self.output[-2000:]}"


@dataclass
class Site:
    database: Database
    mail: MailServer
    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)
    numbers: Any = field(default_factory=count)

    def start(self, *command: str, name: str = "process", **env: str) -> Process:
        log = self.folder / f"{name}-{next(self.numbers)}.log"
        with log.open("wb") as output:
            popen = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=self.environment() | env, stdin=subprocess.DEVNULL,
                stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        process = Process(name, popen, log)
        self.processes.append(process)
        return process

    def environment(self) -> dict[str, str]:
        own = {
            "DATABASE_URL": self.database.url,
            "SECRET_KEY": settings.SECRET_KEY,
            "DATABASE_CLOCK": self.database.clock,
            "EMAIL_URL": self.mail.url,
            "VAR_DIR": str(self.folder / "var"),
            "SITE_URL": "http://127.0.0.1:8000",
            "DEFAULT_FROM_EMAIL": "no-reply@tracker.example.org",
            "PYTHONUNBUFFERED": "1",
        }
        kept = {key: value for key, value in os.environ.items() if key not in ("BROKER_URL", "DEMO", "DEBUG")}
        return kept | own | self.env

    def shell(self, command: str) -> str:
        """A line for `sh`, in which $0 is Python. What it prints; it has to end well."""
        done = subprocess.run(
            ["sh", "-c", command, sys.executable],
            cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def loop(self, *, wait: bool = False, **env: str) -> Process:
        """`manage.py tick --loop`."""
        process = self.start("manage.py", "tick", "--loop", str(LOOP_S), name="loop", **env)
        if wait:
            process.says("planned,")
        return process

    def tick(self, seconds: float = 60, **env: str) -> Process:
        """One round, to its end."""
        process = self.start("manage.py", "tick", name="tick", **env)
        process.popen.wait(seconds)
        return process

    def injured(self, injury: str, *words: str, command: str = "tick", loop: bool = False, **env: str) -> Process:
        """A round by a process to which something is done first: see injured.py."""
        rounds = ["--loop", str(LOOP_S)] if loop else []
        return self.start("-m", "tests.faults.injured", injury, *words, "--", command, *rounds, name=injury, **env)

    def worker(self, *, concurrency: int = 1, wait: bool = True, **env: str) -> Process:
        words = ("-m", "celery", "--app", "tracker", "worker", "--concurrency", str(concurrency), "--loglevel", "INFO")
        process = self.start(*words, name="worker", REMAP_SIGTERM="SIGQUIT", **env)
        if wait:
            process.says(" ready.")
        return process

    def beat(self, **env: str) -> Process:
        return self.start("-m", "celery", "--app", "tracker", "beat", "--loglevel", "INFO", name="beat", **env)

    def web(self, **env: str) -> tuple[Process, str]:
        port = free_port()
        words = ("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port))
        process = self.start(*words, "tracker.wsgi:application", name="web", **env)
        wait_for(port, process.popen, seconds=40)
        return process, f"http://127.0.0.1:{port}"

    def end_all(self) -> None:
        for process in self.processes:
            if process.is_running:
                process.thaw()
                process.kill()
            sys.stdout.write(f"--- {process.log.name}\n{process.output[-3000:]}\n")

    # -- time ------------------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        return databases.now(self.database)

    def set_clock(self, moment: datetime) -> None:
        databases.set_clock(self.database, moment)

    def pass_time(self, span: timedelta) -> None:
        databases.pass_time(self.database, span)
