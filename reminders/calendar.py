"""What a private calendar feed says: on which days there is something to do. Not what, not for whom, not where.

Every event is a whole day (a DATE). What is due is due on a calendar day, and a DATE has neither zone nor clock: no
change of the clocks and no journey moves it, and there is no VTIMEZONE that could be out of date. A time of day would
say more than the record knows. Events hide nobody's free time (TRANSPARENT) and are marked as private, so that a shared
calendar shows others only that there is an entry.

Pure but for the library that writes the format; `feeds` reads and remembers.
"""

import uuid
from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from icalendar import Calendar, Event
from icalendar.enums import CLASS, STATUS, TRANSP
from icalendar.prop import vDuration

from accounts.models import User
from reminders.languages import spoken
from reminders.models import CalendarEvent
from reminders.policy import check_in_days, is_checked_in
from reminders.times import DAY
from reminders.values import NAMESPACE, Item, Kind, Person

CHECK_IN_DAYS = 8 * 7
ITEM_DAYS = 365
LATE_DAYS = 30  # what is overdue longer says nothing in a calendar any more
CANCELLED_FOR = timedelta(days=30)  # a calendar that hasn't looked for a month keeps what was cancelled
REFRESH = timedelta(hours=6)


def uid(patient: uuid.UUID, kind: Kind, about: str) -> uuid.UUID:
    """From what it is about, not from its day: a visit that is moved stays the same event."""
    return uuid.uuid5(NAMESPACE, f"calendar:{patient}:{kind}:{about}")


def wanted(person: Person, now: datetime) -> dict[uuid.UUID, date]:
    """The days that a patient's calendar should show, by the event's uid. Whether mails are wanted doesn't matter."""
    if person.patient is None or person.care_ended:
        return {}
    today = person.zones.today(now)
    items = {
        uid(person.patient, each.kind, each.item): each.due_on
        for each in person.items
        if -LATE_DAYS <= (each.due_on - today).days <= ITEM_DAYS and not _is_said_done(person, each, today)
    }
    days = check_in_days(person, today, CHECK_IN_DAYS)
    return items | {uid(person.patient, Kind.CHECK_IN, day.isoformat()): day for day in days if _asks_on(person, day)}


def _is_said_done(person: Person, item: Item, today: date) -> bool:
    said = ((each.kind, each.item, each.due_on) for each in person.put_off if each.is_done and today < each.until)
    return (item.kind, item.item, item.due_on) in said


def _asks_on(person: Person, day: date) -> bool:
    if day < person.since or (person.paused_until and day < person.paused_until):
        return False
    return not is_checked_in(person, day)


def changes(
    known: Mapping[uuid.UUID, CalendarEvent],
    days: Mapping[uuid.UUID, date],
    *,
    patient: uuid.UUID,
    today: date,
    now: datetime,
) -> tuple[list[CalendarEvent], list[CalendarEvent]]:
    """What calendars don't know yet of the days that are `wanted`: (new events, known ones as they are now).

    What went away is cancelled while its day lies ahead; a day that is over is just over.
    """
    new = [
        CalendarEvent(uid=key, patient_id=patient, on=on, changed_at=now)
        for key, on in days.items()
        if key not in known
    ]
    return new, [
        _told_anew(row, days.get(key), now) for key, row in known.items() if _is_news(row, days.get(key), today)
    ]


def _is_news(row: CalendarEvent, on: date | None, today: date) -> bool:
    if on is None:
        return row.cancelled_at is None and row.on >= today
    return row.cancelled_at is not None or row.on != on


def _told_anew(row: CalendarEvent, on: date | None, now: datetime) -> CalendarEvent:
    return CalendarEvent(
        uid=row.uid,
        patient_id=row.patient_id,
        on=on or row.on,
        sequence=row.sequence + 1,
        changed_at=now,
        cancelled_at=None if on else now,
    )


def is_shown(event: CalendarEvent, days: Container[uuid.UUID], now: datetime) -> bool:
    """Whether a feed still tells of it: it is wanted, or was cancelled lately."""
    return event.uid in days or (event.cancelled_at is not None and now - event.cancelled_at < CANCELLED_FOR)


def compose(reader: User, events: Iterable[CalendarEvent]) -> bytes:
    """The feed as RFC 5545 text, in the reader's language. The same events give the same bytes: it can be asked for
    conditionally."""
    with translation.override(spoken(reader.language)):
        entries = [_event(each) for each in sorted(events, key=lambda each: (each.on, each.uid))]
    feed = Calendar.new(
        prodid=f"-//{settings.SITE_NAME}//Calendar//EN",
        method="PUBLISH",
        uid=uuid.uuid5(NAMESPACE, f"calendar-of:{reader.pk}"),
        name=settings.SITE_NAME,
        subcomponents=entries,
    )
    feed.add("REFRESH-INTERVAL", vDuration(REFRESH, params={"VALUE": "DURATION"}))
    feed.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    return feed.to_ical()


def _event(event: CalendarEvent) -> Event:
    link = f"{settings.SITE_URL}/"
    return Event.new(
        uid=event.uid,
        sequence=event.sequence,
        stamp=event.changed_at.replace(microsecond=0),
        last_modified=event.changed_at.replace(microsecond=0),
        start=event.on,
        end=event.on + DAY,
        summary=gettext("Something to do"),
        description=gettext("Sign in to see what it is: %(link)s") % {"link": link},
        url=link,
        status=STATUS.CANCELLED if event.cancelled_at else STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT,
        classification=CLASS.PRIVATE,
    )
