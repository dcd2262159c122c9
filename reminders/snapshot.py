"""Rows -> `policy.Person`, for one patient or a batch: the only place where reminders read the record."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Max

from journeys.guidance.catalogue import UNREMINDED
from journeys.guidance.findings import Due
from journeys.models import CheckIn, MonitoringState, Patient
from reminders.models import Preference
from reminders.policy import Item, Person, Rhythm


def take(patient_ids: Collection[UUID]) -> list[Person]:
    """In five queries, however many patients. Order is that of the patients' ids."""
    patients = list(Patient.objects.filter(pk__in=patient_ids).select_related("clinic", "user").order_by("pk"))
    preferences = Preference.objects.in_bulk(patient_ids)
    addresses = verified_addresses([patient.user_id for patient in patients if patient.user_id])
    check_ins = _last_check_ins(patient_ids)
    items = _items(patient_ids)
    return [
        _person(
            patient,
            preference=preferences.get(patient.pk) or Preference(),
            address=addresses.get(patient.user_id) if patient.user_id else None,
            last_check_in=check_ins.get(patient.pk),
            items=items[patient.pk],
        )
        for patient in patients
    ]


def verified_addresses(user_ids: Collection[UUID]) -> dict[UUID, str]:
    """The primary verified address of each, where there is one."""
    rows = EmailAddress.objects.filter(user__in=user_ids, verified=True).order_by("primary", "pk")
    return dict(rows.values_list("user_id", "email"))


def _last_check_ins(patient_ids: Collection[UUID]) -> dict[UUID, date]:
    standing = CheckIn.objects.standing().filter(patient__in=patient_ids)
    return dict(standing.values_list("patient").annotate(Max("on")))


def _items(patient_ids: Collection[UUID]) -> defaultdict[UUID, list[Item]]:
    items = defaultdict(list)
    rows = MonitoringState.objects.filter(patient__in=patient_ids).exclude(state=Due.UNKNOWN)
    rows = rows.exclude(item__in=UNREMINDED)
    for patient_id, item, due_on in rows.values_list("patient_id", "item", "due_on"):
        if due_on:
            items[patient_id].append(Item(item=item, due_on=due_on))
    return items


def _person(
    patient: Patient, *, preference: Preference, address: str | None, last_check_in: date | None, items: list[Item]
) -> Person:
    since = patient.today(patient.created_at)
    return Person(
        patient=patient.pk,
        recipient=patient.user_id if patient.user and patient.user.is_active else None,
        address=address,
        zone=patient.zone,
        since=since,
        weekday=since.weekday() if preference.weekday is None else preference.weekday,
        local_time=preference.local_time,
        rhythm=Rhythm(preference.rhythm),
        paused_until=preference.paused_until,
        stopped=preference.stopped_at is not None,
        last_check_in=last_check_in,
        items=tuple(items),
    )
