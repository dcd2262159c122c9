from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from journeys.models import Patient
from reminders import relay
from reminders.delivery import deliver_due
from reminders.models import Hold
from reminders.planning import plan

MINUTE = timedelta(minutes=1)


@pytest.mark.django_db
def test_healthz_says_that_the_database_answers_and_is_migrated(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    told = response.json()
    assert (told["database"], told["migrations"]) == ("ok", "applied")
    assert told["reminders"] == {
        "last_round_s": None,
        "queue_age_s": 0,
        "breaker": "closed",
        "held": False,
        "troubles": ["no round yet"],
    }


@pytest.mark.django_db
def test_a_migration_that_is_not_applied_makes_it_unhealthy(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'accounts'")
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["migrations"] == "pending"


def test_a_database_that_is_away_makes_it_unhealthy(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "cursor", _refuse)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"database": "unreachable"}


def _refuse() -> None:
    raise OperationalError("connection refused")


@pytest.fixture
def at(settings: Settings) -> Callable[[datetime], None]:
    def at(moment: datetime) -> None:
        settings.DATABASE_CLOCK = f"'{moment.isoformat()}'"

    return at


@pytest.mark.django_db
def test_after_a_round_reminders_are_well_and_five_minutes_later_they_are_not(
    client: Client, at: Callable[[datetime], None], now: datetime
) -> None:
    plan(now)
    deliver_due(now)
    at(now + 4 * MINUTE)
    answer = client.get("/healthz/reminders")
    assert (answer.status_code, answer.json()["last_round_s"]) == (200, 240)
    at(now + 6 * MINUTE)
    answer = client.get("/healthz/reminders")
    assert (answer.status_code, answer.json()["troubles"]) == (503, ["no round for 6 minutes"])
    assert client.get("/healthz").status_code == 200  # this process serves as before


def test_a_reminder_that_could_leave_and_does_not_is_noticed(
    client: Client, ada: Patient, at: Callable[[datetime], None], now: datetime
) -> None:
    ada.user.emailaddress_set.create(email=ada.user.email, verified=True, primary=True)
    plan(now)
    eight = datetime(2026, 3, 2, 8, tzinfo=UTC)  # nine of hers
    for minutes, status in ((14, 200), (16, 503)):
        plan(eight + minutes * MINUTE)
        Hold.objects.create(since=now, why="…")
        deliver_due(eight + minutes * MINUTE)
        Hold.objects.all().delete()
        at(eight + minutes * MINUTE)
        assert client.get("/healthz/reminders").status_code == status
    assert client.get("/healthz/reminders").json()["queue_age_s"] == 16 * 60


@pytest.mark.django_db
def test_a_mail_server_that_is_away_is_noticed_after_five_minutes(
    client: Client, at: Callable[[datetime], None], now: datetime
) -> None:
    for _ in range(5):
        relay.has_failed(now)
    for minutes, status in ((4, 200), (6, 503)):
        plan(now + minutes * MINUTE)
        deliver_due(now + minutes * MINUTE)
        at(now + minutes * MINUTE)
        assert client.get("/healthz/reminders").status_code == status
    assert client.get("/healthz/reminders").json()["breaker"] == "open since 2026-03-02T10:00:00+00:00"


def test_reminders_of_a_database_that_is_away_are_not_well(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "cursor", _refuse)
    assert client.get("/healthz/reminders").status_code == 503
