"""The table of usual doses is one of adults who aren't pregnant: elsewhere a pemphigus rule about doses is held."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Outcome
from tests.guidance.builders import Document, at, finding, infused, lesions
from tests.guidance.pemphigus_stories import PV, quiet, said, sores, story, tapered

DAY = 215
SORES = {"check_ins": [lesions(DAY - 1, 2)]}
PREGNANT = {"life_events": [{"kind": "pregnancy", "began_on": at(DAY - 60)}]}
RITUXIMAB = infused("rituximab", (0, 1000), (14, 1000), treats=PV, intent="induction")
AZATHIOPRINE = story(DAY)["therapies"][1]
STORIES: dict[str, dict[str, Any]] = {
    "pv.no-control-3wk": {"therapies": (tapered((190, 90)),), **SORES},
    "pv.adjuvant-failure": SORES,
    "pv.rtx-nonresponse": {"therapies": (RITUXIMAB,), "statuses": [said(175, "active")]},
    "pv.secondary-loss": {"statuses": [said(60, "control")], "check_ins": [*quiet(60, 200), sores(DAY - 1)]},
    "pv.multi-line": {"therapies": (tapered(), AZATHIOPRINE, RITUXIMAB), "statuses": [said(175, "active")], **SORES},
}


def of_age(rule: str, born: str, **lists: Any) -> Document:
    doc = story(DAY, **STORIES[rule], **lists)
    doc["patient"] = {**doc["patient"], "birth_date": born}
    return doc


@pytest.mark.parametrize("rule", STORIES)
def test_it_is_held_under_18_years_and_in_pregnancy(rule: str) -> None:
    grown, young = of_age(rule, "2004-08-06"), of_age(rule, "2004-08-07")  # day 215 is the birthday, or the day before
    assert finding(grown, rule, DAY).outcome is Outcome.FIRED
    for doc, apart in ((young, "under 18 years of age"), (of_age(rule, "1988-03-19", **PREGNANT), "in pregnancy")):
        found = finding(doc, rule, DAY)
        assert found.outcome is Outcome.HELD
        reasons = {(hold.rule, hold.detail) for hold in found.held_for}
        assert reasons == {("cf.dose", f"cannot assess: the usual doses {apart}; ask your team")}
