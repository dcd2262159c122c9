"""What Ben writes into the record, and who comes into it: results, treatments, registrations, invitations, teams."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import CareTeam, User
from journeys.models import CareTeamLink, Condition, Dose, LabResult, Patient, Therapy
from tests.conftest import SignIn, patient
from tests.journeys.course import course, live
from tests.journeys.pages import follow, hidden, html, title, words

pytestmark = pytest.mark.django_db
CRP = {"analyte": "crp", "collected_on": "2026-02-27", "result": "12", "unit": "mg/L", "upper_limit": "5"}


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def ada(ada: Patient, team: CareTeam, now: datetime) -> Patient:
    return live(course(), team=team, now=now)


@pytest.fixture
def bens(sign_in: SignIn, ben: User) -> Client:
    return sign_in(ben)


def add(ada: Patient) -> str:
    return reverse("lab-add", args=[ada.id])


# ── results ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_result_is_stored_as_printed_and_stands_on_the_page(bens: Client, ada: Patient, ben: User) -> None:
    page = follow(bens, add(ada), **CRP)
    row = LabResult.objects.get()
    assert (row.value, row.unit, row.upper_limit, row.entered_by) == (12, "mg/L", 5, ben)
    assert "12 mg/L above the range" in words(page)


def test_a_number_without_a_unit_is_not_stored(bens: Client, ada: Patient) -> None:
    again = follow(bens, add(ada), **{**CRP, "unit": ""})
    assert title(again).startswith("Error:")
    assert "There is a problem Unit: enter the unit that the report gives" in words(again)
    assert 'aria-describedby="id_unit_helptext id_unit_error"' in html(again)
    assert not LabResult.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("unit", "furlongs"), ("collected_on", "2026-02-30"), ("collected_on", "2026-03-03"), ("analyte", "made-up")],
)
def test_what_cannot_be_is_explained_at_its_field(bens: Client, ada: Patient, field: str, value: str) -> None:
    again = follow(bens, add(ada), **{**CRP, field: value})
    assert f'href="#id_{field}"' in html(again)
    assert not LabResult.objects.exists()


def test_what_is_wrong_is_said_in_words_for_people(bens: Client, ada: Patient) -> None:
    again = words(follow(bens, add(ada), **{**CRP, "unit": "furlongs"}))
    assert "Unit: C-reactive protein (CRP) is not taken in 'furlongs'" in again
    therapy = Therapy.objects.filter(patient=ada).earliest("pk")
    sent = {"what": "dose", "dose-version": therapy.version, "dose-from_date": "2019-01-05", "dose-amount": "-1"}
    change = reverse("therapy-change", args=[ada.id, therapy.pk])
    assert "Dose: enter 0 or more" in words(follow(bens, change, **sent))
    again = words(follow(bens, change, **{**sent, "dose-amount": "5", "dose-unit": "mg", "dose-every": "day"}))
    assert "5 Jan 2019 is before the first day (" in again


@pytest.mark.parametrize("typed", ["2026-02-30", "2026-13"])
def test_what_looks_like_a_day_in_another_field_is_shown_as_typed(bens: Client, ada: Patient, typed: str) -> None:
    again = follow(bens, add(ada), **{**CRP, "unit": typed})
    assert f"C-reactive protein (CRP) is not taken in '{typed}'" in words(again)


def test_a_year_typed_wrong_is_an_error_at_its_field(bens: Client, ada: Patient) -> None:
    Patient.objects.filter(pk=ada.pk).update(birth_date=None)
    again = follow(bens, add(ada), **{**CRP, "collected_on": "0202-02-27"})
    assert "Taken on: enter a year from 1900 on" in words(again)
    assert not LabResult.objects.exists()


def test_a_slip_in_a_number_is_not_kept_as_a_word(bens: Client, ada: Patient) -> None:
    again = follow(bens, add(ada), **{**CRP, "result": "1o.5"})
    assert "Result: enter a number, such as 18.5 or <0.6" in words(again)
    assert not LabResult.objects.exists()
    follow(bens, add(ada), **{**CRP, "result": "not detected", "unit": ""})
    assert LabResult.objects.get().value_text == "not detected"


def test_words_and_censored_numbers_are_results_too(bens: Client, ada: Patient) -> None:
    follow(bens, add(ada), **{**CRP, "result": "<0,6"})
    follow(bens, add(ada), analyte="hbsag", collected_on="2026-02-27", result="Negative")
    stored = LabResult.objects.order_by("pk").values_list("value", "comparator", "value_text")
    assert list(stored) == [(0.6, "<", None), (None, None, "negative")]


def test_a_doubtful_value_is_asked_about_and_stored_only_after_a_yes(bens: Client, ada: Patient) -> None:
    asked = follow(bens, add(ada), **{**CRP, "result": "650"})
    assert "Is this right?" in words(asked)
    assert "Nothing is saved yet." in words(asked)
    assert not LabResult.objects.exists()
    sent = {name: hidden(asked, name) for name in CRP}
    back = follow(bens, add(ada), **sent, step="change")
    assert hidden(back, "result") == "650"
    assert not LabResult.objects.exists()
    follow(bens, add(ada), **sent, step="confirmed")
    assert LabResult.objects.get().value == 650


def test_the_patient_has_no_form_for_the_team(sign_in: SignIn, ada: Patient, ada_user: User, zoe: User) -> None:
    for user in (ada_user, zoe):
        for name in ("lab-add", "therapy-start", "patient-invite"):
            assert sign_in(user).get(reverse(name, args=[ada.id])).status_code == 404


# ── treatments ──────────────────────────────────────────────────────────────────────────────────────────────────────

LEFLUNOMIDE = {
    "drug": "Leflunomide",
    "for_condition": "takayasu-arteritis",
    "intent": "switch",
    "route": "oral",
    "started_on": "2026-02-20",
    "amount": "20",
    "unit": "mg",
    "every": "day",
}


def test_a_treatment_starts_with_its_first_dose(bens: Client, ada: Patient) -> None:
    page = follow(bens, reverse("therapy-start", args=[ada.id]), **LEFLUNOMIDE)
    therapy = Therapy.objects.get(drug="leflunomide")
    assert list(therapy.doses.values_list("from_date", "amount", "every")) == [(date(2026, 2, 20), 20, "day")]
    assert "20 mg a day" in words(page)


def test_a_dose_needs_its_unit_and_nothing_is_chosen_for_anybody(bens: Client, ada: Patient) -> None:
    start = reverse("therapy-start", args=[ada.id])
    again = follow(bens, start, **{**LEFLUNOMIDE, "unit": "", "every": "", "intent": ""})
    text = words(again)
    assert "Unit: choose one for this dose" in text
    assert "How often: choose one for this dose" in text
    assert "Why now: choose one" in text
    assert not Therapy.objects.filter(drug="leflunomide").exists()


def test_a_dose_that_nobody_knows_stays_unknown(bens: Client, ada: Patient) -> None:
    sent = {**LEFLUNOMIDE, "amount": "", "unit": "", "every": ""}
    page = follow(bens, reverse("therapy-start", args=[ada.id]), **sent)
    assert not Dose.objects.filter(therapy__drug="leflunomide").exists()
    assert "dose not known" in words(page)


@pytest.fixture
def methotrexate(ada: Patient) -> Therapy:
    return Therapy.objects.get(patient=ada, drug="methotrexate")


def change(therapy: Therapy) -> str:
    return reverse("therapy-change", args=[therapy.patient_id, therapy.pk])


def new_dose(therapy: Therapy, **more: object) -> dict[str, object]:
    sent = {"from_date": "2026-02-25", "amount": "25", "unit": "mg", "every": "week", "version": therapy.version}
    return {"what": "dose", **{f"dose-{name}": value for name, value in {**sent, **more}.items()}}


def test_a_dose_changes_and_the_earlier_one_stays(bens: Client, methotrexate: Therapy) -> None:
    follow(bens, change(methotrexate), **new_dose(methotrexate))
    assert list(methotrexate.doses.order_by("from_date").values_list("amount", flat=True)) == [20, 25]


def test_the_doses_so_far_stand_beside_the_question_for_another(bens: Client, methotrexate: Therapy) -> None:
    twice = new_dose(methotrexate, from_date=methotrexate.doses.get().from_date.isoformat())
    again = words(follow(bens, change(methotrexate), **twice))
    assert "From: is a day that has a dose already" in again
    assert "20 mg a week" in again


def test_a_stop_has_a_day_and_a_reason(bens: Client, methotrexate: Therapy) -> None:
    sent = {"stop-stopped_on": "2026-02-26", "stop-reason": "toxicity", "stop-version": methotrexate.version}
    page = follow(bens, change(methotrexate), what="stop", **sent)
    methotrexate.refresh_from_db()
    assert (methotrexate.stopped_on, methotrexate.stop_reason) == ("2026-02-26", "toxicity")
    assert "side effects" in words(page)
    assert "treatment methotrexate, version 1 was replaced by Ben: stopped" in words(page)


def test_a_stop_before_the_start_is_refused(bens: Client, methotrexate: Therapy) -> None:
    sent = {"stop-stopped_on": "2020-01-01", "stop-reason": "toxicity", "stop-version": methotrexate.version}
    again = follow(bens, change(methotrexate), what="stop", **sent)
    assert title(again).startswith("Error:")
    assert 'href="#id_stop-stopped_on"' in html(again)


def test_whoever_comes_second_loses_nothing(bens: Client, methotrexate: Therapy) -> None:
    follow(bens, change(methotrexate), **new_dose(methotrexate))
    both = bens.post(change(methotrexate), new_dose(methotrexate, amount="15", from_date="2026-02-27"))
    assert both.status_code == 409
    assert "25 mg a week" in words(both)
    assert "From 27 Feb 2026 Dose 15 Unit mg How often a week" in words(both)
    assert methotrexate.doses.count() == 2


# ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────────

NEW = {"name": "Omar Said", "ref": "h-77", "birth_date": "1990-05-01", "condition": "pemphigus-vulgaris"}


def test_ben_registers_a_patient_for_his_team(bens: Client, team: CareTeam) -> None:
    page = follow(bens, reverse("patient-register"), **NEW, team=str(team.pk))
    omar = Patient.objects.get(ref="h-77")
    assert (omar.name, omar.clinic) == ("Omar Said", team.clinic)
    assert CareTeamLink.objects.get(patient=omar).team == team
    assert Condition.objects.get(patient=omar).condition == "pemphigus-vulgaris"
    assert "The patient is registered." in words(page)


def test_a_number_in_use_and_a_foreign_team_are_refused(
    bens: Client, ada: Patient, team: CareTeam, other_team: CareTeam
) -> None:
    taken = follow(bens, reverse("patient-register"), **{**NEW, "ref": "ada-1"}, team=str(team.pk))
    assert 'href="#id_ref"' in html(taken)
    foreign = follow(bens, reverse("patient-register"), **NEW, team=str(other_team.pk))
    assert title(foreign).startswith("Error:")
    assert not Patient.objects.filter(ref="h-77").exists()


def test_only_a_team_registers(sign_in: SignIn, admin_ann: User, ada_user: User) -> None:
    for user in (admin_ann, ada_user):
        assert sign_in(user).get(reverse("patient-register")).status_code == 404


def test_an_invitation_goes_out_without_health_data(
    bens: Client, ada: Patient, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    Patient.objects.filter(pk=ada.pk).update(user=None)
    with django_capture_on_commit_callbacks(execute=True):
        page = follow(bens, reverse("patient-invite", args=[ada.id]), email="ada@home.example")
    assert "The invitation is on its way." in words(page)
    (sent,) = mailoutbox
    assert sent.to == ["ada@home.example"]
    assert "takayasu" not in str(sent.message()).lower()


def test_what_is_no_address_is_refused(bens: Client, ada: Patient) -> None:
    again = follow(bens, reverse("patient-invite", args=[ada.id]), email="ada at home")
    assert "Enter an e-mail address, such as ada@example.org" in words(again)


def test_ann_gives_somebody_who_waits_a_team_and_sees_nothing_of_the_record(
    sign_in: SignIn, admin_ann: User, ben: User, team: CareTeam
) -> None:
    waiting = patient(clinic=None, ref="w-1", name="Wanda")
    desk = sign_in(admin_ann)
    assert "Wanda" in words(desk.get(reverse("waiting")))
    assert desk.get(reverse("patient", args=[waiting.id])).status_code == 404
    page = follow(desk, reverse("waiting-assign", args=[waiting.id]), team=str(team.pk))
    assert "Nobody is waiting" in words(page)
    assert desk.get(reverse("patient", args=[waiting.id])).status_code == 404
    assert sign_in(ben).get(reverse("patient", args=[waiting.id])).status_code == 200


def test_why_somebody_cannot_be_assigned_stands_in_their_row_and_not_in_a_cookie(
    sign_in: SignIn, admin_ann: User, ada: Patient, team: CareTeam
) -> None:
    twin = patient(clinic=None, ref=ada.ref, name="Adam")
    desk = sign_in(admin_ann)
    page = desk.post(reverse("waiting-assign", args=[twin.id]), {"team": str(team.pk)})
    assert f"Care team: has another patient {ada.ref} in its clinic: two people, or the same?" in words(page)
    assert title(page).startswith("Error:")
    assert "messages" not in desk.cookies
    assert "Care team: choose one" in words(desk.post(reverse("waiting-assign", args=[twin.id])))
    assert list(Patient.objects.waiting()) == [twin]


def test_the_waiting_list_is_anns_alone(sign_in: SignIn, ben: User, ada_user: User, team: CareTeam) -> None:
    waiting = patient(clinic=None, ref="w-1", name="Wanda")
    for user in (ben, ada_user):
        assert sign_in(user).get(reverse("waiting")).status_code == 404
        answer = sign_in(user).post(reverse("waiting-assign", args=[waiting.id]), {"team": str(team.pk)})
        assert answer.status_code == 404
