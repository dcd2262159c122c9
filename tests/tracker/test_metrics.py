"""/metrics: who may read it, and that it says counts and ages only."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from journeys.models import Patient
from reminders import relay
from reminders.delivery import deliver_due
from reminders.models import Hold
from reminders.planning import plan

pytestmark = pytest.mark.django_db


def samples(answer: bytes) -> dict[str, float]:
    return {
        "/".join([each.name, *each.labels.values()]): each.value
        for family in text_string_to_metric_families(answer.decode())
        for each in family.samples
    }


def test_counts_and_ages_and_nothing_of_people(ada: Patient, client: Client, now: datetime, settings: Settings) -> None:
    assert ada.user
    ada.user.emailaddress_set.create(email=ada.user.email, verified=True, primary=True)
    plan(now)
    deliver_due(now)
    Hold.objects.create(since=now, why="A backup of Ada was played back")
    for _ in range(5):
        relay.has_failed(now)
    settings.DATABASE_CLOCK = f"'{(now + timedelta(seconds=90)).isoformat()}'"
    answer = client.get("/metrics")
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    assert b"ada" not in answer.content.lower()
    told = samples(answer.content)
    assert told["reminders_by_state/sent"] + told["reminders_by_state/due"] == 1
    assert told["reminders_by_state/dead"] == 0
    assert told["reminders_attempts_total/accepted"] + told["reminders_attempts_total/relay"] == 1
    assert told["reminders_seconds_since/planned"] == 90
    assert (told["reminders_mail_server_away"], told["reminders_held"]) == (1, 1)
    assert "reminders_queue_age_seconds" in told


@pytest.mark.parametrize(
    ("asking", "status"),
    [
        ({}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "10.0.0.7"}, 404),
        ({"REMOTE_ADDR": ""}, 404),
        ({"HTTP_X_FORWARDED_FOR": "10.0.0.7"}, 404),  # through a proxy on this machine
        ({"HTTP_FORWARDED": "for=10.0.0.7"}, 404),
        ({"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": "Bearer long-and-random"}, 200),
        ({"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": "Bearer wrong"}, 404),
        ({"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": "Bearer é"}, 404),
    ],
)
def test_for_this_machine_and_for_who_has_the_token(
    client: Client, settings: Settings, asking: dict[str, str], status: int
) -> None:
    settings.METRICS_TOKEN = "long-and-random"
    assert client.get("/metrics", **asking).status_code == status


def test_without_a_token_set_none_is_right(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.7", HTTP_AUTHORIZATION="Bearer ").status_code == 404
