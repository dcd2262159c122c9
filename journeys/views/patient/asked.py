"""What the team asked for: the patient, or a carer who may log, says that it is done, or not after all."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from journeys.access import Action
from journeys.actions import follow_ups as actions
from journeys.actions.entries import Stale
from journeys.models import FollowUp
from journeys.views import gate
from journeys.views.patient import whose

VERBS = {
    "done": (actions.mark_done, "Thank you. Your team can see that this is done."),
    "undo": (actions.undo_done, "It is back on your list."),
}


@require_POST
@login_required
def change(request: HttpRequest, patient_id: UUID, follow_up_id: UUID, verb: str) -> HttpResponse:
    """Pressed twice it is done once; what the team took back meanwhile is gone from the list."""
    now = timezone.now()
    patient = whose.patient_for(request, patient_id, now=now, what="asked", action=Action.MARK_DONE)
    row = FollowUp.objects.filter(patient=patient, pk=follow_up_id).select_related("patient").first()
    if patient is None or row is None:
        raise Http404
    said = VERBS[verb][1]
    if (row.done_at is not None) is not (verb == "done"):  # else it stands as wished already
        said = _act(request, row, verb, now)
    messages.success(request, said)
    return redirect("home-for", patient.id)


def _act(request: HttpRequest, row: FollowUp, verb: str, now: datetime) -> str:
    """Do it; returns what to say."""
    act, said = VERBS[verb]
    user, sent = gate.person(request), request.POST.get("version", "")
    acting_as = "" if row.patient.user_id == user.pk else "carer"
    try:
        act(follow_up=row, by=user, now=now, version=int(sent) if sent.isdecimal() else 0, acting_as=acting_as)
    except Stale:
        return "This was changed a moment ago. Here is how it stands now."
    return said
