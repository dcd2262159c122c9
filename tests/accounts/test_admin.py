"""The technical administration: for staff, without patients."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.test import Client

from accounts import admin
from accounts.access_log import record
from accounts.models import AccessLog, User
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(db: None) -> User:
    return User.objects.create_superuser("ops@example.org", name="Ops")


def test_who_is_not_signed_in_goes_to_the_sign_in_page_with_limits(client: Client) -> None:
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/")
    answer = client.post("/admin/login/", {"username": "ops@example.org", "password": "a guess"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("who", ["ben", "cem", "admin_ann", "ada_user"])
def test_care_teams_and_patients_do_not_get_in(sign_in: SignIn, request: pytest.FixtureRequest, who: str) -> None:
    client = sign_in(request.getfixturevalue(who))
    assert client.get("/admin/", follow=True).status_code == 403
    assert client.get("/admin/accounts/user/", follow=True).status_code == 403


def test_only_people_places_and_the_log_are_there() -> None:
    assert {model.__name__ for model in admin.site._registry} == {
        "User",
        "Clinic",
        "CareTeam",
        "Membership",
        "AccessLog",
    }


@pytest.mark.parametrize("name", ["user", "clinic", "careteam", "membership", "accesslog"])
def test_staff_opens_every_list(sign_in: SignIn, operator: User, name: str) -> None:
    assert sign_in(operator).get(f"/admin/accounts/{name}/").status_code == 200


def test_a_person_added_here_has_no_password_and_a_small_letter_address(sign_in: SignIn, operator: User) -> None:
    form = {"email": "Cem@Example.org", "name": "Cem", "language": "en", "time_zone": "UTC", "is_active": "on"}
    assert sign_in(operator).post("/admin/accounts/user/add/", form).status_code == 302
    cem = User.objects.get(email="cem@example.org")
    assert not cem.has_usable_password()


def test_the_log_is_read_only(sign_in: SignIn, operator: User, now: datetime) -> None:
    record(actor=operator, patient_ids=[uuid4()], action="read", what="journey", now=now)
    row, client = AccessLog.objects.get(), sign_in(operator)
    page = f"/admin/accounts/accesslog/{row.pk}"
    assert client.get(f"{page}/change/").status_code == 200
    assert client.post(f"{page}/change/", {"what": "nothing"}).status_code == 403
    assert client.post(f"{page}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/accounts/accesslog/add/").status_code == 403
    assert AccessLog.objects.get().what == "journey"
