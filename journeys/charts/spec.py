"""The journey chart as one Vega-Lite spec: panels under each other, one shared time axis.

The spec is a plain dict without a width of its own: `sized` sets it, for a phone or a desk, on the server or in the
browser.
"""

from __future__ import annotations

from datetime import date

from journeys.charts.drawing import INK, SOFT, Spec, layer
from journeys.charts.lane_panels import events_panel, treatments_panel
from journeys.charts.measures import panels_of
from journeys.charts.series import Series
from journeys.charts.value_panels import measure_panel, symptoms_panel

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDE, NARROW = 720, 292  # px


def spec(drawn: Series) -> Spec:
    """The whole chart; panels without data are left out. Needs `sized` before it is rendered."""
    panels = [
        *([treatments_panel(drawn)] if drawn.lanes else []),
        *([events_panel(drawn)] if drawn.events else []),
        *(measure_panel(measure, drawn) for measure in panels_of(drawn.measures)),
        *([symptoms_panel(drawn)] if drawn.symptoms else []),
    ]
    for index, panel in enumerate(panels):
        panel["layer"].insert(0, _edges(drawn) | {"name": f"panel_{index}"})
        _put_on_time(panel, _time(first=index == 0, last=index == len(panels) - 1))
    return {
        "$schema": SCHEMA,
        "description": "Treatments, events, tests and symptoms on one time line. The table holds the same data.",
        "background": "transparent",
        "padding": {"left": 2, "right": 6, "top": 4, "bottom": 4},
        "spacing": 18,
        "vconcat": panels,
        "resolve": {"scale": {"x": "shared"}},
        "config": _config(),
    }


def sized(unsized: Spec, width: int) -> Spec:
    """The spec for a plot ``width`` px wide."""
    config = unsized["config"] | {"view": unsized["config"]["view"] | {"continuousWidth": width}}
    return unsized | {"config": config, "params": [{"name": "plot_width", "value": width}]}


def _config() -> Spec:
    return {
        "aria": False,  # the figure has its own name, and the table its values: "low: 0.97" would help nobody
        "font": "system-ui, 'Liberation Sans', Arial, sans-serif",
        "view": {"stroke": None},
        "axis": {
            "labelColor": SOFT,
            "labelFontSize": 11,
            "titleColor": SOFT,
            "domain": False,
            "tickColor": "var(--chart-grid)",
            "gridColor": "var(--chart-grid)",
        },
        "axisY": {"minExtent": 30, "maxExtent": 30, "title": None, "tickCount": 3, "ticks": False},
        "title": {
            "anchor": "start",
            "frame": "group",
            "color": INK,
            "fontSize": 13,
            "fontWeight": 650,
            "subtitleColor": SOFT,
            "subtitleFontSize": 11.5,
            "offset": 6,
        },
        "text": {"fontSize": 11, "color": INK},
    }


def _edges(drawn: Series) -> Spec:
    """Two unseen marks that stretch the time axis a little beyond the first day and the last, so that no mark is cut.

    Not an explicit domain: with intervals (x2) Vega-Lite takes that for a second one, and warns.
    """
    margin = 1 + (drawn.end - drawn.start).days // 80
    days = drawn.start.toordinal() - margin, drawn.end.toordinal() + margin
    values = [{"on": date.fromordinal(max(day, date.min.toordinal())).isoformat()} for day in days]
    encoding = {"x": {"field": "on"}, "y": {"value": 0}}
    return layer(values, {"type": "tick", "color": SOFT, "opacity": 0}, encoding)


def _put_on_time(panel: Spec, time: Spec) -> None:
    for each in panel["layer"]:
        x = each["encoding"]["x"]
        each["encoding"]["x"] = time | x if "field" in x else x


def _time(*, first: bool, last: bool) -> Spec:
    """In UTC for every browser: days carry no time zone, and a scale in local time would shift them."""
    axis = {
        "orient": "top" if first and not last else "bottom",
        "labels": first or last,
        "ticks": first or last,
        "title": None,
        "labelOverlap": "greedy",
        "labelSeparation": 10,
        "labelFlush": True,
        "tickCount": {"expr": "plot_width / 96"},
    }
    return {"type": "temporal", "scale": {"type": "utc", "nice": False}, "axis": axis}
