"""tak.apr-imaging-discordance: a new or worse vessel change, or an ischaemic event, with normal clean CRP and ESR."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Finding, Outcome, Role
from tests.guidance.builders import (
    Document,
    Entry,
    assessed,
    at,
    checked,
    crp,
    document,
    drug,
    esr,
    finding,
    held_for,
    joined,
    on,
    scan,
    status,
    steroid,
)

RULE = "tak.apr-imaging-discordance"
DAY = 250
EARLIER = scan(20, territories=["aortic-arch"])
PROGRESSED = scan(200, change="progressed", territories=["aortic-arch"], id="progressed")
NORMAL = [crp(195, 3, id="crp"), esr(195, 8, id="esr")]


def event(day: int, kind: str = "stroke") -> Entry:
    return {"id": f"event-{day}", "on": at(day), "kind": kind}


def drawn(*scans: Entry, day: int = DAY, labs: list[Entry] | None = None, **lists: Any) -> Document:
    mtx = drug("methotrexate", amount=15, every="week", intent="induction")
    therapies = [steroid((0, 40), (42, 10)), mtx, *lists.pop("therapies", [])]
    labs = NORMAL if labs is None else labs
    return joined(document(therapies=therapies, imaging=list(scans), labs=labs, **lists), checked(day))


def said(*scans: Entry, day: int = DAY, labs: list[Entry] | None = None, **lists: Any) -> Finding:
    return finding(drawn(*scans, day=day, labs=labs, **lists), RULE, day)


@pytest.mark.parametrize(
    ("scans", "says"),
    [
        ([], Outcome.CANNOT_ASSESS),
        ([EARLIER], Outcome.CANNOT_ASSESS),
        ([scan(0, change="progressed")], Outcome.CANNOT_ASSESS),  # the day on which the treatment began
        ([EARLIER, scan(200)], Outcome.CANNOT_ASSESS),
        ([EARLIER, scan(200, change="not-comparable")], Outcome.CANNOT_ASSESS),
        ([EARLIER, scan(150, change="stable"), scan(200)], Outcome.CANNOT_ASSESS),
        ([EARLIER, scan(200, change="stable")], Outcome.NOT_FIRED),
        ([EARLIER, scan(200, change="improved")], Outcome.NOT_FIRED),
        ([EARLIER, scan(190, change="progressed"), scan(200, change="stable")], Outcome.NOT_FIRED),
    ],
)
def test_without_a_change_that_stands_it_stays_silent(scans: list[Entry], says: Outcome) -> None:
    assert said(*scans).outcome is says


@pytest.mark.parametrize(("day", "says"), [(0, Outcome.CANNOT_ASSESS), (1, Outcome.HELD)])
def test_only_what_came_after_the_day_of_t0_counts(day: int, says: Outcome) -> None:
    labs = [crp(day, 3), esr(day, 8)]
    changed = scan(day, change="progressed", compared_with=at(0) if day else at(-20))
    assert said(changed, day=100, labs=labs).outcome is says
    assert said(day=100, labs=labs, complications=[event(day)]).outcome is says


def test_it_names_the_days_without_a_compared_scan() -> None:
    found = said(scan(200), day=300)
    assert found.missing == ("a scan compared with an earlier one between 1 May 2022 and 30 October 2022",)
    assert found.because == (
        "Since 1 May 2022, no newest scan with a coded comparison and no ischaemic event is recorded."
    )
    assert [shown.list for shown in found.evidence] == ["imaging"]
    assert said(day=150).missing == ("a scan compared with an earlier one between 3 January 2022 and 2 June 2022",)


def test_without_a_start_of_treatment_nothing_can_be_told() -> None:
    assert finding(document(imaging=[PROGRESSED], labs=NORMAL), RULE, DAY).missing == ("start of treatment (t0)",)


@pytest.mark.parametrize(
    ("labs", "says"),
    [
        ([], Outcome.CANNOT_ASSESS),
        ([crp(195, 3)], Outcome.CANNOT_ASSESS),
        ([esr(195, 8)], Outcome.CANNOT_ASSESS),
        ([crp(157, 3), esr(195, 8)], Outcome.CANNOT_ASSESS),  # 43 days before
        ([crp(243, 3), esr(195, 8)], Outcome.CANNOT_ASSESS),  # 43 days after
        ([crp(195, 20, comparator="<"), esr(195, 8)], Outcome.CANNOT_ASSESS),  # it may be normal
        ([crp(195, 30), esr(195, 8)], Outcome.NOT_FIRED),
        ([crp(195, 3), esr(195, 60)], Outcome.NOT_FIRED),
        ([crp(195, 30)], Outcome.NOT_FIRED),  # whatever the ESR was
        ([crp(195, 30), crp(190, 20, comparator="<"), esr(195, 8)], Outcome.CANNOT_ASSESS),
        ([crp(158, 3), esr(242, 8)], Outcome.FIRED),  # 42 days on either side
        ([crp(195, 5), esr(200, 8)], Outcome.FIRED),  # exactly at the limit
    ],
)
def test_both_markers_have_to_be_normal_within_42_days(labs: list[Entry], says: Outcome) -> None:
    assert said(EARLIER, PROGRESSED, labs=labs).outcome is says


def test_missing_markers_are_named_with_their_days() -> None:
    found = said(EARLIER, PROGRESSED, labs=[crp(195, 3, id="crp")])
    assert found.missing == ("CRP and ESR between 10 June 2022 and 2 September 2022",)
    assert found.because == (
        "MRA of 22 July 2022 (aortic arch) coded progressed; clean results of both CRP and ESR near it aren't recorded."
    )
    assert [shown.id for shown in found.evidence] == ["progressed", "crp"]


def test_raised_markers_are_named() -> None:
    found = said(EARLIER, PROGRESSED, labs=[crp(195, 30, id="crp"), esr(195, 8, id="esr")])
    assert found.because == (
        "MRA of 22 July 2022 (aortic arch) coded progressed, raised near it: CRP 30 mg/L on 17 July 2022."
    )
    assert [shown.id for shown in found.evidence] == ["progressed", "esr", "crp"]


def test_an_unclean_normal_result_does_not_count() -> None:
    ill = {"began_on": at(190), "ended_on": at(198), "kind": "pneumonia", "serious": False}
    assert said(EARLIER, PROGRESSED, infections=[ill]).outcome is Outcome.CANNOT_ASSESS


@pytest.mark.parametrize("worse", ["progressed", "new"])
def test_a_change_with_normal_markers_fires(worse: str) -> None:
    found = said(EARLIER, PROGRESSED | {"change": worse})
    assert (found.outcome, found.counted_as, held_for(found)) == (Outcome.FIRED, Role.CORE, set())


def test_the_sentence_holds_the_change_and_the_nearest_normal_results() -> None:
    found = said(EARLIER, PROGRESSED, labs=[*NORMAL, crp(230, 2), esr(170, 9)])
    assert found.because == (
        "MRA of 22 July 2022 (aortic arch) coded progressed, not raised near it: CRP 3 mg/L on 17 July 2022 and "
        "ESR 8 mm/h on 17 July 2022."
    )
    assert [shown.id for shown in found.evidence[:3]] == ["progressed", "crp", "esr"]
    assert found.evidence[3].list == "therapies"
    assert found.would_change[:2] == (
        "a later comparable scan coded stable or improved",
        "a clinician's status of remission",
    )


@pytest.mark.parametrize("before", [[], [scan(-1)], [scan(-1, territories=["aortic-arch"])]])
def test_a_change_that_may_predate_the_treatment_is_context(before: list[Entry]) -> None:
    found = said(*before, PROGRESSED)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.SUPPORTING)
    assert found.because.endswith(
        " No earlier scan of this treatment is recorded: the change may predate it. Context only."
    )


def test_a_scan_of_the_day_of_t0_is_one_of_this_treatment() -> None:
    assert said(PROGRESSED | {"compared_with": at(0)}).counted_as is Role.CORE


def test_another_result_near_it_that_is_raised_makes_it_context() -> None:
    found = said(EARLIER, PROGRESSED, labs=[*NORMAL, crp(230, 30, id="raised")])
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.SUPPORTING)
    assert found.because.endswith("Raised near it: CRP 30 mg/L on 21 August 2022. Context only.")
    assert "raised" in [shown.id for shown in found.evidence]
    assert "predate" not in found.because


def test_of_several_changes_the_sure_ones_are_told() -> None:
    unsure = scan(198, change="new", territories=["left-renal"], id="unsure")
    found = said(EARLIER, PROGRESSED, unsure)
    assert (found.counted_as, "left renal" in found.because) == (Role.CORE, False)
    assert "unsure" not in [shown.id for shown in found.evidence]


def test_two_changes_that_rest_on_the_same_results_cite_them_once() -> None:
    found = said(EARLIER, PROGRESSED, complications=[event(200)])
    assert [shown.id for shown in found.evidence[:4]] == ["progressed", "crp", "esr", "event-200"]
    assert len(found.evidence) == 5
    assert "; stroke on 22 July 2022" in found.because


def test_an_undecided_change_keeps_a_decided_no_open() -> None:
    other = scan(100, change="progressed", territories=["aortic-arch"])
    found = said(EARLIER, other, PROGRESSED, labs=[crp(195, 30)])
    assert (found.outcome, len(found.missing)) == (Outcome.CANNOT_ASSESS, 1)
    assert found.because.startswith("MRA of 13 April 2022 (aortic arch) coded progressed; clean results")


@pytest.mark.parametrize(
    ("events", "labs", "says"),
    [
        ([event(200)], NORMAL, Outcome.FIRED),
        ([event(200, "ischaemic-event")], NORMAL, Outcome.FIRED),
        ([event(200)], [crp(158, 3), esr(200, 8)], Outcome.FIRED),  # 42 days before
        ([event(200)], [crp(157, 3), esr(200, 8)], Outcome.CANNOT_ASSESS),
        ([event(200)], [crp(201, 3), esr(200, 8)], Outcome.CANNOT_ASSESS),  # after the event
        ([event(200, "aneurysm")], NORMAL, Outcome.CANNOT_ASSESS),
        ([event(0)], [crp(0, 3), esr(0, 8)], Outcome.CANNOT_ASSESS),
        ([event(1)], [crp(0, 3), esr(0, 8)], Outcome.CANNOT_ASSESS),  # too old by day 250
    ],
)
def test_an_ischaemic_event_after_normal_markers_fires(events: list[Entry], labs: list[Entry], says: Outcome) -> None:
    assert said(labs=labs, complications=events).outcome is says


def test_an_event_is_told_and_cited() -> None:
    found = said(complications=[event(200)])
    assert found.because.startswith("Stroke on 22 July 2022, not raised near it: CRP 3 mg/L")
    assert (found.evidence[0].list, found.evidence[0].id) == ("complications", "event-200")


@pytest.mark.parametrize("what", [{"imaging": [EARLIER, PROGRESSED]}, {"complications": [event(200)]}])
def test_it_stands_for_182_days_until_a_remission_or_a_new_start(what: dict[str, list[Entry]]) -> None:
    def later(day: int, **lists: Any) -> Finding:
        return said(*what.get("imaging", []), day=day, complications=what.get("complications", []), **lists)

    assert later(382).outcome is Outcome.FIRED
    assert later(383).outcome is Outcome.CANNOT_ASSESS
    assert later(250, statuses=[status(220, "remission")]).outcome is not Outcome.FIRED
    assert later(250, statuses=[status(200, "remission")]).outcome is Outcome.FIRED
    new = drug("infliximab", since=201, intent="escalation")
    assert later(250, therapies=[new]).outcome is Outcome.CANNOT_ASSESS


def test_the_next_check_is_the_day_on_which_it_no_longer_stands() -> None:
    assert assessed(drawn(EARLIER, PROGRESSED, day=382), 382).next_check_on == on(383)


def test_on_an_il6_blocker_the_markers_say_nothing() -> None:
    blocker = drug("tocilizumab", since=150, route="subcutaneous", intent="adjuvant", id="blocker")
    found = said(EARLIER, PROGRESSED, labs=[crp(100, 3)], therapies=[blocker])
    assert found.outcome is Outcome.CANNOT_ASSESS
    assert found.because == (
        "MRA of 22 July 2022 (aortic arch) coded progressed; the markers are not interpretable on this drug: "
        "IL-6 blockade (tocilizumab)."
    )
    assert found.missing == ("CRP and ESR between 10 June 2022 and 2 September 2022 outside IL-6 blockade",)
    assert [shown.id for shown in found.evidence] == ["progressed", "blocker"]


def test_clean_results_from_before_the_il6_blocker_do_not_help() -> None:
    blocker = drug("tocilizumab", since=198, route="subcutaneous", intent="adjuvant")
    assert said(EARLIER, PROGRESSED, therapies=[blocker]).outcome is Outcome.CANNOT_ASSESS
    assert said(EARLIER, PROGRESSED, therapies=[blocker | {"started_on": at(201)}]).outcome is Outcome.FIRED


def test_a_jak_inhibitor_makes_it_less_reliable_and_says_so() -> None:
    taken = drug("tofacitinib", since=150, intent="adjuvant")
    found = said(EARLIER, PROGRESSED, therapies=[taken])
    assert found.outcome is not Outcome.CANNOT_ASSESS
    assert found.because.endswith(" Tofacitinib may lower CRP: less reliable.")
