"""A calendar as a program reads it, for the stories about feeds."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from icalendar import Calendar, Event

from accounts.models import User
from journeys.models import Patient, Visit
from reminders.models import Recipient

DAY = timedelta(days=1)


def address(user: User) -> str:
    token = Recipient.objects.get(user=user).calendar_token
    return reverse("reminders:calendar", args=[token])


def fetch(user: User, **headers: str) -> HttpResponse:
    return Client().get(address(user), headers=headers)


def feed(user: User) -> dict[str, Event]:
    """By UID; each stands once."""
    response = fetch(user)
    assert response.status_code == 200
    events = Calendar.from_ical(response.content).walk("VEVENT")
    by_uid = {str(each["UID"]): each for each in events}
    assert len(by_uid) == len(events)
    return by_uid


def only(user: User) -> Event:
    (event,) = feed(user).values()
    return event


def told(event: Event) -> tuple[date, int, str]:
    return event["DTSTART"].dt, int(event["SEQUENCE"]), str(event["STATUS"])


def visit(patient: Patient, on: date, now: datetime, **fields: Any) -> Visit:
    return Visit.objects.create(patient=patient, ref=f"visit-{on}", on=on, kind="clinic", received_at=now, **fields)


def strike(row: Any, by: User, now: datetime) -> None:
    row.entered_in_error_at, row.entered_in_error_by, row.entered_in_error_reason = now, by, "mixed up"
    row.save()
