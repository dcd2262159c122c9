"""What this machine remembers beside the database: how far it had come, and which messages left.

A backup that is played back has forgotten what happened since. Files under VAR, for each database its own folder: a
mark that is replaced each round, and a journal of a line (moment, message) for each mail that the server took. Whether
they can be written never decides whether a reminder leaves.
"""

import json
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

from django.conf import settings

from reminders.models import Installation

KEPT = timedelta(days=30)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mark:
    """After so many rounds, at that moment of the database's clock."""

    rounds: int
    at: datetime


class Memory:
    """with Memory.open() as memory: memory.accepted(message.pk, at)"""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._day: date | None = None
        self._file = -1

    @classmethod
    def open(cls) -> Self:
        uid = Installation.objects.get_or_create(pk=1)[0].uid
        return cls(Path(settings.VAR) / "reminders" / str(uid))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def mark(self) -> Mark | None:
        """None: this machine has never seen this database."""
        try:
            told = json.loads((self.folder / "mark").read_text())
            return Mark(int(told["rounds"]), datetime.fromisoformat(told["at"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError):
            log.exception("the mark of the last round can't be read")
            return None

    def set_mark(self, mark: Mark) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=self.folder, delete=False) as fresh:
                json.dump({"rounds": mark.rounds, "at": mark.at.isoformat()}, fresh)
            os.replace(fresh.name, self.folder / "mark")
        except OSError:
            log.exception("the mark of this round can't be written")

    def accepted(self, message: UUID, at: datetime) -> None:
        """One write to a file that stays open; what is written outlives this process, whatever ends it."""
        try:
            if self._day != at.date():
                self._turn_page(at.date())
            os.write(self._file, f"{at.isoformat()} {message}\n".encode())
        except OSError:
            self._close()
            log.exception("reminder mail %s left, and this machine can't remember it", message)

    def journal(self) -> Iterator[tuple[datetime, UUID]]:
        """Each message that left from this machine in the last weeks, earliest first. A torn line is passed over."""
        for path in sorted(self.folder.glob("accepted-*")):
            for line in path.read_text().splitlines():
                with suppress(ValueError):
                    at, message = line.split()
                    yield datetime.fromisoformat(at), UUID(message)

    def _turn_page(self, day: date) -> None:
        self._close()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.open(self.folder / f"accepted-{day}", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._day = day
        for path in self.folder.glob("accepted-*"):
            if path.name < f"accepted-{day - KEPT}":
                path.unlink(missing_ok=True)

    def _close(self) -> None:
        if self._day:
            os.close(self._file)
        self._day = None
