"""A work item: seen to, or put off to another day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from journeys import access
from journeys.access import Action
from journeys.actions import work_items as actions
from journeys.actions.entries import Refused, Stale
from journeys.forms.work import DoneForm, LaterForm
from journeys.models import WorkItem
from journeys.views import gate
from journeys.views.team.patient import patient_page
from journeys.views.team.to_do import to_do


@require_safe
@login_required
def item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    now = timezone.now()
    return _page(request, _open(request, item_id, now), now)


@require_POST
@login_required
def done(request: HttpRequest, item_id: UUID) -> HttpResponse:
    now = timezone.now()
    shown = _open(request, item_id, now)
    form = DoneForm(request.POST, prefix="done")

    def act(said: dict[str, Any]) -> None:
        actions.close(item=shown, how=form.how(), by=gate.person(request), now=now, version=said["version"])

    return _act(request, shown, form, act, now=now, words="Done, with your words in the record of it.")


@require_POST
@login_required
def later(request: HttpRequest, item_id: UUID) -> HttpResponse:
    now = timezone.now()
    shown = _open(request, item_id, now)
    form = LaterForm(request.POST, prefix="later")

    def act(said: dict[str, Any]) -> None:
        by, until = gate.person(request), said["until"]
        actions.snooze(item=shown, until=until, by=by, now=now, version=said["version"])

    return _act(request, shown, form, act, now=now, words="Put off. It comes back by itself on that day.")


def _open(request: HttpRequest, item_id: UUID, now: datetime) -> WorkItem:
    """The item for whoever may triage its patient, with the read in the log. Raises `Http404` for everybody else."""
    user = gate.person(request)
    on = user.today(now)
    shown: WorkItem = access.get_row(WorkItem.objects.all(), actor=user, action=Action.TRIAGE, on=on, pk=item_id)
    gate.log_read(request, [shown.patient_id], now=now, what="work-item")
    return shown


def _act(
    request: HttpRequest,
    shown: WorkItem,
    form: DoneForm | LaterForm,
    act: Callable[[dict[str, Any]], None],
    *,
    now: datetime,
    words: str,
) -> HttpResponse:
    """Do it and go back; or the item's own page, with what is wrong, or how it stands since somebody was faster."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        except Stale:
            shown.refresh_from_db()
            return _page(request, shown, now, status=409, form=form, is_conflict=True)
        else:
            messages.success(request, words)
            return redirect("patient", shown.patient_id) if request.POST.get("from") == "patient" else redirect("work")
    given: dict[str, Any] = {"form": form, f"{form.prefix}_form": form}
    return _page(request, shown, now, **given)


def _page(request: HttpRequest, shown: WorkItem, now: datetime, *, status: int = 200, **given: Any) -> HttpResponse:
    row = to_do(shown, gate.person(request))
    context = {"row": row, "done_form": row.done, "later_form": row.later, "back": request.POST.get("from", "")}
    page = patient_page(request, shown.patient, now) | context | given
    return render(request, "team/work_item.html", page, status=status)
