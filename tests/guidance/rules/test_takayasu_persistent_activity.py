"""tak.persistent-activity. Ada has Takayasu arteritis, steroids and methotrexate since day 0; Cem looks at day 200."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Outcome, Role
from tests.guidance.builders import (
    TAK,
    Document,
    at,
    checked,
    crp,
    document,
    drug,
    esr,
    finding,
    held_for,
    joined,
    marked,
    scan,
    steroid,
)

RULE = "tak.persistent-activity"
DAY = 200


def treated(**lists: Any) -> Document:
    mtx = drug("methotrexate", amount=15, every="week", intent="induction")
    return document(therapies=[steroid((0, 40), (42, 20), (150, 8)), mtx], **lists)


def active(**lists: Any) -> Document:
    """Everything that lets it fire on `DAY`; ``lists`` replace some of it."""
    usual: dict[str, Any] = {
        "check_ins": [marked(190, arm_claudication=True)],
        "imaging": [scan(150, activity="active", territories=["aortic-arch"])],
    }
    return joined(treated(**(usual | lists)), checked(DAY))


@pytest.mark.parametrize(
    ("lists", "says"),
    [
        ({"check_ins": [marked(171, arm_claudication=True)]}, Outcome.CANNOT_ASSESS),  # 29 days ago: not asked since
        ({"check_ins": [marked(190, arm_claudication=False)]}, Outcome.NOT_FIRED),
        (
            {"check_ins": [marked(190, by="patient", headache=3), marked(192, by="patient", headache=3)]},
            Outcome.NOT_FIRED,
        ),
        ({"check_ins": [marked(190, by="patient", headache=9)]}, Outcome.NOT_FIRED),  # one day alone
        (
            {"check_ins": [marked(190, by="patient", headache=5), marked(192, by="patient", tiredness=5)]},
            Outcome.NOT_FIRED,
        ),
        (
            {"check_ins": [marked(190, by="patient", fever=True), marked(192, by="patient", fever=True)]},
            Outcome.CANNOT_ASSESS,
        ),
        ({"check_ins": []}, Outcome.CANNOT_ASSESS),
        ({"imaging": [scan(17, activity="active")]}, Outcome.CANNOT_ASSESS),  # 183 days old
        ({"imaging": [scan(-1, activity="active")]}, Outcome.CANNOT_ASSESS),
        ({"imaging": [scan(150, activity="indeterminate")]}, Outcome.CANNOT_ASSESS),
        ({"imaging": [scan(150, activity="inactive")]}, Outcome.NOT_FIRED),
        ({"imaging": []}, Outcome.CANNOT_ASSESS),
        ({"imaging": [], "labs": [crp(150, 20)]}, Outcome.CANNOT_ASSESS),  # one result
        ({"imaging": [], "labs": [crp(150, 20), crp(163, 20)]}, Outcome.CANNOT_ASSESS),  # 13 days apart
        ({"imaging": [], "labs": [crp(150, 20), crp(157, 3), crp(170, 20)]}, Outcome.NOT_FIRED),
        ({"imaging": [], "labs": [crp(108, 20), crp(190, 20)]}, Outcome.CANNOT_ASSESS),  # one is 92 days old
        ({"imaging": [], "labs": [crp(150, 20), esr(170, 60)]}, Outcome.CANNOT_ASSESS),  # neither is repeated
        ({"imaging": [], "labs": [crp(150, 9, limit=None), crp(170, 10, limit=None)]}, Outcome.NOT_FIRED),
        ({"imaging": [], "complications": [{"on": "2022-04-20", "kind": "ischaemic-event"}]}, Outcome.CANNOT_ASSESS),
    ],
)
def test_it_stays_silent(lists: dict[str, Any], says: Outcome) -> None:
    assert finding(active(**lists), RULE, DAY).outcome is says


def test_an_older_active_scan_is_replaced_by_a_later_one_of_the_same_vessel() -> None:
    later = [
        scan(120, activity="active", territories=["aortic-arch"]),
        scan(150, activity="inactive", territories=["aortic-arch"]),
    ]
    assert finding(active(imaging=later), RULE, DAY).outcome is Outcome.NOT_FIRED
    other = [later[0], scan(150, activity="inactive", territories=["left-renal"])]
    assert finding(active(imaging=other), RULE, DAY).outcome is Outcome.FIRED


def test_before_day_91_it_is_too_early() -> None:
    early = joined(treated(check_ins=[marked(85, tiredness=True)], imaging=[scan(80, activity="active")]), checked(90))
    assert finding(early, RULE, 90).outcome is Outcome.NOT_FIRED
    assert finding(early, RULE, 91).outcome is Outcome.HELD


@pytest.mark.parametrize(
    "lists",
    [
        {},
        {"check_ins": [marked(172, arm_claudication=True)]},  # 28 days ago
        {"check_ins": [marked(190, by="patient", headache=4), marked(191, by="patient", headache=4)]},
        {
            "check_ins": [
                {"on": "2022-07-10", "by": "patient", "overall": "moderate"},
                {"on": "2022-07-12", "by": "patient", "overall": "severe"},
            ]
        },
        {"imaging": [scan(18, activity="active")]},  # 182 days old
        {"imaging": [scan(150, change="progressed")]},
        {"imaging": [], "labs": [crp(150, 20), crp(164, 20)]},  # 14 days apart
        {"imaging": [], "labs": [crp(150, 11, limit=None), crp(170, 11, limit=None)]},
        {"imaging": [], "labs": [esr(150, 60), esr(170, 60)]},
        {"imaging": [], "complications": [{"on": "2022-05-01", "kind": "ischaemic-event"}]},
    ],
)
def test_signs_and_something_that_backs_them_fire(lists: dict[str, Any]) -> None:
    found = finding(active(**lists), RULE, DAY)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.CORE)
    assert {"therapies"} < {shown.list for shown in found.evidence}


def test_symptoms_that_only_the_patient_logged_are_context_when_nothing_backs_them() -> None:
    logged = [marked(190, by="patient", headache=6), marked(192, by="patient", headache=6)]
    found = finding(active(check_ins=logged, imaging=[scan(150, activity="inactive")]), RULE, DAY)
    assert (found.outcome, found.counted_as, found.held_for) == (Outcome.FIRED, Role.SUPPORTING, ())


def test_markers_raised_around_an_infection_are_held_for_it() -> None:
    ill = [{"kind": "pneumonia", "began_on": "2022-06-01", "ended_on": "2022-06-20", "serious": False}]
    found = finding(active(imaging=[], labs=[crp(150, 40), crp(170, 40)], infections=ill), RULE, DAY)
    assert found.outcome is Outcome.HELD
    assert "cf.infection" in held_for(found)
    assert any("a sample outside it is needed" in hold.detail for hold in found.held_for)
    without_end = [{name: said for name, said in ill[0].items() if name != "ended_on"}]
    found = finding(active(imaging=[], labs=[crp(150, 40), crp(170, 40)], infections=without_end), RULE, DAY)
    assert any("when that ended isn't recorded" in hold.detail for hold in found.held_for)


@pytest.mark.parametrize(
    "lists",
    [
        {"life_events": [{"kind": "surgery", "began_on": "2022-05-30"}]},
        {
            "therapies": [
                drug("tocilizumab", since=100, amount=162, every="week", route="subcutaneous", intent="maintenance")
            ]
        },
    ],
)
def test_markers_that_say_nothing_are_not_counted(lists: dict[str, Any]) -> None:
    doc = joined(active(imaging=[], labs=[crp(150, 40), crp(170, 40)]), document(**lists))
    assert finding(doc, RULE, DAY).outcome is Outcome.CANNOT_ASSESS


@pytest.mark.parametrize(
    ("name", "entry", "last"),
    [
        ("life_events", {"kind": "surgery"}, 28),
        ("life_events", {"kind": "major-trauma"}, 28),
        ("life_events", {"kind": "childbirth"}, 28),
        ("life_events", {"kind": "vaccination"}, 7),
        ("procedures", {"kind": "bypass"}, 28),
        ("infections", {"kind": "skin", "serious": False}, 14),
        ("infections", {"kind": "skin"}, 28),  # nobody said whether it was serious
    ],
)
def test_a_sample_is_clean_from_the_day_after_the_window(name: str, entry: dict[str, Any], last: int) -> None:
    def sampled(days_after: int) -> Outcome:
        day = at(170 - days_after)
        when = {"on": day} if name == "procedures" else {"began_on": day, "ended_on": day}
        doc = active(imaging=[], labs=[crp(120, 20), crp(170, 20)], **{name: [entry | when]})
        return finding(doc, RULE, DAY).outcome

    assert sampled(last) is not Outcome.FIRED
    assert sampled(last + 1) is Outcome.FIRED


@pytest.mark.parametrize(("on_day", "says"), [(109, Outcome.FIRED), (108, Outcome.CANNOT_ASSESS)])
def test_an_ischaemic_event_backs_it_for_91_days(on_day: int, says: Outcome) -> None:
    event = {"on": at(on_day), "kind": "ischaemic-event"}
    assert finding(active(imaging=[], complications=[event]), RULE, DAY).outcome is says


@pytest.mark.parametrize("event", [{}, {"ended_on": at(100)}])
def test_pregnancy_spoils_the_sedimentation_rate_and_not_crp(event: dict[str, Any]) -> None:
    pregnant = [{"kind": "pregnancy", "began_on": at(-20)} | event]
    says = Outcome.FIRED if event else Outcome.CANNOT_ASSESS
    rates = active(imaging=[], labs=[esr(150, 60), esr(170, 60)], life_events=pregnant)
    assert finding(rates, RULE, DAY).outcome is says
    proteins = active(imaging=[], labs=[crp(150, 60), crp(170, 60)], life_events=pregnant)
    found = finding(proteins, RULE, DAY)
    assert "CRP raised twice" in found.because
    # usual doses are not those of a pregnancy
    assert held_for(found) == (set() if event else {"cf.dose"})


@pytest.mark.parametrize(("haemoglobin", "says"), [(9.9, Outcome.CANNOT_ASSESS), (10, Outcome.FIRED)])
def test_anaemia_spoils_the_sedimentation_rate(haemoglobin: float, says: Outcome) -> None:
    blood = [{"analyte": "haemoglobin", "collected_on": "2022-06-20", "value": haemoglobin, "unit": "g/dL"}]
    found = finding(active(imaging=[], labs=[esr(150, 60), esr(170, 60), *blood]), RULE, DAY)
    assert found.outcome is says


def test_a_haemoglobin_below_the_limit_is_low_whatever_its_bound() -> None:
    low = {"analyte": "haemoglobin", "collected_on": "2022-06-20", "value": 10, "unit": "g/dL", "comparator": "<"}
    found = finding(active(imaging=[], labs=[esr(150, 60), esr(170, 60), low]), RULE, DAY)
    assert found.outcome is Outcome.CANNOT_ASSESS


def test_a_marker_of_at_least_its_limit_may_lie_on_it() -> None:
    at_least = [crp(150, 5, comparator=">="), crp(170, 5, comparator=">=")]
    assert finding(active(imaging=[], labs=at_least), RULE, DAY).outcome is Outcome.CANNOT_ASSESS


def test_with_several_conditions_a_drug_without_a_purpose_may_be_a_newer_regimen() -> None:
    conditions = [{"condition": "takayasu-arteritis"}, {"condition": "systemic-lupus-erythematosus"}]
    nameless = drug("tocilizumab", since=150, amount=162, every="week", route="subcutaneous", intent="switch")
    del nameless["for"]
    old = dict(active(), conditions=conditions)
    assert finding(old, RULE, DAY).outcome is Outcome.FIRED
    new = joined(old, document(therapies=[nameless]))
    assert held_for(finding(new, RULE, DAY)) == {"cf.duration"}
    before = joined(old, document(therapies=[nameless | {"started_on": "2021-06-01", "doses": []}]))
    assert finding(before, RULE, DAY).outcome is Outcome.FIRED


@pytest.mark.parametrize(
    ("therapies", "reason"),
    [
        (
            [steroid((0, 40), (20, 0)), drug("methotrexate", amount=15, every="week")],
            "cf.duration",
        ),  # 20 days of 40 mg
        ([steroid((0, 20)), drug("methotrexate", amount=15, every="week")], "cf.dose"),
        ([steroid((0, 40), (42, 10)), drug("methotrexate", amount=10, every="week")], "cf.dose"),
        (
            [steroid((0, 40), (42, 10)), drug("methotrexate", since=32, amount=15, every="week")],
            "cf.duration",
        ),  # 168 days
        ([steroid((0, 40), (42, 10))], "cf.dose"),
        ([steroid((0, 40), (42, 10)), drug("azathioprine", amount=125)], "cf.dose"),  # no weight
        ([steroid((0, 40), (42, 10)), drug("methotrexate", since=None, intent="switch")], "cf.duration"),
    ],
)
def test_an_inadequate_treatment_holds_it(therapies: list[dict[str, Any]], reason: str) -> None:
    lists: dict[str, Any] = {"check_ins": [marked(190, tiredness=True)], "imaging": [scan(150, activity="active")]}
    found = finding(joined(document(therapies=therapies, **lists), checked(DAY)), RULE, DAY)
    assert found.outcome is Outcome.HELD
    assert held_for(found) == {reason}


def test_nothing_on_record_can_be_assessed_without_a_start() -> None:
    found = finding(document(check_ins=[marked(190, tiredness=True)]), RULE, DAY)
    assert (found.outcome, found.missing) == (Outcome.CANNOT_ASSESS, ("start of treatment (t0)",))


@pytest.mark.parametrize("feature", ["ischaemia", "new-bruit", "fatigue", "neck-tenderness"])
def test_what_a_clinician_noted_of_a_flare_is_a_sign(feature: str) -> None:
    flare = {"on": at(180), "condition": TAK, "kind": "relapse", "recorded_by": "clinician", "features": [feature]}
    assert finding(active(check_ins=[], flares=[flare]), RULE, DAY).outcome is Outcome.FIRED
    unsigned = flare | {"recorded_by": "patient"}
    assert finding(active(check_ins=[], flares=[unsigned]), RULE, DAY).outcome is Outcome.CANNOT_ASSESS


def test_markers_that_came_down_again_back_nothing() -> None:
    logged = [marked(190, by="patient", tiredness=5), marked(195, by="patient", tiredness=5)]
    raised = [crp(120, 14), crp(140, 12)]
    assert finding(active(check_ins=logged, imaging=[], labs=raised), RULE, DAY).counted_as is Role.CORE
    calm = finding(active(check_ins=logged, imaging=[], labs=[*raised, crp(190, 5)]), RULE, DAY)
    assert (calm.outcome, calm.counted_as) == (Outcome.FIRED, Role.SUPPORTING)
    marked_too = finding(active(imaging=[], labs=[*raised, crp(190, 5)]), RULE, DAY)
    assert marked_too.outcome is Outcome.NOT_FIRED
    assert marked_too.because == (
        "In the last 28 days: arm claudication marked by a clinician on 12 July 2022. "
        "Neither imaging, nor an ischaemic event, nor CRP and ESR back it."
    )


MARKED = marked(190, arm_claudication=True)


def test_each_answer_says_what_it_saw_what_is_missing_and_what_would_change_it() -> None:
    fires = finding(active(), RULE, DAY)
    quiet = "28 days without a sign or symptom of the list"
    assert fires.would_change == (quiet, "a later scan coded inactive, and CRP and ESR not raised")
    unbacked = finding(active(imaging=[scan(150, activity="inactive")]), RULE, DAY)
    backing = "active imaging, an ischaemic event, or CRP or ESR raised twice, 14 days apart"
    assert unbacked.would_change == (backing,)
    assert [shown.list for shown in unbacked.evidence] == ["check_ins", "imaging"]
    logged = [marked(190, by="patient", headache=6), marked(192, by="patient", headache=6)]
    context = finding(active(check_ins=logged, imaging=[scan(150, activity="inactive")]), RULE, DAY)
    assert context.would_change == (quiet,)


def test_what_is_missing_behind_a_sign_is_named_with_its_days() -> None:
    found = finding(active(imaging=[], labs=[crp(150, 20)]), RULE, DAY)
    assert found.missing == (
        "vessel imaging between 21 January 2022 and 22 July 2022, or two CRP/ESR at least 14 days apart between "
        "22 April 2022 and 22 July 2022",
    )
    assert [shown.list for shown in found.evidence] == ["check_ins"]


def test_symptoms_that_nobody_asked_about_are_named_with_their_days() -> None:
    quiet = finding(active(check_ins=[], imaging=[scan(150, activity="inactive")]), RULE, DAY)
    assert quiet.because == "No imaging, event or blood marker shows activity; symptoms were not asked about."
    unasked = finding(active(check_ins=[]), RULE, DAY)
    assert unasked.because == "Nothing recorded on signs or symptoms since 24 June 2022."
    assert unasked.missing == ("signs and symptoms between 24 June 2022 and 22 July 2022",)
    assert [shown.list for shown in unasked.evidence] == ["imaging"]
    vague = finding(active(check_ins=[marked(day, by="patient", fever=True) for day in (190, 192)]), RULE, DAY)
    assert vague.because == "Logged since 24 June 2022: fever on 2 days. How bad it was isn't recorded."
    assert {shown.list for shown in vague.evidence} == {"check_ins", "imaging"}


def flare(day: int = 190, **fields: Any) -> dict[str, Any]:
    usual = {"condition": TAK, "kind": "flare", "recorded_by": "clinician", "features": ["arm-claudication"]}
    return {"on": at(day)} | usual | fields


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (flare(), Outcome.FIRED),
        (flare(172, features=["arm-claudication", "neck-tenderness"]), Outcome.FIRED),  # 28 days ago
        (flare(171), Outcome.CANNOT_ASSESS),
        (flare(features=["rash"]), Outcome.CANNOT_ASSESS),
        (flare(features=[]), Outcome.CANNOT_ASSESS),
        (flare(recorded_by="patient"), Outcome.CANNOT_ASSESS),
        (flare(condition="systemic-lupus-erythematosus"), Outcome.CANNOT_ASSESS),
    ],
)
def test_a_sign_in_a_flare_that_a_clinician_recorded_counts(entry: dict[str, Any], says: Outcome) -> None:
    found = finding(active(check_ins=[], flares=[entry]), RULE, DAY)
    assert found.outcome is says
    if says is Outcome.FIRED:
        names = "arm claudication" + (" and neck tenderness" if len(entry["features"]) > 1 else "")
        cited = next(shown for shown in found.evidence if shown.list == "flares")
        assert cited.shows.startswith(f"flare with {names} recorded by a clinician on ")


def test_a_scan_of_the_day_on_which_the_treatment_began_backs_it() -> None:
    early = joined(treated(check_ins=[marked(150, tiredness=True)], imaging=[scan(0, activity="active")]), checked(160))
    assert finding(early, RULE, 160).outcome is not Outcome.CANNOT_ASSESS


def test_symptoms_too_mild_to_count_are_cited() -> None:
    mild = [marked(190, by="patient", headache=3)]
    found = finding(active(check_ins=mild), RULE, DAY)
    assert found.because == "No sign or symptom that counts in the last 28 days."
    assert [shown.list for shown in found.evidence] == ["check_ins"]
