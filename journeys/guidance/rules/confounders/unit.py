"""cf.unit: a result that may be a slip of the pen or of the unit.

Definition: a result outside the "are you sure?" limits of its analyte, or 8 to 12.5 times as high or as low as the one
before it, at most 182 days earlier, and not confirmed by the next one (within a factor of 2). CRP, ESR, procalcitonin,
antibodies and B cells may really jump so, and are looked at for their limits alone. Looked at: results of the last 182
days, and since 90 days before the present treatment (its baselines).
Effect: none on rules as such; the result itself decides nothing, so that a rule that needs it can't assess.
Document: takayasu-treatment-resistance-patient-guide, paragraph 3 (what is measured has to be confirmed).
Publication: limits and factors are project choices (D).
False positives to know: a real, steep change that nobody has measured again yet.
"""

from __future__ import annotations

from journeys.guidance.analytes import ANALYTES
from journeys.guidance.case import Case, cite
from journeys.guidance.clock import shift
from journeys.guidance.findings import Evidence, Role, Source, Threshold
from journeys.guidance.journey import Lab
from journeys.guidance.markers import shown
from journeys.guidance.phrases import capital, day, listing, lower
from journeys.guidance.plausible import JUMP_DAYS, JUMP_HIGH, JUMP_LOW, NEAR_FACTOR, doubtful_results, jump
from journeys.guidance.regimen import t0
from journeys.guidance.rule import Rule, Verdict, fired, not_fired


def judge(case: Case) -> Verdict:
    found = [lab for lab in doubtful_results(case) if _is_looked_at(case, lab)]
    if not found:
        return not_fired("No result of the present treatment is outside the usual limits or jumps about tenfold.")
    evidence = tuple(_shown(case, lab) for lab in found)
    says = listing([each.shows for each in evidence])
    return fired(f"{capital(says)}: to be confirmed; until then it decides nothing.", evidence=evidence)


def _is_looked_at(case: Case, lab: Lab) -> bool:
    began = t0(case)
    is_baseline = began is not None and lab.collected_on >= shift(began, -case.limit("baseline"))
    return is_baseline or case.clock.within(case.limit("recent"), lab.collected_on)


def _shown(case: Case, lab: Lab) -> Evidence:
    other = jump(case, lab)
    why = (
        f"about ten times {'as high as' if _is_higher(lab, other) else 'lower than'} {shown(other)} on "
        f"{day(other.collected_on)}, and not confirmed"
        if other
        else "outside the usual limits"
    )
    says = f"{_name(lab)} {shown(lab)} on {day(lab.collected_on)}, {why}"
    return cite("labs", lab, on=lab.collected_on, shows=says)


def _name(lab: Lab) -> str:
    """Only what the catalogue knows has limits; a jump may be of any analyte."""
    return lower(ANALYTES[lab.analyte].label) if lab.analyte in ANALYTES else lab.analyte


def _is_higher(lab: Lab, other: Lab) -> bool:
    return (lab.canonical_value or 0) > (other.canonical_value or 0)


RULE = Rule(
    id="cf.unit",
    title="A result that may be a slip",
    condition=None,
    role=Role.CONFOUNDER,
    family="cf.unit",
    kinds=("labs", "therapies"),
    judge=judge,
    definition="A result outside its limits, or an unconfirmed jump of about tenfold.",
    thresholds=(
        Threshold(name="jump-low", means="times from which it is a jump", value=JUMP_LOW, unit="", mark="D"),
        Threshold(name="jump-high", means="times up to which it is", value=JUMP_HIGH, unit="", mark="D"),
        Threshold(name="jump-days", means="how old the result before may be", value=JUMP_DAYS, unit="d", mark="D"),
        Threshold(name="near", means="factor that confirms it", value=NEAR_FACTOR, unit="", mark="D"),
        Threshold(name="recent", means="how far back it looks", value=182, unit="d", mark="D", low=91, high=365),
        Threshold(
            name="baseline",
            means="days before the present treatment from which results are looked at",
            value=90,
            unit="d",
            mark="D",
            low=28,
            high=182,
        ),
    ),
    sources=(Source(document="takayasu-treatment-resistance-patient-guide", paragraph=3),),
    false_positives=("a real, steep change that was not measured again yet",),
)
