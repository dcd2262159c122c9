"""The Vega-Lite spec: valid, without addresses, drawn alike on the server at any width."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import vl_convert

from journeys.charts import bundle
from journeys.charts.events import Pointer
from journeys.charts.series import series
from journeys.charts.spec import NARROW, WIDE, sized, spec
from journeys.charts.svg import VEGA_LITE, svg
from journeys.guidance import document
from tests.journeys.course import TODAY, course

LABS = [
    {"analyte": "crp", "collected_on": f"2026-0{month}-01", "value": 4 * month, "unit": "mg/L", "upper_limit": 5}
    for month in (1, 2)
]
CHECK_INS = [{"on": "2026-02-20", "by": "patient", "overall": "mild"}]
TITLE = "Could <b>this</b> & that </script> be?"


@pytest.fixture(scope="module")
def unsized() -> dict[str, Any]:
    journey = document.parse(course(labs=LABS, check_ins=CHECK_INS))
    pointers = [Pointer(on=date(2025, 6, 1), until=date(2025, 8, 1), title=TITLE)]
    return spec(series(journey, on=TODAY, pointers=pointers))


def walk(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from value.items()
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from walk(each)


def test_it_is_plain_json_and_loads_nothing(unsized: dict[str, Any]) -> None:
    assert json.loads(json.dumps(unsized)) == unsized
    assert [key for key, _ in walk(unsized) if key in ("url", "href")] == []


def test_every_panel_shares_one_time_axis_and_says_its_name(unsized: dict[str, Any]) -> None:
    titles = [panel["title"] for panel in unsized["vconcat"]]
    assert titles[:2] == ["Treatments", "Events"]
    assert [title["text"] for title in titles[2:]] == ["CRP: 8 mg/L", "Strongest symptom, 0 to 10"]
    assert unsized["resolve"] == {"scale": {"x": "shared"}}


def test_the_width_is_the_only_thing_that_a_size_sets(unsized: dict[str, Any]) -> None:
    wide, narrow = sized(unsized, WIDE), sized(unsized, NARROW)
    assert wide["vconcat"] == narrow["vconcat"]
    assert wide["config"]["view"]["continuousWidth"] == WIDE


def test_vega_takes_it_without_a_second_time_axis(unsized: dict[str, Any]) -> None:
    scales = vl_convert.vegalite_to_vega(sized(unsized, WIDE), vl_version=VEGA_LITE)["scales"]
    (time,) = [scale for scale in scales if scale["name"] == "x"]
    assert all("data" in field for field in time["domain"]["fields"])


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_is_drawn_like_any_other(day: str) -> None:
    journey = document.parse(
        {
            "format": "treatment-journey/1",
            "patient": {"id": "ada-1"},
            "labs": [*LABS, {"analyte": "crp", "collected_on": day, "value": 4, "unit": "mg/L"}],
        }
    )
    assert spec(series(journey, on=TODAY))["vconcat"]


def test_the_drawing_can_stand_in_a_page_under_the_strict_policy(unsized: dict[str, Any]) -> None:
    drawing = str(svg(unsized, WIDE))
    assert not re.search(r"<(style|script|image|a)\b|\sstyle=|\son\w+=", drawing)
    assert "<b>" not in drawing
    assert "Could &lt;b&gt;this&lt;/b&gt; &amp; that" in drawing


def test_the_colours_are_the_pages_own_so_dark_and_print_work(unsized: dict[str, Any]) -> None:
    drawing = str(svg(unsized, NARROW))
    assert "var(--chart-therapy)" in drawing
    assert not re.search(r'(fill|stroke)="#(?!ddd)', drawing)


def test_two_drawings_of_a_page_share_no_id(unsized: dict[str, Any]) -> None:
    wide, narrow = (set(re.findall(r'\bid="([^"]+)"', str(svg(unsized, width)))) for width in (WIDE, NARROW))
    assert wide & narrow == set()


def test_every_mark_with_words_has_them_for_the_tooltip_too(unsized: dict[str, Any]) -> None:
    tips = [value for key, value in walk(unsized) if key == "tip"]
    assert "Prednisolone: 40 mg a day, 1 Nov 2024 to 15 Dec 2024" in tips
    assert "C-reactive protein (CRP): 8 mg/L, 1 Feb 2026, above the range" in tips


def test_the_bundle_is_one_file_with_its_licence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "BUILT", tmp_path / "built" / "chart.js")
    assert not bundle.is_built()
    size = bundle.build()
    assert bundle.is_built()
    assert 300_000 < size < 1_500_000
    assert "BSD-3-Clause" in bundle.BUILT.read_text()[:400]
