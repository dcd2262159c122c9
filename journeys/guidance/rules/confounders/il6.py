"""cf.il6: IL-6 blockade makes CRP and ESR say nothing.

Definition: tocilizumab, sarilumab or satralizumab now, or its last dose at most 56 days (infusion) or 42 days
(injection) ago. Effect: CRP and ESR of that time aren't clean, in both directions; it holds nothing by itself.
Publication: the product information warns that CRP and signs of infection are blunted (V); washout days are D.
False positives to know: a raised CRP in this time is notable (infection, antibodies against the drug), not noise.
"""

from __future__ import annotations

from journeys.guidance.case import Case
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.journey import Therapy
from journeys.guidance.phrases import day, listing
from journeys.guidance.rule import Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.windows import AFTER_IL6_INFUSION, AFTER_IL6_INJECTION, Window, il6_windows


def judge(case: Case) -> Verdict:
    windows = [window for window in il6_windows(case) if _covers_today(case, window)]
    if not windows:
        return not_fired("No IL-6 blockade is recorded for today or the weeks before.")
    names = listing([window.name for window in windows])
    if undated := [window for window in windows if _end_unknown(window)]:
        return cannot_assess(
            f"{listing([window.name for window in undated])} was stopped on a day that isn't recorded.",
            missing=("date of the last dose of the IL-6 blocker",),
            evidence=tuple(window.evidence for window in undated),
        )
    last = max((window.last for window in windows if window.last), default=None)
    until = f" until {day(last)}" if last and all(window.last for window in windows) else ""
    return fired(
        f"{names}: CRP and ESR can't be interpreted{until}; a raised CRP would be notable.",
        evidence=tuple(window.evidence for window in windows),
    )


def _covers_today(case: Case, window: Window) -> bool:
    if window.last is None:
        return case.clock.reached(window.first)
    return case.clock.between(window.first, window.last)


def _end_unknown(window: Window) -> bool:
    return window.last is None and isinstance(window.fact, Therapy) and bool(window.fact.stopped)


RULE = Rule(
    id="cf.il6",
    title="Blood markers not interpretable on this drug",
    condition=None,
    role=Role.CONFOUNDER,
    family="cf.il6",
    kinds=("therapies",),
    judge=judge,
    definition="An IL-6 blocker now, or at most 56 (infusion) or 42 (injection) days ago.",
    thresholds=(
        Threshold(
            name="washout-infusion",
            means="days after an infusion in which CRP and ESR say nothing",
            value=AFTER_IL6_INFUSION,
            unit="d",
            mark="D",
        ),
        Threshold(
            name="washout-injection",
            means="days after an injection in which CRP and ESR say nothing",
            value=AFTER_IL6_INJECTION,
            unit="d",
            mark="D",
        ),
    ),
    sources=(
        Source(
            publication="Product information of tocilizumab, precautions",
            url="https://www.rxreasoner.com/monographs/roactemra-sol/precautions",
            mark="V",
        ),
    ),
    false_positives=("a raised CRP in this time may be an infection",),
)
