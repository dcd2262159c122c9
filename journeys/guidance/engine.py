"""`evaluate`: what the catalogue says of a journey on a day. Total, deterministic, and blind to anything later.

Each rule of each condition is judged; a core finding that fired then meets its adequacy gate and the rule-outs, and is
held for every reason they give. Levels follow clinical.md 2.0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial

from journeys.guidance import gates
from journeys.guidance.case import Case, once
from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.drug_use import given
from journeys.guidance.edition import Edition
from journeys.guidance.findings import (
    Assessment,
    ConditionAssessment,
    ConfounderFinding,
    Finding,
    Hold,
    MonitoringFinding,
    Outcome,
    Role,
)
from journeys.guidance.follow_up import followed_up
from journeys.guidance.journey import CONDITIONS, Journey
from journeys.guidance.look import Look, Question, first_look, next_checks
from journeys.guidance.phrases import capital, lower
from journeys.guidance.regimen import partial_dates, t0, t_first
from journeys.guidance.rule import Rule, Verdict
from journeys.guidance.schedule import FollowUp
from journeys.guidance.topics import TOPICS

_FOR_PATIENT = {
    Outcome.NOT_FIRED: "Nothing recorded here to raise today.",
    Outcome.CANNOT_ASSESS: "There is not enough on record yet to look at this. Your team can tell you what would help.",
}
_FOR_PATIENT_SOON = "You can call your team about this now, before your next visit."
# The most open answer of several conditions stands for the patient.
_OPENNESS = (Outcome.FIRED, Outcome.CANNOT_ASSESS, Outcome.HELD, Outcome.NOT_FIRED)


def evaluate(journey: Journey, on: date, *, edition: Edition = PUBLISHED) -> Assessment:
    """Every rule's finding, every rule-out, every follow-up on that day; facts later than ``on`` play no part.

    ``next_check_on`` alone looks ahead: to what time changes, and to days on which more of the record comes into force.
    """
    look = first_look(journey, on, edition=edition)
    checks = next_checks(journey, look, questions=_questions)
    return Assessment(
        patient=journey.patient.id,
        on=on,
        catalogue=edition.version,
        conditions=tuple(_assessed(case, checks[case.name]) for case in conditions_of(look)),
        confounders=_confounders(look),
        monitoring=_monitoring(look),
        next_check_on=min((day for day in checks.values() if day), default=None),
    )


def _finding_key(rule: Rule, name: str | None) -> tuple[object, ...]:
    return "finding", rule.id, name


def _rule_out_key(rule: Rule, name: str | None) -> tuple[object, ...]:
    return "rule-out", rule.id, name


def _follow_up_key(item: FollowUp) -> tuple[object, ...]:
    return "follow-up", item.id


def conditions_of(look: Look) -> list[Case]:
    """A case for each condition, in the project's order."""
    known = {entry.condition for entry in look.case.journey.conditions}
    return [look.seen_from(name) for name in CONDITIONS if name in known]


def _assessed(case: Case, next_check_on: date | None) -> ConditionAssessment:
    findings = _findings(case)
    return ConditionAssessment(
        condition=case.name or "",
        t0=t0(case),
        t_first=t_first(case),
        level=level(findings),
        rules=findings,
        topics=TOPICS[case.name or ""],
        next_check_on=next_check_on,
    )


def level(findings: Sequence[Finding]) -> int | None:
    """None: no core rule could be assessed; 3: a core rule fired; 2: one is held; 1: only context; 0: nothing."""
    core = (found for found in findings if Role.CORE in (found.role, found.counted_as))
    if all(found.outcome is Outcome.CANNOT_ASSESS for found in core):
        return None
    shown = {(found.counted_as, found.outcome) for found in findings}
    if (Role.CORE, Outcome.FIRED) in shown:
        return 3
    if (Role.CORE, Outcome.HELD) in shown:
        return 2
    return 1 if (Role.SUPPORTING, Outcome.FIRED) in shown else 0


def _findings(case: Case) -> tuple[Finding, ...]:
    return tuple(_finding(case, rule) for rule in case.edition.patterns[case.name])


def _finding(case: Case, rule: Rule) -> Finding:
    """Remembered, so that a later look judges only what time can have changed."""
    return case.remember(_finding_key(rule, case.name), lambda: _judged(case, rule))


def _judged(case: Case, rule: Rule) -> Finding:
    earlier = {name: _finding(case, case.edition.by_id[name]) for name in rule.after}
    verdict = rule.judge(case.given(rule, earlier))
    counted_as = verdict.counted_as or rule.role
    holds = _holds(case, rule, verdict=verdict) if counted_as is Role.CORE else verdict.holds
    outcome = Outcome.HELD if holds and verdict.outcome is Outcome.FIRED else verdict.outcome
    is_prompt = rule.prompt_contact and outcome in (Outcome.FIRED, Outcome.HELD)
    return Finding(
        rule=rule.id,
        version=rule.version,
        title=rule.title,
        family=rule.family,
        role=rule.role,
        counted_as=counted_as,
        outcome=outcome,
        held_for=holds,
        missing=verdict.missing,
        because=_because(case, rule, verdict=verdict),
        for_patient=_FOR_PATIENT.get(outcome) or _told(verdict.for_patient, soon=is_prompt),
        evidence=verdict.evidence,
        would_change=(*verdict.would_change, *_checked_first(case, holds)),
        prompt_contact=is_prompt,
        thresholds=rule.thresholds,
        sources=rule.sources,
    )


