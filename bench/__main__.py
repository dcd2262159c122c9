"""`make bench`: the guidance beside reading the same journeys, and the reminders beside the usual way with Celery."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path

import django

from bench import guidance
from tests import servers

REMINDERS = ("scheduling", "dispatch", "memory")


def main() -> None:
    asked = _arguments()
    if "guidance" in asked.parts:
        guidance.run(count=asked.journeys, repeat=asked.repeat)
    if parts := [part for part in asked.parts if part in REMINDERS]:
        with tempfile.TemporaryDirectory(prefix="tracker-bench-") as folder, ExitStack() as running:
            _start_servers(Path(folder), running)
            django.setup()
            import_module("bench.reminders").run(parts, count=asked.reminders, mails=asked.mails)


def _arguments() -> argparse.Namespace:
    every = ("guidance", *REMINDERS)
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", default=every, metavar="PART", help=f"of {', '.join(every)}; all")
    parser.add_argument("--journeys", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=3, help="each journey so often; the fastest counts")
    parser.add_argument("--reminders", type=int, default=100_000, help="to schedule, and to keep in mind")
    parser.add_argument("--mails", type=int, default=6000, help="to send")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(every):
        parser.error(f"no such part: {', '.join(unknown)}")
    return asked


def _start_servers(folder: Path, running: ExitStack) -> None:
    """PostgreSQL as it comes (every commit waits for the disk) and a Redis, named in the environment."""
    folder.chmod(0o755)  # PostgreSQL's own user has to pass through
    broker = servers.binary("redis-server", "valkey-server", package="redis-server")
    binaries = servers.postgres_binaries()
    if not (broker and binaries):
        sys.exit("The reminders' part needs redis-server and PostgreSQL.")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "VAR_DIR": str(folder / "var"),
        "BROKER_URL": running.enter_context(servers.redis(broker, folder)),
        "DATABASE_URL": running.enter_context(servers.postgres(binaries, folder, durable=True)),
    }


if __name__ == "__main__":
    main()
