"""What a judge gets: what is recorded of one patient up to one day, seen from one condition."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec, TypeVar

from journeys.guidance.clock import Clock, shift
from journeys.guidance.edition import Edition
from journeys.guidance.findings import Evidence, Finding
from journeys.guidance.journey import Condition, Fact, Journey, Lab
from journeys.guidance.rule import Rule

Answer = TypeVar("Answer")
Asked = ParamSpec("Asked")
Dated = TypeVar("Dated")
Memo = dict[tuple[Any, ...], tuple[Any, date | None]]
_NONE: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """``journey`` holds nothing later than ``clock.on``. ``condition`` None: a patient without any.

    ``limits``: the rule's thresholds by name. ``findings``: of the rules that the rule declares in ``after``.
    ``edition``: the catalogue in use.
    """

    journey: Journey
    clock: Clock
    condition: Condition | None
    edition: Edition
    memo: Memo = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    findings: Mapping[str, Finding] = field(default_factory=dict)

    @property
    def on(self) -> date:
        """Today, for sentences. Comparisons with today go through `clock`."""
        return self.clock.on

    @property
    def name(self) -> str | None:
        return self.condition.condition if self.condition else None

    def limit(self, name: str) -> int:
        """A threshold in whole days."""
        return int(self.limits[name])

    def seen_from(self, condition: Condition) -> Case:
        return self._with(condition, clock=self.clock, memo=self.memo)

    def given(self, rule: Rule, findings: Mapping[str, Finding]) -> Case:
        """The same case as one rule gets it."""
        heard = {name: findings[name] for name in rule.after}
        return self._with(self.condition, clock=self.clock, memo=self.memo, limits=rule.limits, findings=heard)

    def later(self, day: date) -> Case:
        """The same record on a later day, with all that time has not changed by then already answered."""
        kept = {key: known for key, known in self.memo.items() if known[1] is None or known[1] > day}
        clock = Clock(day)
        clock.until = min([until for _, until in kept.values() if until is not None], default=None)
        return self._with(self.condition, clock=clock, memo=kept)

    def _with(
        self,
        condition: Condition | None,
        *,
        clock: Clock,
        memo: Memo,
        limits: Mapping[str, float] = _NONE,
        findings: Mapping[str, Finding] = _NONE,
    ) -> Case:
        """Another view of the same record; some hundred for one evaluation, so not by `dataclasses.replace`."""
        return Case(
            journey=self.journey,
            edition=self.edition,
            condition=condition,
            clock=clock,
            memo=memo,
            limits=limits,
            findings=findings,
        )

    def remember(self, key: tuple[Any, ...], answer: Callable[[], Answer]) -> Answer:
        """``answer()``, asked once; whoever asks again is bound by the same day on which it may change."""
        known = self.memo.get(key)
        if known is None:
            outer, self.clock.until = self.clock.until, None
            known = self.memo[key] = (answer(), self.clock.until)
            self.clock.until = outer
        self.clock.note(known[1])
        answered: Answer = known[0]
        return answered


def once(
    question: Callable[Concatenate[Case, Asked], Answer],
) -> Callable[Concatenate[Case, Asked], Answer]:
    """A question that is answered once for a condition, a day and its arguments: facts of the record, or what can be
    hashed. No limits."""

    def ask(case: Case, /, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        # a fact of the record by its identity: its hash would be made of all that it holds, each time
        named = [id(each) if isinstance(each, Fact) else each for each in args] if args else args
        key = (question, case.name, *named, *kwargs.items()) if args or kwargs else (question, case.name)
        known = case.memo.get(key)
        if known is None:
            return case.remember(key, lambda: question(case, *args, **kwargs))
        case.clock.note(known[1])
        answer: Answer = known[0]
        return answer

    update_wrapper(ask, question)
    return ask


@once
def _labs(case: Case) -> Mapping[str, tuple[Lab, ...]]:
    found: dict[str, list[Lab]] = {}
    for lab in case.journey.labs:
        found.setdefault(lab.analyte, []).append(lab)
    return {analyte: tuple(labs) for analyte, labs in found.items()}


def labs(case: Case, analyte: str) -> tuple[Lab, ...]:
    """All results of one analyte up to today, oldest first."""
    return _labs(case).get(analyte, ())


def lately(case: Case, entries: Sequence[Dated], days: int) -> Sequence[Dated]:
    """Those of the last ``days`` days or today, of a list in the order of its days. A long list is not walked."""
    first = bisect_left(entries, shift(case.on, -days), key=_day)
    if first < len(entries):
        case.clock.note(shift(_day(entries[first]), days + 1))
    return entries[first:]


def _day(entry: Any) -> date:
    on: date = entry.collected_on if isinstance(entry, Lab) else entry.on
    return on


def cite(kind: str, fact: Fact, *, on: date | None, shows: str) -> Evidence:
    """A recorded fact as evidence; ``kind`` is the list that it stands in."""
    return Evidence(list=kind, id=fact.id, on=on, shows=shows)
