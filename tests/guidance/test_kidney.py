"""CKD-EPI 2021, and which UPCR counts for how much."""

from __future__ import annotations

import pytest

from journeys.guidance.case import Case
from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.clock import Clock
from journeys.guidance.document import parse
from journeys.guidance.filtration import baseline_rate, by_either_formula, rates
from journeys.guidance.kidney import ckd_epi, egfr, upcr_above, upcr_reaches, upcr_results
from tests.guidance.builders import START, Document, Entry, at, creatinine, dose, drug, marked, on, upcr
from tests.guidance.nephritis import infection, nephritis, pregnancy


def case_of(doc: Document, day: int = 400) -> Case:
    journey = parse(doc)
    return Case(journey=journey, clock=Clock(on(day)), condition=journey.conditions[0], edition=PUBLISHED)


@pytest.mark.parametrize(
    ("sex", "age", "value", "expected"),
    [
        ("female", 30, 0.7, 119.2),
        ("female", 30, 1.0, 77.7),
        ("female", 27, 1.8, 39.1),
        ("male", 50, 0.9, 104.0),
        ("male", 60, 2.0, 37.5),
        ("female", 24, 1.1, 72.0),
        ("female", 24, 1.6, 45.9),
    ],
)
def test_the_formula_gives_the_published_values(sex: str, age: int, value: float, expected: float) -> None:
    assert round(ckd_epi(value, age=age, sex=sex), 1) == expected


@pytest.mark.parametrize(("born", "is_known"), [("2004-01-03", True), ("2004-01-04", False)])
def test_it_holds_from_the_eighteenth_birthday_on(born: str, is_known: bool) -> None:
    case = case_of(nephritis(creatinine(0, 0.8), day=0, patient={"birth_date": born}))
    assert START.isoformat() == "2022-01-03"
    assert (egfr(case, case.journey.labs[0]) is not None) is is_known


def test_creatinine_in_umol_is_converted_first() -> None:
    case = case_of(nephritis(creatinine(0, 88.4, unit="umol/L"), day=0, patient={"birth_date": "1992-01-03"}))
    assert round(egfr(case, case.journey.labs[0]) or 0, 1) == 77.7


@pytest.mark.parametrize("patient", [{"sex": "other"}, {"sex": "unknown"}, {"sex": None}, {"birth_date": None}])
def test_without_sex_or_age_nothing_is_computed(patient: dict[str, str | None]) -> None:
    case = case_of(nephritis(creatinine(0, 0.8), day=0, patient=patient))
    assert egfr(case, case.journey.labs[0]) is None
    assert rates(case) == ()


def test_for_another_sex_both_formulas_are_told() -> None:
    doc = nephritis(creatinine(0, 1.0), day=0, patient={"sex": "other", "birth_date": "1992-01-03"})
    both = " By either formula, eGFR was 77.7 to 103.8 on 3 January 2022; no rule is applied."
    assert by_either_formula(case_of(doc)) == both
    for patient in (
        {"sex": "female"},
        {"sex": "other", "birth_date": None},
        {"sex": "other", "birth_date": "2010-01-01"},
    ):
        assert by_either_formula(case_of(nephritis(creatinine(0, 1.0), day=0, patient=patient))) == ""
    assert by_either_formula(case_of(nephritis(day=0, patient={"sex": "other"}))) == ""


@pytest.mark.parametrize(
    ("results", "values"),
    [
        ([creatinine(-90, 0.7), creatinine(3, 0.9)], [0.7, 0.9]),
        ([creatinine(-91, 0.7), creatinine(0, 0.9), creatinine(4, 1.5)], [0.9]),
        ([creatinine(0, 0.7, comparator="<"), creatinine(0, 0.9)], [0.9]),
        ([creatinine(-200, 0.8), creatinine(-100, 0.8)], [0.8, 0.8]),  # the last stable ones
        ([creatinine(-300, 0.7), creatinine(-200, 0.8), creatinine(-105, 0.8), creatinine(-91, 0.8)], [0.8, 0.8]),
        ([creatinine(-365, 0.8), creatinine(-91, 0.8)], [0.8, 0.8]),
        ([creatinine(-366, 0.8), creatinine(-91, 0.8)], None),
        ([creatinine(-104, 0.8), creatinine(-91, 0.8)], None),  # 13 days apart
        ([creatinine(-105, 0.8), creatinine(-91, 1.0)], None),  # not stable
        ([creatinine(-100, 0.8)], None),
        ([creatinine(4, 0.8)], None),
        ([], None),
    ],
)
def test_the_baseline_is_the_mean_around_the_start_or_the_last_stable_level(
    results: list[Entry], values: list[float] | None
) -> None:
    base = baseline_rate(case_of(nephritis(*results, day=0)), START)
    assert (base and [rate.lab.value for rate in base.rates]) == values


