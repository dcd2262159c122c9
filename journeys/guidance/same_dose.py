"""Whether what is taken stayed as it was: no treatment of a day stopped, or went below 90 % of its dose, up to another.

A dose that was higher in between doesn't matter, one that was lower does, also where it was raised again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case, cite
from journeys.guidance.doses import Body, Taken, any_of, body, milligrams, taken
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import Therapy
from journeys.guidance.phrases import day
from journeys.guidance.regimen import is_immunosuppressant, start_day, treatments

# Products of binary fractions must not fall a hair short of a dose that they equal.
_HAIR = 1e-9


class Change(NamedTuple):
    """``lowered``: below the share of its dose, or stopped; None: unknown. ``says``: which, or what is missing."""

    therapy: Therapy
    lowered: bool | None
    says: str

    @property
    def evidence(self) -> Evidence:
        """Of one that stayed as it was."""
        start = self.therapy.started_on
        shows = f"{self.therapy.drug}: neither stopped nor lowered"
        return cite("therapies", self.therapy, on=start.earliest if start else None, shows=shows)


def changes(case: Case, since: date, until: date, *, share: float) -> tuple[Change, ...]:
    """Of each immunosuppressant of the day ``since``, up to the day before ``until``."""
    there = (therapy for therapy in treatments(case) if is_immunosuppressant(therapy) and _was_there(therapy, since))
    return tuple(_change(case, therapy, days=(since, until), share=share) for therapy in there)


def _was_there(therapy: Therapy, on: date) -> bool:
    start, stop = start_day(therapy), therapy.stopped_on
    return (start is None or start <= on) and (stop is None or stop.latest > on)


def _change(case: Case, therapy: Therapy, *, days: tuple[date, date], share: float) -> Change:
    since, until = days
    stop = therapy.stopped_on
    if stop and stop.earliest < until:
        return Change(therapy, True, f"{therapy.drug} was stopped")
    if therapy.stopped and stop is None:
        return Change(therapy, None, f"when {therapy.drug} was stopped")
    given = _given(therapy, since, until) if therapy.administrations and not therapy.doses else None
    doses = _lines(therapy, since, until) if given is None else given
    lowered = _is_lowered(doses, share=share, now=body(case).at(since))
    if lowered is None:
        return Change(therapy, None, f"dose of {therapy.drug} between {day(since)} and {day(until)}")
    return Change(therapy, lowered, f"{therapy.drug} went below its dose of {day(since)}")


def _lines(therapy: Therapy, since: date, until: date) -> list[Taken]:
    return [dose for _, dose in taken(therapy).spans(since, until)]


def _given(therapy: Therapy, since: date, until: date) -> list[Taken]:
    """The last infusion or injection before that time, and those in it. Late ones are for cf.adherence to see."""
    doses = [(given.on, Taken(given.amount, given.unit)) for given in therapy.administrations if given.on < until]
    before = [dose for on, dose in doses if on <= since]
    return [*before[-1:], *(dose for on, dose in doses if on > since)] if before else []


def _is_lowered(doses: list[Taken], *, share: float, now: Body) -> bool | None:
    if not doses:
        return None
    first, *later = (_per_day(dose, doses, now=now) for dose in doses)
    return any_of(None if first is None or dose is None else dose < share * first - _HAIR for dose in (first, *later))


def _per_day(dose: Taken, others: Iterable[Taken], *, now: Body) -> float | None:
    """In its own unit where all are in that one, else in mg of the day's weight."""
    if not dose.amount:
        return dose.amount
    one_unit = len({other.unit for other in others if other.amount}) == 1
    amount = dose.amount if one_unit else milligrams(dose.amount, dose.unit, body=now)
    return amount / dose.days if amount is not None else None
