"""mon.<drug>.*: what each drug asks for, and how often, by the time since its start or its last change of dose."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Due
from tests.guidance.builders import (
    PV,
    SLE,
    TAK,
    Document,
    at,
    document,
    dose,
    drug,
    follow_up,
    lab,
    listed,
    marked,
    on,
    status,
    steroid,
)

COUNT, LIVER = "leucocytes", "alt"
HEPATITIS_B = ("hbsag", "anti-hbc")


def taking(name: str, *, condition: str = SLE, labs: dict[str, int] | None = None, **lists: Any) -> Document:
    """One drug since day 0 unless ``therapies`` say otherwise; ``labs``: analyte and day."""
    results = [lab(analyte.split()[0], day) for analyte, day in (labs or {}).items()]
    return document(condition, **{"therapies": [drug(name, treats=condition)], "labs": results, **lists})


def days_of(*analytes: str, day: int = 3) -> dict[str, int]:
    return dict.fromkeys(analytes, day)


def infusions(name: str, *days: int, **fields: Any) -> dict[str, Any]:
    given = [{"on": at(day), "amount": 500, "unit": "mg"} for day in days]
    return drug(name, treats=SLE, since=days[0], route="intravenous", administrations=given, **fields)


CALCINEURIN = ("tacrolimus", "ciclosporin", "voclosporin")
DMARDS = ("methotrexate", "azathioprine", "mycophenolate mofetil", "mycophenolic acid", "leflunomide", *CALCINEURIN)
TNF = ("infliximab", "adalimumab", "etanercept", "golimumab", "certolizumab")
IL6 = ("tocilizumab", "sarilumab", "satralizumab")
JAK = ("tofacitinib", "baricitinib", "upadacitinib")
DMARD_BLOOD, DMARD_BEFORE = (COUNT, "creatinine", LIVER), ("albumin", *HEPATITIS_B)


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


# ── hydroxychloroquine ──────────────────────────────────────────────────────────────────────────────────────────────

EYE = "mon.hydroxychloroquine.eye"


def on_hcq(*exams: int, mg: float = 200, kg: float | None = 60, **lists: Any) -> Document:
    therapies = [drug("hydroxychloroquine", treats=SLE, amount=mg), *lists.pop("therapies", [])]
    weights = [{"on": at(0), "kind": "weight", "value": kg, "unit": "kg"}] if kg else []
    visits = [{"on": at(day), "kind": "eye-check"} for day in exams]
    return document(SLE, therapies=therapies, measurements=weights, visits=visits, **lists)


@pytest.mark.parametrize(
    ("days", "state"),
    [(291, Due.NOT_DUE), (292, Due.DUE_SOON), (364, Due.DUE_SOON), (365, Due.DUE), (456, Due.DUE), (457, Due.OVERDUE)],
)
def test_the_first_eye_exam_is_due_within_a_year(days: int, state: Due) -> None:
    found = follow_up(on_hcq(), EYE, days)
    assert (found.state, found.due_on) == (state, on(365))


@pytest.mark.parametrize(
    ("exam", "due"), [(-366, 365), (-365, 1825), (20, 1825), (900, 1825), (1460, 1825), (1461, 1826), (2000, 2365)]
)
def test_without_a_risk_it_is_yearly_from_year_5(exam: int, due: int) -> None:
    assert follow_up(on_hcq(exam), EYE, max(exam, 400)).due_on == on(due)


def creatinine(day: int, value: float) -> dict[str, Any]:
    return lab("creatinine", day, value=value, unit="mg/dL")


def filtration(day: int, value: float) -> dict[str, Any]:
    return lab("egfr", day, value=value, unit="mL/min/{1.73_m2}")


@pytest.mark.parametrize(
    ("lists", "risk"),
    [
        ({"mg": 301}, "more than 5 mg/kg a day"),
        ({"labs": [filtration(0, 59.9)]}, "an eGFR below 60"),
        ({"labs": [creatinine(0, 1.5)]}, "an eGFR below 60"),
        ({"labs": [filtration(0, 80), creatinine(1, 1.5)]}, "an eGFR below 60"),
        ({"therapies": [drug("tamoxifen", treats="other")]}, "tamoxifen"),
        ({"complications": [{"on": at(0), "kind": "macular-disease"}]}, "a disease of the macula"),
        ({"adverse_effects": [{"on": at(0), "kind": "retinopathy"}]}, "a disease of the macula"),
    ],
)
def test_with_a_risk_it_is_yearly_from_year_1(lists: dict[str, Any], risk: str) -> None:
    found = follow_up(on_hcq(20, **lists), EYE, 100)
    assert found.due_on == on(20 + 365)
    assert f"Yearly from the first year: {risk}." in found.because


@pytest.mark.parametrize(
    "lists",
    [
        {"mg": 300},
        {"mg": 900, "kg": None},
        {"labs": [filtration(0, 60)]},
        {"labs": [filtration(0, 40), creatinine(1, 0.7)]},
        {"therapies": [drug("tamoxifen", treats="other", stopped_on=at(50))]},
        {"complications": [{"on": at(0), "kind": "stroke"}]},
    ],
)
def test_what_is_no_risk(lists: dict[str, Any]) -> None:
    found = follow_up(on_hcq(20, **lists), EYE, 100)
    assert found.due_on == on(1825)
    assert "Yearly" not in found.because


def test_a_dose_per_kg_needs_no_weight_of_this_half_year() -> None:
    assert follow_up(on_hcq(20, mg=400), EYE, 400).due_on == on(385)


def test_an_unknown_start_of_hydroxychloroquine_is_yearly() -> None:
    doc = document(SLE, therapies=[drug("hydroxychloroquine", since=None)], visits=[{"on": at(0), "kind": "eye-check"}])
    assert follow_up(doc, EYE, 10).due_on == on(365)


# ── cyclophosphamide ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("count", "state"), [(None, Due.DUE), (20, Due.DUE), (21, Due.NOT_DUE), (28, Due.NOT_DUE)])
def test_an_infusion_asks_for_a_count_a_week_or_two_later(count: int | None, state: Due) -> None:
    labs = [] if count is None else [lab(COUNT, count)]
    doc = document(SLE, therapies=[infusions("cyclophosphamide", 0, 14)], labs=labs)
    assert follow_up(doc, "mon.cyclophosphamide.blood", 28).state is state


def test_a_count_after_an_infusion_is_overdue_a_week_after_its_time() -> None:
    doc = document(SLE, therapies=[infusions("cyclophosphamide", 0)])
    found = [follow_up(doc, "mon.cyclophosphamide.blood", day).state for day in (13, 14, 21, 22)]
    assert found == [Due.DUE_SOON, Due.DUE, Due.DUE, Due.OVERDUE]


def test_by_mouth_it_asks_for_a_count_every_14_days() -> None:
    doc = taking("cyclophosphamide", labs={COUNT: 3}, therapies=[drug("cyclophosphamide", amount=100, route="oral")])
    assert follow_up(doc, "mon.cyclophosphamide.blood", 10).due_on == on(17)
    assert follow_up(doc, "mon.cyclophosphamide.urine-and-kidneys", 10).every_days == 30


def test_afterwards_urine_is_looked_at_once_a_year_for_life() -> None:
    item = "mon.cyclophosphamide.bladder"
    doc = document(SLE, therapies=[infusions("cyclophosphamide", 0, 14, stopped_on=at(30))])
    assert item not in listed(doc, 29)
    assert "mon.cyclophosphamide.blood" not in listed(doc, 30)
    assert follow_up(doc, item, 30).due_on == on(30 + 365)
    doc["labs"] = [lab("urine-red-cells", 4000)]
    found = follow_up(doc, item, 4100)
    assert (found.due_on, found.every_days) == (on(4365), 365)
    undated = document(SLE, therapies=[infusions("cyclophosphamide", 0, 14, stopped=True)])
    assert follow_up(undated, item, 30).due_on == on(14 + 365)


# ── biologics and JAK inhibitors ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("names", "early", "later"), [(IL6, 56, 91), (TNF, 91, 182)], ids=["IL-6", "TNF"])
def test_blood_is_taken_more_often_in_the_first_182_days(names: tuple[str, ...], early: int, later: int) -> None:
    for name in names:
        found = [follow_up(taking(name), f"mon.{name}.blood", day).every_days for day in (0, 182, 183)]
        assert found == [early, early, later], name


@pytest.mark.parametrize(("test", "due"), [(None, 56), (-5, 56), (27, 56), (28, 210), (60, 242)])
@pytest.mark.parametrize("name", IL6)
def test_lipids_under_il6_blockade(name: str, test: int | None, due: int) -> None:
    labs = {} if test is None else {"ldl": test}
    found = follow_up(taking(name, labs=labs), f"mon.{name}.lipids", 60)
    assert found.due_on == on(due)


@pytest.mark.parametrize(("test", "due"), [(None, 84), (27, 84), (28, None), (90, None)])
@pytest.mark.parametrize("name", JAK)
def test_lipids_under_a_jak_inhibitor_are_looked_at_once(name: str, test: int | None, due: int | None) -> None:
    labs = {} if test is None else {"total-cholesterol": test}
    found = follow_up(taking(name, labs=labs), f"mon.{name}.lipids", 95)
    assert found.due_on == (on(due) if due else None)
    assert found.state is (Due.DUE if due else Due.NOT_DUE)


def test_lipids_after_a_start_that_nobody_knows() -> None:
    tcz, jak = (
        taking(name, therapies=[drug(name, since=None)], labs={"ldl": 3}) for name in ("tocilizumab", "baricitinib")
    )
    assert follow_up(tcz, "mon.tocilizumab.lipids", 10).due_on == on(185)
    assert follow_up(jak, "mon.baricitinib.lipids", 10).state is Due.NOT_DUE


@pytest.mark.parametrize("name", TNF)
def test_signs_of_tuberculosis_and_skin_under_tnf_inhibitors(name: str) -> None:
    for symptom in ("persistent_cough_with_fever", "night_sweats", "weight_loss"):
        entry = marked(3, by="patient", **{symptom: False})
        found = follow_up(taking(name, check_ins=[entry]), f"mon.{name}.tuberculosis-signs", 10)
        assert (found.last_on, found.every_days) == (on(3), 91)
    review = {"on": at(3), "checklist": "skin-check", "complete": True}
    assert follow_up(taking(name, reviews=[review]), f"mon.{name}.skin", 10).every_days == 365
    assert not [item for item in listed(taking(name), 10) if item.endswith((".skin", ".tuberculosis-signs"))]


@pytest.mark.parametrize("name", ["rituximab", "obinutuzumab"])
def test_anti_cd20_is_followed_for_a_year_after_the_last_infusion(name: str) -> None:
    doc = document(SLE, therapies=[infusions(name, 0, 14, stopped_on=at(14))])
    items = {f"mon.{name}.blood", f"mon.{name}.igg"}
    assert set(listed(doc, 14 + 365)) & {*items, f"mon.{name}.before-start"} == items
    assert not set(listed(doc, 14 + 366)) & items
    assert items <= set(listed(document(SLE, therapies=[infusions(name, 0, 14)]), 900))


@pytest.mark.parametrize("name", ["rituximab", "obinutuzumab"])
def test_blood_under_anti_cd20_counts_from_the_last_infusion(name: str) -> None:
    doc = document(SLE, therapies=[infusions(name, 0, 14)])
    assert follow_up(doc, f"mon.{name}.blood", 20).due_on == on(14 + 120)
    assert follow_up(doc, f"mon.{name}.igg", 20).due_on == on(14 + 182)
    assert f"mon.{name}.b-cells" not in listed(doc, 20)
    assert follow_up(document(SLE, therapies=doc["therapies"], labs=[lab("cd19", 3)]), f"mon.{name}.b-cells", 20)


@pytest.mark.parametrize(("result", "is_listed"), [("positive", True), ("negative", False), ("indeterminate", False)])
def test_hepatitis_b_virus_is_followed_where_core_antibodies_were_positive(result: str, is_listed: bool) -> None:
    core = lab("anti-hbc", 0, value_text=result)
    doc = document(SLE, therapies=[infusions("rituximab", 0)], labs=[core, lab("hbv-dna", 5)])
    item = "mon.rituximab.hepatitis-b-virus"
    assert (item in listed(doc, 10)) is is_listed
    if is_listed:
        assert follow_up(doc, item, 10).due_on == on(5 + 91)
    assert item not in listed(document(SLE, labs=[core]), 10)


def test_belimumab_and_anifrolumab_have_their_questions() -> None:
    asked = [marked(3, by="patient", mood=2, shingles=False)]
    mood = follow_up(taking("belimumab", check_ins=asked), "mon.belimumab.mood", 10)
    zoster = follow_up(taking("anifrolumab", check_ins=asked), "mon.anifrolumab.infection", 10)
    assert (mood.last_on, mood.every_days, zoster.last_on, zoster.every_days) == (on(3), 91, on(3), 91)
    score = {"on": at(4), "instrument": "phq-9", "value": 3}
    assert follow_up(taking("belimumab", assessments=[score]), "mon.belimumab.mood", 10).last_on == on(4)
    fever = [marked(5, by="patient", fever=False)]
    assert follow_up(taking("anifrolumab", check_ins=fever), "mon.anifrolumab.infection", 10).last_on == on(5)


@pytest.mark.parametrize(
    ("name", "item", "every"),
    [
        ("belimumab", "mon.belimumab.blood", 182),
        ("anifrolumab", "mon.anifrolumab.blood", 182),
        *((name, f"mon.{name}.blood", 91) for name in JAK),
        ("rituximab", "mon.rituximab.blood", 120),
        ("rituximab", "mon.rituximab.igg", 182),
    ],
)
def test_blood_at_one_interval_for_as_long_as_it_lasts(name: str, item: str, every: int) -> None:
    assert {follow_up(taking(name), item, day).every_days for day in (10, 300)} == {every}


# ── immunoglobulins and plasma exchange ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("day", "state"), [(29, Due.DUE), (30, Due.NOT_DUE)])
def test_each_cycle_of_immunoglobulins_asks_for_its_own_test(day: int, state: Due) -> None:
    labs = [lab("creatinine", day), lab("haemoglobin", 31)]
    doc = document(SLE, therapies=[infusions("ivig", 0, 30)], labs=labs)
    assert follow_up(doc, "mon.ivig.blood", 44).state is state


def test_immunoglobulins_without_any_day_are_not_followed_by_cycles() -> None:
    assert "mon.ivig.blood" not in listed(taking("ivig", therapies=[drug("ivig", since=None)]), 10)


def test_plasma_exchange_is_followed_while_its_course_is_recent() -> None:
    sessions = [{"on": at(day), "kind": "plasma-exchange"} for day in (-200, 0, 2, 4)]
    doc = document(SLE, procedures=[*sessions, {"on": at(50), "kind": "kidney-biopsy"}])
    items = {"mon.plasma-exchange.blood", "mon.plasma-exchange.before-start"}
    assert follow_up(doc, "mon.plasma-exchange.blood", 10).due_on == on(4 + 14)
    assert follow_up(doc, "mon.plasma-exchange.before-start", 10).due_on == on(0)
    assert set(listed(doc, 4 + 91)) & items == items
    assert not set(listed(doc, 4 + 92)) & items
    doc["labs"] = [lab("creatinine", 5), lab("haemoglobin", 6), lab("fibrinogen", 0)]
    assert {follow_up(doc, item, 10).state for item in items} == {Due.NOT_DUE}


# ── steroids ────────────────────────────────────────────────────────────────────────────────────────────────────────

BONE = "mon.glucocorticoid.bone"


def on_steroid(*lines: tuple[int, float | None], condition: str = PV, **lists: Any) -> Document:
    return document(condition, therapies=[steroid(*lines, treats=condition)], **lists)


@pytest.mark.parametrize(
    ("lines", "days", "is_listed"),
    [
        (((0, 2.5),), 90, False),
        (((0, 2.5),), 91, True),
        (((0, 2.4),), 200, False),
        (((0, 5), (60, 2)), 200, False),
        (((0, 2), (60, 5)), 150, False),
        (((0, 2), (60, 5)), 151, True),
        (((0, 5), (100, 0)), 120, False),
        (((0, 5), (100, 0), (110, 5)), 200, False),
        (((0, 5), (100, 0), (110, 5)), 201, True),
        (((0, None),), 91, True),
        (((0, 300), (1, 5)), 91, True),
    ],
)
def test_a_steroid_is_followed_from_2_5_mg_for_more_than_90_days(
    lines: tuple[tuple[int, float | None], ...], days: int, is_listed: bool
) -> None:
    assert (BONE in listed(on_steroid(*lines), days)) is is_listed


@pytest.mark.parametrize(
    "therapy",
    [
        drug("prednisone", amount=10, route="topical"),
        drug("prednisone", amount=10, route="oral", stopped_on=at(150)),
        drug("prednisone", amount=10, route="oral", stopped=True),
        drug("methotrexate", amount=10),
    ],
)
def test_what_is_no_long_steroid(therapy: dict[str, Any]) -> None:
    assert BONE not in listed(document(therapies=[therapy]), 200)


def test_two_steroids_count_together() -> None:
    both = [drug("prednisone", amount=1.5, route="oral"), drug("hydrocortisone", amount=4, route="oral")]
    assert BONE in listed(document(therapies=both), 100)


@pytest.mark.parametrize(
    ("days", "state"), [(145, Due.NOT_DUE), (146, Due.DUE_SOON), (182, Due.DUE), (227, Due.DUE), (228, Due.OVERDUE)]
)
def test_bones_are_looked_at_within_half_a_year(days: int, state: Due) -> None:
    found = follow_up(on_steroid((0, 5)), BONE, days)
    assert (found.state, found.due_on) == (state, on(182))


def test_then_bones_are_looked_at_every_two_years() -> None:
    review = {"on": at(50), "checklist": "bone-health", "complete": True}
    assert follow_up(on_steroid((0, 5), reviews=[review]), BONE, 100).due_on == on(50 + 730)


@pytest.mark.parametrize(("days", "every"), [(365, 91), (366, 365)])
def test_glucose_in_the_first_year_and_after(days: int, every: int) -> None:
    for analyte in ("glucose", "hba1c"):
        found = follow_up(on_steroid((0, 5), labs=[lab(analyte, 40)]), "mon.glucocorticoid.glucose", days)
        assert (found.every_days, found.last_on) == (every, on(40))


def test_the_other_items_of_a_steroid() -> None:
    values = [
        {"on": at(3), "kind": "systolic-bp", "value": 120, "unit": "mm[Hg]"},
        {"on": at(4), "kind": "weight", "value": 60, "unit": "kg"},
    ]
    lists = {"measurements": values, "labs": [lab("ldl", 5)], "visits": [{"on": at(6), "kind": "eye-check"}]}
    doc = on_steroid((0, 5), check_ins=[marked(7, by="patient", sleep=1)], **lists)
    found = {item.removeprefix("mon.glucocorticoid."): follow_up(doc, item, 100) for item in listed(doc, 100)}
    assert {name: (item.last_on, item.every_days) for name, item in found.items() if "mon." not in name} == {
        "bone": (None, 182),
        "glucose": (None, 91),
        "blood-pressure-and-weight": (on(3), 91),
        "lipids": (on(5), 365),
        "eyes": (on(6), 365),
        "mood-and-sleep": (on(7), 91),
    }


@pytest.mark.parametrize("condition", [TAK, SLE])
def test_lipids_are_not_asked_for_twice(condition: str) -> None:
    items = listed(on_steroid((0, 5), condition=condition), 100)
    assert "mon.glucocorticoid.lipids" not in items
    assert "mon.glucocorticoid.mood-and-sleep" not in items


def test_a_steroid_that_began_nobody_knows_when_has_no_first_day() -> None:
    doc = document(PV, therapies=[drug("prednisone", since=None, route="oral")])
    assert (follow_up(doc, BONE, 100).state, follow_up(doc, BONE, 100).due_on) == (Due.UNKNOWN, None)
    assert follow_up(doc, "mon.glucocorticoid.glucose", 100).every_days == 365


def test_status_does_not_touch_items_by_drug() -> None:
    doc = taking("belimumab", statuses=[status(2, "remission", condition=SLE)])
    assert follow_up(doc, "mon.belimumab.blood", 10).every_days == 182
