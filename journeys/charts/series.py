"""From a `Journey` to what is drawn and listed: lanes of treatment, measures, events, symptoms.

One reading serves chart and table alike, so the two can't disagree. Nothing is interpolated: a line is drawn only
between neighbours that lie within two usual intervals of each other, and what was not recorded is not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from journeys.charts.events import Event, Pointer, events
from journeys.charts.measures import Measure, Point, measures, with_runs
from journeys.charts.treatments import Lane, lanes, within
from journeys.guidance.journey import CheckIn, Journey
from journeys.wording import OVERALL, number, symptom_short

SYMPTOM_INTERVAL = 7  # days; check-ins are weekly unless a patient chooses otherwise

# The one-question answer on the same scale as the symptoms (clinical.md 2.0, settled reading 13).
OVERALL_AS_NUMBER = {"none": 0, "mild": 2, "moderate": 5, "severe": 8, "very-severe": 10}


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Everything of one journey between two days, both inclusive."""

    start: date
    end: date
    lanes: tuple[Lane, ...]
    measures: tuple[Measure, ...]
    events: tuple[Event, ...]
    symptoms: tuple[Point, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.lanes or self.measures or self.events or self.symptoms)


def series(journey: Journey, *, on: date, since: date | None = None, pointers: Iterable[Pointer] = ()) -> Series:
    """The journey from ``since`` (None: from its first fact) to ``on``; ``pointers``: flags this reader may see."""
    symptoms = _a_day([point for entry in journey.check_ins if (point := _symptom(entry))])
    whole = Series(
        start=on,
        end=on,
        lanes=lanes(journey.therapies, on=on),
        measures=measures(journey),
        events=events(journey, pointers=pointers),
        symptoms=with_runs(symptoms, usual=SYMPTOM_INTERVAL),
    )
    return _between(whole, start=since or _first_day(whole), end=on)


def _symptom(entry: CheckIn) -> Point | None:
    """The strongest answer of one check-in, 0–10; None: nothing on that scale was answered."""
    scores = {name: float(value) for name, value in entry.symptoms.items() if not isinstance(value, bool)}
    if entry.overall in OVERALL_AS_NUMBER:
        scores["overall"] = OVERALL_AS_NUMBER[entry.overall]
    if not scores:
        return None
    name, value = max(scores.items(), key=lambda pair: pair[1])
    overall = f"Overall {OVERALL.get(entry.overall or '', '').lower()}"
    said = overall if name == "overall" else f"{symptom_short(name)} {number(value)}/10"
    later = entry.recorded_at is not None and entry.recorded_at.date() > entry.on
    return Point(on=entry.on, value=value, label=said, ref=entry.id, added_later=later)


def _a_day(points: Iterable[Point]) -> list[Point]:
    """The strongest of each day: a second check-in is no second day."""
    strongest: dict[date, Point] = {}
    for point in points:
        known = strongest.setdefault(point.on, point)
        strongest[point.on] = max(known, point, key=lambda one: one.value)
    return list(strongest.values())


def _first_day(whole: Series) -> date:
    days = [lane.begins for lane in whole.lanes if lane.begins != date.max]
    days += [measure.points[0].on for measure in whole.measures]
    days += [event.on for event in whole.events]
    days += [point.on for point in whole.symptoms[:1]]
    return min(days, default=whole.end)


def _between(whole: Series, *, start: date, end: date) -> Series:
    cut = (within(lane, start=start, end=end) for lane in whole.lanes)
    kept = (_measure_between(measure, start, end) for measure in whole.measures)
    return Series(
        start=start,
        end=end,
        lanes=tuple(lane for lane in cut if lane.steps or lane.given or lane.stops or lane.undated),
        measures=tuple(measure for measure in kept if measure.points),
        events=tuple(_event_between(event, start, end) for event in whole.events if _touches(event, start, end)),
        symptoms=tuple(point for point in whole.symptoms if start <= point.on <= end),
    )


def _measure_between(measure: Measure, start: date, end: date) -> Measure:
    return replace(measure, points=tuple(point for point in measure.points if start <= point.on <= end))


def _touches(event: Event, start: date, end: date) -> bool:
    return event.on <= end and (event.until or event.on) >= start


def _event_between(event: Event, start: date, end: date) -> Event:
    return replace(event, on=max(event.on, start), until=event.until and min(event.until, end))
