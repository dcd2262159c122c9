"""What the links of a mail do, for whoever holds the mail: without cookies, without signing in, by POST alone."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from accounts.models import AccessLog, User
from journeys.models import CarerGrant, FollowUp, Patient, Visit, WorkItem
from reminders import links
from reminders.answer_form import BUTTONS
from reminders.delivery import deliver_due
from reminders.models import About, Message, Occurrence, PutOff, Recipient, State
from reminders.planning import plan
from tests.reminders.conftest import Sink, overdue

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
ALL_LETTERS = [each.value for each in About]


@pytest.fixture
def client() -> Client:
    """As strict as a browser, and without anything of ours."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def message(ready_ada: Patient, sink: Sink, now: datetime) -> Message:
    """Monday's mail, about a check-in."""
    plan(now)
    deliver_due(now)
    return Message.objects.get()


@pytest.fixture
def ada_reads(message: Message) -> Recipient:
    return Recipient.objects.get()


def path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def stop_path(reader: Recipient, letter: str = "c") -> str:
    return path(links.stop(reader.token, letter))


def at(now: datetime, act: Callable[[], HttpResponse]) -> HttpResponse:
    with time_machine.travel(now, tick=False):
        return act()


def post(client: Client, url: str, now: datetime, **data: str) -> HttpResponse:
    return at(now, lambda: client.post(url, data))


def rows() -> tuple[object, ...]:
    """All that an answer may change."""
    return (
        list(Recipient.objects.values()),
        list(PutOff.objects.values()),
        list(Occurrence.objects.order_by("pk").values("pk", "state", "reason", "revision")),
        WorkItem.objects.count(),
        AccessLog.objects.count(),
    )


# -- no more mails -----------------------------------------------------------------------------------------------------


def test_one_click_stops_what_the_mail_was_about_and_nothing_else(
    client: Client, ada_reads: Recipient, now: datetime
) -> None:
    answer = at(now, lambda: client.post(stop_path(ada_reads), ONE_CLICK))
    assert answer.status_code == 200
    assert not answer.cookies
    ada_reads.refresh_from_db()
    assert ada_reads.check_ins_stopped_at == ada_reads.last_answer_at == now
    assert ada_reads.tests_and_visits_stopped_at is None


def test_what_was_planned_is_cancelled_at_once(
    client: Client, ada_reads: Recipient, ready_ada: Patient, now: datetime
) -> None:
    later = now + timedelta(days=6)
    overdue(ready_ada, "mon.x", later.date() + timedelta(days=8))
    plan(later)
    post(client, stop_path(ada_reads), later, **ONE_CLICK)
    waiting = Occurrence.objects.filter(due_at__gt=now + timedelta(days=1))
    assert {each.kind: (each.state, each.reason) for each in waiting} == {
        "check-in": ("cancelled", "stopped"),
        "monitoring": ("planned", ""),
    }


def test_twice_is_once_and_the_first_day_stays(client: Client, ada_reads: Recipient, now: datetime) -> None:
    for hours in (0, 5):
        post(client, stop_path(ada_reads), now + timedelta(hours=hours), **ONE_CLICK)
    assert Recipient.objects.get().check_ins_stopped_at == now


@pytest.mark.parametrize("letter", ALL_LETTERS)
@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete"])
def test_looking_changes_nothing(client: Client, ada_reads: Recipient, letter: str, method: str) -> None:
    before = rows()
    getattr(client, method)(stop_path(ada_reads, letter))
    getattr(client, method)(path(links.answer(Message.objects.get())))
    assert rows() == before


def test_the_page_sets_no_cookie_and_no_other_site_learns_the_address(
    client: Client, ada_reads: Recipient, now: datetime
) -> None:
    for url in (stop_path(ada_reads), path(links.answer(Message.objects.get()))):
        page = at(now, lambda url=url: client.get(url))
        assert page.status_code == 200
        assert not page.cookies
        assert "Cookie" not in page.get("Vary", "")
        assert page["Referrer-Policy"] == "no-referrer"
        assert page["Cache-Control"] == "no-store"


def test_an_address_that_we_never_wrote_is_not_found_and_does_nothing(client: Client, ada_reads: Recipient) -> None:
    before = rows()
    good = stop_path(ada_reads)
    altered = good.replace(ada_reads.token[:4], "AAAA"), good[:-2] + "x/", good[:-2] + "C/"
    pages = [client.post(each, ONE_CLICK) for each in (*altered, "/a/nothing/", "/a/AAAA.BBBB/")]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1
    assert rows() == before


