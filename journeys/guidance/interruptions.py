"""Times in which a drug was not taken, between two in which it was (cf.interrupted of clinical.md 3.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case, once
from journeys.guidance.doses import any_of, classes_of, drug_of, taken_at_all
from journeys.guidance.journey import Therapy
from journeys.guidance.regimen import is_immunosuppressant, present, treatments
from journeys.guidance.timeline import Timeline
from journeys.guidance.usual_doses import STANDARDS, Pattern


class Gap(NamedTuple):
    """Without the drug from ``first`` on, taken up again on ``until``; None: not yet, or not as far as is known."""

    therapy: Therapy
    first: date
    until: date | None


@once
def gaps(case: Case) -> tuple[Gap, ...]:
    """Of every drug of the present treatment that is taken daily or at intervals, oldest first of each drug. Earlier
    treatments with the same drug count as one with it. A day whose dose nobody knows is no gap."""
    by_drug = {therapy.drug: therapy for therapy in present(case) if _goes_on(therapy)}
    return tuple(gap for therapy in by_drug.values() for gap in _gaps_of(case, therapy))


def _goes_on(therapy: Therapy) -> bool:
    """Immunosuppressants and antimalarials; courses of a few infusions have no gaps, steroids end by a taper."""
    drug = drug_of(therapy)
    standard = STANDARDS.get(drug.name) if drug else None
    infused_course = "alkylating" in classes_of(therapy) and bool(therapy.administrations)
    is_course = infused_course or (standard is not None and standard.pattern is Pattern.COURSE)
    return (is_immunosuppressant(therapy) or "antimalarial" in classes_of(therapy)) and not is_course


def _gaps_of(case: Case, therapy: Therapy) -> Iterator[Gap]:
    """Only after it was, or may have been, taken for the first time."""
    same = [other for other in treatments(case) if other.drug == therapy.drug]
    first: date | None = None
    is_begun = False
    for day, took in _taken(case, same).steps:
        if took is False:
            first = first or (day if is_begun else None)
            continue
        if first is not None:
            yield Gap(therapy, first, day)
        first, is_begun = None, True
    if first is not None:
        yield Gap(therapy, first, None)


def _taken(case: Case, same: Sequence[Therapy]) -> Timeline[bool | None]:
    """For every day, whether any of these treatments was taken."""
    timelines = [_taken_of(case, therapy) for therapy in same]
    whole = timelines[0]
    for other in timelines[1:]:
        whole = whole.join(other, lambda one, two: any_of((one, two)))
    return whole


def _taken_of(case: Case, therapy: Therapy) -> Timeline[bool | None]:
    drug = drug_of(therapy)
    standard = STANDARDS.get(drug.name) if drug else None
    if standard is None or not standard.amounts:
        return taken_at_all(case, therapy, amounts=(), pattern=Pattern.DAILY)
    return taken_at_all(case, therapy, amounts=standard.amounts, pattern=standard.pattern)
