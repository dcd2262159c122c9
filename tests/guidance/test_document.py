from __future__ import annotations

import copy
import json
import random
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeys.guidance.document import DocumentError, dump, in_order, loads, parse
from journeys.guidance.document_schema import FIELDS
from journeys.guidance.journey import LISTS, Journey
from journeys.guidance.partial_date import PartialDate
from tests.guidance.documents import ada, everything

CRP = {"analyte": "crp", "collected_on": "2022-12-05", "value": 18.5, "unit": "mg/L"}
PREDNISONE = {"drug": "prednisone", "started_on": "2022-01-10"}


# Silence: what is taken, and what comes out of it.


def test_a_patient_alone_is_a_journey() -> None:
    journey = parse(ada())
    assert journey.patient.id == "ada-1"
    assert all(getattr(journey, name) == () for name in LISTS)
    assert dump(journey) == ada()


def test_empty_lists_are_as_good_as_absent_ones() -> None:
    assert parse(ada(labs=[], therapies=[])) == parse(ada())


def test_every_field_of_the_format_is_read_and_written_again() -> None:
    document = everything()
    assert dump(parse(document)) == document


def test_the_test_document_leaves_no_field_out() -> None:
    document = everything()
    for name, of in LISTS.items():
        held = {field for entry in document[name] for field in entry}
        assert held == set(FIELDS[of]), name


def test_values_come_out_as_the_engine_wants_them() -> None:
    journey = parse(everything())
    assert journey.patient.birth_date == date(1988, 4, 2)
    assert journey.therapies[0].started_on == PartialDate("2021-06")
    assert journey.therapies[0].for_condition == "systemic-lupus-erythematosus"
    assert [dose.amount for dose in journey.therapies[0].doses] == [1.0, None]
    assert journey.check_ins[0].recorded_at == datetime(2022, 11, 30, 20, 14, tzinfo=timezone(timedelta(hours=3)))
    assert journey.check_ins[0].symptoms == {"fever": False, "tiredness": 6.0}
    assert journey.plan[0].from_date == date(2022, 1, 10)


def test_a_time_in_utc_may_end_in_z() -> None:
    journey = parse(ada(check_ins=[{"on": "2022-11-30", "by": "patient", "recorded_at": "2022-11-30T20:14:00Z"}]))
    assert journey.check_ins[0].recorded_at == datetime(2022, 11, 30, 20, 14, tzinfo=UTC)


def test_no_and_zero_are_kept_apart_from_not_recorded() -> None:
    asked = parse(ada(check_ins=[{"on": "2022-11-30", "by": "patient", "symptoms": {"fever": False, "pain": 0}}]))
    assert asked.check_ins[0].symptoms == {"fever": False, "pain": 0}
    assert dump(asked)["check_ins"][0]["symptoms"] == {"fever": False, "pain": 0}
    assert "symptoms" not in dump(parse(ada(check_ins=[{"on": "2022-11-30", "by": "patient"}])))["check_ins"][0]


def test_a_result_keeps_what_was_reported_beside_the_canonical_value() -> None:
    (crp,) = parse(ada(labs=[CRP | {"value": 1.8, "unit": "mg/dl", "upper_limit": 0.5}])).labs
    assert (crp.value, crp.unit, crp.upper_limit) == (1.8, "mg/dl", 0.5)
    assert (crp.canonical_value, crp.canonical_unit) == (18.0, "mg/L")


def test_a_kits_own_unit_stays_its_own() -> None:
    (result,) = parse(ada(labs=[CRP | {"analyte": "anti-dsdna", "unit": "U/mL"}])).labs
    assert (result.canonical_value, result.canonical_unit) == (18.5, "U/mL")


def test_an_unknown_test_is_kept_as_it_is() -> None:
    (result,) = parse(ada(labs=[CRP | {"analyte": "ferritin", "unit": "ug/L"}])).labs
    assert (result.value, result.unit, result.canonical_value) == (18.5, "ug/L", None)


def test_a_measurement_has_its_canonical_value_too() -> None:
    (weight,) = parse(
        ada(measurements=[{"on": "2022-01-01", "kind": "weight", "value": 100, "unit": "lb"}])
    ).measurements
    assert (weight.canonical_value, weight.canonical_unit) == (45.359, "kg")


def test_a_trial_may_stop_on_the_day_it_starts_or_within_the_same_month() -> None:
    for stop in ("2022-01-10", "2022-01", "2022"):
        assert parse(ada(therapies=[PREDNISONE | {"stopped_on": stop}]))


def test_whole_numbers_are_written_as_integers_and_others_are_not_touched() -> None:
    written = dump(parse(ada(labs=[CRP | {"value": 18.0}, CRP | {"value": 18.25}, CRP | {"value": 0}])))
    assert sorted(json.dumps(lab["value"]) for lab in written["labs"]) == ["0", "18", "18.25"]


# Order and identity.


