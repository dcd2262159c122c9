"""mon.cyclophosphamide.*: blood count, urine and kidneys, the bladder for life, tests before the start.

Blood count: after an infusion once, 7 to 14 days later (the lowest count); by mouth every 14 days. That a count also
comes before the next infusion can't be foreseen: the record doesn't know that day. Urine and creatinine every 30
days. After the last treatment urine once a year, for life. Before the start: hepatitis B and tuberculosis. Hepatitis
C, HIV and the talk about fertility and contraception have no word of their own in the record.
Publication: none re-read (M).
"""

from __future__ import annotations

from datetime import date

from journeys.guidance.case import Case
from journeys.guidance.clock import shift
from journeys.guidance.done import BLOOD_COUNT, CREATININE, HEPATITIS_B, TUBERCULOSIS, lab
from journeys.guidance.drug_use import before_start, ever, in_use, last_given, since, while_taking
from journeys.guidance.findings import Source
from journeys.guidance.journey import Therapy
from journeys.guidance.schedule import FollowUp, Rhythm

NADIR_FROM, NADIR_TO = 7, 14

_DRUG = "cyclophosphamide"
_SOURCES = (Source(publication="Usual practice; no original re-read", mark="M"),)


def _count(case: Case) -> Rhythm | None:
    therapies = in_use(case, _DRUG)
    infused = [therapy for therapy in therapies if therapy.administrations]
    if len(infused) < len(therapies):
        return Rhythm(14, began=since(therapies))
    given = last_given(infused)
    return Rhythm(None, began=given, first=NADIR_TO, counts_from=shift(given, NADIR_FROM)) if given else None


def _bladder(case: Case) -> Rhythm | None:
    therapies = ever(case, _DRUG)
    return None if not therapies or in_use(case, _DRUG) else Rhythm(365, began=_over(therapies))


def _over(therapies: tuple[Therapy, ...]) -> date | None:
    stops = [therapy.stopped_on.latest if therapy.stopped_on else last_given([therapy]) for therapy in therapies]
    return max((stop for stop in stops if stop), default=None)


ITEMS = (
    FollowUp(
        id="mon.cyclophosphamide.blood",
        title="Cyclophosphamide: blood count",
        condition=None,
        needs=(BLOOD_COUNT,),
        rhythm=_count,
        definition="7 to 14 days after each infusion; by mouth every 14 days.",
        sources=_SOURCES,
    ),
    FollowUp(
        id="mon.cyclophosphamide.urine-and-kidneys",
        title="Cyclophosphamide: blood in the urine, and kidneys",
        condition=None,
        needs=(lab("red cells in the urine", "urine-red-cells"), CREATININE),
        rhythm=while_taking(_DRUG, every=30),
        drugs=(_DRUG,),
        definition="Every 30 days.",
        sources=_SOURCES,
    ),
    FollowUp(
        id="mon.cyclophosphamide.bladder",
        title="After cyclophosphamide: blood in the urine",
        condition=None,
        needs=(lab("red cells in the urine", "urine-red-cells"),),
        rhythm=_bladder,
        definition="Once a year, for life, after the last treatment.",
        sources=_SOURCES,
    ),
    FollowUp(
        id="mon.cyclophosphamide.before-start",
        title="Cyclophosphamide: tests before the start",
        condition=None,
        needs=(*HEPATITIS_B, TUBERCULOSIS),
        rhythm=before_start(_DRUG),
        drugs=(_DRUG,),
        definition="Hepatitis B and tuberculosis: once, before the start.",
        sources=_SOURCES,
        reminded=False,
    ),
)
