"""Blood and urine tests and clinicians' scores as series: one measure for each test and unit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from statistics import median

from journeys.guidance.analytes import ANALYTES
from journeys.guidance.journey import LUPUS, PEMPHIGUS, TAKAYASU, Journey, Lab
from journeys.guidance.units import UnitError, canonical
from journeys.wording import against_limits, instrument, number, sentence_case, spoken, unit_words

GAP = 2  # a line bridges at most this many usual intervals
SHOWN = 4  # more panels than this and nobody sees one; the others are in the table

FIRST: dict[str, tuple[str, ...]] = {
    TAKAYASU: ("crp", "esr", "itas2010", "pga-0-10"),
    LUPUS: ("upcr", "sledai-2k", "selena-sledai", "anti-dsdna", "c3", "creatinine"),
    PEMPHIGUS: ("new-lesions", "pdai-activity", "dsg3", "dsg1", "absis"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value on one day. ``low``/``high``: the laboratory's limits in the same unit; ``as_reported``: as printed."""

    on: date
    value: float
    label: str
    ref: str
    low: float | None = None
    high: float | None = None
    added_later: bool = False
    run: int = 0

    @property
    def against(self) -> str:
        return against_limits(self.value, self.low, self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    name: str
    label: str
    unit: str
    points: tuple[Point, ...]
    list: str = "labs"

    @property
    def short(self) -> str:
        """The abbreviation that the label carries, "CRP", else the label: a phone has room for no more."""
        found = re.search(r"\(([A-Z0-9]+)\)", self.label)
        return found[1] if found else self.label


def measures(journey: Journey) -> tuple[Measure, ...]:
    """Every numeric measure, those that the patient's conditions are followed by first, then the fullest."""
    found = [*_lab_measures(journey.labs), *_score_measures(journey), *_lesion_measures(journey)]
    first = [name for condition in journey.conditions for name in FIRST.get(condition.condition, ())]

    def order(measure: Measure) -> tuple[int, int, str]:
        rank = first.index(measure.name) if measure.name in first else len(first)
        return rank, -len(measure.points), measure.label

    return tuple(sorted(found, key=order))


def panels_of(ordered: Sequence[Measure]) -> list[Measure]:
    """The measures that get a panel: those with a course to show. All others are in the table."""
    return [one for one in ordered if len(one.points) > 1][:SHOWN]


def _lab_measures(labs: Iterable[Lab]) -> list[Measure]:
    grouped: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for lab in labs:
        if lab.value is not None:
            unit = unit_words(lab.canonical_unit or lab.unit)
            grouped[lab.analyte, unit].append(_lab_point(lab, lab.value))
    return [
        Measure(name=analyte, label=analyte_label(analyte), unit=unit, points=with_runs(points))
        for (analyte, unit), points in grouped.items()
    ]


def analyte_label(analyte: str) -> str:
    known = ANALYTES.get(analyte)
    return known.label if known else sentence_case(spoken(analyte))


def _lab_point(lab: Lab, reported: float) -> Point:
    value = reported if lab.canonical_value is None else lab.canonical_value
    return Point(
        on=lab.collected_on,
        value=value,
        label=f"{lab.comparator or ''}{number(reported)} {unit_words(lab.unit)}".strip(),
        ref=lab.id,
        low=_limit(lab, lab.lower_limit),
        high=_limit(lab, lab.upper_limit),
    )


def _limit(lab: Lab, limit: float | None) -> float | None:
    """The laboratory's limit in the unit that the value is drawn in."""
    if limit is None or lab.canonical_value is None or lab.unit is None:
        return limit
    try:
        converted = canonical(lab.analyte, limit, lab.unit)
    except UnitError:
        return None
    return converted[0] if converted else limit


def _score_measures(journey: Journey) -> list[Measure]:
    grouped: dict[str, list[Point]] = defaultdict(list)
    for score in journey.assessments:
        label = f"{number(score.value)} points"
        grouped[score.instrument].append(Point(on=score.on, value=score.value, label=label, ref=score.id))
    return [
        Measure(name=name, label=instrument(name), unit="points", points=with_runs(points), list="assessments")
        for name, points in grouped.items()
    ]


def _lesion_measures(journey: Journey) -> list[Measure]:
    points = [
        Point(on=entry.on, value=lesions.new, label=f"{lesions.new} in {lesions.days} days", ref=entry.id)
        for entry in journey.check_ins
        if (lesions := entry.lesions) and lesions.new is not None
    ]
    measure = Measure(name="new-lesions", label="New sores", unit="", points=with_runs(points), list="check_ins")
    return [measure] if points else []


def with_runs(points: Sequence[Point], *, usual: float | None = None) -> tuple[Point, ...]:
    """Points in date order, each with the number of its unbroken run.

    A run ends where the next value is more than two usual intervals away; the usual interval is the median of the
    measure's own, or ``usual`` days.
    """
    ordered = sorted(points, key=lambda point: (point.on, point.ref))
    steps = [(after.on - before.on).days for before, after in pairwise(ordered)]
    bridge = GAP * (usual or (median(steps) if steps else 0))
    run = 0
    numbered: list[Point] = []
    for index, point in enumerate(ordered):
        run += bool(index) and steps[index - 1] > bridge
        numbered.append(replace(point, run=run))
    return tuple(numbered)
