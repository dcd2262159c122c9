"""From the invitation to the first sign-in."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts import invitations
from accounts.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "three quiet herons"
Outbox = list[Any]  # of EmailMessage, which only accounts/mail.py may import
Invite = Callable[[], str]


@pytest.fixture
def invite(
    ben: User, now: datetime, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, mailoutbox: Outbox
) -> Invite:
    """Ben invites Ada; gives back the path of the mailed link."""

    def invite() -> str:
        with django_capture_on_commit_callbacks(execute=True):
            invitations.invite(email="Ada@Example.org", name="Ada", by=ben, now=now)
        found = re.search(r"http://127\.0\.0\.1:8000(/accounts/\S+)", str(mailoutbox[-1].body))
        assert found
        return found[1]

    return invite


def choose(client: Client, path: str, password: str = PASSWORD) -> int:
    return client.post(path, {"new_password1": password, "new_password2": password}).status_code


def is_verified() -> bool:
    return bool(EmailAddress.objects.get(email="ada@example.org").verified)


def test_nothing_is_sent_before_the_invitation_is_stored(ben: User, now: datetime, mailoutbox: Outbox) -> None:
    invitations.invite(email="ada@example.org", name="Ada", by=ben, now=now)
    assert mailoutbox == []


def test_the_invited_person_exists_without_password_and_unverified(invite: Invite, ben: User, now: datetime) -> None:
    invite()
    ada = User.objects.get(email="ada@example.org")
    assert (ada.name, ada.invited_by, ada.invited_at) == ("Ada", ben, now)
    assert not ada.has_usable_password()
    assert not is_verified()


def test_the_mail_is_neutral(invite: Invite, mailoutbox: Outbox) -> None:
    invite()
    [message] = mailoutbox
    assert message.to == ["ada@example.org"]
    words = (message.subject + str(message.body)).lower()
    assert not re.search(r"treatment|journey|patient|clinic|health|medic|team|\bada\b|\bben\b", words)


def test_looking_at_the_link_changes_nothing(invite: Invite, client: Client) -> None:
    path = invite()
    before = User.objects.filter(email="ada@example.org").values().get()
    for _ in range(2):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert User.objects.filter(email="ada@example.org").values().get() == before
    assert not is_verified()


def test_the_link_sets_a_password_once_and_proves_the_address(invite: Invite, client: Client) -> None:
    path = invite()
    assert choose(client, path) == 302
    assert is_verified()
    assert choose(client, path, "another password") == 404
    assert client.get(path).status_code == 404
    client.post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(User.objects.get(email="ada@example.org").pk)


def test_a_weak_password_is_refused_with_the_reason(invite: Invite, client: Client) -> None:
    path = invite()
    page = client.post(path, {"new_password1": "ada", "new_password2": "ada"})
    assert page.status_code == 200
    assert "too short" in page.content.decode()
    assert not User.objects.get(email="ada@example.org").has_usable_password()
    assert choose(client, path) == 302


def test_the_form_needs_its_token(invite: Invite) -> None:
    assert choose(Client(enforce_csrf_checks=True), invite()) == 403
    assert not User.objects.get(email="ada@example.org").has_usable_password()


def test_a_link_ends_after_three_days(invite: Invite, client: Client, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        path = invite()
    with time_machine.travel(now + timedelta(days=2, hours=23), tick=False):
        assert client.get(path).status_code == 200
    with time_machine.travel(now + timedelta(days=3, seconds=1), tick=False):
        assert choose(client, path) == 404


def test_a_link_is_for_one_person(invite: Invite, client: Client, dee_user: User) -> None:
    path = invite()
    ada = User.objects.get(email="ada@example.org")
    assert choose(client, path.replace(str(ada.pk), str(dee_user.pk))) == 404
    assert choose(client, path.replace(str(ada.pk), "00000000-0000-0000-0000-000000000000")) == 404


def test_a_closed_account_cannot_be_opened_with_an_old_link(invite: Invite, client: Client) -> None:
    path = invite()
    User.objects.filter(email="ada@example.org").update(is_active=False)
    assert choose(client, path) == 404


def test_inviting_again_sends_another_link_to_the_same_person(invite: Invite, client: Client) -> None:
    first, second = invite(), invite()
    assert User.objects.filter(email="ada@example.org").count() == 1
    assert choose(client, second) == 302
    assert choose(client, first) == 404


def test_who_has_a_password_is_only_told_where_to_sign_in(invite: Invite, client: Client) -> None:
    choose(client, invite())
    assert invite() == "/accounts/login/"


def test_what_is_no_address_is_refused(ben: User, now: datetime) -> None:
    with pytest.raises(ValidationError, match="valid email"):
        invitations.invite(email="ada at home", name="Ada", by=ben, now=now)
    assert not User.objects.filter(name="Ada").exists()


def test_a_link_that_was_handed_over_sets_a_password_but_proves_no_address(
    ben: User, client: Client, now: datetime
) -> None:
    ada = invitations.enrol(email="ada@example.org", name="Ada", by=ben, now=now)
    path = invitations.link(ada, invitations.HANDED_OVER).removeprefix("http://127.0.0.1:8000")
    assert choose(client, path) == 302
    assert User.objects.get(pk=ada.pk).check_password(PASSWORD)
    assert not is_verified()


def test_a_mail_server_that_is_away_stops_no_invitation(
    ben: User,
    now: datetime,
    settings: object,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # type: ignore[attr-defined]  # discard: nobody listens
    with django_capture_on_commit_callbacks(execute=True):
        ada = invitations.invite(email="ada@example.org", name="Ada", by=ben, now=now)
    assert f"invitation of {ada.pk} not accepted" in caplog.text
    assert "ada@example.org" not in caplog.text


@pytest.mark.parametrize(("given", "kept"), [("", "en"), ("es", "es"), ("es-MX", "es-MX"), ("ca-ES-valencia", "ca")])
def test_a_new_person_is_written_to_in_their_language(ben: User, now: datetime, given: str, kept: str) -> None:
    invitations.enrol(email="ada@example.org", name="Ada", language=given, by=ben, now=now)
    assert User.objects.get(email="ada@example.org").language == kept


def test_who_has_an_account_keeps_the_language_of_it(ada_user: User, ben: User, now: datetime) -> None:
    invitations.invite(email=ada_user.email, name="Ada", language="es", by=ben, now=now)
    assert User.objects.get(pk=ada_user.pk).language == "en"
