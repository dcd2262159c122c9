"""The piece that pages of the record embed by its URL name, because the record doesn't know of reminders; and the page
where people say how they want to be reminded."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from journeys import access
from journeys.access import Action, Part
from journeys.models import Patient
from journeys.views import gate
from journeys.views.patient.whose import followed, shared
from reminders import bounces, preferences, snapshot
from reminders.forms import PreferenceForm, initial
from reminders.outlook import outlooks


@require_safe
@login_required
def fragment(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A patient's next reminder mails and the last ones, for the patient, a carer, the team. 404 for anybody else."""
    now = timezone.now()
    patient = gate.open_patient(request, patient_id, now=now, what="reminders")
    user = gate.person(request)
    is_team = Part.GUIDANCE in access.parts(user, patient, user.today(now))
    context = {
        "patient": patient,
        "cannot_reach": bounces.cannot_reach(patient, now) if is_team else [],
        "outlooks": outlooks(patient, now, viewer=user, everybody=is_team),
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
    today = person.zones.today(now)
    form = PreferenceForm(
        request.POST or None,
        today=today,
        with_account=person.recipient is not None,
        initial=initial(person, today, reason=preferences.pause_reason(patient)),
    )
    if form.is_valid():
        preferences.choose(patient=patient, choice=form.choice(), by=user, now=now)
        messages.success(request, f"Saved. {_what_comes(patient, user, now)}")
        return redirect("home-for", patient.pk)
    return render(request, "reminders/choose.html", shared(user, patient) | {"form": form})


def _what_comes(patient: Patient, user: User, now: datetime) -> str:
    """The day of the next mail by what was chosen just now, or why there is none."""
    coming = outlooks(patient, now, viewer=user, everybody=False)[0]
    if coming.next_mails:
        return f"The next e-mail comes on {coming.next_mails[0][0]}, if there is still something to do then."
    return " ".join(coming.notes) or "There is nothing to remind of in the next three weeks."
