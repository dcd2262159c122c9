"""The one line that tells Ben why a patient is on his list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from journeys.guidance.findings import (
    Assessment,
    ConditionAssessment,
    ConfounderFinding,
    Due,
    Finding,
    Hold,
    MonitoringFinding,
    Outcome,
    Role,
)
from journeys.guidance.journey import LUPUS, TAKAYASU
from journeys.guidance.summary import WHY_NOW_LENGTH, summary

KIDNEY = Finding(
    rule="ln.upcr-50pct-6mo",
    version=1,
    title="Urine protein not halved by 6 months",
    family="ln.response",
    role=Role.CORE,
    counted_as=Role.CORE,
    outcome=Outcome.FIRED,
)
DOSE = Hold(rule="cf.dose", detail="mycophenolate 1 g a day")
NO_UPCR = replace(KIDNEY, outcome=Outcome.CANNOT_ASSESS, missing=("UPCR between 1 and 20 March",))


def condition(level: int | None, *rules: Finding, name: str = LUPUS) -> ConditionAssessment:
    return ConditionAssessment(
        condition=name, t0=None, t_first=None, level=level, rules=rules, topics=(), next_check_on=None
    )


def assessed(*conditions: ConditionAssessment, overdue: int = 0) -> Assessment:
    late = MonitoringFinding(item="mon.sle.urine-protein", title="Urine protein", state=Due.OVERDUE)
    return Assessment(
        patient="ada",
        on=date(2026, 3, 2),
        catalogue="test",
        conditions=conditions,
        confounders=(
            ConfounderFinding(rule="cf.dose", version=1, title="Dose below the usual", outcome=Outcome.FIRED),
        ),
        monitoring=(late,) * overdue,
        next_check_on=None,
    )


@pytest.mark.parametrize(
    ("level", "finding", "line"),
    [
        (3, KIDNEY, "Possible refractoriness, for discussion: Urine protein not halved by 6 months"),
        (
            2,
            replace(KIDNEY, outcome=Outcome.HELD, held_for=(DOSE,)),
            "Urine protein not halved by 6 months. To check first: dose below the usual",
        ),
        (
            1,
            replace(KIDNEY, counted_as=Role.SUPPORTING),
            "Worth mentioning at the next visit: Urine protein not halved by 6 months",
        ),
        (0, replace(KIDNEY, outcome=Outcome.NOT_FIRED), "No recorded pattern to raise today"),
        (None, NO_UPCR, "Not enough recorded to assess. Missing: UPCR between 1 and 20 March"),
    ],
)
def test_each_level_has_its_line(level: int | None, finding: Finding, line: str) -> None:
    assert summary(assessed(condition(level, finding))).why_now == line


def test_the_worst_condition_speaks() -> None:
    told = summary(assessed(condition(None, NO_UPCR), condition(0, name=TAKAYASU)))
    assert (told.level, told.condition) == (0, TAKAYASU)


def test_nobody_without_a_condition_is_left_without_a_line() -> None:
    assert summary(assessed()).why_now == "No condition recorded"


def test_overdue_follow_ups_are_counted_behind_the_reason() -> None:
    assert summary(assessed(condition(0), overdue=2)).why_now.endswith("today; 2 follow-ups overdue")


def test_several_patterns_and_reasons_are_counted_not_listed() -> None:
    again = replace(KIDNEY, rule="sle.steroid-dependence", title="Steroids cannot be lowered")
    assert summary(assessed(condition(3, KIDNEY, again))).why_now.endswith("by 6 months and 1 more")


def test_a_line_never_outgrows_its_column() -> None:
    wordy = replace(NO_UPCR, missing=("words " * 200,))
    why_now = summary(assessed(condition(None, wordy), overdue=1)).why_now
    assert len(why_now) <= WHY_NOW_LENGTH
    assert why_now.endswith("overdue")


def test_a_pattern_for_prompt_contact_says_so_first_whatever_its_level() -> None:
    prompt = replace(KIDNEY, outcome=Outcome.HELD, held_for=(DOSE,), prompt_contact=True)
    assert summary(assessed(condition(2, prompt))).why_now.startswith("Prompt contact. Urine protein not halved")
    other = condition(3, KIDNEY, name=TAKAYASU)
    assert summary(assessed(other, condition(2, prompt))).why_now.startswith("Prompt contact. Possible refractoriness")
    assert "Prompt" not in summary(assessed(condition(3, KIDNEY))).why_now
