"""`make test`: every test with real servers, started for this run on free loopback ports and stopped after it.

First all tests on SQLite, with a real Redis and a real browser; then the database tests again on PostgreSQL. What
is missing is installed (Debian packages, as root or through sudo). What can't be had is named, together with the
tests that therefore did not run, and the run counts as not passed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
ON_POSTGRES = ("tests/accounts", "tests/journeys", "tests/reminders", "tests/tracker")
COUNTS = re.compile(r"(\d+) (passed|failed|error|errors|skipped|deselected)")


def main() -> int:
    only = _arguments().only
    missing: list[str] = []
    with tempfile.TemporaryDirectory(prefix="tracker-tests-") as folder, ExitStack() as servers:
        Path(folder).chmod(0o755)  # PostgreSQL's own user has to pass through
        env = dict(os.environ, DJANGO_ALLOW_ASYNC_UNSAFE="true", VAR_DIR=f"{folder}/var")
        redis = _binary("redis-server", "valkey-server", package="redis-server")
        browser = _binary("chromium", package="chromium")
        postgres = None if only == "browser" else _postgres_binaries()
        if redis:
            env["TEST_REDIS_URL"] = servers.enter_context(_redis(redis, Path(folder)))
        if browser:
            env["TEST_BROWSER"] = browser
        marks = _marks(only, missing, redis=redis, browser=browser)
        runs = [_pytest("SQLite", ["tests"], marks, env | {"DATABASE_URL": f"sqlite:///{folder}/tests.sqlite3"})]
        if postgres:
            env["DATABASE_URL"] = servers.enter_context(_postgres(postgres, Path(folder)))
            paths = [path for path in ON_POSTGRES if (HERE.parent / path).exists()]
            runs.append(_pytest("PostgreSQL", paths, marks, env))
        elif only != "browser":
            missing.append("PostgreSQL: the database tests did not run on it")
    return _close(runs, missing)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["browser"], help="only the browser tests, on SQLite")
    return parser.parse_args()


def _marks(only: str | None, missing: list[str], *, redis: str | None, browser: str | None) -> str:
    marks = ["browser"] if only == "browser" else []
    if not redis:
        missing.append("Redis: the tests marked 'broker' did not run")
        marks.append("not broker")
    if not browser:
        missing.append("Chromium: the tests marked 'browser' did not run")
        marks.append("not browser")
    return " and ".join(marks)


def _pytest(name: str, paths: list[str], marks: str, env: dict[str, str]) -> dict[str, int]:
    print(f"\n== Tests on {name} ==", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "--durations=5", *paths, *(["-m", marks] if marks else [])]
    process = subprocess.Popen(command, env=env, cwd=HERE.parent, stdout=subprocess.PIPE, text=True)
    last = ""
    for line in process.stdout or ():
        print(line, end="", flush=True)
        last = line if COUNTS.search(line) else last
    counts = {word.rstrip("s"): int(number) for number, word in COUNTS.findall(last)}
    counts["exit"] = process.wait()
    return counts


def _close(runs: list[dict[str, int]], missing: list[str]) -> int:
    for line in missing:
        print(f"NOT RUN  {line}")
    passed = sum(run.get("passed", 0) for run in runs)
    broken = sum(run.get("failed", 0) + run.get("error", 0) for run in runs) + len(missing)
    skipped = sum(run.get("skipped", 0) for run in runs)
    good = not missing and passed and all(run["exit"] == 0 for run in runs)
    print(f"{passed} passed, {broken} failed, {skipped} skipped")
    return 0 if good else 1


def _binary(*names: str, package: str) -> str | None:
    """Path of the first of these programs; installs the package when none is there; None when it can't be had."""
    found = next(filter(None, map(shutil.which, names)), None)
    if not found and subprocess.run([HERE / "system_packages.sh", package], check=False).returncode == 0:
        found = next(filter(None, map(shutil.which, names)), None)
    return found


def _postgres_binaries() -> Path | None:
    def newest() -> Path | None:
        folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
        return max(folders, key=lambda path: int(path.parent.name), default=None)

    if newest() is None:
        subprocess.run([HERE / "system_packages.sh", "postgresql"], check=False)
    return newest()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _redis(binary: str, folder: Path) -> Iterator[str]:
    port = _free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", "", "--appendonly", "no"]
    process = subprocess.Popen([binary, *options], stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def _postgres(binaries: Path, folder: Path) -> Iterator[str]:
    """A cluster of its own. initdb refuses to run as root: there the package's own user takes over."""
    port, data = _free_port(), folder / "postgres"
    data.mkdir()
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(data, "postgres")
    initdb = [binaries / "initdb", "-D", data / "db", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    _quietly([*as_user, *initdb, "--locale=C.UTF-8"], data)
    fast = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
    options = f"-p {port} -k {data} -c listen_addresses=127.0.0.1 {fast}"
    pg_ctl = [*as_user, binaries / "pg_ctl", "-D", data / "db", "-w"]
    _quietly([*pg_ctl, "-l", data / "log", "-o", options, "start"], data)
    try:
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        _quietly([*pg_ctl, "-m", "immediate", "stop"], data)


def _quietly(command: list[str | Path], folder: Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)


def _wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing answered on port {port}")


if __name__ == "__main__":
    sys.exit(main())
