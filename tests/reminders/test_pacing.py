"""How often one person is written to, without a database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.pacing import NUDGES_A_WEEK, History, Sent, Wait, slot_for
from reminders.times import Zones

VIENNA = Zones(ZoneInfo("Europe/Vienna"))
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)  # a Monday, 11:00 in Vienna
DAY = timedelta(days=1)


def mailed(*days_ago: float, is_nudge: bool = True) -> tuple[Sent, ...]:
    return tuple(Sent(uuid4(), NOW - each * DAY, is_nudge) for each in sorted(days_ago, reverse=True))


def asked(
    history: History, now: datetime = NOW, *, is_nudge: bool = True, every_days: int = 7
) -> tuple[datetime, Wait | None]:
    return slot_for(history, zones=VIENNA, now=now, is_nudge=is_nudge, every_days=every_days)


def at_eight(day: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, 8, tzinfo=VIENNA.home)


def test_who_was_never_written_to_may_be_at_once() -> None:
    assert asked(History()) == (NOW, None)


@pytest.mark.parametrize(
    ("hour", "opens"), [("05:59", at_eight(2)), ("06:59", at_eight(2)), ("19:00", at_eight(3)), ("22:00", at_eight(3))]
)
def test_at_night_it_waits_for_the_morning(hour: str, opens: datetime) -> None:
    assert asked(History(), datetime.fromisoformat(f"2026-03-02T{hour}Z")) == (opens, Wait.HOURS)


def test_seven_in_the_evening_is_still_day() -> None:
    late = datetime.fromisoformat("2026-03-02T18:59Z")
    assert asked(History(), late) == (late, None)


def test_one_mail_a_day_even_for_a_visit() -> None:
    history = History(mailed(0.1))
    assert asked(history, is_nudge=False) == (at_eight(3), Wait.ONE_A_DAY)


def test_yesterday_evening_was_another_day() -> None:
    assert asked(History(mailed(0.8)), is_nudge=False) == (NOW, None)


def test_a_fifth_nudge_in_seven_days_waits_until_the_first_is_a_week_old() -> None:
    history = History(mailed(1, 2, 3, 6), last_sign=NOW)
    assert asked(history) == (at_eight(3), Wait.FOUR_A_WEEK)
    assert asked(History(mailed(1, 2, 3, 7), last_sign=NOW)) == (NOW, None)


def test_a_visit_does_not_wait_for_the_week_to_pass() -> None:
    assert asked(History(mailed(1, 2, 3, 4), last_sign=NOW), is_nudge=False) == (NOW, None)


def test_mails_about_visits_do_not_count_as_nudges() -> None:
    history = History(mailed(1, 2, 3, 4, is_nudge=False))
    assert asked(history) == (NOW, None)


def test_after_two_unanswered_nothing_changes() -> None:
    assert asked(History(mailed(7, 14))) == (NOW, None)


def test_after_three_unanswered_the_rhythm_is_halved() -> None:
    assert asked(History(mailed(7, 14, 21))) == (at_eight(9), Wait.FEWER)
    assert asked(History(mailed(14, 21, 28))) == (NOW, None)


def test_after_three_unanswered_a_daily_rhythm_is_two_a_week() -> None:
    history = History(mailed(2, 5, 8))
    assert asked(history, every_days=1) == (at_eight(4), Wait.FEWER)
    assert asked(history, every_days=1)[0] - NOW < 2 * DAY


def test_an_answer_ends_the_halving() -> None:
    history = History(mailed(7, 14, 21), last_sign=NOW - 6 * DAY)
    assert asked(history) == (NOW, None)
    assert history.unanswered == 0


def test_six_unanswered_and_it_is_given_up() -> None:
    assert not History(mailed(*range(7, 42, 7))).is_given_up
    assert History(mailed(*range(7, 49, 7))).is_given_up
    assert not History(mailed(*range(7, 49, 7)), last_sign=NOW - 10 * DAY).is_given_up


def test_unanswered_visits_give_nobody_up() -> None:
    assert not History(mailed(*range(1, 30), is_nudge=False)).is_given_up


@given(st.lists(st.booleans(), min_size=30, max_size=60), st.sampled_from([1, 7, 14]), st.integers(0, 6))
def test_whoever_asks_daily_never_gets_a_fifth_in_a_week(answers: list[bool], every: int, offset: int) -> None:
    history, leaves = History(), []
    for day, answered in enumerate(answers):
        now = NOW + day * DAY + offset * timedelta(hours=1)
        moment, _ = slot_for(history, zones=VIENNA, now=now, is_nudge=True, every_days=every)
        if moment == now:
            leaves.append(day)
            history = History((*history.sent, Sent(UUID(int=day), now, True)), history.last_sign)
        if answered:
            history = History(history.sent, now + timedelta(minutes=1))
    assert all(sum(0 <= last - day < 7 for day in leaves) <= NUDGES_A_WEEK for last in leaves)
