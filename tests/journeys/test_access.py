"""Who sees Ada, and who may do what: the whole cast against the whole table."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from accounts.models import CareTeam, Clinic, Membership, Role, User
from journeys import access
from journeys.access import Action, Part
from journeys.models import (
    FACTS,
    Amendment,
    AssessmentRecord,
    CarerGrant,
    CareTeamLink,
    CheckIn,
    Flag,
    FollowUp,
    LabResult,
    MonitoringState,
    Patient,
    Status,
    WorkItem,
    WorkKind,
)
from tests.conftest import member, patient, person

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
LIVE = {"starts_on": date(2026, 1, 1)}

AS_PATIENT = {
    *(Action.VIEW, Action.LOG_CHECK_IN, Action.MARK_DONE, Action.MANAGE_REMINDERS, Action.EXPORT),
}
AS_TEAM = {
    *(Action.VIEW, Action.ENTER_FACTS, Action.AMEND, Action.MARK_ERROR, Action.TRIAGE),
    *(Action.ASK, Action.MARK_DONE, Action.END_CARE, Action.REGISTER, Action.INVITE, Action.EXPORT),
}
MAY: dict[str, set[Action]] = {
    "ada": AS_PATIENT,
    "ben": AS_TEAM,
    "cem": AS_TEAM | {Action.DECIDE},
    "dee looking": {Action.VIEW},
    "dee logging": {Action.VIEW, Action.LOG_CHECK_IN, Action.MARK_DONE},
    "dee reminding": {Action.VIEW, Action.LOG_CHECK_IN, Action.MARK_DONE, Action.MANAGE_REMINDERS},
    "ann": {Action.SEE_WAITING, Action.ASSIGN_TEAM, Action.MANAGE_PEOPLE},
    "zoe": set(),
    "dee expired": set(),
    "dee tomorrow": set(),
    "dee revoked": set(),
    "ben left": set(),
    "ben not yet": set(),
    "ben after the team": set(),
    "ben switched off": set(),
    "ada switched off": set(),
    "elsewhere's ann": set(),
    "superuser": set(),
    "nobody": set(),
}


@pytest.fixture
def cast(
    ada: Patient,
    ada_user: User,
    ben: User,
    cem: User,
    dee_user: User,
    zoe: User,
    admin_ann: User,
    today: date,
    now: datetime,
) -> Any:
    """Make one of the cast, by the words of `MAY`; each changes what the story needs changed."""

    def carer(scope: str, **columns: Any) -> User:
        CarerGrant.objects.create(**{"patient": ada, "user": dee_user, "scope": scope, **LIVE, **columns})
        return dee_user

    def until(user: User, **dates: Any) -> User:
        Membership.objects.filter(user=user).update(**dates)
        return user

    def switched_off(user: User) -> User:
        user.is_active = False
        user.save(update_fields=["is_active"])
        return user

    def team_gone() -> User:
        CareTeamLink.objects.filter(patient=ada).update(ends_on=today - A_DAY)
        return ben

    def elsewhere() -> User:
        other = Clinic.objects.create(name="Hill Clinic")
        user = person("Abe")
        Membership.objects.create(user=user, clinic=other, role=Role.ADMINISTRATOR, **LIVE)
        return user

    makers: dict[str, Any] = {
        "ada": lambda: ada_user,
        "ben": lambda: ben,
        "cem": lambda: cem,
        "dee looking": lambda: carer("view"),
        "dee logging": lambda: carer("log"),
        "dee reminding": lambda: carer("manage-reminders"),
        "ann": lambda: admin_ann,
        "zoe": lambda: zoe,
        "dee expired": lambda: carer("log", ends_on=today - A_DAY),
        "dee tomorrow": lambda: carer("log", starts_on=today + A_DAY),
        "dee revoked": lambda: carer("log", revoked_at=now, revoked_by=ada_user),
        "ben left": lambda: until(ben, ends_on=today - A_DAY),
        "ben not yet": lambda: until(ben, starts_on=today + A_DAY),
        "ben after the team": team_gone,
        "ben switched off": lambda: switched_off(ben),
        "ada switched off": lambda: switched_off(ada_user),
        "elsewhere's ann": elsewhere,
        "superuser": lambda: User.objects.create_superuser("root@example.org", name="Root"),
        "nobody": AnonymousUser,
    }
    return lambda name: makers[name]()


@pytest.mark.parametrize("name", MAY)
def test_each_may_exactly_what_their_role_and_relation_allow(name: str, cast: Any, ada: Patient, today: date) -> None:
    actor = cast(name)
    assert {action for action in Action if access.can(actor, action, ada, today)} == MAY[name]


@pytest.mark.parametrize("name", MAY)
def test_the_record_opens_to_those_who_may_view_and_to_no_one_else(
    name: str, cast: Any, ada: Patient, today: date
) -> None:
    actor = cast(name)
    patient(clinic=ada.clinic, ref="somebody-else")
    assert list(Patient.objects.visible_to(actor, today)) == ([ada] if Action.VIEW in MAY[name] else [])


@pytest.mark.parametrize("name", MAY)
def test_everything_bound_to_ada_is_visible_with_her_or_not_at_all(
    name: str, cast: Any, ada: Patient, today: date, now: datetime
) -> None:
    actor = cast(name)
    everything_of(ada, now)
    FollowUp.objects.create(patient=ada, due_on=today, words="w", made_by=person("Mia"), made_at=now)
    seen = {model for model in BOUND if model.objects.visible_to(actor, today).exists()}
    assert seen == (set(BOUND) if Action.VIEW in MAY[name] else set())


BOUND = (LabResult, CheckIn, Status, AssessmentRecord, MonitoringState, Flag, Amendment, WorkItem, FollowUp)


def everything_of(ada: Patient, now: datetime) -> None:
    day = now.date()
    seen = {"catalogue": "1", "on": day}
    LabResult.objects.create(
        patient=ada, ref="crp", received_at=now, analyte="crp", collected_on=day, value=4, unit="mg/L"
    )
    CheckIn.objects.create(patient=ada, ref="today", received_at=now, on=day, by="patient")
    Status.objects.create(patient=ada, level_since=day, assessed_at=now, assessed_on=day, catalogue="1")
    AssessmentRecord.objects.create(patient=ada, condition="takayasu-arteritis", **seen)
    MonitoringState.objects.create(patient=ada, item="mon.tak.imaging", title="Scan", state="due")
    Flag.objects.create(
        patient=ada, rule="r", rule_version=1, family="f", title="t", tier="B", outcome="fired", finding={},
        condition="takayasu-arteritis", opened_at=now, opened_on=day, last_seen_on=day,
    )  # fmt: skip
    Amendment.objects.create(patient=ada, list="labs", ref="crp", version=1, earlier={}, at=now)
    WorkItem.objects.create(patient=ada, kind=WorkKind.SILENT, because="b", opened_at=now)


def test_every_kind_of_fact_can_be_asked_who_sees_it(ben: User, today: date) -> None:
    for model in FACTS.values():
        assert not model._default_manager.visible_to(ben, today).exists()


def test_a_worklist_is_of_team_patients_not_of_ones_own(ada: Patient, ada_user: User, ben: User, today: date) -> None:
    assert list(Patient.objects.of_team_members(ben, today)) == [ada]
    assert list(Patient.objects.of_team_members(ada_user, today)) == []
    assert list(Patient.objects.of_team_members(AnonymousUser(), today)) == []


def test_two_grounds_show_a_patient_once(ada: Patient, ben: User, today: date) -> None:
    CarerGrant.objects.create(patient=ada, user=ben, scope="view", **LIVE)
    CarerGrant.objects.create(patient=ada, user=ben, scope="log", **LIVE)
    assert list(Patient.objects.visible_to(ben, today)) == [ada]


# ── the last day counts, the day after doesn't ──────────────────────────────────────────────────────────────────────


def test_a_grant_holds_through_its_last_day(ada: Patient, dee_user: User, today: date) -> None:
    CarerGrant.objects.create(patient=ada, user=dee_user, scope="view", ends_on=today, **LIVE)
    assert access.can(dee_user, Action.VIEW, ada, today)
    assert not access.can(dee_user, Action.VIEW, ada, today + A_DAY)


# ── what is seen ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_guidance_is_for_the_team_and_the_log_for_the_patient(
    ada: Patient, ada_user: User, ben: User, dee_user: User, zoe: User, admin_ann: User, today: date
) -> None:
    CarerGrant.objects.create(patient=ada, user=dee_user, scope="view", **LIVE)
    as_patient = {Part.FACTS, Part.RELEASED_WORDING}
    assert access.parts(ada_user, ada, today) == as_patient | {Part.ACCESS_LOG}
    assert access.parts(dee_user, ada, today) == as_patient
    assert access.parts(ben, ada, today) == as_patient | {Part.GUIDANCE}
    assert access.parts(zoe, ada, today) == access.parts(admin_ann, ada, today) == frozenset()


# ── words that are somebody's own ───────────────────────────────────────────────────────────────────────────────────


def test_what_ada_reported_only_ada_rewords_and_her_team_may_strike_out(
    ada: Patient, ada_user: User, ben: User, dee_user: User, today: date, now: datetime
) -> None:
    CarerGrant.objects.create(patient=ada, user=dee_user, scope="log", **LIVE)
    hers = CheckIn.objects.create(patient=ada, ref="c", received_at=now, on=today, by="patient", entered_by=ada_user)
    assert [access.can(who, Action.AMEND, hers, today) for who in (ada_user, ben, dee_user)] == [True, False, False]
    assert [access.can(who, Action.MARK_ERROR, hers, today) for who in (ada_user, ben, dee_user)] == [True, True, False]


def test_a_result_is_for_the_team_to_amend_not_for_ada(
    ada: Patient, ada_user: User, ben: User, zoe: User, today: date, now: datetime
) -> None:
    everything_of(ada, now)
    result = LabResult.objects.get()
    assert [access.can(who, Action.AMEND, result, today) for who in (ada_user, ben, zoe)] == [False, True, False]


def test_dismissing_a_discussion_is_for_clinicians(ada: Patient, now: datetime) -> None:
    everything_of(ada, now)
    flag = Flag.objects.get()
    assert access.dismissal(flag) == Action.DECIDE
    flag.tier = "C"
    assert access.dismissal(flag) == Action.TRIAGE


# ── teams, clinics, the waiting list ────────────────────────────────────────────────────────────────────────────────


def test_people_register_into_their_own_team_only(ben: User, team: CareTeam, other_team: CareTeam, today: date) -> None:
    assert access.can(ben, Action.REGISTER, team, today)
    assert not access.can(ben, Action.REGISTER, other_team, today)


def test_an_administrator_manages_people_of_the_clinic_and_its_teams(
    admin_ann: User, clinic: Clinic, team: CareTeam, ben: User, today: date
) -> None:
    elsewhere = Clinic.objects.create(name="Hill Clinic")
    assert access.can(admin_ann, Action.MANAGE_PEOPLE, clinic, today)
    assert access.can(admin_ann, Action.ASSIGN_TEAM, team, today)
    assert not access.can(admin_ann, Action.MANAGE_PEOPLE, elsewhere, today)
    assert not access.can(ben, Action.MANAGE_PEOPLE, clinic, today)


def test_the_waiting_list_is_for_administrators(
    admin_ann: User, ben: User, cem: User, ada_user: User, clinic: Clinic, today: date
) -> None:
    waiting = patient(clinic=None, ref="new-1")
    assert list(Patient.objects.waiting()) == [waiting]
    assert access.can(admin_ann, Action.SEE_WAITING, None, today)
    assert access.can(admin_ann, Action.ASSIGN_TEAM, waiting, today)
    assert not any(access.can(who, Action.SEE_WAITING, None, today) for who in (ben, cem, ada_user, AnonymousUser()))
    assert not Patient.objects.visible_to(admin_ann, today).exists()


def test_importing_takes_the_right_that_the_import_uses(
    ada: Patient,
    ben: User,
    zoe: User,
    admin_ann: User,
    ada_user: User,
    team: CareTeam,
    other_team: CareTeam,
    today: date,
) -> None:
    waiting = patient(clinic=None, ref="new-1")
    assert access.may_import(ben, ada, team, today)
    assert not access.may_import(zoe, ada, team, today)
    assert access.may_import(ben, None, team, today)
    assert not access.may_import(ben, None, other_team, today)
    assert access.may_import(ben, None, None, today)
    assert not access.may_import(ada_user, None, None, today)
    assert not access.may_import(ben, waiting, team, today)
    assert access.may_import(admin_ann, waiting, team, today)


def test_somebody_waiting_is_found_by_administrators_and_only_while_waiting(
    ada: Patient, admin_ann: User, ben: User, today: date
) -> None:
    waiting = patient(clinic=None, ref="new-1")
    assert access.get_waiting(admin_ann, waiting.pk, today) == waiting
    for who, whom in ((ben, waiting), (admin_ann, ada)):
        with pytest.raises(Http404):
            access.get_waiting(who, whom.pk, today)


# ── outside: as if it did not exist ─────────────────────────────────────────────────────────────────────────────────


def test_a_stranger_and_a_wrong_id_get_the_same_answer(ada: Patient, ben: User, zoe: User, today: date) -> None:
    assert access.get_patient(ben, Action.VIEW, ada.pk, today) == ada
    with pytest.raises(Http404) as stranger:
        access.get_patient(zoe, Action.VIEW, ada.pk, today)
    with pytest.raises(Http404) as nothing:
        access.get_patient(ben, Action.VIEW, uuid.uuid4(), today)
    assert str(stranger.value) == str(nothing.value)


def test_seeing_is_not_doing(ada: Patient, ada_user: User, ben: User, today: date) -> None:
    with pytest.raises(Http404):
        access.get_patient(ada_user, Action.ENTER_FACTS, ada.pk, today)
    with pytest.raises(Http404):
        access.get_patient(ben, Action.DECIDE, ada.pk, today)


def test_a_row_of_ada_is_found_by_those_who_may_and_by_no_one_else(
    ada: Patient, ben: User, cem: User, zoe: User, today: date, now: datetime
) -> None:
    everything_of(ada, now)
    flag = Flag.objects.get()
    find = {"action": Action.DECIDE, "on": today, "pk": flag.pk}
    assert access.get_row(Flag.objects.all(), actor=cem, **find) == flag
    for who in (ben, zoe):
        with pytest.raises(Http404):
            access.get_row(Flag.objects.all(), actor=who, **find)


def test_a_relation_that_ends_ends_at_once(ada: Patient, team: CareTeam, today: date) -> None:
    eve = member("Eve", team, Role.COORDINATOR)
    assert access.can(eve, Action.VIEW, ada, today)
    Membership.objects.filter(user=eve).update(ends_on=today - A_DAY)
    assert not access.can(eve, Action.VIEW, ada, today)
