"""mon.tocilizumab.*: blood count and liver, lipids, tests before the start (clinical.md 4.2).

Neutrophils, platelets, ALT or AST every 56 days in the first 182, then every 91. Lipids once between day 28 and 56,
then every 182 days. Sarilumab and satralizumab are followed in the same way (D). Before the start: tuberculosis,
hepatitis B. Hepatitis C and a history of diverticulitis have no word of their own in the record.
Publication: product information of tocilizumab (V).
"""

from __future__ import annotations

from collections.abc import Callable

from journeys.guidance.case import Case
from journeys.guidance.clock import shift
from journeys.guidance.done import HEPATITIS_B, LIPIDS, LIVER, TUBERCULOSIS, lab
from journeys.guidance.drug_use import before_start, by_stage, in_use, since
from journeys.guidance.findings import Source
from journeys.guidance.schedule import FollowUp, Rhythm

LIPIDS_FROM, LIPIDS_TO = 28, 56

_LABEL = Source(
    publication="Product information of tocilizumab, Australia",
    url="https://yumpu.com/en/document/view/25815174/actemra-tocilizumab-product-information-pi-roche-australia/18",
    mark="V",
)
_ALIKE = Source(publication="As for tocilizumab: project default", mark="D")


def _lipids(word: str) -> Callable[[Case], Rhythm | None]:
    def rhythm(case: Case) -> Rhythm | None:
        therapies = in_use(case, word)
        began = since(therapies)
        if began is None:
            return Rhythm(182) if therapies else None
        return Rhythm(182, began=began, first=LIPIDS_TO, counts_from=shift(began, LIPIDS_FROM))

    return rhythm


def _of(word: str, *sources: Source) -> tuple[FollowUp, ...]:
    return (
        FollowUp(
            id=f"mon.{word}.blood",
            title=f"{word.capitalize()}: blood count and liver",
            condition=None,
            needs=(lab("neutrophils", "neutrophils"), lab("platelets", "platelets"), LIVER),
            rhythm=by_stage(word, early=56, until=182, later=91),
            drugs=(word,),
            definition="Every 56 days in the first 182, then every 91.",
            sources=sources,
        ),
        FollowUp(
            id=f"mon.{word}.lipids",
            title=f"{word.capitalize()}: cholesterol",
            condition=None,
            needs=(LIPIDS,),
            rhythm=_lipids(word),
            drugs=(word,),
            definition="Once between day 28 and day 56, then every 182 days.",
            sources=sources,
        ),
        FollowUp(
            id=f"mon.{word}.before-start",
            title=f"{word.capitalize()}: tests before the start",
            condition=None,
            needs=(TUBERCULOSIS, *HEPATITIS_B),
            rhythm=before_start(word),
            drugs=(word,),
            definition="Tuberculosis and hepatitis B: once, before the start.",
            sources=sources,
            reminded=False,
        ),
    )


ITEMS = (*_of("tocilizumab", _LABEL), *_of("sarilumab", _LABEL, _ALIKE), *_of("satralizumab", _LABEL, _ALIKE))
