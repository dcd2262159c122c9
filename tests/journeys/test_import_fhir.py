"""manage.py import_fhir: Ben brings files from the hospital; all of a file is stored, or none of it."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from accounts.models import AccessLog, CareTeam, User
from journeys.actions.patients import resume_care
from journeys.models import Condition, LabResult, Measurement, Patient, Therapy
from tests.interchange.drawn import ICD, ada, bundle, concept, condition, crp, observation, order, quantity
from tests.shared import FOLDER as SHARED_FOLDER

pytestmark = pytest.mark.django_db

LIVES = Path(__file__).parents[2] / "journeys" / "demo_data" / "fhir"


def rows() -> dict[str, int]:
    """How many rows every table has."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def write(folder: Path, name: str, content: Any) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


class Said:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.out, self.err = capsys.readouterr()


def run(capsys: pytest.CaptureFixture[str], *paths: Path, **options: Any) -> Said:
    call_command("import_fhir", *paths, **options)
    return Said(capsys)


def refused(capsys: pytest.CaptureFixture[str], *paths: Path, **options: Any) -> Said:
    before = rows()
    with pytest.raises(CommandError) as error:
        call_command("import_fhir", *paths, **options)
    assert error.value.returncode == 2
    assert rows() == before
    return Said(capsys)


def adas_bundle(**more: Any) -> dict[str, Any]:
    return bundle(ada(), condition(concept(ICD, "M31.4")), order("prednisone"), crp(**more))


def test_a_truncated_file_stores_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "cut.json", json.dumps(adas_bundle())[:200])
    said = refused(capsys, path)
    assert said.err.startswith(f"{path}: $: not JSON: ")
    assert len(said.err.splitlines()) == 1


def test_one_bad_entry_stores_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "bad.json", adas_bundle(status="weird"))
    said = refused(capsys, path)
    assert said.err.startswith(f'{path}: $.entry[3].resource.status: "weird" is not one of')


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "latin.json").write_bytes(b'{"resourceType": "Pati\xe9nt"}')
    said = refused(capsys, tmp_path / "nowhere.json", tmp_path / "latin.json")
    assert "can't be read: No such file" in said.err
    assert "is not UTF-8 text (byte 22)" in said.err


def test_a_lone_result_is_counted_and_attached_to_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = rows()
    said = run(capsys, write(tmp_path, "crp.json", crp()))
    assert rows() == before
    assert "no patient in it, nothing to import" in said.out
    assert "1 × Observation http://loinc.org|1988-5: no patient in this file" in said.out


def test_a_dry_run_says_the_same_and_stores_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], team: CareTeam
) -> None:
    path = write(tmp_path, "ada.json", adas_bundle())
    before = rows()
    dry = run(capsys, path, dry_run=True, team="Vasculitis")
    assert rows() == before
    real = run(capsys, path, team="Vasculitis")
    assert dry.out == real.out + "Dry run: nothing was stored.\n"
    assert LabResult.objects.count() == 1


def test_what_is_stored_and_what_it_says(tmp_path: Path, capsys: pytest.CaptureFixture[str], team: CareTeam) -> None:
    path = write(tmp_path, "ada.json", adas_bundle())
    said = run(capsys, path, team="Vasculitis")
    assert said.out.splitlines()[0] == (
        f"{path}: 1 patient; 4 added (patient 1, conditions 1, therapies 1, labs 1), 0 changed, 0 unchanged"
    )
    patient = Patient.objects.get()
    assert (patient.ref, patient.clinic) == ("ada", team.clinic)
    lab = LabResult.objects.get()
    assert (lab.patient, lab.ref, lab.analyte, lab.value, lab.unit, lab.source) == (
        patient,
        "o1",
        "crp",
        18.5,
        "mg/L",
        "FHIR R4",
    )
    assert AccessLog.objects.filter(patient_id=patient.pk, action="import").count() == 1


def test_a_second_import_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str], team: CareTeam) -> None:
    path = write(tmp_path, "ada.json", adas_bundle())
    run(capsys, path, team="Vasculitis")
    before = {label: count for label, count in rows().items() if label != "accounts.AccessLog"}
    said = run(capsys, path, team="Vasculitis")
    assert "0 added, 0 changed, 4 unchanged" in said.out
    assert {label: count for label, count in rows().items() if label != "accounts.AccessLog"} == before


def test_a_corrected_result_amends_the_one_that_is_here(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], team: CareTeam
) -> None:
    run(capsys, write(tmp_path, "ada.json", adas_bundle()), team="Vasculitis")
    corrected = adas_bundle(status="corrected", value=8.5)
    said = run(capsys, write(tmp_path, "ada.json", corrected), team="Vasculitis")
    assert "0 added, 1 changed (labs 1), 3 unchanged" in said.out
    assert LabResult.objects.get().value == 8.5


def test_two_patients_of_a_file_come_together_or_not_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], team: CareTeam
) -> None:
    run(capsys, write(tmp_path, "zoe.json", ada(id="zoe", birthDate="1990-01-01")), team="Vasculitis")
    both = bundle(ada(), crp(), ada(id="zoe", birthDate="1991-12-31"))
    said = refused(capsys, write(tmp_path, "both.json", both), team="Vasculitis")
    assert "birth date" in said.err
    assert not Patient.objects.filter(ref="ada").exists()


