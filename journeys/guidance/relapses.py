"""Relapses and flares that a clinician recorded of the condition, oldest first."""

from __future__ import annotations

from journeys.guidance.case import Case, cite, once
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import Flare
from journeys.guidance.phrases import day


@once
def relapses(case: Case) -> tuple[Flare, ...]:
    return tuple(
        flare for flare in case.journey.flares if flare.condition == case.name and flare.recorded_by == "clinician"
    )


def last_relapse(case: Case) -> Flare | None:
    return relapses(case)[-1] if relapses(case) else None


def relapse_evidence(flare: Flare) -> Evidence:
    return cite("flares", flare, on=flare.on, shows=f"{flare.kind} recorded by a clinician on {day(flare.on)}")
