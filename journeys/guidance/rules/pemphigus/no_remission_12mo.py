"""pv.no-remission-12mo: no complete remission on minimal therapy after a year.

Definition: 365 days or more after the first treatment, complete remission on minimal therapy (60 days without lesions
at 10 mg/day of prednisone-equivalent or less) was never recorded. What is known decides: a dose that was never that low
for so long does so without lesions, lesions logged often enough without a dose. Stretches that nobody recorded and that
could hold a remission: can't be assessed; nor can a status of complete remission after 60 days of minimal therapy that
lesions, or a lesser status, of those days contradict. Held for time while the drug that began the present regimen
hasn't had its minimum trial.
Document: pemphigus-vulgaris-treatment-resistance, paragraph 2.
Publication: Murrell 2008, J Am Acad Dermatol 58:1043–6 for complete remission and minimal therapy, M. 365 days: D.
False positives to know: full treatment that began late.
"""

from __future__ import annotations

from datetime import date

from journeys.guidance.activity import each_once
from journeys.guidance.case import Case
from journeys.guidance.clinic import status_evidence, statuses
from journeys.guidance.clock import shift
from journeys.guidance.findings import Evidence, Role, Source, Threshold
from journeys.guidance.journey import PEMPHIGUS, ClinicianStatus
from journeys.guidance.lesions import is_active, lesion_evidence, skin_today
from journeys.guidance.pemphigus_remission import (
    REMISSION,
    Remissions,
    lesion_free,
    on_minimal_dose,
    remissions,
    young_regimen,
)
from journeys.guidance.phrases import capital, day, number
from journeys.guidance.regimen import regimen_evidence, t_first
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, held, not_fired
from journeys.guidance.steroids import dose_evidence
from journeys.guidance.timeline import Span

_FOR_PATIENT = (
    "After a year of treatment there has been no long time without sores on a small dose. "
    "That can take longer. You can talk with your team about what to expect, and about the next steps."
)
_CHANGE = ("a complete remission on minimal therapy",)


def judge(case: Case) -> Verdict:
    year, first = case.limit("year"), t_first(case)
    if first is None:
        return cannot_assess(
            "The date of the first treatment isn't recorded.", missing=("date first treatment started",)
        )
    if not case.clock.at_least(year, since=first):
        return not_fired(f"Too early: treated since {day(first)}, judged after {year} days.")
    found = remissions(case, case.limit("remission"), case.limits["minimal"])
    if found.surely:
        return _reached(case, found.surely[-1])
    if found.perhaps:
        return _unknown(case, found.perhaps[-1])
    said = _contradicted(case)
    return _unclear(case, said) if said else _never(case, first, found=found)


def _reached(case: Case, span: Span) -> Verdict:
    said = [
        status_evidence(one) for one in statuses(case) if one.status == "complete-remission" and _within(span, one.on)
    ]
    logged = [lesion_evidence(one) for one in case.journey.check_ins if one.lesions and _within(span, one.on)]
    return not_fired(
        f"Complete remission on minimal therapy from {day(span.start)} to {day(span.end)}: {span.days} days "
        f"({case.limit('remission')} are looked for).",
        evidence=(*said[-1:], *logged[-1:]),
    )


def _within(span: Span, on: date) -> bool:
    return span.start <= on <= span.end


def _unknown(case: Case, span: Span) -> Verdict:
    days, most = case.limit("remission"), case.limits["minimal"]
    between = f"between {day(span.start)} and {day(span.end)}"
    gaps = {"lesion status": lesion_free(case, days), "steroid dose": on_minimal_dose(case, most)}
    missing = tuple(
        f"{what} {between}" for what, known in gaps.items() if any(said is None for _, said in known.spans(*span))
    )
    return cannot_assess(
        f"A complete remission on minimal therapy {between} is possible: not every day is recorded.", missing=missing
    )


def _contradicted(case: Case) -> ClinicianStatus | None:
    """The newest status of complete remission after so many days that are not known to be above the minimal dose."""
    days, low = case.limit("remission"), on_minimal_dose(case, case.limits["minimal"])
    said = [one for one in statuses(case) if one.status == "complete-remission"]
    known = ((one, low.spans(shift(one.on, -days), one.on)) for one in reversed(said))
    return next((one for one, spans in known if all(answer is not False for _, answer in spans)), None)


def _unclear(case: Case, said: ClinicianStatus) -> Verdict:
    days, shown = case.limit("remission"), status_evidence(said)
    first = shift(said.on, -days)
    return cannot_assess(
        f"{capital(shown.shows)}, but lesions or a lesser status are recorded in the {days} days before or after it.",
        missing=(f"lesion status between {day(first)} and {day(said.on)}",),
        evidence=(shown,),
    )


def _never(case: Case, first: date, *, found: Remissions) -> Verdict:
    days = (case.on - first).days
    because = (
        f"Treated since {day(first)}, {days} days ago. At {number(case.limits['minimal'])} mg/day of "
        f"prednisone-equivalent or less without lesions for at most {found.longest} days in a row, of "
        f"{case.limit('remission')}."
    )
    doses = dose_evidence(case, days)
    evidence = each_once((*doses, *regimen_evidence(case), *_newest_lesions(case), *skin_today(case).evidence))
    if holds := young_regimen(case):
        return held(because, evidence=evidence, holds=holds, for_patient=_FOR_PATIENT, would_change=_CHANGE)
    return fired(because, evidence=evidence, for_patient=_FOR_PATIENT, would_change=_CHANGE)


def _newest_lesions(case: Case) -> tuple[Evidence, ...]:
    seen = [one for one in case.journey.check_ins if one.lesions and is_active(one.lesions)]
    judged = [one for one in statuses(case) if one.status != "complete-remission"]
    return (*map(lesion_evidence, seen[-1:]), *map(status_evidence, judged[-1:]))


RULE = Rule(
    id="pv.no-remission-12mo",
    title="No complete remission on minimal therapy after a year",
    condition=PEMPHIGUS,
    role=Role.CORE,
    family="pv.activity",
    kinds=("therapies", "check_ins", "statuses", "measurements"),
    judge=judge,
    gate=Gate.REGIMEN,
    definition="A year after the first treatment, never 60 days without lesions on 10 mg/day of steroid or less.",
    thresholds=(
        *REMISSION,
        Threshold(
            name="year",
            means="days since the first treatment before it counts",
            value=365,
            unit="d",
            mark="D",
            low=365,
            high=730,
        ),
    ),
    sources=(
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=2),
        Source(publication="Murrell 2008, J Am Acad Dermatol 58:1043–6", mark="M"),
        Source(
            publication="Rituximab first: complete remission off therapy at 2 years",
            url="https://www.droracle.ai/articles/216505/what-is-the-initial-treatment-for-pemphigus",
            mark="V2",
        ),
    ),
    false_positives=("full treatment that began late",),
)
