"""tak.persistent-activity after a status of remission: what only the patient logged is context then."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.guidance.findings import Outcome, Role
from tests.guidance.builders import at, finding, marked, status
from tests.guidance.rules.test_takayasu_persistent_activity import DAY, RULE, active

LOGGED = [marked(190, by="patient", tiredness=5), marked(195, by="patient", tiredness=5)]


@pytest.mark.parametrize(
    ("statuses", "role"),
    [
        ([status(151, "remission")], Role.SUPPORTING),
        ([status(151, "complete-remission")], Role.SUPPORTING),
        ([status(150, "remission")], Role.CORE),  # on the day of the scan
        ([status(151, "low-activity")], Role.CORE),
        ([status(151, "remission"), status(170, "active")], Role.CORE),
    ],
)
def test_what_only_the_patient_logged_is_context_after_a_remission_that_is_younger_than_the_scan(
    statuses: list[dict[str, Any]], role: Role
) -> None:
    found = finding(active(check_ins=LOGGED, statuses=statuses), RULE, DAY)
    assert (found.outcome, found.counted_as) == (Outcome.FIRED, role)
    assert finding(active(statuses=statuses), RULE, DAY).counted_as is Role.CORE  # marked by a clinician


def test_what_came_after_the_remission_counts_and_the_status_is_told() -> None:
    calm = {"check_ins": LOGGED, "statuses": [status(160, "remission")]}
    said = finding(active(**calm), RULE, DAY)
    assert said.because == (
        "Logged by the patient in the last 28 days: tiredness 5 of 10 on 2 days; also MRA of 2 June 2022 (aortic arch) "
        "coded active. After that a clinician recorded status “remission” on 12 June 2022: context."
    )
    assert "statuses" in {shown.list for shown in said.evidence}
    stroke = [{"on": at(161), "kind": "stroke"}]
    assert finding(active(**calm, complications=stroke), RULE, DAY).counted_as is Role.CORE
