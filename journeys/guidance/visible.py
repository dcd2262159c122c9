"""What is known of a journey on a day: nothing that happened, was given, or ended later."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import Any, TypeVar

from journeys.guidance.document import in_order
from journeys.guidance.journey import LISTS, Fact, Journey, Therapy
from journeys.guidance.partial_date import PartialDate

AnyFact = TypeVar("AnyFact", bound=Fact)

# The day on which an entry of a list is there. What bears none (a condition, an allergy) is always there.
_HAPPENS: Mapping[str, str] = {
    "therapies": "started_on",
    "contraindications": "on",
    "procedures": "on",
    "labs": "collected_on",
    "measurements": "on",
    "imaging": "on",
    "statuses": "on",
    "flares": "on",
    "complications": "on",
    "neuropsychiatric_events": "began_on",
    "check_ins": "on",
    "assessments": "on",
    "adherence": "on",
    "infections": "began_on",
    "admissions": "on",
    "visits": "on",
    "life_events": "began_on",
    "adverse_effects": "on",
    "allergies": "on",
    "plan": "from_date",
    "reviews": "on",
}
# Fields that are not known before their own day, though the entry is.
_LEARNED = {
    "conditions": ("first_treated_on", "diagnosed_on"),
    "therapies": ("stopped_on", "judged_on"),
    "flares": ("ended_on",),
    "infections": ("ended_on", "controlled_on"),
    "life_events": ("ended_on",),
}
# What goes with them.
_TOLD_BY = {"stopped_on": ("stopped", "stop_reason"), "judged_on": ("outcome",)}
# Entries that always bear one day and are known whole from then on: most of a record.
_WHOLE = frozenset(_HAPPENS) - set(_LEARNED) - {"neuropsychiatric_events", "allergies", "plan"}
_NESTED = {"doses": "from_date", "administrations": "on", "course": "on"}


def visible(journey: Journey, on: date) -> tuple[Journey, date | None]:
    """The journey as known on that day, each list in order, and the first later day on which more is known."""
    later: set[date] = set()
    lists: dict[str, Any] = {name: _known(name, getattr(journey, name), on=on, later=later) for name in LISTS}
    return replace(journey, **lists), min(later, default=None)


def _known(name: str, facts: tuple[AnyFact, ...], *, on: date, later: set[date]) -> tuple[AnyFact, ...]:
    """``facts`` in order, as a journey holds them."""
    if name in _WHOLE:
        return _up_to(facts, _HAPPENS[name], on=on, later=later)
    known = (fact for fact in facts if _is_known(name, fact, on=on, later=later))
    return tuple(_as_known(name, fact, on=on, later=later) for fact in known)


def _up_to(facts: tuple[AnyFact, ...], field: str, *, on: date, later: set[date]) -> tuple[AnyFact, ...]:
    day = attrgetter(field)
    end = bisect_right(facts, on, key=day)
    later.update(day(fact) for fact in facts[end : end + 1])
    return facts[:end]


def _is_known(name: str, fact: Fact, *, on: date, later: set[date]) -> bool:
    day = _first_day(name, fact)
    if day is None or day <= on:
        return True
    later.update(future for future in _days(name, fact) if future > on)
    return False


def _first_day(name: str, fact: Fact) -> date | None:
    day = _day(getattr(fact, _HAPPENS[name])) if name in _HAPPENS else None
    if day is None and isinstance(fact, Therapy):
        lines = [*(dose.from_date for dose in fact.doses), *(given.on for given in fact.administrations)]
        return min(lines, default=None)
    return day


def _days(name: str, fact: Fact) -> Iterator[date]:
    """Every day on which something of this entry becomes known."""
    for field in (_HAPPENS.get(name), *_LEARNED.get(name, ())):
        if field and (day := _day(getattr(fact, field))):
            yield day
    for field, at in _NESTED.items():
        yield from (getattr(line, at) for line in getattr(fact, field, ()))


def _as_known(name: str, fact: AnyFact, *, on: date, later: set[date]) -> AnyFact:
    future = {day for day in _days(name, fact) if day > on}
    if not future and not any(hasattr(fact, field) for field in _NESTED):
        return fact
    later |= future
    changes: dict[str, Any] = dict.fromkeys(_unlearned(name, fact, on=on))
    for field, at in _NESTED.items():
        if hasattr(fact, field):
            changes[field] = tuple(line for line in in_order(getattr(fact, field)) if getattr(line, at) <= on)
    return replace(fact, **changes)


def _unlearned(name: str, fact: Fact, *, on: date) -> list[str]:
    """The fields that are not known yet. A treatment's outcome without its own day is learned with the stop."""
    hidden = []
    for field in _LEARNED.get(name, ()):
        day = _day(getattr(fact, field))
        if day is not None and day > on:
            hidden += [field, *_TOLD_BY.get(field, ())]
    if "stopped_on" in hidden and getattr(fact, "judged_on", None) is None:
        hidden.append("outcome")
    return list(dict.fromkeys(hidden))


def _day(value: Any) -> date | None:
    if isinstance(value, PartialDate):
        return value.earliest
    return value if isinstance(value, date) else None
