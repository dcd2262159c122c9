"""What waits for Ben: opened once, told anew, settled by itself, closed or put off by a person."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import AccessLog, CareTeam, User
from journeys.actions import patients, work_items
from journeys.actions.entries import Refused, Stale
from journeys.models import CareEnded, Patient, WorkItem, WorkKind
from tests.conftest import team_patient

pytestmark = pytest.mark.django_db
LATER = timedelta(days=2)
DAY = date(2026, 3, 2)


@pytest.fixture
def bob(team: CareTeam) -> Patient:
    return team_patient(team, ref="bob-1", name="Bob")


def open_for(*people: Patient, now: datetime, why: str = "No answer to 6 reminders") -> int:
    return work_items.open_items(kind=WorkKind.NO_ANSWER, because={each.pk: why for each in people}, now=now)


@pytest.fixture
def item(ada: Patient, now: datetime) -> WorkItem:
    open_for(ada, now=now)
    return WorkItem.objects.get()


def test_an_item_is_opened_once_and_told_the_newest_reason(ada: Patient, bob: Patient, now: datetime) -> None:
    assert open_for(ada, now=now) == 1
    assert open_for(ada, bob, now=now + LATER, why="No answer to 7 reminders") == 1
    hers = WorkItem.objects.get(patient=ada)
    assert (hers.opened_at, hers.because, hers.version) == (now, "No answer to 7 reminders", 1)
    assert WorkItem.objects.open().count() == 2


def test_kinds_stand_beside_each_other(item: WorkItem, ada: Patient, now: datetime) -> None:
    assert work_items.open_item(patient_id=ada.pk, kind=WorkKind.SILENT, because="21 days", now=now) is True
    assert work_items.open_item(patient_id=ada.pk, kind=WorkKind.SILENT, because="22 days", now=now) is False
    assert set(WorkItem.objects.open().values_list("kind", flat=True)) == {"no-answer", "silent"}


def test_what_settles_itself_is_closed_by_nobody(item: WorkItem, ada: Patient, bob: Patient, now: datetime) -> None:
    done = {"kind": WorkKind.NO_ANSWER, "how": "Has checked in", "now": now + LATER}
    assert work_items.settle(patient_ids=[ada.pk, bob.pk], **done) == 1
    item.refresh_from_db()
    assert (item.closed_at, item.closed_by, item.how) == (now + LATER, None, "Has checked in")
    assert work_items.settle(patient_ids=[ada.pk], **done) == 0


def test_settling_one_kind_leaves_the_others(item: WorkItem, ada: Patient, now: datetime) -> None:
    assert work_items.settle(kind=WorkKind.SILENT, patient_ids=[ada.pk], how="Has checked in", now=now) == 0
    assert WorkItem.objects.open().get() == item


def test_a_closed_one_stays_and_another_is_opened(item: WorkItem, ada: Patient, ben: User, now: datetime) -> None:
    work_items.close(item=item, how="Phoned", by=ben, now=now, version=1)
    assert open_for(ada, now=now + LATER) == 1
    item.refresh_from_db()
    assert (item.closed_by, item.how, item.because) == (ben, "Phoned", "No answer to 6 reminders")
    assert WorkItem.objects.count() == 2


def test_what_somebody_has_seen_to_rests_where_that_is_asked_for(
    item: WorkItem, ada: Patient, ben: User, now: datetime
) -> None:
    work_items.close(item=item, how="Phoned", by=ben, now=now, version=1)
    again = {"kind": WorkKind.NO_ANSWER, "because": {ada.pk: "b"}, "rest_days": 14}
    assert work_items.open_items(now=now + timedelta(days=13, hours=23), **again) == 0
    assert work_items.open_items(now=now + timedelta(days=14), **again) == 1


def test_what_settled_itself_does_not_rest(item: WorkItem, ada: Patient, now: datetime) -> None:
    work_items.settle(kind=WorkKind.NO_ANSWER, patient_ids=[ada.pk], how="Has checked in", now=now)
    assert work_items.open_items(kind=WorkKind.NO_ANSWER, because={ada.pk: "b"}, now=now + LATER, rest_days=14) == 1


def test_who_was_slower_is_told_and_changes_nothing(item: WorkItem, ben: User, cem: User, now: datetime) -> None:
    work_items.close(item=item, how="Phoned", by=ben, now=now, version=1)
    with pytest.raises(Stale) as stale:
        work_items.close(item=item, how="Address corrected", by=cem, now=now, version=1)
    assert stale.value.row.how == "Phoned"
    with pytest.raises(Stale):
        work_items.snooze(item=item, until=DAY + LATER, by=cem, now=now, version=2)


@pytest.mark.parametrize("how", ["", "  ", "x" * 201])
def test_how_it_was_dealt_with_is_said_in_a_few_words(how: str, item: WorkItem, ben: User, now: datetime) -> None:
    with pytest.raises(Refused):
        work_items.close(item=item, how=how, by=ben, now=now, version=1)


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_only_days_to_come_and_not_far_ones_can_be_slept_until(
    days: int, item: WorkItem, ben: User, now: datetime
) -> None:
    with pytest.raises(Refused):
        work_items.snooze(item=item, until=DAY + timedelta(days=days), by=ben, now=now, version=1)


def test_who_wrote_is_in_the_log(item: WorkItem, ben: User, now: datetime) -> None:
    work_items.close(item=item, how="Phoned", by=ben, now=now, version=1)
    traces = AccessLog.objects.order_by("pk").values_list("actor", "patient_id", "action", "what")
    assert list(traces) == [(who, item.patient_id, "write", "work item") for who in (None, ben.pk)]


def test_many_are_opened_and_settled_in_a_few_queries(
    team: CareTeam, now: datetime, django_assert_max_num_queries: Any
) -> None:
    people = [team_patient(team, ref=f"p-{number}") for number in range(40)]
    with django_assert_max_num_queries(9):
        assert open_for(*people, now=now) == 40
    with django_assert_max_num_queries(6):
        ids = [each.pk for each in people]
        assert work_items.settle(kind=WorkKind.NO_ANSWER, patient_ids=ids, how="Has checked in", now=now) == 40


# ── the list ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_is_of_ones_own_teams_and_longest_first(
    item: WorkItem, ada: Patient, bob: Patient, ben: User, zoe: User, ada_user: User, now: datetime
) -> None:
    open_for(bob, now=now - LATER)
    waiting = WorkItem.objects.for_worklist(ben, DAY)
    assert [each.patient for each in waiting] == [bob, ada]
    assert not WorkItem.objects.for_worklist(zoe, DAY).exists()
    assert not WorkItem.objects.for_worklist(ada_user, DAY).exists()


def test_what_sleeps_is_back_on_its_day(item: WorkItem, ben: User, now: datetime) -> None:
    work_items.snooze(item=item, until=DAY + LATER, by=ben, now=now, version=1)
    found = [WorkItem.objects.for_worklist(ben, DAY + timedelta(days=days)).count() for days in (0, 1, 2)]
    assert found == [0, 0, 1]


def test_nobody_works_for_those_with_whom_care_has_ended(
    item: WorkItem, ada: Patient, ben: User, now: datetime
) -> None:
    patients.end_care(patient=ada, reason=CareEnded.DECEASED, on=DAY, by=ben, now=now)
    assert not WorkItem.objects.for_worklist(ben, DAY).exists()
    assert WorkItem.objects.open().get() == item
    patients.resume_care(patient=ada, by=ben, now=now)
    assert WorkItem.objects.for_worklist(ben, DAY).get() == item


# ── the database ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"kind": "no-answer"}, "workitem_one_open_a_kind|workitem.patient_id"),  # SQLite names the columns
        ({"kind": "bored"}, "workitem_kind_is_known"),
        ({"closed_at": DAY}, "workitem_closed_has_time"),
        ({"how": "Phoned"}, "workitem_closed_has_time"),
        ({"closed_by": "ben", "how": "Phoned"}, "workitem_closed_has_time"),
    ],
)
def test_the_database_refuses(
    columns: dict[str, Any], constraint: str, item: WorkItem, ben: User, now: datetime
) -> None:
    given = {"kind": "silent", "because": "b", "opened_at": now, "patient": item.patient, **columns}
    given |= {"closed_at": now} if "closed_at" in columns else {}
    given |= {"closed_by": ben} if "closed_by" in columns else {}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        WorkItem.objects.create(**given)


@pytest.mark.django_db(transaction=True)
def test_two_who_open_at_once_open_one(ada: Patient, now: datetime) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("threads can't race on an in-memory database")
    together, opened = threading.Barrier(2), []

    def one() -> None:
        together.wait()
        try:
            opened.append(open_for(ada, now=now))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(opened) == [0, 1]
    assert WorkItem.objects.count() == 1
