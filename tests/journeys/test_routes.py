"""Every route of the site, against people who have no business there. A route that this table does not know fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum, auto
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import AccessLog, CareTeam, Clinic, User
from journeys.models import CarerGrant, Flag, FollowUp, Patient, Therapy, Visit, WorkItem, WorkKind
from reminders.models import Occurrence
from tests.conftest import SignIn, patient, person, team_patient
from tests.journeys.course import course, live, only_flag
from tests.reminders.rows import occurrence

pytestmark = pytest.mark.django_db


class Kind(Enum):
    ANYBODY = auto()  # shows what is one's own, or nothing of anybody
    FOLLOWERS = auto()  # one patient's, for the patient and carers
    TEAM = auto()  # one patient's, for the care team
    BOTH = auto()  # one patient's, for all of these, each as far as they may
    OFFICE = auto()  # somebody who waits for a team, for administrators


ROUTES: Mapping[str, Kind] = {
    "home": Kind.ANYBODY,
    "help": Kind.ANYBODY,
    "healthz": Kind.ANYBODY,
    "healthz-reminders": Kind.ANYBODY,
    "metrics": Kind.ANYBODY,
    "invitation": Kind.ANYBODY,
    "check-in": Kind.ANYBODY,
    "journey": Kind.ANYBODY,
    "work": Kind.ANYBODY,
    "patient-register": Kind.ANYBODY,
    "waiting": Kind.ANYBODY,
    "api:patients": Kind.ANYBODY,
    "home-for": Kind.FOLLOWERS,
    "check-in/patient_id": Kind.FOLLOWERS,
    "check-in-more": Kind.FOLLOWERS,
    "check-in-done": Kind.FOLLOWERS,
    "journey/patient_id": Kind.FOLLOWERS,
    "patient": Kind.TEAM,
    "patient-invite": Kind.TEAM,
    "work-take": Kind.TEAM,
    "lab-add": Kind.TEAM,
    "therapy-start": Kind.TEAM,
    "therapy-change": Kind.TEAM,
    "flag": Kind.TEAM,
    "flag-snooze": Kind.TEAM,
    "flag-dismiss": Kind.TEAM,
    "flag-discuss": Kind.TEAM,
    "flag-resolve": Kind.TEAM,
    "flag-release": Kind.TEAM,
    "flag-review": Kind.TEAM,
    "work-item": Kind.TEAM,
    "work-item-done": Kind.TEAM,
    "work-item-later": Kind.TEAM,
    "follow-up-add": Kind.TEAM,
    "follow-up-done": Kind.TEAM,
    "follow-up-undo": Kind.TEAM,
    "follow-up-cancel": Kind.TEAM,
    "visit-add": Kind.TEAM,
    "visit-strike": Kind.TEAM,
    "care-end": Kind.TEAM,
    "care-resume": Kind.TEAM,
    "asked-done": Kind.FOLLOWERS,
    "asked-undo": Kind.FOLLOWERS,
    "api:assessment": Kind.TEAM,
    "api:labs": Kind.TEAM,
    "api:journey": Kind.BOTH,
    "api:check-ins": Kind.FOLLOWERS,
    "reminders:fragment": Kind.BOTH,
    "reminders:choose": Kind.FOLLOWERS,
    "reminders:lift": Kind.TEAM,
    "reminders:events": Kind.ANYBODY,  # its secret is the key: tests/reminders/test_provider_events.py
    "reminders:ledger": Kind.ANYBODY,
    "reminders:banner": Kind.ANYBODY,
    "reminders:retry": Kind.TEAM,
    "reminders:phoned": Kind.TEAM,
    "reminders:calendar-link": Kind.ANYBODY,
    "reminders:calendar": Kind.ANYBODY,  # its token is the key: tests/reminders/test_calendar.py
    "reminders:carer": Kind.ANYBODY,
    "reminders:digest": Kind.ANYBODY,
    "reminders:stop": Kind.ANYBODY,
    "reminders:answer": Kind.ANYBODY,
    "waiting-assign": Kind.OFFICE,
    "catalogue": Kind.ANYBODY,
    "rule": Kind.ANYBODY,
}
OF_LIBRARIES = ("account_", "admin:")
STRANGERS = ("nobody", "zoe", "ann", "dee", "bob", "gone")
CANARY = "Quixotessa"
Routes = list[tuple[str, frozenset[str]]]


def routes() -> Iterator[tuple[str, frozenset[str]]]:
    yield from _below(get_resolver(), "", frozenset())


def _below(resolver: URLResolver, space: str, names: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for each in resolver.url_patterns:
        here = names | set(each.pattern.converters) | set(each.pattern.regex.groupindex)
        if isinstance(each, URLResolver):
            yield from _below(each, f"{space}{each.namespace}:" if each.namespace else space, here)
        elif isinstance(each, URLPattern):
            yield f"{space}{each.name}", here


def ours() -> Routes:
    return [(name, names) for name, names in routes() if not name.startswith(OF_LIBRARIES)]


def entry_of(name: str, names: frozenset[str]) -> str:
    """`check-in` and `journey` exist with and without a patient."""
    return f"{name}/patient_id" if name in ("check-in", "journey") and "patient_id" in names else name


def of_kind(*kinds: Kind) -> Routes:
    return [(name, names) for name, names in ours() if ROUTES[entry_of(name, names)] in kinds]


def test_every_route_is_in_the_table_and_every_entry_is_a_route() -> None:
    assert {entry_of(name, names) for name, names in ours()} == set(ROUTES)
    assert len(ours()) == len(ROUTES)


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def ada(ada: Patient, ada_user: User, team: CareTeam, now: datetime) -> Patient:
    ada = live(course(), team=team, now=now)
    Patient.objects.filter(pk=ada.pk).update(name=CANARY, user=ada_user)
    return ada


@pytest.fixture
def flag(ada: Patient, now: datetime) -> Flag:
    """Ada's flag; beside it something of each kind that has an address of its own."""
    day = now.date()
    WorkItem.objects.create(patient=ada, kind=WorkKind.SILENT, because=CANARY, opened_at=now)
    FollowUp.objects.create(patient=ada, due_on=day, words=CANARY, made_by=person("Mia"), made_at=now)
    Visit.objects.create(patient=ada, ref="v-1", on=day, kind="clinic", received_at=now)
    ada.refresh_from_db()
    occurrence(ada, now, state="dead", reason="refused")
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
    """Nobody; Zoe of another team; Ann the administrator; Dee and Ben, whose relation ended after they had signed in
    and looked; Bob, a patient."""
    bob = person("Bob")
    patient(clinic=clinic, user=bob, ref="bob-1", name="Bob")
    grant = CarerGrant.objects.create(patient=ada, user=dee_user, scope="manage-reminders", starts_on=date(2026, 1, 1))
    users = {"zoe": zoe, "ann": admin_ann, "dee": dee_user, "bob": bob, "gone": ben}
    client = sign_in(users[request.param]) if request.param in users else Client()
    looked = {"dee": "home-for", "gone": "patient"}
    if page := looked.get(request.param):
        assert client.get(reverse(page, args=[ada.pk])).status_code == 200
    CarerGrant.objects.filter(pk=grant.pk).update(revoked_at=now, revoked_by=ben)
    ben.memberships.update(ends_on=date(2026, 3, 1))
    return client


