"""mon.tak.*: visits, markers, imaging, heart, kidneys, lipids, blood pressure at home (clinical.md 4.1).

Of a range its upper end. Imaging: 182 days while active (or no status is recorded), 365 in remission. Blood pressure
at home is a matter between patient and team: listed once the team plans it, and a value counts with its limb alone,
since a narrowed artery of the arm lowers what is measured there.
Document: takayasu-treatment-resistance-patient-guide, paragraph 6. Publications: ACR/VF 2021 (V2), see each item.
"""

from __future__ import annotations

from journeys.guidance.done import CREATININE, LIPIDS, either, entry, lab, measured, scan, score, visit
from journeys.guidance.findings import Source
from journeys.guidance.journey import TAKAYASU
from journeys.guidance.phases import by_status
from journeys.guidance.schedule import FollowUp, Listed

_GUIDE = Source(document="takayasu-treatment-resistance-patient-guide", paragraph=6)
_LONG_TERM = Source(publication="ACR and Vasculitis Foundation guideline 2021: long-term monitoring", mark="V2")
_INTERVAL = Source(publication="Interval: project default", mark="D")
_USUAL_PRACTICE = Source(publication="Usual practice; no original re-read", mark="M")


_SEEN = either(
    "visit",
    visit("visit", "clinic", condition=TAKAYASU),
    entry("clinician's entry", lambda check_in: check_in.by == "clinician"),
    score("score", "itas2010", "itas-a", "nih-kerr"),
)

ITEMS = (
    FollowUp(
        id="mon.tak.visit",
        title="Visit: blood pressure in both arms and legs, pulses, symptoms",
        condition=TAKAYASU,
        needs=(_SEEN,),
        rhythm=by_status(91, quiet=182),
        definition="Every 91 days while active, every 182 in remission. A visit, a clinician's entry or a score.",
        sources=(_GUIDE, _LONG_TERM, _INTERVAL),
    ),
    FollowUp(
        id="mon.tak.markers",
        title="Blood test: ESR and CRP",
        condition=TAKAYASU,
        needs=(lab("ESR", "esr"), lab("CRP", "crp")),
        rhythm=by_status(91, quiet=182, low_activity=182),
        definition="Every 91 days while active, every 182 at low activity or in remission.",
        sources=(_LONG_TERM, _INTERVAL),
    ),
    FollowUp(
        id="mon.tak.imaging",
        title="Imaging of the vessels",
        condition=TAKAYASU,
        needs=(scan("imaging", "MRA", "CTA", "PET-CT", "PET-MR", "ultrasound", "angiography"),),
        rhythm=by_status(182, quiet=365),
        definition="Every 182 days while active, every 365 in remission.",
        sources=(
            Source(
                publication="Vasculitis guidelines in focus, part 5: Takayasu arteritis",
                url="https://www.the-rheumatologist.org/article/vasculitis-guidelines-in-focus-part-5-takayasu-arteritis/3",
                mark="V",
            ),
            Source(
                publication="Imaging yearly in remission",
                url="https://pmc.ncbi.nlm.nih.gov/articles/PMC9860464/table/T110",
                mark="V",
            ),
            _LONG_TERM,
        ),
    ),
    FollowUp(
        id="mon.tak.echo",
        title="Ultrasound of the heart",
        condition=TAKAYASU,
        needs=(scan("ultrasound of the heart", "echo"),),
        rhythm=by_status(365),
        definition="Every 365 days: aortic valve and root.",
        sources=(_USUAL_PRACTICE,),
    ),
    FollowUp(
        id="mon.tak.kidney",
        title="Blood test: kidneys",
        condition=TAKAYASU,
        needs=(CREATININE,),
        rhythm=by_status(182),
        definition="Creatinine or eGFR every 182 days.",
        sources=(_USUAL_PRACTICE,),
    ),
    FollowUp(
        id="mon.tak.lipids",
        title="Blood test: cholesterol",
        condition=TAKAYASU,
        needs=(LIPIDS,),
        rhythm=by_status(365),
        definition="Every 365 days.",
        sources=(_USUAL_PRACTICE,),
    ),
    FollowUp(
        id="mon.tak.home-blood-pressure",
        title="Blood pressure at home, in the limb that your team named",
        condition=TAKAYASU,
        needs=(measured("blood pressure with its limb", "systolic-bp", with_limb=True),),
        rhythm=by_status(7),
        definition="Every 7 days, listed once the team plans it. Only values with their limb count.",
        sources=(_USUAL_PRACTICE,),
        listed=Listed.PLANNED,
        reminded=False,
    ),
)
