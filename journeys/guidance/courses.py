"""Treatments given as a course: a fixed number of infusions, then time (clinical.md 3.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from journeys.guidance.case import Case
from journeys.guidance.doses import any_of, body, drug_of, meets
from journeys.guidance.journey import Administration, Therapy
from journeys.guidance.usual_doses import Amount

_FULL = Amount(1000, "mg")
_BY_SURFACE = Amount(375, "mg/m2")
_EURO_LUPUS = Amount(500, "mg")
_MONTHLY = Amount(500, "mg/m2")
_WEEKLY_GAP = (5, 9)
_PAIR_GAP = (10, 21)
_FORTNIGHT_GAP = (10, 21)
_MONTH_GAP = (21, 42)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """``complete`` None: unknown, because a dose, a weight or the infusions' dates are. ``days``: first, last."""

    complete: bool | None
    given: int
    due: int
    days: tuple[date, date] | None = None


def course(case: Case, therapy: Therapy, *, since: date) -> Course:
    """The newest complete course of it among the infusions from ``since`` on; else how far it has got."""
    given = [entry for entry in therapy.administrations if entry.on >= since]
    if not therapy.administrations:
        return Course(complete=None, given=0, due=0)
    drug = drug_of(therapy)
    tried = [plan(case, given) for plan in _PLANS[drug.name if drug else ""]]
    order = {True: 2, None: 1, False: 0}
    return max(tried, key=lambda found: (order[found.complete], found.given / found.due))


def _series(amount: Amount, *, number: int, gap: tuple[int, int]) -> Callable[[Case, Sequence[Administration]], Course]:
    """``number`` infusions or more of at least that much, each within ``gap`` days of the one before."""

    def plan(case: Case, given: Sequence[Administration]) -> Course:
        best = Course(complete=False, given=_enough(case, given, amount=amount), due=number)
        for start in range(len(given)):
            chain = _chain(given[start:], gap)
            is_another = best.days is None or chain[-1].on > best.days[1]
            answer = _all_enough(case, chain, amount=amount) if len(chain) >= number and is_another else False
            if answer is not False:
                best = Course(complete=answer, given=number, due=number, days=(chain[0].on, chain[-1].on))
        return best

    return plan


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


def _enough(case: Case, given: Sequence[Administration], *, amount: Amount) -> int:
    return sum(_is_enough(case, entry, amount=amount) is True for entry in given)


def _all_enough(case: Case, given: Sequence[Administration], *, amount: Amount) -> bool | None:
    short = any_of(
        None if (answer := _is_enough(case, entry, amount=amount)) is None else not answer for entry in given
    )
    return None if short is None else not short


def _two_pairs(case: Case, given: Sequence[Administration]) -> Course:
    """Obinutuzumab: two infusions, and two more about half a year later."""
    due = 4
    for four in reversed(list(combinations(given[-8:], due))):
        pairs = [(second.on - first.on).days for first, second in (four[:2], four[2:])]
        half_year = (four[2].on - four[0].on).days
        fits = all(_PAIR_GAP[0] <= days <= _PAIR_GAP[1] for days in pairs) and 150 <= half_year <= 196
        if fits and (answer := _all_enough(case, four, amount=_FULL)) is not False:
            return Course(complete=answer, given=due, due=due, days=(four[0].on, four[-1].on))
    return Course(complete=False, given=_enough(case, given, amount=_FULL), due=due)


_PLANS = {
    "rituximab": (
        _series(_FULL, number=2, gap=_PAIR_GAP),
        _series(_BY_SURFACE, number=4, gap=_WEEKLY_GAP),
    ),
    "cyclophosphamide": (
        _series(_EURO_LUPUS, number=6, gap=_FORTNIGHT_GAP),
        _series(_MONTHLY, number=3, gap=_MONTH_GAP),
    ),
    "obinutuzumab": (_two_pairs,),
}
