"""Dates as far as they are known: to the day, the month or the year."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date known to the day, the month or the year: ``"2022-03-14"``, ``"2022-03"``, ``"2022"``.

    Raises `ValueError` when the text is none of these or names a day that does not exist.
    """

    text: str
    earliest: date = field(init=False, repr=False, compare=False)
    latest: date = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not _PARTIAL.fullmatch(self.text):
            raise ValueError(f"{self.text!r} is not a date (YYYY-MM-DD, YYYY-MM or YYYY)")
        try:
            first, last = _span(self.text)
        except ValueError:
            raise ValueError(f"{self.text!r} is a day that does not exist") from None
        object.__setattr__(self, "earliest", first)
        object.__setattr__(self, "latest", last)

    @property
    def is_exact(self) -> bool:
        return len(self.text) == 10


def _span(text: str) -> tuple[date, date]:
    """The first and the last day that it may be."""
    year, month, day = (*(int(part) for part in text.split("-")), None, None)[:3]
    first = date(year or 0, month or 1, day or 1)
    if day is not None:
        return first, first
    end = month or 12
    return first, date(first.year, end, calendar.monthrange(first.year, end)[1])
