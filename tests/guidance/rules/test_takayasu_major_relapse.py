"""tak.major-relapse. Treated since day 0, in remission on day 120; judged on day 300."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import (
    Entry,
    at,
    checked,
    document,
    drug,
    finding,
    held_for,
    joined,
    on,
    scan,
    status,
    steroid,
)

RULE = "tak.major-relapse"
DAY = 300
QUIET = status(120, "remission")


def event(day: int, kind: str = "ischaemic-event") -> Entry:
    return {"on": at(day), "kind": kind}


def flare(day: int, **fields: Any) -> Entry:
    return {"on": at(day), "condition": "takayasu-arteritis", "kind": "relapse", "recorded_by": "clinician", **fields}


def worse(day: int, **fields: Any) -> Entry:
    return scan(day, **{"activity": "active", "change": "progressed", "findings": ["stenosis"], **fields})


def story(*statuses: Entry, day: int = DAY, **lists: Any) -> Any:
    mtx = drug("methotrexate", amount=15, every="week", intent="induction")
    therapies = [steroid((0, 40), (42, 20), (84, 10)), mtx]
    return joined(document(therapies=therapies, statuses=list(statuses), **lists), checked(day))


def found(*statuses: Entry, day: int = DAY, **lists: Any) -> Finding:
    return finding(story(*statuses, day=day, **lists), RULE, day)


@pytest.mark.parametrize(
    "lists",
    [
        {},
        {"complications": [event(200, "thrombosis")]},
        {"complications": [event(0)]},  # on the day on which the treatment began
        {"flares": [flare(200)]},
        {"flares": [flare(200, severity="minor", features=["neck-tenderness"])]},
        {"flares": [flare(200, severity="major", recorded_by="patient")]},
        {"imaging": [worse(200, change="stable")]},
        {"imaging": [worse(200, activity="inactive")]},
        {"imaging": [worse(200, findings=["wall-enhancement"])]},
        {"imaging": [worse(200, findings=["restenosis"])]},
        {"imaging": [worse(200), worse(230, activity="inactive", change=None)]},
        {"imaging": [worse(200), worse(230, activity="inactive", change="stable")]},
    ],
)
def test_it_stays_silent(lists: Any) -> None:
    lists = {name: [{k: v for k, v in each.items() if v is not None} for each in part] for name, part in lists.items()}
    said = found(QUIET, **lists)
    assert said.outcome is Outcome.NOT_FIRED
    assert "since 3 January 2022 that still stands" in said.because


@pytest.mark.parametrize("newest", [status(130, "active"), status(130, "partial-remission")])
def test_after_a_status_that_is_not_quiet_it_is_no_relapse(newest: Entry) -> None:
    said = found(QUIET, newest, complications=[event(200)])
    assert said.outcome is Outcome.NOT_FIRED
    assert f"Last recorded before: status “{newest['status'].replace('-', ' ')}” on 13 May 2022." in said.because
    assert [shown.list for shown in said.evidence] == ["complications"]


@pytest.mark.parametrize("statuses", [(), (status(200, "remission"),)])
def test_whether_it_was_quiet_before_is_asked(statuses: Any) -> None:
    said = found(*statuses, complications=[event(200)])
    assert said.outcome is Outcome.CANNOT_ASSESS
    assert said.missing == ("was the disease quiet before? (a clinician's status before 22 July 2022)",)
    assert said.because.startswith("Ischaemic event on 22 July 2022. ")


def test_without_any_status_or_relapse_nobody_knows() -> None:
    assert found().missing == ("a clinician's status between 3 January 2022 and 30 October 2022",)


def test_without_a_start_it_cannot_be_assessed() -> None:
    doc = document(statuses=[QUIET], complications=[event(200)])
    assert finding(doc, RULE, DAY).missing == ("start of treatment (t0)",)


@pytest.mark.parametrize(("day", "says"), [(90, Outcome.NOT_FIRED), (91, Outcome.HELD)])
def test_from_day_91_on_it_is_told_and_held_until_the_trial_is_over(day: int, says: Outcome) -> None:
    said = found(status(40, "remission"), complications=[event(60)], day=day)
    assert said.outcome is says
    assert said.prompt_contact is (says is Outcome.HELD)
    assert held_for(said) <= {"cf.duration"}


@pytest.mark.parametrize("quiet", ["remission", "complete-remission", "low-activity"])
@pytest.mark.parametrize(
    "lists",
    [
        {"complications": [event(200)]},
        {"complications": [event(200, "stroke")]},
        {"complications": [event(200, "myocardial-infarction")]},
        {"flares": [flare(200, severity="major")]},
        {"flares": [flare(200, severity="severe")]},
        {"flares": [flare(200, kind="flare", features=["ischaemia"])]},
        {"flares": [flare(200, severity="minor", features=["arm-claudication"])]},
        {"flares": [flare(200, features=["leg-claudication"])]},
        {"flares": [flare(190, severity="minor"), flare(200, severity="major")]},
        {"imaging": [worse(200)]},
        {"imaging": [worse(200, change="new", findings=["wall-enhancement", "dissection"])]},
        {"imaging": [worse(200, findings=["occlusion"])]},
        {"imaging": [worse(200, findings=["dilatation"])]},
        {"imaging": [worse(200, findings=["aneurysm"])]},
        {
            "imaging": [
                worse(200, territories=["left-renal"]),
                worse(230, activity="inactive", territories=["aortic-arch"]),
            ]
        },
    ],
)
def test_after_a_quiet_time_it_fires(lists: Any, quiet: str) -> None:
    said = found(status(120, quiet), **lists)
    assert (said.outcome, said.counted_as, said.prompt_contact) == (Outcome.FIRED, Role.CORE, True)


def test_the_sentence_says_what_came_after_what() -> None:
    said = found(QUIET, complications=[event(200)], imaging=[worse(210, territories=["left-renal"])])
    assert said.because == (
        "Status “remission” on 3 May 2022, then ischaemic event on 22 July 2022 and MRA of 1 August 2022 (left renal) "
        "coded active and progressed."
    )
    assert [(shown.list, shown.on) for shown in said.evidence] == [
        ("statuses", on(120)),
        ("complications", on(200)),
        ("imaging", on(210)),
        ("therapies", on(0)),
    ]
    assert any("status of remission or low activity" in change for change in said.would_change)


def test_what_the_scan_report_leaves_open_is_asked() -> None:
    bare = {"on": at(200), "modality": "MRA", "change": "progressed"}
    assert found(QUIET, imaging=[bare]).missing == (
        "whether the vessel wall was active and whether it shows a narrowing, a widening or a tear, "
        "in the MRA of 22 July 2022",
    )
    assert found(QUIET, imaging=[bare | {"activity": "active"}]).missing == (
        "whether it shows a narrowing, a widening or a tear, in the MRA of 22 July 2022",
    )
    assert found(QUIET, imaging=[worse(200, activity="indeterminate")]).missing == (
        "whether the vessel wall was active, in the MRA of 22 July 2022",
    )


def test_what_is_open_hides_nothing_that_is_known() -> None:
    bare = {"on": at(200), "modality": "MRA", "change": "progressed"}
    said = found(QUIET, imaging=[bare], complications=[event(210)])
    assert said.outcome is Outcome.FIRED
    assert [shown.list for shown in said.evidence if shown.on == on(200)] == []


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"severity": "major"}, Outcome.CANNOT_ASSESS),
        ({"features": ["ischaemia"]}, Outcome.CANNOT_ASSESS),
        ({"severity": "minor"}, Outcome.NOT_FIRED),
    ],
)
def test_of_an_unsigned_relapse_it_is_asked_who_recorded_it(fields: Any, says: Outcome) -> None:
    unsigned = flare(200, **fields)
    del unsigned["recorded_by"]
    said = found(QUIET, flares=[unsigned])
    assert said.outcome is says
    assert said.missing == (("who recorded the relapse of 22 July 2022",) if says is Outcome.CANNOT_ASSESS else ())


@pytest.mark.parametrize(("day", "says"), [(382, Outcome.FIRED), (383, Outcome.NOT_FIRED)])
def test_it_stands_for_182_days(day: int, says: Outcome) -> None:
    assert found(QUIET, complications=[event(200)], day=day).outcome is says


@pytest.mark.parametrize("later", ["remission", "low-activity", "complete-remission"])
def test_a_later_quiet_status_ends_it(later: str) -> None:
    assert found(QUIET, status(201, later), complications=[event(200)]).outcome is Outcome.NOT_FIRED
    assert found(QUIET, status(200, later), complications=[event(200)]).outcome is Outcome.FIRED


def test_a_later_status_of_activity_does_not() -> None:
    assert found(QUIET, status(201, "active"), complications=[event(200)]).outcome is Outcome.FIRED


def switched(since: int, *statuses: Entry, **lists: Any) -> Finding:
    tcz = drug("tocilizumab", since=since, amount=162, every="week", intent="switch")
    doc = joined(story(*statuses, **lists), document(therapies=[tcz]))
    return finding(doc, RULE, DAY)


@pytest.mark.parametrize(("since", "says"), [(199, Outcome.HELD), (200, Outcome.NOT_FIRED)])
def test_a_new_treatment_on_that_day_or_later_ends_it(since: int, says: Outcome) -> None:
    assert switched(since, QUIET, status(210, "active"), complications=[event(200)]).outcome is says


@pytest.mark.parametrize(("day", "says"), [(150, Outcome.NOT_FIRED), (151, Outcome.HELD)])
def test_a_quiet_time_that_a_relapse_ended_before_the_present_treatment_is_past(day: int, says: Outcome) -> None:
    assert switched(150, QUIET, complications=[event(200)], flares=[flare(day)]).outcome is says


def test_a_relapse_on_this_treatment_that_gets_worse_is_a_major_one() -> None:
    assert found(QUIET, flares=[flare(150)], complications=[event(200)]).outcome is Outcome.FIRED


@pytest.mark.parametrize(("day", "says"), [(172, Outcome.NOT_FIRED), (173, Outcome.FIRED), (199, Outcome.FIRED)])
def test_a_status_of_activity_less_than_28_days_before_belongs_to_the_same_relapse(day: int, says: Outcome) -> None:
    said = found(QUIET, status(day, "active"), complications=[event(200)])
    assert said.outcome is says
    assert ("Status “remission” on 3 May 2022" in said.because) is (says is Outcome.FIRED)


def test_of_two_statuses_of_activity_the_older_one_ends_the_quiet_time() -> None:
    said = found(QUIET, status(150, "active"), status(190, "active"), complications=[event(200)])
    assert said.outcome is Outcome.NOT_FIRED
    assert "status “active” on 2 June 2022" in said.because


def test_activity_that_the_present_treatment_answered_is_no_part_of_what_came_on_it() -> None:
    new = drug("azathioprine", since=190, amount=150, intent="escalation")
    doc = story(QUIET, status(185, "active"), complications=[event(200)])
    doc["therapies"].append(new)
    assert finding(doc, RULE, DAY).outcome is Outcome.NOT_FIRED


@pytest.mark.parametrize("kind", ["aneurysm", "dissection"])
@pytest.mark.parametrize(
    ("scans", "says"),
    [
        ([], Outcome.CANNOT_ASSESS),
        ([scan(200, activity="active")], Outcome.FIRED),
        ([scan(220, activity="active", territories=["aortic-arch"])], Outcome.FIRED),
        ([scan(220, activity="active"), scan(240, activity="inactive")], Outcome.FIRED),
        ([scan(220, activity="inactive")], Outcome.NOT_FIRED),
        ([scan(199, activity="active"), scan(230, activity="indeterminate")], Outcome.CANNOT_ASSESS),
        ([scan(220, activity="active", territories=["left-renal"])], Outcome.CANNOT_ASSESS),
    ],
)
def test_a_wall_that_widened_or_tore_is_asked_about_until_a_scan_says_whether_it_was_active(
    kind: str, scans: list[Entry], says: Outcome
) -> None:
    said = found(QUIET, complications=[event(200, kind) | {"territory": "aortic-arch"}], imaging=scans)
    assert said.outcome is says
    asked = (f"whether the vessel wall was active: {kind} (aortic arch) on 22 July 2022",)
    assert said.missing == (asked if says is Outcome.CANNOT_ASSESS else ())


def test_a_later_scan_of_other_vessels_ends_nothing_and_one_of_the_same_day_neither() -> None:
    mine = worse(200, territories=["left-renal"])
    other = worse(230, activity="inactive", change="stable", territories=["aortic-arch"])
    assert found(QUIET, imaging=[mine, other]).outcome is Outcome.FIRED
    assert found(QUIET, imaging=[mine, other | {"territories": ["left-renal"]}]).outcome is Outcome.NOT_FIRED
    same_day = worse(200, activity="inactive", change="stable", territories=["left-renal"], modality="CTA")
    assert found(QUIET, imaging=[mine, same_day]).outcome is Outcome.FIRED


def test_the_first_relapse_is_asked_about_and_all_are_cited() -> None:
    said = found(complications=[event(200), event(210)])
    assert said.missing == ("was the disease quiet before? (a clinician's status before 22 July 2022)",)
    assert [shown.on for shown in said.evidence] == [on(200), on(210)]


def test_what_would_change_it() -> None:
    assert found(QUIET, complications=[event(200)]).would_change == (
        "a later status of remission or low activity",
        "of a scan: a later one of the same vessels that is no longer active or worse",
    )


def test_a_relapse_of_the_day_of_the_quiet_status_did_not_end_it() -> None:
    said = switched(150, QUIET, complications=[event(200)], flares=[flare(120)])
    assert said.outcome is Outcome.HELD
