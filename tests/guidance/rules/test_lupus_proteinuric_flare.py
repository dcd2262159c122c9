"""ln.proteinuric-flare: did urine protein double on two tests after a response?"""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import SLE, Entry, crp, drug, finding, held_for, marked, on, status, upcr
from tests.guidance.nephritis import infection, nephritis

RULE = "ln.proteinuric-flare"
DAY = 420
RESPONDED = (upcr(0, 2), upcr(250, 0.5), upcr(300, 0.4))


def judged(*results: Entry, day: int = DAY, **lists: Any) -> Finding:
    return finding(nephritis(*results, day=day, **lists), RULE, day)


def said(name: str, day: int = 250) -> list[Entry]:
    return [status(day, name, condition=SLE)]


@pytest.mark.parametrize(
    "results",
    [
        [*RESPONDED],
        [*RESPONDED, upcr(400, 0.99), upcr(414, 0.99)],
        [upcr(250, 0.6), upcr(300, 0.55), upcr(400, 1.19), upcr(414, 1.19)],  # not twice the higher one
        [*RESPONDED, upcr(390, 1.2), upcr(404, 1.2), upcr(410, 0.9)],  # lower again
        [*RESPONDED, upcr(390, 1.2), upcr(404, 1.2), upcr(404, 0.9)],  # of one day: the lower one
        [*RESPONDED, upcr(390, 1.2), upcr(404, 1.2), upcr(410, 75, unit="mg/mmol")],
        [upcr(0, 2), upcr(100, 1.8), upcr(200, 2.4), upcr(214, 2.4)],  # nothing to flare from
        [upcr(250, 0.71), upcr(300, 0.71), upcr(400, 1.5), upcr(414, 1.5)],
    ],
)
def test_it_stays_silent(results: list[Entry]) -> None:
    assert judged(*results).outcome is Outcome.NOT_FIRED


@pytest.mark.parametrize(
    ("results", "missing"),
    [
        ([], "UPCR between 3 January 2022 and 27 February 2023"),
        ([*RESPONDED, upcr(410, 1.2)], "confirming UPCR on or after 3 March 2023"),
        ([*RESPONDED, upcr(397, 1.2), upcr(410, 1.2)], "confirming UPCR on or after 18 February 2023"),
        ([*RESPONDED, upcr(380, 1.2), upcr(390, 0.9), upcr(400, 1.2)], "confirming UPCR on or after 21 February 2023"),
        ([*RESPONDED, upcr(390, 0.9), upcr(410, 1.2)], "confirming UPCR on or after 3 March 2023"),
        (
            [upcr(300, 0.5), upcr(390, 1.2), upcr(410, 1.2)],
            "earlier response: a second low UPCR, or a recorded response, before 28 January 2023",
        ),
        (
            [upcr(300, 0.5), upcr(300, 0.5), upcr(390, 1.2), upcr(410, 1.2)],  # one day
            "earlier response: a second low UPCR, or a recorded response, before 28 January 2023",
        ),
        (
            [upcr(200, 0.5), upcr(250, 1.2), upcr(300, 0.5), upcr(390, 1.2), upcr(410, 1.2)],  # high between
            "earlier response: a second low UPCR, or a recorded response, before 28 January 2023",
        ),
        (
            [*RESPONDED, upcr(410, 0.8, comparator=">")],
            "another UPCR near 17 February 2023, clearly above or below the limit",
        ),
        (
            [upcr(250, 0.7), upcr(300, 0.7), upcr(410, 1.2, comparator=">")],
            "another UPCR near 17 February 2023, clearly above or below the limit",
        ),
    ],
)
def test_what_is_missing_is_named(results: list[Entry], missing: str) -> None:
    found = judged(*results)
    assert (found.outcome, found.missing) == (Outcome.CANNOT_ASSESS, (missing,))


@pytest.mark.parametrize(
    "results",
    [
        [*RESPONDED, upcr(390, 1), upcr(404, 1)],
        [upcr(250, 0.7), upcr(251, 0.3), upcr(390, 1.4), upcr(404, 1.4)],  # twice the higher one
        [*RESPONDED, upcr(390, 1), upcr(395, 1.1), upcr(404, 1)],
        [*RESPONDED, upcr(350, 0.8), upcr(390, 1), upcr(404, 1)],
        [upcr(200, 0.5), upcr(230, 0.9), upcr(260, 0.5), upcr(390, 1), upcr(404, 1)],
        [upcr(200, 0.5, comparator="<"), upcr(260, 0.5, comparator="<"), upcr(390, 1), upcr(404, 1)],
        [*RESPONDED, upcr(390, 1), upcr(404, 1), upcr(410, 0.8, comparator=">")],  # says nothing against it
    ],
)
def test_a_doubling_on_two_tests_fires(results: list[Entry]) -> None:
    found = judged(*results)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.CORE)


