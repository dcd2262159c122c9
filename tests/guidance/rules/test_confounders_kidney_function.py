"""cf.egfr: was there something else around a low eGFR that raises creatinine?"""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Outcome, Role
from tests.guidance.builders import (
    SLE,
    TAK,
    Document,
    Entry,
    at,
    checked,
    creatinine,
    document,
    drug,
    finding,
    held_for,
    joined,
    on,
    rule_out,
    scan,
    steroid,
    upcr,
)
from tests.guidance.nephritis import infection, nephritis, pregnancy

RULE = "cf.egfr"
DAY = 250
LOW = (creatinine(0, 0.8), creatinine(200, 1.2), creatinine(220, 1.2))


def measured(*results: Entry, day: int = DAY, **lists: Any) -> Document:
    return nephritis(*(results or LOW), day=day, **lists)


def taken(name: str, since: int | str | None, **fields: Any) -> tuple[Entry, ...]:
    return (drug(name, since=since, treats="other", **fields),)


def test_without_a_fall_there_is_nothing_to_explain() -> None:
    nsaid = taken("ibuprofen", 150)
    for doc in (
        measured(creatinine(0, 0.8), creatinine(220, 0.85), therapies=nsaid),
        measured(creatinine(220, 2), therapies=nsaid),
        measured(*LOW, creatinine(230, 0.8), therapies=nsaid),
        document(),
    ):
        found = rule_out(doc, RULE, DAY)
        assert (found.outcome, found.evidence) == (Outcome.NOT_FIRED, ())


def test_a_fall_with_nothing_else_recorded_is_not_held() -> None:
    found = rule_out(measured(), RULE, DAY)
    assert (found.outcome, [shown.on for shown in found.evidence]) == (Outcome.NOT_FIRED, [on(220)])
    assert finding(measured(), "ln.egfr-decline", DAY).outcome is Outcome.FIRED


def test_another_condition_is_not_looked_at() -> None:
    doc = document(TAK, therapies=[steroid((0, 40)), *taken("ibuprofen", 150)], labs=list(LOW))
    assert rule_out(joined(doc, checked(DAY)), RULE, DAY).outcome is Outcome.NOT_FIRED


@pytest.mark.parametrize(
    ("therapies", "is_open"),
    [
        (taken("ibuprofen", 150), True),
        (taken("ibuprofen", 220), True),
        (taken("ibuprofen", 221), False),
        (taken("ibuprofen", 150, stopped_on=at(206)), True),
        (taken("ibuprofen", 150, stopped_on=at(205)), False),
        (taken("trimethoprim", 215, intent="maintenance"), True),
        (taken("creatine", 150), True),
        (taken("ramipril", 164), True),
        (taken("ramipril", 163), False),
        (taken("dapagliflozin", 164), True),
        (taken("tacrolimus", 164), True),
        (taken("ramipril", 220), True),
        (taken("ramipril", 221), False),
        (taken("amlodipine", 210), False),
    ],
)
def test_drugs_that_touch_creatinine_count_in_their_time(therapies: tuple[Entry, ...], is_open: bool) -> None:
    found = rule_out(measured(therapies=therapies), RULE, DAY)
    assert found.outcome is (Outcome.FIRED if is_open else Outcome.NOT_FIRED)


@pytest.mark.parametrize(
    ("lists", "is_open"),
    [
        ({"imaging": [scan(206, modality="CTA")]}, True),
        ({"imaging": [scan(205, modality="CTA")]}, False),
        ({"imaging": [scan(210, modality="MRA")]}, False),
        ({"imaging": [scan(210, modality="angiography")]}, True),
        ({"procedures": [{"on": at(206), "kind": "stent"}]}, True),
        ({"procedures": [{"on": at(205), "kind": "angioplasty"}]}, False),
        ({"procedures": [{"on": at(210), "kind": "kidney-biopsy"}]}, False),
        ({"infections": [infection("gastroenteritis", 200, 206)]}, True),
        ({"infections": [infection("gastroenteritis", 200, 205)]}, False),
        ({"infections": [infection("gastroenteritis", 206)]}, True),
        ({"infections": [infection("gastroenteritis", 205)]}, False),
        ({"infections": [infection("gastroenteritis", 100) | {"controlled_on": at(206)}]}, True),
        ({"infections": [infection("gastroenteritis", 221, 225)]}, False),
        ({"infections": [infection("skin", 200, 206)]}, False),
        ({"adverse_effects": [{"on": at(206), "kind": "vomiting"}]}, True),
        ({"adverse_effects": [{"on": at(205), "kind": "diarrhoea"}]}, False),
        ({"adverse_effects": [{"on": at(210), "kind": "rash"}]}, False),
    ],
)
def test_contrast_and_loss_of_fluid_count_for_two_weeks(lists: dict[str, list[Entry]], is_open: bool) -> None:
    found = rule_out(measured(**lists), RULE, DAY)
    assert found.outcome is (Outcome.FIRED if is_open else Outcome.NOT_FIRED)


