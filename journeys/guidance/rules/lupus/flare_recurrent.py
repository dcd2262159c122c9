"""sle.flare-recurrent: two or more flares in a year.

Definition: a flare is a SLEDAI at least 4 points above the visit before it, same variant, at most 182 days earlier, or
a flare that a clinician recorded with a change of treatment. Events less than 30 days after the one before belong to
the same flare, which bears the day of the first. Two or more in the last 365 days, the newest of them after t0: a flare
that led to the present treatment says nothing of it. Without two that are more than a rise of points for blood tests
alone: supporting, as all that blood tests show in lupus. A recorded flare of which nobody said whether treatment was
changed, or who recorded it, is unknown; one that only the patient recorded doesn't count.
Document: lupus-treatment-resistance-care-strategies, paragraph 4; lupus-treatment-resistance-case-studies, paragraph 1.
Publication: a rise of more than 3 points is a flare (Ann Rheum Dis, table of activity bands), V. Asking for 4 (the
SELENA-SLEDAI flare index asks for 3), two a year, 182 and 30 days: D.
False positives to know: fibromyalgia; an infection.
"""

from __future__ import annotations

from collections.abc import Sequence

from journeys.guidance.case import Case
from journeys.guidance.clock import shift
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.journey import LUPUS
from journeys.guidance.lupus_scores import FlareEvent, flares, sledai_evidence, visit_pairs
from journeys.guidance.phrases import count, day, listing, number
from journeys.guidance.regimen import regimen_evidence, t0
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, not_fired

_FOR_PATIENT = (
    "Your lupus has flared more than once in the past year. "
    "You can ask your team what may set it off, and what they think about your plan."
)

_FOR_PATIENT_BLOOD = (
    "Your lupus score went up more than once in the past year. Blood tests alone can do that. "
    "This can be so while you feel well. You can ask your team about it at your next visit."
)


def judge(case: Case) -> Verdict:
    events = flares(case, rise=case.limits["rise"], within=case.limit("visits"), apart=case.limit("apart"))
    recent = [event for event in events if case.clock.within(case.limit("year"), event.on)]
    certain = [event for event in recent if event.known]
    unclear = [event for event in recent if not event.known]
    if len(recent) < case.limit("flares"):
        return _few(case, certain)
    if len(certain) >= case.limit("flares") and _is_of_this_treatment(case, certain):
        return _many(case, certain)
    if unclear and _is_of_this_treatment(case, recent):
        return _uncertain(unclear)
    return _before(certain or recent)


def _is_of_this_treatment(case: Case, events: Sequence[FlareEvent]) -> bool:
    began = t0(case)
    return began is None or any(event.on > began for event in events)


def _many(case: Case, events: Sequence[FlareEvent]) -> Verdict:
    shown = tuple(dict.fromkeys(evidence for event in events for evidence in event.evidence))
    shows = listing([event.shows for event in events])
    by_blood = sum(not event.clinical for event in events)
    is_core = len(events) - by_blood >= case.limit("flares")
    note = "" if is_core else f" In {by_blood} of them only points for blood tests rose: context only."
    return fired(
        f"{count(len(events), 'flare')} in the last {case.limit('year')} days: {shows}.{note}",
        evidence=(*shown, *regimen_evidence(case)),
        counted_as=Role.CORE if is_core else Role.SUPPORTING,
        for_patient=_FOR_PATIENT if is_core else _FOR_PATIENT_BLOOD,
        would_change=(f"fewer than {number(case.limits['flares'])} flares in {case.limit('year')} days",),
    )


def _uncertain(unclear: Sequence[FlareEvent]) -> Verdict:
    days = listing([day(event.on) for event in unclear])
    return cannot_assess(
        f"Whether treatment was changed for the flare of {days}, and that a clinician recorded it, isn't recorded.",
        missing=tuple(f"whether a clinician changed treatment for the flare of {day(event.on)}" for event in unclear),
        evidence=tuple(evidence for event in unclear for evidence in event.evidence),
    )


def _before(events: Sequence[FlareEvent]) -> Verdict:
    return not_fired(
        f"The last of {count(len(events), 'flare')} was on {day(events[-1].on)}; treatment has changed since.",
        evidence=tuple(dict.fromkeys(evidence for event in events for evidence in event.evidence)),
    )


def _few(case: Case, certain: Sequence[FlareEvent]) -> Verdict:
    """Fewer flares than it takes: known where some visits of the last year can be compared."""
    pairs = visit_pairs(case, within=case.limit("visits"))
    compared = [pair for pair in pairs if case.clock.within(case.limit("year"), pair[1].on)]
    if not compared:
        first = day(shift(case.on, -case.limit("year")))
        return cannot_assess(
            f"No two visits' scores, at most {case.limit('visits')} days apart, are recorded since {first}.",
            missing=(f"visit scores (SLEDAI) between {first} and {day(case.on)}",),
            evidence=tuple(evidence for event in certain for evidence in event.evidence),
        )
    newest = max(compared, key=lambda pair: (pair[1].on, pair[1].id))
    evidence = [evidence for event in certain for evidence in event.evidence]
    return not_fired(
        _counted(case, certain),
        evidence=tuple(dict.fromkeys((*evidence, *(sledai_evidence(score) for score in newest)))),
    )


def _counted(case: Case, certain: Sequence[FlareEvent]) -> str:
    when = f"in the last {case.limit('year')} days"
    if not certain:
        return f"No flare {when}."
    shows = listing([event.shows for event in certain])
    return f"{count(len(certain), 'flare')} {when}: {shows}; {case.limit('flares')} are looked for."


RULE = Rule(
    id="sle.flare-recurrent",
    title="Two or more flares in a year",
    condition=LUPUS,
    role=Role.CORE,
    family="sle.flares",
    kinds=("assessments", "flares", "therapies"),
    judge=judge,
    gate=Gate.LUPUS,
    held_by=("cf.crp-sle",),
    definition="Two or more flares in 365 days: SLEDAI up by 4, or a clinician's flare with changed treatment.",
    thresholds=(
        Threshold(
            name="flares",
            means="flares in the time looked at that count",
            value=2,
            unit="flares",
            mark="D",
            low=2,
            high=4,
        ),
        Threshold(name="year", means="days that are looked back", value=365, unit="d", mark="D", low=182, high=365),
        Threshold(
            name="rise",
            means="rise of the score that counts as a flare",
            value=4,
            unit="points",
            mark="D",
            low=3,
            high=6,
        ),
        Threshold(
            name="visits", means="days at most between the two visits", value=182, unit="d", mark="D", low=91, high=182
        ),
        Threshold(
            name="apart",
            means="days that separate one flare from the next",
            value=30,
            unit="d",
            mark="D",
            low=28,
            high=91,
        ),
    ),
    sources=(
        Source(document="lupus-treatment-resistance-care-strategies", paragraph=4),
        Source(document="lupus-treatment-resistance-case-studies", paragraph=1),
        Source(
            publication="Ann Rheum Dis, table of SLEDAI activity bands",
            url="https://ard.bmj.com/highwire/markup/278401/expansion?width=1000&height=500",
            mark="V",
        ),
    ),
    false_positives=("fibromyalgia", "infection"),
)
