"""The coverage table: every place is there, every paragraph has its lines, and all of it can be recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from journeys.guidance.analytes import ANALYTES, MEASUREMENTS
from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.coverage.entity import Entity, Kind, Where, named
from journeys.guidance.coverage.page import ENTITIES, coverage
from journeys.guidance.coverage.places import exists, in_record
from journeys.guidance.document import dump, notices, parse
from journeys.guidance.document_fields import Listed
from journeys.guidance.document_schema import FIELDS
from journeys.guidance.journey import LISTS
from journeys.guidance.source_documents import CONDITION_OF, PARAGRAPHS, TAKAYASU_GUIDE
from journeys.guidance.topics import CATALOGUE
from tests.guidance.documents import everything

PAGE = Path(__file__).resolve().parents[2] / "docs" / "coverage.md"
DAY = "2022-01-03"
PLACES = {(entity.document, entity.paragraph, *where) for entity in ENTITIES for where in entity.where}


def named_at(document: str, paragraph: int) -> set[str]:
    return {word for where, number, _, word in PLACES if (where, number) == (document, paragraph)}


# -- the table -------------------------------------------------------------------------------------------------------


def test_every_place_is_there() -> None:
    nowhere = [
        f"{entity.document} {entity.paragraph}, {entity.name}: {where.table} {where.word}"
        for entity in ENTITIES
        for where in entity.where
        if not exists(where, entity, edition=PUBLISHED)
    ]
    assert nowhere == []


@pytest.mark.parametrize(
    ("table", "word"),
    [
        ("drug", "snake oil"),
        ("drug", "mmf"),  # another name: the table has the generic one
        ("analyte", "ferritin"),
        ("rule", "tak.never"),
        ("rule", "cf.dose"),
        ("rule-out", "tak.restenosis"),
        ("follow-up", "mon.tak.never"),
        ("topic", "antimalarials"),  # of another condition
        ("record", "procedure"),
        ("record", "procedures.sort"),
        ("record", "procedures.kind=amputation"),
        ("record", "imaging.findings=shadow"),
        ("record", "check_ins.lesions=many"),
        ("shelf", "drug"),
    ],
)
def test_what_is_not_there_is_found_missing(table: str, word: str) -> None:
    entity = Entity(TAKAYASU_GUIDE, 1, "anything", Kind.SIGN, (Where(table, word),))
    assert not exists(entity.where[0], entity, edition=PUBLISHED)


def test_the_places_of_a_line_are_read_table_by_table() -> None:
    assert named(4, "x", Kind.DRUG, "drug: a, b c; topic: d") == (
        *(4, "x", Kind.DRUG),
        (Where("drug", "a"), Where("drug", "b c"), Where("topic", "d")),
    )


@pytest.mark.parametrize("document", PARAGRAPHS)
def test_every_paragraph_has_lines_in_order(document: str) -> None:
    numbers = [entity.paragraph for entity in ENTITIES if entity.document == document]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, PARAGRAPHS[document] + 1))


def test_a_line_is_a_few_words_with_a_place_and_stands_once_in_its_paragraph() -> None:
    keys = [(entity.document, entity.paragraph, entity.name) for entity in ENTITIES]
    assert len(keys) == len(set(keys))
    for entity in ENTITIES:
        assert entity.where, entity.name
        assert len(entity.name.split()) <= 6, entity.name
        assert len(entity.where) == len(set(entity.where)), entity.name


def test_topics_and_table_name_the_same_paragraphs() -> None:
    theirs = {(*place, topic.name) for topics in CATALOGUE.values() for topic in topics for place in topic.paragraphs}
    ours = {(document, paragraph, word) for document, paragraph, table, word in PLACES if table == "topic"}
    assert ours == theirs


def test_a_paragraph_that_a_rule_or_follow_up_cites_names_it_in_the_table() -> None:
    """A new rule that cites a document gets its line in ``journeys/guidance/coverage/``."""
    citing = [(item.id, source) for item in (*PUBLISHED.rules, *PUBLISHED.follow_ups) for source in item.sources]
    unnamed = [
        (source.document, source.paragraph, name)
        for name, source in citing
        if source.document and name not in named_at(source.document, source.paragraph or 0)
    ]
    assert unnamed == []


def test_every_pattern_of_the_catalogue_is_named_somewhere() -> None:
    rules = {rule.id for rules in PUBLISHED.patterns.values() for rule in rules}
    assert {word for *_, table, word in PLACES if table == "rule"} == rules


def test_the_page_is_written_from_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == f"{coverage(PUBLISHED)}\n", "make docs writes it again"


# -- the record ------------------------------------------------------------------------------------------------------


def recorded(document: str) -> dict[str, Any]:
    """A journey that records every word that the table has for one document."""
    lists: dict[str, list[Any]] = {}
    whole = everything()
    condition = whole["conditions"][0] | {"condition": CONDITION_OF[document], "manifestations": []}
    for where in dict.fromkeys(where for entity in ENTITIES if entity.document == document for where in entity.where):
        if where.table == "manifestation":
            condition["manifestations"].append(where.word)
        else:
            for name, entry in entries(where, whole=whole):
                lists.setdefault(name, []).append({key: said for key, said in entry.items() if key != "id"})
    return {"format": whole["format"], "patient": whole["patient"], "conditions": [condition], **lists}


def entries(where: Where, *, whole: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if where.table == "record":
        yield from entry_of(where.word, whole=whole)
    elif where.table == "analyte":
        yield "labs", {"analyte": where.word, "collected_on": DAY, **result(where.word)}
    elif where.table in OPEN:
        name, entry = OPEN[where.table](where.word)
        yield name, entry


def entry_of(place: str, *, whole: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    path, _, word = place.partition("=")
    name, _, field = path.partition(".")
    entry = whole[name][0]
    assert not field or field in entry, f"{path} is in the document with every field"
    if word and name != "conditions":
        listed = isinstance(FIELDS[LISTS[name]][field].reader, Listed)
        entry = entry | {field: [word] if listed else word}
    if name == "measurements":
        entry = entry | {"unit": MEASUREMENTS[word].unit}
    if name != "conditions":
        yield name, entry


def result(name: str) -> dict[str, Any]:
    analyte = ANALYTES[name]
    if analyte.text_values:
        return {"value_text": analyte.text_values[0]}
    low, high = analyte.ask or analyte.hard or (0, 2)
    return {"value": (low + high) / 2, "unit": analyte.unit}


OPEN: dict[str, Any] = {
    "drug": lambda word: ("therapies", {"drug": word, "started_on": DAY}),
    "symptom": lambda word: ("check_ins", {"on": DAY, "by": "patient", "symptoms": {word: True}}),
    "territory": lambda word: ("imaging", {"on": DAY, "modality": "MRA", "territories": [word]}),
    "complication": lambda word: ("complications", {"on": DAY, "kind": word}),
    "infection": lambda word: ("infections", {"began_on": DAY, "kind": word}),
    "flare feature": lambda word: (
        "flares",
        {"on": DAY, "condition": "takayasu-arteritis", "kind": "flare", "features": [word]},
    ),
    "syndrome": lambda word: ("neuropsychiatric_events", {"began_on": DAY, "type": word}),
    "instrument": lambda word: ("assessments", {"on": DAY, "instrument": word, "value": 3}),
    "checklist": lambda word: ("reviews", {"on": DAY, "checklist": word, "complete": True}),
    "checklist item": lambda word: (
        "reviews",
        {"on": DAY, "checklist": "alternative-diagnosis", "complete": False, "items": {word: "excluded"}},
    ),
}


@pytest.mark.parametrize("document", PARAGRAPHS)
def test_everything_that_a_document_names_can_be_recorded_and_no_word_of_it_is_unknown(document: str) -> None:
    journey = parse(recorded(document))
    assert notices(journey) == []
    kept = json.dumps(dump(journey))
    for where in (where for entity in ENTITIES if entity.document == document for where in entity.where):
        if where.table not in ("rule", "rule-out", "follow-up", "topic"):
            assert f'"{where.word.rpartition("=")[2].rpartition(".")[2]}"' in kept, where


def test_a_specialty_is_a_visit_with_a_note() -> None:
    specialists = [entity for entity in ENTITIES if entity.kind is Kind.SPECIALTY and len(entity.where) > 1]
    visit = {"on": DAY, "kind": "other"}
    notes = [visit | {"note": entity.name} for entity in specialists]
    journey = parse({"format": "treatment-journey/1", "patient": {"id": "ada"}, "visits": notes})
    assert sorted(kept.note or "" for kept in journey.visits) == sorted(entity.name for entity in specialists)
    assert all(in_record(word) for entity in specialists for table, word in entity.where if table == "record")
