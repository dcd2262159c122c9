"""The journey document's shape as data: for each frozen value, its fields, and how each is read.

One table serves reading, writing and the check for unknown fields. `journey.schema.json` of the format says the same in
JSON Schema; a test holds the two to each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from journeys.guidance import journey as values
from journeys.guidance.document_fields import (
    Listed,
    Mapped,
    Scalar,
    day,
    drug,
    email,
    flag,
    flag_or_number,
    key,
    moment,
    number,
    one_of,
    partial_day,
    plan_item,
    text,
    time_zone,
    whole,
)

FORMAT = "treatment-journey/1"


@dataclass(frozen=True, slots=True)
class Entries:
    """A list of values of one class, each with its id."""

    of: type[values.Fact]


@dataclass(frozen=True, slots=True)
class Nested:
    """One value of a class, without an id."""

    of: type[Any]


@dataclass(frozen=True, slots=True)
class Field:
    """How a field is read. ``nullable``: the format allows null for "not recorded"; elsewhere that is absence."""

    reader: Scalar | Listed | Mapped | Entries | Nested
    required: bool = False
    nullable: bool = False


# Python keywords among the document's names.
_ATTRIBUTES = {"for": "for_condition", "from": "from_date"}


def attribute(name: str) -> str:
    """The frozen value's name for a document's field."""
    return _ATTRIBUTES.get(name, name)


def _must(reader: Scalar | Listed | Mapped, *, nullable: bool = False) -> Field:
    return Field(reader, required=True, nullable=nullable)


def _or_null(reader: Scalar) -> Field:
    return Field(reader, nullable=True)


_CONDITION = one_of(*values.CONDITIONS)
_DOSE_UNIT = one_of("mg", "g", "mg/kg", "mg/m2", "g/kg")
_EVERY = one_of("day", "2-days", "week", "2-weeks", "3-weeks", "4-weeks", "month", "6-weeks", "8-weeks")
_INTENT = one_of("induction", "escalation", "switch", "adjuvant", "maintenance", "taper", "rescue", "other")
_STOP_REASON = one_of(
    *("lack-of-effect", "loss-of-effect", "toxicity", "intolerance", "infection", "remission", "pregnancy"),
    *("access", "patient-choice", "planned", "other"),
)
_EFFECT = one_of("response", "partial-response", "lack-of-effect", "loss-of-effect", "not-judged")
_PROCEDURE = one_of("angioplasty", "stent", "bypass", "plasma-exchange", "immunoadsorption", "kidney-biopsy", "other")
_MODALITY = one_of("MRA", "CTA", "PET-CT", "PET-MR", "ultrasound", "angiography", "echo", "MRI", "other")
_IMAGING_FINDING = one_of(
    "stenosis", "occlusion", "dilatation", "aneurysm", "dissection", "restenosis", "wall-enhancement"
)
_STATUS = one_of(
    *("active", "low-activity", "remission", "control", "not-healing", "end-of-consolidation"),
    *("partial-remission", "complete-remission", "kidney-response"),
)
_LIFE_EVENT = one_of("pregnancy", "childbirth", "surgery", "major-trauma", "vaccination", "menses")
_SITE = one_of("skin", "mouth", "nose", "eyes", "genital", "other")

_ANY_ENTRY = {"id": Field(text()), "source": Field(text()), "note": Field(text(10_000))}

FIELDS: Mapping[type[Any], Mapping[str, Field]] = {
    values.Patient: {
        "id": _must(text()),
        "name": Field(text()),
        "email": Field(email),
        "birth_date": Field(day),
        "sex": Field(one_of("female", "male", "other", "unknown")),
        "time_zone": Field(time_zone),
        "language": Field(text(20)),
    },
    values.Condition: _ANY_ENTRY
    | {
        "condition": _must(_CONDITION),
        "manifestations": Field(Listed(key)),
        "symptoms_began_on": Field(partial_day),
        "diagnosed_on": Field(partial_day),
        "first_treated_on": Field(partial_day),
    },
    values.Dose: _ANY_ENTRY
    | {
        "from": _must(day),
        "amount": _must(number(0), nullable=True),
        "unit": _must(_DOSE_UNIT),
        "every": _must(_EVERY),
    },
    values.Administration: _ANY_ENTRY
    | {"on": _must(day), "amount": _must(number(0), nullable=True), "unit": _must(_DOSE_UNIT)},
    values.Therapy: _ANY_ENTRY
    | {
        "drug": _must(drug),
        "route": Field(one_of("oral", "subcutaneous", "intravenous", "topical", "other")),
        "for": Field(key),
        "intent": Field(_INTENT),
        "new_regimen": Field(flag),
        "started_on": _or_null(partial_day),
        "stopped_on": _or_null(partial_day),
        "stopped": Field(flag),
        "stop_reason": _or_null(_STOP_REASON),
        "outcome": Field(_EFFECT),
        "judged_on": Field(day),
        "doses": Field(Entries(values.Dose)),
        "administrations": Field(Entries(values.Administration)),
    },
    values.Contraindication: _ANY_ENTRY
    | {
        "drug": _must(text()),
        "on": _must(day),
        "kind": _must(one_of("contraindicated", "intolerance", "refused")),
    },
    values.Procedure: _ANY_ENTRY | {"on": _must(day), "kind": _must(_PROCEDURE), "territory": Field(key)},
    values.Lab: _ANY_ENTRY
    | {
        "analyte": _must(key),
        "collected_on": _must(day),
        "value": Field(number()),
        "unit": Field(text(40)),
        "value_text": Field(text()),
        "comparator": _or_null(one_of("<", "<=", ">=", ">")),
        "lower_limit": _or_null(number()),
        "upper_limit": _or_null(number()),
        "lab": Field(text()),
        "assay": Field(text()),
        "specimen": Field(key),
    },
    values.Measurement: _ANY_ENTRY
    | {
        "on": _must(day),
        "kind": _must(one_of("weight", "height", "systolic-bp", "diastolic-bp", "temperature")),
        "value": _must(number()),
        "unit": _must(text(40)),
        "limb": Field(key),
    },
    values.ImagingStudy: _ANY_ENTRY
    | {
        "on": _must(day),
        "modality": _must(_MODALITY),
        "territories": Field(Listed(key)),
        "activity": Field(one_of("active", "inactive", "indeterminate")),
        "change": Field(one_of("new", "progressed", "stable", "improved", "not-comparable")),
        "compared_with": Field(day),
        "findings": Field(Listed(_IMAGING_FINDING)),
    },
    values.ClinicianStatus: _ANY_ENTRY | {"on": _must(day), "condition": _must(_CONDITION), "status": _must(_STATUS)},
    values.Flare: _ANY_ENTRY
    | {
        "on": _must(day),
        "ended_on": _or_null(day),
        "condition": _must(_CONDITION),
        "kind": _must(one_of("flare", "relapse")),
        "severity": Field(one_of("minor", "major", "severe")),
        "recorded_by": Field(one_of("clinician", "patient")),
        "features": Field(Listed(key)),
        "treatment_changed": Field(flag),
    },
    values.Complication: _ANY_ENTRY | {"on": _must(day), "kind": _must(key), "territory": Field(key)},
    values.CourseEntry: _ANY_ENTRY
    | {"on": _must(day), "status": _must(one_of("resolved", "improved", "unchanged", "worse"))},
    values.NeuropsychiatricEvent: _ANY_ENTRY
    | {
        "type": _must(key),
        "began_on": _must(day),
        "attribution": Field(one_of("sle-inflammatory", "sle-ischaemic", "not-sle", "undetermined")),
        "course": Field(Entries(values.CourseEntry)),
    },
    values.Lesions: {
        "days": _must(whole(1)),
        "new": Field(whole(0)),
        "extended": Field(flag),
        "healed_within_7_days": Field(flag),
        "present": Field(flag),
        "sites": Field(Mapped(_SITE, whole(0))),
    },
    values.CheckIn: _ANY_ENTRY
    | {
        "on": _must(day),
        "by": _must(one_of("patient", "caregiver", "clinician", "coordinator")),
        "recorded_at": Field(moment),
        "overall": Field(one_of("none", "mild", "moderate", "severe", "very-severe", "not-sure")),
        "taken_as_planned": Field(one_of("yes", "mostly", "no", "not-sure")),
        "symptoms": Field(Mapped(key, flag_or_number(0, 10))),
        "lesions": Field(Nested(values.Lesions)),
        "doses_due": Field(whole(0)),
        "doses_missed": Field(whole(0)),
    },
    values.Score: _ANY_ENTRY
    | {
        "on": _must(day),
        "instrument": _must(key),
        "value": _must(number()),
        "items": Field(Mapped(key, flag_or_number())),
        "scorer": Field(text()),
    },
    values.Adherence: _ANY_ENTRY
    | {
        "on": _must(day),
        "days": _must(whole(1)),
        "percent": _must(number(0, 100)),
        "drug": Field(text()),
        "source": Field(one_of("self-report", "pharmacy", "pill-count")),
    },
    values.Infection: _ANY_ENTRY
    | {
        "began_on": _must(day),
        "ended_on": _or_null(day),
        "kind": _must(key),
        "serious": Field(flag),
        "controlled_on": _or_null(day),
    },
    values.Admission: _ANY_ENTRY
    | {"on": _must(day), "reason": _must(one_of(*values.CONDITIONS, "infection", "other"))},
    values.Visit: _ANY_ENTRY
    | {
        "on": _must(day),
        "kind": _must(one_of("clinic", "phone", "infusion", "eye-check", "other")),
        "condition": Field(_CONDITION),
    },
    values.LifeEvent: _ANY_ENTRY | {"kind": _must(_LIFE_EVENT), "began_on": _must(day), "ended_on": _or_null(day)},
    values.AdverseEffect: _ANY_ENTRY
    | {
        "on": _must(day),
        "drug": Field(drug),
        "kind": _must(key),
        "severity": Field(one_of("mild", "moderate", "severe")),
    },
    values.Allergy: _ANY_ENTRY | {"to": _must(text()), "on": Field(day)},
    values.PlanItem: _ANY_ENTRY | {"item": _must(plan_item), "every_days": _must(whole(1)), "from": _must(day)},
    values.Review: _ANY_ENTRY
    | {
        "on": _must(day),
        "checklist": _must(key),
        "complete": _must(flag),
        "items": Field(Mapped(key, one_of("excluded", "present", "not-answered"))),
    },
}
