"""Ada says how she wants to be reminded, and it holds."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.urls import reverse

from accounts.models import AccessLog, User
from journeys.models import CarerGrant, Patient, WorkItem
from reminders import answers
from reminders.delivery import deliver_due
from reminders.models import About, Occurrence, Preference, Recipient
from reminders.planning import plan
from tests.conftest import SignIn
from tests.reminders.conftest import Sink

Choose = Callable[..., HttpResponse]
AS_IT_IS = {
    "wanted": "yes",
    "kinds": ["check-ins", "tests-and-visits"],
    "rhythm": "weekly",
    "weekday": "0",
    "local_time": "09:00",
    "paused_until": "",
    "pause_reason": "",
    "away_zone": "",
    "away_from": "",
    "away_until": "",
    "language": "en",
}


@pytest.fixture
def choose(ready_ada: Patient, sign_in: SignIn, now: datetime) -> Choose:
    def choose(by: User, **chosen: str | list[str]) -> HttpResponse:
        with time_machine.travel(now, tick=False):
            return sign_in(by).post(reverse("reminders:choose", args=[ready_ada.pk]), AS_IT_IS | chosen)

    return choose


def test_looking_shows_what_holds_and_changes_nothing(ready_ada: Patient, ada_user: User, sign_in: SignIn) -> None:
    page = sign_in(ada_user).get(reverse("reminders:choose", args=[ready_ada.pk]))
    shown = {name: page.context["form"][name].value() for name in AS_IT_IS}
    assert {name: "" if value is None else value for name, value in shown.items()} == AS_IT_IS | {"weekday": 0}
    assert not Preference.objects.exists()


def test_another_day_and_time(choose: Choose, ada_user: User, ready_ada: Patient, now: datetime) -> None:
    answer = choose(ada_user, weekday="1", local_time="18:00")
    assert answer["Location"] == reverse("home-for", args=[ready_ada.pk])
    plan(now)
    planned = Occurrence.objects.get()
    assert (planned.local_date, planned.local_time) == (date(2026, 3, 3), time(18))


def test_no_more_e_mails(choose: Choose, ada_user: User, sink: Sink, now: datetime) -> None:
    plan(now)
    choose(ada_user, wanted="no")
    assert Preference.objects.get().stopped_at == now
    deliver_due(now)
    assert sink.taken == []
    choose(ada_user, wanted="yes")
    assert Preference.objects.get().stopped_at is None


def test_a_pause_that_makes_no_sense_is_refused(choose: Choose, ada_user: User) -> None:
    page = choose(ada_user, paused_until="2026-02-30")
    assert "enter a day that exists" in page.content.decode()
    assert not Preference.objects.exists()


@pytest.mark.parametrize("nonsense", [{"rhythm": "hourly"}, {"weekday": "7"}, {"local_time": "03:00"}, {"wanted": ""}])
def test_what_is_not_offered_is_refused(choose: Choose, ada_user: User, nonsense: dict[str, str]) -> None:
    assert choose(ada_user, **nonsense).status_code == 200
    assert not Preference.objects.exists()


def test_the_choice_leaves_a_row_in_the_access_log(choose: Choose, ada_user: User) -> None:
    choose(ada_user)
    assert list(AccessLog.objects.order_by("pk").values_list("action", "what")) == [
        ("read", "reminders"),
        ("write", "reminders"),
    ]


@pytest.mark.parametrize(("scope", "status"), [("view", 404), ("log", 404), ("manage-reminders", 302)])
def test_a_carer_may_only_with_that_grant(
    choose: Choose, ready_ada: Patient, dee_user: User, scope: str, status: int
) -> None:
    CarerGrant.objects.create(patient=ready_ada, user=dee_user, scope=scope, starts_on=date(2026, 1, 1))
    assert choose(dee_user).status_code == status


def test_the_team_and_strangers_do_not_choose_for_her(
    choose: Choose, ben: User, cem: User, zoe: User, admin_ann: User
) -> None:
    for somebody in (ben, cem, zoe, admin_ann):
        assert choose(somebody).status_code == 404
    assert not Preference.objects.exists()


@pytest.mark.parametrize("until", ["2026-03-02", "2026-03-01", "2027-03-04", "9999-12-31"])
def test_a_break_ends_within_a_year(choose: Choose, ada_user: User, until: str) -> None:
    page = choose(ada_user, paused_until=until, local_time="18:00").content.decode()
    assert "No e-mails before: choose a day from 3 March 2026 to 3 March 2027" in page
    assert f'value="{until}"' in page, "what was typed stays"
    assert '<option value="18:00" selected>' in page
    assert not Preference.objects.exists()


def test_a_break_has_a_reason_and_the_next_day_is_said(choose: Choose, ada_user: User) -> None:
    answer = choose(ada_user, paused_until="2026-03-12", pause_reason="hospital")
    preference = Preference.objects.get()
    assert (preference.paused_until, preference.pause_reason) == (date(2026, 3, 12), "hospital")
    assert "The next e-mail comes on Monday 16 March 2026, 09:00" in said(answer)
    choose(ada_user)
    preference.refresh_from_db()
    assert (preference.paused_until, preference.pause_reason) == (None, "")


def said(answer: HttpResponse) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def test_no_e_mails_is_what_is_said_after_saving_so(choose: Choose, ada_user: User) -> None:
    assert said(choose(ada_user, wanted="no")) == "Saved. No e-mails. You asked us to stop on Monday 2 March 2026."


def test_on_a_journey_mails_come_at_nine_there(choose: Choose, ada_user: User, sink: Sink) -> None:
    choose(ada_user, away_zone="Asia/Tokyo", away_from="2026-03-05", away_until="2026-03-20", weekday="0")
    nine_in_tokyo = datetime.fromisoformat("2026-03-09T09:00:00+09:00")
    plan(nine_in_tokyo - timedelta(days=1))
    assert Occurrence.objects.get(local_date=date(2026, 3, 9)).due_at == nine_in_tokyo


@pytest.mark.parametrize(
    ("away", "words"),
    [
        ({"away_zone": "Asia/Tokyo"}, "fill in the time zone and both days, or none of them"),
        ({"away_from": "2026-03-05", "away_until": "2026-03-09"}, "fill in the time zone and both days"),
        (
            {"away_zone": "Asia/Tokyo", "away_from": "2026-03-09", "away_until": "2026-03-09"},
            "choose a day after the first day there",
        ),
        (
            {"away_zone": "Asia/Tokyo", "away_from": "2026-02-01", "away_until": "2026-03-02"},
            "First day at home again: choose a day from 3 March 2026",
        ),
        ({"away_zone": "Mars/Base", "away_from": "2026-03-05", "away_until": "2026-03-09"}, "Select a valid choice"),
        ({"away_from": "2026-02-30"}, "From: enter a day that exists"),
    ],
)
def test_a_journey_is_whole_or_none(choose: Choose, ada_user: User, away: dict[str, str], words: str) -> None:
    page = choose(ada_user, **away).content.decode()
    assert words in page
    assert not Preference.objects.exists()


def test_one_kind_only_and_both_again(choose: Choose, ada_user: User, now: datetime) -> None:
    choose(ada_user, kinds=["tests-and-visits"])
    reader = Recipient.objects.get()
    assert (reader.check_ins_stopped_at, reader.tests_and_visits_stopped_at) == (now, None)
    choose(ada_user)
    reader.refresh_from_db()
    assert (reader.check_ins_stopped_at, reader.tests_and_visits_stopped_at) == (None, None)


def test_yes_to_nothing_is_no_answer(choose: Choose, ada_user: User) -> None:
    assert "choose at least one" in choose(ada_user, kinds=[]).content.decode()


def test_who_stopped_all_in_a_mail_sees_it_here_and_can_start_again(
    choose: Choose, ready_ada: Patient, ada_user: User, sign_in: SignIn, now: datetime
) -> None:
    Recipient.objects.create(user=ada_user)
    answers.stop(ada_user, About.ALL, now)
    page = sign_in(ada_user).get(reverse("reminders:choose", args=[ready_ada.pk]))
    assert page.context["form"]["wanted"].value() == "no"
    choose(ada_user)
    reader = Recipient.objects.get()
    assert (reader.check_ins_stopped_at, reader.tests_and_visits_stopped_at) == (None, None)
    assert not WorkItem.objects.open().exists()


def test_a_pause_from_a_mail_shows_here_and_stays_ones_own_until_it_is_changed(choose: Choose, ada_user: User) -> None:
    Recipient.objects.create(user=ada_user, paused_until=date(2026, 3, 10))
    choose(ada_user, paused_until="2026-03-10")
    assert Preference.objects.get().paused_until is None
    assert Recipient.objects.get().paused_until == date(2026, 3, 10)
    choose(ada_user, paused_until="")
    assert Recipient.objects.get().paused_until is None
    assert Preference.objects.get().paused_until is None


def test_the_language_of_the_mails_is_chosen_here(choose: Choose, ada_user: User, sink: Sink, now: datetime) -> None:
    choose(ada_user, language="es")
    plan(now)
    deliver_due(now)
    assert sink.mails[0]["Subject"] == "Tiene algo pendiente"


def test_without_an_account_nothing_is_asked_that_is_a_readers(
    ready_ada: Patient, dee_user: User, sign_in: SignIn, choose: Choose
) -> None:
    CarerGrant.objects.create(patient=ready_ada, user=dee_user, scope="manage-reminders", starts_on=date(2026, 1, 1))
    Patient.objects.filter(pk=ready_ada.pk).update(user=None)
    page = sign_in(dee_user).get(reverse("reminders:choose", args=[ready_ada.pk]))
    assert not {"kinds", "away_zone", "language"} & set(page.context["form"].fields)
    assert choose(dee_user, weekday="2").status_code == 302
    assert Preference.objects.get().weekday == 2
    assert not Recipient.objects.exists()


# -- carers and the team, for themselves -------------------------------------------------------------------------------


def test_a_carer_asks_for_mails_and_takes_it_back(
    ready_ada: Patient, dee_user: User, sign_in: SignIn, verify: Callable[[User], object], now: datetime
) -> None:
    verify(dee_user)
    CarerGrant.objects.create(patient=ready_ada, user=dee_user, scope="view", starts_on=date(2026, 1, 1))
    page, dees = reverse("reminders:carer"), sign_in(dee_user)
    with time_machine.travel(now, tick=False):
        assert dees.get(page).context["form"]["wanted"].value() == "no", "carers get none unless they ask"
        dees.post(page, {"wanted": "yes", "kinds": ["check-ins"], "language": "es"})
    reader = Recipient.objects.get()
    assert (reader.as_carer_since, reader.check_ins_stopped_at) == (now, None)
    assert reader.tests_and_visits_stopped_at == now
    assert User.objects.get(pk=dee_user.pk).language == "es"
    assert Occurrence.objects.filter(recipient=dee_user, state="planned").exists()
    with time_machine.travel(now, tick=False):
        dees.post(page, {"wanted": "no", "language": "es"})
    assert Recipient.objects.get().as_carer_since is None
    assert not Occurrence.objects.filter(recipient=dee_user, state="planned").exists()


def test_a_team_member_asks_for_the_summary_and_takes_it_back(ben: User, sign_in: SignIn, now: datetime) -> None:
    page = reverse("reminders:digest")
    with time_machine.travel(now, tick=False):
        sign_in(ben).post(page, {"wanted": "on"})
        assert Recipient.objects.get().team_digest_since == now
        assert sign_in(ben).get(page).context["form"]["wanted"].value() is True
        sign_in(ben).post(page, {})
    assert Recipient.objects.get().team_digest_since is None


def test_the_rest_of_the_team_reads_whom_the_summary_goes_to(cem: User, sign_in: SignIn) -> None:
    page = reverse("reminders:digest")
    assert "It goes to the coordinators of a team." in sign_in(cem).get(page).content.decode()
    assert sign_in(cem).post(page, {"wanted": "on"}).status_code == 404
    assert not Recipient.objects.exists()


def test_these_pages_are_for_nobody_else(
    ada_user: User, dee_user: User, ben: User, admin_ann: User, sign_in: SignIn
) -> None:
    pages = {
        "reminders:carer": (ada_user, dee_user, ben, admin_ann),
        "reminders:digest": (ada_user, dee_user, admin_ann),
    }
    for name, people in pages.items():
        for somebody in people:
            assert sign_in(somebody).get(reverse(name)).status_code == 404
            assert sign_in(somebody).post(reverse(name), {"wanted": "yes"}).status_code == 404
    assert not Recipient.objects.exists()
