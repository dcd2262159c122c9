"""ln.upcr-50pct-6mo: is urine protein halved by day 182 (160 to 210)? A nephrotic start may take longer."""

from __future__ import annotations

import pytest

from journeys.guidance.findings import Outcome, Role
from tests.guidance.builders import (
    SLE,
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
    steroid,
    upcr,
    weights,
)

RULE = "ln.upcr-50pct-6mo"
DAY = 211


def measured(
    *results: Entry, day: int = DAY, mmf: float = 2000, more: tuple[Entry, ...] = (), **lists: list[Entry]
) -> Document:
    drugs = [
        steroid((0, 30), (42, 5), treats=SLE),
        drug("mycophenolate mofetil", treats=SLE, amount=mmf, intent="induction"),
    ]
    doc = document(
        SLE,
        manifestations=["lupus-nephritis"],
        therapies=[*drugs, *more],
        labs=list(results),
        measurements=weights(),
        **lists,
    )
    return joined(doc, checked(day))


@pytest.mark.parametrize(
    ("results", "says"),
    [
        ([upcr(0, 2), upcr(182, 1)], Outcome.NOT_FIRED),
        ([upcr(0, 1.2), upcr(182, 0.7)], Outcome.NOT_FIRED),
        ([upcr(0, 2), upcr(159, 2)], Outcome.CANNOT_ASSESS),
        ([upcr(0, 2), upcr(211, 2)], Outcome.CANNOT_ASSESS),
        ([upcr(182, 2)], Outcome.CANNOT_ASSESS),
        ([upcr(0, 2), upcr(182, 1.5), upcr(205, 0.9)], Outcome.NOT_FIRED),
        (
            [upcr(0, 2), {"analyte": "protein-24h", "collected_on": at(182), "value": 3, "unit": "g/(24.h)"}],
            Outcome.CANNOT_ASSESS,
        ),
    ],
)
def test_it_stays_silent(results: list[Entry], says: Outcome) -> None:
    assert finding(measured(*results), RULE, DAY).outcome is says


@pytest.mark.parametrize(
    ("results", "says"),
    [
        ([upcr(0, 4, comparator=">"), upcr(182, 2.5)], Outcome.CANNOT_ASSESS),  # may be halved
        ([upcr(0, 4, comparator=">"), upcr(182, 1.9)], Outcome.NOT_FIRED),  # surely is
        ([upcr(0, 8), upcr(182, 3, comparator=">")], Outcome.CANNOT_ASSESS),
        ([upcr(0, 8), upcr(182, 5, comparator=">")], Outcome.FIRED),
        ([upcr(0, 8), upcr(182, 4, comparator=">")], Outcome.FIRED),
        ([upcr(0, 8), upcr(182, 4, comparator=">=")], Outcome.CANNOT_ASSESS),
        ([upcr(0, 2), upcr(182, 1.5, comparator="<")], Outcome.CANNOT_ASSESS),
        ([upcr(0, 8), upcr(182, 5), upcr(205, 3, comparator=">")], Outcome.FIRED),  # contradicts nothing
        ([upcr(0, 8), upcr(182, 5), upcr(205, 3, comparator="<")], Outcome.NOT_FIRED),
        ([upcr(0, 2, id="a"), upcr(0, 4, id="b"), upcr(182, 2)], Outcome.NOT_FIRED),  # two of one day: the higher
    ],
)
def test_a_censored_value_decides_only_on_its_own_side(results: list[Entry], says: Outcome) -> None:
    assert finding(measured(*results), RULE, DAY).outcome is says


@pytest.mark.parametrize(
    ("results", "says"),
    [
        ([upcr(0, 8), upcr(182, 5, comparator=">")], "at most 38 % lower"),
        ([upcr(0, 4), upcr(182, 5, comparator=">")], "at least 25 % higher"),
        ([upcr(0, 8), upcr(182, 1, comparator="<")], "at least 88 % lower"),
        ([upcr(0, 4, comparator=">"), upcr(182, 1.9)], "at least 52 % lower"),
        ([upcr(0, 4, comparator=">"), upcr(182, 5), upcr(211, 0.7)], "at most 25 % higher"),
        ([upcr(0, 4, comparator=">"), upcr(182, 3, comparator=">"), upcr(211, 0.7)], "about 25 % lower"),
    ],
)
def test_the_change_between_censored_values_is_told_as_a_bound(results: list[Entry], says: str) -> None:
    assert f": {says}." in finding(measured(*results), RULE, DAY).because


@pytest.mark.parametrize(
    ("results", "says"),
    [
        (
            [upcr(0, 4), upcr(211, 2)],
            "UPCR 4 g/g on 3 January 2022 and 2 g/g on 2 August 2022: 50 % lower. It decides, though none that counts "
            "is recorded between 12 June 2022 and 1 August 2022.",
        ),
        ([upcr(182, 2), upcr(211, 0.7)], "UPCR 0.7 g/g on 2 August 2022: not above 0.7 g/g."),
        ([upcr(211, 0.7)], "UPCR 0.7 g/g on 2 August 2022: not above 0.7 g/g."),
        ([upcr(0, 4, comparator=">"), upcr(182, 3), upcr(211, 2)], None),
        ([upcr(0, 2), upcr(182, 75, unit="mg/mmol"), upcr(211, 0.7)], None),
        ([upcr(0, 55, unit="mg/mmol"), upcr(182, 1), upcr(211, 0.7)], None),
    ],
)
def test_a_later_good_value_decides_whatever_the_start_and_the_milestone_were(
    results: list[Entry], says: str | None
) -> None:
    found = finding(measured(*results), RULE, DAY)
    assert (found.outcome, found.missing) == (Outcome.NOT_FIRED, ())
    assert says is None or found.because == says
    assert found.evidence[-1].shows.startswith("later: UPCR")


