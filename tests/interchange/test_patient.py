"""Who it is: stable, unmistakable, and no more than is needed."""

from datetime import date
from typing import Any

import pytest

from journeys.interchange.fhir_r4 import Translation, translate
from tests.interchange.accounting import assert_accounted_for
from tests.interchange.drawn import ada, bundle, crp


def person(**more: Any) -> dict[str, Any]:
    found = read(**more)
    return dict(found.documents[0]["patient"])


def read(**more: Any) -> Translation:
    found = translate(ada(**more))
    assert_accounted_for(found)
    return found


def identifier(kind: str | None, value: str, system: str = "http://harbour.example/mrn", **more: Any) -> dict[str, Any]:
    of = {"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": kind}]}}
    return {"system": system, "value": value, **(of if kind else {}), **more}


def test_a_partial_birth_date_is_none_and_said() -> None:
    found = read(birthDate="1988")
    assert "birth_date" not in found.documents[0]["patient"]
    assert {(u.kind, u.why) for u in found.unused} == {("Patient.birthDate", "not known to the day")}


def test_an_absent_birth_date_with_a_reason_is_none_and_said() -> None:
    absent = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
    sofia = {"resourceType": "Patient", "id": "sofia", "_birthDate": {"extension": [absent]}}
    found = translate(sofia)
    assert found.documents[0]["patient"] == {"id": "sofia"}
    assert {(u.kind, u.why) for u in found.unused} == {("Patient.birthDate", "no value")}


def test_the_record_number_names_the_person_together_with_whose_number_it_is() -> None:
    two = [identifier(None, "X1", "urn:other"), identifier("MR", "12345")]
    assert person(identifier=two)["id"] == "http://harbour.example/mrn|12345"


def test_passport_and_social_security_numbers_are_never_taken() -> None:
    found = person(identifier=[identifier("SS", "999-97-4319"), identifier("PPN", "X412"), identifier("DL", "S78")])
    assert found["id"] == "ada"
    assert "999-97-4319" not in str(found)


def test_an_ended_number_gives_way_to_the_present_one() -> None:
    two = [identifier("MR", "old", period={"end": "2020-01-01"}), identifier("MR", "new")]
    assert person(identifier=two)["id"].endswith("|new")


def test_a_bare_id_of_a_server_carries_the_servers_address() -> None:
    entry = {"fullUrl": "https://fhir.example/r4/Patient/ada", "resource": ada()}
    found = translate({"resourceType": "Bundle", "type": "searchset", "entry": [entry]})
    assert found.documents[0]["patient"]["id"] == "https://fhir.example/r4/Patient/ada"


def test_somebody_whom_nothing_identifies_is_not_imported() -> None:
    nameless = {"resourceType": "Patient", "gender": "female"}
    found = translate(bundle(nameless))
    assert_accounted_for(found)
    assert found.documents == []
    assert [u.why for u in found.unused] == ["nothing identifies this patient: no identifier, no id"]


def test_name_sex_email_and_language() -> None:
    found = person(
        name=[{"use": "maiden", "family": "King"}, {"use": "official", "family": "Lovelace", "given": ["Ada"]}],
        telecom=[
            {"system": "phone", "value": "1"},
            {"system": "email", "value": "old@example.org", "use": "old"},
            {"system": "email", "value": "ada@example.org"},
        ],
        communication=[
            {"language": {"coding": [{"code": "en"}]}},
            {"language": {"coding": [{"code": "tr"}]}, "preferred": True},
        ],
    )
    assert found == {
        "id": "ada",
        "name": "Ada Lovelace",
        "sex": "female",
        "birth_date": "1988-04-02",
        "email": "ada@example.org",
        "language": "tr",
    }


def test_an_address_that_is_none_is_left_out_and_said() -> None:
    found = read(telecom=[{"system": "email", "value": "ask at the desk"}])
    assert "email" not in found.documents[0]["patient"]
    assert [u.kind for u in found.unused] == ["Patient.telecom"]


def test_that_somebody_died_is_handed_over_beside_the_documents() -> None:
    found = read(deceasedDateTime="2025-01-01T23:30:00-05:00")
    assert found.deceased == {"ada": date(2025, 1, 1)}
    assert not found.unused
    assert read(deceasedBoolean=False).deceased == read().deceased == {}


@pytest.mark.parametrize(
    "more", [{"deceasedBoolean": True}, {"deceasedDateTime": "2025"}, {"deceasedDateTime": "1970-01-01"}]
)
def test_a_death_whose_day_is_not_known_is_said(more: dict[str, Any]) -> None:
    found = read(**more)
    assert found.deceased == {"ada": None}
    assert [u.kind for u in found.unused] == ["Patient.deceased"]


def test_two_patients_under_one_number_are_refused() -> None:
    mine, other = identifier("MR", "12345"), ada(id="eve", identifier=[identifier("MR", "12345")])
    found = translate(bundle(ada(identifier=[mine]), other, crp()))
    assert found.documents == []
    assert [str(p) for p in found.problems] == [
        "$.entry[1].resource: another Patient has the same identifier: $.entry[0].resource"
    ]
