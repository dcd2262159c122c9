"""A document comes in: wholly or not at all, the second time nothing, and to the right person."""

from __future__ import annotations

import copy
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessLog, CareTeam, Clinic, User
from journeys import snapshot
from journeys.actions import check_ins, facts, therapies
from journeys.actions.entries import Refused
from journeys.actions.imports import import_journey
from journeys.actions.merging import ImportReport
from journeys.guidance import document
from journeys.models import Amendment, CareTeamLink, CheckIn, Condition, LabResult, Patient, Status, Therapy
from tests.conftest import patient, person
from tests.guidance.documents import EVERYTHING

pytestmark = pytest.mark.django_db
Content = dict[str, Any]


def small(**lists: Any) -> Content:
    """Ada with a condition, prednisone and one CRP; ``lists`` replaces whole lists."""
    return {
        "format": "treatment-journey/1",
        "patient": {"id": "ada-1", "name": "Ada", "birth_date": "1988-04-02"},
        "conditions": [{"id": "c", "condition": "takayasu-arteritis"}],
        "therapies": [{"id": "t", "drug": "prednisone", "started_on": "2025-11-03", "doses": [dose("d1", 40)]}],
        "labs": [crp(12)],
        **lists,
    }


def dose(ref: str, amount: float, on: str = "2025-11-03") -> Content:
    return {"id": ref, "from": on, "amount": amount, "unit": "mg", "every": "day"}


def crp(value: float, unit: str = "mg/L") -> Content:
    return {"id": "crp", "analyte": "crp", "collected_on": "2026-02-02", "value": value, "unit": unit}


@pytest.fixture
def take(team: CareTeam, now: datetime) -> Any:
    def take(content: Content, *, into: CareTeam | None = team, by: User | None = None) -> ImportReport:
        return import_journey(journey=document.parse(content), team=into, by=by, now=now)

    return take


def recorded(report: ImportReport) -> Any:
    return snapshot.take([report.patient.pk])[report.patient.pk]


# ── the second time, nothing ────────────────────────────────────────────────────────────────────────────────────────


