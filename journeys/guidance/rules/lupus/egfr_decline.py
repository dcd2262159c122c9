"""ln.egfr-decline: kidney function falling.

Definition: the baseline is the mean eGFR of results from 90 days before t0 to 3 after, or of the last stable ones
before. Two results of the present treatment at least 14 days apart, both of the last 182 days, 15 % or more under it:
core. One result 30 % or more under it: context, with the contact text at once. It stands until t0 moves, a later
result is less than 15 % under the baseline, or 182 days have passed. eGFR by CKD-EPI 2021, always computed again from
creatinine, age and sex; results of a pregnancy don't count. Where no nephritis is known, a fall may be its first sign:
of 30 % or more it counts the same, below that it is asked whether this is nephritis.
Document: lupus-treatment-resistance-case-studies, paragraph 3.
Publication: KDIGO's band of 10–15 % for stable kidney function, V2; the rest D.
False positives to know: what cf.egfr looks for; an acute kidney injury of another cause; a change in muscle mass.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from journeys.guidance.case import Case
from journeys.guidance.clock import shift
from journeys.guidance.filtration import (
    Base,
    Rate,
    baseline_gap,
    baseline_rate,
    by_either_formula,
    creatinine_left_out,
    last_apart,
    lowered,
    rate_evidence,
    recent,
)
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.journey import LUPUS
from journeys.guidance.phrases import day, number
from journeys.guidance.proteinuria import NEPHRITIS_UNSAID, kidney_start
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.starts import days_in

_FOR_PATIENT = (
    "Two blood tests show that your kidneys clean the blood less well than before. "
    "Please tell your team soon. They can say what it means."
)
_FOR_PATIENT_ONE_TEST = (
    "One blood test shows that your kidneys clean the blood less well than before. "
    "Please tell your team soon. They can say if it needs a new test."
)


def judge(case: Case) -> Verdict:
    began = days_in(case, 0)
    if isinstance(began, Verdict):
        return began
    base = baseline_rate(case, began)
    if elsewhere := _not_of_nephritis(case, base, began):
        return elsewhere
    if base is None:
        because = f"No kidney function from the start of the present treatment is known.{by_either_formula(case)}"
        return cannot_assess(because, missing=baseline_gap(case, began))
    window = case.limit("window")
    found = recent(case, began, days=window)
    if not found:
        since = max(shift(began, 1), shift(case.on, -window))
        because = (
            f"{base.in_words}; none that counts is known since {day(since)}.{creatinine_left_out(case, since, case.on)}"
        )
        missing = (f"creatinine between {day(since)} and {day(case.on)}",)
        return cannot_assess(because, missing=missing, evidence=base.evidence)
    return _compared(case, base, found)


def _not_of_nephritis(case: Case, base: Base | None, began: date) -> Verdict | None:
    """Where no nephritis is recorded, a fall may be its first sign: a steep one is told, another one is asked about."""
    applies = kidney_start(case, 0)
    low = lowered(recent(case, began, days=case.limit("window")), base, case.limits["fall"]) if base else ()
    if not isinstance(applies, Verdict) or base is None or not low:
        return applies if isinstance(applies, Verdict) else None
    if any(rate.fell(base, case.limits["steep"]) for rate in low):
        return None
    return cannot_assess(
        f"{base.in_words}; {base.compared(low[-1:], case.limits['fall'])}. No lupus nephritis is recorded.",
        missing=(NEPHRITIS_UNSAID,),
        evidence=(*base.evidence, rate_evidence(low[-1], "later")),
    )


def _compared(case: Case, base: Base, found: Sequence[Rate]) -> Verdict:
    low = lowered(found, base, case.limits["fall"])
    if low and (pair := last_apart(low, case.limit("apart"))):
        return _fallen(case, base, pair)
    steep = [rate for rate in low if rate.fell(base, case.limits["steep"])]
    if steep:
        return _steep(case, base, steep[-1])
    says = f"{base.in_words}; {base.compared((low or found)[-1:], case.limits['fall'])}."
    evidence = (*base.evidence, rate_evidence((low or found)[-1], "later"))
    if low:
        missing = (f"repeat creatinine on or after {day(shift(low[0].on, case.limit('apart')))}",)
        return cannot_assess(f"{says} It isn't confirmed by a second test yet.", missing=missing, evidence=evidence)
    return not_fired(f"{says} {_looked_for(case)}", evidence=evidence)


def _looked_for(case: Case) -> str:
    fall, apart = number(case.limits["fall"]), case.limit("apart")
    return f"A fall of {fall} % or more on two tests at least {apart} days apart was looked for."


def _fallen(case: Case, base: Base, pair: tuple[Rate, Rate]) -> Verdict:
    return fired(
        f"{base.in_words}; {base.compared(pair, case.limits['fall'])}. {_looked_for(case)}",
        evidence=(*base.evidence, *(rate_evidence(rate, "later") for rate in pair)),
        for_patient=_FOR_PATIENT,
        would_change=(f"a later eGFR less than {number(case.limits['fall'])} % under the one at the start",),
    )


def _steep(case: Case, base: Base, rate: Rate) -> Verdict:
    steep = number(case.limits["steep"])
    return fired(
        f"{base.in_words}; {base.compared((rate,), case.limits['steep'])}. One test {steep} % or more under "
        f"the start: context only until a second one {case.limit('apart')} days apart, but a reason for contact.",
        evidence=(*base.evidence, rate_evidence(rate, "later")),
        counted_as=Role.SUPPORTING,
        for_patient=_FOR_PATIENT_ONE_TEST,
        would_change=(f"a later eGFR less than {number(case.limits['fall'])} % under the one at the start",),
    )


RULE = Rule(
    id="ln.egfr-decline",
    title="Kidney function falling",
    condition=LUPUS,
    role=Role.CORE,
    family="ln.kidney-function",
    kinds=("labs", "therapies", "conditions", "life_events", "infections", "check_ins", "measurements"),
    judge=judge,
    gate=Gate.NEPHRITIS,
    held_by=("cf.egfr",),
    prompt_contact=True,
    definition="eGFR 15 % or more under its baseline on two tests 14 days apart; one test 30 % under is context.",
    thresholds=(
        Threshold(name="fall", means="fall of eGFR that is looked for", value=15, unit="%", mark="V2"),
        Threshold(
            name="steep",
            means="fall on one test that is a reason for contact",
            value=30,
            unit="%",
            mark="D",
            low=20,
            high=40,
        ),
        Threshold(name="apart", means="days between two tests", value=14, unit="d", mark="D", low=7, high=28),
        Threshold(
            name="window", means="days in which both tests must lie", value=182, unit="d", mark="D", low=91, high=365
        ),
    ),
    sources=(
        Source(document="lupus-treatment-resistance-case-studies", paragraph=3),
        Source(
            publication="KDIGO 2024, lupus nephritis: stable kidney function within 10–15 % (read in a summary)",
            url="https://www.droracle.ai/articles/642182/what-are-the-classifications-of-response-in-lupus-nephritis",
            mark="V2",
        ),
    ),
    false_positives=(
        "a painkiller, a blood pressure drug, contrast or loss of fluid (cf.egfr)",
        "an acute kidney injury of another cause",
        "a change in muscle mass",
    ),
)
