"""FHIR that others wrote, read where it lies: all of it without an exception, every entry accounted for."""

import json
from typing import Any

import pytest

from journeys.interchange.fhir_r4 import Translation, translate
from tests.interchange.accounting import assert_accounted_for
from tests.shared import FOLDER as SHARED_FOLDER

pytestmark = pytest.mark.shared

FOLDER = SHARED_FOLDER / "data" / "fhir"
FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.json"))


def read(name: str) -> tuple[Any, Translation]:
    content = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return content, translate(content)


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_read_to_its_last_entry(name: str) -> None:
    content, found = read(name)
    assert found.problems == []
    assert_accounted_for(found)
    assert found.entries == (len(content["entry"]) if content["resourceType"] == "Bundle" else 1)


@pytest.mark.parametrize("name", [name for name in FILES if "/Patient-" in name])
def test_a_lone_patient_becomes_a_journey_without_facts(name: str) -> None:
    (only,) = read(name)[1].documents
    assert set(only) == {"format", "patient"}


@pytest.mark.parametrize("name", [name for name in FILES if "/Observation-" in name or "/Condition-" in name])
def test_a_lone_fact_has_nobody_to_belong_to(name: str) -> None:
    _, found = read(name)
    assert found.documents == []
    assert [unused.why for unused in found.unused] == ["no patient in this file"]


def test_a_life_with_another_disease_keeps_its_results() -> None:
    _, found = read("synthea/methotrexate-Hershel_Marvin.json")
    (hershel,) = found.documents
    assert "conditions" not in hershel
    drugs = [each["drug"] for each in hershel["therapies"]]
    assert drugs == ["acetaminophen", "naproxen", "methotrexate", "acetaminophen"]
    assert {each["for"] for each in hershel["therapies"]} == {"other"}
    assert (len(hershel["labs"]), len(hershel["measurements"])) == (10, 12)


def test_the_examples_become_facts_once_their_patient_is_there() -> None:
    pressure, _ = read("hl7-r4-examples/Observation-blood-pressure.json")
    peter, _ = read("hl7-r4-examples/Patient-example.json")
    found = translate(
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in (peter, pressure)]}
    )
    (journey,) = found.documents
    assert journey["patient"]["id"] == "urn:oid:1.2.36.146.595.217.0.1|12345"
    assert [(m["kind"], m["value"], m["limb"]) for m in journey["measurements"]] == [
        ("systolic-bp", 107, "right-arm"),
        ("diastolic-bp", 60, "right-arm"),
    ]
