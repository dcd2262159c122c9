"""sle.lldas-not-met: low disease activity not reached.

Definition: at two visits at least 84 days apart, both at least 182 days after t0 and with no visit after the first of
them that shows the contrary, an activity item of the lupus low disease activity state isn't met: SLEDAI-2K above 4,
activity in a major organ, new activity, or the clinician's global score (0 to 3) above 1. One item known to be unmet is
enough for a visit; all four must be known to be met for the contrary. Scores of one day are one visit. The later visit
is at most 120 days old. The steroid dose (7.5 mg/day or less) belongs to the state too, but has its own rule.
Document: lupus-treatment-resistance-care-strategies, paragraphs 2 and 3; lupus-treatment-resistance-case-studies, 2.
Publication: the state's definition, Franklyn 2016, Ann Rheum Dis 75:1615, V. Two visits, spacing, windows: D.
False positives to know: points from another cause (white cells in urine from an infection, low blood counts from a
drug); scars and lasting loss of protein scored as activity.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case, once
from journeys.guidance.clinic import score_evidence
from journeys.guidance.clock import shift
from journeys.guidance.doses import any_of
from journeys.guidance.findings import Evidence, Role, Source, Threshold
from journeys.guidance.journey import LUPUS, Score
from journeys.guidance.lupus_scores import PGA, PGA_NAME, SLEDAI_2K, VARIANTS, one_a_day, sledai_evidence, yes_no
from journeys.guidance.phrases import capital, day, listing, number
from journeys.guidance.regimen import regimen_evidence
from journeys.guidance.repeats import Again, Seen, seen_again
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.starts import days_in

_ITEMS = {"major-organ-activity": "activity in a major organ", "new-activity": "new activity"}
_FOR_PATIENT = (
    "Your lupus has been more active than hoped at two visits. "
    "You can ask your team what they aim for, and what may stand in the way."
)


class _Visit(NamedTuple):
    """One day's scores."""

    on: date
    sledai: Score | None
    pga: Score | None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        sledai = (sledai_evidence(self.sledai),) if self.sledai else ()
        return (*sledai, *((score_evidence(self.pga, PGA_NAME),) if self.pga else ()))


def judge(case: Case) -> Verdict:
    began = days_in(case, case.limit("earliest") + case.limit("apart"))
    if isinstance(began, Verdict):
        return began
    since = shift(began, case.limit("earliest"))
    looks = [Seen(visit.on, visit, _unmet(case, visit)) for visit in _visits(case) if visit.on >= since]
    apart, stands = case.limit("apart"), case.limit("recent")
    found = seen_again(case, looks, apart=apart, stands=stands, fits=lambda earlier, later: True)
    return _twice(case, found.pair) if found.pair else _not_twice(case, found)


@once
def _visits(case: Case) -> Sequence[_Visit]:
    sledai = {score.on: score for score in one_a_day(case, SLEDAI_2K)}
    pga = {score.on: score for score in one_a_day(case, PGA)}
    return tuple(_Visit(on, sledai.get(on), pga.get(on)) for on in sorted({*sledai, *pga}))


def _items(case: Case, visit: _Visit) -> dict[str, bool | None]:
    """For each activity item, in words, whether it is unmet; None: not recorded."""
    sledai, pga = visit.sledai, visit.pga
    total, most = f"{VARIANTS[SLEDAI_2K]} above {number(case.limits['total'])}", case.limits["global"]
    return {
        total: sledai.value > case.limits["total"] if sledai else None,
        **{words: yes_no(sledai, item) if sledai else None for item, words in _ITEMS.items()},
        f"{PGA_NAME} above {number(most)}": pga.value > most if pga else None,
    }


def _unmet(case: Case, visit: _Visit) -> bool | None:
    return any_of(_items(case, visit).values())


def _named(case: Case, visit: _Visit, answer: bool | None) -> list[str]:
    return [words for words, unmet in _items(case, visit).items() if unmet is answer]


