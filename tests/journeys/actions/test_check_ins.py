"""A check-in is stored once, however often a phone sends it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, close_old_connections, connection

from accounts.models import AccessLog, User
from journeys.actions import check_ins, facts
from journeys.actions.check_ins import Conflict, Recorded
from journeys.actions.entries import Refused
from journeys.models import CarerGrant, CheckIn, Patient, Status
from tests.conftest import patient

FORM = UUID("8e0b3f4e-6d4e-4a56-9d6d-0a2f9f6d3c11")
Send = Callable[..., Recorded]


@pytest.fixture
def send(ada: Patient, ada_user: User, today: date, now: datetime) -> Send:
    def send(answers: dict[str, Any] | None = None, **given: Any) -> Recorded:
        usual = {"patient": ada, "by": ada_user, "client_id": FORM, "on": today, "now": now}
        return check_ins.record(**{**usual, **given}, answers=answers or {"overall": "mild"})

    return send


@pytest.mark.django_db
def test_three_taps_are_a_check_in(send: Send, ada: Patient, ada_user: User, today: date, now: datetime) -> None:
    result = send({"overall": "mild", "taken_as_planned": "yes"})
    row = CheckIn.objects.get()
    assert not result.replayed
    assert (row.on, row.by, row.overall, row.taken_as_planned) == (today, "patient", "mild", "yes")
    assert (row.entered_by, row.received_at, row.recorded_at) == (ada_user, now, now)
    assert (row.time_zone, row.recorded_for, row.red_flags_shown_at) == ("Europe/Vienna", None, None)
    assert row.symptoms == {}  # nothing was asked: not the same as nothing was there
    assert Status.objects.get(patient=ada).last_check_in_on == today


@pytest.mark.django_db
def test_asked_and_denied_is_kept(send: Send) -> None:
    send({"overall": "mild", "symptoms": {"fever": False, "tiredness": 0}})
    assert CheckIn.objects.get().symptoms == {"fever": False, "tiredness": 0}


@pytest.mark.django_db
def test_dee_writes_for_ada_and_the_entry_says_so(send: Send, ada: Patient, dee_user: User, today: date) -> None:
    CarerGrant.objects.create(patient=ada, user=dee_user, scope="log", starts_on=today)
    send(by=dee_user, acting_for="Ada")
    row = CheckIn.objects.get()
    assert (row.by, row.entered_by, row.recorded_for) == ("caregiver", dee_user, "Ada")
    assert AccessLog.objects.get(what="check-in").acting_as == "carer"


# ── sent twice ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_the_same_again_gives_the_stored_row(send: Send, now: datetime) -> None:
    first = send({"overall": "mild", "symptoms": {"tiredness": 3}})
    again = send({"overall": "mild", "symptoms": {"tiredness": 3}}, now=now + timedelta(minutes=3))
    assert again.replayed
    assert again.check_in == first.check_in
    assert CheckIn.objects.count() == 1
    assert AccessLog.objects.filter(what="check-in").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"overall": "severe"}, {"overall": "mild", "symptoms": {"tiredness": 3}}])
def test_other_content_under_the_same_id_is_a_conflict_and_changes_nothing(send: Send, other: dict[str, Any]) -> None:
    first = send()
    with pytest.raises(Conflict) as conflict:
        send(other)
    assert conflict.value.stored == first.check_in
    assert conflict.value.sent.overall == other["overall"]
    assert CheckIn.objects.get().overall == "mild"


@pytest.mark.django_db
def test_what_was_struck_out_is_not_brought_back(send: Send, ada: Patient, ada_user: User, now: datetime) -> None:
    send()
    facts.mark_entered_in_error(
        patient=ada, list="check_ins", ref=str(FORM), version=1, reason="wrong day", by=ada_user, now=now
    )
    assert send().replayed
    assert send({"overall": "severe"}).replayed
    assert not CheckIn.objects.standing().exists()


@pytest.mark.django_db
def test_an_id_is_no_handle_on_another_patients_row(send: Send, ada: Patient) -> None:
    mine = send().check_in
    other = patient(clinic=ada.clinic, ref="other")
    theirs = send({"overall": "severe"}, patient=other).check_in
    assert theirs != mine
    mine.refresh_from_db()
    assert mine.overall == "mild"


@pytest.mark.django_db(transaction=True)
def test_twenty_sendings_at_once_are_one_check_in(send: Send) -> None:
    """On SQLite a test's database lives in memory, where threads share one lock table: only PostgreSQL races here."""
    if connection.vendor == "sqlite":
        pytest.skip("threads can't race on an in-memory database")
    together, results = threading.Barrier(20), []

    def one() -> None:
        together.wait()
        results.append(send())
        close_old_connections()
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(result.replayed for result in results) == [False] + [True] * 19
    assert CheckIn.objects.count() == 1


@pytest.mark.django_db
def test_the_database_holds_even_if_the_lock_did_not(send: Send, ada: Patient, today: date, now: datetime) -> None:
    send()
    with pytest.raises(IntegrityError):
        CheckIn.objects.create(patient=ada, ref=str(FORM), on=today, by="patient", received_at=now)


# ── days ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_today_is_adas_own_day(send: Send, ada: Patient) -> None:
    ada.time_zone = "Pacific/Auckland"
    ada.save(update_fields=["time_zone"])
    assert not send(on=date(2026, 3, 3), now=datetime(2026, 3, 2, 12, 0, tzinfo=UTC)).replayed


@pytest.mark.django_db
def test_a_phone_may_be_five_minutes_ahead_around_midnight(send: Send) -> None:
    tomorrow = date(2026, 3, 3)
    with pytest.raises(Refused) as refused:
        send(on=tomorrow, now=datetime(2026, 3, 2, 22, 54, tzinfo=UTC))  # 23:54 in Vienna
    assert refused.value.problems[0].path == "on"
    assert not send(on=tomorrow, now=datetime(2026, 3, 2, 22, 56, tzinfo=UTC)).replayed


@pytest.mark.django_db
def test_days_are_filled_in_later_but_not_from_another_life(send: Send, today: date) -> None:
    assert not send(on=today - timedelta(days=366)).replayed
    with pytest.raises(Refused):
        send(on=today - timedelta(days=367), client_id=uuid4())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"overall": "awful"}, "overall"),
        ({"symptoms": {"tiredness": 11}}, "symptoms.tiredness"),
        ({"doses_due": 2, "doses_missed": 3}, "doses_missed"),
        ({"lesions": {"days": 0}}, "lesions.days"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_what_cannot_be_is_refused_by_field(send: Send, answers: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        send(answers)
    assert [problem.path for problem in refused.value.problems] == [field]
    assert not CheckIn.objects.exists()
    assert not AccessLog.objects.exists()


# ── red flags ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_no_red_flag_no_text(send: Send) -> None:
    result = send({"overall": "mild", "symptoms": {"severe-chest-pain": False, "tiredness": 9}})
    assert result.safety_texts == ()
    assert CheckIn.objects.get().red_flags_shown_at is None


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["severe-chest-pain", "fever", "self-harm-thoughts"])
def test_a_red_flag_brings_its_text_at_once_and_the_row_says_when(send: Send, word: str, now: datetime) -> None:
    first = send({"overall": "mild", "symptoms": {word: True}})
    assert first.safety_texts
    assert CheckIn.objects.get().red_flags_shown_at == now
    assert send({"overall": "mild", "symptoms": {word: True}}).safety_texts == first.safety_texts
