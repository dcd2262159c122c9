"""P5: who needs attention, why now, and for how long."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from journeys.access import Action
from journeys.actions import worklist as actions
from journeys.forms.worklist import UNKNOWN, Search, WorklistFilters
from journeys.models import Status
from journeys.models.status import StatusQuerySet, WorklistKey
from journeys.views import gate
from journeys.views.team.people import is_team_member, team_page
from journeys.views.team.to_do import waiting

PAGE = 25
SHOWN = (
    *("patient", "patient_id", "level", "level_since", "why_now", "condition", "last_check_in_on", "overdue_count"),
    *("owner_id", "assessed_at"),
)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def work(request: HttpRequest) -> HttpResponse:
    """The list; a POST is a search. An open page asks every ten seconds and gets 204 while nothing has changed."""
    now = timezone.now()
    user = gate.person(request)
    on = user.today(now)
    if not is_team_member(user, on):
        raise Http404
    context = team_page(user, on) | _list(request, user=user, on=on)
    seen = _digest(context["rows"], on)
    if request.htmx and request.GET.get("seen") == seen:  # type: ignore[attr-defined]  # django_htmx's middleware
        return HttpResponse(status=204)
    is_whole = not request.htmx  # type: ignore[attr-defined]  # HtmxMiddleware sets it
    if is_whole and not context["words"] and not context["after"]:
        context |= waiting(user, now)
    log = gate.log_search if context["words"] else gate.log_list
    log(request, _patients(context), now=now, what="work")
    page = "team/worklist.html" if is_whole else "team/worklist_list.html"
    return render(request, page, context | {"seen": seen, "is_news": bool(request.GET.get("seen"))})


def _patients(context: dict[str, Any]) -> list[UUID]:
    """Each patient of whom the page shows something, once."""
    listed = [row.patient_id for row in context["rows"]]
    return list(dict.fromkeys([*listed, *(row.item.patient_id for row in context.get("to_do", ()))]))


def _digest(rows: list[Status], on: date) -> str:
    """Changes when anything that the list shows does: a new row, a new answer, a new owner, a new day."""
    shown = [[str(getattr(row, name)) for name in SHOWN] for row in rows]
    return hashlib.blake2s(repr((shown, on)).encode(), digest_size=8).hexdigest()


def _list(request: HttpRequest, *, user: User, on: date) -> dict[str, Any]:
    filters, search = WorklistFilters(request.GET), Search(request.POST or None)
    words = search.cleaned_data["words"].strip() if search.is_bound and search.is_valid() else ""
    rows = _narrowed(filters, user, on, searching=bool(words))
    if words:
        rows = rows.searching(words)
    after = (request.POST if words else request.GET).get("after", "")
    key = _key(after)
    page = list((rows.after(key) if key else rows)[: PAGE + 1])
    shown, has_more = page[:PAGE], len(page) > PAGE
    return {
        "rows": shown,
        "has_more": has_more,
        "next": _cursor(shown[-1]) if has_more and not filters.chosen().get("show") else "",
        "after": after if key else "",
        "filters": filters,
        "address": filters.address(),
        "is_narrowed": bool(filters.chosen() or words),
        "words": words,
        "today": on,
        "page": "work",
    }


def _narrowed(filters: WorklistFilters, user: User, on: date, *, searching: bool) -> StatusQuerySet:
    """A search looks through everyone: who is asked for by name is not hidden for being asleep or out of care."""
    chosen = filters.chosen()
    rows = Status.objects.of_everyone(user, on) if searching else Status.objects.for_worklist(user, on)
    if show := chosen.get("show"):
        rows = Status.objects.snoozed(user, on) if show == "snoozed" else Status.objects.care_ended(user, on)
    if level := chosen.get("level"):
        rows = rows.at_level(None if level == UNKNOWN else int(level))
    if condition := chosen.get("condition"):
        rows = rows.with_condition(condition)
    if owner := chosen.get("owner"):
        rows = rows.owned_by(user if owner == "mine" else None)
    return rows


def _cursor(row: Status) -> str:
    return "_".join(map(str, row.key))


def _key(cursor: str) -> WorklistKey | None:
    """The row after which the page begins; anything unreadable is the first page."""
    try:
        rank, since, patient = cursor.split("_")
        return WorklistKey(int(rank), date.fromisoformat(since), UUID(patient))
    except ValueError:
        return None


@require_POST
@login_required
def take(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The patient becomes mine to look after; pressed again, nobody's."""
    now = timezone.now()
    patient = gate.open_for_team(request, patient_id, now=now, what="work-take", action=Action.TRIAGE)
    user = gate.person(request)
    actions.assign(patient=patient, owner=None if request.POST.get("release") else user, by=user, now=now)
    back = WorklistFilters(request.POST).address()
    if request.POST.get("from") == "patient":
        return redirect("patient", patient.id)
    response = redirect("work")
    response.headers["Location"] += f"?{back}" if back else ""
    return response
