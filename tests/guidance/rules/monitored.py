"""What the tests of monitoring by drug share: one drug since day 0, results of which only the day counts."""

from __future__ import annotations

from typing import Any

from tests.guidance.builders import (
    SLE,
    Document,
    at,
    document,
    drug,
    lab,
)

COUNT, LIVER = "leucocytes", "alt"
HEPATITIS_B = ("hbsag", "anti-hbc")


def taking(name: str, *, condition: str = SLE, labs: dict[str, int] | None = None, **lists: Any) -> Document:
    """One drug since day 0 unless ``therapies`` say otherwise; ``labs``: analyte and day."""
    results = [lab(analyte.split()[0], day) for analyte, day in (labs or {}).items()]
    return document(condition, **{"therapies": [drug(name, treats=condition)], "labs": results, **lists})


def days_of(*analytes: str, day: int = 3) -> dict[str, int]:
    return dict.fromkeys(analytes, day)


def infusions(name: str, *days: int, **fields: Any) -> dict[str, Any]:
    given = [{"on": at(day), "amount": 500, "unit": "mg"} for day in days]
    return drug(name, treats=SLE, since=days[0], route="intravenous", administrations=given, **fields)


CALCINEURIN = ("tacrolimus", "ciclosporin", "voclosporin")
DMARDS = ("methotrexate", "azathioprine", "mycophenolate mofetil", "mycophenolic acid", "leflunomide", *CALCINEURIN)
TNF = ("infliximab", "adalimumab", "etanercept", "golimumab", "certolizumab")
IL6 = ("tocilizumab", "sarilumab", "satralizumab")
JAK = ("tofacitinib", "baricitinib", "upadacitinib")
DMARD_BLOOD, DMARD_BEFORE = (COUNT, "creatinine", LIVER), ("albumin", *HEPATITIS_B)
