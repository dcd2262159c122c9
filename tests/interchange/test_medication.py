"""Orders become therapies: a dose only where nothing has to be guessed."""

from typing import Any

import pytest

from journeys.interchange.fhir_r4 import Translation, translate
from tests.interchange.accounting import assert_accounted_for
from tests.interchange.drawn import ICD, RXNORM, SNOMED, ada, bundle, concept, condition, order, quantity


def read(*resources: dict[str, Any]) -> Translation:
    found = translate(bundle(ada(), *resources))
    assert_accounted_for(found)
    return found


def therapy(*resources: dict[str, Any]) -> dict[str, Any]:
    (found,) = read(*resources).documents[0]["therapies"]
    return dict(found)


def why_not(*resources: dict[str, Any]) -> list[str]:
    found = read(*resources)
    assert "therapies" not in found.documents[0]
    return [unused.why for unused in found.unused]


def coded(system: str, code: str, display: str | None = None, **more: Any) -> dict[str, Any]:
    return {**order("-", **more), "medicationCodeableConcept": concept(system, code, display)}


@pytest.mark.parametrize("status", ["cancelled", "draft", "entered-in-error", "unknown"])
def test_what_never_was_given_is_not_read(status: str) -> None:
    assert why_not(order("prednisone", status=status)) == [f"status {status}"]


def test_a_plan_is_no_order_and_a_ban_is_no_therapy() -> None:
    assert why_not(order("prednisone", intent="plan")) == ["intent plan: not an order"]
    assert why_not(order("prednisone", doNotPerform=True)) == ["a request not to give it"]


def test_a_drug_without_a_usable_name_is_counted() -> None:
    assert why_not(coded("urn:local", "4711")) == ["no usable name of a drug"]
    assert why_not(order("?")) == ["no usable name of a drug"]


def test_code_and_name_of_different_drugs_are_not_chosen_between() -> None:
    assert why_not(coded(RXNORM, "1256", "predniSONE 20 MG Oral Tablet")) == [
        "its codes and names mean different drugs"
    ]


@pytest.mark.parametrize(
    ("drug", "name"),
    [
        (coded(RXNORM, "312615", "predniSONE 20 MG Oral Tablet"), "prednisone"),
        (coded(RXNORM, "241834", "cycloSPORINE, modified 100 MG Oral Capsule"), "ciclosporin"),
        (coded(RXNORM, "1256"), "azathioprine"),
        (coded("http://www.whocc.no/atc", "L04AC07"), "tocilizumab"),
        (order("levothyroxine sodium 0.05 MG Oral Tablet"), "levothyroxine sodium"),
        (order("24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet"), "metformin hydrochloride"),
        (order("ezetimibe 10 MG / simvastatin 20 MG Oral Tablet"), "ezetimibe / simvastatin"),
        (order("Warfarin"), "warfarin"),
    ],
)
def test_drugs_by_code_and_by_name(drug: dict[str, Any], name: str) -> None:
    assert therapy(drug)["drug"] == name


def test_a_drug_that_the_catalogue_does_not_know_is_kept_for_another_reason() -> None:
    assert therapy(order("amlodipine 5 MG Oral Tablet"))["for"] == "other"
    assert "for" not in therapy(order("prednisone 5 MG Oral Tablet"))


def test_the_order_is_the_start_and_no_dosage_is_no_dose() -> None:
    found = therapy(order("predniSONE 20 MG Oral Tablet"))
    assert found == {
        "id": "m1",
        "drug": "prednisone",
        "route": "oral",
        "started_on": "2025-03-01",
        "source": "FHIR R4",
        "note": "Recorded as predniSONE 20 MG Oral Tablet.",
    }


def test_an_order_without_a_date_has_an_unknown_start() -> None:
    undated = order("prednisone")
    del undated["authoredOn"]
    assert "started_on" not in therapy(undated)


@pytest.mark.parametrize("status", ["stopped", "completed", "on-hold"])
def test_a_stop_without_a_date_is_a_stop_on_an_unknown_day(status: str) -> None:
    found = therapy(order("prednisone", status=status))
    assert found["stopped"] is True
    assert "stopped_on" not in found


