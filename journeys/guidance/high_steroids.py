"""High-dose steroids by any route, day by day: by mouth per kg of weight, or as a pulse (clinical.md 2.0, 2.2)."""

from __future__ import annotations

from datetime import date

from journeys.guidance.case import Case, cite
from journeys.guidance.clock import shift
from journeys.guidance.doses import Body, any_of, body, classes_of, drug_of, milligrams, taken
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import Therapy
from journeys.guidance.phrases import day
from journeys.guidance.steroids import PULSE, is_oral_steroid, steroid_dose
from journeys.guidance.timeline import Timeline

PARENTERAL_PULSE_MG = 100
"""mg of prednisone-equivalent, not by mouth, on one day."""
_LOCAL = "topical"
_UNTOLD = "other"
"""Into a muscle, and so for the whole body, or into a joint, and so not: a record doesn't tell."""
_HAIR = 1e-9


def high_steroid_days(case: Case, first: date, last: date, *, least: float) -> tuple[date | None, date | None]:
    """The first day between the two with ``least`` mg/kg of prednisone-equivalent by mouth, or a pulse: surely, and
    perhaps (a dose or a weight isn't recorded)."""
    surely = perhaps = None
    for span, is_high in _high(case, least).spans(first, shift(last, 1)):
        if is_high is not False and perhaps is None:
            perhaps = span.start
        if is_high and surely is None:
            surely = span.start
    return surely, perhaps


def first_pulse(case: Case, first: date, last: date) -> Evidence | None:
    """Between the two days, the first day on which a pulse was surely given, not by mouth."""
    found = [
        (span.start, therapy)
        for therapy in _not_by_mouth(case)
        for span, is_pulse in _pulses(case, therapy).spans(first, shift(last, 1))
        if is_pulse
    ]
    for on, therapy in sorted(found, key=lambda pulse: (pulse[0], pulse[1].id))[:1]:
        return cite("therapies", therapy, on=on, shows=f"steroid pulse ({therapy.drug}) on {day(on)}")
    return None


def _not_by_mouth(case: Case) -> list[Therapy]:
    """Steroids that act on the whole body, or may."""
    return [
        therapy
        for therapy in case.journey.therapies
        if therapy.route != _LOCAL and not is_oral_steroid(therapy) and "glucocorticoid" in classes_of(therapy)
    ]


def _high(case: Case, least: float) -> Timeline[bool | None]:
    def by_mouth(dose: float | None, now: Body) -> bool | None:
        if dose == PULSE or not dose:
            return dose == PULSE if dose is not None else None
        return dose >= least * now.weight - _HAIR if now.weight else None

    high = steroid_dose(case).join(body(case), by_mouth)
    for therapy in _not_by_mouth(case):
        high = high.join(_pulses(case, therapy), lambda one, other: any_of((one, other)))
    return high


def _pulses(case: Case, therapy: Therapy) -> Timeline[bool | None]:
    drug = drug_of(therapy)
    factor = (drug.prednisone_factor if drug else None) or 0.0

    def is_pulse(amount: float | None, unit: str, now: Body) -> bool | None:
        mg = milligrams(amount * factor, unit, body=now) if amount else amount
        is_high = None if mg is None else mg >= PARENTERAL_PULSE_MG - _HAIR
        return None if is_high and therapy.route == _UNTOLD else is_high

    if not therapy.administrations:
        return taken(therapy).join(body(case), lambda dose, now: is_pulse(dose.amount, dose.unit, now))
    steps: dict[date, bool | None] = {}
    for given in therapy.administrations:
        steps |= {given.on: is_pulse(given.amount, given.unit, body(case).at(given.on)), shift(given.on, 1): False}
    return Timeline.of(False, steps.items())
