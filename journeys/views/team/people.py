"""What every team page needs to know about the person who opened it."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.models import CareTeam, Membership, Role, User
from journeys import access
from journeys.access import Action


def is_team_member(user: User, on: date) -> bool:
    return Membership.objects.live(on).filter(user=user, team__isnull=False).exists()


def is_administrator(user: User, on: date) -> bool:
    return Membership.objects.live(on).filter(user=user, role=Role.ADMINISTRATOR).exists()


def own_teams(user: User, on: date) -> list[CareTeam]:
    """The teams in which this person may register patients."""
    teams = CareTeam.objects.filter(memberships__in=Membership.objects.live(on).filter(user=user)).distinct()
    return [team for team in teams.order_by("name") if access.can(user, Action.REGISTER, team, on)]


def team_page(user: User, on: date) -> dict[str, Any]:
    """For the navigation of team pages."""
    return {"is_team": is_team_member(user, on), "is_administrator": is_administrator(user, on), "today": on}
