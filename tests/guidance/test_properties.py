"""What holds for every record: no order, no future, no invention, a sound next check, no gain from a gap."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journeys.guidance.document import parse
from journeys.guidance.engine import evaluate
from journeys.guidance.findings import Assessment, Outcome
from journeys.guidance.journey import LISTS, LUPUS, PEMPHIGUS, TAKAYASU
from tests.guidance.builders import START
from tests.guidance.test_examples import EXAMPLES, EXPECTED

small = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])

days = st.integers(-60, 500).map(lambda offset: (START + timedelta(days=offset)).isoformat())
conditions = st.sampled_from([TAKAYASU, LUPUS, PEMPHIGUS])
DRUGS = """prednisone azathioprine methotrexate infliximab tocilizumab rituximab hydroxychloroquine
carbamazepine cyclophosphamide belimumab amoxicillin tacrolimus unheard-of"""
drugs = st.sampled_from(DRUGS.split())
amounts = st.sampled_from([None, 0, 2.5, 5, 7.5, 10, 15, 20, 40, 60, 90, 125, 150, 200, 300, 400, 1000, 2000])
every = st.sampled_from(["day", "2-days", "week", "4-weeks", "8-weeks"])


def entries(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries(fields), max_size=4)


@st.composite
def therapies(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(st.integers(-60, 300))
    lines = sorted(draw(st.sets(st.integers(0, 200), max_size=3)))
    day = [(START + timedelta(days=start + line)).isoformat() for line in lines]
    stop = (START + timedelta(days=start + draw(st.integers(200, 400)))).isoformat()
    entry: dict[str, Any] = {"drug": draw(drugs)}
    purpose = draw(st.sampled_from([TAKAYASU, LUPUS, PEMPHIGUS, "other", None]))
    entry |= {"for": purpose} if purpose else {}
    began = (START + timedelta(days=start)).isoformat()
    entry |= draw(st.sampled_from([{}, {"started_on": began}, {"started_on": began}, {"started_on": began[:7]}]))
    entry |= draw(st.sampled_from([{}, {}, {"stopped_on": stop}, {"stopped": True}]))
    entry |= draw(st.sampled_from([{}, {"route": "oral"}, {"route": "intravenous"}, {"route": "subcutaneous"}]))
    entry["intent"] = draw(st.sampled_from(["induction", "escalation", "maintenance"]))
    unit = draw(st.sampled_from(["mg", "mg/kg"]))
    if draw(st.booleans()):
        entry["doses"] = [{"from": on, "amount": draw(amounts), "unit": unit, "every": draw(every)} for on in day]
    else:
        entry["administrations"] = [{"on": on, "amount": draw(amounts), "unit": unit} for on in day]
    return entry


@st.composite
def lesion_entries(draw: st.DrawFn) -> dict[str, Any]:
    symptoms = {"tiredness": st.sampled_from([0, 5, True, False]), "fever": st.booleans()}
    return {
        "on": draw(days),
        "by": draw(st.sampled_from(["patient", "clinician"])),
        **draw(st.sampled_from([{}, {"overall": "moderate"}, {"taken_as_planned": "yes"}])),
        "symptoms": draw(st.fixed_dictionaries({}, optional=symptoms)),
        **draw(st.sampled_from([{}, {"lesions": {"days": 7, "new": 2}}, {"lesions": {"days": 30, "new": 0}}])),
    }


@st.composite
def ranges(draw: st.DrawFn, kinds: list[str]) -> dict[str, Any]:
    began = draw(st.integers(-60, 400))
    ended = (START + timedelta(days=began + draw(st.integers(0, 60)))).isoformat()
    return {
        "kind": draw(st.sampled_from(kinds)),
        "began_on": (START + timedelta(days=began)).isoformat(),
        **draw(st.sampled_from([{}, {"ended_on": ended}])),
    }


labs = st.one_of(
    st.fixed_dictionaries({"analyte": st.just("crp"), "value": st.sampled_from([2, 9, 30]), "unit": st.just("mg/L")}),
    st.fixed_dictionaries({"analyte": st.just("esr"), "value": st.sampled_from([8, 60]), "unit": st.just("mm/h")}),
    st.fixed_dictionaries(
        {"analyte": st.just("upcr"), "value": st.sampled_from([0.2, 0.9, 4]), "unit": st.just("g/g")}
    ),
    st.fixed_dictionaries({"analyte": st.just("tpmt"), "value_text": st.sampled_from(["low", "normal"])}),
    st.fixed_dictionaries(
        {"analyte": st.just("creatinine"), "value": st.sampled_from([0.7, 1.4]), "unit": st.just("mg/dL")}
    ),
)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    chosen = draw(st.lists(conditions, unique=True, max_size=2))
    return {
        "format": "treatment-journey/1",
        "patient": {"id": "ada", "birth_date": "1980-05-05", "sex": draw(st.sampled_from(["female", "male", "other"]))},
        "conditions": [{"condition": name, "manifestations": ["lupus-nephritis"]} for name in chosen],
        "therapies": draw(st.lists(therapies(), max_size=4)),
        "labs": [lab | {"collected_on": draw(days)} for lab in draw(st.lists(labs, max_size=6))],
        "measurements": [
            {"on": draw(days), "kind": "weight", "value": kg, "unit": "kg"}
            for kg in draw(st.sampled_from([[], [60], [60, 85]]))
        ],
        "imaging": draw(
            entries(
                on=days,
                modality=st.sampled_from(["MRA", "CTA"]),
                activity=st.sampled_from(["active", "inactive", "indeterminate"]),
                change=st.sampled_from(["new", "stable", "not-comparable"]),
            )
        ),
        "statuses": draw(
            entries(on=days, condition=conditions, status=st.sampled_from(["active", "remission", "control"]))
        ),
        "check_ins": draw(st.lists(lesion_entries(), max_size=5)),
        "adherence": draw(entries(on=days, days=st.just(28), percent=st.sampled_from([60, 95]))),
        "infections": draw(st.lists(ranges(["pneumonia", "tuberculosis"]), max_size=2)),
        "life_events": draw(st.lists(ranges(["pregnancy", "surgery"]), max_size=2)),
        "plan": draw(entries(item=st.just("mon.tak.imaging"), every_days=st.just(90), **{"from": days})),
        "reviews": draw(entries(on=days, checklist=st.just("alternative-diagnosis"), complete=st.booleans())),
    }


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
@given(documents(), evaluated_on, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(doc: dict[str, Any], on: date, chance: random.Random) -> None:
    shuffled = {name: chance.sample(part, len(part)) if isinstance(part, list) else part for name, part in doc.items()}
    assert evaluate(parse(shuffled), on) == evaluate(parse(doc), on)


@small
@given(documents(), evaluated_on)
def test_every_cited_fact_exists_and_none_is_later_than_the_day(doc: dict[str, Any], on: date) -> None:
    journey = parse(doc)
    known = {(name, fact.id) for name in LISTS for fact in getattr(journey, name)}
    assessment = evaluate(journey, on)
    findings = [found for condition in assessment.conditions for found in condition.rules]
    for shown in [item for found in (*findings, *assessment.confounders) for item in found.evidence]:
        assert (shown.list, shown.id) in known
        assert shown.on is None or shown.on <= on
    for found in findings:
        assert found.evidence or found.outcome not in (Outcome.FIRED, Outcome.HELD)
        assert found.missing or found.outcome is not Outcome.CANNOT_ASSESS


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
@given(documents(), evaluated_on)
def test_nothing_later_than_the_day_changes_the_answer(doc: dict[str, Any], on: date) -> None:
    assert outcomes(evaluate(parse(without_later(doc, on)), on)) == outcomes(evaluate(parse(doc), on))


@settings(small, max_examples=20)
@given(documents(), evaluated_on, st.floats(0, 1))
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
@given(documents(), evaluated_on, st.data())
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