@pytest.mark.parametrize(
    ("name", "value", "outcome"),
    [
        ("complete-remission", 1.6, Outcome.FIRED),
        ("remission", 1.6, Outcome.FIRED),
        ("partial-remission", 1.99, Outcome.NOT_FIRED),
        ("partial-remission", 2.0, Outcome.FIRED),
        ("kidney-response", 1.59, Outcome.NOT_FIRED),
        ("kidney-response", 1.6, Outcome.CANNOT_ASSESS),
        ("kidney-response", 2.0, Outcome.FIRED),
        ("low-activity", 2.5, Outcome.NOT_FIRED),
    ],
)
def test_a_response_that_a_clinician_recorded_has_its_own_limit(name: str, value: float, outcome: Outcome) -> None:
    found = judged(upcr(0, 2.6), upcr(250, 0.8), upcr(390, value), upcr(404, value), statuses=said(name))
    assert found.outcome is outcome
    if outcome is Outcome.CANNOT_ASSESS:
        assert found.missing == ("whether the response of 10 September 2022 was complete or partial",)


def test_one_test_after_a_response_of_unknown_kind_waits_for_its_repeat() -> None:
    found = judged(upcr(250, 0.8), upcr(404, 2.2), statuses=said("kidney-response"))
    assert found.missing == ("confirming UPCR on or after 25 February 2023",)


@pytest.mark.parametrize(("day", "is_near"), [(221, False), (222, True), (278, True), (279, False)])
def test_a_recorded_response_needs_a_test_near_it(day: int, is_near: bool) -> None:
    found = judged(upcr(day, 0.8), upcr(390, 1.6), upcr(404, 1.6), statuses=said("remission"))
    assert (found.outcome is Outcome.FIRED) is is_near
    wanted = ("UPCR at the response, between 13 August 2022 and 8 October 2022",)
    assert found.missing == (() if is_near else wanted)


def test_of_two_tests_near_it_the_nearest_then_the_higher_counts() -> None:
    high = upcr(390, 1.6), upcr(404, 1.6)
    nearest = judged(upcr(240, 0.95), upcr(251, 0.8), *high, statuses=said("remission"))
    assert nearest.outcome is Outcome.FIRED
    tied = judged(upcr(249, 0.95), upcr(251, 0.8), *high, statuses=said("remission"))
    assert tied.outcome is Outcome.NOT_FIRED


def test_a_level_of_response_that_a_drug_lowered_does_not_say() -> None:
    new = (drug("ramipril", since=230, treats="other"),)
    found = judged(upcr(250, 0.8), upcr(390, 2), upcr(404, 2), statuses=said("remission"), therapies=new)
    assert found.missing == ("UPCR that is not soon after ramipril was started: 56 days or more later",)


def test_two_low_tests_count_more_than_a_word_and_the_newest_word_more_than_an_older_one() -> None:
    high = upcr(390, 1.6), upcr(404, 1.6)
    assert judged(*RESPONDED, *high, statuses=said("partial-remission")).outcome is Outcome.FIRED
    words = [*said("remission", 200), *said("partial-remission", 260)]
    assert judged(upcr(250, 0.8), *high, statuses=words).outcome is Outcome.NOT_FIRED


def test_a_response_recorded_on_the_day_of_the_rise_or_later_is_none_before_it() -> None:
    high = upcr(390, 1.6), upcr(404, 1.6)
    assert judged(upcr(380, 0.8), *high, statuses=said("remission", 390)).outcome is Outcome.NOT_FIRED
    assert judged(upcr(380, 0.8), *high, statuses=said("remission", 389)).outcome is Outcome.FIRED


PARTLY = (upcr(0, 4), upcr(90, 2.5), upcr(180, 1.5))


