"""ln.crr-12mo: complete kidney response not reached at 12 months.

Definition: the UPCR nearest to t0 + 365 inside [335, 410] days is above 0.7 g/g, or the eGFR nearest to it there is
more than 15 % under its baseline. A UPCR above 0.5 up to 0.7: context. A start of 3 g/g or more: at 12 months only
context if it fell by half or more; it is looked at again with the UPCR nearest to t0 + 730 inside [540, 760] days,
which then decides as at 12 months. A fall of kidney function is core whatever the start. It stands until t0 moves or a
later result contradicts it; a later result that is good decides where nobody measured near a year, too. A creatinine
that something else may have raised is held for cf.egfr, if it alone decides, until a repeat without that is low too.
Document: lupus-treatment-resistance-case-studies, paragraph 3.
Publication: below 0.5–0.7 g/24 h with (near-)normal kidney function by 12 months, EULAR/ERA 2019 (Fanouriakis 2020,
Ann Rheum Dis 79:713–23), V; KDIGO below 0.5 g/g and kidney function within 10–15 % of the start, V2.
False positives to know: protein that is lost through scars; a very high start.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from journeys.guidance.case import Case
from journeys.guidance.clock import shift
from journeys.guidance.filtration import milestone_rate
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.journey import LUPUS, Lab
from journeys.guidance.kidney import (
    MONTH_12,
    Milestone,
    baseline_upcr,
    in_words,
    milestone_days,
    milestone_upcr,
    upcr_above,
    upcr_evidence,
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
from journeys.guidance.phrases import day, number
from journeys.guidance.proteinuria import kidney_start
from journeys.guidance.rule import Gate, Rule, Verdict

AGAIN = Milestone(730, 540, 760)
_FOR_PATIENT = (
    "After a year your kidney tests are not yet where your team hopes. "
    "You can ask your team what it means, and what they will look at next."
)


def judge(case: Case) -> Verdict:
    began = kidney_start(case, MONTH_12.first)
    if isinstance(began, Verdict):
        return began
    rate = milestone_rate(case, began, milestone=MONTH_12)
    wanted = milestone_days(began, MONTH_12)
    function = function_half(case, began, rate, wanted=wanted, percent=case.limits["fall"])
    return answer(_protein(case, began), function, _wording(case))


def _wording(case: Case) -> Wording:
    quiet, fall = number(case.limits["quiet"]), number(case.limits["fall"])
    return Wording(
        goal=f"By 12 months, UPCR of {quiet} g/g or less and eGFR at most {fall} % under the start are looked for.",
        for_patient=_FOR_PATIENT,
        would_change=f"a later UPCR at or below {quiet} g/g, and a later eGFR at most {fall} % under the start",
    )


def _protein(case: Case, began: date) -> Half:
    reached = milestone_upcr(case, began, milestone=MONTH_12)
    start = baseline_upcr(case, began)
    if reached is not None and upcr_above(reached, case.limits["quiet"]) is False:
        return _low(case, reached, start=start)
    nephrotic = upcr_reaches(start, case.limits["nephrotic"]) if start else None
    again = milestone_upcr(case, began, milestone=AGAIN) if nephrotic else None
    if again:
        return _looked_at_again(case, again, start=start)
    if reached is None:
        return _without(case, began, start=start)
    return _high(case, reached, start=start, began=began)


def _without(case: Case, began: date, *, start: Lab | None) -> Half:
    """No value near a year: a later one that is low says that nothing is short any more, whatever it was then."""
    wanted = milestone_days(began, MONTH_12)
    later = (lab for lab in upcr_results(case) if lab.collected_on > wanted[1])
    low = next((lab for lab in later if upcr_above(lab, case.limits["partly"]) is False), None)
    return _low(case, low, start=start) if low else no_result(case, *wanted)


def _looked_at_again(case: Case, again: Lab, *, start: Lab | None) -> Half:
    above = upcr_above(again, case.limits["quiet"])
    if above is False:
        return _low(case, again, start=start)
    return _short(case, again, start=start, limit="quiet", role=Role.CORE) if above else undecided(again)


def _low(case: Case, reached: Lab, *, start: Lab | None) -> Half:
    """At 0.7 g/g or less: between both limits it is context."""
    above = upcr_above(reached, case.limits["partly"])
    if above is None:
        return undecided(reached)
    if above:
        return _short(case, reached, start=start, limit="partly", role=Role.SUPPORTING)
    says, evidence = told(reached, start)
    return Half(short=False, says=says, evidence=evidence)


def _high(case: Case, reached: Lab, *, start: Lab | None, began: date) -> Half:
    half = _short(case, reached, start=start, limit="quiet", role=Role.CORE)
    if half.better:
        return half
    if upcr_above(reached, case.limits["quiet"]) is None:
        return undecided(reached)
    if start is None:
        return without_start(case, began, says=half.says, evidence=half.evidence)
    is_context = _is_on_its_way(case, reached, start=start)
    if is_context is None:
        return undecided(start if start.comparator or not reached.comparator else reached)
    return replace(half, role=Role.SUPPORTING, says=f"{half.says}{_note(case, began)}") if is_context else half


def _note(case: Case, began: date) -> str:
    """Why it is context, and when it is looked at again: not yet, or nobody measured then."""
    first, last = milestone_days(began, AGAIN)
    over = case.clock.reached(shift(last, 1))
    gone = f"no UPCR that counts is recorded between {day(first)} and {day(last)}"
    then = gone if over else f"it is looked at again from {day(first)}"
    return f" The start was nephrotic, and half of it is gone: context only; {then}."


def _is_on_its_way(case: Case, reached: Lab, *, start: Lab) -> bool | None:
    """A nephrotic start of which half is gone."""
    nephrotic = upcr_reaches(start, case.limits["nephrotic"])
    halved = fell_by(start, reached, case.limits["nephrotic-fall"])
    if False in (nephrotic, halved):
        return False
    return True if nephrotic and halved else None


def _short(case: Case, reached: Lab, *, start: Lab | None, limit: str, role: Role) -> Half:
    """Above a limit, unless a later result is not."""
    says, evidence = told(reached, start)
    after = (lab for lab in upcr_results(case) if lab.collected_on > reached.collected_on)
    better = next((lab for lab in after if upcr_above(lab, case.limits[limit]) is False), None)
    if better is None:
        return Half(short=True, says=says, evidence=evidence, role=role)
    shown = (*evidence, upcr_evidence(better, "later"))
    return Half(short=False, says=f"{says} Since then: UPCR {in_words(better)}.", evidence=shown, better=True)


RULE = Rule(
    id="ln.crr-12mo",
    title="Complete kidney response not reached at 12 months",
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
    definition="UPCR near 12 months above 0.7 g/g (0.5 is context), or eGFR more than 15 % under its baseline.",
    thresholds=(
        Threshold(name="quiet", means="urine protein of a complete response", value=0.7, unit="g/g", mark="V"),
        Threshold(name="partly", means="urine protein above this is context", value=0.5, unit="g/g", mark="V2"),
        Threshold(name="fall", means="fall of eGFR that a response allows", value=15, unit="%", mark="V2"),
        Threshold(
            name="nephrotic",
            means="urine protein at the start from which more time is given",
            value=3,
            unit="g/g",
            mark="V2",
        ),
        Threshold(
            name="nephrotic-fall",
            means="fall that is looked for then at twelve months",
            value=50,
            unit="%",
            mark="D",
            low=50,
            high=75,
        ),
        Threshold(
            name="again-first",
            means="first day on which a nephrotic start is looked at again",
            value=AGAIN.first,
            unit="d",
            mark="D",
        ),
        Threshold(name="again-last", means="last day of that window", value=AGAIN.last, unit="d", mark="D"),
    ),
    sources=(
        Source(document="lupus-treatment-resistance-case-studies", paragraph=3),
        Source(
            publication="Fanouriakis 2020, Ann Rheum Dis 79:713–23 (EULAR/ERA 2019)",
            url="https://ard.bmj.com/content/79/6/713",
            mark="V",
        ),
        Source(
            publication="KDIGO 2024, lupus nephritis: complete response (read in a summary)",
            url="https://www.droracle.ai/articles/642182/what-are-the-classifications-of-response-in-lupus-nephritis",
            mark="V2",
        ),
    ),
    false_positives=("protein that is lost through scars", "a very high start"),
)
