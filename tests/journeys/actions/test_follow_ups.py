"""Ben asks Ada for something by a day; Ada, Dee or Ben say that it is done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AccessLog, User
from journeys.actions import follow_ups, patients
from journeys.actions.entries import Refused, Stale
from journeys.models import CareEnded, FollowUp, Patient

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 9)


def ask(ada: Patient, ben: User, now: datetime, **changes: Any) -> FollowUp:
    given = {"due_on": DUE, "words": " Please have your\n blood taken ", **changes}
    return follow_ups.make(patient=ada, by=ben, now=now, **given)


@pytest.fixture
def asked(ada: Patient, ben: User, now: datetime) -> FollowUp:
    return ask(ada, ben, now)


def test_what_is_asked_is_stored_with_who_asked(asked: FollowUp, ada: Patient, ben: User, now: datetime) -> None:
    assert (asked.patient, asked.words, asked.due_on) == (ada, "Please have your blood taken", DUE)
    assert (asked.made_by, asked.made_at, asked.lead_days) == (ben, now, 3)
    assert asked.shown_from == date(2026, 3, 6)
    assert FollowUp.objects.open().get() == asked


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"due_on": date(2026, 3, 1)}, "due_on"),
        ({"due_on": date(2028, 3, 2)}, "due_on"),
        ({"words": " \n"}, "words"),
        ({"words": "x" * 201}, "words"),
        ({"lead_days": -1}, "lead_days"),
        ({"lead_days": 91}, "lead_days"),
    ],
)
def test_what_nobody_can_do_is_not_asked(
    given: dict[str, Any], field: str, ada: Patient, ben: User, now: datetime
) -> None:
    with pytest.raises(Refused) as refused:
        ask(ada, ben, now, **given)
    assert [problem.path for problem in refused.value.problems] == [field]
    assert not FollowUp.objects.exists()


def test_today_can_be_asked_for_as_the_patient_counts_days(ada: Patient, ben: User, now: datetime) -> None:
    Patient.objects.filter(pk=ada.pk).update(time_zone="Pacific/Kiritimati")  # there it is the 3rd already
    with pytest.raises(Refused):
        ask(ada, ben, now, due_on=date(2026, 3, 2))
    assert ask(ada, ben, now, due_on=date(2026, 3, 3))


def test_nothing_is_asked_of_those_with_whom_care_has_ended(ada: Patient, ben: User, now: datetime) -> None:
    patients.end_care(patient=ada, reason=CareEnded.DECEASED, on=date(2026, 3, 1), by=ben, now=now)
    with pytest.raises(Refused):
        ask(ada, ben, now)


def test_done_is_no_longer_open_and_says_who_said_so(asked: FollowUp, ada_user: User, now: datetime) -> None:
    done = follow_ups.mark_done(follow_up=asked, by=ada_user, now=now, version=1)
    assert (done.done_at, done.done_by, done.version) == (now, ada_user, 2)
    assert not FollowUp.objects.open().exists()


def test_a_mistaken_done_is_undone(asked: FollowUp, ada_user: User, now: datetime) -> None:
    follow_ups.mark_done(follow_up=asked, by=ada_user, now=now, version=1)
    follow_ups.undo_done(follow_up=asked, by=ada_user, now=now, version=2)
    again = FollowUp.objects.open().get()
    assert (again.done_at, again.done_by, again.version) == (None, None, 3)


def test_what_is_cancelled_is_asked_no_more_and_not_done(
    asked: FollowUp, ben: User, ada_user: User, now: datetime
) -> None:
    gone = follow_ups.cancel(follow_up=asked, by=ben, now=now, version=1)
    assert (gone.cancelled_at, gone.cancelled_by) == (now, ben)
    assert not FollowUp.objects.open().exists()
    for change in (follow_ups.mark_done, follow_ups.undo_done, follow_ups.cancel):
        with pytest.raises(Stale):
            change(follow_up=asked, by=ada_user, now=now, version=2)


def test_who_was_slower_is_told_and_changes_nothing(asked: FollowUp, ben: User, ada_user: User, now: datetime) -> None:
    follow_ups.mark_done(follow_up=asked, by=ada_user, now=now, version=1)
    with pytest.raises(Stale) as stale:
        follow_ups.cancel(follow_up=asked, by=ben, now=now, version=1)
    assert stale.value.row.done_by == ada_user
    assert FollowUp.objects.get().cancelled_at is None


def test_every_change_is_in_the_log_with_whom_it_was_for(
    asked: FollowUp, ben: User, dee_user: User, now: datetime
) -> None:
    follow_ups.mark_done(follow_up=asked, by=dee_user, now=now, version=1, acting_as="carer")
    rows = AccessLog.objects.order_by("pk").values_list("actor", "acting_as", "patient_id", "action", "what")
    assert list(rows) == [
        (ben.pk, "", asked.patient_id, "write", "follow-up"),
        (dee_user.pk, "carer", asked.patient_id, "write", "follow-up"),
    ]


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"words": ""}, "followup_has_words"),
        ({"lead_days": 91}, "followup_lead_days_in_range"),
        ({"done_at": True}, "followup_done_by_somebody"),
        ({"cancelled_at": True}, "followup_cancelled_by_somebody"),
        (
            {"done_at": True, "done_by": True, "cancelled_at": True, "cancelled_by": True},
            "followup_done_or_cancelled",
        ),
    ],
)
def test_the_database_refuses(columns: dict[str, Any], constraint: str, ada: Patient, ben: User, now: datetime) -> None:
    filled = {
        name: (now if name.endswith("_at") else ben) if value is True else value for name, value in columns.items()
    }
    given = {"due_on": DUE, "words": "w", "made_by": ben, "made_at": now, "patient": ada} | filled
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        FollowUp.objects.create(**given)


def test_visible_with_the_patient(asked: FollowUp, ada_user: User, ben: User, zoe: User, now: datetime) -> None:
    on = now.date()
    seen = [FollowUp.objects.visible_to(who, on).exists() for who in (ada_user, ben, zoe)]
    assert seen == [True, True, False]
