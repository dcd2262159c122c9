from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.document import DocumentError, parse
from tests.guidance.documents import ada

CRP = {"analyte": "crp", "collected_on": "2022-12-05", "value": 18.5, "unit": "mg/L"}
PREDNISONE = {"drug": "prednisone", "started_on": "2022-01-10"}


def problems(document: object) -> list[tuple[str, str]]:
    with pytest.raises(DocumentError) as refused:
        parse(document)
    return [(problem.path, problem.message) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("lists", "path", "message"),
    [
        ({"labz": []}, "$.labz", "unknown field"),
        ({"labs": [CRP | {"colour": "red"}]}, "$.labs[0].colour", "unknown field"),
        ({"labs": [CRP | {"two words": 1}]}, "$.labs[0]['two words']", "unknown field"),
        (
            {"labs": [{"analyte": "crp", "collected_on": "2022-12-05", "value": 18.5}]},
            "$.labs[0].unit",
            "is required: a number never travels without its unit, and none is guessed",
        ),
        (
            {"labs": [CRP | {"unit": "mmol/L"}]},
            "$.labs[0].unit",
            "crp is not taken in 'mmol/L'; it is taken in mg/L, mg/dL",
        ),
        (
            {"labs": [CRP | {"collected_on": "2023-02-30"}]},
            "$.labs[0].collected_on",
            "2023-02-30 is a day that does not exist",
        ),
        (
            {"labs": [CRP | {"collected_on": "30.2.2023"}]},
            "$.labs[0].collected_on",
            "'30.2.2023' is not a date (YYYY-MM-DD)",
        ),
        (
            {"therapies": [PREDNISONE | {"stopped_on": "2022-01-09"}]},
            "$.therapies[0].stopped_on",
            "2022-01-09 is before started_on (2022-01-10)",
        ),
        (
            {"therapies": [PREDNISONE | {"stopped_on": "2021-12"}]},
            "$.therapies[0].stopped_on",
            "2021-12 is before started_on (2022-01-10)",
        ),
        (
            {"therapies": [PREDNISONE | {"started_on": "2022-13"}]},
            "$.therapies[0].started_on",
            "2022-13 is a day that does not exist",
        ),
        (
            {"therapies": [PREDNISONE | {"started_on": "2022-1"}]},
            "$.therapies[0].started_on",
            "'2022-1' is not a date (YYYY-MM-DD, YYYY-MM or YYYY)",
        ),
        (
            {"therapies": [PREDNISONE | {"stopped": "yes"}]},
            "$.therapies[0].stopped",
            "expected true or false, got a string",
        ),
        (
            {"therapies": [PREDNISONE | {"stopped": False, "stopped_on": "2022-03-01"}]},
            "$.therapies[0].stopped",
            "is false, but stopped_on is 2022-03-01",
        ),
        (
            {"therapies": [PREDNISONE | {"judged_on": "2021-03-01"}]},
            "$.therapies[0].judged_on",
            "2021-03-01 is before started_on (2022-01-10)",
        ),
        (
            {"labs": [CRP | {"analyte": "creatinine", "value": 88, "unit": "mg/dL"}]},
            "$.labs[0].value",
            "88 mg/dL of creatinine is not possible; was it 88 umol/L?",
        ),
        ({"labs": [CRP | {"value": True}]}, "$.labs[0].value", "expected a number, got true or false"),
        ({"labs": [CRP | {"value": "18.5"}]}, "$.labs[0].value", "expected a number, got a string"),
        ({"labs": [CRP | {"value": float("nan")}]}, "$.labs[0].value", "nan is not a number"),
        ({"labs": [CRP | {"value": float("inf")}]}, "$.labs[0].value", "inf is not a number"),
        (
            {"labs": [CRP | {"lab": "a\ud800b"}]},
            "$.labs[0].lab",
            "holds a character that is not text (NUL, or half of a pair)",
        ),
        ({"labs": [CRP | {"value": 10**400}]}, "$.labs[0].value", "is too large a number"),
        ({"labs": [CRP | {"comparator": "~"}]}, "$.labs[0].comparator", "'~' is none of <, <=, >=, >"),
        ({"labs": [CRP | {"lower_limit": 5, "upper_limit": 3}]}, "$.labs[0].upper_limit", "3 is below lower_limit (5)"),
        (
            {"labs": [CRP | {"value_text": "raised"}]},
            "$.labs[0].value_text",
            "stands beside a number; a result is a number with its unit, or a text",
        ),
        (
            {"labs": [{"analyte": "crp", "collected_on": "2022-12-05"}]},
            "$.labs[0]",
            "has no result: either value and unit, or value_text",
        ),
        ({"labs": [None]}, "$.labs[0]", "expected an object, got null"),
        ({"labs": CRP}, "$.labs", "expected a list, got an object"),
        ({"labs": ["crp"]}, "$.labs[0]", "expected an object, got a string"),
        ({"labs": [CRP | {"id": "x"}, CRP | {"id": "x"}]}, "$.labs[1].id", "'x' stands already in $.labs[0]"),
        ({"labs": [CRP | {"lab": ""}]}, "$.labs[0].lab", "is empty; leave out what isn't recorded"),
        ({"labs": [CRP | {"lab": None}]}, "$.labs[0].lab", "is null; leave out what isn't recorded"),
        (
            {"labs": [CRP | {"lab": "a\0b"}]},
            "$.labs[0].lab",
            "holds a character that is not text (NUL, or half of a pair)",
        ),
        ({"labs": [CRP | {"lab": "x" * 201}]}, "$.labs[0].lab", "is longer than 200 characters"),
        (
            {"labs": [CRP | {"analyte": "C R P"}]},
            "$.labs[0].analyte",
            "'C R P' is not a word in lower case with hyphens, like left-subclavian",
        ),
        (
            {"conditions": [{"condition": "lupus"}]},
            "$.conditions[0].condition",
            "'lupus' is none of takayasu-arteritis, systemic-lupus-erythematosus, pemphigus-vulgaris",
        ),
        (
            {"conditions": [{"condition": "pemphigus-vulgaris"}, {"condition": "pemphigus-vulgaris"}]},
            "$.conditions[1].condition",
            "pemphigus-vulgaris stands already in $.conditions[0]",
        ),
        (
            {"measurements": [{"on": "2022-01-01", "kind": "weight", "value": 11, "unit": "stone"}]},
            "$.measurements[0].unit",
            "weight is not taken in 'stone'; it is taken in kg, [lb_av]",
        ),
        (
            {"measurements": [{"on": "2022-01-01", "value": 11, "unit": "stone"}]},
            "$.measurements[0].kind",
            "is required",
        ),
        (
            {"imaging": [{"on": "2022-01-01", "modality": "MRA", "territories": "aortic-arch"}]},
            "$.imaging[0].territories",
            "expected a list, got a string",
        ),
        (
            {"imaging": [{"on": "2022-01-01", "modality": "MRA", "compared_with": "2022-02-01"}]},
            "$.imaging[0].compared_with",
            "2022-02-01 is after the study itself (2022-01-01)",
        ),
        (
            {
                "flares": [
                    {"on": "2022-01-02", "ended_on": "2022-01-01", "condition": "pemphigus-vulgaris", "kind": "flare"}
                ]
            },
            "$.flares[0].ended_on",
            "2022-01-01 is before on (2022-01-02)",
        ),
        (
            {"infections": [{"began_on": "2022-01-02", "ended_on": "2022-01-01", "kind": "skin"}]},
            "$.infections[0].ended_on",
            "2022-01-01 is before began_on (2022-01-02)",
        ),
        (
            {
                "neuropsychiatric_events": [
                    {"type": "seizure", "began_on": "2022-01-02", "course": [{"on": "2022-01-01", "status": "worse"}]}
                ]
            },
            "$.neuropsychiatric_events[0].course[0].on",
            "2022-01-01 is before began_on (2022-01-02)",
        ),
        (
            {"check_ins": [{"on": "2022-01-02", "by": "patient", "doses_due": 3, "doses_missed": 4}]},
            "$.check_ins[0].doses_missed",
            "4 is more than doses_due (3)",
        ),
        (
            {"check_ins": [{"on": "2022-01-02", "by": "patient", "symptoms": {"pain": -1}}]},
            "$.check_ins[0].symptoms.pain",
            "-1 is less than 0",
        ),
        (
            {"check_ins": [{"on": "2022-01-02", "by": "patient", "symptoms": {"pain": 11}}]},
            "$.check_ins[0].symptoms.pain",
            "11 is more than 10",
        ),
        (
            {"check_ins": [{"on": "2022-01-02", "by": "patient", "symptoms": ["pain"]}]},
            "$.check_ins[0].symptoms",
            "expected an object, got a list",
        ),
        (
            {
                "check_ins": [
                    {"on": "2022-01-02", "by": "patient", "lesions": {"days": 7, "new": 1, "sites": {"skin": 2}}}
                ]
            },
            "$.check_ins[0].lesions.sites",
            "2 in all is more than new (1)",
        ),
        (
            {"check_ins": [{"on": "2022-01-02", "by": "patient", "lesions": {"new": 1}}]},
            "$.check_ins[0].lesions.days",
            "is required",
        ),
        (
            {"check_ins": [{"on": "2022-01-02", "by": "patient", "lesions": {"days": 1.5}}]},
            "$.check_ins[0].lesions.days",
            "1.5 is not a whole number",
        ),
        (
            {"check_ins": [{"on": "2022-01-02", "by": "patient", "recorded_at": "2022-01-02T10:00:00"}]},
            "$.check_ins[0].recorded_at",
            "'2022-01-02T10:00:00' is not a date and time with offset, like 2022-11-30T20:14:00+03:00",
        ),
        (
            {"check_ins": [{"on": "2022-01-02", "by": "patient", "recorded_at": "2022-02-30T10:00:00Z"}]},
            "$.check_ins[0].recorded_at",
            "2022-02-30T10:00:00Z is a time that does not exist",
        ),
        (
            {"check_ins": [{"on": "2022-01-02", "by": "patient", "recorded_at": "0001-01-01T00:00:00+14:00"}]},
            "$.check_ins[0].recorded_at",
            "0001-01-01T00:00:00+14:00 is a time that no calendar reaches",
        ),
        (
            {"plan": [{"item": "scan", "every_days": 30, "from": "2022-01-01"}]},
            "$.plan[0].item",
            "'scan' is not a monitoring item, like mon.tak.imaging",
        ),
    ],
)
def test_bad_input_is_refused_with_its_path(lists: dict[str, Any], path: str, message: str) -> None:
    assert problems(ada(**lists)) == [(path, message)]


