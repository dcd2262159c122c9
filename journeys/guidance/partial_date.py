"""Dates as far as they are known: to the day, the month or the year."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date known to the day, the month or the year: ``"2022-03-14"``, ``"2022-03"``, ``"2022"``.

    Raises `ValueError` when the text is none of these or names a day that does not exist.
    """

    text: str

    def __post_init__(self) -> None:
        if not _PARTIAL.fullmatch(self.text):
            raise ValueError(f"{self.text!r} is not a date (YYYY-MM-DD, YYYY-MM or YYYY)")
        try:
            _ = self.earliest  # a day that doesn't exist is refused here, not when somebody first reads it
        except ValueError:
            raise ValueError(f"{self.text!r} is a day that does not exist") from None

    @property
    def is_exact(self) -> bool:
        return len(self.text) == 10

    @property
    def earliest(self) -> date:
        year, month, day = self._parts()
        return date(year, month or 1, day or 1)

    @property
    def latest(self) -> date:
        year, month, day = self._parts()
        month = month or 12
        return date(year, month, day or calendar.monthrange(year, month)[1])

    def _parts(self) -> tuple[int, int | None, int | None]:
        parts = [int(part) for part in self.text.split("-")] + [None, None]
        return parts[0] or 0, parts[1], parts[2]
