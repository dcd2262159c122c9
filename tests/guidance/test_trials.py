"""Days of a trial: counted, paused, started anew; held against a count day by day."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from journeys.guidance.clock import Clock
from journeys.guidance.timeline import Timeline
from journeys.guidance.trials import Trial, count
from tests.guidance.builders import on

TRIAL = 60
Plan = list[tuple[int, bool | None, bool | None]]
AT, LOW, OFF, UNKNOWN = (True, True), (False, True), (False, False), (None, None)


def timelines(plan: Plan) -> tuple[Timeline[bool | None], Timeline[bool | None]]:
    at_dose = Timeline.of(False, [(on(day), enough) for day, enough, _ in plan])
    return at_dose, Timeline.of(False, [(on(day), took) for day, _, took in plan])


def counted(plan: Plan, days: int, clock: Clock | None = None) -> Trial:
    at_dose, taken = timelines(plan)
    return count(clock or Clock(on(days)), at_dose, taken=taken, since=on(0), days=TRIAL)


def plan(*steps: tuple[int, tuple[bool | None, bool | None]]) -> Plan:
    return [(day, enough, took) for day, (enough, took) in steps]


@pytest.mark.parametrize(
    ("steps", "days", "at", "gap"),
    [
        (plan((0, AT)), 50, 50, 0),
        (plan((0, AT), (20, OFF), (48, AT)), 50, 22, 0),  # 28 days
        (plan((0, AT), (20, OFF), (49, AT)), 50, 1, 29),
        (plan((0, AT), (20, OFF)), 48, 20, 0),
        (plan((0, AT), (20, OFF)), 49, 0, 29),
        (plan((0, AT), (20, OFF), (55, OFF), (70, AT)), 75, 5, 50),
        (plan((0, AT), (20, LOW), (70, AT)), 75, 25, 0),
        (plan((0, AT), (20, UNKNOWN), (70, AT)), 75, 25, 0),
        (plan((0, OFF), (40, AT)), 50, 10, 0),  # nothing was interrupted
        (plan((0, AT), (20, OFF), (30, LOW), (40, OFF), (60, AT)), 65, 25, 0),
        (plan((0, AT), (10, OFF), (50, AT), (60, OFF), (95, AT)), 100, 5, 35),
        (plan((0, AT), (10, OFF), (50, LOW), (60, OFF), (92, AT)), 100, 8, 40),
    ],
)
def test_days_at_the_dose_since_the_last_long_interruption(steps: Plan, days: int, at: int, gap: int) -> None:
    found = counted(steps, days)
    assert (found.known.at, found.gap) == (at, gap)


def test_never_at_the_dose_is_another_thing_than_interrupted() -> None:
    low, interrupted = counted(plan((0, LOW)), 80), counted(plan((0, AT), (20, OFF)), 80)
    assert (low.nothing, low.never) == (True, True)
    assert (interrupted.nothing, interrupted.never) == (True, False)
    assert not counted(plan((0, AT)), 80).nothing


def naive(steps: Plan, days: int) -> tuple[int, int, int, int]:
    """At the dose, since, and both with unknown days as at the dose; by walking through every day."""
    at_dose, taken = timelines(steps)
    at = since = may = may_since = off = 0
    for day in range(days):
        enough, took = at_dose.at(on(day)), taken.at(on(day))
        off = off + 1 if took is False else 0
        at, may = at + (enough is True), may + (enough is not False)
        since, may_since = since + (at > 0), may_since + (may > 0)
        if off > 28:
            at = since = may = may_since = 0
    return at, since, may, may_since


def drawn(chance: random.Random) -> Plan:
    days = sorted(chance.sample(range(1, 200), chance.randint(1, 7)))
    return plan(*((day, chance.choice([AT, AT, LOW, OFF, OFF, UNKNOWN])) for day in [0, *days]))


def shows(found: Trial) -> object:
    return found.passed, found.nothing, found.never, found.too_low, found.too_short


@pytest.mark.parametrize("seed", range(12))
def test_it_counts_as_one_would_by_hand_and_says_when_it_may_change(seed: int) -> None:
    steps = drawn(random.Random(seed))
    answers = [shows(counted(steps, days)) for days in range(260)]
    for days in range(0, 240, 3):
        clock = Clock(on(days))
        found = counted(steps, days, clock)
        tallies = (found.known.at, found.known.since, found.possible.at, found.possible.since)
        assert tallies == naive(steps, days)
        until = min((clock.until or on(259)) - on(0), timedelta(days=259)).days
        assert all(answers[later] == answers[days] for later in range(days, until))
