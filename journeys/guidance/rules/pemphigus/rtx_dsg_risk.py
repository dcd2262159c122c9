"""pv.rtx-dsg-risk: antibodies still high 3 months after rituximab. Context only: early relapse, not resistance.

Definition: the Dsg1 result nearest to day 91 after the first infusion, inside [77, 120] days, above 20 U/mL, or the
Dsg3 result above 130 U/mL; or a PDAI activity of 45 or more from 14 days before the first infusion to 7 days after.
A result without a recorded kit, or in RU/mL, is on an unknown scale: it can't be assessed. It stands until t0 moves or
a later result of the same kit contradicts it.
Document: pemphigus-vulgaris-treatment-resistance, paragraph 3.
Publication: Mignard 2020, JAMA Dermatol, V.
False positives to know: the kit's scale.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case
from journeys.guidance.clinic import score_evidence
from journeys.guidance.clock import shift
from journeys.guidance.desmoglein import (
    ANTIBODIES,
    TRIAL_UNITS,
    antibody_evidence,
    antibody_in_words,
    antibody_results,
    kit_of,
)
from journeys.guidance.findings import Evidence, Role, Source, Threshold
from journeys.guidance.journey import PEMPHIGUS, Lab
from journeys.guidance.markers import exceeds
from journeys.guidance.pemphigus_scores import NAMES, PDAI, at_start
from journeys.guidance.phrases import day, listing, number
from journeys.guidance.rituximab import Infused, infused_since
from journeys.guidance.rule import Rule, Verdict, cannot_assess, fired, not_fired

_FOR_PATIENT = (
    "After infusions like yours, this test or score means that sores come back early a bit more often. "
    "It does not say that the treatment did not work. You can ask your team how they will keep an eye on it."
)


class _Sign(NamedTuple):
    """``answer``: whether it points to an early relapse; None: unknown, for want of ``missing``."""

    answer: bool | None
    says: str
    evidence: tuple[Evidence, ...] = ()
    missing: str = ""


def judge(case: Case) -> Verdict:
    infused = infused_since(case, case.limit("first"))
    if isinstance(infused, Verdict):
        return infused
    signs = [*(_antibody(case, infused, analyte=analyte) for analyte in ANTIBODIES), _extent(case, infused)]
    evidence = (infused.evidence, *(shown for sign in signs for shown in sign.evidence))
    if seen := [sign for sign in signs if sign.answer]:
        return _risk(infused, seen)
    says = listing([sign.says for sign in signs])
    if missing := tuple(sign.missing for sign in signs if sign.answer is None):
        return cannot_assess(f"First infusion on {day(infused.first)}; {says}.", missing=missing, evidence=evidence)
    return not_fired(f"First infusion on {day(infused.first)}; {says}.", evidence=evidence)


def _risk(infused: Infused, seen: list[_Sign]) -> Verdict:
    return fired(
        f"First infusion of {infused.therapy.drug} on {day(infused.first)}; {listing([sign.says for sign in seen])}: "
        f"a higher chance of an early relapse, and no sign of resistance.",
        evidence=(infused.evidence, *(shown for sign in seen for shown in sign.evidence)),
        for_patient=_FOR_PATIENT,
        would_change=("a later result of the same kit at or below the limit",),
    )


def _antibody(case: Case, infused: Infused, *, analyte: str) -> _Sign:
    first, last = (shift(infused.first, case.limit(name)) for name in ("first", "last"))
    inside = [lab for lab in antibody_results(case, analyte) if first <= lab.collected_on <= last]
    known = [lab for lab in inside if _is_on_scale(lab)]
    name, between = ANTIBODIES[analyte], f"between {day(first)} and {day(last)}"
    if not known:
        what = f"antibody test kit of {name}" if inside else f"3-month test of {name}"
        return _Sign(
            None,
            f"no {name} of a known kit and scale {between}",
            tuple(map(antibody_evidence, inside)),
            missing=f"{what}, {between}",
        )
    return _judged(case, _nearest(case, infused, known), limit=case.limits[analyte])


def _judged(case: Case, lab: Lab, *, limit: float) -> _Sign:
    above, evidence = exceeds(lab, lab.canonical_value, limit=limit), (antibody_evidence(lab),)
    if above is None:
        what = f"{antibody_in_words(lab)} can't be compared with {number(limit)}"
        return _Sign(None, what, evidence, missing=f"3-month test of {ANTIBODIES[lab.analyte]}")
    if above and (later := _contradicts(case, lab, limit=limit)):
        says = f"{antibody_in_words(lab)}, later {antibody_in_words(later)}"
        return _Sign(False, says, (*evidence, antibody_evidence(later)))
    return _Sign(above, f"{antibody_in_words(lab)}, {'' if above else 'not '}above {number(limit)}", evidence)


def _is_on_scale(lab: Lab) -> bool:
    return kit_of(lab) is not None and lab.canonical_unit in TRIAL_UNITS


def _nearest(case: Case, infused: Infused, known: list[Lab]) -> Lab:
    """To day 91; of two equally near the later, of two of one day the lower."""
    aim = shift(infused.first, case.limit("aim"))
    return min(
        known,
        key=lambda lab: (
            abs((lab.collected_on - aim).days),
            -lab.collected_on.toordinal(),
            lab.canonical_value or 0,
            lab.id,
        ),
    )


def _contradicts(case: Case, lab: Lab, *, limit: float) -> Lab | None:
    later = [other for other in antibody_results(case, lab.analyte) if other.collected_on > lab.collected_on]
    same = [other for other in later if kit_of(other) == kit_of(lab)]
    return next((other for other in same if exceeds(other, other.canonical_value, limit=limit) is False), None)


def _extent(case: Case, infused: Infused) -> _Sign:
    before, after, limit = case.limit("before"), case.limit("after"), case.limits["pdai"]
    starts = at_start(case, infused.first, before=before, after=after)
    if not starts:
        between = _between(infused.first, before=before, after=after)
        return _Sign(None, "no PDAI activity at the start", missing=f"PDAI activity {between}")
    score = starts[0]
    above = "" if score.value >= limit else "not "
    says = f"{NAMES[PDAI]} {number(score.value)} on {day(score.on)}, {above}{number(limit)} or more"
    return _Sign(score.value >= limit, says, (score_evidence(score, NAMES[PDAI]),))


def _between(on: date, *, before: int, after: int) -> str:
    return f"between {day(shift(on, -before))} and {day(shift(on, after))}"


RULE = Rule(
    id="pv.rtx-dsg-risk",
    title="Antibodies still high 3 months after rituximab",
    condition=PEMPHIGUS,
    role=Role.SUPPORTING,
    family="pv.antibodies",
    kinds=("therapies", "labs", "assessments"),
    judge=judge,
    definition="Dsg1 above 20 or Dsg3 above 130 U/mL 77 to 120 days after the first infusion, or PDAI 45 at the start.",
    thresholds=(
        Threshold(name="dsg1", means="Dsg1 that goes with early relapse", value=20, unit="U/mL", mark="V"),
        Threshold(name="dsg3", means="Dsg3 that goes with early relapse", value=130, unit="U/mL", mark="V"),
        Threshold(name="pdai", means="PDAI activity at the start that does", value=45, unit="points", mark="V"),
        Threshold(name="first", means="first day of the test", value=77, unit="d", mark="D", low=70, high=91),
        Threshold(name="aim", means="day of the test that is aimed at", value=91, unit="d", mark="D", low=84, high=98),
        Threshold(name="last", means="last day of the test", value=120, unit="d", mark="D", low=91, high=140),
        Threshold(name="before", means="days before for the first score", value=14, unit="d", mark="D", low=7, high=28),
        Threshold(name="after", means="days after for the first score", value=7, unit="d", mark="D", low=0, high=14),
    ),
    sources=(
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=3),
        Source(
            publication="Mignard 2020, JAMA Dermatol",
            url="https://pmc.ncbi.nlm.nih.gov/articles/PMC7081151",
            mark="V",
        ),
    ),
    false_positives=("the kit's scale",),
)
