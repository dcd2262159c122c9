"""ln.upcr-25pct-3mo: urine protein has not started to fall by 3 months.

Definition: baseline UPCR (last result from 28 days before t0 to 3 days after) at least 0.5 g/g; the result nearest to
t0 + 91 inside [77, 120] days is above 75 % of it and above 0.7 g/g. It stands until t0 moves or a later UPCR
contradicts it; such a later one decides where the start or the milestone is unknown, too. Supporting: early and noisy.
Document: lupus-treatment-resistance-case-studies, paragraph 3.
Publication: a fall of 25 % by 3 months, EULAR/ERA 2019 (Fanouriakis 2020, Ann Rheum Dis 79:713–23), V2.
False positives to know: noise of single samples; a change of ACE inhibitor, sartan or SGLT2 inhibitor.
"""

from __future__ import annotations

from journeys.guidance.case import Case
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.journey import LUPUS
from journeys.guidance.kidney import MONTH_3
from journeys.guidance.phrases import number
from journeys.guidance.proteinuria import Fall, judged_fall
from journeys.guidance.rule import Gate, Rule, Verdict, fired

_FOR_PATIENT = (
    "The protein in your urine has not gone down much yet. It is still early. "
    "You can ask when it will be checked again."
)


def judge(case: Case) -> Verdict:
    found = judged_fall(case, MONTH_3, least=case.limits["fall"])
    return _not_falling(case, found) if isinstance(found, Fall) else found


def _not_falling(case: Case, found: Fall) -> Verdict:
    fall, quiet = case.limits["fall"], number(case.limits["quiet"])
    enough = f"a later UPCR at or below {number(100 - fall)} % of the first one, or at or below {quiet} g/g"
    return fired(
        f"{found.sentence} A fall of {number(fall)} % or more is usual by 3 months.",
        evidence=found.evidence,
        for_patient=_FOR_PATIENT,
        would_change=(enough,),
    )


RULE = Rule(
    id="ln.upcr-25pct-3mo",
    title="Urine protein has not started to fall by 3 months",
    condition=LUPUS,
    role=Role.SUPPORTING,
    family="ln.response",
    kinds=("labs", "therapies", "conditions"),
    judge=judge,
    gate=Gate.NEPHRITIS,
    definition="UPCR near 3 months above 75 % of its baseline (at least 0.5 g/g) and above 0.7 g/g.",
    thresholds=(
        Threshold(
            name="fall", means="fall of urine protein that is looked for at three months", value=25, unit="%", mark="V2"
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
    ),
    sources=(
        Source(document="lupus-treatment-resistance-case-studies", paragraph=3),
        Source(
            publication="Fanouriakis 2020, Ann Rheum Dis 79:713–23 (EULAR/ERA 2019)",
            url="https://ard.bmj.com/content/79/6/713",
            mark="V2",
        ),
    ),
    false_positives=("noise of single samples", "a change of ACE inhibitor, sartan or SGLT2 inhibitor"),
)
