"""What is seen again after some time, with nothing between that contradicts it: scores, visits, samples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from journeys.guidance.case import Case

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Seen(Generic[T]):
    """One look: ``there`` says whether it shows what is looked for; None: unknown."""

    on: date
    fact: T
    there: bool | None


@dataclass(frozen=True, slots=True)
class Again(Generic[T]):
    """``pair``: two looks that show it, far enough apart. ``unclear``: two that would, if what is unknown of them did.
    ``newest``: the newest recent look. ``alone``: it has no other far enough before it."""

    pair: tuple[T, T] | None
    unclear: tuple[Seen[T], Seen[T]] | None
    newest: Seen[T] | None
    alone: bool


def seen_again(
    case: Case, seen: Sequence[Seen[T]], *, apart: int, stands: int, fits: Callable[[T, T], bool | None]
) -> Again[T]:
    """``seen``: oldest first. Two of them ``apart`` days from each other, the later at most ``stands`` days old, that
    ``fits`` (earlier, later; None: perhaps), and no look after the earlier one that shows the contrary."""
    recent = [look for look in seen if case.clock.within(stands, look.on)]
    newest = recent[-1] if recent else None
    run = _since_contrary(seen)
    pairs = [
        (first, last, fit)
        for last in reversed(run)
        if last in recent
        for first in run
        if (last.on - first.on).days >= apart and (fit := fits(first.fact, last.fact)) is not False
    ]
    known = next(((first.fact, last.fact) for first, last, fit in pairs if first.there and last.there and fit), None)
    unclear = next(((first, last) for first, last, _ in pairs), None) if known is None else None
    alone = newest is not None and not any((newest.on - look.on).days >= apart for look in seen)
    return Again(known, unclear, newest, alone)


def _since_contrary(seen: Sequence[Seen[T]]) -> Sequence[Seen[T]]:
    contrary = [index for index, look in enumerate(seen) if look.there is False]
    return seen[contrary[-1] + 1 :] if contrary else seen
