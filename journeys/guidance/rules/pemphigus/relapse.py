"""pv.relapse: disease came back. Context only.

Definition: after control, at least 3 new lesions in 30 days that did not heal within 7 days, or an extension of
established ones; or a relapse that a clinician recorded. It stands while that lies in the last 30 days or lesions are
active, 182 days at the longest, until control is recorded again or the regimen changes.
Document: pemphigus-vulgaris-treatment-resistance, paragraph 3.
Publication: Murrell 2008, J Am Acad Dermatol 58:1043–6, M.
False positives to know: aphthae, candida, herpes simplex, friction, a drug rash.
"""

from __future__ import annotations

from journeys.guidance.activity import each_once
from journeys.guidance.case import Case
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.journey import PEMPHIGUS
from journeys.guidance.lesions import ENTRY_DAYS, Skin, skin_today
from journeys.guidance.pemphigus_relapses import RELAPSE, Criterion, Relapse, standing
from journeys.guidance.pemphigus_remission import control_evidence
from journeys.guidance.phrases import capital, day
from journeys.guidance.rule import Rule, Verdict, cannot_assess, fired, not_fired

_FOR_PATIENT = (
    "After a better time, new sores were noted, or old ones grew. "
    "You can tell your team when they came, and ask what else could look like this."
)


def judge(case: Case) -> Verdict:
    skin = skin_today(case)
    seen = standing(case, Criterion.of(case), case.limit("stands"))
    if known := [one for one in seen if one.is_known]:
        return _came_back(case, known[-1], skin=skin)
    if skin.active is None:
        return cannot_assess(
            f"Whether there are lesions isn't recorded for the last {ENTRY_DAYS} days.",
            missing=(f"lesion log or clinic visit of the last {ENTRY_DAYS} days",),
        )
    return _unknown(seen[-1]) if seen else _silent(case, skin)


def _came_back(case: Case, relapse: Relapse, *, skin: Skin) -> Verdict:
    control = f"Control was recorded on {day(relapse.after)}; then " if relapse.after else ""
    return fired(
        f"{capital(f'{control}{relapse.says}')}.",
        evidence=each_once((*control_evidence(case, relapse.after), *relapse.evidence, *skin.evidence)),
        for_patient=_FOR_PATIENT,
        would_change=("a status of control after it",),
    )


def _unknown(relapse: Relapse) -> Verdict:
    return cannot_assess(
        f"{capital(relapse.says)}, but not known: {relapse.missing}.",
        missing=(relapse.missing,),
        evidence=relapse.evidence,
    )


def _silent(case: Case, skin: Skin) -> Verdict:
    least, window = case.limit("lesions"), case.limit("window")
    because = (
        f"Neither {least} new lesions in {window} days that did not heal within 7, nor an extension, after control."
    )
    return not_fired(because, evidence=skin.evidence)


RULE = Rule(
    id="pv.relapse",
    title="Disease came back",
    condition=PEMPHIGUS,
    role=Role.SUPPORTING,
    family="pv.relapse",
    kinds=("check_ins", "statuses", "flares", "therapies"),
    judge=judge,
    definition="After control, 3 new lesions in 30 days that did not heal within 7 days, or established ones extended.",
    thresholds=(
        *RELAPSE,
        Threshold(
            name="stands", means="days that it stands at the longest", value=182, unit="d", mark="D", low=91, high=365
        ),
    ),
    sources=(
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=3),
        Source(publication="Murrell 2008, J Am Acad Dermatol 58:1043–6", mark="M"),
    ),
    false_positives=("aphthae", "candida", "herpes simplex", "friction", "a drug rash"),
)
