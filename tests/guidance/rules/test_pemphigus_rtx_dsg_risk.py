"""pv.rtx-dsg-risk: Dsg1 above 20 or Dsg3 above 130 U/mL on days 77 to 120 after rituximab, or PDAI 45 at the start."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Outcome, Role
from tests.guidance.builders import PV, Document, Entry, antibody, document, drug, finding, infused, on, scored, steroid

RULE = "pv.rtx-dsg-risk"
DAY = 130
LOW1, LOW3 = antibody("dsg1", 91, 10), antibody("dsg3", 91, 100)


def treated(*labs: Entry, pdai: float | None = 20, more: tuple[Entry, ...] = (), **lists: Any) -> Document:
    rituximab = infused("rituximab", (0, 1000), (14, 1000), treats=PV, intent="escalation")
    scores = [] if pdai is None else [scored("pdai-activity", 0, pdai)]
    return document(PV, therapies=[rituximab, *more], labs=list(labs), **({"assessments": scores} | lists))


@pytest.mark.parametrize(
    ("doc", "says"),
    [
        (treated(LOW1, LOW3), Outcome.NOT_FIRED),
        (treated(antibody("dsg1", 91, 20), antibody("dsg3", 91, 130), pdai=44.9), Outcome.NOT_FIRED),
        (treated(LOW1), Outcome.CANNOT_ASSESS),
        (treated(LOW3), Outcome.CANNOT_ASSESS),
        (treated(), Outcome.CANNOT_ASSESS),
        (treated(LOW1, LOW3, pdai=None), Outcome.CANNOT_ASSESS),
        (treated(LOW1, antibody("dsg3", 76, 200)), Outcome.CANNOT_ASSESS),
        (treated(LOW1, antibody("dsg3", 121, 200)), Outcome.CANNOT_ASSESS),
        (treated(LOW1, antibody("dsg3", 91, 200, assay=None)), Outcome.CANNOT_ASSESS),
        (treated(LOW1, antibody("dsg3", 91, 200, unit="RU/mL")), Outcome.CANNOT_ASSESS),
        (treated(LOW1, antibody("dsg3", 91, 200, comparator="<")), Outcome.CANNOT_ASSESS),
        (treated(LOW1, antibody("dsg3", 91, 100, comparator=">")), Outcome.CANNOT_ASSESS),
        (treated(LOW1, antibody("dsg3", 91, 3000)), Outcome.CANNOT_ASSESS),  # may be a slip
        (treated(LOW1, antibody("dsg3", 80, 200), antibody("dsg3", 95, 100)), Outcome.NOT_FIRED),  # nearest to 91
        (treated(LOW1, antibody("dsg3", 91, 200), antibody("dsg3", 125, 130)), Outcome.NOT_FIRED),  # contradicted
        (document(PV, labs=[LOW1, LOW3]), Outcome.CANNOT_ASSESS),
        (document(PV, therapies=[steroid((0, 60), treats=PV)], labs=[LOW1, LOW3]), Outcome.NOT_FIRED),
    ],
)
def test_it_stays_silent(doc: Document, says: Outcome) -> None:
    assert finding(doc, RULE, DAY).outcome is says


def test_before_day_77_it_is_too_early() -> None:
    doc = treated(antibody("dsg3", 77, 200), pdai=60)
    assert finding(doc, RULE, 76).because.startswith("Too early: day 76")
    assert finding(doc, RULE, 77).outcome is Outcome.FIRED


def test_what_is_missing_is_named() -> None:
    assert finding(treated(antibody("dsg3", 91, 90, assay=None), pdai=None), RULE, DAY).missing == (
        "3-month test of Dsg1, between 21 March 2022 and 3 May 2022",
        "antibody test kit of Dsg3, between 21 March 2022 and 3 May 2022",
        "PDAI activity between 20 December 2021 and 10 January 2022",
    )
    assert finding(treated(LOW1, antibody("dsg3", 91, 100, comparator=">")), RULE, DAY).missing == (
        "3-month test of Dsg3",
    )


@pytest.mark.parametrize(
    "doc",
    [
        treated(antibody("dsg1", 91, 20.1)),
        treated(antibody("dsg3", 91, 130.1)),
        treated(antibody("dsg3", 77, 131)),
        treated(antibody("dsg3", 120, 131)),
        treated(antibody("dsg3", 91, 131, unit="U/mL")),
        treated(antibody("dsg3", 91, 130, comparator=">")),
        treated(antibody("dsg1", 91, 30), LOW3),
        treated(pdai=45),
        treated(pdai=None, assessments=[scored("pdai-activity", -14, 45)]),
        treated(pdai=None, assessments=[scored("pdai-activity", 7, 45)]),
        treated(antibody("dsg3", 91, 200), antibody("dsg3", 125, 100, lab="another")),  # another kit says nothing
        treated(antibody("dsg3", 91, 200), antibody("dsg3", 125, 131)),
        treated(antibody("dsg3", 80, 100), antibody("dsg3", 95, 200)),
        treated(antibody("dsg3", 91, 200), antibody("dsg3", 125, 100), antibody("dsg1", 91, 30)),  # Dsg1 stands
        treated(antibody("dsg3", 91, 50, assay=None), antibody("dsg3", 100, 200)),  # the one of a known kit
        treated(antibody("dsg3", 89, 100), antibody("dsg3", 93, 200)),  # equally near: the later
    ],
)
def test_high_antibodies_or_a_high_score_at_the_start_fire_as_context(doc: Document) -> None:
    found = finding(doc, RULE, DAY)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, Role.SUPPORTING)


@pytest.mark.parametrize("day", [-15, 8])
def test_a_score_further_from_the_first_infusion_is_no_start(day: int) -> None:
    doc = treated(LOW1, LOW3, pdai=None, assessments=[scored("pdai-activity", day, 60)])
    assert finding(doc, RULE, DAY).outcome is Outcome.CANNOT_ASSESS


def test_of_two_of_one_day_the_lower_counts() -> None:
    doc = treated(LOW1, antibody("dsg3", 91, 200, id="a"), antibody("dsg3", 91, 100, id="b"))
    assert finding(doc, RULE, DAY).outcome is Outcome.NOT_FIRED


def test_it_says_early_relapse_and_not_resistance() -> None:
    found = finding(treated(LOW1, antibody("dsg3", 91, 176, id="high")), RULE, DAY)
    assert found.because == (
        "First infusion of rituximab on 3 January 2022; Dsg3 176 U/mL on 4 April 2022 (mbl-elisa), above 130: a higher "
        "chance of an early relapse, and no sign of resistance."
    )
    assert [shown.list for shown in found.evidence] == ["therapies", "labs"]
    assert found.evidence[1].id == "high"
    silent = finding(treated(LOW1, LOW3), RULE, DAY)
    assert "Dsg1 10 U/mL on 4 April 2022 (mbl-elisa), not above 20" in silent.because
    assert "PDAI activity 20 on 3 January 2022, not 45 or more" in silent.because
    later = finding(treated(LOW1, antibody("dsg3", 91, 200), antibody("dsg3", 125, 100)), RULE, DAY)
    assert "later Dsg3 100 U/mL on 8 May 2022" in later.because


def test_it_stands_until_the_regimen_changes() -> None:
    doc = treated(antibody("dsg3", 91, 200))
    assert finding(doc, RULE, 700).outcome is Outcome.FIRED
    switch = drug("azathioprine", since=125, treats=PV, intent="switch", amount=150)
    changed = treated(antibody("dsg3", 91, 200), more=(switch,))
    assert finding(changed, RULE, DAY).because.startswith("Not applicable: no rituximab")


def cited(doc: Document) -> list[tuple[str, int]]:
    return [(item.list, (item.on - on(0)).days) for item in finding(doc, RULE, DAY).evidence if item.on]


def test_each_answer_cites_what_it_compared() -> None:
    course, extent = ("therapies", 0), ("assessments", 0)
    assert cited(treated(LOW1, LOW3)) == [course, ("labs", 91), ("labs", 91), extent]
    assert cited(treated(LOW1)) == [course, ("labs", 91), extent]
    unknown = antibody("dsg3", 92, 200, assay=None)
    assert cited(treated(LOW1, unknown)) == [course, ("labs", 91), ("labs", 92), extent]
    censored = antibody("dsg3", 93, 200, comparator="<")
    assert cited(treated(LOW1, censored)) == [course, ("labs", 91), ("labs", 93), extent]
    contradicted = treated(LOW1, antibody("dsg3", 94, 200), antibody("dsg3", 125, 130))
    assert cited(contradicted) == [course, ("labs", 91), ("labs", 94), ("labs", 125), extent]
    assert cited(treated(pdai=45)) == [course, extent]


@pytest.mark.parametrize(
    ("pdai", "says"),
    [
        (45, "PDAI activity 45 on 3 January 2022, 45 or more"),
        (44, "PDAI activity 44 on 3 January 2022, not 45 or more"),
        (None, "no PDAI activity at the start"),
    ],
)
def test_it_says_on_which_side_of_the_limit_the_extent_lies(pdai: float | None, says: str) -> None:
    assert says in finding(treated(LOW1, LOW3, pdai=pdai), RULE, DAY).because


def test_what_would_change_it() -> None:
    found = finding(treated(antibody("dsg3", 91, 200)), RULE, DAY)
    assert found.would_change == ("a later result of the same kit at or below the limit",)


def test_a_result_of_the_same_day_contradicts_nothing() -> None:
    both = antibody("dsg3", 91, 200), antibody("dsg3", 91, 300)
    assert finding(treated(LOW1, *both), RULE, DAY).outcome is Outcome.FIRED
    assert finding(treated(LOW1, both[0], antibody("dsg3", 91, 100)), RULE, DAY).outcome is Outcome.NOT_FIRED
