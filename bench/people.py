"""Rows of invented patients, each owed one weekly check-in within the three days that are planned ahead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress

from accounts.models import Clinic, User
from journeys.guidance.findings import Due
from journeys.models import CheckIn, MonitoringState, Patient

WEEKS = 4  # since they were registered
ITEMS = ("mon.tak.imaging", "mon.tak.markers", "mon.methotrexate.blood-count")
BATCH = 5000


def register(numbers: range, *, due_now: int, now: datetime) -> None:
    """The first `due_now` are owed theirs since this morning, the others tomorrow and the day after. Where they live it
    is about noon, whatever the hour here. They checked in last week, and have follow-ups that are not due yet."""
    clinic, _ = Clinic.objects.get_or_create(name="Bench", defaults={"time_zone": noon_zone(now)})
    for start in range(numbers.start, numbers.stop, BATCH):
        some = range(start, min(start + BATCH, numbers.stop))
        _save([_patient(number, clinic, 0 if number < due_now else 1 + number % 2, now) for number in some], now)


def noon_zone(now: datetime) -> str:
    return f"Etc/GMT{now.hour - 12:+d}"


def _patient(number: int, clinic: Clinic, days_ahead: int, now: datetime) -> Patient:
    user = User(email=f"p{number}@example.org", name=f"P{number}")
    registered = now - timedelta(weeks=WEEKS) + timedelta(days=days_ahead)
    return Patient(ref=f"p-{number}", clinic=clinic, user=user, time_zone=clinic.time_zone, created_at=registered)


def _save(patients: list[Patient], now: datetime) -> None:
    User.objects.bulk_create(patient.user for patient in patients)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=patient.user, email=patient.user.email, verified=True, primary=True) for patient in patients
    )
    Patient.objects.bulk_create(patients)
    CheckIn.objects.bulk_create(check_in for patient in patients for check_in in _check_ins(patient))
    MonitoringState.objects.bulk_create(
        MonitoringState(
            patient=patient, item=item, title=item, state=Due.NOT_DUE, due_on=now.date() + timedelta(days=60)
        )
        for patient in patients
        for item in ITEMS
    )


def _check_ins(patient: Patient) -> Iterable[CheckIn]:
    """One a week, on the reminder day; that of this week is still to come."""
    for week in range(WEEKS):
        received = patient.created_at + timedelta(weeks=week)
        yield CheckIn(
            patient=patient, ref=f"check-in-{week}", on=received.date(), by="patient", received_at=received
        )  # fmt: skip
