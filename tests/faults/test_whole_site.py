"""Every process of docker-compose.yml at once, and the main job walked through in a browser: Ada checks in, Ben sees
it, and a reminder reaches Amara by beat, Redis and the worker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker, Settings

from journeys.actions.imports import import_journey
from journeys.guidance import document
from journeys.models import CheckIn, Patient
from reminders.models import DeliveryAttempt, Occurrence
from tests.browser.conftest import browser_type_launch_args  # noqa: F401  Playwright's fixture finds it here
from tests.faults import databases
from tests.faults.compose import Compose
from tests.faults.databases import Postgres, Store
from tests.faults.mail import MailServer
from tests.faults.people import prefer
from tests.faults.tls_proxy import tls_proxy
from tests.servers import free_port, until, wait_for
from tracker.demo import people
from tracker.demo.cohort import FOLDER
from tracker.demo.shift import shift


@pytest.fixture
def compose(store: Store, mail: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Compose]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread
    assert store.cluster
    web, redis, https = free_port(), free_port(), free_port()
    places = {
        "@postgres:5432": f"@127.0.0.1:{store.cluster.port}",
        "@redis:6379": f"@127.0.0.1:{redis}",
        "smtp://mail:1025": mail.url,
        "0.0.0.0 --port 8000": f"127.0.0.1 --port {web}",
        "127.0.0.1:8000": f"127.0.0.1:{web}",
        "redis-cli ping": f"redis-cli -p {redis} ping",
    }
    values = {
        "SECRET_KEY": "only-for-this-test-" + "x" * 50,
        "POSTGRES_PASSWORD": "invented",
        "REDIS_PASSWORD": "invented",
        "ALLOWED_HOSTS": "localhost",
        "SITE_URL": f"https://localhost:{https}",
    }
    compose = Compose(values | {"WEB": str(web), "REDIS": str(redis), "HTTPS": str(https)}, places, tmp_path)
    yield compose
    compose.stop_all()


@pytest.fixture
def started(
    compose: Compose, store: Store, django_db_blocker: DjangoDbBlocker, settings: Settings
) -> Iterator[Compose]:
    """As `docker compose up` does it: first the servers, then the migration, then the rest."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]  # the site knows no other
    assert store.cluster
    said = compose.services["postgres"]["environment"]
    if not _has_role(store):
        Postgres(store.cluster, "postgres").sql("CREATE ROLE tracker LOGIN")
    Postgres(store.cluster, "postgres").sql(f"CREATE DATABASE {said['POSTGRES_DB']} OWNER {said['POSTGRES_USER']}")
    redis = compose.values["REDIS"]
    compose.start("redis", "--port", redis, "--bind", "127.0.0.1", "--dir", str(compose.folder))
    wait_for(int(redis), compose.running["redis"])
    compose.build()
    compose.run("migrate")
    with django_db_blocker.unblock(), databases.as_default(Postgres(store.cluster, said["POSTGRES_DB"])):
        ada_and_amara()
        for service in ("web", "worker", "beat"):
            compose.start(service)
        wait_for(int(compose.values["WEB"]), compose.running["web"], seconds=60)
        port, behind = int(compose.values["HTTPS"]), int(compose.values["WEB"])
        with tls_proxy(port, behind=behind, folder=compose.folder):
            yield compose


def _has_role(store: Store) -> bool:
    assert store.cluster
    return bool(Postgres(store.cluster, "postgres").sql("SELECT 1 FROM pg_roles WHERE rolname = 'tracker'"))


def ada_and_amara() -> None:
    """Of the demo. Where they are it is about noon; today is the day of Amara's reminder, and Ada wants none."""
    now = timezone.now()
    team = people.team(today=now.date())
    zone = f"Etc/GMT{now.hour - 12:+d}"
    today = now.astimezone(ZoneInfo(zone)).date()
    days = {row["file"]: row["key_day"] for row in json.loads((FOLDER / "cohort.json").read_text())}
    for name in ("tak-01-still-active", "ln-01-not-halved"):
        content = json.loads((FOLDER / f"invented/{name}.json").read_text())
        content["patient"]["time_zone"] = zone
        moved = shift(content, key_day=date.fromisoformat(days[f"invented/{name}.json"]), to=today)
        import_journey(journey=document.parse(moved), team=team, by=None, now=now)
    people.accounts(team, today=now.date())
    prefer(Patient.objects.get(user__email=f"amara@{people.DOMAIN}"), weekday=today.weekday())
    prefer(Patient.objects.get(user__email=f"ada@{people.DOMAIN}"), stopped_at=datetime(2026, 1, 1, tzinfo=UTC))


def sign_in(browser: Browser, root: str, name: str) -> Page:
    page = browser.new_context(ignore_https_errors=True, viewport={"width": 390, "height": 844}).new_page()
    page.goto(root)
    page.get_by_label("E-mail").fill(f"{name}@{people.DOMAIN}")
    page.get_by_label("Password", exact=True).fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out").or_(page.get_by_role("link", name="Sign out"))).to_be_attached()
    return page


@pytest.mark.slow_fault
@pytest.mark.cluster
@pytest.mark.broker
@pytest.mark.browser
def test_every_process_of_the_compose_file_together_does_the_main_job(
    started: Compose, mail: MailServer, browser: Browser
) -> None:
    assert set(started.services) == {"migrate", "web", "worker", "beat", "postgres", "redis", "mail"}
    root = started.values["SITE_URL"]
    ada = Patient.objects.get(user__email=f"ada@{people.DOMAIN}")

    bens = sign_in(browser, root, "ben")
    bens.goto(f"{root}/work/")
    expect(bens.locator(f"#row-{ada.id} .work-facts")).not_to_contain_text("today")
    adas = sign_in(browser, root, "ada")
    adas.goto(root)
    adas.get_by_role("link", name="Start check-in").click()
    adas.get_by_label("Severe", exact=True).check()
    adas.get_by_role("button", name="Save").click()
    expect(adas.get_by_role("heading", name="Saved")).to_be_visible()
    assert CheckIn.objects.filter(patient=ada, entered_by__isnull=False).count() == 1
    expect(bens.locator(f"#row-{ada.id} .work-facts")).to_contain_text("today", timeout=20_000)

    until(lambda: mail.taken("amara@"), "beat rings, Redis carries it, the worker sends", seconds=150)
    (copy,) = mail.taken("amara@")
    letter = copy.parsed
    text = letter.get_body(("plain",))
    assert text is not None
    assert letter["Subject"] == "You have something to do"
    assert root in text.get_content()
    assert "lupus" not in copy.raw.lower()
    assert mail.taken("ada@") == []
    assert DeliveryAttempt.objects.get().outcome == "accepted"
    assert Occurrence.objects.filter(state="sent").exists()

    for service in ("web", "worker", "beat", "redis"):
        assert started.running[service].poll() is None, service
    for service in ("web", "beat"):
        until(lambda service=service: started.is_healthy(service), f"{service} is healthy", seconds=20, every=1)
    assert "Traceback" not in "".join(started.log(each).read_text() for each in started.running)
