"""The sentences that people read: the whole arithmetic, once, in plain words."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from journeys.guidance.catalogue import RULES
from journeys.guidance.document import parse
from journeys.guidance.engine import evaluate
from journeys.guidance.findings import Assessment, Finding, Outcome
from journeys.guidance.phrases import beside, unit_words
from tests.guidance.builders import (
    PV,
    SLE,
    Entry,
    at,
    checked,
    crp,
    document,
    drug,
    finding,
    joined,
    lesions,
    on,
    scan,
    steroid,
    upcr,
    weights,
)
from tests.guidance.test_examples import EXAMPLES, EXPECTED

MTX = drug("methotrexate", amount=15, every="week", intent="induction")
WEEKLY = [
    {
        "on": at(day),
        "by": "patient",
        "overall": overall,
        "symptoms": {"arm-claudication": pain, "neck-tenderness": 4, "night-sweats": day > 186},
    }
    for day, pain, overall in ((179, 5, "moderate"), (186, 6, "severe"), (193, 5, "moderate"))
]


def active() -> Finding:
    doc = document(
        therapies=[steroid((0, 40), (42, 20), (150, 8)), MTX],
        check_ins=WEEKLY,
        imaging=[scan(150, modality="PET-CT", activity="active", territories=["left-subclavian"])],
        labs=[crp(120, 14), crp(162, 19)],
    )
    return finding(joined(doc, checked(200)), "tak.persistent-activity", 200)


def test_nineteen_check_ins_would_be_one_sentence_too() -> None:
    assert active().because == (
        "In the last 28 days: arm claudication 5 to 6 of 10 on 3 days, neck tenderness 4 of 10 on 3 days and main "
        "symptoms moderate to severe on 3 days; backed by: PET-CT of 2 June 2022 (left subclavian) coded active "
        "and CRP raised twice, 42 days apart (14 mg/L on 3 May 2022, 19 mg/L on 14 June 2022; limit 5)."
    )


def test_each_check_in_is_one_piece_of_evidence_the_oldest_first() -> None:
    logged = [shown for shown in active().evidence if shown.list == "check_ins"]
    assert [shown.on for shown in logged] == [on(179), on(186), on(193)]
    assert len({shown.id for shown in active().evidence}) == len(active().evidence)
    assert logged[1].shows == (
        "arm claudication 6 of 10, neck tenderness 4 of 10 and main symptoms severe on 8 July 2022"
    )


@pytest.mark.parametrize(
    ("mg", "says"),
    [
        (
            120,
            "120 mg a day of prednisone-equivalent is 1.54 mg/kg (78 kg); 21 of the last 21 days at 1.5 mg/kg or more; "
            "4 new lesions in the 7 days up to 27 January 2022.",
        ),
        (
            116.9,
            "116.9 mg a day of prednisone-equivalent is 1.499 mg/kg (78 kg); 0 of the last 21 days at 1.5 mg/kg or "
            "more, 21 at 1 mg/kg or more; 4 new lesions in the 7 days up to 27 January 2022.",
        ),
    ],
)
def test_a_steroid_dose_is_told_per_kg_and_on_its_own_side_of_the_limit(mg: float, says: str) -> None:
    doc = document(PV, therapies=[steroid((0, mg), treats=PV)], check_ins=[lesions(24, 4)], measurements=weights(78))
    assert finding(joined(doc, checked(25)), "pv.no-control-3wk", 25).because == says


def test_days_at_a_dose_are_told_beside_those_that_are_looked_for() -> None:
    mmf = drug("mycophenolate mofetil", treats=PV, amount=3000, intent="adjuvant")
    doc = document(PV, therapies=[mmf], check_ins=[lesions(135, 3)], measurements=weights(82))
    assert finding(joined(doc, checked(140)), "pv.adjuvant-failure", 140).because == (
        "Mycophenolate mofetil 3000 mg a day; 140 days at the full dose (84 are looked for). "
        "Active lesions: 3 new lesions in the 7 days up to 18 May 2022."
    )


@pytest.mark.parametrize(
    ("reached", "says"), [(2.1, "19 % lower"), (1.29, "50.4 % lower"), (1.301, "49.96 % lower"), (3.1, "19 % higher")]
)
def test_percents_are_whole_unless_a_limit_is_near(reached: float, says: str) -> None:
    doc = document(
        SLE,
        manifestations=["lupus-nephritis"],
        therapies=[drug("mycophenolate mofetil", treats=SLE, amount=2000, intent="induction")],
        labs=[upcr(0, 2.6), upcr(182, reached)],
    )
    assert says in finding(doc, "ln.upcr-50pct-6mo", 200).because


@pytest.mark.parametrize(
    ("value", "limit", "says"),
    [(19.23, 50, "19"), (50, 50, "50"), (50.4, 50, "50.4"), (49.999, 50, "49.999"), (10.04, 10, "10.04"), (0, 5, "0")],
)
def test_as_many_decimals_as_it_takes_to_see_the_side(value: float, limit: float, says: str) -> None:
    assert beside(value, limit) == says


def said(assessment: Assessment) -> list[str]:
    findings = [found for condition in assessment.conditions for found in condition.rules]
    sentences = [found.because for found in (*findings, *assessment.confounders)]
    return [*sentences, *(shown.shows for found in findings for shown in found.evidence)]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_nothing_that_people_read_is_in_the_catalogue_s_spelling(name: str) -> None:
    journey = parse(json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8")))
    for day in EXPECTED[name]:
        for text in said(evaluate(journey, date.fromisoformat(day))):
            assert not re.search(r"claudication-|\w-tenderness|left-|right-|aortic-|not-\w|-pain\b", text)
            assert not re.search(r"\d\.\d{3,}", text)
            assert ".." not in text


def test_sentences_begin_large_and_end_with_a_stop() -> None:
    lists: dict[str, list[Entry]] = {"check_ins": WEEKLY, "imaging": [scan(150, change="new")]}
    found = evaluate(parse(document(therapies=[steroid((0, 40)), MTX], **lists)), on(200))
    for text in [item.because for item in (*found.conditions[0].rules, *found.confounders)]:
        assert text[0] == text[0].upper()
        assert text.endswith(".")


def test_every_limit_says_what_it_does() -> None:
    assert not [(rule.id, each.name) for rule in RULES for each in rule.thresholds if len(each.means.split()) < 3]


def test_what_would_change_it_names_the_rule_outs_by_their_titles() -> None:
    doc = document(therapies=[steroid((0, 40)), MTX], check_ins=WEEKLY, imaging=[scan(150, activity="active")])
    found = finding(doc, "tak.persistent-activity", 200)
    assert found.outcome is Outcome.HELD
    assert "an answer to what is checked first: alternative explanations" in found.would_change
    assert not any("cf." in change for change in found.would_change)


@pytest.mark.parametrize(
    ("unit", "says"),
    [
        ("[arb'U]/mL", "U/mL"),
        ("[IU]/mL", "IU/mL"),
        ("10*9/L", "10^9/L"),
        ("mL/min/{1.73_m2}", "mL/min/1.73 m²"),
        ("mm[Hg]", "mmHg"),
        ("[lb_av]", "lb"),
        ("[in_i]", "in"),
        ("mg/dL", "mg/dL"),
        (None, ""),
    ],
)
def test_units_are_written_as_people_write_them(unit: str | None, says: str) -> None:
    assert unit_words(unit) == says
