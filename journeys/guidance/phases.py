"""Intervals by phase: the newest status of the condition sets it; without one it counts as active (reading 24)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from journeys.guidance.case import Case
from journeys.guidance.clinic import statuses
from journeys.guidance.schedule import Rhythm

QUIET = frozenset({"remission", "complete-remission"})


def newest_status(case: Case) -> str:
    known = statuses(case)
    return known[-1].status if known else ""


def by_status(active: int, **days: int) -> Callable[[Case], Rhythm]:
    """``days`` by status, underscores for hyphens; ``quiet``: any status of remission; else ``active``."""
    intervals: Mapping[str, int] = {name.replace("_", "-"): every for name, every in days.items()}

    def rhythm(case: Case) -> Rhythm:
        status = newest_status(case)
        return Rhythm(intervals.get("quiet" if status in QUIET else status, active))

    return rhythm
