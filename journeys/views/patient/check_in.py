"""P2: the check-in. Three taps at the least; a red flag gets its text at once and is stored whatever else is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journeys.access import Action
from journeys.actions import check_ins
from journeys.actions.entries import Refused
from journeys.forms.check_in import CheckInForm
from journeys.guidance import symptoms
from journeys.models import CheckIn, Condition, Patient
from journeys.views import gate
from journeys.views.patient import whose

RECENT = 5  # check-ins that decide which symptoms are asked first


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def check_in(request: HttpRequest, patient_id: UUID | None = None) -> HttpResponse:
    now = timezone.now()
    patient = whose.patient_for(request, patient_id, now=now, what="check-in", action=Action.LOG_CHECK_IN)
    if patient is None:
        return redirect("home")
    if request.method == "POST":
        return _save(request, patient, now)
    if patient.care_ended:  # nobody of the team would read it; a form that was open before is stored all the same
        return redirect("home-for", patient.id)
    return _ask(request, patient, _form(patient, now, initial={"client_id": uuid4(), "on": patient.today(now)}))


@require_POST
@login_required
def more(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The optional questions, with what was answered so far. Nothing is stored yet."""
    now = timezone.now()
    patient = whose.patient_for(request, patient_id, now=now, what="check-in", action=Action.LOG_CHECK_IN)
    if patient is None:
        raise Http404
    so_far = {name: request.POST.get(name, "") for name in ("client_id", "overall")}
    initial = so_far | {"on": patient.today(now), "red_flags": request.POST.getlist("red_flags")}
    return _ask(request, patient, _form(patient, now, initial=initial), page="patient/check_in_more.html")


@require_safe
@login_required
def done(request: HttpRequest, patient_id: UUID, ref: UUID) -> HttpResponse:
    """What was stored; if anything in it can be an emergency, that comes first."""
    now = timezone.now()
    patient = whose.patient_for(request, patient_id, now=now, what="check-in")
    entry = CheckIn.objects.standing().filter(patient=patient, ref=str(ref)).first()
    if patient is None or entry is None:
        raise Http404
    return _show(request, patient, entry)


def _show(request: HttpRequest, patient: Patient, entry: CheckIn, unread: Sequence[str] = ()) -> HttpResponse:
    ticked = [word for word, answer in entry.symptoms.items() if answer is True]
    texts = symptoms.safety_texts(ticked, on_treatment=True)
    context = {"entry": entry, "texts": texts, "unread": unread, "page": "check-in"}
    return render(request, "patient/check_in_done.html", whose.shared(gate.person(request), patient) | context)


def _form(patient: Patient, now: datetime, *args: Any, **kwargs: Any) -> CheckInForm:
    conditions = Condition.objects.standing().filter(patient=patient).order_by("pk").values_list("condition", flat=True)
    recent = CheckIn.objects.standing().filter(patient=patient).order_by("-on", "-pk")[:RECENT]
    usual = [word for entry in recent for word, value in entry.symptoms.items() if value]
    days = {"today": patient.today(now), "earliest": check_ins.earliest_day(patient, now)}
    return CheckInForm(*args, conditions=list(conditions), usual=usual, auto_id="%s", **days, **kwargs)


def _save(request: HttpRequest, patient: Patient, now: datetime) -> HttpResponse:
    form = _form(patient, now, request.POST)
    page = "patient/check_in_more.html" if "more" in request.POST else "patient/check_in.html"
    if not form.is_valid() and not _must_be_kept(form):
        return _ask(request, patient, form, page=page)
    client_id = form.cleaned_data.get("client_id") or uuid4()
    try:
        entry = _record_at_once(request, patient, form, client_id=client_id, now=now)
    except Refused as refused:
        for problem in refused.problems:
            form.add_error(problem.path if problem.path in form.fields else None, problem.message)
        return _ask(request, patient, form, page=page)
    except check_ins.Conflict as conflict:
        return _conflict(request, patient, conflict)
    if form.unread or entry.entered_in_error_at:
        return _show(request, patient, entry, form.unread)
    return redirect("check-in-done", patient.id, entry.ref)


def _must_be_kept(form: CheckInForm) -> bool:
    """A red flag is stored at once, without the parts that can't be."""
    return bool(form.red_flags)


def _record_at_once(
    request: HttpRequest, patient: Patient, form: CheckInForm, *, client_id: UUID, now: datetime
) -> CheckIn:
    """With a red flag in it, other answers to a form that was saved before are an entry of their own, unasked."""
    try:
        return _record(request, patient, form, client_id=client_id, now=now)
    except check_ins.Conflict:
        if not form.red_flags:
            raise
    said = (gate.person(request).pk, form.cleaned_data.get("on"), form.answers())
    return _record(request, patient, form, client_id=uuid5(client_id, repr(said)), now=now)


def _record(request: HttpRequest, patient: Patient, form: CheckInForm, *, client_id: UUID, now: datetime) -> CheckIn:
    user = gate.person(request)
    done = check_ins.record(
        patient=patient,
        by=user,
        client_id=client_id,
        on=form.cleaned_data.get("on") or patient.today(now),
        answers=form.answers(),
        now=now,
        acting_for=None if patient.user_id == user.id else str(patient),
    )
    return done.check_in


def _ask(
    request: HttpRequest, patient: Patient, form: CheckInForm, *, page: str = "patient/check_in.html"
) -> HttpResponse:
    texts = {"emergency": symptoms.EMERGENCY, "crisis": symptoms.CRISIS, "urgent": symptoms.URGENT}
    context = whose.shared(gate.person(request), patient) | texts | {"form": form, "page": "check-in"}
    return render(request, page, context)


def _conflict(request: HttpRequest, patient: Patient, conflict: check_ins.Conflict) -> HttpResponse:
    """The same form was saved with other answers: both are shown, and the person says whether the second counts too."""
    again = request.POST.copy()
    again["client_id"] = str(uuid4())
    again.pop("csrfmiddlewaretoken", None)
    context = {"stored": conflict.stored, "sent": conflict.sent, "again": list(again.lists()), "page": "check-in"}
    shared = whose.shared(gate.person(request), patient)
    return render(request, "patient/check_in_conflict.html", shared | context, status=409)