def test_a_second_import_writes_nothing_but_that_it_happened(take: Any) -> None:
    first = take(EVERYTHING)
    with CaptureQueriesContext(connection) as queries:
        second = take(EVERYTHING)
    writes = [each["sql"] for each in queries if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len(writes) == 1
    assert "accounts_accesslog" in writes[0]
    assert not second.wrote
    assert second.unchanged.total() == first.added.total() > 20


def test_entries_without_an_id_are_found_again(take: Any) -> None:
    content = small()
    for name in ("conditions", "therapies", "labs"):
        del content[name][0]["id"]
    take(content)
    assert not take(content).wrote


# ── what changed ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_corrected_result_keeps_the_earlier_version(take: Any) -> None:
    take(small())
    report = take(small(labs=[crp(1.3, "mg/dL")]))
    row = LabResult.objects.get()
    assert (row.value, row.unit, row.canonical_value, row.version) == (1.3, "mg/dL", 13, 2)
    assert dict(report.changed) == {"labs": 1}
    kept = Amendment.objects.get()
    assert (kept.list, kept.ref, kept.version, kept.by, kept.by_import) == ("labs", "crp", 1, None, True)
    assert kept.earlier == crp(12)


def test_no_document_rewrites_what_ada_said_here(take: Any, ben: User, now: datetime) -> None:
    ada = take(small()).patient
    client_id = uuid4()
    check_ins.record(
        patient=ada, by=person("Dee"), client_id=client_id, on=now.date(), answers={"overall": "severe"}, now=now
    )
    said = {"id": str(client_id), "on": "2026-03-02", "by": "patient", "overall": "none"}
    report = take(small(check_ins=[said]), by=ben)
    assert CheckIn.objects.get().overall == "severe"
    assert "$.check_ins[0]: was told here by the patient or a carer" in str(report.notices[0])
    assert not Amendment.objects.exists()


def test_yes_is_not_one_of_ten(take: Any) -> None:
    asked = {"id": "ci", "on": "2026-02-02", "by": "patient"}
    take(small(check_ins=[asked | {"symptoms": {"fever": True}}]))
    report = take(small(check_ins=[asked | {"symptoms": {"fever": 1}}]))
    assert dict(report.changed) == {"check_ins": 1}
    assert recorded(report).check_ins[0].symptoms["fever"] is not True


def test_a_new_dose_line_is_a_new_version_of_its_therapy(take: Any) -> None:
    take(small())
    line = dose("d2", 20, "2026-01-05")
    therapy = {"id": "t", "drug": "prednisone", "started_on": "2025-11-03"}
    report = take(small(therapies=[therapy | {"doses": [line]}]))
    (stored,) = recorded(report).therapies
    assert [each.id for each in stored.doses] == ["d1", "d2"]  # nothing is removed
    assert Amendment.objects.get().earlier["doses"] == [dose("d1", 40)]


def test_a_corrected_dose_line_is_corrected_here(take: Any) -> None:
    take(small())
    therapy = {"id": "t", "drug": "prednisone", "started_on": "2025-11-03"}
    report = take(small(therapies=[therapy | {"doses": [dose("d1", 30)]}]))
    assert recorded(report).therapies[0].doses[0].amount == 30
    assert Amendment.objects.get().earlier["doses"] == [dose("d1", 40)]


def test_nothing_is_removed(take: Any) -> None:
    take(small())
    report = take(small(labs=[], therapies=[]))
    assert not report.wrote
    assert LabResult.objects.exists()


def test_a_condition_is_the_same_one_whatever_its_id(take: Any) -> None:
    take(small())
    report = take(small(conditions=[{"id": "new", "condition": "takayasu-arteritis", "diagnosed_on": "2025-10"}]))
    assert dict(report.changed) == {"conditions": 1}
    row = Condition.objects.get()
    assert (row.ref, row.diagnosed_on) == ("c", "2025-10")


def test_the_patients_own_data_are_amended_like_any_entry(take: Any) -> None:
    take(small())
    content = small()
    content["patient"] |= {"name": "Ada Lovelace"}
    report = take(content)
    assert (report.patient.name, report.patient.version) == ("Ada Lovelace", 2)
    assert Amendment.objects.get(list="patient").earlier["name"] == "Ada"


def test_what_a_document_does_not_say_of_the_patient_stays(take: Any) -> None:
    take(small())
    content = small()
    del content["patient"]["name"]
    assert take(content).patient.name == "Ada"


# ── what people did here stays ──────────────────────────────────────────────────────────────────────────────────────


def test_what_was_entered_in_error_is_not_brought_back(take: Any, ben: User, now: datetime) -> None:
    ada = take(small()).patient
    why = {"reason": "another patient's", "by": ben, "now": now, "version": 1}
    facts.mark_entered_in_error(patient=ada, list="labs", ref="crp", **why)
    facts.mark_entered_in_error(patient=ada, list="therapies", ref="t", line=("doses", "d1"), **why)
    report = take(small(labs=[crp(99)]))
    assert not report.wrote
    assert recorded(report).labs == ()
    assert recorded(report).therapies[0].doses == ()
    assert ("$.labs[0]", "was entered in error here; not taken again") in [(n.path, n.message) for n in report.notices]


def test_what_a_person_amended_no_file_overwrites_and_the_report_says_so(take: Any, ben: User, now: datetime) -> None:
    ada = take(small()).patient
    facts.amend(
        patient=ada, list="labs", ref="crp", changes={"value": 21}, version=1, reason="misread", by=ben, now=now
    )
    for content in (small(), small(labs=[crp(30)])):
        report = take(content)
        assert not report.wrote
        assert recorded(report).labs[0].value == 21
        assert [n.path for n in report.notices] == ["$.labs[0]"]


def test_new_lines_come_into_a_therapy_that_a_person_stopped(take: Any, ben: User, now: datetime) -> None:
    take(small())
    therapies.stop_therapy(
        therapy=Therapy.objects.get(), stopped_on="2026-02-20", reason="planned", version=1, by=ben, now=now
    )
    more = {"id": "t", "drug": "prednisone", "started_on": "2025-11-03", "doses": [dose("d2", 20, "2026-01-05")]}
    report = take(small(therapies=[more]))
    (stored,) = recorded(report).therapies
    assert stored.stopped_on.text == "2026-02-20"
    assert [each.id for each in stored.doses] == ["d1", "d2"]
    assert dict(report.changed) == {"therapies": 1}
    assert not take(small(therapies=[more])).wrote


# ── whose it is ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_patient_is_in_the_teams_care_from_today(take: Any, team: CareTeam, today: date, ben: User) -> None:
    report = take(small())
    assert report.is_new
    link = CareTeamLink.objects.get(patient=report.patient)
    assert (link.team, link.starts_on, link.ends_on) == (team, today, None)
    assert Patient.objects.visible_to(ben, today).get() == report.patient


def test_without_a_team_a_patient_waits_unseen(take: Any, ben: User, admin_ann: User, today: date) -> None:
    report = take(small(), into=None)
    assert list(Patient.objects.waiting()) == [report.patient]
    for who in (ben, admin_ann):
        assert not Patient.objects.visible_to(who, today).exists()
    assert not take(small(), into=None).wrote


def test_a_later_import_into_a_team_takes_the_patient_off_the_list(take: Any, team: CareTeam) -> None:
    waiting = take(small(), into=None).patient
    report = take(small())
    assert report.patient == waiting
    assert report.patient.clinic == team.clinic
    assert not Patient.objects.waiting().exists()
    assert CareTeamLink.objects.get().team == team


def test_without_a_team_a_known_patient_is_found_by_identifier_and_birth_date(take: Any) -> None:
    ada = take(small()).patient
    assert take(small(), into=None).patient == ada


def test_another_birth_date_may_be_another_person(take: Any) -> None:
    take(small())
    content = small()
    content["patient"]["birth_date"] = "1988-04-03"
    for into in ({}, {"into": None}):
        with pytest.raises(Refused) as refused:
            take(content, **into)
        assert refused.value.problems[0].path.startswith("$.patient.")
    assert Patient.objects.count() == 1


def test_an_identifier_in_use_without_a_birth_date_is_not_guessed_at(take: Any) -> None:
    take(small())
    content = small()
    del content["patient"]["birth_date"]
    with pytest.raises(Refused):
        take(content, into=None)


def test_two_clinics_use_one_identifier_for_two_people(take: Any) -> None:
    hill = CareTeam.objects.create(clinic=Clinic.objects.create(name="Hill Clinic"), name="Rheumatology")
    here = take(small()).patient
    content = small(labs=[])
    content["patient"] = {"id": "ada-1", "name": "Adam", "birth_date": "1950-01-01"}
    there = take(content, into=hill).patient
    assert here != there
    here.refresh_from_db()
    assert here.name == "Ada"
    assert not LabResult.objects.filter(patient=there).exists()


@pytest.mark.parametrize("here", [True, False])
def test_one_identifier_and_two_names_are_two_people_unless_a_birth_date_says_otherwise(
    take: Any, team: CareTeam, here: bool
) -> None:
    into = team if here else None
    content = small(labs=[])
    content["patient"] = {"id": "ada-1", "name": "Ada"}
    take(content, into=into)
    content["patient"]["name"] = " ADA "
    take(content, into=into)
    with pytest.raises(Refused) as refused:
        take(small(patient={"id": "ada-1", "name": "Adam"}), into=into)
    assert [problem.path for problem in refused.value.problems] == ["$.patient.name"]
    assert not LabResult.objects.exists()


def test_a_new_name_is_taken_when_the_birth_date_agrees(take: Any) -> None:
    take(small())
    report = take(small(patient={"id": "ada-1", "name": "Ada Lovelace", "birth_date": "1988-04-02"}))
    assert report.patient.name == "Ada Lovelace"


def test_someone_waiting_with_another_birth_date_is_left_alone(take: Any) -> None:
    waiting = patient(clinic=None, birth_date=date(1950, 1, 1))
    assert take(small()).patient != waiting


def test_an_import_does_not_change_who_cares_for_a_patient(take: Any, other_team: CareTeam, team: CareTeam) -> None:
    take(small())
    report = take(small(), into=other_team)
    assert CareTeamLink.objects.get().team == team
    assert [n.path for n in report.notices] == ["$.patient"]


# ── traces ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_imported_address_makes_no_account_and_gets_no_mail(take: Any, mailoutbox: list[Any]) -> None:
    content = small()
    content["patient"]["email"] = "ada@example.org"
    ada = take(content).patient
    assert (ada.email, ada.user) == ("ada@example.org", None)
    assert not User.objects.exists()
    assert mailoutbox == []


def test_every_import_leaves_a_row_in_the_access_log(take: Any, ben: User) -> None:
    ada = take(small(), by=ben).patient
    take(small())
    rows = AccessLog.objects.filter(patient_id=ada.pk, action="import").order_by("pk")
    assert [row.actor for row in rows] == [ben, None]
    assert LabResult.objects.get().entered_by == ben


def test_a_record_is_assessed_in_the_same_breath(take: Any) -> None:
    assert Status.objects.filter(patient=take(small()).patient).exists()


def test_what_the_catalogue_does_not_know_is_kept_and_reported(take: Any) -> None:
    unknown = {"id": "x", "analyte": "moonlight", "collected_on": "2026-02-02", "value": 1, "unit": "lx"}
    report = take(small(labs=[unknown]))
    assert recorded(report).labs[0].canonical_value is None
    assert "$.labs[0].analyte" in [n.path for n in report.notices]


def test_a_failure_in_the_middle_leaves_nothing(take: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The world ends between the record and its assessment."""
    monkeypatch.setattr("journeys.actions.imports.reassess", lambda ids, now: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        take(copy.deepcopy(small()))
    assert not Patient.objects.exists()
    assert not LabResult.objects.exists()
    assert not AccessLog.objects.exists()


def test_moments_are_compared_as_moments(take: Any) -> None:
    """The database keeps UTC; a check-in written at +03:00 is the same one."""
    said = {"id": "ci", "on": "2026-02-02", "by": "patient", "recorded_at": "2026-02-02T20:14:00+03:00"}
    take(small(check_ins=[said]))
    assert not take(small(check_ins=[said])).wrote
