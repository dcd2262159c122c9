"""pv.rtx-nonresponse: no remission 24 weeks after rituximab.

Definition: a complete course of rituximab in the present regimen (2 × 1000 mg 10 to 21 days apart, or 4 × 375 mg/m²
weekly), and 168 to 210 days after its first infusion neither partial nor complete remission: a clinician's status of
active or not healing in that time, or, where there is none, logged lesions that spread or did not heal within 7 days.
It stands until t0 moves or a status of remission is recorded from day 168 on. A status of control is no remission and
no lack of one: it decides nothing. An incomplete course, or a CD19 count that never fell below 5/µL after it: held.
Under 18 years and in pregnancy the usual doses aren't agreed: held (cannot assess).
Document: pemphigus-vulgaris-treatment-resistance, paragraphs 2 and 3.
Publication: the day-168 endpoint of the Japanese trial in pemphigus that other treatment had not controlled, V. The
CD19 limit and the end of the time: D.
False positives to know: an incomplete course; B cells that did not fall.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from journeys.guidance.adequacy import outside_the_table
from journeys.guidance.case import Case, cite
from journeys.guidance.clinic import status_evidence, statuses
from journeys.guidance.clock import shift
from journeys.guidance.findings import Evidence, Hold, Role, Source, Threshold
from journeys.guidance.journey import PEMPHIGUS, CheckIn, Lab
from journeys.guidance.lesions import ACTIVE_STATUS, is_absent, lesion_evidence
from journeys.guidance.phrases import capital, day, listing, number
from journeys.guidance.rituximab import Infused, infused_since, not_depleted
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, held, not_fired

_REMISSION = ("partial-remission", "complete-remission", "remission")
_FOR_PATIENT = (
    "Sores were still noted about six months after your infusions. "
    "You can ask your team what this means, and what they will look at next."
)
_CHANGE = ("a clinician's status of partial or complete remission",)


def judge(case: Case) -> Verdict:
    infused = infused_since(case, case.limit("first"))
    if isinstance(infused, Verdict):
        return infused
    first, last = (shift(infused.first, case.limit(name)) for name in ("first", "last"))
    reached = [status for status in statuses(case) if status.on >= first and status.status in _REMISSION]
    if reached:
        return _ended("Remission after the course", [status_evidence(status) for status in reached[-1:]])
    judged = [found for found in statuses(case) if first <= found.on <= last and found.status in ACTIVE_STATUS]
    if judged:
        return _no_remission(case, infused, activity=[status_evidence(status) for status in judged])
    return _by_the_log(case, infused, first=first, last=last)


def _by_the_log(case: Case, infused: Infused, *, first: date, last: date) -> Verdict:
    """Where no clinician judged it: lesions that no partial remission has, until an entry without any."""
    logged = [entry for entry in case.journey.check_ins if entry.on >= first]
    lasting = [entry for entry in logged if entry.on <= last and _lasts(entry, first=first)]
    if not lasting:
        return _unknown(infused, first=first, last=last)
    gone = [entry for entry in logged if entry.on > lasting[-1].on and entry.lesions and is_absent(entry.lesions)]
    if gone:
        return _ended("No lesions later on", [lesion_evidence(gone[-1])])
    return _no_remission(case, infused, activity=[lesion_evidence(entry) for entry in lasting])


def _lasts(entry: CheckIn, *, first: date) -> bool:
    """Lesions that spread or stay more than 7 days don't belong to a partial remission (Murrell 2008)."""
    lesions = entry.lesions
    if lesions is None or shift(entry.on, 1 - lesions.days) < first:
        return False
    return bool(lesions.extended) or (bool(lesions.new) and lesions.healed_within_7_days is False)


def _ended(what: str, evidence: Sequence[Evidence]) -> Verdict:
    return not_fired(f"{what}: {listing([found.shows for found in evidence])}.", evidence=tuple(evidence))


def _unknown(infused: Infused, *, first: date, last: date) -> Verdict:
    between = f"between {day(first)} and {day(last)}"
    return cannot_assess(
        f"Neither remission nor its absence is recorded {between}.",
        missing=(f"status 24 weeks after infusion, {between}",),
        evidence=(infused.evidence,),
    )


def _no_remission(case: Case, infused: Infused, *, activity: Sequence[Evidence]) -> Verdict:
    if infused.complete is None:
        return cannot_assess(
            f"Whether the course of {infused.therapy.drug} was complete isn't known.",
            missing=("doses of the infusions, or the weight and height that they are judged by",),
            evidence=(infused.evidence, *activity),
        )
    counted = not_depleted(case, infused, until=shift(infused.first, case.limit("last")), limit=case.limits["depleted"])
    evidence = (infused.evidence, *activity, *((_cd19(counted),) if counted else ()))
    says = listing([found.shows for found in activity])
    latest = (max(found.on or infused.first for found in activity) - infused.first).days
    course = f"a complete course of {infused.therapy.drug}" if infused.complete else infused.therapy.drug
    short = "" if infused.complete else f" {capital(_shortfall(infused))}."
    because = (
        f"First infusion of {course} on {day(infused.first)}; {says} (day {latest}), "
        f"and no partial or complete remission from day {case.limit('first')} on.{short}"
    )
    if holds := (*_holds(case, infused, counted=counted), *outside_the_table(case)):
        return held(because, evidence=evidence, holds=holds, for_patient=_FOR_PATIENT, would_change=_CHANGE)
    return fired(because, evidence=evidence, for_patient=_FOR_PATIENT, would_change=_CHANGE)


def _holds(case: Case, infused: Infused, *, counted: Lab | None) -> tuple[Hold, ...]:
    short = () if infused.complete else (Hold(rule="cf.dose", detail=_shortfall(infused)),)
    if counted is None:
        return short
    limit = number(case.limits["depleted"])
    detail = f"{_cd19(counted).shows}, never below {limit}/µL after the infusions: they may not have worked as intended"
    return (*short, Hold(rule="cf.dose", detail=detail))


def _shortfall(infused: Infused) -> str:
    return f"{infused.therapy.drug}: {infused.shortfall}"


def _cd19(counted: Lab) -> Evidence:
    """By litre or by microlitre it is the same number."""
    on, value = counted.collected_on, f"{counted.comparator or ''}{number(counted.canonical_value or 0)}"
    return cite("labs", counted, on=on, shows=f"CD19 {value}/µL on {day(on)}")


RULE = Rule(
    id="pv.rtx-nonresponse",
    title="No remission 24 weeks after rituximab",
    condition=PEMPHIGUS,
    role=Role.CORE,
    family="pv.activity",
    kinds=("therapies", "statuses", "check_ins", "labs", "measurements", "life_events"),
    judge=judge,
    gate=Gate.REGIMEN,
    definition="Neither partial nor complete remission 168 to 210 days after the first infusion of a complete course.",
    thresholds=(
        Threshold(name="first", means="days after the first infusion", value=168, unit="d", mark="V"),
        Threshold(
            name="last", means="end of the time for that status", value=210, unit="d", mark="D", low=182, high=365
        ),
        Threshold(
            name="depleted",
            means="CD19 count below which B cells are taken as gone",
            value=5,
            unit="10*6/L",
            mark="D",
            low=1,
            high=20,
        ),
    ),
    sources=(
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=2),
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=3),
        Source(
            publication="Japanese rituximab trial in pemphigus: remission at day 168",
            url="https://pmc.ncbi.nlm.nih.gov/articles/PMC10091989",
            mark="V",
        ),
    ),
    false_positives=("an incomplete course", "B cells that did not fall"),
)
