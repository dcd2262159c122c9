"""np.persistent: neuropsychiatric lupus not settling.

Definition: of an event that a clinician entered and attributed to inflammation by lupus, the newest status is unchanged
or worse, at least 28 days after high-dose steroids (1 mg/kg a day, or a pulse) and at least 28 days after a second
immunosuppressant, both begun since the event did, and at least 28 days after t0. This is the rule's own gate: a status
without it is held (cf.dose, cf.duration). The status stands for 182 days (D). The checklist of other causes is
mandatory: cf.alt-diagnosis holds it while an answer is open. Symptoms that only the patient logged never count here.
Document: lupus-treatment-resistance-case-studies, paragraph 4.
Publication: no published count of days (D); cases https://e-jnc.org/journal/view.php?number=351, V.
False positives to know: psychosis by steroids, infection, thrombosis with antiphospholipid antibodies, metabolic or
drug causes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from journeys.guidance.adequacy import DOSE, DURATION
from journeys.guidance.case import Case, cite
from journeys.guidance.clock import shift
from journeys.guidance.doses import classes_of
from journeys.guidance.findings import Evidence, Hold, Role, Source, Threshold
from journeys.guidance.gates import UNKNOWN
from journeys.guidance.high_steroids import high_steroid_days
from journeys.guidance.journey import LUPUS, CourseEntry, NeuropsychiatricEvent, Therapy
from journeys.guidance.neuropsychiatric import (
    event_evidence,
    events,
    evidence_of,
    is_attributed,
    name,
    newest_status,
    no_event,
)
from journeys.guidance.phrases import capital, count, day, listing, number, words
from journeys.guidance.regimen import is_immunosuppressant, start_day, t0, treatments
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, held, not_fired

_COURSES = {"alkylating", "anti-cd20"}
_FOR_PATIENT = (
    "A problem that your team links to lupus and the nerves or the mind has not settled yet. "
    "Please talk with your team about it soon."
)


class _Found(NamedTuple):
    """One event that hasn't settled. ``holds``: why the treatment since isn't enough to judge by; ``says``: the days
    since each part of it."""

    event: NeuropsychiatricEvent
    status: CourseEntry
    holds: tuple[Hold, ...]
    says: str
    evidence: tuple[Evidence, ...]


def judge(case: Case) -> Verdict:
    recorded = events(case)
    if not recorded:
        return no_event(case)
    gaps = {event: gap for event in recorded if (gap := _gap(case, event))}
    found = [_found(case, event, status) for event, status in _unsettled(case) if event not in gaps]
    if found:
        return _not_settled(case, found)
    if gaps:
        missing = tuple(gaps.values())
        return cannot_assess(f"Not recorded: {listing(missing)}.", missing=missing, evidence=evidence_of(tuple(gaps)))
    return not_fired(
        "Every neuropsychiatric event is settled, better, or has another cause.", evidence=evidence_of(recorded)
    )


def _unsettled(case: Case) -> Iterator[tuple[NeuropsychiatricEvent, CourseEntry]]:
    for event in events(case):
        status = newest_status(event)
        if status and status.status in ("unchanged", "worse") and is_attributed(event):
            yield event, status


def _gap(case: Case, event: NeuropsychiatricEvent) -> str:
    """What isn't known of an event; "": nothing that could matter."""
    status, attributed = newest_status(event), is_attributed(event)
    if attributed is False or (status and status.status in ("resolved", "improved")):
        return ""
    if attributed is None:
        return f"attribution by a clinician of the {name(event)}"
    if status is None:
        return f"status of the {name(event)}"
    stands = case.limit("stands")
    is_old = not case.clock.within(stands, status.on)
    return f"status of the {name(event)} since {day(shift(case.on, -stands))}" if is_old else ""


def _not_settled(case: Case, found: list[_Found]) -> Verdict:
    """Those whose treatment was enough, if there are any; else those for which something is checked first."""
    enough = [each for each in found if not each.holds]
    shown = enough or found
    says = f"{capital('; '.join(each.says for each in shown))}. {case.limit('after')} days after each are looked for."
    evidence = tuple(dict.fromkeys(item for each in shown for item in each.evidence))
    change = ("a later status of improved or resolved",)
    if enough:
        return fired(says, evidence=evidence, for_patient=_FOR_PATIENT, would_change=change)
    holds = tuple(dict.fromkeys(hold for each in shown for hold in each.holds))
    return held(says, evidence=evidence, holds=holds, for_patient=_FOR_PATIENT, would_change=change)


def _found(case: Case, event: NeuropsychiatricEvent, status: CourseEntry) -> _Found:
    steroid, perhaps = high_steroid_days(case, event.began_on, status.on, least=case.limits["steroid"])
    second = _second(case, event)
    holds = (
        *_steroid_holds(case, steroid, perhaps=perhaps, event=event, status=status),
        *_second_holds(case, second, event=event, status=status),
        *_regimen_holds(case, event, status),
    )
    since = [f"{count((status.on - steroid).days, 'day')} after high-dose steroids"] if steroid else []
    if second and second[0]:
        since.append(f"{count((status.on - second[0]).days, 'day')} after {second[1].drug}")
    after = f", {listing(since)}" if since else ""
    says = f"{words(event.type)} since {day(event.began_on)}: {status.status} on {day(status.on)}{after}"
    return _Found(event, status, holds, says, (event_evidence(event), *_taken(case, event, status)))


