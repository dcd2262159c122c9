"""pv.extent-severe: PDAI activity from 45 or ABSIS from 53, 21 days into the treatment; context only."""

from __future__ import annotations

import pytest

from journeys.guidance.findings import Outcome, Role
from tests.guidance.builders import PV, TAK, Document, Entry, document, drug, finding, scored, status, steroid

RULE = "pv.extent-severe"
DAY = 60
PDAI, ABSIS = "pdai-activity", "absis"


def treated(*scores: Entry, statuses: tuple[Entry, ...] = (), more: tuple[Entry, ...] = ()) -> Document:
    therapies = [steroid((0, 60), treats=PV), *more]
    return document(PV, therapies=therapies, assessments=list(scores), statuses=list(statuses))


@pytest.mark.parametrize(
    ("doc", "says"),
    [
        (treated(scored(PDAI, 30, 44.9)), Outcome.NOT_FIRED),
        (treated(scored(ABSIS, 30, 52.9)), Outcome.NOT_FIRED),
        (treated(scored(PDAI, 20, 60)), Outcome.CANNOT_ASSESS),  # before day 21
        (treated(scored("pdai-damage", 30, 60)), Outcome.CANNOT_ASSESS),
        (treated(), Outcome.CANNOT_ASSESS),
        (document(PV, assessments=[scored(PDAI, 30, 60)]), Outcome.CANNOT_ASSESS),
        (treated(scored(PDAI, 30, 60), scored(PDAI, 40, 44)), Outcome.NOT_FIRED),  # a later score
        (treated(scored(PDAI, 30, 60), scored(PDAI, 30, 44)), Outcome.NOT_FIRED),  # of one day the lower
    ],
)
def test_it_stays_silent(doc: Document, says: Outcome) -> None:
    assert finding(doc, RULE, DAY).outcome is says


def test_before_day_21_it_is_too_early() -> None:
    doc = treated(scored(PDAI, 21, 60))
    assert finding(doc, RULE, 20).because.startswith("Too early: day 20")
    assert finding(doc, RULE, 21).outcome is Outcome.FIRED


@pytest.mark.parametrize(
    ("score", "says"),
    [
        (scored(PDAI, 30, 45), "PDAI activity 45 on 2 February 2022 (extensive from 45)"),
        (scored(ABSIS, 30, 53), "ABSIS 53 on 2 February 2022 (extensive from 53)"),
    ],
)
def test_an_extensive_score_fires_as_context(score: Entry, says: str) -> None:
    found = finding(treated(score | {"id": "high"}), RULE, DAY)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.SUPPORTING)
    assert found.because == f"{says}, day 30 of the present treatment."
    assert found.evidence[0].id == "high"
    assert found.evidence[1].list == "therapies"


def test_either_score_is_enough_and_only_what_is_extensive_is_cited() -> None:
    found = finding(treated(scored(PDAI, 30, 40, id="pdai"), scored(ABSIS, 31, 60, id="absis")), RULE, DAY)
    assert [shown.id for shown in found.evidence if shown.list == "assessments"] == ["absis"]
    both = finding(treated(scored(PDAI, 30, 50), scored(ABSIS, 31, 60)), RULE, DAY)
    assert "PDAI activity 50" in both.because
    assert "day 31" in both.because


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (scored(PDAI, 30, 14.9), "(below 15)"),
        (scored(PDAI, 30, 15), "(middle band, 15 to below 45)"),
        (scored(ABSIS, 30, 16.9), "(below 17)"),
        (scored(ABSIS, 30, 17), "(middle band, 17 to below 53)"),
    ],
)
def test_the_middle_band_is_named(score: Entry, band: str) -> None:
    found = finding(treated(score), RULE, DAY)
    assert found.outcome is Outcome.NOT_FIRED
    assert band in found.because
    assert found.evidence


def test_it_stands_for_182_days() -> None:
    doc = treated(scored(PDAI, 30, 60))
    assert finding(doc, RULE, 212).outcome is Outcome.FIRED
    late = finding(doc, RULE, 213)
    assert late.missing == ("PDAI activity or ABSIS between 3 February 2022 and 4 August 2022",)
    assert "2022" in finding(treated(), RULE, 30).missing[0]
    assert finding(treated(), RULE, 30).missing == (
        "PDAI activity or ABSIS between 24 January 2022 and 2 February 2022",
    )


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (status(31, "remission", condition=PV), Outcome.NOT_FIRED),
        (status(31, "partial-remission", condition=PV), Outcome.NOT_FIRED),
        (status(31, "complete-remission", condition=PV), Outcome.NOT_FIRED),
        (status(31, "end-of-consolidation", condition=PV), Outcome.NOT_FIRED),
        (status(31, "control", condition=PV), Outcome.FIRED),  # what was there may still be
        (status(30, "remission", condition=PV), Outcome.FIRED),  # not later
        (status(31, "remission", condition=TAK), Outcome.FIRED),
    ],
)
def test_a_later_remission_contradicts_it(said: Entry, outcome: Outcome) -> None:
    found = finding(treated(scored(PDAI, 30, 60), statuses=(said,)), RULE, DAY)
    assert found.outcome is outcome
    if outcome is Outcome.NOT_FIRED:
        assert "extensive from 45" in found.because
        assert f"later status “{said['status'].replace('-', ' ')}”" in found.because
        assert {shown.list for shown in found.evidence} == {"assessments", "statuses"}


def test_a_new_regimen_begins_anew() -> None:
    switch = drug("azathioprine", since=45, treats=PV, intent="switch", amount=150)
    assert finding(treated(scored(PDAI, 30, 60), more=(switch,)), RULE, DAY).because.startswith("Too early: day 15")


def test_a_contradicted_score_keeps_its_band_and_the_newest_status_is_cited() -> None:
    quiet = (status(31, "remission", condition=PV), status(35, "partial-remission", condition=PV))
    found = finding(treated(scored(PDAI, 30, 45), statuses=quiet), RULE, DAY)
    assert found.because == (
        "PDAI activity 45 on 2 February 2022 (extensive from 45); later status “partial remission” on 7 February 2022."
    )
    low = finding(treated(scored(PDAI, 30, 10)), RULE, DAY)
    assert low.because == "PDAI activity 10 on 2 February 2022 (below 15)."


def test_what_would_change_it() -> None:
    found = finding(treated(scored(PDAI, 30, 60)), RULE, DAY)
    assert found.would_change == ("a later score below the cut-off", "a clinician's status of remission")
