"""The supervisor has to end what it started, and to start again what died."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tracker.runlocal import Supervisor

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
# Starts a grandchild and ignores the polite signal.
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True); time.sleep(60)",
]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()


def until(condition: object, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]  # a lambda
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.runlocal.STOP_SECONDS", 0.5)
    monkeypatch.setattr("tracker.runlocal.RESTART_PAUSE_SECONDS", 0)


@pytest.mark.usefixtures("_impatient")
def test_leaving_ends_every_child_even_a_stubborn_one_with_children(tmp_path: Path) -> None:
    with Supervisor(env=os.environ, logs=tmp_path) as supervisor:
        supervisor.start("sleeper", SLEEPER)
        supervisor.start("stubborn", STUBBORN)
        assert until(lambda: (tmp_path / "stubborn.log").read_text().strip())
        grandchild = int((tmp_path / "stubborn.log").read_text())
        pids = [child.process.pid for child in supervisor.children]

    assert not any(is_alive(pid) for pid in [*pids, grandchild])


@pytest.mark.usefixtures("_impatient")
def test_a_child_that_died_is_started_again(tmp_path: Path) -> None:
    with Supervisor(env=os.environ, logs=tmp_path) as supervisor:
        supervisor.start("sleeper", SLEEPER)
        first = supervisor.children[0].process.pid
        os.kill(first, signal.SIGKILL)
        assert until(lambda: supervisor.ended() == ["sleeper"])

        supervisor.restart_ended()

        assert supervisor.children[0].process.pid != first
        assert supervisor.ended() == []


def test_a_polite_end_of_the_supervisor_itself_ends_the_children_too(tmp_path: Path) -> None:
    supervisor = Supervisor(env=os.environ, logs=tmp_path)

    with pytest.raises(KeyboardInterrupt):
        end_politely(supervisor)

    assert supervisor.ended() == ["sleeper"]


def end_politely(supervisor: Supervisor) -> None:
    with supervisor:
        supervisor.start("sleeper", SLEEPER)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)
