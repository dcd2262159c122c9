"""For the team: what became of each reminder, what to do about those that could not be sent, and how sending does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from journeys import access
from journeys.access import Action
from journeys.actions.entries import Refused
from journeys.models import Patient
from journeys.views import gate
from journeys.views.team.people import is_team_member, team_page
from reminders import dead_letters, vitals, wording
from reminders.models import Occurrence, State
from reminders.values import Kind

PAGE = 25
SHOW = {
    "dead": ("Could not be sent", [State.DEAD]),
    "waiting": ("Waiting", [State.DUE, State.LEASED]),
    "planned": ("Planned", [State.PLANNED]),
    "sent": ("Sent", [State.SENT]),
    "not-sent": ("Not sent, or not needed", [State.SUPPRESSED, State.EXPIRED, State.CANCELLED]),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One reminder as the list shows it."""

    occurrence: Occurrence
    what: str
    became: str
    when: str
    is_dead: bool
    may_be_retried: bool


@require_safe
@login_required
def ledger(request: HttpRequest) -> HttpResponse:
    """The reminders about the patients of this person's teams, those that could not be sent first."""
    now = timezone.now()
    user = _member(request, now)
    show = request.GET.get("show", "")
    rows = _of_teams(user, now)
    if show in SHOW:
        rows = rows.filter(state__in=SHOW[show][1])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = [_row(each, now) for each in page.object_list]
    patients = {row.occurrence.patient_id for row in shown if row.occurrence.patient_id}
    gate.log_list(request, list(patients), now=now, what="reminders")
    choices = [(key, words, key == show) for key, (words, _) in SHOW.items()]
    context = {"rows": shown, "list": page, "show": show if show in SHOW else "", "choices": choices}
    context |= team_page(user, user.today(now)) | {"page": "reminders"} | _banner(user, now)
    return render(request, "reminders/ledger.html", context)


@require_safe
@login_required
def banner(request: HttpRequest) -> HttpResponse:
    """For the top of the worklist: what keeps reminders from leaving. 204: nothing does."""
    now = timezone.now()
    context = _banner(_member(request, now), now)
    if not any(context.values()):
        return HttpResponse(status=204)
    return render(request, "reminders/banner.html", context)


@require_POST
@login_required
def retry(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    return _act(request, occurrence_id, dead_letters.retry, "It is tried again within a minute, in the allowed hours.")


@require_POST
@login_required
def phoned(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    return _act(request, occurrence_id, dead_letters.phoned, "Noted: you phoned instead.")


def _act(request: HttpRequest, occurrence_id: UUID, act: Callable[..., None], words: str) -> HttpResponse:
    now = timezone.now()
    user = gate.person(request)
    on = user.today(now)
    dead = access.get_row(Occurrence.objects.all(), actor=user, action=Action.TRIAGE, on=on, pk=occurrence_id)
    try:
        act(dead, by=user, now=now)
    except Refused as refused:
        messages.error(request, " ".join(each.message for each in refused.problems))
    else:
        messages.success(request, words)
    return redirect("reminders:ledger")


def _member(request: HttpRequest, now: datetime) -> User:
    user = gate.person(request)
    if not is_team_member(user, user.today(now)):
        raise Http404
    return user


def _of_teams(user: User, now: datetime) -> QuerySet[Occurrence]:
    theirs = Patient.objects.of_team_members(user, user.today(now))
    dead_first = Case(When(state=State.DEAD, then=Value(0)), default=Value(1))
    rows = Occurrence.objects.filter(patient__in=theirs).select_related("patient__clinic")
    return rows.order_by(dead_first, "-due_at", "pk")


def _row(each: Occurrence, now: datetime) -> Row:
    assert each.patient is not None  # noqa: S101  `_of_teams` asks for their patients'
    return Row(
        occurrence=each,
        what=wording.KIND[Kind(each.kind)],
        became=wording.became(each),
        when=wording.day(each.local_date),
        is_dead=each.state == State.DEAD,
        may_be_retried=dead_letters.may_be_retried(each, now),
    )


def _banner(user: User, now: datetime) -> dict[str, object]:
    """Nothing but what somebody would wonder about: how many of their patients' reminders wait that could have left."""
    read, zone = vitals.read(now), ZoneInfo(user.time_zone)
    late = _of_teams(user, now).filter(Q(state=State.DUE, next_at__lte=now - vitals.QUEUE_AGE))
    oldest = late.order_by("next_at").values_list("next_at", flat=True).first()
    hold = read.hold
    return {
        "late": late.count() if oldest else 0,
        "oldest": wording.moment(oldest, zone) if oldest else "",
        "away_since": wording.moment(read.away_since, zone) if read.away_since else "",
        "held_since": wording.moment(hold.since, zone) if hold else "",
        "held_why": hold.why if hold else "",
        "lost_from": wording.moment(hold.lost_from, zone) if hold and hold.lost_from else "",
        "lost_until": wording.moment(hold.lost_until, zone) if hold and hold.lost_until else "",
    }