def _told(text: str, *, soon: bool) -> str:
    return f"{text} {_FOR_PATIENT_SOON}" if soon and text else text


def _holds(case: Case, rule: Rule, *, verdict: Verdict) -> tuple[Hold, ...]:
    """A core signal's reasons to check something first: the rule's own, the gate's, the rule-outs'."""
    if verdict.outcome not in (Outcome.FIRED, Outcome.HELD):
        return ()
    named = (case.edition.by_id[name] for name in rule.held_by if name in case.edition.by_id)
    outs = (*_general_holds(case), *(hold for out in named for hold in _ruled_out(case, out).holds))
    return tuple(dict.fromkeys((*verdict.holds, *gates.holds(case, rule.gate), *outs)))


@once
def _general_holds(case: Case) -> tuple[Hold, ...]:
    """Of the rule-outs that hold every core rule."""
    outs = (out for out in case.edition.rule_outs if not out.selective)
    return tuple(hold for out in outs for hold in _ruled_out(case, out).holds)


def _checked_first(case: Case, holds: Iterable[Hold]) -> tuple[str, ...]:
    titles = dict.fromkeys(case.edition.by_id[hold.rule].title for hold in holds)
    return tuple(f"an answer to what is checked first: {lower(title)}" for title in titles)


def _because(case: Case, rule: Rule, *, verdict: Verdict) -> str:
    """The rule's sentence; where a treatment's start is known only in part, another one says how it was counted."""
    notes = partial_dates(case) if "therapies" in rule.kinds else ()
    return " ".join([verdict.because, *(f"{capital(note)}." for note in notes)])


def _ruled_out(case: Case, rule: Rule) -> Verdict:
    return case.remember(_rule_out_key(rule, case.name), lambda: rule.judge(case.given(rule, {})))


def _confounders(look: Look) -> tuple[ConfounderFinding, ...]:
    """Every rule-out, always, also for a patient without a condition."""
    return tuple(_confounder(rule, verdicts) for rule, verdicts in _all_ruled_out(look))


def _all_ruled_out(look: Look) -> Iterator[tuple[Rule, list[Verdict]]]:
    cases = conditions_of(look) or [look.case]
    return ((rule, [_ruled_out(case, rule) for case in cases]) for rule in look.case.edition.rule_outs)


def _most_open(verdicts: Iterable[Verdict]) -> Verdict:
    return min(verdicts, key=lambda verdict: _OPENNESS.index(verdict.outcome))


def _confounder(rule: Rule, verdicts: Sequence[Verdict]) -> ConfounderFinding:
    most_open = _most_open(verdicts)
    return ConfounderFinding(
        rule=rule.id,
        version=rule.version,
        title=rule.title,
        outcome=most_open.outcome,
        because=" ".join(dict.fromkeys(verdict.because for verdict in verdicts)),
        missing=most_open.missing,
        evidence=tuple(dict.fromkeys(shown for verdict in verdicts for shown in verdict.evidence)),
        sources=rule.sources,
    )


def _monitoring(look: Look) -> tuple[MonitoringFinding, ...]:
    """Items of a condition seen from it; the others once, from any of them: so they share what it remembers."""
    found = (_followed_up(case, item) for case, item in _followed(look))
    return tuple(each for each in found if each)


def _followed(look: Look) -> Iterator[tuple[Case, FollowUp]]:
    cases = conditions_of(look)
    seen_from = {case.name: case for case in cases}
    taken = given(look.case)
    for item in look.case.edition.follow_ups if cases else ():
        case = seen_from.get(item.condition) if item.condition else cases[0]
        if case is not None and not (item.drugs and taken.isdisjoint(item.drugs)):
            yield case, item


def _followed_up(case: Case, item: FollowUp) -> MonitoringFinding | None:
    return case.remember(_follow_up_key(item), lambda: followed_up(case, item))


def _questions(look: Look) -> list[Question]:
    """What must stay the same until the next check: findings by condition, rule-outs and follow-ups for all of them."""
    cases = conditions_of(look)
    outs = [(case.name, rule) for case in cases or [look.case] for rule in look.case.edition.rule_outs]
    patterns = [(case.name, rule) for case in cases for rule in case.edition.patterns[case.name]]
    return [
        *(
            Question(None, _rule_out_key(rule, name), partial(_ask_rule_out, rule=rule, name=name))
            for name, rule in outs
        ),
        *(
            Question(None, _follow_up_key(item), partial(_ask_follow_up, item=item, name=case.name))
            for case, item in _followed(look)
        ),
        *(
            Question(name, _finding_key(rule, name), partial(_ask_finding, rule=rule, name=name))
            for name, rule in patterns
        ),
    ]


def _ask_rule_out(look: Look, *, rule: Rule, name: str | None) -> object:
    return _ruled_out(look.seen_from(name), rule).outcome


def _ask_follow_up(look: Look, *, item: FollowUp, name: str | None) -> object:
    found = _followed_up(look.seen_from(name), item)
    return found and found.state


def _ask_finding(look: Look, *, rule: Rule, name: str | None) -> object:
    found = _finding(look.seen_from(name), rule)
    return found.outcome, found.counted_as, frozenset(hold.rule for hold in found.held_for)
