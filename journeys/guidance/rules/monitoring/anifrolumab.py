"""mon.anifrolumab.*: blood count, the question about shingles, tuberculosis before the start (clinical.md 4.2).

Blood count every 182 days. The question about infection belongs to each visit: 91 days here; a check-in counts that
asks about shingles or fever. Immunity to chickenpox has no word of its own in the record.
Publication: none re-read (M).
"""

from __future__ import annotations

from journeys.guidance.done import BLOOD_COUNT, TUBERCULOSIS, answered
from journeys.guidance.drug_use import before_start, while_taking
from journeys.guidance.findings import Source
from journeys.guidance.schedule import FollowUp

_SOURCES = (Source(publication="Usual practice; no original re-read", mark="M"),)

ITEMS = (
    FollowUp(
        id="mon.anifrolumab.blood",
        title="Anifrolumab: blood count",
        condition=None,
        needs=(BLOOD_COUNT,),
        rhythm=while_taking("anifrolumab", every=182),
        drugs=("anifrolumab",),
        definition="Every 182 days.",
        sources=_SOURCES,
    ),
    FollowUp(
        id="mon.anifrolumab.infection",
        title="Anifrolumab: asked about shingles and fever",
        condition=None,
        needs=(answered("answer", "shingles", "fever"),),
        rhythm=while_taking("anifrolumab", every=91),
        drugs=("anifrolumab",),
        definition="At each visit, 91 days here: a check-in's answer about shingles or fever.",
        sources=_SOURCES,
        reminded=False,
    ),
    FollowUp(
        id="mon.anifrolumab.before-start",
        title="Anifrolumab: test before the start",
        condition=None,
        needs=(TUBERCULOSIS,),
        rhythm=before_start("anifrolumab"),
        drugs=("anifrolumab",),
        definition="Tuberculosis: once, before the start.",
        sources=_SOURCES,
        reminded=False,
    ),
)
