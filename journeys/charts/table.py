"""The table twin: the same series in words, newest first, for readers who prefer or need it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from journeys.charts.measures import Measure, Point
from journeys.charts.series import Series
from journeys.charts.treatments import Lane, now_taking
from journeys.wording import day, limits, sentence_case


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One table: its caption, the words of its header, its rows of plain text."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Every cell with its column's words: a phone shows them beside the value."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


def table(drawn: Series) -> tuple[Section, ...]:
    """Every drawn and every undrawn value; empty sections are left out."""
    sections = (
        Section(caption="Treatments", columns=("Medicine", "Dose", "From", "Until"), rows=tuple(_treatments(drawn))),
        Section(caption="Events", columns=("Day", "What", "Kind"), rows=tuple(_events(drawn))),
        Section(caption="Tests and scores", columns=("Day", "Test", "Result", "Range", ""), rows=tuple(_tests(drawn))),
        Section(caption="Symptoms", columns=("Day", "Strongest (0 to 10)", ""), rows=tuple(_symptoms(drawn))),
    )
    return tuple(section for section in sections if section.rows)


def _treatments(drawn: Series) -> Iterable[tuple[str, ...]]:
    for lane in drawn.lanes:
        rows = [*_steps(lane), *_given(lane), *_stops(lane)]
        yield from (row for _, row in sorted(rows, key=lambda pair: pair[0], reverse=True))
        yield from ((lane.drug, "", course, "") for course in lane.undated)


def _steps(lane: Lane) -> Iterable[tuple[date, tuple[str, ...]]]:
    for step in lane.steps:
        until = "now" if step.ongoing else day(step.end)
        yield step.start, (lane.drug, step.label, day(step.start), until)


def _given(lane: Lane) -> Iterable[tuple[date, tuple[str, ...]]]:
    for one in lane.given:
        yield one.on, (lane.drug, one.label, day(one.on), "given that day")


def _stops(lane: Lane) -> Iterable[tuple[date, tuple[str, ...]]]:
    for stop in lane.stops:
        yield stop.on, (lane.drug, "stopped" + (f": {stop.reason}" if stop.reason else ""), day(stop.on), "")


def _events(drawn: Series) -> Iterable[tuple[str, ...]]:
    for event in sorted(drawn.events, key=lambda event: event.on, reverse=True):
        until = f", until {day(event.until)}" if event.until else ""
        yield day(event.on), event.long + until, event.lane


def _tests(drawn: Series) -> Iterable[tuple[str, ...]]:
    pairs = [(point, measure) for measure in drawn.measures for point in measure.points]
    for point, measure in sorted(pairs, key=lambda pair: pair[0].on, reverse=True):
        yield _test(point, measure)


def _test(point: Point, measure: Measure) -> tuple[str, ...]:
    known = limits(point.low, point.high)
    against = point.against if known else "no range given"
    return day(point.on), measure.label, point.label, f"{known} {measure.unit}" if known else "", against


def _symptoms(drawn: Series) -> Iterable[tuple[str, ...]]:
    for point in reversed(drawn.symptoms):
        yield day(point.on), point.label, "added later" if point.added_later else ""


def summary(drawn: Series) -> list[str]:
    """The chart in two or three sentences."""
    taking = now_taking(drawn.lanes)
    said = [f"Now: {'; '.join(taking)}." if taking else "No medicine is recorded as taken now."]
    said += [_latest(measure) for measure in drawn.measures[:2]]
    flares = sum(event.lane == "Flares" for event in drawn.events)
    counts = f"{_count(flares, 'flare')} and {_checked_in(len(drawn.symptoms))} since {day(drawn.start)}."
    said.append(sentence_case(counts))
    return said


def _latest(measure: Measure) -> str:
    values = [point.value for point in measure.points]
    last = measure.points[-1]
    spread = f", between {min(values):.4g} and {max(values):.4g} in this time" if len(values) > 1 else ""
    return f"{measure.label}: last {last.value:.4g} {measure.unit} on {day(last.on)}, {last.against}{spread}."


def _checked_in(days: int) -> str:
    return f"check-ins on {_count(days, 'day')}" if days else "no check-ins"


def _count(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}" if count else f"no {what}s"
