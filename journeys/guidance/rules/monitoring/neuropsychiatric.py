"""mon.np.*: mood and thinking, and specialists' visits, in neuropsychiatric lupus (clinical.md 4.1).

Every 91 days while active (or no status is recorded), 365 when stable (low activity, remission). Answers of a
check-in and the PHQ-9 show a look at mood and thinking. The record knows no neurologist's or psychiatrist's visit as
such: one of the kind "other" counts.
Document: lupus-treatment-resistance-case-studies, paragraph 4. Publication: none re-read (M).
"""

from __future__ import annotations

from journeys.guidance.case import Case
from journeys.guidance.done import answered, either, score, visit
from journeys.guidance.findings import Source
from journeys.guidance.journey import LUPUS
from journeys.guidance.phases import by_status
from journeys.guidance.schedule import FollowUp, Rhythm

_SOURCES = (
    Source(document="lupus-treatment-resistance-case-studies", paragraph=4),
    Source(publication="Usual practice; no original re-read", mark="M"),
)
_OF_LUPUS = {"sle-inflammatory", "sle-ischaemic"}

_interval = by_status(91, low_activity=365, quiet=365)


def _rhythm(case: Case) -> Rhythm | None:
    recorded = case.condition is not None and "neuropsychiatric-lupus" in case.condition.manifestations
    events = case.journey.neuropsychiatric_events
    return _interval(case) if recorded or any(event.attribution in _OF_LUPUS for event in events) else None


ITEMS = (
    FollowUp(
        id="mon.np.mood-and-thinking",
        title="A look at mood, memory and concentration",
        condition=LUPUS,
        needs=(
            either("mood", answered("mood", "mood"), score("mood", "phq-9")),
            answered("memory and concentration", "memory-concentration"),
        ),
        rhythm=_rhythm,
        definition="Every 91 days while active, 365 when stable.",
        sources=_SOURCES,
        reminded=False,
    ),
    FollowUp(
        id="mon.np.specialist",
        title="Visit: neurology or psychiatry",
        condition=LUPUS,
        needs=(visit("visit", "other", condition=LUPUS),),
        rhythm=_rhythm,
        definition="Every 91 days while active, 365 when stable. A visit of the kind “other” counts.",
        sources=_SOURCES,
    ),
)
