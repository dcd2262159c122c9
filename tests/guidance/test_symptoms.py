from __future__ import annotations

import json

import pytest

from journeys.guidance import symptoms
from journeys.guidance.journey import CONDITIONS, PEMPHIGUS
from journeys.guidance.symptoms import CRISIS, EMERGENCY, LABELS, QUESTIONS, URGENT, red_flags, safety_texts
from tests.shared import FOLDER as SHARED_FOLDER

WORDS = SHARED_FOLDER / "words.json"
UNKIND = ("failed", "refractory", "non-compliant", "missed", "diagnosis")


def test_nothing_ticked_shows_nothing() -> None:
    assert safety_texts([], on_treatment=True) == ()


def test_an_ordinary_symptom_shows_nothing() -> None:
    assert safety_texts(["tiredness", "headache", "night-sweats"], on_treatment=True) == ()


def test_every_red_flag_of_every_condition_shows_the_emergency_text() -> None:
    for word in red_flags(CONDITIONS):
        assert safety_texts([word], on_treatment=False)[0] is EMERGENCY


def test_the_emergency_text_is_the_fixed_one() -> None:
    assert EMERGENCY.heading == "This can be an emergency."
    assert EMERGENCY.advice == "Call your local emergency number now. Do not wait for this app."


def test_thoughts_of_self_harm_show_a_crisis_line_too() -> None:
    assert safety_texts(["self-harm-thoughts"], on_treatment=False) == (EMERGENCY, CRISIS)
    assert CRISIS.crisis_line


def test_fever_on_treatment_is_urgent_the_same_day() -> None:
    assert safety_texts(["fever"], on_treatment=True) == (URGENT,)
    assert URGENT.tier == "urgent-same-day"


def test_fever_without_treatment_is_an_ordinary_symptom() -> None:
    assert safety_texts(["fever"], on_treatment=False) == ()


def test_an_emergency_comes_before_what_can_wait_until_tonight() -> None:
    assert safety_texts(["fever", "fainting"], on_treatment=True) == (EMERGENCY, URGENT)


def test_red_flags_are_the_conditions_own_and_those_for_all_each_once() -> None:
    asked = red_flags([PEMPHIGUS])
    assert asked[0] == "cannot-eat-or-drink"
    assert "jaundice" in asked
    assert "tearing-pain" not in asked
    assert len(asked) == len(set(asked))
    assert set(red_flags([])) == set(symptoms.RED_FLAGS_FOR_ALL)


def test_every_word_has_a_label_and_every_label_a_word() -> None:
    words = set(symptoms.RED_FLAGS_FOR_ALL) | set(symptoms.URGENT_SAME_DAY)
    for asked in QUESTIONS.values():
        words |= {*asked.zero_to_ten, *asked.yes_no, *asked.red_flags}
    assert set(LABELS) == words


def test_texts_for_patients_are_short_and_free_of_blame() -> None:
    texts = [*LABELS.values(), *symptoms.LESIONS.values(), *(t.heading + t.advice for t in (EMERGENCY, CRISIS, URGENT))]
    assert not [text for text in texts if any(word in text.casefold() for word in UNKIND)]
    assert max(len(label) for label in LABELS.values()) <= 110


def test_being_unsure_is_no_severity() -> None:
    assert set(symptoms.OVERALL) - set(symptoms.OVERALL_SEVERITY) == {"not-sure"}


@pytest.mark.shared
def test_the_words_are_those_of_the_format() -> None:
    words = json.loads(WORDS.read_text())
    for condition, asked in QUESTIONS.items():
        theirs = words["symptoms"][condition]
        assert list(asked.zero_to_ten) == theirs["zero_to_ten"]
        assert list(asked.yes_no) == theirs["yes_no"]
        assert list(asked.red_flags) == theirs["red_flags"]
    assert list(symptoms.RED_FLAGS_FOR_ALL) == words["symptoms"]["all"]["red_flags"]
    assert list(symptoms.URGENT_SAME_DAY) == words["symptoms"]["all"]["urgent_same_day"]
    assert list(symptoms.TAKAYASU_ACTIVITY) == words["tak_activity_symptoms"]
    assert words["overall_as_severity"] == symptoms.OVERALL_SEVERITY
