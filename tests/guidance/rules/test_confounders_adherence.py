"""cf.adherence: what is known of the last 28 days, without blame."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import ConfounderFinding, Outcome
from tests.guidance.builders import SLE, Entry, at, document, dose, drug, on, rule_out, steroid, taken
from tests.guidance.waiting import active, details

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


@pytest.mark.parametrize(
    ("lists", "says"),
    [
        ({"adherence": [taken(90, day=190)]}, "1 report: 90 % of doses taken."),
        ({"adherence": [taken(95, day=180), taken(90.5, day=190)]}, "2 reports: 90.5 % of doses taken, or more."),
        ({"check_ins": [answer(190, "mostly")]}, "1 check-in: taken as planned, or mostly."),
        (
            {"adherence": [taken(90, day=190)], "check_ins": [answer(185, "yes"), answer(190, doses_due=5)]},
            "1 report: 90 % of doses taken; 2 check-ins: taken as planned, or mostly.",
        ),
    ],
)
def test_what_is_recorded_is_summed_up(lists: dict[str, Any], says: str) -> None:
    found = rule_out(document(therapies=[steroid((0, 20))], **lists), RULE, DAY)
    assert found.because == f"In the last weeks, {says}"
    assert {shown.list for shown in found.evidence} == set(lists)
    assert len(found.evidence) == sum(len(entries) for entries in lists.values())


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (taken(50, day=190, drug="prednisone"), "50 % of doses of prednisone taken in the 28 days up to 12 July 2022"),
        (taken(50, day=190) | {"days": 1}, "50 % of doses taken in the 1 day up to 12 July 2022"),
        (answer(190, "no"), "taken as planned: no (12 July 2022)"),
        (answer(190, "no", doses_due=7, doses_missed=5), "taken as planned: no, 2 of 7 doses taken (12 July 2022)"),
        (answer(190, doses_due=1, doses_missed=1), "0 of 1 dose taken (12 July 2022)"),
        (answer(190, "no", doses_due=3), "taken as planned: no, 3 of 3 doses taken (12 July 2022)"),
    ],
)
def test_it_says_how_many_and_core_findings_wait_with_the_same_words(entry: Entry, says: str) -> None:
    name = "adherence" if "percent" in entry else "check_ins"
    doc = active(DAY, **{name: [entry]})
    found = rule_out(doc, RULE, DAY)
    assert [shown.shows for shown in found.evidence] == [says]
    assert details(RULE, doc, DAY)[-1] == f"doses that could not be taken: {says}"


def test_check_ins_count_together_and_one_without_a_number_left_out_counts_as_taken() -> None:
    counted = answer(185, doses_due=4, doses_missed=1)
    assert outcome(check_ins=[counted, answer(190, doses_due=1)]) is Outcome.NOT_FIRED  # 4 of 5
    assert outcome(check_ins=[counted, answer(190, "yes", doses_missed=1)]) is Outcome.FIRED  # 3 of 4
    assert outcome(check_ins=[answer(185, doses_due=400, doses_missed=81), answer(190, "yes")]) is Outcome.FIRED


def test_core_findings_wait_for_an_answer_and_it_says_since_when() -> None:
    doc = active(DAY, is_checked=False)
    found = rule_out(doc, RULE, DAY)
    assert found.because == "Nobody recorded since 24 June 2022 whether doses could be taken."
    assert found.missing == ("whether doses could be taken between 24 June 2022 and 22 July 2022",)
    assert details(RULE, doc, DAY) == ["cannot assess: whether doses could be taken since 24 June 2022"]


def test_what_is_noted_beside_an_answer_is_a_sentence_of_its_own_and_cited() -> None:
    found = levelled(320, "whole-blood")
    assert found.because == (
        "In the last weeks, 1 report: 96 % of doses taken. Hydroxychloroquine level 320 ng/mL, low (up to 500)."
    )
    unanswered = levelled(320, "whole-blood", adherence=[])
    assert [(shown.list, shown.on) for shown in unanswered.evidence] == [("labs", on(180))]


def test_names_in_the_record_are_the_catalogue_s_or_their_own() -> None:
    reports = [taken(96, day=190), taken(50, day=190, drug="MTX")]
    assert outcome(drug("methotrexate"), adherence=reports) is Outcome.FIRED
    assert outcome(drug("azathioprine"), adherence=reports) is Outcome.NOT_FIRED
    assert outcome(drug("snake oil"), adherence=[taken(50, day=190, drug="Snake Oil")]) is Outcome.FIRED


def test_without_a_condition_every_drug_counts() -> None:
    reports = [taken(96, day=190), taken(50, day=190, drug="methotrexate")]
    assert outcome(drug("methotrexate"), conditions=[], adherence=reports) is Outcome.FIRED
    other = drug("methotrexate", treats="other")
    assert outcome(other, adherence=reports) is Outcome.NOT_FIRED
    assert outcome(other, conditions=[], adherence=reports) is Outcome.FIRED


def infliximab(*given: int) -> Entry:
    doses = [{"on": at(day), "amount": 300, "unit": "mg"} for day in given]
    return drug("infliximab", since=given[0], route="intravenous", administrations=doses)


@pytest.mark.parametrize(
    ("given", "shows"),
    [
        ((20, 101, 171), []),  # 70 days apart
        ((20, 101, 172), [("infliximab given 71 days after the dose before", on(172))]),
        ((10, 90, 171), []),  # late, but more than 28 days ago
        ((20, 129), [("infliximab last recorded on 12 May 2022", on(129))]),
    ],
)
def test_a_late_dose_is_told_with_its_day(given: tuple[int, ...], shows: list[tuple[str, Any]]) -> None:
    found = rule_out(document(therapies=[infliximab(*given)], adherence=[taken(96, day=190)]), RULE, DAY)
    assert [(shown.shows, shown.on) for shown in found.evidence if shown.list == "therapies"] == shows


def test_single_doses_of_a_drug_without_an_interval_are_not_late() -> None:
    given = [{"on": at(20), "amount": 500, "unit": "mg"}]
    pulse = drug("methylprednisolone", route="intravenous", administrations=given)
    unknown = drug("snake oil", administrations=given)
    assert outcome(pulse, unknown, adherence=[taken(96, day=190)]) is Outcome.NOT_FIRED


@pytest.mark.parametrize(
    ("line", "level", "says"),
    [
        (dose(0, 200), 52, Outcome.FIRED),
        (dose(0, 200), 53, Outcome.NOT_FIRED),
        (dose(0, 400, every="2-days"), 52, Outcome.FIRED),  # 200 mg a day
        (dose(0, 300), 10, Outcome.NOT_FIRED),  # no limit is in print
        (dose(0, None), 10, Outcome.NOT_FIRED),
        (dose(0, 400, unit="mg/kg"), 10, Outcome.NOT_FIRED),
    ],
)
def test_in_serum_the_limit_depends_on_the_dose(line: Entry, level: float, says: Outcome) -> None:
    for where in ({"specimen": "plasma"}, {"specimen": "serum"}, {"assay": "HPLC, serum"}):
        lab = {"analyte": "hcq-level", "collected_on": at(180), "value": level, "unit": "ng/mL", **where}
        hcq = drug("hydroxychloroquine", treats=SLE, doses=[line])
        reports = [taken(96, day=190)]
        assert outcome(hcq, condition=SLE, labs=[lab], adherence=reports) is says


def test_it_blames_nobody() -> None:
    found = rule_out(document(adherence=[taken(50, day=190)]), RULE, DAY)
    assert not {"failed", "non-compliant", "missed"} & set(found.because.casefold().split())
