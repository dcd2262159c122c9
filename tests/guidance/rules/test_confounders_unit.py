"""cf.unit: results that wait for somebody to confirm them."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import ConfounderFinding, Outcome
from tests.guidance.builders import SLE, Entry, at, document, drug, rule_out, upcr

MMF = drug("mycophenolate mofetil", treats=SLE, intent="induction", amount=2000)


def found(days: int = 400, **lists: Any) -> ConfounderFinding:
    return rule_out(document(SLE, **lists), "cf.unit", days)


def platelets(day: int, value: float) -> Entry:
    return {"analyte": "platelets", "collected_on": at(day), "value": value, "unit": "10*9/L"}


def test_ordinary_results_are_no_slip() -> None:
    assert found(labs=[upcr(0, 2), upcr(200, 0.4)], therapies=[MMF]).outcome is Outcome.NOT_FIRED
    assert found().outcome is Outcome.NOT_FIRED


def test_a_value_outside_the_limits_is_named_and_holds_nothing() -> None:
    shown = found(labs=[upcr(300, 21)])
    assert shown.outcome is Outcome.FIRED
    assert shown.because == (
        "Urine protein to creatinine ratio (UPCR) 21 g/g on 30 October 2022, outside the usual limits: to be "
        "confirmed; until then it decides nothing."
    )
    assert [item.list for item in shown.evidence] == ["labs"]


def test_a_jump_names_what_it_is_measured_by() -> None:
    higher = found(labs=[platelets(290, 30), platelets(300, 300)]).because
    lower = found(labs=[platelets(290, 300), platelets(300, 30)]).because
    assert higher.startswith("Platelets 300 10^9/L on 30 October 2022, about ten times as high as 30 10^9/L on 20")
    assert "about ten times lower than 300 10^9/L on 20 October 2022, and not confirmed" in lower
    confirmed = [platelets(290, 300), platelets(300, 30), platelets(310, 35)]
    assert found(labs=confirmed).outcome is Outcome.NOT_FIRED


@pytest.mark.parametrize(
    ("day", "therapies", "says"),
    [
        (218, [], Outcome.FIRED),  # 182 days
        (217, [], Outcome.NOT_FIRED),
        (-90, [MMF], Outcome.FIRED),
        (-91, [MMF], Outcome.NOT_FIRED),
    ],
)
def test_old_results_are_looked_at_since_90_days_before_the_treatment(
    day: int, therapies: list[Entry], says: Outcome
) -> None:
    assert found(labs=[upcr(day, 25)], therapies=therapies).outcome is says
