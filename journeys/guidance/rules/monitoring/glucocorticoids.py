"""mon.glucocorticoid.*: bones, glucose, blood pressure and weight, lipids, eyes, mood and sleep (clinical.md 4.2).

For an oral steroid of 2.5 mg a day or more (prednisone-equivalent) for more than 90 days; an unknown dose counts.
Bones: within 182 days of the start, then every 730: a closed checklist "bone-health". Glucose every 91 days in the
first year, then every 365 (D: no number is given). Blood pressure and weight at each visit, 91 days here. Lipids and
eyes every 365; lipids only where Takayasu's or lupus's own item doesn't ask for them. Mood and sleep once answered or
planned. Protection against pneumocystis at 20 mg and a second agent is a team topic, no item.
Publications: GIOP 2022 (V) for bones; the rest M.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from journeys.guidance.case import Case
from journeys.guidance.done import (
    BLOOD_PRESSURE,
    EYE_CHECK,
    GLUCOSE,
    LIPIDS,
    WEIGHT,
    answered,
    either,
    reviewed,
    score,
)
from journeys.guidance.drug_use import on_steroids_since
from journeys.guidance.findings import Source
from journeys.guidance.journey import LUPUS, TAKAYASU
from journeys.guidance.schedule import FollowUp, Listed, Rhythm

FIRST_YEAR = 365

_BONES = Source(
    publication="ACR guideline on glucocorticoid-induced osteoporosis, 2022",
    url="https://guidelinecentral.com/guideline/7043",
    mark="V",
)
_USUAL_PRACTICE = Source(publication="Usual practice; no original re-read", mark="M")
_AFTERWARDS = Source(publication="Interval after the first year: project default", mark="D")


def _every(days: int, *, first: int | None = None) -> Callable[[Case], Rhythm | None]:
    def rhythm(case: Case) -> Rhythm | None:
        since = on_steroids_since(case)
        return Rhythm(days, began=_known(since), first=first) if since else None

    return rhythm


def _known(since: date) -> date | None:
    return None if since == date.min else since


def _glucose(case: Case) -> Rhythm | None:
    since = on_steroids_since(case)
    if since is None:
        return None
    return Rhythm(91 if case.clock.within(FIRST_YEAR, since) else 365, began=_known(since))


def _lipids(case: Case) -> Rhythm | None:
    conditions = {entry.condition for entry in case.journey.conditions}
    return None if conditions & {TAKAYASU, LUPUS} else _every(365)(case)


ITEMS = (
    FollowUp(
        id="mon.glucocorticoid.bone",
        title="Steroids: bone health (fracture risk, bone density)",
        condition=None,
        needs=(reviewed("look at bone health", "bone-health"),),
        rhythm=_every(730, first=182),
        definition="Within 182 days of the start, then every 730 days: a closed checklist “bone-health”.",
        sources=(_BONES,),
        reminded=False,
    ),
    FollowUp(
        id="mon.glucocorticoid.glucose",
        title="Steroids: glucose",
        condition=None,
        needs=(GLUCOSE,),
        rhythm=_glucose,
        definition="Glucose or HbA1c every 91 days in the first year, then every 365.",
        sources=(_USUAL_PRACTICE, _AFTERWARDS),
    ),
    FollowUp(
        id="mon.glucocorticoid.blood-pressure-and-weight",
        title="Steroids: blood pressure and weight",
        condition=None,
        needs=(BLOOD_PRESSURE, WEIGHT),
        rhythm=_every(91),
        definition="At each visit, 91 days here.",
        sources=(_USUAL_PRACTICE,),
        reminded=False,
    ),
    FollowUp(
        id="mon.glucocorticoid.lipids",
        title="Steroids: cholesterol",
        condition=None,
        needs=(LIPIDS,),
        rhythm=_lipids,
        definition="Every 365 days, where no item of the condition asks for it.",
        sources=(_USUAL_PRACTICE,),
    ),
    FollowUp(
        id="mon.glucocorticoid.eyes",
        title="Steroids: eye pressure and lens",
        condition=None,
        needs=(EYE_CHECK,),
        rhythm=_every(365),
        definition="Every 365 days.",
        sources=(_USUAL_PRACTICE,),
    ),
    FollowUp(
        id="mon.glucocorticoid.mood-and-sleep",
        title="Steroids: asked about mood and sleep",
        condition=None,
        needs=(either("answer", answered("answer", "mood", "sleep"), score("score", "phq-9")),),
        rhythm=_every(91),
        definition="Every 91 days, once an answer is recorded or the team plans it.",
        sources=(_USUAL_PRACTICE,),
        listed=Listed.ONCE_KNOWN,
        reminded=False,
    ),
)
