"""What a translation hands over: documents, what was left out and why, and what was wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from journeys.guidance.document_fields import Problem

Json = Mapping[str, Any]


class Unused(NamedTuple):
    """One reason for leaving something out. ``kind`` without a dot is a whole entry (``Observation``), with a dot
    a part of an entry that may be read all the same (``Observation.component``). ``code`` is how people recognise
    what it was, ``system|code (words)``."""

    kind: str
    code: str
    why: str


class NotUsedError(Exception):
    """A reader's word that an entry (or one component) can't be used; its text is the reason."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """`translate`'s answer. With ``problems`` there are no documents: a bundle is read whole or not at all.

    ``documents``: journey documents, one per Patient, in the order of the file.
    ``used``: entries that were read, by kind; ``used`` and the undotted kinds of ``unused`` add up to ``entries``.
    ``notes``: readings chosen on the way, with how often.
    ``deceased``: patients (the document's id) recorded as deceased, and the day, None where it isn't known to the day;
    apart from the documents, for a journey tells what is known of a treatment, and this ends the care of a person.
    """

    documents: list[dict[str, Any]] = field(default_factory=list)
    deceased: dict[str, date | None] = field(default_factory=dict)
    unused: Counter[Unused] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    used: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    entries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One resource, and where it stands in the file (a JSON path)."""

    path: str
    resource: Json
    full_url: str | None = None

    @property
    def kind(self) -> str:
        return str(self.resource["resourceType"])

    @property
    def id(self) -> str | None:
        """The id that imports are idempotent on: the resource's own, else the last part of its ``fullUrl``."""
        if own := self.resource.get("id"):
            return str(own)
        return self.full_url.replace(":", "/").rsplit("/", 1)[-1] if self.full_url else None
