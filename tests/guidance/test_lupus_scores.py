"""SLEDAI without its points for blood tests: what is known of it where these points aren't recorded."""

from __future__ import annotations

import pytest

from journeys.guidance.journey import Score
from journeys.guidance.lupus_scores import clinical_reaches
from tests.guidance.builders import on


@pytest.mark.parametrize(
    ("value", "points", "reaches"),
    [(8, 2, True), (8, 3, False), (10, None, True), (9.5, None, None), (6, None, None), (5.5, None, False)],
)
def test_unrecorded_points_are_anything_from_none_to_four(
    value: float, points: float | None, reaches: bool | None
) -> None:
    items = {} if points is None else {"serology-points": points}
    score = Score(id="score", on=on(0), instrument="sledai-2k", value=value, items=items)
    assert clinical_reaches(score, 6) is reaches
