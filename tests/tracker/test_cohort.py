"""The invented journeys show what cohort.json says they show, and together every outcome for every condition."""

import json
from collections import defaultdict
from datetime import date
from typing import Any

import pytest

from journeys.guidance.document import parse
from journeys.guidance.engine import evaluate
from journeys.guidance.findings import ConditionAssessment, Outcome
from tracker.demo.cohort import FOLDER

COHORT = json.loads((FOLDER / "cohort.json").read_text())
INVENTED = [row for row in COHORT if row["file"].startswith("invented/")]


def assessed(row: dict[str, Any]) -> ConditionAssessment:
    journey = parse(json.loads((FOLDER / row["file"]).read_text()))
    [condition] = evaluate(journey, date.fromisoformat(row["key_day"])).conditions
    return condition


@pytest.mark.parametrize("row", INVENTED, ids=lambda row: row["file"])
def test_each_is_at_its_level_and_says_that_it_is_invented(row: dict[str, Any]) -> None:
    text = (FOLDER / row["file"]).read_text()

    assert assessed(row).level == row["level"], row["shows"]
    assert "(invented)" in json.loads(text)["patient"]["name"]
    assert "Not a real person" in text


def test_every_file_of_the_folder_is_in_the_cohort() -> None:
    files = {str(path.relative_to(FOLDER)) for path in FOLDER.glob("*/*.json")} - {"examples/expected.json"}

    assert files == {row["file"] for row in COHORT}


def test_every_outcome_is_shown_for_every_condition() -> None:
    shown = defaultdict(set)
    for row in INVENTED:
        condition = assessed(row)
        shown[condition.condition] |= {finding.outcome for finding in condition.rules}

    assert len(shown) == 3
    assert all(outcomes == set(Outcome) for outcomes in shown.values())


def test_some_of_the_people_live_eight_hours_apart() -> None:
    zones = {json.loads((FOLDER / row["file"]).read_text())["patient"]["time_zone"] for row in INVENTED}

    assert zones == {"Europe/London", "Asia/Singapore", "America/Los_Angeles"}
