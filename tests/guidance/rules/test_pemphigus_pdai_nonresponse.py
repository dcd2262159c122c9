"""pv.pdai-nonresponse: PDAI activity 20 at the start; a fall of 2.65 points matters, and day 182 makes it core."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Outcome, Role
from tests.guidance.builders import (
    PV,
    Document,
    Entry,
    at,
    checked,
    document,
    drug,
    finding,
    held_for,
    joined,
    scored,
    steroid,
)

RULE = "pv.pdai-nonresponse"
DAY = 200


def pdai(day: int, value: float, **fields: Any) -> Entry:
    return scored("pdai-activity", day, value, **fields)


def treated(*scores: Entry, day: int = DAY, more: tuple[Entry, ...] = ()) -> Document:
    doc = document(PV, therapies=[steroid((0, 60), treats=PV), *more], assessments=list(scores))
    return joined(doc, checked(day))


@pytest.mark.parametrize(
    ("scores", "says"),
    [
        ([pdai(0, 20), pdai(190, 17.35)], Outcome.NOT_FIRED),  # 2.65 points
        ([pdai(0, 30.3), pdai(190, 27.65)], Outcome.NOT_FIRED),  # the same, in binary fractions a hair less
        ([pdai(0, 4.9), pdai(190, 20)], Outcome.NOT_FIRED),  # too low a start
        ([pdai(0, 4.9)], Outcome.NOT_FIRED),
        ([pdai(-15, 20), pdai(190, 20)], Outcome.CANNOT_ASSESS),
        ([pdai(8, 20), pdai(190, 20)], Outcome.CANNOT_ASSESS),
        ([pdai(0, 20), pdai(83, 20)], Outcome.CANNOT_ASSESS),
        ([pdai(0, 20)], Outcome.CANNOT_ASSESS),
        ([], Outcome.CANNOT_ASSESS),
        ([pdai(190, 2.35)], Outcome.NOT_FIRED),  # a start of 5 would have fallen enough, a lower one doesn't count
        ([pdai(190, 2.36)], Outcome.CANNOT_ASSESS),
        ([scored("absis", 0, 20), scored("absis", 190, 20)], Outcome.CANNOT_ASSESS),  # another instrument
        ([pdai(0, 20), scored("pdai-damage", 190, 20)], Outcome.CANNOT_ASSESS),
        ([pdai(0, 20), pdai(190, 20), pdai(195, 17)], Outcome.NOT_FIRED),  # a later score contradicts it
    ],
)
def test_it_stays_silent(scores: list[Entry], says: Outcome) -> None:
    assert finding(treated(*scores), RULE, DAY).outcome is says


def test_without_a_start_of_treatment_it_cannot_be_assessed() -> None:
    found = finding(document(PV, assessments=[pdai(0, 20), pdai(190, 20)]), RULE, DAY)
    assert found.missing == ("start of treatment (t0)",)


def test_what_is_missing_is_named_with_its_days() -> None:
    assert finding(treated(), RULE, DAY).missing == (
        "PDAI activity at start, between 20 December 2021 and 10 January 2022",
        "PDAI activity between 28 March 2022 and 22 July 2022",
    )
    one = finding(treated(pdai(0, 20, id="start")), RULE, DAY)
    assert one.missing == ("PDAI activity between 28 March 2022 and 22 July 2022",)
    assert [shown.id for shown in one.evidence] == ["start"]
    late = finding(treated(pdai(190, 20, id="late")), RULE, DAY)
    assert late.missing == ("PDAI activity at start, between 20 December 2021 and 10 January 2022",)
    assert [shown.id for shown in late.evidence] == ["late"]


def test_the_sentences_of_silence_give_their_reason() -> None:
    assert "below 5 at the start" in finding(treated(pdai(0, 4.9), pdai(190, 20)), RULE, DAY).because
    assert "low, whatever it was" in finding(treated(pdai(190, 1)), RULE, DAY).because
    found = finding(treated(pdai(0, 20), pdai(190, 15)), RULE, DAY)
    assert "PDAI activity 20 on 3 January 2022 and 15 on 12 July 2022: 5 points lower." in found.because
    assert "2.65 or more" in found.because


def test_before_day_84_it_is_too_early() -> None:
    doc = treated(pdai(0, 20), pdai(83, 20), pdai(84, 20), day=84)
    assert finding(doc, RULE, 83).because.startswith("Too early: day 83")
    assert finding(doc, RULE, 84).outcome is Outcome.FIRED


@pytest.mark.parametrize(
    ("scores", "role"),
    [
        ([pdai(0, 20), pdai(181, 20)], Role.SUPPORTING),  # the score's day counts, not today
        ([pdai(0, 20), pdai(182, 20)], Role.CORE),
        ([pdai(-14, 20), pdai(182, 17.36)], Role.CORE),
        ([pdai(7, 5), pdai(182, 5)], Role.CORE),
        ([pdai(0, 20), pdai(84, 10), pdai(182, 20)], Role.CORE),  # the newest counts
    ],
)
def test_no_meaningful_fall_fires(scores: list[Entry], role: Role) -> None:
    found = finding(treated(*scores), RULE, DAY)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, role)


def test_it_says_what_was_compared() -> None:
    found = finding(treated(pdai(0, 20, id="start"), pdai(91, 19, id="later")), RULE, DAY)
    assert found.because == (
        "PDAI activity 20 on 3 January 2022 and 19 on 4 April 2022: 1 point lower. A fall of 2.65 or more is looked "
        "for. Day 91 of the present treatment, before day 182: context only."
    )
    assert [shown.id for shown in found.evidence][:2] == ["start", "later"]
    assert found.evidence[2].list == "therapies"
    assert found.would_change[0] == "a later PDAI activity of 17.35 or less"
    assert "context only" not in finding(treated(pdai(0, 20), pdai(182, 19)), RULE, DAY).because


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (20, "no change."),
        (22.4, "2.4 points higher. "),
        (22.5, "2.5 points higher, a worsening by 2.5 or more."),
        (17.4, "2.6 points lower."),
    ],
)
def test_a_rise_that_matters_is_named(value: float, says: str) -> None:
    assert says in finding(treated(pdai(0, 20), pdai(190, value)), RULE, DAY).because


def test_the_same_scorer_is_preferred_and_another_one_is_named() -> None:
    starts = [pdai(0, 30, scorer="one"), pdai(2, 20, scorer="two")]
    same = finding(treated(*starts, pdai(190, 20, scorer="two")), RULE, DAY)
    assert same.because.startswith("PDAI activity 20 on 5 January 2022")
    assert "different people" not in same.because
    other = finding(treated(starts[0], pdai(190, 29, scorer="two")), RULE, DAY)
    assert other.because.endswith("Two different people scored.")
    assert "different" not in finding(treated(starts[0], pdai(190, 29)), RULE, DAY).because


@pytest.mark.parametrize(
    ("scores", "start"),
    [
        ([pdai(-3, 20), pdai(2, 21)], 21),  # nearest to the start
        ([pdai(-2, 20), pdai(2, 21)], 20),  # of two equally near the earlier
        ([pdai(0, 20, id="a"), pdai(0, 21, id="b")], 21),  # of one day the higher
    ],
)
def test_which_start_counts(scores: list[Entry], start: int) -> None:
    assert finding(treated(*scores, pdai(190, 20)), RULE, DAY).because.startswith(f"PDAI activity {start} ")


def test_of_two_scores_of_the_newest_day_the_lower_counts() -> None:
    assert finding(treated(pdai(0, 20), pdai(190, 20), pdai(190, 10)), RULE, DAY).outcome is Outcome.NOT_FIRED


def test_it_stands_until_the_regimen_changes() -> None:
    scores = pdai(0, 20), pdai(190, 20)
    assert finding(treated(*scores, day=700), RULE, 700).outcome is Outcome.FIRED
    switch = drug(
        "rituximab",
        since=195,
        treats=PV,
        intent="escalation",
        administrations=[{"on": at(195), "amount": 1000, "unit": "mg"}],
    )
    assert finding(treated(*scores, more=(switch,)), RULE, DAY).because.startswith("Too early: day 5")


def test_a_present_drug_without_a_start_holds_it_where_it_counts_fully() -> None:
    unclear = drug("azathioprine", since=None, treats=PV, intent="switch")
    assert held_for(finding(treated(pdai(0, 20), pdai(190, 20), more=(unclear,)), RULE, DAY)) == {"cf.duration"}
    assert finding(treated(pdai(0, 20), pdai(91, 20), more=(unclear,)), RULE, DAY).outcome is Outcome.FIRED


def test_each_answer_cites_the_scores_that_it_rests_on() -> None:
    for scores, cited in (
        ([pdai(190, 2, id="late")], ["late"]),  # low
        ([pdai(0, 4, id="start")], ["start"]),  # too low a start
        ([pdai(0, 20, id="start"), pdai(190, 10, id="late")], ["start", "late"]),  # better
        ([pdai(-3, 20, id="other"), pdai(0, 30, id="start")], ["start"]),
        ([pdai(185, 20, id="other"), pdai(190, 20, id="late")], ["late"]),
    ):
        found = finding(treated(*scores), RULE, DAY)
        assert found.outcome in (Outcome.NOT_FIRED, Outcome.CANNOT_ASSESS)
        assert [shown.id for shown in found.evidence] == cited


def test_a_start_of_exactly_the_floor_counts() -> None:
    assert finding(treated(pdai(0, 5)), RULE, DAY).outcome is Outcome.CANNOT_ASSESS
    assert finding(treated(pdai(0, 5), pdai(190, 5)), RULE, DAY).outcome is Outcome.FIRED