@pytest.mark.parametrize(
    ("name", "field", "line"),
    [
        ("doses", "from", {"from": "2022-05-01", "amount": 5, "unit": "mg", "every": "day"}),
        ("administrations", "on", {"on": "2022-05-01", "amount": 500, "unit": "mg"}),
    ],
)
def test_what_was_given_lies_within_its_therapy(name: str, field: str, line: dict[str, Any]) -> None:
    fine = line | {field: "2022-02-01"}
    document = ada(
        therapies=[PREDNISONE | {"stopped_on": "2022-04-30", name: [fine, line, line | {field: "2022-01-09"}]}]
    )
    assert problems(document) == [
        (f"$.therapies[0].{name}[1].{field}", "2022-05-01 is after stopped_on (2022-04-30)"),
        (f"$.therapies[0].{name}[2].{field}", "2022-01-09 is before started_on (2022-01-10)"),
    ]


def test_a_dose_that_cannot_be_read_hides_no_other_problem() -> None:
    late = {"from": "2022-05-01", "amount": 5, "unit": "mg", "every": "day"}
    doses = [late | {"unit": None}, 7, late]
    document = ada(therapies=[PREDNISONE | {"stopped_on": "2022-04-30", "doses": doses}])
    assert [path for path, _ in problems(document)] == [
        "$.therapies[0].doses[0].unit",
        "$.therapies[0].doses[1]",
        "$.therapies[0].doses[2].from",
    ]


