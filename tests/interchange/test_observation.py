"""Results: silence first. What has no value, no unit or no patient of its own never becomes a fact."""

from typing import Any

import pytest

from journeys.interchange.fhir_r4 import Translation, translate
from tests.interchange.accounting import assert_accounted_for
from tests.interchange.drawn import LOINC, SNOMED, ada, bundle, concept, crp, observation, quantity


def read(*resources: dict[str, Any]) -> Translation:
    found = translate(bundle(ada(), *resources))
    assert_accounted_for(found)
    return found


def labs(*resources: dict[str, Any]) -> list[dict[str, Any]]:
    return read(*resources).documents[0].get("labs", [])


def measurements(*resources: dict[str, Any]) -> list[dict[str, Any]]:
    return read(*resources).documents[0].get("measurements", [])


def reasons(*resources: dict[str, Any]) -> list[str]:
    """Why nothing of the resources could be used; fails where something was."""
    found = read(*resources)
    assert set(found.documents[0]) == {"format", "patient"}
    return sorted(unused.why for unused in found.unused)


def test_a_result_without_value_is_not_zero() -> None:
    silent = observation("1988-5", dataAbsentReason=concept("http://x", "not-performed"))
    assert reasons(silent) == ["no value (not-performed)"]
    assert reasons(observation("1988-5")) == ["no value"]
    assert reasons(crp(None)) == ["no value"]


def test_a_zero_that_was_measured_is_kept() -> None:
    assert labs(crp(0))[0]["value"] == 0


def test_a_number_without_unit_is_refused() -> None:
    assert reasons(observation("1988-5", valueQuantity={"value": 18.5})) == ["a number without a unit"]


def test_an_unknown_unit_is_quarantined_by_name_and_never_guessed() -> None:
    (why,) = reasons(crp(18.5, "furlong"))
    assert why.startswith("unit: crp is not taken in 'furlong'")


def test_an_impossible_value_is_quarantined_not_a_crash() -> None:
    assert reasons(crp(4000)) == ["impossible value: outside 0 to 1000 mg/L"]
    assert reasons(crp(10**400)) == ["too large a number"]
    heavy = observation("29463-7", valueQuantity=quantity(4.6, "kg"))
    assert reasons(heavy) == ["impossible value: outside 20 to 350 kg"]


def test_an_unknown_code_is_named() -> None:
    found = read(observation("2951-2", valueQuantity=quantity(141, "mmol/L"), id="na"))
    ((unused, count),) = found.unused.items()
    assert (unused.kind, unused.code, count) == ("Observation", "http://loinc.org|2951-2", 1)
    assert unused.why == "no code that the journey knows"


@pytest.mark.parametrize("status", ["registered", "preliminary", "cancelled", "entered-in-error", "unknown"])
def test_what_is_not_final_is_not_read(status: str) -> None:
    assert reasons(crp(status=status)) == [f"status {status}"]


@pytest.mark.parametrize("status", ["final", "amended", "corrected"])
def test_what_is_final_is_read(status: str) -> None:
    assert len(labs(crp(status=status))) == 1


def test_a_result_about_somebody_else_is_not_the_patients() -> None:
    assert reasons(crp(focus=[{"reference": "RelatedPerson/child"}])) == [
        "about someone or something else than the patient"
    ]


def test_an_unknown_modifier_may_turn_the_meaning_round() -> None:
    changed = crp(modifierExtension=[{"url": "http://x/negated", "valueBoolean": True}])
    assert reasons(changed) == ["an extension changes its meaning"]


def test_a_lab_result_comes_as_reported() -> None:
    (lab,) = labs(crp(0.7, "mg/dL", performer=[{"display": "Harbour laboratory"}], method={"text": "nephelometry"}))
    assert lab == {
        "id": "o1",
        "analyte": "crp",
        "collected_on": "2025-03-01",
        "value": 0.7,
        "unit": "mg/dL",
        "lab": "Harbour laboratory",
        "assay": "nephelometry",
        "source": "FHIR R4",
    }


def test_what_the_laboratory_wrote_beside_it_is_kept() -> None:
    (lab,) = labs(crp(note=[{"text": "Sample haemolysed."}]))
    assert lab["note"] == "Sample haemolysed."


def test_a_doctor_is_not_a_laboratory() -> None:
    (lab,) = labs(crp(performer=[{"reference": "Practitioner/7", "display": "Cem"}]))
    assert "lab" not in lab


def test_a_censored_result_keeps_its_comparator() -> None:
    (lab,) = labs(observation("1988-5", valueQuantity={**quantity(0.6, "mg/L"), "comparator": "<"}))
    assert (lab["value"], lab["comparator"]) == (0.6, "<")


def test_the_ucum_code_decides_and_the_printed_unit_stands_in_for_it() -> None:
    coded = {"value": 18.5, "unit": "milligrams per litre", "system": "http://unitsofmeasure.org", "code": "mg/L"}
    assert labs(observation("1988-5", valueQuantity=coded))[0]["unit"] == "mg/L"
    assert labs(observation("1988-5", valueQuantity={"value": 18.5, "unit": "mg/L"}))[0]["unit"] == "mg/L"


