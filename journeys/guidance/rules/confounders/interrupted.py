"""cf.interrupted: a treatment that was not taken for a while.

Definition: 14 days or more without a drug that is taken daily (a dose of 0, or stopped and started again), or beyond
the interval of one that is given at intervals (a skipped cycle). Looked at: immunosuppressants and antimalarials of the
present regimen, interruptions that go on or ended in the last 182 days, the longest trial, and not before t0.
Effect: none of its own. After more than 28 days, and for a treatment written down as a new one, the trial is counted
anew; after fewer it goes on where it stood: that is how trials are counted.
Document: takayasu-treatment-resistance-patient-guide, paragraph 3 (is the present treatment sufficient?).
Publication: project choice (D).
False positives to know: a pause that the team planned (surgery, infection, pregnancy, vaccine); infusions that nobody
wrote down.
"""

from __future__ import annotations

from datetime import date

from journeys.guidance.case import Case, cite
from journeys.guidance.findings import Evidence, Role, Source, Threshold
from journeys.guidance.interruptions import Gap, gaps
from journeys.guidance.journey import Infection, LifeEvent
from journeys.guidance.phrases import capital, count, day, listing, words
from journeys.guidance.regimen import start_day, t0
from journeys.guidance.rule import Rule, Verdict, fired, not_fired
from journeys.guidance.trials import RESTART_DAYS


def judge(case: Case) -> Verdict:
    found = [gap for gap in gaps(case) if _is_long(case, gap) and _is_present(case, gap)]
    if not found:
        least = count(case.limit("least"), "day")
        return not_fired(f"No interruption of {least} or more of the present treatment is recorded.")
    evidence = tuple(each for gap in found for each in (_shown(case, gap), *_around(case, gap)))
    says = "; ".join(f"{_shown(case, gap).shows}{_recorded(case, gap)}; {_effect(case, gap)}" for gap in found)
    return fired(f"{capital(says)}.", evidence=tuple(dict.fromkeys(evidence)))


def _ended(case: Case, gap: Gap) -> date | None:
    """The day on which it was taken up again; None: it goes on."""
    return gap.until if gap.until is not None and case.clock.reached(gap.until) else None


def _is_long(case: Case, gap: Gap) -> bool:
    ended, least = _ended(case, gap), case.limit("least")
    return (ended - gap.first).days >= least if ended else case.clock.at_least(least, since=gap.first)


def _is_present(case: Case, gap: Gap) -> bool:
    """It goes on, or ended in this regimen, and not too long ago."""
    ended, began = _ended(case, gap), t0(case)
    if ended is None:
        return True
    return (began is None or ended >= began) and case.clock.within(case.limit("window"), ended)


def _length(case: Case, gap: Gap) -> int:
    return ((_ended(case, gap) or case.on) - gap.first).days


def _shown(case: Case, gap: Gap) -> Evidence:
    ended = _ended(case, gap)
    until = f" until {day(ended)}" if ended else ""
    says = f"{gap.therapy.drug} not taken from {day(gap.first)}{until} ({count(_length(case, gap), 'day')})"
    return cite("therapies", gap.therapy, on=gap.first, shows=says)


def _effect(case: Case, gap: Gap) -> str:
    """A treatment that was written down as a new one has a trial of its own."""
    is_anew = _length(case, gap) > RESTART_DAYS or gap.until == start_day(gap.therapy)
    return "its trial is counted anew" if is_anew else "its trial goes on where it stood"


def _recorded(case: Case, gap: Gap) -> str:
    """What was recorded in that time, and may be the reason."""
    events = listing([each.shows for each in _around(case, gap)])
    return f" (recorded in that time: {events})" if events else ""


def _around(case: Case, gap: Gap) -> tuple[Evidence, ...]:
    last = _ended(case, gap) or case.on
    ill = (found for found in case.journey.infections if found.began_on <= last and _end(found) >= gap.first)
    events = (found for found in case.journey.life_events if found.began_on <= last and _end(found) >= gap.first)
    return (
        *(cite("infections", found, on=found.began_on, shows=f"infection ({words(found.kind)})") for found in ill),
        *(cite("life_events", found, on=found.began_on, shows=words(found.kind)) for found in events),
    )


def _end(found: Infection | LifeEvent) -> date:
    """Of what has no recorded end, its first day."""
    return found.ended_on or found.began_on


RULE = Rule(
    id="cf.interrupted",
    title="A treatment that was interrupted",
    condition=None,
    role=Role.CONFOUNDER,
    family="cf.interrupted",
    kinds=("therapies", "infections", "life_events"),
    judge=judge,
    definition="14 days or more without a drug; after more than 28 the trial is counted anew.",
    thresholds=(
        Threshold(name="least", means="days without the drug", value=14, unit="d", mark="D", low=7, high=28),
        Threshold(
            name="restart",
            means="days without the drug after which a trial is counted anew, if there were more",
            value=RESTART_DAYS,
            unit="d",
            mark="D",
        ),
        Threshold(
            name="window", means="how long ago it may have ended", value=182, unit="d", mark="D", low=91, high=365
        ),
    ),
    sources=(Source(document="takayasu-treatment-resistance-patient-guide", paragraph=3),),
    false_positives=("a pause that the team planned", "infusions that nobody wrote down"),
)
