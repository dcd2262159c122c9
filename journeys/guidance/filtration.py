"""Kidney function against its level at the regimen's start, always computed from creatinine, age and sex (clinical.md
2.2, 5.5). Not in pregnancy: the formula doesn't hold there. A result that may be a slip decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case, cite, labs, once
from journeys.guidance.clock import shift
from journeys.guidance.findings import Evidence, Hold
from journeys.guidance.journey import Lab, Therapy
from journeys.guidance.kidney import ADULT, SEXES, Milestone, age_on, ckd_epi, egfr, within_days
from journeys.guidance.kidney_samples import is_undated
from journeys.guidance.markers import shown
from journeys.guidance.phrases import beside, count, day, listing
from journeys.guidance.plausible import doubtful
from journeys.guidance.windows import Window, pregnancy_windows

SPOILED = "cf.egfr"
"""The rule-out that a result near something else which raises creatinine is held for."""

BEFORE, AFTER = 90, 3
STABLE_BEFORE, STABLE_APART, STABLE_WITHIN = 365, 14, 15.0
"""Without a result in those days, the mean of the last two before them counts (D): at most a year before the start, two
weeks apart or more, and less than 15 % apart."""
_HAIR = 1e-6
"""Percent: a converted creatinine is rounded far below its own precision."""


class Rate(NamedTuple):
    """``value``: eGFR, mL/min/1.73 m2."""

    lab: Lab
    value: float

    @property
    def on(self) -> date:
        return self.lab.collected_on

    def fell(self, base: Base, percent: float, *, by_more: bool = False) -> bool | None:
        """Whether it is that much lower than the baseline, or lower still (``by_more``: only lower still). None: a
        censored creatinine doesn't say."""
        lost = base.lost(self)
        low = lost > percent + _HAIR if by_more else lost >= percent - _HAIR
        if self.lab.comparator is None:
            return low
        at_most = self.lab.comparator in (">", ">=")
        return low if low is at_most else None


@dataclass(frozen=True, slots=True)
class Base:
    """The level that later results are compared with: the mean of ``rates``."""

    rates: tuple[Rate, ...]

    @property
    def value(self) -> float:
        return sum(rate.value for rate in self.rates) / len(self.rates)

    def lost(self, rate: Rate) -> float:
        """Percent of the baseline."""
        return 100 * (1 - rate.value / self.value)

    @property
    def in_words(self) -> str:
        """``Kidney function at the start: eGFR 77.7 (mean of 2 results)``."""
        mean = f" (mean of {count(len(self.rates), 'result')})" if len(self.rates) > 1 else ""
        return f"Kidney function at the start: eGFR {self.value:.1f}{mean}"

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(rate_evidence(rate, "at the start") for rate in self.rates)

    def compared(self, rates: Sequence[Rate], percent: float) -> str:
        """``61.3 on 3 May 2022 and 60.2 on 1 June 2022: 21 % and 22.5 % lower``. Of several,
        all lie on one side."""
        values = listing([f"{rate.value:.1f} on {day(rate.on)}" for rate in rates])
        changes = [100 * (rate.value / self.value - 1) for rate in rates]
        side = "higher" if max(changes) > 0 else "lower"
        return f"{values}: {listing([f'{beside(abs(change), percent)} %' for change in changes])} {side}"


@once
def rates(case: Case) -> tuple[Rate, ...]:
    """Every result that can be computed and counts, oldest first; of one day the higher first."""
    expecting = pregnancy_windows(case)
    found = [
        Rate(lab, value)
        for lab in labs(case, "creatinine")
        if (value := egfr(case, lab)) is not None
        and not doubtful(case, lab)
        and not any(window.covers(lab.collected_on) for window in expecting)
    ]
    return tuple(sorted(found, key=lambda rate: (rate.on, -rate.value, rate.lab.id)))


def creatinine_left_out(case: Case, first: date, last: date) -> str:
    """A sentence on the creatinine of these days that doesn't count, with a blank before it; "" where there is none."""
    expecting = pregnancy_windows(case)
    inside = [lab for lab in labs(case, "creatinine") if first <= lab.collected_on <= last]
    during = [lab for lab in inside if any(window.covers(lab.collected_on) for window in expecting)]
    slips = [lab for lab in inside if lab not in during and doubtful(case, lab)]
    why = [(lab, "during pregnancy") for lab in during] + [(lab, "to be confirmed, it may be a slip") for lab in slips]
    says = listing([f"{shown(lab)} on {day(lab.collected_on)} ({reason})" for lab, reason in why])
    return f" Left out: creatinine {says}." if says else ""