def test_a_bad_file_does_not_keep_the_good_ones_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], team: CareTeam
) -> None:
    write(tmp_path, "a/cut.json", "{")
    write(tmp_path, "b/ada.json", adas_bundle())
    write(tmp_path, "b/notes.txt", "not looked at")
    with pytest.raises(CommandError, match="1 of 2 files refused") as error:
        call_command("import_fhir", tmp_path, team="Vasculitis")
    assert error.value.returncode == 2
    assert Patient.objects.get().ref == "ada"


def test_what_can_not_be_used_is_added_up_over_all_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], team: CareTeam
) -> None:
    sodium = observation("2951-2", id="na", valueQuantity=quantity(141, "mmol/L"))
    write(tmp_path, "1.json", bundle(ada(), sodium, order("amlodipine 5 MG Oral Tablet")))
    write(tmp_path, "2.json", bundle(ada(id="bea"), {**sodium, "subject": {"reference": "Patient/bea"}}))
    said = run(capsys, tmp_path, team="Vasculitis")
    assert "Not used (2):" in said.out
    assert "2 × Observation http://loinc.org|2951-2: no code that the journey knows" in said.out
    assert "1 × 'amlodipine' is a drug that the catalogue doesn't know; kept, and not judged" in said.out


def test_without_a_team_the_patient_waits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, write(tmp_path, "ada.json", adas_bundle()))
    assert Patient.objects.waiting().get().ref == "ada"


def test_the_person_who_imports_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], team: CareTeam, ben: User
) -> None:
    run(capsys, write(tmp_path, "ada.json", adas_bundle()), team="Vasculitis", **{"as": ben.email})
    assert set(AccessLog.objects.filter(action="import").values_list("actor", flat=True)) == {ben.pk}


def test_somebody_elses_coordinator_can_not_import_into_this_team(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], team: CareTeam, zoe: User
) -> None:
    path = write(tmp_path, "ada.json", adas_bundle())
    said = refused(capsys, path, team="Vasculitis", **{"as": zoe.email})
    assert "may not import this patient here" in said.err


def test_an_unknown_team_or_person_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "ada.json", adas_bundle())
    refused(capsys, path, team="Nowhere")
    refused(capsys, path, **{"as": "nobody@example.org"})


def test_both_generated_lives_come_in_whole(capsys: pytest.CaptureFixture[str], team: CareTeam) -> None:
    said = run(capsys, LIVES, team="Vasculitis")
    assert "161 added (patient 1, conditions 1, therapies 16, labs 3, measurements 140), 0 changed" in said.out
    assert "24 added (patient 1, therapies 3, labs 15, measurements 5), 0 changed" in said.out
    olivia = Patient.objects.get(ref="http://hospital.smarthealthit.org|9031894")
    assert Condition.objects.get(patient=olivia).symptoms_began_on == "2002-11-01"
    courses = Therapy.objects.filter(patient=olivia, drug="prednisone")
    assert (courses.count(), courses.filter(stopped=True, stopped_on=None).count()) == (8, 8)
    assert Measurement.objects.filter(patient=olivia).count() == 140
    assert "To know:" in said.out
    again = run(capsys, LIVES, team="Vasculitis")
    assert again.out.count("0 added, 0 changed") == 2


@pytest.mark.shared
def test_a_folder_of_foreign_files_is_read_in_one_go(capsys: pytest.CaptureFixture[str], team: CareTeam) -> None:
    folder = SHARED_FOLDER / "data" / "fhir"
    said = run(capsys, folder, team="Vasculitis")
    assert len([line for line in said.out.splitlines() if line.startswith(str(folder))]) == len(
        list(folder.rglob("*.json"))
    )
    assert said.err == ""


# ── somebody who has died ───────────────────────────────────────────────────────────────────────────────────────────


def test_care_ends_with_a_recorded_death_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "ada.json", bundle(ada(deceasedDateTime="2025-01-01"), crp()))
    said = run(capsys, path)
    assert "1 changed (care ended 1)" in said.out
    found = Patient.objects.get()
    assert (found.care_ended, found.care_ended_on, found.care_ended_by) == ("deceased", date(2025, 1, 1), None)
    again = run(capsys, path)
    assert "0 added, 0 changed" in again.out
    assert "To know" not in again.out


def test_a_death_on_a_day_to_come_or_on_no_day_is_noted_on_the_day_of_the_import(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, more in enumerate(({"deceasedBoolean": True}, {"deceasedDateTime": "2999-01-01"})):
        run(capsys, write(tmp_path, f"{number}.json", bundle(ada(id=f"p-{number}", **more))))
    for found in Patient.objects.all():
        assert found.care_ended_on == found.today(found.care_ended_at)


def test_whoever_a_person_took_back_into_care_no_file_ends_it_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ben: User, now: datetime
) -> None:
    path = write(tmp_path, "ada.json", bundle(ada(deceasedBoolean=True), crp()))
    run(capsys, path)
    resume_care(patient=Patient.objects.get(), by=ben, now=now)
    again = run(capsys, path)
    assert Patient.objects.get().care_ended is None
    assert "recorded as deceased there; what was said about their care here stays" in again.out
