"""The piece that pages of the record embed by its URL name, because the record doesn't know of reminders."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from journeys import access
from journeys.views import gate
from reminders.outlook import outlook


@require_safe
@login_required
def fragment(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A patient's next reminder mails and the last ones, for the patient, a carer, the team. 404 for anybody else."""
    now = timezone.now()
    user = gate.person(request)
    patient = access.get_patient(user, access.Action.VIEW, patient_id, gate.today_of(user, now))
    gate.log_read(request, [patient.pk], now=now, what="reminders")
    context = {"outlook": outlook(patient, now), "own": patient.user_id == user.pk}
    return render(request, "reminders/fragment.html", context)
