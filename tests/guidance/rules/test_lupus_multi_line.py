"""sle.multi-line: two classes, adequate and without effect, while a core rule of active lupus fires now?"""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import SLE, TAK, Entry, at, document, drug, finding, held_for, taken
from tests.guidance.lupus_stories import HCQ, cited, lupus, says, sledai

RULE = "sle.multi-line"
FIRED, HELD, NOT_FIRED, CANNOT_ASSESS = Outcome.FIRED, Outcome.HELD, Outcome.NOT_FIRED, Outcome.CANNOT_ASSESS
ACTIVE = [sledai(91, 8), sledai(175, 8)]
NO_EFFECT = {"stopped_on": at(-100), "stop_reason": "lack-of-effect"}


def earlier(name: str = "methotrexate", since: int | None = -300, **fields: Any) -> Entry:
    usual: Entry = {"treats": SLE, "amount": 15, "every": "week", "intent": "induction", "id": "first"}
    return drug(name, since=since, **usual | NO_EFFECT | fields)


def belimumab(**fields: Any) -> Entry:
    usual: Entry = {"treats": SLE, "amount": 200, "every": "week", "intent": "escalation", "id": "bel"}
    return drug("belimumab", **usual | fields)


def seen(*drugs: Entry, day: int = 180, scored: list[Entry] = ACTIVE, **lists: Any) -> Finding:
    return says(RULE, day, *scored, drugs=[HCQ, *drugs], **lists)


def test_two_classes_without_effect_fire_while_lupus_is_active() -> None:
    found = seen(earlier(), belimumab())
    assert (found.outcome, found.counted_as) == (FIRED, Role.CORE)
    assert found.because == (
        "2 classes without control: antimetabolite (methotrexate: 200 days at the usual dose (91 are looked for), 0 "
        "off it, recorded as without effect) and BLyS blocker (belimumab: 180 days at the usual dose (168 are looked "
        "for), 0 off it, still given). Now: activity score not falling."
    )
    assert cited(found) == ["first", "bel", "score-91", "score-175"]
    assert found.for_patient
    assert found.would_change == ("no core rule of active lupus that fires",)


def test_without_activity_no_line_counts() -> None:
    quiet = [sledai(91, 2), sledai(175, 2), sledai(178, 2)]
    visits = [{**sledai(day, 2, major_organ_activity=False, new_activity=False), "id": f"v{day}"} for day in (60, 179)]
    pga = [{"on": at(day), "instrument": "pga-0-3", "value": 0.5} for day in (60, 179)]
    baseline = [sledai(0, 8)]
    found = seen(earlier(), belimumab(), scored=[*baseline, *quiet, *visits, *pga])
    assert found.outcome is NOT_FIRED
    assert found.because == "No core rule of active lupus fires now, so no line counts as without control."


@pytest.mark.parametrize(
    ("first", "wanted"),
    [
        (earlier(stop_reason="loss-of-effect"), FIRED),
        (earlier(stop_reason=None, outcome="lack-of-effect"), FIRED),
        (earlier(stop_reason="intolerance"), NOT_FIRED),
        (earlier(stop_reason="toxicity", outcome="lack-of-effect"), NOT_FIRED),
        (earlier(stop_reason="access"), NOT_FIRED),
        (earlier(stop_reason="pregnancy"), NOT_FIRED),
        (earlier(stop_reason="planned"), NOT_FIRED),
        (earlier(stop_reason=None, outcome="response"), NOT_FIRED),
        (earlier(amount=10), NOT_FIRED),  # below the usual dose
        (earlier(since=-190), NOT_FIRED),  # 90 days
        (earlier(since=-191), FIRED),
        (earlier("belimumab", amount=200), NOT_FIRED),  # one class
        (earlier() | {"for": "other"}, NOT_FIRED),
        (earlier(stop_reason=None), CANNOT_ASSESS),
        (earlier(amount=None), CANNOT_ASSESS),
        (earlier(since=None, doses=[]), CANNOT_ASSESS),
        (earlier("baricitinib", amount=4, every="day"), CANNOT_ASSESS),  # no agreed dose
        (earlier("tacrolimus", amount=4, every="day"), CANNOT_ASSESS),
        (earlier("abatacept", amount=125), CANNOT_ASSESS),  # of another class, and no agreed dose
        (earlier("baricitinib", amount=4, every="day", stop_reason="toxicity"), NOT_FIRED),
    ],
)
def test_how_the_first_line_ended(first: Entry, wanted: Outcome) -> None:
    drop = {name: said for name, said in first.items() if said is not None}
    assert seen(drop, belimumab()).outcome is wanted


def without(entry: Entry) -> Entry:
    return {name: said for name, said in entry.items() if said is not None}


@pytest.mark.parametrize(
    ("first", "missing"),
    [
        (earlier(stop_reason=None), ("why methotrexate was stopped",)),
        (earlier(amount=None), ("the dose of methotrexate, or the weight that it is judged by",)),
        (
            earlier("baricitinib", amount=4, every="day", stop_reason=None),
            ("why baricitinib was stopped", "no agreed dose of baricitinib for lupus"),
        ),
    ],
)
def test_what_is_missing_is_named(first: Entry, missing: tuple[str, ...]) -> None:
    found = seen(without(first), belimumab())
    assert (found.outcome, found.missing) == (CANNOT_ASSESS, missing)
    assert cited(found) == ["first"]
    assert found.because.startswith(
        f"Whether {first['drug']} counts as a line without effect isn't recorded; 2 classes"
    )


