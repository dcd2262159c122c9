"""Reports of too few doses taken contradict an adequate dose, within the days of its trial."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Outcome
from journeys.guidance.usual_doses import Use
from tests.guidance.builders import (
    Entry,
    at,
    document,
    drug,
    finding,
    held_for,
    infused,
    marked,
    reviewed,
    scan,
    steroid,
    taken,
    weights,
)
from tests.guidance.test_adequacy import judged

MTX = drug("methotrexate", amount=15, every="week")


def _report(percent: float, *, day: int, days: int = 28, **fields: Any) -> Entry:
    return {"on": at(day), "days": days, "percent": percent, "source": "pharmacy", **fields}


@pytest.mark.parametrize(
    ("reports", "answer"),
    [
        ([], True),
        ([_report(80, day=181)], True),
        ([_report(79.9, day=181)], False),
        ([_report(60, day=181), _report(100, day=153)], True),  # 80 % of 56 days
        ([_report(59, day=181), _report(100, day=153)], False),
        ([_report(60, day=181), _report(100, day=181, source="self-report")], False),  # the lowest of a day counts
        ([_report(50, day=181, drug="MTX")], False),
        ([_report(50, day=181, drug="azathioprine")], True),
        ([_report(50, day=17), _report(100, day=181)], True),  # before the trial, up to the day before it
        ([_report(50, day=18), _report(80, day=181)], False),
    ],
)
def test_reports_of_too_few_doses_taken_contradict_an_adequate_dose(reports: list[Entry], answer: bool) -> None:
    # 200 days: the trial of 182 is that of the days from 18 on
    assert judged(MTX, Use.TAKAYASU, 200, adherence=reports).answer is answer


def test_the_share_of_doses_taken_and_its_days_are_told_and_held_for() -> None:
    said = judged(MTX, Use.TAKAYASU, 200, adherence=[_report(79.6, day=181), _report(79.6, day=160)])
    assert "but 79.6 % of doses taken in the 49 days with a report" in said.says
    assert [hold.rule for hold in said.holds] == ["cf.adherence"]


def test_days_on_which_infusions_were_given_are_contradicted_only_by_a_report_on_that_drug() -> None:
    infliximab = infused("infliximab", *((day, 300) for day in (0, 14, 42, 98, 154)))
    assert judged(infliximab, Use.TAKAYASU, 182, adherence=[_report(50, day=150)]).answer is True
    assert judged(infliximab, Use.TAKAYASU, 182, adherence=[_report(50, day=150, drug="infliximab")]).answer is False


def test_an_ended_line_of_which_too_few_doses_were_taken_was_not_adequate_and_an_ongoing_one_is_held() -> None:
    """What an ongoing treatment lacks is checked first; it doesn't make the pattern go away."""
    reports = [taken(50, day=180), taken(96, day=300)]
    lists = {"adherence": reports, "reviews": [reviewed(300)], "measurements": weights()}
    steroids = steroid((0, 40), (42, 20), (84, 10))
    ended = document(therapies=[steroids, MTX | {"stopped_on": at(200), "stop_reason": "lack-of-effect"}], **lists)
    said = finding(ended, "tak.csdmard-failure", 300)
    assert said.outcome is Outcome.NOT_FIRED
    assert "but 50 % of doses taken in the 28 days with a report" in said.because
    seen = {"check_ins": [marked(295, arm_claudication=True)], "imaging": [scan(290, activity="active")]}
    going = document(therapies=[steroids, MTX], **lists | seen)
    said = finding(going, "tak.csdmard-failure", 300)
    assert (said.outcome, held_for(said)) == (Outcome.HELD, {"cf.adherence"})
