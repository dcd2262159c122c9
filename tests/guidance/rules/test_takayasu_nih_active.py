"""tak.nih-active: two of four NIH (Kerr) items new or worse in the last 91 days, from day 91 of treatment on."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import (
    Document,
    Entry,
    assessed,
    at,
    checked,
    document,
    drug,
    esr,
    finding,
    held_for,
    joined,
    on,
    steroid,
)

RULE = "tak.nih-active"
DAY = 250
NAMES = {
    "systemic": "systemic-features",
    "esr": "raised-esr",
    "ischaemia": "vascular-ischaemia",
    "angio": "angiographic-change",
}


def kerr(day: int, **items: bool | float) -> Entry:
    said = {NAMES[name]: answer for name, answer in items.items()}
    return {"id": f"kerr-{day}", "on": at(day), "instrument": "nih-kerr", "value": sum(said.values()), "items": said}


def seen(*scores: Entry, day: int = DAY, **lists: Any) -> Document:
    mtx = drug("methotrexate", amount=15, every="week", intent="induction")
    therapies = [steroid((0, 40), (42, 10)), mtx, *lists.pop("therapies", [])]
    return joined(document(therapies=therapies, assessments=list(scores), **lists), checked(day))


def said(*scores: Entry, day: int = DAY, **lists: Any) -> Finding:
    return finding(seen(*scores, day=day, **lists), RULE, day)


ALL_NO = {"systemic": False, "esr": False, "ischaemia": False, "angio": False}


@pytest.mark.parametrize(
    ("scores", "says"),
    [
        ([], Outcome.CANNOT_ASSESS),
        ([kerr(240) | {"value": 3}], Outcome.CANNOT_ASSESS),  # a total alone
        ([kerr(240, systemic=False, esr=False)], Outcome.CANNOT_ASSESS),
        ([kerr(240, systemic=True, esr=False)], Outcome.CANNOT_ASSESS),
        ([kerr(240, systemic=True, esr=True) | {"instrument": "itas2010"}], Outcome.CANNOT_ASSESS),
        ([kerr(240, **ALL_NO)], Outcome.NOT_FIRED),
        ([kerr(240, **ALL_NO | {"angio": True})], Outcome.NOT_FIRED),
        ([kerr(240, systemic=True, ischaemia=False, angio=False)], Outcome.NOT_FIRED),
        ([kerr(220, systemic=True, angio=True), kerr(240, **ALL_NO)], Outcome.NOT_FIRED),  # the newest answers
    ],
)
def test_it_stays_silent(scores: list[Entry], says: Outcome) -> None:
    assert said(*scores).outcome is says


def test_it_names_the_items_that_nobody_answered() -> None:
    found = said(kerr(240, systemic=True, esr=False))
    assert found.missing == (
        "clinician activity items (vascular ischaemia or inflammation and typical change on angiography) "
        "between 11 June 2022 and 10 September 2022",
    )
    assert found.because == "Since 11 June 2022, 2 of 4 NIH (Kerr) items are answered."
    assert [(shown.list, shown.id) for shown in found.evidence] == [("assessments", "kerr-240")]


def test_fewer_than_two_are_counted_in_the_sentence() -> None:
    found = said(kerr(240, systemic=True, ischaemia=False, angio=False))
    assert found.because == (
        "1 of 3 answered NIH (Kerr) items new or worse: systemic features on 31 August 2022; 2 or more count as active."
    )
    assert said(kerr(240, **ALL_NO)).because == (
        "0 of 4 answered NIH (Kerr) items new or worse; 2 or more count as active."
    )
    assert found.evidence[0].shows == (
        "NIH (Kerr) items on 31 August 2022: systemic features: yes, vascular ischaemia or inflammation: no "
        "and typical change on angiography: no"
    )


def test_before_day_91_it_is_too_early_and_an_assessment_before_the_treatment_says_nothing_of_it() -> None:
    assert said(kerr(60, systemic=True, angio=True), day=90).outcome is Outcome.NOT_FIRED
    assert said(kerr(60, systemic=True, angio=True), day=91).outcome is Outcome.HELD  # the drug's trial goes on
    assert said(kerr(0, systemic=True, angio=True), day=91).outcome is Outcome.HELD
    assert said(kerr(-1, systemic=True, angio=True), day=91).outcome is Outcome.CANNOT_ASSESS


@pytest.mark.parametrize(
    "scores",
    [
        [kerr(240, systemic=True, esr=True)],
        [kerr(240, ischaemia=True, angio=1)],
        [kerr(200, systemic=True), kerr(240, angio=True)],  # each item's newest answer
        [kerr(200, **ALL_NO | {"systemic": True, "angio": True}), kerr(240, esr=False)],
    ],
)
def test_two_items_fire(scores: list[Entry]) -> None:
    found = said(*scores)
    assert (found.outcome, found.counted_as, held_for(found)) == (Outcome.FIRED, Role.CORE, set())


def test_answers_count_for_91_days() -> None:
    score = kerr(200, systemic=True, angio=True)
    assert said(score, day=291).outcome is Outcome.FIRED
    assert said(score, day=292).outcome is Outcome.CANNOT_ASSESS
    assert assessed(seen(score, day=291), 291).next_check_on == on(292)


def test_two_answers_of_one_day_that_differ_are_none() -> None:
    other = kerr(240, angio=False) | {"id": "other"}
    assert said(kerr(240, systemic=True, angio=True), other).outcome is Outcome.CANNOT_ASSESS
    assert said(kerr(240, systemic=True, angio=True), other | {"items": {}}).outcome is Outcome.FIRED


def test_the_sentence_holds_the_items_and_their_days() -> None:
    found = said(kerr(200, systemic=True), kerr(240, angio=True))
    assert found.because == (
        "2 of 4 NIH (Kerr) items new or worse: systemic features on 22 July 2022 and typical change on angiography on "
        "31 August 2022; 2 or more count as active."
    )
    assert [shown.id for shown in found.evidence[:2]] == ["kerr-200", "kerr-240"]
    assert found.evidence[2].list == "therapies"
    assert "fewer than 2 items answered as new or worse at a later visit" in found.would_change


ESR_AND_ONE = kerr(240, systemic=True, esr=True)
ILL = {"began_on": at(225), "ended_on": at(230), "kind": "pneumonia", "serious": False}
UNCLEAN: dict[str, tuple[dict[str, Any], str]] = {
    "infection": ({"infections": [ILL]}, "cf.infection"),
    "il6": ({"therapies": [drug("tocilizumab", since=100, intent="adjuvant")]}, "cf.il6"),
    "surgery": ({"life_events": [{"kind": "surgery", "began_on": at(215)}]}, "cf.alt-diagnosis"),
    "pregnancy": ({"life_events": [{"kind": "pregnancy", "began_on": at(150)}]}, "cf.alt-diagnosis"),
}


@pytest.mark.parametrize("reason", UNCLEAN)
def test_an_esr_item_that_only_an_unclean_esr_backs_is_held_for_its_reason(reason: str) -> None:
    lists, rule_out = UNCLEAN[reason]
    found = said(ESR_AND_ONE, labs=[esr(236, 60, id="esr")], **lists)
    assert (found.outcome, rule_out in held_for(found)) == (Outcome.HELD, True)
    assert found.because.endswith("2 or more count as active. The raised ESR isn't clean; without it: 1.")
    assert ("labs", "esr") in [(shown.list, shown.id) for shown in found.evidence]
    assert any("ESR 60 mm/h on 27 August 2022" in hold.detail for hold in found.held_for)


def test_an_unusual_esr_is_held_until_it_is_confirmed() -> None:
    assert held_for(said(ESR_AND_ONE, labs=[esr(236, 180)])) == {"cf.unit"}


def test_without_the_unclean_esr_two_items_are_left_and_fire() -> None:
    lists, _ = UNCLEAN["infection"]
    found = said(kerr(240, systemic=True, esr=True, angio=True), labs=[esr(236, 60)], **lists)
    assert found.outcome is Outcome.FIRED
    assert found.because.endswith("The raised ESR isn't clean; without it: 2.")


@pytest.mark.parametrize(
    ("labs", "says"),
    [
        ([], Outcome.FIRED),  # the clinician's answer stands where no ESR is recorded
        ([esr(236, 60), esr(200, 60)], Outcome.FIRED),  # a clean one backs it too
        ([esr(236, 60), esr(149, 60)], Outcome.FIRED),  # 91 days before the answer
        ([esr(236, 60), esr(148, 60)], Outcome.HELD),
        ([esr(236, 60), esr(200, 10)], Outcome.HELD),  # the clean one isn't raised
        ([esr(236, 10)], Outcome.FIRED),  # not raised: it isn't what the answer rests on
        ([esr(240, 60)], Outcome.HELD),
        ([esr(241, 60)], Outcome.FIRED),  # after the answer
    ],
)
def test_which_esr_results_an_answer_may_rest_on(labs: list[Entry], says: Outcome) -> None:
    assert said(ESR_AND_ONE, labs=labs, infections=[ILL]).outcome is says


def test_the_esr_is_looked_for_before_its_own_answer_and_not_before_another_one() -> None:
    found = said(kerr(200, esr=True), kerr(240, systemic=True), labs=[esr(236, 60)], infections=[ILL])
    assert found.outcome is Outcome.FIRED
