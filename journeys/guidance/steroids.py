"""The prednisone-equivalent of oral glucocorticoids, day by day: ``gc(D)`` and its means (clinical.md 2.0, 5.4).

Steroids count whatever they were given for: the body doesn't ask. A day's dose is unknown while any course's dose is
unknown, and as long as no course was ever recorded: absence is not zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple, TypeVar

from journeys.guidance.case import Case, cite, once
from journeys.guidance.clock import shift
from journeys.guidance.doses import Body, Taken, body, classes_of, drug_of, milligrams, taken
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import Dose, Therapy
from journeys.guidance.phrases import beside, day, listing, number
from journeys.guidance.rule import Verdict, cannot_assess
from journeys.guidance.timeline import Timeline

Grade = TypeVar("Grade")

ORAL_PULSE_MG = 250
"""A day's oral dose from which it is a pulse: shown, and left out of means."""

KNOWN_SHARE = 0.8
"""Of a window's days, the share whose dose must be known."""

_DECIMALS = 9
"""Of a mean: a sum of binary fractions must not pass a limit by a hair."""

PULSE = -1.0
"""Stands for a day of an oral pulse."""


class Mean(NamedTuple):
    """Mean mg/day over the known days of a window; ``value`` None: known on too few of them."""

    value: float | None
    known: int
    days: int


class _Taken(NamedTuple):
    """Days of a pulse, days of a known dose, and mg on these; a day before the count began counts below nothing."""

    pulses: int = 0
    known: int = 0
    mg: float = 0.0

    def plus(self, dose: float | None, days: int) -> _Taken:
        if dose is None:
            return self
        if dose == PULSE:
            return _Taken(self.pulses + days, self.known, self.mg)
        return _Taken(self.pulses, self.known + days, self.mg + dose * days)


class _Account(NamedTuple):
    """``sums``: for each step of ``doses``, what was taken before it, counted from the first dated one. A window's mean
    is a difference of two sums; adding its days up each time took half of an evaluation."""

    doses: Timeline[float | None]
    sums: tuple[_Taken, ...]

    def before(self, day: date) -> _Taken:
        steps, index = self.doses.steps, self.doses.index(day)
        anchor = steps[min(max(index, 1), len(steps) - 1)][0]
        return self.sums[index].plus(steps[index][1], (day - anchor).days)


def is_oral_steroid(therapy: Therapy) -> bool:
    """Without a recorded route: unless it was only ever given on single days, as infusions are."""
    on_single_days = bool(therapy.administrations) and not therapy.doses
    by_mouth = therapy.route == "oral" or (therapy.route is None and not on_single_days)
    return by_mouth and "glucocorticoid" in classes_of(therapy)


def oral_steroids(case: Case) -> tuple[Therapy, ...]:
    return tuple(therapy for therapy in case.journey.therapies if is_oral_steroid(therapy))


@once
def steroid_dose(case: Case) -> Timeline[float | None]:
    """mg of prednisone-equivalent a day; None: unknown; `PULSE`: a pulse."""
    courses = oral_steroids(case)
    total: Timeline[float | None] = Timeline.of(0.0 if courses else None, ())
    for therapy in courses:
        total = total.join(_course(case, therapy), _add)
    return total


def _add(one: float | None, other: float | None) -> float | None:
    if PULSE in (one, other):
        return PULSE
    both = None if one is None or other is None else one + other
    return PULSE if both is not None and both >= ORAL_PULSE_MG else both


def _course(case: Case, therapy: Therapy) -> Timeline[float | None]:
    drug = drug_of(therapy)
    factor = (drug.prednisone_factor if drug else None) or 0.0
    doses = taken(therapy) if therapy.doses or not therapy.administrations else _single_days(therapy)

    def per_day(dose: Taken, now: Body) -> float | None:
        if not dose.amount:
            return dose.amount
        mg = milligrams(dose.amount * factor, dose.unit, body=now)
        if mg is not None and mg >= ORAL_PULSE_MG:
            return PULSE if dose.days == 1 else 0.0  # a pulse now and then, and nothing between
        return None if mg is None else mg / dose.days

    return doses.join(body(case), per_day)


def _single_days(therapy: Therapy) -> Timeline[Taken]:
    """A steroid by mouth given on single days only: nothing in between."""
    steps: dict[date, Taken] = {}
    for given in therapy.administrations:
        steps |= {given.on: Taken(given.amount, given.unit), shift(given.on, 1): Taken(0.0)}
    return Timeline.of(Taken(0.0), steps.items())


def mean_dose(case: Case, days: int, *, on: date) -> Mean:
    """The time-weighted mean over the ``days`` days before ``on``. For sentences; decide with `graded_mean`."""
    first = shift(on, -days)
    account = _account(case)
    before, up_to = account.before(first), account.before(on)
    counted = (on - first).days - (up_to.pulses - before.pulses)
    known = up_to.known - before.known
    if not known or known < KNOWN_SHARE * counted:
        return Mean(None, known, days)
    return Mean(round((up_to.mg - before.mg) / known, _DECIMALS), known, days)


