"""cf.infection: windows around infections, and a fever that nobody has answered."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Outcome
from journeys.guidance.rules.confounders.infection import RULE as RULE_OUT
from tests.guidance.builders import (
    at,
    case_of,
    checked,
    document,
    drug,
    finding,
    held_for,
    joined,
    marked,
    reviewed,
    rule_out,
    scan,
    steroid,
)
from tests.guidance.waiting import active, details

RULE = "cf.infection"
DAY = 200


def ill(kind: str, began: int, ended: int | None = None, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "began_on": at(began), **({"ended_on": at(ended)} if ended is not None else {}), **fields}


def outcome(**lists: Any) -> Outcome:
    return rule_out(document(**lists), RULE, DAY).outcome


@pytest.mark.parametrize(
    ("infection", "says"),
    [
        (ill("skin", 150, 185, serious=False), Outcome.NOT_FIRED),  # 15 days
        (ill("skin", 150, 186, serious=False), Outcome.FIRED),
        (ill("pneumonia", 150, 171, serious=True), Outcome.NOT_FIRED),
        (ill("pneumonia", 150, 172, serious=True), Outcome.FIRED),  # 28 days
        (ill("sepsis", 150, 172), Outcome.FIRED),
        (ill("skin", 100, serious=False), Outcome.FIRED),  # no end
        (ill("tuberculosis", 120, controlled_on=at(140)), Outcome.FIRED),  # 56 days, then 28
        (ill("tuberculosis", 10), Outcome.FIRED),  # nobody wrote that it is controlled
        (ill("tuberculosis", 60, controlled_on=at(110)), Outcome.NOT_FIRED),
    ],
)
def test_the_window_of_an_infection(infection: dict[str, Any], says: Outcome) -> None:
    assert outcome(infections=[infection]) is says


def test_a_course_against_an_infection_counts_and_prevention_does_not() -> None:
    course = drug("amoxicillin", since=180, treats="other", stopped_on=at(187))
    assert outcome(therapies=[course]) is Outcome.FIRED
    assert outcome(therapies=[course | {"intent": "maintenance"}]) is Outcome.NOT_FIRED


@pytest.mark.parametrize(
    ("name", "stop", "says"),
    [
        ("amoxicillin", 185, Outcome.NOT_FIRED),
        ("amoxicillin", 186, Outcome.FIRED),  # 14 days
        ("ethambutol", 171, Outcome.NOT_FIRED),
        ("ethambutol", 172, Outcome.FIRED),  # against tuberculosis: 28
    ],
)
def test_how_long_a_course_counts_after_its_end(name: str, stop: int, says: Outcome) -> None:
    assert outcome(therapies=[drug(name, since=100, treats="other", stopped_on=at(stop))]) is says


def test_an_admission_for_it_makes_an_infection_serious() -> None:
    infection = ill("pneumonia", 150, 175, serious=False)
    assert outcome(infections=[infection]) is Outcome.NOT_FIRED
    assert outcome(infections=[infection], admissions=[{"on": at(152), "reason": "infection"}]) is Outcome.FIRED


@pytest.mark.parametrize(
    ("lists", "says"),
    [
        ({"check_ins": [marked(190, by="patient", fever=True)]}, Outcome.CANNOT_ASSESS),
        ({"check_ins": [marked(190, by="patient", fever=False)]}, Outcome.NOT_FIRED),
        ({"check_ins": [marked(171, by="patient", fever=True)]}, Outcome.NOT_FIRED),
        ({"measurements": [{"on": at(190), "kind": "temperature", "value": 38, "unit": "Cel"}]}, Outcome.CANNOT_ASSESS),
        ({"measurements": [{"on": at(190), "kind": "temperature", "value": 37.9, "unit": "Cel"}]}, Outcome.NOT_FIRED),
        ({"check_ins": [marked(190, fever=True)], "reviews": [reviewed(192)]}, Outcome.NOT_FIRED),
        ({"check_ins": [marked(190, fever=True)], "reviews": [reviewed(189)]}, Outcome.CANNOT_ASSESS),
        (
            {"check_ins": [marked(190, fever=True)], "reviews": [reviewed(192, checklist="bone-health")]},
            Outcome.CANNOT_ASSESS,
        ),  # a checklist about something else answers nothing
    ],
)
def test_a_fever_asks_for_an_answer(lists: dict[str, Any], says: Outcome) -> None:
    assert outcome(**lists) is says


def test_a_fever_before_an_infection_is_asked_about_all_the_same() -> None:
    """The window of the infection begins on day 183."""
    mild = ill("skin", 190, serious=False)
    for fevered, reasons in ((182, ["cf.infection"]), (183, [])):
        doc = document(check_ins=[marked(fevered, by="patient", fever=True)], infections=[mild])
        found = rule_out(doc, RULE, DAY)
        assert found.outcome is Outcome.FIRED
        assert ("fever logged on 4 July 2022" in found.because) is bool(reasons)
        assert [shown.list for shown in found.evidence] == ["infections", *["check_ins" for _ in reasons]]
        held = RULE_OUT.judge(case_of(doc, DAY).given(RULE_OUT, {})).holds
        assert [hold.rule for hold in held] == reasons
        assert all(hold.detail.startswith("cannot assess: fever logged on 4 July 2022") for hold in held)


@pytest.mark.parametrize(
    ("infection", "reasons"),
    [
        (ill("skin", 190, serious=False), set()),
        (ill("skin", 190), {"cf.infection"}),  # serious? unknown
        (ill("pneumonia", 190, serious=True), {"cf.infection"}),
        (ill("pneumonia", 180, 195, serious=True), set()),  # over
    ],
)
def test_only_what_goes_on_and_may_be_serious_holds_core_rules(infection: dict[str, Any], reasons: set[str]) -> None:
    mtx = drug("methotrexate", amount=15, every="week", intent="induction")
    lists: dict[str, Any] = {"check_ins": [marked(190, tiredness=True)], "imaging": [scan(150, activity="active")]}
    doc = document(therapies=[steroid((0, 40), (42, 9)), mtx], infections=[infection], **lists)
    assert held_for(finding(joined(doc, checked(DAY)), "tak.persistent-activity", DAY)) == reasons


@pytest.mark.parametrize(
    ("infection", "says", "detail"),
    [
        (
            ill("skin", 190),
            "Infection (skin), its end isn't recorded: core rules wait until it is over.",
            ["cannot assess: whether the infection (skin) is serious; its end isn't recorded"],
        ),
        (
            ill("pneumonia", 190, serious=True),
            "Infection (pneumonia), its end isn't recorded: core rules wait until it is over.",
            ["infection (pneumonia), serious and not over"],
        ),
        (
            ill("pneumonia", 180, 195, serious=True),
            "Infection (pneumonia), counted until 14 August 2022: CRP and ESR sampled in this time don't count.",
            [],
        ),
    ],
)
def test_it_says_what_waits_and_until_when(infection: dict[str, Any], says: str, detail: list[str]) -> None:
    doc = active(DAY, infections=[infection])
    assert rule_out(doc, RULE, DAY).because == says
    assert details(RULE, doc, DAY) == detail


def test_the_newest_fever_is_asked_about() -> None:
    fevers = [marked(day, by="patient", fever=True) for day in (185, 191, 180)]
    doc = active(DAY, is_checked=False, check_ins=fevers)
    found = rule_out(doc, RULE, DAY)
    says = "fever logged on 13 July 2022, and whether there was an infection isn't answered"
    assert (found.because, found.missing) == (f"A {says}.", ("whether the fever came with an infection",))
    assert [(shown.list, shown.shows) for shown in found.evidence] == [("check_ins", "fever: yes on 13 July 2022")]
    assert details(RULE, doc, DAY) == [f"cannot assess: {says}"]


def test_of_two_fevers_of_a_day_one_is_asked_about_whatever_their_order() -> None:
    hot = {"on": at(190), "kind": "temperature", "value": 38.5, "unit": "Cel", "id": "b"}
    both = [hot, hot | {"id": "a", "value": 39}]
    for measurements in (both, both[::-1]):
        (shown,) = rule_out(document(measurements=measurements), RULE, DAY).evidence
        assert shown.id == "b"


def test_without_either_it_says_so() -> None:
    found = rule_out(document(), RULE, DAY)
    assert found.because == "No infection or course against one is recorded for today or the weeks before."
