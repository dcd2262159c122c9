"""CRP and ESR: a value that waits for somebody to confirm it decides nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from journeys.guidance.case import Case
from journeys.guidance.markers import below, exceeds, pair_in_words, recent_markers, results
from tests.guidance.builders import Entry, case_of, crp, document, drug, esr


def case(*labs: Entry) -> Case:
    return case_of(document(labs=list(labs)), 200)


@pytest.mark.parametrize(
    ("labs", "answer"),
    [
        ((crp(150, 400), crp(180, 400)), True),
        ((crp(150, 401), crp(180, 400)), None),
        ((crp(150, 20), crp(165, 401), crp(180, 20)), True),
        ((esr(150, 150), esr(180, 150)), True),
        ((esr(150, 151), esr(180, 150)), None),
    ],
)
def test_a_marker_outside_its_limits_does_not_count(labs: tuple[Entry, ...], answer: bool | None) -> None:
    assert recent_markers(case(*labs), 91).answer is answer


def test_what_is_shown_of_it_says_that_it_is_to_be_confirmed() -> None:
    (result,) = results(case(crp(150, 401)), "crp")
    assert result.evidence.shows == "CRP 401 mg/L on 2 June 2022 (raised, limit 5, unusual value, to be confirmed)"


@pytest.mark.parametrize(
    ("labs", "answer"),
    [
        ((crp(120, 20), crp(134, 20)), True),
        ((crp(120, 20), crp(134, 20), crp(190, 5)), False),
        ((crp(120, 20), crp(134, 20), crp(160, 5), crp(180, 20)), False),  # one since
        ((crp(120, 20), crp(134, 20), crp(160, 5), crp(180, 20), crp(194, 20)), True),
        ((crp(120, 20), crp(134, 20), esr(190, 5)), True),  # the other marker says nothing of it
        ((crp(120, 20), crp(134, 20), esr(120, 60), esr(134, 60), crp(190, 5)), True),
        ((crp(120, 20), esr(134, 60)), None),
        ((crp(120, 20), esr(134, 60), crp(190, 5)), False),
        ((crp(120, 20), esr(134, 60), esr(127, 5)), False),
    ],
)
def test_a_raised_marker_that_is_normal_since_is_not_raised_now(labs: tuple[Entry, ...], answer: bool | None) -> None:
    assert recent_markers(case(*labs), 91).answer is answer


def test_a_marker_that_was_raised_around_an_infection_and_is_normal_since_holds_nothing() -> None:
    ill = [{"kind": "pneumonia", "began_on": "2022-05-01", "ended_on": "2022-05-20", "serious": False}]
    raised = [crp(120, 20), crp(140, 20)]
    assert recent_markers(case_of(document(labs=raised, infections=ill), 200), 91).infected is not None
    assert recent_markers(case_of(document(labs=[*raised, crp(190, 5)], infections=ill), 200), 91).infected is None


@pytest.mark.parametrize(
    ("comparator", "value", "above", "under"),
    [
        (None, 11, True, False),
        (None, 10, False, False),
        (None, 9, False, True),
        (None, None, None, None),
        ("<", 11, None, None),
        ("<", 10, False, True),
        ("<", 9, False, True),
        ("<=", 10, False, None),
        ("<=", 9, False, True),
        (">", 9, None, None),
        (">", 10, True, False),
        (">", 11, True, False),
        (">=", 10, None, False),
        (">=", 11, True, False),
        (">", None, None, None),
    ],
)
def test_a_censored_result_knows_only_its_own_side(
    comparator: str | None, value: float | None, above: bool | None, under: bool | None
) -> None:
    """Of a limit of 10."""
    (lab,) = case(crp(150, 20)).journey.labs
    found = replace(lab, comparator=comparator)
    assert exceeds(found, value, limit=10) is above
    assert below(found, value, limit=10) is under


@pytest.mark.parametrize(
    ("patient", "value", "raised"),
    [
        ({}, 22, False),  # a woman of 34: (34 + 10) / 2
        ({}, 23, True),
        ({"sex": "male"}, 20, False),
        ({"sex": "male"}, 21, True),
        ({"sex": None}, 22, None),
        ({"sex": None}, 23, True),
        ({"birth_date": None}, 20, False),
        ({"birth_date": None}, 21, None),
        ({"birth_date": None}, 65, None),  # (120 + 10) / 2
        ({"birth_date": None}, 66, True),
    ],
)
def test_without_a_limit_of_its_own_an_esr_is_judged_by_age_and_sex(
    patient: dict[str, str | None], value: float, raised: bool | None
) -> None:
    doc = document(labs=[esr(180, value)])
    doc["patient"] = {name: said for name, said in (doc["patient"] | patient).items() if said is not None}
    (result,) = results(case_of(doc, 200), "esr")
    assert result.raised is raised


@pytest.mark.parametrize(
    ("lists", "note"),
    [
        ({"infections": [{"kind": "pneumonia", "began_on": "2022-05-01"}]}, "around infection (pneumonia), whose end "),
        ({"infections": [{"kind": "skin", "began_on": "2022-06-01", "ended_on": "2022-06-02"}]}, "infection (skin))"),
        ({"life_events": [{"kind": "surgery", "began_on": "2022-05-30"}]}, "sampled around surgery)"),
        ({"therapies": [drug("tocilizumab", amount=162, every="week")]}, "sampled during IL-6 blockade (tocilizumab))"),
    ],
)
def test_it_is_told_what_makes_a_sample_unclean(lists: dict[str, Any], note: str) -> None:
    (result,) = results(case_of(document(labs=[crp(150, 20)], **lists), 200), "crp")
    assert note in result.evidence.shows


@pytest.mark.parametrize(
    ("labs", "says"),
    [
        ((crp(150, 20), crp(170, 21)), "limit 5)"),
        ((crp(150, 20, limit=None), crp(170, 21)), "limit taken as 10 mg/L and limit 5)"),
        ((crp(150, 20), crp(170, 2.1, limit=0.5, unit="mg/dL")), "2.1 mg/dL on 22 June 2022; limit 5 and limit 0.5)"),
        ((esr(150, 60), esr(170, 61)), "limit taken as 22 mm/h)"),  # 34 years, female
    ],
)
def test_the_limit_that_a_marker_was_compared_with_is_told(labs: tuple[Entry, ...], says: str) -> None:
    pair = recent_markers(case(*labs), 91).pair
    assert pair is not None
    assert pair_in_words(pair).endswith(says)


def test_where_age_and_sex_leave_two_limits_none_is_told() -> None:
    doc = document(labs=[esr(150, 80)])
    doc["patient"] = {"id": "ada"}
    (result,) = results(case_of(doc, 200), "esr")
    assert result.evidence.shows == "ESR 80 mm/h on 2 June 2022 (raised)"