def test_one_line_is_none_of_several() -> None:
    other = earlier(stop_reason="intolerance")
    found = seen(other, belimumab())
    assert found.outcome is NOT_FIRED
    assert found.because == (
        "1 class without control: BLyS blocker (belimumab: 180 days at the usual dose (168 are looked for), 0 off it, "
        "still given), of 2 lines recorded; 2 classes are looked for."
    )
    assert cited(found) == ["first", "bel"]
    none = seen(other, belimumab(), day=100, scored=[sledai(95, 14)])
    assert none.because.startswith("No line of treatment that was adequate and without effect, of 2 lines recorded")


def test_one_class_is_none_of_several() -> None:
    found = seen(earlier("azathioprine", amount=150, every="day"), earlier(id="second"))
    assert (found.outcome, found.because) == (
        NOT_FIRED,
        "Immunosuppressants and biologics recorded: azathioprine and methotrexate; 2 classes are looked for.",
    )
    assert seen().because.startswith("Immunosuppressants and biologics recorded: none; ")


def test_nothing_recorded_is_not_no_treatment() -> None:
    found = finding(document(SLE, flares=[]), RULE, 180)
    assert found.missing == ("treatments given so far, and why they ended",)


def test_a_core_rule_that_is_held_holds_it_too() -> None:
    doc = lupus(180, *ACTIVE, drugs=[HCQ, earlier(), belimumab()])
    doc["adherence"] = [taken(60, day=180)]
    found = finding(doc, RULE, 180)
    assert (found.outcome, held_for(found)) == (HELD, {"cf.adherence"})
    low = seen(earlier(), belimumab(), drug("azathioprine", treats=SLE, amount=150, intent="adjuvant"))
    assert low.outcome is FIRED
    early = [sledai(0, 8), sledai(100, 14)]
    fresh = seen(
        earlier(),
        earlier("anifrolumab", since=-290, id="second", doses=[], administrations=INFUSIONS),
        belimumab(),
        day=110,
        scored=early,
    )
    assert (fresh.outcome, held_for(fresh)) == (HELD, {"cf.duration"})
    assert cited(fresh) == ["first", "second", "score-100", "bel"]
    assert fresh.for_patient


INFUSIONS = [{"on": at(day), "amount": 300, "unit": "mg"} for day in range(-290, -101, 28)]


def test_activity_that_cannot_be_assessed_leaves_it_open() -> None:
    second = earlier("anifrolumab", since=-290, id="second", administrations=INFUSIONS)
    second.pop("doses")
    found = seen(earlier(), second, belimumab(), scored=[])
    assert found.outcome is CANNOT_ASSESS
    assert found.missing[0].startswith("SLEDAI-2K between ")
    assert cited(found) == ["first", "second", "bel"]
    alone = seen(earlier(), scored=[])
    assert alone.outcome is NOT_FIRED


def rituximab(**fields: Any) -> Entry:
    infusions = [{"on": at(day), "amount": 1000, "unit": "mg"} for day in (-300, -286)]
    return drug(
        "rituximab", since=-300, treats=SLE, intent="induction", administrations=infusions, id="first", **fields
    )


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"stopped_on": at(-286), "outcome": "lack-of-effect", "judged_on": at(-110)}, FIRED),  # it works on
        ({"stopped_on": at(-286), "stop_reason": "planned"}, NOT_FIRED),
        ({"stopped_on": at(-286), "stop_reason": "lack-of-effect"}, FIRED),
        ({"stopped_on": at(-100), "stop_reason": "lack-of-effect"}, FIRED),
        ({"stopped_on": at(-286)}, CANNOT_ASSESS),
        ({}, CANNOT_ASSESS),  # worn off, and another regimen followed
    ],
)
def test_a_course_of_infusions_as_a_line(fields: Entry, wanted: Outcome) -> None:
    found = seen(rituximab(**fields), belimumab())
    assert found.outcome is wanted
    if wanted is CANNOT_ASSESS:
        assert found.missing == ("why rituximab was stopped",)


def test_maintenance_belongs_to_the_line_before() -> None:
    maintained = drug("azathioprine", treats=SLE, since=-100, amount=150, intent="maintenance")
    assert seen(earlier("belimumab", amount=200), maintained, belimumab(since=-50)).outcome is NOT_FIRED


def test_only_the_drug_of_a_line_is_asked_about_whose_end_nobody_explained() -> None:
    mmf = earlier("mycophenolate mofetil", amount=2000, every="day", stopped_on=at(-150), stop_reason="planned")
    aza = drug("azathioprine", treats=SLE, since=-150, amount=150, intent="maintenance", stopped_on=at(-20))
    found = seen(mmf, aza, belimumab())
    assert (found.outcome, found.missing) == (CANNOT_ASSESS, ("why azathioprine was stopped",))


@pytest.mark.parametrize(("manifestations", "wanted"), [([], FIRED), (["lupus-nephritis"], NOT_FIRED)])
def test_a_trial_is_as_long_as_what_it_treats_asks_for(manifestations: list[str], wanted: Outcome) -> None:
    short = earlier("mycophenolate mofetil", since=-200, amount=2000, every="day")  # 100 days: of 91, of 182
    doc = lupus(190, *ACTIVE, drugs=[HCQ, short, belimumab()])
    doc["conditions"][0]["manifestations"] = manifestations
    assert finding(doc, RULE, 190).outcome is wanted


def test_what_nobody_said_the_purpose_of_may_be_a_line() -> None:
    unsaid = {name: said for name, said in earlier().items() if name != "for"}
    doc = lupus(180, *ACTIVE, drugs=[HCQ, unsaid, belimumab()])
    doc["conditions"] = [{"condition": SLE}, {"condition": TAK}]
    found = finding(doc, RULE, 180)
    assert (found.outcome, found.missing) == (CANNOT_ASSESS, ("what methotrexate was given for",))
