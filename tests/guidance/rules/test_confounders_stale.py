"""cf.stale: newest key results that are old are marked, and hold nothing."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.findings import ConfounderFinding, Outcome
from tests.guidance.builders import (
    PV,
    SLE,
    TAK,
    Entry,
    at,
    case_of,
    crp,
    document,
    lesions,
    rule_out,
    scan,
    status,
    upcr,
)

RULE = "cf.stale"
DAY = 400


def found(condition: str, *forms: str, **lists: Any) -> ConfounderFinding:
    return rule_out(document(condition, manifestations=forms, **lists), RULE, DAY)


def score(day: int, instrument: str = "sledai-2k") -> Entry:
    return {"on": at(day), "instrument": instrument, "value": 6}


@pytest.mark.parametrize(
    ("condition", "forms", "lists", "says"),
    [
        (TAK, (), {"imaging": [scan(127)], "labs": [crp(390, 3)]}, Outcome.NOT_FIRED),  # 273 days
        (TAK, (), {"imaging": [scan(126)], "labs": [crp(390, 3)]}, Outcome.FIRED),
        (TAK, (), {"imaging": [scan(390)], "labs": [crp(264, 3)]}, Outcome.NOT_FIRED),  # 136 of 136.5
        (TAK, (), {"imaging": [scan(390)], "labs": [crp(263, 3)]}, Outcome.FIRED),
        (TAK, (), {"imaging": [scan(390, modality="echo")], "labs": [crp(390, 3)]}, Outcome.CANNOT_ASSESS),
        (TAK, (), {"imaging": [scan(126)]}, Outcome.FIRED),  # what is old is said, whatever is missing
        (SLE, (), {"assessments": [score(264)]}, Outcome.NOT_FIRED),
        (SLE, (), {"assessments": [score(263)]}, Outcome.FIRED),
        (SLE, (), {"assessments": [score(263), score(390, "selena-sledai")]}, Outcome.NOT_FIRED),
        (SLE, (), {"assessments": [score(390, "pga-0-3")]}, Outcome.CANNOT_ASSESS),
        (SLE, (), {"assessments": [score(390)], "labs": [upcr(100, 1)]}, Outcome.NOT_FIRED),  # no nephritis
        (SLE, ("lupus-nephritis",), {"assessments": [score(390)], "labs": [upcr(264, 1)]}, Outcome.NOT_FIRED),
        (SLE, ("lupus-nephritis",), {"assessments": [score(390)], "labs": [upcr(263, 1)]}, Outcome.FIRED),
        (SLE, ("lupus-nephritis",), {"assessments": [score(390)]}, Outcome.CANNOT_ASSESS),
        (PV, (), {"check_ins": [lesions(379, 0)]}, Outcome.NOT_FIRED),  # 21 days
        (PV, (), {"check_ins": [lesions(378, 0)]}, Outcome.FIRED),
        (PV, (), {"check_ins": [lesions(378, 0)], "assessments": [score(390, "absis")]}, Outcome.NOT_FIRED),
        (PV, (), {"assessments": [score(378, "pdai-activity")]}, Outcome.FIRED),
        (PV, (), {"assessments": [score(390, "pdai-damage")]}, Outcome.CANNOT_ASSESS),
        (PV, (), {"check_ins": [{"on": at(390), "by": "patient", "overall": "mild"}]}, Outcome.CANNOT_ASSESS),
    ],
)
def test_older_than_one_and_a_half_intervals(
    condition: str, forms: tuple[str, ...], lists: dict[str, Any], says: Outcome
) -> None:
    assert found(condition, *forms, **lists).outcome is says


def test_a_quiet_phase_and_the_teams_own_plan_make_intervals_longer() -> None:
    lists = {"imaging": [scan(100)], "labs": [crp(390, 3)]}
    assert found(TAK, **lists).outcome is Outcome.FIRED
    assert found(TAK, **lists, statuses=[status(300, "remission")]).outcome is Outcome.NOT_FIRED
    plan = [{"item": "mon.tak.imaging", "every_days": 200, "from": at(0)}]
    assert found(TAK, **lists, plan=plan).outcome is Outcome.NOT_FIRED
    assert found(TAK, **lists, plan=[plan[0] | {"every_days": 199}]).outcome is Outcome.FIRED


def test_each_old_result_is_named_with_its_age() -> None:
    shown = found(TAK, imaging=[scan(100)], labs=[crp(50, 3), crp(200, 3)])
    assert shown.because == (
        "Newest imaging of the vessels of 13 April 2022, 300 days old, where 182 days between two are usual and newest "
        "CRP of 22 July 2022, 200 days old, where 91 days between two are usual."
    )
    assert [item.list for item in shown.evidence] == ["imaging", "labs"]


def test_what_was_never_recorded_is_named() -> None:
    shown = found(TAK, imaging=[scan(390)])
    assert shown.missing == ("CRP",)
    assert [item.list for item in shown.evidence] == ["imaging"]
    assert found(TAK, imaging=[scan(390)], labs=[crp(390, 3)]).because.startswith("No newest key result is older")


def test_without_a_condition_nothing_is_expected() -> None:
    assert rule_out(document(conditions=[]), RULE, DAY).outcome is Outcome.NOT_FIRED


def test_it_holds_nothing() -> None:
    doc = document(TAK, imaging=[scan(100)], labs=[crp(200, 3)])
    rule = PUBLISHED.by_id[RULE]
    verdict = rule.judge(case_of(doc, DAY).given(rule, {}))
    assert (verdict.outcome, verdict.holds) == (Outcome.FIRED, ())


@pytest.mark.parametrize(
    ("condition", "forms", "lists", "shows"),
    [
        (SLE, (), {"assessments": [score(200), score(390)]}, "SLEDAI-2K 6 on 28 January 2023"),
        (SLE, (), {"assessments": [score(390, "selena-sledai")]}, "SELENA-SLEDAI 6 on 28 January 2023"),
        (PV, (), {"assessments": [score(390, "pdai-activity")]}, "PDAI activity 6 on 28 January 2023"),
        (PV, (), {"assessments": [score(390, "absis")]}, "ABSIS 6 on 28 January 2023"),
        (PV, (), {"check_ins": [lesions(380, 2), lesions(390, 0)]}, "no new lesions in the 7 days up to 28 January"),
    ],
)
def test_recent_ones_are_cited_as_people_write_them(
    condition: str, forms: tuple[str, ...], lists: dict[str, Any], shows: str
) -> None:
    shown = found(condition, *forms, **lists)
    assert shown.outcome is Outcome.NOT_FIRED
    assert shows in shown.evidence[0].shows
    assert len(shown.evidence) == 1


def test_the_newest_urine_protein_is_cited_as_the_newest() -> None:
    lists = {"assessments": [score(390)], "labs": [upcr(100, 2), upcr(390, 1)]}
    shown = found(SLE, "lupus-nephritis", **lists)
    assert "newest: UPCR 1 g/g on 28 January 2023" in [item.shows for item in shown.evidence]
