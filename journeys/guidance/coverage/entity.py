"""What a source document names, and where the product holds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    CONDITION = "condition"
    DRUG = "drug"
    DRUG_CLASS = "drug class"
    TEST = "test"
    SCAN = "scan"
    PROCEDURE = "procedure"
    SPECIALTY = "specialty"
    VESSEL = "vessel or organ"
    COMPLICATION = "complication"
    SIGN = "sign or symptom"
    SIGNAL = "possible resistance"
    RULE_OUT = "checked first"
    MONITORING = "monitoring"
    EDUCATION = "education"
    SUPPORT = "support"
    RESEARCH = "research"
    PLAN = "treatment plan"


class Where(NamedTuple):
    """One place. ``table``: what kind of place (`places.KNOWN`); ``word``: the word in it."""

    table: str
    word: str


class Entity(NamedTuple):
    """``name``: the document's own words for it, in lower case."""

    document: str
    paragraph: int
    name: str
    kind: Kind
    where: tuple[Where, ...]


def named(paragraph: int, name: str, kind: Kind, places: str) -> tuple[int, str, Kind, tuple[Where, ...]]:
    """One line of a document's table. ``places``: ``"drug: infliximab, adalimumab; topic: TNF inhibitors"``."""
    return paragraph, name, kind, tuple(_places(places))


def _places(text: str) -> Iterator[Where]:
    for part in text.split("; "):
        table, words = part.split(": ")
        yield from (Where(table, word) for word in words.split(", "))


def grouped(where: tuple[Where, ...]) -> Mapping[str, list[str]]:
    """The words of each table, tables in their first order."""
    found: dict[str, list[str]] = {}
    for table, word in where:
        found.setdefault(table, []).append(word)
    return found
