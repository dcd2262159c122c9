"""Results that may be a slip of the pen or of the unit: they are shown and asked about, and decide nothing.

A result is doubtful outside the "are you sure?" limits of clinical.md 5.1, or about ten times as high or as low as the
one before it, at most 182 days earlier, as long as no later one comes near it (factors and windows D). What may really
move so is not measured by the one before it: CRP, ESR, procalcitonin, antibodies, B cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from journeys.guidance.analytes import ANALYTES
from journeys.guidance.case import Case, labs, once
from journeys.guidance.journey import Lab

JUMP_LOW, JUMP_HIGH = 8.0, 12.5
"""About tenfold."""
JUMP_DAYS = 182
NEAR_FACTOR = 2.0
"""A later result within this factor confirms a jump."""

MAY_JUMP = frozenset({"crp", "esr", "procalcitonin", "anti-dsdna", "dsg1", "dsg3", "cd19"})
_HAIR = 1e-9


def doubtful(case: Case, lab: Lab) -> bool:
    """Whether a result waits for somebody to confirm it, as far as is known today."""
    return lab.id in _doubted(case, lab.analyte)


def doubtful_results(case: Case) -> list[Lab]:
    """All of them, oldest first."""
    doubted = {name: _doubted(case, name) for name in {lab.analyte for lab in case.journey.labs}}
    return [lab for lab in case.journey.labs if lab.id in doubted[lab.analyte]]


def is_unusual(lab: Lab) -> bool:
    """Whether its number lies outside the limits beyond which it is asked about."""
    known = ANALYTES.get(lab.analyte)
    if known is None or known.ask is None or lab.canonical_value is None:
        return False
    return not known.ask[0] <= lab.canonical_value <= known.ask[1]


def jump(case: Case, lab: Lab) -> Lab | None:
    """The result that it is about ten times as high or as low as, unconfirmed; None: it makes no such jump."""
    return _jumps(case, lab.analyte).get(lab.id)


@once
def _doubted(case: Case, analyte: str) -> frozenset[str]:
    unusual = (lab.id for lab in labs(case, analyte) if is_unusual(lab))
    return frozenset((*unusual, *_jumps(case, analyte)))


@once
def _jumps(case: Case, analyte: str) -> dict[str, Lab]:
    """By id, what each unconfirmed jump is measured by: the results of the last day before that aren't doubtful
    themselves; where there is none, those of the same day."""
    found: dict[str, Lab] = {}
    known = [] if analyte in MAY_JUMP else [lab for lab in labs(case, analyte) if _is_exact(lab)]
    by_day = [list(group) for _, group in groupby(known, key=lambda lab: lab.collected_on)]
    trusted: list[Lab] = []
    for today, after in zip(by_day, [*by_day[1:], []], strict=False):
        before = [lab for lab in trusted if (today[0].collected_on - lab.collected_on).days <= JUMP_DAYS]
        for lab in today:
            if (other := _tenfold_of(lab, before or today)) and not any(_is_near(lab, later) for later in after):
                found[lab.id] = other
        trusted = [lab for lab in today if lab.id not in found and not is_unusual(lab)] or trusted
    return found


def _is_exact(lab: Lab) -> bool:
    return (lab.canonical_value or 0) > 0 and lab.comparator is None


def _tenfold_of(lab: Lab, others: Sequence[Lab]) -> Lab | None:
    """Of results in the same unit, one that it is a tenfold or a tenth of; None: some other is near it."""
    comparable = [other for other in others if other.canonical_unit == lab.canonical_unit]
    if any(_is_near(lab, other) for other in comparable if other is not lab):
        return None
    return next((other for other in comparable if JUMP_LOW - _HAIR <= _times(lab, other) <= JUMP_HIGH + _HAIR), None)


def _is_near(lab: Lab, other: Lab) -> bool:
    return other.canonical_unit == lab.canonical_unit and _times(lab, other) <= NEAR_FACTOR + _HAIR


def _times(lab: Lab, other: Lab) -> float:
    """How many times the smaller of both the larger one is."""
    one, two = lab.canonical_value or 0.0, other.canonical_value or 0.0
    return max(one, two) / min(one, two)
