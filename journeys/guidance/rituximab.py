"""The newest course of rituximab of the present regimen, and whether it emptied the blood of B cells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case, cite, labs, once
from journeys.guidance.courses import course, given_since
from journeys.guidance.doses import drug_of
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import Administration, Lab, Therapy
from journeys.guidance.markers import below
from journeys.guidance.phrases import day
from journeys.guidance.regimen import is_stopped, regimen_start, start_day, t0, treatments
from journeys.guidance.rule import Verdict, cannot_assess, not_fired
from journeys.guidance.usual_doses import Use


class Infused(NamedTuple):
    """A course from its first to its last infusion so far. ``complete`` None: a dose, or what it is judged by, is
    unknown. ``shortfall``: how far an incomplete one has got."""

    therapy: Therapy
    first: date
    last: date
    complete: bool | None
    shortfall: str

    @property
    def evidence(self) -> Evidence:
        shows = f"{self.therapy.drug} infusions from {day(self.first)} to {day(self.last)}"
        return cite("therapies", self.therapy, on=self.first, shows=shows)


def infused_since(case: Case, earliest: int) -> Infused | Verdict:
    """The newest course, if its first infusion lies at least ``earliest`` days back; else the verdict in its place."""
    if not treatments(case):
        return cannot_assess(
            "No treatment of pemphigus is recorded.", missing=("treatments, and dates of rituximab infusions",)
        )
    if not _rituximab(case):
        return not_fired("Not applicable: no rituximab is recorded in the present treatment.")
    found = newest_course(case)
    if found is None:
        return cannot_assess("The days of the rituximab infusions aren't recorded.", missing=("infusion dates",))
    if not case.clock.at_least(earliest, since=found.first):
        days = (case.on - found.first).days
        return not_fired(f"Too early: day {days} after the first infusion of rituximab, judged from day {earliest}.")
    return found


@once
def newest_course(case: Case) -> Infused | None:
    """The newest complete one, or else all infusions of the regimen; None: none bears a day."""
    found = [_infused(case, therapy) for therapy in _rituximab(case)]
    return max((one for one in found if one), key=lambda one: (one.first, one.therapy.id), default=None)


@once
def _rituximab(case: Case) -> tuple[Therapy, ...]:
    """Given in the present regimen, or perhaps: nobody wrote down when it was infused."""
    return tuple(
        therapy
        for therapy in treatments(case)
        if (drug := drug_of(therapy)) is not None
        if drug.name == "rituximab" and (_given(case, therapy) or _without_days(case, therapy))
    )


def _without_days(case: Case, therapy: Therapy) -> bool:
    start, began = start_day(therapy), t0(case)
    within = start is None or began is None or start >= began
    return not therapy.administrations and (within or not is_stopped(therapy))


def _given(case: Case, therapy: Therapy) -> Sequence[Administration]:
    return given_since(therapy, _since(case, therapy))


def _since(case: Case, therapy: Therapy) -> date:
    """t0; where this very treatment made it, and its start is known only in part, the first day that it can mean:
    the infusions bear their own days."""
    start = regimen_start(case)
    if start is None:
        return date.min
    own = start.therapy.id == therapy.id and start.how == "started"
    return therapy.started_on.earliest if own and therapy.started_on else start.on


def _infused(case: Case, therapy: Therapy) -> Infused | None:
    given = _given(case, therapy)
    if not given:
        return None
    found = course(case, therapy, since=given[0].on, use=Use.PEMPHIGUS)
    first, last = found.days or (given[0].on, given[-1].on)
    return Infused(therapy, first=first, last=last, complete=found.complete, shortfall=found.shortfall)


def not_depleted(case: Case, infused: Infused, *, until: date, limit: float) -> Lab | None:
    """The lowest CD19 count after the last infusion, up to a day, if it stayed at or above ``limit`` (10*6/L) in every
    sample; None: there is none, or B cells were gone, or may have been."""
    counts = [
        lab for lab in labs(case, "cd19") if lab.canonical_unit == "10*6/L" and infused.last < lab.collected_on <= until
    ]
    known = [lab for lab in counts if below(lab, lab.canonical_value, limit=limit) is False]
    gone = any(below(lab, lab.canonical_value, limit=limit) for lab in counts)
    return None if gone else min(known, key=lambda lab: (lab.canonical_value or 0, lab.id), default=None)
