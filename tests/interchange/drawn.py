"""Small FHIR resources to draw a story with: Ada unless said otherwise."""

from typing import Any

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
UCUM = "http://unitsofmeasure.org"
ADA = "Patient/ada"


def concept(system: str, code: str, display: str | None = None) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, **({"display": display} if display else {})}]}


def quantity(value: float | None, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}


def ada(**more: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": "ada", "gender": "female", "birthDate": "1988-04-02", **more}


def condition(code: dict[str, Any], *, subject: str = ADA, status: str = "confirmed", **more: Any) -> dict[str, Any]:
    known = {"verificationStatus": concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", status)}
    return {"resourceType": "Condition", "id": "c1", "code": code, "subject": {"reference": subject}, **known, **more}


def order(drug: str, *, subject: str = ADA, status: str = "active", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": status,
        "intent": "order",
        "medicationCodeableConcept": {"text": drug},
        "subject": {"reference": subject},
        "authoredOn": "2025-03-01",
        **more,
    }


def observation(loinc: str, *, subject: str = ADA, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "code": concept(LOINC, loinc),
        "subject": {"reference": subject},
        "effectiveDateTime": "2025-03-01T08:00:00+01:00",
        **more,
    }


def crp(value: float | None = 18.5, unit: str = "mg/L", **more: Any) -> dict[str, Any]:
    return observation("1988-5", valueQuantity=quantity(value, unit), **more)


def bundle(*resources: dict[str, Any], type: str = "collection") -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": type, "entry": [{"resource": each} for each in resources]}
