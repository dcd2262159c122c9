"""Ada's lupus in a few lines: treated from `START` on with usual doses, and what was scored and recorded since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from journeys.guidance.findings import Finding
from tests.guidance.builders import SLE, Document, Entry, at, checked, document, drug, finding, joined, weights

HCQ = drug("hydroxychloroquine", treats=SLE, amount=400, intent="maintenance", id="hcq")
AZA = drug("azathioprine", treats=SLE, amount=150, intent="induction", id="aza")
TREATED = (HCQ, AZA)


def sledai(
    day: int, value: float, serology: float | None = 0, *, variant: str = "sledai-2k", **items: bool | float
) -> Entry:
    """``serology``: points for blood tests, None: not recorded. Underscores in an item's name stand for hyphens."""
    told = {name.replace("_", "-"): answer for name, answer in items.items()}
    points = {} if serology is None else {"serology-points": serology}
    return {"on": at(day), "instrument": variant, "value": value, "items": {**told, **points}, "id": f"score-{day}"}


def pga(day: int, value: float) -> Entry:
    return {"on": at(day), "instrument": "pga-0-3", "value": value, "id": f"pga-{day}"}


def lupus(day: int, *scored: Entry, drugs: Sequence[Entry] = TREATED, **lists: Any) -> Document:
    """Her record, with all that lets a core finding of that day fire."""
    doc = document(
        SLE,
        therapies=list(drugs),
        assessments=list(scored),
        measurements=weights(60, until=max(day, 800)),
        **lists,
    )
    return joined(doc, checked(day))


def says(rule: str, day: int, *scored: Entry, **lists: Any) -> Finding:
    return finding(lupus(day, *scored, **lists), rule, day)


def cited(found: Finding) -> list[str]:
    return [shown.id for shown in found.evidence]
