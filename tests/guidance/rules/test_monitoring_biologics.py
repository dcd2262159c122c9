"""mon.<drug>.*: biologics, JAK inhibitors, immunoglobulins and plasma exchange."""

from __future__ import annotations

import pytest

from journeys.guidance.findings import Due
from tests.guidance.builders import (
    SLE,
    at,
    document,
    drug,
    follow_up,
    lab,
    listed,
    marked,
    on,
)
from tests.guidance.rules.monitored import (
    IL6,
    JAK,
    TNF,
    infusions,
    taking,
)


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
