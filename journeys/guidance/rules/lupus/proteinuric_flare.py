"""ln.proteinuric-flare: urine protein rising again after a response.

Definition: after a response (UPCR 0.7 g/g or less on two tests, or one that a clinician recorded), two tests at least
14 days apart, with none between them that isn't, show a UPCR of at least twice that of the response and of at least
1.0 g/g (after a complete response) or 2.0 g/g (after a partial one). Two low tests, remission and complete remission
are complete; partial remission is partial; "kidney response" doesn't say. Twice: of the higher of both low tests, or of
the test nearest to the clinician's entry, at most 28 days away; of a partial response it may be high itself. The rise
has to begin in the present treatment. It stands until t0 moves, a later UPCR is lower again, a clinician records a
response again, or 182 days have passed since the newest high test (D). Where no nephritis is known, a high newest test
may be its first sign: it is asked whether this is nephritis.
Document: lupus-treatment-resistance-care-strategies, paragraph 4.
Publication: EULAR's wording of a renal flare, not re-read (M).
False positives to know: urinary infection, menses, fever, exercise (cf.upcr).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from journeys.guidance.case import Case
from journeys.guidance.clinic import status_evidence, statuses
from journeys.guidance.clock import shift
from journeys.guidance.findings import Evidence, Outcome, Role, Source, Threshold
from journeys.guidance.journey import LUPUS, ClinicianStatus, Lab
from journeys.guidance.kidney import (
    in_words,
    left_out,
    ratio,
    upcr_above,
    upcr_evidence,
    upcr_reaches,
    upcr_results,
)
from journeys.guidance.phrases import day, number, words
from journeys.guidance.proteinuria import NEPHRITIS_UNSAID, gap, kidney_start, wanted_upcr
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, not_fired

_FOR_PATIENT = (
    "The protein in your urine is up again on two tests. "
    "You can ask your team what it means, and when it will be checked again."
)
_IS_COMPLETE = {"remission": True, "complete-remission": True, "partial-remission": False, "kidney-response": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Response:
    """``complete`` None: nobody said. ``tests``: the UPCR that the rise is measured by; empty: none is near it."""

    complete: bool | None
    says: str
    tests: tuple[Lab, ...]
    status: ClinicianStatus | None = None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        said = (status_evidence(self.status),) if self.status else ()
        return (*said, *(upcr_evidence(lab, "in response") for lab in self.tests))

    @property
    def level(self) -> Lab:
        return max(self.tests, key=ratio)


def judge(case: Case) -> Verdict:
    began = kidney_start(case, 0)
    results = sorted(upcr_results(case), key=lambda lab: (lab.collected_on, -ratio(lab), lab.id))
    if isinstance(began, Verdict):
        high = results and began.outcome is Outcome.NOT_FIRED and upcr_reaches(results[-1], case.limits["complete"])
        return _unsaid(results[-1]) if high else began
    left = left_out(case, results[-1].collected_on if results else began, case.on)
    if not results:
        wanted = wanted_upcr(case, "UPCR", began, case.on)
        return cannot_assess(f"No UPCR that counts is recorded.{left}", missing=wanted)
    run = _last_while(results, case.limits["complete"])
    if not run:
        return _not_high(case, results[-1], left=left)
    response = _response(case, results, before=run[0].collected_on)
    if not isinstance(response, _Response) or run[0].collected_on < began:
        response, run = _while_high(case, results, run) or (response, run)
    return _after(case, response, run=run, began=began)


def _unsaid(newest: Lab) -> Verdict:
    """High, and no nephritis is known: it may be its first sign."""
    return cannot_assess(
        f"UPCR {in_words(newest)}. No lupus nephritis is recorded.",
        missing=(NEPHRITIS_UNSAID,),
        evidence=(upcr_evidence(newest, "newest"),),
    )


def _not_high(case: Case, newest: Lab, *, left: str) -> Verdict:
    evidence = (upcr_evidence(newest, "newest"),)
    if upcr_reaches(newest, case.limits["complete"]) is None:
        return gap("The newest UPCR decides nothing alone", newest, evidence=evidence)
    says = f"UPCR {in_words(newest)}: below {number(case.limits['complete'])} g/g.{left}"
    return not_fired(says, evidence=evidence)


def _last_while(results: Sequence[Lab], limit: float) -> list[Lab]:
    """The newest results as long as they reach that limit; those that don't say are passed over."""
    found: list[Lab] = []
    for lab in reversed(results):
        reaches = upcr_reaches(lab, limit)
        if reaches is False:
            break
        found += [lab] if reaches else []
    return found[::-1]


