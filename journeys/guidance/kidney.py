"""Urine protein and kidney function against the regimen's start: baselines, milestones, decline (clinical.md 2.0, 2.2,
5.5). UPCR is compared only with UPCR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import NamedTuple

from journeys.guidance.case import Case, cite, labs, once
from journeys.guidance.clock import shift
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import Lab
from journeys.guidance.markers import exceeds, shown
from journeys.guidance.phrases import day, number
from journeys.guidance.regimen import t0
from journeys.guidance.windows import pregnancy_windows

BASELINE_BEFORE, BASELINE_AFTER = 28, 3
BORDERLINE_MG_PER_MMOL = ((50.0, 57.0), (70.0, 79.0))
"""Guidelines round 0.5 g/g to 50 mg/mmol: a value here decides nothing alone."""


class Milestone(NamedTuple):
    """The result nearest to t0 + ``aim`` inside t0 + [``first``, ``last``]."""

    aim: int
    first: int
    last: int


MONTH_3, MONTH_6, MONTH_12 = Milestone(91, 77, 120), Milestone(182, 160, 210), Milestone(365, 335, 410)


def upcr_results(case: Case) -> tuple[Lab, ...]:
    """UPCR with a number, oldest first."""
    return tuple(lab for lab in labs(case, "upcr") if lab.canonical_value is not None and lab.canonical_unit == "g/g")


def ratio(lab: Lab) -> float:
    """g/g."""
    return lab.canonical_value or 0.0


def baseline_upcr(case: Case, began: date) -> Lab | None:
    """The last result from 28 days before t0 to 3 days after, of two of one day the higher one."""
    first, last = shift(began, -BASELINE_BEFORE), shift(began, BASELINE_AFTER)
    return max((lab for lab in upcr_results(case) if first <= lab.collected_on <= last), key=_newest, default=None)


def milestone_upcr(case: Case, began: date, *, milestone: Milestone) -> Lab | None:
    """Of two equally near results the later one, of two of one day the lower one."""
    first, last, aim = (shift(began, days) for days in (milestone.first, milestone.last, milestone.aim))
    inside = [lab for lab in upcr_results(case) if first <= lab.collected_on <= last]
    return min(
        inside,
        key=lambda lab: (abs((lab.collected_on - aim).days), -lab.collected_on.toordinal(), ratio(lab), lab.id),
        default=None,
    )


def _newest(lab: Lab) -> tuple[date, float, str]:
    return lab.collected_on, ratio(lab), lab.id


def upcr_above(lab: Lab, limit: float) -> bool | None:
    """Whether a UPCR is above a limit in g/g; None: borderline after conversion, or censored on the wrong side."""
    return None if is_borderline(lab) else exceeds(lab, lab.canonical_value, limit=limit)


def is_borderline(lab: Lab) -> bool:
    """Reported in mg/mmol, where the guideline's rounding and the exact conversion disagree."""
    in_mmol = lab.unit is not None and lab.unit.replace(" ", "").casefold() == "mg/mmol"
    return in_mmol and any(low <= (lab.value or 0) <= high for low, high in BORDERLINE_MG_PER_MMOL)


def upcr_evidence(lab: Lab, what: str) -> Evidence:
    return cite("labs", lab, on=lab.collected_on, shows=f"{what}: UPCR {shown(lab)} on {day(lab.collected_on)}")


def in_words(lab: Lab) -> str:
    """``1.2 g/g on 14 March 2023``, as reported beside it where the unit was another."""
    reported = f" (reported as {shown(lab)})" if lab.unit != "g/g" or lab.comparator else ""
    return f"{number(ratio(lab))} g/g on {day(lab.collected_on)}{reported}"


@dataclass(frozen=True, slots=True)
class Decline:
    """``answer`` None: unknown. ``evidence``: the lower results."""

    answer: bool | None
    evidence: tuple[Evidence, ...] = ()


@once
def egfr_decline(case: Case) -> Decline:
    """eGFR at least 15 % under its baseline (mean from 90 days before t0 to 3 after) on two tests 14 days apart, both
    in the last 182 days. Always computed from creatinine, age and sex (CKD-EPI 2021), and not in pregnancy."""
    began = t0(case)
    expecting = pregnancy_windows(case)
    values = [
        (lab, value)
        for lab in labs(case, "creatinine")
        if (value := egfr(case, lab)) is not None and not any(window.covers(lab.collected_on) for window in expecting)
    ]
    if began is None:
        return Decline(None)
    base = [value for lab, value in values if shift(began, -90) <= lab.collected_on <= shift(began, 3)]
    recent = [
        (lab, value) for lab, value in values if lab.collected_on > began and case.clock.within(182, lab.collected_on)
    ]
    if not base or not recent:
        return Decline(None)
    lower = [lab for lab, value in recent if value <= 0.85 * sum(base) / len(base)]
    if pair := _apart(lower):
        return Decline(
            True, tuple(cite("labs", lab, on=lab.collected_on, shows=f"creatinine {shown(lab)}") for lab in pair)
        )
    return Decline(False if len(recent) > 1 else None)


def _apart(results: Sequence[Lab]) -> tuple[Lab, Lab] | None:
    pairs = combinations(results, 2)
    return next((pair for pair in pairs if (pair[1].collected_on - pair[0].collected_on).days >= 14), None)


def egfr(case: Case, creatinine: Lab) -> float | None:
    """CKD-EPI 2021, mL/min/1.73 m2; None: under 18, or age, sex or creatinine unknown."""
    patient, value = case.journey.patient, creatinine.canonical_value
    born, on = patient.birth_date, creatinine.collected_on
    if not value or born is None or patient.sex not in ("female", "male"):
        return None
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    kappa, alpha, times = (0.7, -0.241, 1.012) if patient.sex == "female" else (0.9, -0.302, 1.0)
    if age < 18:
        return None
    scaled = value / kappa
    return float(142 * min(scaled, 1) ** alpha * max(scaled, 1) ** -1.2 * 0.9938**age * times)
