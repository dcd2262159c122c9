"""Fevers as measured or logged, and whether somebody answered if there was an infection (clinical.md 3.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from journeys.guidance.case import Case, cite
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import Measurement, Review
from journeys.guidance.phrases import day, number
from journeys.guidance.windows import infection_windows

_ANSWERS = ("excluded", "present")
_CHECKLIST = "alternative-diagnosis"


def fevers(case: Case, *, least: float) -> Iterator[tuple[date, Evidence]]:
    """Temperatures of ``least`` °C or more, and check-ins that say yes to fever; not in the order of their days."""
    for found in case.journey.measurements:
        if found.kind == "temperature" and (found.canonical_value or 0) >= least:
            yield found.on, cite("measurements", found, on=found.on, shows=_temperature(found))
    for entry in case.journey.check_ins:
        if entry.symptoms.get("fever"):
            yield entry.on, cite("check_ins", entry, on=entry.on, shows=f"fever: yes on {day(entry.on)}")


def infection_answered(case: Case, on: date) -> bool:
    """Whether that day lies in the window of a recorded infection, or a later review says if there was one."""
    if any(window.covers(on) for window in infection_windows(case)):
        return True
    later = (review for review in case.journey.reviews if review.on >= on)
    return any(_is_closed(review) or review.items.get("infection") in _ANSWERS for review in later)


def _is_closed(review: Review) -> bool:
    """A closed checklist about something else (bones, teeth) says nothing of infections."""
    return bool(review.complete) and review.checklist == _CHECKLIST


def _temperature(found: Measurement) -> str:
    return f"temperature {number(found.canonical_value or 0)} °C on {day(found.on)}"
