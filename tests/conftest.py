"""The cast and what every story needs. Ada is the patient, Ben her coordinator, Cem her clinician, Dee her carer, Zoe
someone else's coordinator, Ann the clinic's administrator."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from accounts.models import CareTeam, Clinic, Membership, Role, User
from journeys.models import CareTeamLink, Patient

TODAY = date(2026, 3, 2)
SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _limits_start_anew(request: pytest.FixtureRequest) -> None:
    """The cache's table belongs to no model, so what a test commits there (sign-in limits) would outlive it."""
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if commits or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("transactional_db")
        cache.clear()


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture
def sign_in() -> SignIn:
    """The one way in which tests sign in: a second factor will change this function only."""

    def sign_in(user: User, client: Client | None = None) -> Client:
        client = client or Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def clinic(db: None) -> Clinic:
    return Clinic.objects.create(name="Harbour Clinic", time_zone="Europe/Vienna")


@pytest.fixture
def team(clinic: Clinic) -> CareTeam:
    return CareTeam.objects.create(clinic=clinic, name="Vasculitis")


@pytest.fixture
def other_team(clinic: Clinic) -> CareTeam:
    return CareTeam.objects.create(clinic=clinic, name="Skin")


def member(name: str, team: CareTeam, role: Role) -> User:
    user = person(name)
    Membership.objects.create(user=user, clinic=team.clinic, team=team, role=role, starts_on=date(2020, 1, 1))
    return user


def person(name: str) -> User:
    return User.objects.create_user(f"{name.lower()}@example.org", name=name, time_zone="Europe/Vienna")


@pytest.fixture
def ben(team: CareTeam) -> User:
    return member("Ben", team, Role.COORDINATOR)


@pytest.fixture
def cem(team: CareTeam) -> User:
    return member("Cem", team, Role.CLINICIAN)


@pytest.fixture
def zoe(other_team: CareTeam) -> User:
    return member("Zoe", other_team, Role.COORDINATOR)


@pytest.fixture
def admin_ann(clinic: Clinic) -> User:
    ann = person("Ann")
    Membership.objects.create(user=ann, clinic=clinic, role=Role.ADMINISTRATOR, starts_on=date(2020, 1, 1))
    return ann


@pytest.fixture
def ada_user(db: None) -> User:
    return person("Ada")


@pytest.fixture
def dee_user(db: None) -> User:
    return person("Dee")


def patient(*, clinic: Clinic | None, user: User | None = None, **fields: Any) -> Patient:
    """A patient with nothing recorded yet; `team_patient` also puts them into a team's care."""
    fields = {"ref": "ada-1", "created_at": datetime(2026, 1, 5, 9, 0, tzinfo=UTC), **fields}
    return Patient.objects.create(clinic=clinic, user=user, **fields)


def team_patient(team: CareTeam, **fields: Any) -> Patient:
    somebody = patient(clinic=team.clinic, **fields)
    CareTeamLink.objects.create(patient=somebody, team=team, starts_on=date(2020, 1, 1))
    return somebody


@pytest.fixture
def ada(team: CareTeam, ada_user: User) -> Patient:
    return team_patient(team, user=ada_user, name="Ada", birth_date=date(1988, 4, 2), sex="female")
