"""cf.pct: shown, and never decisive."""

from __future__ import annotations

import pytest

from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.findings import ConfounderFinding, Outcome
from tests.guidance.builders import Entry, at, case_of, document, rule_out


def found(*labs: Entry, days: int = 200) -> ConfounderFinding:
    return rule_out(document(labs=list(labs)), "cf.pct", days)


def pct(day: int, value: float, *, unit: str = "ng/mL", **fields: object) -> Entry:
    return {"analyte": "procalcitonin", "collected_on": at(day), "value": value, "unit": unit, **fields}


@pytest.mark.parametrize(
    ("result", "says"),
    [
        (pct(200, 0.49), Outcome.NOT_FIRED),
        (pct(200, 0.5), Outcome.FIRED),
        (pct(200, 0.5, unit="ug/L"), Outcome.FIRED),
        (pct(200, 0.5, comparator="<"), Outcome.NOT_FIRED),
        (pct(200, 0.5, comparator=">"), Outcome.FIRED),
        (pct(200, 0.6, comparator="<"), Outcome.NOT_FIRED),
        (pct(186, 2), Outcome.FIRED),  # 14 days
        (pct(185, 2), Outcome.NOT_FIRED),
    ],
)
def test_half_a_nanogram_in_the_last_14_days(result: Entry, says: Outcome) -> None:
    assert found(result).outcome is says


def test_it_says_that_it_decides_nothing_and_holds_nothing() -> None:
    doc = document(labs=[pct(190, 2), pct(195, 0.7)])
    shown = rule_out(doc, "cf.pct", 200)
    assert shown.because == (
        "Procalcitonin 2 ng/mL on 12 July 2022 and procalcitonin 0.7 ng/mL on 17 July 2022 (0.5 ng/mL or more). "
        "It decides nothing: it doesn't tell an infection from active disease."
    )
    assert len(shown.evidence) == 2
    rule = PUBLISHED.by_id["cf.pct"]
    assert rule.judge(case_of(doc, 200).given(rule, {})).holds == ()
