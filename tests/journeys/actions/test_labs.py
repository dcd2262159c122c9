"""Ben types a result from paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from accounts.models import AccessLog, User
from journeys.actions import labs
from journeys.actions.entries import Refused
from journeys.actions.labs import Unconfirmed
from journeys.models import LabResult, Patient, Status

pytestmark = pytest.mark.django_db
Add = Callable[..., LabResult]


def crp(value: float, unit: str | None = "mg/L", on: str = "2026-02-27", **more: Any) -> dict[str, Any]:
    return {"analyte": "crp", "collected_on": on, "value": value, "unit": unit, **more}


@pytest.fixture
def add(ada: Patient, ben: User, now: datetime) -> Add:
    def add(entry: dict[str, Any], **given: Any) -> LabResult:
        return labs.add_lab_result(patient=ada, entry=entry, by=ben, now=now, **given)

    return add


def test_a_result_is_stored_as_reported_and_in_the_canonical_unit(add: Add, ada: Patient, ben: User) -> None:
    row = add(crp(1.2, "mg/dL", source="clinic letter"))
    stored = LabResult.objects.get()
    assert (row.pk, stored.value, stored.unit) == (stored.pk, 1.2, "mg/dL")
    assert (stored.canonical_value, stored.canonical_unit) == (12, "mg/L")
    assert (stored.source, stored.entered_by, stored.collected_on) == ("clinic letter", ben, date(2026, 2, 27))
    assert Status.objects.filter(patient=ada).exists()
    assert AccessLog.objects.get().what == "labs"


def test_a_text_is_a_result_too(add: Add) -> None:
    add({"analyte": "igra", "collected_on": "2026-02-27", "value_text": "negative"})
    assert LabResult.objects.get().value is None


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (crp(12, unit=None), "unit"),
        (crp(12, "mmHg"), "unit"),
        (crp(-3), "value"),
        (crp(12, on="2026-03-03"), "collected_on"),
        (crp(12, on="1980-01-01"), "collected_on"),
        (crp(12, on="2026-02-30"), "collected_on"),
        ({"analyte": "crp", "collected_on": "2026-02-27"}, ""),
    ],
)
@pytest.mark.parametrize("confirmed", [False, True])
def test_what_cannot_be_is_refused_confirmed_or_not(add: Add, entry: Any, field: str, confirmed: bool) -> None:
    with pytest.raises(Refused) as refused:
        add(entry, confirmed=confirmed)
    assert [problem.path for problem in refused.value.problems] == [field]
    assert not LabResult.objects.exists()


def test_an_unusual_value_is_asked_about_and_stored_once_confirmed(add: Add) -> None:
    with pytest.raises(Unconfirmed) as asked:
        add(crp(480))
    assert len(asked.value.questions) == 1
    assert not LabResult.objects.exists()
    add(crp(480), confirmed=True)
    assert LabResult.objects.get().value == 480


# ── ten times the last ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_first_result_has_nothing_to_be_compared_with(add: Add, ada: Patient) -> None:
    assert labs.lab_questions(patient=ada, entry=crp(0.9, "mg/dL")) == []


@pytest.mark.parametrize("value", [5, 12, 70])
def test_an_ordinary_change_is_not_asked_about(add: Add, ada: Patient, value: float) -> None:
    add(crp(9.4, on="2026-01-10"))
    assert labs.lab_questions(patient=ada, entry=crp(value)) == []


@pytest.mark.parametrize(("value", "unit"), [(9, "mg/dL"), (0.9, "mg/L")])
def test_a_tenfold_jump_asks_for_the_unit(add: Add, ada: Patient, value: float, unit: str) -> None:
    add(crp(9.4, on="2026-01-10"))
    (question,) = labs.lab_questions(patient=ada, entry=crp(value, unit))
    assert f"You entered {value:g} {unit}" in question
    assert "9.4 mg/L" in question


def test_the_median_is_asked_when_the_last_was_odd_itself(add: Add, ada: Patient) -> None:
    for day in ("01", "02", "03"):
        add(crp(10, on=f"2026-01-{day}"))
    add(crp(40, on="2026-01-20"))
    assert labs.lab_questions(patient=ada, entry=crp(100)) != []


def test_results_after_it_and_results_in_error_are_no_comparison(
    add: Add, ada: Patient, ben: User, now: datetime
) -> None:
    add(crp(100, on="2026-02-28"))
    struck = add(crp(90, on="2026-01-10"))
    struck.entered_in_error_at, struck.entered_in_error_by, struck.entered_in_error_reason = now, ben, "typed wrong"
    struck.save()
    assert labs.lab_questions(patient=ada, entry=crp(9)) == []
