"""tak.csdmard-failure: a conventional immunosuppressant did not control the disease.

Definition: one line at least, over the whole history, of a conventional immunosuppressant, adequate (usual dose for
182 days), that ended without effect as recorded, or goes on while a core activity rule fires; see `ineffective`.
Intolerance, cost, pregnancy and a planned stop never count. Held while the activity rule is. From two on, the sentence
names the number of lines.
Document: takayasu-treatment-resistance-patient-guide, paragraphs 2 and 5.
Publication: EULAR 2018, the step from a conventional drug to a TNF inhibitor or tocilizumab in relapsing or refractory
disease (Hellmich 2020, Ann Rheum Dis 79:19–30), V. 182 days: D.
False positives to know: intolerance recorded as lack of effect.
"""

from __future__ import annotations

from journeys.guidance.activity import WITH_LOST_RESPONSE
from journeys.guidance.case import Case
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.ineffective import Kind, judged_lines
from journeys.guidance.journey import TAKAYASU
from journeys.guidance.rule import Gate, Rule, Verdict

_DOCUMENT = "takayasu-treatment-resistance-patient-guide"
_FOR_PATIENT = (
    "Your illness stayed active for a long time on a medicine at its usual dose. "
    "You can ask your team what this means for your plan."
)
_KIND = Kind(
    classes=frozenset(("csdmard",)),
    name="conventional immunosuppressant",
    wanted="dose/start/adherence",
)


def judge(case: Case) -> Verdict:
    return judged_lines(case, _KIND, for_patient=_FOR_PATIENT)


RULE = Rule(
    id="tak.csdmard-failure",
    title="Conventional immunosuppressant did not control the disease",
    condition=TAKAYASU,
    role=Role.CORE,
    family="tak.activity",
    kinds=(
        "therapies",
        "measurements",
        "statuses",
        "check_ins",
        "flares",
        "imaging",
        "complications",
        "labs",
        "infections",
        "admissions",
        "life_events",
        "procedures",
        "adherence",
    ),
    judge=judge,
    gate=Gate.OWN,
    after=WITH_LOST_RESPONSE,
    definition="A conventional immunosuppressant, adequate for 182 days, that had no effect or goes on while active.",
    thresholds=(
        Threshold(
            name="stands",
            means="how long an end without effect stands alone",
            value=182,
            unit="d",
            mark="D",
            low=91,
            high=365,
        ),
    ),
    sources=(
        Source(document=_DOCUMENT, paragraph=2),
        Source(document=_DOCUMENT, paragraph=5),
        Source(
            publication="Hellmich 2020, Ann Rheum Dis 79:19–30 (EULAR 2018)",
            url="https://ard.bmj.com/content/79/1/19",
            mark="V",
        ),
    ),
    false_positives=("intolerance recorded as lack of effect",),
)
