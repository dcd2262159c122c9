"""ln.no-kidney-response: from day 182 on, is there at least a partial response?"""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import SLE, Entry, creatinine, drug, finding, held_for, on, upcr
from tests.guidance.nephritis import nephritis

RULE = "ln.no-kidney-response"
DAY = 400
SAME_AGE = {"birth_date": "1988-12-30"}
KEPT = (creatinine(0, 0.9), creatinine(350, 0.9))
FELL = (creatinine(0, 0.8), creatinine(350, 1.2))
SINCE = "between 4 July 2022 and 7 February 2023"


def judged(*results: Entry, day: int = DAY, **lists: Any) -> Finding:
    return finding(nephritis(*results, day=day, patient=SAME_AGE | lists.pop("patient", {}), **lists), RULE, day)


@pytest.mark.parametrize(
    "results",
    [
        [upcr(0, 2), upcr(350, 1)],  # half
        [upcr(0, 5.9), upcr(350, 2.9)],
        [upcr(0, 1), upcr(350, 0.7)],  # complete, whatever the fall
        [upcr(350, 0.7)],
        [upcr(0, 2), upcr(300, 2), upcr(350, 1)],  # the newest counts
        [upcr(0, 2), upcr(350, 2), upcr(350, 1)],  # of one day: the lower one
        [upcr(0, 3, comparator=">"), upcr(350, 1.5)],
        [upcr(0, 2), upcr(350, 0.9, comparator="<")],
        [upcr(0, 2), upcr(350, 75, unit="mg/mmol")],  # low or not, it is half
    ],
)
def test_a_response_stays_silent(results: list[Entry]) -> None:
    assert judged(*KEPT, *results).outcome is Outcome.NOT_FIRED


def test_it_is_too_early_before_day_182() -> None:
    results = upcr(0, 2), upcr(181, 2), upcr(182, 2)
    assert judged(*results, day=181).because.startswith("Too early: day 181")
    assert judged(*results, day=182).outcome is Outcome.FIRED


@pytest.mark.parametrize(
    ("results", "missing"),
    [
        ([*KEPT, upcr(0, 2)], (f"UPCR {SINCE}",)),
        ([*KEPT, upcr(0, 2), upcr(181, 2)], (f"UPCR {SINCE}",)),
        ([*KEPT, upcr(350, 2)], ("baseline UPCR between 6 December 2021 and 6 January 2022",)),
        ([KEPT[0], upcr(0, 2), upcr(350, 1)], (f"creatinine {SINCE}",)),
        ([KEPT[0], creatinine(181, 0.9), upcr(0, 2), upcr(350, 1)], (f"creatinine {SINCE}",)),
        ([KEPT[1], upcr(0, 2), upcr(350, 1)], ("eGFR baseline: creatinine between 5 October 2021 and 6 January 2022",)),
        ([*KEPT, upcr(0, 0.9), upcr(350, 75, unit="mg/mmol")], "19 December 2022"),  # not half, perhaps low
        ([*KEPT, upcr(0, 2, comparator=">"), upcr(350, 1.5)], "3 January 2022"),
        ([*KEPT, upcr(0, 6), upcr(350, 2, comparator=">")], "19 December 2022"),
        ([*KEPT, upcr(0, 5), upcr(350, 3.5, comparator="<")], "19 December 2022"),
        ([*KEPT, upcr(0, 2, comparator="<"), upcr(350, 0.9)], "3 January 2022"),
    ],
)
def test_what_is_missing_is_named(results: list[Entry], missing: tuple[str, ...] | str) -> None:
    found = judged(*results)
    assert found.outcome is Outcome.CANNOT_ASSESS
    if isinstance(missing, str):
        assert found.missing == (f"another UPCR near {missing}, clearly above or below the limit",)
    else:
        assert found.missing == missing


@pytest.mark.parametrize(
    "results",
    [
        [upcr(0, 2), upcr(350, 1.01)],
        [upcr(0, 2), upcr(335, 1.01)],
        [upcr(0, 8), upcr(350, 3)],  # halved, but not below 3
        [upcr(350, 3)],  # whatever it was
        [upcr(350, 3, comparator=">")],
        [upcr(0, 2, comparator="<"), upcr(350, 1.2)],
        [upcr(0, 0.4), upcr(350, 1.2)],
        [upcr(0, 2), upcr(300, 0.5), upcr(336, 1.5), upcr(350, 1.5)],
        [upcr(0, 2), upcr(300, 0.5), upcr(336, 1.5), upcr(340, 1.2, comparator="<"), upcr(350, 1.5)],
    ],
)
def test_no_response_in_urine_protein_fires(results: list[Entry]) -> None:
    found = judged(*KEPT, *results)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.CORE)


def test_it_fires_without_any_creatinine_or_sex_too() -> None:
    assert judged(upcr(0, 2), upcr(350, 1.5)).outcome is Outcome.FIRED
    assert judged(*KEPT, upcr(0, 2), upcr(350, 1.5), patient={"sex": "other"}).outcome is Outcome.FIRED


