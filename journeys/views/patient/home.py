"""P1: a person's first page. One thing to do, what comes next, what the team would like to talk about."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from journeys import access
from journeys.access import Action
from journeys.guidance.catalogue import UNREMINDED
from journeys.models import CheckIn, Flag, FollowUp, MonitoringState, Patient, Visit
from journeys.views import gate
from journeys.views.patient import whose

QUIET_FOR = 21  # days after which somebody is welcomed back
UNDO_FOR = timedelta(days=1)


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
    may = {
        "may_log": access.can(user, Action.LOG_CHECK_IN, patient, user.today(now)),
        "may_mark_done": access.can(user, Action.MARK_DONE, patient, user.today(now)),
    }
    context = whose.shared(user, patient) | may | {"page": "home"}
    if patient.care_ended:
        return render(request, "patient/care_ended.html", context)
    context |= _content(patient, patient.today(now)) | _asked(patient, user, now)
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


def _asked(patient: Patient, user: User, now: datetime) -> dict[str, list[FollowUp]]:
    """What the team asks for by now, most urgent first; and what this person has just said is done, to be undone."""
    today = patient.today(now)
    rows = FollowUp.objects.filter(patient=patient).order_by("due_on", "pk")
    just_now = rows.filter(done_by=user, done_at__gt=now - UNDO_FOR)
    return {"asked": [row for row in rows.open() if row.shown_from <= today], "just_done": list(just_now)}


def _to_do(patient: Patient) -> list[MonitoringState]:
    """What a patient can see to; scores, questions and tests before a start are the team's, and on its page."""
    states = MonitoringState.objects.filter(patient=patient, state__in=("overdue", "due", "due-soon"))
    return list(states.exclude(item__in=UNREMINDED).order_by("due_on", "item"))


def to_discuss(patient: Patient) -> list[Flag]:
    """What the team has released for this patient to read, while it stands."""
    released = Flag.objects.open().filter(patient=patient, released_at__isnull=False)
    return list(released.exclude(for_patient="").order_by("-released_at"))