def test_a_mean_is_a_mean_of_rates() -> None:
    base = baseline_rate(case_of(nephritis(creatinine(-10, 0.7), creatinine(0, 1.4), day=0)), START)
    assert base is not None
    assert base.value == (base.rates[0].value + base.rates[1].value) / 2
    assert base.in_words == f"Kidney function at the start: eGFR {base.value:.1f} (mean of 2 results)"


def test_results_of_a_pregnancy_and_slips_do_not_count() -> None:
    doc = nephritis(
        creatinine(-20, 0.6), creatinine(-1, 0.8), creatinine(0, 0.1), day=0, life_events=[pregnancy(-60, -20)]
    )
    assert [rate.lab.value for rate in rates(case_of(doc))] == [0.8]


ACE = "ramipril"


def counted(*results: Entry, **lists: list[Entry]) -> list[tuple[float | None, str | None]]:
    therapies = tuple(lists.pop("therapies", []))
    found = upcr_results(case_of(nephritis(*results, day=0, therapies=therapies, **lists)))
    return [(lab.value, lab.comparator) for lab in found]


@pytest.mark.parametrize(("day", "counts"), [(85, True), (86, False), (100, False), (124, False), (125, True)])
def test_a_urinary_infection_spoils_two_weeks_around_it(day: int, counts: bool) -> None:
    assert bool(counted(upcr(day, 1), infections=[infection("urinary-tract", 100, 110)])) is counts


def test_without_an_end_it_goes_on_and_another_infection_does_not_count() -> None:
    assert not counted(upcr(390, 1), infections=[infection("urinary-tract", 100)])
    assert counted(upcr(100, 1), infections=[infection("pneumonia", 100, 110)])


def test_the_day_on_which_it_was_controlled_is_an_end_too() -> None:
    ill = infection("urinary-tract", 100) | {"controlled_on": at(110)}
    assert counted(upcr(124, 1), upcr(125, 2), infections=[ill]) == [(2, None)]


@pytest.mark.parametrize(("day", "counts"), [(99, True), (100, False), (107, False), (108, True)])
def test_menses_without_an_end_last_a_week(day: int, counts: bool) -> None:
    assert bool(counted(upcr(day, 1), life_events=[{"kind": "menses", "began_on": at(100)}])) is counts


def test_menses_end_on_their_day_and_other_events_do_not_count() -> None:
    ended = {"kind": "menses", "began_on": at(100), "ended_on": at(103)}
    assert counted(upcr(103, 1), upcr(104, 2), life_events=[ended]) == [(2, None)]
    assert counted(upcr(103, 1), life_events=[{"kind": "surgery", "began_on": at(100)}])


@pytest.mark.parametrize(("day", "counts"), [(96, True), (97, False), (103, False), (104, True)])
def test_a_fever_spoils_three_days_around_it(day: int, counts: bool) -> None:
    assert bool(counted(upcr(day, 1), check_ins=[marked(100, fever=True)])) is counts
    hot = {"on": at(100), "kind": "temperature", "value": 38.0, "unit": "Cel"}
    doc = nephritis(upcr(day, 1), day=0)
    doc["measurements"] = [*doc["measurements"], hot]
    assert bool(upcr_results(case_of(doc))) is counts


def test_no_fever_spoils_nothing() -> None:
    assert counted(upcr(100, 1), check_ins=[marked(100, fever=False)])
    doc = nephritis(upcr(100, 1), day=0)
    doc["measurements"] = [{"on": at(100), "kind": "temperature", "value": 37.9, "unit": "Cel"}]
    assert upcr_results(case_of(doc))


def test_pregnancy_and_a_slip_spoil_it() -> None:
    assert counted(upcr(100, 1), upcr(200, 1), life_events=[pregnancy(90, 150)]) == [(1, None)]
    assert counted(upcr(100, 25)) == []


