"""tak.persistent-activity: disease still active on treatment.

Definition: at least 91 days after t0, both of
(A) a sign or symptom of the Takayasu list in the last 28 days, marked by a clinician, or logged by the patient at 4 of
    10 or more on two days at least; a check-in's overall answer is the severity of the patient's own main symptoms;
(B) one of: the latest coded study of some territory, made on or after t0 and at most 182 days old, active or with new
    or worse changes; an ischaemic complication in the last 91 days; CRP or ESR confirmed raised in the last 91 days.
A marker that is normal after it was raised twice doesn't count (D). A clinician's flare with such a symptom, ischaemia,
a new bruit or fatigue marks a sign on its day. A symptom that wasn't asked is unknown; asked and denied is no. A false:
not fired, whatever B is. Only patient-logged symptoms with B known to be absent: supporting. Without imaging in 182
days and without two clean CRP or ESR results 14 days apart in 91, B is unknown; if it is an infection alone that makes
raised results unclean, the signal is held.
Document: takayasu-treatment-resistance-patient-guide, paragraphs 2 and 3.
Publication: EULAR 2018, active and refractory disease (Hellmich 2020, Ann Rheum Dis 79:19–30, table 2), V. Windows: D.
False positives to know: symptoms of a fixed narrowing (damage), infection, anaemia, CRP of obesity, lack of training.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case, cite, lately
from journeys.guidance.clock import shift
from journeys.guidance.findings import Evidence, Hold, Role, Source, Threshold
from journeys.guidance.journey import TAKAYASU, CheckIn, ImagingStudy
from journeys.guidance.logged import by_check_in, repeated, summary, symptoms_of
from journeys.guidance.markers import SPACING_DAYS, Markers, pair_in_words, recent_markers
from journeys.guidance.phrases import capital, day, listing, words
from journeys.guidance.regimen import regimen_evidence
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, held, not_fired
from journeys.guidance.starts import days_in
from journeys.guidance.symptoms import TAKAYASU_ACTIVITY
from journeys.guidance.vessels import ISCHAEMIC, coded_studies, is_active, latest_by_territory, study_evidence

_DOCUMENT = "takayasu-treatment-resistance-patient-guide"
_FOR_PATIENT = (
    "You or your team noted signs that may mean your illness is still active. "
    "At your next visit, you can ask what they mean, and what else could cause them."
)
_ALSO_SIGNS = ("ischaemia", "new-bruit", "fatigue")
"""What a clinician's flare may show beside the symptoms that patients log."""
_FOR_PATIENT_LOGGED = (
    "You noted symptoms on several days. Your tests did not show that the illness is active. "
    "It is worth telling your team about them."
)


class _Signs(NamedTuple):
    """``answer``: A. ``by_clinician``: a clinician marked one. ``shows``: what was seen, as a sentence says it."""

    answer: bool | None
    by_clinician: bool
    shows: str
    evidence: tuple[Evidence, ...]


class _Backing(NamedTuple):
    """``answer``: B. ``shows``: what backs it, as a sentence says it. ``markers``: what CRP and ESR say."""

    answer: bool | None
    shows: str
    evidence: tuple[Evidence, ...]
    markers: Markers


def judge(case: Case) -> Verdict:
    signs = _signs(case)
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


def _both_known(case: Case, signs: _Signs, *, backing: _Backing) -> Verdict:
    shows = f"{capital(_lately(case))}: {signs.shows}"
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


def _signs_unknown(case: Case, signs: _Signs, *, backing: _Backing) -> Verdict:
    if backing.answer is False:
        return not_fired("No imaging, event or blood marker shows activity; symptoms were not asked about.")
    since = day(shift(case.on, -case.limit("signs")))
    said = f"Logged since {since}: {signs.shows}. How bad it was isn't recorded." if signs.shows else ""
    return cannot_assess(
        said or f"Nothing recorded on signs or symptoms since {since}.",
        missing=(f"signs and symptoms between {since} and {day(case.on)}",),
        evidence=(*signs.evidence, *backing.evidence),
    )


def _backing_unknown(case: Case, signs: _Signs, *, backing: _Backing) -> Verdict:
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


def _signs(case: Case) -> _Signs:
    recent = lately(case, case.journey.check_ins, case.limit("signs"))
    marked = (*_marked_by_clinician(recent), *_clinician_flares(case))
    if marked:
        return _Signs(True, True, listing([found.shows for found in marked]), marked)
    logged = [
        found
        for entry in recent
        if entry.by != "clinician"
        for found in symptoms_of(entry, TAKAYASU_ACTIVITY, severe_from=case.limits["severity"])
    ]
    enough = repeated([found for found in logged if found.severe], days=case.limit("days"))
    if enough:
        return _Signs(True, False, summary(enough), by_check_in(enough))
    could_be = repeated([found for found in logged if found.severe is not False], days=case.limit("days"))
    asked = bool(logged) or any(set(entry.symptoms) & set(TAKAYASU_ACTIVITY) for entry in recent)
    answer = None if could_be or not asked else False
    return _Signs(answer, False, summary(could_be), by_check_in(could_be or logged))


def _marked_by_clinician(entries: Sequence[CheckIn]) -> Iterator[Evidence]:
    for entry in entries:
        present = [name for name in TAKAYASU_ACTIVITY if entry.symptoms.get(name)]
        if entry.by == "clinician" and present:
            yield cite(
                "check_ins", entry, on=entry.on, shows=f"{_plain(present)} marked by a clinician on {day(entry.on)}"
            )


def _plain(names: list[str]) -> str:
    return listing([words(name) for name in names])


def _clinician_flares(case: Case) -> Iterator[Evidence]:
    """A flare that a clinician recorded with a symptom of the list, or a sign, marks it on its day."""
    for flare in case.journey.flares:
        present = [name for name in (*TAKAYASU_ACTIVITY, *_ALSO_SIGNS) if name in flare.features]
        is_mine = flare.condition == TAKAYASU and flare.recorded_by == "clinician" and present
        if is_mine and case.clock.within(case.limit("signs"), flare.on):
            yield cite(
                "flares",
                flare,
                on=flare.on,
                shows=f"{flare.kind} with {_plain(present)} recorded by a clinician on {day(flare.on)}",
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