def address(name: str, names: frozenset[str], flag: Flag) -> str:
    of_patient = {"patient": flag.patient_id}
    given = {"patient_id": flag.patient_id, "flag_id": flag.pk, "ref": flag.pk}
    given |= {"pk": Therapy.objects.filter(**of_patient).first().pk}
    given |= {"item_id": WorkItem.objects.get(**of_patient).pk, "visit_pk": Visit.objects.get(**of_patient).pk}
    given |= {"occurrence_id": Occurrence.objects.get(**of_patient).pk}
    given |= {"follow_up_id": FollowUp.objects.get(**of_patient).pk}
    return reverse(name, kwargs={name: given[name] for name in names})


# Whatever a form of the site may send, so that a door that stands open would write something.
SENT: Mapping[str, str] = {
    **{"client_id": str(uuid4()), "overall": "severe", "on": "2026-03-01", "email": "zoe2@example.org"},
    **{"analyte": "crp", "collected_on": "2026-03-01", "result": "5", "unit": "mg/L"},
    **{"what": "stop", "stop-reason": "planned", "stop-version": "1"},
    **{"snooze-version": "1", "snooze-until": "2026-03-09", "snooze-reason": "later"},
    **{"dismiss-version": "1", "dismiss-reason": "duplicate", "close-version": "1", "release-version": "1"},
    **{"done-version": "1", "done-way": "phoned", "later-version": "1", "later-until": "2026-03-09"},
    **{"version": "1", "words": "x", "due_on": "2026-03-09", "lead_days": "3", "reason": "deceased", "kind": "phone"},
    **{"review-complete": "on", "wanted": "no", "rhythm": "weekly", "weekday": "1", "local_time": "09:00"},
}


