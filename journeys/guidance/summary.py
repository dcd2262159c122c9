"""An assessment in one line: which condition, which level, and why now. In neutral words, for the team's worklist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from journeys.guidance.findings import Assessment, ConditionAssessment, Due, Finding, Outcome, Role
from journeys.guidance.phrases import lower

WHY_NOW_LENGTH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """``level``: the worst of all conditions (None: nothing could be assessed); ``condition``: where it comes from."""

    level: int | None
    condition: str | None
    why_now: str


def summary(assessment: Assessment) -> Summary:
    """The worst condition (of equals the first), the line that goes with its level, overdue follow-ups behind it."""
    overdue = sum(each.state is Due.OVERDUE for each in assessment.monitoring)
    if not assessment.conditions:
        return Summary(level=None, condition=None, why_now=_line("No condition recorded", overdue))
    worst = max(assessment.conditions, key=lambda condition: -1 if condition.level is None else condition.level)
    prompt = "Prompt contact. " if any(found.prompt_contact for found in _all(assessment)) else ""
    why = _line(prompt + _reason(worst, assessment), overdue)
    return Summary(level=worst.level, condition=worst.condition, why_now=why)


def _all(assessment: Assessment) -> Iterator[Finding]:
    return (found for condition in assessment.conditions for found in condition.rules)


def _reason(condition: ConditionAssessment, assessment: Assessment) -> str:
    match condition.level:
        case 3:
            titles = _titles(condition, Outcome.FIRED, Role.CORE)
            return "Possible refractoriness, for discussion: " + _first_of(titles)
        case 2:
            titles = _titles(condition, Outcome.HELD, Role.CORE)
            return f"{_first_of(titles)}. To check first: {_first_of(_holds(condition, assessment), keep=3)}"
        case 1:
            return "Worth mentioning at the next visit: " + _first_of(_titles(condition, Outcome.FIRED))
        case 0:
            return "No recorded pattern to raise today"
        case _:
            missing = (what for finding in condition.rules for what in finding.missing if finding.role is Role.CORE)
            return "Not enough recorded to assess. Missing: " + _first_of(missing)


def _titles(condition: ConditionAssessment, outcome: Outcome, counted_as: Role | None = None) -> Iterator[str]:
    return (f.title for f in condition.rules if f.outcome is outcome and counted_as in (None, f.counted_as))


def _holds(condition: ConditionAssessment, assessment: Assessment) -> Iterator[str]:
    titles = {confounder.rule: confounder.title for confounder in assessment.confounders}
    held = (finding for finding in condition.rules if _holds_core(finding))
    return (lower(titles.get(hold.rule) or hold.detail) for finding in held for hold in finding.held_for)


def _holds_core(finding: Finding) -> bool:
    return finding.outcome is Outcome.HELD and finding.counted_as is Role.CORE


def _first_of(texts: Iterable[str], keep: int = 1) -> str:
    """The first different ones, and how many more there are."""
    different = list(dict.fromkeys(text for text in texts if text))
    more = f" and {len(different) - keep} more" if len(different) > keep else ""
    return ", ".join(different[:keep]) + more


def _line(reason: str, overdue: int) -> str:
    follow_ups = "follow-up" if overdue == 1 else "follow-ups"
    tail = f"; {overdue} {follow_ups} overdue" if overdue else ""
    return reason[: WHY_NOW_LENGTH - len(tail)] + tail
