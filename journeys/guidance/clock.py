"""Today, and the day on which any of its comparisons would turn out otherwise.

`next_check_on` is sound because nothing compares a date with today but through a `Clock`: each comparison leaves the
next day on which it would change, so up to the earliest of these the same record gives the same answers. (Rejected:
listing the days on which rules may change beside the rules. Such a list is forgotten when a rule changes.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

Answer = TypeVar("Answer")


_span = lru_cache(maxsize=4096)(timedelta)  # of whole days: the same few hundred all the time


def shift(day: date, days: int) -> date:
    """``days`` later (or earlier), kept inside the calendar: a record may bear any date."""
    try:
        return day + _span(days)
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
        if not 0 <= (self.on - day).days <= days:
            self.note(day)  # what is over won't come back
            return False
        self.note(shift(day, days + 1))
        return True

    def between(self, first: date, last: date) -> bool:
        """Whether today is one of the days from ``first`` to ``last``, both included."""
        self.note(first)
        if last < date.max:
            self.note(shift(last, 1))
        return first <= self.on <= last

    def flips(self, answer: Callable[[date], Answer], *, turns: Iterable[date]) -> Answer:
        """``answer(today)``. Sound where between two neighbouring ``turns`` the days with one value lie together, and
        nothing changes after the last: the caller's to see to."""
        now, known = answer(self.on), self.on
        for turn in sorted({day for day in turns if day > self.on}):
            if answer(turn) != now:
                self.note(_first_other(answer, now, known, turn))
                break
            known = turn
        return now


def _first_other(answer: Callable[[date], Answer], now: Answer, known: date, other: date) -> date:
    """By halves: the first day with another value than ``now``, which ``known`` still has and ``other`` has not."""
    while (other - known).days > 1:
        middle = shift(known, (other - known).days // 2)
        known, other = (middle, other) if answer(middle) == now else (known, middle)
    return other
