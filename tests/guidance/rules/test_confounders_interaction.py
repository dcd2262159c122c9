"""cf.interaction: drugs that change how a treatment works."""

from __future__ import annotations

from datetime import date

import pytest

from journeys.guidance.findings import Outcome
from tests.guidance.builders import Entry, at, document, drug, on, rule_out, steroid
from tests.guidance.waiting import active, details

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


def test_core_findings_wait_while_both_are_taken_or_may_be() -> None:
    both = active(DAY, therapies=[other("carbamazepine")])
    assert details(RULE, both, DAY) == ["carbamazepine with prednisone"]
    perhaps = active(DAY, therapies=[other("carbamazepine", stopped=True)])
    says = "whether carbamazepine with prednisone are still taken together"
    assert details(RULE, perhaps, DAY) == [f"cannot assess: {says}"]
    assert rule_out(perhaps, RULE, DAY).missing == (says,)
    assert details(RULE, active(DAY, therapies=[ALLOPURINOL, AZATHIOPRINE]), DAY) == []  # a note


def test_without_a_condition_whatever_is_taken_is_a_treatment() -> None:
    both = [other("prednisone"), other("carbamazepine")]
    assert rule_out(document(therapies=both), RULE, DAY).outcome is Outcome.NOT_FIRED
    assert rule_out(document(therapies=both, conditions=[]), RULE, DAY).outcome is Outcome.FIRED


@pytest.mark.parametrize(("since", "day"), [(50, on(50)), ("2022-02", date(2022, 2, 1)), (None, None)])
def test_both_are_cited_with_the_first_day_that_they_may_have_begun(since: int | str | None, day: date | None) -> None:
    shown = rule_out(document(therapies=[PREDNISONE, other("carbamazepine", since=since)]), RULE, DAY).evidence
    assert {(item.shows, item.on) for item in shown} == {("carbamazepine", day), ("prednisone", on(0))}