@pytest.mark.parametrize(
    ("results", "outcome"),
    [
        ([upcr(300, 3), upcr(330, 3)], Outcome.FIRED),  # twice 1.5
        ([upcr(300, 2.99), upcr(330, 3)], Outcome.CANNOT_ASSESS),  # to be confirmed
        ([upcr(300, 2.99), upcr(330, 2.99)], Outcome.NOT_FIRED),
        ([upcr(300, 3), upcr(330, 3), upcr(340, 2.9)], Outcome.NOT_FIRED),  # lower again
        ([upcr(200, 1.6), upcr(250, 3.1), upcr(300, 3.1)], Outcome.FIRED),
        ([], Outcome.NOT_FIRED),
    ],
)
def test_a_partial_response_may_be_high_itself(results: list[Entry], outcome: Outcome) -> None:
    found = judged(*PARTLY, *results, statuses=said("partial-remission", 180))
    assert found.outcome is outcome
    assert ("Partial remission recorded on 2 July 2022, UPCR 1.5 g/g" in found.because) is bool(results)


def test_the_test_of_such_a_response_is_one_up_to_its_day() -> None:
    rise = upcr(190, 3.2), upcr(210, 3.2)
    found = judged(upcr(0, 4), upcr(160, 1.5), *rise, statuses=said("partial-remission", 180), day=300)
    assert (found.outcome, [shown.on for shown in found.evidence[1:]]) == (Outcome.FIRED, [on(160), on(190), on(210)])
    untested = judged(upcr(0, 4), upcr(151, 1.5), *rise, statuses=said("partial-remission", 180), day=300)
    assert untested.missing == ("UPCR at the response, between 4 June 2022 and 30 July 2022",)


def test_a_partial_response_after_a_flare_that_led_to_the_present_treatment_counts() -> None:
    new = (drug("tacrolimus", since=340, treats=SLE, intent="switch"),)
    flare = *RESPONDED, upcr(320, 4), upcr(334, 4), upcr(500, 1.5)
    lists: dict[str, Any] = {"statuses": said("partial-remission", 500), "therapies": new, "day": 640}
    assert judged(*flare, upcr(600, 3), upcr(620, 3), **lists).outcome is Outcome.HELD
    lower = judged(*flare, upcr(600, 2), upcr(620, 2), **lists)
    assert lower.because.endswith(
        "since then UPCR 2 g/g on 15 September 2023. 3 g/g or more on two tests was looked for."
    )
    before = judged(
        *flare, upcr(600, 3), upcr(620, 3), **lists | {"therapies": (new[0] | {"started_on": "2023-09-01"},)}
    )
    assert "It had risen by 26 August 2023, before the present treatment." in before.because


def test_a_response_that_a_clinician_recorded_since_ends_it() -> None:
    high = *RESPONDED, upcr(390, 1.2), upcr(404, 1.2)
    assert judged(*high, statuses=said("partial-remission", 404)).outcome is Outcome.FIRED
    ended = judged(*high, statuses=said("partial-remission", 405))
    assert ended.outcome is Outcome.NOT_FIRED
    assert ended.because.endswith("Since then: partial remission recorded on 12 February 2023.")
    assert ended.evidence[-1].list == "statuses"
    assert judged(*high, statuses=said("low-activity", 405)).outcome is Outcome.FIRED


@pytest.mark.parametrize(("day", "outcome"), [(586, Outcome.FIRED), (587, Outcome.NOT_FIRED)])
def test_it_stands_for_182_days_after_its_newest_high_test(day: int, outcome: Outcome) -> None:
    assert judged(*RESPONDED, upcr(390, 1.2), upcr(404, 1.2), day=day).outcome is outcome


def test_a_rise_from_before_the_present_treatment_is_not_its_flare() -> None:
    high = upcr(390, 1.2), upcr(404, 1.2)
    for began, outcome in ((391, Outcome.NOT_FIRED), (390, Outcome.HELD)):
        new = (drug("tacrolimus", since=began, treats=SLE, intent="switch"),)
        found = judged(*RESPONDED, *high, therapies=new)
        assert found.outcome is outcome
    assert (
        "It had risen by 28 January 2023, before the present treatment."
        in judged(*RESPONDED, *high, therapies=(drug("tacrolimus", since=391, treats=SLE, intent="switch"),)).because
    )


