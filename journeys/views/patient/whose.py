"""Whose journey a patient's page is about: one's own, or that of somebody who granted it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest

from accounts.models import User
from journeys import access
from journeys.access import Action
from journeys.models import CarerGrant, Patient
from journeys.models.patient import PatientQuerySet
from journeys.views import gate


def followed(user: User, on: date) -> PatientQuerySet:
    """The person's own journey and those that others let them follow; not those of a care team."""
    granted = CarerGrant.objects.live(on).filter(user=user).values("patient")
    visible = Patient.objects.visible_to(user, on).select_related("clinic", "user")
    return visible.filter(Q(user=user) | Q(pk__in=granted)).order_by("name", "pk")


def patient_for(
    request: HttpRequest, patient_id: UUID | None, *, now: datetime, what: str, action: Action = Action.VIEW
) -> Patient | None:
    """The patient of this page, with the read in the log; None: the person has to choose first.

    Without an id: one's own journey, or the only one that is followed. Raises `Http404` for everybody else's; a care
    team has pages of its own.
    """
    user = gate.person(request)
    on = user.today(now)
    ids = [patient_id] if patient_id else _obvious(user, on)
    if len(ids) != 1:
        return None
    patient = followed(user, on).filter(pk=ids[0]).first()
    if patient is None or not access.can(user, action, patient, on):
        raise Http404
    gate.log_read(request, [patient.id], now=now, what=what)
    return patient


def _obvious(user: User, on: date) -> list[UUID]:
    patients = list(followed(user, on))
    own = [patient.id for patient in patients if patient.user_id == user.id]
    return own or [patient.id for patient in patients]


def shared(user: User, patient: Patient) -> dict[str, object]:
    """What every patient's page needs: whose it is, whether somebody acts for them, and the number to call."""
    return {
        "patient": patient,
        "acting_for": None if patient.user_id == user.id else patient,
        "emergency_number": patient.clinic.emergency_number if patient.clinic else "",
    }
