"""cf.il6: tocilizumab and its washout."""

from __future__ import annotations

import pytest

from journeys.guidance.findings import Outcome
from tests.guidance.builders import Entry, at, document, drug, rule_out

DAY = 200


@pytest.mark.parametrize(
    ("therapy", "says"),
    [
        (drug("infliximab"), Outcome.NOT_FIRED),
        (drug("tocilizumab", route="subcutaneous", stopped_on=at(157)), Outcome.NOT_FIRED),
        (drug("tocilizumab", route="subcutaneous", stopped_on=at(158)), Outcome.FIRED),  # 42 days
        (drug("tocilizumab", route="intravenous", stopped_on=at(143)), Outcome.NOT_FIRED),
        (drug("tocilizumab", route="intravenous", stopped_on=at(144)), Outcome.FIRED),  # 56 days
        (drug("sarilumab"), Outcome.FIRED),
        (drug("tocilizumab", since=201), Outcome.NOT_FIRED),
        (drug("tocilizumab", stopped=True), Outcome.CANNOT_ASSESS),
    ],
)
def test_blockade_and_washout(therapy: Entry, says: Outcome) -> None:
    assert rule_out(document(therapies=[therapy]), "cf.il6", DAY).outcome is says
