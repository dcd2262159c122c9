"""tak.itas-persistent: ITAS2010 of 2 or more, again 28 days later, both from day 91 of treatment on."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import (
    Document,
    Entry,
    assessed,
    at,
    checked,
    document,
    drug,
    finding,
    held_for,
    joined,
    on,
    steroid,
)

RULE = "tak.itas-persistent"
DAY = 250


def score(day: int, value: float, *, instrument: str = "itas2010", **fields: Any) -> Entry:
    return {"id": f"score-{day}-{value}", "on": at(day), "instrument": instrument, "value": value, **fields}


def scored(*scores: Entry, day: int = DAY) -> Document:
    mtx = drug("methotrexate", amount=15, every="week", intent="induction")
    return joined(document(therapies=[steroid((0, 40), (42, 10)), mtx], assessments=list(scores)), checked(day))


def said(*scores: Entry, day: int = DAY) -> Finding:
    return finding(scored(*scores, day=day), RULE, day)


@pytest.mark.parametrize(
    ("scores", "says"),
    [
        ([], Outcome.CANNOT_ASSESS),
        ([score(60, 4), score(90, 4)], Outcome.CANNOT_ASSESS),  # before day 91
        ([score(200, 5, instrument="itas-a")], Outcome.CANNOT_ASSESS),  # another scale
        ([score(200, 1)], Outcome.NOT_FIRED),
        ([score(100, 4), score(150, 4), score(200, 1.9)], Outcome.NOT_FIRED),
    ],
)
def test_it_stays_silent(scores: list[Entry], says: Outcome) -> None:
    assert said(*scores).outcome is says


def test_without_a_score_it_says_which_and_when() -> None:
    assert said().missing == ("clinician score (ITAS2010) between 4 April 2022 and 10 September 2022",)
    assert said(day=300).missing == ("clinician score (ITAS2010) between 1 May 2022 and 30 October 2022",)
    assert said().because == "No ITAS2010 is recorded since 4 April 2022."


def test_before_day_91_it_is_too_early() -> None:
    assert said(score(80, 4), day=90).outcome is Outcome.NOT_FIRED
    assert said(score(80, 4), day=91).outcome is Outcome.CANNOT_ASSESS


def test_without_a_start_of_treatment_nothing_can_be_counted() -> None:
    assert finding(document(assessments=[score(200, 4)]), RULE, DAY).missing == ("start of treatment (t0)",)


def test_a_score_of_182_days_ago_still_speaks_and_an_older_one_does_not() -> None:
    scores = [score(100, 3), score(130, 3)]
    assert said(*scores, day=312).outcome is Outcome.FIRED
    assert said(*scores, day=313).outcome is Outcome.CANNOT_ASSESS
    assert assessed(scored(*scores, day=312), 312).next_check_on == on(313)


@pytest.mark.parametrize(
    "scores",
    [
        [score(200, 2)],
        [score(90, 3), score(200, 3)],  # the first one too early
        [score(173, 3), score(200, 3)],  # 27 days apart
        [score(150, 3), score(180, 1), score(200, 3)],  # a lower one between
    ],
)
def test_one_assessment_in_the_active_range_is_context(scores: list[Entry]) -> None:
    found = said(*scores)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.SUPPORTING)
    assert found.because.endswith(
        "; a second one 28 days later is looked for. 2 or more is the active range: context only."
    )


@pytest.mark.parametrize(
    "scores",
    [
        [score(91, 2), score(119, 2)],
        [score(172, 3), score(200, 2)],
        [score(150, 1), score(160, 3), score(180, 4), score(188, 3)],  # each 8 to 20 days after the one before
    ],
)
def test_two_assessments_28_days_apart_fire(scores: list[Entry]) -> None:
    found = said(*scores)
    assert (found.outcome, found.counted_as, held_for(found)) == (Outcome.FIRED, Role.CORE, set())


def test_the_lowest_score_of_a_day_counts() -> None:
    assert said(score(150, 3), score(200, 1), score(200, 5)).outcome is Outcome.NOT_FIRED
    assert said(score(150, 3), score(200, 5), score(200, 1, id="a")).outcome is Outcome.NOT_FIRED


def test_the_sentence_holds_scores_days_and_what_was_looked_for() -> None:
    found = said(score(150, 3), score(200, 4))
    assert found.because == (
        "ITAS2010 3 on 2 June 2022 and 4 on 22 July 2022, 50 days apart. 2 or more is the active range."
    )
    cited = [(shown.list, shown.id) for shown in found.evidence]
    assert cited[:2] == [("assessments", "score-150-3"), ("assessments", "score-200-4")]
    assert [listed for listed, _ in cited[2:]] == ["therapies"]
    assert "a later ITAS2010 below 2" in found.would_change


def test_a_low_newest_score_is_named() -> None:
    found = said(score(150, 3), score(200, 1))
    assert found.because == "The newest ITAS2010, of 22 July 2022, is 1: below the active range (2 or more)."
    assert [shown.id for shown in found.evidence] == ["score-200-1"]


def test_before_the_drug_s_minimum_trial_it_is_held_for_the_time() -> None:
    found = said(score(100, 3), score(130, 3), day=150)
    assert (found.outcome, held_for(found)) == (Outcome.HELD, {"cf.duration"})
