"""sle.serology-persistent: anti-dsDNA high with C3 or C4 low, twice, 28 days apart and made the same way?"""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import SLE, Entry, at, document, finding
from tests.guidance.lupus_stories import cited, says

RULE = "sle.serology-persistent"
FIRED, NOT_FIRED, CANNOT_ASSESS = Outcome.FIRED, Outcome.NOT_FIRED, Outcome.CANNOT_ASSESS


def result(analyte: str, day: int, value: float, **fields: Any) -> Entry:
    unit = "[IU]/mL" if analyte == "anti-dsdna" else "g/L"
    entry = {"analyte": analyte, "collected_on": at(day), "value": value, "unit": unit, "lab": "north", **fields}
    return {"id": f"{analyte}-{day}"} | {name: said for name, said in entry.items() if said is not None}


def dsdna(day: int, value: float = 95, **fields: Any) -> Entry:
    return result("anti-dsdna", day, value, **{"upper_limit": 30} | fields)


def c3(day: int, value: float = 0.7, **fields: Any) -> Entry:
    return result("c3", day, value, **{"lower_limit": 0.9} | fields)


def c4(day: int, value: float = 0.05, **fields: Any) -> Entry:
    return result("c4", day, value, **{"lower_limit": 0.1} | fields)


def sampled(day: int, *labs: Entry) -> Finding:
    return says(RULE, day, labs=list(labs))


FIRST = [dsdna(91), c3(91)]


@pytest.mark.parametrize(
    ("labs", "wanted"),
    [
        ([*FIRST, dsdna(119, 30), c3(119)], NOT_FIRED),  # at its limit
        ([*FIRST, dsdna(119), c3(119, 0.9), c4(119, 0.1)], NOT_FIRED),
        ([*FIRST, dsdna(105, 10), c3(105), dsdna(119), c3(119)], NOT_FIRED),  # quiet in between
        ([*FIRST, dsdna(119), c3(119), dsdna(120, 10)], NOT_FIRED),  # and since
        ([dsdna(91, 10), dsdna(119), c3(119)], NOT_FIRED),
        ([dsdna(119, 10)], NOT_FIRED),
        ([dsdna(90), c3(90), dsdna(119), c3(119)], CANNOT_ASSESS),
        ([dsdna(92), c3(92), dsdna(119), c3(119)], CANNOT_ASSESS),  # 27 days
        ([*FIRST, dsdna(119)], CANNOT_ASSESS),
        ([*FIRST, dsdna(119), c3(119, 0.95)], CANNOT_ASSESS),  # C4 wasn't tested
        ([*FIRST, dsdna(119), c3(118)], CANNOT_ASSESS),  # another day
        ([*FIRST, dsdna(119, upper_limit=None), c3(119)], CANNOT_ASSESS),
        ([*FIRST, dsdna(119), c3(119, lower_limit=None)], CANNOT_ASSESS),
        ([*FIRST, dsdna(119, lab="south"), c3(119)], CANNOT_ASSESS),
        ([*FIRST, dsdna(119, assay="elisa"), c3(119)], CANNOT_ASSESS),
        ([*FIRST, dsdna(119), c3(119, lab="south")], NOT_FIRED),  # two samples, not to be compared
        ([dsdna(91, lab=None), c3(91), dsdna(119, lab=None), c3(119)], CANNOT_ASSESS),
        ([dsdna(91), c3(91, lab=None), dsdna(119), c3(119, lab=None)], CANNOT_ASSESS),
        ([*FIRST, dsdna(119, 20, comparator=">"), c3(119)], CANNOT_ASSESS),
        ([*FIRST], CANNOT_ASSESS),
        ([], CANNOT_ASSESS),
    ],
)
def test_it_stays_silent_or_asks(labs: list[Entry], wanted: Outcome) -> None:
    assert sampled(125, *labs).outcome is wanted


