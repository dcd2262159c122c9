"""Infusions and injections that come round every few weeks: when the next one is due, from what was given."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from journeys.models import Administration, Dose, Therapy
from reminders.values import Item, Kind

# Intervals of dose lines that are long enough to be arranged; a daily or weekly dose needs no mail.
INTERVAL_DAYS = {"2-weeks": 14, "3-weeks": 21, "4-weeks": 28, "month": 30, "6-weeks": 42, "8-weeks": 56}
LATE_DAYS = 14  # our choice: after that the plan has changed without the record knowing


def coming(whose: Q, now: datetime) -> Iterator[tuple[UUID, Item]]:
    """(patient, item) for each therapy of these patients that goes on and was given before. Its day is the last one
    given plus the interval of the dose line that holds then."""
    running = Therapy.objects.standing().filter(whose, route__in=["intravenous", "subcutaneous"], stopped_on=None)
    running = running.exclude(stopped=True)
    therapies = dict(running.values_list("pk", "patient_id"))
    given = _last_given(therapies)
    for pk, every in _intervals(therapies, now.date()).items():
        if pk in given:
            due_on = given[pk] + timedelta(days=every)
            if due_on >= now.date() - timedelta(days=LATE_DAYS):
                yield therapies[pk], Item(kind=Kind.DRUG_CYCLE, item=str(pk), due_on=due_on)


def _last_given(therapies: Collection[int]) -> dict[int, date]:
    rows = Administration.objects.filter(therapy__in=therapies, entered_in_error_at=None).order_by("on")
    return dict(rows.values_list("therapy_id", "on"))


def _intervals(therapies: Collection[int], on: date) -> dict[int, int]:
    """Days between doses by the line in force, where it is an interval of weeks; a line of 0 is held."""
    rows = Dose.objects.filter(therapy__in=therapies, entered_in_error_at=None, from_date__lte=on).order_by("from_date")
    lines = {therapy: (every, amount) for therapy, every, amount in rows.values_list("therapy_id", "every", "amount")}
    return {
        therapy: INTERVAL_DAYS[every]
        for therapy, (every, amount) in lines.items()
        if every in INTERVAL_DAYS and amount != 0
    }
