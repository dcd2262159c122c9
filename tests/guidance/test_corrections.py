"""Goal D7: whichever fact turns out never to have been true, the open flags become those of the record without it.

Over every demo journey that has a flag, and the newest fact of each list: the flag is opened on the last recorded
day, the fact is taken out five days later, and what is open then is compared with a life in which it was never there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from journeys.guidance import document
from journeys.guidance.engine import evaluate
from journeys.guidance.flagging import Before, StoredFlag
from journeys.guidance.journey import LISTS, Journey
from journeys.guidance.reconcile import questioned, reconcile
from tests.guidance.flag_stories import stored

DEMO = Path(__file__).parents[2] / "journeys" / "demo_data"
FILES = sorted(path for path in DEMO.glob("*/*.json") if '"treatment-journey/1"' in path.read_text())


def last_day(journey: Journey) -> date:
    return max(
        (fact.on for fact in (*journey.imaging, *journey.check_ins, *journey.statuses, *journey.adherence)),
        default=date(2026, 3, 2),
    )


def without_each_fact(journey: Journey) -> Iterator[tuple[str, Journey]]:
    for name in LISTS:
        facts = getattr(journey, name)
        for fact in facts[-1:]:
            yield f"{name} {fact.id}", replace(journey, **{name: tuple(f for f in facts if f is not fact)})


def followed(flags: list[StoredFlag], journey: Journey, on: date) -> list[StoredFlag]:
    return stored(reconcile(flags, evaluate(journey, on)), flags, on)


def said(flags: list[StoredFlag]) -> set[object]:
    return {(flag.key, flag.rule, flag.tier, flag.t0) for flag in flags}


FLAGGED = [
    pytest.param(journey, flags, id=path.stem)
    for path in FILES
    if (journey := document.parse(json.loads(path.read_text()))) and (flags := followed([], journey, last_day(journey)))
]


@pytest.mark.parametrize(("journey", "flags"), FLAGGED)
def test_open_flags_after_a_correction_are_those_of_the_corrected_record(
    journey: Journey, flags: list[StoredFlag]
) -> None:
    day = last_day(journey)
    on = day + timedelta(days=5)
    for fact, corrected in without_each_fact(journey):
        then, now = evaluate(corrected, day), evaluate(corrected, on)
        before = Before(corrected_on=on, hindsight=dict.fromkeys(questioned(flags, now, on), then))
        after = stored(reconcile(flags, now, before), flags, on)
        never = stored(reconcile([], then), on=day)
        assert said(after) == said(stored(reconcile(never, now), never, on)), fact


def test_the_journeys_have_flags_to_lose() -> None:
    assert len(FLAGGED) >= 8
