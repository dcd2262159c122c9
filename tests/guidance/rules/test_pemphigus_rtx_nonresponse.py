"""pv.rtx-nonresponse: 1000 mg on days 0 and 14; a status between days 168 and 210 shows whether there is remission."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Outcome, Role
from tests.guidance.builders import (
    PV,
    SLE,
    Document,
    Entry,
    at,
    checked,
    document,
    drug,
    finding,
    held_for,
    infused,
    joined,
    lesions,
    status,
    steroid,
    weights,
)

RULE = "pv.rtx-nonresponse"
DAY = 215
ACTIVE = status(175, "active", condition=PV)


def rituximab(*given: tuple[int, float], unit: str = "mg", **fields: Any) -> Entry:
    usual = {"treats": PV, "intent": "escalation"}
    return infused("rituximab", *(given or ((0, 1000), (14, 1000))), unit=unit, **(usual | fields))


def treated(*drugs: Entry, statuses: tuple[Entry, ...] = (ACTIVE,), day: int = DAY, **lists: Any) -> Document:
    doc = document(PV, therapies=list(drugs or (rituximab(),)), statuses=list(statuses), **lists)
    return joined(doc, checked(day))


def said(*statuses: tuple[int, str]) -> tuple[Entry, ...]:
    return tuple(status(day, word, condition=PV) for day, word in statuses)


def cd19(day: int, value: float, *, unit: str = "/uL", **fields: Any) -> Entry:
    return {"analyte": "cd19", "collected_on": at(day), "value": value, "unit": unit, **fields}


@pytest.mark.parametrize(
    ("doc", "says", "because"),
    [
        (joined(document(PV, statuses=[ACTIVE]), checked(DAY)), Outcome.CANNOT_ASSESS, "No treatment"),
        (treated(drug("prednisone", treats=PV, amount=20)), Outcome.NOT_FIRED, "Not applicable: no rituximab"),
        (treated(rituximab(treats=SLE)), Outcome.CANNOT_ASSESS, "No treatment"),
        (treated(drug("rituximab", treats=PV, intent="escalation")), Outcome.CANNOT_ASSESS, "The days of"),
        (treated(drug("rituximab", since=None, treats=PV)), Outcome.CANNOT_ASSESS, "The days of"),
        (treated(statuses=said((168, "partial-remission"))), Outcome.NOT_FIRED, "Remission"),
        (treated(statuses=said((167, "active"))), Outcome.CANNOT_ASSESS, "Neither remission"),
        (treated(statuses=said((211, "active"))), Outcome.CANNOT_ASSESS, "Neither remission"),
        (treated(statuses=()), Outcome.CANNOT_ASSESS, "Neither remission"),
        (treated(statuses=said((175, "control"))), Outcome.CANNOT_ASSESS, "Neither remission"),
        (treated(statuses=said((160, "partial-remission"))), Outcome.CANNOT_ASSESS, "Neither remission"),
        (treated(statuses=said((175, "active"), (205, "partial-remission"))), Outcome.NOT_FIRED, "Remission"),
        (treated(statuses=said((168, "remission"), (205, "active"))), Outcome.NOT_FIRED, "Remission"),
        (treated(statuses=said((175, "active"), (214, "complete-remission"))), Outcome.NOT_FIRED, "Remission"),
        (treated(statuses=(status(175, "active", condition=SLE),)), Outcome.CANNOT_ASSESS, "Neither remission"),
    ],
)
def test_it_stays_silent(doc: Document, says: Outcome, because: str) -> None:
    found = finding(doc, RULE, DAY)
    assert found.outcome is says
    assert found.because.startswith(because)


def test_what_is_missing_is_named_with_its_days() -> None:
    found = finding(treated(statuses=()), RULE, DAY)
    assert found.missing == ("status 24 weeks after infusion, between 20 June 2022 and 1 August 2022",)
    assert found.evidence[0].shows == "rituximab infusions from 3 January 2022 to 17 January 2022"
    assert finding(treated(drug("rituximab", treats=PV)), RULE, DAY).missing == ("infusion dates",)
    assert "rituximab infusions" in finding(document(PV), RULE, DAY).missing[0]


def test_before_day_168_it_is_too_early() -> None:
    doc = treated(statuses=said((100, "active"), (168, "active")), day=168)
    assert finding(doc, RULE, 167).because.startswith("Too early: day 167")
    assert finding(doc, RULE, 168).outcome is Outcome.FIRED


@pytest.mark.parametrize(
    "doc",
    [
        treated(),
        treated(statuses=said((168, "active"))),
        treated(statuses=said((210, "not-healing"))),
        treated(statuses=said((160, "partial-remission"), (175, "active"))),  # lost again before day 168
        treated(statuses=said((175, "active"), (200, "control"))),  # control is no remission
        treated(rituximab((0, 1000), (10, 1000))),
        treated(rituximab((0, 375), (7, 375), (14, 375), (21, 375), unit="mg/m2")),
        treated(rituximab((0, 1000), (14, 1000), (180, 500))),  # kept up since: still counted from the first
        treated(rituximab(started_on="2022-01")),  # the infusions bear their own days
        treated(rituximab(intent="adjuvant")),  # no t0 at all: nothing says that it is old
        treated(rituximab(stopped_on=at(14), stop_reason="planned")),
    ],
)
def test_no_remission_after_a_complete_course_fires(doc: Document) -> None:
    found = finding(doc, RULE, DAY)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.CORE)


def test_it_says_what_was_given_and_what_was_recorded() -> None:
    found = finding(treated(statuses=(ACTIVE | {"id": "status"},)), RULE, DAY)
    assert found.because == (
        "First infusion of a complete course of rituximab on 3 January 2022; status “active” on 27 June 2022 (day "
        "175), and no partial or complete remission from day 168 on."
    )
    assert [shown.list for shown in found.evidence] == ["therapies", "statuses"]
    assert found.would_change == ("a clinician's status of partial or complete remission",)


@pytest.mark.parametrize(
    ("seen", "says"),
    [
        ((lesions(175, 2, healed_within_7_days=False),), Outcome.FIRED),
        ((lesions(175, 0, extended=True),), Outcome.FIRED),
        ((lesions(174, 2, healed_within_7_days=False),), Outcome.FIRED),
        ((lesions(173, 2, healed_within_7_days=False),), Outcome.CANNOT_ASSESS),  # perhaps before day 168
        ((lesions(211, 2, healed_within_7_days=False),), Outcome.CANNOT_ASSESS),
        ((lesions(175, 2, healed_within_7_days=True),), Outcome.CANNOT_ASSESS),  # as in a partial remission
        ((lesions(175, 2),), Outcome.CANNOT_ASSESS),
        ((lesions(175, 0, healed_within_7_days=False),), Outcome.CANNOT_ASSESS),
        ((lesions(175, 2, healed_within_7_days=False), lesions(205, 0)), Outcome.NOT_FIRED),
        ((lesions(175, 2, healed_within_7_days=False), lesions(213, 0)), Outcome.NOT_FIRED),
        ((lesions(175, 2, healed_within_7_days=False), lesions(205, 1)), Outcome.FIRED),
        ((lesions(175, 0), lesions(180, 2, healed_within_7_days=False)), Outcome.FIRED),
        (({"on": at(175), "by": "patient", "overall": "mild"},), Outcome.CANNOT_ASSESS),
    ],
)
def test_without_a_status_lesions_that_last_or_spread_show_it(seen: tuple[Entry, ...], says: Outcome) -> None:
    found = finding(treated(statuses=(), check_ins=list(seen)), RULE, DAY)
    assert found.outcome is says
    if says is Outcome.FIRED:
        assert {shown.list for shown in found.evidence} == {"therapies", "check_ins"}


def test_a_status_speaks_before_the_log() -> None:
    quiet = [lesions(175, 2, healed_within_7_days=False), lesions(205, 0)]
    assert finding(treated(check_ins=quiet), RULE, DAY).outcome is Outcome.FIRED
    assert finding(treated(statuses=(), check_ins=quiet), RULE, DAY).because.startswith("No lesions later on")


@pytest.mark.parametrize(
    ("given", "detail"),
    [
        (((0, 1000),), "rituximab: 1 of 2 infusions of a complete course"),
        (((0, 1000), (9, 1000)), "rituximab: 2 infusions, too close together or too far apart for a complete course"),
        (((0, 1000), (22, 1000)), "rituximab: 2 infusions, too close together or too far apart for a complete course"),
        (((0, 500), (14, 500)), "rituximab: 0 of 2 infusions of a complete course"),
        (((0, 500), (7, 500), (14, 500), (21, 500)), "rituximab: 0 of 4 infusions of a complete course"),
    ],
)
def test_an_incomplete_course_is_held_for_the_dose(given: tuple[tuple[int, float], ...], detail: str) -> None:
    sizes = [*weights(), {"on": at(-5), "kind": "height", "value": 165, "unit": "cm"}]
    found = finding(treated(rituximab(*given), reviews=[], measurements=sizes), RULE, DAY)
    assert found.outcome is Outcome.HELD
    assert [(hold.rule, hold.detail) for hold in found.held_for] == [("cf.dose", detail)]
    assert found.because == (
        "First infusion of rituximab on 3 January 2022; status “active” on 27 June 2022 (day 175), and no partial or "
        f"complete remission from day 168 on. {detail.capitalize()}."
    )


@pytest.mark.parametrize(("began", "first"), [(0, "3 January 2022"), (5, "3 January 2022"), (14, "3 January 2022")])
def test_a_course_is_judged_whole_where_t0_falls_between_its_infusions(began: int, first: str) -> None:
    drugs = (rituximab(), steroid((began, 40), (60, 10), treats=PV))
    found = finding(treated(*drugs), RULE, DAY)
    assert found.outcome is Outcome.FIRED
    assert found.because.startswith(f"First infusion of a complete course of rituximab on {first};")


def test_a_course_that_was_over_before_t0_is_none_of_the_present_treatment() -> None:
    drugs = (rituximab(), steroid((15, 40), (60, 10), treats=PV))
    assert finding(treated(*drugs), RULE, DAY).because.startswith("Not applicable: no rituximab")
    too_far_apart = (rituximab((0, 1000), (22, 1000)), steroid((15, 40), (60, 10), treats=PV))
    late = finding(treated(*too_far_apart, statuses=said((200, "active"))), RULE, DAY)
    assert late.because.startswith("First infusion of rituximab on 25 January 2022;")


def test_a_course_that_may_be_complete_cannot_be_assessed() -> None:
    weekly = rituximab((0, 700), (7, 700), (14, 700), (21, 700))
    found = finding(treated(weekly, measurements=weights()), RULE, DAY)  # no height
    assert found.outcome is Outcome.CANNOT_ASSESS
    assert "weight and height" in found.missing[0]
    assert [shown.list for shown in found.evidence] == ["therapies", "statuses"]


def test_an_infusion_that_was_left_out_is_none() -> None:
    found = finding(treated(rituximab((0, 0), (60, 1000), (74, 1000)), statuses=said((175, "active"))), RULE, DAY)
    assert found.because.startswith("Too early: day 155")


@pytest.mark.parametrize(
    ("labs", "outcome"),
    [
        ([cd19(60, 5)], Outcome.HELD),
        ([cd19(60, 4.9)], Outcome.FIRED),
        ([cd19(14, 80)], Outcome.FIRED),  # on the day of the last infusion
        ([cd19(15, 80)], Outcome.HELD),
        ([cd19(210, 80)], Outcome.HELD),
        ([cd19(211, 80)], Outcome.FIRED),  # they may have come back
        ([cd19(60, 0), cd19(200, 80)], Outcome.FIRED),
        ([cd19(60, 80), cd19(100, 0)], Outcome.FIRED),
        ([cd19(60, 5, comparator="<")], Outcome.FIRED),
        ([cd19(60, 20, comparator="<")], Outcome.FIRED),  # may be gone
        ([cd19(60, 20, comparator=">")], Outcome.HELD),
        ([cd19(60, 8, unit="%")], Outcome.FIRED),  # converted to nothing
    ],
)
def test_b_cells_that_did_not_fall_hold_it(labs: list[Entry], outcome: Outcome) -> None:
    assert finding(treated(labs=labs), RULE, DAY).outcome is outcome


def test_the_lowest_count_is_the_reason() -> None:
    counts = [cd19(60, 80, id="high"), cd19(90, 30, id="low")]
    found = finding(treated(labs=counts), RULE, DAY)
    (hold,) = found.held_for
    assert hold.rule == "cf.dose"
    assert hold.detail == (
        "CD19 30/µL on 3 April 2022, never below 5/µL after the infusions: they may not have worked as intended"
    )
    assert [shown.id for shown in found.evidence if shown.list == "labs"] == ["low"]
    both = finding(treated(rituximab((0, 1000)), labs=counts), RULE, DAY)
    assert [hold.rule for hold in both.held_for] == ["cf.dose", "cf.dose"]


def test_it_stands_until_a_new_regimen_or_a_new_course() -> None:
    assert finding(treated(day=700), RULE, 700).outcome is Outcome.FIRED
    switch = drug("azathioprine", since=200, treats=PV, intent="switch", amount=150)
    assert finding(treated(rituximab(), switch), RULE, DAY).because.startswith("Not applicable: no rituximab")
    again = rituximab((0, 1000), (14, 1000), (180, 1000), (194, 1000))
    assert finding(treated(again), RULE, DAY).because.startswith("Too early: day 35")


def test_the_newest_of_two_courses_counts() -> None:
    old, new = rituximab(intent="rescue"), rituximab((40, 1000), (54, 1000), intent="rescue")
    assert finding(treated(old, new), RULE, DAY).because.startswith("Neither remission")  # day 175 is its day 135
    assert finding(treated(old, new, statuses=said((208, "active"))), RULE, DAY).outcome is Outcome.FIRED


def test_a_stopped_earlier_treatment_without_days_is_not_the_present_one() -> None:
    old = drug("rituximab", since=-400, treats=PV, intent="switch", stopped_on=at(-380))
    aza = drug("azathioprine", since=0, treats=PV, intent="switch", amount=150)
    assert finding(treated(old, aza), RULE, DAY).because.startswith("Not applicable")
    kept = drug("rituximab", since=-400, treats=PV, intent="switch")
    assert finding(treated(kept, aza), RULE, DAY).because.startswith("The days of")


def test_a_present_drug_without_a_start_holds_it() -> None:
    unclear = drug("azathioprine", since=None, treats=PV, intent="switch")
    assert held_for(finding(treated(rituximab(), unclear), RULE, DAY)) == {"cf.duration"}


@pytest.mark.parametrize(("day", "says"), [(167, Outcome.CANNOT_ASSESS), (168, Outcome.FIRED), (210, Outcome.FIRED)])
def test_lesions_count_from_the_first_day_to_the_last(day: int, says: Outcome) -> None:
    seen = [lesions(day, 2, days=1, healed_within_7_days=False)]
    assert finding(treated(statuses=(), check_ins=seen), RULE, DAY).outcome is says


def test_remission_is_cited() -> None:
    found = finding(treated(statuses=said((175, "active"), (205, "partial-remission"))), RULE, DAY)
    assert [shown.on and shown.on.isoformat() for shown in found.evidence] == [at(205)]
