"""pv.no-remission-12mo: a year since the first treatment; 60 days without lesions at 10 mg are looked for."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome
from tests.guidance.builders import Entry, drug, finding, held_for, infused, lesions, on
from tests.guidance.pemphigus_stories import PV, quiet, said, sores, story, tapered

RULE = "pv.no-remission-12mo"
DAY = 365
HIGH = tapered((0, 60), (40, 12))
LOW = tapered((0, 60), (40, 10))
ACTIVE = [lesions(day, 1) for day in range(20, 1000, 28)]


def found(*drugs: Entry, day: int = DAY, **lists: Any) -> Finding:
    return finding(story(day, therapies=drugs or (HIGH,), **lists), RULE, day)


def test_before_a_year_it_is_too_early() -> None:
    answer = found(day=364)
    assert answer.outcome is Outcome.NOT_FIRED
    assert answer.because == "Too early: treated since 3 January 2022, judged after 365 days."


def test_without_a_first_treatment_that_is_what_is_missing() -> None:
    answer = found(drug("azathioprine", since=None, treats=PV))
    assert (answer.outcome, answer.missing) == (Outcome.CANNOT_ASSESS, ("date first treatment started",))


def test_a_dose_that_was_never_low_for_long_decides_without_lesions() -> None:
    answer = found()
    assert answer.outcome is Outcome.FIRED
    assert answer.because == (
        "Treated since 3 January 2022, 365 days ago. At 10 mg/day of prednisone-equivalent or less without lesions "
        "for at most 0 days in a row, of 60."
    )
    assert [shown.list for shown in answer.evidence] == ["therapies"]
    assert answer.would_change == ("a complete remission on minimal therapy",)


@pytest.mark.parametrize(("back", "outcome"), [(159, Outcome.FIRED), (160, Outcome.CANNOT_ASSESS)])
def test_sixty_days_at_ten_may_have_been_a_remission_if_nobody_logged_lesions(back: int, outcome: Outcome) -> None:
    answer = found(tapered((0, 60), (100, 10), (back, 10.5)))
    assert answer.outcome is outcome
    if outcome is Outcome.CANNOT_ASSESS:
        assert answer.missing == ("lesion status between 13 April 2022 and 12 June 2022",)
    else:
        assert "at most 59 days" in answer.because


def test_an_unknown_dose_may_have_been_low() -> None:
    answer = found(tapered((0, 60), (100, None), (160, 12)), check_ins=quiet(80, 200))
    assert (answer.outcome, answer.missing) == (
        Outcome.CANNOT_ASSESS,
        ("steroid dose between 13 April 2022 and 12 June 2022",),
    )
    both = found(tapered((0, 60), (100, None), (160, 12)))
    assert len(both.missing) == 2


def test_a_steroid_pulse_is_no_minimal_therapy() -> None:
    pulses = tapered((0, 60), (100, 10), (130, 300), (131, 10), (170, 20))
    assert found(pulses, check_ins=quiet(80, 200)).outcome is Outcome.FIRED


def test_lesions_logged_often_enough_decide_without_a_dose() -> None:
    low = found(LOW, check_ins=ACTIVE)
    assert low.outcome is Outcome.FIRED
    assert {shown.list for shown in low.evidence} == {"therapies", "check_ins"}
    assert "at most 21 days" in low.because  # between two look-backs of a week
    sparse = [lesions(day, 1) for day in range(20, 400, 70)]
    assert found(LOW, check_ins=sparse).outcome is Outcome.CANNOT_ASSESS


@pytest.mark.parametrize("what", ["active", "not-healing", "control", "end-of-consolidation", "partial-remission"])
def test_a_status_that_is_not_yet_complete_is_no_remission(what: str) -> None:
    seen = [said(day, what) for day in range(50, 400, 50)]
    assert found(LOW, statuses=seen).outcome is Outcome.FIRED


def test_a_remission_that_nobody_called_complete_is_unknown() -> None:
    seen = [said(day, "active") for day in range(30, 200, 50)] + [said(300, "remission")]
    assert found(LOW, statuses=seen).outcome is Outcome.CANNOT_ASSESS


@pytest.mark.parametrize(
    ("drugs", "lists"),
    [
        (LOW, {"check_ins": [*quiet(150, 180), sores(220), *ACTIVE[8:]]}),  # day 123 to 208
        (LOW, {"statuses": [said(100, "complete-remission")]}),
        (tapered((0, 60), (40, 12), (100, 10)), {"statuses": [said(130, "complete-remission")]}),
    ],
)
def test_a_remission_once_recorded_is_one(drugs: Entry, lists: dict[str, Any]) -> None:
    answer = found(drugs, **lists)
    assert answer.outcome is Outcome.NOT_FIRED
    assert answer.because.startswith("Complete remission on minimal therapy from ")
    assert answer.evidence


@pytest.mark.parametrize(
    ("first", "outcome"),
    [
        (123, Outcome.CANNOT_ASSESS),  # 60 days, the look-back begins on day 124
        (124, Outcome.NOT_FIRED),
        (131, Outcome.NOT_FIRED),  # up to 30 days after the last entry
        (132, Outcome.CANNOT_ASSESS),
    ],
)
def test_an_entry_without_lesions_speaks_for_its_look_back_and_30_days(first: int, outcome: Outcome) -> None:
    low = tapered((0, 60), (first, 10), (first + 60, 12))
    assert found(low, check_ins=[lesions(130, 0), lesions(160, 0)]).outcome is outcome


def test_a_remission_that_is_still_short_may_become_one_on_its_60th_day() -> None:
    low = tapered((0, 60), (320, 10))
    logged = [lesions(day, 0, days=28) for day in (340, 368)]
    assert found(low, check_ins=logged, day=379).outcome is Outcome.FIRED
    assert found(low, check_ins=logged, day=380).outcome is Outcome.NOT_FIRED


@pytest.mark.parametrize(
    ("low_since", "outcome"), [(308, Outcome.CANNOT_ASSESS), (309, Outcome.FIRED)]
)  # 60 days before the status, and 59
def test_a_status_of_complete_remission_that_another_contradicts_is_unclear(low_since: int, outcome: Outcome) -> None:
    seen = [said(340, "partial-remission"), said(368, "complete-remission")]
    answer = found(tapered((0, 60), (low_since, 10)), statuses=seen, day=380)
    assert answer.outcome is outcome
    if outcome is Outcome.CANNOT_ASSESS:
        assert answer.because == (
            "Status “complete remission” on 6 January 2023, but lesions or a lesser status are recorded in the 60 days "
            "before or after it."
        )
        assert answer.missing == ("lesion status between 7 November 2022 and 6 January 2023",)
        assert [shown.list for shown in answer.evidence] == ["statuses"]


def test_lesions_end_what_an_earlier_entry_says() -> None:
    low = tapered((0, 60), (150, 10), (211, 12))
    logged = [lesions(day, 0, days=28) for day in (160, 188)]
    assert found(low, check_ins=logged).outcome is Outcome.NOT_FIRED
    assert found(low, check_ins=[*logged, lesions(195, 1, days=1)]).outcome is Outcome.FIRED


@pytest.mark.parametrize(("day", "outcome"), [(467, Outcome.HELD), (468, Outcome.FIRED)])
def test_a_new_regimen_holds_it_for_the_trial_of_its_drug(day: int, outcome: Outcome) -> None:
    rituximab = infused("rituximab", (300, 1000), (314, 1000), treats=PV, intent="escalation")
    answer = found(HIGH, rituximab, day=day, statuses=[said(400, "active")])
    assert answer.outcome is outcome
    assert held_for(answer) == ({"cf.duration"} if outcome is Outcome.HELD else set())
    assert "at most 0 days" in answer.because


def test_the_newest_active_lesions_and_the_newest_lesser_status_are_cited() -> None:
    seen = [said(40, "active"), said(70, "partial-remission"), said(200, "control"), said(345, "complete-remission")]
    logged = [lesions(day, new) for day, new in ((100, 1), (290, 2), (330, 1), (350, 0), (360, 0))]
    answer = found(HIGH, statuses=seen, check_ins=logged)
    assert answer.outcome is Outcome.FIRED
    assert [(shown.list, shown.on) for shown in answer.evidence if shown.list != "therapies"] == [
        ("check_ins", on(330)),
        ("statuses", on(200)),
        ("check_ins", on(360)),
    ]


def test_a_remission_cites_the_newest_that_speaks_for_it() -> None:
    low = tapered((0, 60), (40, 10), (300, 12))
    logged = [*quiet(100, 190), *(lesions(day, 1) for day in (210, 240))]
    answer = found(low, check_ins=logged, statuses=[said(90, "complete-remission"), said(150, "complete-remission")])
    assert answer.outcome is Outcome.NOT_FIRED
    assert [(shown.list, shown.on) for shown in answer.evidence] == [("statuses", on(150)), ("check_ins", on(184))]


def test_held_or_fired_a_remission_would_change_it() -> None:
    young = drug("azathioprine", since=350, treats=PV, intent="switch", amount=150)
    held = found(HIGH, young)
    assert held.outcome is Outcome.HELD
    assert held.would_change[0] == "a complete remission on minimal therapy"
