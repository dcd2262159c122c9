"""The two answers of every rule that counts from the start of the present treatment before it can look at anything."""

from __future__ import annotations

from datetime import date

from journeys.guidance.case import Case
from journeys.guidance.regimen import t0
from journeys.guidance.rule import Verdict, cannot_assess, not_fired


def days_in(case: Case, earliest: int) -> date | Verdict:
    """t0, if it lies at least ``earliest`` days back; else the verdict: too early, or no start is recorded."""
    began = t0(case)
    if began is None:
        return cannot_assess("The start of the present treatment isn't recorded.", missing=("start of treatment (t0)",))
    if not case.clock.at_least(earliest, since=began):
        days = max((case.on - began).days, 0)
        return not_fired(f"Too early: day {days} of the present treatment, judged from day {earliest}.")
    return began
