"""The piece that pages of the record embed by its URL name, because the record doesn't know of reminders; and the page
where people say how they want to be reminded."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from journeys import access
from journeys.access import Action
from journeys.views import gate
from journeys.views.patient.whose import followed, shared
from reminders import preferences, snapshot
from reminders.forms import PreferenceForm, initial
from reminders.outlook import outlook


@require_safe
@login_required
def fragment(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A patient's next reminder mails and the last ones, for the patient, a carer, the team. 404 for anybody else."""
    now = timezone.now()
    patient = gate.open_patient(request, patient_id, now=now, what="reminders")
    user = gate.person(request)
    context = {
        "patient": patient,
        "outlook": outlook(patient, now),
        "own": patient.user_id == user.pk,
        "follows": followed(user, user.today(now)).filter(pk=patient.pk).exists(),
        "may_choose": access.can(user, Action.MANAGE_REMINDERS, patient, user.today(now)),
    }
    return render(request, "reminders/fragment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def choose(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """For the patient, and a carer who may: how often, when, from when on, or not at all."""
    now = timezone.now()
    patient = gate.open_patient(request, patient_id, now=now, what="reminders", action=Action.MANAGE_REMINDERS)
    user = gate.person(request)
    person = snapshot.take([patient.pk], now)[0]
    form = PreferenceForm(request.POST or None, initial=initial(person, patient.today(now)))
    if form.is_valid():
        preferences.choose(patient=patient, **form.choice(), by=user, now=now)
        messages.success(request, "Saved. Reminders follow your choice from now on.")
        return redirect("home-for", patient.pk)
    return render(request, "reminders/choose.html", shared(user, patient) | {"form": form})
