"""The edge of every page: who asks, what day it is for them, and the trace that a read leaves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest

from accounts import access_log
from accounts.models import AccessLog, User
from journeys import access
from journeys.access import Action, Part
from journeys.models import Patient


def person(request: HttpRequest) -> User:
    """Who is signed in; behind `login_required` somebody is."""
    return cast(User, request.user)


def open_patient(
    request: HttpRequest, patient_id: UUID, *, now: datetime, what: str, action: Action = Action.VIEW
) -> Patient:
    """The patient for somebody who may do ``action``, with the read in the log. Raises `Http404` for everybody else."""
    patient = access.get_patient(person(request), action, patient_id, person(request).today(now))
    log_read(request, [patient.id], now=now, what=what)
    return patient


def open_for_team(
    request: HttpRequest, patient_id: UUID, *, now: datetime, what: str, action: Action = Action.VIEW
) -> Patient:
    """The same for the care team only: patients and carers have pages of their own, without levels and rules."""
    user, on = person(request), person(request).today(now)
    patient = access.get_patient(user, action, patient_id, on)
    if Part.GUIDANCE not in access.parts(user, patient, on):
        raise Http404
    log_read(request, [patient.id], now=now, what=what)
    return patient


def log_read(request: HttpRequest, patient_ids: Collection[UUID], *, now: datetime, what: str) -> None:
    _log(request, patient_ids, now=now, what=what, action=AccessLog.Action.READ)


def log_list(request: HttpRequest, patient_ids: Collection[UUID], *, now: datetime, what: str) -> None:
    _log(request, patient_ids, now=now, what=what, action=AccessLog.Action.LIST)


def log_search(request: HttpRequest, patient_ids: Collection[UUID], *, now: datetime, what: str) -> None:
    _log(request, patient_ids, now=now, what=what, action=AccessLog.Action.SEARCH)


def _log(request: HttpRequest, patient_ids: Collection[UUID], *, now: datetime, what: str, action: str) -> None:
    access_log.record(actor=person(request), patient_ids=patient_ids, action=action, what=what, now=now)
