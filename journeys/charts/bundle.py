"""The browser's half of the chart: one file, made from what the vl-convert wheel carries, without a network."""

from __future__ import annotations

from pathlib import Path

import vl_convert

from journeys.charts.svg import VEGA_LITE

SOURCE = Path(__file__).with_name("interactive.js")
BUILT = Path(__file__).parent.parent / "static" / "journeys" / "built" / "chart.js"
NOTICE = (
    "/* Vega, Vega-Lite and Vega-Embed: Copyright University of Washington Interactive Data Lab and contributors,\n"
    "   BSD-3-Clause. Bundled with vl-convert. Not committed; made by manage.py build_chart_bundle. */\n"
)


def build() -> int:
    """Write the bundle; returns its size in bytes."""
    code = NOTICE + vl_convert.javascript_bundle(SOURCE.read_text(), vl_version=VEGA_LITE)
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    BUILT.write_text(code)
    return len(code.encode())


def is_built() -> bool:
    """Whether pages may ask for it; without it the server's drawing is the chart."""
    return BUILT.exists()
