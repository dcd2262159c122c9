"""Values that hold from one day until the next step: doses, weights, whether a dose was adequate."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
U = TypeVar("U")
V = TypeVar("V")


class Span(NamedTuple):
    """Days from ``start`` up to, not including, ``end``."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days


@dataclass(frozen=True, slots=True)
class Timeline(Generic[T]):
    """A value for every day of the calendar. ``steps``: in date order, the first at `date.min`."""

    steps: tuple[tuple[date, T], ...]

    @classmethod
    def of(cls, before: T, steps: Iterable[tuple[date, T]]) -> Timeline[T]:
        """``before`` holds until the first step; of several steps on one day the last one given counts."""
        ordered = {date.min: before} | dict(steps)
        return cls(tuple(sorted(ordered.items(), key=lambda step: step[0])))

    def at(self, day: date) -> T:
        return self.steps[self.index(day)][1]

    def next_step(self, day: date) -> date | None:
        """The first step after that day."""
        later = self.index(day) + 1
        return self.steps[later][0] if later < len(self.steps) else None

    def spans(self, first: date, end: date) -> Iterator[tuple[Span, T]]:
        """The stretches of equal value from ``first`` up to, not including, ``end``, in order."""
        if first >= end:
            return
        chosen = [step for step in self.steps[self.index(first) :] if step[0] < end]
        for (start, value), (following, _) in pairwise([*chosen, (end, chosen[0][1])]):
            yield Span(max(start, first), following), value

    def map(self, change: Callable[[T], U]) -> Timeline[U]:
        return Timeline(_turning((day, change(value)) for day, value in self.steps))

    def join(self, other: Timeline[U], combine: Callable[[T, U], V]) -> Timeline[V]:
        """Both as one; a step that changes nothing is none."""
        mine, theirs = dict(self.steps), dict(other.steps)
        one, two = self.steps[0][1], other.steps[0][1]
        joined: list[tuple[date, V]] = []
        for day in sorted({**mine, **theirs}):
            one, two = mine.get(day, one), theirs.get(day, two)
            joined.append((day, combine(one, two)))
        return Timeline(_turning(joined))

    def index(self, day: date) -> int:
        """Of the step in force on that day."""
        return bisect_right(self.steps, day, key=lambda step: step[0]) - 1


def _turning(steps: Iterable[tuple[date, T]]) -> tuple[tuple[date, T], ...]:
    """Without those that leave the value as it is."""
    kept: list[tuple[date, T]] = []
    for step in steps:
        if not kept or kept[-1][1] != step[1]:
            kept.append(step)
    return tuple(kept)
