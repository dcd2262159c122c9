"""ln.egfr-decline: did two blood tests show less kidney function than at the start, or one much less?"""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Outcome, Role
from tests.guidance.builders import Document, Entry, creatinine, drug, finding, held_for, on, upcr
from tests.guidance.nephritis import nephritis, pregnancy

RULE = "ln.egfr-decline"
DAY = 250
SAME_AGE = {"birth_date": "1988-12-30"}


def less(percent: float) -> float:
    """The creatinine with which eGFR is so much under that of 1 mg/dL, at one age."""
    return float((1 - percent / 100) ** (-1 / 1.2))


def measured(*results: Entry, day: int = DAY, **lists: Any) -> Document:
    return nephritis(*results, day=day, patient=SAME_AGE | lists.pop("patient", {}), **lists)


START_VALUE = creatinine(0, 1.0)


@pytest.mark.parametrize(
    "results",
    [
        [creatinine(200, 1.0), creatinine(214, 1.0)],
        [creatinine(200, less(14.9)), creatinine(214, less(14.9))],
        [creatinine(200, less(14.9)), creatinine(214, less(20)), creatinine(215, less(14.9))],
        [creatinine(200, less(20)), creatinine(214, less(20)), creatinine(240, 1.0)],  # better since
        [creatinine(200, less(35)), creatinine(214, less(14))],
        [creatinine(240, 0.9)],
        [creatinine(240, less(20), comparator="<"), creatinine(241, 1.0)],
    ],
)
def test_it_stays_silent(results: list[Entry]) -> None:
    found = finding(measured(START_VALUE, *results), RULE, DAY)
    assert (found.outcome, found.prompt_contact) == (Outcome.NOT_FIRED, False)


@pytest.mark.parametrize(
    "results",
    [
        [creatinine(214, less(15))],
        [creatinine(214, less(29.9))],
        [creatinine(200, less(20)), creatinine(213, less(20))],
        [creatinine(67, less(20)), creatinine(200, less(20))],  # the first one is too old
        [creatinine(200, 1.0), creatinine(214, less(20))],
    ],
)
def test_one_test_that_is_somewhat_lower_waits_for_its_repeat(results: list[Entry]) -> None:
    found = finding(measured(START_VALUE, *results), RULE, DAY)
    assert found.outcome is Outcome.CANNOT_ASSESS
    [missing] = found.missing
    assert missing.startswith("repeat creatinine on or after ")


def test_the_repeat_is_due_two_weeks_after_the_first_lower_test() -> None:
    found = finding(measured(START_VALUE, creatinine(200, less(20)), creatinine(213, less(20))), RULE, DAY)
    assert found.missing == ("repeat creatinine on or after 5 August 2022",)
    assert found.because.endswith("20 % lower. It isn't confirmed by a second test yet.")
    assert [shown.on for shown in found.evidence] == [on(0), on(213)]


@pytest.mark.parametrize(
    ("results", "patient", "missing"),
    [
        ([creatinine(200, 2)], {}, "eGFR baseline: creatinine between 5 October 2021 and 6 January 2022"),
        ([START_VALUE], {}, "creatinine between 12 March 2022 and 10 September 2022"),
        ([START_VALUE, creatinine(67, 2)], {}, "creatinine between 12 March 2022 and 10 September 2022"),
        ([START_VALUE, creatinine(200, 2)], {"sex": "other"}, "sex (female or male)"),
        ([START_VALUE, creatinine(200, 2)], {"birth_date": None}, "date of birth (age)"),
        (
            [START_VALUE, creatinine(200, 2)],
            {"birth_date": "2005-01-01"},
            "eGFR baseline: creatinine between 5 October 2021 and 6 January 2022, at 18 years of age or older",
        ),
        (
            [START_VALUE, creatinine(200, 3, comparator="<")],
            {},
            None,
        ),
    ],
)
def test_what_is_missing_is_named(results: list[Entry], patient: dict[str, Any], missing: str | None) -> None:
    found = finding(measured(*results, patient=patient), RULE, DAY)
    assert found.outcome is (Outcome.CANNOT_ASSESS if missing else Outcome.NOT_FIRED)
    assert found.missing == ((missing,) if missing else ())


def test_both_age_and_sex_may_be_missing_and_both_formulas_are_told() -> None:
    nobody = finding(measured(START_VALUE, patient={"birth_date": None, "sex": "unknown"}), RULE, DAY)
    assert nobody.missing == ("date of birth (age)", "sex (female or male)")
    other = finding(measured(START_VALUE, creatinine(200, 2), patient={"sex": "other"}), RULE, DAY)
    assert "By either formula, eGFR was " in other.because


