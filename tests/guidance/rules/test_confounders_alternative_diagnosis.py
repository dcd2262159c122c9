"""cf.alt-diagnosis: how long a checklist stands, and what closes it."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Outcome
from journeys.guidance.words import ALTERNATIVE_DIAGNOSES
from tests.guidance.builders import PV, SLE, TAK, at, document, drug, on, reviewed, rule_out, steroid
from tests.guidance.waiting import active, details

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


def test_a_checklist_of_the_day_on_which_the_regimen_began_is_of_it() -> None:
    doc = document(therapies=[steroid((50, 40))], reviews=[reviewed(50)])
    assert rule_out(doc, RULE, 200).outcome is Outcome.NOT_FIRED


def test_core_findings_wait_for_a_checklist() -> None:
    doc = active(200, is_checked=False)
    says = "no rule-out checklist stands for the present treatment"
    assert rule_out(doc, RULE, 200).because == f"Open: {says}."
    assert details(RULE, doc, 200) == [says]
    assert details(RULE, active(200), 200) == []


@pytest.mark.parametrize(("diagnosed", "day"), [("2021-05-03", "2021-05-03"), ("2021-05", None), (None, None)])
def test_without_a_checklist_the_condition_is_cited(diagnosed: str | None, day: str | None) -> None:
    condition = {"condition": TAK, **({"diagnosed_on": diagnosed} if diagnosed else {})}
    (shown,) = rule_out(document(conditions=[condition]), RULE, 200).evidence
    assert (shown.list, shown.on and shown.on.isoformat()) == ("conditions", day)
    assert shown.shows == "other explanations not reviewed for the present treatment"


@pytest.mark.parametrize(
    ("review", "shows"),
    [
        (reviewed(150), "rule-out checklist, complete"),
        (reviewed(150, complete=False, items=ALL), "rule-out checklist, 5 items answered"),
        (
            reviewed(150, complete=False, items={"infection": "excluded", "thrombosis": "not-answered"}),
            "rule-out checklist, 1 item answered",
        ),
    ],
)
def test_a_checklist_is_cited_with_how_far_it_goes(review: dict[str, Any], shows: str) -> None:
    (shown,) = rule_out(document(reviews=[review]), RULE, 200).evidence
    assert (shown.list, shown.on, shown.shows) == ("reviews", on(150), shows)


def test_an_item_that_a_later_checklist_leaves_blank_keeps_its_answer() -> None:
    reviews = [reviewed(100, complete=False, items=ALL), reviewed(150, items={"infection": "not-answered"})]
    assert rule_out(document(reviews=reviews), RULE, 200).outcome is Outcome.NOT_FIRED
    reviews = [reviewed(100, items={"infection": "present"}), reviewed(150, items={"infection": "not-answered"})]
    assert rule_out(document(reviews=reviews), RULE, 200).because == "Open: marked as present: infection."


@pytest.mark.parametrize(
    ("condition", "manifestations", "items", "blank"),
    [
        (SLE, ["neuropsychiatric-lupus"], {"infection": "excluded", "metabolic": "not-answered"}, "metabolic"),
        (SLE, ["neuropsychiatric-lupus"], {"infection": "excluded"}, None),
        (SLE, ["neuropsychiatric-lupus"], {"fibromyalgia": "not-answered"}, None),  # not one of the mandatory ones
        (SLE, [], {"metabolic": "not-answered"}, None),
        (TAK, [], {"infection": "not-answered"}, None),
    ],
)
def test_items_that_lupus_of_the_nervous_system_asks_for_stay_open_in_a_complete_checklist(
    condition: str, manifestations: list[str], items: dict[str, str], blank: str | None
) -> None:
    doc = document(condition, manifestations=manifestations, reviews=[reviewed(150, items=items)])
    found = rule_out(doc, RULE, 200)
    assert found.outcome is (Outcome.FIRED if blank else Outcome.NOT_FIRED)
    assert [shown.list for shown in found.evidence] == ["reviews"]
    if blank:
        assert found.because == f"Open: not answered yet: {blank}."


def test_without_a_condition_there_is_nothing_to_ask() -> None:
    found = rule_out(document(conditions=[]), RULE, 200)
    assert found.outcome is Outcome.NOT_FIRED
    assert found.because == "No condition is recorded to which an alternative could be sought."


@pytest.mark.parametrize(
    ("condition", "kind", "fields", "outcome"),
    [
        (PV, "herpes-simplex", {}, Outcome.FIRED),
        (PV, "oral-candida", {}, Outcome.FIRED),
        (PV, "skin", {"serious": False}, Outcome.FIRED),
        (PV, "pneumonia", {}, Outcome.NOT_FIRED),  # nobody takes it for pemphigus
        (PV, "skin", {"began_on": at(150)}, Outcome.NOT_FIRED),  # known on the day of the checklist
        (PV, "skin", {"ended_on": at(200)}, Outcome.NOT_FIRED),  # over
        (PV, "skin", {"ended_on": at(199)}, Outcome.NOT_FIRED),
        (SLE, "skin", {}, Outcome.NOT_FIRED),
    ],
)
def test_an_infection_that_looks_like_pemphigus_opens_a_closed_checklist(
    condition: str, kind: str, fields: dict[str, Any], outcome: Outcome
) -> None:
    ill = {"kind": kind, "began_on": at(151), "id": "ill", **fields}
    closed = document(condition, therapies=[steroid((0, 40), treats=condition)], reviews=[reviewed(150)])
    found = rule_out(closed | {"infections": [ill]}, RULE, 200)
    assert found.outcome is outcome
    if outcome is Outcome.FIRED:
        named = kind.replace("-", " ")
        assert found.because == f"Open: recorded since the checklist of 2 June 2022: infection ({named})."
        assert found.evidence[-1].shows == f"infection ({named}) since 3 June 2022"
        looked_at = closed | {"infections": [ill], "reviews": [reviewed(150), reviewed(180)]}
        assert rule_out(looked_at, RULE, 200).outcome is Outcome.NOT_FIRED
