"""Amounts in mg, whatever their unit, for a body of 60 kg and 135 cm, which is 1.5 m2."""

from __future__ import annotations

import pytest

from journeys.guidance.doses import Body, meets, milligrams
from journeys.guidance.usual_doses import Amount

BODY = Body(60, 135)
NOBODY = Body(None, None)


@pytest.mark.parametrize(
    ("amount", "unit", "mg", "unmeasured"),
    [
        (500, "mg", 500, 500),
        (2, "g", 2000, 2000),
        (1.5, "mg/kg", 90, None),
        (2, "g/kg", 120_000, None),
        (375, "mg/m2", 562.5, None),
        (1, "U", None, None),
    ],
)
def test_an_amount_in_mg(amount: float, unit: str, mg: float | None, unmeasured: float | None) -> None:
    assert milligrams(amount, unit, body=BODY) == mg
    assert milligrams(amount, unit, body=NOBODY) == unmeasured


@pytest.mark.parametrize(
    ("amount", "unit", "least", "answer", "unmeasured"),
    [
        (2, "g/kg", Amount(1600, "mg/kg"), True, True),  # one unit: nobody has to be weighed
        (1.59, "g/kg", Amount(1600, "mg/kg"), False, False),
        (96, "g", Amount(1600, "mg/kg"), True, None),
        (95.9, "g", Amount(1600, "mg/kg"), False, None),
        (1, "g", Amount(1000, "mg"), True, True),
        (562.5, "mg", Amount(375, "mg/m2"), True, None),
        (562, "mg", Amount(375, "mg/m2"), False, None),
        (0, "mg", Amount(375, "mg/m2"), False, False),
        (None, "mg", Amount(1000, "mg"), None, None),
    ],
)
def test_enough_in_another_unit(
    amount: float | None, unit: str, least: Amount, answer: bool | None, unmeasured: bool | None
) -> None:
    assert meets(amount, unit, least=least, body=BODY) is answer
    assert meets(amount, unit, least=least, body=NOBODY) is unmeasured
