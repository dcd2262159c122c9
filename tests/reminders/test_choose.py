"""Ada says how she wants to be reminded, and it holds."""

from collections.abc import Callable
from datetime import date, datetime, time

import pytest
import time_machine
from django.http import HttpResponse
from django.urls import reverse

from accounts.models import AccessLog, User
from journeys.models import CarerGrant, Patient
from reminders.delivery import deliver_due
from reminders.models import Occurrence, Preference
from reminders.planning import plan
from tests.conftest import SignIn
from tests.reminders.conftest import Sink

Choose = Callable[..., HttpResponse]
AS_IT_IS = {"wanted": "yes", "rhythm": "weekly", "weekday": "0", "local_time": "09:00", "paused_until": ""}


@pytest.fixture
def choose(ready_ada: Patient, sign_in: SignIn, now: datetime) -> Choose:
    def choose(by: User, **chosen: str) -> HttpResponse:
        with time_machine.travel(now, tick=False):
            return sign_in(by).post(reverse("reminders:choose", args=[ready_ada.pk]), AS_IT_IS | chosen)

    return choose


def test_looking_shows_what_holds_and_changes_nothing(ready_ada: Patient, ada_user: User, sign_in: SignIn) -> None:
    page = sign_in(ada_user).get(reverse("reminders:choose", args=[ready_ada.pk]))
    shown = {name: page.context["form"][name].value() for name in AS_IT_IS}
    assert {name: "" if value is None else str(value) for name, value in shown.items()} == AS_IT_IS
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
