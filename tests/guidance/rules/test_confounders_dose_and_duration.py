"""cf.dose and cf.duration say which reasons the adequacy gate gave."""

from __future__ import annotations

import pytest

from journeys.guidance.findings import Outcome
from tests.guidance.builders import PV, SLE, TAK, Entry, at, document, drug, infused, rule_out, steroid, weights

DAY = 200
MTX = drug("methotrexate", amount=15, every="week", intent="induction")


@pytest.mark.parametrize(
    ("condition", "therapies", "dose", "duration"),
    [
        (TAK, [steroid((0, 40), (42, 10)), MTX], Outcome.NOT_FIRED, Outcome.NOT_FIRED),
        (TAK, [steroid((0, 20)), MTX], Outcome.FIRED, Outcome.NOT_FIRED),
        (TAK, [steroid((0, 40), (20, 10)), MTX], Outcome.NOT_FIRED, Outcome.FIRED),
        (TAK, [], Outcome.CANNOT_ASSESS, Outcome.CANNOT_ASSESS),
        (SLE, [drug("hydroxychloroquine", treats=SLE, amount=200)], Outcome.FIRED, Outcome.NOT_FIRED),
        (PV, [drug("azathioprine", treats=PV, amount=100)], Outcome.FIRED, Outcome.NOT_FIRED),
        (PV, [drug("azathioprine", treats=PV, since=150, amount=150)], Outcome.NOT_FIRED, Outcome.FIRED),
        (PV, [drug("ofatumumab", treats=PV, amount=20)], Outcome.CANNOT_ASSESS, Outcome.NOT_FIRED),
    ],
)
def test_the_gate_s_reasons(condition: str, therapies: list[Entry], dose: Outcome, duration: Outcome) -> None:
    doc = document(condition, therapies=therapies, measurements=weights(60))
    assert rule_out(doc, "cf.dose", DAY).outcome is dose
    assert rule_out(doc, "cf.duration", DAY).outcome is duration


def sessions(*days: int, kind: str = "plasma-exchange") -> list[Entry]:
    return [{"on": at(day), "kind": kind} for day in days]


@pytest.mark.parametrize(
    ("procedures", "dose", "duration", "says"),
    [
        (sessions(180, 182, 184), Outcome.FIRED, Outcome.NOT_FIRED, "Plasma exchange: 3 of 4 sessions."),
        (sessions(180, 182, 184, 186), Outcome.NOT_FIRED, Outcome.NOT_FIRED, ""),
        (
            sessions(187, 189, 191, 193, kind="immunoadsorption"),
            Outcome.NOT_FIRED,
            Outcome.FIRED,
            "Immunoadsorption: 4 sessions from 9 July 2022, judged from 23 July 2022.",
        ),
        (sessions(186, 189, 191, 193), Outcome.NOT_FIRED, Outcome.NOT_FIRED, ""),  # day 14
        (sessions(100, 114, 128, 142), Outcome.NOT_FIRED, Outcome.NOT_FIRED, ""),  # each within 14 days of the last
        (sessions(100, 115, 129, 143), Outcome.FIRED, Outcome.NOT_FIRED, "Plasma exchange: 3 of 4 sessions."),
        (sessions(-20, -10, -5, -1), Outcome.CANNOT_ASSESS, Outcome.NOT_FIRED, ""),  # before this treatment
        ([*sessions(1, 3), *sessions(5, 7, kind="immunoadsorption")], Outcome.FIRED, Outcome.NOT_FIRED, ""),
        ([{"on": at(3), "kind": "other"}], Outcome.CANNOT_ASSESS, Outcome.NOT_FIRED, ""),
    ],
)
def test_in_pemphigus_a_series_of_exchanges_is_looked_at_too(
    procedures: list[Entry], dose: Outcome, duration: Outcome, says: str
) -> None:
    doc = document(PV, therapies=[steroid((0, 60), treats=PV)], procedures=procedures)
    found = rule_out(doc, "cf.dose", DAY), rule_out(doc, "cf.duration", DAY)
    assert [each.outcome for each in found] == [dose, duration]
    assert says in [each.because for each in found] or not says
    if says:
        assert "procedures" in {shown.list for each in found for shown in each.evidence}


def test_what_cannot_be_assessed_is_said_without_two_negations() -> None:
    alone = rule_out(document(PV, therapies=[drug("prednisone", treats=PV, amount=20)]), "cf.dose", DAY)
    assert alone.because == "Can't be assessed: no immunosuppressant or biologic is recorded as taken now."
    assert alone.missing == ("no immunosuppressant or biologic is recorded as taken now",)


def test_in_pemphigus_one_treatment_is_enough() -> None:
    low = drug("azathioprine", treats=PV, amount=100)
    few = document(PV, therapies=[low], measurements=weights(60), procedures=sessions(180, 182))
    assert "Azathioprine" in rule_out(few, "cf.dose", DAY).because
    assert "plasma exchange: 2 of 4 sessions" in rule_out(few, "cf.dose", DAY).because
    enough = document(PV, therapies=[low], measurements=weights(60), procedures=sessions(180, 182, 184, 186))
    assert rule_out(enough, "cf.dose", DAY).outcome is Outcome.NOT_FIRED
    full = document(
        PV, therapies=[drug("azathioprine", treats=PV, amount=150)], measurements=weights(60), procedures=sessions(180)
    )
    assert rule_out(full, "cf.dose", DAY).outcome is Outcome.NOT_FIRED


@pytest.mark.parametrize(("condition", "dose"), [(PV, Outcome.FIRED), (SLE, Outcome.CANNOT_ASSESS)])
def test_immunoglobulins_are_a_treatment_of_pemphigus(condition: str, dose: Outcome) -> None:
    cycles = infused("ivig", (0, 2), (30, 2), unit="g/kg", treats=condition)
    found = rule_out(document(condition, therapies=[cycles]), "cf.dose", DAY)
    assert found.outcome is dose
    assert ("ivig: 2 of 3 cycles of a complete course" in found.because.casefold()) is (condition == PV)


def test_exchanges_of_another_condition_are_not_looked_at() -> None:
    doc = document(TAK, therapies=[MTX], procedures=sessions(180, 182))
    assert "exchange" not in rule_out(doc, "cf.dose", DAY).because
