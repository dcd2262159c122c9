"""tak.lost-response by an activity rule: nobody recorded a relapse, but results after the remission show activity."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome
from tests.guidance.builders import Entry, at, drug, finding, held_for, scan, status, steroid
from tests.guidance.rules.test_takayasu_lost_response import MTX, QUIET, RULE, STEROID, relapse, story


def active(day: int, *statuses: Entry, on_day: int = 310, **lists: Any) -> Finding:
    """Active by a scan of that day and a symptom that a clinician marked, without a recorded relapse."""
    seen = {
        "imaging": [scan(day, activity="active")],
        "check_ins": [{"on": at(max(day, 300)), "by": "clinician", "symptoms": {"tiredness": True}}],
    }
    return finding(story(*statuses, day=on_day, **seen, **lists), RULE, on_day)


def test_an_activity_rule_that_fires_after_the_remission_ends_it_too() -> None:
    said = active(302, QUIET)
    assert said.outcome is Outcome.FIRED
    assert "then disease still active on treatment, from 1 November 2022 on" in said.because
    assert {"imaging", "check_ins", "statuses"} <= {shown.list for shown in said.evidence}


@pytest.mark.parametrize(("called", "began"), [(302, "1"), (303, "2"), (307, "2")])
def test_a_status_of_activity_belongs_to_the_relapse(called: int, began: str) -> None:
    said = active(303, QUIET, status(called, "active"), therapies=(steroid((0, 40), (84, 10)), MTX))
    assert said.outcome is Outcome.FIRED
    assert f"then disease still active on treatment, from {began} November 2022 on" in said.because
    assert {"active", "remission"} == {shown.shows[8:].split("”")[0] for shown in said.evidence if "“" in shown.shows}


@pytest.mark.parametrize(("day", "says"), [(484, Outcome.FIRED), (485, Outcome.NOT_FIRED)])
def test_a_relapse_that_a_status_began_stands_for_182_days(day: int, says: Outcome) -> None:
    assert active(day - 10, QUIET, status(302, "active"), on_day=day).outcome is says


@pytest.mark.parametrize(
    ("day", "statuses"),
    [
        (301, (QUIET,)),  # 181 days
        (302, (QUIET, status(301, "active"))),  # the relapse began with that status
        (302, (QUIET, status(303, "low-activity"))),
        (250, (status(60, "remission"), status(305, "remission"))),  # newer than all that shows activity
    ],
)
def test_activity_that_does_not_end_a_long_remission_is_none(day: int, statuses: Any) -> None:
    assert active(day, *statuses).outcome is Outcome.NOT_FIRED


def test_an_activity_rule_that_is_held_lets_it_be_held() -> None:
    drugs = drug("carbamazepine", since=200, treats="other", amount=400, route="oral")
    said = active(302, QUIET, therapies=(STEROID, MTX, drugs))
    assert (said.outcome, held_for(said)) == (Outcome.HELD, {"cf.interaction"})


def test_of_a_recorded_relapse_and_an_activity_rule_the_recorded_one_is_told() -> None:
    later = steroid((0, 40), (84, 10), (305, 15))
    said = active(303, QUIET, flares=[relapse(305)], therapies=(later, MTX))
    assert said.outcome is Outcome.FIRED
    assert "relapse recorded by a clinician on 4 November 2022" in said.because
