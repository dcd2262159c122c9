"""Every route of the site, against people who have no business there. A route that this table does not know fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import CareTeam, Clinic, User
from journeys.models import CarerGrant, Flag, Patient, Therapy
from tests.conftest import SignIn, patient, person
from tests.journeys.course import course, live, only_flag

pytestmark = pytest.mark.django_db

OF_ONE_PATIENT = frozenset(
    """
    home-for check-in/patient_id check-in-more check-in-done journey/patient_id
    patient patient-invite work-take lab-add therapy-start therapy-change waiting-assign
    flag flag-snooze flag-dismiss flag-discuss flag-resolve flag-release flag-review
    reminders:fragment reminders:choose
    api:journey api:assessment api:check-ins api:labs
    """.split()  # noqa: SIM905  a table of names reads better so
)
# These show whatever is one's own; nothing of Ada's may stand there for anybody else.
FOR_ANYBODY = frozenset(
    "home help healthz check-in journey work patient-register waiting api:patients invitation".split()  # noqa: SIM905
)
OF_LIBRARIES = ("account_", "admin:")
STRANGERS = ("nobody", "zoe", "ann", "dee", "bob", "gone")
CANARY = "Quixotessa"


def routes() -> Iterator[tuple[str, frozenset[str]]]:
    yield from _below(get_resolver(), "", frozenset())


def _below(resolver: URLResolver, space: str, names: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for each in resolver.url_patterns:
        here = names | set(each.pattern.converters)
        if isinstance(each, URLResolver):
            yield from _below(each, f"{space}{each.namespace}:" if each.namespace else space, here)
        elif isinstance(each, URLPattern):
            yield f"{space}{each.name}", here


def ours() -> list[tuple[str, frozenset[str]]]:
    return [(name, names) for name, names in routes() if not name.startswith(OF_LIBRARIES)]


def entry_of(name: str, names: frozenset[str]) -> str:
    """`check-in` and `journey` exist with and without a patient."""
    return f"{name}/patient_id" if name in ("check-in", "journey") and "patient_id" in names else name


def test_every_route_is_in_the_table() -> None:
    assert {entry_of(name, names) for name, names in ours()} == OF_ONE_PATIENT | FOR_ANYBODY


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def ada(ada: Patient, team: CareTeam, now: datetime) -> Patient:
    ada = live(course(), team=team, now=now)
    Patient.objects.filter(pk=ada.pk).update(name=CANARY)
    return ada


@pytest.fixture
def flag(ada: Patient) -> Flag:
    return only_flag(ada)


@pytest.fixture
def stranger(
    request: pytest.FixtureRequest,
    sign_in: SignIn,
    zoe: User,
    admin_ann: User,
    dee_user: User,
    ben: User,
    ada: Patient,
    clinic: Clinic,
    now: datetime,
) -> Client:
    """Nobody; Zoe of another team; Ann the administrator; Dee whose grant is over; Bob, a patient; Ben who left."""
    bob = person("Bob")
    patient(clinic=clinic, user=bob, ref="bob-1", name="Bob")
    CarerGrant.objects.create(
        patient=ada, user=dee_user, scope="log", starts_on=date(2026, 1, 1), revoked_at=now, revoked_by=ben
    )
    ben.memberships.update(ends_on=date(2026, 3, 1))
    users = {"zoe": zoe, "ann": admin_ann, "dee": dee_user, "bob": bob, "gone": ben}
    return sign_in(users[request.param]) if request.param in users else Client()


def arguments(names: frozenset[str], flag: Flag) -> dict[str, Any]:
    therapy = Therapy.objects.filter(patient=flag.patient_id).first()
    assert therapy is not None
    given = {"patient_id": flag.patient_id, "flag_id": flag.pk, "pk": therapy.pk, "ref": flag.pk}
    return {name: given[name] for name in names}


def rows() -> dict[str, int]:
    """How many rows there are of everything but sessions and the log of reads."""
    models = [
        model for label in ("accounts", "journeys", "reminders") for model in apps.get_app_config(label).get_models()
    ]
    return {model.__name__: model._default_manager.count() for model in models if model.__name__ != "AccessLog"}


def refuses(answer: HttpResponse) -> bool:
    to_sign_in = answer.status_code == 302 and answer["Location"].startswith(reverse("account_login"))
    return to_sign_in or answer.status_code in (403, 404, 405)


@pytest.mark.parametrize("stranger", STRANGERS, indirect=True)
def test_nobody_without_a_live_relation_reads_or_changes_anything(stranger: Client, flag: Flag) -> None:
    before = rows()
    for name, names in ours():
        if entry_of(name, names) in OF_ONE_PATIENT:
            address = reverse(name, kwargs=arguments(names, flag))
            for answer in (
                stranger.get(address),
                stranger.post(address, {"version": 1, "patient": str(flag.patient_id)}),
            ):
                assert refuses(answer), (name, answer.status_code)
                assert CANARY not in answer.content.decode(), name
    assert rows() == before


@pytest.mark.parametrize("stranger", STRANGERS, indirect=True)
def test_pages_for_anybody_show_nothing_of_somebody_else(stranger: Client, flag: Flag) -> None:
    for name, names in ours():
        if entry_of(name, names) in FOR_ANYBODY and not names:
            for answer in (stranger.get(reverse(name)), stranger.post(reverse(name), {"search": CANARY})):
                assert CANARY not in answer.content.decode(), name
                assert str(flag.patient_id) not in answer.content.decode(), name


def test_the_door_opens_for_those_who_belong_here(sign_in: SignIn, cem: User, flag: Flag) -> None:
    """Or the tests above would pass with every page closed."""
    cems = sign_in(cem)
    for name in ("patient", "lab-add", "therapy-start", "reminders:fragment", "api:journey", "api:assessment"):
        assert cems.get(reverse(name, args=[flag.patient_id])).status_code == 200, name
    assert cems.get(reverse("flag", args=[flag.pk])).status_code == 200
