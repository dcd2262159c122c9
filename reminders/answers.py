"""What somebody answers from a mail, without signing in: done, later, a pause; and which mails they want no more.

An answer is about what the message was about, as far as its reader still reads it, and about nothing else. Given
twice it is given once. What is planned follows in the same transaction.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts import access_log
from accounts.models import AccessLog, User
from journeys.models import Patient
from reminders import escalation, planning, snapshot
from reminders.models import About, Message, Occurrence, PutOff, Recipient
from reminders.values import SAID_DONE_DAYS, Kind, Person

FURTHEST = timedelta(days=90)  # our choice: what is put off for longer is decided after signing in
BEFORE_ITS_DAY = (Kind.VISIT, Kind.DRUG_CYCLE)
STOPS = {
    About.CHECK_INS: ("check_ins_stopped_at",),
    About.TESTS_AND_VISITS: ("tests_and_visits_stopped_at",),
    About.ALL: ("check_ins_stopped_at", "tests_and_visits_stopped_at"),
}


def today(message: Message, now: datetime) -> date:
    """The calendar day where its reader is."""
    persons = _reading(message, now)
    return persons[0].zones.today(now) if persons else message.recipient.today(now)


@transaction.atomic
def done(message: Message, now: datetime) -> None:
    """Not asked again for four weeks: by then the record should know. A check-in: that one only."""
    on = today(message, now)
    held = _answer(message, now)
    for each in held:
        _put_off(each, until=max(each.due_on, on) + timedelta(days=SAID_DONE_DAYS), is_done=True, now=now)
    escalation.said_done([each for each in held if each.kind == Kind.FOLLOW_UP], now)
    _follow(message, held, now)


@transaction.atomic
def later(message: Message, *, until: date, now: datetime) -> None:
    """Reminded again on that day; of what has a day of its own, on that day at the latest. Raises `ValueError` for a
    day that isn't in the next 90."""
    on = today(message, now)
    _check(until, on)
    held = _answer(message, now)
    for each in held:
        latest = max(each.due_on, on + timedelta(days=1)) if each.kind in BEFORE_ITS_DAY else until
        _put_off(each, until=min(until, latest), is_done=False, now=now)
    _follow(message, held, now)


@transaction.atomic
def take_back(message: Message, now: datetime) -> None:
    """Undoes "done" and "later" of this reader."""
    held = _answer(message, now)
    for each in held:
        PutOff.objects.filter(recipient=each.recipient_id, **_thing(each)).delete()
    escalation.not_said_done({each.patient_id for each in held if each.kind == Kind.FOLLOW_UP and each.patient_id}, now)
    _follow(message, held, now)


@transaction.atomic
def pause(message: Message, *, until: date | None, now: datetime) -> None:
    """No mails to this reader before that day, whoever they are about; None: there is no pause (any more). Raises
    `ValueError` for a day that isn't in the next 90."""
    if until is not None:
        _check(until, today(message, now))
    _recipient(message.recipient_id, now, paused_until=until)
    _replan(message.recipient, now)


@transaction.atomic
def stop(reader: User, about: About, now: datetime) -> None:
    """No more mails of this kind to this reader."""
    stopped = Recipient.objects.select_for_update().get(pk=reader.pk)
    names = [name for name in STOPS.get(about, ()) if getattr(stopped, name) is None]
    _recipient(reader.pk, now, **dict.fromkeys(names, now))
    if about in (About.TEAM_DIGEST, About.ALL):
        Recipient.objects.filter(pk=reader.pk).update(team_digest_since=None)
    _replan(reader, now)
    escalation.reader_stopped(reader, now)


@transaction.atomic
def start(reader: User, about: About, now: datetime) -> None:
    """Undoes `stop`."""
    fields = dict.fromkeys(STOPS.get(about, ())) | ({"team_digest_since": now} if about is About.TEAM_DIGEST else {})
    _recipient(reader.pk, now, **fields)
    _replan(reader, now)
    escalation.reader_started(reader, now)


def _recipient(reader: UUID, now: datetime, **fields: date | None) -> None:
    Recipient.objects.update_or_create(pk=reader, defaults={"last_answer_at": now, **fields})


def _check(until: date, on: date) -> None:
    if not on < until <= on + FURTHEST:
        raise ValueError("not a day of the next 90")


def _reading(message: Message, now: datetime) -> list[Person]:
    """The reader of this message, for each patient it was about; not for those of whom they may not know any more."""
    patients = set(message.occurrences.exclude(patient=None).values_list("patient", flat=True))
    return [each for each in snapshot.take(patients, now) if each.recipient == message.recipient_id]


def _answer(message: Message, now: datetime) -> list[Occurrence]:
    """What the answer is about. Notes that there was one."""
    _recipient(message.recipient_id, now)
    patients = {each.patient for each in _reading(message, now)}
    return [each for each in message.occurrences.order_by("pk") if each.patient_id in patients]


def _thing(each: Occurrence) -> dict[str, Any]:
    return {"patient_id": each.patient_id, "kind": each.kind, "item": each.item, "due_on": each.due_on}


def _put_off(each: Occurrence, *, until: date, is_done: bool, now: datetime) -> None:
    PutOff.objects.update_or_create(
        recipient_id=each.recipient_id, **_thing(each), defaults={"until": until, "is_done": is_done, "at": now}
    )


def _follow(message: Message, held: Collection[Occurrence], now: datetime) -> None:
    patients = sorted({each.patient_id for each in held if each.patient_id})
    planning.replan(patients, now)
    access_log.record(
        actor=message.recipient, patient_ids=patients, action=AccessLog.Action.WRITE, what="reminder-answer", now=now
    )


def _replan(reader: User, now: datetime) -> None:
    planning.replan(patients_of(reader), now)
    planning.replan_digest(reader.pk, now)


def patients_of(reader: User) -> list[UUID]:
    """Of everybody about whom they may be written to."""
    theirs = Patient.objects.filter(Q(user=reader) | Q(carer_grants__user=reader))
    return sorted(set(theirs.values_list("pk", flat=True)))
