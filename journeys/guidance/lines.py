"""Lines of treatment over the whole history, and how each ended (settled reading 6 of clinical.md 2.0).

Intolerance, cost, pregnancy and a planned stop never count as lack of effect. Maintenance given after an induction
belongs to its line, unless that was given up for another reason than its effect. Steroids and antimalarials are no
lines of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from journeys.guidance.adequacy import Adequacy, adequate_as_line
from journeys.guidance.case import Case, once
from journeys.guidance.doses import any_of, classes_of
from journeys.guidance.journey import Therapy
from journeys.guidance.regimen import is_immunosuppressant, is_stopped, start_day, t0, treatments
from journeys.guidance.usual_doses import Use

_NO_EFFECT = {"lack-of-effect", "loss-of-effect"}
_CONTINUES = {"maintenance", "taper"}
_ANOTHER_WAY = {"toxicity", "intolerance", "infection", "pregnancy", "access", "patient-choice"}
"""Why a treatment was given up for another one: what came after it doesn't maintain what it reached."""
_COURSES = {"anti-cd20", "alkylating"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """``therapy``: what the line began with. ``continued``: maintenance after it. ``adequacy``: of ``therapy``."""

    therapy: Therapy
    adequacy: Adequacy
    continued: tuple[Therapy, ...] = ()

    @property
    def is_ongoing(self) -> bool:
        return any(not is_stopped(therapy) for therapy in (self.therapy, *self.continued))

    @property
    def without_effect(self) -> bool | None:
        """As recorded, by an outcome or a reason to stop; None: it was stopped and nobody said why."""
        return any_of(ended_without_effect(therapy) for therapy in (self.therapy, *self.continued))


@once
def lines(case: Case, use: Use) -> tuple[Line, ...]:
    """Every immunosuppressant or biologic ever given for the condition, in the order of their starts."""
    found: list[Line] = []
    for therapy in sorted(filter(is_immunosuppressant, treatments(case)), key=_by_start):
        if therapy.intent in _CONTINUES and found and found[-1].therapy.stop_reason not in _ANOTHER_WAY:
            before = found[-1]
            found[-1] = Line(therapy=before.therapy, adequacy=before.adequacy, continued=(*before.continued, therapy))
        else:
            found.append(Line(therapy=therapy, adequacy=adequate_as_line(case, therapy, use=use)))
    return tuple(found)


def goes_on(case: Case, line: Line) -> bool:
    """Not stopped, and no worn-off course: one that nobody stopped, and that another regimen followed, doesn't go on,
    and why isn't said."""
    return line.is_ongoing and not _is_worn_off(case, line)


def _is_worn_off(case: Case, line: Line) -> bool:
    began = t0(case)
    going = [therapy for therapy in (line.therapy, *line.continued) if not is_stopped(therapy)]
    return began is not None and all(
        bool(_COURSES & classes_of(therapy))
        and bool(therapy.administrations)
        and therapy.administrations[-1].on < began
        for therapy in going
    )


def ended_without_effect(therapy: Therapy) -> bool | None:
    """None: stopped, and neither a reason nor an outcome is recorded. A recorded reason that is no lack of effect
    wins over the outcome."""
    if therapy.stop_reason in _NO_EFFECT:
        return True
    if therapy.stop_reason not in (None, "other"):
        return False
    if therapy.outcome is not None:
        return therapy.outcome in _NO_EFFECT
    return None if is_stopped(therapy) else False


def _by_start(therapy: Therapy) -> tuple[str, str]:
    start = start_day(therapy)
    return (start.isoformat() if start else "", therapy.id)
