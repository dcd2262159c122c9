"""What waits for people beside the flags, as cards of the worklist and of the patient's page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from accounts.models import User
from journeys.forms.work import AskForm, DoneForm, EndCareForm, LaterForm
from journeys.models import FollowUp, Patient, Visit, WorkItem

LONGEST = 25  # items on the worklist
OLD = 10  # of what is over


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """An open item with its two forms; ``since`` as the person who reads it counts days."""

    item: WorkItem
    since: date
    done: DoneForm
    later: LaterForm


def waiting(user: User, now: datetime) -> dict[str, Any]:
    """The worklist's card: what waits longest comes first; ``to_do_more`` is how many don't fit."""
    rows = WorkItem.objects.for_worklist(user, user.today(now))
    shown = _with_forms(rows[:LONGEST], user)
    count = len(shown) if len(shown) < LONGEST else rows.count()
    return {"to_do": shown, "to_do_count": count, "to_do_more": count - len(shown)}


def _with_forms(items: Iterable[WorkItem], user: User) -> list[ToDo]:
    return [to_do(item, user) for item in items]


def to_do(item: WorkItem, user: User) -> ToDo:
    seen = {"version": item.version}
    return ToDo(
        item=item,
        since=user.today(item.opened_at),
        done=DoneForm(prefix="done", auto_id=f"done-{item.pk}-%s", initial=seen),
        later=LaterForm(prefix="later", auto_id=f"later-{item.pk}-%s", initial=seen),
    )


def of_patient(shown: Patient, user: User, now: datetime) -> dict[str, Any]:
    """The cards of the patient's page: what to see to, what was asked, planned visits, the end of care."""
    items = WorkItem.objects.filter(patient=shown).select_related("patient", "closed_by")
    asked = FollowUp.objects.filter(patient=shown).select_related("made_by", "done_by", "cancelled_by")
    planned = Visit.objects.standing().filter(patient=shown, on__gte=shown.today(now))
    return {
        "to_do": _with_forms(items.open().order_by("opened_at", "pk"), user),
        "seen_to": items.exclude(closed_at=None).order_by("-closed_at", "-pk")[:OLD],
        "asked": asked.open().order_by("due_on", "pk"),
        "asked_before": asked.exclude(Q(done_at=None) & Q(cancelled_at=None)).order_by("-due_on", "-pk")[:OLD],
        "visits": planned.order_by("on", "pk"),
        "ask_form": AskForm(auto_id="ask-%s"),
        "care_form": EndCareForm(auto_id="care-%s", initial={"on": shown.today(now)}),
    }
