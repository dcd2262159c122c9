"""Rows as planning and delivery leave them, for stories that begin later."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from journeys.models import Patient
from reminders.attempts import Step
from reminders.escalation import not_sent
from reminders.models import DeliveryAttempt, Message, Occurrence, State


def occurrence(patient: Patient, at: datetime, **fields: Any) -> Occurrence:
    """A check-in reminder of that moment to the patient."""
    pk = uuid4()
    told = {"kind": "check-in", "priority": 4, "state": State.DUE, "recipient_id": patient.user_id} | fields
    return Occurrence.objects.create(
        id=pk, key=str(pk), patient=patient, due_on=at.date(), local_date=at.date(), local_time=time(9),
        tz="Europe/Vienna", keeps_days=3, due_at=at, next_at=at, expires_at=at + timedelta(days=3), **told,
    )  # fmt: skip


def dead(patient: Patient, at: datetime, **fields: Any) -> Occurrence:
    """The mail server refused it, and the team has it on its list."""
    message = Message.objects.create(id=uuid4(), recipient_id=patient.user_id, local_date=at.date(), created_at=at)
    told = {"stage": "recipient", "outcome": "permanent", "smtp_code": 550, "finished_at": at}
    DeliveryAttempt.objects.create(message=message, n=1, started_at=at, host="h", pid=1, **told)
    row = occurrence(patient, at, state=State.DEAD, reason=Step.REFUSED, message=message, fails=1, **fields)
    not_sent([row], Step.REFUSED, at)
    return row
