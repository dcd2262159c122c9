"""The coverage table against what it was read from: the four documents, and the reading of them in clinical.md 1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from journeys.guidance.coverage.page import ENTITIES
from journeys.guidance.drugs import DRUGS
from journeys.guidance.source_documents import (
    CONDITION_OF,
    LUPUS_CARE,
    LUPUS_CASES,
    PARAGRAPHS,
    PEMPHIGUS_RESISTANCE,
    TAKAYASU_GUIDE,
)
from journeys.guidance.topics import CATALOGUE
from tests.shared import FOLDER as SHARED_FOLDER

pytestmark = pytest.mark.shared


def named_at(document: str, paragraph: int) -> set[str]:
    here = (entity for entity in ENTITIES if (entity.document, entity.paragraph) == (document, paragraph))
    return {where.word for entity in here for where in entity.where}


@cache
def paragraphs(document: str) -> tuple[str, ...]:
    """In lower case, from the first after the title; the broken one of the Takayasu guide put together."""
    text = (SHARED_FOLDER / "documents" / f"{document}.txt").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.replace("ther\n\napies", "therapies").splitlines() if line.strip()]
    return tuple(line.casefold() for line in lines[1:])


@pytest.mark.parametrize("document", PARAGRAPHS)
def test_the_paragraphs_are_counted_as_they_stand(document: str) -> None:
    assert len(paragraphs(document)) == PARAGRAPHS[document]


def test_the_words_of_each_line_stand_in_its_paragraph() -> None:
    elsewhere = [
        (entity.document, entity.paragraph, entity.name)
        for entity in ENTITIES
        if entity.name not in paragraphs(entity.document)[entity.paragraph - 1]
    ]
    assert elsewhere == []


# A pattern of the text, and a place that a paragraph with it must have.
MEANT = {
    "angioplasty": "procedures.kind=angioplasty",
    "stenting": "procedures.kind=stent",
    "bypass": "procedures.kind=bypass",
    "plasma exchange|plasmapheresis": "procedures.kind=plasma-exchange",
    r"\bmra\b": "imaging.modality=MRA",
    r"\bcta\b": "imaging.modality=CTA",
    r"\bpet\b": "imaging.modality=PET-CT",
    "stenos[ie]s": "imaging.findings=stenosis",
    "occlusion": "imaging.findings=occlusion",
    "aneurysm": "imaging.findings=aneurysm",
    "ischemia": "ischaemic-event",
    r"\bcrp\b": "crp",
    r"\besr\b": "esr",
    "proteinuria": "upcr",
    "renal function": "creatinine",
    "desmoglein|autoantibody": "dsg3",
    "b cells|b-cell": "cd19",
    "genetic|genomic": "tpmt",
    "adherence|compliance": "cf.adherence",
    "infections?": "cf.infection",
    "quality of life": "quality of life",
    "clinical trials": "clinical trials",
    "tumor necrosis factor": "TNF inhibitors",
    r"\(il-6\)": "IL-6 receptor blockers",
    r"\(jak\)": "JAK inhibitors",
    "interferon": "interferon receptor blockers",
    "immunoglobulin": "immunoglobulins",
    "corticosteroid": "glucocorticoid dose and its side effects",
    "antimalarial": "antimalarials",
    "rheumatologist": "rheumatology",
    "vascular surgeon": "vascular surgery",
    "radiologist": "radiology",
    "nephrologist": "nephrology",
    "mental health": "mental health professionals",
    "neurologist": "neurology",
    "psychiatrist": "psychiatry",
    "dermatologist": "dermatology",
    "immunologist": "immunology",
    "psychologist": "psychology",
    "nutritionist": "nutrition",
    "multidisciplinary": "several specialists together",
}


@pytest.mark.parametrize("pattern", MEANT)
def test_what_the_text_names_has_its_place_in_that_paragraph(pattern: str) -> None:
    naming = [
        (document, number)
        for document in PARAGRAPHS
        for number, text in enumerate(paragraphs(document), 1)
        if re.search(pattern, text)
    ]
    assert naming
    assert [place for place in naming if MEANT[pattern] not in named_at(*place)] == []


def test_every_specialist_of_the_text_is_looked_for() -> None:
    texts = [text for document in PARAGRAPHS for text in paragraphs(document)]
    found = {word for text in texts for word in re.findall(r"\b[a-z]*(?:ologists|iatrists|surgeons|itionists)\b", text)}
    assert len(found) == 10
    assert all(any(re.search(pattern, f"vascular {word}") for pattern in MEANT) for word in found)


def drugs_in(text: str) -> set[str]:
    return {
        drug.name
        for word, drug in DRUGS.items()
        if re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text.casefold())
    }


@pytest.mark.parametrize("document", PARAGRAPHS)
def test_every_known_drug_in_a_paragraph_is_in_the_table(document: str) -> None:
    for number, text in enumerate(paragraphs(document), 1):
        assert drugs_in(text) <= named_at(document, number), number


# -- clinical.md 1 ---------------------------------------------------------------------------------------------------

FILES = {"000": TAKAYASU_GUIDE, "001": LUPUS_CARE, "002": LUPUS_CASES, "003": PEMPHIGUS_RESISTANCE}


def rows() -> Iterator[tuple[str, int, list[str]]]:
    """Document, paragraph, and the four cells (a) to (d)."""
    text = (SHARED_FOLDER / "clinical.md").read_text(encoding="utf-8")
    document = ""
    for line in text[: text.index("### 1.5")].splitlines():
        if heading := re.match(r"### 1\.\d Document (\d{3})", line):
            document = FILES[heading[1]]
        elif row := re.match(r"\| P(\d+)[^|]*\|(.*)\|", line):
            yield document, int(row[1]), [cell.strip() for cell in row[2].split("|")]


def test_each_row_of_the_reading_has_its_rules_drugs_and_topics_in_the_table() -> None:
    found = list(rows())
    assert len(found) == sum(PARAGRAPHS.values())
    for document, number, cells in found:
        here = named_at(document, number)
        ids = set(re.findall(r"\b(?:tak|sle|ln|np|pv|cf)\.[a-z0-9][a-z0-9-]+", " ".join(cells)))
        assert ids <= here, (document, number, ids - here)
        assert drugs_in(cells[3]) <= here, (document, number)
        topics = any((document, number) in topic.paragraphs for topic in CATALOGUE[CONDITION_OF[document]])
        assert topics or cells[3] == "–", (document, number)