@pytest.mark.parametrize(
    ("patient", "path", "message"),
    [
        ({}, "$.patient.id", "is required"),
        ({"id": 7}, "$.patient.id", "expected a string, got a number"),
        ({"id": "a", "email": "ada.example.org"}, "$.patient.email", "'ada.example.org' is not an e-mail address"),
        (
            {"id": "a", "time_zone": "Mars/Olympus"},
            "$.patient.time_zone",
            "'Mars/Olympus' is not a time zone (Area/City)",
        ),
        ({"id": "a", "birth_date": "1988"}, "$.patient.birth_date", "'1988' is not a date (YYYY-MM-DD)"),
        ({"id": "a", "sex": "f"}, "$.patient.sex", "'f' is none of female, male, other, unknown"),
        ({"id": "a", "phone": "1"}, "$.patient.phone", "unknown field"),
    ],
)
def test_a_bad_patient_is_refused_with_its_path(patient: dict[str, Any], path: str, message: str) -> None:
    assert problems(ada() | {"patient": patient}) == [(path, message)]


def test_nothing_is_recorded_before_birth() -> None:
    born = {"id": "ada-1", "birth_date": "2022-12-06"}
    assert problems(ada(labs=[CRP]) | {"patient": born}) == [
        ("$.patient.birth_date", "2022-12-06 is after what is recorded in $.labs[0].collected_on")
    ]


def test_a_document_names_its_format_and_its_patient() -> None:
    assert problems({}) == [("$.format", "is required: 'treatment-journey/1'"), ("$.patient", "is required")]
    assert problems(ada() | {"format": "treatment-journey/2"}) == [
        ("$.format", "expected 'treatment-journey/1', got 'treatment-journey/2'")
    ]


def test_all_problems_come_at_once() -> None:
    document = ada(
        labs=[{"analyte": "crp", "collected_on": "2023-02-30", "value": 1, "colour": "red"}, CRP | {"unit": "mmol/L"}],
        check_ins=[{"on": "yesterday", "by": "a friend"}],
    )
    assert [path for path, _ in problems(document)] == [
        "$.labs[0].colour",
        "$.labs[0].collected_on",
        "$.labs[0].unit",
        "$.labs[1].unit",
        "$.check_ins[0].on",
        "$.check_ins[0].by",
    ]


def test_something_deep_or_huge_in_a_wrong_place_is_a_plain_problem() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert problems(ada(labs=[CRP | {"unit": deep}])) == [("$.labs[0].unit", "expected a string, got a list")]
    ((path, message),) = problems(ada(labs=[CRP | {"comparator": "x" * 10**6}]))
    assert (path, len(message) < 120) == ("$.labs[0].comparator", True)


def test_every_problem_is_one_line_with_its_path() -> None:
    with pytest.raises(DocumentError) as refused:
        parse(ada(labs=[CRP | {"comparator": "a\nb", "x\ny": 1}]))
    assert str(refused.value).splitlines() == [
        "$.labs[0]['x\\ny']: unknown field",
        "$.labs[0].comparator: 'a\\nb' is none of <, <=, >=, >",
    ]
