"""Ada checks in; Dee does it for her; nobody else can."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLog, CareTeam, User
from journeys.actions import facts
from journeys.models import CarerGrant, CheckIn, Condition, Patient, Status
from tests.conftest import SignIn, team_patient
from tests.journeys.pages import follow, hidden, html, title, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def ada(ada: Patient, now: datetime) -> Patient:
    Condition.objects.create(patient=ada, ref="1", condition="takayasu-arteritis", received_at=now)
    return ada


@pytest.fixture
def phone(sign_in: SignIn, ada: Patient, ada_user: User) -> Client:
    return sign_in(ada_user)


def grant(ada: Patient, dee_user: User, scope: str) -> None:
    CarerGrant.objects.create(patient=ada, user=dee_user, scope=scope, starts_on=date(2026, 1, 1))


def page_of(ada: Patient) -> str:
    return reverse("check-in", args=[ada.id])


def save(phone: Client, ada: Patient, **answers: object) -> object:
    return follow(phone, page_of(ada), **{"client_id": str(uuid4()), **answers})


def test_start_answer_save_is_all_it_takes(phone: Client, ada: Patient) -> None:
    home = phone.get("/")
    assert f'href="{page_of(ada)}"' in html(home)
    asked = phone.get(page_of(ada))
    done = follow(phone, page_of(ada), client_id=hidden(asked, "client_id"), overall="moderate")
    assert "Saved Your team can see this." in words(done)
    entry = CheckIn.objects.get()
    assert (entry.overall, entry.by, entry.on, entry.symptoms) == ("moderate", "patient", date(2026, 3, 2), {})
    assert Status.objects.get(patient=ada).last_check_in_on == date(2026, 3, 2)


def test_the_page_without_an_id_is_ones_own(phone: Client, ada: Patient) -> None:
    assert phone.get(reverse("check-in")).status_code == 200


def test_pressing_save_twice_is_one_entry(phone: Client, ada: Patient) -> None:
    client_id = str(uuid4())
    first = save(phone, ada, client_id=client_id, overall="mild")
    second = save(phone, ada, client_id=client_id, overall="mild")
    assert CheckIn.objects.count() == 1
    assert first.redirect_chain == second.redirect_chain


def test_other_answers_under_the_same_id_are_shown_beside_the_first(phone: Client, ada: Patient) -> None:
    client_id = str(uuid4())
    save(phone, ada, client_id=client_id, overall="mild")
    both = save(phone, ada, client_id=client_id, overall="severe")
    assert both.status_code == 409
    assert "Saved first Overall Mild" in words(both)
    assert "Sent now Overall Severe" in words(both)
    save(phone, ada, client_id=hidden(both, "client_id"), overall=hidden(both, "overall"))
    assert sorted(CheckIn.objects.values_list("overall", flat=True)) == ["mild", "severe"]


def test_nothing_answered_is_an_error_that_says_what_to_do(phone: Client, ada: Patient) -> None:
    again = save(phone, ada)
    assert title(again).startswith("Error:")
    assert "There is a problem Choose how your symptoms have been, or “I'm not sure”" in words(again)
    assert 'href="#overall"' in html(again)
    assert not CheckIn.objects.exists()


def test_what_was_not_asked_is_absent_and_what_was_denied_is_there(phone: Client, ada: Patient) -> None:
    save(phone, ada, more="yes", **{"score-tiredness": "0", "score-headache": "", "asked-fever": "no"})
    assert CheckIn.objects.get().symptoms == {"tiredness": 0, "fever": False}


def test_add_more_keeps_the_answer_and_stores_nothing_yet(phone: Client, ada: Patient) -> None:
    asked = phone.get(page_of(ada))
    more = phone.post(
        reverse("check-in-more", args=[ada.id]),
        {"client_id": hidden(asked, "client_id"), "overall": "mild", "red_flags": ["fainting"]},
    )
    assert hidden(more, "client_id") == hidden(asked, "client_id")
    assert 'value="mild" id="overall_1" checked' in html(more).replace(' class=""', "")
    assert "Sore neck when you touch it" in words(more)
    assert not CheckIn.objects.exists()


def test_a_red_flag_is_stored_whatever_else_is_wrong_and_its_text_comes_first(phone: Client, ada: Patient) -> None:
    answer = save(phone, ada, more="yes", red_flags=["sudden-sight-loss"], note="x" * 501, overall="")
    assert CheckIn.objects.get().symptoms == {"sudden-sight-loss": True}
    assert CheckIn.objects.get().red_flags_shown_at is not None
    text = words(answer)
    assert "This can be an emergency. Call your local emergency number now." in text
    assert text.index("Call 112") < text.index("Your answers are saved.")


@pytest.mark.parametrize("day", ["1900-01-01", "2026-03-03", "2026-02-30"])
def test_a_red_flag_with_a_day_that_cannot_be_counts_for_today(phone: Client, ada: Patient, day: str) -> None:
    text = words(save(phone, ada, more="yes", red_flags=["fainting"], on=day))
    entry = CheckIn.objects.get()
    assert (entry.on, entry.symptoms) == (date(2026, 3, 2), {"fainting": True})
    assert text.index("Call 112") < text.index("We could not read your answer to “Which day is this about?”.")
    assert "Your answers are saved" not in text


def test_what_was_written_beside_a_red_flag_is_kept_even_if_it_is_long(phone: Client, ada: Patient) -> None:
    save(phone, ada, more="yes", red_flags=["fainting"], note="I fell. " + "x" * 600)
    assert CheckIn.objects.get().note == "I fell. " + "x" * 600


def test_a_red_flag_added_to_a_form_that_was_saved_is_stored_and_answered_at_once(phone: Client, ada: Patient) -> None:
    form = {"client_id": str(uuid4()), "overall": "mild"}
    save(phone, ada, **form)
    for _ in range(2):
        text = words(save(phone, ada, **form, red_flags=["fainting"]))
        assert "Call 112" in text
    assert sorted(CheckIn.objects.values_list("symptoms", flat=True), key=len) == [{}, {"fainting": True}]


def test_what_was_struck_out_is_not_brought_back_by_sending_it_again(
    phone: Client, ada: Patient, ada_user: User, now: datetime
) -> None:
    form = {"client_id": str(uuid4()), "overall": "mild"}
    save(phone, ada, **form)
    facts.mark_entered_in_error(
        patient=ada, list="check_ins", ref=form["client_id"], version=1, reason="not mine", by=ada_user, now=now
    )
    assert "marked as entered in error, so they are not saved again" in words(save(phone, ada, **form))
    assert CheckIn.objects.count() == 1


@pytest.mark.parametrize("day", ["0001-01-01", "2024-01-01"])
def test_a_day_too_long_ago_is_an_error_at_its_field(phone: Client, ada: Patient, day: str) -> None:
    again = save(phone, ada, more="yes", overall="mild", note="typed", on=day)
    assert 'href="#on"' in html(again)
    assert "Choose a day that is not so long ago" in words(again)
    assert ">\ntyped<" in html(again)
    assert not CheckIn.objects.exists()


def test_the_red_flag_text_is_on_the_page_before_anything_is_sent(phone: Client, ada: Patient) -> None:
    page = html(phone.get(page_of(ada)))
    assert 'class="red-flag-text alarm"' in page
    assert 'name="red_flags" value="fainting"' in page


def test_fever_is_for_the_same_day(phone: Client, ada: Patient) -> None:
    answer = save(phone, ada, more="yes", **{"asked-fever": "yes"})
    assert "Call your care team today." in words(answer)


def test_a_day_to_come_is_refused(phone: Client, ada: Patient) -> None:
    again = save(phone, ada, more="yes", overall="mild", on="2026-03-03")
    assert "Choose today or a day before today" in words(again)
    assert not CheckIn.objects.exists()


def test_sores_are_counted_for_pemphigus_only(sign_in: SignIn, team: CareTeam, dee_user: User, now: datetime) -> None:
    marek = team_patient(team, ref="m", name="Marek", user=dee_user)
    Condition.objects.create(patient=marek, ref="1", condition="pemphigus-vulgaris", received_at=now)
    phone = sign_in(dee_user)
    sent = {"lesions-site-mouth": "3", "lesions-site-skin": "1", "lesions-extended": "no", "client_id": str(uuid4())}
    shown = words(save(phone, marek, more="yes", **sent))
    assert "New blisters or sores 4 Skin 1 Mouth 3 Have old sores grown? no" in shown
    both = words(save(phone, marek, more="yes", **{**sent, "lesions-site-skin": "2"}))
    assert "Sent now New blisters or sores 5 Skin 2 Mouth 3" in both
    expected = {"days": 7, "new": 4, "sites": {"skin": 1, "mouth": 3}, "extended": False}
    stored = {name: value for name, value in CheckIn.objects.get().lesions.items() if value is not None}
    assert stored == expected


def test_ada_is_not_asked_about_sores(phone: Client, ada: Patient) -> None:
    more = phone.post(reverse("check-in-more", args=[ada.id]), {"client_id": str(uuid4())})
    assert "How many new blisters or sores?" not in words(more)


def test_symptoms_answered_lately_are_asked_first(phone: Client, ada: Patient) -> None:
    save(phone, ada, more="yes", **{"score-joint-pain": "4"})
    more = words(phone.post(reverse("check-in-more", args=[ada.id]), {"client_id": str(uuid4())}))
    assert more.index("Sore or stiff joints") < more.index("Feeling tired")


def test_dee_checks_in_for_ada_and_everyone_can_see_it(
    sign_in: SignIn, ada: Patient, dee_user: User, ada_user: User
) -> None:
    grant(ada, dee_user, "log")
    phone = sign_in(dee_user)
    assert "Checking in for Ada" in words(phone.get(page_of(ada)))
    save(phone, ada, overall="severe")
    entry = CheckIn.objects.get()
    assert (entry.by, entry.recorded_for, entry.entered_by) == ("caregiver", "Ada", dee_user)
    assert "entered by caregiver" in words(sign_in(ada_user).get(reverse("journey")))


def test_dee_who_may_only_look_is_not_offered_a_check_in(sign_in: SignIn, ada: Patient, dee_user: User) -> None:
    grant(ada, dee_user, "view")
    phone = sign_in(dee_user)
    assert "Start check-in" not in words(phone.get("/"))
    assert phone.get(page_of(ada)).status_code == 404
    assert save(phone, ada, overall="mild").status_code == 404
    assert not CheckIn.objects.exists()


def test_dee_who_helps_two_people_chooses_first(sign_in: SignIn, ada: Patient, team: CareTeam, dee_user: User) -> None:
    grant(ada, dee_user, "log")
    grant(team_patient(team, ref="m", name="Marek"), dee_user, "log")
    phone = sign_in(dee_user)
    assert "Whose journey would you like to open? Ada Marek" in words(phone.get("/"))
    assert phone.get(reverse("check-in")).headers["Location"] == "/"


@pytest.mark.parametrize("name", ["ben", "cem", "zoe", "admin_ann", "dee_user"])
def test_nobody_else_checks_in_for_ada(
    name: str, request: pytest.FixtureRequest, sign_in: SignIn, ada: Patient
) -> None:
    browser = sign_in(request.getfixturevalue(name))
    assert browser.get(page_of(ada)).status_code == 404
    assert save(browser, ada, overall="mild").status_code == 404
    assert not CheckIn.objects.exists()


def test_a_check_in_is_read_back_by_those_who_may(
    sign_in: SignIn, phone: Client, ada: Patient, zoe: User, dee_user: User
) -> None:
    client_id = str(uuid4())
    save(phone, ada, client_id=client_id, overall="mild")
    done = reverse("check-in-done", args=[ada.id, client_id])
    assert phone.get(done).status_code == 200
    assert sign_in(zoe).get(done).status_code == 404
    assert sign_in(dee_user).get(done).status_code == 404


def test_reading_and_writing_leave_a_trace_without_health_data(phone: Client, ada: Patient) -> None:
    save(phone, ada, overall="very-severe", more="yes", **{"score-headache": "9"})
    rows = list(AccessLog.objects.filter(patient_id=ada.id).values_list("action", "what"))
    assert ("write", "check-in") in rows
    assert ("read", "check-in") in rows
    assert "severe" not in json.dumps(rows)


def test_after_a_long_gap_ada_is_welcomed_back_without_a_count(phone: Client, ada: Patient, now: datetime) -> None:
    CheckIn.objects.create(patient=ada, ref="old", on=date(2026, 1, 20), by="patient", overall="mild", received_at=now)
    text = words(phone.get("/"))
    assert "Welcome back. Just tell us about today." in text
    assert "missed" not in text.lower()
