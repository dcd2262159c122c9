"""P7: one flag, to be argued with: what was seen, by which rule, what is missing, what would change it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from journeys import access
from journeys.access import Action, Part
from journeys.actions import flags as actions
from journeys.actions import reviews
from journeys.actions.entries import Refused, Stale
from journeys.edition import edition
from journeys.forms.flags import ChecklistForm, CloseForm, DismissForm, FlagForm, SnoozeForm
from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.sign_off import committed, in_words, signatures, signed
from journeys.guidance.words import ALTERNATIVE_DIAGNOSES
from journeys.models import Flag
from journeys.views import gate
from journeys.views.team.patient import patient_page

CHECKLIST_RULE = "cf.alt-diagnosis"
Forms = dict[str, Any]


@require_safe
@login_required
def flag(request: HttpRequest, flag_id: UUID) -> HttpResponse:
    now = timezone.now()
    return _page(request, _open(request, flag_id, Action.VIEW, now), now)


@require_POST
@login_required
def snooze(request: HttpRequest, flag_id: UUID) -> HttpResponse:
    now = timezone.now()
    shown = _open(request, flag_id, Action.TRIAGE, now)
    form = SnoozeForm(request.POST, prefix="snooze")

    def act(said: dict[str, Any]) -> None:
        actions.snooze(
            flag=shown,
            until=said["until"],
            reason=said["reason"],
            by=gate.person(request),
            now=now,
            version=said["version"],
        )

    return _act(request, shown, form, act, now=now, done="Snoozed. It comes back by itself.")


@require_POST
@login_required
def dismiss(request: HttpRequest, flag_id: UUID) -> HttpResponse:
    now = timezone.now()
    shown = _open(request, flag_id, None, now)
    user = gate.person(request)
    form = DismissForm(request.POST, prefix="dismiss")

    def act(said: dict[str, Any]) -> None:
        actions.dismiss(
            flag=shown,
            reason=said["reason"],
            comment=said["comment"],
            by=user,
            now=now,
            version=said["version"],
        )

    return _act(request, shown, form, act, now=now, done="Dismissed, with your reason in the history.")


@require_POST
@login_required
def close(request: HttpRequest, flag_id: UUID, verb: str) -> HttpResponse:
    """Discussed with the patient, or resolved."""
    now = timezone.now()
    shown = _open(request, flag_id, Action.DECIDE, now)
    form = CloseForm(request.POST, prefix="close")
    action, done = {
        "discuss": (actions.discuss, "Discussed with the patient: the flag is closed."),
        "resolve": (actions.resolve, "Resolved: the flag is closed."),
    }[verb]

    def act(said: dict[str, Any]) -> None:
        action(flag=shown, by=gate.person(request), now=now, version=said["version"], comment=said["comment"])

    return _act(request, shown, form, act, now=now, done=done)


@require_POST
@login_required
def release(request: HttpRequest, flag_id: UUID) -> HttpResponse:
    now = timezone.now()
    shown = _open(request, flag_id, Action.DECIDE, now)
    form = FlagForm(request.POST, prefix="release")

    def act(said: dict[str, Any]) -> None:
        actions.release_wording(flag=shown, by=gate.person(request), now=now, version=said["version"])

    return _act(request, shown, form, act, now=now, done="Released: the patient can read it now.")


@require_POST
@login_required
def review(request: HttpRequest, flag_id: UUID) -> HttpResponse:
    """The rule-out checklist, answered on the page of the flag that waits for it."""
    now = timezone.now()
    shown = _open(request, flag_id, Action.DECIDE, now)
    form = ChecklistForm(request.POST, prefix="review", items=checklist(shown))

    def act(said: dict[str, Any]) -> None:
        reviews.answer_checklist(
            patient=shown.patient,
            condition=shown.condition,
            items=form.answers(),
            complete=True if said["complete"] else None,
            by=gate.person(request),
            now=now,
        )

    return _act(request, shown, form, act, now=now, done="Saved. Guidance has looked at the record again.")


def _open(request: HttpRequest, flag_id: UUID, action: Action | None, now: datetime) -> Flag:
    """The flag for whoever may do ``action`` (None: dismiss it), with the read in the log."""
    user = gate.person(request)
    on = user.today(now)
    shown: Flag = access.get_row(Flag.objects.all(), actor=user, action=Action.VIEW, on=on, pk=flag_id)
    is_permitted = access.can(user, action or access.dismissal(shown), shown, on)
    if not is_permitted or Part.GUIDANCE not in access.parts(user, shown.patient, on):
        raise Http404
    gate.log_read(request, [shown.patient_id], now=now, what="flag")
    return shown


def _act(
    request: HttpRequest,
    shown: Flag,
    form: FlagForm | ChecklistForm,
    act: Callable[[dict[str, Any]], None],
    *,
    now: datetime,
    done: str,
) -> HttpResponse:
    """Do it, or show the page again with what is wrong, or, if the flag has changed meanwhile, both sides of it."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        except Stale:
            theirs = Flag.objects.get(pk=shown.pk)
            context = patient_page(request, shown.patient, now) | {"theirs": theirs, "form": form}
            return render(request, "team/flag_conflict.html", context, status=409)
        else:
            messages.success(request, done)
            return redirect("flag", shown.pk)
    return _page(request, shown, now, **{f"{form.prefix}_form": form, "form": form})


def checklist(shown: Flag) -> tuple[str, ...]:
    return ALTERNATIVE_DIAGNOSES.get(shown.condition, ())


def _page(request: HttpRequest, shown: Flag, now: datetime, **given: Any) -> HttpResponse:
    page = patient_page(request, shown.patient, now)
    user, on = gate.person(request), page["today"]
    holds = {hold["rule"] for hold in shown.finding.get("held_for", ())}
    context = {
        "flag": shown,
        "finding": shown.finding,
        "rule": edition().by_id.get(shown.rule),
        "signed": _signed(shown),
        "events": shown.events.select_related("by"),
        "is_open": shown.state == "open",
        "needs_checklist": CHECKLIST_RULE in holds and shown.state == "open",
        "may_dismiss": access.can(user, access.dismissal(shown), shown, on),
    }
    return render(request, "team/flag.html", page | context | _forms(shown) | given)


def _signed(shown: Flag) -> str:
    """Whether the rule, as it was when it spoke, is signed off."""
    rule = PUBLISHED.by_id.get(shown.rule)
    is_same = rule is not None and rule.version == shown.rule_version
    return in_words(signed(rule, signatures(committed(), edition=PUBLISHED)) if rule and is_same else None)


def _forms(shown: Flag) -> Forms:
    version = {"version": shown.version}
    return {
        "snooze_form": SnoozeForm(prefix="snooze", initial=version),
        "dismiss_form": DismissForm(prefix="dismiss", initial=version),
        "close_form": CloseForm(prefix="close", initial=version),
        "release_form": FlagForm(prefix="release", initial=version),
        "review_form": ChecklistForm(prefix="review", items=checklist(shown)),
    }
