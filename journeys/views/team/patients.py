"""Patients come in: registered by a team, invited to sign in, or given a team from the waiting list.

What is said afterwards names nobody: Django keeps such messages in a cookie.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import CareTeam, Membership, Role, User
from journeys import access
from journeys.access import Action
from journeys.actions import patients as actions
from journeys.actions.entries import Refused
from journeys.forms.patients import InviteForm, RegisterForm, TeamForm
from journeys.models import Patient
from journeys.views import gate
from journeys.views.team.patient import patient_page
from journeys.views.team.people import own_teams, team_page


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def register(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    user = gate.person(request)
    on = user.today(now)
    teams = own_teams(user, on)
    if not teams:
        raise Http404
    form = RegisterForm(request.POST or None, teams=teams, initial={"team": str(teams[0].pk)})
    if form.is_valid():
        try:
            patient = actions.register_patient(
                team=form.chosen_team(), person=form.person(), conditions=form.conditions(), by=user, now=now
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "The patient is registered. You can invite them to sign in.")
            return redirect("patient", patient.id)
    return render(request, "team/register.html", team_page(user, on) | {"form": form, "page": "register"})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def invite(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    now = timezone.now()
    patient = gate.open_for_team(request, patient_id, now=now, what="patient-invite", action=Action.INVITE)
    known = patient.user.email if patient.user else patient.email
    form = InviteForm(request.POST or None, initial={"email": known})
    if form.is_valid():
        try:
            address = form.cleaned_data["email"]
            actions.invite_patient(patient=patient, email=address, by=gate.person(request), now=now)
        except Refused as refused:
            form.refuse(refused)
        except ValidationError as error:
            form.add_error("email", error)
        else:
            messages.success(request, "The invitation is on its way.")
            return redirect("patient", patient.id)
    return render(request, "team/invite.html", patient_page(request, patient, now) | {"form": form})


@require_safe
@login_required
def waiting(request: HttpRequest) -> HttpResponse:
    """Imported without a team. Administrators see who it is, and nothing of the record."""
    now = timezone.now()
    user = gate.person(request)
    if not access.can(user, Action.SEE_WAITING, None, user.today(now)):
        raise Http404
    return _waiting_page(request, now, {})


@require_POST
@login_required
def assign(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    now = timezone.now()
    user = gate.person(request)
    on = user.today(now)
    patient = Patient.objects.waiting().filter(pk=patient_id).first()
    if patient is None or not access.can(user, Action.ASSIGN_TEAM, patient, on):
        raise Http404
    form = TeamForm(request.POST, teams=_teams(user, on), auto_id=f"{patient.id}_%s")
    if form.is_valid():
        try:
            actions.assign_team(patient=patient, team=form.chosen_team(), by=user, now=now)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "The patient has a care team now.")
            return redirect("waiting")
    return _waiting_page(request, now, {patient.id: form})


def _waiting_page(request: HttpRequest, now: datetime, sent: dict[UUID, TeamForm]) -> HttpResponse:
    user = gate.person(request)
    on = user.today(now)
    patients = list(Patient.objects.waiting().order_by("created_at", "pk"))
    gate.log_list(request, [patient.id for patient in patients], now=now, what="waiting")
    teams = _teams(user, on)
    forms = {patient.id: TeamForm(teams=teams, auto_id=f"{patient.id}_%s") for patient in patients} | sent
    context = {
        "rows": [(patient, forms[patient.id]) for patient in patients],
        "has_errors": bool(sent),
        "page": "waiting",
    }
    return render(request, "team/waiting.html", team_page(user, on) | context)


def _teams(user: User, on: date) -> list[CareTeam]:
    """The teams of this administrator's clinics."""
    clinics = Membership.objects.live(on).filter(user=user, role=Role.ADMINISTRATOR).values("clinic")
    return list(CareTeam.objects.filter(clinic__in=clinics).order_by("clinic__name", "name"))
