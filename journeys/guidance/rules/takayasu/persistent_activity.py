"""tak.persistent-activity: disease still active on treatment.

Definition: at least 91 days after t0, both of
(A) a sign or symptom of the Takayasu list in the last 28 days, marked by a clinician, or logged by the patient at 4 of
    10 or more on two days at least; a check-in's overall answer is the severity of the patient's own main symptoms;
(B) one of: the latest coded study of some territory, made on or after t0 and at most 182 days old, active or with new
    or worse changes; an ischaemic complication in the last 91 days; CRP or ESR confirmed raised in the last 91 days.
A marker that is normal after it was raised twice doesn't count (D). A clinician's flare with such a symptom, ischaemia,
a new bruit or fatigue marks a sign on its day. A symptom that wasn't asked is unknown; asked and denied is no. A false:
not fired, whatever B is. Only patient-logged symptoms with B known to be absent, or all of it older than a newest
status of remission (D): supporting. Without imaging in 182 days and without two clean CRP or ESR results 14 days apart
in 91, B is unknown; if it is an infection alone that makes raised results unclean, the signal is held.
Document: takayasu-treatment-resistance-patient-guide, paragraphs 2 and 3.
Publication: EULAR 2018, active and refractory disease (Hellmich 2020, Ann Rheum Dis 79:19–30, table 2), V. Windows: D.
False positives to know: symptoms of a fixed narrowing (damage), infection, anaemia, CRP of obesity, lack of training.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case, cite
from journeys.guidance.clinic import status_evidence, statuses
from journeys.guidance.clock import shift
from journeys.guidance.findings import Evidence, Hold, Role, Source, Threshold
from journeys.guidance.journey import TAKAYASU, ImagingStudy
from journeys.guidance.markers import SPACING_DAYS, Markers, pair_in_words, recent_markers
from journeys.guidance.phrases import capital, day, listing, words
from journeys.guidance.recent_signs import Signs, recent_signs
from journeys.guidance.regimen import regimen_evidence
from journeys.guidance.relapses import REMISSION
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, held, not_fired
from journeys.guidance.starts import days_in
from journeys.guidance.vessels import ISCHAEMIC, coded_studies, is_active, latest_by_territory, study_evidence

_DOCUMENT = "takayasu-treatment-resistance-patient-guide"
_FOR_PATIENT = (
    "You or your team noted signs that may mean your illness is still active. "
    "At your next visit, you can ask what they mean, and what else could cause them."
)
_FOR_PATIENT_CALM = (
    "You noted symptoms on several days. Not long ago your team found the illness quiet. "
    "It is worth telling your team about them."
)
_FOR_PATIENT_LOGGED = (
    "You noted symptoms on several days. Your tests did not show that the illness is active. "
    "It is worth telling your team about them."
)


class _Backing(NamedTuple):
    """``answer``: B. ``shows``: what backs it, as a sentence says it. ``markers``: what CRP and ESR say."""

    answer: bool | None
    shows: str
    evidence: tuple[Evidence, ...]
    markers: Markers


def judge(case: Case) -> Verdict:
    signs = recent_signs(case)
    if signs.answer is False:
        return not_fired(f"No sign or symptom that counts {_lately(case)}.", evidence=signs.evidence)
    began = days_in(case, case.limit("earliest"))
    if isinstance(began, Verdict):
        return began
    backing = _backing(case, began)
    if signs.answer is None:
        return _signs_unknown(case, signs, backing=backing)
    if backing.answer is None:
        return _backing_unknown(case, signs, backing=backing)
    return _both_known(case, signs, backing=backing)


def _lately(case: Case) -> str:
    return f"in the last {case.limit('signs')} days"


def _quiet(case: Case) -> str:
    return f"{case.limit('signs')} days without a sign or symptom of the list"


def _both_known(case: Case, signs: Signs, *, backing: _Backing) -> Verdict:
    shows = f"{capital(_lately(case))}: {signs.shows}"
    if calm := _remission_since(case, signs, backing=backing):
        return fired(
            f"Logged by the patient {_lately(case)}: {signs.shows}; also {backing.shows}. After that a clinician "
            f"recorded {calm.shows}: context.",
            evidence=(*signs.evidence, *backing.evidence, calm),
            counted_as=Role.SUPPORTING,
            for_patient=_FOR_PATIENT_CALM,
            would_change=(f"{case.limit('signs')} days without a symptom of the list",),
        )
    if backing.answer:
        return fired(
            f"{shows}; backed by: {backing.shows}.",
            evidence=(*signs.evidence, *backing.evidence, *regimen_evidence(case)),
            for_patient=_FOR_PATIENT,
            would_change=(_quiet(case), "a later scan coded inactive, and CRP and ESR not raised"),
        )
    if signs.by_clinician:
        return not_fired(
            f"{shows}. Neither imaging, nor an ischaemic event, nor CRP and ESR back it.",
            evidence=(*signs.evidence, *backing.evidence),
            would_change=(
                f"active imaging, an ischaemic event, or CRP or ESR raised twice, {SPACING_DAYS} days apart",
            ),
        )
    return fired(
        f"Logged by the patient {_lately(case)}: {signs.shows}. No imaging, event or blood marker backs it: context.",
        evidence=signs.evidence,
        counted_as=Role.SUPPORTING,
        for_patient=_FOR_PATIENT_LOGGED,
        would_change=(_quiet(case),),
    )


def _remission_since(case: Case, signs: Signs, *, backing: _Backing) -> Evidence | None:
    """The newest status, if it is of remission, and younger than all that backs what only the patient logged."""
    newest = statuses(case)[-1] if statuses(case) else None
    if signs.by_clinician or not backing.answer or newest is None or newest.status not in REMISSION:
        return None
    return status_evidence(newest) if all(each.on and each.on < newest.on for each in backing.evidence) else None


def _signs_unknown(case: Case, signs: Signs, *, backing: _Backing) -> Verdict:
    if backing.answer is False:
        return not_fired("No imaging, event or blood marker shows activity; symptoms were not asked about.")
    since = day(shift(case.on, -case.limit("signs")))
    said = f"Logged since {since}: {signs.shows}. How bad it was isn't recorded." if signs.shows else ""
    return cannot_assess(
        said or f"Nothing recorded on signs or symptoms since {since}.",
        missing=(f"signs and symptoms between {since} and {day(case.on)}",),
        evidence=(*signs.evidence, *backing.evidence),
    )


def _backing_unknown(case: Case, signs: Signs, *, backing: _Backing) -> Verdict:
    shows = f"{capital(_lately(case))}: {signs.shows}"
    if backing.markers.infected:
        pair = backing.markers.infected
        is_open = any(window.last is None for found in pair for window in found.spoiled)
        wanted = "when that ended isn't recorded" if is_open else "a sample outside it is needed"
        detail = f"{pair_in_words(pair)}, but sampled around an infection; {wanted}"
        return held(
            f"{shows}; also {pair_in_words(pair)}, but sampled around an infection.",
            evidence=(*signs.evidence, *(found.evidence for found in pair)),
            holds=(Hold(rule="cf.infection", detail=detail),),
            for_patient=_FOR_PATIENT,
            would_change=(_quiet(case),),
        )
    imaging, blood = (day(shift(case.on, -case.limit(name))) for name in ("imaging", "markers"))
    return cannot_assess(
        f"{shows}. Whether the vessels are inflamed can't be told from what is recorded.",
        missing=(
            f"vessel imaging between {imaging} and {day(case.on)}, or two CRP/ESR at least {SPACING_DAYS} days apart "
            f"between {blood} and {day(case.on)}",
        ),
        evidence=(*signs.evidence, *backing.evidence),
    )


def _backing(case: Case, began: date) -> _Backing:
    imaging = _imaging(case, began)
    events = _events(case)
    markers = recent_markers(case, case.limit("markers"))
    active = [study_evidence(study) for study, answer in imaging if answer]
    raised = [found.evidence for found in markers.pair or ()]
    if active or events or raised:
        pairs = [pair_in_words(markers.pair)] if markers.pair else []
        shows = listing([*(found.shows for found in (*active, *events)), *pairs])
        return _Backing(True, shows, (*active, *events, *raised), markers)
    inactive = [study_evidence(study) for study, answer in imaging if answer is False]
    known = bool(inactive) or markers.answer is False
    return _Backing(False if known else None, "", tuple(inactive), markers)


def _imaging(case: Case, began: date) -> list[tuple[ImagingStudy, bool | None]]:
    current = tuple(study for study in coded_studies(case) if study.on >= began)
    latest = latest_by_territory(current)
    return [(study, is_active(study)) for study in latest if case.clock.within(case.limit("imaging"), study.on)]


def _events(case: Case) -> list[Evidence]:
    return [
        cite("complications", event, on=event.on, shows=f"{words(event.kind)} on {day(event.on)}")
        for event in case.journey.complications
        if event.kind in ISCHAEMIC and case.clock.within(case.limit("markers"), event.on)
    ]


RULE = Rule(
    id="tak.persistent-activity",
    title="Disease still active on treatment",
    condition=TAKAYASU,
    role=Role.CORE,
    family="tak.activity",
    kinds=(
        "check_ins",
        "flares",
        "imaging",
        "complications",
        "labs",
        "therapies",
        "infections",
        "admissions",
        "life_events",
        "procedures",
        "statuses",
    ),
    judge=judge,
    gate=Gate.TAKAYASU,
    definition="91 days or more after t0: a sign or symptom in 28 days, backed by imaging, an event, or CRP or ESR.",
    thresholds=(
        Threshold(
            name="earliest", means="days of treatment before it counts", value=91, unit="d", mark="D", low=61, high=182
        ),
        Threshold(
            name="signs", means="how far back signs and symptoms count", value=28, unit="d", mark="D", low=14, high=91
        ),
        Threshold(
            name="severity",
            means="from how bad a logged symptom counts",
            value=4,
            unit="of 10",
            mark="D",
            low=3,
            high=7,
        ),
        Threshold(
            name="days", means="on how many days it has to be logged", value=2, unit="days", mark="D", low=1, high=7
        ),
        Threshold(name="imaging", means="how old a scan may be", value=182, unit="d", mark="D", low=91, high=365),
        Threshold(
            name="markers",
            means="how far back CRP, ESR and events count",
            value=91,
            unit="d",
            mark="D",
            low=28,
            high=182,
        ),
    ),
    sources=(
        Source(document=_DOCUMENT, paragraph=2),
        Source(document=_DOCUMENT, paragraph=3),
        Source(
            publication="Hellmich 2020, Ann Rheum Dis 79:19–30 (EULAR 2018, table 2)",
            url="https://ard.bmj.com/content/79/1/19",
            mark="V",
        ),
    ),
    false_positives=(
        "symptoms of a fixed narrowing",
        "infection",
        "anaemia",
        "raised CRP of obesity",
        "lack of training",
    ),
)
