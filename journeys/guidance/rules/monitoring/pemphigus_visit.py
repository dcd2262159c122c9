"""mon.pv.visit: a visit with skin and mouth looked at.

Interval: 14 days until control, 30 in consolidation (a status of control), 91 while tapering (end of consolidation,
partial remission), 182 in remission. What shows a visit: a clinic visit, a clinician's entry, a PDAI or ABSIS score.
Document: pemphigus-vulgaris-treatment-resistance, paragraph 6. Publication: none re-read (M).
"""

from __future__ import annotations

from journeys.guidance.case import Case
from journeys.guidance.findings import MonitoringFinding, Source
from journeys.guidance.follow_up import newest_status, state_of
from journeys.guidance.journey import PEMPHIGUS
from journeys.guidance.rule import FollowUp

_INTERVALS = {
    "control": 30,
    "end-of-consolidation": 91,
    "low-activity": 91,
    "partial-remission": 91,
    "remission": 182,
    "complete-remission": 182,
}
_SCORES = {"pdai-activity", "absis"}


def judge(case: Case) -> MonitoringFinding:
    done = [
        *(visit.on for visit in case.journey.visits if visit.kind == "clinic" and visit.condition in (None, PEMPHIGUS)),
        *(entry.on for entry in case.journey.check_ins if entry.by == "clinician" and entry.lesions),
        *(score.on for score in case.journey.assessments if score.instrument in _SCORES),
    ]
    return state_of(case, ITEM, done=done, every_days=_INTERVALS.get(newest_status(case) or "", 14))


ITEM = FollowUp(
    id="mon.pv.visit",
    title="Visit: skin and mouth",
    condition=PEMPHIGUS,
    kinds=("visits", "check_ins", "assessments", "statuses", "plan"),
    judge=judge,
    definition="Every 14 days until control, 30 in consolidation, 91 while tapering, 182 in remission.",
    sources=(Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=6),),
)
