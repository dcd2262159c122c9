"""tak.restenosis: within 365 days of an angioplasty, stent or bypass the same vessel is narrow or treated again."""

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

RULE = "tak.restenosis"
DAY = 250


def procedure(day: int, territory: str | None = "left-renal", *, kind: str = "angioplasty") -> Entry:
    entry = {"id": f"{kind}-{day}", "on": at(day), "kind": kind}
    return entry | ({"territory": territory} if territory else {})


def narrow(day: int, *territories: str, finding: str = "restenosis", **fields: Any) -> Entry:
    where = list(territories or ("left-renal",))
    return scan(day, findings=[finding], territories=where, id=f"narrow-{day}", **fields)


def drawn(procedures: list[Entry], *scans: Entry, day: int = DAY, **lists: Any) -> Document:
    mtx = drug("methotrexate", amount=15, every="week", intent="induction")
    therapies = [steroid((0, 40), (42, 10)), mtx, *lists.pop("therapies", [])]
    return joined(document(therapies=therapies, procedures=procedures, imaging=list(scans), **lists), checked(day))


def said(procedures: list[Entry], *scans: Entry, day: int = DAY, **lists: Any) -> Finding:
    return finding(drawn(procedures, *scans, day=day, **lists), RULE, day)


OPENED = [procedure(50)]


@pytest.mark.parametrize(
    ("procedures", "scans", "says"),
    [
        ([], [narrow(200)], Outcome.NOT_FIRED),
        ([procedure(50, kind="kidney-biopsy")], [narrow(200)], Outcome.NOT_FIRED),
        (OPENED, [], Outcome.CANNOT_ASSESS),
        (OPENED, [scan(200, territories=["aortic-arch"])], Outcome.CANNOT_ASSESS),
        (OPENED, [scan(200)], Outcome.CANNOT_ASSESS),  # of which vessel?
        (OPENED, [scan(50, territories=["left-renal"])], Outcome.CANNOT_ASSESS),
        (OPENED, [narrow(50)], Outcome.CANNOT_ASSESS),  # seen while it was being opened
        (OPENED, [scan(51, territories=["left-renal"])], Outcome.NOT_FIRED),
        (OPENED, [narrow(200, finding="stenosis")], Outcome.NOT_FIRED),
        (OPENED, [narrow(200, "right-renal"), scan(200, territories=["left-renal"])], Outcome.NOT_FIRED),
        ([*OPENED, procedure(50, kind="stent")], [scan(200, territories=["left-renal"])], Outcome.NOT_FIRED),
        ([*OPENED, procedure(200, kind="kidney-biopsy")], [scan(210, territories=["left-renal"])], Outcome.NOT_FIRED),
    ],
)
def test_it_stays_silent(procedures: list[Entry], scans: list[Entry], says: Outcome) -> None:
    assert said(procedures, *scans).outcome is says


def test_a_procedure_that_nobody_looked_at_again_names_the_days() -> None:
    found = said([*OPENED, procedure(60, "aortic-arch", kind="stent")], scan(200, territories=["aortic-arch"]))
    assert found.missing == (
        "imaging after the angioplasty of 22 February 2022 (left renal), between 22 February 2022 and "
        "10 September 2022",
    )
    assert found.because == (
        "No scan that names the treated vessel is recorded after: angioplasty of 22 February 2022 (left renal)."
    )
    assert [(shown.list, shown.id) for shown in found.evidence] == [("procedures", "angioplasty-50")]
    assert said(OPENED, day=500).missing[0].endswith("between 22 February 2022 and 22 February 2023")


def test_long_after_the_procedure_nothing_is_looked_for_any_more() -> None:
    assert said(OPENED, day=50 + 547).outcome is Outcome.CANNOT_ASSESS
    assert said(OPENED, day=50 + 548).outcome is Outcome.NOT_FIRED
    assert said(OPENED, scan(416, territories=["left-renal"]), day=500).outcome is Outcome.CANNOT_ASSESS  # day 366


