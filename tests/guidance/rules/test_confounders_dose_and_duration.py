"""cf.dose and cf.duration say which reasons the adequacy gate gave."""

from __future__ import annotations

import pytest

from journeys.guidance.findings import Outcome
from tests.guidance.builders import PV, SLE, TAK, Entry, document, drug, rule_out, steroid, weights

DAY = 200
MTX = drug("methotrexate", amount=15, every="week", intent="induction")


@pytest.mark.parametrize(
    ("condition", "therapies", "dose", "duration"),
    [
        (TAK, [steroid((0, 40), (42, 10)), MTX], Outcome.NOT_FIRED, Outcome.NOT_FIRED),
        (TAK, [steroid((0, 20)), MTX], Outcome.FIRED, Outcome.NOT_FIRED),
        (TAK, [steroid((0, 40), (20, 10)), MTX], Outcome.NOT_FIRED, Outcome.FIRED),
        (TAK, [], Outcome.CANNOT_ASSESS, Outcome.CANNOT_ASSESS),
        (SLE, [drug("hydroxychloroquine", treats=SLE, amount=200)], Outcome.FIRED, Outcome.NOT_FIRED),
        (PV, [drug("azathioprine", treats=PV, amount=100)], Outcome.FIRED, Outcome.NOT_FIRED),
        (PV, [drug("azathioprine", treats=PV, since=150, amount=150)], Outcome.NOT_FIRED, Outcome.FIRED),
        (PV, [drug("ofatumumab", treats=PV, amount=20)], Outcome.CANNOT_ASSESS, Outcome.NOT_FIRED),
    ],
)
def test_the_gate_s_reasons(condition: str, therapies: list[Entry], dose: Outcome, duration: Outcome) -> None:
    doc = document(condition, therapies=therapies, measurements=weights(60))
    assert rule_out(doc, "cf.dose", DAY).outcome is dose
    assert rule_out(doc, "cf.duration", DAY).outcome is duration
