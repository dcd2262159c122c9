"""Registering patients, inviting them to sign in, saying which team looks after them, and that care has ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts import access_log, invitations
from accounts.models import CareTeam, User
from journeys.actions.entries import Hand, Refused, add, finish, lock
from journeys.guidance import document
from journeys.guidance.document import DocumentError, Problem
from journeys.guidance.journey import Journey
from journeys.models import CareEnded, CareTeamLink, Patient
from journeys.snapshot import PATIENT_FIELDS


@transaction.atomic
def register_patient(
    *, team: CareTeam, person: dict[str, Any], conditions: list[dict[str, Any]], by: User, now: datetime
) -> Patient:
    """A new patient of the team's clinic, in the team's care from today; document words for both. Raises `Refused`."""
    journey = _read(person, conditions)
    given = {name: getattr(journey.patient, name) for name in PATIENT_FIELDS}
    patient = Patient(ref=journey.patient.id, clinic=team.clinic, created_at=now, **given)
    _refuse_days_to_come(journey, patient.today(now))
    taken = Problem("id", "is another patient's identifier in this clinic")
    if Patient.objects.filter(clinic=team.clinic_id, ref=patient.ref).exists():
        raise Refused(taken)
    with _one_of_two(taken):
        patient.save(force_insert=True)
    CareTeamLink.objects.create(patient=patient, team=team, starts_on=patient.today(now))
    hand = Hand(by=by, now=now)
    add(patient, "conditions", journey.conditions, hand=hand)
    finish(patient, hand=hand, what="patient")
    return patient


@contextmanager
def _one_of_two(problem: Problem) -> Iterator[None]:
    """Two people who ask at the same moment both find nothing in the way; the database lets one of them through."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Refused(problem) from None


def _refuse_days_to_come(journey: Journey, today: date) -> None:
    born = journey.patient.birth_date
    late = [Problem("birth_date", "is in the future")] if born and born > today else []
    for index, condition in enumerate(journey.conditions):
        if condition.diagnosed_on and condition.diagnosed_on.earliest > today:
            late.append(Problem(f"conditions[{index}].diagnosed_on", "is in the future"))
    if late:
        raise Refused(*late)


def _read(person: dict[str, Any], conditions: list[dict[str, Any]]) -> Journey:
    given = {key: value for key, value in person.items() if value is not None}
    content = {"format": "treatment-journey/1", "patient": given, "conditions": conditions}
    try:
        return document.parse(content)
    except DocumentError as error:
        problems = (Problem(p.path.removeprefix("$.patient.").removeprefix("$."), p.message) for p in error.problems)
        raise Refused(*problems) from None


@transaction.atomic
def invite_patient(*, patient: Patient, email: str, by: User, now: datetime) -> User:
    """Let the patient sign in by this address; the link to choose a password is mailed once this is committed.

    Inviting again sends another link. Raises `Refused` when the patient signs in by another address already, or
    anybody else by this one: an account that exists would see the record at once, without its owner having agreed, and
    a mistyped address would be enough. `django.core.exceptions.ValidationError` for what is no address.
    """
    address = email.strip().lower()
    patient = lock(patient)
    if patient.user and patient.user.email != address:
        raise Refused(Problem("email", "The patient signs in by another address already."))
    # The same words for every account: who else has one here is nobody's business.
    taken = Problem("email", "This address can't be used for this patient. Please ask for another one.")
    if not patient.user and User.objects.filter(email=address).exists():
        raise Refused(taken)
    with _one_of_two(taken):
        name, language = patient.name or patient.ref, patient.language or ""
        user = invitations.invite(email=address, name=name, language=language, by=by, now=now)
        patient.user = user
        patient.save(update_fields=["user"])
    access_log.record(actor=by, patient_ids=[patient.pk], action="write", what="invitation", now=now)
    return user


@transaction.atomic
def assign_team(*, patient: Patient, team: CareTeam, by: User, now: datetime) -> CareTeamLink:
    """From today ``team`` looks after this patient, who belongs to the team's clinic from then on.

    Raises `Refused` when the patient belongs to another clinic, or the clinic uses the identifier for somebody else.
    """
    patient = lock(patient)
    if patient.clinic_id not in (None, team.clinic_id):
        raise Refused(Problem("team", "belongs to another clinic than the patient"))
    taken = Problem("team", f"has another patient {patient.ref} in its clinic: two people, or the same?")
    if Patient.objects.filter(clinic=team.clinic_id, ref=patient.ref).exclude(pk=patient.pk).exists():
        raise Refused(taken)
    patient.clinic = team.clinic
    with _one_of_two(taken):
        patient.save(update_fields=["clinic"])
    today = patient.today(now)
    link = CareTeamLink.objects.live(today).filter(patient=patient, team=team).first()
    link = link or CareTeamLink.objects.create(patient=patient, team=team, starts_on=today)
    access_log.record(actor=by, patient_ids=[patient.pk], action="write", what="care team", now=now)
    return link


@transaction.atomic
def end_care(*, patient: Patient, reason: CareEnded, on: date, by: User | None, now: datetime) -> Patient:
    """Care with us ended on ``on``: from this moment nobody is reminded of anything about this patient.

    ``by`` None: a command. Raises `Refused` by field, also when it has ended already: whose word it was stays to be
    read, and is taken back before another one is given.
    """
    patient = lock(patient)
    if patient.care_ended:
        raise Refused(Problem("", "Care with this patient has ended already. Undo that first."))
    if problem := _odd_end(reason, on, patient, now):
        raise Refused(problem)
    patient.care_ended, patient.care_ended_on = reason, on
    patient.care_ended_at, patient.care_ended_by = now, by
    return _save_care(patient, "care ended", by=by, now=now)


def _odd_end(reason: str, on: date, patient: Patient, now: datetime) -> Problem | None:
    if reason not in CareEnded.values:
        return Problem("reason", "Choose one of the reasons.")
    if on > patient.today(now):
        return Problem("on", "This day has not come yet: reminders end at once, so enter it on the day.")
    if patient.birth_date and on < patient.birth_date:
        return Problem("on", "This day is before the patient's birth.")
    return None


@transaction.atomic
def note_death(*, patient: Patient, on: date | None, by: User | None, now: datetime) -> bool:
    """An import says that the patient died on ``on`` (None: the day isn't known, the day of the import stands for it).

    Says whether care ended by that. It does not where it has ended already, nor where a person said that it goes on.
    """
    patient = lock(patient)
    if patient.care_ended or patient.care_resumed_at:
        return False
    today = patient.today(now)
    day = max(min(on or today, today), patient.birth_date or date.min)
    end_care(patient=patient, reason=CareEnded.DECEASED, on=day, by=by, now=now)
    return True


@transaction.atomic
def resume_care(*, patient: Patient, by: User, now: datetime) -> Patient:
    """Care has not ended after all, or begins again; nothing where it goes on anyway.

    It is remembered that a person said so: no import ends it again.
    """
    patient = lock(patient)
    if not patient.care_ended:
        return patient
    patient.care_ended = patient.care_ended_on = patient.care_ended_at = patient.care_ended_by = None
    patient.care_resumed_at, patient.care_resumed_by = now, by
    return _save_care(patient, "care resumed", by=by, now=now)


_CARE = ("care_ended", "care_ended_on", "care_ended_at", "care_ended_by", "care_resumed_at", "care_resumed_by")


def _save_care(patient: Patient, what: str, *, by: User | None, now: datetime) -> Patient:
    patient.save(update_fields=_CARE)
    access_log.record(actor=by, patient_ids=[patient.pk], action="write", what=what, now=now)
    return patient
