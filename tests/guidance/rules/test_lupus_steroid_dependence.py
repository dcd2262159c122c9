"""sle.steroid-dependence: half a year into a regimen, is the 91-day mean above 7.5 (core) or 5 (context)?"""

from __future__ import annotations

import pytest

from journeys.guidance.findings import Outcome, Role
from tests.guidance.builders import SLE, Document, Entry, checked, document, drug, finding, held_for, joined, steroid

RULE = "sle.steroid-dependence"
DAY = 200


def on_steroids(*lines: tuple[int, float | None], more: tuple[Entry, ...] = (), hcq: float = 400) -> Document:
    therapies = [
        steroid((0, 40), *lines, treats=SLE),
        drug("methotrexate", treats=SLE, amount=15, every="week", intent="induction"),
        drug("hydroxychloroquine", treats=SLE, amount=hcq, intent="induction"),
        *more,
    ]
    return joined(document(SLE, therapies=therapies), checked(DAY))


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([(30, 5.0)], Outcome.NOT_FIRED),
        ([(30, None)], Outcome.CANNOT_ASSESS),
        ([(30, 9.0), (181, None)], Outcome.CANNOT_ASSESS),  # 72 of 91 days
    ],
)
def test_it_stays_silent(lines: list[tuple[int, float | None]], says: Outcome) -> None:
    assert finding(on_steroids(*lines), RULE, DAY).outcome is says


def test_before_day_182_it_is_too_early() -> None:
    doc = on_steroids((30, 20))
    assert finding(doc, RULE, 181).outcome is Outcome.NOT_FIRED
    assert finding(doc, RULE, 182).outcome is not Outcome.NOT_FIRED


@pytest.mark.parametrize(("mean", "role"), [(5.5, Role.SUPPORTING), (7.5, Role.SUPPORTING), (8, Role.CORE)])
def test_the_mean_decides_what_it_counts_as(mean: float, role: Role) -> None:
    found = finding(on_steroids((30, mean)), RULE, DAY)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, role)


@pytest.mark.parametrize(("since", "says"), [(110, Outcome.HELD), (109, Outcome.FIRED)])
def test_a_new_drug_holds_it_for_91_days(since: int, says: Outcome) -> None:
    new = drug("azathioprine", since=since, treats=SLE, amount=150, intent="maintenance")
    found = finding(on_steroids((30, 10), more=(new,)), RULE, DAY)
    assert found.outcome is says


def test_a_low_or_missing_antimalarial_holds_it_and_a_recorded_intolerance_does_not() -> None:
    low = on_steroids((30, 10), hcq=200)
    assert held_for(finding(low, RULE, DAY)) == {"cf.dose"}
    declined = joined(
        low, document(SLE, contraindications=[{"drug": "hydroxychloroquine", "on": "2022-01-01", "kind": "refused"}])
    )
    assert finding(declined, RULE, DAY).outcome is Outcome.FIRED


@pytest.mark.parametrize(
    ("mean", "says"),
    [
        (5, "5 mg/day of prednisone-equivalent, not above 5 mg/day."),
        (6, "6 mg/day of prednisone-equivalent, above 5 mg/day."),
        (8, "8 mg/day of prednisone-equivalent, above 7.5 mg/day."),
    ],
)
def test_the_mean_is_compared_with_the_goal_that_it_misses(mean: float, says: str) -> None:
    found = finding(on_steroids((30, mean)), RULE, DAY)
    assert found.because.endswith(says)
    assert [shown.list for shown in found.evidence] == ["therapies"]


@pytest.mark.parametrize(("mean", "says"), [(6, Outcome.FIRED), (10, Outcome.HELD)])
def test_context_is_not_held_for_a_new_drug_and_a_new_antimalarial_is_one(mean: float, says: Outcome) -> None:
    therapies = [
        steroid((0, 40), (30, mean), treats=SLE),
        drug("methotrexate", treats=SLE, amount=15, every="week", intent="induction"),
        drug("hydroxychloroquine", treats=SLE, since=150, amount=400, intent="maintenance"),
    ]
    found = finding(joined(document(SLE, therapies=therapies), checked(DAY)), RULE, DAY)
    assert found.outcome is says
    if says is Outcome.HELD:
        assert any(hold.detail.startswith("hydroxychloroquine") for hold in found.held_for)
