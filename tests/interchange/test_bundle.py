"""Bundles and references: whose fact it is, and what is refused as a whole."""

from copy import deepcopy
from typing import Any

import pytest

from journeys.interchange.fhir_r4 import Translation, translate
from tests.interchange.accounting import assert_accounted_for
from tests.interchange.drawn import ada, bundle, condition, crp, order


def read(resource: dict[str, Any]) -> Translation:
    found = translate(resource)
    assert_accounted_for(found)
    return found


def problems(resource: Any) -> list[str]:
    """What is wrong; fails where anything was read all the same."""
    found = translate(resource)
    assert (found.documents, found.unused.total(), found.used.total()) == ([], 0, 0)
    return [str(problem) for problem in found.problems]


def whys(found: Translation) -> list[str]:
    return sorted(unused.why for unused in found.unused.elements())


def zoe() -> dict[str, Any]:
    return ada(id="zoe")


def test_a_lone_result_belongs_to_nobody() -> None:
    found = read(crp())
    assert (found.documents, whys(found)) == ([], ["no patient in this file"])


def test_a_result_of_somebody_who_is_not_in_the_bundle_is_not_given_to_who_is() -> None:
    found = read(bundle(zoe(), crp()))
    assert set(found.documents[0]) == {"format", "patient"}
    assert whys(found) == ["its patient is not in this file"]


def test_a_result_that_names_nobody_is_not_given_to_the_only_patient() -> None:
    unnamed = crp()
    del unnamed["subject"]
    assert whys(read(bundle(ada(), unnamed))) == ["it names no patient"]


def test_each_gets_their_own() -> None:
    found = read(bundle(ada(), zoe(), crp(5), crp(80, subject="Patient/zoe", id="o2")))
    assert [(d["patient"]["id"], d["labs"][0]["value"]) for d in found.documents] == [("ada", 5), ("zoe", 80)]


def entry(resource: dict[str, Any], full_url: str) -> dict[str, Any]:
    return {"fullUrl": full_url, "resource": resource}


def of_entries(*entries: dict[str, Any], type: str = "searchset") -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": type, "entry": list(entries)}


@pytest.mark.parametrize(
    "reference",
    [
        {"reference": "urn:uuid:11111111-1111-1111-1111-111111111111"},
        {"reference": "Patient/ada"},
        {"reference": "Patient/ada/_history/3"},
        {"reference": "Patient?identifier=urn:harbour|12345"},
        {"identifier": {"system": "urn:harbour", "value": "12345"}},
    ],
)
def test_every_way_of_pointing_to_ada(reference: dict[str, Any]) -> None:
    patient = ada(identifier=[{"system": "urn:harbour", "value": "12345"}])
    result = {**crp(), "subject": reference}
    found = read(of_entries(entry(patient, "urn:uuid:11111111-1111-1111-1111-111111111111"), {"resource": result}))
    assert len(found.documents[0]["labs"]) == 1


def test_an_absolute_reference_means_that_server_only() -> None:
    here, there = "https://a.example/Patient/ada", "https://b.example/Patient/ada"
    both = of_entries(
        entry(ada(), here), entry(ada(), there), entry(crp(subject=there), "https://a.example/Observation/o1")
    )
    found = read(both)
    assert [(d["patient"]["id"], len(d.get("labs", []))) for d in found.documents] == [(here, 0), (there, 1)]


def test_a_relative_reference_stays_on_its_own_server() -> None:
    here, there = "https://a.example/Patient/ada", "https://b.example/Patient/ada"
    found = read(of_entries(entry(ada(), here), entry(ada(), there), entry(crp(), "https://b.example/Observation/o1")))
    assert [len(d.get("labs", [])) for d in found.documents] == [0, 1]
    alone = read(of_entries(entry(ada(), here), entry(crp(), "https://b.example/Observation/o1")))
    assert whys(alone) == ["its patient is not in this file"]


def test_the_same_entry_on_two_pages_counts_once() -> None:
    found = read(bundle(ada(), crp(), crp()))
    assert len(found.documents[0]["labs"]) == 1
    assert whys(found) == ["repeated in this file"]


def test_two_different_results_under_one_id_are_refused() -> None:
    assert problems(bundle(ada(), crp(5), crp(80))) == [
        "$.entry[2].resource: another Observation has the same id: $.entry[1].resource"
    ]


@pytest.mark.parametrize("type", ["collection", "transaction", "batch", "searchset"])
def test_bundles_that_are_read(type: str) -> None:
    assert len(read(bundle(ada(), crp(), type=type)).documents[0]["labs"]) == 1


