"""Replay: what the guidance would have said on every day of a time that is over, for one record or for many.

It reads the record as it is today, by the days that its facts bear, not by when they were entered. Between two checks
nothing changes (`next_check_on` is sound), so the walk goes from check to check.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from statistics import median

from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.clock import shift
from journeys.guidance.edition import Edition
from journeys.guidance.engine import conditions_of, evaluate
from journeys.guidance.findings import Assessment, Finding, Outcome, Role
from journeys.guidance.journey import Journey
from journeys.guidance.look import first_look
from journeys.guidance.regimen import starts

REST_DAYS = 28
"""A pattern that comes back sooner is the same one: flags rest after so many days."""

FOLLOWED_DAYS = 182
"""A treatment change so soon after a rule was first raised may have answered it (D)."""

_RAISED = (Outcome.FIRED, Outcome.HELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A rule's outcome from ``first`` to ``last``, both included. ``held_for``: ids of rule-outs."""

    condition: str
    rule: str
    outcome: Outcome
    counted_as: Role
    held_for: tuple[str, ...]
    because: str
    first: date
    last: date

    @property
    def is_raised(self) -> bool:
        """It would have opened a flag for discussion: fired, as core."""
        return self.outcome is Outcome.FIRED and self.counted_as is Role.CORE

    @property
    def what(self) -> tuple[object, ...]:
        return self.condition, self.rule, self.outcome, self.counted_as, self.held_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """``spells``: by first day. ``levels``: from that day on. ``changes``: days on which a regimen began."""

    patient: str
    first: date
    last: date
    spells: tuple[Spell, ...]
    levels: tuple[tuple[date, str, int | None], ...]
    changes: Mapping[str, tuple[date, ...]]

    def only(self, rule: str) -> Replayed:
        """The spells of one rule alone."""
        return replace(self, spells=tuple(spell for spell in self.spells if spell.rule == rule))


def replay(journey: Journey, *, first: date, last: date, edition: Edition = PUBLISHED) -> Replayed:
    """One record from ``first`` to ``last``, both included."""
    walk = list(_walk(journey, first=first, last=last, edition=edition))
    return Replayed(
        patient=journey.patient.id,
        first=first,
        last=last,
        spells=tuple(_spells(walk, last=last)),
        levels=tuple(_levels(walk)),
        changes=_changes(journey, first=first, last=last, edition=edition),
    )


def _walk(journey: Journey, *, first: date, last: date, edition: Edition) -> Iterator[Assessment]:
    on: date | None = first
    while on is not None and on <= last:
        assessment = evaluate(journey, on, edition=edition)
        yield assessment
        on = assessment.next_check_on


def _spells(walk: Sequence[Assessment], *, last: date) -> list[Spell]:
    """Where one outcome follows itself, it is one spell, with its first sentence."""
    open_spells: dict[tuple[object, ...], Spell] = {}
    done: list[Spell] = []
    ends = [*(shift(assessment.on, -1) for assessment in walk[1:]), last]
    for assessment, end in zip(walk, ends, strict=True):
        now = {spell.what: spell for spell in _seen(assessment, end=end)}
        done += [spell for what, spell in open_spells.items() if what not in now]
        open_spells = {
            what: replace(open_spells[what], last=end) if what in open_spells else spell for what, spell in now.items()
        }
    return sorted([*done, *open_spells.values()], key=lambda spell: (spell.first, spell.condition, spell.rule))


def _seen(assessment: Assessment, *, end: date) -> Iterator[Spell]:
    for condition in assessment.conditions:
        for found in condition.rules:
            if found.outcome in _RAISED:
                yield _spell(condition.condition, found, first=assessment.on, last=end)


def _spell(condition: str, found: Finding, *, first: date, last: date) -> Spell:
    return Spell(
        condition=condition,
        rule=found.rule,
        outcome=found.outcome,
        counted_as=found.counted_as,
        held_for=tuple(sorted({hold.rule for hold in found.held_for})),
        because=found.because,
        first=first,
        last=last,
    )


def _levels(walk: Sequence[Assessment]) -> Iterator[tuple[date, str, int | None]]:
    shown: dict[str, int | None] = {}
    for assessment in walk:
        for condition in assessment.conditions:
            name, level = condition.condition, condition.level
            if name not in shown or shown[name] != level:
                shown[name] = level
                yield assessment.on, name, level


def _changes(journey: Journey, *, first: date, last: date, edition: Edition) -> dict[str, tuple[date, ...]]:
    cases = conditions_of(first_look(journey, last, edition=edition))
    began = {case.name or "": {start.on for start in starts(case)} for case in cases}
    return {name: tuple(sorted(day for day in days if first <= day <= last)) for name, days in began.items()}


@dataclass(slots=True, kw_only=True)
class Counts:
    """What a rule did in a cohort. ``waits``: days from the first raise in a patient to the next change of regimen."""

    raised: int = 0
    patients: int = 0
    held: int = 0
    context: int = 0
    changed: int = 0
    waits: list[int] = field(default_factory=list)

    @property
    def median_wait(self) -> float | None:
        return median(self.waits) if self.waits else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """``weeks``: replayed, of all patients together. ``raises``: (patient, rule, first day)."""

    patients: int
    weeks: float
    by_rule: Mapping[str, Counts]
    raises: frozenset[tuple[str, str, date]]

    def per_100_patient_weeks(self, rule: str) -> float:
        return 100 * self.by_rule[rule].raised / self.weeks if self.weeks else 0.0


def cohort(replays: Iterable[Replayed]) -> Cohort:
    """Raises, holds and context of each rule; a pattern that comes back within `REST_DAYS` counts once."""
    everyone = list(replays)
    by_rule: dict[str, Counts] = {}
    raises: set[tuple[str, str, date]] = set()
    for one in everyone:
        for rule in sorted({spell.rule for spell in one.spells}):
            mine = [spell for spell in one.spells if spell.rule == rule]
            raised = _apart([spell for spell in mine if spell.is_raised])
            _count(by_rule.setdefault(rule, Counts()), one, mine, raised=raised)
            raises |= {(one.patient, rule, spell.first) for spell in raised}
    days = sum((one.last - one.first).days + 1 for one in everyone)
    return Cohort(patients=len(everyone), weeks=days / 7, by_rule=by_rule, raises=frozenset(raises))


def _count(counts: Counts, one: Replayed, mine: Sequence[Spell], *, raised: Sequence[Spell]) -> None:
    counts.raised += len(raised)
    counts.patients += bool(raised)
    counts.held += len(_apart([spell for spell in mine if spell.outcome is Outcome.HELD]))
    counts.context += len(_apart([spell for spell in mine if spell.counted_as is Role.SUPPORTING]))
    if raised:
        _follow(counts, one, raised[0])


def _follow(counts: Counts, one: Replayed, first: Spell) -> None:
    later = [day for day in one.changes.get(first.condition, ()) if day > first.first]
    waits = [(day - first.first).days for day in later[:1]]
    counts.waits += waits
    counts.changed += any(days <= FOLLOWED_DAYS for days in waits)


def _apart(spells: Sequence[Spell]) -> list[Spell]:
    """The first of each run of spells with less than `REST_DAYS` days between them."""
    found: list[Spell] = []
    until: date | None = None
    for spell in spells:
        if until is None or (spell.first - until).days > REST_DAYS:
            found.append(spell)
        until = spell.last if until is None else max(until, spell.last)
    return found
