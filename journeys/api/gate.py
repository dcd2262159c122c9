"""The edge of every endpoint: who asks, what day it is for them, how often they may, what trace a read leaves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import cast
from uuid import UUID

from django.http import Http404
from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle

from accounts import access_log
from accounts.models import AccessLog, User
from journeys import access
from journeys.access import Action, Part
from journeys.models import Patient


class CheckInRate(UserRateThrottle):
    """Far above what a person sends; a phone that was offline for weeks empties its queue within a few hours."""

    scope = "check-in"
    rate = "60/hour"


def person(request: Request) -> User:
    """Who is signed in; behind `IsAuthenticated` somebody is."""
    return cast(User, request.user)


def patient_for(request: Request, action: Action, patient_id: UUID, *, now: datetime) -> Patient:
    """The patient, for somebody who may do ``action``. Raises `Http404` for everybody else."""
    return access.get_patient(person(request), action, patient_id, person(request).today(now))


def patient_for_team(request: Request, patient_id: UUID, *, now: datetime) -> Patient:
    """The patient, for those who see guidance: the care team. Raises `Http404` for everybody else."""
    patient = patient_for(request, Action.VIEW, patient_id, now=now)
    if Part.GUIDANCE not in access.parts(person(request), patient, person(request).today(now)):
        raise Http404
    return patient


def log_read(request: Request, patient_id: UUID, *, now: datetime, what: str) -> None:
    _log(request, [patient_id], now=now, what=what, action=AccessLog.Action.READ)


def log_list(request: Request, patient_ids: Collection[UUID], *, now: datetime, what: str) -> None:
    _log(request, patient_ids, now=now, what=what, action=AccessLog.Action.LIST)


def _log(request: Request, patient_ids: Collection[UUID], *, now: datetime, what: str, action: str) -> None:
    access_log.record(actor=person(request), patient_ids=patient_ids, action=action, what=what, now=now)
