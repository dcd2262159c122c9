"""tak.gc-above-target-3mo: steroid dose above the usual three-month target.

Definition: at least 105 days (91 and a grace of 14) after the first treatment or the last relapse that a clinician
recorded, whichever is later, the mean prednisone-equivalent of the last 14 days is above 20 mg/day. Context only.
Document: takayasu-treatment-resistance-patient-guide, paragraph 2.
Publication: EULAR 2018, 15 to 20 mg/day within two to three months (Hellmich 2020, Ann Rheum Dis 79:19–30, table 3), V.
The grace and the days of the mean: D.
False positives to know: a slow taper that the team planned.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case
from journeys.guidance.clinic import flare_evidence, recorded_flares
from journeys.guidance.clock import shift
from journeys.guidance.findings import Evidence, Role, Source, Threshold
from journeys.guidance.journey import TAKAYASU
from journeys.guidance.phrases import count, day, number
from journeys.guidance.regimen import t_first
from journeys.guidance.rule import Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.steroids import also_counted, dose_evidence, dose_gap, graded_mean, mean_dose, mean_in_words

_DOCUMENT = "takayasu-treatment-resistance-patient-guide"
_FOR_PATIENT = (
    "Your steroid dose is above the usual goal for this point in time. You can ask your team what they aim for. "
    "Until then, keep taking it as agreed."
)


class _Begin(NamedTuple):
    """What the months to the target are counted from: its day, its name, and where it is recorded."""

    on: date
    what: str
    evidence: tuple[Evidence, ...]


def judge(case: Case) -> Verdict:
    window = case.limit("window")
    above = graded_mean(case, window, grade=lambda mean: None if mean is None else mean > case.limits["target"])
    if above is False:
        return not_fired(f"{_mean(case, compared='not above')}.", evidence=dose_evidence(case, window))
    latest = _latest(case)
    if latest and not case.clock.at_least(_earliest(case), since=latest.on):
        return _too_early(case, latest)
    if latest is None or t_first(case) is None:  # it may be later than the relapse
        return cannot_assess("The first treatment's date isn't recorded.", missing=("date first treatment started",))
    return _above(case, latest) if above else dose_gap(case, window)


def _latest(case: Case) -> _Begin | None:
    first = t_first(case)
    for relapse in recorded_flares(case)[-1:]:
        if first is None or relapse.on > first:
            return _Begin(relapse.on, f"the last {relapse.kind}", (flare_evidence(relapse),))
    return _Begin(first, "the first treatment", ()) if first else None


def _earliest(case: Case) -> int:
    return case.limit("milestone") + case.limit("grace")


def _too_early(case: Case, latest: _Begin) -> Verdict:
    ready = shift(latest.on, _earliest(case))
    return not_fired(
        f"Too early: {latest.what} was on {day(latest.on)}, and the dose is compared from {day(ready)}.",
        evidence=latest.evidence,
    )


def _above(case: Case, latest: _Begin) -> Verdict:
    since = count((case.on - latest.on).days, "day")
    return fired(
        f"{_mean(case, compared='above')}, {since} after {latest.what} of {day(latest.on)}: context only."
        f"{also_counted(case, case.limit('window'))}",
        evidence=(*dose_evidence(case, case.limit("window")), *latest.evidence),
        for_patient=_FOR_PATIENT,
        would_change=(f"a mean of {number(case.limits['target'])} mg/day or less over {case.limit('window')} days",),
    )


def _mean(case: Case, *, compared: str) -> str:
    target = case.limits["target"]
    mean = mean_dose(case, case.limit("window"), on=case.on)
    return f"{mean_in_words(mean, target)}, {compared} {number(target)} mg/day"


RULE = Rule(
    id="tak.gc-above-target-3mo",
    title="Steroid dose above the usual three-month target",
    condition=TAKAYASU,
    role=Role.SUPPORTING,
    family="tak.steroids",
    kinds=("therapies", "measurements", "conditions", "flares"),
    judge=judge,
    definition="105 days or more after the first treatment and the last relapse, a 14-day mean above 20 mg/day.",
    thresholds=(
        Threshold(name="target", means="mean steroid dose above this counts", value=20, unit="mg/d", mark="V"),
        Threshold(
            name="milestone",
            means="days since the first treatment or the last relapse in which the target is reached",
            value=91,
            unit="d",
            mark="V",
        ),
        Threshold(name="grace", means="further days that are given", value=14, unit="d", mark="D", low=0, high=91),
        Threshold(
            name="window", means="days that the mean is taken over", value=14, unit="d", mark="D", low=7, high=28
        ),
    ),
    sources=(
        Source(document=_DOCUMENT, paragraph=2),
        Source(
            publication="Hellmich 2020, Ann Rheum Dis 79:19–30 (EULAR 2018, table 3)",
            url="https://ard.bmj.com/content/79/1/19",
            mark="V",
        ),
    ),
    false_positives=("a slow taper that the team planned",),
)
