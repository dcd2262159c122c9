"""Ada's own app sends her check-ins; a line that drops is no reason to store one twice, or to lose one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import AccessLog, CareTeam, User
from journeys.actions import facts
from journeys.guidance import symptoms
from journeys.models import CheckIn, Patient, Status
from tests.conftest import team_patient
from tests.journeys.api.conftest import Caller, of, paths, send

pytestmark = pytest.mark.django_db

FORM = "8e0b3f4e-6d4e-4a56-9d6d-0a2f9f6d3c11"
MILD = {"client_id": FORM, "on": "2026-03-02", "overall": "mild", "symptoms": {"tiredness": 3, "fever": False}}


@pytest.fixture
def app(caller: Caller) -> Client:
    return caller("ada")


def post(app: Client, ada: Patient, body: Any = MILD, **changed: Any) -> Any:
    return send(app, of(ada, "check-ins"), {**body, **changed} if isinstance(body, dict) else body)


# ── refused: nothing is stored ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"client_id": "once"}, "$.client_id"),
        ({"client_id": None}, "$.client_id"),
        ({"on": "yesterday"}, "$.on"),
        ({"on": None}, "$.on"),
        ({"on": "2026-03-03"}, "$.on"),
        ({"on": "2020-03-03"}, "$.on"),
        ({"overall": "dreadful"}, "$.overall"),
        ({"symptoms": {"tiredness": 11}}, "$.symptoms.tiredness"),
        ({"symptoms": ["fever"]}, "$.symptoms"),
        ({"lesions": {"new": 2}}, "$.lesions.days"),
        ({"lesions": {"days": 7, "nwe": 2}}, "$.lesions.nwe"),
        ({"doses_due": 7, "doses_missed": 8}, "$.doses_missed"),
        ({"note": "x" * 10_001}, "$.note"),
        ({"recorded_at": "2026-03-02T09:00:00"}, "$.recorded_at"),
        ({"recorded_at": "0001-01-01T00:00:00+14:00"}, "$.recorded_at"),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(changed: dict[str, Any], path: str, app: Client, ada: Patient) -> None:
    answer = post(app, ada, **changed)
    assert answer.status_code == 400
    assert paths(answer) == [path]
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("name", ["mood", "id", "by", "source", "entered_by", "recorded_for", "version", "\ud800"])
def test_a_field_that_the_endpoint_does_not_know_is_refused_by_name(name: str, app: Client, ada: Patient) -> None:
    answer = post(app, ada, **{name: "x"})
    assert answer.status_code == 400
    assert [problem["message"] for problem in answer.json()["errors"]] == ["unknown field"]
    assert paths(answer) == [f"$.{name}" if name.isascii() else "$['\\ud800']"]
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("name", ["patient", "patient_id"])
def test_another_patients_id_in_the_body_changes_nobodys_record(
    name: str, app: Client, ada: Patient, team: CareTeam
) -> None:
    other = team_patient(team, ref="other-1")
    answer = post(app, ada, **{name: str(other.pk)})
    assert (answer.status_code, paths(answer)) == (400, [f"$.{name}"])
    assert not CheckIn.objects.exists()


def test_all_that_is_wrong_is_said_at_once(app: Client, ada: Patient) -> None:
    answer = post(app, ada, {"mood": 3, "overall": "dreadful", "symptoms": {"tiredness": "a lot"}})
    assert sorted(paths(answer)) == ["$.client_id", "$.mood", "$.on", "$.overall", "$.symptoms.tiredness"]


def test_a_check_in_says_something(app: Client, ada: Patient) -> None:
    answer = post(app, ada, {"client_id": FORM, "on": "2026-03-02", "symptoms": {}, "taken_as_planned": None})
    assert (answer.status_code, paths(answer)) == (400, ["$"])


TWICE = f'{{"client_id": "{FORM}", "on": "2026-03-02", "symptoms": {{"fainting": true, "fainting": false}}}}'
LONG = '{"overall": 1' + "0" * 5000 + "}"


@pytest.mark.parametrize("body", ["{", "[]", "7", "null", TWICE, LONG, b"\xff\xfe\xfd", "[" * 100_000])
def test_what_has_not_one_meaning_is_refused_as_a_whole(body: Any, app: Client, ada: Patient) -> None:
    answer = send(app, of(ada, "check-ins"), body)
    assert (answer.status_code, paths(answer)) == (400, ["$"])
    assert not CheckIn.objects.exists()


def test_no_body_and_no_number_are_refused_too(app: Client, ada: Patient) -> None:
    assert paths(send(app, of(ada, "check-ins"), "")) == ["$.client_id", "$.on"]
    assert paths(post(app, ada, symptoms={"tiredness": float("nan")})) == ["$.symptoms.tiredness"]


def test_a_body_of_megabytes_is_not_read(app: Client, ada: Patient) -> None:
    answer = post(app, ada, note="x" * 3_000_000)
    assert (answer.status_code, paths(answer)) == (400, ["$"])


# ── stored ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_check_in_is_stored_and_shown_as_stored(app: Client, ada: Patient, ada_user: User) -> None:
    answer = post(app, ada, recorded_at="2026-03-02T09:30:00+01:00", taken_as_planned="mostly", doses_missed=0)
    assert answer.status_code == 201
    assert "Idempotent-Replayed" not in answer.headers
    row = CheckIn.objects.get()
    assert (row.patient, row.entered_by, row.by, row.on) == (ada, ada_user, "patient", date(2026, 3, 2))
    assert row.recorded_at == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    assert row.symptoms == {"tiredness": 3, "fever": False}
    stored = answer.json()["check_in"]
    assert (stored["id"], stored["overall"], stored["doses_missed"]) == (FORM, "mild", 0)
    assert answer.json()["safety_texts"] == answer.json()["notices"] == []
    assert Status.objects.get(patient=ada).last_check_in_on == row.on
    assert AccessLog.objects.get(what="check-in").actor == ada_user


def test_null_is_not_recorded(app: Client, ada: Patient) -> None:
    assert post(app, ada, taken_as_planned=None, lesions=None).status_code == 201
    assert CheckIn.objects.get().taken_as_planned is None


def test_dee_writes_for_ada_and_the_entry_says_so(caller: Caller, ada: Patient, dee_user: User) -> None:
    assert post(caller("dee logging"), ada).status_code == 201
    row = CheckIn.objects.get()
    assert (row.by, row.entered_by, row.recorded_for) == ("caregiver", dee_user, "Ada")


def test_an_unknown_word_is_kept_and_pointed_out(app: Client, ada: Patient) -> None:
    answer = post(app, ada, symptoms={"siezure": True})
    assert CheckIn.objects.get().symptoms == {"siezure": True}
    assert [notice["path"] for notice in answer.json()["notices"]] == ["$.symptoms.siezure"]


# ── red flags ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_red_flag_is_answered_with_its_fixed_text_and_the_number_to_call(app: Client, ada: Patient) -> None:
    answer = post(app, ada, symptoms={"sudden-sight-loss": True, "fever": True}).json()
    assert [text["advice"] for text in answer["safety_texts"]] == [symptoms.EMERGENCY.advice, symptoms.URGENT.advice]
    assert ada.clinic is not None
    assert answer["emergency_number"] == ada.clinic.emergency_number
    assert CheckIn.objects.get().red_flags_shown_at is not None


def test_the_text_comes_whatever_else_is_wrong(app: Client, ada: Patient) -> None:
    refused = post(app, ada, symptoms={"sudden-sight-loss": True}, overall="dreadful")
    post(app, ada)
    conflict = post(app, ada, symptoms={"sudden-sight-loss": True})
    assert (refused.status_code, conflict.status_code) == (400, 409)
    for answer in (refused, conflict):
        assert [text["tier"] for text in answer.json()["safety_texts"]] == ["emergency"]


# ── sent again ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_again_is_answered_with_what_is_stored(app: Client, ada: Patient) -> None:
    first, again = post(app, ada), post(app, ada)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json() == first.json()
    assert CheckIn.objects.count() == 1
    assert AccessLog.objects.filter(action="read", what="api check-in").count() == 1


def test_other_answers_under_the_same_id_change_nothing_and_show_both(app: Client, ada: Patient) -> None:
    post(app, ada)
    answer = post(app, ada, overall="severe")
    assert (answer.status_code, paths(answer)) == (409, ["$.client_id"])
    both = answer.json()
    assert (both["stored"]["overall"], both["sent"]["overall"]) == ("mild", "severe")
    assert CheckIn.objects.get().overall == "mild"
    assert AccessLog.objects.filter(action="read", what="api check-in").count() == 1


def test_the_same_id_for_somebody_else_is_their_own_entry(
    app: Client, ada: Patient, ada_user: User, team: CareTeam
) -> None:
    """An id made by a client opens nobody else's row."""
    post(app, ada)
    other = team_patient(team, ref="other-1")
    other.carer_grants.create(user=ada_user, scope="log", starts_on=date(2026, 1, 1))
    assert post(app, other, overall="severe").status_code == 201
    assert sorted(CheckIn.objects.values_list("patient", "overall"), key=str) == sorted(
        [(ada.pk, "mild"), (other.pk, "severe")], key=str
    )


def test_what_was_entered_in_error_is_not_brought_back_by_sending_it_again(
    app: Client, ada: Patient, ada_user: User, now: datetime
) -> None:
    post(app, ada)
    facts.mark_entered_in_error(
        patient=ada, list="check_ins", ref=FORM, version=1, reason="wrong day", by=ada_user, now=now
    )
    answer = post(app, ada)
    assert answer.status_code == 200
    assert answer.json()["check_in"] is None


# ── too often ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sixty_an_hour_are_read_and_others_are_not_held_up(app: Client, caller: Caller, ada: Patient) -> None:
    assert {post(app, ada, {}).status_code for _ in range(60)} == {400}
    refused = post(app, ada)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert not CheckIn.objects.exists()
    assert post(caller("dee logging"), ada).status_code == 201
