from __future__ import annotations

import json
from typing import Any

import pytest

from journeys.guidance import words
from journeys.guidance.document import notices, parse
from tests.guidance.documents import ada, everything
from tests.shared import FOLDER as SHARED_FOLDER

WORDS = SHARED_FOLDER / "words.json"
CRP = {"analyte": "crp", "collected_on": "2022-12-05", "value": 18.5, "unit": "mg/L"}
UNKNOWN = "that the catalogue doesn't know; kept, and not judged"


def said(**lists: Any) -> list[tuple[str, str]]:
    return [(notice.path, notice.message) for notice in notices(parse(ada(**lists)))]


def test_a_document_of_known_words_and_usual_values_gives_no_notice() -> None:
    assert notices(parse(everything())) == []


@pytest.mark.parametrize(
    ("lists", "path", "message"),
    [
        ({"therapies": [{"drug": "snake oil"}]}, "$.therapies[0].drug", f"'snake oil' is a drug {UNKNOWN}"),
        (
            {"therapies": [{"drug": "prednisone", "for": "asthma"}]},
            "$.therapies[0].for",
            f"'asthma' is a reason for treatment {UNKNOWN}",
        ),
        (
            {"therapies": [{"drug": "prednisone", "stop_reason": "toxicity"}]},
            "$.therapies[0].stop_reason",
            "stands without a stop; the treatment counts as ongoing",
        ),
        ({"labs": [CRP | {"analyte": "ferritin"}]}, "$.labs[0].analyte", f"'ferritin' is a test {UNKNOWN}"),
        (
            {"labs": [CRP | {"value": 450}]},
            "$.labs[0].value",
            "450 mg/L of crp is unusual (0 to 400 mg/L is usual) (2022-12-05); kept",
        ),
        (
            {"labs": [{"analyte": "crp", "collected_on": "2022-12-05", "value_text": "raised"}]},
            "$.labs[0].value_text",
            "crp is judged as a number only; the text is kept",
        ),
        (
            {"labs": [{"analyte": "igra", "collected_on": "2022-12-05", "value_text": "maybe"}]},
            "$.labs[0].value_text",
            "'maybe' is none of positive, negative, indeterminate; kept",
        ),
        (
            {"imaging": [{"on": "2022-01-01", "modality": "MRA", "territories": ["aortic-arch", "left-toe"]}]},
            "$.imaging[0].territories[1]",
            f"'left-toe' is a vessel territory {UNKNOWN}",
        ),
        (
            {"check_ins": [{"on": "2022-01-01", "by": "patient", "symptoms": {"hiccups": 3, "fever": True}}]},
            "$.check_ins[0].symptoms.hiccups",
            f"'hiccups' is a symptom {UNKNOWN}",
        ),
        (
            {
                "reviews": [
                    {
                        "on": "2022-01-01",
                        "checklist": "alternative-diagnosis",
                        "complete": False,
                        "items": {"gout": "excluded"},
                    }
                ]
            },
            "$.reviews[0].items.gout",
            f"'gout' is a checklist item {UNKNOWN}",
        ),
        (
            {"infections": [{"began_on": "2022-01-01", "kind": "measles"}]},
            "$.infections[0].kind",
            f"'measles' is a kind of infection {UNKNOWN}",
        ),
    ],
)
def test_what_is_unknown_or_unusual_is_kept_and_reported(lists: dict[str, Any], path: str, message: str) -> None:
    assert said(**lists) == [(path, message)]


def test_another_name_of_a_known_drug_is_known() -> None:
    assert said(therapies=[{"drug": "cyclosporine"}]) == []


def test_notices_point_into_the_order_of_the_written_document() -> None:
    late, early = CRP | {"value": 450}, CRP | {"collected_on": "2021-01-01"}
    assert [path for path, _ in said(labs=[late, early])] == ["$.labs[1].value"]


@pytest.mark.shared
def test_the_words_are_those_of_the_format() -> None:
    theirs = json.loads(WORDS.read_text())
    for name, ours in {
        "territories": words.TERRITORIES,
        "infection_kinds": words.INFECTION_KINDS,
        "complications": words.COMPLICATIONS,
        "flare_features": words.FLARE_FEATURES,
        "manifestations": words.MANIFESTATIONS,
        "neuropsychiatric_types": words.NEUROPSYCHIATRIC_TYPES,
        "instruments": words.INSTRUMENTS,
        "nih_kerr_items": words.NIH_KERR_ITEMS,
        "limbs": words.LIMBS,
    }.items():
        assert set(ours) == set(theirs[name]), name
    assert theirs["checklist_alternative_diagnosis"] == {
        condition: list(items) for condition, items in words.ALTERNATIVE_DIAGNOSES.items()
    }
