"""The front door: everybody's first page, and the help that needs no sign-in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from journeys.views import gate
from journeys.views.patient import home as patient_home
from journeys.views.team.people import is_administrator, is_team_member


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Teams to their worklist, administrators to the waiting list, everybody else to their own or granted journeys."""
    now = timezone.now()
    user = gate.person(request)
    on = user.today(now)
    if is_team_member(user, on):
        return redirect("work")
    if is_administrator(user, on):
        return redirect("waiting")
    return patient_home.show(request, now)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "help.html")
