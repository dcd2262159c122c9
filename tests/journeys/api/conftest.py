"""Who calls the API, and how: JSON in, JSON out, on the day of the story."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from accounts.models import CareTeam, User
from journeys.models import CarerGrant, Patient
from tests.conftest import SignIn
from tests.journeys.course import course, live

Caller = Callable[[str], Client]
PATIENTS = "/api/v1/patients/"


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def ada(ada: Patient, team: CareTeam, now: datetime) -> Patient:
    """With her whole course on record."""
    return live(course(ada.ref), team=team, now=now)


@pytest.fixture
def caller(
    sign_in: SignIn, ada: Patient, ada_user: User, ben: User, cem: User, dee_user: User, zoe: User, admin_ann: User,
    now: datetime,
) -> Caller:  # fmt: skip
    """One of the cast at the API, by name; "dee" with what she may, or "dee revoked"."""

    def dee(scope: str, **columns: Any) -> User:
        CarerGrant.objects.create(patient=ada, user=dee_user, scope=scope, starts_on=date(2026, 1, 1), **columns)
        return dee_user

    people: dict[str, Callable[[], User]] = {
        "ada": lambda: ada_user,
        "ben": lambda: ben,
        "cem": lambda: cem,
        "dee looking": lambda: dee("view"),
        "dee logging": lambda: dee("log"),
        "dee revoked": lambda: dee("log", revoked_at=now, revoked_by=ada_user),
        "zoe": lambda: zoe,
        "ann": lambda: admin_ann,
    }
    return lambda name: sign_in(people[name]()) if name in people else Client()


def of(ada: Patient | str, what: str) -> str:
    return f"{PATIENTS}{getattr(ada, 'pk', ada)}/{what}/"


def send(client: Client, address: str, body: Any, **more: Any) -> HttpResponse:
    return client.post(address, body, content_type="application/json", **more)


def paths(answer: Any) -> list[str]:
    """Where an answer says that something is wrong."""
    return [problem["path"] for problem in answer.json()["errors"]]
