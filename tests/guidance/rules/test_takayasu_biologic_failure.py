"""tak.biologic-failure; what it shares with the other failure rule is tested there. Treated since day 0."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import Entry, at, checked, document, drug, finding, joined, marked, scan, steroid, weights

RULE = "tak.biologic-failure"
STEROID = steroid((0, 40), (42, 20), (84, 10))
MTX = drug("methotrexate", amount=15, every="week", intent="induction")
TCZ = drug("tocilizumab", amount=162, every="week", intent="induction")


def infused(name: str, *given: int, amount: float, unit: str = "mg", **fields: Any) -> Entry:
    entries = [{"on": at(day), "amount": amount, "unit": unit} for day in given]
    return drug(name, route="intravenous", intent="adjuvant", administrations=entries, **fields)


def found(*therapies: Entry, day: int = 200, active: bool = True) -> Finding:
    doc = document(
        therapies=[STEROID, *therapies],
        check_ins=[marked(day - 5, tiredness=active)],
        imaging=[scan(day - 10, activity="active" if active else "inactive")],
        measurements=weights(60),
    )
    return finding(joined(doc, checked(day)), RULE, day)


def test_a_conventional_drug_alone_leaves_nothing_to_judge() -> None:
    said = found(MTX)
    assert said.outcome is Outcome.NOT_FIRED
    assert said.because == "No biologic or JAK inhibitor is recorded as given for this condition."


@pytest.mark.parametrize(("day", "says"), [(181, Outcome.NOT_FIRED), (182, Outcome.FIRED)])
def test_active_after_182_days_fires(day: int, says: Outcome) -> None:
    assert found(TCZ, day=day).outcome is says


def test_while_the_disease_is_quiet_it_is_silent() -> None:
    assert found(TCZ, active=False).outcome is Outcome.NOT_FIRED


def test_the_sentence_holds_the_arithmetic() -> None:
    said = found(TCZ)
    assert said.counted_as is Role.CORE
    assert said.because == (
        "Tocilizumab: 200 days at the usual dose (182 are looked for), 0 off it, still given. "
        "Now: disease still active on treatment."
    )


@pytest.mark.parametrize(
    ("therapy", "says"),
    [
        (drug("adalimumab", amount=40, every="2-weeks", intent="adjuvant"), Outcome.FIRED),
        (drug("adalimumab", amount=40, every="4-weeks", intent="adjuvant"), Outcome.NOT_FIRED),
        (infused("infliximab", *range(0, 200, 56), amount=5, unit="mg/kg"), Outcome.FIRED),
        (infused("infliximab", *range(0, 200, 56), amount=4.9, unit="mg/kg"), Outcome.NOT_FIRED),
        (infused("rituximab", 0, 14, amount=1000), Outcome.FIRED),
        (infused("rituximab", 0, amount=1000), Outcome.NOT_FIRED),
        (infused("rituximab", 0, 14, amount=1000, stopped_on=at(20), stop_reason="planned"), Outcome.NOT_FIRED),
    ],
)
def test_each_is_judged_by_its_own_dose(therapy: Entry, says: Outcome) -> None:
    assert found(MTX, therapy).outcome is says


@pytest.mark.parametrize("name", ["tofacitinib", "upadacitinib", "ustekinumab", "secukinumab"])
def test_without_an_agreed_dose_nobody_can_say(name: str) -> None:
    said = found(MTX, drug(name, amount=10, intent="adjuvant"))
    assert said.missing == (f"no agreed dose of {name} for Takayasu arteritis",)
    assert f"no agreed dose of {name} for Takayasu arteritis" in said.because
    assert found(MTX, drug(name, amount=10, intent="adjuvant"), active=False).outcome is Outcome.NOT_FIRED


def test_without_its_infusions_nobody_can_say() -> None:
    said = found(MTX, drug("rituximab", route="intravenous", intent="adjuvant"))
    assert said.missing == ("infusion dates/dose/start/adherence of rituximab",)


def test_one_that_was_without_effect_stands_when_the_next_begins() -> None:
    over = TCZ | {"stopped_on": at(190), "stop_reason": "lack-of-effect"}
    again = drug("adalimumab", since=190, amount=40, every="2-weeks", intent="switch")
    said = found(over, again, active=False)
    assert said.outcome is Outcome.FIRED
    assert "recorded as without effect on 12 July 2022" in said.because
    assert said.for_patient.startswith("Your illness stayed active for a long time")
