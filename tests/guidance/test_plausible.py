"""Results that may be a slip: outside their limits, or an unconfirmed jump of about tenfold."""

from __future__ import annotations

import pytest

from journeys.guidance.plausible import doubtful
from tests.guidance.builders import SLE, Entry, at, case_of, document, upcr


def lab(analyte: str, day: int, value: float, *, unit: str, **fields: object) -> Entry:
    return {
        "id": f"{analyte}-{day}",
        "analyte": analyte,
        "collected_on": at(day),
        "value": value,
        "unit": unit,
        **fields,
    }


def creatinine(day: int, value: float, **fields: object) -> Entry:
    return lab("creatinine", day, value, unit="mg/dL", **fields)


def doubted(*labs: Entry) -> set[str]:
    """Ids of the doubtful results."""
    case = case_of(document(SLE, labs=list(labs)), 400)
    return {found.id for found in case.journey.labs if doubtful(case, found)}


@pytest.mark.parametrize(
    ("result", "is_doubtful"),
    [
        (lab("upcr", 0, 20, unit="g/g"), False),
        (lab("upcr", 0, 20.1, unit="g/g"), True),
        (lab("upcr", 0, 20_000, unit="mg/g"), False),
        (lab("upcr", 0, 20_100, unit="mg/g"), True),
        (creatinine(0, 0.3), False),
        (creatinine(0, 0.29), True),
        (lab("crp", 0, 400, unit="mg/L"), False),
        (lab("crp", 0, 401, unit="mg/L"), True),
        (lab("esr", 0, 151, unit="mm/h"), True),
        (lab("alp", 0, 4000, unit="U/L"), False),  # no limits to ask about
        (lab("unheard-of", 0, 4000, unit="U/L"), False),
        ({"id": "text", "analyte": "upcr", "collected_on": at(0), "value_text": "trace"}, False),
    ],
)
def test_a_result_outside_the_limits_is_asked_about(result: Entry, is_doubtful: bool) -> None:
    assert bool(doubted(result)) is is_doubtful


@pytest.mark.parametrize(
    ("before", "value", "is_doubtful"),
    [
        (1.0, 7.99, False),
        (1.0, 8.0, True),
        (0.8, 10.0, True),
        (0.8, 10.1, False),
        (8.0, 1.0, True),
        (7.9, 1.0, False),
        (10.0, 0.8, True),
    ],
)
def test_a_jump_of_about_tenfold_either_way(before: float, value: float, is_doubtful: bool) -> None:
    assert bool(doubted(creatinine(0, before), creatinine(30, value))) is is_doubtful


def test_a_jump_is_measured_by_what_is_at_most_182_days_older() -> None:
    assert doubted(creatinine(0, 1), creatinine(182, 10)) == {"creatinine-182"}
    assert doubted(creatinine(0, 1), creatinine(183, 10)) == set()


def test_the_next_result_within_a_factor_of_two_confirms_it() -> None:
    first, jumped = creatinine(0, 1), creatinine(30, 10)
    assert doubted(first, jumped, creatinine(60, 5)) == set()
    assert doubted(first, jumped, creatinine(60, 4.9)) == {"creatinine-30"}
    assert doubted(first, creatinine(30, 8), creatinine(60, 4), creatinine(90, 8)) == set()


def test_what_follows_a_slip_is_measured_by_what_came_before_the_slip() -> None:
    assert doubted(creatinine(0, 1), creatinine(30, 10), creatinine(60, 1.1)) == {"creatinine-30"}
    assert doubted(creatinine(0, 20), creatinine(30, 2), creatinine(60, 1)) == {"creatinine-0"}


def test_of_two_results_of_one_day_each_may_be_the_slip() -> None:
    twice = [creatinine(30, 1, id="low"), creatinine(30, 10, id="high")]
    assert doubted(*twice) == {"low", "high"}
    assert doubted(*twice, creatinine(60, 1.2)) == {"high"}
    assert doubted(creatinine(0, 1), *twice) == {"high"}


def test_only_exact_results_in_the_same_unit_are_compared() -> None:
    assert doubted(creatinine(0, 1), creatinine(30, 10, comparator="<")) == set()
    assert doubted(upcr(0, 0), upcr(30, 1)) == set()
    assert doubted(lab("cd19", 0, 5, unit="%"), lab("cd19", 30, 50, unit="/uL")) == set()
    assert doubted(lab("albumin", 0, 4, unit="g/dL"), lab("albumin", 30, 40, unit="g/L")) == set()


@pytest.mark.parametrize(
    ("analyte", "unit"),
    [
        ("crp", "mg/L"),
        ("esr", "mm/h"),
        ("procalcitonin", "ng/mL"),
        ("anti-dsdna", "[IU]/mL"),
        ("dsg1", "U/mL"),
        ("dsg3", "U/mL"),
        ("cd19", "/uL"),
    ],
)
def test_what_may_really_jump_is_not_measured_by_the_one_before(analyte: str, unit: str) -> None:
    assert doubted(lab(analyte, 0, 10, unit=unit), lab(analyte, 30, 100, unit=unit)) == set()
