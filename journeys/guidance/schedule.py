"""What a follow-up is: a value that says what shows that it was done, and how often it usually is (clinical.md 4)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from journeys.guidance.findings import Source

if TYPE_CHECKING:
    from journeys.guidance.case import Case

_ID = re.compile(r"mon(\.[a-z0-9-]+){2}")


class Need(NamedTuple):
    """Something that has to be on record. ``name``: as a sentence says it, after "not recorded:".

    ``newest``: the last day on which it was done; None: never, as far as recorded.
    """

    name: str
    newest: Callable[[Case], date | None]


class Rhythm(NamedTuple):
    """How often, for one patient on one day.

    ``every``: days; None: once is enough. ``began``: the day from which the first one is awaited; None: unknown.
    ``first``: days from there to the first one; None: ``every``; 0: it belongs before that day.
    ``counts_from``: what was done earlier doesn't count. ``not_before``: no later one is due before that day.
    ``why``: a sentence for an interval that has a reason of its own.
    """

    every: int | None
    began: date | None = None
    first: int | None = None
    counts_from: date | None = None
    not_before: date | None = None
    why: str = ""


class Listed(StrEnum):
    """When an item that applies is listed: always; once a date of it is known or the team plans it; if planned."""

    ALWAYS = "always"
    ONCE_KNOWN = "once-known"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """One monitoring item. ``condition`` None: judged once for a patient, whichever of the conditions it is.

    ``needs``: all of them have to be on record; the one done longest ago decides. ``rhythm``: None: it doesn't apply.
    ``drugs``: it applies only to somebody who was ever given one of them; empty: to anybody, as ``rhythm`` says.
    ``reminded``: whether the patient can see to it, and the record can tell that it was done; else nobody is mailed.

    Raises `ValueError` for an item without a proper id, without needs or without sources.
    """

    id: str
    title: str
    condition: str | None
    needs: tuple[Need, ...]
    rhythm: Callable[[Case], Rhythm | None]
    definition: str
    sources: tuple[Source, ...]
    drugs: tuple[str, ...] = ()
    listed: Listed = Listed.ALWAYS
    reminded: bool = True

    def __post_init__(self) -> None:
        if not (_ID.fullmatch(self.id) and self.needs and self.sources):
            raise ValueError(f"follow-up {self.id!r} needs an id like mon.tak.imaging, needs, and sources")
