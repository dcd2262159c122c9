"""The table of usual doses and trials of clinical.md 3.2, line by line: TAK / SLE / LN / PV, and NP where it has one.

What the engine makes of it day by day is in `test_adequacy`.
"""

from __future__ import annotations

import pytest

from journeys.guidance import courses
from journeys.guidance.catalogue import RULES_BY_ID
from journeys.guidance.drugs import NAMES
from journeys.guidance.shared_thresholds import SHARED, TAKAYASU_TRIAL
from journeys.guidance.usual_doses import (
    ADULT_YEARS,
    EURO_LUPUS_AFTER_LAST_DAYS,
    EURO_LUPUS_PARTIAL,
    EURO_LUPUS_USES,
    EXCHANGE_SESSIONS,
    EXCHANGE_TRIAL_DAYS,
    IVIG_CYCLES,
    LOADING_DAYS,
    STANDARDS,
    STEROID_INDUCTION,
    STEROID_INDUCTION_DAYS,
    Amount,
    Pattern,
    Use,
)

TAK, SLE, LN, PV, NP = Use.TAKAYASU, Use.LUPUS, Use.NEPHRITIS, Use.PEMPHIGUS, Use.NEUROPSYCHIATRIC

# drug: how it is taken, from which dose it is judged, from which in pemphigus, days by use
TABLE = {
    "methotrexate": ("daily", [(15, "mg", 7)], [(20, "mg", 7)], {TAK: 182, SLE: 91, PV: 84}),
    "azathioprine": ("daily", [(2.0, "mg/kg", 1)], [(2.5, "mg/kg", 1)], {TAK: 182, SLE: 91, LN: 182, PV: 84}),
    "mycophenolate mofetil": ("daily", [(2000, "mg", 1)], [(3000, "mg", 1)], {TAK: 182, SLE: 91, LN: 182, PV: 84}),
    "mycophenolic acid": ("daily", [(1440, "mg", 1)], [(2160, "mg", 1)], {TAK: 182, SLE: 91, LN: 182, PV: 84}),
    "cyclophosphamide": ("daily", [(1.5, "mg/kg", 1)], [(2, "mg/kg", 1)], {TAK: 182, SLE: 182, LN: 182, PV: 84}),
    "hydroxychloroquine": ("daily", [(4.0, "mg/kg", 1), (400, "mg", 1)], None, {SLE: 91, LN: 91}),
    "rituximab": ("course", [], None, {TAK: 182, SLE: 182, LN: 182, PV: 168}),
    "obinutuzumab": ("course", [], None, {LN: 182}),
    "ivig": ("course", [], None, {PV: 84, NP: 28}),
    "tocilizumab": ("schedule", [(162, "mg", 7), (8, "mg/kg", 28)], None, {TAK: 182}),
    "infliximab": ("schedule", [(5, "mg/kg", 56)], None, {TAK: 182}),
    "adalimumab": ("schedule", [(40, "mg", 14)], None, {TAK: 182}),
    "etanercept": ("schedule", [(50, "mg", 7)], None, {TAK: 182}),
    "golimumab": ("schedule", [(50, "mg", 31)], None, {TAK: 182}),
    "certolizumab": ("schedule", [(200, "mg", 14)], None, {TAK: 182}),
    "belimumab": ("schedule", [(200, "mg", 7), (10, "mg/kg", 28)], None, {SLE: 168, LN: 182}),
    "anifrolumab": ("schedule", [(300, "mg", 28)], None, {SLE: 168}),
    "voclosporin": ("trough", [], None, {SLE: 91, LN: 182}),
    "tacrolimus": ("trough", [], None, {SLE: 91, LN: 182}),
    "ciclosporin": ("trough", [], None, {SLE: 91, LN: 182}),
}

NO_AGREED_DOSE = [
    "ofatumumab",
    "tofacitinib",
    "baricitinib",
    "upadacitinib",
    "deucravacitinib",
    "bortezomib",
    "daratumumab",
    "efgartigimod",
    "leflunomide",
    "ustekinumab",
]


