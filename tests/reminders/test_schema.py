"""A worker whose code is not the database's does nothing. With real migrations: tests/faults/test_deploy.py."""

import os
import signal
from datetime import datetime

import pytest
from django.db.migrations.recorder import MigrationRecorder

from journeys.models import Patient
from reminders.models import Occurrence
from reminders.schema import ForeignSchemaError
from reminders.stopping import heeding
from reminders.tasks import one_round

Migration = MigrationRecorder.Migration


@pytest.mark.django_db
def test_a_newer_database_is_refused(ready_ada: Patient, now: datetime) -> None:
    Migration.objects.create(app="reminders", name="9999_to_come", applied=now)
    with pytest.raises(ForeignSchemaError, match=r"newer than this code, such as reminders\.9999_to_come"):
        one_round()
    assert not Occurrence.objects.exists()


@pytest.mark.django_db
def test_an_older_database_is_refused() -> None:
    Migration.objects.filter(app="reminders", name="0001_initial").delete()
    with pytest.raises(ForeignSchemaError, match=r"not applied yet, such as reminders\.0001_initial"):
        one_round()


@pytest.mark.django_db
def test_what_an_app_that_is_gone_left_behind_matters_not(now: datetime) -> None:
    Migration.objects.create(app="long_gone", name="0001_initial", applied=now)
    one_round()


def test_a_sigterm_is_heeded_and_then_given_on() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: heard.append(number))
    try:
        with heeding() as stop:
            os.kill(os.getpid(), signal.SIGTERM)
            assert stop.asked
            assert heard == []
        assert heard == [signal.SIGTERM]
    finally:
        signal.signal(signal.SIGTERM, before)
