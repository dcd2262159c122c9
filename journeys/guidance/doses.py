"""What was taken, day by day, in terms in which it can be compared: body weight, dose lines, infusions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from math import sqrt
from typing import NamedTuple

from journeys.guidance.case import Case, once
from journeys.guidance.clock import shift
from journeys.guidance.drugs import Drug, known_drug
from journeys.guidance.journey import Administration, Measurement, Therapy
from journeys.guidance.phrases import number
from journeys.guidance.timeline import Timeline
from journeys.guidance.usual_doses import SCHEDULE_GRACE_DAYS, STANDARDS, Amount, Pattern

WEIGHT_DAYS = 180
"""A weight stands for so many days (clinical.md 2.3, used for every dose per kg)."""

EVERY_DAYS = {
    "day": 1,
    "2-days": 2,
    "week": 7,
    "2-weeks": 14,
    "3-weeks": 21,
    "4-weeks": 28,
    "month": 30,
    "6-weeks": 42,
    "8-weeks": 56,
}
# Products of binary fractions must not fall a hair short of a threshold that they meet.
_HAIR = 1e-9


class Body(NamedTuple):
    """kg and cm, where known."""

    weight: float | None
    height: float | None

    @property
    def surface(self) -> float | None:
        """m2 (Mosteller)."""
        return sqrt(self.weight * self.height / 3600) if self.weight and self.height else None


class Taken(NamedTuple):
    """``amount`` of ``unit`` every ``days`` days; None: unknown; 0: nothing."""

    amount: float | None
    unit: str = "mg"
    days: int = 1


NOTHING = Taken(0.0)
UNKNOWN = Taken(None)


def drug_of(therapy: Therapy) -> Drug | None:
    """The drug as the catalogue knows it; None: a word that is kept and never judged."""
    return known_drug(therapy.drug)


def classes_of(therapy: Therapy) -> frozenset[str]:
    known = drug_of(therapy)
    return known.classes if known else frozenset()


def measured(case: Case, kind: str) -> tuple[Measurement, ...]:
    """Measurements of a kind that have a usable value, oldest first."""
    of_kind = (found for found in case.journey.measurements if found.kind == kind)
    return tuple(found for found in of_kind if (found.canonical_value or 0) > 0)


@once
def body(case: Case) -> Timeline[Body]:
    """Weight of the day (at most `WEIGHT_DAYS` old) and the newest height."""
    heights = [found.canonical_value for found in measured(case, "height")]
    height = heights[-1] if heights else None
    steps: dict[date, float | None] = {}
    for found in measured(case, "weight"):
        steps = {day: weight for day, weight in steps.items() if day < found.on}
        steps |= {found.on: found.canonical_value, shift(found.on, WEIGHT_DAYS + 1): None}
    return Timeline.of(None, steps.items()).map(lambda weight: Body(weight, height))


def taken(therapy: Therapy) -> Timeline[Taken]:
    """The dose lines as they hold; unknown before the first of them, around a date known only in part, and after an
    undated stop."""
    start, stop = therapy.started_on, therapy.stopped_on
    lines = [line for line in therapy.doses if stop is None or line.from_date < stop.earliest]
    steps: dict[date, Taken] = {start.earliest: UNKNOWN} if start else {}
    for line in lines:
        steps[line.from_date] = Taken(line.amount, line.unit, EVERY_DAYS[line.every])
    if stop:
        steps |= {stop.earliest: UNKNOWN} | {stop.latest: NOTHING}
    elif therapy.stopped:
        steps[max(steps, default=date.min)] = UNKNOWN
    return Timeline.of(NOTHING if start else UNKNOWN, steps.items())


def dose_in_words(case: Case, therapy: Therapy) -> str:
    """Today's dose, of a drug judged by weight per kg too: ``azathioprine 150 mg a day (1.67 mg/kg at 90 kg)``."""
    dose, weight = taken(therapy).at(case.on), body(case).at(case.on).weight
    if therapy.administrations and not therapy.doses:
        last = therapy.administrations[-1]
        return (
            f"{therapy.drug} {'unknown dose' if last.amount is None else f'{number(last.amount)} {last.unit}'} at last"
        )
    if dose.amount is None:
        return f"{therapy.drug}, dose unknown"
    if dose.days == 7:
        return f"{therapy.drug} {number(dose.amount)} {dose.unit} a week"
    per_day = dose.amount / dose.days
    by_weight = weight and dose.unit == "mg" and _is_judged_by_weight(therapy)
    per_kg = f" ({number(per_day / weight)} mg/kg at {number(weight)} kg)" if weight and by_weight else ""
    return f"{therapy.drug} {number(per_day)} {dose.unit} a day{per_kg}"


def _is_judged_by_weight(therapy: Therapy) -> bool:
    drug = drug_of(therapy)
    standard = STANDARDS.get(drug.name) if drug else None
    return standard is not None and any(amount.unit == "mg/kg" for amount in standard.amounts)


