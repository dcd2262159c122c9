"""Whom the clock reassesses, and that one bad record stops nobody else."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from accounts.models import CareTeam
from journeys import assessment
from journeys.assessment import due, reassess, sweep
from journeys.models import Patient, Status, Therapy
from tests.conftest import patient, team_patient
from tests.journeys.course import course, live

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(ada: Patient, team: CareTeam, now: datetime) -> Patient:
    return live(course(), team=team, now=now)


def later(now: datetime, days: int) -> datetime:
    return now + timedelta(days=days)


def test_only_whose_next_check_has_come_is_due_each_in_their_own_zone(team: CareTeam, now: datetime) -> None:
    zones = {"Pacific/Kiritimati": True, "Europe/Vienna": False, "Pacific/Honolulu": False}
    for zone in zones:
        somebody = team_patient(team, ref=zone, time_zone=zone)
        reassess([somebody.pk], now=now)
    Status.objects.update(next_check_on=date(2026, 3, 3))
    assert set(due(now)) == set(Patient.objects.filter(time_zone="Pacific/Kiritimati").values_list("pk", flat=True))
    assert len(due(later(now, 1))) == 3


def test_a_patient_never_assessed_is_due_and_one_that_time_cannot_change_is_not(team: CareTeam, now: datetime) -> None:
    eve = patient(clinic=team.clinic, ref="eve")
    assert due(now) == [eve.pk]
    reassess([eve.pk], now=now)
    assert due(later(now, 400)) == []


def test_one_record_that_cannot_be_read_stops_nobody_else(ada: Patient, team: CareTeam, now: datetime) -> None:
    broken = live(course(ref="broken"), team=team, now=now)
    Therapy.objects.filter(patient=broken, ref="methotrexate").update(started_on="long")
    done = sweep([ada.pk, broken.pk], now=later(now, 1))
    assert done.patients == 1
    assert done.failed == {broken.pk: "ValueError"}
    assert Status.objects.get(patient=ada).assessed_on == date(2026, 3, 3)


def test_a_sweep_works_in_batches(team: CareTeam, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assessment, "BATCH", 2)
    patients = [live(course(ref=f"patient-{n}"), team=team, now=now) for n in range(5)]
    assert sweep([each.pk for each in patients], now=later(now, 1)).patients == 5
