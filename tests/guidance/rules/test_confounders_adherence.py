"""cf.adherence: what is known of the last 28 days, without blame."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import ConfounderFinding, Outcome
from tests.guidance.builders import SLE, Entry, at, document, dose, drug, rule_out, steroid, taken

RULE = "cf.adherence"
DAY = 200


def outcome(*therapies: Entry, condition: str = "takayasu-arteritis", **lists: Any) -> Outcome:
    return rule_out(document(condition, therapies=list(therapies), **lists), RULE, DAY).outcome


def answer(day: int, said: str | None = None, **fields: Any) -> Entry:
    return {"on": at(day), "by": "patient", **({"taken_as_planned": said} if said else {}), **fields}


@pytest.mark.parametrize(
    "lists",
    [
        {},
        {"adherence": [taken(96, day=171)]},  # 29 days ago
        {"adherence": [taken(60, day=171)]},
        {"adherence": [taken(96, day=190, drug="metformin")]},
        {"check_ins": [answer(190, "not-sure")]},
        {"check_ins": [answer(190, overall="mild")]},
    ],
)
def test_nothing_on_the_last_28_days_is_unknown(lists: dict[str, Any]) -> None:
    assert outcome(steroid((0, 20)), **lists) is Outcome.CANNOT_ASSESS


@pytest.mark.parametrize(
    "lists",
    [
        {"adherence": [taken(96, day=172)]},
        {"adherence": [taken(80, day=190)]},
        {"adherence": [taken(95, day=190, drug="prednisone"), taken(50, day=150)]},
        {"check_ins": [answer(190, "yes")]},
        {"check_ins": [answer(190, "mostly", doses_due=28, doses_missed=5)]},
    ],
)
def test_eighty_percent_or_more_is_silent(lists: dict[str, Any]) -> None:
    assert outcome(steroid((0, 20)), **lists) is Outcome.NOT_FIRED


@pytest.mark.parametrize(
    "lists",
    [
        {"adherence": [taken(79, day=190)]},
        {"adherence": [taken(96, day=190), taken(70, day=190, source="pill-count")]},  # the lowest counts
        {"adherence": [taken(96, day=190), taken(70, day=120, days=91, source="pharmacy")]},
        {"check_ins": [answer(190, "no")]},
        {"check_ins": [answer(190, "mostly", doses_due=28, doses_missed=6)]},
    ],
)
def test_less_fires(lists: dict[str, Any]) -> None:
    assert outcome(steroid((0, 20)), **lists) is Outcome.FIRED


def test_with_several_conditions_a_drug_without_a_purpose_counts_too() -> None:
    nameless = {name: said for name, said in steroid((0, 20)).items() if name != "for"}
    conditions = [{"condition": "takayasu-arteritis"}, {"condition": SLE}]
    reports = [taken(96, day=190), taken(50, day=190, drug="prednisone")]
    assert outcome(nameless, conditions=conditions, adherence=reports) is Outcome.FIRED


@pytest.mark.parametrize(("last", "says"), [(200 - 70, Outcome.NOT_FIRED), (200 - 71, Outcome.FIRED)])
def test_an_infusion_more_than_14_days_late_fires(last: int, says: Outcome) -> None:
    given = [{"on": at(day), "amount": 300, "unit": "mg"} for day in (last - 56, last)]
    infliximab = drug("infliximab", since=last - 56, route="intravenous", administrations=given)
    assert outcome(infliximab, adherence=[taken(96, day=190)]) is says


def test_an_infusion_that_was_left_out_was_not_given() -> None:
    given = [{"on": at(day), "amount": amount, "unit": "mg"} for day, amount in ((70, 300), (126, 0))]
    infliximab = drug("infliximab", since=70, route="intravenous", administrations=given)
    assert outcome(infliximab, adherence=[taken(96, day=190)]) is Outcome.FIRED
    planned = drug("infliximab", since=126, route="intravenous", administrations=given[1:])
    assert outcome(planned, adherence=[taken(96, day=190)]) is Outcome.NOT_FIRED


@pytest.mark.parametrize(("last", "says"), [(180, Outcome.NOT_FIRED), (179, Outcome.FIRED)])
def test_two_weekly_injections_in_a_row_that_were_not_given_fire(last: int, says: Outcome) -> None:
    given = [{"on": at(day), "amount": 162, "unit": "mg"} for day in range(last - 28, last + 1, 7)]
    weekly = drug("tocilizumab", since=last - 28, route="subcutaneous", administrations=given)
    assert outcome(weekly, adherence=[taken(96, day=190)]) is says


@pytest.mark.parametrize(
    ("level", "specimen", "says"),
    [
        (199, "whole-blood", Outcome.FIRED),
        (200, "whole-blood", Outcome.NOT_FIRED),
        (105, "serum", Outcome.FIRED),
        (106, "serum", Outcome.NOT_FIRED),
        (10, None, Outcome.NOT_FIRED),
    ],
)
def test_a_very_low_hydroxychloroquine_level_fires(level: float, specimen: str | None, says: Outcome) -> None:
    assert level_outcome(level, specimen) is says


@pytest.mark.parametrize(
    ("level", "comparator", "says"),
    [
        (200, "<", Outcome.FIRED),
        (200, "<=", Outcome.NOT_FIRED),
        (500, "<", Outcome.NOT_FIRED),
        (50, ">", Outcome.NOT_FIRED),
    ],
)
def test_a_censored_level_fires_only_if_it_is_surely_low(level: float, comparator: str, says: Outcome) -> None:
    assert level_outcome(level, "whole-blood", comparator=comparator) is says


@pytest.mark.parametrize(
    ("level", "specimen", "comparator", "is_noted"),
    [
        (199, "whole-blood", None, False),  # very low
        (200, "whole-blood", None, True),
        (500, "whole-blood", None, True),
        (500, "whole-blood", "<", True),
        (501, "whole-blood", None, False),
        (400, "whole-blood", ">", False),
        (110, "serum", None, False),
        (300, None, None, False),
    ],
)
def test_a_level_up_to_500_in_whole_blood_is_a_note(
    level: float, specimen: str | None, comparator: str | None, is_noted: bool
) -> None:
    found = levelled(level, specimen, **({"comparator": comparator} if comparator else {}))
    assert (", low (up to 500)" in found.because) is is_noted
    assert any(item.list == "labs" for item in found.evidence) is (is_noted or found.outcome is Outcome.FIRED)


def test_a_low_level_is_noted_where_nobody_recorded_anything() -> None:
    found = levelled(320, "whole-blood", adherence=[])
    assert found.outcome is Outcome.CANNOT_ASSESS
    assert found.because.endswith("Hydroxychloroquine level 320 ng/mL, low (up to 500).")


def test_what_may_be_behind_it_is_said() -> None:
    assert levelled(150, "whole-blood").because == (
        "Hydroxychloroquine level 150 ng/mL, very low. "
        "Cost, supply, side effects or a wish for a child may be behind it."
    )


@pytest.mark.parametrize(("since", "says"), [(89, Outcome.FIRED), (90, Outcome.NOT_FIRED)])
def test_a_level_counts_after_91_days_of_intake(since: int, says: Outcome) -> None:
    assert levelled(150, "whole-blood", since=since).outcome is says


def levelled(level: float, specimen: str | None, **fields: Any) -> ConfounderFinding:
    reports, since = fields.pop("adherence", [taken(96, day=190)]), fields.pop("since", 0)
    lab: Entry = {"analyte": "hcq-level", "collected_on": at(180), "value": level, "unit": "ng/mL", **fields}
    lab |= {"specimen": specimen} if specimen else {}
    hcq = drug("hydroxychloroquine", since=since, treats=SLE, doses=[dose(since, 400)])
    return rule_out(document(SLE, therapies=[hcq], labs=[lab], adherence=reports), RULE, DAY)


def level_outcome(level: float, specimen: str | None, **fields: Any) -> Outcome:
    return levelled(level, specimen, **fields).outcome


def test_it_blames_nobody() -> None:
    found = rule_out(document(adherence=[taken(50, day=190)]), RULE, DAY)
    assert not {"failed", "non-compliant", "missed"} & set(found.because.casefold().split())
