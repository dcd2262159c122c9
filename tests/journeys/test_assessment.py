"""From Ada's record to her answers, her flags and her line on the worklist."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import CareTeam, User
from journeys import snapshot
from journeys.actions import check_ins, facts
from journeys.assessment import reassess
from journeys.guidance.engine import evaluate
from journeys.guidance.findings import Outcome, Role, as_json
from journeys.models import FACTS, AssessmentRecord, Flag, FlagEvent, MonitoringState, Patient, Status
from tests.conftest import SignIn, team_patient
from tests.journeys.course import TODAY, course, history, live, methotrexate, mra, only_flag

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(ada: Patient, team: CareTeam, now: datetime) -> Patient:
    return live(course(), team=team, now=now)


def later(now: datetime, days: int) -> datetime:
    return now + timedelta(days=days)


# ── silence ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_patient_without_a_record_has_a_status_and_no_flag(team: CareTeam, now: datetime) -> None:
    eve = team_patient(team, ref="eve")
    reassess([eve.pk], now=now)
    status = Status.objects.get(patient=eve)
    assert (status.level, status.why_now, status.open_flags) == (None, "No condition recorded", 0)
    assert not Flag.objects.exists()


def test_a_quiet_course_raises_no_flag(team: CareTeam, now: datetime) -> None:
    ada = live(course(imaging=[mra("mra-1", "2025-09-01")]), team=team, now=now)
    assert not Flag.objects.filter(patient=ada).exists()
    assert Status.objects.get(patient=ada).level in (None, 0)


def test_nobody_at_all_is_reassessed_without_complaint(db: None, now: datetime) -> None:
    assert reassess([], now=now).patients == 0


# ── what is stored ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_fired_core_rule_is_one_flag_at_tier_b_with_the_finding_as_shown(ada: Patient) -> None:
    flag = only_flag(ada)
    (answer,) = evaluate(snapshot.take([ada.pk])[ada.pk], TODAY).conditions
    finding, other = (f for f in answer.rules if (f.outcome, f.counted_as) == (Outcome.FIRED, Role.CORE))
    assert (flag.tier, flag.rule, flag.opened_on, flag.t0) == ("B", finding.rule, TODAY, date(2025, 3, 3))
    assert (finding.rule, other.rule) == ("tak.imaging-progression", "tak.csdmard-failure")
    assert flag.finding == {**as_json(finding), "also": [as_json(other)]}
    assert history(flag) == ["opened"]


def test_the_status_row_says_who_and_why_now(ada: Patient) -> None:
    status = Status.objects.get(patient=ada)
    assert (status.level, status.condition, status.open_flags) == (3, "takayasu-arteritis", 1)
    assert status.why_now.startswith("Possible refractoriness, for discussion: ")
    assert status.next_check_on > TODAY


def test_every_rule_and_follow_up_is_answered_for(ada: Patient) -> None:
    whole = evaluate(snapshot.take([ada.pk])[ada.pk], TODAY)
    record = AssessmentRecord.objects.get(patient=ada)
    assert record.findings == as_json(whole.conditions[0].rules)
    assert record.confounders == as_json(whole.confounders)
    stored = MonitoringState.objects.filter(patient=ada).values_list("item", "state", "due_on")
    assert set(stored) == {(each.item, each.state, each.due_on) for each in whole.monitoring}


@pytest.mark.parametrize("days", [0, 800])
def test_overdue_follow_ups_are_counted(ada: Patient, now: datetime, days: int) -> None:
    reassess([ada.pk], now=later(now, days))
    overdue = MonitoringState.objects.filter(patient=ada, state="overdue").count()
    assert Status.objects.get(patient=ada).overdue_count == overdue > 0


def test_what_nobody_ever_recorded_is_unknown_and_not_counted(team: CareTeam, now: datetime) -> None:
    eve = live(course("eve", therapies=[], imaging=[], measurements=[]), team=team, now=now)
    states = MonitoringState.objects.filter(patient=eve).values_list("state", flat=True)
    assert set(states) == {"unknown"}
    assert Status.objects.get(patient=eve).overdue_count == 0


def test_a_condition_entered_in_error_takes_its_answer_along(ada: Patient, now: datetime, cem: User) -> None:
    in_error(ada, "conditions", "takayasu", by=cem, now=now)
    assert not AssessmentRecord.objects.filter(patient=ada).exists()
    assert not MonitoringState.objects.filter(patient=ada).exists()
    assert Status.objects.get(patient=ada).why_now == "No condition recorded"


def test_nothing_new_writes_nothing_but_the_time_of_the_look(ada: Patient, now: datetime) -> None:
    before = everything(ada)
    reassess([ada.pk], now=later(now, 0) + timedelta(minutes=5))
    assert everything(ada) == before
    assert Status.objects.get(patient=ada).assessed_at == now + timedelta(minutes=5)


def test_a_level_keeps_its_first_day_and_its_owner(ada: Patient, now: datetime, ben: User) -> None:
    Status.objects.filter(patient=ada).update(owner=ben)
    reassess([ada.pk], now=later(now, 3))
    status = Status.objects.get(patient=ada)
    assert (status.level, status.level_since, status.owner) == (3, TODAY, ben)


def test_today_is_the_patients_own(team: CareTeam, now: datetime) -> None:
    far = team_patient(team, ref="far", time_zone="Pacific/Kiritimati")
    reassess([far.pk], now=now)
    assert Status.objects.get(patient=far).assessed_on == date(2026, 3, 3)


def everything(patient: Patient) -> list[Any]:
    status = Status.objects.filter(patient=patient).values().get()
    tables = (AssessmentRecord, MonitoringState, Flag)
    rows = [list(model.objects.filter(patient=patient).order_by("pk").values()) for model in tables]
    events = list(FlagEvent.objects.filter(flag__patient=patient).values())
    return [{**status, "assessed_at": None}, rows, events]


# ── time goes by ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_pattern_gone_for_28_days_rests_by_itself(ada: Patient, now: datetime, team: CareTeam) -> None:
    live(course(imaging=[*course()["imaging"], healed("2026-03-10")]), team=team, now=later(now, 8))
    assert only_flag(ada).outcome == "not-fired"
    wake = Status.objects.get(patient=ada).next_check_on
    while Flag.objects.filter(patient=ada, state="open").exists():
        assert wake is not None
        reassess([ada.pk], now=now, on=wake)
        wake = Status.objects.get(patient=ada).next_check_on
    flag = Flag.objects.get(patient=ada)
    assert (flag.state, flag.closed_by) == ("rested", None)
    assert Status.objects.get(patient=ada).assessed_on == flag.last_seen_on + timedelta(days=28)


def test_a_new_regimen_closes_the_flag_with_its_date(ada: Patient, now: datetime, team: CareTeam) -> None:
    flag = only_flag(ada)
    infliximab = {**methotrexate(date(2026, 3, 5)), "id": "infliximab", "drug": "infliximab", "intent": "escalation"}
    live(course(therapies=[*course()["therapies"], infliximab]), team=team, now=later(now, 4))
    flag.refresh_from_db()
    assert flag.state == "regimen-changed"
    assert FlagEvent.objects.filter(flag=flag).last().note == "Regimen changed on 5 March 2026."


def healed(on: str) -> dict[str, Any]:
    return mra("mra-3", on, change="improved", compared_with="2026-02-10")


# ── corrections ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_fact_entered_in_error_retracts_the_flag_with_a_line_in_its_history(
    ada: Patient, now: datetime, cem: User
) -> None:
    flag = only_flag(ada)
    in_error(ada, "imaging", "mra-2", by=cem, now=later(now, 5))
    flag.refresh_from_db()
    assert (flag.state, history(flag)[-1]) == ("retracted", "retracted")
    assert flag.finding["evidence"], "what was shown stays as it was shown"


@pytest.mark.parametrize(
    ("name", "ref"),
    [
        ("imaging", "mra-1"),
        ("imaging", "mra-2"),
        ("adherence", "taken"),
        ("reviews", "review"),
        ("therapies", "methotrexate"),
    ],
)
@pytest.mark.parametrize("days", [0, 3])
def test_flags_after_a_correction_are_those_of_the_corrected_record_from_scratch(
    ada: Patient, now: datetime, cem: User, *, name: str, ref: str, days: int
) -> None:
    in_error(ada, name, ref, by=cem, now=later(now, days))
    corrected = open_flags(ada)
    FlagEvent.objects.all().delete()
    Flag.objects.all().delete()
    Status.objects.all().delete()
    reassess([ada.pk], now=later(now, days))
    assert open_flags(ada) == corrected


def test_a_wrongly_typed_comparison_retracts_the_flag_once_amended(ada: Patient, now: datetime, cem: User) -> None:
    facts.amend(
        patient=ada,
        list="imaging",
        ref="mra-2",
        changes={"change": "stable"},
        version=1,
        reason="read the wrong report",
        by=cem,
        now=later(now, 2),
    )
    assert Flag.objects.get(patient=ada).state == "retracted"


def open_flags(patient: Patient) -> list[Any]:
    rows = Flag.objects.filter(patient=patient, state="open").order_by("family")
    flags = list(rows.values("condition", "family", "rule", "tier", "outcome", "t0", "finding", "evidence_kinds"))
    for flag in flags:  # a sentence counts the days up to when it was shown
        for finding in (flag["finding"], *flag["finding"]["also"]):
            del finding["because"]
    return flags


def in_error(patient: Patient, name: str, ref: str, *, by: User, now: datetime) -> None:

    version = FACTS[name].objects.get(patient=patient, ref=ref).version
    facts.mark_entered_in_error(
        patient=patient, list=name, ref=ref, version=version, reason="somebody else's record", by=by, now=now
    )


# ── a check-in ──────────────────────────────────────────────────────────────────────────────────────────────────────


def checks_in(ada: Patient, now: datetime) -> None:
    answers = {"overall": "moderate", "symptoms": {"claudication": 5}}
    check_ins.record(patient=ada, by=ada.user, client_id=uuid4(), on=TODAY, answers=answers, now=now)


def test_a_check_in_is_seen_on_the_worklist_at_once(ada: Patient, now: datetime) -> None:
    assert Status.objects.get(patient=ada).last_check_in_on is None
    checks_in(ada, now)
    assert Status.objects.get(patient=ada).last_check_in_on == TODAY


def test_one_check_in_posted_saved_and_evaluated_stays_below_40_queries(
    ada: Patient, now: datetime, sign_in: SignIn
) -> None:
    phone = sign_in(ada.user)
    with time_machine.travel(now, tick=False), CaptureQueriesContext(connection) as captured:
        phone.post(reverse("check-in", args=[ada.pk]), {"client_id": str(uuid4()), "overall": "moderate"})
    assert Status.objects.get(patient=ada).last_check_in_on == TODAY
    assert len(captured) <= 40, [query["sql"][:100] for query in captured]


# ── many patients ───────────────────────────────────────────────────────────────────────────────────────────────────


def cohort(team: CareTeam, count: int, now: datetime) -> list[Patient]:
    return [live(course(ref=f"patient-{n}"), team=team, now=now) for n in range(count)]


def queries_of(patients: list[Patient], now: datetime) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        reassess([each.pk for each in patients], now=now)
    return len(captured)


def test_ten_patients_need_no_more_queries_than_one(team: CareTeam, now: datetime) -> None:
    patients = cohort(team, 11, now)
    FlagEvent.objects.all().delete()
    Flag.objects.all().delete()
    one = queries_of(patients[:1], now)
    ten = queries_of(patients[1:], now)
    assert Flag.objects.count() == 11
    assert ten <= one + 3


def test_each_patient_gets_their_own_answer(team: CareTeam, now: datetime) -> None:
    loud = live(course(ref="loud"), team=team, now=now)
    quiet = live(course(ref="quiet", imaging=[]), team=team, now=now)
    done = reassess([loud.pk, quiet.pk], now=later(now, 1))
    assert done.patients == 2
    assert Status.objects.get(patient=loud).open_flags == 1
    assert Status.objects.get(patient=quiet).open_flags == 0
