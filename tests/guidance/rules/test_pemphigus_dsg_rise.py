"""pv.dsg-rise: Dsg3 10 at its lowest; a cut-off of 20, so 20.1 twice, 28 days apart, is a rise."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Outcome, Role
from tests.guidance.builders import PV, Document, Entry, antibody, document, drug, finding, lesions, status, steroid

RULE = "pv.dsg-rise"
DAY = 200


def dsg3(day: int, value: float, **fields: Any) -> Entry:
    return antibody("dsg3", day, value, **fields)


def measured(*labs: Entry, more: tuple[Entry, ...] = (), **lists: Any) -> Document:
    return document(PV, therapies=[steroid((0, 60), treats=PV), *more], labs=list(labs), **lists)


def without(entry: Entry, field: str) -> Entry:
    return {name: said for name, said in entry.items() if name != field}


RISING = dsg3(50, 10), dsg3(150, 20.1), dsg3(178, 20.1)


@pytest.mark.parametrize(
    ("doc", "says"),
    [
        (measured(), Outcome.CANNOT_ASSESS),
        (measured(dsg3(50, 10), dsg3(150, 20.1), dsg3(177, 20.1)), Outcome.NOT_FIRED),  # 27 days apart
        (measured(dsg3(50, 10), dsg3(150, 20), dsg3(178, 20)), Outcome.NOT_FIRED),  # at the cut-off
        (measured(dsg3(50, 30), dsg3(150, 59.9), dsg3(178, 59.9)), Outcome.NOT_FIRED),  # not twice
        (measured(dsg3(50, 10), dsg3(150, 40), dsg3(178, 19)), Outcome.NOT_FIRED),
        (measured(dsg3(50, 10), dsg3(150, 40), dsg3(160, 15), dsg3(178, 40)), Outcome.NOT_FIRED),  # one between
        (measured(*RISING, dsg3(190, 15)), Outcome.NOT_FIRED),  # a later result contradicts it
        (measured(dsg3(150, 40), dsg3(178, 40)), Outcome.CANNOT_ASSESS),  # nothing earlier
        (measured(dsg3(150, 40), dsg3(178, 20)), Outcome.NOT_FIRED),  # not above the cut-off now
        (measured(dsg3(150, 40)), Outcome.CANNOT_ASSESS),
        (measured(dsg3(150, 20)), Outcome.NOT_FIRED),
        (measured(*(without(found, "assay") for found in RISING)), Outcome.CANNOT_ASSESS),
        (measured(*(without(found, "upper_limit") for found in RISING)), Outcome.CANNOT_ASSESS),
        (measured(dsg3(50, 10, lab="another"), *RISING[1:]), Outcome.CANNOT_ASSESS),  # another kit
        (measured(dsg3(50, 10, assay="another"), *RISING[1:]), Outcome.CANNOT_ASSESS),
        (measured(dsg3(50, 10, unit="RU/mL"), *RISING[1:]), Outcome.CANNOT_ASSESS),
        (measured(dsg3(-1, 10), *RISING[1:]), Outcome.CANNOT_ASSESS),  # before the present treatment
        (measured(*RISING[:2], dsg3(178, 40, comparator="<")), Outcome.CANNOT_ASSESS),
        (measured(dsg3(50, 10, comparator=">"), *RISING[1:]), Outcome.NOT_FIRED),  # may have been higher
        (measured(*RISING, check_ins=[lesions(195, 2)]), Outcome.NOT_FIRED),  # no remission
        (measured(*RISING, statuses=[status(195, "active", condition=PV)]), Outcome.NOT_FIRED),
        (measured(*RISING[:2], dsg3(178, 3000)), Outcome.CANNOT_ASSESS),  # may be a slip, and two are too few
        (measured(dsg3(50, 10), dsg3(100, 15), dsg3(150, 15), antibody("dsg1", 150, 40)), Outcome.CANNOT_ASSESS),
    ],
)
def test_it_stays_silent(doc: Document, says: Outcome) -> None:
    assert finding(doc, RULE, DAY).outcome is says


@pytest.mark.parametrize(
    "doc",
    [
        measured(*RISING),
        measured(*(found | {"analyte": "dsg1"} for found in RISING)),
        measured(dsg3(0, 10), *RISING[1:]),
        measured(dsg3(50, 30), dsg3(150, 60), dsg3(178, 60)),  # twice
        measured(dsg3(50, 10, comparator="<"), *RISING[1:]),
        measured(*RISING[:2], dsg3(165, 40, comparator="<"), RISING[2]),  # decides nothing
        measured(*RISING[:2], dsg3(178, 40, comparator=">")),
        measured(RISING[0], *(without(found, "upper_limit") for found in RISING[1:])),  # the kit's, from another result
        measured(*RISING, dsg3(185, 200, lab="another")),
        measured(dsg3(40, 60), *RISING),
        measured(*RISING, check_ins=[lesions(195, 0)]),
        measured(*RISING, antibody("dsg1", 150, 40)),  # of Dsg1 nothing can be told
        measured(*(found | {"assay": "MBL-Elisa"} for found in RISING[:1]), *RISING[1:]),
    ],
)
def test_a_confirmed_rise_fires_as_context(doc: Document) -> None:
    found = finding(doc, RULE, DAY)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.SUPPORTING)


def test_without_any_start_all_results_count() -> None:
    assert finding(document(PV, labs=list(RISING)), RULE, DAY).outcome is Outcome.FIRED
    assert finding(document(PV), RULE, DAY).missing == ("Dsg1 or Dsg3, same kit, three times",)


def test_what_is_missing_is_named() -> None:
    since = "Dsg1 or Dsg3, same kit, three times since 3 January 2022"
    assert finding(measured(), RULE, DAY).missing == (since,)
    assert finding(measured(dsg3(150, 40)), RULE, DAY).missing == ("earlier Dsg3, same kit (1 result so far)",)
    assert finding(measured(dsg3(150, 40, assay=None)), RULE, DAY).missing == ("antibody test kit of Dsg3",)
    unlimited = measured(*(without(found, "upper_limit") for found in RISING))
    assert finding(unlimited, RULE, DAY).missing == ("the kit's own cut-off of Dsg3, and results without < or >",)
    assert finding(unlimited, RULE, DAY).evidence[0].on is not None


def test_it_says_what_rose() -> None:
    labs = dsg3(50, 10, id="lowest"), dsg3(150, 40, id="first"), dsg3(160, 45, id="more"), dsg3(178, 50, id="newest")
    found = finding(measured(*labs), RULE, DAY)
    assert found.because == (
        "Dsg3 10 U/mL on 22 February 2022 (mbl-elisa) was the lowest, then Dsg3 40 U/mL on 2 June 2022 (mbl-elisa) and "
        "Dsg3 50 U/mL on 30 June 2022 (mbl-elisa), 28 days apart. A rise to 2 times the lowest result or more, above "
        "the kit's cut-off, twice at least 28 days apart is looked for."
    )
    assert [shown.id for shown in found.evidence] == ["lowest", "first", "newest"]
    quiet = finding(measured(dsg3(50, 10), dsg3(150, 15), dsg3(178, 12)), RULE, DAY)
    assert quiet.because == "Dsg3 12 U/mL on 30 June 2022 (mbl-elisa): no rise that a second result confirms."


def test_it_stands_for_182_days_and_until_the_regimen_changes() -> None:
    assert finding(measured(*RISING), RULE, 360).outcome is Outcome.FIRED
    late = finding(measured(*RISING), RULE, 361)
    assert late.missing == ("Dsg3, same kit, between 1 July 2022 and 30 December 2022",)
    switch = drug("azathioprine", since=180, treats=PV, intent="switch", amount=150)
    changed = finding(measured(*RISING, more=(switch,)), RULE, DAY)
    assert changed.missing == ("Dsg1 or Dsg3, same kit, three times since 2 July 2022",)


def test_two_antibodies_are_told_in_one_row_and_what_would_change_it() -> None:
    found = finding(measured(*RISING, *(each | {"analyte": "dsg1"} for each in RISING)), RULE, DAY)
    assert found.because.count("; Dsg") == 1
    assert found.would_change == (
        "a later result of the same kit below twice the lowest one, or not above the cut-off",
    )