@pytest.mark.parametrize(
    "results",
    [
        [upcr(0, 4), upcr(211, 2.01)],
        [upcr(182, 2), upcr(211, 0.71)],
        [upcr(0, 1, comparator="<"), upcr(211, 0.8)],  # the start may have been lower than that
    ],
)
def test_a_later_value_that_is_not_good_enough_leaves_it_unknown(results: list[Entry]) -> None:
    assert finding(measured(*results), RULE, DAY).outcome is Outcome.CANNOT_ASSESS


def test_before_day_160_it_is_too_early_and_before_the_trial_ends_it_is_held() -> None:
    doc = measured(upcr(0, 2), upcr(160, 2), day=170)
    assert finding(doc, RULE, 159).outcome is Outcome.NOT_FIRED
    assert held_for(finding(doc, RULE, 170)) == {"cf.duration"}


@pytest.mark.parametrize(
    "results", [[upcr(0, 2), upcr(182, 1.01)], [upcr(0, 2.9), upcr(160, 2.9)], [upcr(0, 2), upcr(210, 1.5)]]
)
def test_a_value_not_halved_fires(results: list[Entry]) -> None:
    found = finding(measured(*results), RULE, DAY)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.CORE)


@pytest.mark.parametrize(
    ("results", "role"),
    [
        ([upcr(0, 4), upcr(182, 3)], Role.SUPPORTING),  # 25 % less
        ([upcr(0, 4), upcr(182, 3.1)], Role.CORE),
        ([upcr(0, 4), upcr(182, 5)], Role.CORE),
        ([upcr(0, 4), upcr(182, 3), creatinine(0, 0.7), creatinine(180, 0.9), creatinine(194, 0.9)], Role.CORE),
        ([upcr(0, 4), upcr(182, 3), creatinine(0, 0.7), creatinine(180, 0.9), creatinine(193, 0.9)], Role.SUPPORTING),
        ([upcr(0, 4), upcr(182, 3), creatinine(0, 0.7), creatinine(180, 0.75), creatinine(200, 0.75)], Role.SUPPORTING),
    ],
)
def test_a_nephrotic_start_on_its_way_down_is_context(results: list[Entry], role: Role) -> None:
    found = finding(measured(*results), RULE, DAY)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, role)


def test_kidney_function_is_not_judged_in_pregnancy() -> None:
    falling = [upcr(0, 4), upcr(182, 3), creatinine(0, 0.7), creatinine(180, 0.9), creatinine(194, 0.9)]
    expecting = [{"kind": "pregnancy", "began_on": at(185)}]
    found = finding(measured(*falling, life_events=expecting), RULE, DAY)
    assert found.counted_as is Role.SUPPORTING


def test_azathioprine_is_no_induction_of_nephritis() -> None:
    aza = drug("azathioprine", treats=SLE, amount=150, intent="induction")
    steroids = steroid((0, 30), (42, 5), treats=SLE)
    doc = document(
        SLE,
        manifestations=["lupus-nephritis"],
        therapies=[steroids, aza],
        labs=[upcr(0, 2), upcr(182, 1.5)],
        measurements=weights(),
    )
    assert held_for(finding(joined(doc, checked(DAY)), RULE, DAY)) == {"cf.dose"}


def test_a_low_dose_holds_it_and_belimumab_alone_does_not_help() -> None:
    late = [upcr(0, 2), upcr(182, 1.5)]
    assert held_for(finding(measured(*late, mmf=1000), RULE, DAY)) == {"cf.dose"}
    belimumab = drug("belimumab", treats=SLE, amount=200, every="week", intent="adjuvant")
    assert held_for(finding(measured(*late, mmf=1000, more=(belimumab,)), RULE, DAY)) == {"cf.dose"}


def test_the_steroids_that_are_looked_for_are_named_with_their_dose() -> None:
    low = measured(upcr(0, 2), upcr(182, 1.5))
    low["therapies"][0] = steroid((0, 17.9), (42, 5), treats=SLE)  # 18 mg are 0.3 mg/kg
    held = finding(low, RULE, DAY)
    assert [hold.detail for hold in held.held_for] == ["0 of 28 days of steroids by mouth at 0.3 mg/kg a day or more"]
    low["therapies"][0] = steroid((0, 18), (42, 5), treats=SLE)
    assert finding(low, RULE, DAY).outcome is Outcome.FIRED


def test_what_would_change_it() -> None:
    found = finding(measured(upcr(0, 2), upcr(182, 1.5)), RULE, DAY)
    assert found.would_change == ("a later UPCR at or below 50 % of the first one, or at or below 0.7 g/g",)


@pytest.mark.parametrize(
    ("start", "later", "role", "note"),
    [
        (2.99, 1.6, Role.CORE, "by 6 months."),
        (3, 1.6, Role.SUPPORTING, " The start was nephrotic, which may take 6 to 12 months longer: context only."),
        (3, 2.9, Role.CORE, " The start was nephrotic, and the fall is under 25 %."),
    ],
)
def test_a_nephrotic_start_is_given_more_time(start: float, later: float, role: Role, note: str) -> None:
    found = finding(measured(upcr(0, start), upcr(182, later)), RULE, DAY)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, role)
    assert found.because.endswith(note)
