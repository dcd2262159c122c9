"""sle.biologic-nonresponse: is SLEDAI, 6 or more at a targeted drug's start, 4 points lower on day 168 to 210?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import SLE, Entry, at, document, drug, finding, held_for, on
from tests.guidance.lupus_stories import HCQ, cited, pga, says, sledai

RULE = "sle.biologic-nonresponse"
FIRED, HELD, NOT_FIRED, CANNOT_ASSESS = Outcome.FIRED, Outcome.HELD, Outcome.NOT_FIRED, Outcome.CANNOT_ASSESS


def belimumab(**fields: Any) -> Entry:
    return drug(
        "belimumab", **{"treats": SLE, "amount": 200, "every": "week", "intent": "escalation", "id": "bel"} | fields
    )


def given(day: int, *scored: Entry, new: Entry | None = None, more: tuple[Entry, ...] = ()) -> Finding:
    """Azathioprine since long before, then belimumab from day 0 on."""
    before = drug("azathioprine", treats=SLE, since=-200, amount=150, intent="maintenance")
    return says(RULE, day, *scored, drugs=[HCQ | {"started_on": at(-200)}, before, new or belimumab(), *more])


@pytest.mark.parametrize(
    ("scored", "wanted"),
    [
        ([sledai(0, 10), sledai(168, 6)], NOT_FIRED),  # 4 points
        ([sledai(0, 10), sledai(168, 2)], NOT_FIRED),
        ([sledai(0, 5), sledai(168, 5)], NOT_FIRED),  # low at the start
        ([sledai(0, 5)], NOT_FIRED),
        ([sledai(0, 10), sledai(168, 9), sledai(250, 6)], NOT_FIRED),  # a later one is 4 lower
        ([sledai(0, 10), sledai(168, 6), sledai(200, 9)], NOT_FIRED),  # the first one of the window counts
        ([sledai(0, 10), sledai(167, 9)], CANNOT_ASSESS),
        ([sledai(0, 10), sledai(211, 7)], CANNOT_ASSESS),
        ([sledai(0, 10), sledai(211, 6)], NOT_FIRED),  # 4 points lower by now, whatever it was then
        ([sledai(0, 10), sledai(211, 6, variant="selena-sledai")], CANNOT_ASSESS),
        ([sledai(-29, 10), sledai(168, 9)], CANNOT_ASSESS),
        ([sledai(8, 10), sledai(168, 9)], CANNOT_ASSESS),
        ([sledai(0, 10), sledai(168, 9, variant="selena-sledai")], CANNOT_ASSESS),
        ([sledai(0, 5, variant="selena-sledai"), sledai(1, 10)], CANNOT_ASSESS),  # only one of them is low
        ([pga(0, 3), pga(168, 3)], CANNOT_ASSESS),
        ([], CANNOT_ASSESS),
    ],
)
def test_it_stays_silent_or_asks(scored: list[Entry], wanted: Outcome) -> None:
    assert given(260, *scored).outcome is wanted


@pytest.mark.parametrize(
    "scored",
    [
        [sledai(0, 6), sledai(168, 3)],
        [sledai(-28, 10), sledai(210, 7)],
        [sledai(7, 10), sledai(168, 7)],
        [sledai(0, 10), sledai(168, 12)],
        [sledai(0, 10, variant="selena-sledai"), sledai(168, 9, variant="selena-sledai")],
        [sledai(-5, 12), sledai(4, 10), sledai(180, 8)],  # the score nearest to the start
        [sledai(-4, 10), sledai(4, 14), sledai(180, 8)],  # and of two equally near the earlier one
    ],
)
def test_fewer_than_four_points_fire(scored: list[Entry]) -> None:
    found = given(260, *scored)
    assert (found.outcome, found.counted_as) == (FIRED, Role.CORE)


def test_another_variant_contradicts_nothing() -> None:
    later = sledai(250, 2, variant="selena-sledai")
    assert given(260, sledai(0, 10), sledai(168, 9), later).outcome is FIRED


def test_it_is_too_early_before_24_weeks() -> None:
    early = given(167, sledai(0, 10), sledai(167, 9))
    assert early.outcome is NOT_FIRED
    assert early.because == "Too early: day 167 of belimumab, judged from day 168."
    assert given(168, sledai(0, 10), sledai(168, 9)).outcome is FIRED
    assert given(168, sledai(0, 10)).outcome is CANNOT_ASSESS


def test_the_sentence_holds_the_arithmetic() -> None:
    found = given(180, sledai(0, 10), sledai(175, 8))
    assert found.because == (
        "SLEDAI-2K 10 on 3 January 2022 and 8 on 27 June 2022, 175 days apart: 2 points lower after 175 days of "
        "belimumab; 4 points or more are looked for."
    )
    assert cited(found) == ["score-0", "score-175", "bel"]
    assert found.would_change == ("a later SLEDAI-2K at least 4 points lower than 10",)
    assert found.for_patient
    assert ": 1 point lower after" in given(180, sledai(0, 10), sledai(175, 9)).because
    assert ": 2 points higher after" in given(180, sledai(0, 10), sledai(175, 12)).because
    assert ": the same after" in given(180, sledai(0, 10), sledai(175, 10)).because


def test_what_answers_no_is_shown() -> None:
    better = given(260, sledai(0, 10), sledai(168, 9), sledai(250, 6))
    assert ": 4 points lower on belimumab." in better.because
    assert cited(better) == ["score-0", "score-250"]
    low = given(260, sledai(0, 5), sledai(168, 5))
    assert low.because == "Not applicable: SLEDAI-2K 5 at the start of belimumab; the rule applies from 6."
    assert cited(low) == ["score-0"]


def test_what_is_missing_is_named_with_its_days() -> None:
    start = given(260, sledai(168, 9))
    assert start.missing == ("SLEDAI at the start of belimumab, between 6 December 2021 and 10 January 2022",)
    assert cited(start) == ["bel"]
    late = given(260, sledai(0, 10))
    assert late.missing == ("SLEDAI-2K at 24 weeks, between 20 June 2022 and 1 August 2022",)
    assert cited(late) == ["score-0", "bel"]
    mixed = given(260, sledai(0, 10, variant="selena-sledai"), sledai(170, 9))
    assert mixed.missing == ("SELENA-SLEDAI at 24 weeks, between 20 June 2022 and 1 August 2022",)


def test_it_stands_until_a_new_regimen_begins() -> None:
    scored = [sledai(0, 10), sledai(175, 8)]
    assert given(700, *scored).outcome is FIRED
    anifrolumab = drug("anifrolumab", treats=SLE, since=300, intent="switch", administrations=[])
    switched = given(310, *scored, more=(anifrolumab,))
    assert switched.outcome is NOT_FIRED
    assert switched.because == "Too early: day 10 of anifrolumab, judged from day 168."
    methotrexate = drug("methotrexate", treats=SLE, since=300, intent="switch", amount=15, every="week")
    assert given(310, *scored, more=(methotrexate,)).because.startswith("Not applicable: no biologic")


@pytest.mark.parametrize(
    ("stop", "wanted"),
    [
        ({"stopped_on": at(167)}, NOT_FIRED),
        ({"stopped_on": at(168), "stop_reason": "lack-of-effect"}, FIRED),
        ({"stopped_on": at(230), "stop_reason": "lack-of-effect"}, FIRED),
        ({"stopped": True}, CANNOT_ASSESS),
    ],
)
def test_a_drug_stopped_before_24_weeks_is_not_judged(stop: Entry, wanted: Outcome) -> None:
    assert given(260, sledai(0, 10), sledai(175, 8), new=belimumab(**stop)).outcome is wanted


def test_an_unknown_stop_or_start_is_asked_for() -> None:
    stopped = given(260, sledai(0, 10), sledai(175, 8), new=belimumab(stopped=True))
    assert stopped.missing == ("stop date of belimumab",)
    undated = given(260, sledai(0, 10), sledai(175, 8), new=belimumab(since=None))
    assert undated.missing == ("start date of belimumab",)
    over = given(260, sledai(0, 10), sledai(175, 8), new=belimumab(since=None, stopped=True))
    assert over.outcome is NOT_FIRED
    early = given(260, new=belimumab(stopped_on=at(167)))
    assert early.because == "Not applicable: belimumab was stopped on day 167, before day 168."


def rituximab(second: int = 14, **fields: Any) -> Entry:
    infusions = [{"on": at(day), "amount": 1000, "unit": "mg"} for day in (0, second)]
    return drug("rituximab", treats=SLE, intent="escalation", administrations=infusions, **fields)


def test_a_course_works_on_and_is_held_until_its_trial_ends() -> None:
    scored = [sledai(0, 10), sledai(168, 9)]
    course = rituximab(stopped_on=at(14), stop_reason="planned")
    early = given(181, *scored, new=course)
    assert (early.outcome, held_for(early)) == (HELD, {"cf.duration"})
    assert given(182, *scored, new=course).outcome is FIRED


def test_it_is_held_while_the_drug_itself_is_below_its_usual_dose() -> None:
    scored = [sledai(0, 10), sledai(168, 9)]
    assert held_for(given(260, *scored, new=rituximab(40))) == {"cf.dose"}
    low = given(260, *scored, new=belimumab(amount=100))
    assert (low.outcome, held_for(low)) == (HELD, {"cf.dose"})
    assert cited(low) == ["score-0", "score-168", "bel"]
    assert low.for_patient
    unknown = given(260, *scored, new=drug("baricitinib", treats=SLE, amount=4, intent="escalation"))
    assert held_for(unknown) == {"cf.dose"}


def test_the_most_open_answer_of_several_drugs_counts() -> None:
    scored = [sledai(0, 10), sledai(175, 8)]
    added = drug("anifrolumab", treats=SLE, since=170, intent="adjuvant", administrations=[])
    assert given(180, *scored, more=(added,)).outcome is FIRED
    assert given(180, *scored, new=added, more=(belimumab(),)).outcome is FIRED


def test_without_such_a_drug_or_any_treatment() -> None:
    none = says(RULE, 200, sledai(0, 10), sledai(175, 8))
    assert none.outcome is NOT_FIRED
    empty = finding(document(SLE, assessments=[sledai(0, 10)]), RULE, 200)
    assert empty.missing == ("treatments, with their start",)


def test_a_drug_that_never_began_a_regimen_is_judged_from_its_own_start() -> None:
    drugs = [HCQ, belimumab(intent="maintenance")]
    assert says(RULE, 260, sledai(0, 10), sledai(175, 8), drugs=drugs).outcome is FIRED


@pytest.mark.parametrize(
    ("new", "shows", "began"),
    [
        (belimumab(), "belimumab, taken now", on(0)),
        (belimumab(stopped_on=at(230)), "belimumab, stopped", on(0)),
        (belimumab(since="2022-01"), "belimumab, taken now", date(2022, 1, 1)),
    ],
)
def test_the_drug_is_cited_with_the_first_day_that_it_may_have_begun(new: Entry, shows: str, began: date) -> None:
    found = given(260, new=new)
    assert [(item.shows, item.on) for item in found.evidence if item.id == "bel"] == [(shows, began)]
