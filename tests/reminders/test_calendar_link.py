"""Who may have a calendar, how it is handed out, and the page with the link."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar
from pytest_django import Settings

from accounts.models import AccessLog, CareTeam, User
from journeys.models import (
    CarerGrant,
    FollowUp,
    LabResult,
    Patient,
    Visit,
)
from reminders.feeds import make_link, revoke_link
from reminders.models import CalendarEvent, Preference, Recipient
from reminders.planning import plan
from tests.conftest import SignIn, team_patient
from tests.journeys.test_routes import content
from tests.reminders.calendars import DAY, address, feed, fetch, only, told, visit
from tests.reminders.conftest import overdue
from tests.reminders.test_canary import Canary


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


def test_a_link_that_was_renewed_revoked_altered_or_never_was_leads_nowhere(
    ada: Patient, ada_user: User, dee_user: User, now: datetime
) -> None:
    visit(ada, date(2026, 3, 20), now)
    first = address(ada_user)
    assert Client().get(first).status_code == 200
    make_link(ada_user)
    second = address(ada_user)
    revoke_link(ada_user)
    make_link(dee_user)
    unknown = reverse("reminders:calendar", args=["x" * 32])
    answers = [Client().get(each) for each in (first, second, second[:-5] + "A.ics", unknown, "/c/None.ics", "/c/.ics")]
    assert {each.status_code for each in answers} == {404}
    assert len({each.content for each in answers[:4]}) == 1
    assert not AccessLog.objects.exclude(actor=ada_user).exists()


def test_who_may_no_longer_sign_in_has_no_calendar(ada: Patient, ada_user: User) -> None:
    User.objects.filter(pk=ada_user.pk).update(is_active=False)
    assert fetch(ada_user).status_code == 404


def test_a_carer_sees_whom_they_help_while_the_grant_holds(
    ada: Patient, dee_user: User, ben: User, now: datetime, at_now: time_machine.Traveller
) -> None:
    visit(ada, date(2026, 3, 20), now)
    make_link(dee_user)
    assert feed(dee_user) == {}
    grant = CarerGrant.objects.create(
        patient=ada, user=dee_user, scope="view", starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 8)
    )
    assert told(only(dee_user)) == (date(2026, 3, 20), 0, "CONFIRMED")
    plan(now)
    at_now.move_to(now + 7 * DAY)
    assert feed(dee_user) == {}
    at_now.move_to(now)
    CarerGrant.objects.filter(pk=grant.pk).update(revoked_at=now, revoked_by=ben)
    assert feed(dee_user) == {}, "not even a cancellation"


def test_a_team_member_has_nobodys_days(ada: Patient, ben: User, now: datetime) -> None:
    visit(ada, date(2026, 3, 20), now)
    make_link(ben)
    assert feed(ben) == {}


def test_the_days_of_two_patients_do_not_run_into_each_other(
    ada: Patient, ada_user: User, dee_user: User, team: CareTeam, now: datetime
) -> None:
    other = team_patient(team, ref="eve-1")
    Preference.objects.create(patient=other, paused_until=now.date() + 100 * DAY)
    for patient, day in ((ada, 20), (other, 21)):
        overdue(patient, "mon.tak.imaging", date(2026, 3, day))
        CarerGrant.objects.create(patient=patient, user=dee_user, scope="view", starts_on=date(2026, 1, 1))
    make_link(dee_user)
    both = feed(dee_user)
    assert sorted(each["DTSTART"].dt.day for each in both.values()) == [20, 21]
    assert only(ada_user)["UID"] in both
    plan(now)
    assert CalendarEvent.objects.count() == 2


def test_nothing_of_the_record_is_in_it(ada: Patient, ada_user: User, ben: User, now: datetime) -> None:
    canary = Canary()
    Patient.objects.update(ref=canary(), name=canary(), email=f"{canary()}@example.net")
    User.objects.filter(pk=ada_user.pk).update(name=canary())
    type(ada.clinic).objects.update(name=canary())
    facts = {"patient": ada, "received_at": now}
    visit(ada, date(2026, 3, 20), now, note=canary(), source=canary(), condition="takayasu-arteritis")
    LabResult.objects.create(**facts, ref=canary(), collected_on="2026-01-02", analyte=canary(), value_text=canary())
    FollowUp.objects.create(patient=ada, due_on=date(2026, 4, 1), words=canary(), made_by=ben, made_at=now)
    overdue(ada, canary(), date(2026, 3, 22))
    response = fetch(ada_user)
    everything = (response.content + str(dict(response.headers)).encode()).lower().decode()
    assert everything.count("begin:vevent") == 3
    words = canary.words | {str(ada.pk), str(ada_user.pk), ada_user.email, "takayasu", "clinic", "1988", "treatment"}
    assert not {word for word in words if word.lower() in everything}


def test_it_is_text_as_the_standard_has_it(ada: Patient, ada_user: User, now: datetime, settings: Settings) -> None:
    settings.SITE_NAME = (
        "A very long name of a site, with commas; semicolons – and a letter outside of ASCII: žluťoučký kůň"
    )
    visit(ada, date(2026, 3, 20), now)
    raw = fetch(ada_user).content
    lines = raw.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75, "octets, not letters"
    assert any(line.startswith(b" ") for line in lines), "something was folded"
    parsed = Calendar.from_ical(raw)
    assert parsed["X-WR-CALNAME"] == settings.SITE_NAME
    assert parsed["METHOD"] == "PUBLISH"
    for line in (b"REFRESH-INTERVAL;VALUE=DURATION:PT6H", b"X-PUBLISHED-TTL:PT6H", b"SEQUENCE:0"):
        assert line in lines


def test_no_cookie_no_session_and_headers_for_programs(ada: Patient, ada_user: User, now: datetime) -> None:
    plan(now)
    response = fetch(ada_user)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert "Vary" not in response or "Cookie" not in response["Vary"]
    assert Client().head(address(ada_user)).status_code == 200
    for method in ("post", "put", "delete", "patch"):
        assert getattr(Client(), method)(address(ada_user)).status_code == 405


def test_nothing_new_is_answered_with_not_modified(
    ada: Patient, ada_user: User, now: datetime, at_now: time_machine.Traveller
) -> None:
    planned = visit(ada, date(2026, 3, 20), now)
    plan(now)
    etag = fetch(ada_user)["ETag"]
    at_now.move_to(now + timedelta(hours=6))
    again = fetch(ada_user, **{"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    planned.on = date(2026, 3, 23)
    planned.save()
    assert fetch(ada_user, **{"If-None-Match": etag}).status_code == 200


def test_asking_changes_nothing_and_leaves_one_row_a_day_in_the_access_log(
    ada: Patient, ada_user: User, now: datetime, at_now: time_machine.Traveller
) -> None:
    visit(ada, date(2026, 3, 20), now)
    before = content()
    for hours in (0, 6, 12, 24):
        at_now.move_to(now + timedelta(hours=hours))
        fetch(ada_user)
    assert content() == before
    rows = AccessLog.objects.order_by("at").values_list("actor", "patient_id", "action", "what", "at__day")
    assert list(rows) == [(ada_user.pk, ada.pk, "read", "calendar", day) for day in (2, 3)]


def test_planning_again_keeps_what_is_kept_and_costs_nothing_for_who_has_no_calendar(
    ada: Patient, ada_user: User, now: datetime
) -> None:
    visit(ada, date(2026, 3, 20), now)
    plan(now)
    kept = list(CalendarEvent.objects.values_list())
    with CaptureQueriesContext(connection) as queries:
        plan(now)
    assert list(CalendarEvent.objects.values_list()) == kept
    assert not [each["sql"] for each in queries if "calendarevent" in each["sql"] and "SELECT" not in each["sql"][:6]]
    revoke_link(ada_user)
    Visit.objects.all().delete()
    with CaptureQueriesContext(connection) as queries:
        plan(now)
    assert not [each["sql"] for each in queries if "calendarevent" in each["sql"]]


def test_days_long_over_are_forgotten(ada: Patient, ada_user: User, now: datetime) -> None:
    gone = CalendarEvent.objects.create(
        uid=UUID(int=1), patient=ada, on=now.date() - 91 * DAY, changed_at=now - 100 * DAY
    )
    kept = CalendarEvent.objects.create(uid=UUID(int=2), patient=ada, on=now.date() - 89 * DAY, changed_at=now)
    plan(now)
    assert set(CalendarEvent.objects.all()) == {kept} != {gone}


def test_somebody_makes_renews_and_turns_off_their_own_link(
    ada: Patient, dee_user: User, ada_user: User, sign_in: SignIn
) -> None:
    page, dees = reverse("reminders:calendar-link"), sign_in(dee_user)
    assert "You have no link yet" in dees.get(page).content.decode()
    assert not Recipient.objects.filter(user=dee_user).exists(), "looking makes none"
    dees.post(page, {"do": "make"})
    first = address(dee_user)
    assert f"https://tracker.example.org{first}" in dees.get(page).content.decode()
    assert f"webcal://tracker.example.org{first}" in dees.get(page).content.decode()
    dees.post(page, {"do": "something else"})
    assert address(dee_user) == first
    dees.post(page, {"do": "make"})
    assert address(dee_user) != first
    dees.post(page, {"do": "revoke"})
    assert Recipient.objects.get(user=dee_user).calendar_token is None
    assert Recipient.objects.get(user=ada_user).calendar_token is not None
    assert Client().get(page).status_code == 302


def test_patients_and_carers_are_told_of_it_and_the_team_is_not(
    ada: Patient, ada_user: User, ben: User, sign_in: SignIn
) -> None:
    for user, is_told in ((ada_user, True), (ben, False)):
        fragment = sign_in(user).get(reverse("reminders:fragment", args=[ada.pk])).content.decode()
        assert (reverse("reminders:calendar-link") in fragment) is is_told