@pytest.mark.parametrize("type", ["history", "message", "document", "batch-response"])
def test_bundles_that_are_not(type: str) -> None:
    (problem,) = problems(bundle(ada(), crp(), type=type))
    assert problem.startswith(f'$.type: a bundle of type "{type}" is not read')


def test_an_empty_bundle_holds_nothing() -> None:
    found = read({"resourceType": "Bundle", "type": "collection"})
    assert (found.entries, found.documents) == (0, [])


def test_a_deletion_is_not_an_addition() -> None:
    gone = {"request": {"method": "DELETE", "url": "Observation/o1"}}
    found = read(of_entries({"resource": ada()}, gone, {**gone, "resource": crp()}, {}, type="transaction"))
    assert set(found.documents[0]) == {"format", "patient"}
    assert whys(found) == ["a DELETE request", "a DELETE request", "an entry without a resource"]


def test_other_kinds_are_counted_by_kind_and_code() -> None:
    jab = {
        "resourceType": "Immunization",
        "status": "completed",
        "vaccineCode": {"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "140", "display": "Influenza"}]},
        "patient": {"reference": "Patient/ada"},
        "occurrenceDateTime": "2025-01-01",
    }
    found = read(bundle(ada(), jab, deepcopy(jab)))
    assert found.unused == {
        ("Immunization", "http://hl7.org/fhir/sid/cvx|140 (Influenza)", "this kind of resource is not read yet"): 2
    }


def test_a_kind_that_nobody_knows_is_counted_too() -> None:
    assert [u.kind for u in read(bundle(ada(), {"resourceType": "Poem", "verse": 3})).unused] == ["Poem"]


def bad(place: str, value: Any) -> list[str]:
    result = crp()
    result[place] = value
    return problems(bundle(ada(), condition({"text": "SLE"}), result))


def test_one_bad_entry_refuses_the_whole_bundle_and_says_where() -> None:
    assert bad("status", "weird")[0].startswith('$.entry[2].resource.status: "weird" is not one of: registered,')
    assert bad("effectiveDateTime", "2023-02-30")[0].startswith("$.entry[2].resource.effectiveDateTime: ")
    assert bad("valueQuantity", {"value": "5.5"}) == [
        "$.entry[2].resource.valueQuantity.value: a number is needed here, not a text"
    ]
    assert bad("effectiveDateTime", 2023)[0].startswith("$.entry[2].resource.effectiveDateTime: ")
    assert bad("colour", "red")[0].startswith("$.entry[2].resource.colour: ")
    assert bad("subject", {"reference": 5})[0].startswith("$.entry[2].resource.subject.reference: ")
    assert bad("status", None)[0].startswith("$.entry[2].resource.status: ")
    assert bad("id", "o\0")[0].startswith("$.entry[2].resource.id: ")
    assert bad("note", [{"text": "a\ud800"}])[0].startswith("$.entry[2].resource.note[0].text: ")
    assert bad("_status", 5)[0].startswith("$.entry[2].resource")
    assert bad("contained", [{"resourceType": "Medication", "id": "m", "code": 3}])[0].startswith(
        "$.entry[2].resource.contained[0].code: "
    )


def test_all_problems_come_at_once() -> None:
    found = problems(bundle(ada(gender="femal"), crp(status="weird"), {"id": "x"}, order("prednisone", status="on")))
    assert [problem.split(": ")[0] for problem in found] == [
        "$.entry[0].resource.gender",
        "$.entry[1].resource.status",
        "$.entry[2].resource.resourceType",
        "$.entry[3].resource.status",
    ]


@pytest.mark.parametrize("nothing", [None, [], "Patient", 5, {}, {"resourceType": 5}, {"resourceType": "Bundle"}])
def test_what_is_no_resource_is_a_problem_not_a_crash(nothing: Any) -> None:
    assert problems(nothing)


@pytest.mark.parametrize("entries", [5, {}, [None], [[]], [{"resource": 5}], [{"resource": []}]])
def test_a_bundle_whose_entries_are_none_is_a_problem_not_a_crash(entries: Any) -> None:
    assert problems({"resourceType": "Bundle", "type": "collection", "entry": entries})


def test_translating_does_not_change_what_was_read() -> None:
    drawn = bundle(ada(), crp(), condition({"text": "SLE"}), order("prednisone"))
    before = deepcopy(drawn)
    read(drawn)
    assert drawn == before
