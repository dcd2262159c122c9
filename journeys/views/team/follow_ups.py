"""What the team asks of a patient: asked, done, not done after all, no longer needed."""

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
from journeys.actions import follow_ups as actions
from journeys.actions.entries import Refused, Stale
from journeys.forms.work import AskForm, SeenForm
from journeys.models import FollowUp
from journeys.views import gate
from journeys.views.team.patient import patient_page

VERBS = {
    "done": (Action.MARK_DONE, actions.mark_done, "Marked as done. Nobody is reminded of it any more."),
    "undo": (Action.MARK_DONE, actions.undo_done, "It is asked for again."),
    "cancel": (Action.ASK, actions.cancel, "No longer needed: the patient doesn't see it any more."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    now = timezone.now()
    patient = gate.open_for_team(request, patient_id, now=now, what="follow-up-add", action=Action.ASK)
    form = AskForm(request.POST or None)
    if form.is_valid():
        try:
            actions.make(patient=patient, by=gate.person(request), now=now, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "Saved. The patient sees it from the day you chose.")
            return redirect("patient", patient.id)
    return render(request, "team/follow_up_add.html", patient_page(request, patient, now) | {"form": form})


@require_POST
@login_required
def change(request: HttpRequest, follow_up_id: UUID, verb: str) -> HttpResponse:
    """One press, nothing typed: when somebody was faster, the patient's page shows how it stands."""
    now = timezone.now()
    user = gate.person(request)
    permission, act, words = VERBS[verb]
    row: FollowUp = access.get_row(
        FollowUp.objects.all(), actor=user, action=permission, on=user.today(now), pk=follow_up_id
    )
    gate.open_for_team(request, row.patient_id, now=now, what="follow-up")
    form = SeenForm(request.POST)
    try:
        act(follow_up=row, by=user, now=now, version=form.cleaned_data["version"] if form.is_valid() else 0)
    except Stale:
        messages.warning(request, "This had been changed meanwhile, so nothing was saved. Look at how it stands now.")
    else:
        messages.success(request, words)
    return redirect("patient", row.patient_id)
