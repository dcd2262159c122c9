"""Dates known to the day, the month or the year: from their first day to their last."""

from __future__ import annotations

from datetime import date

import pytest

from journeys.guidance.partial_date import PartialDate


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "is_exact"),
    [
        ("2022-03-14", date(2022, 3, 14), date(2022, 3, 14), True),
        ("2022-04", date(2022, 4, 1), date(2022, 4, 30), False),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), False),
        ("2022", date(2022, 1, 1), date(2022, 12, 31), False),
    ],
)
def test_it_lies_between_its_first_day_and_its_last(text: str, earliest: date, latest: date, is_exact: bool) -> None:
    found = PartialDate(text)
    assert (found.earliest, found.latest, found.is_exact) == (earliest, latest, is_exact)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is not a date"),
        ("14.3.2022", "is not a date"),
        ("2022-3", "is not a date"),
        ("2022-03-14T10:00", "is not a date"),
        ("2022-13", "does not exist"),
        ("2022-02-29", "does not exist"),
        ("0000", "does not exist"),
    ],
)
def test_what_is_no_day_month_or_year_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        PartialDate(text)
