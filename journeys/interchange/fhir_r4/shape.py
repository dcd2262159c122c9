"""Whether a resource has the shape that FHIR R4 gives it, with the JSON path of what is wrong.

The models are those of `fhir.resources` for R4B, which differ from R4 in resource types that are not read here; the
few that differ, and types unknown to R4B, are not checked (they are counted by the caller, never read). What
the models let through is added: closed code lists, numbers or dates written as the wrong JSON type, unwritable texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from fhir.resources.R4B.resource import Resource
from pydantic import BaseModel, ValidationError

from journeys.guidance.document_fields import Problem
from journeys.interchange.fhir_r4.values import Json

_DIFFER_IN_R4B = {"Evidence", "EvidenceVariable"}

_ALLOWED: Mapping[tuple[str, str], str] = {
    ("Bundle", "type"): "document message transaction transaction-response batch batch-response history searchset "
    "collection",
    ("Patient", "gender"): "male female other unknown",
    ("MedicationRequest", "status"): "active on-hold cancelled completed entered-in-error stopped draft unknown",
    ("MedicationRequest", "intent"): "proposal plan order original-order reflex-order filler-order instance-order "
    "option",
    ("Observation", "status"): "registered preliminary final amended corrected cancelled entered-in-error unknown",
}
_READ = {"Patient", "Condition", "MedicationRequest", "Observation"}
_QUANTITIES = {"valueQuantity", "low", "high", "doseQuantity"}
_NUMBERS = {"frequency", "period", "rank"}
_DATES = {"birthDate", "onsetDateTime", "recordedDate", "authoredOn", "effectiveDateTime", "effectiveInstant"} | {
    "start",
    "end",
}


def problems_of(resource: Any, path: str) -> list[Problem]:
    """Everything wrong with one resource and what it contains; an empty list: well formed, or of an unknown type."""
    if not isinstance(resource, dict):
        return [Problem(path, "a FHIR resource is needed here (a JSON object)")]
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or not kind:
        return [Problem(f"{path}.resourceType", "the resource must say its type")]
    contained = resource.get("contained") or []
    if not isinstance(contained, list):
        return [Problem(f"{path}.contained", "a list is needed here")]
    found = _of_the_model(resource, path)
    for position, inner in enumerate(contained):
        found += problems_of(inner, f"{path}.contained[{position}]")
    return found or list(_beyond_the_model(resource, path))


def _beyond_the_model(resource: Json, path: str) -> Iterator[Problem]:
    yield from _outside_code_lists(resource, path)
    yield from _unwritable_texts(resource, path)
    if resource["resourceType"] in _READ:
        yield from _wrong_json_types(resource, path)


def _of_the_model(resource: Json, path: str) -> list[Problem]:
    kind = resource["resourceType"]
    model = _model(kind)
    if model is None:
        return []
    # Contained resources are checked on their own: one of an unknown type must not make the whole unreadable.
    alone = {key: value for key, value in resource.items() if key != "contained"}
    try:
        model.model_validate(alone)
    except ValidationError as error:
        return [Problem(_json_path(path, e["loc"]), _message(e["msg"])) for e in error.errors()]
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:  # the library's own slips
        return [Problem(path, f"not a FHIR {kind}: {error}")]
    return []


def _model(kind: str) -> type[BaseModel] | None:
    if kind in _DIFFER_IN_R4B:
        return None
    try:
        found = get_fhir_model_class(kind)
    except (KeyError, ValueError):
        return None
    return found if issubclass(found, Resource) else None


def _json_path(path: str, steps: tuple[int | str, ...]) -> str:
    for step in steps:
        if step != "root":  # the library's own word for "the value itself"
            path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path


def _message(text: str) -> str:
    return " ".join(text.removeprefix("Value error, ").split())


def _outside_code_lists(resource: Json, path: str) -> Iterator[Problem]:
    for (kind, name), codes in _ALLOWED.items():
        value = resource.get(name)
        if kind == resource["resourceType"] and value is not None and value not in codes.split():
            yield Problem(f"{path}.{name}", f'"{value}" is not one of: {", ".join(codes.split())}')


def _unwritable_texts(value: Any, path: str) -> Iterator[Problem]:
    """FHIR forbids control characters; no database stores a NUL, no terminal prints half of a pair."""
    if isinstance(value, str) and ("\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value)):
        yield Problem(path, "holds a character that is not text (NUL, or half of a pair)")
    for step, inner in _inside(value):
        yield from _unwritable_texts(inner, path + step)


def _inside(value: Any) -> Iterator[tuple[str, Any]]:
    """``(step of the JSON path, value)`` of what a list or an object holds."""
    if isinstance(value, list):
        yield from ((f"[{position}]", inner) for position, inner in enumerate(value))
    elif isinstance(value, dict):
        yield from ((f".{name}", inner) for name, inner in value.items())


def _wrong_json_types(value: Any, path: str) -> Iterator[Problem]:
    """The models read "5.5" as a number and 2023 as a date; JSON's own types are what FHIR asks for."""
    for step, inner in _inside(value):
        yield from _wrong_json_type(step[1:], inner, at=path + step)
        yield from _wrong_json_types(inner, path + step)


def _wrong_json_type(name: str, value: Any, *, at: str) -> Iterator[Problem]:
    if name in _QUANTITIES and isinstance(value, dict) and isinstance(value.get("value"), str):
        yield Problem(f"{at}.value", "a number is needed here, not a text")
    if name in _NUMBERS and isinstance(value, str):
        yield Problem(at, "a number is needed here, not a text")
    if name in _DATES and isinstance(value, int | float):
        yield Problem(at, "a date is needed here, written as a text")