@once
def _account(case: Case) -> _Account:
    doses = steroid_dose(case)
    sums = [_Taken(), _Taken()]
    for (start, dose), (end, _) in pairwise(doses.steps[1:]):
        sums.append(sums[-1].plus(dose, (end - start).days))
    return _Account(doses, tuple(sums))


def mean_in_words(mean: Mean, limit: float) -> str:
    """With enough decimals to see on which side of the limit it lies."""
    value = beside(mean.value or 0, limit, decimals=1)
    return f"Mean steroid dose of the last {mean.days} days: {value} mg/day of prednisone-equivalent"


def graded_mean(case: Case, days: int, *, grade: Callable[[float | None], Grade]) -> Grade:
    """``grade(mean)`` today; None is handed over where the mean is unknown."""
    return over_window(case, days, answer=lambda on: grade(mean_dose(case, days, on=on).value))


def over_window(case: Case, days: int, *, answer: Callable[[date], Grade]) -> Grade:
    """An answer that compares sums or means of the doses of the last ``days`` days with limits.

    While no step enters or leaves the window, days and sums grow evenly and a mean moves one way: each comparison turns
    at most once. (Rejected: asking day by day until it changes, which took half of an evaluation.)
    """
    steps = [step for step, _ in steroid_dose(case).steps[1:]]
    return case.clock.flips(answer, turns=[*steps, *(shift(step, days) for step in steps)])


def days_at(case: Case, on: date, *, days: int, least: float) -> tuple[int, int]:
    """Of the ``days`` days before ``on``: at this dose at least, and unknown. A pulse is more than any daily dose."""
    counts = [(span.days, dose) for span, dose in steroid_dose(case).spans(shift(on, -days), on)]
    reached = sum(length for length, dose in counts if dose is not None and (dose == PULSE or dose >= least - 1e-9))
    return reached, sum(length for length, dose in counts if dose is None)


def course_start(case: Case) -> tuple[date | None, date | None]:
    """Since when some oral steroid has surely been taken without a day off, and since when perhaps (`date.min`: nobody
    knows). None: not at all, as far as recorded."""
    surely = perhaps = None
    for begins, dose in _backwards(case):
        if dose == 0.0:
            break
        perhaps = begins
        surely = surely if dose is None else begins
    return surely, perhaps


def _backwards(case: Case) -> Iterator[tuple[date, float | None]]:
    case.clock.note(steroid_dose(case).next_step(case.on))
    return (step for step in reversed(steroid_dose(case).steps) if step[0] <= case.on)


def dose_evidence(case: Case, days: int) -> tuple[Evidence, ...]:
    """The courses and dose lines that the doses of the last ``days`` days rest on, oldest first."""
    first = shift(case.on, -days)
    return tuple(
        cite("therapies", therapy, on=_cited_day(therapy), shows=f"{therapy.drug}: {_lines(therapy, first)}")
        for therapy in oral_steroids(case)
        if therapy.stopped_on is None or therapy.stopped_on.latest > first
    )


def also_counted(case: Case, days: int) -> str:
    """A sentence on steroids of the last ``days`` days that were given for something else; empty: there are none."""
    first = shift(case.on, -days)
    names = dict.fromkeys(
        therapy.drug
        for therapy in oral_steroids(case)
        if therapy.for_condition not in (None, case.name)
        and (therapy.stopped_on is None or therapy.stopped_on.latest > first)
    )
    return f" Counted too, though given for something else: {listing(list(names))}." if names else ""


def _cited_day(therapy: Therapy) -> date | None:
    return therapy.started_on.earliest if therapy.started_on else None


def _lines(therapy: Therapy, first: date) -> str:
    """The dose lines in force since ``first``, as a sentence says them."""
    lines = [line for line in therapy.doses if line.from_date >= first]
    before = [line for line in therapy.doses if line.from_date < first][-1:]
    return "; ".join(_line(line) for line in (*before, *lines)) or "dose not recorded"


def _line(line: Dose) -> str:
    amount = "unknown dose" if line.amount is None else f"{number(line.amount)} {line.unit}"
    return f"{amount} every {line.every.replace('-', ' ')} from {day(line.from_date)}"


def dose_gap(case: Case, days: int) -> Verdict:
    """What a rule answers while the mean of the last ``days`` days is unknown."""
    mean = mean_dose(case, days, on=case.on)
    return cannot_assess(
        f"The steroid dose is known on {mean.known} of the last {days} days; at least 80 % are needed.",
        missing=(f"steroid dose between {day(shift(case.on, -days))} and {day(case.on)}",),
    )
