"""tak.lost-response. Treated since day 0, in remission from day 120, a relapse on day 302; judged on day 310."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome
from tests.guidance.builders import (
    Entry,
    at,
    checked,
    document,
    dose,
    drug,
    finding,
    held_for,
    joined,
    on,
    status,
    steroid,
)

RULE = "tak.lost-response"
DAY = 310
QUIET = status(120, "remission")
STEROID = steroid((0, 40), (42, 20), (84, 10), (302, 15))
MTX = drug("methotrexate", amount=15, every="week", intent="induction")


def relapse(day: int = 302, **fields: Any) -> Entry:
    return {"on": at(day), "condition": "takayasu-arteritis", "kind": "relapse", "recorded_by": "clinician", **fields}


def story(*statuses: Entry, therapies: Any = (STEROID, MTX), day: int = DAY, **lists: Any) -> Any:
    return joined(document(therapies=list(therapies), statuses=list(statuses), **lists), checked(day))


def found(*statuses: Entry, flares: Any = None, **lists: Any) -> Finding:
    day = lists.get("day", DAY)
    return finding(story(*statuses, flares=[relapse()] if flares is None else flares, **lists), RULE, day)


def test_without_a_relapse_it_is_silent() -> None:
    said = found(QUIET, flares=[])
    assert said.outcome is Outcome.NOT_FIRED
    assert said.because.startswith("No recorded relapse still stands")


def test_without_any_status_or_relapse_nobody_knows() -> None:
    assert found(flares=[]).missing == ("a clinician's status between 3 January 2022 and 9 November 2022",)


def test_without_a_start_it_cannot_be_assessed() -> None:
    assert found(QUIET, therapies=()).missing == ("start of treatment (t0)",)


@pytest.mark.parametrize("statuses", [(), (status(302, "remission"),)])
def test_without_a_status_before_it_the_remission_is_asked_for(statuses: Any) -> None:
    said = found(*statuses)
    assert said.outcome is Outcome.CANNOT_ASSESS
    assert said.missing == ("remission start date (a clinician's status before 1 November 2022)",)


@pytest.mark.parametrize(
    "statuses",
    [
        (status(121, "remission"),),  # 181 days
        (status(120, "low-activity"),),
        (QUIET, status(200, "low-activity")),
        (QUIET, status(200, "active"), status(201, "remission")),
        (QUIET, status(301, "active")),
        (QUIET, status(303, "remission")),  # contradicts it
        (QUIET, status(303, "low-activity")),
    ],
)
def test_a_shorter_or_broken_remission_is_none(statuses: Any) -> None:
    assert found(*statuses).outcome is Outcome.NOT_FIRED


@pytest.mark.parametrize("kind", ["flare", "relapse"])
@pytest.mark.parametrize("statuses", [(QUIET,), (QUIET, status(200, "remission"))])
def test_a_flare_or_relapse_in_between_ends_it(statuses: Any, kind: str) -> None:
    said = found(*statuses, flares=[relapse(150, kind=kind), relapse()])
    assert said.outcome is Outcome.NOT_FIRED


def test_what_the_patient_noted_in_between_does_not() -> None:
    assert found(QUIET, flares=[relapse(150, recorded_by="patient"), relapse()]).outcome is Outcome.FIRED


@pytest.mark.parametrize(
    "statuses",
    [
        (QUIET,),
        (status(120, "complete-remission"),),
        (QUIET, status(200, "remission"), status(290, "complete-remission")),
        (status(90, "active"), QUIET),
        (QUIET, status(302, "active")),
        (QUIET, status(305, "active")),
    ],
)
def test_a_remission_of_182_days_that_ends_fires(statuses: Any) -> None:
    assert found(*statuses).outcome is Outcome.FIRED


def test_the_sentence_holds_the_whole_arithmetic() -> None:
    said = found(QUIET, status(200, "remission"))
    assert said.because == (
        "Remission at 10 mg/day of prednisone-equivalent or less for 182 days from 3 May 2022 (182 are looked for), "
        "no treatment stopped or below 90 % of its dose; then relapse recorded by a clinician on 1 November 2022."
    )
    assert [(shown.list, shown.on) for shown in said.evidence] == [
        ("statuses", on(120)),
        ("flares", on(302)),
        ("therapies", on(0)),
        ("therapies", on(0)),
    ]
    assert said.evidence[2].shows == "methotrexate: neither stopped nor lowered"
    assert said.would_change == ("a later status of remission or low activity", "a new treatment")


def test_the_days_above_the_target_dose_are_no_sustained_remission() -> None:
    later = steroid((0, 40), (42, 20), (121, 10))
    assert found(QUIET, therapies=(later, MTX)).outcome is Outcome.NOT_FIRED
    assert "for 181 days from 4 May 2022" in found(QUIET, therapies=(later, MTX)).because
    sooner = steroid((0, 40), (42, 20), (120, 10))
    assert found(QUIET, therapies=(sooner, MTX)).outcome is Outcome.FIRED
    above = steroid((0, 40), (42, 20), (84, 10.1))
    assert found(QUIET, therapies=(above, MTX)).outcome is Outcome.NOT_FIRED
    pulse = steroid((0, 40), (84, 10), (200, 500), (203, 10))
    assert found(QUIET, therapies=(pulse, MTX)).outcome is Outcome.NOT_FIRED


def test_an_unknown_steroid_dose_is_asked_for() -> None:
    gap = steroid((0, 40), (84, 10), (200, None), (230, 10))
    said = found(QUIET, therapies=(gap, MTX))
    assert said.missing == ("steroid dose between 3 May 2022 and 1 November 2022",)
    early = steroid((0, 40), (84, None), (110, 10))
    assert found(QUIET, therapies=(early, MTX)).outcome is Outcome.FIRED
    assert found(QUIET, therapies=(MTX,)).outcome is Outcome.CANNOT_ASSESS


def lowered(*amounts: tuple[int, float | None], **fields: Any) -> Any:
    weekly = [dose(day, amount, every="week") for day, amount in ((0, 20.0), *amounts)]
    return (STEROID, drug("methotrexate", doses=weekly, intent="induction", **fields))


@pytest.mark.parametrize(
    ("therapies", "says"),
    [
        (lowered((200, 18)), Outcome.FIRED),  # exactly 90 %
        (lowered((200, 17.9)), Outcome.NOT_FIRED),
        (lowered((200, 15), (210, 20)), Outcome.NOT_FIRED),
        (lowered((100, 15)), Outcome.FIRED),  # before the remission
        (lowered((200, 25)), Outcome.FIRED),
        (lowered((302, 15)), Outcome.FIRED),  # because of the relapse
        (lowered((200, None)), Outcome.CANNOT_ASSESS),
        (lowered(stopped_on=at(301)), Outcome.NOT_FIRED),
        (lowered(stopped=True), Outcome.CANNOT_ASSESS),
    ],
)
def test_less_of_a_drug_is_another_treatment(therapies: Any, says: Outcome) -> None:
    assert found(QUIET, therapies=therapies).outcome is says


def test_what_was_lowered_and_what_is_unknown_is_named() -> None:
    assert "methotrexate went below its dose of 3 May 2022" in found(QUIET, therapies=lowered((200, 15))).because
    assert "methotrexate was stopped" in found(QUIET, therapies=lowered(stopped_on=at(301))).because
    unknown = found(QUIET, therapies=lowered((200, None)))
    assert unknown.missing == ("dose of methotrexate between 3 May 2022 and 1 November 2022",)
    assert found(QUIET, therapies=lowered(stopped=True)).missing == ("when methotrexate was stopped",)


def test_a_drug_stopped_on_the_day_of_the_relapse_changed_nothing_before_it() -> None:
    said = found(QUIET, therapies=lowered(stopped_on=at(302)))
    assert said.outcome in (Outcome.FIRED, Outcome.HELD)


def test_a_drug_that_was_over_or_had_not_begun_is_no_part_of_it() -> None:
    over = drug("azathioprine", stopped_on=at(120), amount=150)
    later = drug("azathioprine", since=121, stopped_on=at(200), amount=150, intent="adjuvant")
    assert found(QUIET, therapies=(STEROID, MTX, over)).outcome is Outcome.FIRED
    assert found(QUIET, therapies=(STEROID, MTX, later)).outcome is Outcome.FIRED


def infusions(*given: tuple[int, float | None]) -> Any:
    entries = [{"on": at(day), "amount": amount, "unit": "mg"} for day, amount in given]
    return (STEROID, MTX, drug("infliximab", since=0, route="intravenous", intent="induction", administrations=entries))


@pytest.mark.parametrize(
    ("therapies", "says"),
    [
        (infusions((100, 300), (150, 300), (200, 270)), Outcome.HELD),  # and late: held by cf.adherence
        (infusions((100, 300), (150, 269)), Outcome.NOT_FIRED),
        (infusions((100, 400), (120, 300), (150, 300)), Outcome.HELD),
        (infusions((50, 400), (100, 300), (150, 300)), Outcome.HELD),
        (infusions((100, 300), (302, 200)), Outcome.HELD),
        (infusions((100, 300), (150, None)), Outcome.CANNOT_ASSESS),
        (infusions((121, 300)), Outcome.CANNOT_ASSESS),  # none known before
    ],
)
def test_of_infusions_the_amounts_are_compared(therapies: Any, says: Outcome) -> None:
    assert found(QUIET, therapies=therapies).outcome is says


def test_doses_in_two_units_are_compared_by_the_weight() -> None:
    lines = [dose(0, 2, unit="mg/kg"), dose(200, 120)]
    aza = drug("azathioprine", doses=lines, intent="induction")
    weight = [{"on": at(0), "kind": "weight", "value": 60, "unit": "kg"}]
    assert found(QUIET, therapies=(STEROID, MTX, aza), measurements=weight).outcome is Outcome.FIRED
    heavy = [{"on": at(0), "kind": "weight", "value": 70, "unit": "kg"}]
    assert found(QUIET, therapies=(STEROID, MTX, aza), measurements=heavy).outcome is Outcome.NOT_FIRED
    assert found(QUIET, therapies=(STEROID, MTX, aza)).outcome is Outcome.CANNOT_ASSESS


def test_less_steroid_in_the_remission_is_checked_first() -> None:
    less = steroid((0, 40), (84, 10), (200, 8.9), (302, 15))
    said = found(QUIET, therapies=(less, MTX))
    assert (said.outcome, held_for(said)) == (Outcome.HELD, {"cf.dose"})
    assert said.held_for[0].detail == "the steroid dose went from 10 to 8.9 mg/day in the remission: below 90 %"
    enough = steroid((0, 40), (84, 10), (200, 9), (302, 15))
    assert found(QUIET, therapies=(enough, MTX)).outcome is Outcome.FIRED


@pytest.mark.parametrize(("since", "says"), [(120, Outcome.FIRED), (121, Outcome.NOT_FIRED), (302, Outcome.NOT_FIRED)])
def test_only_time_on_the_present_treatment_counts(since: int, says: Outcome) -> None:
    tcz = drug("tocilizumab", since=since, amount=162, every="week", intent="switch")
    old = drug("methotrexate", amount=10, every="week", intent="induction")
    assert found(QUIET, therapies=(STEROID, old, tcz)).outcome is says


def test_a_treatment_that_began_on_the_day_of_the_relapse_is_told() -> None:
    tcz = drug("tocilizumab", since=302, amount=162, every="week", intent="switch")
    said = found(QUIET, therapies=(STEROID, MTX, tcz))
    assert "on 1 November 2022: not later than the present treatment, which began on 1 November 2022." in said.because


def test_dose_lines_speak_before_infusions() -> None:
    _, _, lowered_later = infusions((100, 300), (150, 200))
    both = lowered_later | {"doses": [dose(0, 300, every="8-weeks")]}
    assert found(QUIET, therapies=(STEROID, MTX, both)).outcome is not Outcome.NOT_FIRED


@pytest.mark.parametrize(("day", "says"), [(484, Outcome.FIRED), (485, Outcome.NOT_FIRED)])
def test_a_recorded_relapse_stands_for_182_days(day: int, says: Outcome) -> None:
    assert found(QUIET, day=day).outcome is says


def test_of_an_unsigned_relapse_it_is_asked_who_recorded_it() -> None:
    unsigned = relapse()
    del unsigned["recorded_by"]
    said = found(QUIET, flares=[unsigned])
    assert said.missing == ("who recorded the relapse of 1 November 2022",)
    assert "1 November 2022" in said.because
    assert found(QUIET, flares=[unsigned], day=485).outcome is Outcome.NOT_FIRED


def test_each_answer_cites_what_it_rests_on() -> None:
    for statuses, therapies, lists in (
        ((status(120, "low-activity"),), (STEROID, MTX), ["flares"]),  # no remission
        ((), (STEROID, MTX), ["flares"]),  # nobody said
        ((QUIET,), lowered((200, 15)), ["flares"]),
        ((QUIET,), lowered((200, None)), ["statuses", "flares"]),
    ):
        said = found(*statuses, therapies=therapies)
        assert said.outcome is not Outcome.FIRED
        assert [shown.list for shown in said.evidence] == lists


def test_what_would_change_it() -> None:
    change = ("a later status of remission or low activity", "a new treatment")
    assert found(QUIET).would_change == change
    less_steroid = steroid((0, 40), (42, 20), (84, 10), (200, 5), (302, 15))
    held = found(QUIET, therapies=(less_steroid, MTX))
    assert held.outcome is Outcome.HELD
    assert held.would_change[:2] == change


@pytest.mark.parametrize(("mg", "says"), [(9, Outcome.FIRED), (8.95, Outcome.HELD)])
def test_a_steroid_dose_of_less_than_the_share_is_checked_first(mg: float, says: Outcome) -> None:
    lower = steroid((0, 40), (42, 20), (84, 10), (200, mg), (302, 15))
    assert found(QUIET, therapies=(lower, MTX)).outcome is says
