"""Rows become values in one place, and the values are those that the document's reader gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import CareTeam, User
from journeys import snapshot
from journeys.actions.imports import import_journey
from journeys.guidance import document
from journeys.guidance.journey import LISTS
from journeys.models import FACTS, Dose, Patient
from tests.guidance.documents import EVERYTHING

pytestmark = pytest.mark.django_db
Import = Callable[..., Patient]


@pytest.fixture
def stored(team: CareTeam, now: datetime) -> Import:
    def stored(content: dict[str, Any]) -> Patient:
        journey = document.parse(content)
        return import_journey(journey=journey, team=team, by=None, now=now).patient

    return stored


def named(ref: str) -> dict[str, Any]:
    return EVERYTHING | {"patient": EVERYTHING["patient"] | {"id": ref}}


def test_a_patient_with_nothing_recorded_is_an_empty_journey(ada: Patient) -> None:
    journey = snapshot.take([ada.pk])[ada.pk]
    assert journey.patient.id == ada.ref
    assert all(getattr(journey, name) == () for name in LISTS)


def test_unknown_patients_are_left_out(ada: Patient) -> None:
    assert snapshot.take([]) == {}
    assert snapshot.take([ada.user.pk]) == {}  # type: ignore[union-attr]  the fixture gives her a user


def test_every_field_of_every_list_comes_back_as_it_was_read(stored: Import) -> None:
    ada = stored(EVERYTHING)
    assert snapshot.take([ada.pk])[ada.pk] == document.parse(EVERYTHING)


def test_nobody_gets_anybody_elses_entries(stored: Import) -> None:
    first, second = stored(named("one")), stored(named("two"))
    journeys = snapshot.take([first.pk, second.pk])
    assert journeys[first.pk] == document.parse(named("one"))
    assert journeys[second.pk] == document.parse(named("two"))


@pytest.mark.parametrize("name", sorted(LISTS))
def test_what_was_entered_in_error_is_left_out(name: str, stored: Import, ben: User, now: datetime) -> None:
    ada = stored(EVERYTHING)
    struck = {"entered_in_error_at": now, "entered_in_error_by": ben, "entered_in_error_reason": "wrong patient"}
    FACTS[name]._default_manager.filter(patient=ada).update(**struck)
    journey = snapshot.take([ada.pk])[ada.pk]
    assert [each for each in LISTS if not getattr(journey, each)] == [name]


def test_a_dose_line_entered_in_error_is_left_out_alone(stored: Import, ben: User, now: datetime) -> None:
    ada = stored(EVERYTHING)
    struck = {"entered_in_error_at": now, "entered_in_error_by": ben, "entered_in_error_reason": "typed wrong"}
    Dose.objects.filter(ref="e2").update(**struck)
    (therapy,) = snapshot.take([ada.pk])[ada.pk].therapies
    assert [dose.id for dose in therapy.doses] == ["e1"]
    assert len(therapy.administrations) == 1


def test_twenty_patients_take_no_more_queries_than_one(stored: Import) -> None:
    people = [stored(named(f"p{number}")).pk for number in range(20)]
    with CaptureQueriesContext(
        connection,
    ) as one:
        snapshot.take(people[:1])
    with CaptureQueriesContext(connection) as twenty:
        journeys = snapshot.take(people)
    assert len(journeys) == 20
    assert len(twenty) == len(one) == 1 + len(LISTS) + 3