def _response(case: Case, results: Sequence[Lab], *, before: date) -> _Response | Verdict | None:
    """The newest response before that day. None: none is recorded; a verdict: one low test alone is no response."""
    earlier = [lab for lab in results if lab.collected_on < before]
    low = _low_tests(case, earlier)
    if len(low) > 1:
        says = f"UPCR {in_words(low[1])} and {in_words(low[0])}"
        return _Response(complete=True, says=says, tests=(low[1], low[0]))
    said = [entry for entry in statuses(case) if entry.status in _IS_COMPLETE and entry.on < before]
    if said:
        return _recorded(case, said[-1], earlier)
    if not low:
        return None
    return cannot_assess(
        f"UPCR {in_words(low[0])}, and risen since; one low test alone isn't a response.",
        missing=(f"earlier response: a second low UPCR, or a recorded response, before {day(before)}",),
        evidence=(upcr_evidence(low[0], "low"),),
    )


def _while_high(case: Case, results: Sequence[Lab], run: Sequence[Lab]) -> tuple[_Response, list[Lab]] | None:
    """The newest response that a clinician recorded while urine protein was still that high, as it is in a partial one,
    and the results after it that rose; none rose: the last of them."""
    said = [entry for entry in statuses(case) if entry.status in _IS_COMPLETE and entry.on >= run[0].collected_on]
    after = [lab for lab in run if said and lab.collected_on > said[-1].on]
    if not after:
        return None
    response = _recorded(case, said[-1], [lab for lab in results if lab.collected_on <= said[-1].on])
    return response, _last_while(after, _limits(case, response)[-1]) or after[-1:]


def _low_tests(case: Case, earlier: Iterable[Lab]) -> list[Lab]:
    """The newest low test and the low one of another day before it, with no high one between; newest first."""
    low: list[Lab] = []
    for lab in reversed([*earlier]):
        if low and upcr_reaches(lab, case.limits["complete"]):
            break
        if upcr_above(lab, case.limits["quiet"]) is False and all(lab.collected_on != had.collected_on for had in low):
            low.append(lab)
    return low[:2]


def _recorded(case: Case, said: ClinicianStatus, earlier: Iterable[Lab]) -> _Response:
    near = [lab for lab in earlier if abs((lab.collected_on - said.on).days) <= case.limit("near")]
    nearest = min(near, key=lambda lab: (abs((lab.collected_on - said.on).days), -ratio(lab), lab.id), default=None)
    return _Response(
        complete=_IS_COMPLETE[said.status],
        says=f"{words(said.status).capitalize()} recorded on {day(said.on)}"
        f"{f', UPCR {in_words(nearest)}' if nearest else ''}",
        tests=(nearest,) if nearest else (),
        status=said,
    )


def _after(case: Case, response: _Response | Verdict | None, *, run: Sequence[Lab], began: date) -> Verdict:
    risen = f"UPCR {in_words(run[-1])}"
    newest = (upcr_evidence(run[-1], "newest"),)
    if isinstance(response, Verdict):
        return response
    if response is None:
        return not_fired(f"Not applicable: {risen}, and no earlier response is recorded.", evidence=newest)
    evidence = (*response.evidence, *newest)
    if run[0].collected_on < began:
        says = f"{response.says}. It had risen by {day(run[0].collected_on)}, before the present treatment."
        return not_fired(says, evidence=evidence)
    if not response.tests:
        on = response.status.on if response.status else began
        near = case.limit("near")
        missing = f"UPCR at the response, between {day(shift(on, -near))} and {day(shift(on, near))}"
        return cannot_assess(f"{response.says}; {risen} since.", missing=(missing,), evidence=evidence)
    if response.level.comparator in (">", ">="):
        return gap("The UPCR of the response decides nothing alone", response.level, evidence=evidence)
    return _risen(case, response, run=run)


