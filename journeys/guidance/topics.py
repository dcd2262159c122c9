"""Topics that some care teams discuss, by condition: alphabetical, the same for everyone who has it.

From the source documents (clinical.md 1, column d), each with the paragraphs that it comes from; what no document names
has its reason in `BESIDES`. Lupus covers nephritis and the nervous system. Classes have neutral names; no order of
lines, no doses, nothing to take. The groups are for readers of the catalogue: an answer has one alphabetical list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from journeys.guidance.journey import LUPUS, PEMPHIGUS, TAKAYASU
from journeys.guidance.source_documents import LUPUS_CARE, LUPUS_CASES, PEMPHIGUS_RESISTANCE, TAKAYASU_GUIDE


class Group(StrEnum):
    DRUGS = "drug classes"
    PROCEDURES = "procedures"
    SPECIALTIES = "specialties"
    RESEARCH = "trials and research"
    SUPPORT = "support and daily life"
    MONITORING = "monitoring and education"


@dataclass(frozen=True, slots=True)
class Topic:
    """``paragraphs``: (document, paragraph), in order; empty: `BESIDES` says where it comes from."""

    name: str
    group: Group
    paragraphs: tuple[tuple[str, int], ...]


_Named: TypeAlias = Mapping[Group, Mapping[str, tuple[tuple[int, ...], ...]]]

# Topic: its paragraphs in the Takayasu guide.
_TAKAYASU: Mapping[Group, Mapping[str, tuple[int, ...]]] = {
    Group.DRUGS: {
        "alkylating agents": (5,),
        "anti-CD20 antibodies": (5,),
        "conventional immunosuppressants": (2,),
        "glucocorticoid dose and its side effects": (2,),
        "IL-6 receptor blockers": (4,),
        "TNF inhibitors": (4,),
    },
    Group.PROCEDURES: {"angioplasty and stents": (5,), "bypass surgery": (5,)},
    Group.SPECIALTIES: {
        "radiology": (6,),
        "rheumatology": (6,),
        "several specialists together": (6,),
        "vascular surgery": (6,),
    },
    Group.RESEARCH: {"clinical trials": (7,), "new and targeted therapies": (7, 8), "research progress": (7, 8)},
    Group.SUPPORT: {"pregnancy plans": ()},
    Group.MONITORING: {
        "about the disease": (1, 6),
        "blood markers of inflammation": (3,),
        "blood pressure and heart risk": (),
        "blood supply of organs and limbs": (1, 5),
        "comprehensive reassessment": (3, 8),
        "imaging of the vessels": (3, 6),
        "infections and side effects": (4,),
        "knowing the early signs": (6,),
        "taking medicines as planned": (6,),
    },
}
# Topic: its paragraphs in the care strategies, and in the case studies.
_LUPUS: _Named = {
    Group.DRUGS: {
        "alkylating agents": ((), (3,)),
        "anti-CD20 antibodies": ((3,), (3,)),
        "antimalarials": ((1,), (2,)),
        "biologics that target other cytokines": ((), (5,)),
        "BLyS blockers": ((3,), ()),
        "calcineurin inhibitors": ((), ()),
        "conventional immunosuppressants": ((1, 3), (2, 3, 4)),
        "doses and combinations of treatments": ((2, 3), (2, 6)),
        "glucocorticoid dose and its side effects": ((1,), (2, 3)),
        "immunoglobulins": ((), (4,)),
        "interferon receptor blockers": ((), (5,)),
        "JAK inhibitors": ((), (5,)),
    },
    Group.PROCEDURES: {"kidney biopsy": ((), ()), "plasma exchange": ((), (4,))},
    Group.SPECIALTIES: {
        "mental health professionals": ((4,), ()),
        "nephrology": ((4,), ()),
        "neurology": ((), (4,)),
        "psychiatry": ((), (4,)),
        "rheumatology": ((4,), (4,)),
        "several specialists together": ((4,), (4, 6)),
    },
    Group.RESEARCH: {
        "clinical trials": ((6,), ()),
        "gene therapy (in trials)": ((6,), ()),
        "genetic and blood markers": ((2, 5), (2, 5)),
        "new and targeted therapies": ((1, 6, 7), (3, 5, 6)),
        "personalised medicine": ((1, 2, 5), (2, 5)),
        "research progress": ((1, 5, 7), (5, 6)),
        "stem-cell transplantation (in trials)": ((6,), ()),
    },
    Group.SUPPORT: {
        "a shared treatment plan": ((1, 7), (3, 4, 6)),
        "daily life with the disease": ((4, 6), ()),
        "emotional support": ((), (2,)),
        "pregnancy plans": ((), ()),
        "quality of life": ((7,), (1,)),
        "rest and sleep": ((6,), ()),
        "stress reduction": ((6,), ()),
        "sun and other triggers": ((5, 6), ()),
    },
    Group.MONITORING: {
        "about the disease": ((4,), (1,)),
        "blood and urine tests": ((4, 7), (3, 6)),
        "infections and side effects": ((3,), ()),
        "knowing the early signs": ((4,), (6,)),
        "other illnesses": ((2,), ()),
        "taking medicines as planned": ((2, 4), (2,)),
    },
}
# Topic: its paragraphs in the document on pemphigus.
_PEMPHIGUS: Mapping[Group, Mapping[str, tuple[int, ...]]] = {
    Group.DRUGS: {
        "alkylating agents": (2,),
        "anti-CD20 antibodies": (2, 4),
        "conventional immunosuppressants": (2,),
        "doses and combinations of treatments": (4,),
        "glucocorticoid dose and its side effects": (2,),
        "immunoglobulins": (4,),
        "JAK inhibitors": (4,),
        "other ways of B-cell depletion": (5,),
        "plasma-cell-directed agents": (5,),
    },
    Group.PROCEDURES: {"immunoadsorption and plasma exchange": (4,)},
    Group.SPECIALTIES: {
        "dermatology": (6,),
        "immunology": (6,),
        "nutrition": (6,),
        "psychology": (6,),
        "several specialists together": (6,),
    },
    Group.RESEARCH: {
        "clinical trials": (),
        "genetic and blood markers": (3, 5),
        "new and targeted therapies": (5, 7),
        "personalised medicine": (3, 5, 7),
        "research progress": (5, 7),
    },
    Group.SUPPORT: {
        "a shared treatment plan": (4,),
        "mouth care and nutrition": (6,),
        "psychosocial support": (6,),
        "quality of life": (1, 7),
    },
    Group.MONITORING: {
        "about the disease": (1,),
        "checks before a treatment is changed": (4,),
        "desmoglein antibodies": (1, 3, 5),
        "infections and side effects": (2, 3, 4),
        "skin and mouth checks": (1, 5, 6, 7),
        "taking medicines as planned": (3, 4),
    },
}

BESIDES: Mapping[str, str] = {
    "blood pressure and heart risk": "the follow-up schedule",
    "calcineurin inhibitors": "the drug list: in use today, and named by no document",
    "clinical trials": "named for the other conditions",
    "kidney biopsy": "the format's procedures, and the rule-out for lasting damage",
    "pregnancy plans": "the follow-up schedule",
}
"""Why a topic that has no paragraph for its condition is there."""


def _alphabetical(groups: _Named, *documents: str) -> tuple[Topic, ...]:
    topics = (
        Topic(name, group, _paragraphs(documents, numbers))
        for group, names in groups.items()
        for name, numbers in names.items()
    )
    return tuple(sorted(topics, key=lambda topic: topic.name.casefold()))


def _paragraphs(documents: tuple[str, ...], numbers: tuple[tuple[int, ...], ...]) -> tuple[tuple[str, int], ...]:
    return tuple((name, number) for name, found in zip(documents, numbers, strict=True) for number in found)


def _alone(groups: Mapping[Group, Mapping[str, tuple[int, ...]]]) -> _Named:
    return {group: {name: (numbers,) for name, numbers in names.items()} for group, names in groups.items()}


CATALOGUE: Mapping[str, tuple[Topic, ...]] = {
    TAKAYASU: _alphabetical(_alone(_TAKAYASU), TAKAYASU_GUIDE),
    LUPUS: _alphabetical(_LUPUS, LUPUS_CARE, LUPUS_CASES),
    PEMPHIGUS: _alphabetical(_alone(_PEMPHIGUS), PEMPHIGUS_RESISTANCE),
}
TOPICS: Mapping[str, tuple[str, ...]] = {
    condition: tuple(topic.name for topic in topics) for condition, topics in CATALOGUE.items()
}
"""The names alone, as an answer has them."""


def grouped(condition: str) -> list[tuple[str, list[str]]]:
    """The same topics by group, each group in alphabetical order."""
    topics = CATALOGUE.get(condition, ())
    groups = [(group.value, [topic.name for topic in topics if topic.group is group]) for group in Group]
    return [(name, names) for name, names in groups if names]
