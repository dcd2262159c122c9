"""sle.persistent-activity: activity score not falling.

Definition: two SLEDAI-2K totals at least 84 days apart, both at least 91 days after t0, both 5 or more, and 4 or more
without the points for blood tests alone (anti-dsDNA 2, complement 2); the later one is less than 4 points lower than
the earlier one, and so is every score after it. No score after the earlier one shows less activity than that. It stands
for 182 days, until t0 moves, or until a later score below these limits. Unrecorded blood-test points are taken to be
anything from 0 to 4.
Document: lupus-treatment-resistance-care-strategies, paragraph 2; lupus-treatment-resistance-case-studies, paragraph 2.
Publication: bands of SLEDAI (5 to 10 moderate, above 10 high), a change within 3 points means persistent (Ann Rheum
Dis, table of activity bands), V. Leaving out the points for blood tests, spacing, how long it stands: D.
False positives to know: points for blood tests alone; low blood counts from a drug; lasting damage scored as activity.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from journeys.guidance.case import Case
from journeys.guidance.clock import shift
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.journey import LUPUS, Score
from journeys.guidance.lupus_scores import (
    SLEDAI_2K,
    VARIANTS,
    clinical_reaches,
    one_a_day,
    pair_in_words,
    serology_points,
    sledai_evidence,
)
from journeys.guidance.phrases import beside, day, listing, number
from journeys.guidance.regimen import regimen_evidence
from journeys.guidance.repeats import Again, Seen, seen_again
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.starts import days_in

_NAME = VARIANTS[SLEDAI_2K]
_FOR_PATIENT = (
    "Your team's score of how active your lupus is has not come down much. "
    "You can ask your team what the score means for you, and what else they look at."
)


def judge(case: Case) -> Verdict:
    began = days_in(case, case.limit("earliest") + case.limit("apart"))
    if isinstance(began, Verdict):
        return began
    looks = _looks(case, since=shift(began, case.limit("earliest")))
    found = seen_again(
        case,
        looks,
        apart=case.limit("apart"),
        stands=case.limit("stands"),
        fits=lambda earlier, later: _goes_on(case, looks, earlier, later),
    )
    return _persists(case, found.pair) if found.pair else _no_pair(case, found)


def _goes_on(case: Case, looks: Sequence[Seen[Score]], earlier: Score, later: Score) -> bool:
    """No fall from the one to the other, nor to a score after them."""
    since = (look.fact for look in looks if look.on >= later.on)
    return all(earlier.value - score.value < case.limits["fall"] for score in since)


def _looks(case: Case, *, since: date) -> Sequence[Seen[Score]]:
    return [Seen(score.on, score, _is_active(case, score)) for score in one_a_day(case, SLEDAI_2K) if score.on >= since]


def _is_active(case: Case, score: Score) -> bool | None:
    return clinical_reaches(score, case.limits["clinical"]) if score.value >= case.limits["total"] else False


def _persists(case: Case, pair: tuple[Score, Score]) -> Verdict:
    fall, total, clinical = (number(case.limits[name]) for name in ("fall", "total", "clinical"))
    return fired(
        f"{pair_in_words(_NAME, pair)}{_without_serology(pair)}: {_change(case, pair)}. Both are {total} or more, and "
        f"{clinical} or more without the points for blood tests alone; a fall of {fall} points is looked for.",
        evidence=(*(sledai_evidence(score) for score in pair), *regimen_evidence(case)),
        for_patient=_FOR_PATIENT,
        would_change=(
            f"a later {_NAME} below {total}, or below {clinical} without the points for blood tests",
            f"a later {_NAME} at least {fall} points lower than {number(pair[0].value)}",
        ),
    )


def _without_serology(pair: tuple[Score, Score]) -> str:
    points = [serology_points(score) for score in pair]
    known = [number(score.value - given) for score, given in zip(pair, points, strict=True) if given is not None]
    return f" ({listing(known)} without the points for blood tests)" if len(known) == len(pair) else ""


def _change(case: Case, pair: tuple[Score, Score]) -> str:
    change = pair[1].value - pair[0].value
    if not change:
        return "no change"
    points = beside(abs(change), case.limits["fall"])
    return f"{points} {'point' if points == '1' else 'points'} {'lower' if change < 0 else 'higher'}"


def _no_pair(case: Case, found: Again[Score]) -> Verdict:
    newest = found.newest
    if newest is None:
        first = day(shift(case.on, -case.limit("stands")))
        return cannot_assess(
            f"No {_NAME} that counts is recorded since {first}.",
            missing=(f"{_NAME} between {first} and {day(case.on)}",),
        )
    evidence = (sledai_evidence(newest.fact),)
    if found.unclear:
        unknown = [look.fact for look in found.unclear if look.there is None]
        return cannot_assess(
            f"{pair_in_words(_NAME, (found.unclear[0].fact, found.unclear[1].fact))}. How many points are for blood "
            "tests alone isn't recorded.",
            missing=tuple(f"points for blood tests in the {_NAME} of {day(score.on)}" for score in unknown),
            evidence=tuple(sledai_evidence(look.fact) for look in found.unclear),
        )
    if newest.there is not False and found.alone:
        return cannot_assess(
            f"{_NAME} {number(newest.fact.value)} on {day(newest.on)} has no other one to be compared with.",
            missing=(f"second {_NAME}, at least {case.limit('apart')} days before or after {day(newest.on)}",),
            evidence=evidence,
        )
    return not_fired(
        f"{_NAME} {number(newest.fact.value)} on {day(newest.on)}: no two scores, {case.limit('apart')} days apart, "
        "show activity that goes on without a fall.",
        evidence=evidence,
    )


RULE = Rule(
    id="sle.persistent-activity",
    title="Activity score not falling",
    condition=LUPUS,
    role=Role.CORE,
    family="sle.activity",
    kinds=("assessments", "therapies"),
    judge=judge,
    gate=Gate.LUPUS,
    definition="Two SLEDAI-2K of 5 or more (4 without blood tests), 84 days apart, less than 4 points lower.",
    thresholds=(
        Threshold(name="total", means="score from which lupus counts as active", value=5, unit="points", mark="V"),
        Threshold(
            name="clinical",
            means="score without the points for blood tests from which it counts",
            value=4,
            unit="points",
            mark="D",
            low=4,
            high=6,
        ),
        Threshold(name="fall", means="fall of the score that is looked for", value=4, unit="points", mark="V"),
        Threshold(name="apart", means="days between the two scores", value=84, unit="d", mark="D", low=56, high=182),
        Threshold(
            name="earliest",
            means="days of treatment before a score counts",
            value=91,
            unit="d",
            mark="D",
            low=91,
            high=182,
        ),
        Threshold(
            name="stands", means="how long the later score stands", value=182, unit="d", mark="D", low=91, high=365
        ),
    ),
    sources=(
        Source(document="lupus-treatment-resistance-care-strategies", paragraph=2),
        Source(document="lupus-treatment-resistance-case-studies", paragraph=2),
        Source(
            publication="Ann Rheum Dis, table of SLEDAI activity bands",
            url="https://ard.bmj.com/highwire/markup/278401/expansion?width=1000&height=500",
            mark="V",
        ),
    ),
    false_positives=("points for blood tests alone", "low blood counts from a drug", "damage scored as activity"),
)
