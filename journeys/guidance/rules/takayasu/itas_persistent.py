"""tak.itas-persistent: ITAS2010 in the active range twice.

Definition: ITAS2010 of 2 or more at consecutive assessments that span 28 days or more, all at least 91 days after t0
(an unbroken row: an assessment in between that isn't lower doesn't interrupt it). One such assessment: supporting. The
lowest of several scores of a day counts. No score since then, or none in the last 182 days: can't be assessed.
Document: takayasu-treatment-resistance-patient-guide, paragraph 3.
Publication: Misra 2013, Rheumatology 52:1795–801; active from 2, V2. The score counts only what is new or worse in
three months (V2). Agreement with physicians was about 60 % in one cohort (V). Repeat and windows: D.
False positives to know: old lesions that are scored again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import takewhile

from journeys.guidance.case import Case
from journeys.guidance.clinic import score_evidence, scores
from journeys.guidance.clock import shift
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.journey import TAKAYASU, Score
from journeys.guidance.phrases import count, day, listing, number
from journeys.guidance.regimen import regimen_evidence
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.starts import days_in

_DOCUMENT = "takayasu-treatment-resistance-patient-guide"
_NAME = "ITAS2010"
_FOR_PATIENT = (
    "Your team filled in a score of how active your illness is, and it was raised. "
    "You can ask your team what the score means for you."
)


def judge(case: Case) -> Verdict:
    began = days_in(case, case.limit("earliest"))
    if isinstance(began, Verdict):
        return began
    first = shift(began, case.limit("earliest"))
    found = [score for score in _one_a_day(scores(case, "itas2010")) if score.on >= first]
    if not found or not case.clock.within(case.limit("recent"), found[-1].on):
        return _none(case, first=first)
    row = list(takewhile(lambda score: score.value >= case.limits["active"], reversed(found)))[::-1]
    if not row:
        return not_fired(
            f"The newest {_NAME}, of {day(found[-1].on)}, is {number(found[-1].value)}: below the active range "
            f"({number(case.limits['active'])} or more).",
            evidence=(score_evidence(found[-1], _NAME),),
        )
    return _active(case, row)


def _one_a_day(found: Sequence[Score]) -> list[Score]:
    """The lowest of each day, oldest first."""
    lowest: dict[date, Score] = {}
    for score in found:
        lowest[score.on] = min(score, lowest.get(score.on, score), key=lambda either: either.value)
    return list(lowest.values())


def _active(case: Case, row: list[Score]) -> Verdict:
    """``row``: the newest scores, all in the active range, oldest first."""
    apart = (row[-1].on - row[0].on).days
    shown = listing([f"{number(score.value)} on {day(score.on)}" for score in row])
    twice = apart >= case.limit("apart")
    note = (
        f", {count(apart, 'day')} apart" if twice else f"; a second one {case.limit('apart')} days later is looked for"
    )
    return fired(
        f"{_NAME} {shown}{note}. {number(case.limits['active'])} or more is the active range"
        f"{'.' if twice else ': context only.'}",
        evidence=(*(score_evidence(score, _NAME) for score in row), *regimen_evidence(case)),
        counted_as=None if twice else Role.SUPPORTING,
        for_patient=_FOR_PATIENT,
        would_change=(f"a later {_NAME} below {number(case.limits['active'])}",),
    )


def _none(case: Case, *, first: date) -> Verdict:
    since = max(first, shift(case.on, -case.limit("recent")))
    return cannot_assess(
        f"No {_NAME} is recorded since {day(since)}.",
        missing=(f"clinician score ({_NAME}) between {day(since)} and {day(case.on)}",),
    )


RULE = Rule(
    id="tak.itas-persistent",
    title="Activity score (ITAS2010) in the active range twice",
    condition=TAKAYASU,
    role=Role.CORE,
    family="tak.activity",
    kinds=("assessments", "therapies"),
    judge=judge,
    gate=Gate.TAKAYASU,
    definition="ITAS2010 of 2 or more, again 28 days or more later, both 91 days or more after t0.",
    thresholds=(
        Threshold(name="active", means="score from which it is in the active range", value=2, unit="points", mark="V2"),
        Threshold(
            name="apart", means="days between two scores that count", value=28, unit="d", mark="D", low=14, high=91
        ),
        Threshold(
            name="earliest",
            means="days of treatment before a score counts",
            value=91,
            unit="d",
            mark="D",
            low=61,
            high=182,
        ),
        Threshold(
            name="recent", means="how old the newest score may be", value=182, unit="d", mark="D", low=91, high=365
        ),
    ),
    sources=(
        Source(document=_DOCUMENT, paragraph=3),
        Source(
            publication="Misra 2013, Rheumatology 52:1795–801 (active from 2)",
            url="https://api.mdcalc.com/calc/10100/indian-takayasu-clinical-activity-score-itas2010",
            mark="V2",
        ),
        Source(
            publication="agreement of the score with physicians, one cohort",
            url="https://acrabstracts.org/?p=4035",
            mark="V",
        ),
    ),
    false_positives=("old lesions that are scored again",),
)
