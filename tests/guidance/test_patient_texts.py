"""What patients read of a rule: plain, short, free of blame. A tripwire for reading age, not a judge of style."""

from __future__ import annotations

import inspect
import re
from types import ModuleType

import pytest

from journeys.guidance import engine
from journeys.guidance.catalogue import RULES
from journeys.guidance.drugs import NAMES

READING_GRADE = 6.5
"""School years (Flesch and Kincaid): about eleven years of age."""

BANNED = (
    "abnormal",
    "diagnos",
    "fail",
    "missed",
    "non-compliant",
    "noncompliant",
    "refractor",
    "resistan",
    "relapse",
    "serious",
    "worse",
    "should",
    "must",
)
CHANGES_TREATMENT = re.compile(r"\b(start|stop|switch|increase|reduce|lower)\b", re.IGNORECASE)

MODULES = {rule.id: module for rule in RULES if (module := inspect.getmodule(rule.judge))}


def texts_of(module: ModuleType) -> list[str]:
    return [text for name, text in vars(module).items() if name.startswith("_FOR_PATIENT") and isinstance(text, str)]


TEXTS = [
    *((rule, text) for rule, module in MODULES.items() for text in texts_of(module)),
    *(("engine", text) for text in engine._FOR_PATIENT.values()),
    ("engine", f"You can ask your team what it means. {engine._FOR_PATIENT_SOON}"),
]


def syllables(word: str) -> int:
    """Groups of vowels, a silent e at the end aside."""
    bare = re.sub(r"(?<=[^l])e$|(?<=[^td])ed$", "", word.casefold())
    return max(len(re.findall(r"[aeiouy]+", bare)), 1)


def grade(text: str) -> float:
    words = re.findall(r"[A-Za-z']+", text)
    sentences = len(re.findall(r"[.!?](?:\s|$)", text))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_the_tripwire_tells_plain_words_from_a_doctor_s_letter() -> None:
    assert grade("Your arm hurts when you use it. You can ask your team about it.") < 3
    assert grade("Refractoriness necessitates immunosuppressive reconsideration by multidisciplinary teams.") > 12


def test_every_pattern_has_its_words_beside_it_and_nowhere_else() -> None:
    patterns = [rule for rule in RULES if rule.condition]
    assert all(texts_of(MODULES[rule.id]) for rule in patterns)
    for module in MODULES.values():
        assert not re.search(r'for_patient=f?"', inspect.getsource(module))


@pytest.mark.parametrize(("rule", "text"), TEXTS)
def test_they_are_plain_and_blame_nobody(rule: str, text: str) -> None:
    assert grade(text) <= READING_GRADE
    assert not [word for word in BANNED if word in text.casefold()]
    assert not CHANGES_TREATMENT.search(text)
    assert not [name for name in NAMES if re.search(rf"\b{re.escape(name)}\b", text.casefold())]
    assert max(len(sentence.split()) for sentence in re.split(r"[.!?]", text)) <= 22


@pytest.mark.parametrize(("rule", "text"), TEXTS)
def test_they_say_what_to_do_with_it(rule: str, text: str) -> None:
    assert re.search(r"\b(ask|talk with|telling|tell) (your team|when|you|what)|Nothing recorded", text)
