"""cf.alt-diagnosis: how long a checklist stands, and what closes it."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Outcome
from journeys.guidance.words import ALTERNATIVE_DIAGNOSES
from tests.guidance.builders import TAK, document, drug, reviewed, rule_out, steroid

RULE = "cf.alt-diagnosis"
ALL = dict.fromkeys(ALTERNATIVE_DIAGNOSES[TAK], "excluded")


@pytest.mark.parametrize(
    ("reviews", "says"),
    [
        ([], Outcome.FIRED),
        ([reviewed(17)], Outcome.FIRED),  # 183 days old
        ([reviewed(-1)], Outcome.FIRED),  # of the regimen before
        ([reviewed(100, complete=False, items=ALL | {"infection": "not-answered"})], Outcome.FIRED),
        ([reviewed(100, items={"infection": "present"})], Outcome.FIRED),  # complete, but something is there
        ([reviewed(18)], Outcome.NOT_FIRED),
        ([reviewed(0 + 18, items=ALL)], Outcome.NOT_FIRED),
        ([reviewed(100, complete=False, items=ALL)], Outcome.NOT_FIRED),
        (
            [reviewed(100, items={"infection": "present"}), reviewed(150, items={"infection": "excluded"})],
            Outcome.NOT_FIRED,
        ),
    ],
)
def test_a_checklist(reviews: list[dict[str, Any]], says: Outcome) -> None:
    found = rule_out(document(therapies=[steroid((0, 40))], reviews=reviews), RULE, 200)
    assert found.outcome is says
    assert found.evidence


def test_with_two_conditions_a_checklist_closes_the_one_that_it_is_about() -> None:
    conditions = [{"condition": TAK}, {"condition": "pemphigus-vulgaris"}]
    doc = document(conditions=conditions, reviews=[reviewed(150, items=ALL)])
    assert "not answered" not in rule_out(doc, RULE, 200).because
    assert rule_out(doc, RULE, 200).outcome is Outcome.FIRED  # pemphigus is still open
    assert rule_out(doc | {"conditions": conditions[:1]}, RULE, 200).outcome is Outcome.NOT_FIRED
    assert rule_out(doc | {"reviews": [reviewed(150)]}, RULE, 200).outcome is Outcome.NOT_FIRED


def test_a_new_regimen_asks_anew() -> None:
    switch = drug("infliximab", since=150, intent="switch")
    doc = document(therapies=[steroid((0, 40)), switch], reviews=[reviewed(149)])
    assert rule_out(doc, RULE, 149).outcome is Outcome.NOT_FIRED
    assert rule_out(doc, RULE, 150).outcome is Outcome.FIRED
