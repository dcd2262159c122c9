"""mon.all.*: vaccines, and a yearly look at what treatment may touch (clinical.md 4.1, for every condition).

Pregnancy plans, bones, eyes and mood share one item: a closed checklist "yearly-review" shows that they were gone
through. Steroids, hydroxychloroquine and some conditions have closer items of their own for eyes, bones and mood.
Publication: none re-read (M).
"""

from __future__ import annotations

from journeys.guidance.done import either, reviewed, vaccinated
from journeys.guidance.findings import Source
from journeys.guidance.phases import by_status
from journeys.guidance.schedule import FollowUp

_SOURCES = (Source(publication="Usual practice; no original re-read", mark="M"),)


ITEMS = (
    FollowUp(
        id="mon.all.vaccination",
        title="Vaccines looked through",
        condition=None,
        needs=(either("vaccines", vaccinated("vaccine"), reviewed("vaccines", "vaccines")),),
        rhythm=by_status(365),
        definition="Every 365 days: a vaccination, or a closed checklist “vaccines”. Live vaccines are a team topic.",
        sources=_SOURCES,
        reminded=False,
    ),
    FollowUp(
        id="mon.all.yearly-review",
        title="Yearly look at pregnancy plans, bones, eyes and mood",
        condition=None,
        needs=(reviewed("yearly look", "yearly-review"),),
        rhythm=by_status(365),
        definition="Every 365 days: a closed checklist “yearly-review”.",
        sources=_SOURCES,
        reminded=False,
    ),
)
