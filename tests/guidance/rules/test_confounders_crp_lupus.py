"""cf.crp-sle: a high CRP in lupus asks whether there was an infection."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.findings import ConfounderFinding, Hold, Outcome
from tests.guidance.builders import SLE, TAK, Entry, at, case_of, crp, document, drug, marked, on, reviewed, rule_out

RULE = "cf.crp-sle"
DAY = 200


def found(condition: str = SLE, **lists: Any) -> ConfounderFinding:
    return rule_out(document(condition, **lists), RULE, DAY)


def holds(**lists: Any) -> tuple[Hold, ...]:
    rule = PUBLISHED.by_id[RULE]
    return rule.judge(case_of(document(SLE, **lists), DAY).given(rule, {})).holds


def flare(day: int, *features: str, by: str | None = "clinician", ended: int | None = None, about: str = SLE) -> Entry:
    entry: Entry = {"on": at(day), "condition": about, "kind": "flare", "features": list(features)}
    entry |= {"recorded_by": by} if by else {}
    return entry | ({} if ended is None else {"ended_on": at(ended)})


@pytest.mark.parametrize(
    ("labs", "says"),
    [
        ([], Outcome.CANNOT_ASSESS),
        ([crp(190, 50)], Outcome.NOT_FIRED),
        ([crp(190, 50.1)], Outcome.FIRED),
        ([crp(190, 5.1, unit="mg/dL", limit=None)], Outcome.FIRED),
        ([crp(190, 50, comparator=">")], Outcome.FIRED),
        ([crp(190, 80, comparator="<")], Outcome.CANNOT_ASSESS),
        ([crp(190, 50, comparator="<")], Outcome.NOT_FIRED),
        ([crp(18, 80)], Outcome.FIRED),  # 182 days
        ([crp(17, 80)], Outcome.CANNOT_ASSESS),
        ([crp(100, 80), crp(190, 4)], Outcome.FIRED),  # a later low one answers nothing
        ([{"analyte": "crp", "collected_on": at(190), "value_text": "high"}], Outcome.CANNOT_ASSESS),
    ],
)
def test_above_50_in_the_last_182_days(labs: list[Entry], says: Outcome) -> None:
    assert found(labs=labs).outcome is says


def test_it_is_about_lupus_alone() -> None:
    assert found(TAK, labs=[crp(190, 80)]).outcome is Outcome.NOT_FIRED
    assert found(conditions=[], labs=[crp(190, 80)]).outcome is Outcome.NOT_FIRED


def test_the_hold_names_the_result_and_the_question() -> None:
    shown = found(labs=[crp(150, 60), crp(190, 80)])
    assert shown.because == (
        "CRP 80 mg/L on 12 July 2022, without recorded serositis or arthritis: in lupus this often points to an "
        "infection and needs prompt medical review. Whether there was an infection isn't answered."
    )
    assert len(shown.evidence) == 2
    detail = "CRP 80 mg/L on 12 July 2022, and whether there was an infection isn't answered"
    assert holds(labs=[crp(150, 60), crp(190, 80)]) == (Hold(rule=RULE, detail=detail),)


def test_it_holds_only_rules_that_name_it() -> None:
    assert PUBLISHED.by_id[RULE].selective


def test_a_result_that_does_not_say_how_high_it_was_holds_as_unknown() -> None:
    (hold,) = holds(labs=[crp(190, 80, comparator="<")])
    assert hold.detail == "cannot assess: CRP <80 mg/L on 12 July 2022 doesn't say how high it was"
    assert found(labs=[crp(190, 80, comparator="<")]).missing == ("CRP as a number near 12 July 2022",)


@pytest.mark.parametrize("form", ["serositis", "arthritis"])
def test_a_form_of_the_disease_that_was_there_at_some_time_does_not_explain_it(form: str) -> None:
    shown = rule_out(document(SLE, manifestations=[form], labs=[crp(190, 80)]), RULE, DAY)
    assert shown.outcome is Outcome.FIRED


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (flare(150, "serositis"), Outcome.NOT_FIRED),
        (flare(122, "serositis"), Outcome.NOT_FIRED),  # 28 days before
        (flare(121, "serositis"), Outcome.FIRED),
        (flare(121, "serositis", ended=150), Outcome.NOT_FIRED),
        (flare(121, "serositis", ended=149), Outcome.FIRED),
        (flare(178, "arthritis"), Outcome.NOT_FIRED),
        (flare(179, "arthritis"), Outcome.FIRED),
        (flare(150, "rash"), Outcome.FIRED),
        (flare(150, "serositis", about=TAK), Outcome.FIRED),
        (flare(150, "serositis", by="patient"), Outcome.FIRED),
        (flare(150, "serositis", by=None), Outcome.FIRED),
    ],
)
def test_a_clinicians_flare_near_it_explains_it_and_a_patients_never_does(entry: Entry, says: Outcome) -> None:
    assert found(labs=[crp(150, 80)], flares=[entry]).outcome is says


def test_silence_says_why_it_is_explained() -> None:
    shown = found(labs=[crp(150, 80)], flares=[flare(150, "serositis")])
    assert shown.because == "CRP 80 mg/L on 2 June 2022: explained by recorded serositis or arthritis."


def test_what_a_patient_logged_is_not_recorded_arthritis() -> None:
    assert found(labs=[crp(190, 80)], check_ins=[marked(190, by="patient", joint_pain=9)]).outcome is Outcome.FIRED


@pytest.mark.parametrize(
    ("lists", "says"),
    [
        ({"infections": [{"kind": "skin", "began_on": at(185), "ended_on": at(195)}]}, Outcome.NOT_FIRED),
        ({"infections": [{"kind": "skin", "began_on": at(197)}]}, Outcome.NOT_FIRED),  # 7 days before its onset
        ({"infections": [{"kind": "skin", "began_on": at(198)}]}, Outcome.FIRED),
        ({"therapies": [drug("amoxicillin", since=191, treats="other")]}, Outcome.NOT_FIRED),
        ({"reviews": [reviewed(190)]}, Outcome.NOT_FIRED),
        ({"reviews": [reviewed(189)]}, Outcome.FIRED),
        ({"reviews": [reviewed(195, complete=False, items={"infection": "excluded"})]}, Outcome.NOT_FIRED),
        ({"reviews": [reviewed(195, complete=False, items={"infection": "present"})]}, Outcome.NOT_FIRED),
        ({"reviews": [reviewed(195, complete=False, items={"infection": "not-answered"})]}, Outcome.FIRED),
        ({"reviews": [reviewed(195, complete=False, items={"metabolic": "excluded"})]}, Outcome.FIRED),
    ],
)
def test_it_waits_for_an_answer_about_infection(lists: dict[str, Any], says: Outcome) -> None:
    assert found(labs=[crp(190, 80)], **lists).outcome is says


def test_an_answer_is_said() -> None:
    shown = found(labs=[crp(190, 80)], reviews=[reviewed(195)])
    assert shown.because == "CRP 80 mg/L on 12 July 2022: an infection is answered."


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (10.1, "not typical of a lupus flare alone"),
        (50, "not typical of a lupus flare alone"),
        (10, "A normal CRP never excludes a flare"),
        (2, "A normal CRP never excludes a flare"),
    ],
)
def test_lower_results_are_notes(value: float, says: str) -> None:
    shown = found(labs=[crp(190, value)])
    assert shown.outcome is Outcome.NOT_FIRED
    assert says in shown.because
    assert len(shown.evidence) == 1


@pytest.mark.parametrize(
    ("lists", "urgent"),
    [
        ({"check_ins": [marked(183, by="patient", fever=True)]}, True),
        ({"check_ins": [marked(182, by="patient", fever=True)]}, False),
        ({"check_ins": [marked(197, by="patient", fever=True)]}, True),
        ({"check_ins": [marked(198, by="patient", fever=True)]}, False),
        ({"check_ins": [marked(190, by="patient", fever=False)]}, False),
        ({"measurements": [{"on": at(191), "kind": "temperature", "value": 38, "unit": "Cel"}]}, True),
        ({"measurements": [{"on": at(191), "kind": "temperature", "value": 37.9, "unit": "Cel"}]}, False),
    ],
)
def test_with_a_fever_it_is_a_reason_for_prompt_contact(lists: dict[str, Any], urgent: bool) -> None:
    shown = found(labs=[crp(190, 80)], **lists)
    assert shown.outcome is Outcome.FIRED
    assert ("a reason to contact the team promptly" in shown.because) is urgent
    assert len(shown.evidence) == 1 + urgent


def test_what_is_missing_without_any() -> None:
    assert found().missing == ("CRP between 21 January 2022 and 22 July 2022",)
    assert holds() == ()


def test_each_answer_cites_its_result_and_the_hold_bears_its_name() -> None:
    unclear = [crp(190, 80, comparator="<")]
    assert [shown.on for shown in found(labs=unclear).evidence] == [on(190)]
    assert [hold.rule for hold in holds(labs=unclear)] == [RULE]
    assert [shown.on for shown in found(labs=[crp(190, 80)], reviews=[reviewed(195)]).evidence] == [on(190)]


def test_of_several_fevers_the_latest_is_told() -> None:
    logged = [
        {"on": at(188), "kind": "temperature", "value": 39, "unit": "Cel"},
        {"on": at(192), "kind": "temperature", "value": 38, "unit": "Cel"},
    ]
    shown = found(labs=[crp(190, 80)], measurements=logged, check_ins=[marked(190, by="patient", fever=True)])
    assert shown.because.endswith("38 °C on 14 July 2022: a reason to contact the team promptly.")
    assert len(shown.evidence) == 4
