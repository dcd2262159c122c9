"""Rows -> `policy.Person`, for one patient or thousands: the only place where reminders read the record.

A handful of queries, however many patients, and values instead of model instances for what every patient has: the
planner asks for everybody once a minute.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.db.models import OuterRef, Q, Subquery

from journeys.guidance.catalogue import UNREMINDED
from journeys.guidance.findings import Due
from journeys.models import CarerGrant, CheckIn, FollowUp, MonitoringState, Patient, Visit
from reminders import cycles
from reminders.models import PutOff, Suppression
from reminders.models.delivery import address_hash
from reminders.times import DAY, USUAL_TIME, Away, Zones
from reminders.values import PACES, PUT_OFF_COUNTS_DAYS, Item, Kind, Person, Rhythm, Topic
from reminders.values import PutOff as PutOffValue

FAR = timedelta(days=400)
PUT_OFF_COUNTS = timedelta(days=PUT_OFF_COUNTS_DAYS)


class Between(NamedTuple):
    """All patients whose ids lie between these two: for thousands a much cheaper question than a list of ids."""

    first: UUID
    last: UUID


Whose = Collection[UUID] | Between


class _Patient(NamedTuple):
    """One patient, and what was chosen for the reminders (None: nothing was)."""

    id: UUID
    zone: str | None
    clinics_zone: str | None
    created_at: datetime
    care_ended: str | None
    rhythm: str | None
    weekday: int | None
    local_time: time | None
    paused_until: date | None
    stopped_at: datetime | None
    last_check_in: date | None


class _Reader(NamedTuple):
    """Somebody who gets mails, as they are now, and what they wish for themself (None or "": nothing)."""

    user: UUID | None
    is_active: bool | None
    language: str
    zone: str
    token: str | None
    local_time: time | None
    away_zone: str | None
    away_from: date | None
    away_until: date | None
    paused_until: date | None
    check_ins_stopped_at: datetime | None
    tests_and_visits_stopped_at: datetime | None
    address: str | None


_PATIENT = ("pk", "time_zone", "clinic__time_zone", "created_at", "care_ended")
_CHOSEN = tuple(f"reminder_preference__{name}" for name in _Patient._fields[5:10])
_WISHED = tuple(f"user__mail_recipient__{name}" for name in _Reader._fields[4:12])


def take(whose: Whose, now: datetime, ahead: timedelta = FAR) -> list[Person]:
    """Everybody who reads these patients' reminders, the patient first. Order is that of the patients' ids; a patient
    without an account is there with ``recipient`` None. What is first reminded of later than `ahead` may be missing."""
    pairs = _pairs(whose, now)
    items = _items(whose, now, ahead)
    put_off = defaultdict(list)
    for each in PutOff.objects.filter(of("patient", whose), until__gte=now.date() - PUT_OFF_COUNTS).order_by("pk"):
        put_off[each.patient_id].append(each)
    bad = coming_back(reader.address for _, reader, _ in pairs if reader.address)
    return [
        _person(
            patient,
            reader,
            is_carer=is_carer,
            comes_back=reader.address in bad,
            items=tuple(items.get(patient.id, ())),
            put_off=tuple(_put_off(each) for each in put_off.get(patient.id, ()) if _concerns(each, reader)),
        )
        for patient, reader, is_carer in pairs
    ]


def of(path: str, whose: Whose) -> Q:
    """The condition that the patient at this path is one of them."""
    if isinstance(whose, Between):
        return Q(**{f"{path}__gte": whose.first, f"{path}__lte": whose.last})
    return Q(**{f"{path}__in": whose})


def coming_back(addresses: Iterable[str]) -> set[str]:
    """Those of these addresses to which nothing may be sent, because mails came back or were complained about."""
    # All that stand: they are few, and a question with thousands of hashes costs more than the answer.
    standing = set(Suppression.objects.filter(lifted_at=None).values_list("address_hash", flat=True))
    return {address for address in addresses if address_hash(address) in standing} if standing else set()


def _pairs(whose: Whose, now: datetime) -> list[tuple[_Patient, _Reader, bool]]:
    """(patient, reader, whether that is a carer)."""
    # By index one row for each patient, however long the record is.
    check_ins = CheckIn.objects.standing().filter(patient=OuterRef("pk")).order_by("-on").values("on")[:1]
    rows = Patient.objects.filter(of("pk", whose)).order_by("pk")
    patients = [
        (_Patient._make(row[: len(_Patient._fields)]), _Reader._make(row[len(_Patient._fields) :]))
        for row in rows.values_list(*_PATIENT, *_CHOSEN, Subquery(check_ins), *_reader())
    ]
    carers = _carers(whose, {patient.id: _zone(patient) for patient, _ in patients}, now)
    return [
        pair
        for patient, reader in patients
        for pair in ((patient, reader, False), *((patient, carer, True) for carer in carers.get(patient.id, ())))
    ]


def _reader() -> Iterator[Any]:
    """The columns of `_Reader`, beside a model that has a ``user``."""
    yield from ("user", "user__is_active", "user__language", "user__time_zone", *_WISHED)
    yield verified_address("user")


def verified_address(user: str) -> Subquery:
    """The address to which mails go, beside a row that leads to the user by this name."""
    addresses = EmailAddress.objects.filter(user=OuterRef(user), verified=True).order_by("-primary", "-pk")
    return Subquery(addresses.values("email")[:1])


def _carers(whose: Whose, zones: Mapping[UUID, str], now: datetime) -> Mapping[UUID, Collection[_Reader]]:
    """Those with a live grant who asked for mails about the people they care for."""
    found: defaultdict[UUID, dict[UUID | None, _Reader]] = defaultdict(dict)
    grants = CarerGrant.objects.filter(
        of("patient", whose), revoked_at=None, user__is_active=True, user__mail_recipient__as_carer_since__isnull=False
    )
    rows = grants.order_by("patient", "user").values_list("patient", "starts_on", "ends_on", *_reader())
    for patient, starts_on, ends_on, *columns in rows:
        today = _day(now, zones[patient])
        if starts_on <= today and (ends_on is None or today <= ends_on):
            reader = _Reader._make(columns)
            found[patient].setdefault(reader.user, reader)
    return {patient: list(readers.values()) for patient, readers in found.items()}


def _items(whose: Whose, now: datetime, ahead: timedelta) -> Mapping[UUID, list[Item]]:
    items: defaultdict[UUID, list[Item]] = defaultdict(list)
    last = now.date() + ahead + timedelta(days=PACES[Kind.MONITORING].lead_days) + DAY
    due = MonitoringState.objects.filter(of("patient", whose), due_on__lte=last)
    due = due.exclude(Q(state=Due.UNKNOWN) | Q(item__in=UNREMINDED))
    for patient_id, item, due_on in due.order_by("item").values_list("patient_id", "item", "due_on"):
        if due_on:
            items[patient_id].append(Item(item=item, due_on=due_on))
    asked = FollowUp.objects.open().filter(of("patient", whose)).order_by("due_on", "pk")
    for patient_id, pk, due_on, lead in asked.values_list("patient_id", "pk", "due_on", "lead_days"):
        items[patient_id].append(Item(kind=Kind.FOLLOW_UP, item=str(pk), due_on=due_on, lead_days=lead))
    visits = Visit.objects.standing().filter(
        of("patient", whose), on__gte=now.date() - DAY
    )  # somewhere it is yesterday
    planned = list(visits.order_by("on", "pk").values_list("patient_id", "pk", "on", "kind"))
    for patient_id, pk, on, _ in planned:
        items[patient_id].append(Item(kind=Kind.VISIT, item=str(pk), due_on=on))
    has_appointment = {patient_id for patient_id, _, _, kind in planned if kind == "infusion"}
    for patient_id, cycle in cycles.coming(of("patient", whose), now):
        if patient_id not in has_appointment:
            items[patient_id].append(cycle)
    return items


def _person(
    patient: _Patient,
    reader: _Reader,
    *,
    is_carer: bool,
    comes_back: bool,
    items: tuple[Item, ...],
    put_off: tuple[PutOffValue, ...],
) -> Person:
    since = _day(patient.created_at, _zone(patient))
    return Person(
        patient=patient.id,
        recipient=reader.user if reader.is_active else None,
        address=reader.address,
        zones=_zones(
            reader.zone if is_carer else _zone(patient), reader.away_zone, reader.away_from, reader.away_until
        ),
        since=since,
        weekday=since.weekday() if patient.weekday is None else patient.weekday,
        is_carer=is_carer,
        language=reader.language or "en",
        token=reader.token or "",
        local_time=reader.local_time or patient.local_time or USUAL_TIME,
        rhythm=Rhythm(patient.rhythm or Rhythm.WEEKLY),
        paused_until=max(filter(None, (patient.paused_until, reader.paused_until)), default=None),
        stopped=_stopped(patient, reader),
        care_ended=patient.care_ended is not None,
        comes_back=comes_back,
        last_check_in=patient.last_check_in,
        items=items,
        put_off=put_off,
    )


def _zone(patient: _Patient) -> str:
    return patient.zone or patient.clinics_zone or "UTC"


@lru_cache(maxsize=1000)
def _zones(home: str, away: str | None, start: date | None, end: date | None) -> Zones:
    return Zones(ZoneInfo(home), Away(ZoneInfo(away), start, end) if away and start and end else None)


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def _stopped(patient: _Patient, reader: _Reader) -> frozenset[Topic]:
    if patient.stopped_at:
        return frozenset(Topic)
    known = {
        Topic.CHECK_INS: reader.check_ins_stopped_at,
        Topic.TESTS_AND_VISITS: reader.tests_and_visits_stopped_at,
    }
    return frozenset(topic for topic, at in known.items() if at)


def _concerns(row: PutOff, reader: _Reader) -> bool:
    """What was said to be done is so for everybody; "later" for whom said it."""
    return row.is_done or row.recipient_id == reader.user


def _put_off(row: PutOff) -> PutOffValue:
    return PutOffValue(kind=Kind(row.kind), item=row.item, due_on=row.due_on, until=row.until, is_done=row.is_done)
