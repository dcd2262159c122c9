"""FHIR Observation → labs and measurements.

What has no value, no unit that fits or an impossible number is quarantined: left out, and counted with the reason.
Nothing is guessed, and a missing result is never zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from journeys.guidance import analytes, units
from journeys.guidance.ucum import spelled
from journeys.interchange.fhir_r4.coded import (
    LOINC,
    as_note,
    codes,
    codings,
    day,
    one_code,
    plain,
    remarks,
    texts,
    unit_of,
)
from journeys.interchange.fhir_r4.tally import Context, Tally
from journeys.interchange.fhir_r4.values import Entry, Json, NotUsedError

_FINAL = ("final", "amended", "corrected")
_COMPARATORS = ("<", "<=", ">=", ">")
_WORDS = {
    "positive": ("positive", "pos", "detected", "reactive", "10828004"),
    "negative": ("negative", "neg", "not detected", "non-reactive", "nonreactive", "260385009"),
    "indeterminate": ("indeterminate", "ind", "inconclusive", "equivocal", "borderline"),
}
_LARGEST = 1e12  # no result is larger; JSON can write numbers that no computer holds
_LONGEST_UNIT = 40
_LIMBS = {"arm": "arm", "leg": "leg", "thigh": "leg", "calf": "leg"}

Fact = tuple[str, dict[str, Any]]


def read(entry: Entry, context: Context) -> list[Fact]:
    """``(list, entry)`` pairs. Raises `NotUsedError` where not one result of the Observation can be used."""
    resource = entry.resource
    if resource.get("status") not in _FINAL:
        raise NotUsedError(f"status {resource.get('status')}")
    if resource.get("focus"):
        raise NotUsedError("about someone or something else than the patient")
    has_components = bool(resource.get("component"))
    found = [] if has_components and not _has_value(resource) else [_fact(resource, entry=entry, context=context)]
    found += _components(entry, context, taken={_name(fact) for _, fact in found})
    if not found:
        raise NotUsedError("none of its components can be used")
    return found


def _components(entry: Entry, context: Context, *, taken: set[str]) -> Iterator[Fact]:
    for component in entry.resource.get("component") or []:
        try:
            where, fact = _fact(component, entry=entry, context=context)
            if _name(fact) in taken:
                raise NotUsedError("a second one in the same Observation")
        except NotUsedError as unused:
            context.tally.leave_out_part("Observation.component", unused.why, concept=component.get("code"))
            continue
        taken.add(_name(fact))
        if entry.id:
            fact["id"] = f"{entry.id}-{_name(fact)}"
        yield where, fact


def _name(fact: dict[str, Any]) -> str:
    return str(fact.get("kind") or fact["analyte"])


def _has_value(part: Json) -> bool:
    return any(name.startswith("value") and part[name] is not None for name in part)


def _fact(part: Json, *, entry: Entry, context: Context) -> Fact:
    """The Observation itself, or one component with the Observation's date, performer and body site."""
    analyte, kind = _meaning(part)
    on = _day(entry.resource)
    common: dict[str, Any] = {"id": entry.id, "source": context.source, **as_note(*remarks(entry.resource))}
    if kind:
        fact = {**common, "on": on, "kind": kind, **_measured(kind, part), **_limb(kind, entry.resource)}
        return "measurements", _present(fact)
    result = _result(analyte, part)
    limits = _limits(part, result.get("unit"), tally=context.tally)
    fact = {**common, "analyte": analyte, "collected_on": on, **result, **limits, **_laboratory(entry.resource)}
    return "labs", _present(fact)


def _present(fact: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fact.items() if value is not None}


def _meaning(part: Json) -> tuple[str, str | None]:
    loinc = codes(part.get("code"), LOINC)
    named = {name for name in map(analytes.by_loinc, loinc) if name}
    measured = {name for name in map(analytes.measurement_by_loinc, loinc) if name}
    if len(named | measured) > 1:
        raise NotUsedError("its codes mean different results")
    if not named | measured:
        raise NotUsedError("no code that the journey knows")
    return next(iter(named), ""), next(iter(measured), None)


def _day(resource: Json) -> str:
    started = (resource.get("effectivePeriod") or {}).get("start")
    written = resource.get("effectiveDateTime") or resource.get("effectiveInstant") or started
    if not written:
        raise NotUsedError("no date")
    found = day(written)
    if found is None:
        raise NotUsedError("its date is not known to the day")
    return found


