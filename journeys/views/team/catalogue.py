"""The guidance catalogue for care teams: what each rule looks for, on which grounds, and how it has been used here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from journeys.edition import edition
from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.catalogue_text import GATES, ROLES, bounds
from journeys.guidance.findings import Role, Threshold
from journeys.guidance.journey import CONDITIONS
from journeys.guidance.overrides import SHARED_TABLE
from journeys.guidance.rule import Rule
from journeys.guidance.sign_off import committed, in_words, signatures, signed
from journeys.models import Flag, FlagState
from journeys.models.flag import DISMISSED_REASONS
from journeys.views import gate
from journeys.views.team.people import is_administrator, is_team_member, team_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Flags that a rule led, of the patients that the reader may see. ``dismissed``: by reason, in words."""

    opened: int = 0
    open: int = 0
    discussed: int = 0
    resolved: int = 0
    dismissed: tuple[tuple[str, int], ...] = ()
    by_itself: int = 0

    @property
    def dismissals(self) -> int:
        return sum(count for _, count in self.dismissed)


@require_safe
@login_required
def catalogue(request: HttpRequest) -> HttpResponse:
    user, on = _reader(request)
    used = edition()
    counts = _uses(user, on)
    groups = [(name, _rows(used.patterns[name], counts)) for name in CONDITIONS]
    context = {
        "version": used.version,
        "groups": [*groups, (None, _rows(used.rule_outs, counts))],
        "shared": _thresholds(SHARED_TABLE, used.shared),
        "follow_ups": used.follow_ups,
    }
    return render(request, "team/catalogue.html", team_page(user, on) | context | {"page": "catalogue"})


@require_safe
@login_required
def rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    user, on = _reader(request)
    found = edition().by_id.get(rule_id)
    if found is None:
        raise Http404
    context = {
        "rule": found,
        "role": ROLES[found.role],
        "gate": "" if found.role is Role.CONFOUNDER else GATES[found.gate],
        "thresholds": _thresholds(found.id, found.thresholds),
        "history": list(enumerate(found.history, 1)),
        "signed": in_words(signed(found, signatures(committed(), edition=PUBLISHED))),
        "has_own_values": any(name == found.id for name, _ in edition().overridden),
        "use": _uses(user, on).get(found.id, Use()),
        "after": [edition().by_id[name] for name in found.after],
    }
    return render(request, "team/rule.html", team_page(user, on) | context | {"page": "catalogue"})


def _reader(request: HttpRequest) -> tuple[User, date]:
    """Care teams and clinic administrators: patients and carers have pages of their own, without rules."""
    user = gate.person(request)
    on = user.today(timezone.now())
    if not (is_team_member(user, on) or is_administrator(user, on)):
        raise Http404
    return user, on


def _rows(rules: Iterable[Rule], counts: Mapping[str, Use]) -> list[dict[str, Any]]:
    found = signatures(committed(), edition=PUBLISHED)
    return [
        {
            "rule": each,
            "role": ROLES[each.role].partition(":")[0],
            "signed": signed(each, found),
            "use": counts.get(each.id, Use()),
        }
        for each in rules
    ]


def _thresholds(owner: str, thresholds: Iterable[Threshold]) -> list[dict[str, Any]]:
    """Each with its bounds, and with the published value where the clinic chose its own."""
    published = PUBLISHED.shared if owner == SHARED_TABLE else PUBLISHED.by_id[owner].thresholds
    usual = {each.name: each.value for each in published}
    own = {name for rule_id, name in edition().overridden if rule_id == owner}
    return [
        {"limit": each, "bounds": bounds(each), "published": usual[each.name] if each.name in own else None}
        for each in thresholds
    ]


def _uses(user: User, on: date) -> dict[str, Use]:
    rows = Flag.objects.visible_to(user, on).values_list("rule", "state", "dismissed_reason").annotate(Count("pk"))
    by_rule: dict[str, Counter[tuple[str, str | None]]] = {}
    for rule_id, state, reason, count in rows.order_by():
        by_rule.setdefault(rule_id, Counter())[state, reason] += count
    return {rule_id: _use(counted) for rule_id, counted in by_rule.items()}


def _use(counted: Counter[tuple[str, str | None]]) -> Use:
    states: Counter[str] = Counter()
    for (state, _), count in counted.items():
        states[state] += count
    reasons = [(words, counted[FlagState.DISMISSED, code]) for code, words in DISMISSED_REASONS.items()]
    by_itself = (FlagState.RESTED, FlagState.REGIMEN_CHANGED, FlagState.RETRACTED)
    return Use(
        opened=states.total(),
        open=states[FlagState.OPEN],
        discussed=states[FlagState.DISCUSSED],
        resolved=states[FlagState.RESOLVED],
        dismissed=tuple((words, count) for words, count in reasons if count),
        by_itself=sum(states[state] for state in by_itself),
    )