def test_the_laboratorys_limits_count_in_the_results_own_unit_only() -> None:
    (same,) = labs(crp(referenceRange=[{"high": quantity(5, "mg/l")}]))
    assert same["upper_limit"] == 5
    other = read(crp(referenceRange=[{"high": quantity(0.5, "mg/dL")}]))
    assert "upper_limit" not in other.documents[0]["labs"][0]
    assert [unused.kind for unused in other.unused] == ["Observation.referenceRange"]


def test_the_day_is_the_one_written_in_its_own_offset() -> None:
    late = crp(effectiveDateTime="2025-03-01T23:30:00-05:00")
    assert labs(late)[0]["collected_on"] == "2025-03-01"


def test_of_a_period_the_first_day_counts() -> None:
    period = crp(effectivePeriod={"start": "2025-03-01T09:30:10+01:00", "end": "2025-03-02"})
    del period["effectiveDateTime"]
    assert labs(period)[0]["collected_on"] == "2025-03-01"


def test_a_result_without_a_full_date_is_not_placed_anywhere() -> None:
    undated = crp()
    del undated["effectiveDateTime"]
    assert reasons(undated) == ["no date"]
    assert reasons(crp(effectiveDateTime="2025-03")) == ["its date is not known to the day"]


def test_nothing_happened_before_birth() -> None:
    assert reasons(crp(effectiveDateTime="1988-04-01")) == ["dated before the patient's birth"]
    assert len(labs(crp(effectiveDateTime="1988-04-02"))) == 1


def test_words_of_a_test_that_answers_in_words() -> None:
    hbsag = observation("5196-1", valueCodeableConcept=concept(SNOMED, "260385009", "Negative (qualifier value)"))
    assert labs(hbsag)[0]["value_text"] == "negative"
    assert labs(observation("5196-1", valueString="Not detected"))[0]["value_text"] == "negative"
    assert labs(observation("5196-1", valueString="POSITIVE"))[0]["value_text"] == "positive"


def test_words_that_say_something_else_are_not_bent() -> None:
    vague = observation("5196-1", valueString="weakly positive, repeat")
    assert reasons(vague) == ["its words are none of positive, negative, indeterminate"]
    assert reasons(observation("1988-5", valueString="high")) == ["valueString where a number with a unit is needed"]


def pressure(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    return observation("85354-9", component=list(components), **more)


def part(loinc: str, value: float | None, unit: str = "mm[Hg]") -> dict[str, Any]:
    return {"code": concept(LOINC, loinc), "valueQuantity": quantity(value, unit)}


def test_blood_pressure_is_two_measurements_on_one_limb() -> None:
    right = concept(SNOMED, "368209003", "Right arm")
    found = measurements(pressure(part("8480-6", 107), part("8462-4", 60), bodySite=right))
    assert [(m["id"], m["kind"], m["value"], m["limb"]) for m in found] == [
        ("o1-systolic-bp", "systolic-bp", 107, "right-arm"),
        ("o1-diastolic-bp", "diastolic-bp", 60, "right-arm"),
    ]


def test_one_component_without_value_does_not_take_the_other_with_it() -> None:
    found = read(pressure(part("8480-6", 107), part("8462-4", None)))
    assert [m["kind"] for m in found.documents[0]["measurements"]] == ["systolic-bp"]
    ((unused, _),) = found.unused.items()
    assert (unused.kind, unused.why) == ("Observation.component", "no value")


def test_an_observation_none_of_whose_components_is_usable_is_counted_itself() -> None:
    assert reasons(pressure(part("8480-6", 1070))) == [
        "impossible value: outside 40 to 300 mm[Hg]",
        "none of its components can be used",
    ]


def test_two_of_a_kind_in_one_observation_are_not_both_taken() -> None:
    found = read(pressure(part("8480-6", 107), part("8480-6", 150)))
    assert [m["value"] for m in found.documents[0]["measurements"]] == [107]
    assert [unused.why for unused in found.unused] == ["a second one in the same Observation"]


def test_weight_height_and_temperature() -> None:
    found = measurements(
        observation("29463-7", id="w", valueQuantity=quantity(71, "kg")),
        observation("8302-2", id="h", valueQuantity=quantity(1.7, "m")),
        observation("8310-5", id="t", valueQuantity=quantity(36.8, "Cel")),
    )
    assert [(m["kind"], m["value"], m["unit"]) for m in found] == [
        ("weight", 71, "kg"),
        ("height", 1.7, "m"),
        ("temperature", 36.8, "Cel"),
    ]


def test_codes_that_contradict_each_other_are_refused() -> None:
    both = {"coding": [{"system": LOINC, "code": "1988-5"}, {"system": LOINC, "code": "2160-0"}]}
    assert reasons({**crp(), "code": both}) == ["its codes mean different results"]
