"""Two whole generated lives, to the last entry."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from journeys.guidance import document
from journeys.guidance.journey import LUPUS, Journey
from journeys.interchange.fhir_r4 import Translation, translate
from tests.interchange.accounting import assert_accounted_for, whole_entries_unused

LIVES = Path(__file__).parents[2] / "journeys" / "demo_data" / "fhir"


def life(name: str) -> tuple[Translation, Journey]:
    found = translate(json.loads((LIVES / name).read_text(encoding="utf-8")))
    assert_accounted_for(found)
    (only,) = found.documents
    return found, document.parse(only)


@pytest.fixture(scope="module")
def olivia() -> tuple[Translation, Journey]:
    return life("Olivia_Rosado.json")


@pytest.fixture(scope="module")
def kidneys() -> tuple[Translation, Journey]:
    return life("ckd_stage3-1.json")


def unused_of(found: Translation, kind: str) -> dict[tuple[str, str], int]:
    return {(u.code.split("|")[-1].split(" ")[0], u.why): n for u, n in found.unused.items() if u.kind == kind}


def test_olivia_is_one_person(olivia: tuple[Translation, Journey]) -> None:
    patient = olivia[1].patient
    assert (patient.id, patient.name, patient.sex) == (
        "http://hospital.smarthealthit.org|9031894",
        "Olivia Rosado",
        "female",
    )
    assert (str(patient.birth_date), patient.language) == ("1968-12-17", "es")


def test_her_lupus_began_in_2002_and_is_known_by_alias(olivia: tuple[Translation, Journey]) -> None:
    found, journey = olivia
    (lupus,) = journey.conditions
    assert (lupus.condition, lupus.diagnosed_on, lupus.manifestations) == (LUPUS, None, ())
    assert lupus.symptoms_began_on is not None
    assert lupus.symptoms_began_on.text == "2002-11-01"
    assert found.notes.total() == 1


def test_her_steroid_courses_started_when_ordered_with_unknown_doses_and_stops(
    olivia: tuple[Translation, Journey],
) -> None:
    courses = [each for each in olivia[1].therapies if each.drug == "prednisone"]
    assert [each.started_on and each.started_on.text for each in courses] == [
        "2002-11-01",
        "2005-11-12",
        "2007-10-22",
        "2013-03-14",
        "2015-07-28",
        "2022-11-26",
        "2025-02-15",
        "2026-04-14",
    ]
    assert all(each.stopped is True and each.stopped_on is None for each in courses)
    assert all(each.doses == () and each.administrations == () for each in courses)
    assert {each.for_condition for each in courses} == {LUPUS}


def test_her_other_drugs(olivia: tuple[Translation, Journey]) -> None:
    drugs = Counter(each.drug for each in olivia[1].therapies)
    assert drugs == {"prednisone": 8, "ciclosporin": 7, "naproxen": 1}
    (naproxen,) = (each for each in olivia[1].therapies if each.drug == "naproxen")
    assert naproxen.stopped is None


def test_her_measurements_without_those_of_the_infant(olivia: tuple[Translation, Journey]) -> None:
    found, journey = olivia
    kinds = Counter(each.kind for each in journey.measurements)
    assert kinds == {"systolic-bp": 41, "diastolic-bp": 41, "weight": 28, "height": 30}
    left = unused_of(found, "Observation")
    assert left["29463-7", "impossible value: outside 20 to 350 kg"] == 13
    assert left["8302-2", "impossible value: outside 100 to 230 cm"] == 11


def test_her_blood_count(olivia: tuple[Translation, Journey]) -> None:
    counts = {lab.analyte: (lab.collected_on.isoformat(), lab.lower_limit) for lab in olivia[1].labs}
    assert counts == {
        "haemoglobin": ("2002-11-19", 12.0),
        "leucocytes": ("2002-11-19", 4.5),
        "platelets": ("2002-11-19", 150.0),
    }


def test_every_one_of_her_459_entries_is_accounted_for(olivia: tuple[Translation, Journey]) -> None:
    found, _ = olivia
    assert found.used == {"Patient": 1, "Condition": 1, "MedicationRequest": 16, "Observation": 102}
    kinds: Counter[str] = Counter()
    for unused, count in found.unused.items():
        kinds[unused.kind] += count
    assert kinds == {
        "Observation": 196,
        "Immunization": 79,
        "Encounter": 50,
        "Procedure": 4,
        "Practitioner": 3,
        "Organization": 2,
        "Condition": 1,
        "CarePlan": 1,
        "CareTeam": 1,
        "DiagnosticReport": 1,
        "Location": 1,
    }
    assert found.used.total() + whole_entries_unused(found) == found.entries == 459
    assert unused_of(found, "Condition") == {("271737000", "not one of the conditions that the journey knows"): 1}


def canonical(journey: Journey) -> dict[str, tuple[Any, Any]]:
    return {lab.analyte: (round(lab.canonical_value or 0, 3), lab.canonical_unit) for lab in journey.labs}


def test_kidney_results_in_their_canonical_units(kidneys: tuple[Translation, Journey]) -> None:
    found = canonical(kidneys[1])
    assert len(found) == len(kidneys[1].labs) == 15
    assert found["creatinine"] == (1.41, "mg/dL")
    assert found["albumin"] == (39, "g/L")
    assert found["glucose"] == (pytest.approx(4.6065, abs=0.001), "mmol/L")
    assert found["hba1c"] == (5.8, "%")
    assert found["uacr"] == (45, "mg/g")
    assert found["leucocytes"] == (8.2, "10*9/L")


def test_results_keep_their_own_unit_beside_it(kidneys: tuple[Translation, Journey]) -> None:
    (albumin,) = (lab for lab in kidneys[1].labs if lab.analyte == "albumin")
    assert (albumin.value, albumin.unit) == (3.9, "g/dL")


def test_a_kidney_disease_is_not_a_condition_of_the_journey(kidneys: tuple[Translation, Journey]) -> None:
    found, journey = kidneys
    assert journey.conditions == ()
    assert {code for code, _ in unused_of(found, "Condition")} == {"N18.32", "E03.9"}
    assert {each.drug for each in journey.therapies} == {"amlodipine", "losartan", "levothyroxine sodium"}


def test_every_one_of_the_48_entries_is_accounted_for(kidneys: tuple[Translation, Journey]) -> None:
    found, journey = kidneys
    assert found.used == {"Patient": 1, "MedicationRequest": 3, "Observation": 19}
    assert Counter(each.kind for each in journey.measurements) == {
        "systolic-bp": 1,
        "diastolic-bp": 1,
        "weight": 1,
        "height": 1,
        "temperature": 1,
    }
    assert sum(unused_of(found, "Observation").values()) == 15
    assert found.used.total() + whole_entries_unused(found) == found.entries == 48