def test_an_active_order_is_open() -> None:
    assert {"stopped", "stopped_on"}.isdisjoint(therapy(order("prednisone")))


def test_equal_courses_stay_apart() -> None:
    found = read(order("prednisone", id="a"), order("prednisone", id="b")).documents[0]["therapies"]
    assert [each["id"] for each in found] == ["a", "b"]


def test_the_reason_is_the_condition_that_the_order_points_to() -> None:
    lupus = condition(concept(ICD, "M32.9"))
    reason = [{"reference": "Condition/c1"}]
    assert therapy(lupus, order("prednisone", reasonReference=reason))["for"] == "systemic-lupus-erythematosus"
    asthma = condition(concept(ICD, "J45.9"))
    assert therapy(asthma, order("prednisone", reasonReference=reason))["for"] == "other"
    assert therapy(order("prednisone", reasonCode=[concept(ICD, "L10.0")]))["for"] == "pemphigus-vulgaris"


def test_the_disease_of_somebody_else_is_no_reason() -> None:
    hers = condition(concept(ICD, "M32.9"), subject="Patient/zoe")
    mine = order("prednisone", reasonReference=[{"reference": "Condition/c1"}])
    ours, _ = read(ada(id="zoe"), hers, mine).documents
    assert "for" not in ours["therapies"][0]


def test_a_medication_may_be_contained_or_an_entry_of_its_own() -> None:
    drug = {"resourceType": "Medication", "id": "d", "code": concept(SNOMED, "3", "Azathioprine 50mg tablet")}
    pointing = {key: value for key, value in order("-").items() if key != "medicationCodeableConcept"}
    inside = {**pointing, "contained": [drug], "medicationReference": {"reference": "#d"}}
    assert therapy(inside)["drug"] == "azathioprine"
    beside = read({**pointing, "medicationReference": {"reference": "Medication/d"}}, drug)
    assert beside.documents[0]["therapies"][0]["drug"] == "azathioprine"
    assert beside.used == {"Patient": 1, "MedicationRequest": 1, "Medication": 1}


def dosage(amount: float, unit: str, **repeat: Any) -> dict[str, Any]:
    dose = {"doseAndRate": [{"doseQuantity": quantity(amount, unit)}]}
    return {**dose, "timing": {"repeat": repeat}} if repeat else dose


def coded_timing(given: dict[str, Any], code: str) -> dict[str, Any]:
    gts = concept("http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation", code)
    return {**given, "timing": {**given.get("timing", {}), "code": gts}}


DAILY = {"frequency": 1, "period": 1, "periodUnit": "d"}


