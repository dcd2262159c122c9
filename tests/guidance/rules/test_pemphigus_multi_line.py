"""pv.multi-line: lesions are active on day 400; which of four lines had no effect is what each case says."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome
from tests.guidance.builders import Entry, dose, drug, finding, held_for, infused, lesions
from tests.guidance.pemphigus_stories import PV, said, story, tapered

RULE = "pv.multi-line"
DAY = 400
NO_EFFECT = {"stop_reason": "lack-of-effect"}
LOW = tapered((310, 20))  # the present regimen began on day 310


def known(entry: Entry) -> Entry:
    return {name: said for name, said in entry.items() if said is not None}


def full_steroid(days: int = 21, mg: float = 90, **fields: Any) -> Entry:
    """1.5 mg/kg, and then lowered; recorded as without effect."""
    usual = {"outcome": "lack-of-effect", "judged_on": "2022-03-01"}
    return known(tapered((0, mg), (days, 20), **(usual | fields)))


def aza(stopped_on: str = "2022-07-01", mg: float = 150, **fields: Any) -> Entry:
    usual = {"stopped_on": stopped_on, **NO_EFFECT}
    return known(drug("azathioprine", treats=PV, intent="adjuvant", amount=mg, **(usual | fields)))


def rituximab(*days: int, **fields: Any) -> Entry:
    given = [(day, 1000) for day in days or (0, 14)]
    usual = {"stopped_on": "2022-08-01", **NO_EFFECT}
    return known(infused("rituximab", *given, treats=PV, intent="other", **(usual | fields)))


def ivig(*days: int, grams: float = 96, unit: str = "g", **fields: Any) -> Entry:
    given = [(day, grams) for day in days or (100, 130, 160)]
    usual = {"stopped_on": "2022-10-01", **NO_EFFECT}
    return known(infused("ivig", *given, treats=PV, unit=unit, intent="adjuvant", **(usual | fields)))


def ongoing(entry: Entry) -> Entry:
    return {name: said for name, said in entry.items() if name not in ("stopped_on", "stop_reason")}


def found(*drugs: Entry, day: int = DAY, **lists: Any) -> Finding:
    usual: dict[str, Any] = {"check_ins": [lesions(395, 2)]}
    return finding(story(day, therapies=drugs, **(usual | lists)), RULE, day)


def test_without_active_lesions_or_treatments_nothing_is_counted() -> None:
    assert found(full_steroid(), aza(), check_ins=[lesions(395, 0)]).because == "No active lesions."
    unknown = found(full_steroid(), aza(), check_ins=[])
    assert (unknown.outcome, unknown.missing) == (
        Outcome.CANNOT_ASSESS,
        ("lesion log or clinic visit of the last 30 days",),
    )
    assert found(LOW, aza(), check_ins=[]).outcome is Outcome.NOT_FIRED  # one line, whatever the lesions
    nothing = found()
    assert (nothing.outcome, nothing.missing) == (Outcome.CANNOT_ASSESS, ("treatments and their outcomes",))


@pytest.mark.parametrize(
    ("drugs", "counted"),
    [
        ((LOW,), "none"),
        ((LOW, aza()), "azathioprine"),
        ((LOW, aza(), drug("methotrexate", since=190, treats=PV, amount=20, every="week", **NO_EFFECT)), None),
        ((LOW, aza(mg=149), rituximab()), "rituximab"),
        ((LOW, aza(stopped_on="2022-03-27"), rituximab()), "rituximab"),  # 83 days
        ((LOW, aza(stop_reason="intolerance"), rituximab()), "rituximab"),
        ((LOW, aza(), rituximab(0)), "azathioprine"),
        ((LOW, aza(), rituximab(stopped_on="2022-06-19", judged_on="2022-06-19")), "azathioprine"),  # day 167
        ((LOW, aza(), ivig(100, 130)), "azathioprine"),
        ((LOW, aza(), ivig(grams=95)), "azathioprine"),
        ((LOW, aza(), ivig(stop_reason="access")), "azathioprine"),
        ((full_steroid(18), aza()), "azathioprine"),
        ((full_steroid(mg=89), aza()), "azathioprine"),
        ((full_steroid(outcome="response"), aza()), "azathioprine"),
        ((LOW, aza(), drug("ofatumumab", treats=PV, stopped_on="2022-09-01", **NO_EFFECT)), "azathioprine"),
        ((LOW, infused("cyclophosphamide", (0, 900), (28, 900), (56, 900), treats=PV, **NO_EFFECT), rituximab()), None),
    ],
)
def test_one_line_or_an_inadequate_one_is_silent(drugs: tuple[Entry, ...], counted: str | None) -> None:
    answer = found(*drugs)
    assert answer.outcome is Outcome.NOT_FIRED
    if counted:
        expected = f"Lines of treatment that had, or may have had, no effect: {counted}; 2 or more are looked for."
        assert answer.because == expected


@pytest.mark.parametrize(
    ("drugs", "missing"),
    [
        ((LOW, aza(stop_reason=None), rituximab()), ("outcome of azathioprine",)),
        ((LOW, aza(), rituximab(stop_reason=None)), ("outcome of rituximab",)),
        ((LOW, aza(), rituximab(stopped_on="2022-01-17")), ("outcome of rituximab",)),  # when was it judged?
        ((LOW, aza(), rituximab() | {"administrations": []}), ("outcome of rituximab",)),
        ((LOW, aza(doses=[dose(0, None)]), rituximab()), ("outcome of azathioprine",)),
        ((LOW, aza(), ivig(stop_reason=None)), ("outcome of intravenous immunoglobulin",)),
        ((LOW, aza(), ivig() | {"administrations": []}), ("outcome of intravenous immunoglobulin",)),
        ((full_steroid(outcome=None, stopped_on="2022-09-01"), aza()), ("outcome of prednisone",)),
        (
            (full_steroid(outcome=None, stopped_on="2022-09-01"), aza(stop_reason=None)),
            ("outcome of prednisone", "outcome of azathioprine"),
        ),
    ],
)
def test_how_a_line_ended_is_named_if_it_would_decide(drugs: tuple[Entry, ...], missing: tuple[str, ...]) -> None:
    answer = found(*drugs)
    assert (answer.outcome, answer.missing) == (Outcome.CANNOT_ASSESS, missing)


def test_without_a_weight_the_steroid_dose_is_unknown() -> None:
    answer = found(full_steroid(), rituximab(), measurements=[])
    assert (answer.outcome, answer.missing) == (Outcome.CANNOT_ASSESS, ("outcome of prednisone",))
    undated = full_steroid() | {"started_on": None}
    assert found(undated, rituximab()).missing == ("outcome of prednisone",)


@pytest.mark.parametrize(
    "drugs",
    [
        (LOW, aza(), rituximab()),
        (LOW, aza(), rituximab(stopped_on="2022-01-17", judged_on="2022-06-20")),  # day 168
        (LOW, aza(stopped_on="2022-03-28"), rituximab()),  # 84 days
        (LOW, aza(stop_reason="loss-of-effect"), ivig()),
        (LOW, aza(stop_reason=None, outcome="lack-of-effect"), ivig()),
        (LOW, rituximab(), ivig()),
        (LOW, rituximab(), ivig(grams=1.6, unit="g/kg")),
        (LOW, rituximab(), ivig(*(d + i for d in (100, 130, 160) for i in range(4)), grams=24)),  # 4 × 0.4 g/kg
        (full_steroid(), aza()),
        (full_steroid(19), aza()),  # 19 of 21 days
        (full_steroid(stopped_on="2022-06-01", outcome=None, **NO_EFFECT), rituximab()),
        (tapered((0, 20), (100, 90), (121, 30), outcome="lack-of-effect", judged_on="2022-06-01"), aza()),
        (tapered((0, 20), (379, 90), outcome="lack-of-effect", judged_on="2023-02-01"), aza()),  # 21 days up to today
    ],
)
def test_two_lines_that_were_adequate_and_had_no_effect_fire(drugs: tuple[Entry, ...]) -> None:
    answer = found(*drugs)
    assert answer.outcome is Outcome.FIRED
    assert answer.because.startswith("Lines of treatment without effect: ")
    assert "Lesions: 2 new lesions in the 7 days up to 2 February 2023." in answer.because
    assert len([shown for shown in answer.evidence if shown.list == "therapies"]) == 2
    assert answer.would_change == ("an entry without new or open lesions",)


def test_what_is_given_now_is_judged_by_its_own_rule() -> None:
    now = drug("azathioprine", since=300, treats=PV, intent="escalation", amount=150)
    answer = found(LOW, rituximab(), now)
    assert answer.outcome is Outcome.FIRED
    assert "steroid-sparing drug and rituximab" in answer.because
    low = drug("azathioprine", since=300, treats=PV, intent="escalation", amount=120)
    waiting = found(LOW, rituximab(), low)
    assert (waiting.outcome, held_for(waiting)) == (Outcome.HELD, {"cf.dose"})


def test_a_line_that_is_held_does_not_hold_two_that_are_known() -> None:
    low = drug("azathioprine", since=300, treats=PV, intent="escalation", amount=120)
    assert found(LOW, rituximab(), ivig(), low).outcome is Outcome.FIRED


def test_an_earlier_adequate_drug_counts_beside_a_held_one_of_its_kind() -> None:
    low = drug("methotrexate", since=300, treats=PV, intent="escalation", amount=15, every="week")
    assert found(LOW, aza(), rituximab(), low).outcome is Outcome.FIRED


@pytest.mark.parametrize(
    ("first", "grams", "outcome"),
    [
        (316, 96, Outcome.FIRED),  # 84 days
        (317, 96, Outcome.NOT_FIRED),
        (316, 95, Outcome.NOT_FIRED),
    ],
)
def test_immunoglobulin_given_now_counts_after_its_trial_when_a_core_rule_fires(
    first: int, grams: float, outcome: Outcome
) -> None:
    """No complete remission after a year: 20 mg of prednisone a day."""
    steroid = tapered((0, 20), intent="other")
    now = ongoing(ivig(first, first + 28, first + 56, grams=grams))
    assert found(steroid, aza(), now, statuses=[said(390, "active")]).outcome is outcome


def test_immunoglobulin_given_now_needs_a_core_rule_that_fires() -> None:
    early = found(LOW, aza(), ongoing(ivig()), day=360, check_ins=[lesions(355, 2)])
    assert early.because.startswith("Lines of treatment that had, or may have had, no effect: azathioprine;")


def test_immunoglobulin_given_now_is_held_with_the_core_rule_and_unknown_without_dates() -> None:
    steroid, now = tapered((0, 20), intent="other"), ongoing(ivig())
    answer = found(steroid, aza(), now, adherence=[{"on": "2023-02-01", "days": 28, "percent": 60}])
    assert (answer.outcome, "cf.adherence" in held_for(answer)) == (Outcome.HELD, True)
    undated = ongoing(ivig() | {"administrations": []})
    assert found(steroid, aza(), undated).missing == ("outcome of intravenous immunoglobulin",)
    weightless = found(steroid, aza(), ongoing(ivig()), measurements=[])
    assert "outcome of intravenous immunoglobulin" in weightless.missing


def test_of_two_courses_of_immunoglobulin_the_one_without_effect_counts() -> None:
    assert found(LOW, rituximab(), ivig(10, 40), ivig(100, 130, 160)).outcome is Outcome.FIRED


def test_lines_that_are_too_few_or_unknown_are_cited() -> None:
    few = found(LOW, aza())
    assert [shown.shows for shown in few.evidence] == ["azathioprine: lack of effect"]
    unknown = found(LOW, aza(), ivig(stop_reason=None))
    assert [shown.list for shown in unknown.evidence] == ["therapies", "therapies"]
    undated = found(tapered((0, 20), intent="other"), aza(), ongoing(ivig() | {"administrations": []}))
    assert len([shown for shown in undated.evidence if shown.list == "therapies"]) == 2