@pytest.mark.parametrize(
    "labs",
    [
        [*FIRST, dsdna(119), c3(119)],
        [*FIRST, dsdna(119, 30.1), c3(119, 0.89)],
        [dsdna(91), c4(91), dsdna(119), c4(119)],
        [*FIRST, dsdna(119), c4(119)],  # C3 then, C4 now: each against its own limit
        [*FIRST, c4(91), dsdna(119), c3(119, lab="south"), c4(119)],  # C4 was made the same way
        [*FIRST, dsdna(119), c3(119), dsdna(120)],  # what isn't known contradicts nothing
        [*FIRST, dsdna(119), c3(119), dsdna(100, 10, lab="south")],  # nor does another laboratory's
        [*FIRST, dsdna(119, 40, comparator=">"), c3(119)],
    ],
)
def test_both_twice_are_context(labs: list[Entry]) -> None:
    found = sampled(125, *labs)
    assert (found.outcome, found.role, found.counted_as) == (FIRED, Role.SUPPORTING, Role.SUPPORTING)


def test_it_is_too_early_before_day_91() -> None:
    assert sampled(90).because == "Too early: day 90 of the present treatment, judged from day 91."
    assert sampled(91).outcome is CANNOT_ASSESS
    assert finding(document(SLE), RULE, 100).missing == ("start of treatment (t0)",)


def test_it_stands_for_half_a_year() -> None:
    labs = [*FIRST, dsdna(119), c3(119)]
    assert sampled(119 + 182, *labs).outcome is FIRED
    assert sampled(119 + 183, *labs).outcome is CANNOT_ASSESS


def test_the_sentence_says_what_was_found_and_when() -> None:
    found = sampled(125, *FIRST, dsdna(119), c3(119, 0.75), c4(119))
    assert found.because == (
        "Anti-dsDNA 95 IU/mL above its limit and C3 0.7 g/L below its limit on 4 April 2022; anti-dsDNA 95 IU/mL "
        "above its limit and C3 0.75 g/L below its limit and C4 0.05 g/L below its limit on 2 May 2022, 28 days later. "
        "Context only."
    )
    assert cited(found) == ["anti-dsdna-91", "c3-91", "anti-dsdna-119", "c3-119", "c4-119", "aza"]
    assert found.evidence[1].shows.endswith("0.7 g/L on 4 April 2022")
    assert found.for_patient
    assert found.would_change


@pytest.mark.parametrize(
    ("labs", "missing"),
    [
        ([], ("anti-dsDNA with C3/C4 of the same day between 7 November 2021 and 8 May 2022",)),
        ([*FIRST, dsdna(119)], ("C3/C4 of 2 May 2022, with its lower limit",)),
        (
            [dsdna(91, upper_limit=None), c3(91), dsdna(119), c3(119)],
            ("upper limit, or value, of anti-dsDNA of 4 April 2022",),
        ),
        (
            [dsdna(91, lab=None), c3(91), dsdna(119, lab=None), c3(119)],
            ("laboratory or assay of these results",),
        ),
        (
            [dsdna(119), c3(119)],
            ("a second anti-dsDNA, made the same way, with C3/C4 of the same day, at least 28 days from 2 May 2022",),
        ),
    ],
)
def test_what_is_missing_is_named(labs: list[Entry], missing: tuple[str, ...]) -> None:
    assert sampled(125, *labs).missing == missing


def test_silence_shows_the_newest_sample() -> None:
    found = sampled(125, dsdna(91, 10), dsdna(119), c3(119))
    assert found.because.startswith("Sample of 2 May 2022: ")
    assert cited(found) == ["anti-dsdna-119", "c3-119"]
    asked = sampled(125, *FIRST, dsdna(119))
    assert cited(asked) == ["anti-dsdna-91", "c3-91", "anti-dsdna-119"]
    assert cited(sampled(125, *FIRST)) == ["anti-dsdna-91", "c3-91"]
