"""Relapses of pemphigus, one by one: after control, at least 3 new lesions in 30 days that did not heal within 7 days,
or an extension of established ones (clinical.md 2.3); or a relapse that a clinician recorded.

Of look-backs that overlap, the larger counts (reading 11). A look-back that reaches to control, or beyond the 30 days,
and a lesion of which nobody said whether it healed, may count: such a relapse isn't known.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case, once
from journeys.guidance.clinic import flare_evidence, recorded_flares
from journeys.guidance.clock import shift
from journeys.guidance.findings import Evidence, Threshold
from journeys.guidance.journey import CheckIn, Lesions
from journeys.guidance.lesions import lesion_evidence, skin_today
from journeys.guidance.pemphigus_remission import control_days
from journeys.guidance.phrases import count, day
from journeys.guidance.regimen import t0

RELAPSE = (
    Threshold(name="lesions", means="new lesions that make a relapse", value=3, unit="lesions", mark="M"),
    Threshold(name="window", means="days in which they appeared", value=30, unit="d", mark="M"),
)
"""For every rule that asks for a relapse."""
NO_CONTROL = "date control was reached"


class Criterion(NamedTuple):
    """So many new lesions in so many days."""

    lesions: int
    window: int

    @classmethod
    def of(cls, case: Case) -> Criterion:
        """By the thresholds of the rule that asks."""
        return cls(case.limit("lesions"), case.limit("window"))


class Relapse(NamedTuple):
    """A day by which it had come. ``missing``: what makes it uncertain; empty: it is known. ``after``: the last control
    before it, and so to which relapse it belongs. ``by_clinician``: recorded as one."""

    on: date
    says: str
    evidence: tuple[Evidence, ...]
    missing: str = ""
    after: date | None = None
    by_clinician: bool = False

    @property
    def is_known(self) -> bool:
        return not self.missing


class _Entry(NamedTuple):
    entry: CheckIn
    lesions: Lesions
    first: date
    evidence: Evidence

    @property
    def on(self) -> date:
        return self.entry.on

    @property
    def new(self) -> int:
        """Those that may not have healed within 7 days."""
        return 0 if self.lesions.healed_within_7_days else self.lesions.new or 0


@once
def relapses(case: Case, criterion: Criterion) -> tuple[Relapse, ...]:
    """Every day of the record on which one is seen, or may be, oldest first."""
    logged = [
        _Entry(entry, entry.lesions, shift(entry.on, 1 - entry.lesions.days), lesion_evidence(entry))
        for entry in case.journey.check_ins
        if entry.lesions and (entry.lesions.new or entry.lesions.extended)
    ]
    found = [*_recorded(case), *_logged(logged, control_days(case), criterion=criterion)]
    return tuple(sorted(found, key=lambda one: (one.on, not one.is_known, one.says)))


def _recorded(case: Case) -> Iterator[Relapse]:
    """A clinician's relapse is one; a clinician's flare is, once there was control."""
    controlled = control_days(case)
    for flare in recorded_flares(case):
        after, evidence = _last_before(controlled, flare.on), flare_evidence(flare)
        if flare.kind != "relapse" and after is None and controlled:
            continue  # before control was first reached
        missing = "" if after or flare.kind == "relapse" else NO_CONTROL
        yield Relapse(flare.on, evidence.shows, (evidence,), missing, after, by_clinician=True)


def _logged(logged: Sequence[_Entry], controlled: Sequence[date], *, criterion: Criterion) -> Iterator[Relapse]:
    for place, seen in enumerate(logged):
        if controlled and seen.on <= controlled[0]:
            continue  # before control was first reached
        after = _last_before(controlled, seen.on)
        start = shift(seen.on, 1 - criterion.window)
        recent = _recent(logged[: place + 1], since=start, after=after)
        sure = [one for one in recent if after is not None and one.first > after]
        lasting = [one for one in sure if one.first >= start and one.lesions.healed_within_7_days is False]
        if most := _most(lasting, at_least=criterion.lesions):
            yield Relapse(seen.on, _in_words(most, seen, criterion=criterion), _cited(lasting), "", after)
        elif seen.lesions.extended and seen in sure:
            yield Relapse(seen.on, f"established lesions extended by {day(seen.on)}", _cited([seen]), "", after)
        elif seen.lesions.extended or (most := _most(recent, at_least=criterion.lesions)):
            says = "established lesions extended" if seen.lesions.extended else count(most, "new lesion")
            missing = _what_is_missing(recent, sure=sure, since=start, controlled=controlled)
            yield Relapse(seen.on, f"{says} by {day(seen.on)}", _cited(recent), missing, after)


def _recent(logged: Sequence[_Entry], *, since: date, after: date | None) -> list[_Entry]:
    """The last entries that end in the window and after the last control, oldest first."""
    found: list[_Entry] = []
    for one in reversed(logged):
        if one.on < since or (after is not None and one.on <= after):
            break
        found.append(one)
    return found[::-1]


def _most(entries: Iterable[_Entry], *, at_least: int) -> int:
    """The most lesions of entries whose look-backs don't overlap; 0: fewer than ``at_least``."""
    best: list[tuple[date, int]] = [(date.min, 0)]
    for one in entries:
        before = best[bisect_left(best, (one.first,)) - 1][1] if one.first > date.min else 0
        best.append((one.on, max(before + one.new, best[-1][1])))
    return best[-1][1] if best[-1][1] >= at_least else 0


def _in_words(most: int, seen: _Entry, *, criterion: Criterion) -> str:
    lesions = count(most, "new lesion")
    return f"{lesions} that did not heal within 7 days, in the {criterion.window} days up to {day(seen.on)}"


def _what_is_missing(
    recent: Sequence[_Entry], *, sure: Sequence[_Entry], since: date, controlled: Sequence[date]
) -> str:
    on = day(recent[-1].on)
    if not controlled:
        return NO_CONTROL
    if len(sure) < len(recent):
        return f"whether the lesions logged up to {on} came after control"
    if any(one.first < since for one in recent):
        return f"on which days the lesions logged up to {on} came"
    return f"whether the new lesions logged up to {on} healed within 7 days"


def _cited(entries: Iterable[_Entry]) -> tuple[Evidence, ...]:
    return tuple(one.evidence for one in entries)


def _last_before(days: Sequence[date], on: date) -> date | None:
    place = bisect_left(days, on)
    return days[place - 1] if place else None


@once
def standing(case: Case, criterion: Criterion, days: int) -> tuple[Relapse, ...]:
    """What is seen of the newest relapse, oldest first: in the present regimen, with no control recorded since, and for
    ``days`` days at the longest (clinical.md 2.0, reading 15); once its window has passed, while lesions are active."""
    began = t0(case)
    controlled = control_days(case)
    newest = [
        one
        for one in relapses(case, criterion)
        if (began is None or one.on > began) and not (controlled and controlled[-1] > one.on)
    ]
    seen = [one for one in newest if case.clock.within(days, one.on)]
    is_fresh = any(case.clock.within(criterion.window, one.on) for one in seen[-1:])
    return tuple(seen) if is_fresh or skin_today(case).active else ()
