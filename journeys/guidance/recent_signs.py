"""Signs and symptoms of Takayasu arteritis in the last weeks: marked by a clinician, or logged by the patient often and
badly enough (clinical.md 2.1, and settled reading 13)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from journeys.guidance.case import Case, cite, lately
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import TAKAYASU, CheckIn
from journeys.guidance.logged import by_check_in, repeated, summary, symptoms_of
from journeys.guidance.phrases import day, listing, words
from journeys.guidance.symptoms import TAKAYASU_ACTIVITY

_ALSO_SIGNS = ("ischaemia", "new-bruit", "fatigue")
"""What a clinician's flare may show beside the symptoms that patients log."""


class Signs(NamedTuple):
    """``answer``: A. ``by_clinician``: a clinician marked one. ``shows``: what was seen, as a sentence says it."""

    answer: bool | None
    by_clinician: bool
    shows: str
    evidence: tuple[Evidence, ...]


def recent_signs(case: Case) -> Signs:
    """Reads the limits ``signs``, ``severity`` and ``days`` of the rule."""
    recent = lately(case, case.journey.check_ins, case.limit("signs"))
    marked = (*_marked_by_clinician(recent), *_clinician_flares(case))
    if marked:
        return Signs(True, True, listing([found.shows for found in marked]), marked)
    logged = [
        found
        for entry in recent
        if entry.by != "clinician"
        for found in symptoms_of(entry, TAKAYASU_ACTIVITY, severe_from=case.limits["severity"])
    ]
    enough = repeated([found for found in logged if found.severe], days=case.limit("days"))
    if enough:
        return Signs(True, False, summary(enough), by_check_in(enough))
    could_be = repeated([found for found in logged if found.severe is not False], days=case.limit("days"))
    asked = bool(logged) or any(set(entry.symptoms) & set(TAKAYASU_ACTIVITY) for entry in recent)
    answer = None if could_be or not asked else False
    return Signs(answer, False, summary(could_be), by_check_in(could_be or logged))


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
