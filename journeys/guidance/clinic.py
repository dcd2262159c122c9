"""What clinicians recorded of the condition: statuses and scores, oldest first, and how a finding cites them."""

from __future__ import annotations

from journeys.guidance.case import Case, cite, once
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import ClinicianStatus, Score
from journeys.guidance.phrases import day, number, words


@once
def statuses(case: Case) -> tuple[ClinicianStatus, ...]:
    return tuple(status for status in case.journey.statuses if status.condition == case.name)


def status_evidence(status: ClinicianStatus) -> Evidence:
    return cite("statuses", status, on=status.on, shows=f"status “{words(status.status)}” on {day(status.on)}")


@once
def scores(case: Case, instrument: str) -> tuple[Score, ...]:
    """Totals of one instrument; two instruments, or two variants of one, are never compared."""
    return tuple(score for score in case.journey.assessments if score.instrument == instrument)


def score_evidence(score: Score, name: str) -> Evidence:
    """``name``: the instrument as people write it."""
    return cite("assessments", score, on=score.on, shows=f"{name} {number(score.value)} on {day(score.on)}")
