"""np.recurrent: did the same neuropsychiatric event come back within two years, on maintenance therapy?"""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import SLE, Entry, at, checked, document, drug, finding, held_for, infused, joined, on

RULE = "np.recurrent"
UNKNOWN = "cannot assess: whether azathioprine was taken on 26 August 2023"
DAY = 620


def seizure(day: int, attribution: str | None = "sle-inflammatory", *, kind: str = "seizure") -> Entry:
    said = {"attribution": attribution} if attribution else {}
    return {"type": kind, "began_on": at(day), **said}


def maintained(since: int | str | None = 0, name: str = "azathioprine", **fields: Any) -> Entry:
    return drug(name, since=since, treats=SLE, **({"intent": "induction"} | fields))


def judged(*events: Entry, day: int = DAY, therapies: tuple[Entry, ...] | None = None) -> Finding:
    given = (maintained(),) if therapies is None else therapies
    doc = document(SLE, therapies=list(given), neuropsychiatric_events=list(events))
    return finding(joined(doc, checked(day)), RULE, day)


@pytest.mark.parametrize(
    "events",
    [
        [seizure(600)],
        [seizure(100), seizure(600, kind="psychosis")],
        [seizure(100), seizure(600, "not-sle")],
        [seizure(100, "sle-ischaemic"), seizure(600)],
        [seizure(571), seizure(600)],  # 29 days apart: one
        [seizure(560), seizure(580), seizure(600)],  # a chain is one
        [seizure(-200), seizure(-150)],  # before the present treatment
        [seizure(-111), seizure(600)],  # too long ago
    ],
)
def test_it_stays_silent(events: list[Entry]) -> None:
    assert judged(*events).outcome is Outcome.NOT_FIRED


def test_without_an_event_it_says_what_np_persistent_says() -> None:
    assert judged().because == "Not applicable: no neuropsychiatric event is recorded."


@pytest.mark.parametrize("said", [None, "undetermined"])
def test_an_attribution_that_would_decide_is_named(said: str | None) -> None:
    found = judged(seizure(100), seizure(600, said))
    assert (found.outcome, found.missing) == (
        Outcome.CANNOT_ASSESS,
        ("attribution by a clinician of the seizure of 26 August 2023",),
    )
    assert len(found.evidence) == 2
    assert judged(seizure(100, said), seizure(600, said)).missing[0].endswith("seizure of 13 April 2022")
    assert judged(seizure(600, said)).outcome is Outcome.NOT_FIRED


@pytest.mark.parametrize(
    "events",
    [
        [seizure(100), seizure(600)],
        [seizure(570), seizure(600)],
        [seizure(-110), seizure(600)],
        [seizure(100), seizure(300), seizure(600)],
        [seizure(100), seizure(600), seizure(610, None)],
        [seizure(100), seizure(300, None), seizure(600)],
    ],
)
def test_the_same_event_again_fires(events: list[Entry]) -> None:
    found = judged(*events)
    assert (found.outcome, found.counted_as, found.prompt_contact) == (Outcome.FIRED, Role.CORE, False)


@pytest.mark.parametrize(("day", "outcome"), [(830, Outcome.FIRED), (831, Outcome.NOT_FIRED)])
def test_it_stands_while_both_lie_within_two_years(day: int, outcome: Outcome) -> None:
    assert judged(seizure(100), seizure(600), day=day).outcome is outcome


def test_a_new_regimen_ends_it() -> None:
    for began, outcome in ((600, Outcome.FIRED), (601, Outcome.NOT_FIRED)):
        new = maintained(began, "mycophenolate mofetil", intent="switch")
        assert judged(seizure(100), seizure(600), therapies=(maintained(), new)).outcome is outcome


@pytest.mark.parametrize(
    ("therapies", "detail"),
    [
        ((maintained(599),), None),
        ((maintained(600),), "no maintenance therapy was taken on 26 August 2023"),
        ((maintained(0, stopped_on=at(600)),), "no maintenance therapy was taken on 26 August 2023"),
        ((maintained(0, stopped_on=at(601)),), None),
        ((maintained(None),), UNKNOWN),
        ((maintained(0, stopped=True),), UNKNOWN),
        (
            (maintained("2023-08", intent="adjuvant"),),
            UNKNOWN,
        ),
        ((maintained(0, stopped_on="2023-08"),), UNKNOWN),
        ((maintained(None, stopped_on=at(600)),), "no maintenance therapy was taken on 26 August 2023"),
        ((), "cannot assess: maintenance therapy on 26 August 2023"),
        ((maintained(0, "hydroxychloroquine"),), "cannot assess: maintenance therapy on 26 August 2023"),
        ((maintained(0, "hydroxychloroquine", intent="maintenance"),), None),
        ((maintained(None), maintained(0, "methotrexate")), None),
    ],
)
def test_without_maintenance_therapy_it_is_held(therapies: tuple[Entry, ...], detail: str | None) -> None:
    found = judged(seizure(100), seizure(600), therapies=therapies)
    own = [hold.detail for hold in found.held_for if hold.rule == "cf.dose"]
    assert own == ([detail] if detail else [])
    assert (found.outcome is Outcome.FIRED) is (detail is None)


@pytest.mark.parametrize(("given", "counts"), [(418, True), (417, False), (599, True), (600, False)])
def test_an_infusion_works_on_for_half_a_year(given: int, counts: bool) -> None:
    rituximab = infused("rituximab", (given, 1000), stopped_on=at(min(given, 600))) | {"for": SLE}
    found = judged(seizure(100), seizure(600), therapies=(rituximab,))
    assert (found.outcome is Outcome.FIRED) is counts


def test_it_says_which_events_and_on_which_drug() -> None:
    found = judged(seizure(100), seizure(600), seizure(300, kind="psychosis"))
    assert found.because == (
        "Seizure on 13 April 2022 and 26 August 2023, the last one on azathioprine; two in 730 days are looked for."
    )
    assert [shown.on for shown in found.evidence] == [on(100), on(600), on(0)]
    assert found.would_change == ("another attribution of one of them by a clinician",)
    held = judged(seizure(100), seizure(600), therapies=(maintained(600),))
    assert held.because == (
        "Seizure on 13 April 2022 and 26 August 2023. Whether maintenance therapy was taken on the last of these days "
        "is to be checked."
    )
    assert held_for(held) == {"cf.dose"}


def test_of_two_types_that_returned_the_newest_is_told() -> None:
    events = [seizure(day, kind=kind) for kind, day in (("psychosis", 200), ("psychosis", 605))]
    assert judged(seizure(100), seizure(600), *events).because.startswith(
        "Psychosis on 22 July 2022 and 31 August 2023"
    )


@pytest.mark.parametrize(("fields", "day"), [({"since": "2023-08"}, 605), ({"stopped_on": "2023-09"}, 606)])
def test_a_drug_begun_or_stopped_perhaps_on_that_very_day_is_unknown(fields: dict[str, Any], day: int) -> None:
    found = judged(seizure(100), seizure(day), therapies=(maintained(intent="adjuvant", **fields),))
    (hold,) = found.held_for
    assert hold.detail.startswith("cannot assess: whether azathioprine was taken on ")


def test_of_three_the_last_lies_in_the_present_treatment() -> None:
    new = maintained(500, "mycophenolate mofetil", intent="switch")
    events = [seizure(100), seizure(300), seizure(600)]
    assert judged(*events, therapies=(maintained(), new)).outcome is Outcome.FIRED
    assert judged(*events[:2], therapies=(maintained(), new)).outcome is Outcome.NOT_FIRED
