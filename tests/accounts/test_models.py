"""Who people are, who belongs where and since when."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import CareTeam, Clinic, Membership, Role, User

pytestmark = pytest.mark.django_db


def test_an_address_is_kept_in_lower_case_and_found_in_any() -> None:
    ada = User.objects.create_user(" Ada@Example.ORG ", name="Ada")
    assert ada.email == "ada@example.org"
    assert User.objects.get_by_natural_key("ADA@example.org") == ada


def test_one_address_is_one_person(ada_user: User) -> None:
    with pytest.raises(IntegrityError, match=r"user_email_unique|accounts_user\.email"):
        User.objects.create_user("ADA@example.org", name="Another Ada")


def test_the_database_refuses_an_address_in_capitals(ada_user: User) -> None:
    with pytest.raises(IntegrityError, match="user_email_lower_case"):
        User.objects.filter(pk=ada_user.pk).update(email="Ada@example.org")


def test_a_person_without_password_cannot_sign_in_with_an_empty_one(ada_user: User) -> None:
    assert not ada_user.has_usable_password()
    assert not ada_user.check_password("")


def test_a_superuser_may_open_the_technical_administration() -> None:
    operator = User.objects.create_superuser("ops@example.org", "correct horse battery", name="Ops")
    assert operator.is_staff
    assert operator.is_superuser
    assert operator.check_password("correct horse battery")


def test_a_time_zone_must_exist() -> None:
    with pytest.raises(ValidationError, match="Mars/Olympus"):
        Clinic(name="Far away", time_zone="Mars/Olympus").full_clean()


def test_clinics_differ_in_more_than_capitals(clinic: Clinic) -> None:
    with pytest.raises(IntegrityError, match="clinic_name_unique"):
        Clinic.objects.create(name=clinic.name.upper())


def test_teams_of_two_clinics_may_share_a_name(team: CareTeam) -> None:
    other_clinic = Clinic.objects.create(name="Hill Clinic")
    CareTeam.objects.create(clinic=other_clinic, name=team.name)
    with pytest.raises(IntegrityError, match="care_team_name_unique"):
        CareTeam.objects.create(clinic=team.clinic, name=team.name.lower())


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CLINICIAN])
def test_a_coordinator_or_clinician_belongs_to_a_team(ada_user: User, clinic: Clinic, role: Role, today: date) -> None:
    with pytest.raises(IntegrityError, match="membership_team_unless_administrator"):
        Membership.objects.create(user=ada_user, clinic=clinic, role=role, starts_on=today)


def test_an_administrator_belongs_to_no_team(ada_user: User, team: CareTeam, today: date) -> None:
    with pytest.raises(IntegrityError, match="membership_team_unless_administrator"):
        _join(ada_user, team, role=Role.ADMINISTRATOR, starts_on=today)


def test_an_unknown_role_is_refused(ada_user: User, team: CareTeam, today: date) -> None:
    with pytest.raises(IntegrityError, match="membership_team_unless_administrator"):
        _join(ada_user, team, role="surgeon", starts_on=today)


def test_a_membership_does_not_end_before_it_starts(ada_user: User, team: CareTeam, today: date) -> None:
    with pytest.raises(IntegrityError, match="membership_ends_after_start"):
        _join(ada_user, team, starts_on=today, ends_on=today - timedelta(days=1))


def test_a_team_of_another_clinic_is_refused(ada_user: User, team: CareTeam, today: date) -> None:
    elsewhere = Clinic.objects.create(name="Hill Clinic")
    with pytest.raises(ValidationError, match="another clinic"):
        Membership.objects.create(user=ada_user, clinic=elsewhere, team=team, role=Role.CLINICIAN, starts_on=today)


def test_an_open_membership_is_there_once_and_may_come_again(ben: User, team: CareTeam, today: date) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        _join(ben, team, starts_on=today)
    Membership.objects.filter(user=ben).update(ends_on=today)
    _join(ben, team, starts_on=today + timedelta(days=1))
    assert Membership.objects.filter(user=ben).count() == 2


def test_nobody_administers_one_clinic_twice(admin_ann: User, clinic: Clinic, today: date) -> None:
    with pytest.raises(IntegrityError):
        Membership.objects.create(user=admin_ann, clinic=clinic, role=Role.ADMINISTRATOR, starts_on=today)


@pytest.mark.parametrize(
    ("starts", "ends", "is_live"),
    [(1, None, False), (-9, -1, False), (-9, None, True), (0, None, True), (-9, 0, True), (0, 0, True), (-9, 9, True)],
)
def test_a_membership_is_live_from_its_first_to_its_last_day(
    ada_user: User, team: CareTeam, today: date, starts: int, ends: int | None, is_live: bool
) -> None:
    ends_on = None if ends is None else today + timedelta(days=ends)
    _join(ada_user, team, starts_on=today + timedelta(days=starts), ends_on=ends_on)
    assert Membership.objects.live(today).exists() is is_live


def _join(user: User, team: CareTeam, *, starts_on: date, role: str = Role.COORDINATOR, **fields: Any) -> Membership:
    return Membership.objects.create(user=user, clinic=team.clinic, team=team, role=role, starts_on=starts_on, **fields)
