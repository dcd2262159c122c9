"""mon.pv.*: visits with skin and mouth looked at, antibodies, weight, eating and mood, teeth, eyes (clinical.md 4.1).

Visits: 14 days until control, 30 in consolidation (a status of control), 91 while tapering (end of consolidation,
partial remission, low activity), 182 in remission. Antibodies: at the start, 91 days after the first infusion of the
newest course of rituximab (a result from day 77 on counts, as in pv.rtx-dsg-risk), then 182; that they are looked at
before treatment ends can't be foreseen from a record. Teeth:
once it is recorded or planned. Eyes: while the newest answer about them isn't zero.
Document: pemphigus-vulgaris-treatment-resistance, paragraph 6. Publications: Mignard (V); the rest not re-read (M).
"""

from __future__ import annotations

from journeys.guidance.case import Case
from journeys.guidance.clock import shift
from journeys.guidance.courses import ONE_COURSE_DAYS
from journeys.guidance.done import EYE_CHECK, WEIGHT, answered, either, entry, lab, reviewed, score, visit
from journeys.guidance.drug_use import course_began, ever
from journeys.guidance.findings import Source
from journeys.guidance.journey import PEMPHIGUS
from journeys.guidance.phases import by_status
from journeys.guidance.regimen import t_first
from journeys.guidance.schedule import FollowUp, Listed, Rhythm

_BURDEN = Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=6)
_USUAL_PRACTICE = Source(publication="Usual practice; no original re-read", mark="M")


def _antibodies(case: Case) -> Rhythm:
    given = course_began(ever(case, "rituximab", "obinutuzumab", "ofatumumab"), apart=ONE_COURSE_DAYS)
    if given is None:
        return Rhythm(182, began=t_first(case), first=0)
    return Rhythm(182, began=given, first=91, counts_from=shift(given, 77))


def _eyes(case: Case) -> Rhythm | None:
    answers = (entry.symptoms for entry in reversed(case.journey.check_ins))
    newest = next((said["eye-irritation"] for said in answers if "eye-irritation" in said), None)
    return Rhythm(91) if newest else None


ITEMS = (
    FollowUp(
        id="mon.pv.visit",
        title="Visit: skin and mouth",
        condition=PEMPHIGUS,
        needs=(
            either(
                "visit",
                visit("visit", "clinic", condition=PEMPHIGUS),
                entry("clinician's entry", lambda check_in: check_in.by == "clinician" and check_in.lesions),
                score("score", "pdai-activity", "absis"),
            ),
        ),
        rhythm=by_status(14, control=30, end_of_consolidation=91, low_activity=91, partial_remission=91, quiet=182),
        definition="Every 14 days until control, 30 in consolidation, 91 while tapering, 182 in remission.",
        sources=(_BURDEN, _USUAL_PRACTICE),
    ),
    FollowUp(
        id="mon.pv.antibodies",
        title="Blood test: desmoglein antibodies",
        condition=PEMPHIGUS,
        needs=(lab("desmoglein 1 antibodies", "dsg1"), lab("desmoglein 3 antibodies", "dsg3")),
        rhythm=_antibodies,
        definition="At the start, 91 days after rituximab, then every 182 days.",
        sources=(Source(publication="Mignard: antibodies three months after rituximab", mark="V"), _USUAL_PRACTICE),
    ),
    FollowUp(
        id="mon.pv.weight",
        title="Weight",
        condition=PEMPHIGUS,
        needs=(WEIGHT,),
        rhythm=by_status(91),
        definition="Every 91 days.",
        sources=(_BURDEN, _USUAL_PRACTICE),
        reminded=False,
    ),
    FollowUp(
        id="mon.pv.eating-and-mood",
        title="How eating goes, and mood",
        condition=PEMPHIGUS,
        needs=(
            answered("eating", "eating-difficulty", "swallowing-difficulty"),
            either("mood", answered("mood", "mood"), score("mood", "phq-9")),
        ),
        rhythm=by_status(91),
        definition="Every 91 days: answers of a check-in.",
        sources=(_BURDEN, _USUAL_PRACTICE),
        reminded=False,
    ),
    FollowUp(
        id="mon.pv.mouth-and-teeth",
        title="Mouth and teeth",
        condition=PEMPHIGUS,
        needs=(reviewed("look at mouth and teeth", "mouth-and-teeth"),),
        rhythm=by_status(91),
        definition="Every 91 days, once a look is recorded (a closed checklist “mouth-and-teeth”) or planned.",
        sources=(_BURDEN, _USUAL_PRACTICE),
        listed=Listed.ONCE_KNOWN,
        reminded=False,
    ),
    FollowUp(
        id="mon.pv.eyes",
        title="Eye check",
        condition=PEMPHIGUS,
        needs=(EYE_CHECK,),
        rhythm=_eyes,
        definition="Every 91 days while the newest answer about eye irritation isn't zero.",
        sources=(_BURDEN, _USUAL_PRACTICE),
    ),
)
