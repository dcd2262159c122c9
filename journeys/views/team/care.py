"""Care with a patient ends, or has not ended after all; visits are planned, or were entered in error."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from journeys import access
from journeys.access import Action
from journeys.actions import facts, patients, visits
from journeys.actions.entries import Refused, Stale
from journeys.forms.work import EndCareForm, StrikeForm, VisitForm
from journeys.models import CareEnded, Visit
from journeys.views import gate
from journeys.views.team.patient import patient_page

READ_AND_SEND = ["GET", "HEAD", "POST"]


@require_http_methods(READ_AND_SEND)
@login_required
def end(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    now = timezone.now()
    patient = gate.open_for_team(request, patient_id, now=now, what="care-end", action=Action.END_CARE)
    form = EndCareForm(request.POST or None, initial={"on": patient.today(now)})
    if form.is_valid():
        said, by = form.cleaned_data, gate.person(request)
        try:
            patients.end_care(patient=patient, reason=CareEnded(said["reason"]), on=said["on"], by=by, now=now)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "Saved. From now on nobody is reminded of anything.")
            return redirect("patient", patient.id)
    return render(request, "team/care_end.html", patient_page(request, patient, now) | {"form": form})


@require_POST
@login_required
def resume(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    now = timezone.now()
    patient = gate.open_for_team(request, patient_id, now=now, what="care-resume", action=Action.END_CARE)
    patients.resume_care(patient=patient, by=gate.person(request), now=now)
    messages.success(request, "Undone. Care goes on, and so do reminders.")
    return redirect("patient", patient.id)


@require_http_methods(READ_AND_SEND)
@login_required
def visit_add(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    now = timezone.now()
    patient = gate.open_for_team(request, patient_id, now=now, what="visit-add", action=Action.ENTER_FACTS)
    form = VisitForm(request.POST or None)
    if form.is_valid():
        try:
            visits.plan_visit(patient=patient, entry=form.entry(), by=gate.person(request), now=now)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "The visit is planned.")
            return redirect("patient", patient.id)
    return render(request, "team/visit_add.html", patient_page(request, patient, now) | {"form": form})


@require_http_methods(READ_AND_SEND)
@login_required
def visit_strike(request: HttpRequest, visit_pk: int) -> HttpResponse:
    """A visit that will not take place, or was never planned: entered in error, with the reason."""
    now = timezone.now()
    user = gate.person(request)
    on = user.today(now)
    visit: Visit = access.get_row(Visit.objects.standing(), actor=user, action=Action.MARK_ERROR, on=on, pk=visit_pk)
    patient = gate.open_for_team(request, visit.patient_id, now=now, what="visit-strike")
    form = StrikeForm(request.POST or None, initial={"version": visit.version})
    if form.is_valid():
        row = {"list": "visits", "ref": visit.ref, "version": form.cleaned_data["version"]}
        try:
            facts.mark_entered_in_error(patient=patient, reason=form.cleaned_data["reason"], by=user, now=now, **row)
        except Refused as refused:
            form.refuse(refused)
        except Stale:
            messages.warning(request, "This visit had been changed meanwhile, so nothing was saved.")
            return redirect("patient", patient.id)
        else:
            messages.success(request, "The visit counts no more. It stays in the history.")
            return redirect("patient", patient.id)
    context = {"form": form, "visit": visit}
    return render(request, "team/visit_strike.html", patient_page(request, patient, now) | context)
