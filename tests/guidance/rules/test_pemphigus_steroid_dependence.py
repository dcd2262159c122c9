"""pv.steroid-dependence: control on day 30, and prednisone that stays at 12 mg a day."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import Entry, drug, finding, held_for, infused
from tests.guidance.pemphigus_stories import PV, relapse, said, story, tapered

RULE = "pv.steroid-dependence"
DAY = 395
HIGH = tapered((0, 60), (40, 12))
RITUXIMAB = infused("rituximab", (0, 1000), (14, 1000), treats=PV, intent="induction")

SWITCH = drug("azathioprine", since=30, treats=PV, intent="switch")


def found(*drugs: Entry, day: int = DAY, **lists: Any) -> Finding:
    usual: dict[str, Any] = {"statuses": [said(30, "control")]}
    return finding(story(day, therapies=drugs or (HIGH,), **(usual | lists)), RULE, day)


@pytest.mark.parametrize(
    ("drugs", "day", "because"),
    [
        ((tapered((0, 60), (40, 10)),), DAY, "10 mg/day of prednisone-equivalent, not above 10 mg/day"),
        ((HIGH,), DAY - 1, "Too early: control was reached on 2 February 2022, judged after 365 days"),
        ((RITUXIMAB, HIGH), DAY - 1, "Too early: control"),  # consolidation isn't recorded as ended
    ],
)
def test_a_low_dose_or_a_short_time_is_silent(drugs: tuple[Entry, ...], day: int, because: str) -> None:
    answer = found(*drugs, day=day)
    assert answer.outcome is Outcome.NOT_FIRED
    assert because in answer.because


def test_without_a_day_of_control_it_is_too_early_for_a_year_and_then_unknown() -> None:
    early = found(statuses=[], day=364)
    assert early.outcome is Outcome.NOT_FIRED
    assert early.because == "Too early: treated since 3 January 2022, judged 365 days after control."
    later = found(statuses=[], day=365)
    assert (later.outcome, later.missing) == (Outcome.CANNOT_ASSESS, ("date control was reached",))


def test_an_unknown_dose_is_named() -> None:
    answer = found(tapered((0, 60), (370, None)))
    assert (answer.outcome, answer.missing) == (
        Outcome.CANNOT_ASSESS,
        ("steroid dose between 5 January 2023 and 2 February 2023",),
    )


def test_above_ten_a_year_after_control_fires() -> None:
    answer = found()
    assert (answer.outcome, answer.counted_as) == (Outcome.FIRED, Role.CORE)
    assert answer.because == (
        "Control was reached on 2 February 2022, 365 days ago. "
        "Mean steroid dose of the last 28 days: 12 mg/day of prednisone-equivalent, above 10 mg/day."
    )
    assert [shown.list for shown in answer.evidence] == ["statuses", "therapies"]
    assert answer.would_change == ("a mean of 10 mg/day or less over 28 days",)


@pytest.mark.parametrize("what", ["end-of-consolidation", "partial-remission", "complete-remission", "remission"])
def test_what_is_better_than_control_is_control(what: str) -> None:
    assert found(statuses=[said(30, what)]).outcome is Outcome.FIRED


def test_the_mean_of_28_days_decides() -> None:
    assert found(tapered((0, 60), (40, 12), (381, 8))).outcome is Outcome.NOT_FIRED  # 14 days each: 10.0
    assert found(tapered((0, 60), (40, 12), (382, 8))).outcome is Outcome.FIRED


@pytest.mark.parametrize(
    ("lists", "detail"),
    [
        (
            {"statuses": [said(30, "control"), said(200, "active"), said(250, "control")]},
            "control was lost and reached again on 10 September 2022, 145 days ago of 365",
        ),
        (
            {"statuses": [said(30, "control"), said(200, "not-healing")]},
            "control was lost on 22 July 2022 and isn't recorded as reached again",
        ),
        (
            {"flares": [relapse(200)]},
            "control was lost on 22 July 2022 and isn't recorded as reached again",
        ),
    ],
)
def test_control_that_was_lost_holds_it(lists: dict[str, Any], detail: str) -> None:
    answer = found(**lists)
    assert answer.outcome is Outcome.HELD
    assert [(hold.rule, hold.detail) for hold in answer.held_for] == [("cf.duration", detail)]
    assert {shown.list for shown in answer.evidence} >= {"statuses", "therapies"}


def test_control_reached_again_a_year_ago_fires() -> None:
    again = [said(30, "control"), said(100, "active"), said(130, "control"), said(140, "control")]
    assert found(day=494, statuses=again).outcome is Outcome.HELD
    assert found(day=495, statuses=again).outcome is Outcome.FIRED


def test_a_new_regimen_holds_it_for_the_trial_of_its_drug() -> None:
    switched = drug("azathioprine", since=312, treats=PV, intent="switch", amount=150)
    assert held_for(found(HIGH, switched)) == {"cf.duration"}  # day 83
    assert found(HIGH, switched, day=DAY + 1).outcome is Outcome.FIRED


def test_control_that_ended_before_the_regimen_began_doesn_t_count() -> None:
    relapsed = [said(30, "control"), said(100, "active")]
    switched = drug("azathioprine", since=101, treats=PV, intent="switch", amount=150)
    assert found(HIGH, switched, statuses=relapsed).outcome is Outcome.CANNOT_ASSESS
    lasting = drug("azathioprine", since=100, treats=PV, intent="switch", amount=150)
    assert found(HIGH, lasting, statuses=relapsed).outcome is Outcome.HELD


@pytest.mark.parametrize(
    ("drugs", "day", "outcome"),
    [
        ((RITUXIMAB, HIGH), 241, Outcome.NOT_FIRED),
        ((RITUXIMAB, HIGH), 242, Outcome.FIRED),
        ((HIGH,), 242, Outcome.NOT_FIRED),
        ((RITUXIMAB, tapered((0, 60), (40, 10))), 242, Outcome.NOT_FIRED),
        ((RITUXIMAB, tapered((0, 60), (220, None))), 242, Outcome.CANNOT_ASSESS),
        ((RITUXIMAB | {"stopped_on": "2022-02-01"}, HIGH, SWITCH), 242, Outcome.NOT_FIRED),
    ],
)
def test_half_a_year_after_consolidation_with_rituximab_it_is_context(
    drugs: tuple[Entry, ...], day: int, outcome: Outcome
) -> None:
    ended = [said(30, "control"), said(60, "end-of-consolidation")]
    answer = found(*drugs, day=day, statuses=ended)
    assert answer.outcome is outcome
    if outcome is Outcome.FIRED:
        assert answer.counted_as is Role.SUPPORTING
        assert answer.because.startswith("Consolidation ended on 4 March 2022, 182 days ago, with rituximab. Mean")
        assert {shown.list for shown in answer.evidence} == {"statuses", "therapies"}


def test_with_rituximab_too_a_year_after_control_counts_in_full() -> None:
    ended = [said(30, "control"), said(60, "end-of-consolidation")]
    assert found(RITUXIMAB, HIGH, statuses=ended).counted_as is Role.CORE


def test_held_too_a_lower_mean_would_change_it() -> None:
    held = found(HIGH, drug("azathioprine", since=312, treats=PV, intent="switch", amount=150))
    assert held.outcome is Outcome.HELD
    assert held.would_change[0] == "a mean of 10 mg/day or less over 28 days"
    assert [shown.list for shown in found(day=DAY - 1).evidence] == ["statuses"]  # too early
