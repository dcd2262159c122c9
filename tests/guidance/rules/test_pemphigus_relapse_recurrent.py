"""pv.relapse-recurrent: control on day 100, a first relapse on day 190, control again, a second one on day 250."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome
from tests.guidance.builders import Entry, drug, finding, held_for, lesions, on
from tests.guidance.pemphigus_stories import PV, azathioprine, relapse, said, sores, story, tapered

RULE = "pv.relapse-recurrent"
DAY = 260
CONTROLS = [said(100, "control"), said(220, "control")]


def found(*check_ins: Entry, day: int = DAY, **lists: Any) -> Finding:
    usual: dict[str, Any] = {"statuses": CONTROLS}
    return finding(story(day, check_ins=list(check_ins), **(usual | lists)), RULE, day)


@pytest.mark.parametrize(
    ("check_ins", "lists", "because"),
    [
        ([lesions(255, 0)], {}, "No two relapses at least 60 days apart in 365 days"),
        ([sores(190), lesions(255, 0)], {}, "No two relapses"),
        ([sores(190), sores(249)], {}, "No two relapses"),  # 59 days
        ([sores(190), sores(230), sores(249)], {}, "No two relapses"),  # the second one began on day 230
        (
            [sores(190)],
            {"therapies": (tapered((202, 60), (230, 8)),)},
            "Too early: treated since 24 July 2022",
        ),  # 58 days
        (
            [sores(190), sores(250)],
            {"therapies": (tapered(), azathioprine(stopped_on="2022-09-01"))},
            None,
        ),
        (
            [sores(190), sores(250)],
            {"therapies": (tapered(), drug("rituximab", since=250, treats=PV, intent="escalation"))},
            "The regimen changed after the last relapse",
        ),
        (
            [sores(190), sores(250)],
            {"therapies": (tapered((0, 60), (30, 0)), drug("clobetasol", treats=PV, route="topical"))},
            "Not on treatment at each relapse",
        ),
        (
            [sores(190), sores(250)],
            {"therapies": (tapered(stopped_on="2022-09-09"),)},  # day 249
            "Not on treatment at each relapse",
        ),
    ],
)
def test_less_than_two_relapses_on_treatment_are_silent(
    check_ins: list[Entry], lists: dict[str, Any], because: str | None
) -> None:
    answer = found(*check_ins, **lists)
    assert answer.outcome is (Outcome.NOT_FIRED if because else Outcome.FIRED)
    assert (because or "Two relapses in 365 days") in answer.because


@pytest.mark.parametrize(
    ("check_ins", "lists", "missing"),
    [
        ([], {}, ("relapse dates: lesion log or clinic visit of the last 30 days",)),
        ([sores(190)], {}, ("relapse dates: lesion log or clinic visit of the last 30 days",)),
        (
            [sores(190), sores(250)],
            {"statuses": CONTROLS[:1]},
            ("date control was reached between 12 July 2022 and 10 September 2022",),
        ),
        (
            [sores(190), sores(230), sores(255)],  # control on day 220; the second one went on, or a third one came
            {},
            ("date control was reached between 12 July 2022 and 15 September 2022",),
        ),
        ([sores(190), sores(250)], {"statuses": []}, ("date control was reached",)),
        (
            [sores(150), sores(180)],
            {"flares": [relapse(215)]},  # the clinician wrote down the relapse that the log had shown before
            ("date control was reached between 2 June 2022 and 6 August 2022",),
        ),
        (
            [sores(155), sores(226)],  # seven days that reach to before the second control, on day 220
            {},
            ("whether the lesions logged up to 17 August 2022 came after control",),
        ),
        (
            [sores(190), lesions(250, 3)],
            {},
            ("whether the new lesions logged up to 10 September 2022 healed within 7 days",),
        ),
        ([sores(190), sores(250)], {"therapies": ()}, ("treatment on 12 July 2022", "treatment on 10 September 2022")),
        (
            [sores(190), sores(250)],
            {"therapies": (tapered(stopped_on="2022-05-01"), drug("azathioprine", since="2022-07", treats=PV))},
            ("treatment on 12 July 2022",),
        ),
        (
            [sores(190), sores(250)],
            {"therapies": (tapered(stopped_on="2022-09"),)},
            ("treatment on 10 September 2022",),
        ),
        (
            [sores(190), sores(250)],
            {"therapies": (drug("azathioprine", since=None, treats=PV), tapered((195, 8)))},
            ("treatment on 12 July 2022",),
        ),
        (
            [sores(190), sores(250)],
            {"therapies": (tapered(stopped=True),)},
            ("treatment on 12 July 2022", "treatment on 10 September 2022"),
        ),
    ],
)
def test_what_is_not_recorded_is_named(check_ins: list[Entry], lists: dict[str, Any], missing: tuple[str, ...]) -> None:
    answer = found(*check_ins, **lists)
    assert answer.outcome is Outcome.CANNOT_ASSESS
    assert answer.missing == missing


def test_it_says_both_sights_when_they_may_be_one_relapse() -> None:
    answer = found(*(lesions(seen, extended=True) for seen in (190, 250)), statuses=[])
    assert answer.because == (
        "Established lesions extended by 12 July 2022, and established lesions extended by 10 September 2022: whether "
        "these are two relapses isn't known."
    )


def test_two_relapses_with_control_between_them_fire() -> None:
    answer = found(sores(190), sores(250))
    assert answer.outcome is Outcome.FIRED
    assert answer.because.startswith("Two relapses in 365 days, on treatment: ")
    assert "60 days apart" in answer.because
    cited = {(shown.list, shown.on) for shown in answer.evidence}
    assert {name for name, _ in cited} == {"statuses", "check_ins", "therapies"}
    assert len([name for name, _ in cited if name == "statuses"]) == 2


def test_two_that_a_clinician_recorded_need_no_control_between_them() -> None:
    both = [relapse(190), relapse(250)]
    assert found(lesions(255, 0), statuses=[], flares=both).outcome is Outcome.FIRED
    assert found(lesions(255, 0), statuses=[], flares=[relapse(191), relapse(250)]).outcome is Outcome.NOT_FIRED
    same_day = [relapse(190), relapse(190, kind="flare"), relapse(250)]
    assert found(lesions(255, 0), statuses=CONTROLS[:1], flares=same_day).outcome is Outcome.FIRED
    seen_before = found(sores(150), statuses=CONTROLS[:1], flares=[relapse(190), relapse(250)])
    assert seen_before.because.endswith(": 100 days apart.")  # the first sight of the first one, and the second one
    assert found(statuses=[], flares=both).outcome is Outcome.FIRED  # history: no entry of today is needed


@pytest.mark.parametrize(("day", "outcome"), [(555, Outcome.FIRED), (556, Outcome.NOT_FIRED)])
def test_it_stands_while_both_lie_in_the_last_year(day: int, outcome: Outcome) -> None:
    assert found(sores(190), sores(250), lesions(550, 0), day=day).outcome is outcome


@pytest.mark.parametrize(("day", "outcome"), [(555, Outcome.FIRED), (556, Outcome.NOT_FIRED), (584, Outcome.NOT_FIRED)])
def test_a_relapse_counts_from_its_first_sight_however_long_it_lasts(day: int, outcome: Outcome) -> None:
    answer = found(sores(190), sores(219), sores(300), lesions(day, 0), day=day)
    assert answer.outcome is outcome
    assert ("110 days apart" in answer.because) is (outcome is Outcome.FIRED)


@pytest.mark.parametrize(("day", "outcome"), [(282, Outcome.HELD), (283, Outcome.FIRED)])
def test_a_regimen_that_is_too_young_holds_it(day: int, outcome: Outcome) -> None:
    drugs = (tapered(), azathioprine(since=199) | {"intent": "escalation"})
    answer = found(sores(190), sores(250), day=day, therapies=drugs)
    assert answer.outcome is outcome
    assert held_for(answer) == ({"cf.duration"} if outcome is Outcome.HELD else set())
    if answer.held_for:
        assert answer.held_for[0].detail == "azathioprine started 83 days ago, judged after 84"


@pytest.mark.parametrize(("name", "trial"), [("rituximab", 168), ("dapsone", 84), ("ivig", 84)])
def test_how_young_depends_on_the_drug_that_began_the_regimen(name: str, trial: int) -> None:
    drugs = (tapered(), drug(name, since=199, treats=PV, intent="escalation"))
    for day, outcome in ((198 + trial, Outcome.HELD), (199 + trial, Outcome.FIRED)):
        assert found(sores(190), sores(250), day=day, therapies=drugs).outcome is outcome


def test_a_start_that_nobody_dated_holds_it() -> None:
    drugs = (tapered(), drug("rituximab", since=None, treats=PV, intent="switch"))
    assert held_for(found(sores(190), sores(250), therapies=drugs)) == {"cf.duration"}


def test_an_unclear_pair_cites_both() -> None:
    answer = found(*(lesions(seen, extended=True) for seen in (190, 250)), statuses=[])
    assert [shown.on for shown in answer.evidence] == [on(190), on(250)]
