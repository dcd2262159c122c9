from __future__ import annotations

import pytest

from journeys.guidance.analytes import ANALYTES, MEASUREMENTS
from journeys.guidance.ucum import spelled
from journeys.guidance.units import UnitError, canonical, canonical_measurement, is_borderline


@pytest.mark.parametrize(
    ("analyte", "value", "unit", "expected"),
    [
        ("crp", 1.8, "mg/dL", (18.0, "mg/L")),
        ("crp", 1.8, "mg/L", (1.8, "mg/L")),
        ("procalcitonin", 0.5, "ug/L", (0.5, "ng/mL")),
        ("c3", 80, "mg/dL", (0.8, "g/L")),
        ("upcr", 100, "mg/mmol", (0.884, "g/g")),
        ("upcr", 500, "mg/g", (0.5, "g/g")),
        ("upcr", 0.5, "mg/mg", (0.5, "g/g")),
        ("protein-24h", 500, "mg/24h", (0.5, "g/(24.h)")),
        ("uacr", 10, "mg/mmol", (88.4, "mg/g")),
        ("creatinine", 88.4, "umol/L", (1.0, "mg/dL")),
        ("albumin", 4.1, "g/dL", (41.0, "g/L")),
        ("haemoglobin", 128, "g/L", (12.8, "g/dL")),
        ("haemoglobin", 8, "mmol/L", (12.888, "g/dL")),
        ("platelets", 250_000, "/uL", (250.0, "10*9/L")),
        ("leucocytes", 6.1, "10*3/uL", (6.1, "10*9/L")),
        ("alt", 1, "ukat/L", (60.0, "U/L")),
        ("bilirubin", 17.1, "umol/L", (1.0, "mg/dL")),
        ("glucose", 100, "mg/dL", (5.55, "mmol/L")),
        ("hba1c", 48, "mmol/mol", (6.541984628, "%")),
        ("ldl", 100, "mg/dL", (2.586, "mmol/L")),
        ("triglycerides", 100, "mg/dL", (1.129, "mmol/L")),
        ("vitamin-d", 24.96, "nmol/L", (10.0, "ng/mL")),
        ("fibrinogen", 300, "mg/dL", (3.0, "g/L")),
        ("hcq-level", 0.5, "mg/L", (500.0, "ng/mL")),
        ("cd19", 12, "/uL", (12.0, "10*6/L")),
    ],
)
def test_a_result_comes_out_in_the_canonical_unit(
    analyte: str, value: float, unit: str, expected: tuple[float, str]
) -> None:
    assert canonical(analyte, value, unit) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("kind", "value", "unit", "expected"),
    [
        ("weight", 100, "lb", (45.359, "kg")),
        ("height", 70, "in", (177.8, "cm")),
        ("height", 1.7, "m", (170.0, "cm")),
        ("temperature", 100.4, "°F", (38.0, "Cel")),
        ("systolic-bp", 120, "mmHg", (120, "mm[Hg]")),
    ],
)
def test_a_measurement_comes_out_in_the_canonical_unit(
    kind: str, value: float, unit: str, expected: tuple[float, str]
) -> None:
    assert canonical_measurement(kind, value, unit) == expected


@pytest.mark.parametrize(
    ("analyte", "unit"),
    [("anti-dsdna", "U/mL"), ("dsg1", "U/mL"), ("dsg3", "RU/mL"), ("cd19", "%"), ("anti-dsdna", "{titer}")],
)
def test_a_unit_of_its_own_is_kept_and_converted_to_nothing(analyte: str, unit: str) -> None:
    assert canonical(analyte, 30.0, unit) == (30.0, unit)


def test_a_laboratorys_own_scale_is_kept_where_there_is_no_common_one() -> None:
    assert canonical("tpmt", 12.0, "nmol/h") == (12.0, "nmol/h")


def test_an_analyte_that_the_catalogue_does_not_know_is_not_converted() -> None:
    assert canonical("ferritin", 30.0, "ug/L") is None


@pytest.mark.parametrize(
    ("analyte", "unit"), [("crp", "mmol/L"), ("dsg1", "mg/L"), ("esr", "mg/L"), ("creatinine", "U/L")]
)
def test_a_unit_that_the_analyte_does_not_take_is_refused_with_those_it_takes(analyte: str, unit: str) -> None:
    with pytest.raises(UnitError, match=r"is not taken in .*; it is taken in "):
        canonical(analyte, 1.0, unit)


def test_a_measurement_in_a_strange_unit_is_refused() -> None:
    with pytest.raises(UnitError, match=r"weight is not taken in 'stone'; it is taken in kg, \[lb_av\]"):
        canonical_measurement("weight", 11.0, "stone")


@pytest.mark.parametrize(
    ("written", "ucum"),
    [
        ("IU/mL", "[IU]/mL"),
        ("[iU]/mL", "[IU]/mL"),
        ("U/mL", "U/mL"),
        ("mm/hr", "mm/h"),
        ("µmol/L", "umol/L"),
        ("μmol/l", "umol/L"),
        ("10^9/L", "10*9/L"),
        ("x10^9/L", "10*9/L"),
        ("10*9/l", "10*9/L"),
        ("K/uL", "10*3/uL"),
        ("MG/DL", "mg/dL"),
        (" mg / L ", "mg/L"),
        ("mL/min/1.73 m2", "mL/min/{1.73_m2}"),
        ("/hpf", "/[HPF]"),
        ("furlong", "furlong"),
    ],
)
def test_units_are_known_in_many_spellings(written: str, ucum: str) -> None:
    assert spelled(written) == ucum


def test_every_unit_of_the_tables_is_spelled_as_itself() -> None:
    for entry in (*ANALYTES.values(), *MEASUREMENTS.values()):
        assert [spelled(unit) for unit in entry.units] == list(entry.units)


@pytest.mark.parametrize(("value", "borderline"), [(49, False), (50, True), (57, True), (58, False), (75, True)])
def test_a_ratio_where_rounding_and_exact_factor_disagree_is_borderline(value: float, borderline: bool) -> None:
    assert is_borderline("upcr", value, "mg/mmol") is borderline


def test_only_the_ratio_in_mg_per_mmol_is_ever_borderline() -> None:
    assert not is_borderline("upcr", 55, "mg/g")
    assert not is_borderline("uacr", 55, "mg/mmol")
