"""cf.crp-sle: a high CRP in lupus often points to an infection.

Definition: lupus, and a CRP above 50 mg/L in the last 182 days without recorded serositis or arthritis (a feature of a
flare that a clinician recorded, within 28 days or while it lasted; what only a patient logged never counts, nor does a
form of the disease that was there at some time). It stands until somebody answers whether there was an infection: a
recorded infection or a course against one around that day, or a later review. Above 10 mg/L: a note, not typical of a
flare alone. A normal CRP never excludes a flare.
Effect: holds the rules that look for flares, and only these. With a fever near it: a reason for prompt contact.
Document: lupus-treatment-resistance-care-strategies, paragraph 4 (markers, flares).
Publication: above 50 mg/L specific for infection in 80 % (Firooz 2011, V); serositis is the known exception (V).
How far back it looks (as long as a flare stands), and how near a flare or a fever must be: D.
False positives to know: serositis or arthritis that nobody recorded; a CRP raised by surgery or a clot.
"""

from __future__ import annotations

from collections.abc import Sequence

from journeys.guidance.case import Case, cite, labs
from journeys.guidance.clock import shift
from journeys.guidance.fevers import fevers, infection_answered
from journeys.guidance.findings import Evidence, Hold, Role, Source, Threshold
from journeys.guidance.journey import LUPUS, Flare, Lab
from journeys.guidance.markers import exceeds, shown
from journeys.guidance.phrases import day
from journeys.guidance.rule import Rule, Verdict, cannot_assess, fired, not_fired

_ID = "cf.crp-sle"
_EXPLAINS = {"serositis", "arthritis"}


def judge(case: Case) -> Verdict:
    if case.name != LUPUS:
        return not_fired("Not applicable: it is about lupus.")
    recent = [lab for lab in labs(case, "crp") if case.clock.within(case.limit("window"), lab.collected_on)]
    known = [lab for lab in recent if lab.canonical_value is not None]
    maybe_high = [lab for lab in known if _is_above(case, lab, "high") is not False and not _explained(case, lab)]
    asked = [lab for lab in maybe_high if not infection_answered(case, lab.collected_on)]
    if high := [lab for lab in asked if _is_above(case, lab, "high")]:
        return _high(case, high)
    if asked:
        return _unclear(asked[-1])
    return _note(case, known[-1]) if known else _none(case)


def _is_above(case: Case, lab: Lab, limit: str) -> bool | None:
    return exceeds(lab, lab.canonical_value, limit=case.limits[limit])


def _explained(case: Case, lab: Lab) -> bool:
    """A form of the disease doesn't: most people with lupus had arthritis at some time."""
    return any(_EXPLAINS & set(flare.features) for flare in case.journey.flares if _is_near(case, flare, lab))


def _is_near(case: Case, flare: Flare, lab: Lab) -> bool:
    """A clinician's flare of lupus, around that day or going on then."""
    near, on = case.limit("flare-near"), lab.collected_on
    last = max(shift(flare.on, near), flare.ended_on or flare.on)
    return (flare.condition, flare.recorded_by) == (LUPUS, "clinician") and shift(flare.on, -near) <= on <= last


def _high(case: Case, high: Sequence[Lab]) -> Verdict:
    newest = high[-1]
    feverish = [evidence for lab in high for evidence in _fevers_near(case, lab)]
    urgent = f" With it, {feverish[-1].shows}: a reason to contact the team promptly." if feverish else ""
    return fired(
        f"{_in_words(newest)}, without recorded serositis or arthritis: in lupus this often points to an infection and "
        f"needs prompt medical review. Whether there was an infection isn't answered.{urgent}",
        evidence=(*(_cited(lab) for lab in high), *dict.fromkeys(feverish)),
        holds=(Hold(rule=_ID, detail=f"{_in_words(newest)}, and whether there was an infection isn't answered"),),
    )


def _fevers_near(case: Case, lab: Lab) -> list[Evidence]:
    near, logged = case.limit("fever-near"), sorted(fevers(case, least=case.limits["fever"]), key=lambda at: at[0])
    return [evidence for on, evidence in logged if abs((on - lab.collected_on).days) <= near]


def _unclear(lab: Lab) -> Verdict:
    says = f"{_in_words(lab)} doesn't say how high it was"
    return cannot_assess(
        f"{says}.",
        missing=(f"CRP as a number near {day(lab.collected_on)}",),
        evidence=(_cited(lab),),
        holds=(Hold(rule=_ID, detail=f"cannot assess: {says}"),),
    )


def _none(case: Case) -> Verdict:
    first = day(shift(case.on, -case.limit("window")))
    return cannot_assess(f"No CRP is recorded since {first}.", missing=(f"CRP between {first} and {day(case.on)}",))


def _note(case: Case, newest: Lab) -> Verdict:
    if _is_above(case, newest, "high") is not False:
        why = "explained by recorded serositis or arthritis" if _explained(case, newest) else "an infection is answered"
        return not_fired(f"{_in_words(newest)}: {why}.", evidence=(_cited(newest),))
    if _is_above(case, newest, "raised"):
        return not_fired(f"{_in_words(newest)}: not typical of a lupus flare alone.", evidence=(_cited(newest),))
    return not_fired(
        f"{_in_words(newest)}. A normal CRP never excludes a flare; the ESR may be raised beside it, or stay raised "
        "for high immunoglobulins.",
        evidence=(_cited(newest),),
    )


def _in_words(lab: Lab) -> str:
    return f"CRP {shown(lab)} on {day(lab.collected_on)}"


def _cited(lab: Lab) -> Evidence:
    return cite("labs", lab, on=lab.collected_on, shows=_in_words(lab))


RULE = Rule(
    id=_ID,
    title="High CRP in lupus: infection?",
    condition=None,
    role=Role.CONFOUNDER,
    family=_ID,
    kinds=(
        "labs",
        "conditions",
        "flares",
        "infections",
        "therapies",
        "admissions",
        "measurements",
        "check_ins",
        "reviews",
    ),
    judge=judge,
    selective=True,
    definition="Lupus, CRP above 50 mg/L without recorded serositis or arthritis, until an infection is answered.",
    thresholds=(
        Threshold(name="high", means="CRP that often points to an infection", value=50, unit="mg/L", mark="V"),
        Threshold(
            name="raised",
            means="CRP that is not typical of a flare alone",
            value=10,
            unit="mg/L",
            mark="D",
            low=5,
            high=20,
        ),
        Threshold(name="window", means="how far back a CRP counts", value=182, unit="d", mark="D", low=91, high=365),
        Threshold(
            name="flare-near", means="how near a recorded flare must be", value=28, unit="d", mark="D", low=7, high=91
        ),
        Threshold(name="fever", means="temperature of a fever", value=38.0, unit="Cel", mark="D", low=37.5, high=38.5),
        Threshold(name="fever-near", means="how near a fever must be", value=7, unit="d", mark="D", low=3, high=28),
    ),
    sources=(
        Source(document="lupus-treatment-resistance-care-strategies", paragraph=4),
        Source(
            publication="Firooz 2011, high-sensitivity CRP in lupus with fever or infection",
            url="https://pubmed.ncbi.nlm.nih.gov/21436216/",
            mark="V",
        ),
    ),
    false_positives=("serositis or arthritis that nobody recorded", "surgery or a clot"),
)
