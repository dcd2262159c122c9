"""For each reader of a patient's reminders: the next mails, or why there are none, and what became of the last ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import User
from journeys.models import Patient
from reminders import ledger, snapshot, told, why_none, wording
from reminders.models import WAITING, Occurrence, State
from reminders.pacing import History, Sent, Wait, slot_for
from reminders.policy import owed
from reminders.values import NUDGES, RHYTHM_DAYS, Person, Slot

AHEAD = timedelta(days=21)
SHOWN = 3


@dataclass(slots=True)
class Mail:
    """One that would leave at ``at`` if nobody did anything; ``why``: why not sooner."""

    at: datetime
    why: Wait | None
    about: list[Slot]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """``next_mails``: (when, what it is about). ``own``: about whoever reads it."""

    who: str
    own: bool
    next_mails: list[tuple[str, str]]
    notes: list[str]
    history: list[str]
    zone: str


def outlooks(patient: Patient, now: datetime, *, viewer: User, everybody: bool) -> list[Outlook]:
    """The patient's first; of carers' only ``viewer``'s own, unless ``everybody``'s is asked for by the team."""
    persons = snapshot.take([patient.pk], now)
    shown = [each for each in persons if everybody or not each.is_carer or each.recipient == viewer.pk]
    names = dict(User.objects.filter(pk__in=[each.recipient for each in shown]).values_list("pk", "name"))
    return [_outlook(patient, each, now, viewer=viewer, names=names) for each in shown]


def _outlook(patient: Patient, person: Person, now: datetime, *, viewer: User, names: Mapping[UUID, str]) -> Outlook:
    zone, own = person.zones.at(now), person.recipient == viewer.pk
    name = names.get(person.recipient, "") if person.recipient else ""
    history = _history(person, now)
    mails, wait = next_mails(person, history, now)
    titles = told.titles(patient)
    return Outlook(
        who=(name or "a carer") if person.is_carer and not own else "",
        own=own,
        next_mails=[
            (wording.moment(mail.at, zone), "; ".join(told.what(slot, titles) for slot in mail.about))
            for mail in mails[:SHOWN]
        ],
        notes=why_none.notes(patient, person, now, own=own, is_given_up=history.is_given_up, titles=titles)
        + _waits(wait, person),
        history=told.history(patient, person, zone) if person.recipient else [],
        zone=zone.key,
    )


def _history(person: Person, now: datetime) -> History:
    if person.recipient is None:
        return History()
    return ledger.histories([person.recipient], now)[person.recipient, False]


def next_mails(person: Person, history: History, now: datetime) -> tuple[list[Mail], Mail | None]:
    """The caps of `pacing` played forward; and the first that would leave now, were it not for them."""
    coming = owed(person, now, AHEAD)
    rows = Occurrence.objects.in_bulk([slot.id for slot in coming])
    mails: list[Mail] = []
    wait = None
    for slot in sorted(coming, key=lambda slot: _from(slot, rows.get(slot.id), now)):
        row = rows.get(slot.id)
        is_nudge = slot.kind in NUDGES
        if not _is_open(row) or (is_nudge and history.is_given_up):
            continue
        earliest = _from(slot, row, now)
        if mails and earliest <= mails[-1].at:
            mails[-1].about.append(slot)
            continue
        every_days = RHYTHM_DAYS[person.rhythm]
        at, why = slot_for(history, zones=person.zones, now=earliest, is_nudge=is_nudge, every_days=every_days)
        mail = Mail(at, why, [slot])
        wait = wait or (mail if why and slot.due_at <= now else None)
        if at < slot.expires_at:
            mails.append(mail)
            history = History((*history.sent, Sent(slot.id, at, is_nudge)), history.last_sign)
    return mails, wait


def _is_open(row: Occurrence | None) -> bool:
    return row is None or row.state in (*WAITING, State.LEASED, State.CANCELLED)


def _from(slot: Slot, row: Occurrence | None, now: datetime) -> datetime:
    """A row that waits already for what `pacing` says is asked anew, or nobody could say why it waits."""
    is_tried_again = row is not None and row.is_waiting and not row.reason
    return max(row.next_at if row and is_tried_again else slot.due_at, now)


def _waits(mail: Mail | None, person: Person) -> list[str]:
    if mail is None or mail.why is None:
        return []
    local = mail.at.astimezone(person.zones.at(mail.at))
    return [wording.WAITS[mail.why].format(time=f"{local:%H:%M}", day=wording.day(local))]