def content() -> dict[str, list[str]]:
    """Every row of everything but sessions and the log of reads."""
    models = [
        model for label in ("accounts", "journeys", "reminders") for model in apps.get_app_config(label).get_models()
    ]
    return {
        model.__name__: sorted(repr(row) for row in model._default_manager.values_list())
        for model in models
        if model is not AccessLog
    }


def refuses(answer: HttpResponse) -> bool:
    to_sign_in = answer.status_code == 302 and answer["Location"].startswith(reverse("account_login"))
    return to_sign_in or answer.status_code in (403, 404, 405)


def both_ways(client: Client, at: str, flag: Flag) -> Iterator[HttpResponse]:
    sent = {**SENT, "patient": str(flag.patient_id), "patient_id": str(flag.patient_id)}
    yield client.get(at)
    yield client.get(at, sent)
    yield client.get(at, headers={"HX-Request": "true"})
    yield client.post(at, sent)


def assert_closed(client: Client, closed: Routes, flag: Flag) -> None:
    before, looks = content(), AccessLog.objects.count()
    for name, names in closed:
        for answer in both_ways(client, address(name, names, flag), flag):
            assert refuses(answer), (name, answer.status_code)
            assert CANARY not in answer.content.decode(), name
    assert content() == before
    assert AccessLog.objects.count() == looks


@pytest.mark.parametrize("stranger", STRANGERS, indirect=True)
def test_nobody_without_a_live_relation_reads_or_changes_anything(stranger: Client, flag: Flag) -> None:
    assert_closed(stranger, of_kind(Kind.FOLLOWERS, Kind.TEAM, Kind.BOTH, Kind.OFFICE), flag)


@pytest.mark.parametrize("stranger", STRANGERS, indirect=True)
def test_pages_for_anybody_show_nothing_of_somebody_else(stranger: Client, flag: Flag) -> None:
    for name, names in of_kind(Kind.ANYBODY):
        for answer in both_ways(stranger, reverse(name), flag) if not names else ():
            assert CANARY not in answer.content.decode(), name
    assert not Patient.objects.filter(name="zoe2").exists()


def test_patients_and_carers_have_no_way_into_the_teams_pages(
    sign_in: SignIn, ada_user: User, dee_user: User, flag: Flag
) -> None:
    CarerGrant.objects.create(patient=flag.patient, user=dee_user, scope="manage-reminders", starts_on=date(2026, 1, 1))
    for user in (ada_user, dee_user):
        assert_closed(sign_in(user), of_kind(Kind.TEAM, Kind.OFFICE), flag)


def test_the_team_does_not_act_as_the_patient(sign_in: SignIn, cem: User, flag: Flag) -> None:
    assert_closed(sign_in(cem), of_kind(Kind.FOLLOWERS, Kind.OFFICE), flag)


def test_a_carer_who_may_only_look_logs_nothing(sign_in: SignIn, dee_user: User, flag: Flag) -> None:
    CarerGrant.objects.create(patient=flag.patient, user=dee_user, scope="view", starts_on=date(2026, 1, 1))
    dees, writing = sign_in(dee_user), ("check-in", "check-in-more", "asked-done", "asked-undo")
    writing += ("reminders:choose", "api:check-ins")
    assert_closed(dees, [(name, names) for name, names in of_kind(Kind.FOLLOWERS) if name in writing], flag)
    assert dees.get(reverse("journey", args=[flag.patient_id])).status_code == 200


