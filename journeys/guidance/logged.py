"""Symptoms as patients log them: how bad, on how many days, and that in few words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from journeys.guidance.case import cite
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import CheckIn
from journeys.guidance.phrases import count, day, listing, number, words
from journeys.guidance.symptoms import OVERALL_SEVERITY

# A check-in's overall answer stands for the patient's own main symptoms (clinical.md 2.0, reading 13).
MAIN_SYMPTOMS = "main-symptoms"
_SCALE = " of 10"
_OVERALL_WORDS = {severity: words(answer) for answer, severity in OVERALL_SEVERITY.items()}


class Logged(NamedTuple):
    """One symptom of one check-in. ``severe``: bad enough to count; None: yes, but nobody said how bad."""

    entry: CheckIn
    name: str
    given: bool | float
    severe: bool | None


def symptoms_of(entry: CheckIn, names: Sequence[str], *, severe_from: float) -> Iterator[Logged]:
    """What the check-in says of ``names`` and of the main symptoms, in that order. Severity: 0 to 10."""
    overall = OVERALL_SEVERITY.get(entry.overall or "")
    for name in (*names, MAIN_SYMPTOMS):
        given = overall if name == MAIN_SYMPTOMS else entry.symptoms.get(name)
        if given is not None:
            severity = overall if given is True else 0 if given is False else given
            yield Logged(entry, name, given, None if severity is None else severity >= severe_from)


def severe_in(entry: CheckIn, names: Sequence[str], *, severe_from: float) -> list[str]:
    """What `symptoms_of` finds surely severe, by name alone: for the walk through a long record."""
    overall = OVERALL_SEVERITY.get(entry.overall or "") or 0
    logged = [name for name, said in entry.symptoms.items() if (overall if said is True else said) >= severe_from]
    severe = sorted((name for name in logged if name in names), key=names.index) if logged else []
    return [*severe, MAIN_SYMPTOMS] if overall >= severe_from else severe


def repeated(logged: Sequence[Logged], *, days: int) -> list[Logged]:
    """Those of symptoms that were logged on that many days at least."""
    by_name = _by_name(logged)
    return [found for found in logged if _days(by_name[found.name]) >= days]


def summary(logged: Sequence[Logged]) -> str:
    """``arm claudication 5 to 6 of 10 on 5 days and fever on 2 days``."""
    return listing([_of_one(name, found) for name, found in _by_name(logged).items()])


def by_check_in(logged: Sequence[Logged]) -> tuple[Evidence, ...]:
    """One piece of evidence for each check-in, the oldest first."""
    entries = {found.entry.id: found.entry for found in sorted(logged, key=lambda found: found.entry.on)}
    return tuple(_evidence(entry, [found for found in logged if found.entry is entry]) for entry in entries.values())


def _by_name(logged: Sequence[Logged]) -> dict[str, list[Logged]]:
    found: dict[str, list[Logged]] = {}
    for each in logged:
        found.setdefault(each.name, []).append(each)
    return found


def _days(logged: Sequence[Logged]) -> int:
    return len({found.entry.on for found in logged})


def _of_one(name: str, logged: Sequence[Logged]) -> str:
    on_days = f"on {count(_days(logged), 'day')}"
    given = [found.given for found in logged if not isinstance(found.given, bool)]
    if not given:
        return f"{words(name)} {on_days}"
    low, high = (_how_bad(name, given) for given in (min(given), max(given)))
    return f"{words(name)} {high if low == high else f'{low.removesuffix(_SCALE)} to {high}'} {on_days}"


def _how_bad(name: str, given: float) -> str:
    """``6 of 10``; of the overall answer, the word that was ticked."""
    word = _OVERALL_WORDS.get(int(given)) if name == MAIN_SYMPTOMS else None
    return word or f"{number(given)}{_SCALE}"


def _evidence(entry: CheckIn, logged: Sequence[Logged]) -> Evidence:
    shows = listing([_in_words(found) for found in logged])
    return cite("check_ins", entry, on=entry.on, shows=f"{shows} on {day(entry.on)}")


def _in_words(found: Logged) -> str:
    if isinstance(found.given, bool):
        return f"{words(found.name)}: {'yes' if found.given else 'no'}"
    return f"{words(found.name)} {_how_bad(found.name, found.given)}"
