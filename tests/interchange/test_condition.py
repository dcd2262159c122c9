"""Conditions: by code, by alias, by name; what is refuted or something else stays out."""

from typing import Any

import pytest

from journeys.interchange.fhir_r4 import Translation, translate
from tests.interchange.accounting import assert_accounted_for
from tests.interchange.drawn import ICD, SNOMED, ada, bundle, concept, condition

SLE, TAK, PV = "systemic-lupus-erythematosus", "takayasu-arteritis", "pemphigus-vulgaris"


def read(*resources: dict[str, Any]) -> Translation:
    found = translate(bundle(ada(), *resources))
    assert_accounted_for(found)
    return found


def conditions(*resources: dict[str, Any]) -> list[dict[str, Any]]:
    return read(*resources).documents[0].get("conditions", [])


def why_not(resource: dict[str, Any]) -> str:
    found = read(resource)
    assert "conditions" not in found.documents[0]
    ((unused, _),) = found.unused.items()
    return unused.why


@pytest.mark.parametrize("status", ["refuted", "entered-in-error", "unconfirmed", "provisional", "differential"])
def test_what_is_not_confirmed_is_no_condition(status: str) -> None:
    assert why_not(condition(concept(ICD, "M32.9"), status=status)) == f"verification status {status}"


@pytest.mark.parametrize(
    "code",
    [
        concept(SNOMED, "69896004", "Rheumatoid arthritis"),
        concept(SNOMED, "1", "Family history of systemic lupus erythematosus"),
        concept(SNOMED, "2", "Discoid lupus erythematosus (disorder)"),
        concept(ICD, "L10.2", "Pemphigus foliaceus"),
        concept(ICD, "L93.0", "Lupus erythematosus"),
        {"text": "?SLE"},
    ],
)
def test_a_name_that_only_resembles_is_another_condition(code: dict[str, Any]) -> None:
    assert why_not(condition(code)) == "not one of the conditions that the journey knows"


def test_codes_of_two_diseases_in_one_condition_are_not_chosen_between() -> None:
    both = {"coding": [{"system": ICD, "code": "M32.9"}, {"system": ICD, "code": "L10.0"}]}
    assert why_not(condition(both)) == "its codes name two different conditions"


@pytest.mark.parametrize(
    ("code", "known", "manifestations"),
    [
        (concept(ICD, "M31.4"), TAK, None),
        (concept(ICD, "M32.9"), SLE, None),
        (concept(ICD, "M32.14"), SLE, ["lupus-nephritis"]),
        (concept(ICD, "M3215"), SLE, ["lupus-nephritis"]),
        (concept(ICD, "M32.19"), SLE, None),
        (concept("http://hl7.org/fhir/sid/icd-10", "L10.0"), PV, None),
        (concept(SNOMED, "359789008"), TAK, None),
        (concept(SNOMED, "55464009"), SLE, None),
        (concept(SNOMED, "68815009"), SLE, ["lupus-nephritis"]),
        (concept(SNOMED, "200936003", "Lupus erythematosus (disorder)"), SLE, None),
        ({"text": "Takayasu's disease"}, TAK, None),
        (concept("urn:local", "77", "Pemphigus vulgaris (disorder)"), PV, None),
        ({"text": "Systemic lupus erythematosus, unspecified"}, SLE, None),
    ],
)
def test_conditions_that_are_known(code: dict[str, Any], known: str, manifestations: list[str] | None) -> None:
    (found,) = conditions(condition(code))
    assert (found["condition"], found.get("manifestations")) == (known, manifestations)


def test_a_second_code_says_which_organ() -> None:
    brain = {"coding": [{"system": "urn:icd-10-gm", "code": "M32.1+"}, {"system": "urn:icd-10-gm", "code": "G05.8*"}]}
    assert conditions(condition(brain))[0]["manifestations"] == ["neuropsychiatric-lupus"]


def test_plain_lupus_is_read_as_systemic_and_that_is_said() -> None:
    found = read(condition(concept(SNOMED, "200936003", "Lupus erythematosus (disorder)")))
    assert len(found.notes) == 1
    assert "not said to be systemic" in found.documents[0]["conditions"][0]["note"]
    assert not read(condition(concept(ICD, "M32.9"))).notes


def test_onset_is_when_symptoms_began_and_recording_when_it_was_diagnosed() -> None:
    (found,) = conditions(
        condition(concept(ICD, "M31.4"), onsetDateTime="2021-02", recordedDate="2021-06-10T10:00:00+02:00")
    )
    assert (found["symptoms_began_on"], found["diagnosed_on"]) == ("2021-02", "2021-06-10")


def test_a_recording_before_the_onset_is_no_day_of_diagnosis() -> None:
    (found,) = conditions(condition(concept(ICD, "M31.4"), onsetDateTime="2021-02-01", recordedDate="2020-06-10"))
    assert "diagnosed_on" not in found


def test_an_onset_that_is_no_date_is_said() -> None:
    (found,) = conditions(condition(concept(ICD, "M31.4"), onsetString="as a student"))
    assert "symptoms_began_on" not in found
    assert "onset was not given as a date" in found["note"]


def test_several_conditions_of_one_disease_become_one_entry() -> None:
    (found,) = conditions(
        condition(concept(ICD, "M32.9"), id="b", onsetDateTime="2015-03-01"),
        condition(concept(ICD, "M32.14"), id="a", onsetDateTime="2019"),
    )
    assert found["id"] == SLE
    assert (found["symptoms_began_on"], found["manifestations"]) == ("2015-03-01", ["lupus-nephritis"])


def test_the_order_of_the_file_does_not_matter() -> None:
    one = condition(concept(ICD, "M32.9"), id="b", onsetDateTime="2015")
    two = condition(concept(ICD, "M32.14"), id="a", onsetDateTime="2015-01-01")
    assert conditions(one, two) == conditions(two, one)


def test_a_resolved_condition_is_kept_and_said() -> None:
    clinical = {"clinicalStatus": concept("http://terminology.hl7.org/CodeSystem/condition-clinical", "resolved")}
    (found,) = conditions(condition(concept(ICD, "L10.0"), **clinical))
    assert "resolved" in found["note"]