def test_soon_after_the_start_the_wanted_days_begin_with_it() -> None:
    found = finding(measured(START_VALUE, day=20), RULE, 20)
    assert found.missing == ("creatinine between 4 January 2022 and 23 January 2022",)


def test_without_nephritis_it_does_not_apply() -> None:
    low = [START_VALUE, creatinine(200, less(29)), creatinine(214, less(29))]
    assert finding(measured(START_VALUE, recorded=False), RULE, DAY).because.startswith("Not applicable")
    kept = measured(START_VALUE, creatinine(214, less(14)), recorded=False)
    assert finding(kept, RULE, DAY).because.startswith("Not applicable")
    unsaid = finding(measured(*low, upcr(0, 0.4), recorded=False), RULE, DAY)
    assert unsaid.missing == ("whether this is lupus nephritis: a clinician's record of it",)
    assert unsaid.because.endswith("29 % lower. No lupus nephritis is recorded.")
    assert [shown.on for shown in unsaid.evidence] == [on(0), on(214)]
    assert finding(measured(*low, upcr(0, 0.5), recorded=False), RULE, DAY).outcome is Outcome.FIRED
    unclear = finding(measured(START_VALUE, upcr(0, 55, unit="mg/mmol"), recorded=False), RULE, DAY)
    assert unclear.missing == ("another UPCR near 3 January 2022, clearly above or below the limit",)
    spoiled = measured(START_VALUE, upcr(0, 2), recorded=False, life_events=[pregnancy(-30, 20)])
    assert finding(spoiled, RULE, DAY).missing == ("baseline UPCR between 6 December 2021 and 6 January 2022",)


def test_a_steep_fall_is_told_though_no_nephritis_is_recorded() -> None:
    one = finding(measured(START_VALUE, creatinine(240, less(30)), recorded=False), RULE, DAY)
    assert (one.outcome, one.counted_as, one.prompt_contact) == (Outcome.FIRED, Role.SUPPORTING, True)
    two = finding(
        measured(START_VALUE, creatinine(214, less(20)), creatinine(240, less(30)), recorded=False), RULE, DAY
    )
    assert (two.outcome, two.counted_as, two.prompt_contact) == (Outcome.FIRED, Role.CORE, True)
    unknown = measured(START_VALUE, creatinine(240, less(30)), upcr(0, 55, unit="mg/mmol"), recorded=False)
    assert finding(unknown, RULE, DAY).prompt_contact


def test_creatinine_that_does_not_count_is_named() -> None:
    lists: dict[str, Any] = {"life_events": [pregnancy(150)]}
    found = finding(measured(START_VALUE, creatinine(200, 2), creatinine(240, 20), **lists), RULE, DAY)
    assert found.because == (
        "Kidney function at the start: eGFR 76.3; none that counts is known since 12 March 2022. Left out: creatinine "
        "2 mg/dL on 22 July 2022 (during pregnancy) and 20 mg/dL on 31 August 2022 (during pregnancy)."
    )
    slip = finding(measured(START_VALUE, creatinine(150, 10)), RULE, DAY)
    assert slip.because.endswith(" Left out: creatinine 10 mg/dL on 2 June 2022 (to be confirmed, it may be a slip).")
    assert "Left out" not in finding(measured(START_VALUE, creatinine(60, 10)), RULE, DAY).because
    answer = finding(measured(START_VALUE, creatinine(200, 2), **lists), "ln.no-kidney-response", DAY)
    assert "Left out: creatinine 2 mg/dL on 22 July 2022 (during pregnancy)." in answer.because


def test_without_a_start_of_treatment_nothing_can_be_compared() -> None:
    doc = measured(START_VALUE)
    doc["therapies"] = []
    assert finding(doc, RULE, DAY).missing == ("start of treatment (t0)",)


@pytest.mark.parametrize(
    "results",
    [
        [creatinine(200, less(15)), creatinine(214, less(15))],
        [creatinine(68, less(20)), creatinine(200, less(20))],  # 182 days back
        [creatinine(200, less(20)), creatinine(207, 1.0), creatinine(214, less(20))],  # lower again
        [creatinine(200, less(20)), creatinine(214, less(20)), creatinine(214, 1.0)],  # two of one day
        [creatinine(200, less(20), comparator=">"), creatinine(214, less(20), comparator=">=")],
        [creatinine(200, less(20)), creatinine(214, less(20)), creatinine(220, 1.5, comparator="<")],
    ],
)
def test_two_lower_tests_fire(results: list[Entry]) -> None:
    found = finding(measured(START_VALUE, *results), RULE, DAY)
    assert (found.outcome, found.counted_as, found.prompt_contact) == (Outcome.FIRED, Role.CORE, True)


