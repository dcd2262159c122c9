"""Ben registers and invites Ada; Ann says which team looks after whom."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import AccessLog, CareTeam, Clinic, User
from journeys.actions import patients
from journeys.actions.entries import Refused
from journeys.models import CareEnded, CareTeamLink, Condition, Patient, Status
from tests.conftest import patient, team_patient

pytestmark = pytest.mark.django_db
TAKAYASU = [{"condition": "takayasu-arteritis", "diagnosed_on": "2025-11"}]


def register(team: CareTeam, ben: User, now: datetime, conditions: Any = TAKAYASU, **person: Any) -> Patient:
    person = {"id": "ada-1", "name": "Ada", "birth_date": "1988-04-02", "email": None, **person}
    return patients.register_patient(team=team, person=person, conditions=conditions, by=ben, now=now)


def test_a_registered_patient_is_in_the_teams_care_from_today(
    team: CareTeam, ben: User, now: datetime, today: date
) -> None:
    ada = register(team, ben, now, time_zone="Europe/Istanbul")
    assert (ada.ref, ada.name, ada.clinic, ada.time_zone) == ("ada-1", "Ada", team.clinic, "Europe/Istanbul")
    assert Condition.objects.get().diagnosed_on == "2025-11"
    link = CareTeamLink.objects.get()
    assert (link.patient, link.team, link.starts_on) == (ada, team, today)
    assert Patient.objects.visible_to(ben, today).get() == ada
    assert Status.objects.filter(patient=ada).exists()
    assert AccessLog.objects.get().patient_id == ada.pk


@pytest.mark.parametrize(
    ("person", "conditions", "field"),
    [
        ({"id": ""}, TAKAYASU, "id"),
        ({"birth_date": "1988-02-30"}, TAKAYASU, "birth_date"),
        ({"time_zone": "Mars/Crater"}, TAKAYASU, "time_zone"),
        ({"email": "nowhere"}, TAKAYASU, "email"),
        ({}, [{"condition": "gout"}], "conditions[0].condition"),
        ({"birth_date": "2026-03-03"}, TAKAYASU, "birth_date"),
        ({}, [{"condition": "takayasu-arteritis", "diagnosed_on": "2026-04"}], "conditions[0].diagnosed_on"),
    ],
)
def test_what_cannot_be_is_refused_by_field(
    person: Any, conditions: Any, field: str, team: CareTeam, ben: User, now: datetime
) -> None:
    with pytest.raises(Refused) as refused:
        register(team, ben, now, conditions, **person)
    assert [problem.path for problem in refused.value.problems] == [field]
    assert not Patient.objects.exists()


def test_an_identifier_is_registered_once_a_clinic(team: CareTeam, ben: User, now: datetime) -> None:
    register(team, ben, now)
    with pytest.raises(Refused) as refused:
        register(team, ben, now)
    assert refused.value.problems[0].path == "id"


@pytest.mark.django_db(transaction=True)
def test_two_who_register_or_invite_at_once_are_one_who_did_and_one_who_is_told(
    team: CareTeam, ben: User, now: datetime
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("threads can't race on an in-memory database")
    ways = sorted(at_once(lambda _: register(team, ben, now)))
    assert ways == ["done", "refused"]
    two = [team_patient(team, ref=ref) for ref in ("bob", "eve")]

    def invite(number: int) -> None:
        patients.invite_patient(patient=two[number], email="one@example.org", by=ben, now=now)

    assert sorted(at_once(invite)) == ["done", "refused"]
    assert Patient.objects.filter(user__email="one@example.org").count() == 1


def at_once(act: Callable[[int], object]) -> list[str]:
    together, ways = threading.Barrier(2), []

    def one(number: int) -> None:
        together.wait()
        try:
            act(number)
            ways.append("done")
        except Refused:
            ways.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ways


# ── invitations ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def unlinked(team: CareTeam) -> Patient:
    return team_patient(team, name="Ada")


def test_the_mail_leaves_once_the_invitation_is_stored(
    unlinked: Patient, ben: User, now: datetime, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as committed:
        user = patients.invite_patient(patient=unlinked, email=" Ada@Example.org ", by=ben, now=now)
    assert mailoutbox == []
    unlinked.refresh_from_db()
    assert unlinked.user == user
    assert (user.email, user.has_usable_password(), user.invited_by) == ("ada@example.org", False, ben)
    assert len(committed) == 1
    assert AccessLog.objects.get().what == "invitation"


def test_the_account_speaks_the_patients_language(unlinked: Patient, ben: User, now: datetime) -> None:
    unlinked.language = "es"
    unlinked.save(update_fields=["language"])
    assert patients.invite_patient(patient=unlinked, email="ada@example.org", by=ben, now=now).language == "es"


def test_inviting_again_sends_again_to_the_same_address_only(
    unlinked: Patient, ben: User, now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    patients.invite_patient(patient=unlinked, email="ada@example.org", by=ben, now=now)
    with django_capture_on_commit_callbacks() as committed:
        patients.invite_patient(patient=unlinked, email="ada@example.org", by=ben, now=now)
    assert len(committed) == 1
    with pytest.raises(Refused):
        patients.invite_patient(patient=unlinked, email="other@example.org", by=ben, now=now)
    assert User.objects.filter(email="other@example.org").count() == 0


def test_one_persons_account_opens_one_record(ada: Patient, team: CareTeam, ben: User, now: datetime) -> None:
    other = team_patient(team, ref="other")
    with pytest.raises(Refused):
        patients.invite_patient(patient=other, email="ada@example.org", by=ben, now=now)


@pytest.mark.parametrize("owner", ["ada_user", "dee_user", "zoe"])
def test_an_account_that_exists_is_never_given_a_record_by_somebody_elses_typing(
    owner: str, request: pytest.FixtureRequest, unlinked: Patient, ben: User, now: datetime
) -> None:
    somebody: User = request.getfixturevalue(owner)
    with pytest.raises(Refused) as refused:
        patients.invite_patient(patient=unlinked, email=somebody.email.upper(), by=ben, now=now)
    unlinked.refresh_from_db()
    assert unlinked.user is None
    assert [problem.path for problem in refused.value.problems] == ["email"]
    assert not Patient.objects.visible_to(somebody, now.date()).filter(pk=unlinked.pk).exists()


def test_what_is_no_address_invites_nobody(unlinked: Patient, ben: User, now: datetime) -> None:
    with pytest.raises(ValidationError):
        patients.invite_patient(patient=unlinked, email="nowhere", by=ben, now=now)
    unlinked.refresh_from_db()
    assert unlinked.user is None


# ── teams ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_assigning_takes_a_patient_off_the_waiting_list(
    team: CareTeam, admin_ann: User, ben: User, now: datetime, today: date
) -> None:
    waiting = patient(clinic=None)
    patients.assign_team(patient=waiting, team=team, by=admin_ann, now=now)
    assert not Patient.objects.waiting().exists()
    assert Patient.objects.visible_to(ben, today).get() == waiting
    assert AccessLog.objects.get().actor == admin_ann


def test_assigning_twice_is_once(team: CareTeam, admin_ann: User, now: datetime) -> None:
    waiting = patient(clinic=None)
    links = [patients.assign_team(patient=waiting, team=team, by=admin_ann, now=now) for _ in range(2)]
    assert links[0] == links[1]


def test_a_second_team_may_look_after_a_patient_too(
    ada: Patient, other_team: CareTeam, admin_ann: User, zoe: User, now: datetime, today: date
) -> None:
    patients.assign_team(patient=ada, team=other_team, by=admin_ann, now=now)
    assert Patient.objects.visible_to(zoe, today).get() == ada
    assert ada.team_links.live(today).count() == 2


def test_another_clinics_patient_and_a_taken_identifier_are_refused(
    ada: Patient, team: CareTeam, admin_ann: User, now: datetime
) -> None:
    hill = CareTeam.objects.create(clinic=Clinic.objects.create(name="Hill Clinic"), name="Rheumatology")
    twin = patient(clinic=None, ref=ada.ref)
    for whom, where in ((ada, hill), (twin, team)):
        with pytest.raises(Refused) as refused:
            patients.assign_team(patient=whom, team=where, by=admin_ann, now=now)
        assert refused.value.problems[0].path == "team"
    assert list(Patient.objects.waiting()) == [twin]


# ── the end of care ─────────────────────────────────────────────────────────────────────────────────────────────────


def ended(ada: Patient, by: User | None, now: datetime, **changes: Any) -> Patient:
    given = {"reason": CareEnded.DECEASED, "on": date(2026, 2, 20), **changes}
    return patients.end_care(patient=ada, by=by, now=now, **given)


def test_care_ends_on_a_day_for_a_reason_on_somebodys_word(ada: Patient, ben: User, now: datetime) -> None:
    ended(ada, ben, now)
    ada.refresh_from_db()
    assert (ada.care_ended, ada.care_ended_on) == ("deceased", date(2026, 2, 20))
    assert (ada.care_ended_by, ada.care_ended_at) == (ben, now)
    assert not Patient.objects.in_care().exists()
    assert AccessLog.objects.get().what == "care ended"


def test_a_command_may_say_so_too(ada: Patient, now: datetime) -> None:
    assert ended(ada, None, now).care_ended_by is None
    assert AccessLog.objects.get().actor is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": "bored"}, "reason"),
        ({"on": date(2026, 3, 3)}, "on"),
        ({"on": date(1988, 4, 1)}, "on"),
    ],
)
def test_an_end_that_cannot_be_is_refused(
    given: dict[str, Any], field: str, ada: Patient, ben: User, now: datetime
) -> None:
    with pytest.raises(Refused) as refused:
        ended(ada, ben, now, **given)
    assert [problem.path for problem in refused.value.problems] == [field]
    assert Patient.objects.in_care().get() == ada


def test_the_first_word_stands_until_it_is_taken_back(ada: Patient, ben: User, cem: User, now: datetime) -> None:
    ended(ada, ben, now)
    with pytest.raises(Refused):
        ended(ada, cem, now, reason=CareEnded.DISCHARGED)
    patients.resume_care(patient=ada, by=cem, now=now)
    assert ended(ada, cem, now, reason=CareEnded.DISCHARGED).care_ended == "discharged"


def test_undoing_leaves_nothing_but_who_undid_it(ada: Patient, ben: User, cem: User, now: datetime) -> None:
    ended(ada, ben, now)
    patients.resume_care(patient=ada, by=cem, now=now)
    ada.refresh_from_db()
    assert {ada.care_ended, ada.care_ended_on, ada.care_ended_at, ada.care_ended_by} == {None}
    assert (ada.care_resumed_at, ada.care_resumed_by) == (now, cem)
    assert list(AccessLog.objects.order_by("pk").values_list("what", flat=True)) == ["care ended", "care resumed"]


def test_undoing_nothing_is_nothing(ada: Patient, ben: User, now: datetime) -> None:
    patients.resume_care(patient=ada, by=ben, now=now)
    ada.refresh_from_db()
    assert ada.care_resumed_at is None
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"care_ended": "deceased"}, "patient_care_ended_has_day"),
        ({"care_ended_on": date(2026, 2, 20)}, "patient_care_ended_has_day"),
        (
            {"care_ended": "bored", "care_ended_on": date(2026, 2, 20), "care_ended_at": True},
            "patient_care_ended_is_known",
        ),
        ({"care_resumed_at": True}, "patient_care_resumed_by_somebody"),
    ],
)
def test_the_database_refuses_half_an_end(
    columns: dict[str, Any], constraint: str, ada: Patient, now: datetime
) -> None:
    filled = {name: now if value is True else value for name, value in columns.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Patient.objects.filter(pk=ada.pk).update(**filled)
