"""A supervisor for the processes of one machine: starts them, starts again what dies, ends all of them."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

STOP_SECONDS = 12
RESTART_PAUSE_SECONDS = 2.0


@dataclass
class Child:
    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes]
    started: float


class Supervisor:
    """Children run in process groups of their own, so that Ctrl-C reaches only the supervisor, which then ends them
    in the reverse order of their start. Their output goes to `logs`/<name>.log.

    with Supervisor(env=…, logs=…) as supervisor:
        supervisor.start("worker", ["celery", …])
        supervisor.watch()
    """

    def __init__(self, *, env: Mapping[str, str], logs: Path) -> None:
        self.env = dict(env)
        self.logs = logs
        self.children: list[Child] = []
        self._previous = ExitStack()

    def __enter__(self) -> Self:
        self.logs.mkdir(parents=True, exist_ok=True)
        before = signal.signal(signal.SIGTERM, _interrupt)
        self._previous.callback(signal.signal, signal.SIGTERM, before)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A second Ctrl-C while the children end would leave some of them behind.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        for child in reversed(self.children):
            _end(child.process)
        signal.signal(signal.SIGINT, before)
        self._previous.close()

    def start(self, name: str, command: Sequence[str]) -> None:
        self.children.append(Child(name, command, self._spawn(name, command), time.monotonic()))

    def watch(self) -> None:
        """Runs until interrupted; a child that ended is started again."""
        while True:
            time.sleep(0.5)
            self.restart_ended()

    def restart_ended(self) -> None:
        for child in self.children:
            rested = time.monotonic() - child.started > RESTART_PAUSE_SECONDS
            if child.process.poll() is not None and rested:
                child.process = self._spawn(child.name, child.command)
                child.started = time.monotonic()

    def ended(self) -> list[str]:
        """Names of children that are not running."""
        return [child.name for child in self.children if child.process.poll() is not None]

    def _spawn(self, name: str, command: Sequence[str]) -> subprocess.Popen[bytes]:
        with (self.logs / f"{name}.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603  commands are ours, written out where the supervisor is used
                command,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def _end(process: subprocess.Popen[bytes]) -> None:
    """SIGTERM to the process itself, time to finish, then SIGKILL to whatever is left of its group."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    with suppress(ProcessLookupError):  # the whole group is gone: as it should be
        os.killpg(process.pid, signal.SIGKILL)
