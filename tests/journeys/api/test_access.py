"""Silence first: who gets nothing from the API, and how little of it differs from what isn't there."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import AccessLog, User
from journeys.models import CheckIn, LabResult, Patient
from tests.conftest import SignIn
from tests.journeys.api.conftest import PATIENTS, Caller, of, send

pytestmark = pytest.mark.django_db

CHECK_IN = {"client_id": "8e0b3f4e-6d4e-4a56-9d6d-0a2f9f6d3c11", "on": "2026-03-02", "overall": "mild"}
LAB = {"analyte": "crp", "collected_on": "2026-02-27", "value": 12, "unit": "mg/L"}
NOBODYS = [
    *(("journey", name) for name in ("zoe", "ann", "dee revoked", "dee looking", "dee logging")),
    *(("assessment", name) for name in ("zoe", "ann", "dee revoked", "dee looking", "dee logging", "ada")),
    *(("check-ins", name) for name in ("zoe", "ann", "dee revoked", "dee looking", "ben", "cem")),
    *(("labs", name) for name in ("zoe", "ann", "dee revoked", "dee logging", "ada")),
]
BODIES: dict[str, Any] = {"check-ins": CHECK_IN, "labs": LAB}


def ask(client: Client, address: str, what: str) -> Any:
    return send(client, address, BODIES[what]) if what in BODIES else client.get(address)


def nothing_was_written() -> bool:
    return not (
        CheckIn.objects.exists() or LabResult.objects.exists() or AccessLog.objects.exclude(actor=None).exists()
    )


@pytest.mark.parametrize(("what", "name"), NOBODYS)
def test_outside_is_as_if_ada_did_not_exist(what: str, name: str, caller: Caller, ada: Patient) -> None:
    client = caller(name)
    refused, absent = ask(client, of(ada, what), what), ask(client, of(str(uuid4()), what), what)
    assert (refused.status_code, refused.content) == (absent.status_code, absent.content)
    assert refused.status_code == 404
    assert refused.json() == {"detail": "Not found."}
    assert nothing_was_written()


@pytest.mark.parametrize("what", ["journey", "assessment", "check-ins", "labs"])
def test_whoever_is_not_signed_in_gets_one_answer_for_everything(what: str, ada: Patient) -> None:
    refused, absent = ask(Client(), of(ada, what), what), ask(Client(), of(str(uuid4()), what), what)
    assert refused.status_code == absent.status_code == 403
    assert refused.content == absent.content
    assert Client().get(PATIENTS).status_code == 403
    assert nothing_was_written()


@pytest.mark.parametrize("name", ["zoe", "ann", "dee revoked"])
def test_nobody_elses_list_names_ada(name: str, caller: Caller) -> None:
    answer = caller(name).get(PATIENTS)
    assert answer.json() == {"patients": [], "next": None}
    assert nothing_was_written()


def test_a_relation_that_ends_in_between_ends_the_next_request(caller: Caller, ada: Patient, now: Any) -> None:
    dee = caller("dee logging")
    assert dee.get(PATIENTS).json()["patients"]
    ada.carer_grants.update(revoked_at=now, revoked_by=ada.user)
    assert not dee.get(PATIENTS).json()["patients"]
    assert send(dee, of(ada, "check-ins"), CHECK_IN).status_code == 404


@pytest.mark.parametrize("what", ["check-ins", "labs"])
def test_a_session_alone_writes_nothing(what: str, ada: Patient, ada_user: User, ben: User, sign_in: SignIn) -> None:
    """Without the token, any page that Ada's browser opens could post for her."""
    client = sign_in(ada_user if what == "check-ins" else ben, Client(enforce_csrf_checks=True))
    refused = send(client, of(ada, what), BODIES[what])
    assert refused.status_code == 403
    assert "CSRF" in refused.json()["detail"]
    assert nothing_was_written()
    client.cookies["csrftoken"] = token = "a" * 32
    assert send(client, of(ada, what), BODIES[what], headers={"X-CSRFToken": token}).status_code == 201


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_nothing_is_replaced_or_removed(method: str, caller: Caller, ada: Patient) -> None:
    client = caller("ben")
    for address in (PATIENTS, *(of(ada, what) for what in ("journey", "assessment", "check-ins", "labs"))):
        assert getattr(client, method)(address, "{}", content_type="application/json").status_code == 405
    assert client.get(of(ada, "check-ins")).status_code == client.post(of(ada, "journey")).status_code == 405
    assert nothing_was_written()


def test_what_is_not_json_is_not_read(caller: Caller, ada: Patient) -> None:
    assert caller("ada").post(of(ada, "check-ins"), CHECK_IN).status_code == 415
    assert nothing_was_written()
