"""Since when: t0, t_first, and the doses that a day's mean rests on."""

from __future__ import annotations

from datetime import date

import pytest

from journeys.guidance.document import parse
from journeys.guidance.regimen import was_taken
from tests.guidance.builders import (
    SLE,
    START,
    TAK,
    Document,
    Entry,
    assessed,
    at,
    document,
    dose,
    drug,
    on,
    steroid,
    weights,
)


def t0(*therapies: Entry, days: int = 300, condition: str = TAK, kg: float | None = 60) -> date | None:
    measurements = [] if kg is None else weights(kg)
    return assessed(document(condition, therapies=list(therapies), measurements=measurements), days).conditions[0].t0


def t_first(doc: Document) -> date | None:
    return assessed(doc, 300).conditions[0].t_first


def test_no_start_on_record_is_no_t0() -> None:
    assert t0() is None
    assert t0(drug("methotrexate", since=None, intent="induction")) is None


@pytest.mark.parametrize(
    ("fields", "moves"),
    [
        ({"intent": "induction"}, True),
        ({"intent": "escalation"}, True),
        ({"intent": "switch"}, True),
        ({"intent": "adjuvant"}, False),
        ({"intent": "maintenance"}, False),
        ({"intent": "rescue", "new_regimen": True}, True),
        ({"intent": "switch", "new_regimen": False}, False),
        ({"intent": "switch", "for": "other"}, False),
        ({}, False),
    ],
)
def test_what_moves_t0(fields: Entry, moves: bool) -> None:
    first = steroid((0, 40))
    assert t0(first, drug("methotrexate", since=100) | fields) == (on(100) if moves else on(0))


@pytest.mark.parametrize(
    ("doses", "expected"),
    [
        ([dose(0, 90), dose(29, 120)], 29),  # 1.5 to 2.0 mg/kg
        ([dose(0, 90), dose(28, 120)], 0),  # while the dose is still being found
        ([dose(0, 90), dose(60, 110)], 0),  # not enough yet
        ([dose(0, 120), dose(60, 150)], 0),  # was enough
        ([dose(0, 120), dose(60, 90)], 0),  # a taper
        ([dose(0, 120), dose(60, 0), dose(75, 120)], 0),  # held, and taken up again
        ([dose(0, 90), dose(60, 0), dose(75, 120)], 75),
    ],
)
def test_a_rise_to_an_adequate_dose_moves_t0(doses: list[Entry], expected: int) -> None:
    assert t0(drug("azathioprine", intent="induction", doses=doses)) == on(expected)


def test_a_rise_after_a_start_known_to_the_month_is_titration_only_if_it_surely_is() -> None:
    """From 1 January it would be 50 days: t0 moves, which makes the trial shortest."""
    raised = drug("methotrexate", since="2022-01", intent="induction")
    doses = [dose("2022-01-31", 10, every="week"), dose("2022-02-20", 15, every="week")]
    assert t0(raised | {"doses": doses}) == date(2022, 2, 20)


def test_a_rise_that_nobody_can_judge_and_a_steroid_s_rise_do_not_move_it() -> None:
    raised = drug("azathioprine", intent="induction", doses=[dose(0, 90), dose(60, 120)])
    assert t0(raised, kg=None) == on(0)
    assert t0(steroid((0, 10), (60, 60))) == on(0)


def test_a_start_known_to_the_month_counts_from_its_last_day_and_says_so() -> None:
    therapy = drug("methotrexate", since="2022-03", intent="induction", doses=[dose("2022-03-20", 15, every="week")])
    found = assessed(document(therapies=[therapy]), 300).conditions[0]
    assert found.t0 == date(2022, 3, 31)
    assert any("started in March 2022" in rule.because and "31 March 2022" in rule.because for rule in found.rules)


def test_the_first_treatment_is_the_earliest_one_or_an_earlier_recorded_day() -> None:
    treated = document(
        therapies=[steroid((30, 40)), drug("methotrexate", since=0), drug("aspirin", since=-90, treats="other")]
    )
    assert t_first(treated) == START
    earlier = treated | {"conditions": [{"condition": TAK, "first_treated_on": "2020-05"}]}
    assert t_first(earlier) == date(2020, 5, 31)
    later = treated | {"conditions": [{"condition": TAK, "first_treated_on": "2022-09-01"}]}
    assert t_first(later) == START


def test_a_treatment_without_a_purpose_belongs_to_the_only_condition() -> None:
    nameless = drug("methotrexate", intent="induction")
    del nameless["for"]
    assert t0(nameless) == START
    both = document(therapies=[nameless], conditions=[{"condition": TAK}, {"condition": SLE}])
    assert [found.t0 for found in assessed(both, 300).conditions] == [None, None]


def test_what_lies_ahead_is_not_known_yet() -> None:
    switch = drug("infliximab", since=200, intent="switch")
    assert t0(steroid((0, 40)), switch, days=199) == on(0)
    assert t0(steroid((0, 40)), switch, days=200) == on(200)
    stopped = drug("methotrexate", intent="induction", amount=15, every="week", stopped_on=at(100))
    first = assessed(document(therapies=[stopped]), 50)
    assert first.next_check_on is not None
    assert first.next_check_on <= on(100)


@pytest.mark.parametrize(
    ("therapy", "day", "answer"),
    [
        (drug("methotrexate", since=10), 9, False),
        (drug("methotrexate", since=10), 10, True),
        (drug("methotrexate", since=10, stopped_on=at(20)), 19, True),
        (drug("methotrexate", since=10, stopped_on=at(20)), 20, False),
        (drug("methotrexate", since=10, stopped=True), 10, None),  # on which day?
        (drug("methotrexate", since=None), 10, None),
        (drug("methotrexate", since="2022-02"), 28, False),  # 31 January
        (drug("methotrexate", since="2022-02"), 29, None),
        (drug("methotrexate", since="2022-02"), 55, None),
        (drug("methotrexate", since="2022-02"), 56, True),  # 28 February
        (drug("methotrexate", since=0, stopped_on="2022-02"), 28, True),
        (drug("methotrexate", since=0, stopped_on="2022-02"), 29, None),
        (drug("methotrexate", since=0, stopped_on="2022-02"), 55, None),
        (drug("methotrexate", since=0, stopped_on="2022-02"), 56, False),
        (drug("methotrexate", doses=[dose(0, 15), dose(10, 0), dose(20, None)]), 9, True),
        (drug("methotrexate", doses=[dose(0, 15), dose(10, 0), dose(20, None)]), 10, False),  # on hold
        (drug("methotrexate", doses=[dose(0, 15), dose(10, 0), dose(20, None)]), 20, True),
    ],
)
def test_whether_a_drug_was_taken_on_a_day(therapy: Entry, day: int, answer: bool | None) -> None:
    (found,) = parse(document(therapies=[therapy])).therapies
    assert was_taken(found, on(day)) is answer
