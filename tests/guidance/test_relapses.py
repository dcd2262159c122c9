"""Quiet times and relapses: what a clinician recorded, and what results with symptoms show after a quiet status."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.case import Case
from journeys.guidance.relapses import quiet_after, relapses, remission_before, status_before, unattributed
from tests.guidance.builders import TAK, Entry, at, case_of, crp, document, esr, marked, on, scan, status

QUIET = status(100, "remission")
DAY = 400


def case(condition: str = TAK, **lists: Any) -> Case:
    return case_of(document(condition, **lists), DAY)


def flare(day: int, kind: str = "relapse", **fields: Any) -> Entry:
    return {"on": at(day), "condition": TAK, "kind": kind, "recorded_by": "clinician", **fields}


def days(**lists: Any) -> list[tuple[int, bool]]:
    return [((found.on - on(0)).days, found.recorded) for found in relapses(case(**lists))]


def test_what_a_clinician_calls_a_relapse_is_one() -> None:
    assert days(flares=[flare(100), flare(200)]) == [(100, True), (200, True)]


@pytest.mark.parametrize(
    "other",
    [
        flare(200, recorded_by="patient"),
        flare(200, condition="pemphigus-vulgaris"),
        flare(200, "flare"),
        {key: value for key, value in flare(200).items() if key != "recorded_by"},
    ],
)
def test_what_a_patient_or_nobody_signed_or_another_illness_had_is_none(other: Entry) -> None:
    assert days(flares=[other]) == []


def test_a_flare_after_a_quiet_status_is_a_relapse() -> None:
    assert days(flares=[flare(200, "flare")], statuses=[status(150, "low-activity")]) == [(200, True)]
    assert days(flares=[flare(200, "flare")], statuses=[QUIET, status(150, "active")]) == []


def test_relapses_that_nobody_signed_are_known_as_such() -> None:
    unsigned = {key: value for key, value in flare(200).items() if key != "recorded_by"}
    assert [found.on for found in unattributed(case(flares=[unsigned, flare(100)]))] == [on(200)]
    assert unattributed(case(flares=[unsigned | {"kind": "flare"}])) == ()


def test_two_entries_of_one_relapse_are_joined_and_keep_the_graver_word() -> None:
    [found] = relapses(
        case(
            flares=[
                flare(200, severity="minor", features=["fever"]),
                flare(227, severity="major", features=["ischaemia"]),
            ]
        )
    )
    assert (found.on, found.severity, found.features) == (on(200), "major", ("fever", "ischaemia"))
    assert [shown.on for shown in found.evidence] == [on(200), on(227)]
    assert found.shows == "minor relapse with fever recorded by a clinician on 22 July 2022"
    [milder] = relapses(case(flares=[flare(200, severity="severe"), flare(210, severity="minor")]))
    assert milder.severity == "severe"


ACTIVE = {"imaging": [scan(200, activity="active")], "check_ins": [marked(210, tiredness=True)]}
RAISED = {"labs": [crp(190, 20), crp(204, 20)], "check_ins": [marked(210, tiredness=True)]}


@pytest.mark.parametrize("quiet", ["remission", "complete-remission", "low-activity"])
@pytest.mark.parametrize("seen", [ACTIVE, RAISED])
def test_a_result_and_a_symptom_after_a_quiet_status_are_a_relapse(seen: Any, quiet: str) -> None:
    assert days(statuses=[status(100, quiet)], **seen) == [(210, False)]


def test_it_says_what_was_seen() -> None:
    [found] = relapses(case(statuses=[QUIET], **ACTIVE))
    assert found.shows == "MRA of 22 July 2022 coded active and tiredness marked by a clinician on 1 August 2022"
    assert [shown.list for shown in found.evidence] == ["imaging", "check_ins"]
    [found] = relapses(case(statuses=[QUIET], **RAISED))
    assert [shown.list for shown in found.evidence] == ["labs", "labs", "check_ins"]


@pytest.mark.parametrize("before", [[], [status(100, "active")], [QUIET, status(150, "active")]])
def test_without_a_quiet_status_right_before_it_is_none(before: list[Entry]) -> None:
    assert days(statuses=before, **ACTIVE) == []


@pytest.mark.parametrize(
    ("symptom", "expected"),
    [
        (marked(171, fever=True), []),
        (marked(172, fever=True), [(200, False)]),
        (marked(228, fever=True), [(228, False)]),
        (marked(229, fever=True), []),
        (marked(210, fever=False), []),
        (marked(210, rash=True), []),
        (marked(210, by="patient", fever=8), []),
    ],
)
def test_the_symptom_lies_within_28_days_of_the_result(symptom: Entry, expected: Any) -> None:
    assert days(statuses=[QUIET], imaging=ACTIVE["imaging"], check_ins=[symptom]) == expected


@pytest.mark.parametrize(
    ("logged", "expected"),
    [
        ([(200, 4), (210, 4)], [(210, False)]),
        ([(200, 3), (210, 4)], []),
        ([(200, 4), (228, 4)], [(228, False)]),
        ([(190, 4), (219, 4)], []),  # 29 days apart
        ([(200, 4)], []),
        ([(200, 4), (200, 5)], []),  # one day
        ([(190, 4), (200, 5), (210, 6)], [(200, False)]),
    ],
)
def test_what_the_patient_logged_counts_from_4_of_10_and_on_two_days(logged: Any, expected: Any) -> None:
    check_ins = [marked(day, by="patient", headache=bad) for day, bad in logged]
    assert days(statuses=[QUIET], imaging=ACTIVE["imaging"], check_ins=check_ins) == expected


def test_two_symptoms_once_each_are_not_one_twice() -> None:
    check_ins = [marked(200, by="patient", headache=8), marked(210, by="patient", dizziness=8)]
    assert days(statuses=[QUIET], imaging=ACTIVE["imaging"], check_ins=check_ins) == []


def test_what_was_logged_is_told() -> None:
    check_ins = [marked(day, by="patient", joint_pain=6) for day in (200, 210)]
    [found] = relapses(case(statuses=[QUIET], imaging=ACTIVE["imaging"], check_ins=check_ins))
    assert found.shows.endswith("joint pain logged again on 1 August 2022")


@pytest.mark.parametrize(
    ("labs", "expected"),
    [
        ([crp(190, 20), crp(203, 20)], []),  # 13 days apart
        ([crp(190, 20), crp(197, 2), crp(204, 20)], []),
        ([crp(100, 20), crp(204, 20)], []),  # the first one on the day of the remission
        ([crp(101, 20), crp(204, 20)], [(210, False)]),
        ([crp(90, 20), crp(190, 20), crp(204, 20)], [(210, False)]),
        ([crp(190, 4), crp(204, 4)], []),
        ([esr(190, 60), esr(204, 60)], [(210, False)]),
        ([crp(190, 20), esr(204, 60)], []),
    ],
)
def test_markers_are_confirmed_after_the_quiet_status(labs: list[Entry], expected: Any) -> None:
    assert days(statuses=[QUIET], labs=labs, check_ins=RAISED["check_ins"]) == expected


def test_markers_around_an_infection_confirm_nothing() -> None:
    ill = [{"began_on": at(190), "ended_on": at(200), "kind": "pneumonia", "serious": False}]
    assert days(statuses=[QUIET], infections=ill, **RAISED) == []


def test_the_first_pair_of_a_quiet_time_is_the_relapse_and_the_only_one() -> None:
    later = {
        "imaging": [*ACTIVE["imaging"], scan(300, activity="active")],
        "check_ins": [*ACTIVE["check_ins"], marked(300, fever=True)],
    }
    assert days(statuses=[QUIET], **later) == [(210, False)]
    assert days(statuses=[QUIET, status(250, "remission")], **later) == [(210, False), (300, False)]


@pytest.mark.parametrize(
    ("flares", "statuses"),
    [
        ([flare(250)], [QUIET]),  # in the same quiet time
        ([flare(130)], [QUIET]),
        ([flare(230)], [QUIET, status(215, "active")]),  # less than 28 days after it
    ],
)
def test_where_a_clinician_recorded_it_the_results_make_no_second_one(flares: Any, statuses: Any) -> None:
    assert [recorded for _, recorded in days(flares=flares, statuses=statuses, **ACTIVE)] == [True]


def test_what_is_seen_up_to_27_days_after_a_status_of_activity_belongs_to_the_relapse_that_began_then() -> None:
    assert days(statuses=[QUIET, status(210, "active")], **ACTIVE) == [(210, False)]
    assert days(statuses=[QUIET, status(183, "active")], **ACTIVE) == [(183, False)]
    assert days(statuses=[QUIET, status(182, "active")], **ACTIVE) == []
    late = {"imaging": [scan(210, activity="active")], "check_ins": [marked(205, fever=True)]}
    assert days(statuses=[QUIET, status(210, "active")], **late) == [(210, False)]
    raised_later = {"labs": RAISED["labs"], "check_ins": [marked(200, fever=True)]}
    assert days(statuses=[QUIET, status(203, "active")], **raised_later) == [(203, False)]
    assert days(statuses=[QUIET, status(190, "active"), status(205, "remission")], **ACTIVE) == []  # quiet again


def test_the_day_of_the_next_quiet_status_still_belongs_to_the_stretch_before() -> None:
    assert days(statuses=[QUIET, status(210, "remission")], **ACTIVE) == [(210, False)]
    assert days(statuses=[QUIET, status(205, "remission")], **ACTIVE) == []


def test_a_relapse_on_the_day_of_the_quiet_status_is_one_before_it() -> None:
    assert days(flares=[flare(100)], statuses=[QUIET], **ACTIVE) == [(100, True), (210, False)]


def test_28_days_make_another_relapse() -> None:
    assert days(flares=[flare(200), flare(228)]) == [(200, True), (228, True)]
    after = [QUIET, status(215, "active")]
    assert days(flares=[flare(238)], statuses=after, **ACTIVE) == [(210, False), (238, True)]
    assert days(flares=[flare(237)], statuses=after, **ACTIVE) == [(237, True)]
    assert days(flares=[flare(100), flare(200), flare(210)]) == [(100, True), (200, True)]


def test_a_relapse_of_another_time_does_not_speak_for_it() -> None:
    assert days(flares=[flare(60)], statuses=[QUIET], **ACTIVE) == [(60, True), (210, False)]


def test_other_illnesses_have_only_what_is_recorded() -> None:
    lupus = "systemic-lupus-erythematosus"
    lists = {"statuses": [status(100, "remission", condition=lupus)], **ACTIVE}
    assert relapses(case(lupus, **lists)) == ()


def test_the_newest_earlier_status_counts() -> None:
    seen = case(statuses=[QUIET, status(150, "active"), status(200, "remission")])
    assert [found.on if (found := status_before(seen, on(day))) else None for day in (100, 101, 200, 201)] == [
        None,
        on(100),
        on(150),
        on(200),
    ]


def test_the_first_quiet_status_of_a_later_day_contradicts() -> None:
    seen = case(statuses=[QUIET, status(150, "active"), status(200, "low-activity"), status(210, "remission")])
    assert [found.on if (found := quiet_after(seen, on(day))) else None for day in (99, 100, 200, 210)] == [
        on(100),
        on(200),
        on(210),
        None,
    ]


@pytest.mark.parametrize(
    ("statuses", "flares", "began"),
    [
        ([], [], None),
        ([QUIET], [], 100),
        ([QUIET, status(150, "remission")], [], 100),
        ([QUIET, status(150, "low-activity"), status(180, "remission")], [], 180),
        ([QUIET, status(199, "active")], [], None),
        ([QUIET, status(200, "active")], [], 100),
        ([QUIET], [flare(150, "flare")], None),
        ([QUIET], [flare(100)], 100),
        ([QUIET], [flare(200)], 100),
        ([QUIET], [flare(150, recorded_by="patient")], 100),
        ([QUIET, status(180, "remission")], [flare(150)], 180),
        ([QUIET, status(150, "remission")], [flare(150)], 150),
        ([status(200, "remission")], [], None),
    ],
)
def test_since_when_a_remission_has_lasted(statuses: Any, flares: Any, began: int | None) -> None:
    found = remission_before(case(statuses=statuses, flares=flares), on(200))
    assert (found.on if found else None) == (None if began is None else on(began))
