"""tak.biologic-failure: active on an adequate biologic course.

Definition: one line at least, over the whole history, of a biologic or JAK inhibitor, adequate (usual dose for 182
days), that ended without effect as recorded, or goes on while a core activity rule fires; see `ineffective`.
Intolerance, cost, pregnancy and a planned stop never count. Held while the activity rule is. JAK inhibitors,
ustekinumab and others without an agreed dose here: whether they were adequate is unknown.
Document: takayasu-treatment-resistance-patient-guide, paragraphs 4 and 5.
Publication: a case with etanercept, tocilizumab and rituximab one after the other (Cureus), V; a trial of tocilizumab
judged at about six months (TOCITAKA), V. 182 days: D.
False positives to know: late doses; antibodies against the drug.
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
    classes=frozenset(("biologic", "jak")),
    name="biologic or JAK inhibitor",
    wanted="infusion dates/dose/start/adherence",
)


def judge(case: Case) -> Verdict:
    return judged_lines(case, _KIND, for_patient=_FOR_PATIENT)


RULE = Rule(
    id="tak.biologic-failure",
    title="Active on an adequate biologic course",
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
    definition="A biologic or JAK inhibitor, adequate for 182 days, that had no effect or goes on while active.",
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
        Source(document=_DOCUMENT, paragraph=4),
        Source(document=_DOCUMENT, paragraph=5),
        Source(
            publication="Refractory Takayasu arteritis in a young woman, Cureus",
            url="https://www.cureus.com/articles/5236-refractory-case-of-takayasu-arteritis-in-a-young-woman-a-clinical-challenge",
            mark="V",
        ),
    ),
    false_positives=("late doses", "antibodies against the drug"),
)
