"""mon.*: when something is due, what the team's own plan changes, what is listed at all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from journeys.guidance.catalogue import FOLLOW_UPS, UNREMINDED
from journeys.guidance.findings import Due
from journeys.guidance.schedule import Listed
from tests.guidance.builders import (
    PV,
    SLE,
    TAK,
    assessed,
    at,
    document,
    drug,
    follow_up,
    lab,
    lesions,
    listed,
    on,
    scan,
    status,
)

MARKS = {"V", "V2", "M", "D"}


def planned(item: str, every: int, *, since: int = 0) -> dict[str, Any]:
    return {"item": item, "every_days": every, "from": at(since)}


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (145, Due.NOT_DUE),
        (146, Due.DUE_SOON),  # 36 of 182 days left
        (181, Due.DUE_SOON),
        (182, Due.DUE),
        (227, Due.DUE),  # 45 days of grace
        (228, Due.OVERDUE),
    ],
)
def test_the_states_of_a_scan_every_182_days(days: int, state: Due) -> None:
    found = follow_up(document(imaging=[scan(0)]), "mon.tak.imaging", days)
    assert (found.state, found.last_on, found.due_on) == (state, on(0), on(182))


@pytest.mark.parametrize(("days", "state"), [(21, Due.DUE), (22, Due.OVERDUE)])
def test_the_grace_of_a_short_interval_is_a_week(days: int, state: Due) -> None:
    assert follow_up(document(PV, check_ins=[lesions(0, 1)]), "mon.pv.visit", days).state is state


def test_nothing_ever_recorded_is_unknown() -> None:
    found = follow_up(document(imaging=[scan(0, modality="echo")]), "mon.tak.imaging", 100)
    assert (found.state, found.due_on, found.every_days) == (Due.UNKNOWN, None, 182)
    assert found.because == (
        "No date is recorded. Usually checked about every 182 days; your team may have chosen another interval."
    )


def test_a_planned_visit_is_no_evidence() -> None:
    doc = document(PV, visits=[{"on": at(30), "kind": "clinic", "condition": PV}])
    assert follow_up(doc, "mon.pv.visit", 20).state is Due.UNKNOWN
    assert follow_up(doc, "mon.pv.visit", 30).last_on == on(30)


def test_the_team_s_own_interval_wins_and_the_newest_of_several() -> None:
    plans = [planned("mon.tak.imaging", 90), planned("mon.tak.imaging", 60, since=5), planned("mon.tak.echo", 30)]
    found = follow_up(document(imaging=[scan(0)], plan=plans), "mon.tak.imaging", 10)
    assert (found.every_days, found.due_on, found.own_interval) == (60, on(60), True)
    assert found.because == f"Last on 3 January 2022, next about {'4 March 2022'}. Your team chose every 60 days."


def test_a_plan_counts_from_its_own_day_where_nothing_was_done_yet() -> None:
    doc = document(plan=[planned("mon.tak.imaging", 90)])
    assert follow_up(doc, "mon.tak.imaging", 10).due_on == on(90)


def test_of_what_is_needed_together_the_oldest_decides() -> None:
    doc = document(labs=[lab("esr", 0), lab("crp", 0), lab("crp", 40)])
    assert follow_up(doc, "mon.tak.markers", 50).last_on == on(0)


def test_what_was_never_recorded_is_named() -> None:
    found = follow_up(document(labs=[lab("crp", 40)]), "mon.tak.markers", 50)
    assert (found.state, found.last_on) == (Due.UNKNOWN, None)
    assert found.because.startswith("No date is recorded. Not recorded: ESR. Usually checked about every 91 days")


@pytest.mark.parametrize(
    ("days", "state"),
    [(10, Due.NOT_DUE), (12, Due.DUE_SOON), (14, Due.DUE), (21, Due.DUE), (22, Due.OVERDUE), (112, Due.OVERDUE)],
)
def test_a_treatment_s_start_awaits_its_first_result(days: int, state: Due) -> None:
    mtx = drug("methotrexate", amount=15, every="week")
    doses = [
        {"from": at(day), "amount": 15 + (day // 30 % 2), "unit": "mg", "every": "week"} for day in range(0, 400, 30)
    ]
    found = follow_up(document(therapies=[mtx | {"doses": doses}]), "mon.methotrexate.blood", days)
    assert (found.state, found.due_on, found.last_on) == (state, on(14), None)
    assert found.because == (
        "Not yet recorded, next about 17 January 2022. Not recorded: blood count, creatinine and liver enzymes. "
        "Usually checked about every 14 days; your team may have chosen another interval."
    )


def test_a_first_result_that_never_came_is_overdue_for_91_days_and_not_for_ever() -> None:
    doc = document(therapies=[drug("belimumab", since=0)])
    found = [follow_up(doc, "mon.belimumab.blood", 182 + 45 + late).state for late in (0, 1, 91, 92)]
    assert found == [Due.DUE, Due.OVERDUE, Due.OVERDUE, Due.UNKNOWN]


@pytest.mark.parametrize(("days", "state"), [(0, Due.DUE), (8, Due.DUE), (98, Due.DUE), (99, Due.UNKNOWN)])
def test_a_test_before_the_start_is_due_at_the_start_and_never_overdue(days: int, state: Due) -> None:
    found = follow_up(document(therapies=[drug("anifrolumab")]), "mon.anifrolumab.before-start", days)
    assert (found.state, found.every_days) == (state, None)


@pytest.mark.parametrize("day", [-500, 40])
def test_a_test_before_the_start_may_have_been_done_before_or_after(day: int) -> None:
    doc = document(therapies=[drug("anifrolumab")], labs=[lab("igra", day)])
    found = follow_up(doc, "mon.anifrolumab.before-start", 400)
    assert (found.state, found.last_on, found.due_on) == (Due.NOT_DUE, on(day), None)
    assert found.because.endswith("Usually checked once; your team may have done it elsewhere.")


def test_its_sentence_says_when_it_is_usual() -> None:
    found = follow_up(document(therapies=[drug("anifrolumab")]), "mon.anifrolumab.before-start", 3)
    assert found.because == (
        "Not yet recorded, next about 3 January 2022. Usually checked before the start; your team may have done it "
        "elsewhere."
    )


def test_a_plan_gives_an_interval_even_to_what_is_usually_done_once() -> None:
    lists = {"therapies": [drug("anifrolumab")], "plan": [planned("mon.anifrolumab.before-start", 365)]}
    found = follow_up(document(labs=[lab("igra", 0)], **lists), "mon.anifrolumab.before-start", 10)
    assert (found.due_on, found.every_days) == (on(365), 365)


def test_without_its_drug_an_item_is_not_listed() -> None:
    assert not [item for item in listed(document(), 0) if not item.startswith(("mon.tak.", "mon.all."))]


def test_a_stopped_drug_is_not_followed() -> None:
    stopped = drug("methotrexate", amount=15, every="week", stopped_on=at(50))
    assert "mon.methotrexate.blood" in listed(document(therapies=[stopped]), 49)
    assert "mon.methotrexate.blood" not in listed(document(therapies=[stopped]), 50)
    undated = drug("methotrexate", amount=15, every="week", stopped=True)
    assert "mon.methotrexate.blood" not in listed(document(therapies=[undated]), 10)


def test_a_drug_is_followed_whatever_it_is_for_and_once() -> None:
    mtx = drug("methotrexate", treats="other", amount=15, every="week")
    conditions = [{"condition": TAK}, {"condition": SLE}]
    assert listed(document(conditions=conditions, therapies=[mtx]), 5).count("mon.methotrexate.blood") == 1


def test_without_a_condition_nothing_is_followed() -> None:
    assert listed(document(conditions=[], therapies=[drug("methotrexate", amount=15, every="week")]), 5) == []


def test_only_the_patient_s_own_conditions_have_follow_ups() -> None:
    assert not [item for item in listed(document(PV), 0) if item.startswith(("mon.tak.", "mon.sle.", "mon.ln."))]


def test_a_patient_with_usual_treatment_reads_a_page_and_not_a_book() -> None:
    therapies = [
        drug("prednisone", amount=10, route="oral"),
        drug("methotrexate", amount=15, every="week"),
        drug("infliximab", amount=5, unit="mg/kg", every="8-weeks"),
    ]
    assert len(listed(document(therapies=therapies), 200)) <= 16


def test_home_blood_pressure_is_listed_once_the_team_plans_it() -> None:
    readings = [{"on": at(day), "kind": "systolic-bp", "value": 120, "unit": "mm[Hg]"} for day in (0, 5)]
    readings[0]["limb"] = "left-leg"
    item = "mon.tak.home-blood-pressure"
    assert item not in listed(document(measurements=readings), 6)
    found = follow_up(document(measurements=readings, plan=[planned(item, 7)]), item, 6)
    assert (found.last_on, found.due_on) == (on(0), on(7))


def test_what_few_records_hold_is_listed_once_it_is_recorded_or_planned() -> None:
    therapies, item = [drug("tacrolimus", amount=4)], "mon.tacrolimus.level"
    assert item not in listed(document(therapies=therapies), 6)
    assert follow_up(document(therapies=therapies, labs=[lab("tacrolimus-level", 3)]), item, 6).last_on == on(3)
    assert follow_up(document(therapies=therapies, plan=[planned(item, 60)]), item, 6).due_on == on(60)


def test_every_item_has_its_own_id_a_source_with_its_mark_and_a_word_for_patients() -> None:
    assert len({item.id for item in FOLLOW_UPS}) == len(FOLLOW_UPS)
    for item in FOLLOW_UPS:
        assert any(source.mark in MARKS for source in item.sources), item.id
        assert item.title, item.id
        assert item.definition.endswith("."), item.id


def test_nobody_is_mailed_about_what_a_patient_cannot_see_to() -> None:
    mailed = {item.id for item in FOLLOW_UPS} - UNREMINDED
    assert {"mon.tak.imaging", "mon.methotrexate.blood", "mon.hydroxychloroquine.eye", "mon.pv.visit"} <= mailed
    assert not [item for item in mailed if item.endswith((".before-start", ".activity", ".yearly-review", ".mood"))]
    assert all(item.listed is not Listed.PLANNED for item in FOLLOW_UPS if item.reminded)


@pytest.mark.parametrize("change", [{"id": "mon.tak"}, {"id": "tak.imaging.x"}, {"needs": ()}, {"sources": ()}])
def test_an_item_without_an_id_needs_or_sources_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="needs an id"):
        replace(FOLLOW_UPS[0], **change)


def test_the_next_check_is_the_day_on_which_something_becomes_due() -> None:
    doc = document(imaging=[scan(0)], statuses=[status(0, "active")])
    assert assessed(doc, 150).next_check_on == on(182)
