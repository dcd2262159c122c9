"""sle.steroid-dependence: steroid need stays above goal.

Definition: at least 182 days after t0, the mean prednisone-equivalent of the last 91 days is above 7.5 mg/day (core),
or above 5.0 up to 7.5 (supporting). The core finding is held while a new drug began less than 91 days ago.
Document: lupus-treatment-resistance-care-strategies, paragraph 3; lupus-treatment-resistance-case-studies, paragraph 2.
Publication: EULAR 2023, maintenance at 5 mg/day or less (V); LLDAS 7.5 or less (V); DORIS 5 (V). Windows: D.
False positives to know: adrenal insufficiency; steroids for another illness.
"""

from __future__ import annotations

from enum import StrEnum

from journeys.guidance.adequacy import new_drug_holds
from journeys.guidance.case import Case
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.journey import LUPUS
from journeys.guidance.phrases import number
from journeys.guidance.rule import Gate, Rule, Verdict, fired, held, not_fired
from journeys.guidance.starts import days_in
from journeys.guidance.steroids import dose_evidence, dose_gap, graded_mean, mean_dose, mean_in_words

_FOR_PATIENT = (
    "Your steroid dose has stayed above the usual goal. You can ask your team what they aim for. "
    "Until then, keep taking it as agreed."
)


class _Need(StrEnum):
    """What a mean says of the goal."""

    AT_GOAL = "at goal"
    ABOVE_GOAL = "above goal"
    FAR_ABOVE = "far above"


def judge(case: Case) -> Verdict:
    window = case.limit("window")
    need = graded_mean(case, window, grade=lambda mean: _need(case, mean))
    if need is _Need.AT_GOAL:
        because = _sentence(case, "goal", compared="not above")
        return not_fired(because, evidence=dose_evidence(case, window))
    began = days_in(case, case.limit("earliest"))
    if isinstance(began, Verdict):
        return began
    return _above(case, need) if need else dose_gap(case, window)


def _need(case: Case, mean: float | None) -> _Need | None:
    if mean is None:
        return None
    if mean > case.limits["core"]:
        return _Need.FAR_ABOVE
    return _Need.ABOVE_GOAL if mean > case.limits["goal"] else _Need.AT_GOAL


def _above(case: Case, need: _Need) -> Verdict:
    is_core, window = need is _Need.FAR_ABOVE, case.limit("window")
    because = _sentence(case, "core" if is_core else "goal", compared="above")
    evidence = dose_evidence(case, window)
    change = (f"a mean of {number(case.limits['goal'])} mg/day or less over {window} days",)
    holds = new_drug_holds(case, case.limit("new-drug"), also="antimalarial") if is_core else ()
    if holds:
        return held(because, evidence=evidence, holds=holds, for_patient=_FOR_PATIENT, would_change=change)
    counted_as = Role.CORE if is_core else Role.SUPPORTING
    return fired(because, evidence=evidence, counted_as=counted_as, for_patient=_FOR_PATIENT, would_change=change)


def _sentence(case: Case, limit: str, *, compared: str) -> str:
    mean, value = mean_dose(case, case.limit("window"), on=case.on), case.limits[limit]
    return f"{mean_in_words(mean, value)}, {compared} {number(value)} mg/day."


RULE = Rule(
    id="sle.steroid-dependence",
    title="Steroid need stays above goal",
    condition=LUPUS,
    role=Role.CORE,
    family="sle.steroids",
    kinds=("therapies", "measurements"),
    judge=judge,
    gate=Gate.LUPUS,
    definition="182 days or more after t0, a 91-day mean steroid dose above 7.5 mg/day; above 5 is context.",
    thresholds=(
        Threshold(
            name="core", means="mean steroid dose above this counts", value=7.5, unit="mg/d", mark="V", low=5, high=7.5
        ),
        Threshold(
            name="goal",
            means="mean steroid dose above this is context",
            value=5,
            unit="mg/d",
            mark="V",
            low=5,
            high=7.5,
        ),
        Threshold(
            name="earliest",
            means="days of treatment before it counts",
            value=182,
            unit="d",
            mark="D",
            low=182,
            high=365,
        ),
        Threshold(
            name="window", means="days that the mean is taken over", value=91, unit="d", mark="D", low=28, high=182
        ),
        Threshold(
            name="new-drug",
            means="a drug started more recently than this holds it",
            value=91,
            unit="d",
            mark="D",
            low=91,
            high=182,
        ),
    ),
    sources=(
        Source(document="lupus-treatment-resistance-care-strategies", paragraph=3),
        Source(document="lupus-treatment-resistance-case-studies", paragraph=2),
        Source(
            publication="Fanouriakis 2024, Ann Rheum Dis 83:15–29 (EULAR 2023)",
            url="https://ard.bmj.com/content/83/1/15",
            mark="V",
        ),
    ),
    false_positives=("adrenal insufficiency", "steroids for another illness"),
)
