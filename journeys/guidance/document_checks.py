"""What a shape cannot say: dates in order, a number with a unit that its analyte takes, counts that agree.

`settle` gets what could be read of one entry, in the document's order, and refuses what contradicts itself. Each check
passes over what is absent or was refused already, so that all problems of a document come at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, TypeAlias

from journeys.guidance import analytes, units
from journeys.guidance import journey as values
from journeys.guidance.document_fields import Place
from journeys.guidance.partial_date import PartialDate

Found: TypeAlias = MutableMapping[str, Any]
Day: TypeAlias = date | PartialDate


def settle(of: type[Any], found: Found, *, at: Place) -> None:
    """Refuse an entry's contradictions at their own places; give a result its canonical value and unit."""
    for check in _CHECKS.get(of, ()):
        check(found, at)


def settle_journey(patient: values.Patient | None, lists: Mapping[str, Sequence[Any]], *, at: Place) -> None:
    """What only the whole document shows: a condition that stands twice, a birth after something recorded."""
    _conditions_stand_once(lists["conditions"], at=at.field("conditions"))
    if patient and patient.birth_date:
        _nothing_before_birth(patient.birth_date, lists, at=at)


def _first(day: Day) -> date:
    return day.earliest if isinstance(day, PartialDate) else day


def _last(day: Day) -> date:
    return day.latest if isinstance(day, PartialDate) else day


def _shown(day: Day) -> str:
    return day.text if isinstance(day, PartialDate) else day.isoformat()


def _not_before(earlier: str, later: str) -> Callable[[Found, Place], None]:
    """``later`` may fall on ``earlier``'s day. Of dates known to the month, only what can't be true is refused."""

    def check(found: Found, at: Place) -> None:
        start, end = found.get(earlier), found.get(later)
        if start and end and _first(start) > _last(end):
            at.field(later).refuse(f"{_shown(end)} is before {earlier} ({_shown(start)})")

    return check


def _compared_with_earlier(found: Found, at: Place) -> None:
    study, prior = found.get("on"), found.get("compared_with")
    if study and prior and prior > study:
        at.field("compared_with").refuse(f"{prior} is after the study itself ({study})")


def _doses_within_therapy(found: Found, at: Place) -> None:
    for name, attribute, field in (("doses", "from_date", "from"), ("administrations", "on", "on")):
        for index, line in enumerate(found.get(name) or ()):
            if line is not None:
                _within_therapy(getattr(line, attribute), found, at.field(name).entry(index).field(field))


def _within_therapy(day: date, found: Found, at: Place) -> None:
    start, stop = found.get("started_on"), found.get("stopped_on")
    if start and day < _first(start):
        at.refuse(f"{day} is before started_on ({_shown(start)})")
    if stop and day > _last(stop):
        at.refuse(f"{day} is after stopped_on ({_shown(stop)})")


def _stopped_agrees(found: Found, at: Place) -> None:
    if found.get("stopped") is False and found.get("stopped_on"):
        at.field("stopped").refuse(f"is false, but stopped_on is {_shown(found['stopped_on'])}")


def _course_within_event(found: Found, at: Place) -> None:
    began = found.get("began_on")
    for index, line in enumerate(found.get("course") or ()):
        if began and line is not None and line.on < began:
            at.field("course").entry(index).field("on").refuse(f"{line.on} is before began_on ({began})")


def _number_or_text(found: Found, at: Place) -> None:
    has_number, has_text = "value" in found, "value_text" in found
    if has_number and has_text:
        at.field("value_text").refuse("stands beside a number; a result is a number with its unit, or a text")
    elif has_number and "unit" not in found:
        at.field("unit").refuse("is required: a number never travels without its unit, and none is guessed")
    elif not has_number and not has_text:
        at.refuse("has no result: either value and unit, or value_text")


def _limits_in_order(found: Found, at: Place) -> None:
    low, high = found.get("lower_limit"), found.get("upper_limit")
    if low is not None and high is not None and low > high:
        at.field("upper_limit").refuse(f"{high:g} is below lower_limit ({low:g})")


def _lab_is_possible(found: Found, at: Place) -> None:
    name = found.get("analyte") or ""
    if name in analytes.ANALYTES:
        _quantity(found, name=name, convert=units.canonical, at=at)


def _measurement_is_possible(found: Found, at: Place) -> None:
    if kind := found.get("kind"):
        _quantity(found, name=kind, convert=units.canonical_measurement, at=at)


def _quantity(found: Found, *, name: str, convert: Callable[..., Any], at: Place) -> None:
    value, unit = found.get("value"), found.get("unit")
    if unit is None or "value" not in found:
        return
    try:
        canonical = convert(name, value or 0.0, unit)
    except units.UnitError as error:
        at.field("unit").refuse(str(error))
        return
    if value is not None:
        found["canonical_value"], found["canonical_unit"] = canonical
        if impossible := analytes.problem(name, value, unit):
            at.field("value").refuse(impossible)


def _missed_within_due(found: Found, at: Place) -> None:
    due, missed = found.get("doses_due"), found.get("doses_missed")
    if due is not None and missed is not None and missed > due:
        at.field("doses_missed").refuse(f"{missed} is more than doses_due ({due})")


def _sites_within_new(found: Found, at: Place) -> None:
    new, sites = found.get("new"), [count for count in (found.get("sites") or {}).values() if count is not None]
    if new is not None and sum(sites) > new:
        at.field("sites").refuse(f"{sum(sites)} in all is more than new ({new})")


_CHECKS: Mapping[type[Any], tuple[Callable[[Found, Place], None], ...]] = {
    values.Therapy: (
        _not_before("started_on", "stopped_on"),
        _not_before("started_on", "judged_on"),
        _stopped_agrees,
        _doses_within_therapy,
    ),
    values.Lab: (_number_or_text, _limits_in_order, _lab_is_possible),
    values.Measurement: (_measurement_is_possible,),
    values.ImagingStudy: (_compared_with_earlier,),
    values.Flare: (_not_before("on", "ended_on"),),
    values.NeuropsychiatricEvent: (_course_within_event,),
    values.Infection: (_not_before("began_on", "ended_on"), _not_before("began_on", "controlled_on")),
    values.LifeEvent: (_not_before("began_on", "ended_on"),),
    values.CheckIn: (_missed_within_due,),
    values.Lesions: (_sites_within_new,),
}


def _conditions_stand_once(conditions: Sequence[Any], *, at: Place) -> None:
    first: dict[str, int] = {}
    for index, entry in enumerate(conditions):
        if entry is not None and first.setdefault(entry.condition, index) != index:
            other = at.entry(first[entry.condition]).path
            at.entry(index).field("condition").refuse(f"{entry.condition} stands already in {other}")


def _nothing_before_birth(birth: date, lists: Mapping[str, Sequence[Any]], *, at: Place) -> None:
    before = next((place for place, day in _days(lists, at=at) if _last(day) < birth), None)
    if before:
        at.field("patient").field("birth_date").refuse(f"{birth} is after what is recorded in {before}")


def _days(lists: Mapping[str, Sequence[Any]], *, at: Place) -> Iterator[tuple[str, Day]]:
    for name, entries in lists.items():
        for index, entry in enumerate(entries):
            for each in fields(entry) if entry is not None else ():
                day = getattr(entry, each.name)
                if type(day) in (date, PartialDate):
                    yield at.field(name).entry(index).field(each.name).path, day
