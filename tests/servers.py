"""Real servers for this run only: on free loopback ports, with their data in a given folder, stopped at the end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"  # where no crash is the point


def binary(*names: str, package: str) -> str | None:
    """Path of the first of these programs; installs the package when none is there; None when it can't be had."""
    found = next(filter(None, map(shutil.which, names)), None)
    if not found and subprocess.run([HERE / "system_packages.sh", package], check=False).returncode == 0:
        found = next(filter(None, map(shutil.which, names)), None)
    return found


def postgres_binaries() -> Path | None:
    """The newest version's folder; installs the package when there is none; None when it can't be had."""
    if _newest() is None:
        subprocess.run([HERE / "system_packages.sh", "postgresql"], check=False)
    return _newest()


def _newest() -> Path | None:
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(folders, key=lambda path: int(path.parent.name), default=None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Cluster:
    """A PostgreSQL of its own in `folder`, which its user must be able to enter. initdb refuses to run as root: there
    the package's own user takes over."""

    binaries: Path
    folder: Path
    options: str = ""
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    @property
    def _as_user(self) -> list[str]:
        return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []

    def create(self) -> None:
        self.folder.mkdir()
        if self._as_user:
            shutil.chown(self.folder, "postgres")
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8"]
        quietly([*self._as_user, self.binaries / "initdb", "-D", self.folder / "db", *options], self.folder)

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 {self.options}"
        self._control("-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """`immediate` is as if the machine had lost its power: the next start recovers from the log."""
        self._control("-m", mode, "stop")

    def _control(self, *words: str) -> None:
        pg_ctl = [*self._as_user, self.binaries / "pg_ctl", "-D", self.folder / "db", "-w", "-t", "180"]
        quietly([*pg_ctl, *words], self.folder)


@contextmanager
def postgres(binaries: Path, folder: Path, *, durable: bool = False) -> Iterator[str]:
    """The URL of a cluster. `durable`: with PostgreSQL's own settings; without, nothing waits for the disk, and a crash
    of the machine may lose it all."""
    with running(Cluster(binaries, folder / "postgres", "" if durable else QUICK)) as cluster:
        yield cluster.url


@contextmanager
def running(cluster: Cluster) -> Iterator[Cluster]:
    cluster.create()
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()


@dataclass
class Redis:
    program: str
    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self, *options: str) -> None:
        own = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        kept = ["--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen([self.program, *own, *kept, *options], stdout=subprocess.DEVNULL)
        wait_for(self.port, self.process)

    def stop(self) -> None:
        if self.process:
            end(self.process)


@contextmanager
def redis(program: str, folder: Path) -> Iterator[str]:
    """The URL of a server that keeps nothing on the disk."""
    server = Redis(program, folder)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 10) -> None:
    def answers() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0 or process.poll() is not None

    until(answers, f"something answers on port {port}", seconds=seconds)
    assert process.poll() is None, f"what was to answer on port {port} has ended"


def until(condition: Callable[[], object], what: str, *, seconds: float = 30, every: float = 0.02) -> None:
    """Waits until it holds; raises `TimeoutError` with `what` when it doesn't in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds} s: {what}")
        time.sleep(every)


def end(process: subprocess.Popen[Any], seconds: float = 10) -> None:
    """Asks it to end, then makes it."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def quietly(command: list[str | Path], folder: Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)
