"""The environment decides: what a real site needs, what it refuses; and it passes Django's own deployment check."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# All that a real site has to be told.
PRODUCTION = {
    "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "tracker.example.org",
    "SITE_URL": "https://tracker.example.org",
    "DATABASE_URL": "sqlite:///:memory:",
    "BROKER_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp+tls://sender:secret@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "no-reply@tracker.example.org",
}

SHOW = """
import json, django
from django.conf import settings
django.setup()
print(json.dumps({name: repr(getattr(settings, name)) for name in dir(settings) if name.isupper()}))
"""

ASK = """
import json, django
django.setup()
from django.test import Client
over_tls, plain = Client(headers={"host": "tracker.example.org"}), Client(headers={"host": "tracker.example.org"})
print(json.dumps({
    "secure": dict(over_tls.get("/healthz", secure=True).headers),
    "plain": dict(plain.get("/accounts/login/").headers),
    "wrong host": Client(headers={"host": "evil.example"}).get("/accounts/login/", secure=True).status_code,
}))
"""


def python(var: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Python in an environment that holds nothing but what is given."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    given = {**inherited, "DJANGO_SETTINGS_MODULE": "tracker.settings", "VAR_DIR": str(var), **environment}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=given, capture_output=True, text=True, timeout=120, check=False
    )


def values(var: Path, **environment: str) -> dict[str, str]:
    done = python(var, "-c", SHOW, **environment)
    assert done.returncode == 0, done.stderr
    shown: dict[str, str] = json.loads(done.stdout)
    return shown


def test_a_real_site_passes_the_deployment_check(tmp_path: Path) -> None:
    done = python(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_the_deployment_check_can_fail(tmp_path: Path) -> None:
    done = python(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", DEBUG="1")
    assert done.returncode == 1
    assert "security.W018" in done.stderr


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SITE_URL": None}, "SITE_URL"),
        ({"SITE_URL": "http://tracker.example.org"}, "SITE_URL"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
    ],
)
def test_a_real_site_refuses_to_start_half_told(tmp_path: Path, change: dict[str, str | None], complaint: str) -> None:
    environment = {name: value for name, value in {**PRODUCTION, **change}.items() if value is not None}
    done = python(tmp_path, "manage.py", "check", **environment)
    assert done.returncode != 0
    assert complaint in done.stderr.splitlines()[-1]


def test_a_real_site_guards_cookies_and_insists_on_tls(tmp_path: Path) -> None:
    shown = values(tmp_path, **PRODUCTION)
    assert shown["DEBUG"] == "False"
    assert (shown["SESSION_COOKIE_NAME"], shown["CSRF_COOKIE_NAME"]) == ("'__Host-sessionid'", "'__Host-csrftoken'")
    assert {shown[f"{name}_COOKIE_SECURE"] for name in ("SESSION", "CSRF")} == {"True"}
    assert shown["SESSION_COOKIE_HTTPONLY"] == "True"
    assert not (tmp_path / "secret-key").exists()
    done = python(tmp_path, "-c", ASK, **PRODUCTION)
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    assert answers["secure"]["Strict-Transport-Security"] == "max-age=31536000"
    assert answers["plain"]["Location"] == "https://tracker.example.org/accounts/login/"
    assert answers["wrong host"] == 400


def test_this_machine_alone_needs_nothing_and_keeps_one_secret_key(tmp_path: Path) -> None:
    var = tmp_path / "var"
    first, second = values(var), values(var)
    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert len(first["SECRET_KEY"]) > 50
    assert stat.S_IMODE((var / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE(var.stat().st_mode) == 0o700
    assert first["ALLOWED_HOSTS"] == "['127.0.0.1', 'localhost', '[::1]']"
    assert first["DEBUG"] == first["DEMO"] == "False"


def test_mail_goes_where_the_environment_says(tmp_path: Path) -> None:
    shown = values(tmp_path, **PRODUCTION)
    assert shown["EMAIL_HOST"] == "'mail.example.org'"
    assert (shown["EMAIL_PORT"], shown["EMAIL_USE_TLS"], shown["EMAIL_TIMEOUT"]) == ("587", "True", "15")
    assert (shown["EMAIL_HOST_USER"], shown["EMAIL_HOST_PASSWORD"]) == ("'sender'", "'secret'")
    assert "console" in values(tmp_path)["EMAIL_BACKEND"]


def test_sqlite_waits_for_other_writers_and_keeps_what_it_wrote(tmp_path: Path) -> None:
    shown = values(tmp_path)
    assert "'transaction_mode': 'IMMEDIATE'" in shown["DATABASES"]
    assert "journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON" in shown["DATABASES"]
