"""pv.secondary-loss: complete remission on 8 mg and azathioprine up to day 230, and new lesions on day 240."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import Entry, dose, drug, finding, held_for, infused, lesions, on
from tests.guidance.pemphigus_stories import PV, azathioprine, quiet, relapse, said, sores, story, tapered

RULE = "pv.secondary-loss"
DAY = 250
STATUSES = [said(100, "control"), said(200, "complete-remission")]
BACK = sores(240, days=9)


def rituximab(*days: int, **fields: Any) -> Entry:
    return infused("rituximab", *((day, 1000) for day in days), treats=PV, intent="induction", **fields)


def found(*drugs: Entry, day: int = DAY, **lists: Any) -> Finding:
    usual: dict[str, Any] = {"statuses": STATUSES, "check_ins": [BACK]}
    therapies = drugs or (tapered(), azathioprine())
    return finding(story(day, therapies=therapies, **(usual | lists)), RULE, day)


@pytest.mark.parametrize(
    ("drugs", "lists", "because"),
    [
        ((), {"check_ins": [lesions(240, 0)]}, "No relapse after control stands"),
        ((), {"statuses": STATUSES[:1], "check_ins": [*(sores(d, 1) for d in range(70, 239, 28)), BACK]}, "without"),
        ((tapered((0, 60), (30, 10.5)), azathioprine()), {}, "without complete remission on minimal therapy"),
        ((tapered(), azathioprine(stopped_on="2022-08-31")), {"flares": []}, None),  # day 240: prednisone alone
        ((), {"check_ins": [sores(230, days=9), BACK]}, None),
        ((tapered(), azathioprine(), drug("dapsone", since=239, treats=PV, intent="switch")), {}, "without"),
    ],
)
def test_without_remission_relapse_or_drug_it_is_silent(
    drugs: tuple[Entry, ...], lists: dict[str, Any], because: str | None
) -> None:
    answer = found(*drugs, **lists)
    if because is None:
        because = (
            "No immunosuppressant or biologic was taken then: 3 new lesions" if drugs else "82 days; then 3 new lesions"
        )
    assert (answer.outcome is Outcome.NOT_FIRED) is ("then 3" not in because)
    assert because in answer.because


@pytest.mark.parametrize(
    ("drugs", "lists", "missing"),
    [
        ((), {"check_ins": []}, "lesion log or clinic visit of the last 30 days"),
        ((), {"check_ins": [lesions(240, 3, days=9)]}, "whether the new lesions logged up to 31 August 2022 healed"),
        (
            (),
            {"statuses": STATUSES[:1]},
            "remission dates: lesion status and steroid dose between 14 April 2022 and 23 August 2022",
        ),
    ],
)
def test_what_is_not_recorded_is_named(drugs: tuple[Entry, ...], lists: dict[str, Any], missing: str) -> None:
    answer = found(*drugs, **lists)
    assert answer.outcome is Outcome.CANNOT_ASSESS
    assert [what[: len(missing)] for what in answer.missing] == [missing]


def test_without_any_treatment_on_record_that_is_what_is_missing() -> None:
    none = found(drug("prednisone", treats="other", route="oral", amount=8))
    assert (none.outcome, none.missing) == (Outcome.CANNOT_ASSESS, ("treatments and their doses",))


def test_a_relapse_on_an_unchanged_full_dose_after_remission_fires() -> None:
    answer = found()
    assert (answer.outcome, answer.counted_as) == (Outcome.FIRED, Role.CORE)
    assert answer.because == (
        "Complete remission on minimal therapy from 23 May 2022 to 22 August 2022, 91 days; then 3 new lesions that "
        "did not heal within 7 days, in the 30 days up to 31 August 2022, on azathioprine."
    )
    assert {shown.list for shown in answer.evidence} == {"check_ins", "statuses", "therapies"}


def test_remission_may_be_logged_and_the_relapse_recorded_by_a_clinician() -> None:
    logged = [*quiet(128, 212), lesions(245, 0, present=True)]
    answer = found(statuses=STATUSES[:1], check_ins=logged, flares=[relapse(240)])
    assert answer.outcome is Outcome.FIRED
    assert "142 days" not in answer.because
    assert "relapse recorded by a clinician on 31 August 2022" in answer.because


@pytest.mark.parametrize(("since", "outcome"), [(171, Outcome.FIRED), (172, Outcome.NOT_FIRED)])
def test_sixty_days_of_remission_are_looked_for(since: int, outcome: Outcome) -> None:
    """Up to day 230; the steroid dose came down that late."""
    low = tapered((0, 60), (since, 10))
    logged = [*quiet(150, 206), lesions(230, 0), sores(240, days=10)]
    assert found(low, azathioprine(), statuses=STATUSES[:1], check_ins=logged).outcome is outcome


@pytest.mark.parametrize(
    ("therapy", "reasons"),
    [
        (azathioprine(149), {"cf.dose"}),
        (azathioprine(None, doses=[dose(0, 125), dose(156, 150)]), set()),  # the change lies 84 days before
        (azathioprine(None, doses=[dose(0, 125), dose(157, 150)]), {"cf.dose", "cf.duration"}),
        (azathioprine(None, doses=[dose(0, 150), dose(200, 175)]), {"cf.duration"}),
        (azathioprine(since=156), set()),
        (azathioprine(since=157), {"cf.duration"}),
        (azathioprine(None, doses=[dose(0, None)]), {"cf.dose"}),
        (drug("azathioprine", since="2022-08", treats=PV, doses=[dose(220, 150)]), {"cf.duration"}),
        (drug("dapsone", treats=PV, amount=100), None),
        (drug("tacrolimus", treats=PV, amount=4), {"cf.dose"}),
        (drug("azathioprine", treats=PV, stopped=True, amount=150), {"cf.dose"}),
    ],
)
def test_a_drug_that_was_too_little_or_changed_holds_it(therapy: Entry, reasons: set[str] | None) -> None:
    answer = found(tapered(), therapy)
    if reasons is None:
        assert answer.outcome is Outcome.NOT_FIRED
    else:
        assert answer.outcome is (Outcome.HELD if reasons else Outcome.FIRED)
        assert held_for(answer) >= reasons
        assert (answer.counted_as, bool(held_for(answer))) == (Role.CORE, bool(reasons))


@pytest.mark.parametrize(("since", "outcome"), [(156, Outcome.FIRED), (157, Outcome.HELD)])
def test_a_regimen_that_was_younger_holds_it(since: int, outcome: Outcome) -> None:
    added = drug("hydroxychloroquine", since=since, treats=PV, intent="escalation", amount=400)
    answer = found(tapered(), azathioprine(), added)
    assert answer.outcome is outcome
    if answer.held_for:
        detail = "hydroxychloroquine started 83 days before the relapse, of 84"
        assert [(hold.rule, hold.detail) for hold in answer.held_for] == [("cf.duration", detail)]


@pytest.mark.parametrize(
    ("infused_on", "role"),
    [
        ((46, 60), Role.CORE),  # 180 days
        ((45, 59), Role.SUPPORTING),  # 181 days
        ((-504, -490), Role.SUPPORTING),  # 730 days
        ((-505, -491), Role.CORE),  # 731 days: it counts no more
    ],
)
def test_late_after_rituximab_it_is_context(infused_on: tuple[int, int], role: Role) -> None:
    given = rituximab(*infused_on) | {"intent": "other"}
    answer = found(tapered(), azathioprine(), given)
    assert (answer.outcome, answer.counted_as) == (Outcome.FIRED, role)
    assert ("its effect wears off" in answer.because) is (role is Role.SUPPORTING)


@pytest.mark.parametrize(
    ("given", "outcome", "role", "reasons"),
    [
        (rituximab(60, 74), Outcome.FIRED, Role.CORE, set()),  # 180 days after the first, 166 after the last
        (rituximab(73, 87), Outcome.HELD, Role.CORE, {"cf.duration"}),  # 167 days after the first
        (rituximab(72, 86), Outcome.FIRED, Role.CORE, set()),
        (rituximab(0, 14), Outcome.FIRED, Role.SUPPORTING, set()),
        (rituximab(70), Outcome.HELD, Role.CORE, {"cf.dose"}),
        (rituximab(0), Outcome.HELD, Role.SUPPORTING, {"cf.dose"}),
        (rituximab(60, 74) | {"stopped_on": "2022-03-18"}, Outcome.FIRED, Role.CORE, set()),  # works on
        (
            drug("rituximab", treats=PV, administrations=[{"on": "2022-03-04", "amount": None, "unit": "mg"}]),
            Outcome.HELD,
            Role.CORE,
            {"cf.dose"},
        ),
        (drug("rituximab", treats=PV), Outcome.HELD, Role.CORE, {"cf.duration"}),
    ],
)
def test_rituximab_alone_is_judged_by_its_course(given: Entry, outcome: Outcome, role: Role, reasons: set[str]) -> None:
    answer = found(tapered(), given)
    assert (answer.outcome, answer.counted_as) == (outcome, role)
    assert held_for(answer) == reasons


@pytest.mark.parametrize(
    ("amounts", "reasons"),
    [
        ((1000, 1000), {}),
        ((1000, None), {"cannot assess: the doses of rituximab"}),
        ((1000, 900), {"rituximab: 1 of 2 infusions of a complete course"}),
    ],
)
def test_an_infusion_of_unknown_dose_is_neither_enough_nor_too_little(
    amounts: tuple[float | None, ...], reasons: set[str]
) -> None:
    given = rituximab(60, 74)
    for entry, amount in zip(given["administrations"], amounts, strict=True):
        entry["amount"] = amount
    assert {hold.detail for hold in found(tapered(), given).held_for} == set(reasons)


def test_rituximab_on_days_that_nobody_recorded_holds_it_beside_another_drug() -> None:
    answer = found(tapered(), azathioprine(), drug("rituximab", treats=PV))
    assert [hold.detail for hold in answer.held_for] == ["cannot assess: the infusion dates of rituximab"]
    gone = drug("rituximab", treats=PV, stopped_on="2022-02-01")
    assert found(tapered(), azathioprine(), gone).outcome is Outcome.FIRED


def test_an_earlier_relapse_had_ended_that_remission_already() -> None:
    twice = [*STATUSES, said(225, "control")]
    answer = found(statuses=twice, check_ins=[sores(222), sores(240)])
    assert answer.outcome is Outcome.NOT_FIRED
    assert "without complete remission" in answer.because


def test_a_remission_before_the_present_regimen_is_not_lost_in_it() -> None:
    added = drug("hydroxychloroquine", since=220, treats=PV, intent="switch", amount=400)
    seen = [lesions(212, 0, present=True), BACK]
    assert found(tapered(), azathioprine(), added, check_ins=seen).outcome is Outcome.NOT_FIRED


def test_each_answer_cites_the_relapse_that_it_is_about() -> None:
    for drugs, lists in (
        ((), {"statuses": STATUSES[:1]}),  # whether there was a remission
        ((tapered((0, 60), (30, 10.5)), azathioprine()), {}),  # none
        ((tapered(), azathioprine(stopped_on="2022-08-31")), {}),  # no drug
        ((), {"check_ins": [lesions(240, 3, days=9)]}),  # perhaps no relapse
    ):
        answer = found(*drugs, **lists)
        assert answer.outcome in (Outcome.NOT_FIRED, Outcome.CANNOT_ASSESS)
        assert [shown.on for shown in answer.evidence if shown.list == "check_ins"] == [on(240)]
    assert [shown.on for shown in found(check_ins=[lesions(240, 0)]).evidence] == [on(240)]


def test_a_relapse_too_soon_after_the_infusions_is_held_with_the_days() -> None:
    answer = found(tapered(), rituximab(100, 114))
    assert "relapse 140 days after the first infusion, of 168" in [hold.detail for hold in answer.held_for]