@pytest.mark.parametrize(
    ("given", "amount", "unit", "every"),
    [
        (dosage(7.5, "mg", **DAILY), 7.5, "mg", "day"),
        (dosage(1, "g", frequency=2, period=1, periodUnit="d"), 2, "g", "day"),
        (dosage(500, "mg", frequency=1, period=12, periodUnit="h"), 1000, "mg", "day"),
        (dosage(15, "mg", frequency=1, period=1, periodUnit="wk"), 15, "mg", "week"),
        (dosage(15, "mg", frequency=1, period=7, periodUnit="d"), 15, "mg", "week"),
        (dosage(10, "mg", frequency=1, period=2, periodUnit="d"), 10, "mg", "2-days"),
        (dosage(5, "mg/kg", frequency=1, period=8, periodUnit="wk"), 5, "mg/kg", "8-weeks"),
        (dosage(120, "mg", frequency=1, period=1, periodUnit="mo"), 120, "mg", "month"),
        (dosage(15, "mg", frequency=1, period=1, periodUnit="wk", dayOfWeek=["mon"]), 15, "mg", "week"),
        (dosage(20, "mg", period=1, periodUnit="d", when=["MORN"]), 20, "mg", "day"),
        (coded_timing(dosage(50, "mg"), "BID"), 100, "mg", "day"),
        (coded_timing(dosage(10, "mg"), "QOD"), 10, "mg", "2-days"),
    ],
)
def test_a_dose_that_is_unambiguous(given: dict[str, Any], amount: float, unit: str, every: str) -> None:
    (line,) = therapy(order("prednisone", dosageInstruction=[given]))["doses"]
    assert line == {"id": "dose-1", "from": "2025-03-01", "amount": amount, "unit": unit, "every": every}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (dosage(2, "TAB", **DAILY), "amount in TAB, not in mg or g"),
        (dosage(20, "mg"), "no timing"),
        ({"text": "as told"}, "no single amount"),
        ({**dosage(20, "mg", **DAILY), "asNeededBoolean": True}, "taken as needed"),
        (dosage(20, "mg", frequency=1, frequencyMax=2, period=1, periodUnit="d"), "its timing varies"),
        (dosage(20, "mg", frequency=1, period=5, periodUnit="d"), "its interval is none that the journey knows"),
        (dosage(20, "mg", **DAILY, boundsPeriod={"start": "2024-01-01"}), "a dosage from before the order"),
        (dosage(20, "mg", **DAILY, timeOfDay=["08:00:00", "20:00:00"]), "its timing varies"),
        (dosage(20, "mg", **DAILY, dayOfWeek=["mon"]), "its timing varies"),
        (coded_timing(dosage(20, "mg", **DAILY), "BID"), "its timings contradict each other"),
        ({"doseAndRate": [{"doseRange": {"low": quantity(5, "mg"), "high": quantity(10, "mg")}}]}, "no single amount"),
    ],
)
def test_a_dose_that_would_be_a_guess_is_unknown_and_counted(given: dict[str, Any], why: str) -> None:
    found = read(order("prednisone", dosageInstruction=[given]))
    assert "doses" not in found.documents[0]["therapies"][0]
    assert {(u.kind, u.why) for u in found.unused} == {("MedicationRequest.dosageInstruction", why)}


def test_what_the_prescriber_wrote_stays_readable() -> None:
    found = therapy(order("prednisone", dosageInstruction=[{"text": "Two tablets at once"}]))
    assert found["note"] == "Recorded as prednisone. Dosage as written: Two tablets at once."


def test_a_taper_has_a_line_for_each_step() -> None:
    steps = [
        dosage(20, "mg", **DAILY, boundsPeriod={"start": "2025-03-15"}),
        dosage(40, "mg", **DAILY, boundsPeriod={"start": "2025-03-01"}),
    ]
    lines = therapy(order("prednisone", dosageInstruction=steps))["doses"]
    assert [(line["from"], line["amount"]) for line in lines] == [("2025-03-01", 40), ("2025-03-15", 20)]


def test_two_dosages_without_days_of_their_own_tell_no_dose() -> None:
    both = [dosage(20, "mg", **DAILY), dosage(5, "mg", **DAILY)]
    assert "doses" not in therapy(order("prednisone", dosageInstruction=both))


def test_a_completed_course_ended_when_it_was_planned_to_a_stopped_one_did_not() -> None:
    bounded = [dosage(20, "mg", **DAILY, boundsPeriod={"start": "2025-03-01", "end": "2025-03-28"})]
    assert therapy(order("prednisone", status="completed", dosageInstruction=bounded))["stopped_on"] == "2025-03-28"
    assert "stopped_on" not in therapy(order("prednisone", status="stopped", dosageInstruction=bounded))


def test_where_it_is_applied() -> None:
    cream = therapy(order("Hydrocortisone 10 MG/ML Topical Cream"))
    assert (cream["drug"], cream["route"]) == ("hydrocortisone", "topical")
    injected = [{"route": concept(SNOMED, "34206005", "Subcutaneous route")}]
    assert therapy(order("methotrexate", dosageInstruction=injected))["route"] == "subcutaneous"
    assert therapy(order("budesonide 0.1 MG/ACTUAT Dry Powder Inhaler"))["route"] == "other"
    assert "route" not in therapy(order("tocilizumab 20 MG/ML Injection"))
