"""cf.il6: IL-6 blockade makes CRP and ESR say nothing.

Definition: tocilizumab, sarilumab or satralizumab now, or its last dose at most 56 days (infusion) or 42 days
(injection) ago. Effect: CRP and ESR of that time aren't clean, in both directions; it holds nothing by itself. Normal
markers can't speak for remission then, and in Takayasu it says so where no imaging is recorded for 182 days (D). A JAK
inhibitor lowers CRP too (M): markers are less reliable, a note.
Document: takayasu-treatment-resistance-patient-guide, paragraph 3 (imaging decides, markers don't).
Publication: the product information warns that CRP and signs of infection are blunted (V); washout days are D.
False positives to know: a raised CRP in this time is notable (infection, antibodies against the drug), not noise.
"""

from __future__ import annotations

from journeys.guidance.case import Case, cite
from journeys.guidance.doses import classes_of
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.journey import TAKAYASU, Therapy
from journeys.guidance.phrases import day, listing
from journeys.guidance.regimen import is_stopped
from journeys.guidance.rule import Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.windows import AFTER_IL6_INFUSION, AFTER_IL6_INJECTION, Window, il6_windows


def judge(case: Case) -> Verdict:
    windows = [window for window in il6_windows(case) if _covers_today(case, window)]
    if not windows:
        return _not_blocked(case)
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
        f"{names}: CRP and ESR can't be interpreted{until}, and normal ones can't speak for remission; a raised CRP "
        f"would be notable.{_imaging(case)}",
        evidence=tuple(window.evidence for window in windows),
    )


def _not_blocked(case: Case) -> Verdict:
    says = "No IL-6 blockade is recorded for today or the weeks before."
    jak = [therapy for therapy in case.journey.therapies if "jak" in classes_of(therapy) and not is_stopped(therapy)]
    if not jak:
        return not_fired(says)
    names = listing(list(dict.fromkeys(therapy.drug for therapy in jak)))
    evidence = tuple(
        cite("therapies", therapy, on=therapy.started_on.earliest if therapy.started_on else None, shows=therapy.drug)
        for therapy in jak
    )
    return not_fired(f"{says} With {names}, CRP and ESR are less reliable: it may lower them.", evidence=evidence)


def _imaging(case: Case) -> str:
    """In Takayasu arteritis, what is to be known where no recent imaging shows what markers can't."""
    window = case.limit("imaging")
    if case.name != TAKAYASU or any(case.clock.within(window, study.on) for study in case.journey.imaging):
        return ""
    return f" No imaging of the vessels is recorded for the last {window} days, and only imaging could show activity."


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
    kinds=("therapies", "imaging"),
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
        Threshold(
            name="imaging", means="how old the newest imaging may be", value=182, unit="d", mark="D", low=91, high=365
        ),
    ),
    sources=(
        Source(document="takayasu-treatment-resistance-patient-guide", paragraph=3),
        Source(
            publication="Product information of tocilizumab, precautions",
            url="https://www.rxreasoner.com/monographs/roactemra-sol/precautions",
            mark="V",
        ),
    ),
    false_positives=("a raised CRP in this time may be an infection",),
)