@pytest.mark.parametrize(
    ("procedures", "scans"),
    [
        (OPENED, [narrow(51)]),
        (OPENED, [narrow(200, "aortic-arch", "left-renal")]),
        (OPENED, [narrow(200, finding="occlusion")]),
        ([procedure(50, kind="stent")], [narrow(200)]),
        ([procedure(50, kind="bypass")], [narrow(200)]),
        ([*OPENED, procedure(200, kind="stent")], []),
        ([procedure(-100)], [narrow(200)]),  # before the treatment, narrowed on it
        (OPENED, [narrow(200), narrow(210, finding="stenosis", change="stable")]),
        (OPENED, [narrow(200), scan(210, territories=["aortic-arch"], change="improved")]),
    ],
)
def test_narrow_or_treated_again_fires_as_context(procedures: list[Entry], scans: list[Entry]) -> None:
    found = said(procedures, *scans, day=215)
    assert (found.outcome, found.role, found.counted_as) == (Outcome.FIRED, Role.SUPPORTING, Role.SUPPORTING)


def test_365_days_after_the_procedure_count() -> None:
    assert said(OPENED, narrow(415), day=420).outcome is Outcome.FIRED
    assert said(OPENED, narrow(416), day=420).outcome is not Outcome.FIRED
    assert said([*OPENED, procedure(415)], day=420).outcome is Outcome.FIRED
    assert said([*OPENED, procedure(416)], day=420).outcome is not Outcome.FIRED


def test_the_sentence_holds_both_days_and_the_time_between() -> None:
    found = said(OPENED, narrow(200))
    assert found.because == (
        "Angioplasty of 22 February 2022 (left renal); 150 days later: MRA of 22 July 2022 (left renal) shows "
        "restenosis, not coded active since: context only."
    )
    cited = [(shown.list, shown.id) for shown in found.evidence]
    assert cited[:2] == [("procedures", "angioplasty-50"), ("imaging", "narrow-200")]
    assert [listed for listed, _ in cited[2:]] == ["therapies"]


def test_a_second_procedure_is_told_as_such() -> None:
    found = said([*OPENED, procedure(200, kind="stent")])
    assert "150 days later: treated again, stent of 22 July 2022 (left renal)" in found.because
    assert [shown.id for shown in found.evidence[:2]] == ["angioplasty-50", "stent-200"]


def test_what_follows_two_procedures_is_told_once_after_the_newer() -> None:
    found = said([*OPENED, procedure(60)], narrow(200), day=250)
    assert found.because.count("restenosis") == 1
    assert "140 days later" in found.because


@pytest.mark.parametrize(
    "scans",
    [
        [narrow(200, activity="active")],
        [narrow(200), scan(210, activity="active", territories=["left-renal"])],
        [narrow(200, activity="inactive"), scan(210, activity="active", territories=["left-renal"])],
        [narrow(200, activity="active"), scan(200, activity="inactive", territories=["left-renal"], id="z")],
    ],
)
def test_on_a_vessel_with_active_disease_it_is_core(scans: list[Entry]) -> None:
    found = said(OPENED, *scans)
    assert (found.outcome, found.role, found.counted_as) == (Outcome.FIRED, Role.SUPPORTING, Role.CORE)
    assert found.because.endswith("coded active.")
    assert held_for(found) == set()


@pytest.mark.parametrize(
    "scans",
    [
        [narrow(200, activity="indeterminate")],
        [narrow(200), scan(210, activity="active", territories=["aortic-arch"])],
        [narrow(200), scan(210, activity="active")],  # of which vessel?
        [narrow(200), scan(199, activity="active", territories=["left-renal"])],  # before it was seen
        [narrow(200, activity="active"), scan(210, activity="inactive", territories=["left-renal"])],
    ],
)
def test_otherwise_it_stays_context(scans: list[Entry]) -> None:
    found = said(OPENED, *scans)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.SUPPORTING)


def test_a_second_procedure_is_core_after_an_active_scan_since_the_first() -> None:
    again = [*OPENED, procedure(200)]
    active = scan(51, activity="active", territories=["left-renal"], id="active")
    found = said(again, active)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.CORE)
    assert "active" in [shown.id for shown in found.evidence]
    assert said(again, active | {"on": at(50)}).counted_as is Role.SUPPORTING