def _risen(case: Case, response: _Response, *, run: Sequence[Lab]) -> Verdict:
    """Of a response of unknown kind, what both limits agree on."""
    limits = _limits(case, response)
    strict, easy = (_last_while(run, limit) for limit in (limits[0], limits[-1]))
    if pair := _apart(case, strict):
        return _flare(case, response, pair=pair, limit=limits[0])
    evidence = (*response.evidence, *(upcr_evidence(lab, "risen") for lab in run[-2:]))
    says = f"{response.says}; since then UPCR {in_words(run[-1])}."
    if not easy and upcr_reaches(run[-1], limits[-1]) is None:
        return gap("The newest UPCR decides nothing alone", run[-1], evidence=evidence)
    if not easy:
        says = f"{says} {number(limits[-1])} g/g or more on two tests was looked for."
        return not_fired(says, evidence=evidence)
    if _apart(case, easy):
        missing = f"whether the response of {day(response.level.collected_on)} was complete or partial"
        return cannot_assess(says, missing=(missing,), evidence=evidence)
    again = f"confirming UPCR on or after {day(shift(easy[0].collected_on, case.limit('apart')))}"
    return cannot_assess(f"{says} A second test has to confirm it.", missing=(again,), evidence=evidence)


def _limits(case: Case, response: _Response) -> list[float]:
    """Of a rise that counts in any case, and of one that may count."""
    twice = case.limits["times"] * ratio(response.level) if response.tests else 0
    names = {True: ("complete",), False: ("partial",), None: ("partial", "complete")}[response.complete]
    return [max(case.limits[name], twice) for name in names]


def _apart(case: Case, high: Sequence[Lab]) -> tuple[Lab, Lab] | None:
    """The newest of them, and the newest one far enough before it."""
    far = [lab for lab in high if (high[-1].collected_on - lab.collected_on).days >= case.limit("apart")]
    return (far[-1], high[-1]) if far else None


def _flare(case: Case, response: _Response, *, pair: tuple[Lab, Lab], limit: float) -> Verdict:
    first, second = pair
    says = f"{response.says}; then {in_words(first)} and {in_words(second)}"
    evidence = (*response.evidence, *(upcr_evidence(lab, "risen") for lab in pair))
    if not case.clock.within(case.limit("stands"), second.collected_on):
        return not_fired(f"{says}: more than {case.limit('stands')} days ago.", evidence=evidence)
    if again := [said for said in statuses(case) if said.status in _IS_COMPLETE and said.on > second.collected_on]:
        since = f"{words(again[-1].status)} recorded on {day(again[-1].on)}"
        return not_fired(f"{says}. Since then: {since}.", evidence=(*evidence, status_evidence(again[-1])))
    return fired(
        f"{says}. {number(limit)} g/g or more on two tests at least {case.limit('apart')} days apart was looked for.",
        evidence=evidence,
        for_patient=_FOR_PATIENT,
        would_change=(f"a later UPCR below {number(limit)} g/g", "a clinician's later status of a response"),
    )


RULE = Rule(
    id="ln.proteinuric-flare",
    title="Urine protein rising again",
    condition=LUPUS,
    role=Role.CORE,
    family="ln.flare",
    kinds=("labs", "statuses", "therapies", "conditions", "life_events", "infections", "check_ins", "measurements"),
    judge=judge,
    gate=Gate.NEPHRITIS,
    held_by=("cf.crp-sle",),
    definition="After a response, UPCR doubled to 1.0 g/g or more (partial response: 2.0) on two tests 14 days apart.",
    thresholds=(
        Threshold(name="quiet", means="urine protein of a response", value=0.7, unit="g/g", mark="M"),
        Threshold(name="times", means="rise that is looked for", value=2, unit="times", mark="M"),
        Threshold(
            name="complete", means="urine protein that counts after a complete response", value=1, unit="g/g", mark="M"
        ),
        Threshold(
            name="partial", means="urine protein that counts after a partial response", value=2, unit="g/g", mark="M"
        ),
        Threshold(name="apart", means="days between two tests", value=14, unit="d", mark="M"),
        Threshold(
            name="near",
            means="days between a recorded response and its test",
            value=28,
            unit="d",
            mark="D",
            low=14,
            high=56,
        ),
        Threshold(name="stands", means="how long a flare stands", value=182, unit="d", mark="D", low=91, high=365),
    ),
    sources=(
        Source(document="lupus-treatment-resistance-care-strategies", paragraph=4),
        Source(
            publication="EULAR/ERA 2019, renal flare (not re-read)",
            url="https://ard.bmj.com/content/79/6/713",
            mark="M",
        ),
    ),
    false_positives=("urinary infection, menses, fever, exercise (cf.upcr)",),
)
