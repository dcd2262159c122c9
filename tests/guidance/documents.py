"""A journey document that uses every list and every field, and a small one to break. Nobody real is in them."""

from __future__ import annotations

import copy
from typing import Any

ENTRY = {"id": "e1", "source": "clinic letter", "note": "typed in by hand"}

EVERYTHING: dict[str, Any] = {
    "format": "treatment-journey/1",
    "patient": {
        "id": "ada-1",
        "name": "Ada Invented",
        "email": "ada@example.org",
        "birth_date": "1988-04-02",
        "sex": "female",
        "time_zone": "Europe/Istanbul",
        "language": "en",
    },
    "conditions": [
        ENTRY
        | {
            "condition": "systemic-lupus-erythematosus",
            "manifestations": ["lupus-nephritis", "arthritis"],
            "symptoms_began_on": "2020",
            "diagnosed_on": "2021-06",
            "first_treated_on": "2021-06-14",
        }
    ],
    "therapies": [
        ENTRY
        | {
            "drug": "mycophenolate mofetil",
            "route": "oral",
            "for": "systemic-lupus-erythematosus",
            "intent": "induction",
            "new_regimen": True,
            "started_on": "2021-06",
            "stopped_on": "2022-03-14",
            "stopped": True,
            "stop_reason": "lack-of-effect",
            "outcome": "lack-of-effect",
            "judged_on": "2022-03-14",
            "doses": [
                ENTRY | {"from": "2021-06-14", "amount": 1, "unit": "g", "every": "day"},
                ENTRY | {"id": "e2", "from": "2021-09-01", "amount": None, "unit": "g", "every": "day"},
            ],
            "administrations": [ENTRY | {"on": "2021-06-20", "amount": 7.5, "unit": "mg/kg"}],
        }
    ],
    "contraindications": [ENTRY | {"drug": "hydroxychloroquine", "on": "2021-05-01", "kind": "intolerance"}],
    "procedures": [ENTRY | {"on": "2022-07-04", "kind": "angioplasty", "territory": "left-renal"}],
    "labs": [
        ENTRY
        | {
            "analyte": "crp",
            "collected_on": "2022-12-05",
            "value": 1.5,
            "unit": "mg/dL",
            "comparator": "<",
            "lower_limit": 0,
            "upper_limit": 0.5,
            "lab": "riverside",
            "assay": "latex",
            "specimen": "serum",
        },
        ENTRY | {"id": "e2", "analyte": "igra", "collected_on": "2022-12-05", "value_text": "negative"},
    ],
    "measurements": [
        ENTRY | {"on": "2022-12-05", "kind": "systolic-bp", "value": 118, "unit": "mmHg", "limb": "right-arm"}
    ],
    "imaging": [
        ENTRY
        | {
            "on": "2022-12-12",
            "modality": "MRA",
            "territories": ["left-subclavian", "aortic-arch"],
            "activity": "indeterminate",
            "change": "stable",
            "compared_with": "2022-03-10",
            "findings": ["stenosis"],
        }
    ],
    "statuses": [ENTRY | {"on": "2022-04-18", "condition": "takayasu-arteritis", "status": "remission"}],
    "flares": [
        ENTRY
        | {
            "on": "2022-11-28",
            "ended_on": "2022-12-28",
            "condition": "takayasu-arteritis",
            "kind": "relapse",
            "severity": "minor",
            "recorded_by": "clinician",
            "features": ["ischaemia"],
            "treatment_changed": True,
        }
    ],
    "complications": [ENTRY | {"on": "2022-06-20", "kind": "ischaemic-event", "territory": "left-renal"}],
    "neuropsychiatric_events": [
        ENTRY
        | {
            "type": "seizure",
            "began_on": "2020-03-01",
            "attribution": "sle-inflammatory",
            "course": [ENTRY | {"on": "2020-03-20", "status": "improved"}],
        }
    ],
    "check_ins": [
        ENTRY
        | {
            "on": "2022-11-30",
            "by": "patient",
            "recorded_at": "2022-11-30T20:14:00+03:00",
            "overall": "moderate",
            "taken_as_planned": "mostly",
            "symptoms": {"tiredness": 6, "fever": False},
            "lesions": {
                "days": 7,
                "new": 4,
                "sites": {"mouth": 3, "skin": 1},
                "present": True,
                "extended": False,
                "healed_within_7_days": False,
            },
            "doses_due": 28,
            "doses_missed": 2,
        }
    ],
    "assessments": [
        ENTRY
        | {
            "on": "2022-02-07",
            "instrument": "sledai-2k",
            "value": 7,
            "items": {"major-organ-activity": False, "serology-points": 4},
            "scorer": "Cem",
        }
    ],
    "adherence": [
        ENTRY | {"on": "2022-12-05", "days": 28, "percent": 96, "drug": "infliximab", "source": "self-report"}
    ],
    "infections": [
        ENTRY
        | {
            "began_on": "2021-12-01",
            "ended_on": "2021-12-10",
            "kind": "pneumonia",
            "serious": True,
            "controlled_on": "2021-12-08",
        }
    ],
    "admissions": [ENTRY | {"on": "2021-12-02", "reason": "infection"}],
    "visits": [ENTRY | {"on": "2022-12-05", "kind": "clinic", "condition": "takayasu-arteritis"}],
    "life_events": [ENTRY | {"kind": "pregnancy", "began_on": "2020-02-01", "ended_on": "2020-11-03"}],
    "adverse_effects": [
        ENTRY | {"on": "2021-08-02", "drug": "azathioprine", "kind": "raised-liver-enzymes", "severity": "moderate"}
    ],
    "allergies": [ENTRY | {"to": "penicillin", "on": "2015-01-01"}],
    "plan": [ENTRY | {"item": "mon.tak.imaging", "every_days": 180, "from": "2022-01-10"}],
    "reviews": [
        ENTRY
        | {
            "on": "2022-12-12",
            "checklist": "alternative-diagnosis",
            "complete": True,
            "items": {"infection": "excluded"},
        }
    ],
}


def everything() -> dict[str, Any]:
    return copy.deepcopy(EVERYTHING)


def ada(**lists: Any) -> dict[str, Any]:
    """Ada's document with nothing in it but these lists."""
    return {"format": "treatment-journey/1", "patient": {"id": "ada-1"}, **lists}
