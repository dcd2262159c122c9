"""The analytes of clinical.md 5.1, line by line: confirmed LOINC codes, unit, factors, hard limits, limits to ask at.

A code whose component alone is confirmed doesn't ship: it names a property or a method that may be another one.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from journeys.guidance.analytes import ANALYTES, MEASUREMENTS, Limits, by_loinc, measurement_by_loinc


class Line(NamedTuple):
    """``factors``: unit and what 1 of it is in the canonical one. ``kept``: units of their own."""

    loinc: str
    unit: str
    factors: dict[str, float]
    hard: Limits | None
    ask: Limits | None
    kept: str = ""


CELLS = {"10*3/uL": 1, "/uL": 0.001}
ENZYME = {"[IU]/L": 1, "ukat/L": 60.0}

LABS = {
    "crp": Line("1988-5 30522-7", "mg/L", {"mg/dL": 10}, (0, 1000), (0, 400)),
    "esr": Line("30341-2 4537-7", "mm/h", {}, (0, 200), (0, 150)),
    "procalcitonin": Line("", "ng/mL", {"ug/L": 1}, (0, 1000), (0, 100)),
    "c3": Line("4485-9", "g/L", {"mg/dL": 0.01}, (0.05, 4), (0.2, 3)),
    "c4": Line("4498-2", "g/L", {"mg/dL": 0.01}, (0.01, 2), (0.02, 1)),
    "anti-dsdna": Line("5130-0", "[IU]/mL", {}, (0, 100_000), (0, 5000), "U/mL {titer}"),
    "upcr": Line("2890-2 34366-5", "g/g", {"mg/mg": 1, "mg/g": 0.001, "mg/mmol": 0.00884}, (0, 50), (0, 20)),
    "protein-24h": Line("2889-4", "g/(24.h)", {"mg/(24.h)": 0.001}, (0, 50), (0, 20)),
    "uacr": Line("9318-7", "mg/g", {"mg/mmol": 8.84}, (0, 30_000), (0, 10_000)),
    "creatinine": Line("2160-0", "mg/dL", {"umol/L": 1 / 88.4}, (0.1, 25), (0.3, 12)),
    "egfr": Line("", "mL/min/{1.73_m2}", {}, (1, 200), (5, 150)),
    "albumin": Line("1751-7", "g/L", {"g/dL": 10}, (5, 70), (15, 60)),
    "haemoglobin": Line("718-7", "g/dL", {"g/L": 0.1, "mmol/L": 1.611}, (2, 25), (5, 20)),
    "leucocytes": Line("6690-2", "10*9/L", CELLS, (0, 500), (0.5, 50)),
    "neutrophils": Line("751-8", "10*9/L", CELLS, (0, 300), (0.1, 40)),
    "lymphocytes": Line("731-0", "10*9/L", CELLS, (0, 300), (0.05, 20)),
    "platelets": Line("777-3", "10*9/L", CELLS, (0, 3000), (5, 1200)),
    "alt": Line("1742-6", "U/L", ENZYME, (0, 20_000), (0, 2000)),
    "ast": Line("1920-8", "U/L", ENZYME, (0, 20_000), (0, 2000)),
    "alp": Line("6768-6", "U/L", ENZYME, (0, 5000), None),
    "bilirubin": Line("1975-2", "mg/dL", {"umol/L": 1 / 17.1}, (0, 60), None),
    "glucose": Line("2345-7", "mmol/L", {"mg/dL": 0.0555}, (0.5, 70), (2, 35)),
    "hba1c": Line("4548-4", "%", {"mmol/mol": 1 / 10.929 + 2.15}, (3, 20), (4, 16)),
    "total-cholesterol": Line("2093-3", "mmol/L", {"mg/dL": 0.02586}, (0.5, 30), None),
    "ldl": Line("13457-7", "mmol/L", {"mg/dL": 0.02586}, (0.5, 30), None),
    "triglycerides": Line("2571-8", "mmol/L", {"mg/dL": 0.01129}, (0.1, 100), None),
    "igg": Line("2465-3", "g/L", {"mg/dL": 0.01}, (0.1, 100), (1, 60)),
    "cd19": Line("", "10*6/L", {"/uL": 1}, (0, 5000), (0, 1500), "%"),
    "dsg1": Line("43311-0", "[arb'U]/mL", {}, (0, 10_000), (0, 2000), "U/mL RU/mL"),
    "dsg3": Line("43312-8", "[arb'U]/mL", {}, (0, 10_000), (0, 2000), "U/mL RU/mL"),
    "hcq-level": Line("", "ng/mL", {"ug/L": 1, "mg/L": 1000}, (0, 10_000), (0, 4000)),
    "troponin": Line("", "ng/mL", {"ug/L": 1, "ng/L": 0.001}, None, None),
    "fibrinogen": Line("3255-7", "g/L", {"mg/dL": 0.01}, None, None),
    "vitamin-d": Line("1989-3", "ng/mL", {"nmol/L": 1 / 2.496}, None, None),
    "urine-red-cells": Line("13945-1", "/[HPF]", {}, (0, 1000), (0, 200)),
}

WORDS = {
    "tpmt": "",
    "nudt15": "",
    "hbsag": "5196-1",
    "anti-hbc": "13952-7",
    "igra": "",
    "acl-igg": "",
    "b2gp1-igg": "",
    "lupus-anticoagulant": "",
}

MEASURED = {
    "systolic-bp": Line("8480-6", "mm[Hg]", {}, (40, 300), None),
    "diastolic-bp": Line("8462-4", "mm[Hg]", {}, (20, 200), None),
    "weight": Line("29463-7", "kg", {"[lb_av]": 0.45359}, (20, 350), None),
    "height": Line("8302-2", "cm", {"[in_i]": 2.54, "m": 100}, (100, 230), None),
    "temperature": Line("8310-5", "Cel", {"[degF]": (1 - 32) / 1.8}, (30, 44), None),
}

NOT_CONFIRMED = """33959-8 75241-0 31348-6 32677-7 98979-8 62238-1 8116-6 94336-5 94337-3 3684-8 4278-8 55543-3
21563-2 10839-9 6598-7 71773-6 3181-5 16135-6 3281-3"""

NUMBERS = {**ANALYTES, **MEASUREMENTS}
LINES = {**LABS, **MEASURED}


@pytest.mark.parametrize("name", LINES)
def test_each_line_has_its_codes_unit_and_limits(name: str) -> None:
    line, entry = LINES[name], NUMBERS[name]
    assert entry.loinc == tuple(line.loinc.split())
    assert (entry.unit, entry.hard, entry.ask) == (line.unit, line.hard, line.ask)
    assert entry.own_units == tuple(line.kept.split())
    assert entry.number_required


@pytest.mark.parametrize("name", LINES)
def test_each_unit_has_the_factor_of_the_table(name: str) -> None:
    line, entry = LINES[name], NUMBERS[name]
    assert set(entry.accepts) == {line.unit, *line.factors}
    assert entry.convert(1, line.unit) == (1, line.unit)
    for unit, factor in line.factors.items():
        converted = entry.convert(1, unit)
        assert converted is not None
        assert converted == (pytest.approx(factor, abs=1e-9), line.unit)


@pytest.mark.parametrize("name", [name for name, line in LINES.items() if line.kept])
def test_what_can_not_be_converted_is_kept_as_it_is(name: str) -> None:
    for unit in LINES[name].kept.split():
        assert NUMBERS[name].convert(7, unit) == (7, unit)


def test_what_converts_by_more_than_a_factor_has_the_formula_of_the_table() -> None:
    assert ANALYTES["hba1c"].convert(53, "mmol/mol") == (pytest.approx(53 / 10.929 + 2.15, abs=1e-9), "%")
    assert MEASUREMENTS["temperature"].convert(100.4, "[degF]") == (38, "Cel")


@pytest.mark.parametrize("name", WORDS)
def test_what_is_reported_in_words_has_no_unit_and_its_confirmed_code(name: str) -> None:
    entry = ANALYTES[name]
    assert entry.loinc == tuple(WORDS[name].split())
    assert entry.unit is None
    assert not entry.number_required
    assert entry.text_values


def test_the_tables_are_whole() -> None:
    assert set(ANALYTES) == {*LABS, *WORDS}
    assert set(MEASUREMENTS) == set(MEASURED)


@pytest.mark.parametrize("code", NOT_CONFIRMED.split())
def test_a_code_that_is_not_wholly_confirmed_does_not_ship(code: str) -> None:
    assert by_loinc(code) is None
    assert measurement_by_loinc(code) is None


def test_a_pulse_is_no_measurement_of_the_format() -> None:
    assert measurement_by_loinc("8867-4") is None
