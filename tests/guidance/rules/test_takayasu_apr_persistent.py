"""tak.apr-persistent: three clean raised CRP or ESR in a row over 56 days, from day 91 of treatment on."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import Document, Entry, assessed, at, crp, document, drug, esr, finding, on, steroid

RULE = "tak.apr-persistent"
DAY = 250
ROW = [crp(120, 14, id="a"), crp(150, 19, id="b"), crp(176, 12, id="c")]  # 56 days


def sampled(*labs: Entry, **lists: Any) -> Document:
    return document(therapies=[steroid((0, 40), (42, 10)), *lists.pop("therapies", [])], labs=list(labs), **lists)


def said(*labs: Entry, day: int = DAY, **lists: Any) -> Finding:
    return finding(sampled(*labs, **lists), RULE, day)


def ill(began: int, ended: int) -> Entry:
    return {"began_on": at(began), "ended_on": at(ended), "kind": "pneumonia", "serious": False}


@pytest.mark.parametrize(
    ("labs", "says"),
    [
        ([], Outcome.CANNOT_ASSESS),
        ([crp(120, 14), crp(176, 19)], Outcome.CANNOT_ASSESS),  # two, and no normal one
        ([crp(121, 14), crp(150, 19), crp(176, 12)], Outcome.CANNOT_ASSESS),  # 55 days
        ([crp(90, 14), crp(120, 14), crp(150, 19)], Outcome.CANNOT_ASSESS),  # the first before day 91
        ([crp(120, 14), crp(120, 15), crp(176, 19)], Outcome.CANNOT_ASSESS),  # two sampling days
        ([*ROW, crp(200, 5)], Outcome.NOT_FIRED),  # exactly at the limit is normal
        ([crp(176, 3)], Outcome.NOT_FIRED),
        ([crp(100, 3), crp(120, 14), crp(176, 19)], Outcome.NOT_FIRED),  # two after a normal one
        ([crp(120, 14), crp(150, 3), crp(160, 19), crp(176, 12), crp(200, 12)], Outcome.NOT_FIRED),
        ([crp(120, 14), esr(150, 60), crp(176, 12), esr(200, 60)], Outcome.CANNOT_ASSESS),  # never added up
        ([crp(176, 3), esr(120, 60), esr(176, 60)], Outcome.CANNOT_ASSESS),
        ([crp(176, 3), esr(176, 8)], Outcome.NOT_FIRED),
    ],
)
def test_it_stays_silent(labs: list[Entry], says: Outcome) -> None:
    assert said(*labs).outcome is says


def test_too_few_results_name_the_days_to_look_at() -> None:
    found = said(crp(120, 14, id="a"))
    assert found.missing == ("CRP/ESR outside infection between 4 April 2022 and 10 September 2022",)
    assert found.because == (
        "Since 4 April 2022 there are too few clean results of CRP or ESR to tell: CRP raised on 1 day. "
        "Looked for: 3 in a row over 56 days."
    )
    assert "to tell. Looked for" in said(day=300).because
    assert [shown.id for shown in found.evidence] == ["a"]
    assert said(day=300).missing == ("CRP/ESR outside infection between 1 May 2022 and 30 October 2022",)


def test_before_day_91_it_is_too_early() -> None:
    assert said(*ROW, day=90).outcome is Outcome.NOT_FIRED
    assert said(day=91).outcome is Outcome.CANNOT_ASSESS


@pytest.mark.parametrize("labs", [ROW, [crp(91, 14), crp(92, 14), crp(147, 14)], [crp(100, 3), *ROW]])
def test_three_raised_in_a_row_over_56_days_fire_as_context(labs: list[Entry]) -> None:
    found = said(*labs)
    assert (found.outcome, found.role, found.counted_as) == (Outcome.FIRED, Role.SUPPORTING, Role.SUPPORTING)


def test_either_marker_will_do() -> None:
    assert said(esr(120, 60), esr(150, 60), esr(176, 60)).outcome is Outcome.FIRED
    assert said(crp(176, 3), esr(120, 60), esr(150, 60), esr(176, 60)).outcome is Outcome.FIRED


def test_a_normal_result_of_the_same_day_ends_the_row() -> None:
    for raised, normal in (("a", "z"), ("z", "a")):
        assert said(crp(120, 14, id=raised), crp(120, 3, id=normal), *ROW[1:]).outcome is Outcome.NOT_FIRED


def test_an_unclean_result_neither_counts_nor_interrupts() -> None:
    spoiled = [ill(145, 150)]
    assert said(*ROW, infections=spoiled).outcome is Outcome.CANNOT_ASSESS
    normal = crp(150, 3, id="normal")
    assert said(ROW[0], normal, crp(170, 13), ROW[2], infections=spoiled).outcome is Outcome.FIRED
    assert said(ROW[0], normal, crp(170, 13), ROW[2]).outcome is Outcome.NOT_FIRED


def test_on_an_il6_blocker_no_result_is_clean() -> None:
    blocker = drug("tocilizumab", since=30, route="subcutaneous", intent="adjuvant")
    assert said(*ROW, therapies=[blocker]).outcome is Outcome.CANNOT_ASSESS


def test_a_result_that_may_be_normal_leaves_it_open() -> None:
    maybe = crp(150, 20, comparator="<")
    assert said(ROW[0], maybe, ROW[2]).outcome is Outcome.CANNOT_ASSESS
    assert said(crp(95, 3), ROW[0], maybe, ROW[2]).outcome is Outcome.CANNOT_ASSESS
    assert said(ROW[0], crp(130, 3), maybe, ROW[2]).outcome is Outcome.NOT_FIRED  # too short, whatever it was


def test_it_stands_for_182_days_after_the_newest_result() -> None:
    assert said(*ROW, day=358).outcome is Outcome.FIRED
    assert said(*ROW, day=359).outcome is Outcome.CANNOT_ASSESS
    assert assessed(sampled(*ROW), 358).next_check_on == on(359)


def test_an_old_series_of_the_other_marker_does_not_keep_it_open() -> None:
    assert said(esr(120, 60), crp(310, 3), day=310).outcome is Outcome.NOT_FIRED


def test_the_sentence_holds_the_count_the_span_and_the_ends() -> None:
    found = said(*ROW, esr(120, 60), esr(150, 60), esr(190, 55))
    assert found.because == (
        "CRP raised on 3 days over 56 days (14 mg/L on 3 May 2022 to 12 mg/L on 28 June 2022) and ESR raised on 3 days "
        "over 70 days (60 mm/h on 3 May 2022 to 55 mm/h on 12 July 2022), no normal clean result between. "
        "Looked for: 3 in a row over 56 days. Markers alone don't tell activity: context only."
    )
    cited = [shown.id for shown in found.evidence if shown.list == "labs"]
    assert (cited[:3], len(cited)) == (["a", "b", "c"], 6)
    assert found.evidence[-1].list == "therapies"
    assert found.would_change == ("a clean result that isn't raised",)


def test_of_two_markers_only_the_raised_one_is_shown() -> None:
    found = said(*ROW, esr(176, 8))
    assert "ESR" not in found.because
    assert [shown.id for shown in found.evidence if shown.list == "labs"] == ["a", "b", "c"]


def test_too_short_a_row_is_counted() -> None:
    found = said(crp(100, 3), crp(120, 14), crp(176, 19, id="last"), esr(176, 8, id="esr"))
    assert found.because == (
        "In a row up to the newest clean result: CRP raised on 2 days and ESR raised on 0 days. "
        "Looked for: 3 in a row over 56 days."
    )
    assert [shown.id for shown in found.evidence] == ["last", "esr"]
