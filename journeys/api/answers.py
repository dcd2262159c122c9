"""What the API gives: every field by name, nothing because a model happens to have it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from accounts.models import User
from journeys import snapshot
from journeys.api.serializers import at_root
from journeys.guidance import document, symptoms
from journeys.guidance import journey as values
from journeys.guidance.answer import MONITORING, confounder_answer, rule_answer
from journeys.guidance.document import Problem
from journeys.guidance.journey import Fact, Journey
from journeys.models import AssessmentRecord, CheckIn, Condition, MonitoringState, Patient, PatientFact, Status

_STANDING = ("level", "why_now", "last_check_in_on", "overdue_count")


def errors(problems: Iterable[Problem]) -> dict[str, Any]:
    return {"errors": [asdict(at_root(problem)) for problem in problems]}


# ── lists ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def patient_rows(patients: Collection[Patient], *, actor: User, on: date) -> list[dict[str, Any]]:
    """For everybody who is, and what they have; for a care team's own patients also where they stand."""
    ids = [patient.pk for patient in patients]
    conditions: dict[UUID, list[str]] = {pk: [] for pk in ids}
    standing = Condition.objects.standing().filter(patient__in=ids).order_by("pk")
    for patient_id, condition in standing.values_list("patient", "condition"):
        conditions[patient_id].append(condition)
    looked_after = set(Patient.objects.of_team_members(actor, on).filter(pk__in=ids).values_list("pk", flat=True))
    statuses = Status.objects.in_bulk(list(looked_after))
    return [
        {"id": patient.pk, "name": patient.name, "conditions": conditions[patient.pk]}
        | (_standing(statuses.get(patient.pk)) if patient.pk in looked_after else {})
        for patient in patients
    ]


def _standing(status: Status | None) -> dict[str, Any]:
    """Null throughout for a patient who was never assessed: no count is not the count 0."""
    return {name: getattr(status, name, None) for name in _STANDING}


# ── one patient ─────────────────────────────────────────────────────────────────────────────────────────────────────


def assessment(patient: Patient) -> dict[str, Any]:
    """The stored answer in the fields of `guidance.answer.as_answer`: what people see, not evaluated anew."""
    status = Status.objects.filter(patient=patient).first()
    records = list(AssessmentRecord.objects.filter(patient=patient).order_by("condition"))
    rule_outs = records[0].confounders if records else []  # each of a patient's records holds the same
    follow_ups = MonitoringState.objects.filter(patient=patient).order_by("item")
    return {
        "patient": patient.ref,
        "on": status and status.assessed_on,
        "catalogue": status and status.catalogue,
        "conditions": [_condition(record) for record in records],
        "confounders": [confounder_answer(found) for found in rule_outs],
        "monitoring": list(follow_ups.values(*MONITORING)),
    }


def _condition(record: AssessmentRecord) -> dict[str, Any]:
    return {
        "condition": record.condition,
        "t0": record.t0,
        "t_first": record.t_first,
        "level": record.level,
        "rules": [rule_answer(finding) for finding in record.findings],
        "topics": record.topics,
        "next_check_on": record.next_check_on,
    }


# ── one entry ───────────────────────────────────────────────────────────────────────────────────────────────────────


def entry(name: str, row: PatientFact) -> dict[str, Any] | None:
    """A stored entry of the list ``name`` in the document's words, with what the catalogue doesn't know about it.

    None once it was marked as entered in error.
    """
    return None if row.entered_in_error_at else document.dump_entry(snapshot.fact_value(name, row))


def notices(name: str, fact: Fact) -> list[dict[str, str]]:
    """What of this entry is kept but not judged, or unusual. Never an error."""
    lists: dict[str, Any] = {name: (fact,)}
    found = document.notices(Journey(patient=values.Patient(id="-"), **lists))
    return [asdict(at_root(Problem(p.path.removeprefix(f"$.{name}[0]"), p.message))) for p in found]


def check_in_conflict(stored: CheckIn, sent: values.CheckIn) -> dict[str, Any]:
    taken = Problem("client_id", "was sent before, with other answers")
    return errors([taken]) | {"stored": entry("check_ins", stored), "sent": document.dump_entry(sent)}


def safety(data: object, patient: Patient) -> dict[str, Any]:
    """The fixed texts for what is ticked in a body, whatever else is wrong with it, and the number to call."""
    said = data.get("symptoms") if isinstance(data, Mapping) else None
    ticked = [word for word, answer in said.items() if answer is True] if isinstance(said, Mapping) else []
    return {
        "safety_texts": [asdict(text) for text in symptoms.safety_texts(ticked, on_treatment=True)],
        "emergency_number": patient.clinic.emergency_number if patient.clinic else "",
    }
