"""The account of a translation: what became of every entry, so that nothing is dropped in silence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from journeys.interchange.fhir_r4.bundle import References
from journeys.interchange.fhir_r4.coded import label
from journeys.interchange.fhir_r4.values import Entry, Json, Unused

# Where the kinds that are not read keep the code that names them, in the order of looking.
_NAMING = ("code", "vaccineCode", "medicationCodeableConcept", "serviceType", "category", "type", "class")


@dataclass(slots=True)
class Tally:
    unused: Counter[Unused] = field(default_factory=Counter)
    used: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    def leave_out(self, entry: Entry, why: str, *, concept: Json | None = None) -> None:
        """A whole entry, named by ``concept`` or else by whatever code its kind has."""
        self.unused[Unused(entry.kind, _shown(concept or _naming(entry.resource)), why)] += 1

    def leave_out_part(self, part: str, why: str, *, concept: Json | None = None) -> None:
        """A part (``Observation.component``) of an entry that may be read all the same."""
        self.unused[Unused(part, _shown(concept) if concept else "", why)] += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every reader of an entry is handed: the other entries, the account, the word for where facts come from."""

    references: References
    tally: Tally
    source: str


def _shown(concept: Json | None) -> str:
    code, words = label(concept)
    if code and words:
        return f"{code} ({words})"
    return code or words or "without a code"


def _naming(resource: Json) -> Json | None:
    for name in _NAMING:
        value = resource.get(name)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, dict):
            return value if "coding" in value or "text" in value else {"coding": [value]}
    return None
