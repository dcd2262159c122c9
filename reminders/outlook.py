"""The next mails of one patient and the last ones, in words: when, or why not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from journeys.models import Patient
from reminders import ledger, snapshot
from reminders.models import WAITING, DeliveryAttempt, Occurrence, State
from reminders.pacing import History, Sent, slot_for
from reminders.policy import NUDGES, RHYTHM_DAYS, Kind, Person, Reason, Slot, owed, slots, why_not
from reminders.times import opening

AHEAD = timedelta(days=21)
SHOWN = 3
HISTORY = 5

NEVER = {
    Reason.CARE_ENDED: "No e-mails: care with this team has ended.",
    Reason.NO_ACCOUNT: "No e-mails: there is no account yet.",
    Reason.NO_VERIFIED_ADDRESS: "No e-mails yet: the e-mail address has not been confirmed.",
    Reason.CANNOT_REACH: "No e-mails: the last ones came back. The address needs a look.",
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
    person = snapshot.take([patient.pk], now)[0]
    zone = person.zones.at(now)
    moments = _next_moments(person, now)
    return Outlook(
        next_mails=[_words(moment, zone) for moment in moments[:SHOWN]],
        notes=_notes(person, moments, now),
        history=_history(patient, zone),
        zone=zone.key,
    )


def _next_moments(person: Person, now: datetime) -> list[datetime]:
    """When the next mails would leave if nobody did anything: the caps of `pacing` played forward."""
    if person.recipient is None:
        return []
    history = ledger.histories([person.recipient], now)[person.recipient, False]
    coming = owed(person, now, AHEAD)
    rows = Occurrence.objects.in_bulk([slot.id for slot in coming])
    moments: list[datetime] = []
    for slot in sorted(coming, key=lambda slot: _from(slot, rows.get(slot.id), now)):
        row = rows.get(slot.id)
        shares_a_mail = moments and _from(slot, row, now) <= moments[-1]
        if shares_a_mail or not (row is None or row.state in (*WAITING, State.LEASED, State.CANCELLED)):
            continue
        moment, _ = slot_for(
            history,
            zones=person.zones,
            now=_from(slot, row, now),
            is_nudge=slot.kind in NUDGES,
            every_days=RHYTHM_DAYS[person.rhythm],
        )
        if moment < slot.expires_at and not (slot.kind in NUDGES and history.is_given_up):
            moments.append(moment)
            sent = Sent(slot.id, moment, slot.kind in NUDGES)
            history = History((*history.sent, sent), history.last_sign)
    return moments


def _from(slot: Slot, row: Occurrence | None, now: datetime) -> datetime:
    return max(row.next_at if row and row.is_waiting else slot.due_at, now)


def _notes(person: Person, moments: list[datetime], now: datetime) -> list[str]:
    if person.recipient is None:
        return [NEVER[Reason.NO_ACCOUNT]]
    known = {slot: why_not(person, slot, now) for slot in slots(person, now, AHEAD)}
    for reason, words in NEVER.items():
        if reason in known.values():
            return [words]
    zone = person.zones.at(now)
    notes = []
    if person.paused_until and Reason.PAUSED in known.values():
        notes.append(f"Paused until {_day(datetime.combine(person.paused_until, person.local_time))}.")
    if any(slot.kind is Kind.CHECK_IN and reason is Reason.DONE for slot, reason in known.items()):
        notes.append("The last check-in is done.")
    if moments and moments[0] == opening(now, zone) > now:
        notes.append(f"It is outside the hours for mails: waiting until {moments[0].astimezone(zone):%H:%M}.")
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
