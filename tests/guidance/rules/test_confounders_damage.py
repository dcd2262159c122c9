"""cf.damage: fixed findings ask whether what is seen is active."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.findings import Outcome
from tests.guidance.builders import PV, SLE, TAK, Entry, at, case_of, document, drug, rule_out, scan

RULE = "cf.damage"
MMF = drug("mycophenolate mofetil", treats=SLE, intent="induction", amount=2000)
ARM, NECK = ["left-subclavian"], ["left-carotid"]


def narrow(day: int = 150, **fields: Any) -> Entry:
    return scan(day, **{"findings": ["stenosis"], "change": "stable", "territories": ARM, **fields})


def biopsy(day: int, kind: str = "kidney-biopsy") -> Entry:
    return {"on": at(day), "kind": kind}


def score(instrument: str, value: float, day: int = 150) -> Entry:
    return {"on": at(day), "instrument": instrument, "value": value}


def outcome(condition: str, *, nephritis: bool = False, **lists: Any) -> Outcome:
    forms = ["lupus-nephritis"] if nephritis else []
    return rule_out(document(condition, manifestations=forms, **lists), RULE, 200).outcome


@pytest.mark.parametrize(
    ("studies", "says"),
    [
        ([], Outcome.NOT_FIRED),
        ([narrow()], Outcome.FIRED),
        ([narrow(findings=["occlusion"])], Outcome.FIRED),
        ([narrow(findings=["aneurysm"])], Outcome.NOT_FIRED),
        ([narrow(findings=[])], Outcome.NOT_FIRED),
        ([narrow(change="progressed")], Outcome.NOT_FIRED),
        ([narrow(change="improved")], Outcome.NOT_FIRED),
        ([narrow(activity="active")], Outcome.NOT_FIRED),
        ([narrow(activity="inactive")], Outcome.FIRED),
        ([narrow(activity="indeterminate")], Outcome.FIRED),
        ([narrow(), narrow(160, change="new")], Outcome.NOT_FIRED),  # the newest of that vessel
        ([narrow(), narrow(160, change="new", territories=NECK)], Outcome.FIRED),
        ([narrow(), scan(160, territories=ARM)], Outcome.FIRED),  # not coded: says nothing
    ],
)
def test_takayasu_a_stable_narrowing_that_is_not_active(studies: list[Entry], says: Outcome) -> None:
    assert outcome(TAK, imaging=studies) is says


@pytest.mark.parametrize(
    ("done", "nephritis", "says"),
    [
        (biopsy(0), True, Outcome.NOT_FIRED),
        (biopsy(1), True, Outcome.FIRED),
        (biopsy(1), False, Outcome.NOT_FIRED),
        (biopsy(1, "plasma-exchange"), True, Outcome.NOT_FIRED),
    ],
)
def test_nephritis_a_kidney_biopsy_since_the_treatment(done: Entry, nephritis: bool, says: Outcome) -> None:
    assert outcome(SLE, nephritis=nephritis, therapies=[MMF], procedures=[done]) is says


def test_without_a_start_of_treatment_a_biopsy_says_nothing() -> None:
    assert outcome(SLE, nephritis=True, procedures=[biopsy(1)]) is Outcome.NOT_FIRED


@pytest.mark.parametrize(
    ("condition", "scores", "says"),
    [
        (SLE, [score("slicc-sdi", 1)], Outcome.FIRED),
        (SLE, [score("slicc-sdi", 0)], Outcome.NOT_FIRED),
        (SLE, [score("slicc-sdi", 1, 140), score("slicc-sdi", 0, 150)], Outcome.NOT_FIRED),
        (PV, [score("pdai-damage", 2)], Outcome.FIRED),
        (PV, [score("pdai-damage", 0)], Outcome.NOT_FIRED),
        (PV, [score("pdai-activity", 9)], Outcome.NOT_FIRED),
        (TAK, [score("pdai-damage", 2)], Outcome.NOT_FIRED),
    ],
)
def test_a_damage_score_above_zero(condition: str, scores: list[Entry], says: Outcome) -> None:
    assert outcome(condition, assessments=scores) is says


def test_a_patient_without_a_condition() -> None:
    assert rule_out(document(conditions=[], imaging=[narrow()]), RULE, 200).outcome is Outcome.NOT_FIRED


def test_it_asks_and_holds_nothing() -> None:
    doc = document(imaging=[narrow(findings=["stenosis", "occlusion"])])
    shown = rule_out(doc, RULE, 200)
    assert shown.because == (
        "Stenosis and occlusion, coded stable, in the MRA of 2 June 2022 (left subclavian). "
        "Active disease, or damage that stays? What is seen may be either, or both."
    )
    assert [item.list for item in shown.evidence] == ["imaging"]
    rule = PUBLISHED.by_id[RULE]
    assert rule.judge(case_of(doc, 200).given(rule, {})).holds == ()


def test_a_biopsy_in_words() -> None:
    doc = document(SLE, manifestations=["lupus-nephritis"], therapies=[MMF], procedures=[biopsy(50), biopsy(150)])
    shown = rule_out(doc, RULE, 200)
    assert shown.because.startswith("Kidney biopsy of 2 June 2022, which may have shown scars. Active")
    assert len(shown.evidence) == 1
