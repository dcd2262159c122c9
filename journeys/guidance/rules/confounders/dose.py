"""cf.dose: was enough given?

Definition: the condition's adequacy gate isn't passed because doses were below the column "adequate from" of the usual
doses on more than a fifth of the trial, or a weight or dose isn't recorded (unknown). In pemphigus, whose rules carry
their own gates: no immunosuppressant or biologic of the present regimen reaches its dose.
Effect: through the gate. "May be intended by your team."
Document: takayasu-treatment-resistance-patient-guide, paragraph 2; lupus-treatment-resistance-care-strategies, 3;
pemphigus-vulgaris-treatment-resistance, 4.
Publication: the table of usual doses, with its own marks.
False positives to know: a lower dose on purpose (kidneys, side effects, low TPMT), a new weight.
"""

from __future__ import annotations

from journeys.guidance.adequacy import DOSE
from journeys.guidance.case import Case
from journeys.guidance.findings import Role, Source
from journeys.guidance.gates import shortfall_verdict
from journeys.guidance.rule import Rule, Verdict


def judge(case: Case) -> Verdict:
    return shortfall_verdict(case, DOSE, fine="No dose of the present regimen is known to be below its usual range.")


RULE = Rule(
    id=DOSE,
    title="Dose below the usual range",
    condition=None,
    role=Role.CONFOUNDER,
    family=DOSE,
    kinds=("therapies", "measurements", "contraindications", "procedures", "life_events"),
    judge=judge,
    definition="The adequacy gate isn't passed for a dose, or a dose or weight isn't known.",
    sources=(
        Source(document="takayasu-treatment-resistance-patient-guide", paragraph=2),
        Source(document="lupus-treatment-resistance-care-strategies", paragraph=3),
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=4),
    ),
    false_positives=("a lower dose on purpose", "a weight that changed"),
)
