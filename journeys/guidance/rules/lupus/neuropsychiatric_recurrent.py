"""np.recurrent: the same neuropsychiatric event returned.

Definition: two events of the same type or more, attributed by a clinician to inflammation by lupus, in the last 730
days, the newest of them on maintenance therapy (an immunosuppressant, or what is marked as maintenance) and in the
present treatment. Events of one type less than 30 days apart are one (D). No maintenance therapy on that day, or none
recorded: held (cf.dose), the rule's own gate.
Document: lupus-treatment-resistance-case-studies, paragraph 4.
Publication: none (D).
False positives to know: an event that is functional or has another cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from journeys.guidance.adequacy import DOSE
from journeys.guidance.case import Case, cite
from journeys.guidance.clock import shift
from journeys.guidance.doses import any_of
from journeys.guidance.findings import Evidence, Hold, Role, Source, Threshold
from journeys.guidance.gates import UNKNOWN
from journeys.guidance.journey import LUPUS, NeuropsychiatricEvent, Therapy
from journeys.guidance.neuropsychiatric import events, evidence_of, is_attributed, name, no_event
from journeys.guidance.phrases import capital, day, listing, words
from journeys.guidance.regimen import is_immunosuppressant, t0, treatments
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, held, not_fired

_FOR_PATIENT = (
    "A problem that your team links to lupus and the nerves or the mind has come back. "
    "You can ask your team what it means for you."
)


def judge(case: Case) -> Verdict:
    if not events(case):
        return no_event(case)
    recent = [event for event in events(case) if case.clock.within(case.limit("window"), event.began_on)]
    surely = _returned(case, [event for event in recent if is_attributed(event)])
    if surely:
        return _again(case, surely)
    perhaps = _returned(case, [event for event in recent if is_attributed(event) is not False])
    if perhaps:
        unclear = [event for event in perhaps if is_attributed(event) is None]
        missing = tuple(f"attribution by a clinician of the {name(event)}" for event in unclear)
        return cannot_assess(f"Not recorded: {listing(missing)}.", missing=missing, evidence=evidence_of(perhaps))
    return not_fired(
        f"No neuropsychiatric event of one kind is recorded twice in {case.limit('window')} days and since the present "
        "treatment began.",
        evidence=evidence_of(recent),
    )


def _returned(case: Case, found: Iterable[NeuropsychiatricEvent]) -> list[NeuropsychiatricEvent]:
    """All events of the types that came twice, the newest of each in the present treatment; one for each episode."""
    began = t0(case)
    by_type = groupby(sorted(found, key=lambda event: (event.type, event.began_on, event.id)), lambda event: event.type)
    episodes = (_episodes(case, same) for _, same in by_type)
    twice = (same for same in episodes if len(same) > 1 and (began is None or same[-1].began_on >= began))
    return [event for same in twice for event in same]


def _episodes(case: Case, same: Iterable[NeuropsychiatricEvent]) -> list[NeuropsychiatricEvent]:
    """The first event of each episode."""
    first: list[NeuropsychiatricEvent] = []
    before: date | None = None
    for event in same:
        if before is None or (event.began_on - before).days >= case.limit("apart"):
            first.append(event)
        before = event.began_on
    return first


def _again(case: Case, found: list[NeuropsychiatricEvent]) -> Verdict:
    newest = max(found, key=lambda event: (event.began_on, event.id))
    same = [event for event in found if event.type == newest.type]
    says = f"{capital(words(newest.type))} on {listing([day(event.began_on) for event in same])}"
    therapies = [therapy for therapy in treatments(case) if _maintains(therapy)]
    taken = [therapy for therapy in therapies if _taken_on(case, therapy, newest.began_on) is not False]
    evidence = (*evidence_of(same), *_shown(taken))
    change = ("another attribution of one of them by a clinician",)
    holds = tuple(_holds(case, therapies, on=newest.began_on))
    if holds:
        because = f"{says}. Whether maintenance therapy was taken on the last of these days is to be checked."
        return held(because, evidence=evidence, holds=holds, for_patient=_FOR_PATIENT, would_change=change)
    drugs = listing([therapy.drug for therapy in taken if _taken_on(case, therapy, newest.began_on)])
    because = f"{says}, the last one on {drugs}; two in {case.limit('window')} days are looked for."
    return fired(because, evidence=evidence, for_patient=_FOR_PATIENT, would_change=change)


def _maintains(therapy: Therapy) -> bool:
    return is_immunosuppressant(therapy) or therapy.intent == "maintenance"


def _holds(case: Case, therapies: list[Therapy], *, on: date) -> Iterator[Hold]:
    answer = any_of(_taken_on(case, therapy, on) for therapy in therapies)
    if not therapies:
        yield Hold(rule=DOSE, detail=f"{UNKNOWN}maintenance therapy on {day(on)}")
    elif answer is None:
        unclear = [therapy.drug for therapy in therapies if _taken_on(case, therapy, on) is None]
        yield Hold(rule=DOSE, detail=f"{UNKNOWN}whether {listing(unclear)} was taken on {day(on)}")
    elif not answer:
        yield Hold(rule=DOSE, detail=f"no maintenance therapy was taken on {day(on)}")


def _taken_on(case: Case, therapy: Therapy, on: date) -> bool | None:
    """Begun before that day and not stopped by it, or infused not long before; None: a date is missing."""
    works_on = shift(on, -case.limit("works-on"))
    if any(works_on <= given.on < on for given in therapy.administrations):
        return True
    start, stop = therapy.started_on, therapy.stopped_on
    if (start and start.earliest >= on) or (stop and stop.latest <= on):
        return False
    is_known = start is not None and start.latest < on and (stop.earliest > on if stop else not therapy.stopped)
    return True if is_known else None


def _shown(therapies: Iterable[Therapy]) -> tuple[Evidence, ...]:
    return tuple(
        cite("therapies", therapy, on=therapy.started_on.earliest if therapy.started_on else None, shows=therapy.drug)
        for therapy in therapies
    )


RULE = Rule(
    id="np.recurrent",
    title="The same neuropsychiatric event returned",
    condition=LUPUS,
    role=Role.CORE,
    family="np.events",
    kinds=("neuropsychiatric_events", "therapies", "conditions"),
    judge=judge,
    gate=Gate.OWN,
    definition="Two events of one type attributed to lupus in 730 days, the newest on maintenance therapy.",
    thresholds=(
        Threshold(
            name="window", means="days in which both events lie", value=730, unit="d", mark="D", low=365, high=1095
        ),
        Threshold(
            name="apart", means="days from which two events are two", value=30, unit="d", mark="D", low=14, high=91
        ),
        Threshold(
            name="works-on",
            means="days for which an infusion counts as maintenance",
            value=182,
            unit="d",
            mark="D",
            low=91,
            high=365,
        ),
    ),
    sources=(Source(document="lupus-treatment-resistance-case-studies", paragraph=4),),
    false_positives=("an event that is functional or has another cause",),
)
