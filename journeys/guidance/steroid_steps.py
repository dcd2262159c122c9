"""How far the steroid dose fell, or rose, within some days: between any earlier and any later day of them.

A day of an oral pulse is above every dose: it makes a rise, and no fall begins with it.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case
from journeys.guidance.clock import shift
from journeys.guidance.phrases import number
from journeys.guidance.steroids import ORAL_PULSE_MG, PULSE, steroid_dose

# Differences of binary fractions must not fall a hair short of a limit that they meet.
_HAIR = 1e-9


class Step(NamedTuple):
    """``by``: mg/day of prednisone-equivalent, 0 where there is none. ``complete``: every day's dose is known."""

    by: float
    complete: bool

    def reaches(self, least: float) -> bool | None:
        """None: not on the days that are known."""
        return True if self.by >= least - _HAIR else False if self.complete else None

    @property
    def in_words(self) -> str:
        return f"{number(self.by)} mg/day{'' if self.complete else ', as far as known,'}"


def largest_fall(case: Case, first: date, last: date) -> Step:
    """Over the days from ``first`` to ``last``, both included."""
    doses = _doses(case, first, last)
    known = [dose for dose in doses if dose is not None and dose != PULSE]
    falls = [high - low for index, high in enumerate(known) for low in known[index:]]
    return Step(max(falls, default=0.0), None not in doses)


def largest_rise(case: Case, first: date, last: date) -> Step:
    doses = _doses(case, first, last)
    known = [ORAL_PULSE_MG if dose == PULSE else dose for dose in doses if dose is not None]
    rises = [high - low for index, low in enumerate(known) for high in known[index:]]
    return Step(max(rises, default=0.0), None not in doses)


def _doses(case: Case, first: date, last: date) -> list[float | None]:
    """In their order, up to today at most; while days are left, the next dose may count."""
    if not case.clock.reached(last):
        case.clock.note(steroid_dose(case).next_step(case.on))
    return [dose for _, dose in steroid_dose(case).spans(first, shift(min(last, case.on), 1))]


def at_most_since(case: Case, until: date, *, most: float) -> tuple[date, date]:
    """Since when, up to the day before ``until``, the dose was surely never above ``most``, and since when perhaps."""
    surely = perhaps = until
    for start, dose in (step for step in reversed(steroid_dose(case).steps) if step[0] < until):
        if dose is not None and (dose == PULSE or dose > most + _HAIR):
            break
        surely = start if dose is not None and surely == perhaps else surely
        perhaps = start
    return surely, perhaps
