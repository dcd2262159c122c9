"""The endpoints. Each says who may; whoever may not gets the answer for "there is no such patient"."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework.decorators import api_view, parser_classes, permission_classes, throttle_classes
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from journeys import snapshot
from journeys.access import Action
from journeys.actions import check_ins as check_in_actions
from journeys.actions import labs as lab_actions
from journeys.actions.entries import Refused
from journeys.actions.exports import export_journey
from journeys.api import answers, gate, serializers
from journeys.api.parsers import OneMeaning
from journeys.guidance.journey import CheckIn
from journeys.models import Patient


@api_view(["GET"])
@permission_classes([IsAuthenticated])
def patients(request: Request) -> Response:
    """Those whose record the caller may open, by id; ``next`` goes into ``after`` for the next page."""
    now = timezone.now()
    try:
        page = serializers.page(request)
    except Refused as refused:
        return Response(answers.errors(refused.problems), status=400)
    user = gate.person(request)
    on = user.today(now)
    rows = Patient.objects.visible_to(user, on).order_by("pk")
    if "after" in page:
        rows = rows.filter(pk__gt=page["after"])
    found = list(rows[: page["limit"] + 1])
    shown = found[: page["limit"]]
    gate.log_list(request, [patient.pk for patient in shown], now=now, what="api patients")
    after = str(shown[-1].pk) if len(found) > len(shown) else None
    return Response({"patients": answers.patient_rows(shown, actor=user, on=on), "next": after})


@api_view(["GET"])
@permission_classes([IsAuthenticated])
def journey(request: Request, patient_id: UUID) -> Response:
    """The journey document."""
    now = timezone.now()
    patient = gate.patient_for(request, Action.EXPORT, patient_id, now=now)
    return Response(export_journey(patient=patient, by=gate.person(request), now=now))


@api_view(["GET"])
@permission_classes([IsAuthenticated])
def assessment(request: Request, patient_id: UUID) -> Response:
    """The engine's stored answer, for the care team."""
    now = timezone.now()
    patient = gate.patient_for_team(request, patient_id, now=now)
    gate.log_read(request, patient.pk, now=now, what="api assessment")
    return Response(answers.assessment(patient))


@api_view(["POST"])
@permission_classes([IsAuthenticated])
@throttle_classes([gate.CheckInRate])
@parser_classes([OneMeaning])
def check_ins(request: Request, patient_id: UUID) -> Response:
    """A check-in by the patient, or by a carer for the patient. The fixed texts come with every answer."""
    now = timezone.now()
    patient = gate.patient_for(request, Action.LOG_CHECK_IN, patient_id, now=now)
    status, answer = _check_in(request, patient, now)
    headers = {"Idempotent-Replayed": "true"} if status == 200 else None
    return Response(answer | answers.safety(request.data, patient), status=status, headers=headers)


def _check_in(request: Request, patient: Patient, now: datetime) -> tuple[int, dict[str, Any]]:
    try:
        sent, said = serializers.check_in(request)
        done = _record(request, patient, sent, said, now=now)
    except Refused as refused:
        return 400, answers.errors(refused.problems)
    except check_in_actions.Conflict as conflict:
        gate.log_read(request, patient.pk, now=now, what="api check-in")
        return 409, answers.check_in_conflict(conflict.stored, conflict.sent)
    if done.replayed:
        gate.log_read(request, patient.pk, now=now, what="api check-in")
    stored = answers.entry("check_ins", done.check_in)
    return 200 if done.replayed else 201, {"check_in": stored, "notices": answers.notices("check_ins", said)}


def _record(
    request: Request, patient: Patient, sent: dict[str, Any], said: CheckIn, *, now: datetime
) -> check_in_actions.Recorded:
    user = gate.person(request)
    return check_in_actions.record(
        patient=patient,
        by=user,
        client_id=sent["client_id"],
        on=said.on,
        answers={name: value for name, value in sent.items() if name != "client_id"},
        now=now,
        acting_for=None if patient.user_id == user.pk else str(patient),
        recorded_at=said.recorded_at,
    )


@api_view(["POST"])
@permission_classes([IsAuthenticated])
@parser_classes([OneMeaning])
def labs(request: Request, patient_id: UUID) -> Response:
    """A laboratory result, by the care team. A doubtful one is asked about first and stored with ``confirmed``."""
    now = timezone.now()
    patient = gate.patient_for(request, Action.ENTER_FACTS, patient_id, now=now)
    try:
        sent = serializers.lab(request)
        confirmed = sent.pop("confirmed")
        row = lab_actions.add_lab_result(
            patient=patient, entry=sent, by=gate.person(request), now=now, confirmed=confirmed
        )
    except Refused as refused:
        return Response(answers.errors(refused.problems), status=400)
    except lab_actions.Unconfirmed as doubtful:
        gate.log_read(request, patient.pk, now=now, what="api labs")  # a question may tell the result before
        return Response({"questions": doubtful.questions}, status=409)
    notices = answers.notices("labs", snapshot.fact_value("labs", row))
    return Response({"lab": answers.entry("labs", row), "notices": notices}, status=201)