def test_it_holds_the_rule_that_names_it_and_no_other() -> None:
    doc = measured(*LOW, upcr(0, 2), upcr(182, 1.9), therapies=taken("ibuprofen", 150))
    held = finding(doc, "ln.egfr-decline", DAY)
    assert (held.outcome, held_for(held), held.prompt_contact) == (Outcome.HELD, {RULE}, True)
    assert held.held_for[0].detail == "creatinine of 11 August 2022 sampled on ibuprofen or soon after"
    assert finding(doc, "ln.upcr-50pct-6mo", DAY).outcome is Outcome.FIRED


def test_it_says_what_was_around_the_sample() -> None:
    found = rule_out(measured(therapies=taken("ibuprofen", 150)), RULE, DAY)
    assert found.because == "Creatinine of 11 August 2022 sampled on ibuprofen or soon after: to be repeated."
    assert [shown.list for shown in found.evidence] == ["labs", "therapies"]


def test_a_low_repeat_outside_closes_it() -> None:
    short = taken("ibuprofen", 195, stopped_on=at(199))
    assert rule_out(measured(therapies=short), RULE, DAY).outcome is Outcome.NOT_FIRED


@pytest.mark.parametrize(("second", "is_open"), [(214, False), (213, True)])
def test_so_do_two_low_results_outside_before_it(second: int, is_open: bool) -> None:
    results = creatinine(0, 0.8), creatinine(200, 1.2), creatinine(second, 1.2), creatinine(230, 1.3)
    found = rule_out(measured(*results, therapies=taken("ibuprofen", 225)), RULE, DAY)
    assert found.outcome is (Outcome.FIRED if is_open else Outcome.NOT_FIRED)
    assert len(found.evidence) == 2
    if not is_open:
        assert found.because.endswith(": 22 July 2022 and 5 August 2022.")


@pytest.mark.parametrize("name", ["ramipril", "ibuprofen"])
def test_a_drug_without_a_start_is_an_unknown_and_holds_too(name: str) -> None:
    doc = measured(therapies=taken(name, None))
    found = rule_out(doc, RULE, DAY)
    assert (found.outcome, found.missing) == (Outcome.CANNOT_ASSESS, (f"start date of {name}",))
    held = finding(doc, "ln.egfr-decline", DAY)
    assert [hold.detail for hold in held.held_for] == [f"cannot assess: start date of {name}"]


def test_of_a_known_and_an_unknown_one_the_known_one_is_told() -> None:
    doc = measured(therapies=(*taken("ramipril", None), *taken("ibuprofen", 150)))
    assert "ramipril" not in rule_out(doc, RULE, DAY).because


def test_one_that_was_stopped_long_before_explains_nothing() -> None:
    for stop, is_open in ((206, True), (205, False)):
        doc = measured(therapies=taken("ibuprofen", None, stopped_on=at(stop)))
        assert (rule_out(doc, RULE, DAY).outcome is Outcome.CANNOT_ASSESS) is is_open


def test_a_start_known_to_the_month_counts_from_its_first_to_its_last_day() -> None:
    for month, is_open in (("2022-06", True), ("2022-05", False), ("2022-08", True), ("2022-09", False)):
        found = rule_out(measured(therapies=taken("ramipril", month)), RULE, DAY)
        assert (found.outcome is Outcome.FIRED) is is_open, month


def test_results_of_a_pregnancy_do_not_count_at_all() -> None:
    expecting = [pregnancy(210)]
    assert finding(measured(life_events=expecting), "ln.egfr-decline", DAY).counted_as is Role.SUPPORTING
    found = rule_out(measured(life_events=expecting), RULE, DAY)
    assert [shown.on for shown in found.evidence] == [on(200)]


def test_the_limits_of_the_sample_s_age_are_the_rule_s() -> None:
    for day, is_open in ((402, True), (403, False)):
        doc = measured(day=day, therapies=taken("ibuprofen", 150))
        assert (rule_out(doc, RULE, day).outcome is Outcome.FIRED) is is_open


def test_lupus_of_a_patient_with_two_conditions_is_looked_at() -> None:
    doc = measured(therapies=taken("ibuprofen", 150))
    doc["conditions"] = [*doc["conditions"], {"id": "second", "condition": TAK}]
    assert rule_out(doc, RULE, DAY).outcome is Outcome.FIRED
    assert SLE in {entry["condition"] for entry in doc["conditions"]}
