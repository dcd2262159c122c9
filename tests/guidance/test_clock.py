"""The clock finds the first day on which an answer turns, also far ahead, and asks only a few days to find it."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from journeys.guidance.clock import Clock, shift

TODAY = date(2026, 3, 2)
offsets = st.lists(st.integers(1, 2000), min_size=1, max_size=5, unique=True).map(sorted)


@given(offsets, st.integers(0, 300))
def test_the_first_turn_is_found_to_the_day(turns: list[int], later: int) -> None:
    clock = Clock(TODAY)
    turn_on = shift(TODAY, turns[-1] - min(later, turns[-1] - 1))
    asked: list[date] = []

    def answer(on: date) -> bool:
        asked.append(on)
        return on >= turn_on

    assert clock.flips(answer, turns=[shift(TODAY, each) for each in turns]) is False
    assert clock.until == turn_on
    assert len(asked) <= 1 + len(turns) + 11


def test_days_in_between_turn_on_the_first_and_after_the_last() -> None:
    for first, last, answer, until in (
        (0, 5, True, 6),
        (-5, 0, True, 1),
        (1, 5, False, 1),
        (-5, -1, False, None),
    ):
        clock = Clock(TODAY)
        assert clock.between(shift(TODAY, first), shift(TODAY, last)) is answer
        assert clock.until == (None if until is None else shift(TODAY, until))


def test_what_has_no_end_never_turns_again() -> None:
    clock = Clock(TODAY)
    assert clock.between(TODAY, date.max)
    assert clock.until is None


def test_an_answer_that_never_turns_leaves_no_day() -> None:
    clock = Clock(TODAY)
    assert clock.flips(lambda _: "same", turns=[shift(TODAY, 10), shift(TODAY, -10)]) == "same"
    assert clock.until is None
