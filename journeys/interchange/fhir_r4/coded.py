"""The few FHIR data types that every reader needs: CodeableConcept, Quantity, dates as they were written."""

from __future__ import annotations

import re
from collections.abc import Iterable

from journeys.interchange.fhir_r4.values import Json

LOINC = ("http://loinc.org", "urn:oid:2.16.840.1.113883.6.1")
SNOMED = ("http://snomed.info/sct", "urn:oid:2.16.840.1.113883.6.96")
RXNORM = ("http://www.nlm.nih.gov/research/umls/rxnorm", "urn:oid:2.16.840.1.113883.6.88")
ATC = ("http://www.whocc.no/atc", "urn:oid:2.16.840.1.113883.6.73", "http://fhir.de/CodeSystem/bfarm/atc")
UCUM = ("http://unitsofmeasure.org", "urn:oid:2.16.840.1.113883.6.8")

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def codings(concept: Json | None) -> list[Json]:
    return list((concept or {}).get("coding") or [])


def codes(concept: Json | None, systems: Iterable[str]) -> list[str]:
    """The concept's codes in any of the systems, in its own order."""
    wanted = tuple(systems)
    return [c["code"] for c in codings(concept) if c.get("code") and c.get("system") in wanted]


def texts(concept: Json | None) -> list[str]:
    """What the concept says in words: each coding's display, then its text."""
    found = [c.get("display") for c in codings(concept)] + [(concept or {}).get("text")]
    return [text.strip() for text in found if text and text.strip()]


def label(concept: Json | None) -> tuple[str, str]:
    """``(system|code, words)`` by which people recognise a concept; empty where it has none."""
    first = next((c for c in codings(concept) if c.get("code")), {})
    code = "|".join(part for part in (first.get("system"), first.get("code")) if part)
    return code, next(iter(texts(concept)), "")


def one_code(concept: Json | None) -> str | None:
    """The first code of a concept from a small fixed list, such as a status."""
    return next((c["code"] for c in codings(concept) if c.get("code")), None)


def unit_of(quantity: Json) -> str | None:
    """The UCUM code where there is one, else the unit as printed."""
    code, unit = quantity.get("code"), quantity.get("unit")
    if code and quantity.get("system") in (*UCUM, None):
        return str(code)
    return str(unit).strip() or None if unit else None


def written_date(value: str | None) -> str | None:
    """The calendar date as written, in the value's own offset: a partial date stays partial, a time is cut off.

    ``2013-04-02T23:30:00-05:00`` is 2 April: the day that the people in the room would have named.
    """
    return value[:10] if value else None


def day(value: str | None) -> str | None:
    """The same, full dates only."""
    written = written_date(value)
    return written if written and _DAY.fullmatch(written) else None


def plain(text: str | None, longest: int = 200) -> str | None:
    """A text as the journey format takes it: no blank one, no line breaks, none longer than its field."""
    words = " ".join("".join(letter for letter in text or "" if letter.isprintable() or letter.isspace()).split())
    if len(words) > longest:
        words = words[: longest - 1] + "…"
    return words or None


def remarks(resource: Json) -> list[str]:
    """What people wrote beside the resource (its ``note``)."""
    return [note["text"] for note in resource.get("note") or [] if note.get("text")]


def as_note(*parts: str | None) -> dict[str, str]:
    """The ``note`` field of a fact, if there is anything to note."""
    said = [words.rstrip(".") for part in parts if (words := plain(part, 1000))]
    return {"note": (". ".join(said) + ".")[:10_000]} if said else {}
