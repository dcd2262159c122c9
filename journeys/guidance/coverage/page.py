"""The coverage table as a document for readers: every entity that the source documents name, and where it lives.

python -m journeys.guidance.catalogue_text coverage > docs/coverage.md
"""

from __future__ import annotations

from collections.abc import Iterator

from journeys.guidance.coverage import lupus_care, lupus_cases, pemphigus, takayasu
from journeys.guidance.coverage.entity import Entity, grouped
from journeys.guidance.edition import Edition
from journeys.guidance.journey import CONDITIONS
from journeys.guidance.phrases import capital, listing, words
from journeys.guidance.source_documents import PARAGRAPHS
from journeys.guidance.topics import BESIDES, CATALOGUE, Group, Topic

ENTITIES: tuple[Entity, ...] = (
    *takayasu.ENTITIES,
    *lupus_care.ENTITIES,
    *lupus_cases.ENTITIES,
    *pemphigus.ENTITIES,
)

_ABOUT = """\
# What the source documents name, and where it lives

Every drug, test, scan, procedure, specialty and complication that the four source documents name, and every sign of
resistance, check, support and line of research, with the place that holds it. Written from the product's own data
(`make docs`); a test holds every place to be there, and the words to stand in that paragraph.

How to read it:

- *drug*, *analyte*, *symptom*, *complication* and the like are words that a journey document may hold and the catalogue
  knows; *record* is a list of that document, one of its fields, or one of a field's fixed words.
- *rule*, *rule-out* and *follow-up* are explained in [the catalogue](guidance-catalogue.md). A *topic* stands in the
  list for discussion, which is alphabetical and the same for everyone with the condition. Nothing in it is advice.
- A specialty has no word of its own in the format. A visit to the team that treats the disease is one of the kind
  `clinic`; every other specialist's is of the kind `other`, with the specialty in its `note`. What a specialist found
  is recorded as what it is (a scan, a procedure, a result), with the specialist as its `source`.
- A therapy in a trial is recorded under the drug's name, with the trial in its `note`. A name that the catalogue
  doesn't know is kept and shown, and never judged.
- Genes are recorded where a test of them guides a dose (TPMT and NUDT15 for azathioprine). A profile of many genes,
  proteins or antibodies is a topic only, and nothing is concluded from it.
- Paragraphs count from the first one after the title."""


def coverage(edition: Edition) -> str:
    """Markdown of the whole table, document by document, and of the topics by group."""
    lines = (line for document in PARAGRAPHS for line in _document(document))
    return "\n".join([_ABOUT, *lines, *_topics(edition)])


def _document(document: str) -> Iterator[str]:
    yield from ("", f"## `{document}`", "", "| Paragraph | Named there | As | Where it lives |", "|---|---|---|---|")
    for entity in (entity for entity in ENTITIES if entity.document == document):
        yield f"| {entity.paragraph} | {entity.name} | {entity.kind} | {_places(entity)} |"


def _places(entity: Entity) -> str:
    quote = {"topic": "“{}”"}
    tables = grouped(entity.where)
    named = {table: [quote.get(table, "`{}`").format(word) for word in found] for table, found in tables.items()}
    return "; ".join(f"{table} {listing(found)}" for table, found in named.items())


def _topics(edition: Edition) -> Iterator[str]:
    yield from ("", f"## Topics for discussion (catalogue {edition.version})")
    for condition in CONDITIONS:
        yield from ("", f"### {capital(words(condition))}", "", "| Topic | Group | From |", "|---|---|---|")
        yield from (f"| {topic.name} | {topic.group} | {_from(topic)} |" for topic in _by_group(condition))


def _by_group(condition: str) -> list[Topic]:
    return sorted(CATALOGUE[condition], key=lambda topic: list(Group).index(topic.group))


def _from(topic: Topic) -> str:
    if not topic.paragraphs:
        return BESIDES[topic.name]
    numbers: dict[str, list[str]] = {}
    for document, paragraph in topic.paragraphs:
        numbers.setdefault(document, []).append(str(paragraph))
    return "; ".join(f"`{document}` {', '.join(found)}" for document, found in numbers.items())
