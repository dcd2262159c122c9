"""An assessment as the journey format writes it, and as people read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from journeys.guidance.findings import (
    Assessment,
    ConditionAssessment,
    ConfounderFinding,
    Finding,
    MonitoringFinding,
    Outcome,
    Source,
    Threshold,
    as_json,
)
from journeys.guidance.phrases import day

LEVELS = {
    None: "Not enough recorded to assess.",
    0: "No recorded pattern to raise today.",
    1: "Worth mentioning at your next visit.",
    2: "Pattern recorded. These things are usually checked first.",
    3: "Possible refractoriness, for discussion with the care team.",
}


def as_answer(assessment: Assessment) -> dict[str, Any]:
    """Plain JSON values, exactly the fields of the format (`title` and `family` beside them)."""
    return {
        "patient": assessment.patient,
        "on": assessment.on.isoformat(),
        "catalogue": assessment.catalogue,
        "conditions": [_condition(found) for found in assessment.conditions],
        "confounders": [_confounder(found) for found in assessment.confounders],
        "monitoring": [_monitoring(found) for found in assessment.monitoring],
    }


def _condition(found: ConditionAssessment) -> dict[str, Any]:
    plain: dict[str, Any] = as_json(found)
    return plain | {"rules": [_rule(finding) for finding in found.rules]}


def _rule(found: Finding) -> dict[str, Any]:
    plain: dict[str, Any] = as_json(found)
    return plain | {
        "thresholds": [_threshold(threshold) for threshold in found.thresholds],
        "sources": [_source(source) for source in found.sources],
    }


def _threshold(threshold: Threshold) -> dict[str, Any]:
    return {"name": threshold.name, "value": threshold.value, "unit": threshold.unit, "mark": threshold.mark}


def _source(source: Source) -> dict[str, Any]:
    if source.document:
        return {"document": source.document, "paragraph": source.paragraph}
    return {"publication": source.publication, "mark": source.mark}


def _confounder(found: ConfounderFinding) -> dict[str, Any]:
    plain: dict[str, Any] = as_json(found)
    return {name: plain[name] for name in ("rule", "outcome", "because", "evidence")}


def _monitoring(found: MonitoringFinding) -> dict[str, Any]:
    plain: dict[str, Any] = as_json(found)
    return {name: plain[name] for name in ("item", "state", "last_on", "due_on")}


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


def _condition_lines(found: ConditionAssessment) -> Iterator[str]:
    shown = "none" if found.level is None else str(found.level)
    yield f"{found.condition}: level {shown}. {LEVELS[found.level]}"
    order = (Outcome.FIRED, Outcome.HELD, Outcome.CANNOT_ASSESS, Outcome.NOT_FIRED)
    for finding in sorted(found.rules, key=lambda finding: order.index(finding.outcome)):
        yield f"  {finding.rule}: {finding.outcome} ({finding.counted_as}). {finding.because}"
        yield from (f"    first {hold.rule}: {hold.detail}" for hold in finding.held_for)
        yield from (f"    missing: {what}" for what in finding.missing)
    yield f"  next check: {day(found.next_check_on) if found.next_check_on else 'never by time alone'}"
