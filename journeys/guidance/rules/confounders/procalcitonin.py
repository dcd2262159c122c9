"""cf.pct: a raised procalcitonin is shown, and decides nothing.

Definition: a procalcitonin of 0.5 ng/mL or more in the last 14 days (D). Effect: none.
Document: takayasu-treatment-resistance-patient-guide, paragraph 4 (infection beside treatment).
Publication: a study in lupus of 2018 found that it doesn't tell infection from flare (DOI 10.1177/0961203318777101, V);
0.5 ng/mL is the usual cut-off for infection (M).
False positives to know: raised after surgery and with failing kidneys; a low one doesn't exclude an infection.
"""

from __future__ import annotations

from journeys.guidance.case import Case, cite, labs
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.markers import below, shown
from journeys.guidance.phrases import day, listing, number
from journeys.guidance.rule import Rule, Verdict, fired, not_fired

_DECIDES_NOTHING = "It decides nothing: it doesn't tell an infection from active disease"


def judge(case: Case) -> Verdict:
    recent = [lab for lab in labs(case, "procalcitonin") if case.clock.within(case.limit("window"), lab.collected_on)]
    least = case.limits["raised"]
    raised = [lab for lab in recent if below(lab, lab.canonical_value, limit=least) is False]
    if not raised:
        return not_fired(f"No procalcitonin of {number(least)} ng/mL or more in the last {case.limit('window')} days.")
    evidence = tuple(
        cite("labs", lab, on=lab.collected_on, shows=f"procalcitonin {shown(lab)} on {day(lab.collected_on)}")
        for lab in raised
    )
    says = listing([found.shows for found in evidence]).removeprefix("procalcitonin ")
    return fired(f"Procalcitonin {says} ({number(least)} ng/mL or more). {_DECIDES_NOTHING}.", evidence=evidence)


RULE = Rule(
    id="cf.pct",
    title="Raised procalcitonin, for information",
    condition=None,
    role=Role.CONFOUNDER,
    family="cf.pct",
    kinds=("labs",),
    judge=judge,
    definition="A procalcitonin of 0.5 ng/mL or more in the last 14 days; shown, never decisive.",
    thresholds=(
        Threshold(name="raised", means="procalcitonin from which it is shown", value=0.5, unit="ng/mL", mark="M"),
        Threshold(name="window", means="how far back it is shown", value=14, unit="d", mark="D", low=7, high=28),
    ),
    sources=(
        Source(document="takayasu-treatment-resistance-patient-guide", paragraph=4),
        Source(
            publication="Procalcitonin in lupus, infection or flare (Lupus 2018)",
            url="https://doi.org/10.1177/0961203318777101",
            mark="V",
        ),
    ),
    false_positives=("surgery, kidneys that work badly", "a low value doesn't exclude an infection"),
)
