"""mon.rituximab.* and obinutuzumab: blood count, IgG, B cells, hepatitis B virus, tests before the start.

Followed while the treatment isn't stopped, and for 365 days after the last infusion (late neutropenia). Blood count
every 120 days, IgG every 182. B cells as the team orders them: once recorded or planned. Hepatitis B virus DNA (word:
hbv-dna) every 91 days where core antibodies were positive once. Before the start: hepatitis B, IgG, tuberculosis.
Hepatitis C, IgA and IgM have no word of their own in the record; vaccines: mon.all.vaccination.
Publications: blood tests for rituximab (V2), monitoring table (V); 91 days for hepatitis B DNA: usual practice (M).
"""

from __future__ import annotations

from collections.abc import Callable

from journeys.guidance.case import Case, labs
from journeys.guidance.done import BLOOD_COUNT, HEPATITIS_B, IGG, TUBERCULOSIS, lab
from journeys.guidance.drug_use import before_start, ever, in_use, last_given
from journeys.guidance.findings import Source
from journeys.guidance.schedule import FollowUp, Listed, Rhythm

AFTER_LAST_DAYS = 365

_SOURCES = (
    Source(
        publication="Blood tests for rituximab",
        url="https://www.droracle.ai/articles/612271/what-blood-work-is-required-for-rituximab-rituximab-injections",
        mark="V2",
    ),
    Source(
        publication="Monitoring of anti-CD20 treatment, table 2",
        url="https://pmc.ncbi.nlm.nih.gov/articles/PMC10982103/table/Tab2",
        mark="V",
    ),
)
_USUAL_PRACTICE = Source(publication="Usual practice; no original re-read", mark="M")


def _every(word: str, days: int) -> Callable[[Case], Rhythm | None]:
    def rhythm(case: Case) -> Rhythm | None:
        therapies = ever(case, word)
        given = last_given(therapies)
        lasts = given is not None and case.clock.within(AFTER_LAST_DAYS, given)
        return Rhythm(days, began=given) if lasts or in_use(case, word) else None

    return rhythm


def _virus(word: str) -> Callable[[Case], Rhythm | None]:
    usual = _every(word, 91)

    def rhythm(case: Case) -> Rhythm | None:
        positive = any(lab.value_text == "positive" for lab in labs(case, "anti-hbc"))
        return usual(case) if positive else None

    return rhythm


def _of(word: str) -> tuple[FollowUp, ...]:
    return (*_during(word), *_where_asked(word), _before(word))


def _during(word: str) -> tuple[FollowUp, ...]:
    name = word.capitalize()
    return (
        FollowUp(
            id=f"mon.{word}.blood",
            title=f"{name}: blood count",
            condition=None,
            needs=(BLOOD_COUNT,),
            rhythm=_every(word, 120),
            drugs=(word,),
            definition="Every 120 days, until 365 days after the last infusion.",
            sources=_SOURCES,
        ),
        FollowUp(
            id=f"mon.{word}.igg",
            title=f"{name}: antibodies in the blood (IgG)",
            condition=None,
            needs=(IGG,),
            rhythm=_every(word, 182),
            drugs=(word,),
            definition="Every 182 days, until 365 days after the last infusion.",
            sources=_SOURCES,
        ),
    )


def _where_asked(word: str) -> tuple[FollowUp, ...]:
    name = word.capitalize()
    return (
        FollowUp(
            id=f"mon.{word}.b-cells",
            title=f"{name}: B cells",
            condition=None,
            needs=(lab("B cells", "cd19"),),
            rhythm=_every(word, 182),
            drugs=(word,),
            definition="As the team orders it: every 182 days once a result is recorded, or as planned.",
            sources=_SOURCES,
            listed=Listed.ONCE_KNOWN,
            reminded=False,
        ),
        FollowUp(
            id=f"mon.{word}.hepatitis-b-virus",
            title=f"{name}: hepatitis B virus",
            condition=None,
            needs=(lab("hepatitis B virus DNA", "hbv-dna"),),
            rhythm=_virus(word),
            drugs=(word,),
            definition="Every 91 days where hepatitis B core antibodies were positive.",
            sources=(*_SOURCES, _USUAL_PRACTICE),
            reminded=False,
        ),
    )


def _before(word: str) -> FollowUp:
    return FollowUp(
        id=f"mon.{word}.before-start",
        title=f"{word.capitalize()}: tests before the start",
        condition=None,
        needs=(*HEPATITIS_B, IGG, TUBERCULOSIS),
        rhythm=before_start(word),
        drugs=(word,),
        definition="Hepatitis B, IgG and tuberculosis: once, before the start.",
        sources=_SOURCES,
        reminded=False,
    )


ITEMS = (*_of("rituximab"), *_of("obinutuzumab"))
