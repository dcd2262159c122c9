"""ln.upcr-50pct-6mo: urine protein not halved by 6 months.

Definition: baseline UPCR (last result from 28 days before t0 to 3 days after) at least 0.5 g/g; the result nearest to
t0 + 182 inside [160, 210] days is above 50 % of it and above 0.7 g/g. It stands until t0 moves or a later UPCR
contradicts it; such a later one decides where the start or the milestone is unknown, too. A baseline of 3 g/g or more:
supporting, unless the fall is under 25 %, or ln.egfr-decline fired as core: such high values may take 6 to 12 months
longer.
Document: lupus-treatment-resistance-case-studies, paragraph 3.
Publication: a fall of 50 % by 6 months, EULAR/ERA 2019 (Fanouriakis 2020, Ann Rheum Dis 79:713–23), V2; target and
extension V in the abstract. The downgrade's logic: D.
False positives to know: a very high baseline; scarring (fixed loss of protein).
"""

from __future__ import annotations

from journeys.guidance.case import Case
from journeys.guidance.findings import Evidence, Outcome, Role, Source, Threshold
from journeys.guidance.journey import LUPUS
from journeys.guidance.kidney import MONTH_6, ratio
from journeys.guidance.phrases import number
from journeys.guidance.proteinuria import Fall, judged_fall
from journeys.guidance.rule import Gate, Rule, Verdict, fired

_DECLINE = "ln.egfr-decline"
_FOR_PATIENT = (
    "There is still more protein in your urine than hoped after six months. "
    "You can ask your team what it means, and what they will look at next."
)


def judge(case: Case) -> Verdict:
    found = judged_fall(case, MONTH_6, least=case.limits["fall"])
    return _not_halved(case, found) if isinstance(found, Fall) else found


def _not_halved(case: Case, found: Fall) -> Verdict:
    role, note, more = _weight(case, found)
    fall, quiet = case.limits["fall"], number(case.limits["quiet"])
    return fired(
        f"{found.sentence} A fall of {number(fall)} % or more is usual by 6 months.{note}",
        evidence=(*found.evidence, *more),
        counted_as=role,
        for_patient=_FOR_PATIENT,
        would_change=(f"a later UPCR at or below {number(100 - fall)} % of the first one, or at or below {quiet} g/g",),
    )


def _weight(case: Case, found: Fall) -> tuple[Role, str, tuple[Evidence, ...]]:
    """Core, or context for a nephrotic baseline that is on its way down; with the reason."""
    if ratio(found.baseline) < case.limits["nephrotic"]:
        return Role.CORE, "", ()
    if found.percent < case.limits["nephrotic-fall"]:
        return (
            Role.CORE,
            f" The start was nephrotic, and the fall is under {number(case.limits['nephrotic-fall'])} %.",
            (),
        )
    decline = case.findings[_DECLINE]
    if (decline.outcome, decline.counted_as) == (Outcome.FIRED, Role.CORE):
        return Role.CORE, " The start was nephrotic, and kidney function fell too.", decline.evidence
    return Role.SUPPORTING, " The start was nephrotic, which may take 6 to 12 months longer: context only.", ()


RULE = Rule(
    id="ln.upcr-50pct-6mo",
    title="Urine protein not halved by 6 months",
    condition=LUPUS,
    role=Role.CORE,
    family="ln.response",
    kinds=("labs", "therapies", "conditions", "life_events"),
    judge=judge,
    gate=Gate.NEPHRITIS,
    after=(_DECLINE,),
    definition="UPCR near 6 months above 50 % of its baseline (at least 0.5 g/g) and above 0.7 g/g.",
    thresholds=(
        Threshold(
            name="fall", means="fall of urine protein that is looked for at six months", value=50, unit="%", mark="V2"
        ),
        Threshold(
            name="quiet",
            means="urine protein low enough, whatever the start",
            value=0.7,
            unit="g/g",
            mark="V2",
            low=0.5,
            high=0.7,
        ),
        Threshold(
            name="baseline",
            means="urine protein at the start from which the rule applies",
            value=0.5,
            unit="g/g",
            mark="V2",
        ),
        Threshold(
            name="nephrotic",
            means="urine protein at the start from which more time is given",
            value=3,
            unit="g/g",
            mark="V2",
        ),
        Threshold(
            name="nephrotic-fall", means="fall that is looked for then", value=25, unit="%", mark="D", low=25, high=50
        ),
    ),
    sources=(
        Source(document="lupus-treatment-resistance-case-studies", paragraph=3),
        Source(
            publication="Fanouriakis 2020, Ann Rheum Dis 79:713–23 (EULAR/ERA 2019)",
            url="https://ard.bmj.com/content/79/6/713",
            mark="V2",
        ),
    ),
    false_positives=("a very high baseline", "scarring"),
)
