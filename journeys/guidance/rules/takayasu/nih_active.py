"""tak.nih-active: NIH (Kerr) activity criteria met.

Definition: at least 91 days after t0, two or more of four items that a clinician answered in the last 91 days as new or
worse: systemic features, raised ESR, vascular ischaemia or inflammation, typical change on angiography. Of each item
the newest answer counts; two that differ on one day are no answer. Three items answered, or two answered yes, are
needed. If only unclean ESR results back the ESR item, it is counted without it: fewer than two then, and it is held.
Document: takayasu-treatment-resistance-patient-guide, paragraph 3.
Publication: Kerr 1994, Ann Intern Med 120:919–29 (item text M; use confirmed in cohorts, V). Windows: D.
False positives to know: an ESR raised for another reason; old lesions counted again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case, cite
from journeys.guidance.clinic import scores
from journeys.guidance.clock import shift
from journeys.guidance.findings import Evidence, Hold, Role, Source, Threshold
from journeys.guidance.journey import TAKAYASU, Score
from journeys.guidance.markers import Result, results, why_unclean
from journeys.guidance.phrases import day, listing
from journeys.guidance.regimen import regimen_evidence
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, held, not_fired
from journeys.guidance.starts import days_in

_DOCUMENT = "takayasu-treatment-resistance-patient-guide"
_FOR_PATIENT = (
    "Your team noted signs that your illness may still be active. "
    "You can ask your team what they mean, and what else could cause them."
)
_ESR = "raised-esr"
_ITEMS = {
    "systemic-features": "systemic features",
    _ESR: "raised ESR",
    "vascular-ischaemia": "vascular ischaemia or inflammation",
    "angiographic-change": "typical change on angiography",
}


class _Answer(NamedTuple):
    """One item's newest answer, and the assessment that it stands in."""

    item: str
    yes: bool
    score: Score


def judge(case: Case) -> Verdict:
    began = days_in(case, case.limit("earliest"))
    if isinstance(began, Verdict):
        return began
    answers = _answers(case, began)
    yes = [answer for answer in answers if answer.yes]
    if len(yes) >= case.limits["count"]:
        return _met(case, yes)
    if len(answers) < case.limits["answered"]:
        return _unanswered(case, answers, began=began)
    return not_fired(
        f"{_counted(yes, of=answers)}; {case.limit('count')} or more count as active.", evidence=_evidence(answers)
    )


def _answers(case: Case, began: date) -> list[_Answer]:
    recent = [
        score
        for score in scores(case, "nih-kerr")
        if score.on >= began and case.clock.within(case.limit("recent"), score.on)
    ]
    return [answer for item in _ITEMS if (answer := _newest(recent, item))]


def _newest(recent: Sequence[Score], item: str) -> _Answer | None:
    given = [score for score in recent if item in score.items]
    said = {bool(score.items[item]) for score in given if score.on == given[-1].on}
    return _Answer(item, said.pop(), given[-1]) if len(said) == 1 else None


def _met(case: Case, yes: list[_Answer]) -> Verdict:
    unclean = [result for answer in yes if answer.item == _ESR for result in _only_unclean(case, answer.score.on)]
    rest = [answer for answer in yes if answer.item != _ESR] if unclean else yes
    note = f" The raised ESR isn't clean; without it: {len(rest)}." if unclean else ""
    because = f"{_counted(yes)}; {case.limit('count')} or more count as active.{note}"
    evidence = (*_evidence(yes), *(result.evidence for result in unclean), *regimen_evidence(case))
    change = (f"fewer than {case.limit('count')} items answered as new or worse at a later visit",)
    if len(rest) >= case.limits["count"]:
        return fired(because, evidence=evidence, for_patient=_FOR_PATIENT, would_change=change)
    holds: tuple[Hold, ...] = tuple(hold for result in unclean for hold in why_unclean(case, result))
    return held(because, evidence=evidence, holds=holds, for_patient=_FOR_PATIENT, would_change=change)


def _only_unclean(case: Case, on: date) -> list[Result]:
    """The raised ESR results that an answer of that day may rest on, if none of them is clean."""
    first = shift(on, -case.limit("recent"))
    raised = [result for result in results(case, "esr") if result.raised and first <= result.on <= on]
    return raised if all(result.spoiled for result in raised) else []


def _unanswered(case: Case, answers: list[_Answer], *, began: date) -> Verdict:
    since = day(max(began, shift(case.on, -case.limit("recent"))))
    known = {answer.item for answer in answers}
    open_items = listing([name for item, name in _ITEMS.items() if item not in known])
    return cannot_assess(
        f"Since {since}, {len(answers)} of {len(_ITEMS)} NIH (Kerr) items are answered.",
        missing=(f"clinician activity items ({open_items}) between {since} and {day(case.on)}",),
        evidence=_evidence(answers),
    )


def _counted(yes: list[_Answer], *, of: Sequence[_Answer] | None = None) -> str:
    """``2 of 4 NIH (Kerr) items new or worse: systemic features on 3 May 2022 and raised ESR on 10 May 2022``."""
    shown = listing([f"{_ITEMS[answer.item]} on {day(answer.score.on)}" for answer in yes])
    total = len(_ITEMS) if of is None else len(of)
    answered = "" if of is None else "answered "
    return f"{len(yes)} of {total} {answered}NIH (Kerr) items new or worse{': ' if shown else ''}{shown}"


def _evidence(answers: Sequence[_Answer]) -> tuple[Evidence, ...]:
    """One piece for each assessment, the oldest first."""
    found = {answer.score.id: answer.score for answer in answers}
    return tuple(_shown(score, answers) for score in sorted(found.values(), key=lambda score: (score.on, score.id)))


def _shown(score: Score, answers: Sequence[_Answer]) -> Evidence:
    mine = [answer for answer in answers if answer.score is score]
    said = listing([f"{_ITEMS[answer.item]}: {'yes' if answer.yes else 'no'}" for answer in mine])
    return cite("assessments", score, on=score.on, shows=f"NIH (Kerr) items on {day(score.on)}: {said}")


RULE = Rule(
    id="tak.nih-active",
    title="NIH (Kerr) activity criteria met",
    condition=TAKAYASU,
    role=Role.CORE,
    family="tak.activity",
    kinds=("assessments", "labs", "therapies", "infections", "admissions", "life_events", "procedures"),
    judge=judge,
    gate=Gate.TAKAYASU,
    definition="91 days or more after t0, two of four items answered as new or worse in the last 91 days.",
    thresholds=(
        Threshold(name="count", means="items that have to be new or worse", value=2, unit="items", mark="V"),
        Threshold(
            name="answered",
            means="answered items from which fewer count as not active",
            value=3,
            unit="items",
            mark="D",
            low=3,
            high=4,
        ),
        Threshold(
            name="recent", means="how far back the answers count", value=91, unit="d", mark="D", low=61, high=182
        ),
        Threshold(
            name="earliest", means="days of treatment before it counts", value=91, unit="d", mark="D", low=61, high=182
        ),
    ),
    sources=(
        Source(document=_DOCUMENT, paragraph=3),
        Source(publication="Kerr 1994, Ann Intern Med 120:919–29", mark="M"),
        Source(
            publication="NIH criteria as used in cohorts",
            url="https://pmc.ncbi.nlm.nih.gov/articles/PMC7500024",
            mark="V",
        ),
    ),
    false_positives=("an ESR raised for another reason", "old lesions counted again"),
)
