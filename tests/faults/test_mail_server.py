"""F6 to F10 and F12: what a mail server says or doesn't say, at each stage of the conversation."""

from datetime import date, timedelta

import pytest
from pytest_django import Settings

from journeys.models import WorkItem, WorkKind
from reminders.models import Occurrence, State
from tests.faults.conftest import Round
from tests.faults.oracle import assert_each_got_one, attempts_of, judge, settled, states
from tests.faults.people import MONDAY, overdue, people
from tests.faults.site import Site
from tests.servers import until

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("at", "text"), [("rcpt", "450 mailbox busy"), ("dot", "451 try later")])
def test_f06_refused_for_now_it_is_tried_later_and_later(site: Site, a_round: Round, at: str, text: str) -> None:
    people(1)
    site.mail.reply(at, text, times=3)
    for fails, minutes in enumerate((1, 5, 15), start=1):
        a_round()
        row = Occurrence.objects.get()
        assert (row.state, row.fails) == (State.DUE, fails)
        wait = row.next_at - site.now()
        assert minutes * MINUTE / 2 - MINUTE / 6 <= wait <= minutes * MINUTE
        site.pass_time(wait - timedelta(seconds=2))
        a_round()
        assert len(attempts_of("p0@example.org")) == fails, "not before its time"
        site.pass_time(timedelta(seconds=3))
    a_round()
    assert_each_got_one(site, 1)
    assert attempts_of("p0@example.org") == ["transient"] * 3 + ["accepted"]


def test_f06_busy_for_everybody_costs_no_message_anything(site: Site, a_round: Round) -> None:
    people(3)
    site.mail.reply("mail", "421 too busy", times=3)
    for _ in range(3):
        a_round()
        assert not Occurrence.objects.exclude(fails=0).exists()
        site.pass_time(2 * MINUTE)
    a_round()
    assert_each_got_one(site, 3)


@pytest.mark.parametrize(("at", "text"), [("rcpt", "550 no such mailbox"), ("dot", "554 not wanted")])
def test_f07_refused_for_good_it_is_dead_after_one_attempt(site: Site, a_round: Round, at: str, text: str) -> None:
    people(1)
    site.mail.reply(at, text, times=99)
    for _ in range(4):
        a_round()
        site.pass_time(timedelta(hours=1))
    assert attempts_of("p0@example.org") == ["permanent"]
    assert states() == ["dead"]
    assert WorkItem.objects.open().filter(kind=WorkKind.REMINDER_NOT_SENT).count() == 1
    assert site.mail.taken() == []


def test_f08_one_of_two_is_refused_and_the_other_gets_theirs(site: Site, a_round: Round) -> None:
    people(2)
    site.mail.reply("rcpt", "550 no such mailbox", to="p0@", times=99)
    a_round()
    assert [mail.to for mail in site.mail.taken()] == ["p1@example.org"]
    assert states() == ["dead", "sent"]
    assert judge(site).is_clean


def test_f09_dropped_before_the_message_was_asked_for_it_is_one_mail(site: Site, a_round: Round) -> None:
    people(1)
    site.mail.fail("data", "drop")
    a_round()
    assert states() == ["due"]
    site.pass_time(2 * MINUTE)
    a_round()
    assert_each_got_one(site, 1)
    assert attempts_of("p0@example.org") == ["transient", "accepted"]


@pytest.mark.parametrize("how", ["drop", "silent"])
@pytest.mark.parametrize(("about", "copies"), [("a check-in", 1), ("a test", 2)])
def test_f10_a_lost_answer_is_waited_for_and_sent_once_more_if_it_matters(
    site: Site, a_round: Round, settings: Settings, how: str, about: str, copies: int
) -> None:
    settings.EMAIL_TIMEOUT = 1
    (ada,) = people(1)
    if about == "a test":
        overdue(ada, "mon.tak.imaging", date(2026, 2, 20))
    site.mail.fail("kept", how, times=99)
    a_round()
    assert attempts_of("p0@example.org") == ["ambiguous"]
    site.pass_time(19 * MINUTE)
    a_round()
    assert len(site.mail.taken()) == 1, "twenty minutes for a delivery or a bounce to turn up"
    for _ in range(4):
        site.pass_time(21 * MINUTE)
        a_round()
    assert len(site.mail.taken()) == copies
    assert not Occurrence.objects.filter(local_date__lte=MONDAY.date(), state__in=["planned", "due", "leased"]).exists()
    verdict = judge(site)
    assert verdict.lost + verdict.wrong + verdict.unexplained + verdict.different_id == []


@pytest.mark.slow_fault
def test_f12_a_server_that_never_answers_is_given_up_after_fifteen_seconds_and_others_flow(site: Site) -> None:
    people(20)
    site.mail.fail("rcpt", "silent", to="p7@", times=99)
    site.loop()
    site.loop()
    until(lambda: len(site.mail.taken()) == 19, "the others have theirs", seconds=45)
    until(lambda: attempts_of("p7@example.org")[:1] == ["transient"], "given up", seconds=30)
    site.mail.heal()
    site.pass_time(2 * MINUTE)
    until(settled, "everybody has theirs")
    assert_each_got_one(site, 20)


@pytest.mark.slow_fault
def test_f12_a_tar_pit_does_not_hold_a_worker_past_its_lease(site: Site) -> None:
    people(4)
    site.mail.fail("rcpt", "drip", to="p2@", times=1)
    site.loop()
    until(lambda: attempts_of("p2@example.org")[:1] == ["transient"], "given up", seconds=45)
    until(lambda: len(site.mail.taken()) >= 3, "the others have theirs")
    site.pass_time(2 * MINUTE)
    until(settled, "everybody has theirs")
    assert_each_got_one(site, 4)


@pytest.mark.slow_fault
def test_f12_no_banner(site: Site) -> None:
    people(2)
    site.mail.fail("banner", "silent")
    site.loop()
    until(lambda: attempts_of("p0@example.org") + attempts_of("p1@example.org") == ["relay"], "given up", seconds=40)
    site.pass_time(2 * MINUTE)
    until(settled, "both have theirs")
    assert_each_got_one(site, 2)