def test_the_order_of_input_never_matters() -> None:
    document = everything()
    document["labs"] += [CRP | {"value": value} for value in (5, 6, 7)]
    shuffled = copy.deepcopy(document)
    for name in LISTS:
        random.Random(1).shuffle(shuffled[name])
    shuffled["therapies"][0]["doses"].reverse()
    shuffled["check_ins"][0]["symptoms"] = dict(reversed(shuffled["check_ins"][0]["symptoms"].items()))
    assert parse(shuffled) == parse(document)


def test_lists_stand_in_order_of_date_then_id() -> None:
    results = [("b", "2022-03-01"), ("a", "2022-03-01"), ("c", "2022-01-01")]
    journey = parse(ada(labs=[CRP | {"id": ref, "collected_on": day} for ref, day in results]))
    assert [lab.id for lab in journey.labs] == ["c", "a", "b"]
    assert in_order(reversed(journey.labs)) == journey.labs


def test_an_entry_without_id_gets_the_same_one_from_the_same_content() -> None:
    alone = parse(ada(labs=[CRP])).labs[0]
    among = parse(ada(labs=[CRP | {"value": 3}, CRP, CRP | {"value": 4}])).labs
    assert alone.id in [lab.id for lab in among]
    assert len({lab.id for lab in among}) == 3
    assert parse(ada(labs=[dict(reversed(CRP.items()))])).labs[0].id == alone.id
    assert parse(ada(labs=[CRP | {"value": 18.50}])).labs[0].id == alone.id


def test_the_same_content_twice_gets_two_ids() -> None:
    first, second = parse(ada(labs=[CRP, CRP])).labs
    assert second.id == f"{first.id}-2"


def test_an_exported_entry_keeps_its_id_when_the_same_content_comes_again() -> None:
    exported = dump(parse(ada(labs=[CRP])))["labs"][0]
    for labs in ([exported, CRP], [CRP, exported]):
        assert [lab.id for lab in parse(ada(labs=labs)).labs] == [exported["id"], f"{exported['id']}-2"]


def test_dose_lines_have_ids_of_their_own() -> None:
    line = {"from": "2022-02-01", "amount": 5, "unit": "mg", "every": "day"}
    (therapy,) = parse(ada(therapies=[PREDNISONE | {"doses": [line, line | {"amount": 10}]}])).therapies
    assert len({dose.id for dose in therapy.doses}) == 2
    assert parse(dump(parse(ada(therapies=[PREDNISONE | {"doses": [line]}])))).therapies[0].doses[0].id


# Text that is no document.


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"format": "treatment-journey/1", "pat', "not JSON: Unterminated string starting at (line 1, column 35)"),
        ("", "not JSON: Expecting value (line 1, column 1)"),
        ("{}\n}", "not JSON: Extra data (line 2, column 1)"),
        ("[" * 200_000, "not a journey document: nested too deeply"),
        ('{"labs": [], "labs": []}', "not a journey document: 'labs' stands twice in one object"),
        ("[]", "expected an object, got a list"),
    ],
)
def test_text_that_is_no_document_is_one_problem_at_the_root(text: str, message: str) -> None:
    with pytest.raises(DocumentError) as refused:
        loads(text)
    assert [(problem.path, problem.message) for problem in refused.value.problems] == [("$", message)]


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"^\$: not a journey document"):
        loads("1" * 10_000)


# Any document that is taken survives a round trip.

DAYS = st.dates(date(2023, 1, 1), date(2024, 12, 31)).map(date.isoformat)
AMOUNTS = st.floats(0, 10, allow_nan=False)


@st.composite
def entries(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """An entry of the document that uses every field, some of its optional fields gone, its day moved."""
    original = draw(st.sampled_from(everything()[name]))
    fields = FIELDS[LISTS[name]]
    together = {"value", "unit", "value_text", "stopped", "stopped_on"}
    kept = {
        field: value
        for field, value in original.items()
        if fields[field].required or field in together or draw(st.booleans())
    }
    for field in ("on", "began_on", "collected_on"):
        if field in kept and not kept.keys() & {"ended_on", "controlled_on", "course"}:
            kept[field] = draw(DAYS)
    if name == "labs" and "value" in kept:
        kept["value"] = draw(AMOUNTS)
    return {field: value for field, value in kept.items() if field != "id"}


DOCUMENTS = st.fixed_dictionaries(
    {}, optional={name: st.lists(entries(name), max_size=1 if name == "conditions" else 4) for name in LISTS}
)


@settings(max_examples=50)
@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_a_document_survives_writing_and_reading_in_any_order(lists: dict[str, Any], chance: random.Random) -> None:
    journey: Journey = parse(ada(**lists))
    written = json.loads(json.dumps(dump(journey)))
    assert parse(written) == journey
    assert dump(parse(written)) == written
    for entries_of_one in lists.values():
        chance.shuffle(entries_of_one)
    assert parse(ada(**lists)) == journey
