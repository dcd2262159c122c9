"""sle.lldas-not-met: is an activity item of low disease activity unmet at two visits, 84 days apart, after day 182?"""

from __future__ import annotations

import pytest

from journeys.guidance.findings import Outcome, Role
from tests.guidance.builders import SLE, Entry, document, drug, finding, held_for, steroid
from tests.guidance.lupus_stories import HCQ, TREATED, cited, pga, says, sledai

RULE = "sle.lldas-not-met"
FIRED, HELD, NOT_FIRED, CANNOT_ASSESS = Outcome.FIRED, Outcome.HELD, Outcome.NOT_FIRED, Outcome.CANNOT_ASSESS
QUIET = {"major_organ_activity": False, "new_activity": False}


def visit(day: int, value: float = 4, physician: float | None = 1, **items: bool | float) -> list[Entry]:
    """A visit in low disease activity, unless it says otherwise."""
    return [sledai(day, value, **(QUIET | items)), *([] if physician is None else [pga(day, physician)])]


@pytest.mark.parametrize(
    ("scored", "wanted"),
    [
        ([*visit(182), *visit(266)], NOT_FIRED),  # 4 points, 1 of 3: the state's own limits
        ([*visit(182, 9), *visit(266)], NOT_FIRED),
        ([*visit(182), *visit(266, 9)], NOT_FIRED),
        ([*visit(182, 9), *visit(230), *visit(266, 9)], NOT_FIRED),  # reached in between
        ([*visit(182, 9), *visit(266, 9), *visit(268)], NOT_FIRED),  # and since
        ([*visit(181, 9), *visit(266, 9)], CANNOT_ASSESS),
        ([*visit(183, 9), *visit(266, 9)], CANNOT_ASSESS),
        ([*visit(266, 9)], CANNOT_ASSESS),
        ([], CANNOT_ASSESS),
        ([*visit(182, 9), sledai(266, 4), pga(266, 1)], CANNOT_ASSESS),  # no items
        ([*visit(182, 9), *visit(266, 4, None)], CANNOT_ASSESS),  # no global score
        ([*visit(182, 9), pga(266, 1)], CANNOT_ASSESS),
        ([*visit(182, 9), *visit(266), pga(267, 1)], NOT_FIRED),  # unknown only since
        ([*visit(182, 9), {**pga(266, 6), "instrument": "pga-0-10"}], CANNOT_ASSESS),  # another scale
        ([*visit(182, 9), sledai(266, 9, variant="selena-sledai")], CANNOT_ASSESS),
    ],
)
def test_it_stays_silent_or_asks(scored: list[Entry], wanted: Outcome) -> None:
    assert says(RULE, 270, *scored).outcome is wanted


@pytest.mark.parametrize(
    "unmet",
    [
        visit(266, 5),
        visit(266, 4, 1.1),
        visit(266, 4, 1, major_organ_activity=True),
        visit(266, 4, 1, new_activity=True),
        [sledai(266, 9)],  # one item is enough
        [pga(266, 1.5)],
        [*visit(266, 9), pga(268, 1)],  # what isn't known contradicts nothing
        [*visit(200, 9), pga(268, 1.5)],  # two visits close together, and one far from the first
    ],
)
def test_one_unmet_item_at_each_visit_fires(unmet: list[Entry]) -> None:
    found = says(RULE, 270, *visit(182, 9), *unmet)
    assert (found.outcome, found.counted_as) == (FIRED, Role.CORE)


def test_steroids_alone_are_left_to_their_own_rule() -> None:
    drugs = [*TREATED, steroid((0, 20), treats=SLE, intent="maintenance")]
    assert says(RULE, 270, *visit(182), *visit(266), drugs=drugs).outcome is NOT_FIRED


def test_the_earliest_day_is_that_of_a_second_visit() -> None:
    early = says(RULE, 265, *visit(182, 9), *visit(265, 9))
    assert early.because == "Too early: day 265 of the present treatment, judged from day 266."
    assert says(RULE, 266, *visit(182, 9), *visit(265, 9)).outcome is CANNOT_ASSESS
    assert says(RULE, 266, *visit(182, 9), *visit(266, 9)).outcome is FIRED


def test_without_a_start_it_cannot_be_said() -> None:
    found = finding(document(SLE, assessments=[*visit(182, 9), *visit(266, 9)]), RULE, 270)
    assert found.missing == ("start of treatment (t0)",)


def test_it_stands_for_120_days() -> None:
    scored = [*visit(182, 9), *visit(266, 9)]
    assert says(RULE, 386, *scored).outcome is FIRED
    assert says(RULE, 387, *scored).outcome is CANNOT_ASSESS


def test_the_sentence_says_what_was_not_met_and_when() -> None:
    found = says(RULE, 270, sledai(182, 9, 2), *visit(266, 5, 1.5))
    assert found.because == (
        "SLEDAI-2K above 4 on 4 July 2022; SLEDAI-2K above 4 and clinician's global score (0 to 3) above 1 on "
        "26 September 2022, 84 days later: low disease activity was not reached at either visit."
    )
    assert cited(found) == ["score-182", "score-266", "pga-266", "aza"]
    assert found.evidence[2].shows == "clinician's global score (0 to 3) 1.5 on 26 September 2022"
    organs = says(RULE, 270, *visit(182, 4, 1, major_organ_activity=True), *visit(266, 4, 1, new_activity=True))
    assert organs.because.startswith("Activity in a major organ on 4 July 2022; new activity on 26 September 2022")


def test_what_is_missing_is_named_with_its_day() -> None:
    nothing = says(RULE, 270)
    assert nothing.missing == (
        "SLEDAI-2K and clinician's global score (0 to 3) between 2 June 2022 and 30 September 2022",
    )
    one = says(RULE, 270, *visit(266, 9))
    assert one.missing == ("a second visit's scores, at least 84 days from 26 September 2022",)
    assert cited(one) == ["score-266", "pga-266"]
    items = says(RULE, 270, *visit(182, 9), sledai(266, 4, new_activity=False))
    assert items.missing == ("activity in a major organ or clinician's global score (0 to 3) of 26 September 2022",)
    assert cited(items) == ["score-266"]
    score = says(RULE, 270, *visit(182, 9), pga(266, 1))
    assert score.missing == ("SLEDAI-2K of 26 September 2022",)


def test_a_lone_quiet_visit_is_enough_to_say_no() -> None:
    found = says(RULE, 270, *visit(266))
    assert found.outcome is NOT_FIRED
    assert found.because == ("Visit of 26 September 2022: every activity item of low disease activity is met.")
    newly = says(RULE, 270, *visit(182), *visit(266, 9))
    assert newly.because == (
        "SLEDAI-2K above 4 on 26 September 2022; the visits before it don't show that this has gone on for 84 days."
    )
    unknown = says(RULE, 270, *visit(182), pga(266, 1))
    assert unknown.because.startswith("Visit of 26 September 2022: not all known; the visits before it")


def test_a_low_dose_is_checked_first() -> None:
    low = [HCQ, drug("azathioprine", treats=SLE, amount=50, intent="induction")]
    found = says(RULE, 270, *visit(182, 9), *visit(266, 9), drugs=low)
    assert (found.outcome, held_for(found)) == (HELD, {"cf.dose"})
