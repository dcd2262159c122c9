"""How long a treatment has been at its dose: days counted, and the day on which the count would say something else.

An interruption of more than 28 days makes the count start anew (cf.interrupted of clinical.md 3.1); in a shorter one
it stands still. Only a recorded interruption is one: a dose that nobody knows is no gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from journeys.guidance.clock import Clock, shift
from journeys.guidance.timeline import Timeline

RESTART_DAYS = 28


@dataclass(frozen=True, slots=True)
class Tally:
    """Days that count, and days since the first of them; both up to today, today not included.

    ``off``: days without the drug in a row, up to today. ``gap``: the last interruption after which it started anew, in
    days; 0: none.
    """

    at: int = 0
    since: int = 0
    off: int = 0
    gap: int = 0

    def plus(self, days: int, *, counts: bool, is_off: bool) -> Tally:
        off = self.off + days if is_off else 0
        if off > RESTART_DAYS:
            goes_on = self.gap > 0 and self.gap == self.off
            return Tally(off=off, gap=off if self.at or goes_on else self.gap)
        began = self.since > 0 or counts
        return Tally(self.at + days * counts, self.since + days * began, off, self.gap)

    def passes(self, trial: int) -> bool:
        """The trial's length in days at the dose, and at least 80 % of the days since the first one."""
        return self.at >= trial and self.steady

    @property
    def steady(self) -> bool:
        return 5 * self.at >= 4 * self.since

    def turns(self, trial: int) -> tuple[int, ...]:
        """In how many days, at the soonest, a condition of `passes` can change, whatever is taken until then."""
        length = trial - self.at
        return (length, 4 * self.since - 5 * self.at, 5 * self.at // 4 - self.since + 1) if self.since else (length,)

    @property
    def restarts_in(self) -> int:
        """Days, at the soonest, until it starts anew."""
        return RESTART_DAYS + 1 - self.off


class _Day(NamedTuple):
    enough: bool | None
    taken: bool | None


@dataclass(frozen=True, slots=True)
class Trial:
    """``known``: days surely at the dose. ``possible``: with the days whose dose is unknown. ``now``: today's."""

    days: int
    known: Tally
    possible: Tally
    now: bool | None

    @property
    def passed(self) -> bool | None:
        if self.known.passes(self.days):
            return True
        return None if self.possible.passes(self.days) else False

    @property
    def nothing(self) -> bool:
        """Not at the dose today, nor on any day that counts."""
        return self.possible.at == 0 and self.now is False

    @property
    def never(self) -> bool:
        """Not at the dose on any day, nor today."""
        return self.nothing and not self.gap

    @property
    def gap(self) -> int:
        """Days of the interruption after which it was counted anew; 0: none."""
        return self.possible.gap

    @property
    def too_low(self) -> bool:
        """Below the dose today, or on more than a fifth of the days since it was first reached."""
        return self.now is False or not self.known.steady

    @property
    def too_short(self) -> bool:
        return self.known.at < self.days


def count(
    clock: Clock, at_dose: Timeline[bool | None], *, taken: Timeline[bool | None], since: date, days: int
) -> Trial:
    """The trial from ``since`` up to today. Notes when time alone would change any part of the result.

    ``taken``: for every day, whether the drug was taken at all.
    """
    known = possible = Tally()
    both = at_dose.join(taken, _Day)
    for span, (enough, took) in both.spans(since, clock.on):
        known = known.plus(span.days, counts=enough is True, is_off=took is False)
        possible = possible.plus(span.days, counts=enough is not False, is_off=took is False)
    clock.note(since)
    clock.note(both.next_step(clock.on))
    today = both.at(clock.on)
    for tally in (known, possible):
        for turn in (*tally.turns(days), *((tally.restarts_in,) if today.taken is False else ())):
            clock.note(shift(clock.on, turn))
    return Trial(days, known, possible, today.enough)
