"""pv.adjuvant-failure: Ada weighs 60 kg; the full dose of azathioprine is 150 mg a day, for 84 days."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Outcome
from tests.guidance.builders import (
    PV,
    Document,
    Entry,
    at,
    checked,
    document,
    dose,
    drug,
    finding,
    held_for,
    joined,
    lesions,
    status,
    weights,
)

RULE = "pv.adjuvant-failure"
DAY = 100


def treated(*drugs: Entry, seen: tuple[Entry, ...] = (lesions(95, 2),), **lists: Any) -> Document:
    usual: dict[str, Any] = {"measurements": weights(60)}
    return joined(document(PV, therapies=list(drugs), check_ins=list(seen), **(usual | lists)), checked(DAY))


def aza(amount: float | None, *, since: int | None = 0, **fields: Any) -> Entry:
    return drug("azathioprine", since=since, treats=PV, intent="adjuvant", amount=amount, **fields)


def enzyme(said: str, *, analyte: str = "tpmt", on: str = "2022-01-01") -> list[Entry]:
    return [{"analyte": analyte, "collected_on": on, "value_text": said}]


@pytest.mark.parametrize(
    ("doc", "says"),
    [
        (treated(), Outcome.CANNOT_ASSESS),  # nothing on record is not "no treatment"
        (treated(drug("prednisone", treats=PV, amount=20)), Outcome.NOT_FIRED),
        (treated(aza(150), seen=(lesions(95, 0),)), Outcome.NOT_FIRED),
        (treated(aza(150), seen=(lesions(69, 2),)), Outcome.CANNOT_ASSESS),  # 31 days ago
        (treated(aza(150, stopped_on="2022-04-01", stop_reason="lack-of-effect")), Outcome.NOT_FIRED),
        (treated(aza(89)), Outcome.NOT_FIRED),  # under 1.5 mg/kg: not judged
        (treated(aza(150), measurements=[]), Outcome.CANNOT_ASSESS),
        (treated(aza(None, doses=[dose(0, None)])), Outcome.CANNOT_ASSESS),
        (treated(aza(150, since=None, doses=[dose(0, 150)])), Outcome.CANNOT_ASSESS),
        (treated(aza(120), labs=enzyme("low")), Outcome.CANNOT_ASSESS),
        (treated(aza(120), labs=enzyme("Intermediate", analyte="nudt15")), Outcome.CANNOT_ASSESS),
        (treated(aza(120), labs=enzyme("normal") + enzyme("low", analyte="nudt15")), Outcome.CANNOT_ASSESS),
    ],
)
def test_it_stays_silent(doc: Document, says: Outcome) -> None:
    assert finding(doc, RULE, DAY).outcome is says


@pytest.mark.parametrize(
    ("drugs", "reasons"),
    [
        ([aza(149)], {"cf.dose"}),
        ([aza(90)], {"cf.dose"}),
        ([aza(150, since=17)], {"cf.duration"}),  # day 83
        ([aza(120, since=40)], {"cf.dose", "cf.duration"}),
        ([aza(None, doses=[dose(0, 150), dose(50, 100)])], {"cf.dose"}),
        ([drug("mycophenolate mofetil", treats=PV, amount=2000)], {"cf.dose"}),
        ([drug("methotrexate", treats=PV, amount=15, every="week")], {"cf.dose"}),
        ([aza(150), drug("rituximab", since=60, treats=PV, intent="escalation")], {"cf.duration"}),  # t0 moved
        ([aza(150), drug("rituximab", since=None, treats=PV, intent="switch")], {"cf.duration"}),  # when?
    ],
)
def test_below_the_full_dose_or_for_less_time_it_is_held(drugs: list[Entry], reasons: set[str]) -> None:
    found = finding(treated(*drugs, reviews=[]), RULE, DAY)
    assert found.outcome is Outcome.HELD
    assert held_for(found) == reasons


@pytest.mark.parametrize(
    "doc",
    [
        treated(aza(150)),
        treated(aza(150, since=16)),  # day 84
        treated(aza(150), labs=enzyme("low")),  # the full dose was given all the same
        treated(aza(120), drug("mycophenolic acid", treats=PV, amount=2160)),
        treated(drug("mycophenolate mofetil", treats=PV, amount=1.5, unit="g", doses=[dose(0, 3, unit="g")])),
        treated(drug("cyclophosphamide", treats=PV, amount=120, route="oral")),
        treated(drug("methotrexate", treats=PV, amount=20, every="week")),
        treated(aza(150), seen=(lesions(95, 0, present=True),)),
        treated(aza(150), seen=(), statuses=[status(90, "active", condition=PV)]),
    ],
)
def test_active_lesions_at_the_full_dose_fire(doc: Document) -> None:
    assert finding(doc, RULE, DAY).outcome is Outcome.FIRED


def test_a_drug_that_is_paused_is_held_and_one_taken_up_again_fires() -> None:
    paused = treated(aza(None, doses=[dose(0, 150), dose(90, 0)]))
    found = finding(paused, RULE, DAY)
    assert found.outcome is Outcome.HELD
    (hold,) = found.held_for
    assert hold.rule == "cf.dose"
    assert hold.detail == (
        "azathioprine 0 mg a day (0 mg/kg at 60 kg); 90 days at the full dose (84 are looked for); it isn't taken at "
        "present"
    )
    again = treated(aza(None, doses=[dose(0, 150), dose(90, 0), dose(100, 150)]))
    assert finding(again, RULE, DAY).outcome is Outcome.FIRED


def test_days_off_the_dose_beyond_a_fifth_hold_it() -> None:
    gaps = aza(None, doses=[dose(0, 150), dose(50, 0), dose(75, 150)])
    assert held_for(finding(treated(gaps), RULE, DAY)) == {"cf.dose", "cf.duration"}


def test_the_newest_result_of_each_enzyme_says_why_a_lower_dose_may_be_intended() -> None:
    both = enzyme("normal", on="2021-05-01") + enzyme("low") + enzyme("intermediate", analyte="nudt15")
    found = finding(treated(aza(120), labs=both), RULE, DAY)
    assert found.missing == ("whether the lower dose is intended (TPMT low and NUDT15 intermediate)",)
    assert "TPMT low and NUDT15 intermediate, so a lower dose may be intended" in found.because


@pytest.mark.parametrize(
    "doc",
    [
        treated(aza(120), labs=enzyme("low", on="2021-05-01") + enzyme("normal")),
        treated(drug("mycophenolate mofetil", treats=PV, amount=2000), labs=enzyme("low")),  # not broken down by it
    ],
)
def test_a_normal_enzyme_or_another_drug_leaves_the_dose_to_be_checked(doc: Document) -> None:
    assert held_for(finding(doc, RULE, DAY)) == {"cf.dose"}


def test_each_answer_cites_lesions_the_drug_and_the_newest_weight() -> None:
    heavy = [*weights(60), {"on": at(90), "kind": "weight", "value": 61, "unit": "kg"}]
    heavy.append({"on": at(92), "kind": "height", "value": 170, "unit": "cm"})
    for drugs in ([aza(150)], [aza(120)], [aza(None, doses=[dose(0, None)])]):
        found = finding(treated(*drugs, measurements=heavy), RULE, DAY)
        assert [shown.list for shown in found.evidence] == ["check_ins", "therapies", "measurements"]
        assert found.evidence[-1].shows == "weight 61 kg"


def test_held_or_fired_an_entry_without_lesions_would_change_it() -> None:
    for drugs in ([aza(150)], [aza(149)]):
        assert finding(treated(*drugs), RULE, DAY).would_change[0] == "an entry without new or open lesions"


def test_several_drugs_and_lesions_are_told_in_one_row() -> None:
    seen = (lesions(95, 2), lesions(99, 1))
    mmf = drug("mycophenolate mofetil", treats=PV, amount=3000, intent="adjuvant")
    found = finding(treated(aza(150), mmf, seen=seen), RULE, DAY)
    assert "(84 are looked for). Mycophenolate mofetil 3000 mg a day" in found.because
    assert found.because.count(" at the full dose") == 2
