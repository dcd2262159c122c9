"""Who may do what to which patient, and which parts of the record they see. Deny by default.

Three gates, all of which must open: the role permits the action (`PERMITS`), a live relation to that patient exists
(`relations`, the same rows that `visible_to` reads), and the part of the record is in the role's set (`PARTS`).
Whatever is outside answers 404, as if it did not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404

from accounts.models import CareTeam, Clinic, Membership, Role, User
from journeys.models import CarerGrant, CareTeamLink, CheckIn, Flag, Patient, Scope, Tier
from journeys.models.patient import PatientBoundQuerySet

Actor = User | AnonymousUser


class Action(StrEnum):
    VIEW = "view"
    LOG_CHECK_IN = "log-check-in"
    MANAGE_REMINDERS = "manage-reminders"
    ENTER_FACTS = "enter-facts"
    AMEND = "amend"
    MARK_ERROR = "mark-error"
    TRIAGE = "triage"  # assign, snooze, dismiss what is to be checked first (tier C), see to work items
    DECIDE = "decide"  # dismiss tier B, discuss, release the patient's wording, review rule-outs
    ASK = "ask"  # make and cancel follow-ups: what the team asks of the patient
    MARK_DONE = "mark-done"  # a follow-up
    END_CARE = "end-care"  # and say that it goes on after all
    REGISTER = "register"
    INVITE = "invite"
    EXPORT = "export"
    SEE_WAITING = "see-waiting"
    ASSIGN_TEAM = "assign-team"
    MANAGE_PEOPLE = "manage-people"


class Relation(StrEnum):
    """On what grounds somebody has to do with a patient, a team or a clinic. The role's own name where it is a role."""

    PATIENT = "patient"
    CARER_VIEW = f"carer-{Scope.VIEW}"
    CARER_LOG = f"carer-{Scope.LOG}"
    CARER_REMINDERS = f"carer-{Scope.MANAGE_REMINDERS}"
    COORDINATOR = Role.COORDINATOR.value
    CLINICIAN = Role.CLINICIAN.value
    ADMINISTRATOR = Role.ADMINISTRATOR.value


_TEAM = {Relation.COORDINATOR, Relation.CLINICIAN}


class Part(StrEnum):
    """Parts of a record that not everybody with access sees."""

    FACTS = "facts"
    RELEASED_WORDING = "released-wording"  # a flag's patient wording, once a clinician has released it
    GUIDANCE = "guidance"  # levels, rules, evidence, sources, unreleased wording
    ACCESS_LOG = "access-log"


_VIEW_AS_CARER = {Action.VIEW}
_LOG_AS_CARER = _VIEW_AS_CARER | {Action.LOG_CHECK_IN, Action.AMEND, Action.MARK_ERROR, Action.MARK_DONE}
_COORDINATE = {
    *(Action.VIEW, Action.ENTER_FACTS, Action.AMEND, Action.MARK_ERROR, Action.TRIAGE),
    *(Action.ASK, Action.MARK_DONE, Action.END_CARE, Action.REGISTER, Action.INVITE, Action.EXPORT),
}

PERMITS: Mapping[Relation, frozenset[Action]] = {
    Relation.PATIENT: frozenset(_LOG_AS_CARER | {Action.MANAGE_REMINDERS, Action.EXPORT}),
    Relation.CARER_VIEW: frozenset(_VIEW_AS_CARER),
    Relation.CARER_LOG: frozenset(_LOG_AS_CARER),
    Relation.CARER_REMINDERS: frozenset(_LOG_AS_CARER | {Action.MANAGE_REMINDERS}),
    Relation.COORDINATOR: frozenset(_COORDINATE),
    Relation.CLINICIAN: frozenset(_COORDINATE | {Action.DECIDE}),
    Relation.ADMINISTRATOR: frozenset({Action.SEE_WAITING, Action.ASSIGN_TEAM, Action.MANAGE_PEOPLE}),
}

_AS_PATIENT = frozenset({Part.FACTS, Part.RELEASED_WORDING})
_AS_TEAM = frozenset({Part.FACTS, Part.RELEASED_WORDING, Part.GUIDANCE})

PARTS: Mapping[Relation, frozenset[Part]] = {
    Relation.PATIENT: _AS_PATIENT | {Part.ACCESS_LOG},
    Relation.CARER_VIEW: _AS_PATIENT,
    Relation.CARER_LOG: _AS_PATIENT,
    Relation.CARER_REMINDERS: _AS_PATIENT,
    Relation.COORDINATOR: _AS_TEAM,
    Relation.CLINICIAN: _AS_TEAM,
    Relation.ADMINISTRATOR: frozenset(),
}