@pytest.mark.parametrize(
    ("results", "fires"),
    [
        ([creatinine(240, less(30))], True),
        ([creatinine(240, less(50)), creatinine(245, less(20))], True),  # not better since, only less low
        ([creatinine(68, less(30))], True),
        ([creatinine(240, less(20)), creatinine(241, less(29.9))], False),
        ([creatinine(67, less(30)), creatinine(240, 1.0)], False),
    ],
)
def test_one_test_that_is_much_lower_is_context_and_a_reason_for_contact(results: list[Entry], fires: bool) -> None:
    found = finding(measured(START_VALUE, *results), RULE, DAY)
    said = (found.outcome, found.counted_as, found.prompt_contact)
    assert (said == (Outcome.FIRED, Role.SUPPORTING, True)) is fires
    assert ("One blood test" in found.for_patient) is fires


def test_a_much_lower_test_that_is_confirmed_counts_as_core() -> None:
    found = finding(measured(START_VALUE, creatinine(200, 2), creatinine(214, 2)), RULE, DAY)
    assert found.counted_as is Role.CORE
    assert found.for_patient.startswith("Two blood tests")


@pytest.mark.parametrize(("day", "outcome"), [(382, Outcome.FIRED), (383, Outcome.CANNOT_ASSESS)])
def test_it_stands_for_182_days(day: int, outcome: Outcome) -> None:
    doc = measured(START_VALUE, creatinine(200, less(20)), creatinine(214, less(20)), day=day)
    assert finding(doc, RULE, day).outcome is outcome


def test_a_new_regimen_begins_a_new_count() -> None:
    switch = drug("tacrolimus", since=220, treats="systemic-lupus-erythematosus", intent="switch")
    doc = measured(START_VALUE, creatinine(200, less(20)), creatinine(214, less(20)), therapies=(switch,))
    assert finding(doc, RULE, DAY).outcome is Outcome.CANNOT_ASSESS


def test_the_gate_holds_it_and_the_contact_text_stands() -> None:
    low = [START_VALUE, creatinine(200, less(20)), creatinine(214, less(20))]
    found = finding(measured(*low, mmf=1000), RULE, DAY)
    assert (found.outcome, held_for(found), found.prompt_contact) == (Outcome.HELD, {"cf.dose"}, True)


def test_it_says_the_arithmetic() -> None:
    results = creatinine(-10, 1.0), START_VALUE, creatinine(200, less(20)), creatinine(220, less(15.04))
    found = finding(measured(*results), RULE, DAY)
    assert found.because == (
        "Kidney function at the start: eGFR 76.5 (mean of 2 results); 61.0 on 22 July 2022 and 64.8 on 11 August 2022: "
        "20 % and 15.3 % lower. A fall of 15 % or more on two tests at least 14 days apart was looked for."
    )
    assert [(shown.on, shown.shows.split(":")[0]) for shown in found.evidence] == [
        (on(-10), "at the start"),
        (on(0), "at the start"),
        (on(200), "later"),
        (on(220), "later"),
    ]
    assert found.would_change == ("a later eGFR less than 15 % under the one at the start",)


def test_of_several_lower_tests_the_newest_pair_is_shown() -> None:
    results = [creatinine(day, less(20)) for day in (160, 180, 200, 210)]
    shown = [each.on for each in finding(measured(START_VALUE, *results), RULE, DAY).evidence]
    assert shown == [on(0), on(180), on(210)]


def test_one_steep_fall_is_told_as_such() -> None:
    found = finding(measured(START_VALUE, creatinine(240, less(40))), RULE, DAY)
    assert "40 % lower. One test 30 % or more under the start: context only until a second one 14 days" in found.because


def test_silence_says_what_was_looked_for() -> None:
    found = finding(measured(START_VALUE, creatinine(240, 0.9)), RULE, DAY)
    assert "% higher. A fall of 15 % or more" in found.because


def test_without_recorded_nephritis_the_newest_lower_result_is_told_and_cited() -> None:
    lower = [creatinine(day, less(percent)) for day, percent in ((180, 17), (200, 18), (220, 19), (240, 20))]
    found = finding(measured(START_VALUE, *lower, recorded=False), RULE, DAY)
    assert found.outcome is Outcome.CANNOT_ASSESS
    assert "20 % lower. No lupus nephritis is recorded." in found.because
    assert [shown.on for shown in found.evidence] == [on(0), on(240)]
