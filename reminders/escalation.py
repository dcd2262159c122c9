"""What reminders can't bring about becomes the team's work: an item on the worklist, settled when it has come about."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from accounts.models import User
from journeys.actions import work_items
from journeys.models import Patient, WorkItem, WorkKind
from reminders import ledger
from reminders.attempts import Step
from reminders.models import Occurrence, PutOff, Recipient
from reminders.models.delivery import SuppressionReason
from reminders.snapshot import Between, of
from reminders.values import RHYTHM_DAYS, Kind, Person

SILENT_DAYS = 14
REST_DAYS = 14  # after a person has seen to it: what still lasts must not be back ten minutes later

NOT_SENT = {
    Step.REFUSED: "The mail server refused the address of {who}.",
    Step.NO_ANSWER: "The mail server took the reminder for {who} twice without answering: it may have arrived.",
    Step.CRASHES: "Sending the reminder for {who} was broken off three times.",
    Step.UNWRITABLE: "The reminder for {who} could not be put together.",
}

SAID_DONE = "In an e-mail {who} answered that it is done."
STOPPED = "Asked for no more reminder e-mails."
CANNOT_REACH = {
    SuppressionReason.HARD_BOUNCE: "Mails to {who} came back: the address is wrong or closed.",
    SuppressionReason.SOFT_BOUNCES: "Mails to {who} came back again and again: the mailbox is full or refuses them.",
    SuppressionReason.COMPLAINT: "A reminder to {who} was reported as unwanted.",
}
WHO = {True: "a carer", False: "the patient"}


def not_sent(held: Iterable[Occurrence], step: Step, now: datetime) -> None:
    """Opens an item for each patient; call it in the transaction that gives the reminder up."""
    whose = {each.patient_id: WHO[each.is_carers] for each in held if each.patient_id}
    because = {patient: NOT_SENT[step].format(who=who) for patient, who in whose.items()}
    work_items.open_items(kind=WorkKind.REMINDER_NOT_SENT, because=because, now=now)


def not_answered(patients: Collection[UUID], now: datetime) -> None:
    if not patients:
        return
    because = dict.fromkeys(patients, "Six reminders without any answer: no more are sent until there is one.")
    work_items.open_items(kind=WorkKind.NO_ANSWER, because=because, now=now, rest_days=REST_DAYS)


def settle_answered(persons: Collection[Person], now: datetime) -> None:
    """Of those with an open item: who has answered meanwhile in any way gets reminders again."""
    open_for = _open(WorkKind.NO_ANSWER, persons)
    readers = {each.patient: each.recipient for each in persons if each.patient in open_for and not each.is_carer}
    known = ledger.histories([each for each in readers.values() if each], now) if readers else {}
    answered = [
        patient
        for patient, reader in readers.items()
        if patient and (reader is None or not known[reader, False].is_given_up)
    ]
    if answered:
        work_items.settle(kind=WorkKind.NO_ANSWER, patient_ids=answered, how="There was an answer.", now=now)


def cannot_reach(persons: Iterable[Person], reason: SuppressionReason, now: datetime) -> None:
    """Opens an item for the patient of each of these readers, in the team's words, without the address."""
    words = {each.patient: CANNOT_REACH[reason].format(who=WHO[each.is_carer]) for each in persons if each.patient}
    work_items.open_items(kind=WorkKind.CANNOT_REACH, because=words, now=now)


def settle_reached(persons: Collection[Person], now: datetime) -> None:
    """Of those with an open item: when every reader has an address again from which nothing comes back."""
    ours = [words.format(who=who) for words in CANNOT_REACH.values() for who in WHO.values()]
    open_for = _open(WorkKind.CANNOT_REACH, persons, because__in=ours)
    still = {each.patient for each in persons if each.comes_back or (each.recipient and not each.address)}
    if over := open_for - still:
        work_items.settle(kind=WorkKind.CANNOT_REACH, patient_ids=over, how="Mails can be sent again.", now=now)


def note_silence(persons: Collection[Person], now: datetime) -> None:
    """A low-tier item, not an alarm, for those who haven't checked in for two weeks (or two of their rhythms)."""
    own = {each.patient: each for each in persons if each.patient and not each.is_carer}
    silent = {patient for patient, each in own.items() if _is_silent(each, now)}
    open_for = _open(WorkKind.SILENT, persons)
    if new := silent - open_for:
        because = {patient: _silence(own[patient]) for patient in new}
        work_items.open_items(kind=WorkKind.SILENT, because=because, now=now, rest_days=REST_DAYS)
    if over := open_for - silent:
        how = "There is a check-in, or none is expected now."  # paused, stopped, care ended
        work_items.settle(kind=WorkKind.SILENT, patient_ids=over, how=how, now=now)


def _is_silent(person: Person, now: datetime) -> bool:
    today = person.zones.today(now)
    paused = person.paused_until is not None and today < person.paused_until
    if person.recipient is None or person.care_ended or person.stopped or paused:
        return False
    last = max(filter(None, (person.since, person.last_check_in)))
    return today - last >= timedelta(days=max(SILENT_DAYS, 2 * RHYTHM_DAYS[person.rhythm]))


def _silence(person: Person) -> str:
    if person.last_check_in is None:
        return "No check-in yet."
    return f"No check-in since {person.last_check_in:%-d %B %Y}."


def _open(kind: WorkKind, persons: Collection[Person], **about: Any) -> set[UUID]:
    patients = {each.patient for each in persons if each.patient}
    if not patients:
        return set()
    near = of("patient", Between(min(patients), max(patients)))
    return patients & set(WorkItem.objects.open().filter(near, kind=kind, **about).values_list("patient", flat=True))


def said_done(held: Collection[Occurrence], now: datetime) -> None:
    """Somebody answered a mail about a follow-up with "done": the team hears it, because no result has come."""
    because = {each.patient_id: SAID_DONE.format(who=WHO[each.is_carers]) for each in held if each.patient_id}
    work_items.open_items(kind=WorkKind.SAYS_DONE, because=because, now=now)


def not_said_done(patients: Collection[UUID], now: datetime) -> None:
    """It was taken back, unless somebody else has said so too."""
    still = PutOff.objects.filter(patient__in=patients, kind=Kind.FOLLOW_UP, is_done=True)
    over = set(patients) - set(still.values_list("patient", flat=True))
    work_items.settle(kind=WorkKind.SAYS_DONE, patient_ids=over, how="It was taken back.", now=now)


def reader_stopped(reader: User, now: datetime) -> None:
    """Opens an item for a patient who has asked for no more mails at all."""
    stopped = Recipient.objects.filter(
        pk=reader.pk, check_ins_stopped_at__isnull=False, tests_and_visits_stopped_at__isnull=False
    )
    whose = Patient.objects.in_care().filter(user__in=stopped.values("pk")).values_list("pk", flat=True)
    work_items.open_items(kind=WorkKind.CANNOT_REACH, because=dict.fromkeys(whose, STOPPED), now=now)


def reader_started(reader: User, now: datetime) -> None:
    items = WorkItem.objects.open().filter(kind=WorkKind.CANNOT_REACH, because=STOPPED, patient__user=reader)
    patients = set(items.values_list("patient", flat=True))
    work_items.settle(kind=WorkKind.CANNOT_REACH, patient_ids=patients, how="They want e-mails again.", now=now)
