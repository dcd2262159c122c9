"""tak.steroid-dependence: steroids cannot be brought to the one-year target.

Definition: at least 365 days after the first treatment, the mean prednisone-equivalent of the last 28 days is above
10 mg/day. Held while an immunosuppressant or biologic began less than 182 days ago: it may still lower the need.
Document: takayasu-treatment-resistance-patient-guide, paragraphs 2 and 4.
Publication: EULAR 2018, 10 mg/day or less at one year in Takayasu arteritis (Hellmich 2020, Ann Rheum Dis 79:19–30), V.
"Not at target" as a sign of dependence: D, supported by a trial's later analysis (progression below 0.1 mg/kg/day), V.
False positives to know: adrenal insufficiency; steroids for another illness, such as asthma; the team's own choice.
"""

from __future__ import annotations

from journeys.guidance.adequacy import new_drug_holds
from journeys.guidance.case import Case
from journeys.guidance.clock import shift
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.journey import TAKAYASU
from journeys.guidance.phrases import day, number
from journeys.guidance.regimen import t_first
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, held, not_fired
from journeys.guidance.steroids import (
    Mean,
    also_counted,
    dose_evidence,
    dose_gap,
    graded_mean,
    mean_dose,
    mean_in_words,
)

_DOCUMENT = "takayasu-treatment-resistance-patient-guide"
_FOR_PATIENT = (
    "Your steroid dose is above the usual goal after one year. You can ask your team what they aim for. "
    "Until then, keep taking it as agreed."
)


def judge(case: Case) -> Verdict:
    first, window = t_first(case), case.limit("window")
    above = graded_mean(case, window, grade=lambda mean: None if mean is None else mean > case.limits["target"])
    mean = mean_dose(case, window, on=case.on)
    if above is False:
        return not_fired(_sentence(case, mean, compared="not above"), evidence=dose_evidence(case, window))
    if first is None:
        return cannot_assess("The first treatment's date isn't recorded.", missing=("date first treatment started",))
    if not case.clock.at_least(case.limit("earliest"), since=first):
        ready = day(shift(first, case.limit("earliest")))
        return not_fired(f"Too early: treatment began on {day(first)}, and the dose is compared from {ready}.")
    if above is None:
        return dose_gap(case, window)
    return _above(case, mean)


def _above(case: Case, mean: Mean) -> Verdict:
    evidence = dose_evidence(case, case.limit("window"))
    because = f"{_sentence(case, mean, compared='above')}{also_counted(case, case.limit('window'))}"
    change = (f"a mean of {number(case.limits['target'])} mg/day or less over {case.limit('window')} days",)
    if holds := new_drug_holds(case, case.limit("new-drug")):
        return held(because, evidence=evidence, holds=holds, for_patient=_FOR_PATIENT, would_change=change)
    return fired(because, evidence=evidence, for_patient=_FOR_PATIENT, would_change=change)


def _sentence(case: Case, mean: Mean, *, compared: str) -> str:
    target = case.limits["target"]
    return f"{mean_in_words(mean, target)}, {compared} {number(target)} mg/day."


RULE = Rule(
    id="tak.steroid-dependence",
    title="Steroids cannot be brought to the one-year target",
    condition=TAKAYASU,
    role=Role.CORE,
    family="tak.steroids",
    kinds=("therapies", "measurements", "conditions"),
    judge=judge,
    gate=Gate.TAKAYASU,
    definition="365 days or more after the first treatment, a 28-day mean steroid dose above 10 mg/day.",
    thresholds=(
        Threshold(name="target", means="mean steroid dose above this counts", value=10, unit="mg/d", mark="V"),
        Threshold(
            name="earliest",
            means="days since the first treatment before it counts",
            value=365,
            unit="d",
            mark="V",
        ),
        Threshold(
            name="window", means="days that the mean is taken over", value=28, unit="d", mark="D", low=14, high=91
        ),
        Threshold(
            name="new-drug",
            means="a drug started more recently than this holds it",
            value=182,
            unit="d",
            mark="D",
            low=91,
            high=365,
        ),
    ),
    sources=(
        Source(document=_DOCUMENT, paragraph=2),
        Source(document=_DOCUMENT, paragraph=4),
        Source(
            publication="Hellmich 2020, Ann Rheum Dis 79:19–30 (EULAR 2018)",
            url="https://ard.bmj.com/content/79/1/19",
            mark="V",
        ),
    ),
    false_positives=("adrenal insufficiency", "steroids for another illness", "the team's own choice"),
)
