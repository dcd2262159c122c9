"""Lesions today: either the newest entry or the newest status may show activity, and only an entry absence."""

from __future__ import annotations

import pytest

from journeys.guidance.lesions import skin_today
from tests.guidance.builders import PV, Entry, case_of, document, lesions, status

DAY = 200


def said(day: int, what: str) -> Entry:
    return status(day, what, condition=PV)


@pytest.mark.parametrize(
    ("check_ins", "statuses", "active"),
    [
        ([], [], None),
        ([lesions(170, 2)], [], True),
        ([lesions(169, 2)], [], None),  # 31 days ago
        ([lesions(170, 0)], [], False),
        ([lesions(190, None)], [], None),  # asked about, not counted
        ([lesions(190, None, extended=True)], [], True),
        ([lesions(190, None, present=True)], [], True),
        ([lesions(190, 0, present=True)], [], True),
        ([lesions(190, 2), lesions(195, 0)], [], False),  # the newest
        ([lesions(195, 0), lesions(195, 2)], [], True),  # of one day the worst
        ([lesions(190, 0)], [said(180, "active")], True),
        ([lesions(190, 0)], [said(180, "not-healing")], True),
        ([lesions(190, 0)], [said(169, "active")], False),
        ([], [said(180, "active"), said(190, "control")], None),
        ([lesions(190, 2)], [said(190, "control")], True),
    ],
)
def test_lesions_are_active_absent_or_unknown(
    check_ins: list[Entry], statuses: list[Entry], active: bool | None
) -> None:
    assert skin_today(case_of(document(PV, check_ins=check_ins, statuses=statuses), DAY)).active is active


@pytest.mark.parametrize(
    ("entry", "shows"),
    [
        (lesions(190, 0, days=28), "no new lesions in the 28 days up to 12 July 2022"),
        (
            lesions(190, 1, extended=True, present=True),
            "1 new lesion in the 7 days up to 12 July 2022, established ones extended, lesions present",
        ),
        (lesions(190, None, extended=True), "lesions asked about on 12 July 2022, established ones extended"),
    ],
)
def test_what_was_logged_is_said_in_words(entry: Entry, shows: str) -> None:
    (evidence,) = skin_today(case_of(document(PV, check_ins=[entry]), DAY)).evidence
    assert (evidence.list, evidence.shows) == ("check_ins", shows)