@pytest.mark.parametrize(
    ("letter", "posted", "stopped"),
    [
        ("c", {"what": "this"}, (True, False)),
        ("t", {"what": "this"}, (False, True)),
        ("t", {"what": "all"}, (True, True)),
        ("a", {}, (True, True)),
    ],
)
def test_one_kind_or_all(
    client: Client, ada_reads: Recipient, now: datetime, letter: str, posted: dict[str, str], stopped: tuple[bool, bool]
) -> None:
    post(client, stop_path(ada_reads, letter), now, **(posted or ONE_CLICK))
    ada_reads.refresh_from_db()
    assert (bool(ada_reads.check_ins_stopped_at), bool(ada_reads.tests_and_visits_stopped_at)) == stopped


def test_it_can_be_taken_back_on_the_same_page(client: Client, ada_reads: Recipient, now: datetime) -> None:
    post(client, stop_path(ada_reads), now, what="all")
    assert WorkItem.objects.open().get(kind="cannot-reach").because == "Asked for no more reminder e-mails."
    post(client, stop_path(ada_reads), now, what="all", do="start")
    ada_reads.refresh_from_db()
    assert (ada_reads.check_ins_stopped_at, ada_reads.tests_and_visits_stopped_at) == (None, None)
    assert not WorkItem.objects.open().filter(kind="cannot-reach").exists()


def test_a_teams_summary_is_stopped_by_a_letter_of_its_own(client: Client, ben: User, now: datetime) -> None:
    reader = Recipient.objects.create(user=ben, team_digest_since=now)
    post(client, stop_path(reader, "d"), now, **ONE_CLICK)
    reader.refresh_from_db()
    assert (reader.team_digest_since, reader.check_ins_stopped_at) == (None, None)
    post(client, stop_path(reader, "d"), now, do="start")
    assert Recipient.objects.get(pk=ben.pk).team_digest_since == now


# -- done, later, a pause ----------------------------------------------------------------------------------------------


@pytest.fixture
def answer(client: Client, message: Message, now: datetime) -> Callable[..., HttpResponse]:
    def answer(do: str, on: str = "", *, at: datetime = now) -> HttpResponse:
        page = post(client, path(links.answer(message)), at, do=do, on=on)
        assert not page.cookies
        return page

    return answer


Answer = Callable[..., HttpResponse]


