"""The state of one follow-up: due, due soon, overdue, unknown or not due (clinical.md 4; settled reading 24)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case, once
from journeys.guidance.clock import shift
from journeys.guidance.findings import Due, MonitoringFinding
from journeys.guidance.journey import PlanItem
from journeys.guidance.phrases import count, day, listing
from journeys.guidance.schedule import FollowUp, Listed, Rhythm

_LEAST_GRACE_DAYS = 7

LATE_DAYS = 91
"""So long a first result that never came is overdue (D). Later the record plainly doesn't hold such results, and the
state is unknown: a treatment that began years before its record did must not stay overdue for ever."""


class _Done(NamedTuple):
    """``last``: the day on which all that is needed was there. ``lacking``: what was never recorded, if not all."""

    last: date | None
    lacking: tuple[str, ...]


class _Timing(NamedTuple):
    """``interval``: days, for due soon and the grace; 0: no interval, so never overdue. ``usual``: the sentence."""

    due_on: date | None
    interval: int
    usual: str


def followed_up(case: Case, item: FollowUp) -> MonitoringFinding | None:
    """The item's state today; None: it doesn't apply, or isn't listed yet."""
    rhythm = item.rhythm(case)
    plan = _plans(case).get(item.id)
    if rhythm is None or (item.listed is Listed.PLANNED and plan is None):
        return None
    done = _done(case, item)
    timing = _planned(plan, done.last) if plan else _usual(case, rhythm, done.last)
    if item.listed is Listed.ONCE_KNOWN and plan is None and done.last is None:
        return None
    return MonitoringFinding(
        item=item.id,
        title=item.title,
        state=_state(case, timing, done.last),
        last_on=done.last,
        due_on=timing.due_on,
        every_days=timing.interval or None,
        own_interval=plan is not None,
        because=_because(done, timing, why=rhythm.why),
        sources=item.sources,
    )


def interval(case: Case, name: str) -> int | None:
    """Days between two of an item, as the team planned or else as usual; None: it doesn't apply, or once is enough."""
    plan = _plans(case).get(name)
    item = next((item for item in case.edition.follow_ups if item.id == name), None)
    rhythm = item.rhythm(case) if item else None
    if rhythm is None:
        return None
    return max(plan.every_days, 1) if plan else rhythm.every


@once
def _plans(case: Case) -> Mapping[str, PlanItem]:
    """The newest interval that the team set, by item."""
    ordered = sorted(case.journey.plan, key=lambda plan: (plan.from_date or date.min, plan.id))
    return {plan.item: plan for plan in ordered}


def _done(case: Case, item: FollowUp) -> _Done:
    days = [(need.name, need.newest(case)) for need in item.needs]
    known = [on for _, on in days if on is not None]
    if len(known) == len(days):
        return _Done(min(known), ())
    lacking = tuple(name for name, on in days if on is None)
    return _Done(None, lacking if len(days) > 1 else ())


def _planned(plan: PlanItem, last: date | None) -> _Timing:
    interval = max(plan.every_days, 1)
    began = last or plan.from_date
    due_on = shift(began, interval) if began else None
    return _Timing(due_on, interval, f"Your team chose every {count(interval, 'day')}.")


def _usual(case: Case, rhythm: Rhythm, last: date | None) -> _Timing:
    counts = last is not None and (rhythm.counts_from is None or last >= rhythm.counts_from)
    awaited = None if counts else _awaited(case, rhythm)
    return awaited or _repeated(rhythm, last)


def _repeated(rhythm: Rhythm, last: date | None) -> _Timing:
    usual = _interval_in_words(rhythm.every)
    if last is None or rhythm.every is None:
        return _Timing(None, rhythm.every or 0, usual)
    due_on = max(shift(last, rhythm.every), rhythm.not_before or date.min)
    return _Timing(due_on, rhythm.every, usual)


def _awaited(case: Case, rhythm: Rhythm) -> _Timing | None:
    """The first one since `Rhythm.began`; None: nobody knows since when, or it was due too long ago."""
    if rhythm.began is None:
        return None
    first = (rhythm.every or 0) if rhythm.first is None else rhythm.first
    due_on = shift(rhythm.began, first)
    if case.clock.at_least(_grace(first) + LATE_DAYS + 1, since=due_on):
        return None
    return _Timing(due_on, first, _first_in_words(rhythm, since=rhythm.began, first=first))


def _first_in_words(rhythm: Rhythm, *, since: date, first: int) -> str:
    if rhythm.first is None:
        return _interval_in_words(rhythm.every)
    if first == 0:
        return "Usually checked before the start; your team may have done it elsewhere."
    return f"Usually checked within {count(first, 'day')} of {day(since)}; your team may have chosen another day."


def _interval_in_words(every: int | None) -> str:
    if every is None:
        return "Usually checked once; your team may have done it elsewhere."
    return f"Usually checked about every {count(every, 'day')}; your team may have chosen another interval."


def _state(case: Case, timing: _Timing, last: date | None) -> Due:
    due_on, interval = timing.due_on, timing.interval
    if due_on is None:
        return Due.UNKNOWN if last is None else Due.NOT_DUE
    if interval and case.clock.reached(shift(due_on, _grace(interval) + 1)):
        return Due.OVERDUE
    if case.clock.reached(due_on):
        return Due.DUE
    return Due.DUE_SOON if case.clock.reached(shift(due_on, -(interval // 5))) else Due.NOT_DUE


def _grace(interval: int) -> int:
    return max(_LEAST_GRACE_DAYS, interval // 4)


def _because(done: _Done, timing: _Timing, *, why: str) -> str:
    sentences = [_when(done.last, timing.due_on), _lacks(done.lacking), why, timing.usual]
    return " ".join(sentence for sentence in sentences if sentence)


def _when(last: date | None, due_on: date | None) -> str:
    if due_on is None:
        return f"Last on {day(last)}." if last else "No date is recorded."
    done = f"Last on {day(last)}" if last else "Not yet recorded"
    return f"{done}, next about {day(due_on)}."


def _lacks(names: Sequence[str]) -> str:
    return f"Not recorded: {listing(names)}." if names else ""
