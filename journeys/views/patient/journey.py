"""P3: my journey. The same record that the team sees, without levels, with the team's words only once released."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from journeys import snapshot
from journeys.charts.events import Pointer
from journeys.charts.page import chart_page
from journeys.models import Flag, Patient
from journeys.views import gate
from journeys.views.patient import whose
from journeys.views.patient.home import to_discuss


@require_safe
@login_required
def journey(request: HttpRequest, patient_id: UUID | None = None) -> HttpResponse:
    now = timezone.now()
    patient = whose.patient_for(request, patient_id, now=now, what="journey")
    if patient is None:
        return redirect("home")
    record = snapshot.take([patient.id])[patient.id]
    asked = request.GET.get("range", "")
    chart = chart_page(record, on=patient.today(now), asked=asked, pointers=_pointers(patient))
    context = {"chart": chart, "record": record, "to_discuss": to_discuss(patient), "page": "journey"}
    return render(request, "patient/journey.html", whose.shared(gate.person(request), patient) | context)


def _pointers(patient: Patient) -> list[Pointer]:
    """Released flags only, open or closed, in words that say nothing about levels."""
    released = Flag.objects.filter(patient=patient, released_at__isnull=False).exclude(for_patient="")
    return [
        Pointer(on=flag.opened_on, until=flag.closed_at and flag.last_seen_on, title="To talk about")
        for flag in released
    ]
