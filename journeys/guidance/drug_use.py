"""Which drugs are taken now and since when, whatever for: what monitoring by drug goes by.

A drug of which several entries stand was begun with the earliest. A start known in part is taken at its last day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from datetime import date

from journeys.guidance.case import Case, once
from journeys.guidance.doses import drug_of
from journeys.guidance.journey import Therapy
from journeys.guidance.regimen import is_stopped, start_day
from journeys.guidance.schedule import Rhythm
from journeys.guidance.steroids import PULSE, is_oral_steroid, steroid_dose

LONG_STEROID_MG = 2.5
LONG_STEROID_DAYS = 91
"""More than 90 days (GIOP 2022, V)."""


@once
def _by_drug(case: Case) -> Mapping[str, tuple[Therapy, ...]]:
    found: dict[str, list[Therapy]] = {}
    for therapy in case.journey.therapies:
        if drug := drug_of(therapy):
            found.setdefault(drug.name, []).append(therapy)
    return {name: tuple(therapies) for name, therapies in found.items()}


def given(case: Case) -> Set[str]:
    """Every known drug that was ever given."""
    return _by_drug(case).keys()


def ever(case: Case, *names: str) -> tuple[Therapy, ...]:
    """Every treatment with one of these drugs."""
    known = _by_drug(case)
    return tuple(therapy for name in names for therapy in known.get(name, ()))


def in_use(case: Case, *names: str) -> tuple[Therapy, ...]:
    """Those of them that aren't stopped."""
    return tuple(therapy for therapy in ever(case, *names) if not is_stopped(therapy))


def since(therapies: Iterable[Therapy]) -> date | None:
    """The first day, as far as recorded: a start, else the first dose."""
    return min((on for therapy in therapies if (on := start_day(therapy) or _first_dose(therapy))), default=None)


def _first_dose(therapy: Therapy) -> date | None:
    return min(_dose_days(therapy), default=None)


def _dose_days(therapy: Therapy) -> Iterator[date]:
    yield from (line.from_date for line in therapy.doses)
    yield from _given_days(therapy)


def last_given(therapies: Iterable[Therapy]) -> date | None:
    """The last infusion or injection that is recorded; of a treatment without any, the start."""
    return max((on for therapy in therapies if (on := _last_given(therapy))), default=None)


def _last_given(therapy: Therapy) -> date | None:
    return max(_given_days(therapy), default=None) or start_day(therapy)


def _given_days(therapy: Therapy) -> Iterator[date]:
    """What was left out (an amount of 0) wasn't given."""
    return (given.on for given in therapy.administrations if given.amount != 0)


def course_began(therapies: Iterable[Therapy], *, apart: int) -> date | None:
    """The first infusion of the newest course, none of them more than ``apart`` days after the one before; of
    treatments without any recorded infusion, the last start."""
    known = list(therapies)
    began = last_given(known)
    for given in sorted((on for therapy in known for on in _given_days(therapy)), reverse=True):
        began = given if began is not None and 0 <= (began - given).days <= apart else began
    return began


def dose_changed(therapies: Iterable[Therapy]) -> date | None:
    """The last day on which a dose became another one; the start is the first."""
    return max((day for therapy in therapies for day in _changes(therapy)), default=None)


def _changes(therapy: Therapy) -> Iterator[date]:
    if began := since([therapy]):
        yield began
    before = None
    for line in therapy.doses:
        dose = (line.amount, line.unit, line.every)
        if before not in (None, dose):
            yield line.from_date
        before = dose


def while_taking(*names: str, every: int) -> Callable[[Case], Rhythm | None]:
    """At an interval for as long as one of these drugs is taken."""

    def rhythm(case: Case) -> Rhythm | None:
        therapies = in_use(case, *names)
        return Rhythm(every, began=since(therapies)) if therapies else None

    return rhythm


def by_stage(*names: str, early: int, until: int, later: int) -> Callable[[Case], Rhythm | None]:
    """``early`` in the first ``until`` days of the treatment, then ``later``; a start that nobody knows is long ago."""

    def rhythm(case: Case) -> Rhythm | None:
        therapies = in_use(case, *names)
        began = since(therapies)
        is_early = began is not None and case.clock.within(until, began)
        return Rhythm(early if is_early else later, began=began) if therapies else None

    return rhythm


def before_start(*names: str) -> Callable[[Case], Rhythm | None]:
    """Due on the day of the start; a result of before or after is as good, and one is enough."""

    def rhythm(case: Case) -> Rhythm | None:
        therapies = in_use(case, *names)
        return Rhythm(None, began=since(therapies), first=0) if therapies else None

    return rhythm


@once
def on_steroids_since(case: Case) -> date | None:
    """Since when an oral steroid of 2.5 mg a day or more has been taken for more than 90 days, without a day known to
    be below; None: it hasn't. `date.min`: nobody knows since when. An unknown dose isn't a low one."""
    if not any(is_oral_steroid(therapy) and not is_stopped(therapy) for therapy in case.journey.therapies):
        return None
    began = _above(case)
    return began if began is not None and case.clock.at_least(LONG_STEROID_DAYS, since=began) else None


def _above(case: Case) -> date | None:
    doses, began = steroid_dose(case), None
    case.clock.note(doses.next_step(case.on))
    for begins, dose in reversed(doses.steps[: doses.index(case.on) + 1]):
        if dose is not None and dose != PULSE and dose < LONG_STEROID_MG:
            break
        began = begins
    return began
