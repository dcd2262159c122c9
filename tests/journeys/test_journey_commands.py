"""``import_journey`` and ``export_journey`` as an operator meets them."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from accounts.models import AccessLog, CareTeam, Clinic, User
from journeys.actions import facts
from journeys.models import Amendment, CareTeamLink, LabResult, Patient, Status
from tests.guidance.documents import EVERYTHING

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parents[2] / "journeys" / "demo_data" / "examples"
EXAMPLES = sorted(path for path in FOLDER.glob("*.json") if path.name != "expected.json")
Write = Callable[..., str]

CRP = {"id": "crp", "analyte": "crp", "collected_on": "2026-02-02", "value": 12, "unit": "mg/L"}
GOOD: dict[str, Any] = {
    "format": "treatment-journey/1",
    "patient": {"id": "ada-1", "name": "Ada", "birth_date": "1988-04-02"},
    "labs": [CRP],
}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: Any, name: str = "ada.json") -> str:
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)

    return write


def run(command: str, *args: str) -> tuple[int, str, str]:
    """Exit status, standard output, standard error."""
    out, err = StringIO(), StringIO()
    try:
        call_command(command, *args, stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, out.getvalue(), f"{err.getvalue()}{error}"
    return 0, out.getvalue(), err.getvalue()


def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def emptied() -> None:
    """As if in a new database: nothing of anybody is left."""
    for model in (Status, CareTeamLink, Amendment):
        model._default_manager.all().delete()
    for label in ("AssessmentRecord", "MonitoringState", "FlagEvent", "Flag"):
        apps.get_model("journeys", label)._default_manager.all().delete()
    for model in apps.get_app_config("journeys").get_models():
        if model is not Patient and any(field.name == "patient" for field in model._meta.fields):
            model._default_manager.all().delete()
    Patient.objects.all().delete()


# ── import ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_says_in_a_line_what_became_of_it(write: Write, team: CareTeam) -> None:
    path = write(GOOD)
    status, out, err = run("import_journey", path, "--team", team.name)
    ada = Patient.objects.get()
    assert (status, err) == (0, "")
    assert out == f"{path}: 2 added, 0 changed, 0 unchanged; patient {ada.pk}\n"
    _, out, _ = run("import_journey", path, "--team", str(team.pk))
    assert out == f"{path}: 0 added, 0 changed, 2 unchanged; patient {ada.pk}\n"


def test_without_a_team_the_patient_waits(write: Write) -> None:
    _, out, _ = run("import_journey", write(GOOD))
    assert "(waits for a team)" in out
    assert Patient.objects.waiting().count() == 1


def test_what_the_catalogue_does_not_know_is_named_with_its_path(write: Write) -> None:
    path = write(GOOD | {"labs": [CRP | {"analyte": "moonlight", "unit": "lx"}]})
    status, out, _ = run("import_journey", path)
    assert status == 0
    assert f"{path}: $.labs[0].analyte: " in out


BAD: list[tuple[Any, str]] = [
    ('{"format": "treatment-journey/1", "pat', "$: "),
    ("", "$: "),
    ("[]", "$: "),
    (GOOD | {"moods": []}, "$.moods: "),
    (GOOD | {"labs": [CRP | {"colour": "red"}]}, "$.labs[0].colour: "),
    (GOOD | {"labs": [{key: value for key, value in CRP.items() if key != "unit"}]}, "$.labs[0].unit: "),
    (GOOD | {"labs": [CRP | {"unit": "furlong"}]}, "$.labs[0].unit: "),
    (GOOD | {"labs": [CRP | {"collected_on": "2023-02-30"}]}, "$.labs[0].collected_on: "),
    (
        GOOD | {"therapies": [{"drug": "prednisone", "started_on": "2025-05-01", "stopped_on": "2025-04-01"}]},
        "$.therapies[0].stopped_on: ",
    ),
]


@pytest.mark.parametrize(("content", "problem"), BAD)
def test_a_bad_file_is_refused_with_the_place_and_leaves_every_table_as_it_was(
    content: Any, problem: str, write: Write, team: CareTeam
) -> None:
    path, before = write(content), rows()
    status, out, err = run("import_journey", path, "--team", team.name)
    assert (status, out) == (2, "")
    assert err.startswith(f"{path}: {problem}")
    assert rows() == before


def test_every_problem_of_a_file_has_a_line(write: Write) -> None:
    path = write(GOOD | {"labs": [CRP | {"unit": "furlong"}, CRP | {"collected_on": "2023-02-30", "id": "2"}]})
    _, _, err = run("import_journey", path)
    assert [line.split(": ")[1] for line in err.splitlines()[:2]] == ["$.labs[0].unit", "$.labs[1].collected_on"]


def test_one_refused_file_does_not_keep_out_the_others(write: Write) -> None:
    bad, good = write("{", "bad.json"), write(GOOD, "good.json")
    status, out, err = run("import_journey", bad, good)
    assert status == 2
    assert "good.json: 2 added" in out
    assert "1 of 2 files refused" in err


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "image.json").write_bytes(b"\xff\xfe\x00")
    status, _, err = run("import_journey", str(tmp_path / "none.json"), str(tmp_path / "image.json"), str(tmp_path))
    assert status == 2
    assert "can't be read" in err
    assert "not UTF-8" in err


def test_two_people_under_one_identifier_are_not_mixed(write: Write, team: CareTeam) -> None:
    run("import_journey", write(GOOD), "--team", team.name)
    before = rows()
    someone = GOOD | {"patient": GOOD["patient"] | {"birth_date": "1950-01-01"}}
    status, _, err = run("import_journey", write(someone), "--team", team.name)
    assert status == 2
    assert "$.patient.birth_date: " in err
    assert "1988" not in err
    assert rows() == before


@pytest.mark.parametrize("team_name", ["Nobody's", "7c51bf1c-27d1-4a3d-8e0d-4f50c8376335"])
def test_an_unknown_team_stops_the_command_before_anything(write: Write, team: CareTeam, team_name: str) -> None:
    status, _, err = run("import_journey", write(GOOD), "--team", team_name)
    assert status == 2
    assert team_name in err
    assert team.name in err
    assert not Patient.objects.exists()


def test_a_name_that_two_clinics_use_must_be_a_uuid(write: Write, team: CareTeam) -> None:
    CareTeam.objects.create(clinic=Clinic.objects.create(name="Hill Clinic"), name=team.name)
    assert run("import_journey", write(GOOD), "--team", team.name)[0] == 2
    assert run("import_journey", write(GOOD), "--team", str(team.pk))[0] == 0


# ── as somebody ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_acting_as_ben_takes_bens_rights(write: Write, team: CareTeam, other_team: CareTeam, ben: User) -> None:
    assert run("import_journey", write(GOOD), "--team", team.name, "--as", "Ben@example.org")[0] == 0
    assert LabResult.objects.get().entered_by == ben
    assert AccessLog.objects.get(action="import").actor == ben
    someone_new = write(GOOD | {"patient": {"id": "new-1"}})
    assert run("import_journey", someone_new, "--team", other_team.name, "--as", "ben@example.org")[0] == 2
    assert Patient.objects.count() == 1


def test_acting_as_someone_elses_coordinator_changes_nothing(write: Write, team: CareTeam, zoe: User) -> None:
    run("import_journey", write(GOOD), "--team", team.name)
    before = rows()
    for command in (["import_journey", write(GOOD), "--team", team.name], ["export_journey", "ada-1"]):
        status, out, _ = run(*command, "--as", "zoe@example.org")
        assert (status, out) == (2, "")
    assert rows() == before


def test_nobody_is_not_somebody(write: Write) -> None:
    assert run("import_journey", write(GOOD), "--as", "nobody@example.org")[0] == 2
    assert not Patient.objects.exists()


# ── export ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def exported(known_as: str) -> dict[str, Any]:
    status, out, err = run("export_journey", known_as)
    assert (status, err) == (0, "")
    content: dict[str, Any] = json.loads(out)
    return content


def test_everything_goes_out_and_comes_back_the_same(write: Write) -> None:
    run("import_journey", write(EVERYTHING))
    first = exported("ada-1")
    assert first == EVERYTHING
    emptied()
    run("import_journey", write(first))
    assert exported("ada-1") == first


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_example_journeys_go_out_and_come_back_the_same(path: Path, write: Write, team: CareTeam) -> None:
    content = json.loads(path.read_text())
    assert run("import_journey", str(path), "--team", team.name)[0] == 0
    first = exported(content["patient"]["id"])
    assert {name: len(entries) for name, entries in first.items() if isinstance(entries, list)} == {
        name: len(entries) for name, entries in content.items() if isinstance(entries, list) and entries
    }
    emptied()
    run("import_journey", write(first), "--team", team.name)
    assert exported(content["patient"]["id"]) == first


def test_the_examples_are_there() -> None:
    assert len(EXAMPLES) == 6


def test_what_was_entered_in_error_does_not_go_out(write: Write, team: CareTeam, ben: User, now: Any) -> None:
    run("import_journey", write(GOOD), "--team", team.name)
    ada = Patient.objects.get()
    facts.mark_entered_in_error(patient=ada, list="labs", ref="crp", version=1, reason="typed wrong", by=ben, now=now)
    assert "labs" not in exported(str(ada.pk))


def test_an_export_is_asked_for_by_uuid_or_identifier_and_logged(write: Write, team: CareTeam, ben: User) -> None:
    run("import_journey", write(GOOD), "--team", team.name)
    ada = Patient.objects.get()
    assert exported(str(ada.pk)) == exported("ada-1")
    assert run("export_journey", "ada-1", "--as", "ben@example.org")[0] == 0
    assert [row.actor for row in AccessLog.objects.filter(action="export").order_by("pk")] == [None, None, ben]


@pytest.mark.parametrize("known_as", ["nobody", "7c51bf1c-27d1-4a3d-8e0d-4f50c8376335"])
def test_nobody_known_by_that_is_exported(known_as: str) -> None:
    status, out, err = run("export_journey", known_as)
    assert (status, out) == (2, "")
    assert known_as in err


def test_an_identifier_of_two_people_is_not_guessed_at(write: Write, team: CareTeam) -> None:
    hill = CareTeam.objects.create(clinic=Clinic.objects.create(name="Hill Clinic"), name="Rheumatology")
    for where in (team, hill):
        run("import_journey", write(GOOD), "--team", str(where.pk))
    assert run("export_journey", "ada-1")[0] == 2
