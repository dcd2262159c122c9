"""mon.glucocorticoid.*: from which dose and for how long, and what is looked at then."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Due
from tests.guidance.builders import (
    PV,
    SLE,
    TAK,
    Document,
    at,
    document,
    drug,
    follow_up,
    lab,
    listed,
    marked,
    on,
    status,
    steroid,
)
from tests.guidance.rules.monitored import (
    taking,
)

BONE = "mon.glucocorticoid.bone"


def on_steroid(*lines: tuple[int, float | None], condition: str = PV, **lists: Any) -> Document:
    return document(condition, therapies=[steroid(*lines, treats=condition)], **lists)


@pytest.mark.parametrize(
    ("lines", "days", "is_listed"),
    [
        (((0, 2.5),), 90, False),
        (((0, 2.5),), 91, True),
        (((0, 2.4),), 200, False),
        (((0, 5), (60, 2)), 200, False),
        (((0, 2), (60, 5)), 150, False),
        (((0, 2), (60, 5)), 151, True),
        (((0, 5), (100, 0)), 120, False),
        (((0, 5), (100, 0), (110, 5)), 200, False),
        (((0, 5), (100, 0), (110, 5)), 201, True),
        (((0, None),), 91, True),
        (((0, 300), (1, 5)), 91, True),
    ],
)
def test_a_steroid_is_followed_from_2_5_mg_for_more_than_90_days(
    lines: tuple[tuple[int, float | None], ...], days: int, is_listed: bool
) -> None:
    assert (BONE in listed(on_steroid(*lines), days)) is is_listed


@pytest.mark.parametrize(
    "therapy",
    [
        drug("prednisone", amount=10, route="topical"),
        drug("prednisone", amount=10, route="oral", stopped_on=at(150)),
        drug("prednisone", amount=10, route="oral", stopped=True),
        drug("methotrexate", amount=10),
    ],
)
def test_what_is_no_long_steroid(therapy: dict[str, Any]) -> None:
    assert BONE not in listed(document(therapies=[therapy]), 200)


def test_two_steroids_count_together() -> None:
    both = [drug("prednisone", amount=1.5, route="oral"), drug("hydrocortisone", amount=4, route="oral")]
    assert BONE in listed(document(therapies=both), 100)


@pytest.mark.parametrize(
    ("days", "state"), [(145, Due.NOT_DUE), (146, Due.DUE_SOON), (182, Due.DUE), (227, Due.DUE), (228, Due.OVERDUE)]
)
def test_bones_are_looked_at_within_half_a_year(days: int, state: Due) -> None:
    found = follow_up(on_steroid((0, 5)), BONE, days)
    assert (found.state, found.due_on) == (state, on(182))


def test_then_bones_are_looked_at_every_two_years() -> None:
    review = {"on": at(50), "checklist": "bone-health", "complete": True}
    assert follow_up(on_steroid((0, 5), reviews=[review]), BONE, 100).due_on == on(50 + 730)


@pytest.mark.parametrize(("days", "every"), [(365, 91), (366, 365)])
def test_glucose_in_the_first_year_and_after(days: int, every: int) -> None:
    for analyte in ("glucose", "hba1c"):
        found = follow_up(on_steroid((0, 5), labs=[lab(analyte, 40)]), "mon.glucocorticoid.glucose", days)
        assert (found.every_days, found.last_on) == (every, on(40))


def test_the_other_items_of_a_steroid() -> None:
    values = [
        {"on": at(3), "kind": "systolic-bp", "value": 120, "unit": "mm[Hg]"},
        {"on": at(4), "kind": "weight", "value": 60, "unit": "kg"},
    ]
    lists = {"measurements": values, "labs": [lab("ldl", 5)], "visits": [{"on": at(6), "kind": "eye-check"}]}
    doc = on_steroid((0, 5), check_ins=[marked(7, by="patient", sleep=1)], **lists)
    found = {item.removeprefix("mon.glucocorticoid."): follow_up(doc, item, 100) for item in listed(doc, 100)}
    assert {name: (item.last_on, item.every_days) for name, item in found.items() if "mon." not in name} == {
        "bone": (None, 182),
        "glucose": (None, 91),
        "blood-pressure-and-weight": (on(3), 91),
        "lipids": (on(5), 365),
        "eyes": (on(6), 365),
        "mood-and-sleep": (on(7), 91),
    }


@pytest.mark.parametrize("condition", [TAK, SLE])
def test_lipids_are_not_asked_for_twice(condition: str) -> None:
    items = listed(on_steroid((0, 5), condition=condition), 100)
    assert "mon.glucocorticoid.lipids" not in items
    assert "mon.glucocorticoid.mood-and-sleep" not in items


def test_a_steroid_that_began_nobody_knows_when_has_no_first_day() -> None:
    doc = document(PV, therapies=[drug("prednisone", since=None, route="oral")])
    assert (follow_up(doc, BONE, 100).state, follow_up(doc, BONE, 100).due_on) == (Due.UNKNOWN, None)
    assert follow_up(doc, "mon.glucocorticoid.glucose", 100).every_days == 365


def test_status_does_not_touch_items_by_drug() -> None:
    doc = taking("belimumab", statuses=[status(2, "remission", condition=SLE)])
    assert follow_up(doc, "mon.belimumab.blood", 10).every_days == 182
