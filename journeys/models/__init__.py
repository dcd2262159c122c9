"""The record. `FACTS` names the model of each list of the journey document, `NESTED` those inside entries."""

from collections.abc import Mapping

from journeys.models.amendment import Amendment
from journeys.models.check_in import CheckIn
from journeys.models.clinical_score import ClinicalScore, ClinicianStatus
from journeys.models.condition import Condition
from journeys.models.event import Infection, LifeEvent, Procedure
from journeys.models.fact import Entry, PatientFact
from journeys.models.flag import DISMISSED_REASONS, Flag, FlagEvent, FlagState, Tier
from journeys.models.flare import Complication, CourseEntry, Flare, NeuropsychiatricEvent
from journeys.models.follow_up import FollowUp
from journeys.models.imaging import ImagingStudy
from journeys.models.patient import CareEnded, Patient
from journeys.models.plan import PlanItem, Review
from journeys.models.relation import CarerGrant, CareTeamLink, Scope
from journeys.models.result import LabResult, Measurement
from journeys.models.status import AssessmentRecord, MonitoringState, Status
from journeys.models.therapy import AdherencePeriod, Administration, Dose, Therapy
from journeys.models.tolerance import AdverseEffect, Allergy, Contraindication
from journeys.models.visit import Admission, Visit
from journeys.models.work_item import WorkItem, WorkKind

FACTS: Mapping[str, type[PatientFact]] = {
    "conditions": Condition,
    "therapies": Therapy,
    "contraindications": Contraindication,
    "procedures": Procedure,
    "labs": LabResult,
    "measurements": Measurement,
    "imaging": ImagingStudy,
    "statuses": ClinicianStatus,
    "flares": Flare,
    "complications": Complication,
    "neuropsychiatric_events": NeuropsychiatricEvent,
    "check_ins": CheckIn,
    "assessments": ClinicalScore,
    "adherence": AdherencePeriod,
    "infections": Infection,
    "admissions": Admission,
    "visits": Visit,
    "life_events": LifeEvent,
    "adverse_effects": AdverseEffect,
    "allergies": Allergy,
    "plan": PlanItem,
    "reviews": Review,
}

# list, nested list -> its model; the foreign key to the parent is named in the model.
NESTED: Mapping[str, Mapping[str, type[Entry]]] = {
    "therapies": {"doses": Dose, "administrations": Administration},
    "neuropsychiatric_events": {"course": CourseEntry},
}

__all__ = [
    "DISMISSED_REASONS",
    "FACTS",
    "NESTED",
    "AdherencePeriod",
    "Administration",
    "Admission",
    "AdverseEffect",
    "Allergy",
    "Amendment",
    "AssessmentRecord",
    "CareEnded",
    "CareTeamLink",
    "CarerGrant",
    "CheckIn",
    "ClinicalScore",
    "ClinicianStatus",
    "Complication",
    "Condition",
    "Contraindication",
    "CourseEntry",
    "Dose",
    "Entry",
    "Flag",
    "FlagEvent",
    "FlagState",
    "Flare",
    "FollowUp",
    "ImagingStudy",
    "Infection",
    "LabResult",
    "LifeEvent",
    "Measurement",
    "MonitoringState",
    "NeuropsychiatricEvent",
    "Patient",
    "PatientFact",
    "PlanItem",
    "Procedure",
    "Review",
    "Scope",
    "Status",
    "Therapy",
    "Tier",
    "Visit",
    "WorkItem",
    "WorkKind",
]