def can(actor: Actor, action: Action, obj: Any, on: date) -> bool:
    """Whether ``actor`` may do ``action`` to a patient, something of a patient, a team, or a clinic on this day.

    ``obj`` None: the waiting list, which belongs to no clinic yet.
    """
    permitting = {relation for relation in relations(actor, obj, on) if action in PERMITS[relation]}
    if action in {Action.AMEND, Action.MARK_ERROR} and getattr(obj, "entered_by_id", None) != actor.pk:
        # What somebody reported is their word: others don't rewrite it. The team may mark an error, with a reason.
        return bool(permitting & _TEAM) and not (action is Action.AMEND and isinstance(obj, CheckIn))
    return bool(permitting)


def may_import(actor: Actor, patient: Patient | None, team: CareTeam | None, on: date) -> bool:
    """Whether ``actor`` may import a document that continues ``patient`` (None: somebody new) into ``team``.

    Taking somebody off the waiting list is an assignment; filling the list is for whoever registers patients anywhere.
    """
    if patient is not None and patient.clinic_id is not None:
        return can(actor, Action.ENTER_FACTS, patient, on)
    if patient is not None and team is not None:
        return can(actor, Action.ASSIGN_TEAM, patient, on)
    if team is not None:
        return can(actor, Action.REGISTER, team, on)
    return isinstance(actor, User) and any(Action.REGISTER in PERMITS[role] for role in _everywhere(actor, on))


def parts(actor: Actor, patient: Patient, on: date) -> frozenset[Part]:
    """The parts of this patient's record that ``actor`` sees on this day."""
    return frozenset().union(*(PARTS[relation] for relation in relations(actor, patient, on)))


def dismissal(flag: Flag) -> Action:
    """What dismissing this flag takes."""
    return Action.DECIDE if flag.tier == Tier.B else Action.TRIAGE


def relations(actor: Actor, obj: Any, on: date) -> set[Relation]:
    """Every live ground on which ``actor`` has to do with ``obj``; none for people who can't sign in."""
    if not isinstance(actor, User) or not actor.is_active:
        return set()
    memberships = Membership.objects.live(on).filter(user=actor)
    if isinstance(obj, CareTeam):
        return _roles(memberships.filter(Q(team=obj) | Q(team=None, clinic=obj.clinic_id)))
    if isinstance(obj, Clinic):
        return _roles(memberships.filter(clinic=obj, team=None))
    if obj is None:
        return _roles(memberships.filter(team=None))
    return _to_patient(actor, obj if isinstance(obj, Patient) else obj.patient, on)


def _to_patient(actor: User, patient: Patient, on: date) -> set[Relation]:
    memberships = Membership.objects.live(on).filter(user=actor)
    teams = CareTeamLink.objects.live(on).filter(patient=patient).values("team")
    # An administrator's membership has no team: it reaches the clinic's patients, and those who wait for any clinic.
    office = Q(team=None) if patient.clinic_id is None else Q(team=None, clinic=patient.clinic_id)
    found = _roles(memberships.filter(Q(team__in=teams) | office))
    scopes = CarerGrant.objects.live(on).filter(patient=patient, user=actor).values_list("scope", flat=True)
    found |= {Relation(f"carer-{scope}") for scope in scopes}
    return found | {Relation.PATIENT} if patient.user_id == actor.pk else found


def _everywhere(actor: User, on: date) -> set[Relation]:
    return _roles(Membership.objects.live(on).filter(user=actor)) if actor.is_active else set()


def _roles(memberships: Any) -> set[Relation]:
    return {Relation(role) for role in memberships.values_list("role", flat=True).distinct()}


def get_patient(actor: Actor, action: Action, patient_id: UUID, on: date) -> Patient:
    """The patient, for somebody who may do ``action``. Raises `Http404` for everybody else, and for no such patient."""
    patient = Patient.objects.visible_to(actor, on).select_related("clinic", "user").filter(pk=patient_id).first()
    if patient is None or not can(actor, action, patient, on):
        raise Http404
    return patient


def get_waiting(actor: Actor, patient_id: UUID, on: date) -> Patient:
    """Somebody on the waiting list, for an administrator to assign: identifier, name and since when, no content.

    Raises `Http404` for everybody else, and for who doesn't wait.
    """
    patient = Patient.objects.waiting().only("ref", "name", "created_at", "clinic").filter(pk=patient_id).first()
    if patient is None or not can(actor, Action.ASSIGN_TEAM, patient, on):
        raise Http404
    return patient


def get_row(rows: PatientBoundQuerySet, *, actor: Actor, action: Action, on: date, **lookup: Any) -> Any:
    """Something of a patient (a flag, a fact), by ``lookup``. Raises `Http404` as `get_patient` does."""
    row = rows.visible_to(actor, on).select_related("patient__clinic").filter(**lookup).first()
    if row is None or not can(actor, action, row, on):
        raise Http404
    return row
