"""What a reminder was about, and what became of it, in words for people who have signed in. Never for a mail."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from journeys.models import FollowUp, MonitoringState, Patient, Therapy, Visit
from journeys.wording import spoken
from reminders import wording
from reminders.models import DeliveryAttempt, DeliveryEvent, Occurrence, State
from reminders.values import Kind, Person, Slot

SHOWN = 8
UNSENT = (State.SUPPRESSED, State.EXPIRED, State.DEAD)

Titles = Mapping[tuple[Kind, str], str]


def titles(patient: Patient) -> Titles:
    """(kind, item) -> as the home page calls it."""
    found = {}
    for item, words in MonitoringState.objects.filter(patient=patient).values_list("item", "title"):
        found[Kind.MONITORING, item] = words
    for pk, words in FollowUp.objects.filter(patient=patient).values_list("pk", "words"):
        found[Kind.FOLLOW_UP, str(pk)] = words
    for visit, kind in Visit.objects.filter(patient=patient).values_list("pk", "kind"):
        found[Kind.VISIT, str(visit)] = (
            f"{spoken(kind).capitalize()} visit" if kind == "clinic" else spoken(kind).capitalize()
        )
    for therapy, drug in Therapy.objects.filter(patient=patient).values_list("pk", "drug"):
        found[Kind.DRUG_CYCLE, str(therapy)] = spoken(drug).capitalize()
    return found


def title(kind: Kind, item: str, known: Titles) -> str:
    return known.get((kind, item), wording.KIND[kind])


def what(slot: Slot, known: Titles) -> str:
    return title(slot.kind, slot.item, known)


def history(patient: Patient, person: Person, zone: ZoneInfo) -> list[str]:
    """The last mails to this reader about this patient, and what was not sent, newest first."""
    lines = [*_attempts(patient, person, zone), *_events(patient, person, zone), *_unsent(patient, person)]
    return [words for _, words in sorted(lines, reverse=True)[:SHOWN]]


def _attempts(patient: Patient, person: Person, zone: ZoneInfo) -> list[tuple[datetime, str]]:
    rows = DeliveryAttempt.objects.filter(
        message__recipient=person.recipient, message__occurrences__patient=patient
    ).distinct()
    return [
        (at, wording.ATTEMPT[row.outcome].format(when=wording.moment(at, zone)))
        for row in rows.order_by("-started_at")[:SHOWN]
        for at in [row.finished_at or row.started_at]
    ]


def _events(patient: Patient, person: Person, zone: ZoneInfo) -> list[tuple[datetime, str]]:
    rows = DeliveryEvent.objects.filter(
        message__recipient=person.recipient, message__occurrences__patient=patient, type__in=wording.EVENT
    ).distinct()
    return [
        (row.at, wording.EVENT[row.type].format(when=wording.moment(row.at, zone)))
        for row in rows.order_by("-at")[:SHOWN]
    ]


def _unsent(patient: Patient, person: Person) -> list[tuple[datetime, str]]:
    rows = Occurrence.objects.filter(patient=patient, recipient=person.recipient, state__in=UNSENT)
    return [
        (row.due_at, f"{wording.KIND[Kind(row.kind)]}, {wording.day(row.local_date)}. {wording.became(row)}.")
        for row in rows.order_by("-due_at")[:SHOWN]
    ]
