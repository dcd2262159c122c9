"""Whether the kidneys responded: urine protein and kidney function as two halves of one answer (clinical.md 2.2).

Either half that falls short decides alone; both have to be known for a response. What a later result contradicts is no
longer looked for, even while the other half is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from journeys.guidance.case import Case
from journeys.guidance.filtration import (
    Rate,
    baseline_gap,
    baseline_rate,
    by_either_formula,
    creatinine_hold,
    creatinine_left_out,
    person_gap,
    rate_evidence,
    rates,
)
from journeys.guidance.findings import Evidence, Hold, Role
from journeys.guidance.journey import Lab
from journeys.guidance.kidney import in_words, left_out, ratio, upcr_evidence
from journeys.guidance.kidney_samples import covering, creatinine_spoilers
from journeys.guidance.phrases import day
from journeys.guidance.proteinuria import Fall, exceeds_aim, gap, no_baseline, wanted_upcr
from journeys.guidance.rule import Verdict, cannot_assess, fired, held, not_fired
from journeys.guidance.windows import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """``short``: whether it fell short of a response; None: unknown, ``missing`` says what. ``role``: what a shortfall
    counts as. ``better``: it did fall short, and a later result contradicts it. ``rate`` and ``spoiled``: the result
    of kidney function, and what else may have raised its creatinine."""

    short: bool | None
    says: str
    evidence: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()
    role: Role = Role.CORE
    better: bool = False
    rate: Rate | None = None
    spoiled: tuple[Window, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """``goal``: the sentence on what is looked for. ``for_patient`` and ``would_change`` as in a verdict."""

    goal: str
    for_patient: str
    would_change: str


def answer(protein: Half, function: Half, wording: Wording) -> Verdict:
    """Both halves as one verdict. A shortfall of kidney function that something else may explain is held for it."""
    halves = (protein, function)
    says = f"{protein.says} {function.says} {wording.goal}"
    evidence = tuple(dict.fromkeys(shown for half in halves for shown in half.evidence))
    roles = {half.role for half in halves if half.short and not half.spoiled}
    holds = () if Role.CORE in roles else _explained(function)
    if holds or roles:
        make = (
            partial(held, holds=holds)
            if holds
            else partial(fired, counted_as=Role.CORE if Role.CORE in roles else Role.SUPPORTING)
        )
        return make(says, evidence=evidence, for_patient=wording.for_patient, would_change=(wording.would_change,))
    missing = tuple(dict.fromkeys(gap for half in halves for gap in half.missing))
    if missing and not any(half.better for half in halves):
        return cannot_assess(says, missing=missing, evidence=evidence)
    return not_fired(says, evidence=evidence)


def _explained(function: Half) -> tuple[Hold, ...]:
    """A shortfall that would count in full, and that something else may explain."""
    if function.rate is None or not function.spoiled or function.role is not Role.CORE:
        return ()
    return (creatinine_hold(function.rate, function.spoiled),)


def function_half(
    case: Case, began: date, rate: Rate | None, *, wanted: tuple[date, date], percent: float, role: Role = Role.CORE
) -> Half:
    """Whether that result is more than ``percent`` under its baseline. ``wanted``: the days that it is looked for in.
    Results of later days may contradict it."""
    base = baseline_rate(case, began)
    if base is None or rate is None:
        return _without_rate(case, began, rate, wanted=wanted, percent=percent)
    says = f"{base.in_words}; {base.compared((rate,), percent)}."
    evidence = (*base.evidence, rate_evidence(rate, "looked at"))
    short = rate.fell(base, percent, by_more=True)
    if short is None:
        missing = (f"another creatinine near {day(rate.on)}, with a number of its own",)
        return Half(short=None, says=says, evidence=evidence, missing=missing)
    if not short:
        return Half(short=False, says=says, evidence=evidence)
    after = [later for later in rates(case) if later.on > rate.on]
    better = next((later for later in after if later.fell(base, percent, by_more=True) is False), None)
    if better:
        shown = (*evidence, rate_evidence(better, "later"))
        says = f"{says} Since then: eGFR {better.value:.1f} on {day(better.on)}."
        return Half(short=False, says=says, evidence=shown, better=True)
    spoiled = covering(creatinine_spoilers(case), rate.on)
    again = _clean(case, [later for later in after if later.fell(base, percent, by_more=True)]) if spoiled else None
    if again:
        shown = (*evidence, rate_evidence(again, "repeated"))
        says = f"{says} Again, with nothing else recorded that raises creatinine: {again.value:.1f} on {day(again.on)}."
        return Half(short=True, says=says, evidence=shown, role=role, rate=rate)
    repeat = (f"repeat of the creatinine of {day(rate.on)}",) if spoiled and role is not Role.CORE else ()
    evidence = (*evidence, *(window.evidence for window in spoiled))
    return Half(short=True, says=says, evidence=evidence, missing=repeat, role=role, rate=rate, spoiled=spoiled)


def _without_rate(case: Case, began: date, rate: Rate | None, *, wanted: tuple[date, date], percent: float) -> Half:
    """The baseline is missing, or the result then; unless a later one says that nothing is short any more."""
    base = baseline_rate(case, began)
    later = (each for each in rates(case) if base and rate is None and each.on > wanted[1])
    kept = next((each for each in later if base and each.fell(base, percent, by_more=True) is False), None)
    if base and kept:
        says = f"{base.in_words}; {base.compared((kept,), percent)}."
        return Half(short=False, says=says, evidence=(*base.evidence, rate_evidence(kept, "later")))
    missing = baseline_gap(case, began)
    if rate is None and not person_gap(case):
        missing = (*missing, f"creatinine between {day(wanted[0])} and {day(wanted[1])}")
    unused = creatinine_left_out(case, *wanted) if rate is None else ""
    says = f"Kidney function isn't known both at the start and then.{unused}{by_either_formula(case)}"
    return Half(short=None, says=says, evidence=base.evidence if base else (), missing=missing)


def _clean(case: Case, found: Sequence[Rate]) -> Rate | None:
    """The first of them around which nothing else that raises creatinine is recorded."""
    spoilers = creatinine_spoilers(case)
    return next((rate for rate in found if not covering(spoilers, rate.on)), None)


def no_result(case: Case, first: date, last: date) -> Half:
    """No UPCR that counts in these days."""
    says = f"No UPCR that counts is recorded between {day(first)} and {day(last)}.{left_out(case, first, last)}"
    return Half(short=None, says=says, missing=wanted_upcr(case, "UPCR", first, last))


def undecided(lab: Lab) -> Half:
    """A UPCR that decides nothing alone."""
    verdict = gap("UPCR decides nothing alone", lab, evidence=(upcr_evidence(lab, "undecided"),))
    return Half(short=None, says=verdict.because, evidence=verdict.evidence, missing=verdict.missing)


def fell_by(baseline: Lab, reached: Lab, percent: float) -> bool | None:
    """Whether urine protein fell by that much or more; None: a censored value, or one that a drug lowered, at the
    start or then doesn't say."""
    aim = (1 - percent / 100) * ratio(baseline)
    above = exceeds_aim(reached, aim)
    if above is None or baseline.comparator is None:
        return None if above is None else not above
    start_is_at_least = baseline.comparator in (">", ">=")
    return None if above is start_is_at_least else not above


def told(reached: Lab, start: Lab | None) -> tuple[str, tuple[Evidence, ...]]:
    """A UPCR beside the one at the start, where there is one: as a sentence, and as evidence."""
    if start is None:
        return f"UPCR {in_words(reached)}.", (upcr_evidence(reached, "looked at"),)
    fall = Fall(start, reached)
    return fall.sentence, fall.evidence


def without_start(case: Case, began: date, *, says: str, evidence: tuple[Evidence, ...]) -> Half:
    """A UPCR that can't be judged without the one at the start."""
    wanted = no_baseline(case, began)
    return Half(short=None, says=f"{says} {wanted.because}", evidence=evidence, missing=wanted.missing)
