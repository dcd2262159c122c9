"""tak.steroid-dependence: one year after the first treatment, is the 28-day mean above 10 mg/day?"""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Outcome
from tests.guidance.builders import (
    Document,
    Entry,
    at,
    checked,
    document,
    dose,
    drug,
    finding,
    held_for,
    infused,
    joined,
    steroid,
)

RULE = "tak.steroid-dependence"
DAY = 400


def on_steroids(
    *lines: tuple[int, float | None], more: tuple[Entry, ...] = (), day: int = DAY, **lists: Any
) -> Document:
    mtx = drug("methotrexate", amount=15, every="week", intent="induction")
    return joined(document(therapies=[steroid((0, 40), *lines), mtx, *more], **lists), checked(day))


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([(60, 10.0)], Outcome.NOT_FIRED),
        ([(60, 12.0), (372, 8.0)], Outcome.NOT_FIRED),
        ([(60, None)], Outcome.CANNOT_ASSESS),
        ([(60, 12.0), (394, None)], Outcome.CANNOT_ASSESS),  # 22 of 28 days known
    ],
)
def test_it_stays_silent(lines: list[tuple[int, float | None]], says: Outcome) -> None:
    assert finding(on_steroids(*lines), RULE, DAY).outcome is says


def test_before_a_year_it_is_too_early() -> None:
    doc = on_steroids((60, 20), day=364)
    early = finding(doc, RULE, 364)
    assert early.outcome is Outcome.NOT_FIRED
    assert early.because.endswith("treatment began on 3 January 2022, and the dose is compared from 3 January 2023.")
    assert finding(doc, RULE, 365).outcome is Outcome.FIRED


def test_without_any_steroid_on_record_the_dose_is_not_zero_but_unknown() -> None:
    doc = document(therapies=[drug("methotrexate", amount=15, every="week", intent="induction")])
    assert finding(doc, RULE, DAY).outcome is Outcome.CANNOT_ASSESS


def test_a_first_treatment_on_an_unknown_day_cannot_be_counted_from() -> None:
    doc = document(therapies=[drug("prednisone", since=None, route="oral", doses=[dose(0, 20)])])
    found = finding(doc, RULE, DAY)
    assert (found.outcome, found.missing) == (Outcome.CANNOT_ASSESS, ("date first treatment started",))


@pytest.mark.parametrize("lines", [[(60, 10.5)], [(60, 12), (386, 9)], [(60, 12), (395, None)]])
def test_a_mean_above_ten_fires(lines: list[tuple[int, float | None]]) -> None:
    assert finding(on_steroids(*lines), RULE, DAY).outcome is Outcome.FIRED


def test_other_steroids_count_in_prednisone_equivalents() -> None:
    dexamethasone = drug("dexamethasone", since=350, amount=1, route="oral", treats="other")
    assert finding(on_steroids((60, 4), more=(dexamethasone,)), RULE, DAY).outcome is Outcome.FIRED
    assert finding(on_steroids((60, 3), more=(dexamethasone,)), RULE, DAY).outcome is Outcome.NOT_FIRED


def test_a_pulse_and_a_steroid_that_acts_locally_are_left_out_of_the_mean() -> None:
    pulse = drug("methylprednisolone", since=380, route="oral", doses=[dose(380, 500), dose(383, 0)], intent="rescue")
    inhaled = drug("budesonide", since=100, amount=100, route="oral")
    assert finding(on_steroids((60, 10), more=(pulse, inhaled)), RULE, DAY).outcome is Outcome.NOT_FIRED


def test_a_weekly_pulse_is_not_spread_over_the_week() -> None:
    weekly = drug("dexamethasone", since=350, amount=40, every="week", route="oral")
    assert finding(on_steroids((60, 5), more=(weekly,)), RULE, DAY).outcome is Outcome.NOT_FIRED


def test_two_steroids_of_one_day_are_added_up_and_together_may_be_a_pulse() -> None:
    second = drug("prednisolone", since=350, amount=6, route="oral")
    assert finding(on_steroids((60, 5), more=(second,)), RULE, DAY).outcome is Outcome.FIRED
    pulse = drug("prednisolone", since=380, route="oral", doses=[dose(380, 240), dose(383, 0)])
    assert finding(on_steroids((60, 10), more=(pulse,)), RULE, DAY).outcome is Outcome.NOT_FIRED