def _twice(case: Case, pair: tuple[_Visit, _Visit]) -> Verdict:
    first, last = ((visit, listing(_named(case, visit, True))) for visit in pair)
    return fired(
        f"{capital(first[1])} on {day(first[0].on)}; {last[1]} on {day(last[0].on)}, "
        f"{(last[0].on - first[0].on).days} days later: low disease activity was not reached at either visit.",
        evidence=(*pair[0].evidence, *pair[1].evidence, *regimen_evidence(case)),
        for_patient=_FOR_PATIENT,
        would_change=("a later visit at which every activity item of low disease activity is met",),
    )


def _not_twice(case: Case, found: Again[_Visit]) -> Verdict:
    newest = found.newest
    if newest is None:
        return _gap(case)
    if found.unclear:
        return _items_unknown(case, [look.fact for look in found.unclear if look.there is None])
    if newest.there is not False and found.alone:
        return cannot_assess(
            f"The visit of {day(newest.on)} has no other one to be compared with.",
            missing=(f"a second visit's scores, at least {case.limit('apart')} days from {day(newest.on)}",),
            evidence=newest.fact.evidence,
        )
    return not_fired(_unlike(case, newest), evidence=newest.fact.evidence)


def _unlike(case: Case, newest: Seen[_Visit]) -> str:
    when, visit = day(newest.on), newest.fact
    if newest.there is False:
        return f"Visit of {when}: every activity item of low disease activity is met."
    seen = (
        f"{capital(listing(_named(case, visit, True)))} on {when}"
        if newest.there
        else f"Visit of {when}: not all known"
    )
    return f"{seen}; the visits before it don't show that this has gone on for {case.limit('apart')} days."


def _gap(case: Case) -> Verdict:
    first = day(shift(case.on, -case.limit("recent")))
    return cannot_assess(
        f"No scores that count are recorded since {first}.",
        missing=(f"{VARIANTS[SLEDAI_2K]} and {PGA_NAME} between {first} and {day(case.on)}",),
    )


def _items_unknown(case: Case, visits: Sequence[_Visit]) -> Verdict:
    days = listing([day(visit.on) for visit in visits])
    return cannot_assess(
        f"Whether low disease activity was reached on {days} isn't fully recorded.",
        missing=tuple(f"{listing(_missing(visit), last='or')} of {day(visit.on)}" for visit in visits),
        evidence=tuple(shown for visit in visits for shown in visit.evidence),
    )


def _missing(visit: _Visit) -> list[str]:
    """What isn't recorded of a visit, in words."""
    items = [words for item, words in _ITEMS.items() if visit.sledai and yes_no(visit.sledai, item) is None]
    return [
        *([] if visit.sledai else [VARIANTS[SLEDAI_2K]]),
        *items,
        *([] if visit.pga else [PGA_NAME]),
    ]


RULE = Rule(
    id="sle.lldas-not-met",
    title="Low disease activity not reached",
    condition=LUPUS,
    role=Role.CORE,
    family="sle.activity",
    kinds=("assessments", "therapies"),
    judge=judge,
    gate=Gate.LUPUS,
    definition="An activity item of low disease activity unmet at two visits 84 days apart, 182 or more after t0.",
    thresholds=(
        Threshold(name="total", means="score above this isn't low activity", value=4, unit="points", mark="V"),
        Threshold(
            name="global",
            means="clinician's global score above this isn't low activity",
            value=1,
            unit="points",
            mark="V",
        ),
        Threshold(name="apart", means="days between the two visits", value=84, unit="d", mark="D", low=56, high=182),
        Threshold(
            name="earliest",
            means="days of treatment before a visit counts",
            value=182,
            unit="d",
            mark="D",
            low=91,
            high=365,
        ),
        Threshold(
            name="recent", means="how old the later visit may be", value=120, unit="d", mark="D", low=91, high=182
        ),
    ),
    sources=(
        Source(document="lupus-treatment-resistance-care-strategies", paragraph=2),
        Source(document="lupus-treatment-resistance-care-strategies", paragraph=3),
        Source(document="lupus-treatment-resistance-case-studies", paragraph=2),
        Source(
            publication="Franklyn 2016, Ann Rheum Dis 75:1615 (LLDAS)",
            url="https://ard.bmj.com/highwire/markup/226088/expansion?width=1000&height=500",
            mark="V",
        ),
    ),
    false_positives=("points from another cause", "scars and lasting loss of protein scored as activity"),
)
