"""Coded imaging of the vessels: which study speaks last for a territory. The software never reads images, only what a
radiologist or clinician coded."""

from __future__ import annotations

from datetime import date

from journeys.guidance.case import Case, cite, once
from journeys.guidance.clinic import statuses
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import ImagingStudy
from journeys.guidance.phrases import day, listing, words

WORSE = ("new", "progressed")
BETTER = ("stable", "improved")
ISCHAEMIC = ("ischaemic-event", "stroke", "myocardial-infarction")
_QUIET = ("remission", "complete-remission")


@once
def coded_studies(case: Case) -> tuple[ImagingStudy, ...]:
    """Studies with a coded activity or comparison, oldest first."""
    return tuple(study for study in case.journey.imaging if study.activity or study.change)


def latest_by_territory(studies: tuple[ImagingStudy, ...]) -> tuple[ImagingStudy, ...]:
    """Those that no later one replaces in some territory. A study without territories speaks for all of them."""
    return tuple(study for study in studies if not _is_replaced(study, studies))


def _is_replaced(study: ImagingStudy, studies: tuple[ImagingStudy, ...]) -> bool:
    later = [other for other in studies if other.on > study.on]
    if any(not other.territories for other in later):
        return True
    covered = {territory for other in later for territory in other.territories}
    return bool(study.territories) and set(study.territories) <= covered


def overlap(study: ImagingStudy, other: ImagingStudy) -> bool:
    """Whether both may show the same vessel; without territories, a study may show any."""
    return not study.territories or not other.territories or bool(set(study.territories) & set(other.territories))


def is_active(study: ImagingStudy) -> bool | None:
    """Active disease, or new or worse changes, as coded; None: indeterminate, or not comparable."""
    if study.activity == "active" or study.change in WORSE:
        return True
    if study.activity == "inactive" or study.change in BETTER:
        return False if study.activity != "indeterminate" else None
    return None


def stands(case: Case, study: ImagingStudy, *, days: int) -> bool:
    """Whether a change for the worse still does: not too old, and contradicted by nothing later."""
    later = any(
        other.on > study.on and other.change in BETTER and overlap(study, other) for other in case.journey.imaging
    )
    return case.clock.within(days, study.on) and not later and not quiet_after(case, study.on)


def quiet_after(case: Case, on: date) -> bool:
    """Whether a clinician's status of remission is newer than that day."""
    return any(status.on > on and status.status in _QUIET for status in statuses(case))


def study_evidence(study: ImagingStudy) -> Evidence:
    coded = [words(said) for said in (study.activity, study.change) if said]
    said = f"coded {listing(coded)}" if coded else "with no coded result"
    return cite("imaging", study, on=study.on, shows=f"{in_words(study)} {said}")


def in_words(study: ImagingStudy) -> str:
    """``PET-CT of 2 August 2026 (left subclavian and aortic arch)``."""
    where = f" ({listing([words(name) for name in study.territories])})" if study.territories else ""
    return f"{study.modality} of {day(study.on)}{where}"


def prior_day(case: Case, study: ImagingStudy) -> date | None:
    """The day of the study that it was compared with: as coded, else the newest earlier one that shows the same."""
    if study.compared_with:
        return study.compared_with
    earlier = [other.on for other in case.journey.imaging if other.on < study.on and overlap(study, other)]
    return max(earlier, default=None)
