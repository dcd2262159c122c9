"""cf.il6: tocilizumab and its washout."""

from __future__ import annotations

from datetime import date

import pytest

from journeys.guidance.findings import Outcome
from tests.guidance.builders import SLE, TAK, Entry, at, document, drug, on, rule_out, scan

DAY = 200


@pytest.mark.parametrize(
    ("therapy", "says"),
    [
        (drug("infliximab"), Outcome.NOT_FIRED),
        (drug("tocilizumab", route="subcutaneous", stopped_on=at(157)), Outcome.NOT_FIRED),
        (drug("tocilizumab", route="subcutaneous", stopped_on=at(158)), Outcome.FIRED),  # 42 days
        (drug("tocilizumab", route="intravenous", stopped_on=at(143)), Outcome.NOT_FIRED),
        (drug("tocilizumab", route="intravenous", stopped_on=at(144)), Outcome.FIRED),  # 56 days
        (drug("sarilumab"), Outcome.FIRED),
        (drug("tocilizumab", since=201), Outcome.NOT_FIRED),
        (drug("tocilizumab", stopped=True), Outcome.CANNOT_ASSESS),
    ],
)
def test_blockade_and_washout(therapy: Entry, says: Outcome) -> None:
    assert rule_out(document(therapies=[therapy]), "cf.il6", DAY).outcome is says


TCZ = drug("tocilizumab", route="subcutaneous")


@pytest.mark.parametrize(
    ("condition", "studies", "is_prompted"),
    [
        (TAK, [], True),
        (TAK, [scan(17)], True),
        (TAK, [scan(18)], False),  # 182 days
        (SLE, [], False),
    ],
)
def test_in_takayasu_imaging_is_asked_for_where_none_is_recent(
    condition: str, studies: list[Entry], is_prompted: bool
) -> None:
    found = rule_out(document(condition, therapies=[TCZ | {"for": condition}], imaging=studies), "cf.il6", DAY)
    assert found.outcome is Outcome.FIRED
    assert ("No imaging of the vessels is recorded for the last 182 days" in found.because) is is_prompted


def test_normal_markers_are_said_not_to_speak_for_remission() -> None:
    found = rule_out(document(therapies=[TCZ], imaging=[scan(100)]), "cf.il6", DAY)
    assert found.because == (
        "IL-6 blockade (tocilizumab): CRP and ESR can't be interpreted, and normal ones can't speak for remission; "
        "a raised CRP would be notable."
    )


@pytest.mark.parametrize(
    ("therapy", "is_noted"),
    [
        (drug("tofacitinib"), True),
        (drug("tofacitinib", stopped_on=at(100)), False),
        (drug("infliximab"), False),
    ],
)
def test_a_jak_inhibitor_is_a_note(therapy: Entry, is_noted: bool) -> None:
    found = rule_out(document(therapies=[therapy]), "cf.il6", DAY)
    assert found.outcome is Outcome.NOT_FIRED
    assert ("With tofacitinib, CRP and ESR are less reliable" in found.because) is is_noted
    assert len(found.evidence) == is_noted


def test_it_says_until_when_if_that_is_known_of_each() -> None:
    stopped = drug("tocilizumab", route="subcutaneous", stopped_on=at(180))
    found = rule_out(document(therapies=[stopped], imaging=[scan(100)]), "cf.il6", DAY)
    assert "CRP and ESR can't be interpreted until 13 August 2022, and normal" in found.because  # day 222
    both = rule_out(document(therapies=[stopped, drug("sarilumab")], imaging=[scan(100)]), "cf.il6", DAY)
    assert "CRP and ESR can't be interpreted, and normal" in both.because
    later = drug("tocilizumab", since=20, route="subcutaneous", stopped_on=at(190))
    last = rule_out(document(therapies=[later, stopped], imaging=[scan(100)]), "cf.il6", DAY)
    assert "interpreted until 23 August 2022, and" in last.because


def test_an_unknown_last_dose_is_named_and_cited() -> None:
    found = rule_out(document(therapies=[drug("tocilizumab", stopped=True)]), "cf.il6", DAY)
    assert found.missing == ("date of the last dose of the IL-6 blocker",)
    assert [shown.list for shown in found.evidence] == ["therapies"]


@pytest.mark.parametrize(("since", "day"), [(50, on(50)), ("2022-02", date(2022, 2, 1)), (None, None)])
def test_a_jak_inhibitor_is_cited_with_the_first_day_that_it_may_have_begun(
    since: int | str | None, day: date | None
) -> None:
    (shown,) = rule_out(document(therapies=[drug("tofacitinib", since=since)]), "cf.il6", DAY).evidence
    assert (shown.shows, shown.on) == ("tofacitinib", day)
