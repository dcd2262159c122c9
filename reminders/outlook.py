"""The next mails of one patient and the last ones, in words: when, or why not."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from journeys.models import Patient
from reminders import ledger, snapshot
from reminders.models import WAITING, DeliveryAttempt, Occurrence, State
from reminders.policy import Kind, Person, Reason, Slot, next_day_opening, opening, owed, slots, why_not

AHEAD = timedelta(days=21)
SHOWN = 3
HISTORY = 5

NEVER = {
    Reason.NO_ACCOUNT: "No e-mails: there is no account yet.",
    Reason.NO_VERIFIED_ADDRESS: "No e-mails yet: the e-mail address has not been confirmed.",
    Reason.STOPPED: "No e-mails: reminders are switched off.",
}
RESULT = {
    "accepted": "Sent {when}, accepted by the mail server.",
    "transient": "Tried {when}. The mail server asked to wait.",
    "permanent": "Tried {when}. The mail server refused it.",
    "ambiguous": "Sent {when}. The mail server did not answer: it may have arrived.",
    "relay": "Tried {when}. The mail server could not be reached.",
    "": "Begun {when}. How it went is not known.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    next_mails: list[str]
    notes: list[str]
    history: list[str]
    zone: str


def outlook(patient: Patient, now: datetime) -> Outlook:
    person = snapshot.take([patient.pk])[0]
    moments = _next_moments(person, now)
    return Outlook(
        next_mails=[_words(moment, person.zone) for moment in moments[:SHOWN]],
        notes=_notes(person, moments, now),
        history=_history(patient, person.zone),
        zone=person.zone.key,
    )


def _next_moments(person: Person, now: datetime) -> list[datetime]:
    """One a calendar day: everything that is due on a day shares a mail."""
    coming = list(owed(person, now, AHEAD))
    rows = Occurrence.objects.in_bulk([slot.id for slot in coming])
    mailed_today = bool(ledger.accepted(person, [], now))
    days: dict[date, datetime] = {}
    for slot in coming:
        row = rows.get(slot.id)
        if row is None or row.state in (*WAITING, State.LEASED, State.CANCELLED):
            moment = _when(slot, row=row, zone=person.zone, mailed_today=mailed_today, now=now)
            day = moment.astimezone(person.zone).date()
            days[day] = min(moment, days.get(day, moment))
    return sorted(days.values())


def _when(slot: Slot, *, row: Occurrence | None, zone: ZoneInfo, mailed_today: bool, now: datetime) -> datetime:
    moment = opening(max(row.next_at if row else slot.due_at, now), zone)
    same_day = moment.astimezone(zone).date() == now.astimezone(zone).date()
    return next_day_opening(now, zone) if mailed_today and same_day else moment


def _notes(person: Person, moments: list[datetime], now: datetime) -> list[str]:
    known = {slot: why_not(person, slot, now) for slot in slots(person, now, AHEAD)}
    for reason, words in NEVER.items():
        if reason in known.values():
            return [words]
    notes = []
    if person.paused_until and Reason.PAUSED in known.values():
        notes.append(f"Paused until {_day(datetime.combine(person.paused_until, person.local_time))}.")
    if any(slot.kind is Kind.CHECK_IN and reason is Reason.DONE for slot, reason in known.items()):
        notes.append("The last check-in is done.")
    if moments and moments[0] == opening(now, person.zone) > now:
        notes.append(f"It is outside the hours for mails: waiting until {moments[0].astimezone(person.zone):%H:%M}.")
    return notes


def _history(patient: Patient, zone: ZoneInfo) -> list[str]:
    attempts = DeliveryAttempt.objects.filter(message__recipient=patient.user_id).order_by("-started_at")[:HISTORY]
    return [
        RESULT[attempt.outcome].format(when=_words(attempt.finished_at or attempt.started_at, zone))
        for attempt in attempts
    ]


def _words(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{_day(local)}, {local:%H:%M}"


def _day(moment: datetime) -> str:
    return f"{moment:%A} {moment.day} {moment:%B %Y}"
