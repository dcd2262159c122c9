"""Rows -> `policy.Person`, for one patient or a batch: the only place where reminders read the record."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.db.models import Max, Q

from accounts.models import User
from journeys.guidance.catalogue import UNREMINDED
from journeys.guidance.findings import Due
from journeys.models import CarerGrant, CheckIn, FollowUp, MonitoringState, Patient, Visit
from reminders import cycles
from reminders.models import Preference, PutOff, Recipient, Suppression
from reminders.models.delivery import address_hash
from reminders.policy import Item, Kind, Person, Rhythm, Topic
from reminders.policy import PutOff as PutOffValue
from reminders.times import DAY, Away, Zones


@dataclass(frozen=True, slots=True)
class _Reader:
    """Somebody who gets mails, as they are now."""

    user: User
    address: str | None
    comes_back: bool
    wants: Recipient

    @property
    def away(self) -> Away | None:
        wants = self.wants
        if wants.away_zone and wants.away_from and wants.away_until:
            return Away(ZoneInfo(wants.away_zone), wants.away_from, wants.away_until)
        return None

    @property
    def stopped(self) -> set[Topic]:
        known = {
            Topic.CHECK_INS: self.wants.check_ins_stopped_at,
            Topic.TESTS_AND_VISITS: self.wants.tests_and_visits_stopped_at,
        }
        return {topic for topic, at in known.items() if at}


@dataclass(frozen=True, slots=True)
class _Record:
    """What is owed for one patient, whoever reads it."""

    patient: Patient
    preference: Preference
    last_check_in: date | None
    items: tuple[Item, ...]
    put_off: tuple[PutOff, ...]


def take(patient_ids: Collection[UUID], now: datetime) -> list[Person]:
    """Everybody who reads these patients' reminders, the patient first: in ten queries, however many. Order is that of
    the patients' ids; a patient without an account is there with ``recipient`` None."""
    patients = list(Patient.objects.filter(pk__in=patient_ids).select_related("clinic", "user").order_by("pk"))
    grants = _carers(patients, now)
    own = [patient.user for patient in patients if patient.user and patient.user.is_active]
    readers = _readers([*own, *(grant.user for each in grants.values() for grant in each)])
    persons = []
    for record in _records(patients, now):
        patient = record.patient
        persons.append(_person(record, readers.get(patient.user_id) if patient.user_id else None))
        persons += [_person(record, readers[grant.user_id], is_carer=True) for grant in grants.get(patient.pk, ())]
    return persons


def verified_addresses(user_ids: Collection[UUID]) -> dict[UUID, str]:
    """The primary verified address of each, where there is one."""
    rows = EmailAddress.objects.filter(user__in=user_ids, verified=True).order_by("primary", "pk")
    return dict(rows.values_list("user_id", "email"))


def coming_back(addresses: Iterable[str]) -> set[str]:
    """Those of these addresses to which nothing may be sent, because mails came back or were complained about."""
    hashes = {address_hash(address): address for address in addresses}
    standing = Suppression.objects.filter(address_hash__in=hashes, lifted_at=None)
    return {hashes[each] for each in standing.values_list("address_hash", flat=True)}


def _carers(patients: Collection[Patient], now: datetime) -> Mapping[UUID, list[CarerGrant]]:
    """Live grants of those who asked for mails about the people they care for."""
    found: defaultdict[UUID, list[CarerGrant]] = defaultdict(list)
    today = {patient.pk: patient.today(now) for patient in patients}
    rows = CarerGrant.objects.filter(
        patient__in=today, revoked_at=None, user__is_active=True, user__mail_recipient__as_carer_since__isnull=False
    )
    for grant in rows.select_related("user").order_by("patient", "user"):
        live = grant.starts_on <= today[grant.patient_id] and (
            grant.ends_on is None or today[grant.patient_id] <= grant.ends_on
        )
        if live and all(each.user_id != grant.user_id for each in found[grant.patient_id]):
            found[grant.patient_id].append(grant)
    return found


def _readers(users: Collection[User]) -> dict[UUID, _Reader]:
    ids = {user.pk for user in users}
    addresses = verified_addresses(ids)
    bad = coming_back(addresses.values())
    wants = Recipient.objects.in_bulk(list(ids))
    return {
        user.pk: _Reader(
            user,
            address=addresses.get(user.pk),
            comes_back=addresses.get(user.pk) in bad,
            wants=wants.get(user.pk) or Recipient(user=user),
        )
        for user in users
    }


