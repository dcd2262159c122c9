"""What holds for every record: no order, no future, no invention, a sound next check, no gain from a gap."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from journeys.guidance.document import parse
from journeys.guidance.engine import evaluate
from journeys.guidance.findings import Assessment, Outcome
from tests.guidance.builders import START
from tests.guidance.records import document
from tests.guidance.soundness import assert_sound
from tests.guidance.test_examples import EXAMPLES, EXPECTED

small = settings(max_examples=20, deadline=None)
documents = st.integers(0, 2**32).map(lambda seed: document(random.Random(seed)))

evaluated_on = st.integers(0, 520).map(lambda offset: START + timedelta(days=offset))


def outcomes(assessment: Assessment) -> object:
    rules = [
        (found.rule, found.outcome, found.counted_as, sorted({hold.rule for hold in found.held_for}))
        for condition in assessment.conditions
        for found in condition.rules
    ]
    levels = [condition.level for condition in assessment.conditions]
    outs = [(found.rule, found.outcome) for found in assessment.confounders]
    return rules, levels, outs, [(found.item, found.state) for found in assessment.monitoring]


@small
@given(documents, evaluated_on, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(doc: dict[str, Any], on: date, chance: random.Random) -> None:
    shuffled = {name: chance.sample(part, len(part)) if isinstance(part, list) else part for name, part in doc.items()}
    assert evaluate(parse(shuffled), on) == evaluate(parse(doc), on)


@small
@given(documents, evaluated_on)
def test_every_answer_cites_the_record_and_reads_as_sentences(doc: dict[str, Any], on: date) -> None:
    journey = parse(doc)
    assert_sound(journey, evaluate(journey, on))


def without_later(doc: dict[str, Any], on: date) -> dict[str, Any]:
    """The record as it stood that day: whole entries of later days left out."""
    day = on.isoformat()
    dates = ("on", "collected_on", "began_on", "from")
    later = {
        name: [entry for entry in part if not any(entry.get(key, "") > day for key in dates)]
        for name, part in doc.items()
        if isinstance(part, list)
    }
    return doc | later


@small
@given(documents, evaluated_on)
def test_nothing_later_than_the_day_changes_the_answer(doc: dict[str, Any], on: date) -> None:
    assert outcomes(evaluate(parse(without_later(doc, on)), on)) == outcomes(evaluate(parse(doc), on))


@settings(small, max_examples=20)
@given(documents, evaluated_on, st.floats(0, 1))
def test_until_the_next_check_every_day_gives_the_same_outcomes(doc: dict[str, Any], on: date, where: float) -> None:
    journey = parse(doc)
    assessment = evaluate(journey, on)
    last = (assessment.next_check_on or on + timedelta(days=800)) - timedelta(days=1)
    span = (last - on).days
    for offset in {span, int(span * where), 1} & set(range(span + 1)):
        assert outcomes(evaluate(journey, on + timedelta(days=offset))) == outcomes(assessment), offset


def test_the_next_check_of_the_examples_is_the_first_day_that_differs() -> None:
    for name, days_of in EXPECTED.items():
        journey = parse(json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8")))
        on = date.fromisoformat(max(days_of))
        first = evaluate(journey, on)
        assert first.next_check_on is not None
        walk = [on + timedelta(days=offset) for offset in range(1, (first.next_check_on - on).days + 1)]
        assert [day for day in walk if outcomes(evaluate(journey, day)) != outcomes(first)] == walk[-1:]


def takes_away(entry: dict[str, Any], labs: list[dict[str, Any]]) -> bool:
    """A fever spoils the urine protein near it, and a later urine protein contradicts an earlier one."""
    is_later = any(
        other["analyte"] == entry.get("analyte") == "upcr" and other["collected_on"] < entry["collected_on"]
        for other in labs
    )
    return is_later or bool(entry.get("symptoms", {}).get("fever"))


@small
@given(documents, evaluated_on, st.data())
def test_removing_a_result_never_turns_a_gap_into_a_finding(doc: dict[str, Any], on: date, data: st.DataObject) -> None:
    """Of what rules read as evidence; what takes evidence away (an infection, an unknown dose) is no result."""
    names = ("labs", "imaging", "check_ins", "measurements", "adherence", "statuses")
    results = [
        (name, index) for name in names for index, entry in enumerate(doc[name]) if not takes_away(entry, doc["labs"])
    ]
    if not results:
        return
    name, index = data.draw(st.sampled_from(results))
    fewer = doc | {name: [entry for place, entry in enumerate(doc[name]) if place != index]}
    before, after = evaluate(parse(doc), on), evaluate(parse(fewer), on)
    for old, new in zip(before.conditions, after.conditions, strict=True):
        for had, has in zip(old.rules, new.rules, strict=True):
            assert not (had.outcome is Outcome.CANNOT_ASSESS and has.outcome is Outcome.FIRED), had.rule
