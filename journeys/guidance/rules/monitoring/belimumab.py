"""mon.belimumab.*: blood count with IgG, the question about mood, IgG before the start (clinical.md 4.2).

Blood every 182 days. The question about mood belongs to each visit: 91 days here; a check-in's answer or a PHQ-9
counts. Before the start: IgG. Infections and mood in the past are looked for at the visit, the record has no word for
it.
Publication: none re-read (M).
"""

from __future__ import annotations

from journeys.guidance.done import BLOOD_COUNT, IGG, answered, either, score
from journeys.guidance.drug_use import before_start, while_taking
from journeys.guidance.findings import Source
from journeys.guidance.schedule import FollowUp

_SOURCES = (Source(publication="Usual practice; no original re-read", mark="M"),)

ITEMS = (
    FollowUp(
        id="mon.belimumab.blood",
        title="Belimumab: blood count and IgG",
        condition=None,
        needs=(BLOOD_COUNT, IGG),
        rhythm=while_taking("belimumab", every=182),
        drugs=("belimumab",),
        definition="Every 182 days.",
        sources=_SOURCES,
    ),
    FollowUp(
        id="mon.belimumab.mood",
        title="Belimumab: asked about mood",
        condition=None,
        needs=(either("mood", answered("mood", "mood"), score("mood", "phq-9")),),
        rhythm=while_taking("belimumab", every=91),
        drugs=("belimumab",),
        definition="At each visit, 91 days here: a check-in's answer, or a PHQ-9.",
        sources=_SOURCES,
        reminded=False,
    ),
    FollowUp(
        id="mon.belimumab.before-start",
        title="Belimumab: test before the start",
        condition=None,
        needs=(IGG,),
        rhythm=before_start("belimumab"),
        drugs=("belimumab",),
        definition="IgG: once, before the start.",
        sources=_SOURCES,
        reminded=False,
    ),
)
