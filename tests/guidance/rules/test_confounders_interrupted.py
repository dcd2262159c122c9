"""cf.interrupted: a treatment that was not taken for a while."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.findings import ConfounderFinding, Outcome
from tests.guidance.builders import PV, SLE, TAK, Entry, at, case_of, document, dose, drug, rule_out, steroid

RULE = "cf.interrupted"


def found(*therapies: Entry, days: int = 250, condition: str = TAK, **lists: Any) -> ConfounderFinding:
    return rule_out(document(condition, therapies=list(therapies), **lists), RULE, days)


def paused(days: int, *, name: str = "azathioprine", treats: str = TAK, **fields: Any) -> Entry:
    lines = [dose(0, 120), dose(100, 0), dose(100 + days, 120)]
    return drug(name, treats=treats, doses=lines, **{"intent": "induction", **fields})


def infused(name: str, *days: int, amount: float = 300, **fields: Any) -> Entry:
    given = [{"on": at(day), "amount": amount, "unit": "mg"} for day in days]
    return drug(name, route="intravenous", intent="induction", administrations=given, **fields)


@pytest.mark.parametrize(
    "therapies",
    [
        (),
        (drug("azathioprine", amount=120),),
        (paused(13),),
        (drug("azathioprine", doses=[dose(0, 120), dose(100, 60), dose(140, 120)]),),  # less is not nothing
        (drug("azathioprine", doses=[dose(0, 120), dose(100, None), dose(140, 120)]),),  # nobody knows
        (drug("azathioprine", doses=[dose(0, 0), dose(40, 120)]),),  # not begun yet
        (steroid((0, 40), (100, 0), (200, 10)),),  # a taper's end
        (infused("rituximab", 0, 14, 190, 204, amount=1000),),  # a course
        (infused("cyclophosphamide", 0, 28, 150),),
        (infused("infliximab", 0, 56, 112, 181, 237),),  # 13 days late
        (drug("carbamazepine", doses=[dose(0, 400), dose(100, 0), dose(200, 400)], treats="other"),),
        (paused(40, stopped_on=at(230)),),  # no present treatment
        (paused(40, treats="other"),),
    ],
)
def test_what_is_no_interruption(therapies: tuple[Entry, ...]) -> None:
    assert found(*therapies).outcome is Outcome.NOT_FIRED


@pytest.mark.parametrize(
    ("therapies", "says"),
    [
        (
            (paused(14),),
            "Azathioprine not taken from 13 April 2022 until 27 April 2022 (14 days); "
            "its trial goes on where it stood.",
        ),
        (
            (paused(28),),
            "Azathioprine not taken from 13 April 2022 until 11 May 2022 (28 days); its trial goes on where it stood.",
        ),
        (
            (paused(29),),
            "Azathioprine not taken from 13 April 2022 until 12 May 2022 (29 days); its trial is counted anew.",
        ),
        (
            (drug("azathioprine", amount=120, stopped_on=at(200)), drug("azathioprine", since=220, amount=120)),
            "Azathioprine not taken from 22 July 2022 until 11 August 2022 (20 days); its trial is counted anew.",
        ),
        (
            (infused("infliximab", 0, 56, 112, 182, 238),),
            "Infliximab not taken from 20 June 2022 until 4 July 2022 (14 days); its trial goes on where it stood.",
        ),
        (
            (infused("infliximab", 0, 56, 112, 224),),
            "Infliximab not taken from 20 June 2022 until 15 August 2022 (56 days); its trial is counted anew.",
        ),
    ],
)
def test_an_interruption_is_named_with_what_it_does_to_the_trial(therapies: tuple[Entry, ...], says: str) -> None:
    shown = found(*therapies)
    assert shown.outcome is Outcome.FIRED
    assert shown.because == says


@pytest.mark.parametrize("name", ["hydroxychloroquine", "tacrolimus", "leflunomide", "methotrexate"])
def test_any_immunosuppressant_or_antimalarial_counts(name: str) -> None:
    assert found(paused(40, name=name, treats=SLE), condition=SLE).outcome is Outcome.FIRED


@pytest.mark.parametrize(("days", "says"), [(113, Outcome.NOT_FIRED), (114, Outcome.FIRED), (400, Outcome.FIRED)])
def test_one_that_goes_on_is_named_from_its_14th_day(days: int, says: Outcome) -> None:
    held = drug("azathioprine", doses=[dose(0, 120), dose(100, 0)])
    assert found(held, days=days).outcome is says


def test_one_that_goes_on_has_no_end() -> None:
    held = drug("azathioprine", doses=[dose(0, 120), dose(100, 0)])
    assert found(held, days=130).because == (
        "Azathioprine not taken from 13 April 2022 (30 days); its trial is counted anew."
    )


@pytest.mark.parametrize(("days", "says"), [(300, Outcome.FIRED), (301, Outcome.NOT_FIRED)])
def test_an_ended_one_is_named_for_182_days(days: int, says: Outcome) -> None:
    assert found(paused(18), days=days).outcome is says


@pytest.mark.parametrize(("newer", "says"), [(140, Outcome.FIRED), (141, Outcome.NOT_FIRED)])
def test_what_ended_before_the_present_regimen_is_of_the_past(newer: int, says: Outcome) -> None:
    assert found(paused(40), drug("infliximab", since=newer, intent="escalation")).outcome is says


def test_two_entries_of_one_drug_are_one_treatment() -> None:
    twice = [paused(40, id="one"), drug("azathioprine", id="two", since=90, amount=50)]
    assert found(*twice).outcome is Outcome.NOT_FIRED
    both = found(paused(40, id="one"), paused(40, id="two"))
    assert len(both.evidence) == 1


@pytest.mark.parametrize(
    ("lists", "reason"),
    [
        ({"life_events": [{"kind": "surgery", "began_on": at(110)}]}, "surgery"),
        ({"life_events": [{"kind": "surgery", "began_on": at(99)}]}, None),
        ({"life_events": [{"kind": "surgery", "began_on": at(100)}]}, "surgery"),
        ({"life_events": [{"kind": "surgery", "began_on": at(140)}]}, "surgery"),
        ({"life_events": [{"kind": "surgery", "began_on": at(141)}]}, None),
        ({"life_events": [{"kind": "pregnancy", "began_on": at(10), "ended_on": at(100)}]}, "pregnancy"),
        ({"infections": [{"kind": "pneumonia", "began_on": at(95), "ended_on": at(105)}]}, "infection (pneumonia)"),
        ({"infections": [{"kind": "pneumonia", "began_on": at(141)}]}, None),
        ({"infections": [{"kind": "pneumonia", "began_on": at(80), "ended_on": at(99)}]}, None),
    ],
)
def test_what_was_recorded_in_that_time_is_named(lists: dict[str, Any], reason: str | None) -> None:
    shown = found(paused(40), **lists)
    assert ("recorded in that time" in shown.because) is (reason is not None)
    assert reason is None or f"(40 days) (recorded in that time: {reason}); its" in shown.because
    assert len(shown.evidence) == 1 + (reason is not None)


def test_it_holds_nothing_by_itself() -> None:
    doc = document(PV, therapies=[paused(40, treats=PV)])
    rule = PUBLISHED.by_id[RULE]
    verdict = rule.judge(case_of(doc, 250).given(rule, {}))
    assert (verdict.outcome, verdict.holds) == (Outcome.FIRED, ())