def days_with_mail(sink: Sink, now: datetime, days: int) -> list[int]:
    """In how many days from now on a mail leaves, with a clock that rings every six hours."""
    found = []
    for hours in range(6, 24 * days + 6, 6):
        known = len(sink.taken)
        plan(now + timedelta(hours=hours))
        deliver_due(now + timedelta(hours=hours))
        found += [hours // 24] * (len(sink.taken) - known)
    return found


def test_nobody_answers_and_the_next_one_comes_a_week_later(message: Message, sink: Sink, now: datetime) -> None:
    assert days_with_mail(sink, now, 10) == [7]


def test_done_is_noted_for_this_one_and_the_next_comes_as_always(answer: Answer, sink: Sink, now: datetime) -> None:
    assert "Noted" in answer("done").content.decode()
    said = PutOff.objects.get()
    assert (said.kind, said.due_on, said.is_done, said.at) == ("check-in", now.date(), True, now)
    assert Recipient.objects.get().last_answer_at == now
    assert days_with_mail(sink, now, 10) == [7]


@pytest.mark.parametrize(("do", "days"), [("later-1", [1, 7]), ("later-3", [3, 7]), ("later-7", [7])])
def test_later_comes_once_on_its_day(answer: Answer, sink: Sink, now: datetime, do: str, days: list[int]) -> None:
    assert "We remind you again by" in answer(do).content.decode()
    assert days_with_mail(sink, now, 10) == days


def test_later_on_a_day_of_ones_own(answer: Answer, sink: Sink, now: datetime) -> None:
    assert "Thursday 5 March 2026" in answer("later-on", "2026-03-05").content.decode()
    assert days_with_mail(sink, now, 6) == [3]


def test_what_was_put_off_and_is_late_isnt_lost(answer: Answer, sink: Sink, now: datetime) -> None:
    """The mail server is away for two days around the day that was asked for."""
    answer("later-1")
    plan(now + timedelta(days=1))
    plan(now + timedelta(days=3))
    deliver_due(now + timedelta(days=3))
    assert len(sink.taken) == 2


@pytest.mark.parametrize("day", ["", "2026-02-30", "2026-03-02", "2026-03-01", "2026-06-01", "9999-12-31", "soon"])
@pytest.mark.parametrize("do", ["later-on", "pause-on"])
def test_a_day_that_makes_no_sense_is_said_and_changes_nothing(answer: Answer, do: str, day: str) -> None:
    before = rows()
    page = answer(do, day).content.decode()
    assert "There is a problem" in page
    assert ("Enter a day that exists." in page) is (day in ("2026-02-30", "soon"))
    assert ("Choose a day from 3 March 2026 to 31 May 2026." in page) is (day not in ("2026-02-30", "soon"))
    assert f'value="{day}"' in page, "what was typed stays"
    assert rows() == before


def test_the_last_day_that_is_offered_is_taken(answer: Answer) -> None:
    answer("pause-on", "2026-05-31")
    assert Recipient.objects.get().paused_until == date(2026, 5, 31)


@pytest.mark.parametrize("do", ["", "later-2", "stop", "<script>"])
def test_what_no_button_says_does_nothing(answer: Answer, do: str) -> None:
    before = rows()
    assert "Choose one of the buttons." in answer(do).content.decode()
    assert rows() == before


def test_a_day_is_a_day_where_the_reader_is(
    client: Client, ready_ada: Patient, message: Message, now: datetime
) -> None:
    Patient.objects.filter(pk=ready_ada.pk).update(time_zone="Pacific/Kiritimati")  # there it is Tuesday
    post(client, path(links.answer(message)), now, do="later-1")
    assert PutOff.objects.get().until == date(2026, 3, 4)


def test_a_pause_keeps_everything_back_until_its_day(
    answer: Answer, ready_ada: Patient, sink: Sink, now: datetime
) -> None:
    overdue(ready_ada, "mon.x", date(2026, 3, 13))
    assert "No reminder e-mails before Monday 16 March 2026." in answer("pause-14").content.decode()
    assert days_with_mail(sink, now, 16) == [14]


@pytest.mark.parametrize(("do", "undo"), [("done", "take-back"), ("later-7", "take-back"), ("pause-14", "go-on")])
def test_undo_leaves_no_trace_but_that_there_was_an_answer(answer: Answer, now: datetime, do: str, undo: str) -> None:
    before = rows()[1]
    assert f'value="{undo}"' in answer(do).content.decode()
    answer(undo)
    assert rows()[1] == before
    assert Recipient.objects.get().paused_until is None
    assert Recipient.objects.get().last_answer_at == now


@pytest.mark.parametrize("do", ["done", "later-3", "pause-7", "take-back"])
def test_an_answer_that_is_sent_twice_is_given_once(answer: Answer, do: str) -> None:
    answer(do)
    once = rows()[:3]
    answer(do)
    assert rows()[:3] == once


def test_the_last_answer_counts(answer: Answer) -> None:
    answer("later-3")
    answer("done")
    assert PutOff.objects.get().is_done
    answer("later-1")
    assert not PutOff.objects.get().is_done


def test_an_answer_is_in_the_log_of_the_record(answer: Answer, ready_ada: Patient, ada_user: User) -> None:
    answer("done")
    logged = AccessLog.objects.filter(what="reminder-answer").values_list("actor", "patient_id", "action")
    assert list(logged) == [(ada_user.pk, ready_ada.pk, "write")]


def test_two_weeks_later_the_link_is_too_old_and_says_so(answer: Answer, message: Message, now: datetime) -> None:
    before = rows()
    page = answer("done", at=now + timedelta(days=14, minutes=1))
    assert page.status_code == 410
    assert "This link is too old" in page.content.decode()
    assert "/accounts/login/" in page.content.decode()
    assert rows() == before
    assert answer("done", at=now + timedelta(days=13, hours=23)).status_code == 200


def test_the_key_may_change_while_the_old_one_is_kept(message: Message, client: Client, settings: Settings) -> None:
    signed = path(links.answer(message))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one, that is long and random enough for a test"
    assert client.get(signed).status_code in (200, 410)
    settings.SECRET_KEY_FALLBACKS = []
    assert client.get(signed).status_code == 404


def test_a_follow_up_that_is_said_to_be_done_comes_to_the_team(
    ready_ada: Patient, ben: User, client: Client, sink: Sink, now: datetime
) -> None:
    FollowUp.objects.create(patient=ready_ada, words="x", due_on=now.date(), made_by=ben, made_at=now)
    plan(now)
    deliver_due(now)
    url = path(links.answer(Message.objects.get()))
    post(client, url, now, do="done")
    item = WorkItem.objects.open().get(kind="says-done")
    assert item.because == "In an e-mail the patient answered that it is done."
    post(client, url, now, do="take-back")
    assert not WorkItem.objects.open().filter(kind="says-done").exists()


def test_a_visit_is_reminded_of_on_its_day_at_the_latest(
    ready_ada: Patient, client: Client, sink: Sink, now: datetime
) -> None:
    Visit.objects.create(patient=ready_ada, ref="v", received_at=now, on=date(2026, 3, 4), kind="clinic")
    plan(now)
    deliver_due(now)
    post(client, path(links.answer(Message.objects.get())), now, do="later-7")
    assert set(PutOff.objects.values_list("kind", "until")) == {
        ("visit", date(2026, 3, 4)),
        ("check-in", date(2026, 3, 9)),
    }


# -- carers ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def dees_mail(
    message: Message,
    ready_ada: Patient,
    dee_user: User,
    verify: Callable[[User], EmailAddress],
    sink: Sink,
    now: datetime,
) -> Message:
    verify(dee_user)
    Recipient.objects.create(user=dee_user, as_carer_since=now)
    CarerGrant.objects.create(patient=ready_ada, user=dee_user, scope="log", starts_on=date(2026, 1, 1))
    plan(now)
    deliver_due(now)
    return Message.objects.get(recipient=dee_user)


