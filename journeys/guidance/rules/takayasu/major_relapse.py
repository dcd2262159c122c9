"""tak.major-relapse: a relapse with ischaemia or vessel progression.

Definition: at least 91 days after t0, and after a recorded remission or low activity (the newest status before it; one
of activity less than 28 days before it, and since t0, belongs to the same relapse, D), one event since t0: an ischaemic
complication; an aneurysm or dissection, if the next scan of that vessel with a coded activity is active; a relapse or
flare that a clinician recorded as major, or with ischaemia or claudication; or a study coded active and new or
progressed that shows a stenosis, occlusion, dilatation, aneurysm or dissection. It stands until t0 moves, a later
status of remission or low activity or (of a study) a later one of the same vessels that is no longer active or worse
contradicts it, or 182 days have passed. No status before it: can't be assessed. Shows "contact your team promptly",
also while held.
Document: takayasu-treatment-resistance-patient-guide, paragraphs 1 and 5.
Publication: EULAR 2018, major relapse (Hellmich 2020, Ann Rheum Dis 79:19–30), V. How long it stands: D.
False positives to know: a clot from elsewhere, atherosclerosis.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from journeys.guidance.case import Case, cite
from journeys.guidance.clinic import status_evidence
from journeys.guidance.findings import Evidence, Role, Source, Threshold
from journeys.guidance.journey import TAKAYASU, ClinicianStatus, Complication, ImagingStudy
from journeys.guidance.phrases import capital, day, listing, words
from journeys.guidance.regimen import regimen_evidence, t0
from journeys.guidance.relapses import (
    QUIET,
    Relapse,
    is_followed,
    not_followed,
    quiet_after,
    relapses,
    status_before_relapse,
    unattributed,
)
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.starts import days_in
from journeys.guidance.vessels import WORSE, in_words, is_active, overlap, study_evidence

_DOCUMENT = "takayasu-treatment-resistance-patient-guide"
_FOR_PATIENT = (
    "After a quiet time, your team noted a change in your blood vessels or in how your blood flows. "
    "Please tell your team soon, and ask what it means for you."
)
_COMPLICATIONS = ("ischaemic-event", "stroke", "myocardial-infarction")
_WALLS = ("aneurysm", "dissection")
_FEATURES = ("ischaemia", "arm-claudication", "leg-claudication")
_MAJOR = ("major", "severe")
_LESIONS = {"stenosis", "occlusion", "dilatation", "aneurysm", "dissection"}


@dataclass(frozen=True, slots=True)
class _Event:
    """``missing``: what is needed to say that it is one; none: it is. ``study``: the scan that shows it."""

    on: date
    evidence: Evidence
    missing: str = ""
    study: ImagingStudy | None = None


def judge(case: Case) -> Verdict:
    began = days_in(case, case.limit("earliest"))
    if isinstance(began, Verdict):
        return began
    events = sorted(_events(case), key=lambda event: event.on)
    standing = [event for event in events if event.on > began and _stands(case, event)]
    if not standing and not is_followed(case, began):
        return not_followed(case, began)
    if not standing:
        return not_fired(f"No ischaemic event and no active, worse scan since {day(began)} that still stands.")
    after_quiet = [event for event in standing if _was_quiet(case, event) is not False]
    if sure := [event for event in after_quiet if _was_quiet(case, event) and not event.missing]:
        return _relapsed(case, sure)
    return _unclear(case, after_quiet) if after_quiet else _never_quiet(case, standing)


def _relapsed(case: Case, events: list[_Event]) -> Verdict:
    quiet = _before(case, events[0])
    before = (status_evidence(quiet),) if quiet else ()
    return fired(
        f"{capital(listing([shown.shows for shown in before]))}, then {_in_words(events)}.",
        evidence=(*before, *(event.evidence for event in events), *regimen_evidence(case)),
        for_patient=_FOR_PATIENT,
        would_change=(
            "a later status of remission or low activity",
            "of a scan: a later one of the same vessels that is no longer active or worse",
        ),
    )


def _unclear(case: Case, events: list[_Event]) -> Verdict:
    asked = [event.missing for event in events if event.missing]
    never = [event for event in events if _was_quiet(case, event) is None]
    quiet = [f"was the disease quiet before? (a clinician's status before {day(event.on)})" for event in never[:1]]
    return cannot_assess(
        f"{capital(_in_words(events))}. Whether it is a relapse after a quiet time, with ischaemia or active and worse "
        "vessels, can't be told from what is recorded.",
        missing=(*quiet, *asked),
        evidence=tuple(event.evidence for event in events),
    )


def _never_quiet(case: Case, events: list[_Event]) -> Verdict:
    statuses = dict.fromkeys(status_evidence(found) for event in events if (found := _before(case, event)))
    before = listing([shown.shows for shown in statuses])
    return not_fired(
        f"{capital(_in_words(events))}. Last recorded before: {before}. A quiet time right before is looked for: "
        "remission or low activity, with no relapse between it and the present treatment.",
        evidence=tuple(event.evidence for event in events),
    )


def _in_words(events: list[_Event]) -> str:
    return listing([event.evidence.shows for event in events])


def _before(case: Case, event: _Event) -> ClinicianStatus | None:
    return status_before_relapse(case, event.on, since=t0(case) or event.on)


def _was_quiet(case: Case, event: _Event) -> bool | None:
    """By the newest status before it, unless a relapse ended that before the present treatment began."""
    before, began = _before(case, event), t0(case)
    if before is None or began is None:
        return None
    ended = any(before.on < found.on <= began for found in relapses(case) if found.recorded)
    return before.status in QUIET and not ended


def _stands(case: Case, event: _Event) -> bool:
    over = event.study is not None and any(
        other.on > event.on and is_active(other) is False and overlap(event.study, other)
        for other in case.journey.imaging
    )
    return case.clock.within(case.limit("stands"), event.on) and not over and quiet_after(case, event.on) is None


def _events(case: Case) -> Iterator[_Event]:
    for entry in case.journey.complications:
        if entry.kind in _COMPLICATIONS:
            shows = f"{words(entry.kind)} on {day(entry.on)}"
            yield _Event(entry.on, cite("complications", entry, on=entry.on, shows=shows))
    yield from _walls(case)
    yield from (_Event(found.on, shown) for found in relapses(case) if _is_major(found) for shown in found.evidence)
    for flare in unattributed(case):
        if flare.severity in _MAJOR or set(flare.features) & set(_FEATURES):
            shows = f"{flare.kind} of {day(flare.on)}"
            missing = f"who recorded the {shows}"
            yield _Event(flare.on, cite("flares", flare, on=flare.on, shows=shows), missing)
    yield from _studies(case)


def _walls(case: Case) -> Iterator[_Event]:
    """A wall that widened or tore, unless the next scan that tells, of that vessel, is coded inactive."""
    for entry in case.journey.complications:
        told = [study for study in case.journey.imaging if study.on >= entry.on and _tells(study, entry)]
        if entry.kind in _WALLS and (not told or told[0].activity == "active"):
            where = f" ({words(entry.territory)})" if entry.territory else ""
            shows = f"{words(entry.kind)}{where} on {day(entry.on)}"
            missing = "" if told else f"whether the vessel wall was active: {shows}"
            yield _Event(entry.on, cite("complications", entry, on=entry.on, shows=shows), missing)


def _tells(study: ImagingStudy, entry: Complication) -> bool:
    same = entry.territory is None or not study.territories or entry.territory in study.territories
    return same and study.activity in ("active", "inactive")


def _is_major(found: Relapse) -> bool:
    return found.recorded and (found.severity in _MAJOR or bool(set(found.features) & set(_FEATURES)))


def _studies(case: Case) -> Iterator[_Event]:
    """Active and worse, with a lesion that narrows, widens or tears; an unsaid part of that is missing."""
    for study in case.journey.imaging:
        is_lesion = not study.findings or bool(_LESIONS & set(study.findings))
        if study.change in WORSE and study.activity != "inactive" and is_lesion:
            yield _Event(study.on, study_evidence(study), _unsaid(study), study)


def _unsaid(study: ImagingStudy) -> str:
    asked = [
        *(() if study.activity == "active" else ("whether the vessel wall was active",)),
        *(() if study.findings else ("whether it shows a narrowing, a widening or a tear",)),
    ]
    return f"{listing(asked)}, in the {in_words(study)}" if asked else ""


RULE = Rule(
    id="tak.major-relapse",
    title="Relapse with ischaemia or vessel progression",
    condition=TAKAYASU,
    role=Role.CORE,
    family="tak.activity",
    kinds=(
        "complications",
        "flares",
        "imaging",
        "statuses",
        "therapies",
        "check_ins",
        "labs",
        "infections",
        "admissions",
        "life_events",
        "procedures",
    ),
    judge=judge,
    gate=Gate.TAKAYASU,
    prompt_contact=True,
    definition="After remission or low activity, an ischaemic event, or an active scan with worse vessel changes.",
    thresholds=(
        Threshold(
            name="earliest", means="days of treatment before it counts", value=91, unit="d", mark="D", low=61, high=182
        ),
        Threshold(name="stands", means="how long an event stands", value=182, unit="d", mark="D", low=91, high=365),
    ),
    sources=(
        Source(document=_DOCUMENT, paragraph=1),
        Source(document=_DOCUMENT, paragraph=5),
        Source(
            publication="Hellmich 2020, Ann Rheum Dis 79:19–30 (EULAR 2018)",
            url="https://ard.bmj.com/content/79/1/19",
            mark="V",
        ),
    ),
    false_positives=("a clot from elsewhere", "atherosclerosis"),
)