def test_values_near_a_fever_or_a_urinary_infection_do_not_count_and_are_named() -> None:
    fever = judged(*RESPONDED, upcr(390, 1.2), upcr(404, 1.2), check_ins=[marked(404, fever=True)])
    assert fever.outcome is Outcome.CANNOT_ASSESS
    ill = [infection("urinary-tract", 385, 400)]
    urinary = judged(*RESPONDED, upcr(390, 1.2), upcr(404, 1.2), infections=ill)
    assert urinary.outcome is Outcome.NOT_FIRED
    assert "Left out: 1.2 g/g on 28 January 2023 (near a urinary infection) and 1.2 g/g on" in urinary.because


def test_a_high_crp_without_an_answer_about_infection_holds_it() -> None:
    asked_before = nephritis(*RESPONDED, upcr(390, 1.2), upcr(404, 1.2), crp(410, 60), day=405)
    found = finding(asked_before, RULE, DAY)
    assert held_for(found) == {"cf.crp-sle"}


def test_the_gate_holds_it() -> None:
    assert held_for(judged(*RESPONDED, upcr(390, 1.2), upcr(404, 1.2), mmf=1000)) == {"cf.dose"}


def test_without_nephritis_it_does_not_apply_and_a_high_test_is_asked_about() -> None:
    low = upcr(0, 0.4), *RESPONDED[1:]
    assert judged(*low, upcr(390, 1.2), upcr(404, 0.99), recorded=False).because.startswith("Not applicable")
    high = judged(*low, upcr(390, 1.2), upcr(404, 1), recorded=False)
    assert high.because == "UPCR 1 g/g on 11 February 2023. No lupus nephritis is recorded."
    assert high.missing == ("whether this is lupus nephritis: a clinician's record of it",)
    assert judged(*low, upcr(404, 1.2), recorded=False, day=10).because.startswith("Not applicable")


def test_it_says_the_arithmetic() -> None:
    found = judged(*RESPONDED, upcr(390, 1.2), upcr(404, 1.3))
    assert found.because == (
        "UPCR 0.5 g/g on 10 September 2022 and 0.4 g/g on 30 October 2022; then 1.2 g/g on 28 January 2023 and "
        "1.3 g/g on 11 February 2023. 1 g/g or more on two tests at least 14 days apart was looked for."
    )
    assert [shown.on for shown in found.evidence] == [on(250), on(300), on(390), on(404)]
    assert found.would_change == ("a later UPCR below 1 g/g", "a clinician's later status of a response")
    partial = judged(upcr(250, 0.8), upcr(390, 2), upcr(404, 2), statuses=said("partial-remission"))
    assert partial.because.startswith(
        "Partial remission recorded on 10 September 2022, UPCR 0.8 g/g on 10 September 2022; then 2 g/g on"
    )
    assert [shown.list for shown in partial.evidence] == ["statuses", "labs", "labs", "labs"]


def test_of_several_high_tests_the_newest_pair_is_shown() -> None:
    found = judged(*RESPONDED, *(upcr(day, 1.2) for day in (360, 380, 390, 400)))
    assert [shown.on for shown in found.evidence[2:]] == [on(380), on(400)]


def test_silence_says_why() -> None:
    assert judged(*RESPONDED).because == "UPCR 0.4 g/g on 30 October 2022: below 1 g/g."
    unrisen = judged(upcr(250, 0.6), upcr(300, 0.55), upcr(400, 1.1), upcr(414, 1.1))
    assert unrisen.because.endswith(
        "since then UPCR 1.1 g/g on 21 February 2023. 1.2 g/g or more on two tests was looked for."
    )


def test_each_answer_cites_the_newest() -> None:
    newest = "newest: UPCR 0.4 g/g on 30 October 2022"
    quiet = judged(*RESPONDED)
    assert [shown.shows for shown in quiet.evidence] == [newest]
    unclear = judged(*RESPONDED, upcr(400, 1.5, comparator="<"))
    assert unclear.outcome is Outcome.CANNOT_ASSESS
    assert "The newest UPCR decides nothing alone" in unclear.because
    unsaid = finding(nephritis(upcr(400, 1.2), day=DAY, recorded=False), RULE, DAY)
    assert [shown.shows for shown in unsaid.evidence] == ["newest: UPCR 1.2 g/g on 7 February 2023"]


def test_of_many_high_results_the_last_two_are_cited() -> None:
    high = [upcr(day, value) for day, value in ((360, 1.2), (375, 1.3), (390, 1.4), (405, 1.5))]
    found = judged(*RESPONDED, *high)
    assert found.outcome is Outcome.FIRED
    assert [shown.on for shown in found.evidence if shown.shows.startswith("risen")] == [on(390), on(405)]
