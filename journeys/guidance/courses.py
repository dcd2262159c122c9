"""Treatments given as a course: a fixed number of infusions, then time (clinical.md 3.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from journeys.guidance.case import Case
from journeys.guidance.doses import any_of, body, drug_of, meets
from journeys.guidance.journey import Administration, Therapy
from journeys.guidance.phrases import count
from journeys.guidance.usual_doses import EURO_LUPUS_PARTIAL, IVIG_CYCLES, Amount, Use


@dataclass(frozen=True, slots=True)
class Series:
    """``number`` infusions or more of at least ``amount``, each within ``gap`` days of the one before."""

    amount: Amount
    number: int
    gap: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """``complete`` None: unknown, because a dose, a weight or the infusions' dates are. ``days``: first, last.

    ``each``: what is counted. ``is_euro_lupus``: six small infusions, which the table judges by a line of their own.
    """

    complete: bool | None
    given: int
    due: int
    days: tuple[date, date] | None = None
    each: str = "infusion"
    is_euro_lupus: bool = False

    @property
    def is_partial(self) -> bool:
        return self.is_euro_lupus and not self.complete and self.given >= EURO_LUPUS_PARTIAL

    @property
    def shortfall(self) -> str:
        """Of an incomplete one: ``1 of 2 infusions of a complete course``."""
        if self.given >= self.due:
            return f"{count(self.given, self.each)}, too close together or too far apart for a complete course"
        return f"{self.given} of {count(self.due, self.each)} of a complete course"


_FULL = Amount(1000, "mg")
IVIG_CYCLE = Amount(1600, "mg/kg")
IVIG_CYCLE_DAYS = 5
"""A cycle of immunoglobulins is given within so many days."""
_PAIR_GAP = (10, 21)
ONE_COURSE_DAYS = _PAIR_GAP[1]
"""Infusions of rituximab that lie no further apart belong to one course, weekly ones too."""
_MONTH_GAP = (21, 42)
_EURO_LUPUS = Series(Amount(500, "mg"), number=6, gap=(10, 21))

SERIES: Mapping[str, tuple[Series, ...]] = {
    "rituximab": (
        Series(_FULL, number=2, gap=_PAIR_GAP),
        Series(Amount(375, "mg/m2"), number=4, gap=(5, 9)),
    ),
    "cyclophosphamide": (Series(Amount(500, "mg/m2"), number=3, gap=_MONTH_GAP), _EURO_LUPUS),
}


def course(case: Case, therapy: Therapy, *, since: date, use: Use) -> Course:
    """The newest complete course of it among the infusions from ``since`` on; else how far it has got."""
    given = given_since(therapy, since)
    if not therapy.administrations:
        return Course(complete=None, given=0, due=0)
    drug = drug_of(therapy)
    tried = _tried(case, given, drug=drug.name if drug else "", use=use)
    order = {True: 2, None: 1, False: 0}
    return max(tried, key=lambda found: (order[found.complete], found.given / found.due, -abs(found.due - len(given))))


def given_since(therapy: Therapy, since: date) -> list[Administration]:
    """What was given from that day on. Of rituximab, where the day falls between two infusions of one course, the
    earlier ones too: such a course takes two to three weeks, and is judged whole."""
    given = [entry for entry in therapy.administrations if entry.amount != 0]
    first = next((place for place, entry in enumerate(given) if entry.on >= since), len(given))
    drug = drug_of(therapy)
    if drug is None or drug.name != "rituximab":
        return given[first:]
    while 0 < first < len(given) and (given[first].on - given[first - 1].on).days <= ONE_COURSE_DAYS:
        first -= 1
    return given[first:]


def _tried(case: Case, given: Sequence[Administration], *, drug: str, use: Use) -> list[Course]:
    if drug == "obinutuzumab":
        return [_two_pairs(case, given)]
    if drug == "ivig":
        monthly = Series(IVIG_CYCLE, number=IVIG_CYCLES[use], gap=_MONTH_GAP)
        return [replace(_read(case, _cycles(given), series=monthly), each="cycle")]
    return [_read(case, given, series=series) for series in SERIES[drug]]


def _read(case: Case, given: Sequence[Administration], *, series: Series) -> Course:
    """An infusion that is surely too little is none of the series."""
    answers = {entry.id: _is_enough(case, entry, amount=series.amount) for entry in given}
    counted = [entry for entry in given if answers[entry.id] is not False]
    best = Course(
        complete=False,
        given=sum(answer is True for answer in answers.values()),
        due=series.number,
        is_euro_lupus=series is _EURO_LUPUS,
    )
    for start in range(len(counted)):
        chain = _chain(counted[start:], series.gap)
        if len(chain) >= series.number and (best.days is None or chain[-1].on > best.days[1]):
            known = all(answers[entry.id] for entry in chain)
            days = chain[0].on, chain[-1].on
            best = replace(best, complete=known or None, given=series.number, days=days)
    return best


def _chain(given: Sequence[Administration], gap: tuple[int, int]) -> list[Administration]:
    """From the first one on, each within the gap; what comes too soon is passed over, what comes too late ends it."""
    chain = list(given[:1])
    for entry in given[1:]:
        days = (entry.on - chain[-1].on).days
        if days > gap[1]:
            break
        chain += [entry] if days >= gap[0] else []
    return chain


def _is_enough(case: Case, entry: Administration, *, amount: Amount) -> bool | None:
    return meets(entry.amount, entry.unit, least=amount, body=body(case).at(entry.on))


def _cycles(given: Sequence[Administration]) -> list[Administration]:
    """What was infused within five days as one, on the first of them; several units make its amount unknown."""
    cycles: list[Administration] = []
    for entry in given:
        if cycles and (entry.on - cycles[-1].on).days < IVIG_CYCLE_DAYS:
            cycles[-1] = replace(cycles[-1], amount=_sum(cycles[-1], entry))
        else:
            cycles.append(entry)
    return cycles


def _sum(one: Administration, other: Administration) -> float | None:
    if one.amount is None or other.amount is None or one.unit != other.unit:
        return None
    return one.amount + other.amount


def _two_pairs(case: Case, given: Sequence[Administration]) -> Course:
    """Obinutuzumab: two infusions, and two more about half a year later."""
    due = 4
    answers = {entry.id: _is_enough(case, entry, amount=_FULL) for entry in given}
    for four in reversed(list(combinations(given[-8:], due))):
        pairs = [(second.on - first.on).days for first, second in (four[:2], four[2:])]
        half_year = (four[2].on - four[0].on).days
        fits = all(_PAIR_GAP[0] <= days <= _PAIR_GAP[1] for days in pairs) and 150 <= half_year <= 196
        short = any_of(None if (answer := answers[entry.id]) is None else not answer for entry in four)
        if fits and short is not True:
            complete = None if short is None else True
            return Course(complete=complete, given=due, due=due, days=(four[0].on, four[-1].on))
    return Course(complete=False, given=sum(answer is True for answer in answers.values()), due=due)
