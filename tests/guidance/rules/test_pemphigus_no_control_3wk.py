"""pv.no-control-3wk: Ada weighs 60 kg; 1.5 mg/kg are 90 mg a day, 1.0 mg/kg are 60."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Outcome
from tests.guidance.builders import (
    PV,
    Document,
    Entry,
    assessed,
    checked,
    document,
    dose,
    drug,
    finding,
    held_for,
    joined,
    lesions,
    on,
    status,
    steroid,
    weights,
)

RULE = "pv.no-control-3wk"
DAY = 25


def treated(*lines: tuple[int, float | None], seen: tuple[Entry, ...] = (lesions(24, 2),), **lists: Any) -> Document:
    usual: dict[str, Any] = {"measurements": weights(60)}
    doc = document(PV, therapies=[steroid(*lines, treats=PV)], check_ins=list(seen), **(usual | lists))
    return joined(doc, checked(DAY))


@pytest.mark.parametrize(
    ("doc", "says"),
    [
        (treated((5, 90)), Outcome.NOT_FIRED),  # day 20 of the course
        (treated((0, 59)), Outcome.NOT_FIRED),
        (treated((0, 90), (4, 0), (6, 90)), Outcome.NOT_FIRED),  # began anew 19 days ago
        (treated((0, 90), seen=(lesions(24, 0),)), Outcome.NOT_FIRED),
        (treated((0, 90), seen=(lesions(17, 3),)), Outcome.CANNOT_ASSESS),  # 8 days ago
        (treated((0, 90), seen=(lesions(24, 3, days=30),)), Outcome.CANNOT_ASSESS),  # in which of 30 days?
        (treated((0, 90), seen=()), Outcome.CANNOT_ASSESS),
        (treated((0, 90), measurements=[]), Outcome.CANNOT_ASSESS),
        (treated((0, 90), measurements=weights(60, since=-157, until=-156)), Outcome.CANNOT_ASSESS),  # 182 days old
        (treated((0, 90), (10, None)), Outcome.CANNOT_ASSESS),
        (
            treated(
                (0, 90),
                seen=(),
                statuses=[status(20, "not-healing", condition=PV), status(24, "control", condition=PV)],
            ),
            Outcome.NOT_FIRED,
        ),  # the newest status counts
        (treated((0, 90), seen=(), statuses=[status(17, "not-healing", condition=PV)]), Outcome.CANNOT_ASSESS),
        (treated((0, 90), seen=(), statuses=[status(24, "active", condition=PV)]), Outcome.CANNOT_ASSESS),
        (
            treated((0, 90), seen=(), statuses=[status(24, "not-healing", condition="takayasu-arteritis")]),
            Outcome.CANNOT_ASSESS,
        ),
        (treated((0, 90), seen=(lesions(18, 3), lesions(25, 0))), Outcome.NOT_FIRED),  # last week, and none since
        (treated((0, 90), seen=(lesions(20, 3), lesions(25, 0))), Outcome.NOT_FIRED),  # the last 7 days had none
        (treated((0, 90), seen=(lesions(22, 9, days=30), lesions(25, 0))), Outcome.NOT_FIRED),
        (treated((0, 90), seen=(lesions(18, 3), lesions(24, 0, days=1))), Outcome.NOT_FIRED),
        (
            treated((0, 90), seen=(lesions(23, 3),), statuses=[status(24, "control", condition=PV)]),
            Outcome.NOT_FIRED,
        ),  # control was reached after that
        (
            treated((0, 90), seen=(lesions(23, 3),), statuses=[status(24, "partial-remission", condition=PV)]),
            Outcome.NOT_FIRED,
        ),
        (document(PV), Outcome.CANNOT_ASSESS),  # no steroid on record is not "no steroid"
        (
            joined(document(PV, therapies=[steroid((0, 90), treats=PV, stopped_on="2022-01-24")]), document(PV)),
            Outcome.NOT_FIRED,
        ),
    ],
)
def test_it_stays_silent(doc: Document, says: Outcome) -> None:
    assert finding(doc, RULE, DAY).outcome is says


@pytest.mark.parametrize(("first", "says"), [(5, Outcome.CANNOT_ASSESS), (4, Outcome.FIRED)])
@pytest.mark.parametrize("since", [None, "2021"])
def test_a_start_on_an_unknown_day_counts_from_the_first_known_dose(
    since: str | None, first: int, says: Outcome
) -> None:
    """The course may be older than its first dose line, or not."""
    course = drug("prednisone", since=since, treats=PV, route="oral", intent="induction", doses=[dose(first, 90)])
    doc = document(PV, therapies=[course], check_ins=[lesions(24, 2)], measurements=weights(60))
    assert finding(joined(doc, checked(DAY)), RULE, DAY).outcome is says


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([(0, 60)], "cf.dose"),
        ([(0, 89)], "cf.dose"),
        ([(0, 90), (20, 60)], "cf.dose"),  # lowered
        ([(0, 60), (7, 90)], "cf.duration"),  # 18 days at the full dose
    ],
)
def test_at_a_lower_dose_or_for_less_time_it_is_held(lines: list[tuple[int, float | None]], reason: str) -> None:
    found = finding(treated(*lines), RULE, DAY)
    assert found.outcome is Outcome.HELD
    assert held_for(found) == {reason}


@pytest.mark.parametrize(
    "doc",
    [
        treated((0, 90)),
        treated((0, 60), (6, 90)),  # 19 of 21 days
        treated((4, 90)),  # day 21
        treated((0, 90), seen=(lesions(18, 1),)),  # 7 days ago
        treated((0, 90), seen=(lesions(24, 0, extended=True),)),
        treated((0, 90), seen=(lesions(20, 3), lesions(25, 0, days=6))),  # day 19 is still one of the last 7
        treated((0, 90), seen=(lesions(23, 3), lesions(25, 0, days=2))),
        treated((0, 90), seen=(lesions(18, 3), lesions(25, 0, extended=True))),
        treated((0, 90), seen=(lesions(24, 3), lesions(24, 0))),  # of the same day: the worse
        treated((0, 90), seen=(lesions(24, 3),), statuses=[status(24, "control", condition=PV)]),
        treated((0, 90), seen=(lesions(24, 3),), statuses=[status(25, "active", condition=PV)]),
        treated((0, 90), seen=(), statuses=[status(24, "not-healing", condition=PV)]),
    ],
)
def test_no_control_at_the_full_dose_fires(doc: Document) -> None:
    assert finding(doc, RULE, DAY).outcome is Outcome.FIRED


@pytest.mark.parametrize(
    ("dose_of_today", "says"),
    [
        (90, "90 mg a day of prednisone-equivalent is 1.5 mg/kg (60 kg)"),
        (None, "Today's steroid dose is unknown"),
        (250, "A steroid pulse today"),
        (249, "249 mg a day of prednisone-equivalent is 4.15 mg/kg (60 kg)"),
    ],
)
def test_the_sentence_says_what_is_taken_today(dose_of_today: float | None, says: str) -> None:
    answer = finding(treated((0, 90), (DAY, dose_of_today)), RULE, DAY)
    assert answer.outcome is Outcome.FIRED
    assert answer.because == (
        f"{says}; 21 of the last 21 days at 1.5 mg/kg or more; 2 new lesions in the 7 days up to 27 January 2022."
    )


@pytest.mark.parametrize(
    ("doc", "because", "missing"),
    [
        (
            treated((0, 90), measurements=[]),
            "No weight of the last 180 days is recorded.",
            "weight between 1 August 2021 and 28 January 2022",
        ),
        (
            treated((0, 90), (10, None)),
            "The steroid dose isn't known on enough of the last 21 days.",
            "steroid dose between 7 January 2022 and 28 January 2022",
        ),
        (
            treated((0, 90), seen=()),
            "Whether there were new lesions since 21 January 2022 isn't recorded.",
            "new-lesion count or a clinician's status between 21 January 2022 and 28 January 2022",
        ),
    ],
)
def test_what_is_missing_is_named_with_its_days(doc: Document, because: str, missing: str) -> None:
    found = finding(doc, RULE, DAY)
    assert (found.because, found.missing) == (because, (missing,))


@pytest.mark.parametrize(("quiet", "outcome"), [(2, Outcome.NOT_FIRED), (1, Outcome.FIRED)])
def test_lesions_of_the_first_of_the_last_seven_days_are_still_theirs(quiet: int, outcome: Outcome) -> None:
    """Logged on day 20; what an entry of day 20 + ``quiet`` leaves open of it ends on day 19 or 18."""
    found = finding(treated((0, 90), seen=(lesions(19, 3), lesions(25, 0, days=5 + quiet))), RULE, DAY)
    assert found.outcome is outcome


def test_a_dose_that_ends_moves_the_next_look_to_that_day() -> None:
    doc = treated((0, 60), (9, 90), (27, 60))
    assert held_for(finding(doc, RULE, 26)) == {"cf.duration"}
    assert assessed(doc, 26).next_check_on == on(27)
    assert held_for(finding(doc, RULE, 27)) == {"cf.dose"}
