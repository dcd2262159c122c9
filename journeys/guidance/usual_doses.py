"""From which dose a treatment is judged, and how long its trial lasts: the table of clinical.md 3.2, adults.

These numbers are gates of rules, not advice. A drug that isn't here, or has no trial for a use, has no agreed dose for
that use: whether it was adequate can't be said. Marks as in the table: V for mycophenolate (nephritis), rituximab,
tocilizumab, belimumab (24 weeks), Euro-Lupus, IVIG and exchanges; V2 for pemphigus; M for the rest; D for the
hydroxychloroquine gate and for 182 days of a conventional drug in Takayasu arteritis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Use(StrEnum):
    """A column of the table: what the treatment is for."""

    TAKAYASU = "Takayasu arteritis"
    LUPUS = "lupus"
    NEPHRITIS = "lupus nephritis"
    PEMPHIGUS = "pemphigus vulgaris"
    NEUROPSYCHIATRIC = "neuropsychiatric lupus"


class Amount(NamedTuple):
    """``value`` mg, mg/kg or mg/m2 at least once in ``days`` days."""

    value: float
    unit: str
    days: int = 1


class Pattern(StrEnum):
    """How a treatment is taken, and so how its days at an adequate dose are counted."""

    DAILY = "daily"  # by the mean over the interval: 30 mg every second day is 15 mg a day
    SCHEDULE = "schedule"  # given at intervals: each time enough, and not too far apart
    COURSE = "course"  # a fixed number of infusions, then time
    TROUGH = "trough"  # guided by levels that a record doesn't hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """One line of the table. ``trial``: days at the dose, by use. ``amounts``: any of them is enough.

    ``loading``: what it takes instead in the first `LOADING_DAYS` days, by use."""

    pattern: Pattern
    trial: Mapping[Use, int]
    amounts: tuple[Amount, ...] = ()
    amounts_for: Mapping[Use, tuple[Amount, ...]] = field(default_factory=dict)
    loading: Mapping[Use, tuple[Amount, ...]] = field(default_factory=dict)

    def enough(self, use: Use) -> tuple[Amount, ...]:
        return self.amounts_for.get(use, self.amounts)


def _trial(*, tak: int = 0, sle: int = 0, ln: int = 0, pv: int = 0, np: int = 0) -> Mapping[Use, int]:
    columns = zip(Use, (tak, sle, ln, pv, np), strict=True)
    return {use: days for use, days in columns if days}


def _daily(value: float, unit: str, *, days: int = 1, pv: float, trial: Mapping[Use, int]) -> Standard:
    """A conventional drug; ``pv``: the dose from which pemphigus is judged to have withstood it."""
    return Standard(
        pattern=Pattern.DAILY,
        amounts=(Amount(value, unit, days),),
        amounts_for={Use.PEMPHIGUS: (Amount(pv, unit, days),)},
        trial=trial,
    )


def _schedule(*amounts: Amount, trial: Mapping[Use, int]) -> Standard:
    return Standard(pattern=Pattern.SCHEDULE, amounts=amounts, trial=trial)


_BELIMUMAB = (Amount(200, "mg", 7), Amount(10, "mg/kg", 28))
_CNI = Standard(pattern=Pattern.TROUGH, trial=_trial(sle=91, ln=182))

STANDARDS: Mapping[str, Standard] = {
    "methotrexate": _daily(15, "mg", days=7, pv=20, trial=_trial(tak=182, sle=91, pv=84)),
    "azathioprine": _daily(2.0, "mg/kg", pv=2.5, trial=_trial(tak=182, sle=91, ln=182, pv=84)),
    "mycophenolate mofetil": _daily(2000, "mg", pv=3000, trial=_trial(tak=182, sle=91, ln=182, pv=84)),
    # 720 mg of the acid stand for 1 g of mofetil
    "mycophenolic acid": _daily(1440, "mg", pv=2160, trial=_trial(tak=182, sle=91, ln=182, pv=84)),
    # by mouth; infusions are a course of the same trial, see `courses`
    "cyclophosphamide": _daily(1.5, "mg/kg", pv=2.0, trial=_trial(tak=182, sle=182, ln=182, pv=84)),
    "hydroxychloroquine": Standard(
        pattern=Pattern.DAILY, amounts=(Amount(4.0, "mg/kg"), Amount(400, "mg")), trial=_trial(sle=91, ln=91)
    ),
    "rituximab": Standard(pattern=Pattern.COURSE, trial=_trial(tak=182, sle=182, ln=182, pv=168)),
    "obinutuzumab": Standard(pattern=Pattern.COURSE, trial=_trial(ln=182)),
    "tocilizumab": _schedule(Amount(162, "mg", 7), Amount(8, "mg/kg", 28), trial=_trial(tak=182)),
    "infliximab": _schedule(Amount(5, "mg/kg", 56), trial=_trial(tak=182)),
    "adalimumab": _schedule(Amount(40, "mg", 14), trial=_trial(tak=182)),
    "etanercept": _schedule(Amount(50, "mg", 7), trial=_trial(tak=182)),
    "golimumab": _schedule(Amount(50, "mg", 31), trial=_trial(tak=182)),
    "certolizumab": _schedule(Amount(200, "mg", 14), trial=_trial(tak=182)),
    "belimumab": Standard(
        pattern=Pattern.SCHEDULE,
        amounts=_BELIMUMAB,
        loading={Use.NEPHRITIS: (Amount(400, "mg", 7), *_BELIMUMAB[1:])},
        trial=_trial(sle=168, ln=182),
    ),
    "anifrolumab": _schedule(Amount(300, "mg", 28), trial=_trial(sle=168)),
    "ivig": Standard(pattern=Pattern.COURSE, trial=_trial(pv=84, np=28)),
    "voclosporin": _CNI,
    "tacrolimus": _CNI,
    "ciclosporin": _CNI,
}

EURO_LUPUS_USES = frozenset({Use.TAKAYASU, Use.LUPUS, Use.NEPHRITIS})
"""Where six small infusions of cyclophosphamide are a course; its trial is the drug's."""
EURO_LUPUS_AFTER_LAST_DAYS = 91
"""In nephritis it may also be judged so many days after the last one."""
EURO_LUPUS_PARTIAL = 5

IVIG_CYCLES: Mapping[Use, int] = {Use.NEUROPSYCHIATRIC: 1, Use.PEMPHIGUS: 3}

EXCHANGE_SESSIONS, EXCHANGE_TRIAL_DAYS = 4, 14
"""Of plasma exchange or immunoadsorption, whatever it is for."""

LOADING_DAYS = 28

ADULT_YEARS = 18
"""The table is one of adults."""

STEROID_INDUCTION: Mapping[Use, tuple[Amount, ...]] = {
    Use.TAKAYASU: (Amount(40, "mg"), Amount(0.5, "mg/kg")),
    Use.NEPHRITIS: (Amount(0.3, "mg/kg"),),
}
STEROID_INDUCTION_DAYS = 28

SCHEDULE_GRACE_DAYS = 3
"""A visit that slips by so many days isn't a gap (D)."""
