from __future__ import annotations

import json

import pytest

from journeys.guidance.analytes import ANALYTES, MEASUREMENTS, by_loinc, measurement_by_loinc, problem, question
from tests.shared import FOLDER as SHARED_FOLDER

WORDS = SHARED_FOLDER / "words.json"


def test_an_ordinary_result_raises_nothing() -> None:
    assert problem("creatinine", 0.9, "mg/dL") is None
    assert question("creatinine", 0.9, "mg/dL") is None
    assert problem("crp", 0.4, "mg/L") is None
    assert question("crp", 0.4, "mg/L") is None


def test_the_limits_themselves_are_possible() -> None:
    assert problem("creatinine", 25) is None
    assert problem("creatinine", 0.1) is None
    assert question("creatinine", 12) is None


@pytest.mark.parametrize(
    ("analyte", "value", "unit", "says"),
    [
        ("creatinine", 88, "mg/dL", "88 mg/dL of creatinine is not possible; was it 88 umol/L?"),
        ("creatinine", 0.9, "umol/L", "0.9 umol/L of creatinine is not possible; was it 0.9 mg/dL?"),
        ("albumin", 4.1, "g/L", "4.1 g/L of albumin is not possible; was it 4.1 g/dL?"),
        ("haemoglobin", 128, "g/dL", "128 g/dL of haemoglobin is not possible; was it 128 g/L?"),
        ("c3", 90, "g/L", "90 g/L of c3 is not possible; was it 90 mg/dL?"),
        ("upcr", 850, "g/g", "850 g/g of upcr is not possible; was it 850 mg/g?"),
        ("esr", -1, "mm/h", "-1 mm/h of esr is not possible (0 to 150 mm/h is usual)"),
        ("height", 1.7, "cm", "1.7 cm of height is not possible; was it 1.7 m?"),
    ],
)
def test_an_impossible_value_says_in_which_unit_it_would_be_plausible(
    analyte: str, value: float, unit: str, says: str
) -> None:
    assert problem(analyte, value, unit) == says


def test_a_value_without_unit_is_taken_as_canonical() -> None:
    assert problem("creatinine", 88) == "88 mg/dL of creatinine is not possible; was it 88 umol/L?"


@pytest.mark.parametrize(
    ("analyte", "value", "unit", "says"),
    [
        ("crp", 450, "mg/L", "450 mg/L of crp is unusual (0 to 400 mg/L is usual)"),
        ("glucose", 60, "mmol/L", "60 mmol/L of glucose is unusual; was it 60 mg/dL?"),
        ("anti-dsdna", 6000, "U/mL", "6000 U/mL of anti-dsdna is unusual (0 to 5000 [IU]/mL is usual)"),
    ],
)
def test_an_unusual_value_is_asked_about(analyte: str, value: float, unit: str, says: str) -> None:
    assert question(analyte, value, unit) == says


def test_an_impossible_value_is_a_problem_and_not_also_a_question() -> None:
    assert question("creatinine", 88, "mg/dL") is None


def test_what_the_catalogue_does_not_know_is_never_judged() -> None:
    assert problem("ferritin", -5, "ug/L") is None
    assert question("ferritin", 10**9, "ug/L") is None


def test_confirmed_codes_lead_to_their_analyte() -> None:
    assert by_loinc("1988-5") == by_loinc("30522-7") == "crp"
    assert by_loinc("2890-2") == "upcr"
    assert measurement_by_loinc("29463-7") == "weight"


def test_no_code_names_two_things() -> None:
    codes = [code for entry in (*ANALYTES.values(), *MEASUREMENTS.values()) for code in entry.loinc]
    assert len(codes) == len(set(codes))


def test_what_is_asked_about_lies_within_what_is_possible() -> None:
    for entry in ANALYTES.values():
        if entry.ask:
            assert entry.hard
            assert entry.hard[0] <= entry.ask[0] < entry.ask[1] <= entry.hard[1]


@pytest.mark.shared
def test_every_analyte_of_the_format_is_known() -> None:
    named_beside_tpmt = {"nudt15"}  # by clinical.md, and not by the format's words
    assert set(json.loads(WORDS.read_text())["analytes"]) | named_beside_tpmt == set(ANALYTES)
