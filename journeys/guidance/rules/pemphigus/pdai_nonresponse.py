"""pv.pdai-nonresponse: score has not meaningfully improved.

Definition: PDAI activity from 14 days before t0 to 7 days after, at least 5; the newest score at least 84 days after t0
is less than 2.65 points below it (a rise of 2.5 or more is named as one). From day 182 on: core; before: supporting.
The day of the score counts, so that an old score grows no older meaning. It stands until t0 moves or a later score
contradicts it. Scores by the same person are preferred where there are several of a day.
Document: pemphigus-vulgaris-treatment-resistance, paragraphs 2 and 3.
Publication: the smallest change that matters, 2.65 points down or 2.5 up, 35 patients of one centre, V. Times and the
least start of 5: D.
False positives to know: another person scored; a small number of people was studied.
"""

from __future__ import annotations

from datetime import date

from journeys.guidance.case import Case
from journeys.guidance.clinic import score_evidence
from journeys.guidance.clock import shift
from journeys.guidance.findings import Evidence, Role, Source, Threshold
from journeys.guidance.journey import PEMPHIGUS, Score
from journeys.guidance.pemphigus_scores import NAMES, PDAI, at_start, comparable, newest_of
from journeys.guidance.phrases import day, number
from journeys.guidance.regimen import regimen_evidence
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.starts import days_in

_NAME = NAMES[PDAI]
_FOR_PATIENT = (
    "Your skin score has not come down much since this treatment began. "
    "You can ask your team what the score means, and what they will look at next."
)


def judge(case: Case) -> Verdict:
    began = days_in(case, case.limit("earliest"))
    if isinstance(began, Verdict):
        return began
    starts = at_start(case, began, before=case.limit("before"), after=case.limit("after"))
    newest = newest_of(case, PDAI, since=shift(began, case.limit("earliest")))
    pair = comparable(starts, newest)
    if pair is None:
        return _one_missing(case, starts, newest=newest, began=began)
    if pair[0].value < case.limits["floor"]:
        return _too_low(case, pair[0])
    return _compared(case, pair, began=began)


def _one_missing(case: Case, starts: list[Score], *, newest: list[Score], began: date) -> Verdict:
    """A start below the floor, or a score that is low enough whatever the start was, decides alone."""
    if starts and starts[0].value < case.limits["floor"]:
        return _too_low(case, starts[0])
    if newest and newest[0].value <= case.limits["floor"] - case.limits["improved"]:
        return not_fired(f"{_in_words(newest[0])}: low, whatever it was at the start.", evidence=(_shown(newest[0]),))
    first, last = shift(began, -case.limit("before")), shift(began, case.limit("after"))
    since = shift(began, case.limit("earliest"))
    missing = (
        *(() if starts else (f"PDAI activity at start, between {day(first)} and {day(last)}",)),
        *(() if newest else (f"PDAI activity between {day(since)} and {day(case.on)}",)),
    )
    return cannot_assess(
        "There are no two scores of PDAI activity to compare: one at the start of the present treatment and one since.",
        missing=missing,
        evidence=tuple(_shown(score) for score in (*starts[:1], *newest[:1])),
    )


def _too_low(case: Case, start: Score) -> Verdict:
    return not_fired(
        f"Not applicable: {_in_words(start)}, below {number(case.limits['floor'])} at the start.",
        evidence=(_shown(start),),
    )


def _compared(case: Case, pair: tuple[Score, Score], *, began: date) -> Verdict:
    start, newest = pair
    fall = round(start.value - newest.value, 6)
    evidence = (_shown(start), _shown(newest))
    improved = case.limits["improved"]
    says = f"{_in_words(start)} and {number(newest.value)} on {day(newest.on)}: {_change(case, fall)}."
    if fall >= improved:
        return not_fired(f"{says} That is {number(improved)} or more.", evidence=evidence)
    days = (newest.on - began).days
    is_core = days >= case.limit("core")
    note = "" if is_core else f" Day {days} of the present treatment, before day {case.limit('core')}: context only."
    return fired(
        f"{says} A fall of {number(improved)} or more is looked for.{note}{_other_scorer(pair)}",
        evidence=(*evidence, *regimen_evidence(case)),
        counted_as=Role.CORE if is_core else Role.SUPPORTING,
        for_patient=_FOR_PATIENT,
        would_change=(f"a later PDAI activity of {number(start.value - improved)} or less",),
    )


def _change(case: Case, fall: float) -> str:
    if fall == 0:
        return "no change"
    if fall > 0:
        return f"{_points(fall)} lower"
    worse = f", a worsening by {number(case.limits['worse'])} or more" if -fall >= case.limits["worse"] else ""
    return f"{_points(-fall)} higher{worse}"


def _points(value: float) -> str:
    return f"{number(value)} {'point' if value == 1 else 'points'}"


def _other_scorer(pair: tuple[Score, Score]) -> str:
    scorers = [score.scorer for score in pair]
    return " Two different people scored." if None not in scorers and len(set(scorers)) > 1 else ""


def _in_words(score: Score) -> str:
    return f"{_NAME} {number(score.value)} on {day(score.on)}"


def _shown(score: Score) -> Evidence:
    return score_evidence(score, _NAME)


RULE = Rule(
    id="pv.pdai-nonresponse",
    title="Score has not meaningfully improved",
    condition=PEMPHIGUS,
    role=Role.CORE,
    family="pv.activity",
    kinds=("assessments", "therapies"),
    judge=judge,
    gate=Gate.REGIMEN,
    definition="PDAI activity, at least 5 at the start, fallen by less than 2.65 points; core from day 182.",
    thresholds=(
        Threshold(name="improved", means="fall of the score that matters", value=2.65, unit="points", mark="V"),
        Threshold(name="worse", means="rise of the score that matters", value=2.5, unit="points", mark="V"),
        Threshold(
            name="floor",
            means="score at the start from which it is judged",
            value=5,
            unit="points",
            mark="D",
            low=5,
            high=15,
        ),
        Threshold(
            name="before", means="days before t0 for the first score", value=14, unit="d", mark="D", low=7, high=28
        ),
        Threshold(name="after", means="days after t0 for the first score", value=7, unit="d", mark="D", low=0, high=14),
        Threshold(name="earliest", means="earliest day, as context", value=84, unit="d", mark="D", low=84, high=182),
        Threshold(
            name="core",
            means="day of the score from which it counts fully",
            value=182,
            unit="d",
            mark="D",
            low=168,
            high=365,
        ),
    ),
    sources=(
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=2),
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=3),
        Source(
            publication="PDAI: minimal clinically important difference, 35 patients",
            url="https://discovery.researcher.life/topic/pemphigus-disease-area-index-score/348983?page=1",
            mark="V",
        ),
    ),
    false_positives=("another person scored", "published from 35 patients of one centre"),
)
