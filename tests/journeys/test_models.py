"""What the database refuses, whoever asks; and that the models hold all that the format allows."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import CharField, Model

from accounts.models import User
from journeys.guidance.document_schema import FIELDS, attribute
from journeys.guidance.journey import LISTS
from journeys.models import (
    FACTS,
    NESTED,
    CarerGrant,
    CareTeamLink,
    Flag,
    FlagState,
    Patient,
    Status,
    Therapy,
)
from tests.conftest import patient

DAY = date(2026, 2, 1)


def fact(model: type[Model], ada: Patient, now: datetime, **columns: Any) -> Model:
    return model._default_manager.create(patient=ada, ref="x", received_at=now, **columns)


GOOD: list[tuple[str, dict[str, Any]]] = [
    ("labs", {"analyte": "crp", "collected_on": DAY, "value": 4.0, "unit": "mg/L"}),
    ("labs", {"analyte": "igra", "collected_on": DAY, "value_text": "negative"}),
    ("adherence", {"on": DAY, "days": 28, "percent": 100}),
    ("therapies", {"drug": "prednisone", "started_on": "2025-03", "stopped_on": "2025"}),
    ("therapies", {"drug": "prednisone", "started_on": "2025-03-01", "stopped_on": "2025-03-01"}),
    ("infections", {"began_on": DAY, "ended_on": DAY, "kind": "skin"}),
]

BAD: list[tuple[str, dict[str, Any], str]] = [
    ("labs", {"analyte": "crp", "collected_on": DAY}, "labresult_value_or_text"),
    (
        "labs",
        {"analyte": "crp", "collected_on": DAY, "value": 4, "unit": "mg/L", "value_text": "4"},
        "labresult_value_or_text",
    ),
    ("labs", {"analyte": "crp", "collected_on": DAY, "value": 4}, "labresult_number_has_unit"),
    (
        "labs",
        {"analyte": "crp", "collected_on": DAY, "value": 4, "unit": "mg/L", "comparator": "~"},
        "labresult_comparator_is_known",
    ),
    (
        "labs",
        {"analyte": "crp", "collected_on": DAY, "value": 4, "unit": "mg/L", "canonical_value": 4},
        "labresult_canonical_value_has_unit",
    ),
    ("adherence", {"on": DAY, "days": 28, "percent": 101}, "adherenceperiod_percent_is_one"),
    ("adherence", {"on": DAY, "days": 28, "percent": -1}, "adherenceperiod_percent_is_one"),
    ("adherence", {"on": DAY, "days": 0, "percent": 50}, "adherenceperiod_days_not_below_1"),
    (
        "adherence",
        {"on": DAY, "days": 1, "percent": 50, "source": "hearsay"},
        "adherenceperiod_source_is_known",
    ),
    ("plan", {"item": "mon.tak.imaging", "every_days": 0}, "planitem_every_days_not_below_1"),
    ("therapies", {"drug": "prednisone", "started_on": "2025-3"}, "therapy_started_on_is_a_date"),
    (
        "therapies",
        {"drug": "prednisone", "started_on": "2025-03-02", "stopped_on": "2025-03-01"},
        "therapy_stopped_on_after_started_on",
    ),
    ("therapies", {"drug": "prednisone", "route": "by post"}, "therapy_route_is_known"),
    (
        "infections",
        {"began_on": DAY, "ended_on": date(2026, 1, 1), "kind": "skin"},
        "infection_ended_on_after_began_on",
    ),
    ("check_ins", {"on": DAY, "by": "neighbour"}, "checkin_by_is_known"),
    ("statuses", {"on": DAY, "condition": "gout", "status": "active"}, "clinicianstatus_condition_is_known"),
    (
        "contraindications",
        {"drug": "azathioprine", "on": DAY, "kind": "refused", "entered_in_error_reason": "typed wrong"},
        "contraindication_error_has_time_person_reason",
    ),
]


@pytest.mark.parametrize(("name", "columns"), GOOD)
def test_what_is_true_is_stored(name: str, columns: dict[str, Any], ada: Patient, now: datetime) -> None:
    fact(FACTS[name], ada, now, **columns)


@pytest.mark.parametrize(("name", "columns", "constraint"), BAD)
def test_the_database_refuses(name: str, columns: dict[str, Any], constraint: str, ada: Patient, now: datetime) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        fact(FACTS[name], ada, now, **columns)
    assert not FACTS[name]._default_manager.exists()


def test_a_dose_is_never_below_nothing(ada: Patient, now: datetime) -> None:
    therapy = fact(Therapy, ada, now, drug="prednisone")
    line = {"ref": "d", "received_at": now, "from_date": DAY, "unit": "mg", "every": "day"}
    with pytest.raises(IntegrityError, match="dose_amount_not_below_0"), transaction.atomic():
        NESTED["therapies"]["doses"]._default_manager.create(therapy=therapy, amount=-1, **line)


@pytest.mark.parametrize("name", sorted(FACTS))
def test_every_list_has_a_model_with_the_columns_of_its_value(name: str) -> None:
    columns = {each.name for each in FACTS[name]._meta.get_fields()}
    assert {each.name for each in fields(LISTS[name])} - {"id"} <= columns | set(NESTED.get(name, {}))


@pytest.mark.parametrize("name", sorted(FACTS))
def test_every_column_has_room_for_what_the_format_allows(name: str) -> None:
    """PostgreSQL refuses what is too long, SQLite doesn't: 200 characters are the reader's limit for open texts."""
    for each in FIELDS[LISTS[name]]:
        if each != "id" and attribute(each) not in NESTED.get(name, {}):
            column = FACTS[name]._meta.get_field(attribute(each))
            closed = bool(getattr(column, "choices", None))
            assert closed or not isinstance(column, CharField) or column.max_length in (10, 200), each


def test_an_id_stands_once_in_a_patients_list(ada: Patient, now: datetime) -> None:
    fact(Therapy, ada, now, drug="prednisone")
    with pytest.raises(IntegrityError), transaction.atomic():
        fact(Therapy, ada, now, drug="azathioprine")


def test_an_identifier_is_one_persons_within_a_clinic_and_on_the_waiting_list(ada: Patient) -> None:
    patient(clinic=None)
    for clinic in (ada.clinic, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            patient(clinic=clinic)


def test_relations_do_not_end_before_they_begin(ada: Patient, dee_user: User, other_team: Any, ben: User) -> None:
    dates = {"starts_on": DAY, "ends_on": date(2026, 1, 31)}
    with pytest.raises(IntegrityError, match="careteamlink_ends_after_start"), transaction.atomic():
        CareTeamLink.objects.create(patient=ada, team=other_team, **dates)
    with pytest.raises(IntegrityError, match="carergrant_ends_after_start"), transaction.atomic():
        CarerGrant.objects.create(patient=ada, user=dee_user, scope="view", **dates)
    with pytest.raises(IntegrityError, match="carergrant_scope_is_known"), transaction.atomic():
        CarerGrant.objects.create(patient=ada, user=dee_user, scope="everything", starts_on=DAY)
    with pytest.raises(IntegrityError, match="carergrant_revoked_by_somebody"), transaction.atomic():
        CarerGrant.objects.create(patient=ada, user=dee_user, scope="view", starts_on=DAY, revoked_by=ben)


def flag(ada: Patient, now: datetime, **columns: Any) -> Flag:
    given = {
        "patient": ada,
        "condition": "takayasu-arteritis",
        "rule": "tak.persistent-activity",
        "rule_version": 1,
        "family": "tak.persistent",
        "title": "Still active",
        "tier": "B",
        "outcome": "fired",
        "opened_at": now,
        "opened_on": DAY,
        "last_seen_on": DAY,
        "finding": {},
    }
    return Flag.objects.create(**{**given, **columns})


def test_one_flag_of_a_family_is_open_at_a_time(ada: Patient, now: datetime) -> None:
    flag(ada, now, state=FlagState.RESTED, closed_at=now)
    flag(ada, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        flag(ada, now)


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"tier": "A"}, "flag_tier_is_known"),
        ({"state": "resolved"}, "flag_closed_has_time"),
        ({"state": "dismissed", "closed_at": DAY}, "flag_dismissed_has_reason"),
        ({"snoozed_until": DAY}, "flag_snoozed_has_reason"),
        ({"released_at": DAY}, "flag_released_by_somebody"),
    ],
)
def test_a_flag_is_never_half_closed(columns: dict[str, Any], constraint: str, ada: Patient, now: datetime) -> None:
    moments = {key: now if key.endswith("_at") else value for key, value in columns.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        flag(ada, now, **moments)


def test_nobody_assessed_comes_last_on_either_database(ada: Patient, now: datetime) -> None:
    answers = {"level_since": DAY, "assessed_at": now, "assessed_on": DAY, "catalogue": "1"}
    people = {level: patient(clinic=None, ref=str(level)) for level in (None, 0, 3)}
    for level, person in people.items():
        Status.objects.create(patient=person, level=level, **answers)
    assert list(Status.objects.order_by("-rank").values_list("level", flat=True)) == [3, 0, None]
