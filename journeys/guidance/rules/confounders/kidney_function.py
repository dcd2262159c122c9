"""cf.egfr: something else that raises creatinine.

Definition: the newest low eGFR (15 % or more under its baseline, of the last 182 days) was sampled on an NSAID,
trimethoprim or creatine or up to 14 days after; up to 56 days after an ACE inhibitor, sartan, SGLT2 inhibitor or
calcineurin inhibitor was started; up to 14 days after contrast (CTA, catheter angiography, angioplasty, stent) or
after loss of fluid (stomach infection, diarrhoea, vomiting, dehydration). Effect: holds the rules on kidney function
that name it, until a repeat outside these times is low too, or two others 14 days apart were. A drug whose start
nobody recorded is an unknown, and holds too. In pregnancy the formula doesn't hold: those results don't count.
Document: lupus-treatment-resistance-case-studies, paragraph 3 (what it can't tell from a fall of kidney function).
Publication: none re-read (M); days D.
False positives to know: less or more muscle; an amputation; dehydration that nobody recorded.
"""

from __future__ import annotations

from collections.abc import Sequence

from journeys.guidance.case import Case
from journeys.guidance.filtration import (
    SPOILED,
    Rate,
    baseline_rate,
    creatinine_hold,
    last_apart,
    lowered,
    rate_evidence,
    recent,
    unknown_starts,
)
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.journey import LUPUS
from journeys.guidance.kidney_samples import (
    AFTER_CONTRAST,
    AFTER_DEHYDRATION,
    AFTER_DRUG,
    SETTLING,
    covering,
    creatinine_spoilers,
    is_undated,
)
from journeys.guidance.phrases import capital, day, listing
from journeys.guidance.regimen import t0
from journeys.guidance.rule import Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.windows import Window


def judge(case: Case) -> Verdict:
    low = _low(case)
    if not low:
        return not_fired("No lower kidney function is recorded that would need another explanation.")
    newest, spoiled = low[-1], covering(creatinine_spoilers(case), low[-1].on)
    clean = [rate for rate in low if not covering(creatinine_spoilers(case), rate.on)]
    if not spoiled:
        return not_fired(
            f"Creatinine of {day(newest.on)}: nothing else that raises it is recorded around it.",
            evidence=(rate_evidence(newest, "lower"),),
        )
    if clean and last_apart(clean, case.limit("apart")):
        says = listing([day(rate.on) for rate in clean])
        evidence = tuple(rate_evidence(rate, "lower") for rate in clean)
        return not_fired(
            f"Lower also without anything else recorded that raises creatinine: {says}.", evidence=evidence
        )
    return _open(newest, spoiled)


def _low(case: Case) -> Sequence[Rate]:
    began = t0(case) if case.name == LUPUS else None
    base = baseline_rate(case, began) if began else None
    if began is None or base is None:
        return ()
    return lowered(recent(case, began, days=case.limit("window")), base, case.limits["fall"])


def _open(newest: Rate, spoiled: Sequence[Window]) -> Verdict:
    dated = [window for window in spoiled if not is_undated(window)]
    hold = creatinine_hold(newest, spoiled)
    evidence = (rate_evidence(newest, "lower"), *dict.fromkeys(window.evidence for window in dated or spoiled))
    if dated:
        return fired(f"{capital(hold.detail)}: to be repeated.", evidence=evidence, holds=(hold,))
    missing = unknown_starts(spoiled)
    because = f"Creatinine of {day(newest.on)}: not recorded whether something else raised it, {listing(missing)}."
    return cannot_assess(because, missing=missing, evidence=evidence, holds=(hold,))


RULE = Rule(
    id=SPOILED,
    title="Something else that raises creatinine",
    condition=None,
    role=Role.CONFOUNDER,
    family=SPOILED,
    kinds=("labs", "therapies", "imaging", "procedures", "infections", "adverse_effects", "life_events", "conditions"),
    judge=judge,
    selective=True,
    definition="The newest low eGFR was sampled near a drug, contrast or a loss of fluid that raises creatinine.",
    thresholds=(
        Threshold(name="fall", means="fall of eGFR that is looked at", value=15, unit="%", mark="V2"),
        Threshold(name="window", means="how far back it looks", value=182, unit="d", mark="D", low=91, high=365),
        Threshold(name="apart", means="days between two repeats", value=14, unit="d", mark="D", low=7, high=28),
        Threshold(
            name="settling",
            means="days after the start of a kidney-active drug in which creatinine may rise",
            value=SETTLING,
            unit="d",
            mark="D",
        ),
        Threshold(name="contrast", means="days after contrast that count", value=AFTER_CONTRAST, unit="d", mark="D"),
        Threshold(
            name="drug", means="days after the last dose of a drug that count", value=AFTER_DRUG, unit="d", mark="D"
        ),
        Threshold(
            name="fluid", means="days after a loss of fluid that count", value=AFTER_DEHYDRATION, unit="d", mark="D"
        ),
    ),
    sources=(Source(document="lupus-treatment-resistance-case-studies", paragraph=3),),
    false_positives=("less or more muscle, an amputation", "dehydration that nobody recorded"),
)
