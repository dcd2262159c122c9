"""What shows that a follow-up was done: results, scans, visits, scores, answers. Each is a `Need` (see `schedule`).

Only the day counts here, not the value: a blood test was done whether or not its result is good.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from journeys.guidance.case import Case, once
from journeys.guidance.journey import CheckIn
from journeys.guidance.schedule import Need


@once
def _newest_labs(case: Case) -> Mapping[str, date]:
    return {lab.analyte: lab.collected_on for lab in case.journey.labs}  # oldest first: the newest stays


@once
def _newest_answers(case: Case) -> Mapping[str, date]:
    return {symptom: check_in.on for check_in in case.journey.check_ins for symptom in check_in.symptoms}


def lab(name: str, *analytes: str) -> Need:
    """Any one of these analytes."""

    def newest(case: Case) -> date | None:
        known = _newest_labs(case)
        return max((known[analyte] for analyte in analytes if analyte in known), default=None)

    return Need(name, newest)


def scan(name: str, *modalities: str) -> Need:
    return Need(
        name, lambda case: _last(study.on for study in reversed(case.journey.imaging) if study.modality in modalities)
    )


def visit(name: str, *kinds: str, condition: str | None = None) -> Need:
    """``condition``: visits for it, and those for which nobody said what they were for; None: any."""
    about = (None, condition)

    def newest(case: Case) -> date | None:
        visits = reversed(case.journey.visits)
        return _last(seen.on for seen in visits if seen.kind in kinds and (not condition or seen.condition in about))

    return Need(name, newest)


def score(name: str, *instruments: str) -> Need:
    return Need(
        name,
        lambda case: _last(each.on for each in reversed(case.journey.assessments) if each.instrument in instruments),
    )


def measured(name: str, kind: str, *, with_limb: bool = False) -> Need:
    def newest(case: Case) -> date | None:
        values = reversed(case.journey.measurements)
        return _last(value.on for value in values if value.kind == kind and (value.limb or not with_limb))

    return Need(name, newest)


def answered(name: str, *symptoms: str) -> Need:
    """A check-in in which any of these was asked; "no" and 0 are answers."""

    def newest(case: Case) -> date | None:
        asked = _newest_answers(case)
        return max((asked[symptom] for symptom in symptoms if symptom in asked), default=None)

    return Need(name, newest)


def entry(name: str, shows: Callable[[CheckIn], object]) -> Need:
    return Need(name, lambda case: _last(each.on for each in reversed(case.journey.check_ins) if shows(each)))


def reviewed(name: str, checklist: str) -> Need:
    """A checklist that a clinician closed."""

    def newest(case: Case) -> date | None:
        reviews = reversed(case.journey.reviews)
        return _last(review.on for review in reviews if review.checklist == checklist and review.complete)

    return Need(name, newest)


def vaccinated(name: str) -> Need:
    def newest(case: Case) -> date | None:
        events = reversed(case.journey.life_events)
        return _last(event.began_on for event in events if event.kind == "vaccination")

    return Need(name, newest)


def either(name: str, *needs: Need) -> Need:
    """Any one of them is enough."""
    return Need(name, lambda case: max((on for need in needs if (on := need.newest(case))), default=None))


def _last(newest_first: Iterable[date]) -> date | None:
    return next(iter(newest_first), None)


# A blood count by what treatment endangers first; haemoglobin alone is none.
BLOOD_COUNT = lab("blood count", "leucocytes", "neutrophils", "platelets")
CREATININE = lab("creatinine", "creatinine", "egfr")
LIVER = lab("liver enzymes", "alt", "ast")
LIPIDS = lab("cholesterol", "ldl", "total-cholesterol")
GLUCOSE = lab("glucose", "glucose", "hba1c")
IGG = lab("IgG", "igg")
URINE_PROTEIN = lab("protein in the urine", "upcr", "protein-24h", "uacr")
HEPATITIS_B = (lab("hepatitis B surface antigen", "hbsag"), lab("hepatitis B core antibodies", "anti-hbc"))
TUBERCULOSIS = lab("tuberculosis blood test", "igra")
BLOOD_PRESSURE = measured("blood pressure", "systolic-bp")
WEIGHT = measured("weight", "weight")
EYE_CHECK = visit("eye check", "eye-check")
