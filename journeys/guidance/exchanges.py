"""Plasma exchange and immunoadsorption: sessions that make a series, and when it is judged (clinical.md 3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from journeys.guidance.case import Case, cite, once
from journeys.guidance.clock import shift
from journeys.guidance.findings import Evidence, Hold
from journeys.guidance.journey import Procedure
from journeys.guidance.phrases import count, day, words
from journeys.guidance.regimen import t0
from journeys.guidance.usual_doses import EXCHANGE_SESSIONS, EXCHANGE_TRIAL_DAYS

KINDS = ("plasma-exchange", "immunoadsorption")
SERIES_GAP_DAYS = 14
"""A session more than so many days after the one before begins a new series (D)."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """The newest series of one kind in the present regimen. ``holds``: why it wasn't enough, or not yet."""

    sessions: tuple[Procedure, ...]
    holds: tuple[Hold, ...]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(
            cite("procedures", found, on=found.on, shows=f"{words(found.kind)} on {day(found.on)}")
            for found in self.sessions
        )


@once
def exchanges(case: Case) -> tuple[Exchange, ...]:
    series = [_newest_series(case, kind) for kind in KINDS]
    return tuple(Exchange(tuple(found), _holds(case, found)) for found in series if found)


def _newest_series(case: Case, kind: str) -> list[Procedure]:
    """What it was done for isn't recorded: any since t0 may be."""
    began = t0(case)
    found: list[Procedure] = []
    for session in case.journey.procedures:
        if session.kind == kind and (began is None or session.on >= began):
            goes_on = bool(found) and (session.on - found[-1].on).days <= SERIES_GAP_DAYS
            found = [*found, session] if goes_on else [session]
    return found


def _holds(case: Case, found: Sequence[Procedure]) -> tuple[Hold, ...]:
    name = words(found[0].kind)
    if len(found) < EXCHANGE_SESSIONS:
        says = f"{name}: {len(found)} of {count(EXCHANGE_SESSIONS, 'session')}"
        return (Hold(rule="cf.dose", detail=says),)
    ready = shift(found[0].on, EXCHANGE_TRIAL_DAYS)
    if case.clock.reached(ready):
        return ()
    says = f"{name}: {count(len(found), 'session')} from {day(found[0].on)}, judged from {day(ready)}"
    return (Hold(rule="cf.duration", detail=says),)
