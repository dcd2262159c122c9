"""tak.gc-above-target-3mo: 105 days after the first treatment or the last relapse, is the 14-day mean above 20 mg?"""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Outcome, Role
from tests.guidance.builders import TAK, Document, Entry, assessed, at, document, dose, drug, finding, on, steroid

RULE = "tak.gc-above-target-3mo"


def on_steroids(*lines: tuple[int, float | None], **lists: Any) -> Document:
    return document(therapies=[steroid((0, 40), *lines)], **lists)


def relapse(day: int, *, by: str = "clinician", condition: str = TAK, **fields: Any) -> Entry:
    flare = {"id": f"relapse-{day}", "on": at(day), "condition": condition, "kind": "relapse"}
    return flare | ({"recorded_by": by} if by else {}) | fields


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([(60, 20)], Outcome.NOT_FIRED),  # at the target is not above it
        ([(60, 25), (106, 15)], Outcome.NOT_FIRED),  # 25 mg on 0 of 14 days
        ([(60, None)], Outcome.CANNOT_ASSESS),
        ([(60, 25), (117, None)], Outcome.CANNOT_ASSESS),  # 11 of 14 days known
    ],
)
def test_it_stays_silent(lines: list[tuple[int, float | None]], says: Outcome) -> None:
    assert finding(on_steroids(*lines), RULE, 120).outcome is says


def test_an_unknown_dose_names_the_days() -> None:
    assert finding(on_steroids((60, None)), RULE, 120).missing == ("steroid dose between 19 April 2022 and 3 May 2022",)


def test_the_dose_counts_from_day_105() -> None:
    early = finding(on_steroids((60, 25)), RULE, 104)
    assert (early.outcome, early.evidence) == (Outcome.NOT_FIRED, ())
    assert early.because == (
        "Too early: the first treatment was on 3 January 2022, and the dose is compared from 18 April 2022."
    )
    assert finding(on_steroids((60, 25)), RULE, 105).outcome is Outcome.FIRED


def test_too_early_wins_over_an_unknown_dose() -> None:
    assert finding(on_steroids((60, None)), RULE, 104).outcome is Outcome.NOT_FIRED


def test_time_alone_makes_it_fire_and_the_next_check_says_so() -> None:
    assert assessed(on_steroids((60, 25)), 100).next_check_on == on(105)


def test_a_relapse_starts_the_count_again() -> None:
    doc = on_steroids((60, 10), (200, 25), flares=[relapse(30), relapse(200)])
    early, late = finding(doc, RULE, 304), finding(doc, RULE, 305)
    assert (early.outcome, late.outcome) == (Outcome.NOT_FIRED, Outcome.FIRED)
    assert "the last relapse was on 22 July 2022" in early.because
    assert [shown.id for shown in early.evidence] == ["relapse-200"]
    assert "105 days after the last relapse of 22 July 2022" in late.because
    assert [(shown.list, shown.id) for shown in late.evidence][1:] == [("flares", "relapse-200")]


def test_a_relapse_from_before_the_treatment_does_not_shorten_it() -> None:
    assert finding(on_steroids((60, 25), flares=[relapse(-40)]), RULE, 104).outcome is Outcome.NOT_FIRED


@pytest.mark.parametrize(
    "other",
    [relapse(200, by="patient"), relapse(200, by=""), relapse(200, condition="systemic-lupus-erythematosus")],
)
def test_only_a_clinician_s_relapse_of_the_condition_counts(other: Entry) -> None:
    assert finding(on_steroids((60, 25), flares=[other]), RULE, 250).outcome is Outcome.FIRED


def test_an_unknown_first_treatment_leaves_it_open_unless_a_relapse_or_the_dose_decides() -> None:
    def undated(amount: float, **lists: Any) -> Document:
        return document(therapies=[drug("prednisone", since=None, route="oral", doses=[dose(0, amount)])], **lists)

    found = finding(undated(25), RULE, 150)
    assert (found.outcome, found.missing) == (Outcome.CANNOT_ASSESS, ("date first treatment started",))
    assert finding(undated(25, flares=[relapse(20)]), RULE, 150).outcome is Outcome.CANNOT_ASSESS
    assert finding(undated(25, flares=[relapse(100)]), RULE, 150).outcome is Outcome.NOT_FIRED
    assert finding(undated(20), RULE, 150).outcome is Outcome.NOT_FIRED


@pytest.mark.parametrize("lines", [[(60, 20.5)], [(60, 15), (106, 20.5)], [(60, 25), (118, None)]])
def test_a_mean_above_twenty_is_context(lines: list[tuple[int, float | None]]) -> None:
    found = finding(on_steroids(*lines), RULE, 120)
    assert (found.outcome, found.role, found.counted_as) == (Outcome.FIRED, Role.SUPPORTING, Role.SUPPORTING)


def test_the_sentence_holds_the_arithmetic() -> None:
    found = finding(on_steroids((60, 22.5)), RULE, 120)
    assert found.because == (
        "Mean steroid dose of the last 14 days: 22.5 mg/day of prednisone-equivalent, above 20 mg/day, "
        "120 days after the first treatment of 3 January 2022: context only."
    )
    assert found.would_change == ("a mean of 20 mg/day or less over 14 days",)
    assert [shown.list for shown in found.evidence] == ["therapies"]


def test_a_mean_at_the_target_is_said_and_its_doses_are_cited() -> None:
    found = finding(on_steroids((60, 20)), RULE, 120)
    assert ", not above 20 mg/day." in found.because
    assert [shown.list for shown in found.evidence] == ["therapies"]


def test_a_relapse_of_the_day_of_the_first_treatment_is_what_was_treated() -> None:
    found = finding(on_steroids((60, 25), flares=[relapse(0)]), RULE, 105)
    assert "after the first treatment of 3 January 2022" in found.because


def test_steroids_for_something_else_are_counted_and_named() -> None:
    doc = on_steroids((60, 18))
    doc["therapies"].append(drug("hydrocortisone", amount=20, route="oral", treats="other"))
    assert finding(doc, RULE, 120).because.endswith(
        "context only. Counted too, though given for something else: hydrocortisone."
    )
