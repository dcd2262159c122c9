"""The lanes: treatments as dose-stepped bars, and events on a day or over a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from journeys.charts.drawing import (
    CARD,
    EVENT,
    FITS,
    FITS_BEFORE,
    FLAG,
    INK,
    SOFT,
    Spec,
    label_if,
    lane_names,
    layer,
    row_on,
    share_of,
    with_data,
)
from journeys.charts.events import LANES, POINTS, Event
from journeys.charts.series import Series
from journeys.charts.treatments import Lane
from journeys.wording import day

LANE, EVENT_LANE = 58, 40  # px


def treatments_panel(drawn: Series) -> Spec:
    count = len(drawn.lanes)
    steps = [row for index, lane in enumerate(drawn.lanes) for row in _steps(lane, index, drawn)]
    given = [row for index, lane in enumerate(drawn.lanes) for row in _given(lane, index, drawn)]
    stops = [_stop_row(stop.on, stop.reason, index) for index, lane in enumerate(drawn.lanes) for stop in lane.stops]
    x = {"x": {"field": "on"}, "y": row_on("low", count)}
    bar = x | {"x2": {"field": "until"}, "y2": {"field": "high"}, "tooltip": {"field": "tip"}}
    known = {"type": "rect", "fill": "var(--chart-therapy)", "stroke": CARD, "strokeWidth": 1}
    unknown = {"type": "rect", "fill": CARD, "stroke": "var(--chart-therapy-edge)", "strokeDash": [4, 3]}
    label = x | {"y": row_on("high", count)} | label_if(FITS)
    tick = {"type": "point", "shape": "circle", "size": 46, "filled": True, "color": "var(--chart-therapy-edge)"}
    stop = {"type": "point", "shape": "cross", "size": 70, "angle": 45, "filled": True, "color": INK}
    text = {"type": "text", "align": "left", "baseline": "bottom", "dy": -3, "dx": 1, "color": SOFT}
    layers = [
        layer([row for row in steps if row["known"]], known, bar),
        layer([row for row in steps if not row["known"]], unknown, bar),
        layer(given, tick, x | {"tooltip": {"field": "tip"}}),
        layer([*steps, *given], text, label),
        layer(stops, stop, x | {"tooltip": {"field": "tip"}}),
        lane_names([lane.drug for lane in drawn.lanes]),
    ]
    return {"title": "Treatments", "height": LANE * count, "layer": with_data(layers)}


def _steps(lane: Lane, index: int, drawn: Series) -> Iterable[Spec]:
    share = share_of(drawn)
    for step in lane.steps:
        height = 0.4 if step.height is None else step.height
        bottom = index + 0.97
        until = "now" if step.ongoing else day(step.end)
        yield {
            "on": step.start.isoformat(),
            "until": step.end.isoformat(),
            "low": bottom,
            "high": bottom - (max(0.45 * height, 0.06) if height else 0.03),
            "label": step.label,
            "room": share(step.start, step.end),
            "known": step.height is not None,
            "tip": f"{lane.drug}: {step.label}, {day(step.start)} to {until}",
        }


def _given(lane: Lane, index: int, drawn: Series) -> Iterable[Spec]:
    share = share_of(drawn)
    ends = [one.on for one in lane.given[1:]] + [drawn.end]
    before = ""
    for one, until in zip(lane.given, ends, strict=False):
        yield {
            "on": one.on.isoformat(),
            "low": index + 0.8,
            "high": index + 0.66,
            "label": one.label if one.label != before else "",
            "room": share(one.on, until) if one.label == before else share(one.on, drawn.end),
            "tip": f"{lane.drug}: {one.label} given on {day(one.on)}",
        }
        before = one.label


def _stop_row(on: date, reason: str, index: int) -> Spec:
    tip = f"Stopped {day(on)}" + (f": {reason}" if reason else "")
    return {"on": on.isoformat(), "low": index + 0.8, "tip": tip}


def events_panel(drawn: Series) -> Spec:
    names = [lane for lane in LANES if any(event.lane == lane for event in drawn.events)]
    rows = [row for index, name in enumerate(names) for row in _event_rows(drawn, name, index)]
    count = len(names)
    place = {"x": {"field": "on"}, "y": row_on("row", count)}
    tip = {"tooltip": {"field": "tip"}}
    spans = [row for row in rows if row["until"]]
    span = {"type": "rule", "strokeWidth": 5, "strokeCap": "round", "opacity": 0.45}
    shape = {"field": "shape", "type": "nominal", "scale": None}
    is_flag = {"test": f"datum.lane === '{POINTS}'", "value": FLAG}
    fill = {"condition": [is_flag, {"test": "datum.filled", "value": EVENT}], "value": CARD}
    colour = {"condition": is_flag, "value": EVENT}
    point = {"type": "point", "size": 90, "strokeWidth": 2, "opacity": 1}
    text = {"type": "text", "align": "left", "baseline": "middle", "dx": 9}
    layers = [
        layer(spans, span, place | {"x2": {"field": "until"}, "color": colour} | tip),
        layer(rows, point, place | {"shape": shape, "stroke": colour, "fill": fill} | tip),
        layer(rows, text, place | {"x": {"field": "ends"}} | label_if(FITS)),
        layer(rows, text | {"align": "right", "dx": -9}, place | label_if(FITS_BEFORE)),
        lane_names(names),
    ]
    return {"title": "Events", "height": EVENT_LANE * count, "layer": with_data(layers)}


def _event_rows(drawn: Series, lane: str, index: int) -> Iterable[Spec]:
    share = share_of(drawn)
    here = [event for event in drawn.events if event.lane == lane]
    starts = [drawn.start] + [event.on for event in here]
    ends = [event.on for event in here[1:]] + [drawn.end]
    words = [""] + [event.short for event in here]
    for event, before, until, word in zip(here, starts, ends, words, strict=False):
        yield {
            "on": event.on.isoformat(),
            "until": event.until.isoformat() if event.until else None,
            "ends": (event.until or event.on).isoformat(),
            "row": index + 0.7,
            "lane": lane,
            "shape": event.shape,
            "filled": event.filled,
            "label": event.short,
            "room": share(event.until or event.on, until),
            "room_before": share(before, event.on),
            "before": word,
            "tip": f"{day(event.on)}: {event.long}" + _until(event),
        }


def _until(event: Event) -> str:
    return f", until {day(event.until)}" if event.until else ""
