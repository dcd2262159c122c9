"""Real servers for this run only: on free loopback ports, with their data in a given folder, stopped at the end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent


def binary(*names: str, package: str) -> str | None:
    """Path of the first of these programs; installs the package when none is there; None when it can't be had."""
    found = next(filter(None, map(shutil.which, names)), None)
    if not found and subprocess.run([HERE / "system_packages.sh", package], check=False).returncode == 0:
        found = next(filter(None, map(shutil.which, names)), None)
    return found


def postgres_binaries() -> Path | None:
    def newest() -> Path | None:
        folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
        return max(folders, key=lambda path: int(path.parent.name), default=None)

    if newest() is None:
        subprocess.run([HERE / "system_packages.sh", "postgresql"], check=False)
    return newest()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def redis(program: str, folder: Path) -> Iterator[str]:
    """The URL of a server that keeps nothing on the disk."""
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", "", "--appendonly", "no"]
    process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def postgres(binaries: Path, folder: Path, *, durable: bool = False) -> Iterator[str]:
    """A cluster of its own. initdb refuses to run as root: there the package's own user takes over. `durable`: with
    PostgreSQL's own settings; without, nothing waits for the disk, and a crash of the machine may lose it all."""
    port, data = free_port(), folder / "postgres"
    data.mkdir()
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(data, "postgres")
    initdb = [binaries / "initdb", "-D", data / "db", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    _quietly([*as_user, *initdb, "--locale=C.UTF-8"], data)
    fast = "" if durable else "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
    options = f"-p {port} -k {data} -c listen_addresses=127.0.0.1 {fast}"
    pg_ctl = [*as_user, binaries / "pg_ctl", "-D", data / "db", "-w"]
    _quietly([*pg_ctl, "-l", data / "log", "-o", options, "start"], data)
    try:
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        _quietly([*pg_ctl, "-m", "immediate", "stop"], data)


def _quietly(command: list[str | Path], folder: Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing answered on port {port}")
