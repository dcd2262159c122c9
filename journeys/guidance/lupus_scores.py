"""SLEDAI and the clinician's global score as the lupus rules read them. Variants of SLEDAI are never compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case, cite, once
from journeys.guidance.clinic import score_evidence, scores
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import Flare, Score
from journeys.guidance.phrases import count, day, number

SLEDAI_2K = "sledai-2k"
VARIANTS: Mapping[str, str] = {SLEDAI_2K: "SLEDAI-2K", "selena-sledai": "SELENA-SLEDAI"}
"""The instruments, as people write them."""
PGA = "pga-0-3"
PGA_NAME = "clinician's global score (0 to 3)"

_MOST_SEROLOGY = 4
"""Points that a total can hold for blood tests alone: anti-dsDNA 2, complement 2."""


@once
def one_a_day(case: Case, instrument: str) -> tuple[Score, ...]:
    """Totals of one instrument, oldest first; of two of one day the lower one."""
    lowest_last = sorted(scores(case, instrument), key=lambda score: (score.on, -score.value, score.id))
    return tuple({score.on: score for score in lowest_last}.values())


def sledai_evidence(score: Score) -> Evidence:
    points = serology_points(score)
    name = VARIANTS.get(score.instrument, score.instrument)
    shown = score_evidence(score, name)
    if points is None:
        return shown
    return cite("assessments", score, on=score.on, shows=f"{shown.shows}, {number(points)} of it for blood tests")


def serology_points(score: Score) -> float | None:
    """Points for anti-dsDNA and complement; None: not recorded."""
    points = score.items.get("serology-points")
    return None if points is None or isinstance(points, bool) else points


def clinical_reaches(score: Score, least: float) -> bool | None:
    """Whether the total without its blood-test points is at least so much. Unrecorded points are at most four."""
    points = serology_points(score)
    if points is not None:
        return score.value - points >= least
    if score.value < least:
        return False
    return True if score.value - _MOST_SEROLOGY >= least else None


def yes_no(score: Score, item: str) -> bool | None:
    """An item of a score that is answered by yes or no; a number above 0 is a yes."""
    answer = score.items.get(item)
    return None if answer is None else bool(answer)


class FlareEvent(NamedTuple):
    """``known`` False: recorded as a flare, but by whom or whether treatment was changed isn't. ``evidence``: what
    shows it; of events that belong together, the first day and all the evidence. ``clinical`` False: the score rose by
    points for blood tests alone."""

    on: date
    shows: str
    known: bool
    evidence: tuple[Evidence, ...]
    clinical: bool = True


@once
def visit_pairs(case: Case, *, within: int) -> tuple[tuple[Score, Score], ...]:
    """Each score with the visit before it, same variant, at most so many days earlier."""
    return tuple(
        (before, after)
        for variant in VARIANTS
        for before, after in zip(one_a_day(case, variant), one_a_day(case, variant)[1:], strict=False)
        if (after.on - before.on).days <= within
    )


@once
def flares(case: Case, *, rise: float, within: int, apart: int) -> tuple[FlareEvent, ...]:
    """Rises of the score by ``rise`` from one visit to the next, and clinicians' flares with a change of treatment,
    oldest first. What lies less than ``apart`` days from the one before is the same flare; one that isn't certain
    counts by itself only where no certain one is so near."""
    rises = (_risen(before, after) for before, after in visit_pairs(case, within=within))
    of_scores = [event for event, points in rises if points >= rise]
    found = sorted((*of_scores, *_recorded(case)), key=lambda event: (event.on, event.shows))
    certain = [event for event in found if event.known]
    unclear = (
        event
        for event in found
        if not event.known and all(abs((event.on - other.on).days) >= apart for other in certain)
    )
    return (*_merged(certain, apart=apart), *unclear)


def _risen(before: Score, after: Score) -> tuple[FlareEvent, float]:
    name = VARIANTS[after.instrument]
    shows = f"{name} {number(before.value)} on {day(before.on)} and {number(after.value)} on {day(after.on)}"
    evidence = (sledai_evidence(before), sledai_evidence(after))
    return FlareEvent(after.on, shows, True, evidence, _rose_clinically(before, after)), after.value - before.value


def _rose_clinically(before: Score, after: Score) -> bool:
    """Unless the recorded points for blood tests account for the whole rise."""
    points = serology_points(before), serology_points(after)
    return None in points or after.value - (points[1] or 0) > before.value - (points[0] or 0)


def _recorded(case: Case) -> Iterator[FlareEvent]:
    for flare in case.journey.flares:
        if flare.condition == case.name and flare.recorded_by != "patient" and flare.treatment_changed is not False:
            known = flare.recorded_by == "clinician" and flare.treatment_changed is True
            yield FlareEvent(flare.on, f"flare recorded on {day(flare.on)}", known, (_flare_evidence(flare),))


def _flare_evidence(flare: Flare) -> Evidence:
    changed = {True: ", treatment changed", None: ""}.get(flare.treatment_changed, "")
    by = f" by a {flare.recorded_by}" if flare.recorded_by else ""
    return cite("flares", flare, on=flare.on, shows=f"flare recorded{by} on {day(flare.on)}{changed}")


def _merged(events: list[FlareEvent], *, apart: int) -> list[FlareEvent]:
    merged: list[FlareEvent] = []
    last: date | None = None
    for event in events:
        if last is not None and (event.on - last).days < apart:
            first = merged[-1]
            evidence = tuple(dict.fromkeys((*first.evidence, *event.evidence)))
            merged[-1] = first._replace(evidence=evidence, clinical=first.clinical or event.clinical)
        else:
            merged.append(event)
        last = event.on
    return merged


def pair_in_words(name: str, pair: tuple[Score, Score]) -> str:
    """``SLEDAI-2K 9 on 5 December 2022 and 8 on 27 February 2023, 84 days apart``."""
    first, last = pair
    return (
        f"{name} {number(first.value)} on {day(first.on)} and {number(last.value)} on {day(last.on)}, "
        f"{count((last.on - first.on).days, 'day')} apart"
    )
