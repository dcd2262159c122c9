"""Stretches of time in which a blood test says something else: infections, IL-6 blockade, surgery, vaccines, pregnancy.

A window has a first and a last day; no last day: it is open, because nobody recorded the end. Definitions:
clinical.md 2.0 (clean acute-phase result), 3.1 (cf.infection, cf.il6).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case, cite, once
from journeys.guidance.clock import shift
from journeys.guidance.doses import classes_of
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import Fact, Infection, LifeEvent, Therapy
from journeys.guidance.phrases import words

BEFORE_INFECTION, AFTER_INFECTION, AFTER_SERIOUS = 7, 14, 28
TUBERCULOSIS_DAYS = 56
AFTER_IL6_INFUSION, AFTER_IL6_INJECTION = 56, 42
AFTER_SURGERY, AFTER_VACCINE = 28, 7
PREGNANCY_DAYS = 300
"""How long a pregnancy without a recorded end is taken to last (D)."""

_ALWAYS_SERIOUS = {"tuberculosis", "sepsis", "hepatitis-b-reactivation"}
_TISSUE_HEALS = {"surgery", "major-trauma", "childbirth"}


class Window(NamedTuple):
    """``name``: what it is, for a sentence. ``kind`` and ``fact``: what was recorded."""

    name: str
    kind: str
    fact: Fact
    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    @property
    def evidence(self) -> Evidence:
        return cite(self.kind, self.fact, on=_recorded_day(self.fact), shows=self.name)


def _recorded_day(fact: Fact) -> date | None:
    started = getattr(fact, "started_on", None)
    day = getattr(fact, "began_on", None) or getattr(fact, "on", None) or (started.earliest if started else None)
    return day if isinstance(day, date) else None


@once
def infection_windows(case: Case) -> tuple[Window, ...]:
    """Infections from 7 days before until 14 after (28 if serious, or if nobody said), and courses of anti-infective
    drugs from 7 before until 14 after (28 of one against tuberculosis)."""
    ill = [_infection(case, infection) for infection in case.journey.infections]
    courses = [_course(therapy) for therapy in case.journey.therapies if _is_anti_infective(therapy)]
    return (*ill, *courses)


def is_serious(case: Case, infection: Infection) -> bool | None:
    """As recorded; by its kind, or an admission for infection while it lasted; else unknown."""
    if infection.serious or infection.kind in _ALWAYS_SERIOUS or _was_admitted(case, infection):
        return True
    return infection.serious


def ended(case: Case, infection: Infection) -> date | None:
    """The day on which it was over; tuberculosis: controlled, and treated for 56 days at least. None: not yet."""
    if infection.kind != "tuberculosis":
        return infection.ended_on or infection.controlled_on
    if infection.controlled_on is None:
        return None
    return max(infection.controlled_on, shift(_tuberculosis_treated(case, infection), TUBERCULOSIS_DAYS))


def _infection(case: Case, infection: Infection) -> Window:
    over = ended(case, infection)
    after = AFTER_INFECTION if is_serious(case, infection) is False else AFTER_SERIOUS
    return Window(
        name=f"infection ({words(infection.kind)})",
        kind="infections",
        fact=infection,
        first=shift(infection.began_on, -BEFORE_INFECTION),
        last=shift(over, after) if over else None,
    )


def _was_admitted(case: Case, infection: Infection) -> bool:
    last = infection.ended_on or infection.controlled_on or date.max
    admitted = (entry.on for entry in case.journey.admissions if entry.reason == "infection")
    return any(infection.began_on <= on <= last for on in admitted)


def _tuberculosis_treated(case: Case, infection: Infection) -> date:
    drugs = [therapy for therapy in case.journey.therapies if "tuberculosis" in classes_of(therapy)]
    starts = [therapy.started_on.latest for therapy in drugs if therapy.started_on]
    return min((start for start in starts if start >= infection.began_on), default=infection.began_on)


def _is_anti_infective(therapy: Therapy) -> bool:
    """A course against an infection; what is taken for long to prevent one (maintenance) is none."""
    return "anti-infective" in classes_of(therapy) and therapy.intent != "maintenance"


def _course(therapy: Therapy) -> Window:
    stop = therapy.stopped_on
    after = AFTER_SERIOUS if "tuberculosis" in classes_of(therapy) else AFTER_INFECTION
    return Window(
        name=f"course of {therapy.drug}",
        kind="therapies",
        fact=therapy,
        first=shift(_first_day(therapy), -BEFORE_INFECTION),
        last=shift(stop.latest, after) if stop else None,
    )


def _first_day(therapy: Therapy) -> date:
    """The earliest day on which it may have begun; unknown: any day."""
    return therapy.started_on.earliest if therapy.started_on else date.min


@once
def il6_windows(case: Case) -> tuple[Window, ...]:
    """IL-6 blockade and its washout: 56 days after an infusion, 42 after an injection; open while it goes on, and
    where its end isn't known."""
    return tuple(_blockade(therapy) for therapy in case.journey.therapies if "il6" in classes_of(therapy))


def _blockade(therapy: Therapy) -> Window:
    washout = AFTER_IL6_INJECTION if therapy.route == "subcutaneous" else AFTER_IL6_INFUSION
    last = _last_dose(therapy)
    return Window(
        name=f"IL-6 blockade ({therapy.drug})",
        kind="therapies",
        fact=therapy,
        first=_first_day(therapy),
        last=shift(last, washout) if last else None,
    )


def _last_dose(therapy: Therapy) -> date | None:
    """Of a stopped treatment: its last infusion, else its stop. None: it goes on, or the day is unknown."""
    given = [entry.on for entry in therapy.administrations]
    if therapy.stopped_on:
        return max(given, default=therapy.stopped_on.latest)
    return max(given, default=None) if therapy.stopped else None


@once
def tissue_windows(case: Case) -> tuple[Window, ...]:
    """28 days after surgery, major trauma or childbirth; 7 after a vaccine."""
    bypasses = (
        Window("bypass surgery", "procedures", entry, entry.on, shift(entry.on, AFTER_SURGERY))
        for entry in case.journey.procedures
        if entry.kind == "bypass"
    )
    return (
        *bypasses,
        *_events(case, _TISSUE_HEALS, after=AFTER_SURGERY),
        *_events(case, {"vaccination"}, after=AFTER_VACCINE),
    )


@once
def pregnancy_windows(case: Case) -> tuple[Window, ...]:
    return tuple(
        Window(
            "pregnancy", "life_events", event, event.began_on, event.ended_on or shift(event.began_on, PREGNANCY_DAYS)
        )
        for event in case.journey.life_events
        if event.kind == "pregnancy"
    )


def _events(case: Case, kinds: Iterable[str], *, after: int) -> tuple[Window, ...]:
    chosen: list[LifeEvent] = [event for event in case.journey.life_events if event.kind in kinds]
    return tuple(
        Window(words(event.kind), "life_events", event, event.began_on, shift(event.ended_on or event.began_on, after))
        for event in chosen
    )
