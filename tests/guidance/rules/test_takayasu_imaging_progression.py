"""tak.imaging-progression. Treated since day 0; scans are judged from day 91."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Outcome, Role
from tests.guidance.builders import Entry, at, checked, document, drug, finding, joined, on, scan, status, steroid

RULE = "tak.imaging-progression"
DAY = 250


def scanned(*scans: Entry, **lists: Any) -> Any:
    mtx = drug("methotrexate", amount=15, every="week", intent="induction")
    therapies = [steroid((0, 40), (42, 10)), mtx]
    return joined(document(therapies=therapies, imaging=list(scans), **lists), checked(DAY))


EARLIER = scan(20, territories=["aortic-arch"])


@pytest.mark.parametrize(
    ("scans", "says"),
    [
        ([], Outcome.CANNOT_ASSESS),
        ([EARLIER], Outcome.CANNOT_ASSESS),
        ([EARLIER, scan(90, change="progressed")], Outcome.CANNOT_ASSESS),  # before day 91, and nothing since
        ([EARLIER, scan(200)], Outcome.CANNOT_ASSESS),  # nobody compared
        ([EARLIER, scan(200, change="not-comparable", modality="CTA")], Outcome.CANNOT_ASSESS),
        ([scan(200, change="progressed")], Outcome.CANNOT_ASSESS),  # with what?
        ([scan(200, change="progressed", compared_with=at(200 - 731))], Outcome.CANNOT_ASSESS),
        ([EARLIER, scan(200, change="stable")], Outcome.NOT_FIRED),
        ([EARLIER, scan(150, change="progressed"), scan(200, change="improved")], Outcome.NOT_FIRED),
    ],
)
def test_it_stays_silent(scans: list[Entry], says: Outcome) -> None:
    assert finding(scanned(*scans), RULE, DAY).outcome is says


def test_before_day_91_it_is_too_early() -> None:
    assert finding(scanned(EARLIER, scan(80, change="new")), RULE, 90).outcome is Outcome.NOT_FIRED


def test_after_182_days_an_old_change_no_longer_stands() -> None:
    doc = scanned(EARLIER, scan(100, change="progressed"))
    assert finding(doc, RULE, 282).outcome is not Outcome.NOT_FIRED
    assert finding(doc, RULE, 283).outcome is Outcome.NOT_FIRED


def test_a_later_status_of_remission_contradicts_it() -> None:
    doc = scanned(EARLIER, scan(200, change="progressed"), statuses=[status(220, "remission")])
    assert finding(doc, RULE, DAY).outcome is Outcome.NOT_FIRED


@pytest.mark.parametrize(
    "scans",
    [
        [EARLIER, scan(91, change="progressed")],
        [EARLIER, scan(200, change="new", modality="PET-CT")],  # a coded comparison counts, whatever the modality
        [EARLIER, scan(200, change="progressed"), scan(230, change="not-comparable", modality="ultrasound")],
        [scan(200, change="progressed", compared_with=at(5))],
        [scan(200, change="progressed", compared_with=at(0))],  # on the day of t0 itself
        [
            EARLIER,
            scan(150, change="progressed", territories=["aortic-arch"]),
            scan(200, change="stable", territories=["left-renal"]),
        ],
    ],
)
def test_a_coded_change_on_treatment_fires(scans: list[Entry]) -> None:
    found = finding(scanned(*scans), RULE, DAY)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.CORE)


@pytest.mark.parametrize("before", [scan(-1), scan(200 - 730)])
def test_a_change_from_an_earlier_scan_before_treatment_is_context(before: Entry) -> None:
    found = finding(scanned(before, scan(200, change="progressed")), RULE, DAY)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.SUPPORTING)
    assert "predate" in found.because


def test_it_is_held_when_nobody_considered_anything_else() -> None:
    doc = scanned(EARLIER, scan(200, change="progressed")) | {"reviews": []}
    assert [hold.rule for hold in finding(doc, RULE, DAY).held_for] == ["cf.alt-diagnosis"]


@pytest.mark.parametrize(
    ("scan_of_200", "says"),
    [
        ({"change": "progressed"}, "MRA of 22 July 2022 coded progressed, but no earlier scan is recorded."),
        (
            {"change": "progressed", "compared_with": at(200 - 731)},
            "MRA of 22 July 2022 coded progressed, compared with a scan 731 days older (730 at most are looked for).",
        ),
        ({"change": "not-comparable"}, "No comparison of the MRA of 22 July 2022 with an earlier scan is recorded."),
        ({"activity": "active"}, "No comparison of the MRA of 22 July 2022 with an earlier scan is recorded."),
    ],
)
def test_it_is_told_what_the_comparison_lacks(scan_of_200: Entry, says: str) -> None:
    found = finding(scanned(scan(200, **scan_of_200)), RULE, DAY)
    assert (found.outcome, found.because) == (Outcome.CANNOT_ASSESS, says)
    assert found.missing == ("earlier comparable scan, at most 730 days before 22 July 2022",)


def test_it_says_which_scans_were_compared_and_what_would_change_it() -> None:
    found = finding(scanned(scan(5, id="a"), scan(200, change="progressed")), RULE, DAY)
    assert found.because == "MRA of 22 July 2022 coded progressed, compared with a scan of 8 January 2022."
    assert found.would_change[:2] == (
        "a later comparable scan coded stable or improved",
        "a clinician's status of remission",
    )
    before = finding(scanned(scan(-1), scan(200, change="progressed")), RULE, DAY)
    assert before.because.endswith(
        "2 January 2022. The earlier scan is from before this treatment: the change may predate it; context only."
    )


def test_of_several_it_asks_about_the_change_that_stands() -> None:
    found = finding(scanned(scan(150, change="progressed"), scan(200)), RULE, DAY)
    assert found.missing == ("earlier comparable scan, at most 730 days before 2 June 2022",)
    assert [shown.on for shown in found.evidence] == [on(200)]


def test_a_scan_that_shows_nothing_worse_is_cited() -> None:
    found = finding(scanned(EARLIER, scan(200, change="stable")), RULE, DAY)
    assert [shown.on for shown in found.evidence] == [on(200)]
