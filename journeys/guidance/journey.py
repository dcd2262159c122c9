"""The treatment journey as frozen values: all that the guidance engine may read.

One class for each list of the journey document, with the document's own field names. Two of those names are
Python keywords and read differently here: ``for`` is ``for_condition`` and ``from`` is ``from_date``. The Django
models use the same names again, so one table (`LISTS`) is enough to go from rows to values and from values to JSON.

Dates are the patient's own calendar days. ``None`` always means "not recorded", never zero and never "no".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from journeys.guidance.partial_date import PartialDate

TAKAYASU = "takayasu-arteritis"
LUPUS = "systemic-lupus-erythematosus"
PEMPHIGUS = "pemphigus-vulgaris"
CONDITIONS = (TAKAYASU, LUPUS, PEMPHIGUS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    id: str
    name: str | None = None
    email: str | None = None
    birth_date: date | None = None
    sex: str | None = None
    time_zone: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One entry of one list. ``id`` is unique within its list."""

    id: str
    source: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Fact):
    condition: str
    manifestations: tuple[str, ...] = ()
    symptoms_began_on: PartialDate | None = None
    diagnosed_on: PartialDate | None = None
    first_treated_on: PartialDate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose(Fact):
    """A dose line: holds from its date until the next line or the stop. ``amount`` None: unknown; 0: held."""

    from_date: date
    amount: float | None
    unit: str
    every: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Administration(Fact):
    on: date
    amount: float | None
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Therapy(Fact):
    drug: str
    route: str | None = None
    for_condition: str | None = None
    intent: str | None = None
    new_regimen: bool | None = None
    started_on: PartialDate | None = None
    stopped_on: PartialDate | None = None
    stopped: bool | None = None
    stop_reason: str | None = None
    outcome: str | None = None
    judged_on: date | None = None
    doses: tuple[Dose, ...] = ()
    administrations: tuple[Administration, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contraindication(Fact):
    drug: str
    on: date
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure(Fact):
    on: date
    kind: str
    territory: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab(Fact):
    """A laboratory result: as reported, and (for a known analyte with a number) in the analyte's canonical unit."""

    analyte: str
    collected_on: date
    value: float | None = None
    unit: str | None = None
    value_text: str | None = None
    comparator: str | None = None
    lower_limit: float | None = None
    upper_limit: float | None = None
    lab: str | None = None
    assay: str | None = None
    specimen: str | None = None
    canonical_value: float | None = None
    canonical_unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement(Fact):
    on: date
    kind: str
    value: float
    unit: str
    limb: str | None = None
    canonical_value: float | None = None
    canonical_unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagingStudy(Fact):
    on: date
    modality: str
    territories: tuple[str, ...] = ()
    activity: str | None = None
    change: str | None = None
    compared_with: date | None = None
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicianStatus(Fact):
    on: date
    condition: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flare(Fact):
    on: date
    condition: str
    kind: str
    ended_on: date | None = None
    severity: str | None = None
    recorded_by: str | None = None
    features: tuple[str, ...] = ()
    treatment_changed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Complication(Fact):
    on: date
    kind: str
    territory: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseEntry(Fact):
    on: date
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeuropsychiatricEvent(Fact):
    type: str
    began_on: date
    attribution: str | None = None
    course: tuple[CourseEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesions:
    """New and established lesions in the ``days`` days that end on the check-in's day."""

    days: int
    new: int | None = None
    extended: bool | None = None
    healed_within_7_days: bool | None = None
    present: bool | None = None
    sites: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn(Fact):
    """What a patient, or somebody for the patient, logged.

    ``symptoms``: 0–10 or yes/no; False and 0 were asked and denied.
    """

    on: date
    by: str
    recorded_at: datetime | None = None
    overall: str | None = None
    taken_as_planned: str | None = None
    symptoms: Mapping[str, bool | float] = field(default_factory=dict)
    lesions: Lesions | None = None
    doses_due: int | None = None
    doses_missed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(Fact):
    """A clinical instrument's total (list ``assessments``); items are numbers or yes/no only."""

    on: date
    instrument: str
    value: float
    items: Mapping[str, bool | float] = field(default_factory=dict)
    scorer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Adherence(Fact):
    """How much was taken as planned in the ``days`` days that end on ``on``; no drug: the whole regimen."""

    on: date
    days: int
    percent: float
    drug: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Infection(Fact):
    began_on: date
    kind: str
    ended_on: date | None = None
    serious: bool | None = None
    controlled_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission(Fact):
    on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Fact):
    on: date
    kind: str
    condition: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEvent(Fact):
    kind: str
    began_on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseEffect(Fact):
    on: date
    kind: str
    drug: str | None = None
    severity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allergy(Fact):
    to: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanItem(Fact):
    """The team's own interval for a monitoring item."""

    item: str
    every_days: int
    from_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Fact):
    """A rule-out checklist that a clinician worked through."""

    on: date
    checklist: str
    complete: bool | None = None
    items: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One patient's whole record. Tuples are in date order, then by id: the order of input never matters."""

    patient: Patient
    conditions: tuple[Condition, ...] = ()
    therapies: tuple[Therapy, ...] = ()
    contraindications: tuple[Contraindication, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    labs: tuple[Lab, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    imaging: tuple[ImagingStudy, ...] = ()
    statuses: tuple[ClinicianStatus, ...] = ()
    flares: tuple[Flare, ...] = ()
    complications: tuple[Complication, ...] = ()
    neuropsychiatric_events: tuple[NeuropsychiatricEvent, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    assessments: tuple[Score, ...] = ()
    adherence: tuple[Adherence, ...] = ()
    infections: tuple[Infection, ...] = ()
    admissions: tuple[Admission, ...] = ()
    visits: tuple[Visit, ...] = ()
    life_events: tuple[LifeEvent, ...] = ()
    adverse_effects: tuple[AdverseEffect, ...] = ()
    allergies: tuple[Allergy, ...] = ()
    plan: tuple[PlanItem, ...] = ()
    reviews: tuple[Review, ...] = ()


# The document's lists, in its own order. Nested entries (doses, administrations, course) live inside their parent.
LISTS: Mapping[str, type[Fact]] = {
    "conditions": Condition,
    "therapies": Therapy,
    "contraindications": Contraindication,
    "procedures": Procedure,
    "labs": Lab,
    "measurements": Measurement,
    "imaging": ImagingStudy,
    "statuses": ClinicianStatus,
    "flares": Flare,
    "complications": Complication,
    "neuropsychiatric_events": NeuropsychiatricEvent,
    "check_ins": CheckIn,
    "assessments": Score,
    "adherence": Adherence,
    "infections": Infection,
    "admissions": Admission,
    "visits": Visit,
    "life_events": LifeEvent,
    "adverse_effects": AdverseEffect,
    "allergies": Allergy,
    "plan": PlanItem,
    "reviews": Review,
}
