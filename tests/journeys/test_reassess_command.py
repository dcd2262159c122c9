"""manage.py reassess, and the task that the clock rings: the same sweep."""

from __future__ import annotations

from datetime import datetime
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.models import CareTeam
from journeys.models import Flag, Patient, Status, Therapy
from journeys.tasks import reassess_due
from tests.journeys.course import TODAY, course, live

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(now: datetime) -> object:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def ada(ada: Patient, team: CareTeam, now: datetime) -> Patient:
    return live(course(), team=team, now=now)


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("reassess", *arguments, stdout=out, stderr=out)
    return out.getvalue().strip()


def test_nobody_due_changes_nothing(ada: Patient) -> None:
    assert told() == "Patients reassessed: 0; levels changed: 0; flags: none changed."


def test_all_takes_everybody_and_finds_nothing_new_the_second_time(ada: Patient, team: CareTeam, now: datetime) -> None:
    live(course(ref="eve"), team=team, now=now)
    Status.objects.all().delete()
    assert told("--all") == "Patients reassessed: 2; levels changed: 2; flags: none changed."
    assert told("--all") == "Patients reassessed: 2; levels changed: 0; flags: none changed."


def test_one_patient_on_a_date(ada: Patient) -> None:
    assert told("--patient", str(ada.pk), "--on", "2026-02-01").startswith("Patients reassessed: 1;")
    assert str(Status.objects.get(patient=ada).assessed_on) == "2026-02-01"


def test_an_unknown_patient_is_named(ada: Patient) -> None:
    nobody = str(uuid4())
    with pytest.raises(CommandError, match=nobody):
        told("--patient", nobody)


def test_a_record_that_cannot_be_evaluated_is_named_and_the_exit_status_says_so(ada: Patient) -> None:
    Therapy.objects.filter(patient=ada, ref="methotrexate").update(started_on="long")
    with pytest.raises(CommandError, match="that could not be assessed: 1"):
        told("--all")


def test_the_clock_takes_who_is_due_and_twice_is_once(ada: Patient) -> None:
    Status.objects.update(next_check_on=TODAY)
    reassess_due()
    wake = Status.objects.get(patient=ada).next_check_on
    assert wake is None or wake > TODAY
    reassess_due()
    assert Flag.objects.filter(patient=ada).count() == 1


def test_the_clock_complains_after_it_has_done_the_others(ada: Patient, team: CareTeam, now: datetime) -> None:
    eve = live(course(ref="eve"), team=team, now=now)
    Status.objects.update(next_check_on=TODAY)
    Therapy.objects.filter(patient=eve, ref="methotrexate").update(started_on="long")
    with pytest.raises(RuntimeError, match="that could not be assessed: 1"):
        reassess_due()
    assert Status.objects.get(patient=ada).next_check_on != TODAY
