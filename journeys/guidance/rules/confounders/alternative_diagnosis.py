"""cf.alt-diagnosis: was something else considered that could explain the picture?

Definition: a clinician's checklist stands from its day until t0 moves, 182 days at the longest (D). Marked complete, it
closes the question; without that, every item of the condition must be answered "excluded". An item answered "present"
keeps it open. Where no checklist stands, it is open, and core rules are held. With lupus of the nervous system its
items are mandatory: one marked "not answered" stays open in a complete checklist too. In pemphigus an infection that
looks alike (herpes simplex, candida, skin), recorded as begun after the checklist and not over, opens it again.
Document: lupus-treatment-resistance-care-strategies, paragraph 2; pemphigus-vulgaris-treatment-resistance, paragraph 4.
Publication: items M.
False positives to know: considered, and written in the notes only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from journeys.guidance.case import Case, cite
from journeys.guidance.findings import Evidence, Hold, Role, Source, Threshold
from journeys.guidance.journey import LUPUS, PEMPHIGUS, Condition, Infection, Review
from journeys.guidance.neuropsychiatric import NEUROPSYCHIATRIC, is_recorded
from journeys.guidance.phrases import count, day, listing, words
from journeys.guidance.regimen import t0
from journeys.guidance.rule import Rule, Verdict, fired, not_fired
from journeys.guidance.windows import ended
from journeys.guidance.words import ALTERNATIVE_DIAGNOSES

_ID = "cf.alt-diagnosis"
_CHECKLIST = "alternative-diagnosis"
_LOOK_ALIKE = ("herpes-simplex", "oral-candida", "skin")


def judge(case: Case) -> Verdict:
    if case.condition is None:
        return not_fired("No condition is recorded to which an alternative could be sought.")
    standing = [review for review in case.journey.reviews if _stands(case, review)]
    if not standing:
        return _open("no rule-out checklist stands for the present treatment", _asked(case.condition))
    answers = _answers(standing)
    evidence = tuple(_shown(review) for review in standing)
    if present := sorted(item for item, answer in answers.items() if answer == "present"):
        return _open(f"marked as present: {listing([words(item) for item in present])}", evidence)
    unanswered = [item for item in ALTERNATIVE_DIAGNOSES[case.condition.condition] if answers.get(item) != "excluded"]
    if unanswered and not any(review.complete for review in standing):
        return _open(f"not answered yet: {listing([words(item) for item in unanswered])}", evidence)
    if blank := _left_blank(case, standing, answers):
        return _open(f"not answered yet: {listing([words(item) for item in blank])}", evidence)
    newest = standing[-1]
    if since := _infected_since(case, newest.on):
        kinds = listing(list(dict.fromkeys(f"infection ({words(ill.kind)})" for ill in since)))
        return _open(f"recorded since the checklist of {day(newest.on)}: {kinds}", (*evidence, *map(_ill, since)))
    return not_fired(f"A rule-out checklist was worked through on {day(newest.on)} and stands.", evidence=evidence)


def _infected_since(case: Case, on: date) -> list[Infection]:
    """Infections of skin and mouth that began later, aren't over, and can be taken for pemphigus: nobody has looked at
    the picture with them in mind."""
    if case.name != PEMPHIGUS:
        return []
    later = [ill for ill in case.journey.infections if ill.kind in _LOOK_ALIKE and ill.began_on > on]
    return [ill for ill in later if (over := ended(case, ill)) is None or not case.clock.reached(over)]


def _ill(infection: Infection) -> Evidence:
    shows = f"infection ({words(infection.kind)}) since {day(infection.began_on)}"
    return cite("infections", infection, on=infection.began_on, shows=shows)


def _stands(case: Case, review: Review) -> bool:
    began = t0(case)
    is_of_regimen = began is None or review.on >= began
    is_mine = review.checklist == _CHECKLIST and _is_about(case, review)
    return is_mine and is_of_regimen and case.clock.within(case.limit("stands"), review.on)


def _is_about(case: Case, review: Review) -> bool:
    """With several conditions, a checklist is of those whose items it answers; without items, of all."""
    asked = ALTERNATIVE_DIAGNOSES.get(case.name or "", ())
    return len(case.journey.conditions) < 2 or not review.items or not set(review.items).isdisjoint(asked)


def _answers(reviews: list[Review]) -> Mapping[str, str]:
    """The newest answer to each item; "not-answered" is none."""
    given = [(item, answer) for review in reviews for item, answer in review.items.items()]
    return {item: answer for item, answer in given if answer != "not-answered"}


def _left_blank(case: Case, reviews: list[Review], answers: Mapping[str, str]) -> list[str]:
    """Items that are mandatory with lupus of the nervous system, and that somebody marked as not answered: they stay
    open in a checklist that is marked complete, too."""
    if case.name != LUPUS or not is_recorded(case):
        return []
    asked = {item for review in reviews for item in review.items}
    return [item for item in ALTERNATIVE_DIAGNOSES[NEUROPSYCHIATRIC] if item in asked and item not in answers]


def _open(why: str, evidence: tuple[Evidence, ...]) -> Verdict:
    return fired(f"Open: {why}.", evidence=evidence, holds=(Hold(rule=_ID, detail=why),))


def _asked(condition: Condition) -> tuple[Evidence, ...]:
    diagnosed = condition.diagnosed_on
    return (
        cite(
            "conditions",
            condition,
            on=diagnosed.latest if diagnosed and diagnosed.is_exact else None,
            shows="other explanations not reviewed for the present treatment",
        ),
    )


def _shown(review: Review) -> Evidence:
    answered = [answer for answer in review.items.values() if answer != "not-answered"]
    state = "complete" if review.complete else f"{count(len(answered), 'item')} answered"
    return cite("reviews", review, on=review.on, shows=f"rule-out checklist, {state}")


RULE = Rule(
    id=_ID,
    title="Alternative explanations",
    condition=None,
    role=Role.CONFOUNDER,
    family=_ID,
    kinds=("reviews", "conditions", "therapies", "neuropsychiatric_events", "infections"),
    judge=judge,
    definition="Open unless a rule-out checklist of the present regimen, at most 182 days old, is complete.",
    thresholds=(
        Threshold(name="stands", means="how long a checklist stands", value=182, unit="d", mark="D", low=91, high=365),
    ),
    sources=(
        Source(document="lupus-treatment-resistance-care-strategies", paragraph=2),
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=4),
    ),
    false_positives=("considered, and written in the notes only",),
)