def _records(patients: Collection[Patient], now: datetime) -> list[_Record]:
    ids = [patient.pk for patient in patients]
    preferences = Preference.objects.in_bulk(ids)
    check_ins = _last_check_ins(ids)
    items = _items(patients, now)
    put_off = defaultdict(list)
    for each in PutOff.objects.filter(patient__in=ids, until__gte=now.date()).order_by("pk"):
        put_off[each.patient_id].append(each)
    return [
        _Record(
            patient,
            preference=preferences.get(patient.pk) or Preference(),
            last_check_in=check_ins.get(patient.pk),
            items=tuple(items[patient.pk]),
            put_off=tuple(put_off[patient.pk]),
        )
        for patient in patients
    ]


def _last_check_ins(patient_ids: Collection[UUID]) -> dict[UUID, date]:
    standing = CheckIn.objects.standing().filter(patient__in=patient_ids)
    return dict(standing.values_list("patient").annotate(Max("on")))


def _items(patients: Collection[Patient], now: datetime) -> defaultdict[UUID, list[Item]]:
    items: defaultdict[UUID, list[Item]] = defaultdict(list)
    ids = [patient.pk for patient in patients]
    due = MonitoringState.objects.filter(patient__in=ids, due_on__isnull=False)
    due = due.exclude(Q(state=Due.UNKNOWN) | Q(item__in=UNREMINDED))
    for patient_id, item, due_on in due.order_by("item").values_list("patient_id", "item", "due_on"):
        if due_on:
            items[patient_id].append(Item(item=item, due_on=due_on))
    asked = FollowUp.objects.open().filter(patient__in=ids).order_by("due_on", "pk")
    for patient_id, pk, due_on, lead in asked.values_list("patient_id", "pk", "due_on", "lead_days"):
        items[patient_id].append(Item(kind=Kind.FOLLOW_UP, item=str(pk), due_on=due_on, lead_days=lead))
    visits = Visit.objects.standing().filter(patient__in=ids, on__gte=now.date() - DAY)  # somewhere it is yesterday
    planned = list(visits.order_by("on", "pk").values_list("patient_id", "pk", "on", "kind"))
    for patient_id, pk, on, _ in planned:
        items[patient_id].append(Item(kind=Kind.VISIT, item=str(pk), due_on=on))
    has_appointment = {patient_id for patient_id, _, _, kind in planned if kind == "infusion"}
    for patient_id, cycle in cycles.coming(set(ids) - has_appointment, now):
        items[patient_id].append(cycle)
    return items


def _person(record: _Record, reader: _Reader | None, *, is_carer: bool = False) -> Person:
    patient, preference = record.patient, record.preference
    since = patient.today(patient.created_at)
    nobody = Person(
        patient=patient.pk,
        recipient=None,
        address=None,
        zones=Zones(patient.zone),
        since=since,
        weekday=since.weekday() if preference.weekday is None else preference.weekday,
        local_time=preference.local_time,
        rhythm=Rhythm(preference.rhythm),
        paused_until=preference.paused_until,
        care_ended=patient.care_ended is not None,
        last_check_in=record.last_check_in,
        items=record.items,
    )
    return _read_by(reader, nobody, record, is_carer=is_carer) if reader else nobody


def _read_by(reader: _Reader, person: Person, record: _Record, *, is_carer: bool) -> Person:
    wants = reader.wants
    pauses = [day for day in (person.paused_until, wants.paused_until) if day]
    return replace(
        person,
        recipient=reader.user.pk,
        address=reader.address,
        comes_back=reader.comes_back,
        zones=Zones(ZoneInfo(reader.user.time_zone) if is_carer else person.zones.home, reader.away),
        is_carer=is_carer,
        language=reader.user.language,
        token="" if wants._state.adding else wants.token,
        local_time=wants.local_time or person.local_time,
        paused_until=max(pauses, default=None),
        stopped=frozenset(set(Topic) if record.preference.stopped_at else reader.stopped),
        put_off=tuple(_put_off(each) for each in record.put_off if each.is_done or each.recipient_id == reader.user.pk),
    )


def _put_off(row: PutOff) -> PutOffValue:
    return PutOffValue(kind=Kind(row.kind), item=row.item, due_on=row.due_on, until=row.until, is_done=row.is_done)
