"""Today, and the day on which any of its comparisons would turn out otherwise.

`next_check_on` is sound because nothing compares a date with today but through a `Clock`: each comparison leaves the
next day on which it would change, so up to the earliest of these the same record gives the same answers. (Rejected:
listing the days on which rules may change beside the rules. Such a list is forgotten when a rule changes.)
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

Answer = TypeVar("Answer")


def shift(day: date, days: int) -> date:
    """``days`` later (or earlier), kept inside the calendar: a record may bear any date."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


class Clock:
    """``on``: today. ``until``: the first later day on which some comparison made so far would change; None: none."""

    __slots__ = ("on", "until")

    def __init__(self, on: date) -> None:
        self.on = on
        self.until: date | None = None

    def note(self, day: date | None) -> None:
        """Something may change on ``day``. A day too early costs a look, a day too late would be wrong."""
        if day is not None and day > self.on and (self.until is None or day < self.until):
            self.until = day

    def reached(self, day: date) -> bool:
        self.note(day)
        return day <= self.on

    def at_least(self, days: int, *, since: date) -> bool:
        """Whether ``days`` whole days have passed since that day."""
        return self.reached(shift(since, days))

    def within(self, days: int, day: date) -> bool:
        """Whether ``day`` is one of the last ``days`` days or today: a closed interval."""
        return self.between(day, shift(day, days))

    def between(self, first: date, last: date) -> bool:
        """Whether today is one of the days from ``first`` to ``last``, both included."""
        self.note(first)
        if last < date.max:
            self.note(shift(last, 1))
        return first <= self.on <= last

    def flips(self, answer: Callable[[date], Answer], *, within: int) -> Answer:
        """``answer(today)``. Sound where it stays as it is after ``within`` days: the caller's to see to."""
        now = answer(self.on)
        for days in range(1, within + 1):
            if answer(shift(self.on, days)) != now:
                self.note(shift(self.on, days))
                break
        return now
