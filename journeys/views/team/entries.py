"""What the team writes into a record: a laboratory result, a treatment started, changed, stopped."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from journeys.access import Action
from journeys.actions import labs, therapies
from journeys.actions.entries import Refused, Stale
from journeys.forms.results import LabForm
from journeys.forms.treatments import DoseForm, StopForm, TherapyForm
from journeys.models import Dose, Patient, Therapy
from journeys.views import gate
from journeys.views.team.patient import patient_page


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def lab_add(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    now = timezone.now()
    patient = gate.open_for_team(request, patient_id, now=now, what="lab-add", action=Action.ENTER_FACTS)
    form = LabForm(request.POST or None)
    if request.POST.get("step") != "change" and form.is_valid():
        try:
            _add_lab(request, patient, form, now)
        except Refused as refused:
            form.refuse(refused)
        except labs.Unconfirmed as doubtful:
            context = patient_page(request, patient, now) | {"form": form, "questions": doubtful.questions}
            return render(request, "team/lab_confirm.html", context)
        else:
            messages.success(request, "The result is saved.")
            return redirect("patient", patient.id)
    return render(request, "team/lab_add.html", patient_page(request, patient, now) | {"form": form})


def _add_lab(request: HttpRequest, patient: Patient, form: LabForm, now: datetime) -> None:
    confirmed = request.POST.get("step") == "confirmed"
    labs.add_lab_result(patient=patient, entry=form.entry(), by=gate.person(request), now=now, confirmed=confirmed)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def therapy_start(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    now = timezone.now()
    patient = gate.open_for_team(request, patient_id, now=now, what="therapy-start", action=Action.ENTER_FACTS)
    form = TherapyForm(request.POST or None)
    if form.is_valid():
        try:
            therapies.start_therapy(patient=patient, entry=form.entry(), by=gate.person(request), now=now)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "The treatment is in the record.")
            return redirect("patient", patient.id)
    return render(request, "team/therapy_start.html", patient_page(request, patient, now) | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def therapy_change(request: HttpRequest, patient_id: UUID, pk: int) -> HttpResponse:
    """Two forms on one page: another dose from a day on, or the end of it."""
    now = timezone.now()
    patient = gate.open_for_team(request, patient_id, now=now, what="therapy-change", action=Action.ENTER_FACTS)
    therapy = Therapy.objects.standing().filter(patient=patient, pk=pk).select_related("patient__clinic").first()
    if therapy is None:
        raise Http404
    stops = request.POST.get("what") == "stop"
    dose, stop = _forms(request, therapy, stops=stops)
    form = stop if stops else dose
    if form.is_valid():
        try:
            _change(request, therapy, form, now)
        except Refused as refused:
            form.refuse(refused)
        except Stale:
            context = patient_page(request, patient, now) | {"therapy": therapy, "form": form}
            return render(request, "team/therapy_conflict.html", context, status=409)
        else:
            messages.success(request, "The change is in the record.")
            return redirect("patient", patient.id)
    so_far = Dose.objects.filter(therapy=therapy, entered_in_error_at=None).order_by("from_date")
    context = {"therapy": therapy, "dose_form": dose, "stop_form": stop, "form": form, "so_far": so_far}
    return render(request, "team/therapy_change.html", patient_page(request, patient, now) | context)


def _forms(request: HttpRequest, therapy: Therapy, *, stops: bool) -> tuple[DoseForm, StopForm]:
    sent = request.POST or None
    last = Dose.objects.filter(therapy=therapy, entered_in_error_at=None).order_by("-from_date").first()
    initial = {"version": therapy.version, "unit": last and last.unit, "every": last and last.every}
    return (
        DoseForm(None if stops else sent, prefix="dose", initial=initial),
        StopForm(sent if stops else None, prefix="stop", initial={"version": therapy.version}),
    )


def _change(request: HttpRequest, therapy: Therapy, form: DoseForm | StopForm, now: datetime) -> None:
    by, version = gate.person(request), form.cleaned_data["version"]
    if isinstance(form, DoseForm):
        therapies.change_dose(therapy=therapy, dose=form.dose(), version=version, by=by, now=now)
        return
    therapies.stop_therapy(
        therapy=therapy,
        stopped_on=form.stopped_on_text(),
        reason=form.cleaned_data["reason"],
        version=version,
        by=by,
        now=now,
    )
