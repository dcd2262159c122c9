"""cf.assay: newest results that aren't compared."""

from __future__ import annotations

import pytest

from journeys.guidance.findings import ConfounderFinding, Outcome
from tests.guidance.builders import SLE, Entry, at, document, rule_out, upcr


def c3(day: int, *, analyte: str = "c3", **fields: object) -> Entry:
    return {"id": f"{analyte}{day}", "analyte": analyte, "collected_on": at(day), "value": 1, "unit": "g/L", **fields}


def found(*labs: Entry) -> ConfounderFinding:
    return rule_out(document(SLE, labs=list(labs)), "cf.assay", 200)


@pytest.mark.parametrize(
    "labs",
    [
        (),
        (c3(0, assay="A"),),
        (c3(0, assay="A"), c3(30, assay="A")),
        (c3(0, assay="B"), c3(30, assay="A"), c3(60, assay="A")),
        (c3(0, assay="A"), c3(30, assay="A"), c3(60, value=None, unit=None, value_text="low", assay="B")),
        (upcr(0, 1, assay="A"), upcr(30, 1, assay="B")),
    ],
)
def test_results_made_the_same_way_or_never_compared_by_number(labs: tuple[Entry, ...]) -> None:
    kept = [{key: value for key, value in lab.items() if value is not None} for lab in labs]
    assert found(*kept).outcome is Outcome.NOT_FIRED


def test_another_assay_is_named_with_both_results() -> None:
    shown = found(c3(0, assay="A", lab="here"), c3(30, assay="B", lab="here"))
    assert shown.outcome is Outcome.FIRED
    assert shown.because == (
        "Complement C3 of 3 January 2022 and 2 February 2022, made in different ways (A, here; B, here): "
        "these results aren't compared with each other."
    )
    assert [item.id for item in shown.evidence] == ["c30", "c330"]


def test_an_unknown_assay_is_named_as_unknown() -> None:
    shown = found(c3(0), c3(30, assay="A"))
    assert shown.outcome is Outcome.FIRED
    assert "with no recorded assay in common (assay not recorded; A)" in shown.because


@pytest.mark.parametrize("analyte", ["anti-dsdna", "dsg1", "dsg3", "c3", "c4", "troponin"])
def test_every_series_whose_numbers_depend_on_the_assay(analyte: str) -> None:
    unit = {"anti-dsdna": "U/mL", "dsg1": "U/mL", "dsg3": "U/mL", "troponin": "ng/mL"}.get(analyte, "g/L")
    labs = [c3(day, analyte=analyte, unit=unit, assay=assay) for day, assay in ((0, "A"), (30, "B"))]
    assert found(*labs).outcome is Outcome.FIRED