def test_every_second_day_is_half_a_day() -> None:
    def alternate(amount: float) -> Document:
        course = drug(
            "prednisone", route="oral", intent="induction", doses=[dose(0, 40), dose(60, amount, every="2-days")]
        )
        return joined(document(therapies=[course]), checked(DAY))

    assert finding(alternate(20), RULE, DAY).outcome is Outcome.NOT_FIRED
    assert finding(alternate(21), RULE, DAY).outcome is Outcome.HELD  # no other drug on record


@pytest.mark.parametrize(("since", "says"), [(219, Outcome.HELD), (218, Outcome.FIRED)])
def test_a_new_drug_holds_it_for_182_days(since: int, says: Outcome) -> None:
    new = drug("azathioprine", since=since, amount=150, intent="maintenance")
    found = finding(on_steroids((60, 15), more=(new,)), RULE, DAY)
    assert found.outcome is says
    assert held_for(found) == ({"cf.duration"} if says is Outcome.HELD else set())


def test_a_mean_that_is_exactly_the_target_is_not_above_it() -> None:
    """9.9 and 10.1 mg in turn add up to a hair more than 280 in binary fractions."""
    lines = [(372 + 7 * week, 10.1 if week % 2 else 9.9) for week in range(4)]
    assert finding(on_steroids((60, 10), *lines), RULE, DAY).outcome is Outcome.NOT_FIRED


@pytest.mark.parametrize(("since", "says"), [(219, Outcome.HELD), (218, Outcome.FIRED)])
def test_a_new_course_of_infusions_holds_it_also_once_it_is_recorded_as_stopped(since: int, says: Outcome) -> None:
    course = infused("rituximab", (since, 1000), (since + 14, 1000), intent="adjuvant", stopped_on=at(since + 15))
    found = finding(on_steroids((60, 15), more=(course,)), RULE, DAY)
    assert found.outcome is says
    assert [hold.detail for hold in found.held_for] == (
        ["rituximab began 181 days ago, of 182"] if says is Outcome.HELD else []
    )


def test_a_course_that_began_on_an_unknown_day_is_counted_from_its_first_infusion() -> None:
    course = infused("rituximab", (300, 1000), (314, 1000), intent="adjuvant", stopped=True) | {"started_on": None}
    found = finding(on_steroids((60, 15), more=(course,)), RULE, DAY)
    assert [hold.detail for hold in found.held_for] == ["rituximab began 100 days ago, of 182"]


def test_a_new_drug_that_was_stopped_again_does_not_hold_it() -> None:
    brief = drug("azathioprine", since=300, amount=150, intent="adjuvant", stopped_on="2022-11-10")
    assert finding(on_steroids((60, 15), more=(brief,)), RULE, DAY).outcome is Outcome.FIRED


def test_it_says_on_which_side_of_the_target_the_mean_lies_and_what_would_change_it() -> None:
    below = finding(on_steroids((60, 10.0)), RULE, DAY)
    assert ", not above 10 mg/day" in below.because
    assert [shown.list for shown in below.evidence] == ["therapies"]
    above = finding(on_steroids((60, 12)), RULE, DAY)
    assert ", above 10 mg/day" in above.because
    assert above.would_change == ("a mean of 10 mg/day or less over 28 days",)


def test_steroids_for_something_else_are_counted_and_named() -> None:
    replaced = drug("hydrocortisone", since=300, amount=20, route="oral", treats="other")
    assert finding(on_steroids((60, 7.5), more=(replaced,)), RULE, DAY).because == (
        "Mean steroid dose of the last 28 days: 12.5 mg/day of prednisone-equivalent, above 10 mg/day. "
        "Counted too, though given for something else: hydrocortisone."
    )
    assert (
        "Counted too"
        in finding(on_steroids((60, 12), more=(replaced | {"stopped_on": "2023-01-11"},)), RULE, DAY).because
    )  # stopped on day 373, in the 28 days
    over = on_steroids((60, 12), more=(replaced | {"stopped_on": "2023-01-10"},))
    assert "Counted too" not in finding(over, RULE, DAY).because
