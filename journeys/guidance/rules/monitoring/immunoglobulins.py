"""mon.ivig.* and mon.plasma-exchange.*: kidneys and red cells after each cycle, a test before the start.

Creatinine and haemoglobin (a look for haemolysis) within 14 days (D) of the last infusion or session. Before the
start: creatinine for immunoglobulins, fibrinogen for plasma exchange; sessions count as one course while the last is
at most 91 days old (D). IgA, calcium, clot risk and access to a vein have no word of their own in the record.
Publication: none re-read (M).
"""

from __future__ import annotations

from datetime import date

from journeys.guidance.case import Case
from journeys.guidance.clock import shift
from journeys.guidance.done import CREATININE, lab
from journeys.guidance.drug_use import before_start, in_use, last_given
from journeys.guidance.findings import Source
from journeys.guidance.schedule import FollowUp, Rhythm

AFTER_CYCLE_DAYS, COURSE_DAYS = 14, 91

_SOURCES = (
    Source(publication="Usual practice; no original re-read", mark="M"),
    Source(publication="Days after a cycle: project default", mark="D"),
)
_HAEMOGLOBIN = lab("haemoglobin", "haemoglobin")


def _after(given: date) -> Rhythm:
    return Rhythm(None, began=given, first=AFTER_CYCLE_DAYS, counts_from=given)


def _infused(case: Case) -> Rhythm | None:
    given = last_given(in_use(case, "ivig"))
    return _after(given) if given else None


def _sessions(case: Case) -> list[date]:
    """The days of the present course, oldest first."""
    days = [session.on for session in case.journey.procedures if session.kind == "plasma-exchange"]
    if not days or not case.clock.within(COURSE_DAYS, days[-1]):
        return []
    return [day for day in days if day >= shift(days[-1], -COURSE_DAYS)]


def _exchanged(case: Case) -> Rhythm | None:
    days = _sessions(case)
    return _after(days[-1]) if days else None


def _before_exchange(case: Case) -> Rhythm | None:
    days = _sessions(case)
    return Rhythm(None, began=days[0], first=0) if days else None


ITEMS = (
    FollowUp(
        id="mon.ivig.blood",
        title="Immunoglobulins: kidneys and red blood after each cycle",
        condition=None,
        needs=(CREATININE, _HAEMOGLOBIN),
        rhythm=_infused,
        definition="Within 14 days of each cycle's last infusion.",
        sources=_SOURCES,
    ),
    FollowUp(
        id="mon.ivig.before-start",
        title="Immunoglobulins: test before the start",
        condition=None,
        needs=(CREATININE,),
        rhythm=before_start("ivig"),
        drugs=("ivig",),
        definition="Creatinine: once, before the start.",
        sources=_SOURCES[:1],
        reminded=False,
    ),
    FollowUp(
        id="mon.plasma-exchange.blood",
        title="Plasma exchange: kidneys and red blood after the last session",
        condition=None,
        needs=(CREATININE, _HAEMOGLOBIN),
        rhythm=_exchanged,
        definition="Within 14 days of the last session.",
        sources=_SOURCES,
    ),
    FollowUp(
        id="mon.plasma-exchange.before-start",
        title="Plasma exchange: test before the start",
        condition=None,
        needs=(lab("fibrinogen", "fibrinogen"),),
        rhythm=_before_exchange,
        definition="Fibrinogen: once, before the first session.",
        sources=_SOURCES[:1],
        reminded=False,
    ),
)
