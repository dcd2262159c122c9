"""Neuropsychiatric events as clinicians entered them: to what they were attributed, and how they went on.

Only an event attributed to inflammation by lupus counts. What patients log feeds the red flags, never these rules.
"""

from __future__ import annotations

from collections.abc import Sequence

from journeys.guidance.case import Case, cite
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import CourseEntry, NeuropsychiatricEvent
from journeys.guidance.phrases import day, words
from journeys.guidance.regimen import t0
from journeys.guidance.rule import Verdict, cannot_assess, not_fired

NEUROPSYCHIATRIC = "neuropsychiatric-lupus"
_UNDECIDED = (None, "undetermined")
_SAID = {
    "sle-inflammatory": "attributed to inflammation by lupus",
    "sle-ischaemic": "attributed to poor blood flow in lupus",
    "not-sle": "attributed to another cause",
    "undetermined": "attribution undetermined",
}


def events(case: Case) -> tuple[NeuropsychiatricEvent, ...]:
    """Oldest first."""
    return case.journey.neuropsychiatric_events


def is_attributed(event: NeuropsychiatricEvent) -> bool | None:
    """To inflammation by lupus; None: nobody said, or nobody could tell."""
    return None if event.attribution in _UNDECIDED else event.attribution == "sle-inflammatory"


def newest_status(event: NeuropsychiatricEvent) -> CourseEntry | None:
    return event.course[-1] if event.course else None


def is_recorded(case: Case) -> bool:
    """Whether lupus of the nervous system is on record, as a form of the disease or as an event."""
    is_form = case.condition is not None and NEUROPSYCHIATRIC in case.condition.manifestations
    return is_form or bool(events(case))


def name(event: NeuropsychiatricEvent) -> str:
    """``seizure of 3 May 2022``."""
    return f"{words(event.type)} of {day(event.began_on)}"


def event_evidence(event: NeuropsychiatricEvent) -> Evidence:
    status = newest_status(event)
    then = f", {status.status} on {day(status.on)}" if status else ", no status recorded"
    said = _SAID.get(event.attribution or "", "not attributed")
    shows = f"{words(event.type)} since {day(event.began_on)} ({said}){then}"
    return cite("neuropsychiatric_events", event, on=event.began_on, shows=shows)


def evidence_of(found: Sequence[NeuropsychiatricEvent]) -> tuple[Evidence, ...]:
    return tuple(event_evidence(event) for event in found)


def no_event(case: Case) -> Verdict:
    """What both rules say while no event is recorded."""
    if is_recorded(case):
        return cannot_assess(
            "Neuropsychiatric lupus is recorded, and no event of it.",
            missing=("neuropsychiatric event, with a clinician's attribution and status",),
        )
    if t0(case) is None:
        return cannot_assess("The start of the present treatment isn't recorded.", missing=("start of treatment (t0)",))
    return not_fired("Not applicable: no neuropsychiatric event is recorded.")
