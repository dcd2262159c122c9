"""mon.*: when something is due, and how the phase and the team's own plan change it."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Due
from tests.guidance.builders import PV, SLE, TAK, at, document, drug, follow_up, lesions, on, scan, status, upcr


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (145, Due.NOT_DUE),
        (146, Due.DUE_SOON),  # 36 of 182 days left
        (181, Due.DUE_SOON),
        (182, Due.DUE),
        (227, Due.DUE),  # 45 days of grace
        (228, Due.OVERDUE),
    ],
)
def test_the_states_of_a_scan_every_182_days(days: int, state: Due) -> None:
    found = follow_up(document(imaging=[scan(0)]), "mon.tak.imaging", days)
    assert (found.state, found.last_on, found.due_on) == (state, on(0), on(182))


def test_nothing_ever_recorded_is_unknown() -> None:
    assert follow_up(document(imaging=[scan(0, modality="echo")]), "mon.tak.imaging", 100).state is Due.UNKNOWN


def test_a_planned_visit_is_no_evidence() -> None:
    doc = document(PV, visits=[{"on": at(30), "kind": "clinic", "condition": PV}])
    assert follow_up(doc, "mon.pv.visit", 20).state is Due.UNKNOWN
    assert follow_up(doc, "mon.pv.visit", 30).last_on == on(30)


@pytest.mark.parametrize(
    ("condition", "item", "lists", "every"),
    [
        (TAK, "mon.tak.imaging", {"imaging": [scan(0)]}, 182),
        (TAK, "mon.tak.imaging", {"imaging": [scan(0)], "statuses": [status(1, "remission")]}, 365),
        (
            TAK,
            "mon.tak.imaging",
            {"imaging": [scan(0)], "statuses": [status(1, "remission"), status(2, "active")]},
            182,
        ),
        (
            TAK,
            "mon.tak.imaging",
            {"imaging": [scan(0)], "plan": [{"item": "mon.tak.imaging", "every_days": 90, "from": at(0)}]},
            90,
        ),
        (SLE, "mon.sle.urine-protein", {"labs": [upcr(0, 0.1)]}, 91),
        (
            SLE,
            "mon.sle.urine-protein",
            {"labs": [upcr(0, 0.1)], "statuses": [status(1, "remission", condition=SLE)]},
            365,
        ),
        (PV, "mon.pv.visit", {"check_ins": [lesions(0, 1)]}, 14),
        (PV, "mon.pv.visit", {"check_ins": [lesions(0, 1)], "statuses": [status(0, "control", condition=PV)]}, 30),
        (
            PV,
            "mon.pv.visit",
            {"check_ins": [lesions(0, 1)], "statuses": [status(0, "end-of-consolidation", condition=PV)]},
            91,
        ),
    ],
)
def test_the_interval_follows_the_phase_and_the_plan_wins(
    condition: str, item: str, lists: dict[str, Any], every: int
) -> None:
    found = follow_up(document(condition, **lists), item, 10)
    assert (found.every_days, found.due_on, found.own_interval) == (every, on(every), "plan" in lists)


def test_a_plan_counts_from_its_own_day_where_nothing_was_done_yet() -> None:
    doc = document(plan=[{"item": "mon.tak.imaging", "every_days": 90, "from": at(0)}])
    assert follow_up(doc, "mon.tak.imaging", 10).due_on == on(90)


@pytest.mark.parametrize(("days", "every"), [(91, 30), (92, 91)])
def test_nephritis_is_looked_at_monthly_in_the_first_91_days(days: int, every: int) -> None:
    mmf = drug("mycophenolate mofetil", treats=SLE, intent="induction", amount=2000)
    doc = document(SLE, manifestations=["lupus-nephritis"], therapies=[mmf], labs=[upcr(0, 2)])
    assert follow_up(doc, "mon.sle.urine-protein", days).every_days == every


def test_only_the_patient_s_own_conditions_have_follow_ups() -> None:
    with pytest.raises(StopIteration):
        follow_up(document(PV), "mon.tak.imaging", 0)
