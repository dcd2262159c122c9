"""pv.steroid-dependence: cannot get down to 10 mg/day.

Definition: control was reached at least 365 days ago and the mean prednisone-equivalent of the last 28 days is above
10 mg/day (core); or consolidation ended at least 182 days ago on a regimen with rituximab (context). Control counts
where it lies in the present regimen. Held for time: control lost and reached again less than 365 days ago, or not yet;
a regimen whose first drug hasn't had its minimum trial.
Document: pemphigus-vulgaris-treatment-resistance, paragraph 2.
Publication: 10 mg/day or less as the mark of minimal therapy, V; steroids lowered over 4 to 6 months after
consolidation with rituximab, EADV 2020, V2. 365 days: D.
False positives to know: adrenal insufficiency; steroids for another illness.
"""

from __future__ import annotations

from datetime import date

from journeys.guidance.activity import each_once
from journeys.guidance.adequacy import judged_drugs
from journeys.guidance.case import Case
from journeys.guidance.clinic import status_evidence, statuses
from journeys.guidance.doses import drug_of
from journeys.guidance.findings import Evidence, Hold, Role, Source, Threshold
from journeys.guidance.journey import PEMPHIGUS, ClinicianStatus
from journeys.guidance.pemphigus_remission import Control, regimen_controls, young_regimen
from journeys.guidance.phrases import count, day, number
from journeys.guidance.regimen import regimen_evidence, t_first
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, held, not_fired
from journeys.guidance.steroids import dose_evidence, dose_gap, graded_mean, mean_dose, mean_in_words

_FOR_PATIENT = (
    "Your steroid dose has stayed above the usual goal since the sores calmed down. "
    "You can ask your team what they aim for. Until then, keep taking it as agreed."
)


def judge(case: Case) -> Verdict:
    window = case.limit("window")
    above = graded_mean(case, window, grade=lambda mean: None if mean is None else mean > case.limits["minimal"])
    if above is False:
        return not_fired(_sentence(case, "not above"), evidence=dose_evidence(case, window))
    reached = regimen_controls(case)
    consolidated = _consolidated(case, reached)
    is_core = bool(reached) and case.clock.at_least(case.limit("control"), since=reached[0].on)
    if not is_core and consolidated is None:
        return _not_yet(case, reached)
    if above is None:
        return dose_gap(case, window)
    return _context(case, consolidated) if consolidated and not is_core else _dependent(case, reached)


def _not_yet(case: Case, reached: tuple[Control, ...]) -> Verdict:
    days, first = case.limit("control"), t_first(case)
    if reached:
        on = reached[0].on
        because = f"Too early: control was reached on {day(on)}, judged after {days} days."
        return not_fired(because, evidence=(status_evidence(reached[0].status),))
    if first and not case.clock.at_least(days, since=first):
        return not_fired(f"Too early: treated since {day(first)}, judged {days} days after control.")
    return cannot_assess(
        "The day on which control was reached isn't recorded for the present treatment.",
        missing=("date control was reached",),
    )


def _consolidated(case: Case, reached: tuple[Control, ...]) -> ClinicianStatus | None:
    """The end of consolidation, long enough ago on a regimen with rituximab."""
    drugs = (drug_of(therapy) for therapy in judged_drugs(case))
    if not reached or not any(drug and drug.name == "rituximab" for drug in drugs):
        return None
    found = [one for one in statuses(case) if one.status == "end-of-consolidation" and one.on >= reached[0].on]
    is_long = bool(found) and case.clock.at_least(case.limit("consolidated"), since=found[0].on)
    return found[0] if is_long else None


def _dependent(case: Case, reached: tuple[Control, ...]) -> Verdict:
    because = f"Control was reached on {day(reached[0].on)}, {_ago(case, reached[0].on)}. {_sentence(case, 'above')}"
    evidence = (status_evidence(reached[0].status), *_dosed(case))
    change = (_change(case),)
    if holds := (*_lost(case, reached), *young_regimen(case)):
        shown = each_once((*evidence, *(one.lost for one in reached if one.lost)))
        return held(because, evidence=shown, holds=holds, for_patient=_FOR_PATIENT, would_change=change)
    return fired(because, evidence=evidence, for_patient=_FOR_PATIENT, would_change=change)


def _lost(case: Case, reached: tuple[Control, ...]) -> tuple[Hold, ...]:
    """Control that was lost has to be reached again, and to last."""
    last, days = reached[-1], case.limit("control")
    if last.lost_on:
        detail = f"control was lost on {day(last.lost_on)} and isn't recorded as reached again"
        return (Hold(rule="cf.duration", detail=detail),)
    if case.clock.at_least(days, since=last.on):
        return ()
    detail = f"control was lost and reached again on {day(last.on)}, {_ago(case, last.on)} of {days}"
    return (Hold(rule="cf.duration", detail=detail),)


def _context(case: Case, consolidated: ClinicianStatus) -> Verdict:
    return fired(
        f"Consolidation ended on {day(consolidated.on)}, {_ago(case, consolidated.on)}, with rituximab. "
        f"{_sentence(case, 'above')}",
        counted_as=Role.SUPPORTING,
        evidence=(status_evidence(consolidated), *_dosed(case)),
        for_patient=_FOR_PATIENT,
        would_change=(_change(case),),
    )


def _dosed(case: Case) -> tuple[Evidence, ...]:
    """The doses, and what the regimen began with, each treatment once."""
    return each_once((*dose_evidence(case, case.limit("window")), *regimen_evidence(case)))


def _ago(case: Case, on: date) -> str:
    return f"{count((case.on - on).days, 'day')} ago"


def _change(case: Case) -> str:
    return f"a mean of {number(case.limits['minimal'])} mg/day or less over {case.limit('window')} days"


def _sentence(case: Case, compared: str) -> str:
    limit = case.limits["minimal"]
    mean = mean_dose(case, case.limit("window"), on=case.on)
    return f"{mean_in_words(mean, limit)}, {compared} {number(limit)} mg/day."


RULE = Rule(
    id="pv.steroid-dependence",
    title="Cannot get down to 10 mg/day",
    condition=PEMPHIGUS,
    role=Role.CORE,
    family="pv.steroids",
    kinds=("statuses", "therapies", "measurements", "flares"),
    judge=judge,
    gate=Gate.REGIMEN,
    definition="Control 365 days ago or more, and a 28-day mean steroid dose above 10 mg/day.",
    thresholds=(
        Threshold(name="minimal", means="mean steroid dose above this counts", value=10, unit="mg/d", mark="V"),
        Threshold(
            name="control",
            means="days since control before it counts",
            value=365,
            unit="d",
            mark="D",
            low=182,
            high=730,
        ),
        Threshold(
            name="window", means="days that the mean is taken over", value=28, unit="d", mark="D", low=14, high=91
        ),
        Threshold(
            name="consolidated",
            means="days since the end of consolidation, with rituximab, before it is context",
            value=182,
            unit="d",
            mark="V2",
        ),
    ),
    sources=(
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=2),
        Source(
            publication="Remission at 10 mg/day or less of prednisone-equivalent",
            url="https://www.medscape.com/viewarticle/889578_12",
            mark="V",
        ),
        Source(
            publication="EADV 2020, pemphigus vulgaris and foliaceus",
            url="https://www.dermatologyadvisor.com/home/topics/general-dermatology/"
            "eadv-updates-guidelines-on-management-of-pemphigus-vulgaris-and-foliaceus/",
            mark="V2",
        ),
    ),
    false_positives=("adrenal insufficiency", "steroids for another illness"),
)
