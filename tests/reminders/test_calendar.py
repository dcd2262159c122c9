"""What a calendar is told, and what it never is: parsed as calendar programs do."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from pytest_django import Settings

from accounts.models import User
from journeys.models import (
    Administration,
    Dose,
    FollowUp,
    MonitoringState,
    Patient,
    Therapy,
)
from reminders.feeds import make_link
from reminders.models import CalendarEvent, Preference, PutOff
from reminders.planning import plan
from tests.reminders.calendars import DAY, feed, fetch, only, strike, told, visit
from tests.reminders.conftest import check_in, overdue


@pytest.fixture(autouse=True)
def at_now(now: datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.SITE_URL = "https://tracker.example.org"


@pytest.fixture
def ada(ada: Patient, ada_user: User, now: datetime) -> Patient:
    """Ada has a link, and has checked in: her calendar has only what a story puts in."""
    make_link(ada_user)
    Preference.objects.create(patient=ada, paused_until=now.date() + 100 * DAY)
    return ada


def test_whatever_is_due_is_a_whole_day_that_says_nothing(
    ada: Patient, ada_user: User, ben: User, now: datetime
) -> None:
    visit(ada, date(2026, 3, 20), now)
    overdue(ada, "mon.tak.imaging", date(2026, 2, 20))
    FollowUp.objects.create(patient=ada, due_on=date(2026, 4, 1), words="Bring the form", made_by=ben, made_at=now)
    therapy = Therapy.objects.create(patient=ada, ref="t", drug="rituximab", route="intravenous", received_at=now)
    common = {"therapy": therapy, "received_at": now}
    Dose.objects.create(**common, ref="d", from_date="2026-01-01", amount=375, unit="mg", every="4-weeks")
    Administration.objects.create(**common, ref="a", on=date(2026, 2, 10), unit="mg")
    events = feed(ada_user).values()
    days = {date(2026, 2, 20), date(2026, 3, 10), date(2026, 3, 20), date(2026, 4, 1)}
    assert {each["DTSTART"].dt for each in events} == days
    assert {each["DTEND"].dt - each["DTSTART"].dt for each in events} == {DAY}
    for event in events:
        assert set(event) == {
            *("UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND"),
            *("SUMMARY", "DESCRIPTION", "URL", "STATUS", "TRANSP", "CLASS"),
        }
        assert event["SUMMARY"] == "Something to do"
        assert event["DESCRIPTION"] == "Sign in to see what it is: https://tracker.example.org/"
        assert event["URL"] == "https://tracker.example.org/"
        assert (event["TRANSP"], event["CLASS"], event["STATUS"]) == ("TRANSPARENT", "PRIVATE", "CONFIRMED")


def test_it_speaks_the_readers_language(ada: Patient, ada_user: User, now: datetime) -> None:
    visit(ada, date(2026, 3, 20), now)
    User.objects.filter(pk=ada_user.pk).update(language="es-MX")
    assert only(ada_user)["SUMMARY"] == "Algo que hacer"
    assert only(ada_user)["DESCRIPTION"] == "Inicie sesión para ver qué es: https://tracker.example.org/"


def test_check_in_days_of_the_next_eight_weeks_without_those_that_are_done_or_in_a_pause(
    ada: Patient, ada_user: User, now: datetime
) -> None:
    Preference.objects.update(paused_until=date(2026, 3, 16))
    mondays = [date(2026, 3, 16) + week * 7 * DAY for week in range(6)]
    assert sorted(each["DTSTART"].dt for each in feed(ada_user).values()) == mondays
    Preference.objects.update(paused_until=None)
    assert date(2026, 3, 2) in [each["DTSTART"].dt for each in feed(ada_user).values()]
    check_in(ada, date(2026, 3, 2), now)
    assert date(2026, 3, 2) not in [each["DTSTART"].dt for each in feed(ada_user).values()]


def test_nothing_beyond_a_year_and_nothing_long_overdue(ada: Patient, ada_user: User, now: datetime) -> None:
    visit(ada, now.date() + 366 * DAY, now)
    overdue(ada, "mon.tak.imaging", now.date() - 31 * DAY)
    assert feed(ada_user) == {}


def test_mails_that_are_switched_off_do_not_empty_the_calendar(ada: Patient, ada_user: User, now: datetime) -> None:
    Preference.objects.update(stopped_at=now)
    visit(ada, date(2026, 3, 20), now)
    assert told(only(ada_user)) == (date(2026, 3, 20), 0, "CONFIRMED")


def test_a_visit_that_is_moved_is_the_same_event_with_a_higher_number(
    ada: Patient, ada_user: User, now: datetime
) -> None:
    planned = visit(ada, date(2026, 3, 20), now)
    before = only(ada_user)
    plan(now)
    planned.on = date(2026, 3, 23)
    planned.save()
    for _ in range(2):  # asked before the planner comes round, and after
        after = only(ada_user)
        assert after["UID"] == before["UID"]
        assert (told(before), told(after)) == (
            (date(2026, 3, 20), 0, "CONFIRMED"),
            (date(2026, 3, 23), 1, "CONFIRMED"),
        )
        plan(now)
    planned.on = date(2026, 3, 20)
    planned.save()
    assert told(only(ada_user)) == (date(2026, 3, 20), 2, "CONFIRMED")


def test_what_went_away_is_cancelled_for_thirty_days_and_may_come_back(
    ada: Patient, ada_user: User, ben: User, now: datetime, at_now: time_machine.Traveller
) -> None:
    planned = visit(ada, date(2026, 6, 1), now)
    plan(now)
    strike(planned, ben, now)
    assert told(only(ada_user)) == (date(2026, 6, 1), 1, "CANCELLED")
    plan(now)
    at_now.move_to(now + 29 * DAY)
    plan(now + 29 * DAY)
    assert told(only(ada_user)) == (date(2026, 6, 1), 1, "CANCELLED")
    at_now.move_to(now + 30 * DAY)
    assert feed(ada_user) == {}
    planned.entered_in_error_at = planned.entered_in_error_by = planned.entered_in_error_reason = None
    planned.save()
    assert told(only(ada_user)) == (date(2026, 6, 1), 2, "CONFIRMED")


def test_done_by_the_team_or_said_to_be_done_is_cancelled(
    ada: Patient, ada_user: User, ben: User, now: datetime
) -> None:
    asked = FollowUp.objects.create(patient=ada, due_on=date(2026, 4, 1), words="Bring it", made_by=ben, made_at=now)
    overdue(ada, "mon.tak.imaging", date(2026, 3, 20))
    plan(now)
    FollowUp.objects.filter(pk=asked.pk).update(done_at=now, done_by=ben)
    PutOff.objects.create(
        patient=ada, recipient=ada_user, kind="monitoring", item="mon.tak.imaging", due_on=date(2026, 3, 20),
        until=date(2026, 3, 30), is_done=True, at=now,
    )  # fmt: skip
    assert sorted(told(each) for each in feed(ada_user).values()) == [
        (date(2026, 3, 20), 1, "CANCELLED"),
        (date(2026, 4, 1), 1, "CANCELLED"),
    ]


def test_a_result_moves_the_test_to_its_next_day(ada: Patient, ada_user: User, now: datetime) -> None:
    item = overdue(ada, "mon.tak.imaging", date(2026, 2, 20))
    uid = only(ada_user)["UID"]
    plan(now)
    MonitoringState.objects.filter(pk=item.pk).update(due_on=date(2026, 8, 20), state="not-due")
    assert only(ada_user)["UID"] == uid
    assert told(only(ada_user)) == (date(2026, 8, 20), 1, "CONFIRMED")


def test_a_visit_that_has_taken_place_is_over_not_cancelled(
    ada: Patient, ada_user: User, now: datetime, at_now: time_machine.Traveller
) -> None:
    visit(ada, date(2026, 3, 3), now)
    plan(now)
    later = now + 5 * DAY
    at_now.move_to(later)
    plan(later)
    assert feed(ada_user) == {}
    assert CalendarEvent.objects.get().cancelled_at is None


def test_after_care_has_ended_there_are_only_cancellations(
    ada: Patient, ada_user: User, now: datetime, at_now: time_machine.Traveller
) -> None:
    visit(ada, date(2026, 3, 20), now)
    overdue(ada, "mon.tak.imaging", date(2026, 2, 20))
    plan(now)
    Patient.objects.update(care_ended="discharged", care_ended_on=now.date(), care_ended_at=now)
    for _ in range(2):
        assert told(only(ada_user)) == (date(2026, 3, 20), 1, "CANCELLED")
        plan(now)
    at_now.move_to(now + 30 * DAY)
    assert feed(ada_user) == {}


def test_a_day_stays_the_day_it_is_when_the_clocks_change_and_wherever_the_patient_is(
    ada: Patient, ada_user: User, now: datetime
) -> None:
    changes = [date(2026, 3, 29), date(2026, 4, 5), date(2026, 10, 25), date(2026, 11, 1)]
    for day in changes:
        visit(ada, day, now)
    texts = set()
    for zone in ("Europe/Vienna", "Australia/Lord_Howe", "America/New_York", "Pacific/Kiritimati"):
        Patient.objects.update(time_zone=zone)
        assert sorted(each["DTSTART"].dt for each in feed(ada_user).values()) == changes
        texts.add(fetch(ada_user).content)
    (text,) = texts
    assert text.count(b"DTSTART;VALUE=DATE:") == len(changes)
    assert b"VTIMEZONE" not in text
    assert b"TZID" not in text


def test_daily_check_ins_have_each_day_once_over_a_change_of_clocks(
    ada: Patient, ada_user: User, at_now: time_machine.Traveller
) -> None:
    Preference.objects.update(paused_until=None, rhythm="daily")
    for zone in ("Europe/Vienna", "America/New_York", "Australia/Lord_Howe"):
        Patient.objects.update(time_zone=zone)
        at_now.move_to(datetime(2026, 3, 28, 23, 30, tzinfo=UTC))
        first = datetime(2026, 3, 28, 23, 30, tzinfo=UTC).astimezone(ZoneInfo(zone)).date()
        days = sorted(each["DTSTART"].dt for each in feed(ada_user).values())
        assert days == [first + ahead * DAY for ahead in range(56)]
