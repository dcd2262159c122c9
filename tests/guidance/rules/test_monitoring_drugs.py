"""mon.<drug>.*: the conventional drugs; what each item of any drug needs."""

from __future__ import annotations

import pytest

from journeys.guidance.findings import Due
from tests.guidance.builders import (
    at,
    dose,
    drug,
    follow_up,
    listed,
    on,
)
from tests.guidance.rules.monitored import (
    CALCINEURIN,
    COUNT,
    DMARD_BEFORE,
    DMARD_BLOOD,
    DMARDS,
    HEPATITIS_B,
    IL6,
    JAK,
    LIVER,
    TNF,
    days_of,
    taking,
)


@pytest.mark.parametrize(
    ("name", "item", "analytes"),
    [
        ("methotrexate", "mon.methotrexate.blood", DMARD_BLOOD),
        ("methotrexate", "mon.methotrexate.blood", ("neutrophils", "egfr", "ast")),
        ("methotrexate", "mon.methotrexate.before-start", DMARD_BEFORE),
        ("azathioprine", "mon.azathioprine.blood", DMARD_BLOOD),
        ("azathioprine", "mon.azathioprine.before-start", (*DMARD_BEFORE, "tpmt")),
        ("mycophenolate mofetil", "mon.mycophenolate.blood", DMARD_BLOOD),
        ("mycophenolic acid", "mon.mycophenolate.before-start", DMARD_BEFORE),
        ("leflunomide", "mon.leflunomide.blood", DMARD_BLOOD),
        *((name, f"mon.{name}.blood", (*DMARD_BLOOD, "glucose")) for name in CALCINEURIN),
        ("tacrolimus", "mon.tacrolimus.before-start", DMARD_BEFORE),
        ("cyclophosphamide", "mon.cyclophosphamide.blood", ("platelets",)),
        ("cyclophosphamide", "mon.cyclophosphamide.urine-and-kidneys", ("urine-red-cells", "creatinine")),
        ("cyclophosphamide", "mon.cyclophosphamide.before-start", (*HEPATITIS_B, "igra")),
        *((name, f"mon.{name}.blood", ("neutrophils", "platelets", "ast")) for name in IL6),
        *((name, f"mon.{name}.before-start", ("igra", *HEPATITIS_B)) for name in IL6),
        *((name, f"mon.{name}.blood", DMARD_BLOOD) for name in TNF),
        *((name, f"mon.{name}.before-start", ("igra", *HEPATITIS_B)) for name in TNF),
        ("rituximab", "mon.rituximab.blood", (COUNT,)),
        ("rituximab", "mon.rituximab.igg", ("igg",)),
        ("rituximab", "mon.rituximab.b-cells", ("cd19",)),
        ("rituximab", "mon.rituximab.before-start", (*HEPATITIS_B, "igg", "igra")),
        ("obinutuzumab", "mon.obinutuzumab.igg", ("igg",)),
        ("belimumab", "mon.belimumab.blood", (COUNT, "igg")),
        ("belimumab", "mon.belimumab.before-start", ("igg",)),
        ("anifrolumab", "mon.anifrolumab.blood", (COUNT,)),
        *((name, f"mon.{name}.blood", (COUNT, LIVER)) for name in JAK),
        *((name, f"mon.{name}.before-start", ("igra", *HEPATITIS_B, "ldl")) for name in JAK),
        ("ivig", "mon.ivig.blood", ("creatinine", "haemoglobin")),
        ("ivig", "mon.ivig.before-start", ("creatinine",)),
    ],
)
def test_each_test_of_an_item_is_needed(name: str, item: str, analytes: tuple[str, ...]) -> None:
    assert follow_up(taking(name, labs=days_of(*analytes)), item, 10).last_on == on(3)
    for left_out in analytes:
        fewer = days_of(*(each for each in analytes if each != left_out))
        doc = taking(name, labs=fewer)
        if item in listed(doc, 10):
            assert follow_up(doc, item, 10).last_on is None, left_out