def test_a_coordinator_decides_nothing(sign_in: SignIn, ben: User, flag: Flag) -> None:
    bens = sign_in(ben)
    before, looks = content(), AccessLog.objects.count()
    for name in ("flag-dismiss", "flag-discuss", "flag-resolve", "flag-release", "flag-review"):
        assert bens.post(reverse(name, args=[flag.pk]), SENT).status_code == 404
    assert (content(), AccessLog.objects.count()) == (before, looks)


def test_ids_of_somebody_else_beside_ones_own_patient_lead_nowhere(
    sign_in: SignIn, zoe: User, team: CareTeam, other_team: CareTeam, flag: Flag
) -> None:
    own = team_patient(other_team, ref="zoe-1")
    therapy = Therapy.objects.filter(patient=flag.patient_id).first()
    assert therapy is not None
    zoes = sign_in(zoe)
    before = content()
    assert zoes.post(reverse("therapy-change", args=[own.pk, therapy.pk]), SENT).status_code == 404
    form = {"team": str(team.pk), "name": "Eve", "ref": "eve-1", "condition": "takayasu-arteritis"}
    assert zoes.post(reverse("patient-register"), form).status_code == 200
    assert content() == before


def test_an_administrator_assigns_to_teams_of_their_own_clinic_only(sign_in: SignIn, admin_ann: User) -> None:
    waiting = patient(clinic=None, ref="w-1")
    elsewhere = CareTeam.objects.create(clinic=Clinic.objects.create(name="Hill Clinic"), name="Rheumatology")
    anns = sign_in(admin_ann)
    before = content()
    anns.post(reverse("waiting-assign", args=[waiting.pk]), {"team": str(elsewhere.pk)})
    assert content() == before


ADMIN_ARGUMENTS: Mapping[str, Any] = {"object_id": "1", "content_type_id": 1, "app_label": "accounts", "url": "x"}


@pytest.mark.parametrize("stranger", STRANGERS, indirect=True)
def test_the_technical_administration_is_closed_to_everybody_without_the_mark(stranger: Client, flag: Flag) -> None:
    before, looks = content(), AccessLog.objects.count()
    outside = ("admin:logout", "admin:None")  # the second: Django's redirect from an old address to a new one
    inside = [(name, names) for name, names in routes() if name.startswith("admin:") and name not in outside]
    assert len(inside) > 20
    for name, names in inside:
        at = reverse(name, kwargs={each: ADMIN_ARGUMENTS[each] for each in names})
        for answer in (stranger.get(at), stranger.post(at)):
            assert answer.status_code in (302, 403, 404, 405), (name, answer.status_code)
            assert CANARY not in answer.content.decode()
    assert (content(), AccessLog.objects.count()) == (before, looks)


def test_the_door_opens_for_those_who_belong_here(sign_in: SignIn, cem: User, ada_user: User, flag: Flag) -> None:
    """Or the tests above would pass with every page closed."""
    cems, adas = sign_in(cem), sign_in(ada_user)
    for name in ("patient", "lab-add", "therapy-start", "reminders:fragment", "api:journey", "api:assessment"):
        assert cems.get(reverse(name, args=[flag.patient_id])).status_code == 200, name
    assert cems.get(reverse("flag", args=[flag.pk])).status_code == 200
    for name in ("home-for", "check-in", "journey", "reminders:choose", "reminders:fragment", "api:journey"):
        assert adas.get(reverse(name, args=[flag.patient_id])).status_code == 200, name
    for name, row in (("lab-add", flag.patient_id), ("flag-release", flag.pk)):
        assert cems.post(reverse(name, args=[row]), SENT).status_code == 302, name
    ids = {name: address(name, names, flag) for name, names in of_kind(Kind.TEAM, Kind.FOLLOWERS)}
    for name in ("work-item", "follow-up-add", "visit-add", "visit-strike", "care-end"):
        assert cems.get(ids[name]).status_code == 200, name
    before = content()
    assert adas.post(ids["asked-done"], SENT).status_code == 302
    for name in ("work-item-done", "follow-up-add", "visit-strike", "care-end"):
        assert cems.post(ids[name], SENT).status_code == 302, name
    changed = {name for name, rows in content().items() if rows != before[name]}
    assert changed >= {"WorkItem", "FollowUp", "Visit", "Patient"}
