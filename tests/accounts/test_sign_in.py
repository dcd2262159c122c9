"""Signing in with the real form: wrong passwords, limits, forgery, what is closed."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db

PASSWORD = "three quiet herons"
Outbox = list[Any]  # of EmailMessage, which only accounts/mail.py may import
LOGIN = "/accounts/login/"


@pytest.fixture
def ben_with_password(ben: User) -> User:
    ben.set_password(PASSWORD)
    ben.save()
    return ben


def try_to_sign_in(client: Client, password: str, email: str = "ben@example.org") -> bool:
    response = client.post(LOGIN, {"login": email, "password": password})
    assert response.status_code in {200, 302}
    return "_auth_user_id" in client.session


def test_nobody_is_signed_in_at_first(client: Client) -> None:
    page = client.get(LOGIN)
    assert page.status_code == 200
    assert "_auth_user_id" not in client.session


def test_the_form_is_refused_without_its_token(ben_with_password: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(LOGIN, {"login": "ben@example.org", "password": PASSWORD}).status_code == 403
    assert "_auth_user_id" not in client.session


def test_the_form_with_its_token_signs_in_and_leads_home(ben_with_password: User) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(LOGIN).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    answer = client.post(LOGIN, {"login": "Ben@Example.org", "password": PASSWORD, "csrfmiddlewaretoken": token[1]})
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    assert client.session["_auth_user_id"] == str(ben_with_password.pk)


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(client: Client, ben_with_password: User) -> None:
    pages = [
        client.post(LOGIN, {"login": email, "password": "not the password"}).content.decode()
        for email in ("ben@example.org", "nobody@example.org")
    ]
    errors = [re.findall(r'<a href="#[^"]*">([^<]+)</a>|<li>([^<]+)</li>', page) for page in pages]
    assert errors[0] == errors[1]
    assert errors[0]


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(client: Client, ben_with_password: User) -> None:
    for _ in range(5):
        assert not try_to_sign_in(client, "not the password")
    assert not try_to_sign_in(client, PASSWORD)
    page = client.post(LOGIN, {"login": "ben@example.org", "password": PASSWORD})
    assert "That was tried too often." in page.content.decode()


def test_four_wrong_passwords_lock_nobody_out(client: Client, ben_with_password: User) -> None:
    for _ in range(4):
        assert not try_to_sign_in(client, "not the password")
    assert try_to_sign_in(client, PASSWORD)


def test_somebody_whose_account_was_closed_stays_outside(client: Client, ben_with_password: User) -> None:
    User.objects.filter(pk=ben_with_password.pk).update(is_active=False)
    assert not try_to_sign_in(client, PASSWORD)


def test_nobody_signs_up(client: Client) -> None:
    page = client.get("/accounts/signup/")
    assert "by invitation" in page.content.decode()
    client.post("/accounts/signup/", {"email": "eve@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.exists()


def test_signing_out_needs_a_post(sign_in: SignIn, ben: User) -> None:
    client = sign_in(ben)
    client.get("/accounts/logout/")
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_set_again_through_a_mailed_link(
    client: Client, ben_with_password: User, mailoutbox: Outbox
) -> None:
    client.post("/accounts/password/reset/", {"email": "BEN@example.org"}, headers={"host": "localhost"})
    [message] = mailoutbox
    assert message.to == ["ben@example.org"]
    link = re.search(r"http://127\.0\.0\.1:8000(/\S+)", str(message.body))
    assert link, "the link names our own site, not the host that the asker sent"
    form = client.get(link[1])
    new = "four loud herons"
    client.post(form["Location"], {"password1": new, "password2": new})
    assert not try_to_sign_in(client, PASSWORD)
    assert try_to_sign_in(client, new)
    assert [m.subject for m in mailoutbox[1:]] == ["Password Reset"]


def test_no_mail_goes_to_a_stranger_whose_address_somebody_typed(client: Client, mailoutbox: Outbox) -> None:
    answer = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert answer.status_code == 302
    assert mailoutbox == []


def test_the_mails_about_accounts_say_nothing_about_health(
    client: Client, ben_with_password: User, mailoutbox: Outbox
) -> None:
    client.post("/accounts/password/reset/", {"email": "ben@example.org"})
    text = (mailoutbox[0].subject + str(mailoutbox[0].body)).lower()
    assert not re.search(r"treatment|journey|patient|clinic|health|medic|symptom|ben\b(?!@)", text)


@pytest.mark.parametrize("page", ["password/change/", "email/", "logout/"])
def test_the_pages_about_ones_own_account_open(sign_in: SignIn, ben_with_password: User, page: str) -> None:
    client = sign_in(ben_with_password)
    answer = client.get(f"/accounts/{page}", follow=True)
    assert answer.status_code == 200
    assert 'class="button' in answer.content.decode()
    assert "style=" not in answer.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("test_after_test", [1, 2])
def test_limits_that_one_test_used_up_do_not_reach_the_next(client: Client, ben: User, test_after_test: int) -> None:
    for _ in range(4):
        client.post(LOGIN, {"login": "ben@example.org", "password": "not the password"})
    page = client.post(LOGIN, {"login": "ben@example.org", "password": "not the password"}).content.decode()
    assert "Too many" not in page
