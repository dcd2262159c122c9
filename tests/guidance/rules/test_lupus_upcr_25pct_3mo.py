"""ln.upcr-25pct-3mo: has urine protein begun to fall by day 91 (77 to 120)?"""

from __future__ import annotations

import pytest

from journeys.guidance.findings import Outcome, Role
from tests.guidance.builders import SLE, Document, Entry, document, drug, finding, steroid, upcr

RULE = "ln.upcr-25pct-3mo"
DAY = 125


def measured(*results: Entry, manifestations: tuple[str, ...] = ("lupus-nephritis",)) -> Document:
    mmf = drug("mycophenolate mofetil", treats=SLE, amount=2000, intent="induction")
    therapies = [steroid((0, 30), treats=SLE), mmf]
    return document(SLE, manifestations=manifestations, therapies=therapies, labs=list(results))


@pytest.mark.parametrize(
    ("results", "says"),
    [
        ([upcr(0, 2), upcr(91, 1.5)], Outcome.NOT_FIRED),  # 25 % less
        ([upcr(0, 0.8), upcr(91, 0.7)], Outcome.NOT_FIRED),
        ([upcr(0, 0.4), upcr(91, 3)], Outcome.NOT_FIRED),  # doesn't apply
        ([upcr(91, 0.6)], Outcome.NOT_FIRED),  # low, whatever it was
        ([upcr(91, 2)], Outcome.CANNOT_ASSESS),
        ([upcr(-29, 2), upcr(91, 2)], Outcome.CANNOT_ASSESS),
        ([upcr(4, 2), upcr(91, 2)], Outcome.CANNOT_ASSESS),
        ([upcr(0, 2)], Outcome.CANNOT_ASSESS),
        ([upcr(0, 2), upcr(76, 2)], Outcome.CANNOT_ASSESS),
        ([upcr(0, 2), upcr(121, 2)], Outcome.CANNOT_ASSESS),
        ([upcr(0, 2), upcr(91, 2), upcr(122, 1.5)], Outcome.NOT_FIRED),  # a later one contradicts
        ([upcr(0, 0.6), upcr(91, 75, unit="mg/mmol")], Outcome.CANNOT_ASSESS),  # borderline, 0.66 g/g
        ([upcr(0, 2), upcr(91, 75, unit="mg/mmol")], Outcome.NOT_FIRED),  # fallen anyway
        ([upcr(0, 52, unit="mg/mmol"), upcr(91, 2)], Outcome.CANNOT_ASSESS),
        ([upcr(0, 2), upcr(91, 2, comparator="<")], Outcome.CANNOT_ASSESS),
    ],
)
def test_it_stays_silent(results: list[Entry], says: Outcome) -> None:
    assert finding(measured(*results), RULE, DAY).outcome is says


def test_before_day_77_it_is_too_early() -> None:
    assert finding(measured(upcr(0, 2), upcr(76, 2)), RULE, 76).outcome is Outcome.NOT_FIRED


def test_without_nephritis_and_without_a_value_it_does_not_apply() -> None:
    assert finding(measured(manifestations=()), RULE, DAY).outcome is Outcome.NOT_FIRED
    assert finding(measured(upcr(0, 2), upcr(91, 2), manifestations=()), RULE, DAY).outcome is Outcome.FIRED


@pytest.mark.parametrize(
    "results",
    [
        [upcr(0, 2), upcr(91, 1.51)],
        [upcr(-28, 2), upcr(77, 2)],
        [upcr(3, 2), upcr(120, 2)],
        [upcr(-20, 1), upcr(0, 2), upcr(80, 1), upcr(92, 1.9)],  # the last before, the nearest after
        [upcr(0, 200, unit="mg/mmol"), upcr(91, 190, unit="mg/mmol")],
    ],
)
def test_a_value_that_has_hardly_fallen_is_context(results: list[Entry]) -> None:
    found = finding(measured(*results), RULE, DAY)
    assert (found.outcome, found.counted_as, found.held_for) == (Outcome.FIRED, Role.SUPPORTING, ())


def test_it_says_the_arithmetic() -> None:
    because = finding(measured(upcr(0, 2), upcr(91, 1.8)), RULE, DAY).because
    assert because.startswith("UPCR 2 g/g on 3 January 2022 and 1.8 g/g on 4 April 2022: 10 % lower.")


def test_it_says_what_is_usual_and_what_would_change_it() -> None:
    found = finding(measured(upcr(0, 2), upcr(91, 1.8)), RULE, DAY)
    assert found.because.endswith(" A fall of 25 % or more is usual by 3 months.")
    assert found.would_change == ("a later UPCR at or below 75 % of the first one, or at or below 0.7 g/g",)
