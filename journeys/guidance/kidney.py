"""Urine protein and kidney function against the regimen's start: baselines, milestones, and the formula (clinical.md
2.0, 2.2, 5.5). UPCR is compared only with UPCR. What `kidney_samples` spoils, and what may be a slip, decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case, cite, labs, once
from journeys.guidance.clock import shift
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import Infection, Lab
from journeys.guidance.kidney_samples import covering, urine_lowered, urine_spoilers
from journeys.guidance.markers import exceeds, shown
from journeys.guidance.phrases import day, listing, number
from journeys.guidance.plausible import doubtful
from journeys.guidance.regimen import has_nephritis
from journeys.guidance.ucum import spelled
from journeys.guidance.units import BORDERLINE_UPCR
from journeys.guidance.windows import Window

BASELINE_BEFORE, BASELINE_AFTER = 28, 3
NEPHRITIC = 0.5
"""g/g at the start from which the nephritis rules apply where nobody recorded nephritis (V2)."""


class Milestone(NamedTuple):
    """The result nearest to t0 + ``aim`` inside t0 + [``first``, ``last``]."""

    aim: int
    first: int
    last: int


MONTH_3, MONTH_6, MONTH_12 = Milestone(91, 77, 120), Milestone(182, 160, 210), Milestone(365, 335, 410)

ADULT = 18
SEXES = {"female": (0.7, -0.241, 1.012), "male": (0.9, -0.302, 1.0)}
"""Of the formula, by sex: creatinine's pivot, its exponent below, a factor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoweredLab(Lab):
    """A UPCR that a drug may have lowered: ``comparator`` says that it tells how high the protein is at least."""

    by: Window


@once
def upcr_results(case: Case) -> tuple[Lab, ...]:
    """UPCR with a number that decides something, oldest first."""
    lowered = urine_lowered(case)
    found = (_counted(lab, covering(lowered, lab.collected_on)) for lab in measured_upcr(case) if not spoils(case, lab))
    return tuple(lab for lab in found if lab)


def measured_upcr(case: Case) -> tuple[Lab, ...]:
    """Every UPCR with a number, whatever it decides, oldest first."""
    return tuple(lab for lab in labs(case, "upcr") if lab.canonical_value is not None and lab.canonical_unit == "g/g")


def _counted(lab: Lab, lowered: tuple[Window, ...]) -> Lab | None:
    """As it is; where a drug may have lowered it, as a least value; None: then nothing is known of it."""
    if not lowered:
        return lab
    if lab.comparator in ("<", "<="):
        return None
    known = {each.name: getattr(lab, each.name) for each in fields(Lab)}
    return LoweredLab(**known | {"comparator": ">="}, by=lowered[0])


def spoils(case: Case, lab: Lab) -> tuple[str, ...]:
    """Why a UPCR decides nothing, as a sentence goes on: ``near a fever``."""
    slip = ("to be confirmed, it may be a slip",) if doubtful(case, lab) else ()
    return (*dict.fromkeys(window.name for window in covering(urine_spoilers(case), lab.collected_on)), *slip)


def disturbed(case: Case, lab: Lab) -> tuple[Window, ...]:
    """What was going on around a UPCR that changes it, up or down."""
    return covering((*urine_spoilers(case), *urine_lowered(case)), lab.collected_on)


def left_out(case: Case, first: date, last: date) -> str:
    """A sentence on the UPCR of these days that decide nothing, with a blank before it; "" where there is none."""
    inside = [lab for lab in measured_upcr(case) if first <= lab.collected_on <= last]
    spoiled = [(lab, why) for lab in inside if (why := spoils(case, lab))]
    if not spoiled:
        return ""
    says = listing([f"{shown(lab)} on {day(lab.collected_on)} ({listing(why)})" for lab, why in spoiled])
    return f" Left out: {says}."


def ends_wanted(case: Case, first: date, last: date) -> tuple[str, ...]:
    """The ends that nobody recorded of urinary infections that spoil UPCR of these days: no repeat replaces them."""
    inside = [lab for lab in measured_upcr(case) if first <= lab.collected_on <= last]
    spoilers = (window for lab in inside for window in covering(urine_spoilers(case), lab.collected_on))
    open_ones = dict.fromkeys(window.fact for window in spoilers if window.last is None)
    return tuple(
        f"end of the urinary infection of {day(ill.began_on)}" for ill in open_ones if isinstance(ill, Infection)
    )


def ratio(lab: Lab) -> float:
    """g/g."""
    return lab.canonical_value or 0.0


def baseline_upcr(case: Case, began: date) -> Lab | None:
    """The last result from 28 days before t0 to 3 days after, of two of one day the higher one."""
    first, last = baseline_days(began)
    return max((lab for lab in upcr_results(case) if first <= lab.collected_on <= last), key=_newest, default=None)


