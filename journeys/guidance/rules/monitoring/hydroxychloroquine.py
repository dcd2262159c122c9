"""mon.hydroxychloroquine.eye: an eye exam in the first year, then yearly from year 5, or from year 1 with a risk.

Risks: more than 5 mg/kg a day (of the newest weight), an eGFR below 60, tamoxifen, a recorded disease of the macula.
An unknown weight or eGFR is no risk. An exam of up to a year before the start counts as the first (D).
Publications: Joint statement 2021 (V); risk factors (V).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from journeys.guidance.case import Case, labs
from journeys.guidance.clock import shift
from journeys.guidance.done import EYE_CHECK
from journeys.guidance.doses import Body, measured, milligrams, taken
from journeys.guidance.drug_use import in_use, since
from journeys.guidance.findings import Source
from journeys.guidance.journey import Therapy
from journeys.guidance.kidney import egfr
from journeys.guidance.phrases import listing
from journeys.guidance.schedule import FollowUp, Rhythm

YEAR, YEAR_5 = 365, 1825
RISK_MG_PER_KG, RISK_EGFR = 5.0, 60.0

_MACULA = {"macular-disease", "maculopathy", "retinopathy"}


def _eye(case: Case) -> Rhythm | None:
    therapies = in_use(case, "hydroxychloroquine")
    if not therapies:
        return None
    began = since(therapies)
    risks = tuple(_risks(case, therapies))
    if began is None:
        return Rhythm(YEAR, why=_why(risks))
    return Rhythm(
        YEAR,
        began=began,
        first=YEAR,
        counts_from=shift(began, -YEAR),
        not_before=None if risks else shift(began, YEAR_5),
        why=_why(risks),
    )


def _why(risks: tuple[str, ...]) -> str:
    return f"Yearly from the first year: {listing(risks)}." if risks else ""


def _risks(case: Case, therapies: tuple[Therapy, ...]) -> Iterator[str]:
    if _is_above(case, therapies):
        yield f"more than {RISK_MG_PER_KG:g} mg/kg a day"
    if (_newest_egfr(case) or RISK_EGFR) < RISK_EGFR:
        yield f"an eGFR below {RISK_EGFR:g}"
    if in_use(case, "tamoxifen"):
        yield "tamoxifen"
    if not _MACULA.isdisjoint(_kinds_of_harm(case)):
        yield "a disease of the macula"


def _kinds_of_harm(case: Case) -> Iterator[str]:
    yield from (each.kind for each in case.journey.complications)
    yield from (each.kind for each in case.journey.adverse_effects)


def _is_above(case: Case, therapies: tuple[Therapy, ...]) -> bool:
    weights = measured(case, "weight")
    weight = weights[-1].canonical_value if weights else None
    total = 0.0
    for therapy in therapies:
        doses = taken(therapy)
        case.clock.note(doses.next_step(case.on))
        dose = doses.at(case.on)
        total += (milligrams(dose.amount or 0.0, dose.unit, body=Body(weight, None)) or 0.0) / dose.days
    return weight is not None and total > RISK_MG_PER_KG * weight + 1e-9


def _newest_egfr(case: Case) -> float | None:
    """As reported, or computed from creatinine; of one day the computed one."""
    reported = [(lab.collected_on, lab.canonical_value) for lab in labs(case, "egfr")[-1:]]
    computed = [(lab.collected_on, egfr(case, lab)) for lab in labs(case, "creatinine")[-1:]]
    known = [(on, value) for on, value in (*reported, *computed) if value is not None]
    return max(known, key=_day, default=(date.min, None))[1]


def _day(result: tuple[date, float]) -> date:
    return result[0]


ITEMS = (
    FollowUp(
        id="mon.hydroxychloroquine.eye",
        title="Hydroxychloroquine: eye exam",
        condition=None,
        needs=(EYE_CHECK,),
        rhythm=_eye,
        definition="In the first year, then yearly from year 5; yearly from year 1 with a risk factor.",
        sources=(
            Source(
                publication="Joint statement on hydroxychloroquine and the retina, 2021",
                url="http://pubmed.ncbi.nlm.nih.gov/33559327/",
                mark="V",
            ),
            Source(publication="Risk factors: Cleveland Clinic Journal of Medicine, table", mark="V"),
        ),
    ),
)