def _measured(kind: str, part: Json) -> dict[str, Any]:
    value, unit = _number(part)
    if part["valueQuantity"].get("comparator"):
        raise NotUsedError("a measurement that is only a bound")
    try:
        units.canonical_measurement(kind, value, unit)
    except units.UnitError as error:
        raise NotUsedError(f"unit: {error}") from None
    _refuse_the_impossible(kind, value, unit=unit)
    return {"value": value, "unit": unit}


def _result(analyte: str, part: Json) -> dict[str, Any]:
    if not part.get("valueQuantity"):
        return {"value_text": _word(analyte, part)}
    value, unit = _number(part)
    try:
        units.canonical(analyte, value, unit)
    except units.UnitError as error:
        raise NotUsedError(f"unit: {error}") from None
    _refuse_the_impossible(analyte, value, unit=unit)
    comparator = part["valueQuantity"].get("comparator")
    if comparator not in (*_COMPARATORS, None):
        raise NotUsedError(f"comparator {comparator}")
    return {"value": value, "unit": unit, "comparator": comparator}


def _number(part: Json) -> tuple[float, str]:
    quantity = part.get("valueQuantity") or {}
    value, unit = quantity.get("value"), unit_of(quantity)
    if value is None:
        raise NotUsedError(_absence(part))
    if abs(value) > _LARGEST:
        raise NotUsedError("too large a number")
    if not unit:
        raise NotUsedError("a number without a unit")
    if len(unit) > _LONGEST_UNIT:
        raise NotUsedError("unit: longer than any unit is")
    return value, unit


def _absence(part: Json) -> str:
    reason = one_code(part.get("dataAbsentReason"))
    given = next((name for name in part if name.startswith("value") and name != "valueQuantity"), None)
    if given:
        return f"{given} where a number with a unit is needed"
    return f"no value ({reason})" if reason else "no value"


def _refuse_the_impossible(name: str, value: float, *, unit: str) -> None:
    entry = analytes.ANALYTES.get(name) or analytes.MEASUREMENTS[name]
    if entry.hard and analytes.problem(name, value, unit):
        low, high = entry.hard
        raise NotUsedError(f"impossible value: outside {low:g} to {high:g} {entry.unit}")


def _word(analyte: str, part: Json) -> str:
    known = analytes.ANALYTES[analyte].text_values
    concept = part.get("valueCodeableConcept")
    said = [*texts(concept), *(c.get("code") or "" for c in codings(concept)), part.get("valueString") or ""]
    if not any(said) or not known:
        raise NotUsedError(_absence(part))
    plain = {text.strip().casefold() for text in said}
    found = {word for word in known if plain & {word, *_WORDS.get(word, ())}}
    if len(found) != 1:
        raise NotUsedError(f"its words are none of {', '.join(known)}")
    return found.pop()


def _limits(part: Json, unit: str | None, *, tally: Tally) -> dict[str, Any]:
    """The laboratory's own limits, where there is one range and it is in the result's own unit."""
    ranges = part.get("referenceRange") or []
    normal = [r for r in ranges if (one_code(r.get("type")) or "normal") == "normal"]
    low, high = (_limit(normal[0].get(side), unit) for side in ("low", "high")) if len(normal) == 1 else (None, None)
    if ranges and low is None and high is None:
        why = "not a single range in the result's own unit"
        tally.leave_out_part("Observation.referenceRange", why, concept=part.get("code"))
    if low is not None and high is not None and low > high:
        return {}
    return {"lower_limit": low, "upper_limit": high}


def _limit(quantity: Json | None, unit: str | None) -> float | None:
    value, given = (quantity or {}).get("value"), unit_of(quantity or {})
    same = given and unit and spelled(given) == spelled(unit)
    return value if same and value is not None and abs(value) <= _LARGEST else None


def _laboratory(resource: Json) -> dict[str, Any]:
    """Who measured, unless it is a person: a doctor's name is not a laboratory."""
    people = ("Practitioner", "Patient", "RelatedPerson", "CareTeam")
    performers = resource.get("performer") or []
    named = [p["display"] for p in performers if p.get("display") and not _kind(p).startswith(people)]
    return {"lab": plain(next(iter(named), None)), "assay": plain(next(iter(texts(resource.get("method"))), None))}


def _kind(reference: Json) -> str:
    return str(reference.get("type") or str(reference.get("reference") or "").rsplit("/", 2)[-2:][0])


def _limb(kind: str, resource: Json) -> dict[str, str]:
    words = " ".join(texts(resource.get("bodySite"))).casefold().split()
    side = next((side for side in ("right", "left") if side in words), None)
    limb = next((limb for word, limb in _LIMBS.items() if word in words), None)
    return {"limb": f"{side}-{limb}"} if kind.endswith("-bp") and side and limb else {}
