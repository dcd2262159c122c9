"""What every panel is drawn with: colours, layers, rows under each other, labels where there is room.

Colours are CSS variables, so one drawing serves light, dark and print. ``room`` is the free share of the time axis
after a mark: a label shows only where it fits, so labels never lie on each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from journeys.charts.series import Series

Spec = dict[str, Any]

LETTER = 6.3  # px, generous for 11 px type
FITS = f"datum.room * plot_width > length(datum.label) * {LETTER} + 6"
FITS_BEFORE = (
    f"!({FITS}) && datum.room_before * plot_width > (length(datum.label) + length(datum.before)) * {LETTER} + 24"
)
CARD, INK, SOFT = "var(--card)", "var(--chart-ink)", "var(--chart-soft)"
EVENT, FLAG = "var(--chart-event)", "var(--chart-flag)"


def share_of(drawn: Series) -> Callable[[date, date], float]:
    """How much of the time axis lies between two days, 0–1."""
    whole = max((drawn.end - drawn.start).days, 1)
    return lambda start, end: (end - start).days / whole


def row_on(field: str, count: int) -> Spec:
    scale = {"domain": [0, count], "reverse": True, "nice": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def layer(values: Sequence[Spec], mark: Spec, encoding: Spec) -> Spec:
    return {"data": {"values": list(values)}, "mark": mark, "encoding": encoding}


def label_if(test: str) -> Spec:
    """A label, empty where it doesn't fit. Not a filter: over a layer without any row Vega warns in the console."""
    return {"text": {"condition": {"test": test, "field": "label", "type": "nominal"}, "value": ""}}


def with_data(layers: Sequence[Spec]) -> list[Spec]:
    """Layers without a mark are left out: they would be empty groups that a screen reader stumbles over."""
    return [each for each in layers if each["data"]["values"]]


def lane_names(names: Sequence[str]) -> Spec:
    values = [{"row": index, "label": name} for index, name in enumerate(names)]
    encoding = {"x": {"value": 0}, "y": row_on("row", len(names)), "text": {"field": "label"}}
    mark = {"type": "text", "align": "left", "baseline": "top", "dy": 3, "fontWeight": 650, "fontSize": 12}
    return layer(values, mark, encoding)