def test_of_two_vessels_the_active_one_is_told() -> None:
    found = said([*OPENED, procedure(60, "aortic-arch")], narrow(190), narrow(200, "aortic-arch", activity="active"))
    assert (found.counted_as, "left renal" in found.because) == (Role.CORE, False)


def test_one_scan_may_show_two_treated_vessels() -> None:
    both = narrow(200, "left-renal", "aortic-arch")
    found = said([*OPENED, procedure(60, "aortic-arch")], both)
    assert ("150 days later" in found.because, "140 days later" in found.because) == (True, True)
    assert [shown.id for shown in found.evidence[:3]] == ["angioplasty-50", "angioplasty-60", "narrow-200"]


def test_as_core_it_meets_the_gate_and_the_rule_outs() -> None:
    doc = drawn(OPENED, narrow(150, activity="active"), day=160)
    assert held_for(finding(doc, RULE, 160)) == {"cf.duration"}
    unchecked = drawn(OPENED, narrow(200, activity="active")) | {"reviews": []}
    assert held_for(finding(unchecked, RULE, DAY)) == {"cf.alt-diagnosis"}


def test_as_core_it_makes_the_level_though_nothing_else_can_be_judged() -> None:
    found = assessed(drawn(OPENED, narrow(200, activity="active")), DAY).conditions[0]
    assert found.level == 3


def test_it_stands_for_182_days() -> None:
    assert said(OPENED, narrow(200), day=382).outcome is Outcome.FIRED
    gone = said(OPENED, narrow(200), day=383)
    assert gone.outcome is Outcome.NOT_FIRED
    assert gone.because == "No treated vessel is recorded as narrowed again, or none that still stands."
    assert assessed(drawn(OPENED, narrow(200), day=382), 382).next_check_on == on(383)


@pytest.mark.parametrize(
    ("later", "says"),
    [
        ({"statuses": [status(201, "remission")]}, Outcome.NOT_FIRED),
        ({"statuses": [status(200, "remission")]}, Outcome.FIRED),
        ({"statuses": [status(201, "low-activity")]}, Outcome.FIRED),
        ({"therapies": [drug("infliximab", since=200, intent="escalation")]}, Outcome.NOT_FIRED),  # t0 moved
        ({"therapies": [drug("infliximab", since=199, intent="escalation")]}, Outcome.FIRED),
    ],
)
def test_a_remission_or_a_new_start_ends_it(later: dict[str, list[Entry]], says: Outcome) -> None:
    assert said(OPENED, narrow(200), **later).outcome is says


def test_a_later_scan_of_the_vessel_that_is_improved_ends_it() -> None:
    better = scan(210, change="improved", territories=["left-renal"])
    assert said(OPENED, narrow(200), better).outcome is Outcome.NOT_FIRED
    assert said(OPENED, narrow(200), better | {"findings": ["restenosis"]}).outcome is Outcome.FIRED
    assert said(OPENED, narrow(200), better | {"on": at(200)}).outcome is Outcome.FIRED


def test_without_a_recorded_start_of_treatment_it_is_still_context() -> None:
    found = finding(document(procedures=OPENED, imaging=[narrow(200)]), RULE, DAY)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.SUPPORTING)


@pytest.mark.parametrize(
    ("procedures", "scans"),
    [
        ([procedure(50, None)], [narrow(200)]),
        (OPENED, [scan(200, findings=["restenosis"])]),
        ([*OPENED, procedure(200, None)], [scan(210, territories=["left-renal"])]),
    ],
)
def test_a_vessel_that_nobody_named_leaves_it_open(procedures: list[Entry], scans: list[Entry]) -> None:
    found = said(procedures, *scans)
    assert found.outcome is Outcome.CANNOT_ASSESS
    assert found.missing[0].startswith("which vessel: angioplasty of 22 February 2022")
    assert found.because.endswith("Whether it is the same vessel isn't recorded.")
    assert found.evidence[0].id == "angioplasty-50"
    assert len(found.evidence) == 2
