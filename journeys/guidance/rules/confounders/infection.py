"""cf.infection: an infection that may explain what is seen.

Definition: a recorded infection, or a course of a drug against one, from 7 days before its onset until 14 days after
its end; 28 days for a serious one (so recorded, an admission for infection, sepsis, tuberculosis, hepatitis B
reactivation), for a drug against tuberculosis, and where nobody said whether it was; tuberculosis until it is
controlled after at least 56 days of treatment. Effect: CRP and ESR sampled in the window aren't clean, and core rules
that need them are held; a serious infection that goes on holds all core rules.
A logged fever of the last 28 days without an answer about infection is asked about, and holds core rules until then.
Document: takayasu-treatment-resistance-patient-guide, paragraph 4; pemphigus-vulgaris-treatment-resistance, 3 and 4.
Publication: windows are project choices (D); resistant pemphigus with tuberculosis behind it is described (V).
False positives to know: an infection whose end nobody recorded looks as if it went on; drugs taken to prevent one.
"""

from __future__ import annotations

from journeys.guidance.case import Case
from journeys.guidance.fevers import fevers, infection_answered
from journeys.guidance.findings import Evidence, Hold, Role, Source, Threshold
from journeys.guidance.journey import Infection
from journeys.guidance.phrases import capital, day, listing
from journeys.guidance.rule import Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.windows import Window, ended, infection_windows, is_serious

_ID = "cf.infection"


def judge(case: Case) -> Verdict:
    today = [window for window in infection_windows(case) if _covers_today(case, window)]
    fever = _unanswered_fever(case)
    if today:
        return _infected(case, today, fever=fever)
    if fever:
        says = _asked(fever)
        return cannot_assess(
            f"A {says}.",
            missing=("whether the fever came with an infection",),
            evidence=(fever,),
            holds=(Hold(rule=_ID, detail=f"cannot assess: {says}"),),
        )
    return not_fired("No infection or course against one is recorded for today or the weeks before.")


def _asked(fever: Evidence) -> str:
    return f"fever logged on {day(fever.on)}, and whether there was an infection isn't answered" if fever.on else ""


def _covers_today(case: Case, window: Window) -> bool:
    if window.last is None:
        return case.clock.reached(window.first)
    return case.clock.between(window.first, window.last)


def _infected(case: Case, windows: list[Window], *, fever: Evidence | None) -> Verdict:
    """``fever``: one that none of these infections explains; it is asked about all the same."""
    names = listing([_shown(window) for window in windows])
    holds = tuple(hold for window in windows if (hold := _hold(case, window)))
    effect = "core rules wait until it is over" if holds else "CRP and ESR sampled in this time don't count"
    asked = f" A {_asked(fever)}." if fever else ""
    return fired(
        f"{capital(names)}: {effect}.{asked}",
        evidence=(*(window.evidence for window in windows), *((fever,) if fever else ())),
        holds=(*holds, *((Hold(rule=_ID, detail=f"cannot assess: {_asked(fever)}"),) if fever else ())),
    )


def _shown(window: Window) -> str:
    until = f"counted until {day(window.last)}" if window.last else "its end isn't recorded"
    return f"{window.name}, {until}"


def _hold(case: Case, window: Window) -> Hold | None:
    """An infection that goes on and is serious, or may be, holds all core rules; one that is over doesn't."""
    if not isinstance(window.fact, Infection):
        return None
    serious, over = is_serious(case, window.fact), ended(case, window.fact)
    if serious is False or (over is not None and case.clock.reached(over)):
        return None
    if serious is None:
        return Hold(rule=_ID, detail=f"cannot assess: whether the {window.name} is serious; its end isn't recorded")
    return Hold(rule=_ID, detail=f"{window.name}, serious and not over")


def _unanswered_fever(case: Case) -> Evidence | None:
    """The newest fever of the last weeks that lies in no infection's window and that no later review answers."""
    logged = fevers(case, least=case.limits["fever"])
    recent = ((on, shown) for on, shown in logged if case.clock.within(case.limit("fever-window"), on))
    for on, shown in sorted(recent, key=lambda found: (found[0], found[1].id), reverse=True):
        if not infection_answered(case, on):
            return shown
    return None


RULE = Rule(
    id=_ID,
    title="Infection",
    condition=None,
    role=Role.CONFOUNDER,
    family=_ID,
    kinds=("infections", "therapies", "admissions", "measurements", "check_ins", "reviews"),
    judge=judge,
    definition="An infection or a course against one, from 7 days before to 14 (serious: 28) days after.",
    thresholds=(
        Threshold(name="fever", means="temperature from which it is asked about", value=38.0, unit="Cel", mark="D"),
        Threshold(name="fever-window", means="how far back a fever is asked about", value=28, unit="d", mark="D"),
    ),
    sources=(
        Source(document="takayasu-treatment-resistance-patient-guide", paragraph=4),
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=3),
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=4),
    ),
    false_positives=("an infection whose end nobody recorded", "drugs taken to prevent an infection"),
)
