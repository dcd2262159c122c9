"""The reader against the format's own files: its JSON Schema, and its example journeys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from journeys.guidance.document import DocumentError, dump, notices, parse
from journeys.guidance.document_schema import FIELDS
from journeys.guidance.journey import LISTS, Patient
from tests.guidance.documents import ada, everything
from tests.shared import FOLDER as SHARED_FOLDER

SHARED = SHARED_FOLDER
pytestmark = pytest.mark.shared

# Whatever a field takes, most of these are not it: broken types, numbers, words, dates.
STRANGE: tuple[Any, ...] = (["x"], {"x": 1}, True, 7.25, -1, 101, "NOT * a word", "", "2023-02-30", None)


@cache
def schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SHARED / "journey.schema.json").read_text())
    return loaded


def journeys() -> list[Path]:
    return sorted(path for path in (SHARED / "data" / "journeys").glob("*.json") if path.name != "expected.json")


def fits(part: dict[str, Any], value: Any) -> bool:
    whole = {"$schema": schema()["$schema"], "$defs": schema()["$defs"], **part}
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(whole, format_checker=checker).is_valid(value)


def taken(document: Any) -> bool:
    try:
        parse(document)
    except DocumentError:
        return False
    return True


def test_every_example_journey_is_taken_without_a_notice_and_written_again() -> None:
    assert journeys()
    for path in journeys():
        journey = parse(json.loads(path.read_text()))
        assert parse(dump(journey)) == journey, path.name
        assert notices(journey) == [], path.name
        assert fits(schema(), dump(journey)), path.name


def test_our_table_has_the_schemas_fields_required_and_nullable_alike() -> None:
    parts = {name: schema()["$defs"][name] for name in LISTS} | {"patient": schema()["properties"]["patient"]}
    for name, part in parts.items():
        ours = FIELDS[LISTS.get(name, Patient)]
        assert set(ours) == set(part["properties"]), name
        assert {field for field, how in ours.items() if how.required} == set(part["required"]), name
        nullable = {field for field, sub in part["properties"].items() if fits(sub, None)}
        assert {field for field, how in ours.items() if how.nullable} == nullable, name


def test_the_document_with_every_field_is_taken_by_both() -> None:
    assert fits(schema(), everything())
    assert taken(everything())


def broken(part: dict[str, Any], value: Any) -> Iterator[Any]:
    """Copies of a good value, each with one thing in it that the schema doesn't take."""
    if "$ref" in part:
        part = schema()["$defs"][part["$ref"].rsplit("/", 1)[1]]
    yield from (bad for bad in STRANGE if not fits(part, bad))
    if isinstance(value, dict):
        yield from broken_objects(part, value)
    if isinstance(value, list):
        yield from ([bad, *value[1:]] for bad in broken(part["items"], value[0]))


def broken_objects(part: dict[str, Any], value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield value | {"Something else": 1}
    for name in part.get("required", ()):
        yield {other: held for other, held in value.items() if other != name}
    for name, held in value.items():
        sub = part.get("properties", {}).get(name, part["additionalProperties"])
        yield from (value | {name: bad} for bad in broken(sub, held))


@pytest.mark.parametrize("name", LISTS)
def test_what_the_schema_refuses_is_refused_here_too(name: str) -> None:
    entries = everything()[name]
    documents = [ada(**{name: bad}) for bad in broken(schema()["properties"][name], entries)]
    assert len(documents) > 20
    for document in documents:
        assert not fits(schema(), document)
        assert not taken(document), document[name]


def test_a_patient_that_the_schema_refuses_is_refused_here_too() -> None:
    part = schema()["properties"]["patient"]
    for bad in broken(part, everything()["patient"]):
        assert not taken(ada() | {"patient": bad}), bad


@pytest.mark.parametrize("unwanted", [("value",), ("unit",), ("value", "unit")])
def test_half_a_result_is_refused_by_both(unwanted: tuple[str, ...]) -> None:
    whole = everything()["labs"][0]
    document = ada(labs=[{name: held for name, held in whole.items() if name not in unwanted}])
    assert not fits(schema(), document)
    assert not taken(document)
