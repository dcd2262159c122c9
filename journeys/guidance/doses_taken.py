"""Which share of the doses of a treatment was taken, as reported over a stretch of time (clinical.md 2.0, adequacy).

Without a report nothing is contradicted: unknown is never "no". Infusions and injections with recorded days speak for
themselves, so that of these only a report that names the drug counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from journeys.guidance.case import Case
from journeys.guidance.clock import shift
from journeys.guidance.drugs import DRUGS
from journeys.guidance.journey import Adherence, Therapy

LEAST_PERCENT = 80
"""Of the doses; less contradicts that a treatment was adequate (V, the commonest cut-off; none is official)."""


class Share(NamedTuple):
    """``percent``: the mean of the ``days`` days that reports speak of, the lowest report of each day."""

    percent: float
    days: int


class _Reported(NamedTuple):
    """From ``first`` up to, not including, ``end``."""

    first: date
    end: date
    percent: float


def name_of(drug: str) -> str:
    """As the catalogue calls it; a word that it doesn't know, as it is."""
    known = DRUGS.get(drug.casefold())
    return known.name if known else drug.casefold()


def too_little(case: Case, therapy: Therapy, *, since: date, until: date) -> Share | None:
    """The share of doses taken in these days, where it is under 80 %; None: it isn't, or nobody reported any."""
    reports = [found for found in case.journey.adherence if _is_on(found, therapy)]
    if all(found.percent >= LEAST_PERCENT for found in reports):
        return None
    share = _share(_reported(found, since=since, until=until) for found in reports)
    return share if share and share.percent < LEAST_PERCENT else None


def _is_on(found: Adherence, therapy: Therapy) -> bool:
    if found.drug is None:
        return not therapy.administrations
    return name_of(found.drug) == name_of(therapy.drug)


def _reported(found: Adherence, *, since: date, until: date) -> _Reported:
    end = shift(found.on, 1)
    return _Reported(max(shift(end, -found.days), since), min(end, until), found.percent)


def _share(reported: Iterable[_Reported]) -> Share | None:
    inside = [found for found in reported if found.first < found.end]
    cuts = sorted({day for found in inside for day in (found.first, found.end)})
    days, taken = 0, 0.0
    for first, end in pairwise(cuts):
        if lowest := [found.percent for found in inside if found.first <= first and found.end >= end]:
            days += (end - first).days
            taken += min(lowest) * (end - first).days
    return Share(taken / days, days) if days else None
