"""cf.upcr: was there something else around a urine protein that changes it? And what that does to the rules."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome
from tests.guidance.builders import Document, Entry, at, document, dose, drug, finding, marked, on, rule_out, upcr
from tests.guidance.nephritis import infection, nephritis, pregnancy

RULE = "cf.upcr"
DAY = 250
URINARY = [infection("urinary-tract", 180, 185)]


def measured(*results: Entry, **lists: Any) -> Document:
    return nephritis(*results, day=DAY, **lists)


def halved(*results: Entry, **lists: Any) -> Finding:
    return finding(measured(*results, **lists), "ln.upcr-50pct-6mo", DAY)


def test_without_a_urine_protein_or_with_a_plain_one_it_is_closed() -> None:
    assert rule_out(document(), RULE, DAY).because == "No UPCR is recorded."
    found = rule_out(measured(upcr(0, 2), upcr(182, 1)), RULE, DAY)
    assert (found.outcome, found.evidence) == (Outcome.NOT_FIRED, ())
    assert found.because == "UPCR 1 g/g on 4 July 2022: nothing else that changes it is recorded around it."


@pytest.mark.parametrize(
    ("lists", "why"),
    [
        ({"infections": URINARY}, "near a urinary infection"),
        ({"life_events": [{"kind": "menses", "began_on": at(180)}]}, "during menses"),
        ({"check_ins": [marked(180, fever=True)]}, "near a fever"),
        ({"life_events": [pregnancy(100)]}, "during pregnancy"),
        ({"therapies": (drug("ramipril", since=150, treats="other"),)}, "soon after ramipril was started"),
        (
            {"therapies": (drug("ramipril", since=-300, treats="other", stopped_on=at(150)),)},
            "soon after ramipril was stopped",
        ),
    ],
)
def test_it_says_what_was_around_the_newest(lists: dict[str, Any], why: str) -> None:
    found = rule_out(measured(upcr(0, 2), upcr(182, 1), **lists), RULE, DAY)
    assert found.outcome is Outcome.FIRED
    assert found.because == f"UPCR 1 g/g on 4 July 2022, {why}: it needs a repeat."
    assert found.evidence[0].list == "labs"
    assert len(found.evidence) == 2


def test_a_repeat_closes_it_and_what_was_left_out_is_told() -> None:
    found = rule_out(measured(upcr(182, 1), upcr(230, 1), infections=URINARY), RULE, DAY)
    assert found.outcome is Outcome.NOT_FIRED
    assert found.because.endswith(" 1 earlier value left out or counted as a least value.")


def test_it_holds_nothing() -> None:
    found = halved(upcr(0, 2), upcr(182, 1.5), upcr(230, 1.5), check_ins=[marked(230, fever=True)])
    assert found.held_for == ()


def test_a_spoiled_value_makes_no_milestone_and_is_named() -> None:
    found = halved(upcr(0, 2), upcr(182, 1.5), infections=URINARY)
    assert (found.outcome, found.missing) == (Outcome.CANNOT_ASSESS, ("UPCR between 12 June 2022 and 1 August 2022",))
    assert found.because == (
        "UPCR 2 g/g on 3 January 2022; none that counts is recorded between 12 June 2022 and 1 August 2022. "
        "Left out: 1.5 g/g on 4 July 2022 (near a urinary infection)."
    )


def test_nor_does_it_silence_one() -> None:
    assert halved(upcr(0, 2), upcr(182, 0.3), infections=URINARY).outcome is Outcome.CANNOT_ASSESS
    later = halved(upcr(0, 2), upcr(165, 1.5), upcr(182, 0.3), infections=[infection("urinary-tract", 182, 183)])
    assert (later.outcome, [shown.on for shown in later.evidence]) == (Outcome.FIRED, [on(0), on(165)])


def test_a_repeat_outside_decides() -> None:
    found = halved(upcr(0, 2), upcr(182, 0.3), upcr(205, 1.5), infections=URINARY)
    assert (found.outcome, [shown.on for shown in found.evidence]) == (Outcome.FIRED, [on(0), on(205)])


def test_a_spoiled_value_makes_no_baseline_and_is_named() -> None:
    fever = [marked(0, fever=True)]
    found = halved(upcr(0, 2), upcr(182, 1.5), check_ins=fever)
    assert found.missing == ("baseline UPCR between 6 December 2021 and 6 January 2022",)
    assert found.because.endswith(" Left out: 2 g/g on 3 January 2022 (near a fever).")
    unrecorded = halved(upcr(0, 2), upcr(182, 1.5), check_ins=fever, recorded=False)
    assert unrecorded.outcome is Outcome.CANNOT_ASSESS


def test_a_fall_that_a_new_drug_may_have_made_silences_nothing() -> None:
    new = (drug("ramipril", since=150, treats="other"),)
    fallen = halved(upcr(0, 2), upcr(182, 0.9), therapies=new)
    assert fallen.outcome is Outcome.CANNOT_ASSESS
    assert fallen.missing == ("UPCR that is not soon after ramipril was started: 56 days or more later",)
    assert "0.9 g/g on 4 July 2022 (soon after ramipril was started, which may have lowered it)" in fallen.because
    assert halved(upcr(0, 2), upcr(182, 0.3), therapies=new).outcome is Outcome.CANNOT_ASSESS
    later = halved(upcr(0, 2), upcr(165, 1.5), upcr(209, 0.3), therapies=(drug("ramipril", since=200, treats="other"),))
    assert later.outcome is Outcome.FIRED


def test_a_value_that_is_high_in_spite_of_it_fires() -> None:
    found = halved(upcr(0, 2), upcr(182, 1.5), therapies=(drug("ramipril", since=150, treats="other"),))
    assert found.outcome is Outcome.FIRED
    assert "at most 25 % lower" in found.because
    assert found.evidence[1].shows == (
        "at the milestone: UPCR 1.5 g/g on 4 July 2022 (soon after ramipril was started, which may have lowered it)"
    )


def test_a_start_value_that_it_may_have_lowered_does_not_fire() -> None:
    early = (drug("ramipril", since=-20, treats="other"),)
    assert halved(upcr(0, 2), upcr(182, 1.5), therapies=early).outcome is Outcome.CANNOT_ASSESS
    assert halved(upcr(0, 2), upcr(182, 0.9), therapies=early).outcome is Outcome.NOT_FIRED


def test_with_a_later_repeat_of_the_start_it_does() -> None:
    early = (drug("ramipril", since=-58, treats="other"),)
    assert halved(upcr(-3, 2), upcr(182, 1.5), therapies=early).outcome is Outcome.CANNOT_ASSESS
    assert halved(upcr(-3, 2), upcr(0, 2), upcr(182, 1.5), therapies=early).outcome is Outcome.FIRED


def test_a_start_value_of_the_day_on_which_it_was_begun_or_raised_is_as_it_is() -> None:
    for began, lowered in ((0, False), (-1, True)):
        found = halved(upcr(0, 2), upcr(182, 1.5), therapies=(drug("ramipril", since=began, treats="other"),))
        assert (found.outcome is Outcome.CANNOT_ASSESS) is lowered
        assert found.missing == (
            ("another UPCR near 3 January 2022, not soon after ramipril was started",) if lowered else ()
        )
    raised = drug("ramipril", since=-200, treats="other", doses=[dose(-200, 5), dose(0, 10)])
    assert halved(upcr(0, 2), upcr(182, 1.5), therapies=(raised,)).outcome is Outcome.FIRED
    assert halved(upcr(1, 2), upcr(182, 1.5), therapies=(raised,)).outcome is Outcome.CANNOT_ASSESS


def test_an_infection_whose_end_nobody_recorded_is_named_as_such() -> None:
    found = halved(upcr(0, 2), upcr(182, 1.5), infections=[infection("urinary-tract", 100)])
    assert found.missing == (
        "UPCR between 12 June 2022 and 1 August 2022",
        "end of the urinary infection of 13 April 2022",
    )
    assert "(near a urinary infection without a recorded end)" in found.because
    start = halved(upcr(0, 2), upcr(182, 1.5), infections=[infection("urinary-tract", -10)])
    assert start.missing[1:] == ("end of the urinary infection of 24 December 2021",)
    answer = finding(
        measured(upcr(0, 2), upcr(182, 1.5), infections=[infection("urinary-tract", 100)]), "ln.no-kidney-response", DAY
    )
    assert "end of the urinary infection of 13 April 2022" in answer.missing
    flare = finding(measured(upcr(0, 2), infections=[infection("urinary-tract", -10)]), "ln.proteinuric-flare", DAY)
    assert flare.missing[1:] == ("end of the urinary infection of 24 December 2021",)


def test_of_many_the_newest_is_looked_at() -> None:
    old, middle = upcr(0, 3), upcr(100, 2)
    plain = rule_out(measured(old, middle, upcr(182, 1), infections=[infection("urinary-tract", 98, 102)]), RULE, DAY)
    assert plain.because == (
        "UPCR 1 g/g on 4 July 2022: nothing else that changes it is recorded around it. "
        "1 earlier value left out or counted as a least value."
    )
    spoiled = rule_out(measured(old, middle, upcr(182, 1), infections=URINARY), RULE, DAY)
    assert spoiled.because.startswith("UPCR 1 g/g on 4 July 2022, near a urinary infection")
    assert spoiled.evidence[0].shows == "newest: UPCR 1 g/g on 4 July 2022"
