"""Ada's course, drawn once: Takayasu arteritis, steroids tapered, a year of adequate methotrexate, and a vessel that
got worse all the same. Everything that is usually checked first has been: on TODAY her pattern is level 3."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from accounts.models import CareTeam
from journeys.actions.imports import import_journey
from journeys.guidance import document
from journeys.models import Flag, FlagEvent, Patient

TODAY = date(2026, 3, 2)
METHOTREXATE_SINCE = date(2025, 3, 3)


def course(ref: str = "ada-1", **lists: list[dict[str, Any]]) -> dict[str, Any]:
    """The journey document; ``lists`` replaces whole lists of it."""
    return {
        "format": "treatment-journey/1",
        "patient": {
            "id": ref,
            "name": "Ada",
            "birth_date": "1988-04-02",
            "sex": "female",
            "time_zone": "Europe/Vienna",
        },
        "conditions": [{"id": "takayasu", "condition": "takayasu-arteritis", "first_treated_on": "2024-11-01"}],
        "therapies": [prednisolone(), methotrexate()],
        "imaging": [
            mra("mra-1", "2025-09-01"),
            mra("mra-2", "2026-02-10", change="progressed", compared_with="2025-09-01"),
        ],
        "measurements": [{"id": "weight", "on": "2026-01-10", "kind": "weight", "value": 62, "unit": "kg"}],
        "adherence": [{"id": "taken", "on": "2026-02-27", "days": 28, "percent": 96, "source": "self-report"}],
        "reviews": [{"id": "review", "on": "2026-02-20", "checklist": "alternative-diagnosis", "complete": True}],
        **lists,
    }


def prednisolone() -> dict[str, Any]:
    doses = {"2024-11-01": 40, "2024-12-15": 20, "2025-02-01": 10, "2025-04-01": 5}
    return {
        "id": "prednisolone",
        "drug": "prednisolone",
        "route": "oral",
        "for": "takayasu-arteritis",
        "intent": "induction",
        "started_on": "2024-11-01",
        "doses": [
            {"id": day, "from": day, "amount": amount, "unit": "mg", "every": "day"} for day, amount in doses.items()
        ],
    }


def methotrexate(since: date = METHOTREXATE_SINCE) -> dict[str, Any]:
    day = since.isoformat()
    return {
        "id": "methotrexate",
        "drug": "methotrexate",
        "route": "oral",
        "for": "takayasu-arteritis",
        "intent": "escalation",
        "started_on": day,
        "doses": [{"id": "weekly", "from": day, "amount": 20, "unit": "mg", "every": "week"}],
    }


def mra(ref: str, on: str, **more: Any) -> dict[str, Any]:
    return {
        "id": ref,
        "on": on,
        "modality": "MRA",
        "territories": ["left-subclavian"],
        "findings": ["stenosis"],
        **more,
    }


def live(document_: dict[str, Any], *, team: CareTeam, now: datetime) -> Patient:
    """The patient whose record this is, imported and assessed."""
    return import_journey(journey=document.parse(document_), team=team, by=None, now=now).patient


def only_flag(patient: Patient) -> Flag:
    return Flag.objects.get(patient=patient, state="open")


def history(flag: Flag) -> list[str]:
    return list(FlagEvent.objects.filter(flag=flag).values_list("kind", flat=True))