def _steroid_holds(
    case: Case, steroid: date | None, *, perhaps: date | None, event: NeuropsychiatricEvent, status: CourseEntry
) -> Iterator[Hold]:
    dose = f"high-dose steroids ({number(case.limits['steroid'])} mg/kg a day or a pulse)"
    if steroid and _is_enough(case, steroid, status):
        return
    if steroid:
        yield _too_soon(case, dose, since=steroid, status=status)
    elif perhaps:
        yield Hold(rule=DOSE, detail=f"{UNKNOWN}steroid dose, or the weight, since {day(event.began_on)}")
    else:
        yield Hold(rule=DOSE, detail=f"no {dose} recorded since {day(event.began_on)}")


def _second(case: Case, event: NeuropsychiatricEvent) -> tuple[date | None, Therapy] | None:
    """The immunosuppressant that was begun first since the event did, and the day; a day that nobody recorded: None."""
    begun = [(_begun(therapy, event.began_on), therapy) for therapy in treatments(case) if _is_second(case, therapy)]
    dated = [(on, therapy) for on, therapy in begun if on and on >= event.began_on]
    if dated:
        return min(dated, key=lambda found: (found[0], found[1].id))
    return next(((None, therapy) for on, therapy in begun if on is None), None)


def _is_second(case: Case, therapy: Therapy) -> bool:
    """What was stopped before its days were over is no trial; a course works on after it."""
    start, stop = start_day(therapy), therapy.stopped_on
    is_course = bool(_COURSES & classes_of(therapy)) and bool(therapy.administrations)
    too_short = start is not None and stop is not None and (stop.earliest - start).days < case.limit("after")
    return is_immunosuppressant(therapy) and (is_course or not too_short)


def _begun(therapy: Therapy, since: date) -> date | None:
    """Its start; of a course, the first infusion from that day on."""
    given = [entry.on for entry in therapy.administrations if entry.on >= since]
    return given[0] if given and _COURSES & classes_of(therapy) else start_day(therapy)


def _second_holds(
    case: Case, second: tuple[date | None, Therapy] | None, *, event: NeuropsychiatricEvent, status: CourseEntry
) -> Iterator[Hold]:
    if second is None:
        says = f"no second immunosuppressant is recorded as begun since {day(event.began_on)}"
        yield Hold(rule=DOSE, detail=says)
    elif second[0] is None:
        yield Hold(rule=DURATION, detail=f"{UNKNOWN}the start date of {second[1].drug}")
    elif not _is_enough(case, second[0], status):
        yield _too_soon(case, second[1].drug, since=second[0], status=status)


def _regimen_holds(case: Case, event: NeuropsychiatricEvent, status: CourseEntry) -> Iterator[Hold]:
    """A treatment changed since then may still settle it."""
    began = t0(case)
    if began and began > event.began_on and not _is_enough(case, began, status):
        yield _too_soon(case, "the present treatment", since=began, status=status)


def _is_enough(case: Case, since: date, status: CourseEntry) -> bool:
    return (status.on - since).days >= case.limit("after")


def _too_soon(case: Case, what: str, *, since: date, status: CourseEntry) -> Hold:
    on = f"newest status of {day(status.on)}"
    after = case.limit("after")
    days = (status.on - since).days
    says = f"{on} is {count(days, 'day')} after {what} began, of {after}" if days >= 0 else f"{on} is older than {what}"
    return Hold(rule=DURATION, detail=says)


def _taken(case: Case, event: NeuropsychiatricEvent, status: CourseEntry) -> Iterator[Evidence]:
    """Steroids and immunosuppressants of the time between."""
    for therapy in case.journey.therapies:
        start, stop = therapy.started_on, therapy.stopped_on
        is_then = (start is None or start.earliest <= status.on) and (stop is None or stop.latest >= event.began_on)
        if is_then and (is_immunosuppressant(therapy) or "glucocorticoid" in classes_of(therapy)):
            yield cite("therapies", therapy, on=start.earliest if start else None, shows=therapy.drug)


RULE = Rule(
    id="np.persistent",
    title="Neuropsychiatric lupus not settling",
    condition=LUPUS,
    role=Role.CORE,
    family="np.events",
    kinds=("neuropsychiatric_events", "therapies", "measurements", "conditions"),
    judge=judge,
    gate=Gate.OWN,
    prompt_contact=True,
    definition="An event attributed to lupus, unchanged or worse 28 days after high-dose steroids and a second drug.",
    thresholds=(
        Threshold(
            name="after",
            means="days after each treatment before a status counts",
            value=28,
            unit="d",
            mark="D",
            low=14,
            high=91,
        ),
        Threshold(
            name="steroid",
            means="steroid dose by mouth that counts as high",
            value=1,
            unit="mg/kg/d",
            mark="D",
            low=0.5,
            high=1,
        ),
        Threshold(name="stands", means="how long a status stands", value=182, unit="d", mark="D", low=91, high=365),
    ),
    sources=(
        Source(document="lupus-treatment-resistance-case-studies", paragraph=4),
        Source(
            publication="Case reports of neuropsychiatric lupus, J Neurocrit Care (cases only, no count of days)",
            url="https://e-jnc.org/journal/view.php?number=351",
            mark="V",
        ),
    ),
    false_positives=(
        "psychosis by steroids",
        "infection",
        "thrombosis with antiphospholipid antibodies",
        "metabolic causes, other drugs",
    ),
)
