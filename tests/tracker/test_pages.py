"""What every answer of the site carries, whatever its status; and what is denied by default."""

import logging

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests.conftest import SignIn
from tracker.logs import Formatter

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings: Settings) -> Client:
    settings.ROOT_URLCONF = "tests.tracker.urls_with_faults"
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/accounts/login/", 200),
        ("get", "/accounts/password/change/", 302),
        ("get", "/healthz", 200),
        ("get", "/no-such-page", 404),
        ("get", "/forbid", 403),
        ("post", "/accounts/login/", 403),
        ("options", "/healthz", 405),
        ("get", "/crash", 500),
    ],
)
def test_every_answer_carries_the_security_headers(site: Client, method: str, path: str, status: int) -> None:
    answer = getattr(site, method)(path)
    assert answer.status_code == status
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "font-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "object-src": "'none'",
    }
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


def test_an_endpoint_that_names_nobody_is_for_nobody(site: Client, sign_in: SignIn, ben: User) -> None:
    assert site.get("/undecided").status_code == 403
    answer = sign_in(ben, site).get("/undecided")
    assert answer.status_code == 403
    assert "secret" not in answer.json()


def test_a_crash_is_logged_with_its_place_but_not_its_words(site: Client, caplog: pytest.LogCaptureFixture) -> None:
    site.get("/crash", {"note": "Ada, ESR 48"})
    [record] = [r for r in caplog.records if r.levelno >= logging.ERROR]
    line = Formatter().format(record)
    assert "in crash" in line
    assert line.endswith("ValueError")
    assert "Ada" not in line
    assert "note=" not in line


def test_the_cause_of_a_failure_is_logged_by_type_too() -> None:
    try:
        try:
            int("Ada")
        except ValueError as error:
            raise KeyError("Ada") from error
    except KeyError as error:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "Oh", None, (KeyError, error, error.__traceback__))
    line = Formatter().format(record)
    assert line.index("ValueError") < line.index("KeyError")
    assert "Ada" not in line.replace('int("Ada")', "").replace('KeyError("Ada")', "")


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/accounts/invitation/ada/s3cret/", "/accounts/invitation/ada/…/"),
        ("/c/s3cret.ics", "/c/…"),
        ("/u/s3cret/c/", "/u/…/c/"),
        ("/a/s3cret.s3cret/", "/a/…/"),
        ("/accounts/password/reset/key/s3cret-s3cret/", "/accounts/password/reset/key/…/"),
        ("/accounts/confirm-email/s3cret/", "/accounts/confirm-email/…/"),
        ("/accounts/login/", "/accounts/login/"),
    ],
)
def test_a_link_that_lets_somebody_in_is_not_logged(path: str, written: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "x", 1, "Not Found: %s", (path,), None)
    assert Formatter().format(record).endswith(f"Not Found: {written}")


def test_a_failed_task_is_logged_without_its_words() -> None:
    context = {
        "name": "reminders.tasks.tick",
        "id": "1",
        "description": "raised unexpected",
        "exc": "Ada",
        "traceback": "Ada",
    }
    message = "Task %(name)s[%(id)s] %(description)s: %(exc)s\n%(traceback)s"
    line = Formatter().format(logging.LogRecord("celery", logging.ERROR, "x", 1, message, (context,), None))
    assert "reminders.tasks.tick[1] raised unexpected" in line
    assert "Ada" not in line
