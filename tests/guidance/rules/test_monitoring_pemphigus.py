"""mon.pv.antibodies and mon.pv.eyes: what rituximab, and sore eyes, change."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Due
from tests.guidance.builders import (
    PV,
    at,
    document,
    drug,
    follow_up,
    lab,
    listed,
    marked,
    on,
)


def labs(day: int, *analytes: str) -> dict[str, Any]:
    return {"labs": [lab(analyte, day) for analyte in analytes]}


def visited(day: int, kind: str = "clinic", **fields: Any) -> dict[str, Any]:
    return {"visits": [{"on": at(day), "kind": kind, **fields}]}


def infused(*days: int) -> dict[str, Any]:
    given = [{"on": at(day), "amount": 1000, "unit": "mg"} for day in days]
    return drug("rituximab", treats=PV, since=days[0], route="intravenous", administrations=given)


@pytest.mark.parametrize(
    ("results", "due"),
    [((), 91), ((-5,), 91), ((76,), 91), ((77,), 77 + 182), ((104,), 104 + 182)],
)
def test_antibodies_are_looked_at_three_months_after_rituximab(results: tuple[int, ...], due: int) -> None:
    taken = [lab(analyte, day) for day in results for analyte in ("dsg1", "dsg3")]
    found = follow_up(document(PV, therapies=[infused(0, 14)], labs=taken), "mon.pv.antibodies", 105)
    assert found.due_on == on(due)


@pytest.mark.parametrize(
    ("given", "due"),
    [
        ((0, 7, 14, 21), 91),
        ((0, 21), 91),
        ((0, 22), 22 + 91),  # a course of its own
        ((0, 14, 100), 100 + 91),  # given again
        ((0, 14, 100, 114), 100 + 91),
    ],
)
def test_it_counts_from_the_first_infusion_of_the_newest_course(given: tuple[int, ...], due: int) -> None:
    doc = document(PV, therapies=[infused(*given)])
    assert follow_up(doc, "mon.pv.antibodies", 115).due_on == on(due)
    assert follow_up(document(PV, therapies=[drug("rituximab", treats=PV)]), "mon.pv.antibodies", 9).due_on == on(91)


def test_an_infusion_that_was_left_out_begins_no_course() -> None:
    left_out = infused(0, 14)
    left_out["administrations"].append({"on": at(100), "amount": 0, "unit": "mg"})
    assert follow_up(document(PV, therapies=[left_out]), "mon.pv.antibodies", 115).due_on == on(91)


def test_a_late_look_after_rituximab_is_overdue_and_says_why() -> None:
    doc = document(PV, therapies=[infused(0)], **labs(-5, "dsg1", "dsg3"))
    assert follow_up(doc, "mon.pv.antibodies", 113).state is Due.DUE
    found = follow_up(doc, "mon.pv.antibodies", 114)
    assert (found.state, found.every_days) == (Due.OVERDUE, 91)
    assert "Usually checked within 91 days of 3 January 2022; your team may have chosen another day." in found.because


def test_years_after_rituximab_the_last_result_counts_again() -> None:
    doc = document(PV, therapies=[infused(0)], **labs(-5, "dsg1", "dsg3"))
    assert follow_up(doc, "mon.pv.antibodies", 91 + 22 + 92).due_on == on(177)


def test_antibodies_at_the_start_are_due_and_not_overdue() -> None:
    doc = document(PV, therapies=[drug("azathioprine", treats=PV, amount=100)])
    assert follow_up(doc, "mon.pv.antibodies", 60).state is Due.DUE


@pytest.mark.parametrize(
    ("answers", "is_listed"), [((), False), ((0,), False), ((2,), True), ((2, 0), False), ((0, 2), True)]
)
def test_eyes_are_followed_while_they_are_sore(answers: tuple[int, ...], is_listed: bool) -> None:
    entries = [marked(day, by="patient", eye_irritation=score) for day, score in enumerate(answers)]
    doc = document(PV, check_ins=[*entries, marked(5, by="patient", pain=1)], **visited(3, "eye-check"))
    assert ("mon.pv.eyes" in listed(doc, 10)) is is_listed
    if is_listed:
        found = follow_up(doc, "mon.pv.eyes", 10)
        assert (found.last_on, found.every_days) == (on(3), 91)