@once
def baseline_rate(case: Case, began: date) -> Base | None:
    """The mean of the results from 90 days before t0 to 3 after, or else of the last stable ones before."""
    first, last = baseline_days(began)
    exact = [rate for rate in rates(case) if rate.lab.comparator is None]
    near = tuple(rate for rate in exact if first <= rate.on <= last)
    return Base(near) if near else _last_stable([rate for rate in exact if rate.on < first], began)


def baseline_days(began: date) -> tuple[date, date]:
    return shift(began, -BEFORE), shift(began, AFTER)


def _last_stable(older: Sequence[Rate], began: date) -> Base | None:
    known = [rate for rate in older if rate.on >= shift(began, -STABLE_BEFORE)]
    pair = last_apart(known, STABLE_APART)
    if pair is None:
        return None
    low, high = sorted(rate.value for rate in pair)
    return Base(pair) if 100 * (1 - low / high) < STABLE_WITHIN else None


def last_apart(found: Sequence[Rate], days: int) -> tuple[Rate, Rate] | None:
    """The newest of them, and the newest one at least so many days before it."""
    earlier = [rate for rate in found if (found[-1].on - rate.on).days >= days]
    return (earlier[-1], found[-1]) if earlier else None


def recent(case: Case, began: date, *, days: int) -> tuple[Rate, ...]:
    """Of the present regimen, and of the last ``days`` days."""
    return tuple(rate for rate in rates(case) if rate.on > began and case.clock.within(days, rate.on))


def lowered(found: Sequence[Rate], base: Base, percent: float) -> tuple[Rate, ...]:
    """Those that fell so much; none, where a result of a later day did not."""
    low = tuple(rate for rate in found if rate.fell(base, percent))
    recovered = low and any(rate.on > low[-1].on and rate.fell(base, percent) is False for rate in found)
    return () if recovered else low


def milestone_rate(case: Case, began: date, *, milestone: Milestone) -> Rate | None:
    """Of two equally near results the later one, of two of one day the higher one."""
    aim = shift(began, milestone.aim)
    inside = [rate for rate in rates(case) if within_days(rate.on, began, milestone)]
    return min(inside, key=lambda rate: (abs((rate.on - aim).days), -rate.on.toordinal(), -rate.value), default=None)


def rate_evidence(rate: Rate, what: str) -> Evidence:
    shows = f"{what}: creatinine {shown(rate.lab)} on {day(rate.on)} (eGFR {rate.value:.1f})"
    return cite("labs", rate.lab, on=rate.on, shows=shows)


def person_gap(case: Case) -> tuple[str, ...]:
    """What the formula lacks of the person: age, sex."""
    patient = case.journey.patient
    missing = [] if patient.birth_date else ["date of birth (age)"]
    return tuple(missing if patient.sex in SEXES else [*missing, "sex (female or male)"])


def baseline_gap(case: Case, began: date) -> tuple[str, ...]:
    """What is missing for a baseline; empty: nothing is."""
    if baseline_rate(case, began) is not None:
        return ()
    if person := person_gap(case):
        return person
    first, last = baseline_days(began)
    grown = ", at 18 years of age or older" if _as_a_child(case) else ""
    return (f"eGFR baseline: creatinine between {day(first)} and {day(last)}{grown}",)


def _as_a_child(case: Case) -> bool:
    ages = (age_on(case, lab.collected_on) for lab in labs(case, "creatinine"))
    return any(age is not None and age < ADULT for age in ages)


def by_either_formula(case: Case) -> str:
    """The newest creatinine's eGFR by both formulas, for somebody whose sex is recorded as neither; "" else. With a
    blank before it."""
    newest = next(reversed(labs(case, "creatinine")), None)
    age = age_on(case, newest.collected_on) if newest else None
    value = newest.canonical_value if newest and newest.canonical_unit == "mg/dL" else None
    if newest is None or not value or age is None or age < ADULT or case.journey.patient.sex in SEXES:
        return ""
    low, high = sorted(ckd_epi(value, age=age, sex=sex) for sex in SEXES)
    return f" By either formula, eGFR was {low:.1f} to {high:.1f} on {day(newest.collected_on)}; no rule is applied."


def creatinine_hold(rate: Rate, spoiled: Sequence[Window]) -> Hold:
    """What to check first about a result around which something else raised creatinine, or may have."""
    dated = [window.name for window in spoiled if not is_undated(window)]
    if dated:
        return Hold(rule=SPOILED, detail=f"creatinine of {day(rate.on)} sampled {listing(dated)}")
    return Hold(rule=SPOILED, detail=f"cannot assess: {listing(unknown_starts(spoiled))}")


def unknown_starts(spoiled: Sequence[Window]) -> tuple[str, ...]:
    return tuple(f"start date of {window.fact.drug}" for window in spoiled if isinstance(window.fact, Therapy))
