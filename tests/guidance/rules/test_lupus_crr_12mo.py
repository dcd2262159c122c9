"""ln.crr-12mo: is urine protein low and kidney function kept at day 365 (335 to 410)? A nephrotic start gets longer."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import SLE, Entry, at, creatinine, drug, finding, held_for, marked, on, upcr
from tests.guidance.nephritis import nephritis, pregnancy

RULE = "ln.crr-12mo"
DAY = 411
SAME_AGE = {"birth_date": "1988-01-03"}
KEPT = (creatinine(-5, 0.9), creatinine(365, 0.88))
WINDOW = "between 4 December 2022 and 17 February 2023"


def judged(*results: Entry, day: int = DAY, **lists: Any) -> Finding:
    return finding(nephritis(*results, day=day, patient=SAME_AGE | lists.pop("patient", {}), **lists), RULE, day)


def less(percent: float) -> Entry:
    """At day 365 an eGFR that much under the one of day 0, the birthdays between them evened out."""
    return creatinine(365, float((1 - percent / 100) / 0.9938) ** (-1 / 1.2))


@pytest.mark.parametrize(
    "results",
    [
        [upcr(0, 2), upcr(365, 0.5)],
        [upcr(0, 2), upcr(365, 0.9), upcr(412, 0.4)],  # better since
        [upcr(0, 2), upcr(365, 0.9), upcr(412, 0.7)],
        [upcr(0, 2), upcr(365, 0.6), upcr(412, 0.5)],
        [upcr(365, 0.5)],  # the start doesn't matter for a low value
        [upcr(0, 2), upcr(340, 3), upcr(364, 0.5)],  # the nearest
    ],
)
def test_it_stays_silent(results: list[Entry]) -> None:
    assert judged(*KEPT, *results, day=420).outcome is Outcome.NOT_FIRED


def test_it_is_too_early_before_day_335() -> None:
    for day, outcome in ((334, Outcome.NOT_FIRED), (335, Outcome.FIRED)):
        results = creatinine(0, 0.9), creatinine(330, 0.9), upcr(0, 2), upcr(day, 2)
        found = judged(*results, day=day)
        assert found.outcome is outcome
    assert judged(upcr(0, 2), day=334).because.startswith("Too early: day 334")


@pytest.mark.parametrize(
    ("results", "missing"),
    [
        ([*KEPT, upcr(0, 2)], (f"UPCR {WINDOW}",)),
        ([*KEPT, upcr(0, 2), upcr(334, 2), upcr(411, 2)], (f"UPCR {WINDOW}",)),
        ([*KEPT, upcr(365, 2)], ("baseline UPCR between 6 December 2021 and 6 January 2022",)),
        ([KEPT[0], upcr(0, 2), upcr(365, 0.4)], (f"creatinine {WINDOW}",)),
        ([KEPT[0], creatinine(334, 0.9), creatinine(411, 1.2), upcr(365, 0.4)], (f"creatinine {WINDOW}",)),
        ([KEPT[1], upcr(365, 0.4)], ("eGFR baseline: creatinine between 5 October 2021 and 6 January 2022",)),
        (
            [upcr(365, 0.4)],
            (
                "eGFR baseline: creatinine between 5 October 2021 and 6 January 2022",
                f"creatinine {WINDOW}",
            ),
        ),
        ([KEPT[0]], (f"UPCR {WINDOW}", f"creatinine {WINDOW}")),
        (
            [KEPT[0], creatinine(365, 2, comparator="<"), upcr(365, 0.4)],
            ("another creatinine near 3 January 2023, with a number of its own",),
        ),
    ],
)
def test_what_is_missing_is_named(results: list[Entry], missing: tuple[str, ...]) -> None:
    found = judged(*results)
    assert (found.outcome, found.missing) == (Outcome.CANNOT_ASSESS, missing)


def test_without_sex_kidney_function_is_unknown_and_protein_decides_what_it_can() -> None:
    nobody = {"sex": "other"}
    quiet = judged(*KEPT, upcr(0, 2), upcr(365, 0.4), patient=nobody)
    assert (quiet.outcome, quiet.missing) == (Outcome.CANNOT_ASSESS, ("sex (female or male)",))
    assert "By either formula" in quiet.because
    assert judged(*KEPT, upcr(0, 2), upcr(365, 1.4), patient=nobody).outcome is Outcome.FIRED


@pytest.mark.parametrize(
    "results",
    [
        [upcr(0, 2), upcr(365, 75, unit="mg/mmol")],  # borderline
        [upcr(0, 2), upcr(365, 0.7, comparator="<")],  # above 0.5 or not
        [upcr(0, 2), upcr(365, 0.6, comparator=">")],  # above 0.7 or not
        [upcr(0, 2.5, comparator=">"), upcr(365, 1)],  # nephrotic or not
        [upcr(0, 6), upcr(365, 2, comparator=">")],  # halved or not
        [upcr(0, 3, comparator=">"), upcr(365, 1.6)],
        [upcr(0, 3, comparator=">"), upcr(365, 8, comparator=">")],
    ],
)
def test_a_value_that_decides_nothing_alone_is_named(results: list[Entry]) -> None:
    found = judged(*KEPT, *results)
    assert found.outcome is Outcome.CANNOT_ASSESS
    assert found.missing[0].startswith("another UPCR near")


@pytest.mark.parametrize(
    ("results", "names"),
    [
        ([upcr(0, 2.5, comparator=">"), upcr(365, 1)], "3 January 2022"),
        ([upcr(0, 6), upcr(365, 2, comparator=">")], "3 January 2023"),
    ],
)
def test_it_names_the_one_of_both_that_does_not_say(results: list[Entry], names: str) -> None:
    assert names in judged(*KEPT, *results).missing[0]


@pytest.mark.parametrize(
    "results",
    [
        [upcr(0, 2), upcr(365, 0.71)],
        [upcr(0, 2), upcr(335, 0.9)],
        [upcr(0, 2), upcr(410, 0.9)],
        [upcr(0, 2.99), upcr(365, 0.9)],  # not nephrotic
        [upcr(0, 3), upcr(365, 1.51)],  # nephrotic, not halved
        [upcr(0, 2, comparator="<"), upcr(365, 1.2)],
    ],
)
def test_protein_alone_fires(results: list[Entry]) -> None:
    found = judged(*KEPT, *results)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.CORE)


def test_it_fires_without_any_creatinine_too() -> None:
    assert judged(upcr(0, 2), upcr(365, 0.9)).counted_as is Role.CORE


@pytest.mark.parametrize(("value", "fires"), [(0.5, False), (0.51, True), (0.7, True)])
def test_between_both_limits_it_is_context(value: float, fires: bool) -> None:
    found = judged(*KEPT, upcr(0, 2), upcr(365, value))
    assert (found.outcome is Outcome.FIRED) is fires
    assert found.counted_as is (Role.SUPPORTING if fires else Role.CORE)


def test_context_stands_though_kidney_function_is_unknown() -> None:
    found = judged(upcr(0, 2), upcr(365, 0.6))
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.SUPPORTING)
    assert "Kidney function isn't known both at the start and then." in found.because


@pytest.mark.parametrize(("fall", "outcome"), [(15, Outcome.NOT_FIRED), (15.1, Outcome.FIRED)])
def test_kidney_function_alone_fires_beyond_15_percent(fall: float, outcome: Outcome) -> None:
    found = judged(creatinine(0, 1.0), less(fall), upcr(0, 2), upcr(365, 0.4))
    assert found.outcome is outcome
    assert found.counted_as is Role.CORE


def test_kidney_function_decides_without_any_urine_protein() -> None:
    assert judged(creatinine(0, 0.8), creatinine(365, 1.2)).outcome is Outcome.FIRED


@pytest.mark.parametrize(
    ("creatinines", "outcome"),
    [
        ([creatinine(365, 1.2), creatinine(412, 0.8)], Outcome.NOT_FIRED),  # better since
        ([creatinine(365, 1.2), creatinine(412, 1.2)], Outcome.FIRED),
        ([creatinine(365, 1.2), creatinine(412, 1.5, comparator="<")], Outcome.FIRED),  # says nothing
        ([creatinine(364, 1.2), creatinine(366, 0.8)], Outcome.NOT_FIRED),  # equally near: the later one
        ([creatinine(365, 1.2), creatinine(365, 0.8)], Outcome.NOT_FIRED),  # of one day: the better one
        ([creatinine(340, 0.8), creatinine(365, 1.2)], Outcome.FIRED),
    ],
)
def test_a_later_or_nearer_kidney_function_counts(creatinines: list[Entry], outcome: Outcome) -> None:
    found = judged(creatinine(0, 0.8), *creatinines, upcr(0, 2), upcr(365, 0.4), day=420)
    assert found.outcome is outcome


def test_a_later_good_result_stands_in_for_one_that_nobody_made_at_a_year() -> None:
    found = judged(KEPT[0], creatinine(411, 0.88), upcr(0, 2), upcr(411, 0.5))
    assert (found.outcome, found.missing) == (Outcome.NOT_FIRED, ())
    assert "UPCR 2 g/g on 3 January 2022 and 0.5 g/g on 18 February 2023: 75 % lower." in found.because
    assert "on 18 February 2023: 1 % higher" in found.because
    assert [shown.on for shown in found.evidence] == [on(0), on(411), on(-5), on(411)]
    protein = judged(KEPT[0], creatinine(411, 0.88), upcr(0, 2), upcr(411, 0.51))
    assert protein.missing == (f"UPCR {WINDOW}",)
    function = judged(KEPT[0], creatinine(411, 1.2), upcr(0, 2), upcr(411, 0.5))
    assert function.missing == (f"creatinine {WINDOW}",)


def test_what_got_better_is_told_and_is_silent_though_the_other_half_is_unknown() -> None:
    protein = judged(upcr(0, 2), upcr(365, 0.9), upcr(412, 0.4), day=420)
    assert (protein.outcome, protein.evidence[-1].on) == (Outcome.NOT_FIRED, on(412))
    assert "55 % lower. Since then: UPCR 0.4 g/g on 19 February 2023." in protein.because
    function = judged(creatinine(0, 0.8), creatinine(365, 1.2), creatinine(412, 0.8), day=420)
    assert (function.outcome, function.evidence[-1].on) == (Outcome.NOT_FIRED, on(412))
    assert "Since then: eGFR " in function.because


def test_a_borderline_value_that_got_better_is_silent_too() -> None:
    found = judged(upcr(0, 2), upcr(365, 75, unit="mg/mmol"), upcr(412, 0.4), day=420)
    assert found.outcome is Outcome.NOT_FIRED


@pytest.mark.parametrize(
    ("start", "reached", "role"),
    [(3, 1.5, Role.SUPPORTING), (2.99, 1.5, Role.CORE), (3, 1.51, Role.CORE), (6, 3, Role.SUPPORTING)],
)
def test_a_nephrotic_start_that_is_halved_is_context(start: float, reached: float, role: Role) -> None:
    found = judged(*KEPT, upcr(0, start), upcr(365, reached))
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, role)
    assert ("The start was nephrotic" in found.because) is (role is Role.SUPPORTING)


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (760, "it is looked at again from 27 June 2023."),
        (761, "no UPCR that counts is recorded between 27 June 2023 and 2 February 2024."),
    ],
)
def test_it_says_when_a_nephrotic_start_is_looked_at_again(day: int, says: str) -> None:
    found = judged(*KEPT, upcr(0, 4), upcr(365, 1.5), day=day)
    assert f"half of it is gone: context only; {says}" in found.because


def test_unless_kidney_function_fell_too() -> None:
    found = judged(creatinine(0, 0.8), creatinine(365, 1.2), upcr(0, 4), upcr(365, 1))
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.CORE)


@pytest.mark.parametrize(
    ("again", "says"),
    [
        (upcr(540, 0.9), (Outcome.FIRED, Role.CORE)),
        (upcr(760, 0.9), (Outcome.FIRED, Role.CORE)),
        (upcr(539, 0.9), (Outcome.FIRED, Role.SUPPORTING)),
        (upcr(761, 0.9), (Outcome.FIRED, Role.SUPPORTING)),
        (upcr(600, 0.6), (Outcome.FIRED, Role.SUPPORTING)),
        (upcr(600, 0.4), (Outcome.NOT_FIRED, Role.CORE)),
        (upcr(600, 75, unit="mg/mmol"), (Outcome.CANNOT_ASSESS, Role.CORE)),
    ],
)
def test_a_nephrotic_start_is_looked_at_again(again: Entry, says: tuple[Outcome, Role]) -> None:
    found = judged(*KEPT, upcr(0, 4), upcr(365, 1.5), again, day=770)
    assert (found.outcome, found.counted_as) == says


def test_of_two_later_values_the_one_nearest_to_two_years_decides() -> None:
    found = judged(*KEPT, upcr(0, 4), upcr(365, 1.5), upcr(600, 1.2), upcr(725, 1.1), day=770)
    assert [shown.on for shown in found.evidence if shown.shows.startswith("at the milestone")] == [on(725)]


def test_the_second_look_does_without_the_first_and_better_values_after_it_count() -> None:
    assert judged(*KEPT, upcr(0, 4), upcr(600, 0.9), day=770).counted_as is Role.CORE
    assert judged(*KEPT, upcr(0, 4), upcr(730, 0.9), upcr(765, 0.6), day=770).outcome is Outcome.NOT_FIRED


def test_what_was_reached_at_a_year_is_not_looked_at_again() -> None:
    assert judged(*KEPT, upcr(0, 4), upcr(365, 0.4), upcr(600, 2), day=770).outcome is Outcome.NOT_FIRED


def test_nor_is_a_start_that_was_not_nephrotic() -> None:
    found = judged(*KEPT, upcr(0, 2), upcr(365, 1.5), upcr(600, 1.1), day=770)
    assert [shown.on for shown in found.evidence if shown.list == "labs"][:2] == [on(0), on(365)]


IBUPROFEN = (drug("ibuprofen", since=350, treats="other"),)
FELL = (creatinine(0, 0.8), creatinine(365, 1.2))


def test_a_creatinine_that_something_else_may_have_raised_is_held_for_it() -> None:
    found = judged(*FELL, upcr(0, 2), upcr(365, 0.4), therapies=IBUPROFEN)
    assert (found.outcome, held_for(found)) == (Outcome.HELD, {"cf.egfr"})
    assert found.held_for[0].detail == "creatinine of 3 January 2023 sampled on ibuprofen or soon after"
    assert [shown.list for shown in found.evidence if shown.list == "therapies"] == ["therapies"]
    context = judged(*FELL, upcr(0, 2), upcr(365, 0.6), therapies=IBUPROFEN)
    assert (context.outcome, context.counted_as) == (Outcome.HELD, Role.CORE)


def test_a_repeat_that_is_low_without_such_a_drug_ends_the_hold() -> None:
    for_a_time = (drug("ibuprofen", since=350, treats="other", stopped_on=at(370)),)
    during = judged(*FELL, creatinine(384, 1.2), upcr(0, 2), upcr(365, 0.4), therapies=for_a_time)
    assert held_for(during) == {"cf.egfr"}
    found = judged(*FELL, creatinine(385, 1.2), upcr(0, 2), upcr(365, 0.4), therapies=for_a_time)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.CORE)
    assert "Again, with nothing else recorded that raises creatinine: 60.5 on 23 January 2023." in found.because
    assert (found.evidence[-1].on, found.evidence[-1].shows.split(":")[0]) == (on(385), "repeated")
    better = judged(*FELL, creatinine(385, 0.8), upcr(0, 2), upcr(365, 0.4), therapies=for_a_time)
    assert better.outcome is Outcome.NOT_FIRED


def test_an_unknown_start_of_such_a_drug_holds_as_an_unknown() -> None:
    found = judged(*FELL, upcr(365, 0.4), therapies=(drug("ramipril", since=None, treats="other"),))
    assert [hold.detail for hold in found.held_for] == ["cannot assess: start date of ramipril"]


def test_protein_that_decides_alone_is_not_held_for_creatinine() -> None:
    found = judged(*FELL, upcr(0, 2), upcr(365, 0.9), therapies=IBUPROFEN)
    assert (found.outcome, found.held_for) == (Outcome.FIRED, ())


def test_urine_protein_near_a_fever_and_results_of_a_pregnancy_do_not_count() -> None:
    found = judged(*KEPT, upcr(0, 2), upcr(365, 0.9), check_ins=[marked(364, fever=True)])
    assert found.missing == (f"UPCR {WINDOW}",)
    assert "Left out: 0.9 g/g on 3 January 2023 (near a fever)." in found.because
    expecting = judged(*FELL, upcr(0, 2), upcr(365, 0.4), life_events=[pregnancy(340)])
    assert expecting.missing == (f"UPCR {WINDOW}", f"creatinine {WINDOW}")


def test_without_nephritis_it_does_not_apply_and_without_t0_neither_can_be_said() -> None:
    assert judged(*KEPT, upcr(0, 0.4), upcr(365, 2), recorded=False).because.startswith("Not applicable")
    assert judged(*KEPT, upcr(0, 0.5), upcr(365, 2), recorded=False).outcome is Outcome.FIRED


def test_the_gate_holds_it_and_a_new_regimen_ends_it() -> None:
    assert held_for(judged(*KEPT, upcr(0, 2), upcr(365, 0.9), mmf=1000)) == {"cf.dose"}
    switch = drug("tacrolimus", since=400, treats=SLE, intent="switch")
    assert judged(*KEPT, upcr(0, 2), upcr(365, 0.9), therapies=(switch,)).outcome is Outcome.NOT_FIRED


def test_it_says_the_arithmetic_of_both_halves() -> None:
    found = judged(creatinine(0, 0.8), creatinine(365, 1.2), upcr(0, 2), upcr(365, 0.9))
    assert found.because == (
        "UPCR 2 g/g on 3 January 2022 and 0.9 g/g on 3 January 2023: 55 % lower. "
        "Kidney function at the start: eGFR 99.1; 60.5 on 3 January 2023: 39 % lower. "
        "By 12 months, UPCR of 0.7 g/g or less and eGFR at most 15 % under the start are looked for."
    )
    assert found.would_change == ("a later UPCR at or below 0.7 g/g, and a later eGFR at most 15 % under the start",)
    assert [shown.on for shown in found.evidence] == [on(0), on(365), on(0), on(365)]
