"""Calendar feeds: whose days a private link shows, what calendars were told of them, and the link itself.

What a feed says is worked out when it is asked for, so that it is true whatever the planner does; `remember` keeps what
was said, for the next time. Asking changes nothing but the access log.
"""

import secrets
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts import access_log
from accounts.models import AccessLog, User
from journeys.models import CarerGrant, Patient
from journeys.models.patient import PatientQuerySet
from reminders import snapshot
from reminders.calendar import changes, compose, is_shown, wanted
from reminders.models import CalendarEvent, Recipient
from reminders.values import Person

Events = dict[UUID, CalendarEvent]  # by uid

BATCH = 500
WHAT = "calendar"  # in the access log
FORGOTTEN_AFTER = timedelta(days=90)


@transaction.atomic
def read(token: str, now: datetime) -> bytes | None:
    """The feed behind a link, with the read in the log. None: nobody has this link, or nobody any more."""
    link = Recipient.objects.filter(calendar_token=token, user__is_active=True).select_related("user").first()
    if link is None:
        return None
    ids = list(_followed(link.user, now).values_list("pk", flat=True))
    persons, known = _own(snapshot.take(ids, now)) if ids else {}, _known(ids)
    events = [event for patient in ids for event in _told(patient, persons[patient], known.get(patient, {}), now)]
    _log(link.user, ids, now)
    return compose(link.user, events)


def remember(now: datetime) -> int:
    """Keeps what calendars are told from now on. How many events that changed."""
    return sum(_remember(ids, now) for ids in _batches())


def _remember(ids: Collection[UUID], now: datetime) -> int:
    own, known = _own(snapshot.take(ids, now)), _known(ids)
    count = sum(_keep(patient, own[patient], known.get(patient, {}), now) for patient in ids)
    _forget(known, now)
    return count


def _batches() -> Iterator[list[UUID]]:
    """Patients whose days somebody has in a calendar."""
    carers = CarerGrant.objects.filter(
        patient=OuterRef("pk"), revoked_at=None, user__mail_recipient__calendar_token__isnull=False
    )
    subscribed = Q(user__mail_recipient__calendar_token__isnull=False) | Q(Exists(carers))
    ids = list(Patient.objects.filter(subscribed).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


@transaction.atomic
def make_link(user: User) -> Recipient:
    """A new link, and the only one: what was given out before leads nowhere now."""
    row, _ = Recipient.objects.select_for_update().get_or_create(user=user)
    row.calendar_token = secrets.token_urlsafe(24)
    row.save(update_fields=["calendar_token"])
    return row


def revoke_link(user: User) -> None:
    Recipient.objects.filter(user=user).update(calendar_token=None)


def _followed(user: User, now: datetime) -> PatientQuerySet:
    """The person's own record, and those of whom they hold a live grant at this moment; not those of a care team."""
    granted = CarerGrant.objects.live(user.today(now)).filter(user=user)
    return Patient.objects.filter(Q(user=user) | Q(pk__in=granted.values("patient")))


def _own(persons: Iterable[Person]) -> dict[UUID, Person]:
    """Each patient as such, whoever else reads their reminders."""
    return {person.patient: person for person in persons if person.patient and not person.is_carer}


def _known(patient_ids: Collection[UUID]) -> dict[UUID, Events]:
    found: dict[UUID, Events] = {}
    for event in CalendarEvent.objects.filter(patient__in=patient_ids) if patient_ids else ():
        found.setdefault(event.patient_id, {})[event.uid] = event
    return found


def _changes(
    patient: UUID, person: Person, known: Events, now: datetime
) -> tuple[list[CalendarEvent], list[CalendarEvent]]:
    return changes(known, wanted(person, now), patient=patient, today=person.zones.today(now), now=now)


def _told(patient: UUID, person: Person, known: Events, now: datetime) -> list[CalendarEvent]:
    new, anew = _changes(patient, person, known, now)
    events = {**known, **{event.uid: event for event in (*new, *anew)}}
    days = wanted(person, now)
    return [event for event in events.values() if is_shown(event, days, now)]


def _keep(patient: UUID, person: Person, known: Events, now: datetime) -> int:
    """Two that keep at once don't meet: a row is only moved on from the number that was read."""
    new, anew = _changes(patient, person, known, now)
    if new:
        CalendarEvent.objects.bulk_create(new, ignore_conflicts=True)
    for event in anew:
        CalendarEvent.objects.filter(pk=event.pk, sequence=event.sequence - 1).update(
            on=event.on, sequence=event.sequence, changed_at=now, cancelled_at=event.cancelled_at
        )
    return len(new) + len(anew)


def _forget(known: dict[UUID, Events], now: datetime) -> None:
    """No calendar asks about days that are long over."""
    over = (now - FORGOTTEN_AFTER).date()
    old = [event.pk for events in known.values() for event in events.values() if event.on < over]
    if old:
        CalendarEvent.objects.filter(pk__in=old, on__lt=over).delete()  # not one that has just moved


def _log(user: User, patient_ids: Collection[UUID], now: datetime) -> None:
    """Calendars ask every few hours, for years: one row a day says as much."""
    since = now.replace(hour=0, minute=0, second=0, microsecond=0)
    logged = AccessLog.objects.filter(actor=user, what=WHAT, at__gte=since, patient_id__in=patient_ids)
    new = set(patient_ids) - set(logged.values_list("patient_id", flat=True))
    access_log.record(actor=user, patient_ids=new, action=AccessLog.Action.READ, what=WHAT, now=now)
