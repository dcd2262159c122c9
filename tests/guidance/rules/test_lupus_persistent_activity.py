"""sle.persistent-activity: is SLEDAI-2K 5 or more (4 without blood tests) twice, 84 days apart, and not 4 lower?"""

from __future__ import annotations

import pytest

from journeys.guidance.findings import Outcome, Role
from tests.guidance.builders import SLE, Entry, document, drug, finding, held_for
from tests.guidance.lupus_stories import HCQ, cited, lupus, says, sledai

RULE = "sle.persistent-activity"
FIRED, HELD, NOT_FIRED, CANNOT_ASSESS = Outcome.FIRED, Outcome.HELD, Outcome.NOT_FIRED, Outcome.CANNOT_ASSESS


@pytest.mark.parametrize(
    ("scored", "wanted"),
    [
        ([sledai(91, 5), sledai(175, 4)], NOT_FIRED),  # the total
        ([sledai(91, 4), sledai(175, 5)], NOT_FIRED),
        ([sledai(91, 8, 4), sledai(175, 7, 4)], NOT_FIRED),  # 3 without blood tests
        ([sledai(91, 7, 4), sledai(175, 8, 4)], NOT_FIRED),
        ([sledai(91, 10), sledai(175, 6)], NOT_FIRED),  # 4 lower
        ([sledai(91, 8), sledai(140, 2), sledai(175, 8)], NOT_FIRED),  # quiet in between
        ([sledai(91, 8), sledai(175, 8), sledai(180, 2)], NOT_FIRED),  # and since
        ([sledai(90, 8), sledai(175, 8)], CANNOT_ASSESS),  # the first one lies too early
        ([sledai(92, 8), sledai(175, 8)], CANNOT_ASSESS),  # 83 days apart
        ([sledai(175, 8)], CANNOT_ASSESS),
        ([], CANNOT_ASSESS),
        ([sledai(91, 8, variant="selena-sledai"), sledai(175, 8)], CANNOT_ASSESS),  # another variant
        ([sledai(91, 8, variant="selena-sledai"), sledai(175, 8, variant="selena-sledai")], CANNOT_ASSESS),
        ([sledai(91, 8), sledai(175, 7, None)], CANNOT_ASSESS),  # 3 or more of 7 points are for what?
        ([sledai(91, 8), sledai(175, 8, True)], FIRED),  # a yes is no number of points: 0 to 4 of 8
        ([sledai(91, 8), sledai(175, 7, True)], CANNOT_ASSESS),
        ([sledai(91, 8), sledai(175, 4, None)], NOT_FIRED),  # at most 4 in any case
    ],
)
def test_it_stays_silent_or_asks(scored: list[Entry], wanted: Outcome) -> None:
    assert says(RULE, 180, *scored).outcome is wanted


def test_the_earliest_day_is_that_of_a_second_score() -> None:
    scored = [sledai(91, 8), sledai(174, 8)]
    assert says(RULE, 174, *scored).outcome is NOT_FIRED
    assert says(RULE, 174, *scored).because == "Too early: day 174 of the present treatment, judged from day 175."
    assert says(RULE, 175, *scored).outcome is CANNOT_ASSESS
    assert says(RULE, 175, sledai(91, 8), sledai(175, 8)).outcome is FIRED


@pytest.mark.parametrize(("newest", "outcome"), [(9, FIRED), (8, NOT_FIRED), (5, NOT_FIRED)])
def test_a_newer_score_that_fell_contradicts_two_that_did_not(newest: float, outcome: Outcome) -> None:
    found = says(RULE, 200, sledai(91, 12), sledai(175, 12), sledai(190, newest))
    assert found.outcome is outcome
    back = says(RULE, 200, sledai(91, 12), sledai(130, 6), sledai(175, 12))
    assert back.outcome is FIRED


def test_without_a_start_it_cannot_be_said() -> None:
    found = finding(document(SLE, assessments=[sledai(91, 8), sledai(175, 8)]), RULE, 180)
    assert (found.outcome, found.missing) == (CANNOT_ASSESS, ("start of treatment (t0)",))


@pytest.mark.parametrize(
    "scored",
    [
        [sledai(91, 5), sledai(175, 5)],
        [sledai(91, 8, 4), sledai(175, 8, 4)],
        [sledai(91, 9), sledai(175, 6)],
        [sledai(91, 5), sledai(175, 20)],
        [sledai(91, 8, None), sledai(175, 8, None)],  # at least 4 in any case
        [sledai(91, 8), sledai(175, 8), sledai(180, 7, None)],  # unknown contradicts nothing
        [sledai(91, 12), sledai(92, 8), sledai(175, 8), sledai(176, 8)],  # any two of them
        [sledai(100, 2), sledai(101, 8), sledai(185, 8)],
    ],
)
def test_two_scores_that_did_not_fall_fire(scored: list[Entry]) -> None:
    found = says(RULE, 190, *scored)
    assert (found.outcome, found.counted_as) == (FIRED, Role.CORE)


