"""P1: a person's first page. One thing to do, what comes next, what the team would like to talk about."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from journeys import access
from journeys.access import Action
from journeys.guidance.catalogue import UNREMINDED
from journeys.models import CheckIn, Flag, MonitoringState, Patient, Visit
from journeys.views import gate
from journeys.views.patient import whose

QUIET_FOR = 21  # days after which somebody is welcomed back


@require_safe
@login_required
def home_for(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    return show(request, timezone.now(), patient_id)


def show(request: HttpRequest, now: datetime, patient_id: UUID | None = None) -> HttpResponse:
    """The home page of one's own or a granted journey; of several, a choice first; of none, where to turn."""
    patient = whose.patient_for(request, patient_id, now=now, what="home")
    if patient is None:
        return choose(request, now)
    user = gate.person(request)
    may_log = access.can(user, Action.LOG_CHECK_IN, patient, user.today(now))
    context = whose.shared(user, patient) | _content(patient, patient.today(now)) | {"may_log": may_log, "page": "home"}
    return render(request, "patient/home.html", context)


def choose(request: HttpRequest, now: datetime) -> HttpResponse:
    user = gate.person(request)
    patients = list(whose.followed(user, user.today(now)))
    gate.log_list(request, [patient.id for patient in patients], now=now, what="home")
    return render(request, "patient/choose.html", {"patients": patients})


def _content(patient: Patient, today: date) -> dict[str, Any]:
    check_ins = CheckIn.objects.standing().filter(patient=patient, on__lte=today)
    last = check_ins.order_by("-on", "-pk").first()
    visits = Visit.objects.standing().filter(patient=patient, on__gte=today)
    return {
        "last": last,
        "is_back": last is not None and (today - last.on).days > QUIET_FOR,
        "is_today": last is not None and last.on == today,
        "next_visit": visits.order_by("on", "pk").first(),
        "to_do": _to_do(patient),
        "to_discuss": to_discuss(patient),
    }


def _to_do(patient: Patient) -> list[MonitoringState]:
    """What a patient can see to; scores, questions and tests before a start are the team's, and on its page."""
    states = MonitoringState.objects.filter(patient=patient, state__in=("overdue", "due", "due-soon"))
    return list(states.exclude(item__in=UNREMINDED).order_by("due_on", "item"))


def to_discuss(patient: Patient) -> list[Flag]:
    """What the team has released for this patient to read, while it stands."""
    released = Flag.objects.open().filter(patient=patient, released_at__isnull=False)
    return list(released.exclude(for_patient="").order_by("-released_at"))
