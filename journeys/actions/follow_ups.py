"""What the team asks a patient to see to: made and cancelled by the team, done by the patient, a carer or the team.

Whoever changes one passes the version that they saw; if somebody was faster, `Stale` is raised and nothing is written.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from accounts import access_log
from accounts.models import User
from journeys.actions.entries import Refused, Stale, lock
from journeys.guidance.document import Problem
from journeys.models import FollowUp, Patient
from journeys.models.follow_up import MAX_LEAD_DAYS, MAX_WORDS
from journeys.models.follow_up import FollowUpQuerySet as Rows

FARTHEST = timedelta(days=2 * 365)  # a year typed wrong lies further ahead


@transaction.atomic
def make(*, patient: Patient, due_on: date, words: str, by: User, now: datetime, lead_days: int = 3) -> FollowUp:
    """Ask the patient for something by ``due_on``, from today to two years ahead. Raises `Refused` by field."""
    patient = lock(patient)
    said = " ".join(words.split())
    problems = [*_odd_day(due_on, patient.today(now)), *_odd_words(said)]
    if not 0 <= lead_days <= MAX_LEAD_DAYS:
        problems.append(Problem("lead_days", f"Choose from 0 to {MAX_LEAD_DAYS} days."))
    if patient.care_ended:
        problems.append(Problem("", "Care with this patient has ended, so nothing can be asked of them."))
    if problems:
        raise Refused(*problems)
    made = FollowUp.objects.create(
        patient=patient, due_on=due_on, words=said, lead_days=lead_days, made_by=by, made_at=now
    )
    _trace(made, by=by, now=now)
    return made


def _odd_day(due_on: date, today: date) -> list[Problem]:
    if due_on < today:
        return [Problem("due_on", "This day is over. Choose today or a later day.")]
    return [Problem("due_on", "This day is more than two years ahead.")] if due_on > today + FARTHEST else []


def _odd_words(said: str) -> list[Problem]:
    if not said:
        return [Problem("words", "Say what you ask of the patient.")]
    return [Problem("words", f"Use at most {MAX_WORDS} characters.")] if len(said) > MAX_WORDS else []


@transaction.atomic
def mark_done(*, follow_up: FollowUp, by: User, now: datetime, version: int, acting_as: str = "") -> FollowUp:
    """It is done, says whoever says so. Raises `Stale`, also when it was done or cancelled meanwhile."""
    rows = FollowUp.objects.open()
    columns: dict[str, Any] = {"done_at": now, "done_by": by}
    return _change(follow_up, rows, by=by, now=now, version=version, acting_as=acting_as, **columns)


@transaction.atomic
def undo_done(*, follow_up: FollowUp, by: User, now: datetime, version: int, acting_as: str = "") -> FollowUp:
    """It was not done after all, and is asked for again. Raises `Stale`."""
    rows = FollowUp.objects.filter(done_at__isnull=False)
    columns: dict[str, Any] = {"done_at": None, "done_by": None}
    return _change(follow_up, rows, by=by, now=now, version=version, acting_as=acting_as, **columns)


@transaction.atomic
def cancel(*, follow_up: FollowUp, by: User, now: datetime, version: int) -> FollowUp:
    """The team asks for it no more. Raises `Stale`, also when it was done meanwhile."""
    columns: dict[str, Any] = {"cancelled_at": now, "cancelled_by": by}
    return _change(follow_up, FollowUp.objects.open(), by=by, now=now, version=version, **columns)


def _change(
    follow_up: FollowUp, rows: Rows, *, by: User, now: datetime, version: int, acting_as: str = "", **columns: Any
) -> FollowUp:
    if not rows.filter(pk=follow_up.pk, version=version).update(version=version + 1, **columns):
        raise Stale(FollowUp.objects.get(pk=follow_up.pk))
    _trace(follow_up, by=by, now=now, acting_as=acting_as)
    follow_up.refresh_from_db()
    return follow_up


def _trace(follow_up: FollowUp, *, by: User, now: datetime, acting_as: str = "") -> None:
    ids = [follow_up.patient_id]
    access_log.record(actor=by, patient_ids=ids, action="write", what="follow-up", now=now, acting_as=acting_as)
