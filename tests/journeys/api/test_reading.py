"""What the API says to those who may hear it, and the trace it leaves."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import AccessLog, CareTeam, User
from journeys import snapshot
from journeys.guidance import document
from journeys.guidance.answer import as_answer
from journeys.guidance.engine import evaluate
from journeys.models import Condition, Patient, Status
from tests.conftest import team_patient
from tests.journeys.api.conftest import PATIENTS, Caller, of, paths

pytestmark = pytest.mark.django_db
TAKAYASU = "takayasu-arteritis"


def traces() -> list[tuple[Any, ...]]:
    rows = AccessLog.objects.exclude(actor=None).order_by("pk")
    return [(row.actor, row.action, row.what, row.patient_id) for row in rows]


# ── who there is ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["ada", "dee looking"])
def test_ada_and_her_carer_see_who_and_what_but_no_level(name: str, caller: Caller, ada: Patient) -> None:
    answer = caller(name).get(PATIENTS).json()
    assert answer == {"patients": [{"id": str(ada.pk), "name": "Ada", "conditions": [TAKAYASU]}], "next": None}


def test_her_team_sees_where_she_stands(caller: Caller, ada: Patient, ben: User) -> None:
    [row] = caller("ben").get(PATIENTS).json()["patients"]
    status = Status.objects.get(patient=ada)
    assert status.level == 3
    assert row == {
        "id": str(ada.pk),
        "name": "Ada",
        "conditions": [TAKAYASU],
        "level": 3,
        "why_now": status.why_now,
        "last_check_in_on": None,
        "overdue_count": status.overdue_count,
    }
    assert traces() == [(ben, "list", "api patients", ada.pk)]


def test_a_team_member_who_is_a_patient_too_sees_no_level_of_their_own(
    caller: Caller, ada: Patient, ben: User, other_team: CareTeam
) -> None:
    own = team_patient(other_team, ref="ben-1", name="Ben", user=ben)
    rows = {row["id"]: row for row in caller("ben").get(PATIENTS).json()["patients"]}
    assert "level" in rows[str(ada.pk)]
    assert set(rows[str(own.pk)]) == {"id", "name", "conditions"}
    assert caller("ben").get(of(own, "assessment")).status_code == 404


def test_who_was_never_assessed_has_no_count(caller: Caller, ada: Patient, team: CareTeam) -> None:
    new = team_patient(team, ref="new-1")
    rows = {row["id"]: row for row in caller("ben").get(PATIENTS).json()["patients"]}
    assert rows[str(new.pk)] == {
        **{"id": str(new.pk), "name": None, "conditions": []},
        **dict.fromkeys(("level", "why_now", "last_check_in_on", "overdue_count")),
    }


def test_a_condition_entered_in_error_is_none(caller: Caller, ada: Patient, ben: User, now: datetime) -> None:
    Condition.objects.update(entered_in_error_at=now, entered_in_error_by=ben, entered_in_error_reason="other person")
    assert caller("ben").get(PATIENTS).json()["patients"][0]["conditions"] == []


def test_pages_follow_each_other_without_gap_or_overlap(caller: Caller, ada: Patient, team: CareTeam) -> None:
    everybody = {str(ada.pk), *(str(team_patient(team, ref=f"p-{n}").pk) for n in range(6))}
    ben, seen, after = caller("ben"), [], ""
    while after is not None:
        page = ben.get(PATIENTS, {"limit": 3} | ({"after": after} if after else {})).json()
        seen += [row["id"] for row in page["patients"]]
        after = page["next"]
    assert len(seen) == 7
    assert set(seen) == everybody
    assert len(traces()) == 7


def test_a_page_of_many_takes_as_many_queries_as_a_page_of_one(
    caller: Caller, ada: Patient, team: CareTeam, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(20):
        team_patient(team, ref=f"p-{n}")
    ben = caller("ben")
    with django_assert_num_queries(7):  # session, user, patients, trace, conditions, whose, status
        assert len(ben.get(PATIENTS, {"limit": 1}).json()["patients"]) == 1
    with django_assert_num_queries(7):
        assert len(ben.get(PATIENTS).json()["patients"]) == 21


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({"limit": 0}, "$.limit"),
        ({"limit": 101}, "$.limit"),
        ({"limit": "all"}, "$.limit"),
        ({"after": "Ada"}, "$.after"),
        ({"name": "Ada"}, "$.name"),
        ({"order": "name"}, "$.order"),
    ],
)
def test_a_page_that_cannot_be_asked_for(query: dict[str, Any], path: str, caller: Caller) -> None:
    answer = caller("ben").get(PATIENTS, query)
    assert answer.status_code == 400
    assert paths(answer) == [path]


# ── the journey document ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["ada", "ben", "cem"])
def test_the_journey_comes_back_as_a_document(name: str, caller: Caller, ada: Patient) -> None:
    answer = caller(name).get(of(ada, "journey"))
    assert document.parse(answer.json()) == snapshot.take([ada.pk])[ada.pk]
    assert [trace[1:] for trace in traces()] == [("export", "journey document", ada.pk)]
    assert answer.headers["Cache-Control"] == "no-store"


# ── the assessment ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["ben", "cem"])
def test_the_assessment_is_the_engines_own_answer(name: str, caller: Caller, ada: Patient, today: date) -> None:
    given = caller(name).get(of(ada, "assessment")).json()
    engines = as_answer(evaluate(snapshot.take([ada.pk])[ada.pk], today))
    engines["monitoring"].sort(key=lambda item: item["item"])
    assert given == engines
    assert given["conditions"][0]["rules"]
    assert given["confounders"]
    assert given["monitoring"]
    assert [trace[1:] for trace in traces()] == [("read", "api assessment", ada.pk)]


def test_what_was_shown_is_given_not_what_would_be_said_today(caller: Caller, ada: Patient) -> None:
    ada.assessments.update(level=1, catalogue="1999.1")
    Status.objects.filter(patient=ada).update(catalogue="1999.1")
    answer = caller("ben").get(of(ada, "assessment")).json()
    assert (answer["catalogue"], answer["conditions"][0]["level"]) == ("1999.1", 1)


def test_who_was_never_assessed_has_an_empty_answer(caller: Caller, team: CareTeam) -> None:
    new = team_patient(team, ref="new-1")
    assert caller("ben").get(of(new, "assessment")).json() == {
        **{"patient": "new-1", "on": None, "catalogue": None, "conditions": [], "confounders": [], "monitoring": []}
    }
