"""What the chart and its table make of a journey: absence stays absence, doses step, gaps stay gaps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from journeys.charts.events import Pointer
from journeys.charts.measures import Point, panels_of, with_runs
from journeys.charts.series import Series, series
from journeys.charts.table import summary, table
from journeys.charts.treatments import lanes
from journeys.guidance import document
from tests.journeys.course import TODAY, course

DAY_ONE = date(2026, 1, 5)


def drawn(**lists: list[dict[str, Any]]) -> Series:
    return series(document.parse(course(**lists)), on=TODAY)


def crp(on: str, value: float, **more: Any) -> dict[str, Any]:
    return {"analyte": "crp", "collected_on": on, "value": value, "unit": "mg/L", **more}


def points(*days: int) -> list[Point]:
    return [Point(on=DAY_ONE + timedelta(days=day), value=1, label="1", ref=str(day)) for day in days]


def runs(*days: int) -> list[int]:
    return [point.run for point in with_runs(points(*days))]


def test_an_empty_journey_draws_nothing() -> None:
    nothing = {name: [] for name in ("therapies", "imaging", "measurements", "adherence", "reviews")}
    assert drawn(**nothing).is_empty
    assert table(drawn(**nothing)) == ()


def test_neighbours_within_two_usual_intervals_are_one_line() -> None:
    assert runs(0, 30, 60, 120) == [0, 0, 0, 0]


def test_a_longer_gap_stays_a_gap() -> None:
    assert runs(0, 30, 60, 121, 151) == [0, 0, 0, 1, 1]


def test_a_single_value_and_none_are_no_line() -> None:
    assert runs(0) == [0]
    assert runs() == []


def test_a_dose_steps_and_the_highest_is_the_full_height() -> None:
    lane = next(lane for lane in drawn().lanes if lane.drug == "Prednisolone")
    assert [(step.label, step.height) for step in lane.steps] == [
        ("40 mg a day", 1),
        ("20 mg a day", 0.5),
        ("10 mg a day", 0.25),
        ("5 mg a day", 0.125),
    ]
    assert [step.ongoing for step in lane.steps] == [False, False, False, True]
    assert lane.steps[-1].end == TODAY


def therapy(**fields: Any) -> dict[str, Any]:
    return {"id": "t", "drug": "azathioprine", "for": "takayasu-arteritis", **fields}


def lane_of(**fields: Any) -> Any:
    return lanes(document.parse(course(therapies=[therapy(**fields)])).therapies, on=TODAY)[0]


def test_an_unknown_dose_has_no_height_and_says_so() -> None:
    (step,) = lane_of(started_on="2025-01-01").steps
    assert (step.height, step.label) == (None, "dose not known")


def test_a_held_dose_is_not_an_unknown_one() -> None:
    doses = [{"from": "2025-01-01", "amount": 100, "unit": "mg", "every": "day"}]
    doses.append({"from": "2025-06-01", "amount": 0, "unit": "mg", "every": "day"})
    steps = lane_of(started_on="2025-01-01", doses=doses).steps
    assert [(step.label, step.height) for step in steps] == [("100 mg a day", 1), ("held", 0)]


def test_a_course_stopped_on_an_unknown_day_is_not_drawn_to_today() -> None:
    (step,) = lane_of(started_on="2025-01-01", stopped=True).steps
    assert step.end == date(2025, 1, 2)
    assert not step.ongoing


def test_a_course_without_any_day_is_listed_and_not_drawn() -> None:
    lane = lane_of(stopped=True)
    assert lane.steps == ()
    assert lane.undated == ("stopped, days not known",)
    (treatments,) = (s for s in table(drawn(therapies=[therapy(stopped=True)])) if s.caption == "Treatments")
    assert treatments.rows == (("Azathioprine", "", "stopped, days not known", ""),)


def test_a_stop_says_why_and_blames_nobody() -> None:
    (stop,) = lane_of(started_on="2025-01-01", stopped_on="2025-09", stop_reason="lack-of-effect").stops
    assert (stop.on, stop.reason) == (date(2025, 9, 1), "did not help enough")


def test_limits_are_drawn_in_the_unit_of_the_value() -> None:
    labs = [{"analyte": "crp", "collected_on": "2026-02-01", "value": 1.8, "unit": "mg/dL", "upper_limit": 0.5}]
    (measure,) = drawn(labs=labs).measures
    (point,) = measure.points
    assert (point.value, point.high, measure.unit) == (18, 5, "mg/L")
    assert (point.label, point.against) == ("1.8 mg/dL", "above the range")


def test_without_a_range_nothing_is_called_in_or_out() -> None:
    (measure,) = drawn(labs=[crp("2026-02-01", 300)]).measures
    assert measure.points[0].against == "no range given"


def test_what_the_condition_is_followed_by_gets_the_first_panel_and_single_values_none() -> None:
    labs = [{"analyte": "albumin", "collected_on": f"2026-01-0{day}", "value": 40, "unit": "g/L"} for day in (1, 2, 3)]
    labs += [crp("2026-01-01", 4), crp("2026-01-20", 6)]
    labs += [{"analyte": "creatinine", "collected_on": "2026-01-01", "value": 0.7, "unit": "mg/dL"}]
    assert [measure.name for measure in panels_of(drawn(labs=labs).measures)] == ["crp", "albumin"]


def check_in(on: str, **fields: Any) -> dict[str, Any]:
    return {"on": on, "by": "patient", **fields}


def test_the_strongest_answer_of_a_day_is_drawn_and_no_answer_is_not_zero() -> None:
    entries = [
        check_in("2026-02-01", overall="mild", symptoms={"tiredness": 6, "fever": True}),
        check_in("2026-02-08", overall="not-sure"),
        check_in("2026-02-15", symptoms={"tiredness": 0}),
    ]
    found = [(point.on.day, point.value, point.label) for point in drawn(check_ins=entries).symptoms]
    assert found == [(1, 6, "Feeling tired 6/10"), (15, 0, "Feeling tired 0/10")]


def test_several_check_ins_of_one_day_are_one_point() -> None:
    entries = [
        check_in("2026-02-01", id="a", overall="severe"),
        check_in("2026-02-01", id="b", overall="mild"),
        check_in("2026-02-08", id="c", overall="mild"),
    ]
    seen = drawn(check_ins=entries)
    assert [(point.on.day, point.label) for point in seen.symptoms] == [(1, "Overall severe"), (8, "Overall mild")]
    assert summary(seen)[-1] == "No flares and check-ins on 2 days since 1 Nov 2024."


def test_what_was_added_on_a_later_day_is_marked() -> None:
    entries = [
        check_in("2026-02-01", overall="mild", recorded_at="2026-02-03T08:00:00+01:00"),
        check_in("2026-02-08", overall="mild", recorded_at="2026-02-08T08:00:00+01:00"),
    ]
    assert [point.added_later for point in drawn(check_ins=entries).symptoms] == [True, False]


def test_only_the_pointers_that_are_handed_in_appear() -> None:
    journey = document.parse(course())
    pointer = Pointer(on=date(2026, 2, 20), until=None, title="To talk about")
    assert "Points to discuss" not in {event.lane for event in series(journey, on=TODAY).events}
    assert "To talk about" in {event.long for event in series(journey, on=TODAY, pointers=[pointer]).events}


def test_a_shorter_range_cuts_bars_and_drops_what_lies_before() -> None:
    short = series(document.parse(course()), on=TODAY, since=date(2026, 1, 1))
    assert all(step.start >= date(2026, 1, 1) for lane in short.lanes for step in lane.steps)
    assert [event.long for event in short.events] == ["MRA (left subclavian): more changes; stenosis"]


@pytest.mark.parametrize("labs", [[], [crp("2026-02-01", 12, upper_limit=5), crp("2026-02-20", 4, upper_limit=5)]])
def test_the_summary_says_what_is_taken_and_how_the_tests_moved(labs: list[dict[str, Any]]) -> None:
    said = summary(drawn(labs=labs))
    assert said[0] == "Now: Prednisolone, 5 mg a day; Methotrexate, 20 mg a week."
    expected = "C-reactive protein (CRP): last 4 mg/L on 20 Feb 2026, in the range, between 4 and 12 in this time."
    assert (expected in said) == bool(labs)
    assert said[-1] == "No flares and no check-ins since 1 Nov 2024."
