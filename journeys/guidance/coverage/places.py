"""The kinds of place where a named entity may live, and which words each of them knows."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from journeys.guidance import words
from journeys.guidance.analytes import ANALYTES
from journeys.guidance.coverage.entity import Entity, Where
from journeys.guidance.document_fields import Listed, RefusedError
from journeys.guidance.document_schema import FIELDS
from journeys.guidance.drugs import DRUGS
from journeys.guidance.edition import Edition
from journeys.guidance.journey import LISTS
from journeys.guidance.source_documents import CONDITION_OF
from journeys.guidance.symptoms import LABELS
from journeys.guidance.topics import TOPICS

WORDS: Mapping[str, Collection[str]] = {
    "drug": {drug.name for drug in DRUGS.values()},
    "analyte": ANALYTES,
    "symptom": LABELS,
    "territory": words.TERRITORIES,
    "complication": words.COMPLICATIONS,
    "infection": words.INFECTION_KINDS,
    "flare feature": words.FLARE_FEATURES,
    "manifestation": words.MANIFESTATIONS,
    "syndrome": words.NEUROPSYCHIATRIC_TYPES,
    "instrument": words.INSTRUMENTS,
    "checklist": words.CHECKLISTS,
    "checklist item": words.CHECKLIST_ITEMS,
}
"""The open words of a record, by what they are."""


def exists(where: Where, entity: Entity, *, edition: Edition) -> bool:
    """Whether the product has that place."""
    if where.table in WORDS:
        return where.word in WORDS[where.table]
    if where.table == "topic":
        return where.word in TOPICS[CONDITION_OF[entity.document]]
    if where.table == "record":
        return in_record(where.word)
    return where.word in {
        "rule": {rule.id for rules in edition.patterns.values() for rule in rules},
        "rule-out": {rule.id for rule in edition.rule_outs},
        "follow-up": {item.id for item in edition.follow_ups},
    }.get(where.table, set())


def in_record(place: str) -> bool:
    """Whether the journey document has it: ``procedures``, ``therapies.doses`` or ``procedures.kind=bypass``."""
    path, _, word = place.partition("=")
    name, _, field = path.partition(".")
    if name not in LISTS or (field and field not in FIELDS[LISTS[name]]):
        return False
    return not word or _takes(name, field, word)


def _takes(name: str, field: str, word: str) -> bool:
    how = FIELDS[LISTS[name]][field].reader
    reader = how.each if isinstance(how, Listed) else how
    if not callable(reader):
        return False
    try:
        return bool(reader(word))
    except RefusedError:
        return False