def meets(amount: float | None, unit: str, *, least: Amount, body: Body) -> bool | None:
    """Whether one dose is at least so much; None: the dose, or the weight or height it takes, is unknown."""
    if amount is None:
        return None
    given, unit = (amount * 1000, unit.replace("g", "mg", 1)) if unit.startswith("g") else (amount, unit)
    if given == 0:
        return False
    if unit == least.unit:
        return given >= least.value - _HAIR
    have, need = milligrams(given, unit, body=body), milligrams(least.value, least.unit, body=body)
    return have >= need - _HAIR if have is not None and need is not None else None


def milligrams(amount: float, unit: str, *, body: Body) -> float | None:
    """mg of an amount in mg, g, mg/kg, g/kg or mg/m2."""
    times = {"mg": 1.0, "mg/kg": body.weight, "mg/m2": body.surface, "g": 1000.0}.get(unit)
    if unit == "g/kg":
        times = body.weight * 1000 if body.weight else None
    return amount * times if times else None


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """Three-valued or: known by one yes, unknown where a yes is still possible."""
    seen = set(answers)
    return True if True in seen else None if None in seen else False


def at_dose(case: Case, therapy: Therapy, *, amounts: tuple[Amount, ...], pattern: Pattern) -> Timeline[bool | None]:
    """For every day, whether the therapy was taken at one of these amounts at least; None: unknown."""
    if pattern is Pattern.SCHEDULE and therapy.administrations:
        return _covered(case, therapy, amounts=amounts)
    bodies = body(case)

    def enough(dose: Taken, now: Body) -> bool | None:
        return any_of(_line_meets(dose, least, now=now, pattern=pattern) for least in amounts)

    return taken(therapy).join(bodies, enough)


def taken_at_all(
    case: Case, therapy: Therapy, *, amounts: tuple[Amount, ...], pattern: Pattern
) -> Timeline[bool | None]:
    """For every day, whether the drug was taken, however much of it; None: unknown. What is given at intervals is taken
    until the interval of the last dose has passed."""
    if pattern is not Pattern.SCHEDULE or not therapy.administrations:
        return taken(therapy).map(lambda dose: None if dose.amount is None else dose.amount > 0)
    steps: dict[date, bool | None] = {}
    for given in therapy.administrations:
        if given.amount != 0:
            steps = {day: value for day, value in steps.items() if day < given.on}
            interval = _interval_reached(case, given, amounts=amounts) or usual_interval(therapy, amounts)
            steps |= {given.on: True, shift(given.on, interval): False}
    return Timeline.of(False, steps.items())


def usual_interval(therapy: Therapy, amounts: tuple[Amount, ...]) -> int:
    """Days between two doses: what is injected weekly may be infused every four weeks."""
    intervals = [amount.days for amount in amounts]
    return min(intervals) if therapy.route == "subcutaneous" else max(intervals)


def _interval_reached(case: Case, given: Administration, *, amounts: tuple[Amount, ...]) -> int:
    """The longest interval for which it is, or may be, enough; 0: none."""
    return max(
        (days for days, answer in _answers(case, given, amounts=amounts).items() if answer is not False), default=0
    )


def _answers(case: Case, given: Administration, *, amounts: tuple[Amount, ...]) -> dict[int, bool | None]:
    """By interval, whether it is enough for it."""
    now = body(case).at(given.on)
    return {least.days: meets(given.amount, given.unit, least=least, body=now) for least in amounts}


def _line_meets(dose: Taken, least: Amount, *, now: Body, pattern: Pattern) -> bool | None:
    if pattern is Pattern.SCHEDULE:
        often_enough = dose.days <= least.days + SCHEDULE_GRACE_DAYS
        each = meets(dose.amount, dose.unit, least=least, body=now)
        return each if often_enough or dose.amount is None else False
    per_day = None if dose.amount is None else dose.amount / dose.days
    return meets(per_day, dose.unit, least=least._replace(value=least.value / least.days), body=now)


def _covered(case: Case, therapy: Therapy, *, amounts: tuple[Amount, ...]) -> Timeline[bool | None]:
    """Each infusion or injection that is enough covers its interval; where several amounts would do, the longest."""
    steps: dict[date, bool | None] = {}
    for given in therapy.administrations:
        days = _interval_reached(case, given, amounts=amounts)
        steps = {day: value for day, value in steps.items() if day < given.on}
        steps[given.on] = any_of(_answers(case, given, amounts=amounts).values())
        if days:
            steps[shift(given.on, days + SCHEDULE_GRACE_DAYS)] = False
    if therapy.stopped_on:
        stop = therapy.stopped_on.earliest
        steps = {day: value for day, value in steps.items() if day < stop} | {stop: False}
    return Timeline.of(False, steps.items())
