"""Statuses, flares and scores as clinicians recorded them, oldest first, and how a finding cites them."""

from __future__ import annotations

from journeys.guidance.case import Case, cite, once
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import ClinicianStatus, Flare, Score
from journeys.guidance.phrases import day, number, words


@once
def statuses(case: Case) -> tuple[ClinicianStatus, ...]:
    return tuple(status for status in case.journey.statuses if status.condition == case.name)


def status_evidence(status: ClinicianStatus) -> Evidence:
    return cite("statuses", status, on=status.on, shows=f"status “{words(status.status)}” on {day(status.on)}")


@once
def recorded_flares(case: Case) -> tuple[Flare, ...]:
    """Flares and relapses that a clinician recorded; of one without an author nobody knows who did."""
    return tuple(
        flare for flare in case.journey.flares if flare.condition == case.name and flare.recorded_by == "clinician"
    )


def flare_evidence(flare: Flare) -> Evidence:
    return cite("flares", flare, on=flare.on, shows=f"{flare.kind} recorded by a clinician on {day(flare.on)}")


@once
def scores(case: Case, instrument: str) -> tuple[Score, ...]:
    """Totals of one instrument; two instruments, or two variants of one, are never compared."""
    return tuple(score for score in case.journey.assessments if score.instrument == instrument)


def score_evidence(score: Score, name: str) -> Evidence:
    """``name``: the instrument as people write it."""
    return cite("assessments", score, on=score.on, shows=f"{name} {number(score.value)} on {day(score.on)}")
