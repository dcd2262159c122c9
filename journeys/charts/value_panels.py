"""The panels with a scale: one for each test or score, with the laboratory's range, and one for symptoms."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from journeys.charts.drawing import CARD, Spec, layer, with_data
from journeys.charts.measures import Measure, Point
from journeys.charts.series import Series
from journeys.wording import day, limits, number

PANEL = 84  # px
IN_RANGE, OUT_OF_RANGE = "circle", "diamond"


def measure_panel(measure: Measure, drawn: Series) -> Spec:
    rows = [_point_row(measure, point) for point in measure.points]
    tops = [max(point.value, 1.3 * (point.high or point.low or 0)) for point in measure.points]
    y = _scale(0, round(1.08 * max(tops), 2) or 1)
    last = measure.points[-1]
    return {
        "title": {
            "text": f"{measure.short}: {number(last.value)} {measure.unit}".strip(),
            "subtitle": _last_words(last),
        },
        "height": PANEL,
        "layer": with_data([_ranges(measure, drawn, y), *_line_and_points(rows, y, "var(--chart-line)")]),
    }


def _scale(low: float, high: float) -> Spec:
    return {"field": "value", "type": "quantitative", "scale": {"domain": [low, high], "nice": False}}


def _last_words(last: Point) -> str:
    known = limits(last.low, last.high)
    against = f", {last.against} ({known})" if known else ""
    return f"On {day(last.on)}{against}"


def _point_row(measure: Measure, point: Point) -> Spec:
    return {
        "on": point.on.isoformat(),
        "value": point.value,
        "run": point.run,
        "shape": OUT_OF_RANGE if point.against in ("above the range", "below the range") else IN_RANGE,
        "filled": not point.added_later,
        "tip": f"{measure.label}: {point.label}, {day(point.on)}, {point.against}",
    }


def _line_and_points(rows: list[Spec], y: Spec, colour: str) -> list[Spec]:
    place = {"x": {"field": "on"}, "y": y}
    shape = {"field": "shape", "type": "nominal", "scale": None}
    fill = {"condition": {"test": "datum.filled", "value": colour}, "value": CARD}
    line = {"type": "line", "color": colour, "strokeWidth": 1.5}
    point = {"type": "point", "size": 64, "stroke": colour, "strokeWidth": 1.8, "opacity": 1}
    return [
        layer(rows, line, place | {"detail": {"field": "run"}}),
        layer(rows, point, place | {"shape": shape, "fill": fill, "tooltip": {"field": "tip"}}),
    ]


def _ranges(measure: Measure, drawn: Series, y: Spec) -> Spec:
    x = {"x": {"field": "on"}, "x2": {"field": "until"}}
    bounds = {"y": y | {"field": "low"}, "y2": {"field": "high"}}
    mark = {"type": "rect", "fill": "var(--chart-range)", "stroke": None}
    return layer(list(_range_rows(measure, drawn, y["scale"]["domain"])), mark, x | bounds)


def _range_rows(measure: Measure, drawn: Series, domain: list[float]) -> Iterable[Spec]:
    """The range that the laboratory gave with a result holds until its next result; no range: nothing is drawn."""
    ends = [after.on for _, after in pairwise(measure.points)] + [drawn.end]
    for point, until in zip(measure.points, ends, strict=True):
        if point.low is not None or point.high is not None:
            yield {
                "on": point.on.isoformat(),
                "until": until.isoformat(),
                "low": domain[0] if point.low is None else point.low,
                "high": domain[1] if point.high is None else point.high,
            }


def symptoms_panel(drawn: Series) -> Spec:
    rows = [
        {
            "on": point.on.isoformat(),
            "value": point.value,
            "run": point.run,
            "shape": IN_RANGE,
            "filled": not point.added_later,
            "tip": f"Strongest on {day(point.on)}: {point.label}" + (", added later" if point.added_later else ""),
        }
        for point in drawn.symptoms
    ]
    last = drawn.symptoms[-1]
    return {
        "title": {"text": "Strongest symptom, 0 to 10", "subtitle": f"On {day(last.on)}: {number(last.value)} of 10"},
        "height": PANEL,
        "layer": _line_and_points(rows, _scale(0, 10), "var(--chart-symptom)"),
    }
