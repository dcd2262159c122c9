"""mon.sle.*: activity score, damage, heart risk, blood, serology, protein in the urine (clinical.md 4.1).

Of a range its upper end: 91 days while active (or no status is recorded), 182 at low activity, 365 in remission;
blood tests only without recorded damage, else 182 (an unknown damage index counts as damage: the closer look). "Every
visit" is taken as the usual interval between visits. With nephritis, urine protein and serology follow mon.ln.*
instead.
Document: lupus-treatment-resistance-care-strategies, paragraph 4. Publications: EULAR 2010 (V), ACR 2024 (V2).
"""

from __future__ import annotations

from journeys.guidance.case import Case
from journeys.guidance.clinic import scores
from journeys.guidance.done import (
    BLOOD_COUNT,
    BLOOD_PRESSURE,
    CREATININE,
    GLUCOSE,
    LIPIDS,
    URINE_PROTEIN,
    WEIGHT,
    entry,
    lab,
    score,
)
from journeys.guidance.findings import Source
from journeys.guidance.journey import LUPUS
from journeys.guidance.phases import QUIET, by_status, newest_status
from journeys.guidance.regimen import has_nephritis
from journeys.guidance.schedule import FollowUp, Rhythm

_EULAR_2010 = Source(
    publication="EULAR recommendations for monitoring systemic lupus erythematosus, 2010",
    url="https://pmc.ncbi.nlm.nih.gov/articles/PMC2952401",
    mark="V",
)
_EULAR_2010_INTERVAL = Source(publication="EULAR 2010: visits every 6 to 12 months while inactive", mark="M")
_ACR_2024 = Source(
    publication="Management of lupus nephritis, ACR 2024",
    url="https://lupushub.com/medical-information/management-of-lupus-nephritis-acr-2024-guidelines",
    mark="V2",
)

_usual = by_status(91, low_activity=182, quiet=365)


def _blood(case: Case) -> Rhythm:
    if newest_status(case) not in QUIET:
        return _usual(case)
    damage = scores(case, "slicc-sdi")
    return Rhythm(365 if damage and damage[-1].value == 0 else 182)


def _serology(case: Case) -> Rhythm | None:
    return None if has_nephritis(case) else _blood(case)


def _urine(case: Case) -> Rhythm | None:
    return None if has_nephritis(case) else _usual(case)


ITEMS = (
    FollowUp(
        id="mon.sle.activity",
        title="Lupus activity score, and how you feel overall",
        condition=LUPUS,
        needs=(
            score("activity score", "sledai-2k", "selena-sledai"),
            entry("the patient's own overall answer", lambda check_in: check_in.overall and check_in.by != "clinician"),
        ),
        rhythm=_usual,
        definition="At each visit: every 91 days while active, 182 at low activity, 365 in remission.",
        sources=(_EULAR_2010, _EULAR_2010_INTERVAL),
        reminded=False,
    ),
    FollowUp(
        id="mon.sle.damage",
        title="Lupus damage index",
        condition=LUPUS,
        needs=(score("damage index", "slicc-sdi"),),
        rhythm=by_status(365),
        definition="Every 365 days.",
        sources=(_EULAR_2010,),
        reminded=False,
    ),
    FollowUp(
        id="mon.sle.heart-risk",
        title="Heart risk: cholesterol, glucose, blood pressure, weight",
        condition=LUPUS,
        needs=(LIPIDS, GLUCOSE, BLOOD_PRESSURE, WEIGHT),
        rhythm=by_status(365),
        definition="Every 365 days. Whether somebody smokes has no place of its own in the record.",
        sources=(_EULAR_2010,),
    ),
    FollowUp(
        id="mon.sle.blood",
        title="Blood test: blood count, kidneys, albumin, inflammation",
        condition=LUPUS,
        needs=(BLOOD_COUNT, CREATININE, lab("albumin", "albumin"), lab("CRP or ESR", "crp", "esr")),
        rhythm=_blood,
        definition="Every 91 days while active, 182 when stable, 365 in remission with a damage index of 0.",
        sources=(_EULAR_2010, _EULAR_2010_INTERVAL),
    ),
    FollowUp(
        id="mon.sle.serology",
        title="Blood test: complement and anti-dsDNA",
        condition=LUPUS,
        needs=(lab("C3", "c3"), lab("C4", "c4"), lab("anti-dsDNA", "anti-dsdna")),
        rhythm=_serology,
        definition="As mon.sle.blood; with nephritis see mon.ln.serology.",
        sources=(_EULAR_2010, _EULAR_2010_INTERVAL),
    ),
    FollowUp(
        id="mon.sle.urine-protein",
        title="Protein in the urine",
        condition=LUPUS,
        needs=(URINE_PROTEIN,),
        rhythm=_urine,
        definition="Every 91 days while active, 182 at low activity, 365 in remission; in nephritis mon.ln.kidney.",
        sources=(_ACR_2024, _EULAR_2010_INTERVAL),
    ),
)
