"""A check-in that a patient, or a carer for the patient, sends: stored once, however often it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import transaction

from accounts.models import User
from journeys import snapshot
from journeys.actions.entries import Hand, Refused, add, finish, lock, read, same
from journeys.guidance import journey as values
from journeys.guidance.document import Problem
from journeys.guidance.symptoms import SafetyText, safety_texts
from journeys.models import CheckIn, Patient

SKEW = timedelta(minutes=5)  # a phone's clock may be a little ahead around midnight
OLDEST = timedelta(days=366)  # filling in later is welcome; a year typed wrong lies further back


class Conflict(Exception):  # noqa: N818  an answer to a person, not a fault
    """Under this id something else is stored. Nothing was written; both versions are here, for the person to choose."""

    def __init__(self, stored: CheckIn, sent: values.CheckIn) -> None:
        self.stored, self.sent = stored, sent
        super().__init__("another check-in was sent under this id before")


@dataclass(frozen=True)
class Recorded:
    """The stored row; whether it was there already; the fixed texts to show at once for what was ticked."""

    check_in: CheckIn
    replayed: bool
    safety_texts: tuple[SafetyText, ...]


@transaction.atomic
def record(
    *,
    patient: Patient,
    by: User,
    client_id: UUID,
    on: date,
    answers: Mapping[str, Any],
    now: datetime,
    acting_for: str | None = None,
    recorded_at: datetime | None = None,
) -> Recorded:
    """Store a check-in once. ``answers``: the document's words (overall, taken_as_planned, symptoms, lesions …).

    ``client_id`` was made when the form opened: sent again with the same content it gives the stored row, with other
    content it raises `Conflict`; it is never updated, and it counts for this patient alone. ``acting_for``: whom a
    carer wrote for. ``recorded_at``: the device's clock, if it isn't now. Raises `Refused` by field.
    """
    patient = lock(patient)  # two sendings of one form meet here: the second finds the first one's row
    by_whom = "patient" if patient.user_id == by.pk else "caregiver"
    moment = (recorded_at or now).isoformat()
    entry = {**answers, "id": str(client_id), "on": on.isoformat(), "by": by_whom, "recorded_at": moment}
    sent = cast(values.CheckIn, read("check_ins", entry))
    texts = _safety_texts(sent)
    if stored := CheckIn.objects.filter(patient=patient, ref=str(client_id)).first():
        return Recorded(_replayed(stored, sent), replayed=True, safety_texts=texts)
    _refuse_odd_days(on, patient, now)
    row = _store(patient, sent, texts, hand=Hand(by=by, now=now), acting_for=acting_for)
    return Recorded(row, replayed=False, safety_texts=texts)


def _store(
    patient: Patient, sent: values.CheckIn, texts: tuple[SafetyText, ...], *, hand: Hand, acting_for: str | None
) -> CheckIn:
    shown_at = hand.now if texts else None
    extra = {"time_zone": patient.zone.key, "recorded_for": acting_for, "red_flags_shown_at": shown_at}
    row = add(patient, "check_ins", [sent], hand=hand, **extra)[0]
    finish(patient, hand=hand, what="check-in", acting_as="" if sent.by == "patient" else "carer")
    return cast(CheckIn, row)


def _safety_texts(sent: values.CheckIn) -> tuple[SafetyText, ...]:
    """Fever counts: whoever keeps a treatment journey is taken to be on treatment."""
    return safety_texts([word for word, answer in sent.symptoms.items() if answer is True], on_treatment=True)


def _replayed(stored: CheckIn, sent: values.CheckIn) -> CheckIn:
    """What was entered in error has been dealt with: sending it again doesn't bring it back, and isn't a conflict."""
    if stored.entered_in_error_at is None:
        before = cast(values.CheckIn, snapshot.fact_value("check_ins", stored))
        if not same(replace(before, recorded_at=None), replace(sent, recorded_at=None)):
            raise Conflict(stored, sent)
    return stored


def earliest_day(patient: Patient, now: datetime) -> date:
    """The first day about which a check-in can be sent."""
    return max(patient.today(now) - OLDEST, patient.birth_date or date.min)


def _refuse_odd_days(on: date, patient: Patient, now: datetime) -> None:
    if on > patient.today(now + SKEW):
        raise Refused(Problem("on", "This day has not come yet."))
    if on < earliest_day(patient, now):
        raise Refused(Problem("on", "This day is too long ago."))