@pytest.mark.parametrize(("day", "role"), [(182, Role.SUPPORTING), (334, Role.SUPPORTING), (335, Role.CORE)])
def test_before_day_335_it_is_context(day: int, role: Role) -> None:
    found = judged(*KEPT, upcr(0, 2), upcr(day, 1.5))
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, role)
    fell = judged(creatinine(0, 0.8), creatinine(day, 1.2), upcr(0, 2), upcr(350, 0.5))
    assert (fell.outcome, fell.counted_as) == (Outcome.FIRED, role)


@pytest.mark.parametrize(("fall", "outcome"), [(15, Outcome.NOT_FIRED), (15.1, Outcome.FIRED)])
def test_kidney_function_has_to_be_kept(fall: float, outcome: Outcome) -> None:
    later = creatinine(350, float(1 - fall / 100) ** (-1 / 1.2))
    assert judged(creatinine(0, 1.0), later, upcr(0, 2), upcr(350, 0.5)).outcome is outcome


def test_its_newest_result_counts_and_of_one_day_the_better_one() -> None:
    start = creatinine(0, 0.8), upcr(0, 2), upcr(350, 0.5)
    assert judged(*start, creatinine(340, 1.2), creatinine(350, 0.8)).outcome is Outcome.NOT_FIRED
    assert judged(*start, creatinine(340, 0.8), creatinine(350, 1.2)).outcome is Outcome.FIRED
    assert judged(*start, creatinine(350, 1.2), creatinine(350, 0.8)).outcome is Outcome.NOT_FIRED


def test_one_test_alone_after_a_response_is_context() -> None:
    note = " One test alone after a response: context only until a second one 14 days later."
    for results in ([upcr(350, 1.5)], [upcr(337, 1.5), upcr(350, 1.5)]):
        found = judged(*KEPT, upcr(0, 2), upcr(300, 0.5), *results)
        assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.SUPPORTING)
        assert note in found.because
    start = creatinine(0, 0.8), upcr(0, 2), upcr(350, 0.5)
    for results in ([creatinine(350, 1.2)], [creatinine(337, 1.2), creatinine(350, 1.2)]):
        found = judged(*start, creatinine(300, 0.8), *results)
        assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.SUPPORTING)
        assert note in found.because
    nsaid = (drug("ibuprofen", since=345, treats="other"),)
    spoiled = judged(*start, creatinine(300, 0.8), creatinine(350, 1.2), therapies=nsaid)
    assert spoiled.missing == ("repeat of the creatinine of 19 December 2022",)
    twice = judged(*start, creatinine(300, 0.8), creatinine(336, 1.2), creatinine(350, 1.2))
    assert (twice.counted_as, note in twice.because) == (Role.CORE, False)
    never = judged(*start, creatinine(181, 0.8), creatinine(350, 1.2))
    assert (never.counted_as, note in never.because) == (Role.CORE, False)


def test_without_nephritis_it_does_not_apply() -> None:
    assert judged(*KEPT, upcr(0, 0.4), upcr(350, 2), recorded=False).because.startswith("Not applicable")


@pytest.mark.parametrize(("day", "outcome"), [(340, Outcome.HELD), (330, Outcome.CANNOT_ASSESS)])
def test_a_creatinine_that_something_else_may_have_raised_waits_for_a_repeat(day: int, outcome: Outcome) -> None:
    nsaid = (drug("ibuprofen", since=300, treats="other"),)
    results = creatinine(0, 0.8), creatinine(day, 1.2), upcr(0, 2), upcr(350, 0.5)
    found = judged(*results, therapies=nsaid)
    assert found.outcome is outcome
    assert held_for(found) == ({"cf.egfr"} if outcome is Outcome.HELD else set())
    repeat = ("repeat of the creatinine of 29 November 2022",)
    assert found.missing == (repeat if outcome is Outcome.CANNOT_ASSESS else ())


def test_the_gate_holds_it_and_a_new_regimen_ends_it() -> None:
    assert held_for(judged(*KEPT, upcr(0, 2), upcr(350, 1.5), mmf=1000)) == {"cf.dose"}
    switch = drug("tacrolimus", since=380, treats=SLE, intent="switch")
    assert judged(*KEPT, upcr(0, 2), upcr(350, 1.5), therapies=(switch,)).outcome is Outcome.NOT_FIRED


def test_it_says_the_arithmetic_of_both_halves() -> None:
    found = judged(*FELL, upcr(0, 2), upcr(350, 1.6))
    assert found.because == (
        "UPCR 2 g/g on 3 January 2022 and 1.6 g/g on 19 December 2022: 20 % lower. "
        "Kidney function at the start: eGFR 99.7; 61.3 on 19 December 2022: 39 % lower. A UPCR of 0.7 g/g or less, or "
        "a fall of 50 % or more to below 3 g/g, with eGFR at most 15 % under the start, would be a response."
    )
    assert [shown.on for shown in found.evidence] == [on(0), on(350), on(0), on(350)]
    assert found.would_change == (
        "a later UPCR 50 % under the first one and below 3 g/g, with eGFR at most 15 % under the start",
    )


def test_without_a_start_value_the_sentence_says_so() -> None:
    found = judged(*KEPT, upcr(350, 1.6))
    assert found.because.startswith(
        "UPCR 1.6 g/g on 19 December 2022. No UPCR that counts is recorded around the start"
    )
