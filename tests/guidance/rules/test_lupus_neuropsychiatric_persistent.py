"""np.persistent: has an event of neuropsychiatric lupus not settled 28 days after steroids and a second drug?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import (
    SLE,
    Document,
    Entry,
    at,
    checked,
    document,
    dose,
    drug,
    finding,
    held_for,
    infused,
    joined,
    marked,
    on,
    reviewed,
    rule_out,
    steroid,
    taken,
    weights,
)

RULE = "np.persistent"
DAY = 150


def event(
    *course: tuple[int, str], began: int = 100, attribution: str | None = "sle-inflammatory", **fields: Any
) -> Entry:
    said = {"attribution": attribution} if attribution else {}
    return {
        "type": "psychosis",
        "began_on": at(began),
        "course": [{"on": at(day), "status": status} for day, status in course],
        **said,
        **fields,
    }


def pulse(day: int, amount: float | None = 1000, unit: str = "mg") -> Entry:
    given = [{"on": at(day), "amount": amount, "unit": unit}]
    return drug(
        "methylprednisolone", since=day, treats=SLE, route="intravenous", intent="rescue", administrations=given
    )


def second(day: int = 105, name: str = "mycophenolate mofetil", **fields: Any) -> Entry:
    return drug(name, since=day, treats=SLE, amount=2000, intent="escalation", **fields)


USUAL = (pulse(100), second())


def record(*events: Entry, therapies: tuple[Entry, ...] = USUAL, day: int = DAY, kg: float | None = 60) -> Document:
    doc = document(
        SLE,
        manifestations=["neuropsychiatric-lupus"],
        therapies=list(therapies),
        neuropsychiatric_events=list(events),
        measurements=weights(kg) if kg else [],
    )
    return joined(doc, checked(day))


def judged(*events: Entry, day: int = DAY, **fields: Any) -> Finding:
    return finding(record(*events, day=day, **fields), RULE, day)


@pytest.mark.parametrize(
    "entry",
    [
        event((140, "resolved")),
        event((140, "improved")),
        event((130, "worse"), (140, "improved")),
        event((140, "unchanged"), attribution="not-sle"),
        event((140, "unchanged"), attribution="sle-ischaemic"),
        event((140, "resolved"), attribution=None),
        event(attribution="not-sle"),
    ],
)
def test_it_stays_silent(entry: Entry) -> None:
    found = judged(entry)
    assert (found.outcome, found.prompt_contact) == (Outcome.NOT_FIRED, False)
    assert [shown.list for shown in found.evidence] == ["neuropsychiatric_events"]


@pytest.mark.parametrize(
    ("entry", "missing"),
    [
        (event((140, "unchanged"), attribution=None), "attribution by a clinician of the psychosis of 13 April 2022"),
        (
            event((140, "unchanged"), attribution="undetermined"),
            "attribution by a clinician of the psychosis of 13 April 2022",
        ),
        (event(), "status of the psychosis of 13 April 2022"),
    ],
)
def test_what_is_missing_is_named(entry: Entry, missing: str) -> None:
    found = judged(entry)
    assert (found.outcome, found.missing) == (Outcome.CANNOT_ASSESS, (missing,))
    assert found.because == f"Not recorded: {missing}."


@pytest.mark.parametrize(("day", "outcome"), [(322, Outcome.FIRED), (323, Outcome.CANNOT_ASSESS)])
def test_a_status_stands_for_182_days(day: int, outcome: Outcome) -> None:
    found = judged(event((140, "unchanged")), day=day)
    assert found.outcome is outcome
    old = ("status of the psychosis of 13 April 2022 since 24 May 2022",)
    assert found.missing == (old if outcome is Outcome.CANNOT_ASSESS else ())


def test_without_an_event_it_applies_to_nobody_else() -> None:
    recorded = judged()
    assert recorded.missing == ("neuropsychiatric event, with a clinician's attribution and status",)
    plain = record()
    plain["conditions"] = [{"id": "condition", "condition": SLE}]
    assert finding(plain, RULE, DAY).because == "Not applicable: no neuropsychiatric event is recorded."
    assert finding(document(SLE), RULE, DAY).missing == ("start of treatment (t0)",)


def test_what_only_the_patient_logged_never_counts() -> None:
    doc = record()
    doc["check_ins"] = [marked(140, by="patient", confusion=True, hallucinations=True)]
    assert finding(doc, RULE, DAY).outcome is Outcome.CANNOT_ASSESS


@pytest.mark.parametrize("status", ["unchanged", "worse"])
def test_an_event_that_has_not_settled_fires_with_the_contact_text(status: str) -> None:
    found = judged(event((140, status)))
    assert (found.outcome, found.counted_as, found.prompt_contact) == (Outcome.FIRED, Role.CORE, True)


@pytest.mark.parametrize(("day", "holds"), [(132, {"cf.duration"}), (133, set())])
def test_28_days_after_the_second_drug(day: int, holds: set[str]) -> None:
    found = judged(event((day, "unchanged")))
    assert held_for(found) == holds
    assert found.prompt_contact


@pytest.mark.parametrize(("day", "holds"), [(127, {"cf.duration"}), (128, set())])
def test_28_days_after_the_steroids(day: int, holds: set[str]) -> None:
    found = judged(event((day, "unchanged"), began=90), therapies=(second(95), pulse(100)))
    assert held_for(found) == holds


def test_the_hold_says_how_many_days() -> None:
    found = judged(event((120, "unchanged")), therapies=(pulse(110), second(105)))
    assert [hold.detail for hold in found.held_for] == [
        "newest status of 3 May 2022 is 10 days after high-dose steroids (1 mg/kg a day or a pulse) began, of 28",
        "newest status of 3 May 2022 is 15 days after mycophenolate mofetil began, of 28",
        "newest status of 3 May 2022 is 15 days after the present treatment began, of 28",
    ]


@pytest.mark.parametrize(
    ("steroids", "holds"),
    [
        ((steroid((100, 60), treats=SLE),), set()),
        ((steroid((100, 59.9), treats=SLE),), {"cf.dose"}),
        ((steroid((90, 60), (99, 40), treats=SLE),), {"cf.dose"}),  # before the event
        ((steroid((90, 60), (101, 40), treats=SLE),), set()),
        ((steroid((100, 250), (101, 20), treats=SLE),), set()),  # a pulse by mouth
        ((pulse(100, 80),), set()),  # 100 mg of prednisone-equivalent
        ((pulse(100, 79.9),), {"cf.dose"}),
        ((pulse(100, 2, "mg/kg"),), set()),
        ((pulse(99),), {"cf.dose"}),
        ((pulse(100, None),), {"cf.dose"}),
        ((steroid((100, None), treats=SLE),), {"cf.dose"}),
        ((), {"cf.dose"}),
        (
            (
                drug(
                    "methylprednisolone",
                    since=100,
                    treats=SLE,
                    route="intravenous",
                    doses=[dose(100, 500), dose(103, 0)],
                ),
            ),
            set(),
        ),
    ],
)
def test_which_steroids_are_high(steroids: tuple[Entry, ...], holds: set[str]) -> None:
    found = judged(event((140, "unchanged")), therapies=(*steroids, second()))
    assert held_for(found) == holds


def test_a_cream_is_no_pulse_and_an_injection_that_may_be_local_is_an_unknown() -> None:
    low = steroid((90, 10), treats=SLE)
    cream = drug("triamcinolone", since=100, treats=SLE, route="topical", amount=30, unit="g", every="month")
    found = judged(event((140, "unchanged")), therapies=(low, cream, second()))
    assert [hold.detail for hold in found.held_for] == [
        "no high-dose steroids (1 mg/kg a day or a pulse) recorded since 13 April 2022"
    ]
    injected = judged(event((140, "unchanged")), therapies=(pulse(100, 120) | {"route": "other"}, low, second()))
    assert [hold.detail for hold in injected.held_for] == [
        "cannot assess: steroid dose, or the weight, since 13 April 2022"
    ]
    little = judged(event((140, "unchanged")), therapies=(pulse(100, 79.9) | {"route": "other"}, low, second()))
    assert little.held_for[0].detail.startswith("no high-dose steroids")


def test_without_a_weight_a_dose_by_mouth_is_an_unknown() -> None:
    found = judged(event((140, "unchanged")), therapies=(steroid((100, 60), treats=SLE), second()), kg=None)
    assert [hold.detail for hold in found.held_for] == [
        "cannot assess: steroid dose, or the weight, since 13 April 2022"
    ]
    assert judged(event((140, "unchanged")), kg=None).outcome is Outcome.FIRED  # a pulse needs none


def test_no_high_dose_is_told_as_such() -> None:
    found = judged(event((140, "unchanged")), therapies=(steroid((100, 20), treats=SLE), second()))
    assert [hold.detail for hold in found.held_for] == [
        "no high-dose steroids (1 mg/kg a day or a pulse) recorded since 13 April 2022"
    ]


@pytest.mark.parametrize(
    ("other", "holds"),
    [
        ((second(100),), set()),
        ((second(99),), {"cf.dose"}),  # taken before the event already
        ((drug("ivig", since=105, treats=SLE),), {"cf.dose"}),
        ((drug("hydroxychloroquine", since=105, treats=SLE, amount=400),), {"cf.dose"}),
        ((second(105, stopped_on=at(132)),), {"cf.dose"}),
        ((second(105, stopped_on=at(133)),), set()),
        ((second(None),), {"cf.duration"}),
        ((infused("rituximab", (105, 1000), (119, 1000), stopped_on=at(119)) | {"for": SLE},), set()),
        ((infused("rituximab", (-60, 1000), (-46, 1000), (105, 1000)) | {"for": SLE},), set()),  # given again
        ((infused("rituximab", (-60, 1000), (-46, 1000)) | {"for": SLE},), {"cf.dose"}),
        ((infused("belimumab", (60, 600), (88, 600), (116, 600), (144, 600)) | {"for": SLE},), {"cf.dose"}),
        ((), {"cf.dose"}),
    ],
)
def test_which_drug_is_a_second_one(other: tuple[Entry, ...], holds: set[str]) -> None:
    found = judged(event((140, "unchanged")), therapies=(pulse(100), *other))
    assert holds <= held_for(found)
    assert held_for(found) <= holds | ({"cf.duration"} if other and other[0].get("started_on") is None else set())


def test_of_two_drugs_the_one_begun_first_counts_but_a_new_regimen_takes_its_time() -> None:
    added = second(120, "azathioprine")
    found = judged(event((140, "unchanged")), therapies=(*USUAL, added))
    assert [hold.detail for hold in found.held_for if hold.rule == "cf.duration"] == [
        "newest status of 23 May 2022 is 20 days after the present treatment began, of 28"
    ]
    changed = judged(event((140, "unchanged")), therapies=(*USUAL, second(145, "azathioprine")))
    assert "newest status of 23 May 2022 is older than the present treatment" in [h.detail for h in changed.held_for]
    adjuvant = drug("azathioprine", since=120, treats=SLE, intent="adjuvant")
    assert judged(event((140, "unchanged")), therapies=(*USUAL, adjuvant)).outcome is Outcome.FIRED


def test_a_checklist_with_an_open_answer_holds_it() -> None:
    for review, is_held in (
        ({"complete": True}, False),
        ({"complete": True, "items": {"infection": "excluded"}}, False),
        ({"complete": True, "items": {"infection": "not-answered"}}, True),
        ({"complete": True, "items": {"fibromyalgia": "not-answered"}}, False),  # not one of the five
        ({"complete": False, "items": {"infection": "excluded"}}, True),
        ({"complete": True, "items": {"infection": "present"}}, True),
    ):
        doc = record(event((140, "unchanged")))
        doc["reviews"] = [reviewed(145, **review)]
        assert (held_for(finding(doc, RULE, DAY)) == {"cf.alt-diagnosis"}) is is_held, review
    doc["reviews"] = []
    assert held_for(finding(doc, RULE, DAY)) == {"cf.alt-diagnosis"}


def test_the_open_answers_are_named_and_only_here_outlast_a_complete_checklist() -> None:
    doc = record(event((140, "unchanged")))
    doc["reviews"] = [reviewed(145, items={"infection": "not-answered", "drugs": "not-answered"})]
    assert [hold.detail for hold in finding(doc, RULE, DAY).held_for] == ["not answered yet: infection and drugs"]
    plain = record()
    plain["conditions"] = [{"id": "condition", "condition": SLE}]
    plain["reviews"] = doc["reviews"]
    assert rule_out(plain, "cf.alt-diagnosis", DAY).outcome is Outcome.NOT_FIRED


def test_neither_the_lupus_gate_nor_a_missing_dose_of_other_drugs_matters() -> None:
    low = drug("mycophenolate mofetil", since=105, treats=SLE, amount=500, intent="escalation")
    assert judged(event((140, "unchanged")), therapies=(pulse(100), low)).outcome is Outcome.FIRED


def test_unknown_adherence_holds_it() -> None:
    doc = record(event((140, "unchanged")))
    doc["adherence"] = [taken(day=20)]
    assert held_for(finding(doc, RULE, DAY)) == {"cf.adherence"}


def test_of_several_events_the_one_that_fires_is_told() -> None:
    later = event((140, "unchanged"), began=130, type="seizure")
    found = judged(event((140, "unchanged")), later)
    assert found.outcome is Outcome.FIRED
    assert [shown.on for shown in found.evidence if shown.list == "neuropsychiatric_events"] == [on(100)]
    unclear = judged(event((140, "unchanged")), event((140, "worse"), attribution=None, type="seizure"))
    assert unclear.outcome is Outcome.FIRED


def test_it_says_the_arithmetic() -> None:
    found = judged(event((140, "unchanged")))
    assert found.because == (
        "Psychosis since 13 April 2022: unchanged on 23 May 2022, 40 days after high-dose steroids and 35 days after "
        "mycophenolate mofetil. 28 days after each are looked for."
    )
    assert [shown.list for shown in found.evidence] == ["neuropsychiatric_events", "therapies", "therapies"]
    assert found.evidence[0].shows == (
        "psychosis since 13 April 2022 (attributed to inflammation by lupus), unchanged on 23 May 2022"
    )
    assert found.would_change == ("a later status of improved or resolved",)


def test_treatments_of_other_times_are_no_evidence() -> None:
    others = (
        second(-300, "azathioprine", stopped_on=at(50)),
        drug("amlodipine", since=101, treats="other"),
        drug("azathioprine", since=145, treats=SLE, intent="adjuvant"),
    )
    found = judged(event((140, "unchanged")), therapies=(*USUAL, *others))
    assert [shown.shows for shown in found.evidence[1:]] == ["methylprednisolone", "mycophenolate mofetil"]


@pytest.mark.parametrize("status", ["resolved", "improved"])
@pytest.mark.parametrize("attribution", ["sle-inflammatory", "undetermined", None])
def test_what_settled_or_got_better_asks_for_nothing(status: str, attribution: str | None) -> None:
    found = judged(event((140, status), attribution=attribution))
    assert (found.outcome, found.missing) == (Outcome.NOT_FIRED, ())


def test_a_treatment_begun_on_the_day_of_the_event_is_no_later_change() -> None:
    found = judged(event((120, "worse")), therapies=(pulse(90), pulse(100), second(100)), day=130)
    told = [hold.detail for hold in found.held_for if hold.rule == "cf.duration"]
    assert not any("the present treatment" in detail for detail in told), told
    later = judged(event((120, "worse")), therapies=(pulse(100), second(101)), day=130)
    assert any("19 days after the present treatment began, of 28" in hold.detail for hold in later.held_for)
    same_day = judged(event((105, "worse")), therapies=(pulse(100), second(105)), day=130)
    assert any("is 0 days after the present treatment began" in hold.detail for hold in same_day.held_for)


def test_the_drugs_of_that_time_are_cited_with_their_first_day() -> None:
    early = drug("azathioprine", since="2022-02", treats=SLE, stopped_on=at(100))
    late = drug("methotrexate", since=140, treats=SLE, amount=15, every="week")
    found = judged(event((140, "worse")), therapies=(*USUAL, early, late))
    cited = {(shown.shows, shown.on) for shown in found.evidence if shown.list == "therapies"}
    assert cited == {
        ("methylprednisolone", on(100)),
        ("mycophenolate mofetil", on(105)),
        ("azathioprine", date(2022, 2, 1)),
        ("methotrexate", on(140)),
    }
