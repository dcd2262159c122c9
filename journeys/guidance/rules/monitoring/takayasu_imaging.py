"""mon.tak.imaging: imaging of the vessels (MRA, CTA, PET, ultrasound, angiography).

Interval: 182 days while active (or no status is recorded), 365 in remission: the upper ends of 91–182 and 182–365.
Publication: 3 to 6 months while active (V2); longer once stable, yearly in remission (V).
"""

from __future__ import annotations

from journeys.guidance.case import Case
from journeys.guidance.findings import MonitoringFinding, Source
from journeys.guidance.follow_up import newest_status, state_of
from journeys.guidance.journey import TAKAYASU
from journeys.guidance.rule import FollowUp

_OF_VESSELS = {"MRA", "CTA", "PET-CT", "PET-MR", "ultrasound", "angiography"}
_QUIET = {"remission", "complete-remission"}


def judge(case: Case) -> MonitoringFinding:
    done = [study.on for study in case.journey.imaging if study.modality in _OF_VESSELS]
    return state_of(case, ITEM, done=done, every_days=365 if newest_status(case) in _QUIET else 182)


ITEM = FollowUp(
    id="mon.tak.imaging",
    title="Imaging of the vessels",
    condition=TAKAYASU,
    kinds=("imaging", "statuses", "plan"),
    judge=judge,
    definition="Every 182 days while active, every 365 in remission.",
    sources=(
        Source(
            publication="Vasculitis guidelines in focus, part 5: Takayasu arteritis",
            url="https://www.the-rheumatologist.org/article/vasculitis-guidelines-in-focus-part-5-takayasu-arteritis/3",
            mark="V",
        ),
    ),
)
