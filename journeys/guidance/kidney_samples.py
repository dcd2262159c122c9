"""What makes one urine protein or one creatinine say something else than the kidneys' state (clinical.md 3.1).

Windows of days: a sample inside one waits for a repeat outside. Numbers are project choices (D) on general knowledge
(M). What a record doesn't hold can't be looked for: exercise, a urine dip, muscle mass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from journeys.guidance.case import Case, once
from journeys.guidance.clock import shift
from journeys.guidance.doses import EVERY_DAYS, classes_of
from journeys.guidance.journey import Dose, Fact, Therapy
from journeys.guidance.windows import Window, pregnancy_windows

NEAR_INFECTION, NEAR_FEVER = 14, 3
"""Days before and after a urinary infection, and around a fever, in which urine protein may be raised."""
FEVER = 38.0
MENSES_DAYS = 7
"""How long menses without a recorded end are taken to last."""
SETTLING = 56
"""Days that a blood pressure drug, SGLT2 inhibitor or calcineurin inhibitor takes to settle what it does at once."""
AFTER_CONTRAST, AFTER_DRUG, AFTER_DEHYDRATION = 14, 14, 14
"""Days after contrast, after the last dose of a drug that touches creatinine, after loss of fluid."""

_PRESSURE = {"raas", "sglt2"}
_TAKEN = {"nsaid", "raises-creatinine"}
_DRIES_OUT = {"dehydration", "diarrhoea", "vomiting"}
_CONTRAST = {"CTA", "angiography"}
_THROUGH_A_CATHETER = {"angioplasty", "stent"}


@once
def urine_spoilers(case: Case) -> tuple[Window, ...]:
    """Times whose urine protein decides nothing."""
    return (
        *_urinary_infections(case),
        *_menses(case),
        *_fevers(case),
        *_expecting(case),
        *(window for therapy in _of(case, _PRESSURE) for window in _eased(therapy)),
    )


@once
def urine_lowered(case: Case) -> tuple[Window, ...]:
    """Times whose urine protein may be lower than the disease makes it: a drug that lowers the pressure in the kidney
    was begun or raised not long before. It tells how high the protein is at least."""
    return tuple(window for therapy in _of(case, _PRESSURE) for window in _pressed(therapy))


@once
def creatinine_spoilers(case: Case) -> tuple[Window, ...]:
    """Times whose creatinine may be raised by something else than the disease."""
    return (
        *(_begun(therapy) for therapy in _of(case, {*_PRESSURE, "cni"})),
        *(_while_taken(therapy) for therapy in _of(case, _TAKEN)),
        *_contrast(case),
        *_dried_out(case),
        *_expecting(case),
    )


def covering(windows: Iterable[Window], day: date) -> tuple[Window, ...]:
    return tuple(window for window in windows if window.covers(day))


def is_undated(window: Window) -> bool:
    """Of a treatment whose start nobody recorded: it may not have been taken then."""
    return isinstance(window.fact, Therapy) and window.fact.started_on is None


def _of(case: Case, classes: set[str]) -> list[Therapy]:
    return [therapy for therapy in case.journey.therapies if classes & classes_of(therapy)]


def _after(name: str, kind: str, fact: Fact, *, since: date, days: int) -> Window:
    return Window(name, kind, fact, since, shift(since, days))


def _urinary_infections(case: Case) -> Iterator[Window]:
    """Open, as long as nobody recorded its end."""
    for ill in case.journey.infections:
        if ill.kind == "urinary-tract":
            over = ill.ended_on or ill.controlled_on
            last = shift(over, NEAR_INFECTION) if over else None
            name = "near a urinary infection" if over else "near a urinary infection without a recorded end"
            yield Window(name, "infections", ill, shift(ill.began_on, -NEAR_INFECTION), last)


def _menses(case: Case) -> Iterator[Window]:
    for event in case.journey.life_events:
        if event.kind == "menses":
            last = event.ended_on or shift(event.began_on, MENSES_DAYS)
            yield Window("during menses", "life_events", event, event.began_on, last)


def _fevers(case: Case) -> Iterator[Window]:
    for entry in case.journey.check_ins:
        if entry.symptoms.get("fever"):
            yield _around("near a fever", "check_ins", entry, on=entry.on)
    for found in case.journey.measurements:
        if found.kind == "temperature" and (found.canonical_value or 0) >= FEVER:
            yield _around("near a fever", "measurements", found, on=found.on)


def _around(name: str, kind: str, fact: Fact, *, on: date) -> Window:
    return Window(name, kind, fact, shift(on, -NEAR_FEVER), shift(on, NEAR_FEVER))


def _expecting(case: Case) -> Iterator[Window]:
    return (window._replace(name="during pregnancy") for window in pregnancy_windows(case))


def _begun(therapy: Therapy) -> Window:
    """A start known only in part may have been on any of its days; an unknown one on any day."""
    started = therapy.started_on
    if started is None:
        return _undated(therapy)
    name = f"soon after {therapy.drug} was started"
    return Window(name, "therapies", therapy, started.earliest, shift(started.latest, SETTLING))


def _undated(therapy: Therapy) -> Window:
    last = shift(therapy.stopped_on.latest, AFTER_DRUG) if therapy.stopped_on else None
    return Window(f"with an unknown start of {therapy.drug}", "therapies", therapy, date.min, last)


def _pressed(therapy: Therapy) -> Iterator[Window]:
    """From the day after: on the day itself urine was given before the first dose, and a treatment's first day is often
    such a drug's, too. An unknown start counts for nothing here: most take such a drug for years."""
    if started := therapy.started_on:
        yield _begun(therapy)._replace(first=shift(started.earliest, 1))
    for line in _changes(therapy, rises=True):
        raised = _after(
            f"soon after {therapy.drug} was raised", "therapies", therapy, since=line.from_date, days=SETTLING
        )
        yield raised._replace(first=shift(line.from_date, 1))


