"""PDAI activity and ABSIS as the pemphigus rules compare them: the start, and the newest day."""

from __future__ import annotations

from datetime import date
from itertools import product

from journeys.guidance.case import Case
from journeys.guidance.clinic import scores
from journeys.guidance.clock import shift
from journeys.guidance.journey import Score

PDAI, ABSIS = "pdai-activity", "absis"
NAMES = {PDAI: "PDAI activity", ABSIS: "ABSIS"}


def at_start(case: Case, anchor: date, *, before: int, after: int) -> list[Score]:
    """PDAI activity from ``before`` days before the anchor to ``after`` days after it, the nearest to it first; of two
    equally near the earlier, of two of one day the higher."""
    first, last = shift(anchor, -before), shift(anchor, after)
    inside = [score for score in scores(case, PDAI) if first <= score.on <= last]
    return sorted(inside, key=lambda score: (abs((score.on - anchor).days), score.on, -score.value, score.id))


def newest_of(case: Case, instrument: str, *, since: date) -> list[Score]:
    """All scores of the newest day from ``since`` on, the lowest first."""
    later = [score for score in scores(case, instrument) if score.on >= since]
    return sorted((score for score in later if score.on == later[-1].on), key=lambda score: (score.value, score.id))


def comparable(starts: list[Score], newest: list[Score]) -> tuple[Score, Score] | None:
    """A start and a newest score by the same person where there are such; else the first of both."""
    pairs = list(product(starts, newest))
    same = [pair for pair in pairs if pair[0].scorer is not None and pair[0].scorer == pair[1].scorer]
    return next(iter([*same, *pairs]), None)
