"""cf.interaction: drugs that change how a treatment works."""

from __future__ import annotations

import pytest

from journeys.guidance.findings import Outcome
from tests.guidance.builders import Entry, at, document, drug, rule_out, steroid

RULE = "cf.interaction"
DAY = 200
PREDNISONE = steroid((0, 20))


def other(name: str, **fields: object) -> Entry:
    return drug(name, treats="other", **fields)


@pytest.mark.parametrize(
    ("therapies", "says"),
    [
        ([PREDNISONE], Outcome.NOT_FIRED),
        ([other("carbamazepine"), drug("methotrexate")], Outcome.NOT_FIRED),
        ([PREDNISONE, other("carbamazepine", stopped_on=at(199))], Outcome.NOT_FIRED),
        ([PREDNISONE, other("carbamazepine", since=201)], Outcome.NOT_FIRED),
        ([other("omeprazole"), drug("mycophenolate mofetil")], Outcome.NOT_FIRED),  # a note
        ([other("allopurinol"), drug("azathioprine")], Outcome.NOT_FIRED),  # a note
        ([PREDNISONE, other("carbamazepine", stopped=True)], Outcome.CANNOT_ASSESS),
        ([PREDNISONE, other("carbamazepine")], Outcome.FIRED),
        ([PREDNISONE, other("rifampin")], Outcome.FIRED),
        ([other("phenytoin"), drug("tacrolimus")], Outcome.FIRED),
        ([other("cholestyramine"), drug("mycophenolate mofetil")], Outcome.FIRED),
    ],
)
def test_combinations(therapies: list[Entry], says: Outcome) -> None:
    assert rule_out(document(therapies=therapies), RULE, DAY).outcome is says


def test_with_several_conditions_a_treatment_without_a_purpose_counts_too() -> None:
    nameless = {name: said for name, said in PREDNISONE.items() if name != "for"}
    conditions = [{"condition": "takayasu-arteritis"}, {"condition": "systemic-lupus-erythematosus"}]
    doc = document(therapies=[nameless, other("carbamazepine")], conditions=conditions)
    assert rule_out(doc, RULE, DAY).outcome is Outcome.FIRED


ALLOPURINOL, AZATHIOPRINE = other("allopurinol"), drug("azathioprine")
NOTE = "allopurinol with azathioprine (its side effects may be stronger)"


@pytest.mark.parametrize(
    ("therapies", "note"),
    [
        ([ALLOPURINOL, AZATHIOPRINE], NOTE),
        ([other("febuxostat"), AZATHIOPRINE], NOTE.replace("allopurinol", "febuxostat")),
        (
            [other("omeprazole"), drug("mycophenolate mofetil")],
            "omeprazole with mycophenolate mofetil (less of it may be taken up)",
        ),
        ([ALLOPURINOL, AZATHIOPRINE, PREDNISONE, other("carbamazepine")], NOTE),
        ([ALLOPURINOL, AZATHIOPRINE, PREDNISONE, other("carbamazepine", stopped=True)], NOTE),
    ],
)
def test_a_note_is_told_and_cited_whatever_else_is_found(therapies: list[Entry], note: str) -> None:
    found = rule_out(document(therapies=therapies), RULE, DAY)
    assert f"To know: {note}." in found.because
    assert len(found.evidence) == len(therapies)
