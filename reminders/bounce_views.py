"""For the team, about a patient to whom no mails go because they came back: the address is right, try again."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from journeys.access import Action
from journeys.views import gate
from reminders import bounces


@require_POST
@login_required
def lift(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Mails to the addresses of a patient's readers are tried again. 404 for anybody but the team."""
    now = timezone.now()
    patient = gate.open_for_team(request, patient_id, now=now, what="reminders", action=Action.TRIAGE)
    if bounces.lift(patient, by=gate.person(request), now=now):
        messages.success(request, "Mails are tried again.")
    return redirect("patient", patient.pk)
