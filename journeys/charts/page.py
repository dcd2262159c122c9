"""What a page needs to show the chart: drawing for desk and phone, spec for the browser, table, summary, ranges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.safestring import SafeString

from journeys.charts.bundle import is_built
from journeys.charts.drawing import Spec
from journeys.charts.events import Pointer
from journeys.charts.series import series
from journeys.charts.spec import NARROW, WIDE, sized, spec
from journeys.charts.svg import svg
from journeys.charts.table import Section, summary, table
from journeys.guidance.journey import Journey

RANGES = {"3m": ("3 months", 91), "1y": ("1 year", 365), "3y": ("3 years", 1095), "all": ("All", None)}
USUAL = "3y"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPage:
    """Ready for `components/journey_chart.html`; ``ranges``: key, words, whether it is the one shown."""

    wide: SafeString | None
    narrow: SafeString | None
    spec: Spec
    sections: tuple[Section, ...]
    summary: list[str]
    ranges: tuple[tuple[str, str, bool], ...]
    is_interactive: bool


def chart_page(journey: Journey, *, on: date, asked: str = "", pointers: Iterable[Pointer] = ()) -> ChartPage:
    """``asked``: one of `RANGES`; anything else is the usual range."""
    key = asked if asked in RANGES else USUAL
    days = RANGES[key][1]
    whole = series(journey, on=on, pointers=pointers)
    drawn = whole
    if days is not None and whole.start < on - timedelta(days=days):
        drawn = series(journey, on=on, since=on - timedelta(days=days), pointers=pointers)
    unsized = spec(drawn)
    empty = drawn.is_empty
    return ChartPage(
        wide=None if empty else svg(unsized, WIDE),
        narrow=None if empty else svg(unsized, NARROW),
        spec=sized(unsized, WIDE),
        sections=table(drawn),
        summary=summary(drawn),
        ranges=tuple((name, words, name == key) for name, (words, _) in RANGES.items()),
        is_interactive=is_built(),
    )
