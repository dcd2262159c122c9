"""Every look at a record leaves a trace that nobody can take back."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.access_log import record
from accounts.models import AccessLog, AppendOnlyError, User

pytestmark = pytest.mark.django_db


def test_an_empty_list_leaves_no_trace(ben: User, now: datetime) -> None:
    record(actor=ben, patient_ids=[], action="list", what="work", now=now)
    assert not AccessLog.objects.exists()


def test_a_list_leaves_one_row_a_patient_with_the_number_shown(ben: User, now: datetime) -> None:
    shown = [uuid4(), uuid4(), uuid4()]
    record(actor=ben, patient_ids=shown, action="list", what="work", now=now)
    rows = AccessLog.objects.all()
    assert {row.patient_id for row in rows} == set(shown)
    assert {(row.actor, row.at, row.action, row.what, row.count, row.acting_as) for row in rows} == {
        (ben, now, "list", "work", 3, "")
    }


def test_the_system_and_a_carer_are_told_apart(dee_user: User, now: datetime) -> None:
    record(actor=None, patient_ids=[uuid4()], action="import", what="journey", now=now)
    record(actor=dee_user, patient_ids=[uuid4()], action="write", what="check-in", now=now, acting_as="carer")
    assert list(AccessLog.objects.order_by("id").values_list("actor", "acting_as")) == [
        (None, ""),
        (dee_user.pk, "carer"),
    ]


def test_an_unknown_action_is_refused(ben: User, now: datetime) -> None:
    with pytest.raises(IntegrityError, match="access_log_action_known"):
        record(actor=ben, patient_ids=[uuid4()], action="peek", what="journey", now=now)


def test_a_row_is_neither_changed_nor_removed(ben: User, now: datetime) -> None:
    record(actor=ben, patient_ids=[uuid4()], action="read", what="journey", now=now)
    row = AccessLog.objects.get()
    row.what = "something else"
    for attempt in (row.save, row.delete, AccessLog.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            attempt()
    with pytest.raises(AppendOnlyError):
        AccessLog.objects.update(what="something else")
    with pytest.raises(AppendOnlyError), transaction.atomic():
        AccessLog.objects.bulk_update([row], ["what"])
    assert AccessLog.objects.get().what == "journey"
