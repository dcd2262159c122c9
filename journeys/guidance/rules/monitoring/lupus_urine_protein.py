"""mon.sle.urine-protein: protein in the urine (UPCR, 24-hour protein or albumin ratio).

Interval without nephritis: 91 days while active (or no status is recorded), 182 at low activity, 365 in remission. With
nephritis: 30 in the first 91 days of a regimen, then 91; 182 in sustained response.
Publication: screening every 182–365 days and at flares (V2, ACR 2024); nephritis at most every 91, then 91–182 (V2).
"""

from __future__ import annotations

from journeys.guidance.case import Case, labs
from journeys.guidance.findings import MonitoringFinding, Source
from journeys.guidance.follow_up import newest_status, state_of
from journeys.guidance.journey import LUPUS
from journeys.guidance.regimen import has_nephritis, t0
from journeys.guidance.rule import FollowUp

_RESULTS = ("upcr", "protein-24h", "uacr")
_RESPONSE = {"complete-remission", "remission", "kidney-response"}
_INTERVALS = {"remission": 365, "complete-remission": 365, "low-activity": 182}


def judge(case: Case) -> MonitoringFinding:
    done = [lab.collected_on for analyte in _RESULTS for lab in labs(case, analyte)]
    status = newest_status(case)
    every = _with_nephritis(case, status) if has_nephritis(case) else _INTERVALS.get(status or "", 91)
    return state_of(case, ITEM, done=done, every_days=every)


def _with_nephritis(case: Case, status: str | None) -> int:
    began = t0(case)
    if began is not None and case.clock.within(91, began):
        return 30
    return 182 if status in _RESPONSE else 91


ITEM = FollowUp(
    id="mon.sle.urine-protein",
    title="Protein in the urine",
    condition=LUPUS,
    kinds=("labs", "statuses", "conditions", "therapies", "plan"),
    judge=judge,
    definition="Every 91 days while active, 182 at low activity, 365 in remission; closer in nephritis.",
    sources=(
        Source(
            publication="Management of lupus nephritis, ACR 2024",
            url="https://lupushub.com/medical-information/management-of-lupus-nephritis-acr-2024-guidelines",
            mark="V2",
        ),
    ),
)