def test_a_carers_later_is_theirs_alone(
    dees_mail: Message, dee_user: User, ada_user: User, client: Client, now: datetime
) -> None:
    post(client, path(links.answer(dees_mail)), now, do="later-3")
    post(client, path(links.answer(dees_mail)), now, do="pause-7")
    assert PutOff.objects.get().recipient == dee_user
    assert Recipient.objects.get(pk=ada_user.pk).paused_until is None
    waiting = Occurrence.objects.filter(state=State.PLANNED).values_list("recipient", flat=True)
    assert dee_user.pk not in waiting


def test_who_is_no_carer_any_more_changes_nothing_of_hers_and_learns_nothing(
    dees_mail: Message, dee_user: User, client: Client, now: datetime
) -> None:
    before = post(client, path(links.answer(dees_mail)), now, do="done").content
    PutOff.objects.all().delete()
    CarerGrant.objects.update(revoked_at=now, revoked_by=dee_user)
    logged = AccessLog.objects.count()
    page = post(client, path(links.answer(dees_mail)), now, do="done")
    assert page.content == before
    assert not PutOff.objects.exists()
    assert AccessLog.objects.count() == logged
    post(client, path(links.answer(dees_mail)), now, do="pause-7")
    assert Recipient.objects.get(pk=dee_user.pk).paused_until == date(2026, 3, 9)


# -- languages ---------------------------------------------------------------------------------------------------------


Shown = dict[str, list[str]]


def shown(client: Client, reader: Recipient, message: Message, now: datetime) -> Shown:
    """What each page says, in all its states."""
    url, stop_url = path(links.answer(message)), stop_path(reader)
    answers = [{"do": do} for do in (*BUTTONS, "later-on", "pause-on", "nonsense")]
    answers += [{"do": "pause-on", "on": "31 soon"}, {"do": "later-on", "on": "2026-03-05"}]
    stops = [{"do": do, "what": what} for do in ("stop", "start") for what in ("this", "all")]
    pages = {f"{url} {data}": post(client, url, now, **data) for data in answers}
    pages |= {f"{stop_url} {data}": post(client, stop_url, now, **data) for data in stops}
    pages |= {each: at(now, lambda each=each: client.get(each)) for each in (url, stop_url, stop_path(reader, "a"))}
    pages["over"] = at(now + timedelta(days=15), lambda: client.get(url))
    pages["unknown"] = client.get("/a/x/", headers={"accept-language": reader.user.language})
    return {name: _said(page.content.decode()) for name, page in pages.items()}


def _said(html: str) -> list[str]:
    said: list[str] = []
    parser = HTMLParser()
    parser.handle_data = said.append
    parser.feed(html)
    return [" ".join(line.split()) for line in said if line.strip()]


def test_no_english_is_left_on_a_spanish_page(
    client: Client, ada_reads: Recipient, ada_user: User, message: Message, now: datetime
) -> None:
    english = shown(client, ada_reads, message, now)
    User.objects.filter(pk=ada_user.pk).update(language="es")
    spanish = shown(client, Recipient.objects.get(), message, now)
    left = {line for name in english for line in set(english[name]) & set(spanish[name])}
    assert left == {"Journey Tracker", "."}
    assert len({line for page in english.values() for line in page}) > 40, "the search looks at something"
    assert any("a más tardar el jueves 5 de marzo de 2026" in line for page in spanish.values() for line in page)


def test_pages_turn_for_a_language_from_right_to_left(
    client: Client, ada_reads: Recipient, ada_user: User, settings: Settings
) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    User.objects.filter(pk=ada_user.pk).update(language="ar")
    assert '<html lang="ar" dir="rtl">' in client.get(stop_path(ada_reads)).content.decode()
