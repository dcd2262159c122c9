"""Pemphigus lesions: active, absent or unknown on a day (clinical.md 2.0, settled readings 11 and 19)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from journeys.guidance.case import Case, cite, lately
from journeys.guidance.clinic import status_evidence, statuses
from journeys.guidance.clock import shift
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import CheckIn, Lesions
from journeys.guidance.phrases import count, day

ENTRY_DAYS = 30
ACTIVE_STATUS = ("active", "not-healing")


@dataclass(frozen=True, slots=True)
class Skin:
    """``active`` None: not recorded."""

    active: bool | None
    evidence: tuple[Evidence, ...]


def skin_today(case: Case) -> Skin:
    """By the newest lesion entry and the newest status, each at most 30 days old: either may show activity; absence is
    what an entry says. Of several entries on the newest day, the worst counts."""
    logged = [entry for entry in lately(case, case.journey.check_ins, ENTRY_DAYS) if entry.lesions]
    newest = [entry for entry in logged if entry.on == logged[-1].on]
    recent = lately(case, statuses(case), ENTRY_DAYS)
    current = [status for status in recent if status.on == recent[-1].on]
    worse = [lesion_evidence(entry) for entry in newest if entry.lesions and is_active(entry.lesions)]
    judged = [status_evidence(status) for status in current if status.status in ACTIVE_STATUS]
    if worse or judged:
        return Skin(True, (*worse, *judged))
    quiet = [entry for entry in newest if entry.lesions and is_absent(entry.lesions)]
    return Skin(False if quiet else None, tuple(lesion_evidence(entry) for entry in quiet))


def is_active(lesions: Lesions) -> bool:
    return bool(lesions.new) or bool(lesions.extended) or bool(lesions.present)


def is_absent(lesions: Lesions) -> bool:
    """Nothing new, not extended, and not said to be present. How many are new must have been answered."""
    return lesions.new == 0 and not lesions.extended and not lesions.present


def last_open_day(entry: CheckIn, later: Iterable[CheckIn]) -> date | None:
    """The last day of an entry's look-back for which no later, quiet entry says that nothing was new; None: all of it
    is covered."""
    days = entry.lesions.days if entry.lesions else 0
    last = min([entry.on, *(shift(each.on, -each.lesions.days) for each in later if each.lesions)])
    return last if last > shift(entry.on, -days) else None


def quiet_after(entry: CheckIn, entries: Iterable[CheckIn]) -> list[CheckIn]:
    """Those of a later day that say that nothing was new, nor extended."""
    return [each for each in entries if each.on > entry.on and each.lesions and is_quiet(each.lesions)]


def is_quiet(lesions: Lesions) -> bool:
    """Nothing new, and not extended, whatever is still there."""
    return lesions.new == 0 and not lesions.extended


def lesion_evidence(entry: CheckIn) -> Evidence:
    lesions = entry.lesions
    parts = []
    if lesions and lesions.new is not None:
        new = count(lesions.new, "new lesion") if lesions.new else "no new lesions"
        parts.append(f"{new} in the {count(lesions.days, 'day')} up to {day(entry.on)}")
    else:
        parts.append(f"lesions asked about on {day(entry.on)}")
    if lesions and lesions.extended:
        parts.append("established ones extended")
    if lesions and lesions.present:
        parts.append("lesions present")
    return cite("check_ins", entry, on=entry.on, shows=", ".join(parts))
