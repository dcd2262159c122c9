"""The operator's two commands: a first clinic, and people for its teams."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import CareTeam, Clinic, Membership, Role, User

pytestmark = pytest.mark.django_db

PASSWORD = "three quiet herons"


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def create_clinic(name: str = "Hill Clinic", email: str = "Ann@Example.org", *more: str) -> str:
    return run("create_clinic", name, "--admin-email", email, "--admin-name", "Ann", *more)


def set_password_by(link: str, client: Client) -> int:
    found = re.search(r"http://127\.0\.0\.1:8000(/accounts/invitation/\S+)", link)
    assert found
    return client.post(found[1], {"new_password1": PASSWORD, "new_password2": PASSWORD}).status_code


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Clinic, CareTeam, User, Membership))


def test_a_first_clinic_starts_with_a_team_and_an_administrator_who_can_sign_in(client: Client) -> None:
    said = create_clinic("Hill Clinic", "Ann@Example.org", "--team", "Lupus", "--time-zone", "Europe/Vienna")
    clinic = Clinic.objects.get()
    assert (clinic.name, clinic.time_zone, clinic.teams.get().name) == ("Hill Clinic", "Europe/Vienna", "Lupus")
    membership = Membership.objects.get()
    assert (membership.user.email, membership.role, membership.team) == ("ann@example.org", Role.ADMINISTRATOR, None)
    assert set_password_by(said, client) == 302
    client.post("/accounts/login/", {"login": "ann@example.org", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(membership.user.pk)


def test_the_emergency_number_is_said_aloud() -> None:
    assert "call 112" in create_clinic()
    assert "call 911" in create_clinic("Bay Clinic", "bea@example.org", "--emergency-number", "911")


@pytest.mark.parametrize(
    ("name", "email", "more", "complaint"),
    [
        ("Harbour Clinic", "ann@example.org", [], "A clinic of this name exists already."),
        ("HARBOUR clinic", "ann@example.org", [], "A clinic of this name exists already."),
        ("Hill Clinic", "BEN@example.org", [], "A person with this e-mail address exists already."),
        ("Hill Clinic", "ann at home", [], "valid email"),
        ("Hill Clinic", "ann@example.org", ["--time-zone", "Mars/Olympus"], "'Mars/Olympus' is not a time zone."),
        ("", "ann@example.org", [], "blank"),
        ("Hill Clinic", "ann@example.org", ["--team", " "], "blank"),
        ("H" * 201, "ann@example.org", [], "at most 200"),
    ],
)
def test_wrong_input_is_named_and_stores_nothing(
    ben: User, name: str, email: str, more: list[str], complaint: str
) -> None:
    before = counts()
    with pytest.raises(CommandError, match=re.escape(complaint)) as refused:
        create_clinic(name, email, *more)
    assert refused.value.returncode == 1
    assert counts() == before


def add_member(*more: str, email: str = "cem@example.org", team: str = "Vasculitis", role: str = "clinician") -> str:
    return run("add_member", email, "--team", team, "--role", role, *more)


def test_somebody_new_joins_a_team_and_gets_a_link(team: CareTeam, client: Client) -> None:
    said = add_member("--name", "Cem")
    membership = Membership.objects.get()
    assert (membership.user.name, membership.team, membership.role) == ("Cem", team, Role.CLINICIAN)
    assert set_password_by(said, client) == 302


def test_somebody_known_joins_without_a_link(ben: User, other_team: CareTeam) -> None:
    ben.set_password(PASSWORD)
    ben.save()
    said = add_member(email="Ben@example.org", team="skin", role="coordinator")
    assert "Ben is now coordinator of Skin" in said
    assert "http" not in said
    assert User.objects.count() == 1
    assert ben.memberships.count() == 2


def test_a_lost_link_is_replaced_by_asking_again(team: CareTeam, client: Client) -> None:
    add_member()
    said = add_member()
    assert "was already clinician" in said
    assert Membership.objects.count() == 1
    assert set_password_by(said, client) == 302


def test_an_unknown_team_is_answered_with_those_there_are(team: CareTeam, other_team: CareTeam) -> None:
    with pytest.raises(CommandError, match=r"no care team 'Lungs'.*Vasculitis \(Harbour Clinic\)"):
        add_member(team="Lungs")
    assert not User.objects.exists()


def test_a_name_that_two_clinics_use_needs_the_clinic(team: CareTeam) -> None:
    CareTeam.objects.create(clinic=Clinic.objects.create(name="Hill Clinic"), name="Vasculitis")
    with pytest.raises(CommandError, match="--clinic"):
        add_member()
    add_member("--clinic", "harbour clinic")
    assert Membership.objects.get().team == team


def test_what_is_no_address_joins_nothing(team: CareTeam) -> None:
    with pytest.raises(CommandError, match="valid email"):
        add_member(email="cem at home")
    assert not User.objects.exists()