def test_of_two_scores_of_one_day_the_lower_one_counts() -> None:
    higher = sledai(175, 9) | {"id": "higher"}
    assert says(RULE, 180, sledai(91, 8), higher, sledai(175, 4)).outcome is NOT_FIRED
    assert says(RULE, 180, sledai(91, 8), sledai(175, 4), higher).outcome is NOT_FIRED


def test_the_sentence_holds_the_arithmetic() -> None:
    found = says(RULE, 190, sledai(91, 9, 2), sledai(175, 8, 2))
    assert found.because == (
        "SLEDAI-2K 9 on 4 April 2022 and 8 on 27 June 2022, 84 days apart (7 and 6 without the points for blood "
        "tests): 1 point lower. Both are 5 or more, and 4 or more without the points for blood tests alone; a fall of "
        "4 points is looked for."
    )
    assert cited(found) == ["score-91", "score-175", "aza"]
    assert found.evidence[1].shows == "SLEDAI-2K 8 on 27 June 2022, 2 of it for blood tests"
    assert found.would_change[0].startswith("a later SLEDAI-2K below 5")
    assert found.for_patient


@pytest.mark.parametrize(
    ("earlier", "later", "change"),
    [(9, 9, "no change"), (10, 8, "2 points lower"), (8, 9, "1 point higher"), (8, 20, "12 points higher")],
)
def test_the_change_in_words(earlier: float, later: float, change: str) -> None:
    assert f"apart: {change}. Both" in says(RULE, 190, sledai(91, earlier, None), sledai(175, later, None)).because


def test_what_is_missing_is_named_with_its_day() -> None:
    nothing = says(RULE, 190)
    assert nothing.missing == ("SLEDAI-2K between 11 January 2022 and 12 July 2022",)
    one = says(RULE, 190, sledai(180, 8))
    assert one.missing == ("second SLEDAI-2K, at least 84 days before or after 2 July 2022",)
    assert cited(one) == ["score-180"]
    points = says(RULE, 190, sledai(91, 6, None), sledai(175, 7))
    assert points.missing == ("points for blood tests in the SLEDAI-2K of 4 April 2022",)
    assert cited(points) == ["score-91", "score-175"]


def test_a_lone_low_score_is_enough_to_say_no() -> None:
    found = says(RULE, 190, sledai(180, 4))
    assert found.outcome is NOT_FIRED
    assert found.because.startswith("SLEDAI-2K 4 on 2 July 2022: no two scores, 84 days apart")


def test_it_stands_for_half_a_year() -> None:
    scored = [sledai(91, 8), sledai(175, 8)]
    assert says(RULE, 175 + 182, *scored).outcome is FIRED
    assert says(RULE, 175 + 183, *scored).outcome is CANNOT_ASSESS


def test_it_ends_with_a_new_regimen() -> None:
    belimumab = drug("belimumab", treats=SLE, since=200, amount=200, every="week", intent="escalation")
    scored = [sledai(91, 8), sledai(175, 8)]
    assert says(RULE, 210, *scored, drugs=[*lupus(0)["therapies"], belimumab]).outcome is NOT_FIRED


@pytest.mark.parametrize(
    ("drugs", "reason"),
    [
        ([HCQ, drug("azathioprine", treats=SLE, amount=50, intent="induction")], "cf.dose"),
        (
            [drug("azathioprine", treats=SLE, amount=150, intent="induction")],
            "cf.dose",
        ),  # nothing on hydroxychloroquine
    ],
)
def test_a_low_dose_is_checked_first(drugs: list[Entry], reason: str) -> None:
    found = says(RULE, 190, sledai(91, 8), sledai(175, 8), drugs=drugs)
    assert (found.outcome, held_for(found)) == (HELD, {reason})


@pytest.mark.parametrize(
    ("first", "second", "told"), [(12, 11, "1 point lower"), (10, 9, "1 point lower"), (9, 11, "2 points higher")]
)
def test_the_change_and_what_would_change_it_are_counted_from_the_first_score(
    first: float, second: float, told: str
) -> None:
    found = says(RULE, 180, sledai(91, first), sledai(175, second))
    assert told in found.because
    assert any(f"at least 4 points lower than {first}" in change for change in found.would_change)


def test_scores_that_are_unclear_are_cited() -> None:
    unclear = says(RULE, 180, sledai(91, 8), sledai(175, 7, None))
    assert cited(unclear)[:2] == ["score-91", "score-175"]
