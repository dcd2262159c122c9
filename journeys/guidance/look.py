"""Looking at a journey on a day, and then at the next days on which something could be different.

A look's clock knows the first day on which one of its comparisons changes; nothing can change before. Often nothing
that is shown changes on that day either, so the walk goes on from there, judging again only what that day touches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case
from journeys.guidance.clock import Clock
from journeys.guidance.edition import Edition
from journeys.guidance.journey import Journey
from journeys.guidance.visible import visible

HOPS = 60
"""So many days are looked at. If nothing has changed on any, the next one unseen is when to check again."""


@dataclass(frozen=True, slots=True)
class Look:
    """``case``: the record as known on the day. ``more_on``: when more of it comes into force; None: never. ``cases``:
    seen from a condition, as far as asked for."""

    case: Case
    more_on: date | None
    cases: dict[str, Case] = field(default_factory=dict)

    def seen_from(self, name: str | None) -> Case:
        """The record seen from one of its conditions; None, or one that isn't there: from none."""
        if name is None:
            return self.case
        if name not in self.cases:
            known = [entry for entry in self.case.journey.conditions if entry.condition == name]
            self.cases[name] = self.case.seen_from(known[0]) if known else self.case
        return self.cases[name]

    @property
    def next(self) -> date | None:
        """The first day on which anything could be different, once everything has been asked."""
        return min((day for day in (self.case.clock.until, self.more_on) if day), default=None)


class Question(NamedTuple):
    """What a look is asked. ``group``: a condition, or None, what all of them share. ``key``: under which the answer is
    remembered: while it is, the answer is the same. ``ask``: its answer, as far as a change of it matters."""

    group: str | None
    key: tuple[object, ...]
    ask: Callable[[Look], object]


def first_look(journey: Journey, on: date, *, edition: Edition) -> Look:
    known, more_on = visible(journey, on)
    return Look(Case(journey=known, clock=Clock(on), condition=None, edition=edition), more_on)


def next_checks(
    journey: Journey, look: Look, *, questions: Callable[[Look], Sequence[Question]]
) -> Mapping[str | None, date | None]:
    """By group, the first day on which one of its answers, or of those that all groups share (None), is another one.

    None as a day: never, by time alone. Sound, not always tight: see `HOPS`. Only what a day touches is asked again.
    """
    asked = questions(look)
    first = {question.key: question.ask(look) for question in asked}
    groups = dict.fromkeys([None, *(question.group for question in asked)])
    changed: dict[str | None, date] = {}
    for _ in range(HOPS):
        day = look.next
        if day is None or None in changed or len(changed) >= max(len(groups) - 1, 1):
            break
        before, look = look, _later(journey, look, day=day)
        if look.case.journey is not before.case.journey:
            asked = questions(look)
        # listed before any is asked: asking one may answer another on the way
        for question in [question for question in asked if question.key not in look.case.memo]:
            if question.group not in changed and question.ask(look) != first.get(question.key):
                changed[question.group] = day
    return {
        key: _earliest(changed.get(key, look.next if None not in changed else None), changed.get(None))
        for key in groups
    }


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


def _later(journey: Journey, look: Look, *, day: date) -> Look:
    if look.more_on is not None and look.more_on <= day:
        return first_look(journey, day, edition=look.case.edition)
    return Look(look.case.later(day), look.more_on)
