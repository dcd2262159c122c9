"""An assessment as the journey format writes it, and as people read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.findings import (
    Assessment,
    ConditionAssessment,
    Finding,
    Outcome,
    as_json,
)
from journeys.guidance.phrases import day, listing

LEVELS = {
    None: "Not enough recorded to assess.",
    0: "No recorded pattern to raise today.",
    1: "Worth mentioning at your next visit.",
    2: "Pattern recorded. These things are usually checked first.",
    3: "Possible refractoriness, for discussion with the care team.",
}

PROMPT_CONTACT = "Teams usually speak with the patient promptly about this, also while something is checked first."

MONITORING = ("item", "state", "last_on", "due_on")
_CONFOUNDER = ("rule", "outcome", "because", "evidence")
_THRESHOLD = ("name", "value", "unit", "mark")


def as_answer(assessment: Assessment) -> dict[str, Any]:
    """Plain JSON values, exactly the fields of the format (`title` and `family` beside them)."""
    return {
        "patient": assessment.patient,
        "on": assessment.on.isoformat(),
        "catalogue": assessment.catalogue,
        "conditions": [_condition(found) for found in assessment.conditions],
        "confounders": [confounder_answer(as_json(found)) for found in assessment.confounders],
        "monitoring": [{name: as_json(found)[name] for name in MONITORING} for found in assessment.monitoring],
    }


def _condition(found: ConditionAssessment) -> dict[str, Any]:
    plain: dict[str, Any] = as_json(found)
    return plain | {"rules": [rule_answer(finding) for finding in plain["rules"]]}


def rule_answer(plain: Mapping[str, Any]) -> dict[str, Any]:
    """A finding as `as_json` wrote it, fresh or stored, with the fields of the format."""
    return {
        **plain,
        "thresholds": [{name: each[name] for name in _THRESHOLD} for each in plain["thresholds"]],
        "sources": [_source(each) for each in plain["sources"]],
    }


def confounder_answer(plain: Mapping[str, Any]) -> dict[str, Any]:
    """The same for a rule-out."""
    return {name: plain[name] for name in _CONFOUNDER}


def _source(source: Mapping[str, Any]) -> dict[str, Any]:
    names = ("document", "paragraph") if source["document"] else ("publication", "mark")
    return {name: source[name] for name in names}


def as_text(assessment: Assessment) -> str:
    """The same for people: what stands out first, what is silent last."""
    return "\n".join(_lines(assessment))


def _lines(assessment: Assessment) -> Iterator[str]:
    yield f"{assessment.patient} on {day(assessment.on)} (catalogue {assessment.catalogue})"
    for found in assessment.conditions:
        yield from _condition_lines(found)
    yield "Checked first:"
    yield from (f"  {out.rule}: {out.outcome}. {out.because}" for out in assessment.confounders)
    yield "Follow-up:"
    yield from (f"  {item.item}: {item.state}. {item.because}" for item in assessment.monitoring)
    yield "This does not diagnose. Do not start, stop or change any treatment because of it."


def _looks_the_same(finding: Finding) -> Iterator[str]:
    """The note on false positives that belongs to every pattern that is there (clinical.md 2.4)."""
    rule = PUBLISHED.by_id.get(finding.rule)
    if rule and rule.false_positives and finding.outcome in (Outcome.FIRED, Outcome.HELD):
        yield f"    can look the same: {listing(rule.false_positives)}"


def _condition_lines(found: ConditionAssessment) -> Iterator[str]:
    shown = "none" if found.level is None else str(found.level)
    yield f"{found.condition}: level {shown}. {LEVELS[found.level]}"
    order = (Outcome.FIRED, Outcome.HELD, Outcome.CANNOT_ASSESS, Outcome.NOT_FIRED)
    for finding in sorted(found.rules, key=lambda finding: order.index(finding.outcome)):
        yield f"  {finding.rule}: {finding.outcome} ({finding.counted_as}). {finding.because}"
        yield from (f"    {PROMPT_CONTACT}" for _ in range(finding.prompt_contact))
        yield from (f"    first {hold.rule}: {hold.detail}" for hold in finding.held_for)
        yield from (f"    missing: {what}" for what in finding.missing)
        yield from _looks_the_same(finding)
    yield f"  topics that some teams discuss: {', '.join(found.topics)}"
    yield f"  next check: {day(found.next_check_on) if found.next_check_on else 'never by time alone'}"
