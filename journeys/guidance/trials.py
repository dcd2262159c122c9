"""How long a treatment has been at its dose: days counted, and the day on which the count would say something else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from journeys.guidance.clock import Clock, shift
from journeys.guidance.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Tally:
    """Days that count, and days since the first of them; both up to today, today not included."""

    at: int = 0
    since: int = 0

    def plus(self, days: int, *, counts: bool) -> Tally:
        began = self.since > 0 or counts
        return Tally(self.at + days * counts, self.since + days * began)

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
    def never(self) -> bool:
        """Not at the dose on any day, nor today."""
        return self.possible.at == 0 and self.now is False

    @property
    def too_low(self) -> bool:
        """Below the dose today, or on more than a fifth of the days since it was first reached."""
        return self.now is False or not self.known.steady

    @property
    def too_short(self) -> bool:
        return self.known.at < self.days


def count(clock: Clock, at_dose: Timeline[bool | None], *, since: date, days: int) -> Trial:
    """The trial from ``since`` up to today. Notes when time alone would change any part of the result."""
    known = possible = Tally()
    for span, value in at_dose.spans(since, clock.on):
        known = known.plus(span.days, counts=value is True)
        possible = possible.plus(span.days, counts=value is not False)
    clock.note(since)
    clock.note(at_dose.next_step(clock.on))
    for tally in (known, possible):
        for turn in tally.turns(days):
            clock.note(shift(clock.on, turn))
    return Trial(days, known, possible, at_dose.at(clock.on))
