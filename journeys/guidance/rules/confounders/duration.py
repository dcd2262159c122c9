"""cf.duration: was it given for long enough?

Definition: the condition's adequacy gate isn't passed because the days at an adequate dose since t0 are fewer than the
minimum trial of the usual-dose table, or a start date isn't recorded (unknown).
Effect: through the gate: "too early: n of m days".
Document: takayasu-treatment-resistance-patient-guide, paragraph 3 (present treatment sufficient?).
Publication: trial lengths D, V2 (clinical.md 3.2).
False positives to know: a drug known to work sooner; a trial interrupted on purpose.
"""

from __future__ import annotations

from journeys.guidance.adequacy import DURATION
from journeys.guidance.case import Case
from journeys.guidance.findings import Role, Source
from journeys.guidance.gates import shortfall_verdict
from journeys.guidance.rule import Rule, Verdict


def judge(case: Case) -> Verdict:
    return shortfall_verdict(case, DURATION, fine="No treatment of the present regimen is known to be too recent.")


RULE = Rule(
    id=DURATION,
    title="Too little time at an adequate dose",
    condition=None,
    role=Role.CONFOUNDER,
    family=DURATION,
    kinds=("therapies", "measurements", "contraindications", "procedures", "life_events"),
    judge=judge,
    definition="The adequacy gate isn't passed for time, or a start date isn't known.",
    sources=(Source(document="takayasu-treatment-resistance-patient-guide", paragraph=3),),
    false_positives=("a trial interrupted on purpose",),
)