def _eased(therapy: Therapy) -> Iterator[Window]:
    """Less of it, or an unknown dose: urine protein may then rise without the disease."""
    for line in _changes(therapy, rises=False):
        name = f"soon after {therapy.drug} was changed"
        yield _after(name, "therapies", therapy, since=line.from_date, days=SETTLING)
    if stop := therapy.stopped_on:
        name = f"soon after {therapy.drug} was stopped"
        yield Window(name, "therapies", therapy, stop.earliest, shift(stop.latest, SETTLING))


def _changes(therapy: Therapy, *, rises: bool) -> Iterator[Dose]:
    """The dose lines that change the dose of the one before: up, or in any other way."""
    for before, line in pairwise(therapy.doses):
        was, now = _per_day(before), _per_day(line)
        if was != now and _is_rise(was, now) is rises:
            yield line


def _per_day(line: Dose) -> tuple[float | None, str]:
    return None if line.amount is None else line.amount / EVERY_DAYS[line.every], line.unit


def _is_rise(was: tuple[float | None, str], now: tuple[float | None, str]) -> bool:
    return was[1] == now[1] and was[0] is not None and now[0] is not None and now[0] > was[0]


def _while_taken(therapy: Therapy) -> Window:
    if therapy.started_on is None:
        return _undated(therapy)
    last = shift(therapy.stopped_on.latest, AFTER_DRUG) if therapy.stopped_on else None
    return Window(f"on {therapy.drug} or soon after", "therapies", therapy, therapy.started_on.earliest, last)


def _contrast(case: Case) -> Iterator[Window]:
    for study in case.journey.imaging:
        if study.modality in _CONTRAST:
            yield _after(f"soon after {study.modality}", "imaging", study, since=study.on, days=AFTER_CONTRAST)
    for procedure in case.journey.procedures:
        if procedure.kind in _THROUGH_A_CATHETER:
            yield _after(
                f"soon after {procedure.kind}", "procedures", procedure, since=procedure.on, days=AFTER_CONTRAST
            )


def _dried_out(case: Case) -> Iterator[Window]:
    for ill in case.journey.infections:
        if ill.kind == "gastroenteritis":
            over = ill.ended_on or ill.controlled_on or ill.began_on
            last = shift(over, AFTER_DEHYDRATION)
            yield Window("near a stomach infection", "infections", ill, ill.began_on, last)
    for effect in case.journey.adverse_effects:
        if effect.kind in _DRIES_OUT:
            name = f"soon after {effect.kind}"
            yield _after(name, "adverse_effects", effect, since=effect.on, days=AFTER_DEHYDRATION)
