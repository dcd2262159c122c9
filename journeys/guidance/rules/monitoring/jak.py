"""mon.tofacitinib.*, baricitinib and upadacitinib: blood count and liver, lipids, tests before the start.

Blood count and liver enzymes every 91 days. Lipids once, between day 28 and day 84. Before the start: tuberculosis,
hepatitis B, lipids. Risks of clots, heart and cancer have no word of their own in the record.
Publications: boxed warnings (V: the themes); days: none re-read (M).
"""

from __future__ import annotations

from collections.abc import Callable

from journeys.guidance.case import Case
from journeys.guidance.clock import shift
from journeys.guidance.done import BLOOD_COUNT, HEPATITIS_B, LIPIDS, LIVER, TUBERCULOSIS
from journeys.guidance.drug_use import before_start, in_use, since, while_taking
from journeys.guidance.findings import Source
from journeys.guidance.schedule import FollowUp, Rhythm

LIPIDS_FROM, LIPIDS_TO = 28, 84

_SOURCES = (
    Source(publication="Boxed warnings of JAK inhibitors, openFDA: what is looked for", mark="V"),
    Source(publication="Intervals: usual practice; no original re-read", mark="M"),
)


def _lipids(word: str) -> Callable[[Case], Rhythm | None]:
    def rhythm(case: Case) -> Rhythm | None:
        therapies = in_use(case, word)
        began = since(therapies)
        if began is None:
            return Rhythm(None) if therapies else None
        return Rhythm(None, began=began, first=LIPIDS_TO, counts_from=shift(began, LIPIDS_FROM))

    return rhythm


def _of(word: str) -> tuple[FollowUp, ...]:
    return (
        FollowUp(
            id=f"mon.{word}.blood",
            title=f"{word.capitalize()}: blood count and liver",
            condition=None,
            needs=(BLOOD_COUNT, LIVER),
            rhythm=while_taking(word, every=91),
            drugs=(word,),
            definition="Every 91 days.",
            sources=_SOURCES,
        ),
        FollowUp(
            id=f"mon.{word}.lipids",
            title=f"{word.capitalize()}: cholesterol",
            condition=None,
            needs=(LIPIDS,),
            rhythm=_lipids(word),
            drugs=(word,),
            definition="Once, between day 28 and day 84.",
            sources=_SOURCES,
        ),
        FollowUp(
            id=f"mon.{word}.before-start",
            title=f"{word.capitalize()}: tests before the start",
            condition=None,
            needs=(TUBERCULOSIS, *HEPATITIS_B, LIPIDS),
            rhythm=before_start(word),
            drugs=(word,),
            definition="Tuberculosis, hepatitis B and lipids: once, before the start.",
            sources=_SOURCES,
            reminded=False,
        ),
    )


ITEMS = (*_of("tofacitinib"), *_of("baricitinib"), *_of("upadacitinib"))