def baseline_days(began: date) -> tuple[date, date]:
    return shift(began, -BASELINE_BEFORE), shift(began, BASELINE_AFTER)


def milestone_upcr(case: Case, began: date, *, milestone: Milestone) -> Lab | None:
    """Of two equally near results the later one, of two of one day the lower one."""
    aim = shift(began, milestone.aim)
    return min(
        within_milestone(upcr_results(case), began, milestone=milestone),
        key=lambda lab: (abs((lab.collected_on - aim).days), -lab.collected_on.toordinal(), ratio(lab), lab.id),
        default=None,
    )


def within_milestone(results: Iterable[Lab], began: date, *, milestone: Milestone) -> list[Lab]:
    return [lab for lab in results if within_days(lab.collected_on, began, milestone)]


def within_days(on: date, began: date, milestone: Milestone) -> bool:
    first, last = milestone_days(began, milestone)
    return first <= on <= last


def milestone_days(began: date, milestone: Milestone) -> tuple[date, date]:
    return shift(began, milestone.first), shift(began, milestone.last)


def _newest(lab: Lab) -> tuple[date, float, str]:
    return lab.collected_on, ratio(lab), lab.id


def upcr_above(lab: Lab, limit: float) -> bool | None:
    """Whether a UPCR is above a limit in g/g; None: borderline after conversion, or censored on the wrong side."""
    return None if is_borderline(lab, limit) else exceeds(lab, lab.canonical_value, limit=limit)


def upcr_reaches(lab: Lab, limit: float) -> bool | None:
    """Whether a UPCR is at that limit or above, the same way."""
    if is_borderline(lab, limit):
        return None
    if lab.comparator in (">", ">="):
        return True if ratio(lab) >= limit else None
    above = exceeds(lab, lab.canonical_value, limit=limit)
    return True if lab.comparator is None and ratio(lab) >= limit else above


def concerns_kidneys(case: Case, began: date) -> bool | None:
    """Whether the nephritis rules apply: nephritis is recorded, or the urine protein at the start is 0.5 g/g or more.
    None: the one value at the start decides nothing."""
    if has_nephritis(case):
        return True
    baseline = baseline_upcr(case, began)
    if baseline is None:
        return None if left_out(case, *baseline_days(began)) else False
    return upcr_reaches(baseline, NEPHRITIC)


def is_borderline(lab: Lab, limit: float) -> bool:
    """Reported in mg/mmol, and the guideline's rounding (0.5 g/g as 50 mg/mmol) and the exact conversion disagree on
    which side of this limit in g/g it may lie."""
    value, unit = lab.value or 0, spelled(lab.unit or "")
    bands = (band for band in BORDERLINE_UPCR if unit == "mg/mmol" and band[0] <= value <= band[1])
    return any(low * ratio(lab) / value <= limit <= high / 100 for low, high in bands)


def upcr_evidence(lab: Lab, what: str) -> Evidence:
    if isinstance(lab, LoweredLab):
        return cite("labs", lab, on=lab.collected_on, shows=f"{what}: UPCR {in_words(lab)}")
    return cite("labs", lab, on=lab.collected_on, shows=f"{what}: UPCR {shown(lab)} on {day(lab.collected_on)}")


def in_words(lab: Lab) -> str:
    """``1.2 g/g on 14 March 2023``, as reported beside it where the unit was another, and why it may be too low."""
    if isinstance(lab, LoweredLab):
        return f"{number(ratio(lab))} g/g on {day(lab.collected_on)} ({lab.by.name}, which may have lowered it)"
    reported = f" (reported as {shown(lab)})" if lab.unit != "g/g" or lab.comparator else ""
    return f"{number(ratio(lab))} g/g on {day(lab.collected_on)}{reported}"


def egfr(case: Case, creatinine: Lab) -> float | None:
    """CKD-EPI 2021, mL/min/1.73 m2; None: under 18, or age, sex or creatinine unknown."""
    sex, value = case.journey.patient.sex, creatinine.canonical_value
    age = age_on(case, creatinine.collected_on)
    if not value or creatinine.canonical_unit != "mg/dL" or age is None or age < ADULT or sex not in SEXES:
        return None
    return ckd_epi(value, age=age, sex=sex)


def ckd_epi(creatinine: float, *, age: int, sex: str) -> float:
    """mL/min/1.73 m2 of a creatinine in mg/dL; ``sex``: female or male."""
    kappa, alpha, times = SEXES[sex]
    scaled = creatinine / kappa
    return float(142 * min(scaled, 1) ** alpha * max(scaled, 1) ** -1.2 * 0.9938**age * times)


def age_on(case: Case, on: date) -> int | None:
    born = case.journey.patient.birth_date
    return None if born is None else on.year - born.year - ((on.month, on.day) < (born.month, born.day))
