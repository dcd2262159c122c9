"""Quiet times and relapses, as clinicians recorded them, or as results and symptoms show them (clinical.md 2.1).

A relapse is one that a clinician recorded, or else, after a status of remission or low activity: CRP or ESR confirmed
raised, or a study coded active or worse, with a sign or symptom of the Takayasu list within 28 days of it (D). A flare
that a clinician recorded after such a status is a relapse too. Entries less than 28 days apart are one relapse (D).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple

from journeys.guidance.case import Case, cite, once
from journeys.guidance.clinic import scores, statuses
from journeys.guidance.clock import shift
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import TAKAYASU, CheckIn, ClinicianStatus, Flare
from journeys.guidance.logged import severe_in
from journeys.guidance.markers import MARKERS, Result, confirmed, results
from journeys.guidance.phrases import day, listing, words
from journeys.guidance.rule import Verdict, cannot_assess
from journeys.guidance.symptoms import TAKAYASU_ACTIVITY
from journeys.guidance.vessels import coded_studies, is_active, study_evidence

REMISSION = ("remission", "complete-remission")
QUIET = (*REMISSION, "low-activity")
_ACTIVITY_SCORES = ("itas2010", "itas-a", "nih-kerr")

SAME_RELAPSE_DAYS = 28
SYMPTOM_DAYS = 28
"""How far a symptom may lie from the result that it belongs to, either side (D)."""
SEVERE_FROM = 4
"""From how bad, of 10, a symptom that the patient logged counts, on two days at least (clinical.md 2.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relapse:
    """``shows``: what was seen, as a sentence says it. ``recorded``: a clinician called it so."""

    on: date
    shows: str
    evidence: tuple[Evidence, ...]
    recorded: bool
    features: tuple[str, ...] = ()
    severity: str | None = None


class _Sign(NamedTuple):
    """``cited``: its evidence, made only where it is shown: most signs of a long record never are."""

    day: date
    cited: Callable[[], Evidence]


@once
def relapses(case: Case) -> tuple[Relapse, ...]:
    """All of the condition, oldest first. What results show is left out where a clinician recorded the same one."""
    recorded = _recorded(case)
    shown = [found for found in _shown(case) if not any(_is_same(found, other) for other in recorded)]
    return tuple(sorted((*recorded, *shown), key=lambda found: found.on))


@once
def unattributed(case: Case) -> tuple[Flare, ...]:
    """Relapses of which nobody said who recorded them."""
    return tuple(flare for flare in _flares(case) if flare.kind == "relapse" and flare.recorded_by is None)


@once
def is_followed(case: Case, since: date) -> bool:
    """Whether a clinician recorded since then how the disease is: without that, no relapse recorded isn't none."""
    days = (
        *(status.on for status in statuses(case)),
        *(flare.on for flare in _flares(case)),
        *(entry.on for entry in case.journey.check_ins if entry.by == "clinician"),
        *(score.on for name in _ACTIVITY_SCORES for score in scores(case, name)),
    )
    return any(on > since for on in days)


def not_followed(case: Case, since: date) -> Verdict:
    """What a rule about relapses answers where nobody recorded how the disease is."""
    return cannot_assess(
        f"No clinician's status, visit answer, score or relapse is recorded since {day(since)}.",
        missing=(f"a clinician's status between {day(since)} and {day(case.on)}",),
    )


def status_before(case: Case, on: date) -> ClinicianStatus | None:
    """The newest status of an earlier day."""
    return max((found for found in statuses(case) if found.on < on), key=lambda found: found.on, default=None)


def status_before_relapse(case: Case, on: date, *, since: date) -> ClinicianStatus | None:
    """The newest status of an earlier day; one that isn't quiet belongs to the same relapse, if it lies less than 28
    days before it (D) and after ``since``."""

    def is_same(found: ClinicianStatus) -> bool:
        return found.status not in QUIET and found.on > since and (on - found.on).days < SAME_RELAPSE_DAYS

    earlier = [found for found in statuses(case) if found.on < on and not is_same(found)]
    return max(earlier, key=lambda found: found.on, default=None)


def quiet_after(case: Case, on: date) -> ClinicianStatus | None:
    """The first status of remission or low activity of a later day: it contradicts what was seen on ``on``."""
    return next((found for found in statuses(case) if found.on > on and found.status in QUIET), None)


@once
def remission_before(case: Case, on: date) -> ClinicianStatus | None:
    """With which status the remission began that still held the day before ``on``; None: there was none. A relapse, a
    flare or any other status ends it."""
    ends = [flare.on for flare in _flares(case) if flare.recorded_by == "clinician" and flare.on < on]
    began: ClinicianStatus | None = None
    for status in (found for found in statuses(case) if found.on < on):
        if status.status not in REMISSION:
            began = None
        elif began is None or any(began.on < end <= status.on for end in ends):
            began = status
    return None if began and any(began.on < end for end in ends) else began


@once
def _flares(case: Case) -> tuple[Flare, ...]:
    return tuple(flare for flare in case.journey.flares if flare.condition == case.name)


@once
def _recorded(case: Case) -> tuple[Relapse, ...]:
    found: list[Relapse] = []
    for flare in _flares(case):
        if flare.recorded_by == "clinician" and (flare.kind == "relapse" or _follows_quiet(case, flare.on)):
            if found and (flare.on - found[-1].on).days < SAME_RELAPSE_DAYS:
                found[-1] = _merged(found[-1], _as_recorded(flare))
            else:
                found.append(_as_recorded(flare))
    return tuple(found)


def _follows_quiet(case: Case, on: date) -> bool:
    before = status_before(case, on)
    return before is not None and before.status in QUIET


def _as_recorded(flare: Flare) -> Relapse:
    with_features = f" with {listing([words(name) for name in flare.features])}" if flare.features else ""
    severity = f"{flare.severity} " if flare.severity else ""
    shows = f"{severity}{flare.kind}{with_features} recorded by a clinician on {day(flare.on)}"
    return Relapse(
        on=flare.on,
        shows=shows,
        evidence=(cite("flares", flare, on=flare.on, shows=shows),),
        recorded=True,
        features=flare.features,
        severity=flare.severity,
    )


def _merged(first: Relapse, again: Relapse) -> Relapse:
    return Relapse(
        on=first.on,
        shows=first.shows,
        evidence=(*first.evidence, *again.evidence),
        recorded=True,
        features=(*first.features, *again.features),
        severity=again.severity if again.severity in ("major", "severe") else first.severity,
    )


def _is_same(shown: Relapse, recorded: Relapse) -> bool:
    return abs((shown.on - recorded.on).days) < SAME_RELAPSE_DAYS


def _shown(case: Case) -> Iterator[Relapse]:
    """Of each stretch that begins with a quiet status and ends with the next status, at most one, and none where a
    clinician recorded one in it."""
    known = statuses(case) if case.name == TAKAYASU else ()
    for index, status in enumerate(known):
        later = known[index + 1 :]
        until = later[0].on if later else date.max
        spoken_for = any(status.on < found.on <= until for found in _recorded(case))
        if status.status in QUIET and not spoken_for:
            yield from _first_shown(case, status.on, later)


def _first_shown(case: Case, after: date, later: Sequence[ClinicianStatus]) -> Iterator[Relapse]:
    """The first pair of a result and a symptom that lie in the stretch and near to each other. It began on the day of a
    status of activity at the latest."""
    last = _last_day(later)
    found = [signs for signs in _results(case) if after < signs[0].day and signs[-1].day <= last]
    symptoms = [sign for sign in _symptoms(case) if after < sign.day <= last] if found else []
    pairs = [
        (*signs, sign) for signs in found for sign in symptoms if abs((sign.day - signs[-1].day).days) <= SYMPTOM_DAYS
    ]
    for signs in sorted(pairs, key=_complete)[:1]:
        evidence = tuple(sign.cited() for sign in signs)
        shows = listing([each.shows for each in evidence])
        began = min((_complete(signs), *(status.on for status in later[:1])))
        yield Relapse(on=began, shows=shows, evidence=evidence, recorded=False)


def _last_day(later: Sequence[ClinicianStatus]) -> date:
    """Of a stretch, by the statuses after it. What is seen less than 28 days after one of activity belongs to the same
    relapse (D), unless the disease is quiet again."""
    if not later or later[0].status in QUIET:
        return later[0].on if later else date.max
    quiet = next((status.on for status in later if status.status in QUIET), date.max)
    return min(shift(later[0].on, SAME_RELAPSE_DAYS - 1), quiet)


def _complete(signs: Iterable[_Sign]) -> date:
    return max(sign.day for sign in signs)


@once
def _results(case: Case) -> tuple[tuple[_Sign, ...], ...]:
    """What shows inflammation: a study coded active or worse, or a marker raised twice."""
    studies = [(_Sign(study.on, partial(study_evidence, study)),) for study in coded_studies(case) if is_active(study)]
    return (*studies, *(pair for name in MARKERS for pair in _raised(case, name)))


def _raised(case: Case, analyte: str) -> Iterator[tuple[_Sign, ...]]:
    """Every confirmation of a marker among its clean results: the first one from each result on."""
    clean = [found for found in results(case, analyte) if not found.spoiled]
    for index in range(len(clean)):
        pair = confirmed(clean[index:], lambda found: found.raised is True)
        if pair and pair[0] is clean[index]:
            yield tuple(_Sign(found.on, partial(_marker, found)) for found in pair)


def _marker(found: Result) -> Evidence:
    return found.evidence


@once
def _symptoms(case: Case) -> tuple[_Sign, ...]:
    """Marked by a clinician, or logged by the patient, bad enough and on a second day within 28 days before."""
    marked = [_marked(entry) for entry in case.journey.check_ins if entry.by == "clinician"]
    return (*(sign for sign in marked if sign), *_logged(case))


def _marked(entry: CheckIn) -> _Sign | None:
    present = [name for name in TAKAYASU_ACTIVITY if entry.symptoms.get(name)]
    return _Sign(entry.on, partial(_said, entry, present, how="marked by a clinician")) if present else None


def _said(entry: CheckIn, names: Sequence[str], *, how: str) -> Evidence:
    shows = f"{listing([words(name) for name in names])} {how} on {day(entry.on)}"
    return cite("check_ins", entry, on=entry.on, shows=shows)


def _logged(case: Case) -> Iterator[_Sign]:
    before: dict[str, date] = {}
    for entry in (entry for entry in case.journey.check_ins if entry.by != "clinician"):
        logged = severe_in(entry, TAKAYASU_ACTIVITY, severe_from=SEVERE_FROM)
        again = [name for name in logged if name in before and 0 < (entry.on - before[name]).days <= SYMPTOM_DAYS]
        if again:
            yield _Sign(entry.on, partial(_said, entry, again, how="logged again"))
        before |= dict.fromkeys(logged, entry.on)
