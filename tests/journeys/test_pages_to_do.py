"""What waits for Ben beside the flags: work items, and what he asks of Ada."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessLog, CareTeam, User
from journeys.actions import follow_ups, work_items
from journeys.models import FollowUp, Patient, WorkItem, WorkKind
from tests.conftest import SignIn, team_patient
from tests.journeys.course import course, live
from tests.journeys.pages import follow, html, title, words

pytestmark = pytest.mark.django_db
WORK = reverse("work")
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def ada(ada: Patient, ada_user: User, team: CareTeam, now: datetime) -> Patient:
    return live(course(), team=team, now=now)


@pytest.fixture
def item(ada: Patient, now: datetime) -> WorkItem:
    why = {ada.pk: "Six reminders without an answer."}
    work_items.open_items(kind=WorkKind.NO_ANSWER, because=why, now=now - timedelta(days=3))
    return WorkItem.objects.get()


@pytest.fixture
def asked(ada: Patient, ben: User, now: datetime) -> FollowUp:
    due_on = DAY + timedelta(days=7)
    return follow_ups.make(patient=ada, due_on=due_on, words="Have your blood taken", by=ben, now=now)


@pytest.fixture
def bens(sign_in: SignIn, ben: User) -> Client:
    return sign_in(ben)


def page_of(ada: Patient) -> str:
    return reverse("patient", args=[ada.id])


def finish(browser: Client, item: WorkItem, **sent: object) -> object:
    given = {"done-version": 1, "done-way": "phoned", "done-words": "", **sent}
    return follow(browser, reverse("work-item-done", args=[item.pk]), **given)


# ── the worklist ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_worklist_says_who_what_why_and_since_when(bens: Client, item: WorkItem) -> None:
    text = words(bens.get(WORK))
    assert "Also to do: 1" in text
    assert "Also to do (1) Ada ada-1 Does not answer reminders since 27 Feb 2026" in text
    assert "Six reminders without an answer." in text


def test_other_teams_and_those_who_look_for_somebody_see_none_of_it(
    bens: Client, sign_in: SignIn, zoe: User, item: WorkItem
) -> None:
    assert "Also to do" not in words(sign_in(zoe).get(WORK))
    assert "Also to do" not in words(bens.post(WORK, {"words": "Ada"}))


def test_the_longest_waiting_come_first_and_the_rest_is_counted(bens: Client, team: CareTeam, now: datetime) -> None:
    for number in range(27):
        somebody = team_patient(team, ref=f"p-{number}", name=f"Person {number:02}")
        at = now - timedelta(days=number)
        work_items.open_item(patient_id=somebody.pk, kind=WorkKind.SILENT, because="b", now=at)
    page = bens.get(WORK)
    assert re.findall(r"<strong>(Person \d\d)</strong>", html(page)) == [f"Person {n:02}" for n in range(26, 1, -1)]
    assert "Also to do (27)" in words(page)
    assert "2 more." in words(page)


def test_everyone_who_is_shown_is_in_the_log_once(bens: Client, item: WorkItem, team: CareTeam, now: datetime) -> None:
    unassessed = team_patient(team, ref="bob-1", name="Bob")
    work_items.open_item(patient_id=unassessed.pk, kind=WorkKind.SILENT, because="b", now=now)
    before = AccessLog.objects.count()
    bens.get(WORK)
    listed = AccessLog.objects.order_by("pk")[before:]
    assert sorted((row.patient_id, row.action) for row in listed) == sorted(
        (each, "list") for each in (item.patient_id, unassessed.pk)
    )


def test_an_item_is_done_with_a_word_and_gone(bens: Client, item: WorkItem, ben: User) -> None:
    page = finish(bens, item)
    assert page.redirect_chain == [(WORK, 302)]
    item.refresh_from_db()
    assert (item.how, item.closed_by) == ("Phoned", ben)
    assert "Also to do" not in words(page)


def test_words_of_ones_own_are_kept_and_read_on_the_patients_page(bens: Client, item: WorkItem) -> None:
    sent = {"done-way": "other", "done-words": "Daughter will help", "from": "patient"}
    text = words(finish(bens, item, **sent))
    item.refresh_from_db()
    assert item.how == "Daughter will help"
    assert "To do Nothing waits for somebody. Seen to before (1) Does not answer reminders" in text
    assert "2 Mar 2026: Daughter will help (Ben)" in text


def test_what_settled_itself_names_nobody(bens: Client, item: WorkItem, now: datetime) -> None:
    work_items.settle(kind=WorkKind.NO_ANSWER, patient_ids=[item.patient_id], how="There was an answer.", now=now)
    text = words(bens.get(page_of(item.patient)))
    assert "2 Mar 2026: There was an answer. Where things stand" in text


def test_the_worklist_asks_the_database_as_often_for_many_items_as_for_one(
    bens: Client, item: WorkItem, team: CareTeam, now: datetime
) -> None:
    bens.get(WORK)
    with CaptureQueriesContext(connection) as for_one:
        bens.get(WORK)
    for number in range(9):
        somebody = team_patient(team, ref=f"p-{number}")
        work_items.open_item(patient_id=somebody.pk, kind=WorkKind.SILENT, because="b", now=now)
    with CaptureQueriesContext(connection) as for_ten:
        bens.get(WORK)
    assert len(for_ten) == len(for_one)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"done-way": "other"}, "In a few words: say what was done"),
        ({"done-way": ""}, "How: choose one"),
    ],
)
def test_without_saying_how_nothing_is_done(sent: dict[str, str], said: str, bens: Client, item: WorkItem) -> None:
    page = finish(bens, item, **sent)
    assert title(page).startswith("Error:")
    assert said in words(page)
    assert WorkItem.objects.open().exists()


def test_an_item_is_put_off_and_comes_back(bens: Client, sign_in: SignIn, ben: User, item: WorkItem) -> None:
    sent = {"later-version": 1, "later-until": "2026-03-09", "from": "patient"}
    page = follow(bens, reverse("work-item-later", args=[item.pk]), **sent)
    assert page.redirect_chain == [(page_of(item.patient), 302)]
    assert "put off until 9 Mar 2026" in words(page)
    assert "Also to do" not in words(bens.get(WORK))
    with time_machine.travel(datetime.fromisoformat("2026-03-09T10:00+00:00"), tick=False):
        assert "Also to do (1)" in words(sign_in(ben).get(WORK))


def test_a_day_that_is_over_is_refused_with_what_was_typed(bens: Client, item: WorkItem) -> None:
    page = follow(bens, reverse("work-item-later", args=[item.pk]), **{"later-version": 1, "later-until": "2026-03-02"})
    assert "Choose a day from tomorrow on" in words(page)
    assert 'value="2026-03-02"' in html(page)


def test_who_was_slower_sees_both_and_changes_nothing(bens: Client, item: WorkItem, cem: User, now: datetime) -> None:
    work_items.close(item=item, how="Address corrected", by=cem, now=now, version=1)
    page = finish(bens, item)
    assert page.status_code == 409
    text = words(page)
    assert "Nothing of yours was saved." in text
    assert "What you wanted to save How Phoned" in text
    assert "Closed Address corrected By Cem" in text
    item.refresh_from_db()
    assert item.how == "Address corrected"


def test_an_item_has_a_page_of_its_own(bens: Client, item: WorkItem) -> None:
    page = bens.get(reverse("work-item", args=[item.pk]))
    assert "Because Six reminders without an answer. Since 27 Feb 2026" in words(page)


# ── what is asked of Ada ────────────────────────────────────────────────────────────────────────────────────────────


def test_asking_is_a_short_form_on_the_patients_page(bens: Client, ada: Patient, ben: User) -> None:
    assert "Nothing is asked for at present." in words(bens.get(page_of(ada)))
    sent = {"words": "Have your blood taken", "due_on": "2026-03-09", "lead_days": "5"}
    page = follow(bens, reverse("follow-up-add", args=[ada.id]), **sent)
    made = FollowUp.objects.get()
    assert (made.words, made.due_on, made.lead_days, made.made_by) == (sent["words"], date(2026, 3, 9), 5, ben)
    assert "9 Mar 2026 Have your blood taken Asked by Ben. The patient sees it from 4 Mar 2026." in words(page)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"words": ""}, "What you ask of the patient: say it in a few words"),
        ({"due_on": "2026-03-01"}, "This day is over."),
        ({"lead_days": "91"}, "Days ahead: enter at most 90"),
        ({"lead_days": "few"}, "Days ahead: enter a whole number, such as 3"),
    ],
)
def test_what_cannot_be_asked_is_said(sent: dict[str, str], said: str, bens: Client, ada: Patient) -> None:
    given = {"words": "Have your blood taken", "due_on": "2026-03-09", "lead_days": "3", **sent}
    page = follow(bens, reverse("follow-up-add", args=[ada.id]), **given)
    assert title(page).startswith("Error:")
    assert said in words(page)
    assert not FollowUp.objects.exists()


def press(browser: Client, verb: str, asked: FollowUp, version: int) -> object:
    return follow(browser, reverse(f"follow-up-{verb}", args=[asked.pk]), version=version)


def test_the_team_marks_done_and_undoes_it(bens: Client, asked: FollowUp, ben: User) -> None:
    page = press(bens, "done", asked, 1)
    assert "Done, says Ben, 2 Mar 2026." in words(page)
    page = press(bens, "undo", asked, 2)
    assert "9 Mar 2026 Have your blood taken" in words(page)
    assert FollowUp.objects.open().exists()


def test_what_is_no_longer_needed_says_who_said_so(bens: Client, asked: FollowUp) -> None:
    assert "No longer needed, says Ben, 2 Mar 2026." in words(press(bens, "cancel", asked, 1))


@pytest.mark.parametrize("version", ["1", "x"])
def test_a_press_on_what_has_changed_does_nothing(
    version: str, bens: Client, asked: FollowUp, ada_user: User, now: datetime
) -> None:
    follow_ups.mark_done(follow_up=asked, by=ada_user, now=now, version=1)
    page = press(bens, "cancel", asked, version)
    assert "This had been changed meanwhile, so nothing was saved." in words(page)
    assert "Done, says Ada, 2 Mar 2026." in words(page)
