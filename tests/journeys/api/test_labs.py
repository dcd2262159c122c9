"""Ben's laboratory system sends results: with their unit, or not at all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import AccessLog, CareTeam, User
from journeys.models import LabResult, Patient
from tests.conftest import team_patient
from tests.journeys.api.conftest import Caller, of, paths, send

pytestmark = pytest.mark.django_db

CRP = {"analyte": "crp", "collected_on": "2026-02-27", "value": 12, "unit": "mg/L"}


@pytest.fixture
def system(caller: Caller) -> Client:
    return caller("ben")


def post(system: Client, ada: Patient, **changed: Any) -> Any:
    return send(
        system, of(ada, "labs"), {name: value for name, value in {**CRP, **changed}.items() if value != "absent"}
    )


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"unit": "absent"}, "$.unit"),
        ({"unit": None}, "$.unit"),
        ({"unit": "mmHg"}, "$.unit"),
        ({"value": -3}, "$.value"),
        ({"value": "12"}, "$.value"),
        ({"value": True}, "$.value"),
        ({"value": "absent", "unit": "absent"}, "$"),
        ({"value_text": "negative"}, "$.value_text"),
        ({"collected_on": "2026-03-03"}, "$.collected_on"),
        ({"collected_on": "1980-01-01"}, "$.collected_on"),
        ({"comparator": "about"}, "$.comparator"),
        ({"confirmed": "perhaps"}, "$.confirmed"),
        ({"id": "crp-1"}, "$.id"),
        ({"canonical_value": 3}, "$.canonical_value"),
        ({"entered_by": "ben"}, "$.entered_by"),
    ],
)
@pytest.mark.parametrize("confirmed", [{}, {"confirmed": True}])
def test_what_cannot_be_is_refused_at_its_place_confirmed_or_not(
    changed: dict[str, Any], path: str, confirmed: dict[str, bool], system: Client, ada: Patient
) -> None:
    answer = post(system, ada, **{**confirmed, **changed})
    assert (answer.status_code, paths(answer)) == (400, [path])
    assert answer.json()["errors"][0]["message"]
    assert not LabResult.objects.exists()


@pytest.mark.parametrize("name", ["patient", "patient_id"])
def test_another_patients_id_in_the_body_changes_nobodys_record(
    name: str, system: Client, ada: Patient, team: CareTeam
) -> None:
    answer = post(system, ada, **{name: str(team_patient(team, ref="other-1").pk)})
    assert (answer.status_code, paths(answer)) == (400, [f"$.{name}"])
    assert not LabResult.objects.exists()


def test_a_result_is_stored_as_reported_and_compared_in_its_canonical_unit(
    system: Client, ada: Patient, ben: User
) -> None:
    answer = post(system, ada, value=1.2, unit="mg/dL", lab="Harbour", source="laboratory system", lower_limit=None)
    assert answer.status_code == 201
    row = LabResult.objects.get()
    assert (row.patient, row.entered_by, row.collected_on) == (ada, ben, date(2026, 2, 27))
    assert (row.value, row.unit, row.canonical_value, row.canonical_unit) == (1.2, "mg/dL", 12, "mg/L")
    assert (row.lab, row.source) == ("Harbour", "laboratory system")
    stored = answer.json()["lab"]
    assert (stored["id"], stored["value"], stored["unit"]) == (row.ref, 1.2, "mg/dL")
    assert answer.json()["notices"] == []
    assert AccessLog.objects.get(actor=ben).action == "write"


def test_a_text_is_a_result_too(system: Client, ada: Patient) -> None:
    answer = post(system, ada, analyte="igra", value="absent", unit="absent", value_text="negative")
    assert answer.status_code == 201


def test_an_unknown_test_is_kept_and_pointed_out(system: Client, ada: Patient) -> None:
    answer = post(system, ada, analyte="crpp")
    assert LabResult.objects.get().canonical_value is None
    assert [notice["path"] for notice in answer.json()["notices"]] == ["$.analyte"]


def test_a_doubtful_value_is_asked_about_first(system: Client, ada: Patient, ben: User) -> None:
    post(system, ada, collected_on="2026-02-20")
    doubtful = post(system, ada, value=120)
    assert doubtful.status_code == 409
    assert "The last result was 12 mg/L" in doubtful.json()["questions"][0]
    assert LabResult.objects.count() == 1
    assert AccessLog.objects.filter(actor=ben, action="read").count() == 1
    assert post(system, ada, value=120, confirmed=False).status_code == 409
    assert post(system, ada, value=120, confirmed=True).status_code == 201
    assert LabResult.objects.count() == 2
