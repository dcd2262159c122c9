"""mon.ln.*: urine protein and creatinine, complement and anti-dsDNA, where lupus nephritis is recorded.

Urine protein and creatinine: 30 days in the first 91 of a regimen, then 91; 182 in sustained response. Serology: 91
while active, 182 when stable.
Documents: lupus-treatment-resistance-care-strategies, paragraph 4. Publications: ACR 2024 (V2), ACR 2012 (V2).
"""

from __future__ import annotations

from journeys.guidance.case import Case
from journeys.guidance.done import CREATININE, URINE_PROTEIN, lab
from journeys.guidance.findings import Source
from journeys.guidance.journey import LUPUS
from journeys.guidance.phases import newest_status
from journeys.guidance.regimen import has_nephritis, t0
from journeys.guidance.schedule import FollowUp, Rhythm

_RESPONSE = {"complete-remission", "remission", "kidney-response"}
_SOURCES = (
    Source(
        publication="Management of lupus nephritis, ACR 2024",
        url="https://lupushub.com/medical-information/management-of-lupus-nephritis-acr-2024-guidelines",
        mark="V2",
    ),
    Source(
        publication="Lupus nephritis, ACR 2012, pocket guide",
        url="https://guidelinecentral.com/guideline/7052/pocket-guide/7921",
        mark="V2",
    ),
)


def _kidney(case: Case) -> Rhythm | None:
    if not has_nephritis(case):
        return None
    began = t0(case)
    if began is not None and case.clock.within(91, began):
        return Rhythm(30)
    return Rhythm(182 if newest_status(case) in _RESPONSE else 91)


def _serology(case: Case) -> Rhythm | None:
    if not has_nephritis(case):
        return None
    return Rhythm(182 if newest_status(case) in {*_RESPONSE, "low-activity"} else 91)


ITEMS = (
    FollowUp(
        id="mon.ln.kidney",
        title="Kidneys: protein in the urine and creatinine",
        condition=LUPUS,
        needs=(URINE_PROTEIN, CREATININE),
        rhythm=_kidney,
        definition="Every 30 days in the first 91 of a regimen, then 91; 182 in sustained response.",
        sources=_SOURCES,
    ),
    FollowUp(
        id="mon.ln.serology",
        title="Blood test: complement and anti-dsDNA",
        condition=LUPUS,
        needs=(lab("C3", "c3"), lab("C4", "c4"), lab("anti-dsDNA", "anti-dsdna")),
        rhythm=_serology,
        definition="Every 91 days while active, 182 when stable.",
        sources=_SOURCES,
    ),
)
