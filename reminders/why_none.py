"""Why somebody gets no mails, or fewer, in words: in the second person for themself, in the third for others."""

from collections.abc import Mapping
from datetime import datetime

from journeys.models import Patient
from reminders import relay, wording
from reminders.models import Hold, Preference, PutOff, Recipient, Suppression
from reminders.models.delivery import address_hash
from reminders.policy import slots, why_not
from reminders.told import Titles, title
from reminders.values import Kind, Person, Reason, Topic
from reminders.wording import day

TOPICS = {Topic.CHECK_INS: "check_ins_stopped_at", Topic.TESTS_AND_VISITS: "tests_and_visits_stopped_at"}


def notes(
    patient: Patient, person: Person, now: datetime, *, own: bool, is_given_up: bool, titles: Titles
) -> list[str]:
    """What stops everything stands alone."""
    if reason := _never(person):
        return ["No e-mails. " + _voice(wording.NEVER[reason], own).format(since=_on(_since(reason, patient, person)))]
    found = [*_machinery(person, now), *_stopped(person, own=own), *_paused(patient, person, now)]
    known = {slot: why_not(person, slot, now) for slot in slots(person, now)}
    if any(slot.kind is Kind.CHECK_IN and reason is Reason.DONE for slot, reason in known.items()):
        found.append("The last check-in is done.")
    if is_given_up:
        found.append(_voice(wording.GIVEN_UP, own))
    return found + _put_off(patient, person, now, titles)


def _never(person: Person) -> Reason | None:
    if person.care_ended:
        return Reason.CARE_ENDED
    if person.recipient is None:
        return Reason.NO_ACCOUNT
    if person.address is None:
        return Reason.NO_VERIFIED_ADDRESS
    if person.comes_back:
        return Reason.CANNOT_REACH
    return Reason.STOPPED if person.stopped >= set(TOPICS) else None


def _since(reason: Reason, patient: Patient, person: Person) -> datetime | None:
    if reason is Reason.CARE_ENDED and patient.care_ended_on:
        return datetime.combine(patient.care_ended_on, datetime.min.time(), person.zones.home)
    if reason is Reason.CANNOT_REACH and person.address:
        standing = Suppression.objects.filter(address_hash=address_hash(person.address), lifted_at=None).first()
        return standing.since if standing else None
    return max(_stops(person).values(), default=None) if reason is Reason.STOPPED else None


def _stops(person: Person) -> Mapping[Topic, datetime]:
    """When the patient (for everybody) or this reader stopped what."""
    chosen = Preference.objects.filter(patient=person.patient, stopped_at__isnull=False).first()
    if chosen and chosen.stopped_at:
        return dict.fromkeys(TOPICS, chosen.stopped_at)
    wishes = Recipient.objects.filter(pk=person.recipient).first()
    found = {topic: getattr(wishes, name, None) for topic, name in TOPICS.items()}
    return {topic: at for topic, at in found.items() if at}


def _stopped(person: Person, *, own: bool) -> list[str]:
    stops = _stops(person) if person.stopped else {}
    return [_voice(wording.STOPPED[topic], own).format(since=_on(at)) for topic, at in stops.items()]


def _machinery(person: Person, now: datetime) -> list[str]:
    zone, found = person.zones.at(now), []
    if hold := Hold.objects.filter(released_at=None).first():
        since = wording.moment(hold.since, zone)
        found.append(f"All e-mails are held back since {since}, until it is known what has been sent already.")
    if away := relay.down_since():
        found.append(f"The mail server has been away since {wording.moment(away, zone)}. E-mails wait for it.")
    return found


def _paused(patient: Patient, person: Person, now: datetime) -> list[str]:
    if person.paused_until is None or person.paused_until <= person.zones.today(now):
        return []
    chosen = Preference.objects.filter(patient=patient, paused_until=person.paused_until).first()
    where = wording.PAUSED.get(chosen.pause_reason, "") if chosen else ""
    return [f"Paused until {day(person.paused_until)}{where}."]


def _put_off(patient: Patient, person: Person, now: datetime, titles: Titles) -> list[str]:
    """What this reader, or for "done" anybody, answered in a mail."""
    today, zone, found = person.zones.today(now), person.zones.at(now), []
    for row in PutOff.objects.filter(patient=patient, until__gt=today).order_by("until", "pk"):
        what = title(Kind(row.kind), row.item, titles)
        if row.is_done:
            found.append(f"{what}: said to be done on {day(row.at.astimezone(zone))}.")
        elif row.recipient_id == person.recipient:
            found.append(f"{what}: put off until {day(row.until)}.")
    return found


def _on(at: datetime | None) -> str:
    return f" on {day(at)}" if at else ""


def _voice(words: tuple[str, ...], own: bool) -> str:
    return words[0] if own else words[1]
