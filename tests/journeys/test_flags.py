"""What Ben and Cem do to Ada's flags."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import AccessLog, CareTeam, User
from journeys.actions.entries import Refused, Stale
from journeys.actions.flags import discuss, dismiss, release_wording, resolve, snooze
from journeys.assessment import reassess
from journeys.models import DISMISSED_REASONS, Flag, FlagEvent, Patient, Status
from tests.journeys.course import TODAY, course, history, live, mra, only_flag

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(ada: Patient, team: CareTeam, now: datetime) -> Patient:
    return live(course(), team=team, now=now)


@pytest.fixture
def flag(ada: Patient) -> Flag:
    return only_flag(ada)


def days(count: int) -> timedelta:
    return timedelta(days=count)


def status(flag: Flag) -> Status:
    return Status.objects.get(patient=flag.patient_id)


# ── snooze ──────────────────────────────────────────────────────────────────────────────────────────────────────────


IN_TWO_WEEKS = TODAY + timedelta(days=14)


def sleeping(flag: Flag, ben: User, now: datetime, until: date = IN_TWO_WEEKS) -> Flag:
    return snooze(flag=flag, until=until, reason="visit on 16 March", by=ben, now=now, version=flag.version)


def on_bens_list(ben: User, on: date) -> list[str]:
    return [row.patient.name for row in Status.objects.for_worklist(ben, on)]


def test_a_snoozed_flag_leaves_the_worklist_until_its_day(flag: Flag, ben: User, now: datetime) -> None:
    assert on_bens_list(ben, TODAY) == ["Ada"]
    sleeping(flag, ben, now)
    assert on_bens_list(ben, TODAY + days(13)) == []
    assert [row.patient.name for row in Status.objects.snoozed(ben, TODAY)] == ["Ada"]
    assert on_bens_list(ben, TODAY + days(14)) == ["Ada"]


def test_the_clock_ends_the_snooze_on_its_day_with_a_line(flag: Flag, ben: User, now: datetime) -> None:
    sleeping(flag, ben, now)
    assert status(flag).next_check_on <= TODAY + days(14)
    reassess([flag.patient_id], now=now, on=TODAY + days(14))
    flag.refresh_from_db()
    assert (flag.snoozed_until, flag.snoozed_reason) == (None, None)
    assert history(flag) == ["opened", "snoozed", "snooze-ended"]


def test_a_new_result_brings_it_back_early(flag: Flag, ben: User, team: CareTeam, now: datetime) -> None:
    sleeping(flag, ben, now)
    worse = mra("mra-3", "2026-03-01", change="progressed", compared_with="2026-02-10")
    live(course(imaging=[*course()["imaging"], worse]), team=team, now=now + days(1))
    assert on_bens_list(ben, TODAY + days(1)) == ["Ada"]
    assert history(flag)[-1] == "extended"


@pytest.mark.parametrize("until", [TODAY, TODAY - days(1), TODAY + days(91)])
def test_a_snooze_ends_within_90_days(flag: Flag, ben: User, now: datetime, until: date) -> None:
    with pytest.raises(Refused):
        sleeping(flag, ben, now, until=until)
    assert history(flag) == ["opened"]


def test_a_snooze_needs_a_reason(flag: Flag, ben: User, now: datetime) -> None:
    with pytest.raises(Refused):
        snooze(flag=flag, until=TODAY + days(7), reason="  ", by=ben, now=now, version=flag.version)


# ── close ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reason", DISMISSED_REASONS)
def test_a_flag_is_dismissed_for_one_of_eight_reasons(flag: Flag, cem: User, now: datetime, reason: str) -> None:
    dismiss(flag=flag, reason=reason, comment="stent planned", by=cem, now=now, version=flag.version)
    assert (flag.state, flag.dismissed_reason, flag.closed_by) == ("dismissed", reason, cem)
    assert flag.cooldown_until == TODAY + days(90)
    assert status(flag).open_flags == 0


@pytest.mark.parametrize(("reason", "comment"), [("too-busy", ""), ("", ""), ("other", ""), ("other", "  ")])
def test_any_other_reason_is_refused_and_other_needs_words(
    flag: Flag, cem: User, now: datetime, *, reason: str, comment: str
) -> None:
    with pytest.raises(Refused):
        dismiss(flag=flag, reason=reason, comment=comment, by=cem, now=now, version=flag.version)
    flag.refresh_from_db()
    assert flag.state == "open"


@pytest.mark.parametrize(("close", "state"), [(discuss, "discussed"), (resolve, "resolved")])
def test_a_flag_is_discussed_or_resolved(flag: Flag, cem: User, now: datetime, *, close: Any, state: str) -> None:
    close(flag=flag, comment="at the visit", by=cem, now=now, version=flag.version)
    last = FlagEvent.objects.filter(flag=flag).last()
    assert (flag.state, last.kind, last.by, last.note) == (state, state, cem, "at the visit")


def test_what_was_closed_stays_quiet_for_90_days_then_opens_anew(flag: Flag, cem: User, now: datetime) -> None:
    dismiss(flag=flag, reason="known-and-planned", by=cem, now=now, version=flag.version)
    assert status(flag).next_check_on <= TODAY + days(91)
    Status.objects.update(next_check_on=None)
    for day in (1, 30, 90):
        reassess([flag.patient_id], now=now, on=TODAY + days(day))
        assert Flag.objects.count() == 1


def test_only_an_open_flag_can_be_changed(flag: Flag, cem: User, now: datetime) -> None:
    resolve(flag=flag, by=cem, now=now, version=flag.version)
    with pytest.raises(Stale):
        discuss(flag=flag, by=cem, now=now, version=flag.version)


# ── the patient's wording ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_patients_wording_is_unreleased_until_cem_releases_it(flag: Flag, cem: User, now: datetime) -> None:
    assert (flag.released_at, flag.released_by) == (None, None)
    release_wording(flag=flag, by=cem, now=now, version=flag.version)
    assert (flag.released_at, flag.released_by) == (now, cem)
    assert FlagEvent.objects.filter(flag=flag).last().note == flag.for_patient


def test_nothing_is_released_that_has_no_words(flag: Flag, cem: User, now: datetime) -> None:
    Flag.objects.update(for_patient="")
    flag.refresh_from_db()
    with pytest.raises(Refused):
        release_wording(flag=flag, by=cem, now=now, version=flag.version)


def test_a_released_wording_does_not_change_under_the_patient(
    flag: Flag, cem: User, team: CareTeam, now: datetime
) -> None:
    Flag.objects.update(for_patient="A scan showed a change.")
    flag.refresh_from_db()
    release_wording(flag=flag, by=cem, now=now, version=flag.version)
    worse = mra("mra-3", "2026-03-01", change="progressed", compared_with="2026-02-10")
    live(course(imaging=[*course()["imaging"], worse]), team=team, now=now + days(1))
    flag.refresh_from_db()
    assert (flag.for_patient, flag.released_by) == ("A scan showed a change.", cem)


# ── two people, and who looked ──────────────────────────────────────────────────────────────────────────────────────


def test_two_people_on_one_flag_lose_nothing(flag: Flag, ben: User, cem: User, now: datetime) -> None:
    seen_by_both = flag.version
    snooze(flag=flag, until=TODAY + days(7), reason="visit", by=ben, now=now, version=seen_by_both)
    with pytest.raises(Stale) as conflict:
        dismiss(flag=flag, reason="duplicate", by=cem, now=now, version=seen_by_both)
    assert conflict.value.row.version == seen_by_both + 1
    flag.refresh_from_db()
    assert flag.state == "open"


def test_evidence_that_came_meanwhile_stops_a_dismissal(flag: Flag, cem: User, team: CareTeam, now: datetime) -> None:
    worse = mra("mra-3", "2026-03-01", change="progressed", compared_with="2026-02-10")
    live(course(imaging=[*course()["imaging"], worse]), team=team, now=now)
    with pytest.raises(Stale):
        dismiss(flag=flag, reason="duplicate", by=cem, now=now, version=flag.version)


def test_a_look_that_finds_nothing_new_is_no_conflict(flag: Flag, cem: User, now: datetime) -> None:
    reassess([flag.patient_id], now=now + days(1))
    assert discuss(flag=flag, by=cem, now=now + days(1), version=flag.version).state == "discussed"


def test_every_verb_leaves_a_row_in_the_access_log(flag: Flag, ben: User, now: datetime) -> None:
    sleeping(flag, ben, now)
    rows = AccessLog.objects.filter(actor=ben).values_list("patient_id", "action", "what")
    assert list(rows) == [(flag.patient_id, "write", "flag")]
