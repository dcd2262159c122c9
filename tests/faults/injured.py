"""A manage.py command in a process to which something is done first:
`python -m tests.faults.injured INJURY WORDS… -- COMMAND…`. What can't be made to happen from outside is done here."""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import django
import time_machine
from django.core.management import execute_from_command_line


def clock(seconds: str) -> None:
    """This machine's clock is wrong by so much; how time passes (time.monotonic) is not touched."""
    time_machine.travel(datetime.now(UTC) + timedelta(seconds=float(seconds)), tick=True).start()


def unwritable(address: str) -> None:
    """The letter to this address can't be put together."""
    _instead_of_letters_to(address, lambda letter: 1 / 0)


def deadly(address: str) -> None:
    """Putting together the letter to this address kills the process."""
    _instead_of_letters_to(address, lambda letter: os.kill(os.getpid(), signal.SIGKILL))


def huge(address: str) -> None:
    """The letter to this address has ten million letters more than it should."""
    _instead_of_letters_to(
        address, lambda letter: replace(letter, text=letter.text + "\n" + ("x" * 76 + "\n") * 130_000)
    )


def _instead_of_letters_to(address: str, act: Callable[[Any], Any]) -> None:
    django.setup()
    delivery = import_module("reminders.delivery")
    compose = delivery.compose

    def composed(*args: Any, **options: Any) -> Any:
        letter = compose(*args, **options)
        return act(letter) if letter.to == address else letter

    delivery.compose = composed


INJURIES: dict[str, Callable[..., None]] = {"clock": clock, "unwritable": unwritable, "deadly": deadly, "huge": huge}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    injury, *rest = sys.argv[1:]
    split = rest.index("--")
    INJURIES[injury](*rest[:split])
    execute_from_command_line(["manage.py", *rest[split + 1 :]])
