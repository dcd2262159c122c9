"""manage.py replay, and the file of the clinic's own thresholds: refused at the start, and part of every answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import AccessLog, CareTeam
from journeys import assessment
from journeys.edition import edition
from journeys.guidance.catalogue import PUBLISHED
from journeys.models import Patient, Status
from tests.journeys.course import course, live

pytestmark = pytest.mark.django_db

WHEN = ("--from", "2025-01-01", "--to", "2026-03-02")


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def ada(ada: Patient, team: CareTeam, now: datetime) -> Patient:
    return live(course(), team=team, now=now)


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("replay", *arguments, *WHEN, stdout=out)
    return out.getvalue().strip()


def test_one_patients_replay_is_told_and_leaves_a_trace(ada: Patient) -> None:
    text = told("--patient", str(ada.pk))
    assert text.startswith(f"Catalogue {PUBLISHED.version}\n{ada.ref} from 1 January 2025 to 2 March 2026")
    [row] = AccessLog.objects.filter(what="replay")
    assert (row.patient_id, row.action) == (ada.pk, "read")


def test_a_cohorts_replay_counts_every_rule_and_names_nobody(ada: Patient) -> None:
    text = told("--cohort")
    assert "1 patient," in text
    assert "tak.persistent-activity" in text
    assert ada.ref not in text
    assert (ada.name or "Ada") not in text


def test_one_rule_alone(ada: Patient) -> None:
    text = told("--cohort", "--rule", "pv.no-control-3wk")
    assert "pv.no-control-3wk" in text
    assert "tak." not in text


def test_with_overrides_both_editions_and_their_difference_are_told(ada: Patient, tmp_path: Path) -> None:
    text = told("--cohort", "--overrides", overrides(tmp_path, "[shared]\ntakayasu-trial = 100"))
    assert text.count("Catalogue ") == 2
    assert "Difference, by patient and first day:" in text


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--patient", "nobody"), "there is no patient nobody"),
        (("--cohort", "--rule", "tak.nonsense"), "there is no rule tak.nonsense"),
        (("--cohort", "--overrides", "not-there.toml"), "not-there.toml: No such file or directory"),
        (("--cohort", "--to", "2024-12-31"), "--to lies before --from"),
    ],
)
def test_what_cannot_be_replayed_is_refused_with_status_2(arguments: tuple[str, ...], problem: str) -> None:
    with pytest.raises(CommandError, match=problem) as caught:
        call_command("replay", *WHEN, *arguments)
    assert caught.value.returncode == 2


def overrides(folder: Path, text: str) -> str:
    path = folder / "thresholds.toml"
    path.write_text(f'reason = "agreed"\n{text}\n', encoding="utf-8")
    return str(path)


def test_the_clinics_own_thresholds_are_in_force_and_in_the_version_of_every_answer(
    ada: Patient, tmp_path: Path, settings: Settings, now: datetime
) -> None:
    assert assessment.due(now) == []
    settings.GUIDANCE_OVERRIDES = overrides(tmp_path, "[shared]\ntakayasu-trial = 100")
    assert edition().limits["takayasu-trial"] == 100
    assert assessment.due(now) == [ada.pk], "another edition may say something else"
    assessment.sweep([ada.pk], now=now)
    assert Status.objects.get(patient=ada).catalogue == edition().version != PUBLISHED.version
    assert assessment.due(now) == []


def test_a_file_that_cannot_be_taken_names_every_problem_at_the_start(tmp_path: Path, settings: Settings) -> None:
    settings.GUIDANCE_OVERRIDES = overrides(tmp_path, "[shared]\ntakayasu-trial = 1\nnonsense = 2")
    with pytest.raises(ImproperlyConfigured) as caught:
        edition()
    assert [line.split(": shared: ")[1][:10] for line in str(caught.value).splitlines()] == ["takayasu-t", "nonsense: "]
