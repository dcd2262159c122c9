"""P6: one patient on one page: who, how, what is open, the journey, what is due, the record, its history."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from journeys import access, snapshot
from journeys.access import Action
from journeys.charts.events import Pointer
from journeys.charts.page import chart_page
from journeys.guidance.findings import Due, Outcome, Role
from journeys.guidance.journey import Journey
from journeys.guidance.topics import grouped
from journeys.models import (
    Amendment,
    AssessmentRecord,
    CareTeamLink,
    Flag,
    LabResult,
    MonitoringState,
    Patient,
    Status,
    Therapy,
)
from journeys.views import gate
from journeys.views.team.people import team_page
from journeys.views.team.record import other_rows
from journeys.views.team.to_do import of_patient

HISTORY = 50  # lines
URGENCY = [Due.OVERDUE, Due.DUE, Due.DUE_SOON, Due.UNKNOWN, Due.NOT_DUE]


@require_safe
@login_required
def patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    now = timezone.now()
    shown = gate.open_for_team(request, patient_id, now=now, what="patient")
    return render(request, "team/patient.html", patient_page(request, shown, now) | _content(request, shown, now))


def patient_page(request: HttpRequest, shown: Patient, now: datetime) -> dict[str, Any]:
    """What every page about one patient carries: the name bar, and what this person may do here."""
    user = gate.person(request)
    on = user.today(now)
    return team_page(user, on) | {
        "patient": shown,
        "teams": CareTeamLink.objects.live(on).filter(patient=shown).select_related("team"),
        "may_enter": access.can(user, Action.ENTER_FACTS, shown, on),
        "may_invite": access.can(user, Action.INVITE, shown, on),
        "may_triage": access.can(user, Action.TRIAGE, shown, on),
        "may_decide": access.can(user, Action.DECIDE, shown, on),
        "may_ask": access.can(user, Action.ASK, shown, on),
        "may_end_care": access.can(user, Action.END_CARE, shown, on),
    }


def _content(request: HttpRequest, shown: Patient, now: datetime) -> dict[str, Any]:
    record = snapshot.take([shown.id])[shown.id]
    flags = list(Flag.objects.filter(patient=shown).order_by("-opened_at"))
    records = list(AssessmentRecord.objects.filter(patient=shown).order_by("condition"))
    chart = chart_page(
        record, on=shown.today(now), asked=request.GET.get("range", ""), pointers=[_pointer(flag) for flag in flags]
    )
    return {
        "record": record,
        "status": Status.objects.filter(patient=shown).select_related("owner").first(),
        "open_flags": [flag for flag in flags if flag.state == "open"],
        "closed_flags": [flag for flag in flags if flag.state != "open"],
        "assessments": [_told(each) for each in records],
        **_follow_ups(shown),
        **of_patient(shown, gate.person(request), now),
        "chart": chart,
        **_record(shown, record),
    }


def _pointer(flag: Flag) -> Pointer:
    return Pointer(on=flag.opened_on, until=flag.closed_at and flag.last_seen_on, title=flag.title)


def _seen(record: AssessmentRecord) -> list[dict[str, Any]]:
    return [finding for finding in record.findings if finding["outcome"] in (Outcome.FIRED, Outcome.HELD)]


def _unassessed(record: AssessmentRecord) -> list[dict[str, Any]]:
    """Findings that could not be assessed, with what is missing: as much a part of the answer as what fired; core
    rules first."""
    found = [finding for finding in record.findings if finding["outcome"] == Outcome.CANNOT_ASSESS]
    return sorted(found, key=lambda finding: str(finding["role"] != Role.CORE))


def _told(record: AssessmentRecord) -> tuple[Any, ...]:
    """The condition's answer, what stands out, what is missing, rule-outs that are open and the others, topics."""
    is_open = (Outcome.FIRED, Outcome.CANNOT_ASSESS)
    outs = [[out for out in record.confounders if (out["outcome"] in is_open) is wanted] for wanted in (True, False)]
    return record, _seen(record), _unassessed(record), *outs, grouped(record.condition)


def _follow_ups(shown: Patient) -> dict[str, list[MonitoringState]]:
    """What has a date, most urgent first, and apart from it what has none: it is long, and nobody is waiting for it."""
    states = sorted(MonitoringState.objects.filter(patient=shown), key=_urgency)
    return {
        "monitoring": [state for state in states if state.state != Due.UNKNOWN],
        "undated": [state for state in states if state.state == Due.UNKNOWN],
    }


def _urgency(state: MonitoringState) -> tuple[int, str, str]:
    return URGENCY.index(Due(state.state)), str(state.due_on), state.item


def _record(shown: Patient, record: Journey) -> dict[str, Any]:
    keys = {row.ref: row.pk for row in Therapy.objects.standing().filter(patient=shown)}
    therapies = [(therapy, keys[therapy.id]) for therapy in reversed(record.therapies)]
    return {
        "therapies": therapies,
        "labs": list(reversed(record.labs)),
        "struck_labs": LabResult.objects.filter(patient=shown, entered_in_error_at__isnull=False),
        "others": other_rows(record),
        "history": Amendment.objects.filter(patient=shown).select_related("by").order_by("-at", "-pk")[:HISTORY],
    }
