"""pv.relapse: control on day 100, and what comes after it."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import Entry, drug, finding, lesions
from tests.guidance.pemphigus_stories import PV, azathioprine, relapse, said, sores, story, tapered

RULE = "pv.relapse"
DAY = 200
CONTROL = said(100, "control")


def found(*check_ins: Entry, day: int = DAY, **lists: Any) -> Finding:
    usual: dict[str, Any] = {"statuses": [CONTROL]}
    return finding(story(day, check_ins=list(check_ins), **(usual | lists)), RULE, day)


@pytest.mark.parametrize(
    "check_ins",
    [
        [lesions(190, 0)],
        [sores(190, 2)],
        [sores(170, 2), sores(190, 3, healed_within_7_days=True)],
        [sores(160, 2), sores(190, 1)],  # 30 days end on day 190: the first lesions lie before
        [sores(190, 2, days=14), sores(188, 2)],  # look-backs overlap: the larger counts, never the sum
        [sores(99, 9), lesions(190, 0)],  # before control
        [sores(100, 9), lesions(190, 0)],
        [sores(150, 3), lesions(190, 0)],  # more than 30 days ago, and gone
    ],
)
def test_too_few_new_lesions_are_no_relapse(check_ins: list[Entry]) -> None:
    answer = found(*check_ins)
    assert answer.outcome is Outcome.NOT_FIRED
    assert "3 new lesions in 30 days" in answer.because


@pytest.mark.parametrize(
    ("check_ins", "lists", "missing"),
    [
        ([], {}, "lesion log or clinic visit of the last 30 days"),
        ([sores(169, 9)], {}, "lesion log or clinic visit of the last 30 days"),
        ([sores(190)], {"statuses": []}, "date control was reached"),
        ([lesions(190, 1, extended=True)], {"statuses": []}, "date control was reached"),
        ([lesions(190, 3)], {}, "whether the new lesions logged up to 12 July 2022 healed within 7 days"),
        ([sores(190, 3, days=60)], {}, "on which days the lesions logged up to 12 July 2022 came"),
        ([sores(190, 3, days=91)], {}, "whether the lesions logged up to 12 July 2022 came after control"),
        (
            [lesions(190, 0, extended=True, days=91)],
            {},
            "whether the lesions logged up to 12 July 2022 came after control",
        ),
        (
            [],
            {"statuses": [], "flares": [relapse(180, kind="flare")]},
            "lesion log or clinic visit of the last 30 days",
        ),
        (
            [lesions(190, 0)],
            {"statuses": [], "flares": [relapse(180, kind="flare")]},
            "date control was reached",
        ),
    ],
)
def test_what_is_not_recorded_is_named(check_ins: list[Entry], lists: dict[str, Any], missing: str) -> None:
    answer = found(*check_ins, **lists)
    assert answer.outcome is Outcome.CANNOT_ASSESS
    assert answer.missing == (missing,)


@pytest.mark.parametrize(
    ("check_ins", "says"),
    [
        ([sores(190, 3)], "3 new lesions that did not heal within 7 days, in the 30 days up to 12 July 2022"),
        ([sores(167, 2), sores(190, 1)], "3 new lesions"),  # the first look-back begins on the 30th day
        ([sores(190, 2, days=14), sores(176, 2)], "4 new lesions"),
        ([sores(178, 2), sores(182, 3), sores(190, 2, days=8)], "5 new lesions"),  # the best of what doesn't overlap
        ([lesions(190, 0, extended=True)], "established lesions extended by 12 July 2022"),
        ([lesions(190, 1, extended=True, healed_within_7_days=True)], "established lesions extended"),
        ([sores(107, 3), lesions(190, 0, present=True)], "3 new lesions"),  # 93 days ago, and still there
        ([sores(190, 3), lesions(196, 0)], "3 new lesions"),  # one quiet week doesn't end it
    ],
)
def test_three_lasting_lesions_or_an_extension_after_control_are_context(check_ins: list[Entry], says: str) -> None:
    answer = found(*check_ins)
    assert (answer.outcome, answer.counted_as) == (Outcome.FIRED, Role.SUPPORTING)
    assert answer.because.startswith("Control was recorded on 13 April 2022; then ")
    assert says in answer.because
    assert {shown.list for shown in answer.evidence} == {"statuses", "check_ins"}
    assert answer.would_change == ("a status of control after it",)


def test_lesions_that_began_the_day_after_control_count_and_a_day_earlier_are_unclear() -> None:
    assert found(sores(107, 3), day=110).outcome is Outcome.FIRED
    assert found(sores(106, 3), day=110).outcome is Outcome.CANNOT_ASSESS
    again = [said(50, "control"), said(100, "control")]  # so it is with control that was recorded again
    assert found(sores(107, 3), day=110, statuses=again).outcome is Outcome.FIRED
    assert found(sores(106, 3), day=110, statuses=again).outcome is Outcome.CANNOT_ASSESS


@pytest.mark.parametrize(
    ("flare", "statuses", "outcome"),
    [
        (relapse(190), [], Outcome.FIRED),
        (relapse(190, kind="flare"), [CONTROL], Outcome.FIRED),
        (relapse(90, kind="flare"), [CONTROL], Outcome.NOT_FIRED),  # before control
        (relapse(190, recorded_by="patient"), [CONTROL], Outcome.NOT_FIRED),
    ],
)
def test_a_clinician_s_relapse_is_one(flare: Entry, statuses: list[Entry], outcome: Outcome) -> None:
    answer = found(lesions(195, 0), flares=[flare], statuses=statuses)
    assert answer.outcome is outcome
    assert ("recorded by a clinician on 12 July 2022" in answer.because) is (outcome is Outcome.FIRED)


@pytest.mark.parametrize(
    ("day", "lists", "outcome"),
    [
        (220, {}, Outcome.FIRED),  # 30 days: in the window
        (221, {}, Outcome.CANNOT_ASSESS),
        (372, {"check_ins": [lesions(370, 0, present=True)]}, Outcome.FIRED),  # 182 days, lesions active
        (373, {"check_ins": [lesions(370, 0, present=True)]}, Outcome.NOT_FIRED),
        (200, {"statuses": [CONTROL, said(191, "control")]}, Outcome.NOT_FIRED),
        (200, {"statuses": [CONTROL, said(190, "control")]}, Outcome.FIRED),
        (200, {"statuses": [CONTROL, said(195, "control"), said(195, "active")]}, Outcome.FIRED),  # contradictory
        (200, {"therapies": [drug("rituximab", since=190, treats=PV, intent="escalation")]}, Outcome.NOT_FIRED),
        (200, {"therapies": [drug("rituximab", since=189, treats=PV, intent="escalation")]}, Outcome.FIRED),
    ],
)
def test_it_stands_until_control_a_new_regimen_or_182_days(day: int, lists: dict[str, Any], outcome: Outcome) -> None:
    more = lists.get("check_ins", [])
    rest = {name: entries for name, entries in lists.items() if name not in ("check_ins", "therapies")}
    drugs = (tapered(), azathioprine(), *lists.get("therapies", []))
    assert found(sores(190, 3), *more, day=day, therapies=drugs, **rest).outcome is outcome


def test_each_answer_cites_the_log() -> None:
    for entry in (lesions(190, 0), lesions(190, 3)):
        answer = found(entry)
        assert answer.outcome in (Outcome.NOT_FIRED, Outcome.CANNOT_ASSESS)
        assert "check_ins" in [shown.list for shown in answer.evidence]
