"""Which results of a series are compared with each other."""

from __future__ import annotations

import pytest

from journeys.guidance.journey import Lab
from journeys.guidance.methods import method, same_method
from tests.guidance.builders import on


def result(assay: str | None = None, lab: str | None = None, *, unit: str = "g/L", analyte: str = "c3") -> Lab:
    return Lab(id="x", analyte=analyte, collected_on=on(0), value=1, assay=assay, lab=lab, canonical_unit=unit)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (result("A", "here"), result("a ", "Here"), True),
        (result("A"), result("A"), True),
        (result(None, "here"), result(None, "here"), True),
        (result("A", "here"), result("B", "here"), False),
        (result("A", "here"), result("A", "there"), False),
        (result(None, "here"), result(None, "there"), False),
        (result("A"), result("A", unit="U/mL"), False),
        (result("A", "here"), result("A"), None),
        (result("A", "here"), result(None, "here"), None),
        (result("A"), result(), None),
        (result(), result(), None),
        (result(None, "here", analyte="dsg3"), result(None, "here", analyte="dsg3"), None),
        (result(None, "here", analyte="dsg1"), result(None, "here", analyte="dsg1"), None),
        (result("A", "here", analyte="dsg3"), result("A", "here", analyte="dsg3"), True),
    ],
)
def test_the_same_assay_and_laboratory(one: Lab, other: Lab, same: bool | None) -> None:
    assert same_method(one, other) is same
    assert same_method(other, one) is same


def test_how_a_result_was_made_in_words() -> None:
    assert method(result("A", "here")) == "A, here"
    assert method(result(None, "here")) == "here"
    assert method(result()) == "assay not recorded"
