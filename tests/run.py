"""`make test`: every test with real servers, started for this run on free loopback ports and stopped after it.

First all tests on SQLite, with a real Redis and a real browser (the fault tests bring both databases with them); then
the database tests again on PostgreSQL. What is missing is installed (Debian packages, as root or through sudo). What
can't be had is named, together with the tests that therefore did not run, and the run counts as not passed.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests import servers

HERE = Path(__file__).resolve().parent
ON_POSTGRES = ("tests/accounts", "tests/journeys", "tests/reminders", "tests/tracker")
COUNTS = re.compile(r"(\d+) (passed|failed|error|errors|skipped|deselected)")


def main() -> int:
    only = _arguments().only
    missing: list[str] = []
    with tempfile.TemporaryDirectory(prefix="tracker-tests-") as folder, ExitStack() as running:
        Path(folder).chmod(0o755)  # PostgreSQL's own user has to pass through
        env = dict(os.environ, DJANGO_ALLOW_ASYNC_UNSAFE="true", VAR_DIR=f"{folder}/var")
        redis = servers.binary("redis-server", "valkey-server", package="redis-server")
        browser = servers.binary("chromium", package="chromium")
        postgres = None if only == "browser" else servers.postgres_binaries()
        if redis:
            env["TEST_REDIS_URL"] = running.enter_context(servers.redis(redis, Path(folder)))
        if browser:
            env["TEST_BROWSER"] = browser
        marks = _marks(only, missing, redis=redis, browser=browser, postgres=postgres)
        on_sqlite = env | {"DATABASE_URL": f"sqlite:///{folder}/tests.sqlite3"}
        if only == "faults":
            return _close([_pytest("both databases", ["tests/faults", "--fault-table"], marks, on_sqlite)], missing)
        runs = [_pytest("SQLite", ["tests"], marks, on_sqlite)]
        if postgres:
            env["DATABASE_URL"] = running.enter_context(servers.postgres(postgres, Path(folder)))
            paths = [path for path in ON_POSTGRES if (HERE.parent / path).exists()]
            runs.append(_pytest("PostgreSQL", paths, marks, env))
        elif only != "browser":
            missing.append("PostgreSQL: the database tests did not run on it")
    return _close(runs, missing)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["browser", "faults"], help="only these tests")
    return parser.parse_args()


def _marks(only: str | None, missing: list[str], *, redis: object, browser: object, postgres: object) -> str:
    marks = {"browser": ["browser", "not slow_fault"], "faults": []}.get(only or "", ["not slow_fault"])
    if not postgres and only != "browser":
        missing.append("PostgreSQL: the tests marked 'cluster' did not run")
        marks.append("not cluster")
    if not redis:
        missing.append("Redis: the tests marked 'broker' did not run")
        marks.append("not broker")
    if not browser:
        missing.append("Chromium: the tests marked 'browser' did not run")
        marks.append("not browser")
    return " and ".join(marks)


def _pytest(name: str, paths: list[str], marks: str, env: dict[str, str]) -> dict[str, int]:
    print(f"\n== Tests on {name} ==", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "--durations=5", *paths, "-m", marks]
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


if __name__ == "__main__":
    sys.exit(main())