def amounts(lines: list[tuple[float, str, int]]) -> tuple[Amount, ...]:
    return tuple(Amount(*line) for line in lines)


@pytest.mark.parametrize("name", TABLE)
def test_each_drug_has_the_dose_and_the_days_of_the_table(name: str) -> None:
    pattern, usual, pemphigus, trial = TABLE[name]
    standard = STANDARDS[name]
    assert standard.pattern is Pattern(pattern)
    assert dict(standard.trial) == trial
    for use in Use:
        assert standard.enough(use) == amounts(pemphigus if use is PV and pemphigus else usual)


def test_the_table_is_whole_and_has_no_other_line() -> None:
    assert set(STANDARDS) == set(TABLE)
    assert set(STANDARDS) <= set(NAMES)


@pytest.mark.parametrize("name", [*NO_AGREED_DOSE, "car-t cells", "stem-cell transplantation", "methylprednisolone"])
def test_what_is_recorded_only_has_no_dose(name: str) -> None:
    """A steroid pulse is an event, the others have no agreed dose."""
    assert name in NAMES
    assert name not in STANDARDS


def test_a_steroid_induction_is_28_days_at_the_dose() -> None:
    assert {TAK: amounts([(40, "mg", 1), (0.5, "mg/kg", 1)]), LN: amounts([(0.3, "mg/kg", 1)])} == STEROID_INDUCTION
    assert STEROID_INDUCTION_DAYS == 28


def test_in_pemphigus_the_rule_itself_has_the_steroid_dose() -> None:
    limits = RULES_BY_ID["pv.no-control-3wk"].limits
    assert (limits["full"], limits["usual"], limits["trial"]) == (1.5, 1.0, 21)


def test_the_doses_of_adjuvant_failure_are_the_table_s() -> None:
    limits = RULES_BY_ID["pv.adjuvant-failure"].limits
    full = [limits[f"{name}-full"] for name in ("methotrexate", "azathioprine", "mycophenolate", "cyclophosphamide")]
    assert full == [20, 2.5, 3, 2]
    assert limits["trial"] == 84


def test_a_conventional_drug_in_takayasu_has_a_trial_that_a_clinic_may_choose() -> None:
    (setting,) = (threshold for threshold in SHARED if threshold.name == TAKAYASU_TRIAL)
    assert (setting.value, setting.low, setting.high, setting.mark) == (182, 91, 365, "D")


def test_rituximab_is_two_large_or_four_small_infusions() -> None:
    assert courses.SERIES["rituximab"] == (
        courses.Series(Amount(1000, "mg"), number=2, gap=(10, 21)),
        courses.Series(Amount(375, "mg/m2"), number=4, gap=(5, 9)),
    )


def test_cyclophosphamide_is_infused_every_month_or_in_six_small_infusions() -> None:
    monthly, small = courses.SERIES["cyclophosphamide"]
    assert (monthly.amount, monthly.number) == (Amount(500, "mg/m2"), 3)
    assert (small.amount, small.number) == (Amount(500, "mg"), 6)
    assert {TAK, SLE, LN} == EURO_LUPUS_USES
    assert (EURO_LUPUS_PARTIAL, EURO_LUPUS_AFTER_LAST_DAYS) == (5, 91)


def test_immunoglobulins_are_one_cycle_or_three() -> None:
    assert {NP: 1, PV: 3} == IVIG_CYCLES
    assert Amount(1600, "mg/kg") == courses.IVIG_CYCLE


def test_exchanges_are_four_sessions_and_fourteen_days() -> None:
    assert (EXCHANGE_SESSIONS, EXCHANGE_TRIAL_DAYS) == (4, 14)


def test_belimumab_for_nephritis_begins_with_four_larger_doses() -> None:
    assert {LN: amounts([(400, "mg", 7), (10, "mg/kg", 28)])} == STANDARDS["belimumab"].loading
    assert LOADING_DAYS == 28
    assert [name for name, standard in STANDARDS.items() if standard.loading] == ["belimumab"]


def test_the_table_is_one_of_adults() -> None:
    assert ADULT_YEARS == 18
