"""Topics for discussion: alphabetical, neutral, the same for everyone, and each from somewhere."""

from __future__ import annotations

import re

import pytest

from journeys.guidance.drugs import by_name
from journeys.guidance.journey import CONDITIONS
from journeys.guidance.source_documents import (
    CONDITION_OF,
    LUPUS_CARE,
    LUPUS_CASES,
    PARAGRAPHS,
    PEMPHIGUS_RESISTANCE,
    TAKAYASU_GUIDE,
)
from journeys.guidance.topics import BESIDES, CATALOGUE, TOPICS, Group, grouped

# clinical.md 1, column (d): document and paragraph, and the topics that stand for what it lists, separated by bars.
COLUMN_D = {
    (TAKAYASU_GUIDE, 1): "about the disease",
    (TAKAYASU_GUIDE, 2): "glucocorticoid dose and its side effects | conventional immunosuppressants",
    (TAKAYASU_GUIDE, 3): "comprehensive reassessment",
    (TAKAYASU_GUIDE, 4): "TNF inhibitors | IL-6 receptor blockers",
    (TAKAYASU_GUIDE, 5): "alkylating agents | anti-CD20 antibodies | angioplasty and stents | bypass surgery | "
    "blood supply of organs and limbs",
    (TAKAYASU_GUIDE, 6): "rheumatology | vascular surgery | radiology | several specialists together | "
    "about the disease | taking medicines as planned | knowing the early signs",
    (TAKAYASU_GUIDE, 7): "clinical trials",
    (TAKAYASU_GUIDE, 8): "new and targeted therapies | research progress",
    (LUPUS_CARE, 1): "glucocorticoid dose and its side effects | antimalarials | conventional immunosuppressants | "
    "personalised medicine",
    (LUPUS_CARE, 2): "genetic and blood markers",
    (LUPUS_CARE, 3): "doses and combinations of treatments | BLyS blockers | anti-CD20 antibodies",
    (LUPUS_CARE, 4): "rheumatology | nephrology | mental health professionals | taking medicines as planned | "
    "daily life with the disease | knowing the early signs",
    (LUPUS_CARE, 5): "personalised medicine | genetic and blood markers",
    (LUPUS_CARE, 6): "stress reduction | rest and sleep | sun and other triggers | clinical trials | "
    "gene therapy (in trials) | stem-cell transplantation (in trials) | new and targeted therapies",
    (LUPUS_CARE, 7): "a shared treatment plan",
    (LUPUS_CASES, 2): "doses and combinations of treatments | emotional support",
    (LUPUS_CASES, 3): "anti-CD20 antibodies | new and targeted therapies",
    (LUPUS_CASES, 4): "neurology | psychiatry | rheumatology | plasma exchange | immunoglobulins",
    (LUPUS_CASES, 5): "JAK inhibitors | interferon receptor blockers | biologics that target other cytokines | "
    "personalised medicine",
    (LUPUS_CASES, 6): "a shared treatment plan | doses and combinations of treatments | several specialists together",
    (PEMPHIGUS_RESISTANCE, 2): "glucocorticoid dose and its side effects | conventional immunosuppressants | "
    "alkylating agents | anti-CD20 antibodies",
    (PEMPHIGUS_RESISTANCE, 3): "genetic and blood markers | personalised medicine",
    (PEMPHIGUS_RESISTANCE, 4): "doses and combinations of treatments | anti-CD20 antibodies | immunoglobulins | "
    "immunoadsorption and plasma exchange | JAK inhibitors",
    (PEMPHIGUS_RESISTANCE, 5): "other ways of B-cell depletion | plasma-cell-directed agents",
    (PEMPHIGUS_RESISTANCE, 6): "dermatology | immunology | psychology | nutrition | psychosocial support",
    (PEMPHIGUS_RESISTANCE, 7): "research progress",
}


@pytest.mark.parametrize("place", COLUMN_D)
def test_what_a_paragraph_offers_for_discussion_is_a_topic_of_its_condition(place: tuple[str, int]) -> None:
    topics = CATALOGUE[CONDITION_OF[place[0]]]
    assert set(COLUMN_D[place].split(" | ")) <= {topic.name for topic in topics if place in topic.paragraphs}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_topics_are_alphabetical_and_each_there_once(condition: str) -> None:
    assert list(TOPICS[condition]) == sorted(set(TOPICS[condition]), key=str.casefold)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_kind_of_topic_is_offered(condition: str) -> None:
    assert {topic.group for topic in CATALOGUE[condition]} == set(Group)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_by_group_it_is_the_same_list_each_group_alphabetical(condition: str) -> None:
    groups = grouped(condition)
    assert [name for name, _ in groups] == [group.value for group in Group]
    assert sorted((topic for _, topics in groups for topic in topics), key=str.casefold) == list(TOPICS[condition])
    for name, topics in groups:
        assert topics == sorted(topics, key=str.casefold)
        assert set(topics) == {topic.name for topic in CATALOGUE[condition] if topic.group == name}


def test_of_a_condition_that_the_catalogue_does_not_know_there_is_no_group() -> None:
    assert grouped("gout") == []


def test_what_no_paragraph_names_has_its_reason() -> None:
    assert {topic.name for topics in CATALOGUE.values() for topic in topics if not topic.paragraphs} == set(BESIDES)


def test_paragraphs_are_those_of_the_conditions_own_documents() -> None:
    for condition, topics in CATALOGUE.items():
        for document, paragraph in (place for topic in topics for place in topic.paragraphs):
            assert CONDITION_OF[document] == condition
            assert 1 <= paragraph <= PARAGRAPHS[document]


@pytest.mark.parametrize("topic", sorted({name for names in TOPICS.values() for name in names}))
def test_a_topic_names_no_drug_no_dose_and_nothing_to_do(topic: str) -> None:
    assert by_name(topic) is None or topic.endswith("(in trials)")
    assert not re.search(r"\d+ ?m?g\b", topic)
    banned = (
        r"\b(start|stop|switch|increase|take|best|first|recommended|better|fail\w*|refractor\w*|resist\w*|diagnos\w*)\b"
    )
    assert not re.search(banned, topic, re.IGNORECASE)
