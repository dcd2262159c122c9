"""The state of one follow-up: due, due soon, overdue, unknown or not due (clinical.md 4; settled reading 24)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from journeys.guidance.case import Case
from journeys.guidance.clock import shift
from journeys.guidance.findings import Due, MonitoringFinding
from journeys.guidance.journey import PlanItem
from journeys.guidance.phrases import count, day
from journeys.guidance.rule import FollowUp

_LEAST_GRACE_DAYS = 7


def newest_status(case: Case) -> str | None:
    """The newest status of the condition; it sets the phase, and so the interval."""
    statuses = [status.status for status in case.journey.statuses if status.condition == case.name]
    return statuses[-1] if statuses else None


def state_of(case: Case, item: FollowUp, *, done: Iterable[date], every_days: int) -> MonitoringFinding:
    """The item's state today. ``done``: the days on which it was; ``every_days``: unless the team planned its own.

    Due soon: a fifth of the interval or less is left. Overdue: past a grace of a quarter of it, 7 days at least.
    """
    plan = _plan(case, item.id)
    interval = max(plan.every_days, 1) if plan else every_days
    last = max(done, default=None)
    began = last or (plan.from_date if plan else None)
    due_on = shift(began, interval) if began else None
    return MonitoringFinding(
        item=item.id,
        title=item.title,
        state=_state(case, due_on, interval=interval),
        last_on=last,
        due_on=due_on,
        every_days=interval,
        own_interval=plan is not None,
        because=_because(last, due_on, interval=interval, planned=plan is not None),
        sources=item.sources,
    )


def _plan(case: Case, item: str) -> PlanItem | None:
    """The newest interval that the team set for it."""
    plans = [plan for plan in case.journey.plan if plan.item == item]
    return max(plans, key=lambda plan: (plan.from_date or date.min, plan.id), default=None)


def _state(case: Case, due_on: date | None, *, interval: int) -> Due:
    if due_on is None:
        return Due.UNKNOWN
    grace = max(_LEAST_GRACE_DAYS, interval // 4)
    if case.clock.reached(shift(due_on, grace + 1)):
        return Due.OVERDUE
    if case.clock.reached(due_on):
        return Due.DUE
    return Due.DUE_SOON if case.clock.reached(shift(due_on, -(interval // 5))) else Due.NOT_DUE


def _because(last: date | None, due_on: date | None, *, interval: int, planned: bool) -> str:
    whose = "Your team chose" if planned else "Usually checked about"
    usual = f"{whose} every {count(interval, 'day')}" + (
        "." if planned else "; your team may have chosen another interval."
    )
    if due_on is None:
        return f"No date is recorded. {usual}"
    done = f"Last on {day(last)}, next" if last else "Not yet recorded, next"
    return f"{done} about {day(due_on)}. {usual}"
