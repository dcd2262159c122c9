"""ln.no-kidney-response: neither complete nor partial kidney response.

Definition: of the newest UPCR and the newest eGFR on or after day 182 of the treatment, the UPCR is above 0.7 g/g and
has not fallen by 50 % to below 3 g/g, or the eGFR is more than 15 % under its baseline. Results from day 335 on: core;
from day 182 to 334: context. One test alone that falls short after a response is context too, until a second one 14
days later: urine protein and creatinine vary. It stands until t0 moves or a newer result says otherwise. A creatinine
that something else may have raised is held for cf.egfr, if it alone decides.
Document: lupus-treatment-resistance-case-studies, paragraph 3.
Publication: partial response in KDIGO 2024, V2; the days D.
False positives to know: protein that is lost through scars; a very high start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from journeys.guidance.case import Case
from journeys.guidance.clock import shift
from journeys.guidance.doses import any_of
from journeys.guidance.filtration import Rate, baseline_rate, rates
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.journey import LUPUS, Lab
from journeys.guidance.kidney import (
    baseline_upcr,
    ratio,
    upcr_above,
    upcr_reaches,
    upcr_results,
)
from journeys.guidance.kidney_response import (
    Half,
    Wording,
    answer,
    fell_by,
    function_half,
    no_result,
    told,
    undecided,
    without_start,
)
from journeys.guidance.phrases import number
from journeys.guidance.proteinuria import kidney_start
from journeys.guidance.rule import Gate, Rule, Verdict

Looks = Mapping[date, bool | None]

_FOR_PATIENT = (
    "Your kidney tests on this treatment are not yet as good as hoped. "
    "You can ask your team what it means, and what they will look at next."
)


def judge(case: Case) -> Verdict:
    began = kidney_start(case, case.limit("earliest"))
    if isinstance(began, Verdict):
        return began
    first = shift(began, case.limit("earliest"))
    return answer(_protein(case, began, first=first), _function(case, began, first=first), _wording(case))


def _function(case: Case, began: date, *, first: date) -> Half:
    rate = max((rate for rate in rates(case) if rate.on >= first), key=_newest, default=None)
    is_loss = _is_first_loss(case, _rates(case, began, first))
    role = Role.SUPPORTING if is_loss or rate is None else _role(case, began, rate.on)
    half = function_half(case, began, rate, wanted=(first, case.on), percent=case.limits["fall"], role=role)
    return _as_context(case, half) if half.short and is_loss else half


def _rates(case: Case, began: date, first: date) -> Looks:
    """By day, whether kidney function fell short; of one day the better result counts."""
    base = baseline_rate(case, began)
    found = sorted((rate for rate in rates(case) if rate.on >= first), key=_newest)
    return {rate.on: rate.fell(base, case.limits["fall"], by_more=True) if base else None for rate in found}


def _is_first_loss(case: Case, looks: Looks) -> bool:
    """Whether a response was there before, and all that fell short since lies within two weeks: like a flare, it takes
    a second test."""
    kept = [on for on, short in looks.items() if short is False]
    short_since = [on for on, short in looks.items() if short and kept and on > kept[-1]]
    return bool(short_since) and (short_since[-1] - short_since[0]).days < case.limit("apart")


def _as_context(case: Case, half: Half) -> Half:
    note = f" One test alone after a response: context only until a second one {case.limit('apart')} days later."
    return replace(half, role=Role.SUPPORTING, says=f"{half.says}{note}")


def _newest(rate: Rate) -> tuple[date, float, str]:
    return rate.on, rate.value, rate.lab.id


def _role(case: Case, began: date, on: date) -> Role:
    return Role.CORE if on >= shift(began, case.limit("core-from")) else Role.SUPPORTING


def _wording(case: Case) -> Wording:
    fall, below, quiet = (number(case.limits[name]) for name in ("partial-fall", "partial-below", "quiet"))
    rate = number(case.limits["fall"])
    return Wording(
        goal=f"A UPCR of {quiet} g/g or less, or a fall of {fall} % or more to below {below} g/g, with eGFR at most "
        f"{rate} % under the start, would be a response.",
        for_patient=_FOR_PATIENT,
        would_change=f"a later UPCR {fall} % under the first one and below {below} g/g, with eGFR at most {rate} % "
        "under the start",
    )


def _protein(case: Case, began: date, *, first: date) -> Half:
    found = sorted((lab for lab in upcr_results(case) if lab.collected_on >= first), key=_lowest_of_newest)
    if not found:
        return no_result(case, first, case.on)
    latest, start = found[-1], baseline_upcr(case, began)
    says, evidence = told(latest, start)
    looks = {lab.collected_on: _is_short(case, lab, start=start) for lab in found}
    if (short := looks[latest.collected_on]) is not None:
        half = Half(short=short, says=says, evidence=evidence, role=_role(case, began, latest.collected_on))
        return _as_context(case, half) if short and _is_first_loss(case, looks) else half
    if start is None:
        return without_start(case, began, says=says, evidence=evidence)
    return undecided(latest if latest.comparator or upcr_above(latest, case.limits["quiet"]) is None else start)


def _is_short(case: Case, lab: Lab, *, start: Lab | None) -> bool | None:
    low = upcr_above(lab, case.limits["quiet"])
    responded = any_of((None if low is None else not low, _partly(case, lab, start=start)))
    return None if responded is None else not responded


def _lowest_of_newest(lab: Lab) -> tuple[date, float, str]:
    return lab.collected_on, -ratio(lab), lab.id


def _partly(case: Case, latest: Lab, *, start: Lab | None) -> bool | None:
    """Whether it fell by half to below 3 g/g."""
    high = upcr_reaches(latest, case.limits["partial-below"])
    halved = fell_by(start, latest, case.limits["partial-fall"]) if start else None
    if high or halved is False:
        return False
    return True if halved and high is False else None


RULE = Rule(
    id="ln.no-kidney-response",
    title="Neither complete nor partial kidney response",
    condition=LUPUS,
    role=Role.CORE,
    family="ln.response",
    kinds=(
        "labs",
        "therapies",
        "conditions",
        "life_events",
        "infections",
        "check_ins",
        "measurements",
        "imaging",
        "procedures",
        "adverse_effects",
    ),
    judge=judge,
    gate=Gate.NEPHRITIS,
    definition="Newest UPCR above 0.7 g/g and not halved to below 3 g/g, or eGFR more than 15 % under its baseline.",
    thresholds=(
        Threshold(name="quiet", means="urine protein of a complete response", value=0.7, unit="g/g", mark="V"),
        Threshold(
            name="partial-fall", means="fall of urine protein of a partial response", value=50, unit="%", mark="V2"
        ),
        Threshold(
            name="partial-below", means="urine protein below which it may be partial", value=3, unit="g/g", mark="V2"
        ),
        Threshold(name="fall", means="fall of eGFR that a response allows", value=15, unit="%", mark="V2"),
        Threshold(
            name="earliest",
            means="days of treatment before it is looked for",
            value=182,
            unit="d",
            mark="D",
            low=182,
            high=365,
        ),
        Threshold(
            name="core-from",
            means="days of treatment from which it counts in full",
            value=335,
            unit="d",
            mark="D",
            low=335,
            high=410,
        ),
        Threshold(
            name="apart",
            means="days between two tests that fall short after a response",
            value=14,
            unit="d",
            mark="D",
            low=7,
            high=28,
        ),
    ),
    sources=(
        Source(document="lupus-treatment-resistance-case-studies", paragraph=3),
        Source(
            publication="KDIGO 2024, lupus nephritis: partial response (read in a summary)",
            url="https://www.droracle.ai/articles/642182/what-are-the-classifications-of-response-in-lupus-nephritis",
            mark="V2",
        ),
    ),
    false_positives=("protein that is lost through scars", "a very high start"),
)
