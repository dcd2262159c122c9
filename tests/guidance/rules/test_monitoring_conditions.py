"""mon.tak, sle, ln, np, pv and all: what shows that it was done, and how often, by phase."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Due
from tests.guidance.builders import (
    PV,
    SLE,
    TAK,
    at,
    document,
    drug,
    follow_up,
    lab,
    lesions,
    listed,
    marked,
    on,
    scan,
    status,
    upcr,
)

LN, NP = ["lupus-nephritis"], ["neuropsychiatric-lupus"]


def labs(day: int, *analytes: str) -> dict[str, Any]:
    return {"labs": [lab(analyte, day) for analyte in analytes]}


def visited(day: int, kind: str = "clinic", **fields: Any) -> dict[str, Any]:
    return {"visits": [{"on": at(day), "kind": kind, **fields}]}


def scored(day: int, *instruments: str, value: float = 1) -> dict[str, Any]:
    return {"assessments": [{"on": at(day), "instrument": instrument, "value": value} for instrument in instruments]}


def measured(day: int, *kinds: str) -> list[dict[str, Any]]:
    return [
        {
            "on": at(day),
            "kind": kind,
            "value": 70 if kind == "weight" else 120,
            "unit": "kg" if kind == "weight" else "mm[Hg]",
        }
        for kind in kinds
    ]


def closed(day: int, checklist: str, *, complete: bool = True) -> dict[str, Any]:
    return {"reviews": [{"on": at(day), "checklist": checklist, "complete": complete}]}


def said(day: int, **fields: Any) -> dict[str, Any]:
    return {"check_ins": [marked(day, by="patient", **fields)]}


SLE_BLOOD = ("leucocytes", "creatinine", "albumin", "crp")
SEROLOGY = ("c3", "c4", "anti-dsdna")
HEART_RISK = labs(3, "ldl", "glucose") | {"measurements": measured(3, "systolic-bp", "weight")}
NP_ANSWERS = said(3, mood=2, memory_concentration=1)


@pytest.mark.parametrize(
    ("condition", "item", "lists"),
    [
        (TAK, "mon.tak.visit", visited(3)),
        (TAK, "mon.tak.visit", visited(3, condition=TAK)),
        (TAK, "mon.tak.visit", {"check_ins": [marked(3, tiredness=1)]}),
        (TAK, "mon.tak.visit", scored(3, "itas2010")),
        (TAK, "mon.tak.visit", scored(3, "itas-a")),
        (TAK, "mon.tak.visit", scored(3, "nih-kerr")),
        (TAK, "mon.tak.markers", labs(3, "esr", "crp")),
        *(
            (TAK, "mon.tak.imaging", {"imaging": [scan(3, modality=each)]})
            for each in ("MRA", "CTA", "PET-CT", "PET-MR")
        ),
        *((TAK, "mon.tak.imaging", {"imaging": [scan(3, modality=each)]}) for each in ("ultrasound", "angiography")),
        (TAK, "mon.tak.echo", {"imaging": [scan(3, modality="echo")]}),
        (TAK, "mon.tak.kidney", labs(3, "creatinine")),
        (TAK, "mon.tak.kidney", labs(3, "egfr")),
        (TAK, "mon.tak.lipids", labs(3, "ldl")),
        (TAK, "mon.tak.lipids", labs(3, "total-cholesterol")),
        (SLE, "mon.sle.damage", scored(3, "slicc-sdi")),
        (SLE, "mon.sle.heart-risk", HEART_RISK),
        (SLE, "mon.sle.blood", labs(3, *SLE_BLOOD)),
        (SLE, "mon.sle.blood", labs(3, "platelets", "egfr", "albumin", "esr")),
        (SLE, "mon.sle.serology", labs(3, *SEROLOGY)),
        (SLE, "mon.sle.urine-protein", labs(3, "upcr")),
        (SLE, "mon.sle.urine-protein", labs(3, "protein-24h")),
        (SLE, "mon.sle.urine-protein", labs(3, "uacr")),
        (PV, "mon.pv.visit", visited(3)),
        (PV, "mon.pv.visit", {"check_ins": [lesions(3, 0)]}),
        (PV, "mon.pv.visit", scored(3, "pdai-activity")),
        (PV, "mon.pv.visit", scored(3, "absis")),
        (PV, "mon.pv.antibodies", labs(3, "dsg1", "dsg3")),
        (PV, "mon.pv.weight", {"measurements": measured(3, "weight")}),
        (PV, "mon.pv.eating-and-mood", said(3, eating_difficulty=0, mood=0)),
        (PV, "mon.pv.eating-and-mood", said(3, swallowing_difficulty=0) | scored(3, "phq-9")),
        (PV, "mon.pv.mouth-and-teeth", closed(3, "mouth-and-teeth")),
        (TAK, "mon.all.vaccination", {"life_events": [{"kind": "vaccination", "began_on": at(3)}]}),
        (SLE, "mon.all.vaccination", closed(3, "vaccines")),
        (PV, "mon.all.yearly-review", closed(3, "yearly-review")),
    ],
)
def test_what_shows_that_it_was_done(condition: str, item: str, lists: dict[str, Any]) -> None:
    assert follow_up(document(condition, **lists), item, 10).last_on == on(3)


@pytest.mark.parametrize(
    ("condition", "item", "lists"),
    [
        (TAK, "mon.tak.visit", visited(3, "phone")),
        (TAK, "mon.tak.visit", visited(3, condition=PV)),
        (TAK, "mon.tak.visit", said(3, tiredness=1)),
        (TAK, "mon.tak.markers", labs(3, "crp")),
        (TAK, "mon.tak.imaging", {"imaging": [scan(3, modality="MRI"), scan(3, modality="other")]}),
        (TAK, "mon.tak.echo", {"imaging": [scan(3)]}),
        (SLE, "mon.sle.damage", scored(3, "sledai-2k")),
        (SLE, "mon.sle.heart-risk", labs(3, "ldl", "glucose") | {"measurements": measured(3, "systolic-bp")}),
        (SLE, "mon.sle.blood", labs(3, "haemoglobin", "creatinine", "albumin", "crp")),
        (SLE, "mon.sle.serology", labs(3, "c3", "c4")),
        (PV, "mon.pv.visit", {"check_ins": [lesions(3, 0, by="patient")]}),
        (PV, "mon.pv.visit", {"check_ins": [marked(3, pain=0)]}),
        (PV, "mon.pv.antibodies", labs(3, "dsg3")),
        (PV, "mon.pv.eating-and-mood", said(3, eating_difficulty=0)),
        (TAK, "mon.all.vaccination", {"life_events": [{"kind": "surgery", "began_on": at(3)}]}),
        (TAK, "mon.all.yearly-review", closed(3, "yearly-review", complete=False)),
        (TAK, "mon.all.yearly-review", closed(3, "alternative-diagnosis")),
    ],
)
def test_what_does_not_show_it(condition: str, item: str, lists: dict[str, Any]) -> None:
    assert follow_up(document(condition, **lists), item, 10).state is Due.UNKNOWN


def test_lupus_activity_takes_a_score_and_the_patient_s_own_answer() -> None:
    own = {"on": at(2), "by": "patient", "overall": "mild"}
    doctors = {"on": at(2), "by": "clinician", "overall": "mild"}
    score = scored(3, "sledai-2k")
    assert follow_up(document(SLE, check_ins=[own], **score), "mon.sle.activity", 9).last_on == on(2)
    found = follow_up(document(SLE, check_ins=[doctors], **score), "mon.sle.activity", 9)
    assert found.last_on is None
    assert "Not recorded: the patient's own overall answer." in found.because


@pytest.mark.parametrize(
    ("condition", "item", "intervals"),
    [
        (
            TAK,
            "mon.tak.visit",
            {None: 91, "active": 91, "low-activity": 91, "remission": 182, "complete-remission": 182},
        ),
        (TAK, "mon.tak.markers", {None: 91, "active": 91, "low-activity": 182, "remission": 182}),
        (TAK, "mon.tak.imaging", {None: 182, "active": 182, "low-activity": 182, "remission": 365}),
        (TAK, "mon.tak.echo", {None: 365, "remission": 365}),
        (TAK, "mon.tak.kidney", {None: 182, "remission": 182}),
        (TAK, "mon.tak.lipids", {None: 365, "remission": 365}),
        (SLE, "mon.sle.activity", {None: 91, "active": 91, "low-activity": 182, "remission": 365}),
        (SLE, "mon.sle.damage", {None: 365, "active": 365}),
        (SLE, "mon.sle.heart-risk", {None: 365, "active": 365}),
        (SLE, "mon.sle.blood", {None: 91, "active": 91, "low-activity": 182, "remission": 182}),
        (SLE, "mon.sle.serology", {None: 91, "active": 91, "low-activity": 182, "complete-remission": 182}),
        (SLE, "mon.sle.urine-protein", {None: 91, "active": 91, "low-activity": 182, "remission": 365}),
        (
            PV,
            "mon.pv.visit",
            {
                None: 14,
                "active": 14,
                "not-healing": 14,
                "control": 30,
                "end-of-consolidation": 91,
                "low-activity": 91,
                "partial-remission": 91,
                "remission": 182,
                "complete-remission": 182,
            },
        ),
        (PV, "mon.pv.antibodies", {None: 182}),
        (PV, "mon.pv.weight", {None: 91, "remission": 91}),
        (PV, "mon.pv.eating-and-mood", {None: 91, "remission": 91}),
        (TAK, "mon.all.vaccination", {None: 365}),
        (PV, "mon.all.yearly-review", {None: 365}),
    ],
)
def test_the_interval_follows_the_newest_status(condition: str, item: str, intervals: dict[str | None, int]) -> None:
    for said_now, every in intervals.items():
        earlier = status(1, "remission" if said_now == "active" else "active", condition=condition)
        statuses = [earlier, status(2, said_now, condition=condition)] if said_now else []
        assert follow_up(document(condition, statuses=statuses), item, 10).every_days == every, said_now


@pytest.mark.parametrize(("damage", "every"), [(None, 182), (1, 182), (0, 365)])
def test_lupus_in_remission_without_damage_has_blood_taken_once_a_year(damage: float | None, every: int) -> None:
    lists = {} if damage is None else scored(3, "slicc-sdi", value=damage)
    doc = document(SLE, statuses=[status(2, "remission", condition=SLE)], **lists)
    assert follow_up(doc, "mon.sle.blood", 10).every_days == every
    assert follow_up(doc, "mon.sle.serology", 10).every_days == every


@pytest.mark.parametrize(("days", "every"), [(91, 30), (92, 91)])
def test_nephritis_is_looked_at_monthly_in_the_first_91_days(days: int, every: int) -> None:
    mmf = drug("mycophenolate mofetil", treats=SLE, intent="induction", amount=2000)
    doc = document(SLE, manifestations=LN, therapies=[mmf], labs=[upcr(0, 2), lab("creatinine", 4)])
    found = follow_up(doc, "mon.ln.kidney", days)
    assert (found.every_days, found.last_on) == (every, on(0))


@pytest.mark.parametrize(
    ("said_now", "kidney", "serology"),
    [
        (None, 91, 91),
        ("active", 91, 91),
        ("low-activity", 91, 182),
        ("remission", 182, 182),
        ("complete-remission", 182, 182),
        ("kidney-response", 182, 182),
    ],
)
def test_nephritis_in_response_is_looked_at_less_often(said_now: str | None, kidney: int, serology: int) -> None:
    statuses = [status(2, said_now, condition=SLE)] if said_now else []
    doc = document(SLE, manifestations=LN, statuses=statuses, **labs(3, *SEROLOGY))
    assert follow_up(doc, "mon.ln.kidney", 10).every_days == kidney
    found = follow_up(doc, "mon.ln.serology", 10)
    assert (found.every_days, found.last_on) == (serology, on(3))


def test_nephritis_has_its_own_items_in_place_of_the_general_ones() -> None:
    general, own = {"mon.sle.urine-protein", "mon.sle.serology"}, {"mon.ln.kidney", "mon.ln.serology"}
    assert set(listed(document(SLE), 0)) & (general | own) == general
    assert set(listed(document(SLE, manifestations=LN), 0)) & (general | own) == own


@pytest.mark.parametrize(("said_now", "every"), [(None, 91), ("active", 91), ("low-activity", 365), ("remission", 365)])
def test_neuropsychiatric_lupus(said_now: str | None, every: int) -> None:
    statuses = [status(2, said_now, condition=SLE)] if said_now else []
    doc = document(SLE, manifestations=NP, statuses=statuses, **NP_ANSWERS, **visited(4, "other"))
    looked, seen = (follow_up(doc, item, 10) for item in ("mon.np.mood-and-thinking", "mon.np.specialist"))
    assert (looked.every_days, looked.last_on) == (every, on(3))
    assert (seen.every_days, seen.last_on) == (every, on(4))


@pytest.mark.parametrize(
    ("attribution", "is_listed"),
    [("sle-inflammatory", True), ("sle-ischaemic", True), ("not-sle", False), ("undetermined", False)],
)
def test_an_event_of_lupus_is_followed_though_no_form_is_recorded(attribution: str, is_listed: bool) -> None:
    event = {"type": "seizure", "began_on": at(0), "attribution": attribution}
    items = listed(document(SLE, neuropsychiatric_events=[event]), 5)
    assert ("mon.np.specialist" in items, "mon.np.mood-and-thinking" in items) == (is_listed, is_listed)


def test_mood_alone_is_no_look_at_thinking() -> None:
    doc = document(SLE, manifestations=NP, **said(3, mood=2))
    assert follow_up(doc, "mon.np.mood-and-thinking", 10).state is Due.UNKNOWN
    doc = document(SLE, manifestations=NP, **said(3, memory_concentration=2), **scored(2, "phq-9"))
    assert follow_up(doc, "mon.np.mood-and-thinking", 10).last_on == on(2)