@pytest.mark.parametrize("name", DMARDS)
def test_blood_every_14_days_until_the_dose_is_steady_then_30_then_91(name: str) -> None:
    word = name.split(maxsplit=1)[0].replace("mycophenolic", "mycophenolate")
    item, later = f"mon.{word}.blood", 30 if name in CALCINEURIN else 91
    doc = taking(name)
    found = {days: follow_up(doc, item, days).every_days for days in (0, 41, 42, 132, 133, 300)}
    assert found == {0: 14, 41: 14, 42: 30, 132: 30, 133: later, 300: later}


def test_a_changed_dose_begins_anew_and_the_same_dose_again_does_not() -> None:
    lines = [dose(0, 10, every="week"), dose(100, 15, every="week"), dose(200, 15, every="week")]
    doc = taking("methotrexate", therapies=[drug("methotrexate", doses=lines)])
    found = {days: follow_up(doc, "mon.methotrexate.blood", days).every_days for days in (99, 100, 141, 142, 232, 233)}
    assert found == {99: 30, 100: 14, 141: 14, 142: 30, 232: 30, 233: 91}


def test_a_start_that_nobody_knows_is_long_ago() -> None:
    doc = taking("methotrexate", therapies=[drug("methotrexate", since=None)])
    found = follow_up(doc, "mon.methotrexate.blood", 10)
    assert (found.every_days, found.state) == (91, Due.UNKNOWN)
    assert follow_up(doc, "mon.methotrexate.before-start", 10).state is Due.UNKNOWN
    doc = taking("infliximab", therapies=[drug("infliximab", since=None)])
    assert follow_up(doc, "mon.infliximab.blood", 10).every_days == 182


def test_a_start_known_to_the_month_is_taken_at_its_last_day_and_a_first_dose_stands_for_one() -> None:
    doc = taking("methotrexate", therapies=[drug("methotrexate", since="2022-01")])
    assert follow_up(doc, "mon.methotrexate.blood", 5).due_on == on(28 + 14)
    doc = taking("infliximab", therapies=[drug("infliximab", since=None, doses=[dose(7, 300, every="8-weeks")])])
    assert follow_up(doc, "mon.infliximab.blood", 8).due_on == on(7 + 91)


def test_of_two_entries_of_one_drug_the_earlier_is_its_start_and_the_later_its_change() -> None:
    two = [drug("methotrexate", amount=10, every="week"), drug("methotrexate", since=100, amount=15, every="week")]
    found = follow_up(taking("methotrexate", therapies=two), "mon.methotrexate.blood", 110)
    assert (found.every_days, found.due_on) == (14, on(14))


@pytest.mark.parametrize("first", ["methotrexate", "leflunomide"])
def test_methotrexate_with_leflunomide_stays_at_30(first: str) -> None:
    both = [drug("methotrexate", amount=15, every="week"), drug("leflunomide", amount=20)]
    assert follow_up(taking(first, therapies=both), f"mon.{first}.blood", 300).every_days == 30
    stopped = [each | {"stopped_on": at(250)} if each["drug"] != first else each for each in both]
    assert follow_up(taking(first, therapies=stopped), f"mon.{first}.blood", 300).every_days == 91


def test_another_drug_beside_leflunomide_does_not_stay_at_30() -> None:
    three = [drug("methotrexate"), drug("leflunomide"), drug("azathioprine")]
    assert follow_up(taking("azathioprine", therapies=three), "mon.azathioprine.blood", 300).every_days == 91


@pytest.mark.parametrize("name", CALCINEURIN)
def test_a_calcineurin_inhibitor_asks_for_blood_pressure_monthly(name: str) -> None:
    reading = {"on": at(3), "kind": "systolic-bp", "value": 130, "unit": "mm[Hg]"}
    found = follow_up(taking(name, measurements=[reading]), f"mon.{name}.blood-pressure", 10)
    assert (found.last_on, found.every_days) == (on(3), 30)
    assert follow_up(taking(name, labs={f"{name}-level": 3}), f"mon.{name}.level", 10).every_days == 30