@pytest.mark.parametrize(("day", "comparator"), [(100, None), (101, ">="), (156, ">="), (157, None)])
def test_after_a_kidney_active_drug_was_started_a_value_tells_a_least_one(day: int, comparator: str | None) -> None:
    for name in (ACE, "losartan", "dapagliflozin"):
        assert counted(upcr(day, 1), therapies=[drug(name, since=100, treats="other")]) == [(1, comparator)]
    assert counted(upcr(day, 1), therapies=[drug("amlodipine", since=100, treats="other")]) == [(1, None)]


def test_a_start_known_to_the_month_counts_from_its_first_to_its_last_day() -> None:
    by_month = [drug(ACE, since="2022-04", treats="other")]  # days 88 to 117
    found = counted(upcr(88, 1), upcr(89, 1), upcr(173, 1), upcr(174, 1), therapies=by_month)
    assert [comparator for _, comparator in found] == [None, ">=", ">=", None]


def test_a_drug_without_a_start_counts_as_taken_for_long() -> None:
    assert counted(upcr(100, 1), therapies=[drug(ACE, since=None, treats="other")]) == [(1, None)]


def test_a_censored_value_and_a_lowering_drug_leave_nothing() -> None:
    recent = [drug(ACE, since=100, treats="other")]
    assert counted(upcr(110, 0.5, comparator="<"), therapies=recent) == []
    assert counted(upcr(110, 8, comparator=">"), therapies=recent) == [(8, ">=")]


def changed(*lines: tuple[int, float | None], **fields: str) -> list[Entry]:
    return [drug(ACE, since=-400, treats="other", doses=[dose(day, mg) for day, mg in lines], **fields)]


@pytest.mark.parametrize(("day", "comparator"), [(100, None), (101, ">="), (156, ">="), (157, None)])
def test_a_raised_dose_is_like_a_start(day: int, comparator: str | None) -> None:
    assert counted(upcr(day, 1), therapies=changed((-400, 5), (100, 10))) == [(1, comparator)]


@pytest.mark.parametrize("lines", [[(-400, 10), (100, 5)], [(-400, 10), (100, None)], [(-400, None), (100, 10)]])
def test_a_lower_or_unknown_dose_leaves_the_value_out(lines: list[tuple[int, float | None]]) -> None:
    found = counted(upcr(99, 1), upcr(100, 2), upcr(156, 3), upcr(157, 4), therapies=changed(*lines))
    assert found == [(1, None), (4, None)]


def test_another_unit_is_a_change_nobody_can_tell_and_the_same_dose_is_none() -> None:
    other = [drug(ACE, since=-400, treats="other", doses=[dose(-400, 5), dose(100, 0.1, unit="mg/kg")])]
    assert counted(upcr(110, 1), therapies=other) == []
    assert counted(upcr(110, 1), therapies=changed((-400, 5), (100, 5))) == [(1, None)]


def test_a_stop_leaves_the_value_out() -> None:
    stopped = changed((-400, 5), stopped_on=at(100))
    found = counted(upcr(99, 1), upcr(100, 2), upcr(156, 3), upcr(157, 4), therapies=stopped)
    assert found == [(1, None), (4, None)]


@pytest.mark.parametrize(
    ("given", "reaches"),
    [
        (upcr(0, 1), True),
        (upcr(0, 0.99), False),
        (upcr(0, 1, comparator=">="), True),
        (upcr(0, 0.9, comparator=">"), None),
        (upcr(0, 1, comparator="<"), False),
        (upcr(0, 1.5, comparator="<"), None),
        (upcr(0, 55, unit="mg/mmol"), False),  # borderline, but far from this limit
        (upcr(0, 120, unit="mg/mmol"), True),
    ],
)
def test_whether_a_limit_is_reached_has_three_answers(given: Entry, reaches: bool | None) -> None:
    [lab] = upcr_results(case_of(nephritis(given, day=0)))
    assert upcr_reaches(lab, 1.0) is reaches


@pytest.mark.parametrize(
    ("value", "limit", "above"),
    [
        (49.9, 0.5, False),
        (50, 0.5, None),
        (57, 0.5, None),
        (57.1, 0.5, True),
        (69.9, 0.7, False),
        (70, 0.7, None),
        (79, 0.7, None),
        (79.3, 0.7, True),
        (55, 0.7, False),
        (75, 0.5, True),
        (75, 3, False),
        (75, 0.6, True),
    ],
)
def test_where_the_guideline_rounds_a_converted_value_does_not_say(
    value: float, limit: float, above: bool | None
) -> None:
    [lab] = upcr_results(case_of(nephritis(upcr(0, value, unit="mg/mmol"), day=0)))
    assert upcr_above(lab, limit) is above
