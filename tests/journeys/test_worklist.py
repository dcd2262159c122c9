"""Ben's worklist: the order, the pages, and whose patients are on it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from accounts.models import CareTeam, User
from journeys.actions.patients import end_care
from journeys.models import CareEnded, Patient, Status
from tests.conftest import team_patient
from tests.journeys.course import TODAY, course, live

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(team: CareTeam, now: datetime) -> list[Patient]:
    """Level, and since when: nobody assessed, quiet, two held (one for longer), one fired."""
    rows = {"None": (None, 1), "quiet": (0, 1), "held new": (2, 20), "held long": (2, 2), "fired": (3, 10)}
    found = []
    for name, (level, day) in rows.items():
        somebody = team_patient(team, ref=name, name=name)
        since = date(2026, 2, day)
        Status.objects.create(
            patient=somebody, level=level, level_since=since, assessed_at=now, assessed_on=TODAY, catalogue="test"
        )
        found.append(somebody)
    return found


def names(rows: object) -> list[str]:
    return [row.patient.name for row in rows]


def test_zoe_sees_nothing_of_bens_list(people: list[Patient], zoe: User) -> None:
    assert names(Status.objects.for_worklist(zoe, TODAY)) == []


def test_an_administrator_and_a_patient_have_no_list(people: list[Patient], admin_ann: User, ada_user: User) -> None:
    assert names(Status.objects.for_worklist(admin_ann, TODAY)) == []
    assert names(Status.objects.for_worklist(ada_user, TODAY)) == []


def test_the_highest_level_comes_first_then_who_has_waited_longest(people: list[Patient], ben: User) -> None:
    expected = ["fired", "held long", "held new", "quiet", "None"]
    assert names(Status.objects.for_worklist(ben, TODAY)) == expected


@pytest.mark.parametrize("size", [1, 2, 3])
def test_page_after_page_is_the_whole_list_once(people: list[Patient], ben: User, size: int) -> None:
    rows = Status.objects.for_worklist(ben, TODAY)
    pages, page = [], list(rows[:size])
    while page:
        pages += page
        page = list(rows.after(page[-1].key)[:size])
    assert pages == list(rows)


def test_the_list_is_filtered_by_level_owner_condition_and_words(
    people: list[Patient], ben: User, cem: User, team: CareTeam, now: datetime
) -> None:
    Status.objects.filter(patient__name="quiet").update(owner=cem)
    live({**course(ref="ta-7"), "patient": {"id": "ta-7", "name": "Ada Rahman"}}, team=team, now=now)
    rows = Status.objects.for_worklist(ben, TODAY)
    assert names(rows.at_level(2)) == ["held long", "held new"]
    assert names(rows.at_level(None)) == ["None"]
    assert names(rows.owned_by(cem)) == ["quiet"]
    assert names(rows.with_condition("takayasu-arteritis")) == ["Ada Rahman"]
    assert names(rows.searching("rahman ada")) == ["Ada Rahman"]
    assert names(rows.searching("TA-7")) == ["Ada Rahman"]
    assert names(rows.searching("ada nobody")) == []


def test_the_list_is_one_query(people: list[Patient], ben: User, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert len(names(Status.objects.for_worklist(ben, TODAY)[:50])) == 5


def test_whoever_is_no_longer_in_care_leaves_the_list_and_is_found_all_the_same(
    people: list[Patient], ben: User, zoe: User, now: datetime
) -> None:
    gone = next(each for each in people if each.name == "fired")
    end_care(patient=gone, reason=CareEnded.TRANSFERRED, on=TODAY, by=ben, now=now)
    assert names(Status.objects.for_worklist(ben, TODAY)) == ["held long", "held new", "quiet", "None"]
    assert names(Status.objects.care_ended(ben, TODAY)) == ["fired"]
    assert names(Status.objects.of_everyone(ben, TODAY).searching("fired")) == ["fired"]
    assert names(Status.objects.of_everyone(zoe, TODAY)) == names(Status.objects.care_ended(zoe, TODAY)) == []


def test_whoever_sleeps_is_found_by_name_and_those_no_longer_in_care_do_not_sleep(
    people: list[Patient], ben: User, now: datetime
) -> None:
    Status.objects.filter(patient__name__in=["quiet", "fired"]).update(snoozed_until=date(2026, 3, 9))
    gone = next(each for each in people if each.name == "fired")
    end_care(patient=gone, reason=CareEnded.TRANSFERRED, on=TODAY, by=ben, now=now)
    assert names(Status.objects.snoozed(ben, TODAY)) == ["quiet"]
    assert names(Status.objects.of_everyone(ben, TODAY).searching("quiet")) == ["quiet"]
