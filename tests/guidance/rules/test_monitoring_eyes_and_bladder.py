"""mon.hydroxychloroquine.eye and mon.cyclophosphamide.*: eyes by risk; counts, urine and the bladder."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Due
from tests.guidance.builders import (
    SLE,
    Document,
    at,
    document,
    drug,
    follow_up,
    lab,
    listed,
    on,
)
from tests.guidance.rules.monitored import (
    COUNT,
    infusions,
    taking,
)

EYE = "mon.hydroxychloroquine.eye"


def on_hcq(*exams: int, mg: float = 200, kg: float | None = 60, **lists: Any) -> Document:
    therapies = [drug("hydroxychloroquine", treats=SLE, amount=mg), *lists.pop("therapies", [])]
    weights = [{"on": at(0), "kind": "weight", "value": kg, "unit": "kg"}] if kg else []
    visits = [{"on": at(day), "kind": "eye-check"} for day in exams]
    return document(SLE, therapies=therapies, measurements=weights, visits=visits, **lists)


@pytest.mark.parametrize(
    ("days", "state"),
    [(291, Due.NOT_DUE), (292, Due.DUE_SOON), (364, Due.DUE_SOON), (365, Due.DUE), (456, Due.DUE), (457, Due.OVERDUE)],
)
def test_the_first_eye_exam_is_due_within_a_year(days: int, state: Due) -> None:
    found = follow_up(on_hcq(), EYE, days)
    assert (found.state, found.due_on) == (state, on(365))


@pytest.mark.parametrize(
    ("exam", "due"), [(-366, 365), (-365, 1825), (20, 1825), (900, 1825), (1460, 1825), (1461, 1826), (2000, 2365)]
)
def test_without_a_risk_it_is_yearly_from_year_5(exam: int, due: int) -> None:
    assert follow_up(on_hcq(exam), EYE, max(exam, 400)).due_on == on(due)


def creatinine(day: int, value: float) -> dict[str, Any]:
    return lab("creatinine", day, value=value, unit="mg/dL")


def filtration(day: int, value: float) -> dict[str, Any]:
    return lab("egfr", day, value=value, unit="mL/min/{1.73_m2}")


@pytest.mark.parametrize(
    ("lists", "risk"),
    [
        ({"mg": 301}, "more than 5 mg/kg a day"),
        ({"labs": [filtration(0, 59.9)]}, "an eGFR below 60"),
        ({"labs": [creatinine(0, 1.5)]}, "an eGFR below 60"),
        ({"labs": [filtration(0, 80), creatinine(1, 1.5)]}, "an eGFR below 60"),
        ({"therapies": [drug("tamoxifen", treats="other")]}, "tamoxifen"),
        ({"complications": [{"on": at(0), "kind": "macular-disease"}]}, "a disease of the macula"),
        ({"adverse_effects": [{"on": at(0), "kind": "retinopathy"}]}, "a disease of the macula"),
    ],
)
def test_with_a_risk_it_is_yearly_from_year_1(lists: dict[str, Any], risk: str) -> None:
    found = follow_up(on_hcq(20, **lists), EYE, 100)
    assert found.due_on == on(20 + 365)
    assert f"Yearly from the first year: {risk}." in found.because


@pytest.mark.parametrize(
    "lists",
    [
        {"mg": 300},
        {"mg": 900, "kg": None},
        {"labs": [filtration(0, 60)]},
        {"labs": [filtration(0, 40), creatinine(1, 0.7)]},
        {"therapies": [drug("tamoxifen", treats="other", stopped_on=at(50))]},
        {"complications": [{"on": at(0), "kind": "stroke"}]},
    ],
)
def test_what_is_no_risk(lists: dict[str, Any]) -> None:
    found = follow_up(on_hcq(20, **lists), EYE, 100)
    assert found.due_on == on(1825)
    assert "Yearly" not in found.because


def test_a_dose_per_kg_needs_no_weight_of_this_half_year() -> None:
    assert follow_up(on_hcq(20, mg=400), EYE, 400).due_on == on(385)


def test_an_unknown_start_of_hydroxychloroquine_is_yearly() -> None:
    doc = document(SLE, therapies=[drug("hydroxychloroquine", since=None)], visits=[{"on": at(0), "kind": "eye-check"}])
    assert follow_up(doc, EYE, 10).due_on == on(365)


@pytest.mark.parametrize(("count", "state"), [(None, Due.DUE), (20, Due.DUE), (21, Due.NOT_DUE), (28, Due.NOT_DUE)])
def test_an_infusion_asks_for_a_count_a_week_or_two_later(count: int | None, state: Due) -> None:
    labs = [] if count is None else [lab(COUNT, count)]
    doc = document(SLE, therapies=[infusions("cyclophosphamide", 0, 14)], labs=labs)
    assert follow_up(doc, "mon.cyclophosphamide.blood", 28).state is state


def test_a_count_after_an_infusion_is_overdue_a_week_after_its_time() -> None:
    doc = document(SLE, therapies=[infusions("cyclophosphamide", 0)])
    found = [follow_up(doc, "mon.cyclophosphamide.blood", day).state for day in (13, 14, 21, 22)]
    assert found == [Due.DUE_SOON, Due.DUE, Due.DUE, Due.OVERDUE]


def test_by_mouth_it_asks_for_a_count_every_14_days() -> None:
    doc = taking("cyclophosphamide", labs={COUNT: 3}, therapies=[drug("cyclophosphamide", amount=100, route="oral")])
    assert follow_up(doc, "mon.cyclophosphamide.blood", 10).due_on == on(17)
    assert follow_up(doc, "mon.cyclophosphamide.urine-and-kidneys", 10).every_days == 30


def test_afterwards_urine_is_looked_at_once_a_year_for_life() -> None:
    item = "mon.cyclophosphamide.bladder"
    doc = document(SLE, therapies=[infusions("cyclophosphamide", 0, 14, stopped_on=at(30))])
    assert item not in listed(doc, 29)
    assert "mon.cyclophosphamide.blood" not in listed(doc, 30)
    assert follow_up(doc, item, 30).due_on == on(30 + 365)
    doc["labs"] = [lab("urine-red-cells", 4000)]
    found = follow_up(doc, item, 4100)
    assert (found.due_on, found.every_days) == (on(4365), 365)
    undated = document(SLE, therapies=[infusions("cyclophosphamide", 0, 14, stopped=True)])
    assert follow_up(undated, item, 30).due_on == on(14 + 365)
