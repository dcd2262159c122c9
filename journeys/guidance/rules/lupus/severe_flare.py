"""sle.severe-flare: severe flare while on treatment.

Definition: at least 91 days after t0, one of: SLEDAI above 12; an admission for lupus; oral steroids for lupus raised
to more than 0.5 mg/kg a day (or a pulse by mouth); cyclophosphamide or rituximab newly given for lupus, not as
maintenance. Only the last two: supporting, changes of medication overstate flares. It stands for 182 days, until t0
moves, until a clinician's later status of remission or low activity, and a score until a later one of its variant is 12
or less. No score in that time: can't be assessed, unless something else was recorded. Its text is one for prompt
contact.
Document: lupus-treatment-resistance-care-strategies, paragraph 4; lupus-treatment-resistance-case-studies, paragraph 1.
Publication: SELENA-SLEDAI flare index (Ann Rheum Dis, table of activity bands), V; medication criteria overstate flares
(Ann Rheum Dis 72 Suppl 3:A263), V. The first day and how long it stands: D.
False positives to know: medication changed for another reason; an infection.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case, cite
from journeys.guidance.clinic import statuses
from journeys.guidance.clock import shift
from journeys.guidance.doses import body, drug_of
from journeys.guidance.findings import Evidence, Role, Source, Threshold
from journeys.guidance.journey import LUPUS, Score, Therapy
from journeys.guidance.lupus_scores import VARIANTS, one_a_day, sledai_evidence
from journeys.guidance.phrases import capital, day, listing, number
from journeys.guidance.regimen import is_stopped, regimen_evidence, start_day, treatments
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.starts import days_in
from journeys.guidance.steroids import PULSE, is_oral_steroid, steroid_dose

_QUIET = ("remission", "low-activity", "complete-remission")
_POTENT = ("cyclophosphamide", "rituximab")
_CONTINUES = ("maintenance", "taper")
_HAIR = 1e-9
_FOR_PATIENT = (
    "Your record notes a strong flare of your lupus. "
    "If you have not yet done so, please talk with your team about it soon."
)
_FOR_PATIENT_MEDICATION = (
    "Your medicine was changed in a way that often goes with a flare of lupus. "
    "You can ask your team what the change was for."
)


class _Event(NamedTuple):
    """``certain`` False: a dose, a weight or a day that would decide isn't recorded, and ``shows`` names it."""

    on: date
    shows: str
    evidence: Evidence
    certain: bool = True


def judge(case: Case) -> Verdict:
    began = days_in(case, case.limit("earliest"))
    if isinstance(began, Verdict):
        return began
    first = shift(began, case.limit("earliest"))
    severe = [*_scores(case, first), *_admissions(case, first)]
    medication = [*_raises(case, first), *_potent(case, first)]
    certain = [event for event in medication if event.certain]
    if severe or certain:
        return _flared(case, severe, certain)
    return _nothing(case, first, unclear=[event for event in medication if not event.certain])


def _flared(case: Case, severe: Sequence[_Event], medication: Sequence[_Event]) -> Verdict:
    events = sorted((*severe, *medication), key=lambda event: (event.on, event.shows))
    note = "" if severe else " Nothing but a change of medication shows it: context only."
    return fired(
        f"{capital(listing([event.shows for event in events]))}.{note}",
        evidence=(*dict.fromkeys(event.evidence for event in events), *regimen_evidence(case)),
        counted_as=None if severe else Role.SUPPORTING,
        for_patient=_FOR_PATIENT if severe else _FOR_PATIENT_MEDICATION,
        would_change=_change(case, events),
    )


def _change(case: Case, events: Sequence[_Event]) -> tuple[str, ...]:
    """A later score contradicts a score only."""
    status = "a clinician's later status of remission or low activity"
    is_scored = all(event.evidence.list == "assessments" for event in events)
    return (*((f"a later SLEDAI of {number(case.limits['score'])} or less",) if is_scored else ()), status)


def _nothing(case: Case, first: date, *, unclear: Sequence[_Event]) -> Verdict:
    recent = [score for score in _all_scores(case) if score.on >= first and _is_recent(case, score.on)]
    shown = tuple(sledai_evidence(score) for score in recent[-1:])
    if unclear:
        return cannot_assess(
            "Whether a change of medication was one for a severe flare can't be told from what is recorded.",
            missing=tuple(event.shows for event in unclear),
            evidence=tuple(dict.fromkeys((*(event.evidence for event in unclear), *shown))),
        )
    since = day(max(first, shift(case.on, -case.limit("stands"))))
    if not recent:
        return cannot_assess(
            f"No SLEDAI is recorded since {since}, nor an admission for lupus.",
            missing=(f"visit scores (SLEDAI), or an admission with its reason, between {since} and {day(case.on)}",),
        )
    score = recent[-1]
    says = f"{VARIANTS[score.instrument]} {number(score.value)} on {day(score.on)}"
    return not_fired(f"{says}, and no admission for lupus that stands since {since}.", evidence=shown)


def _all_scores(case: Case) -> Sequence[Score]:
    every = (score for variant in VARIANTS for score in one_a_day(case, variant))
    return sorted(every, key=lambda score: (score.on, score.id))


def _is_recent(case: Case, on: date) -> bool:
    return case.clock.within(case.limit("stands"), on)


def _stands(case: Case, on: date, *, first: date) -> bool:
    """Late enough, recent enough, and no quiet status since."""
    if on < first or not _is_recent(case, on):
        return False
    return not any(status.on > on and status.status in _QUIET for status in statuses(case))


def _scores(case: Case, first: date) -> Iterator[_Event]:
    for variant, name in VARIANTS.items():
        newest = one_a_day(case, variant)[-1:]
        for score in newest:
            if score.value > case.limits["score"] and _stands(case, score.on, first=first):
                shows = f"{name} {number(score.value)} on {day(score.on)} (above {number(case.limits['score'])})"
                yield _Event(score.on, shows, sledai_evidence(score))


def _admissions(case: Case, first: date) -> Iterator[_Event]:
    for admission in case.journey.admissions:
        if admission.reason == LUPUS and _stands(case, admission.on, first=first):
            shows = f"admission for lupus on {day(admission.on)}"
            yield _Event(admission.on, shows, cite("admissions", admission, on=admission.on, shows=shows))


def _potent(case: Case, first: date) -> Iterator[_Event]:
    """Cyclophosphamide or rituximab newly given; without a start, perhaps."""
    for therapy in treatments(case):
        drug, start = drug_of(therapy), start_day(therapy)
        if drug is None or drug.name not in _POTENT or therapy.intent in _CONTINUES:
            continue
        if start is None and not is_stopped(therapy):
            what = f"start date of {therapy.drug}"
            yield _Event(first, what, _therapy_evidence(therapy, f"{therapy.drug}, start not recorded"), certain=False)
        elif start is not None and _stands(case, start, first=first):
            shows = f"{therapy.drug} begun on {day(start)}"
            yield _Event(start, shows, _therapy_evidence(therapy, shows))


def _raises(case: Case, first: date) -> Iterator[_Event]:
    """Days on which a dose line of an oral steroid for lupus raised the whole dose to more than that per kg."""
    for therapy in treatments(case):
        if is_oral_steroid(therapy):
            for on in _line_days(therapy):
                if _stands(case, on, first=first) and (event := _raised(case, therapy, on=on)):
                    yield event


def _line_days(therapy: Therapy) -> list[date]:
    days = {line.from_date for line in therapy.doses} | {given.on for given in therapy.administrations}
    start = start_day(therapy)
    return sorted(days) if days or start is None else [start]


def _raised(case: Case, therapy: Therapy, *, on: date) -> _Event | None:
    """None: no raise, or not so far."""
    before, after = steroid_dose(case).at(shift(on, -1)), steroid_dose(case).at(on)
    weight, most = body(case).at(on).weight, case.limits["steroid"]
    if after == PULSE:
        shows = f"a pulse of {therapy.drug} by mouth on {day(on)}"
        return _Event(on, shows, _therapy_evidence(therapy, shows))
    if before == PULSE or (before is not None and after is not None and after <= before):
        return None
    if before is None or after is None or weight is None:
        return _unknown_raise(therapy, on=on, after=after, weight=weight, most=most)
    if after <= most * weight + _HAIR:
        return None
    shows = f"steroids raised to {number(after)} mg/day ({number(after / weight)} mg/kg) on {day(on)}"
    return _Event(on, shows, _therapy_evidence(therapy, shows))


def _unknown_raise(
    therapy: Therapy, *, on: date, after: float | None, weight: float | None, most: float
) -> _Event | None:
    """A raise that may be one so far: the dose before, the dose after or the weight isn't known."""
    if after is not None and after <= (most * weight if weight else 0):
        return None
    what = f"weight on {day(on)}" if after is not None and weight is None else f"steroid dose around {day(on)}"
    return _Event(on, what, _therapy_evidence(therapy, f"{therapy.drug}, dose of {day(on)}"), certain=False)


def _therapy_evidence(therapy: Therapy, shows: str) -> Evidence:
    began = therapy.started_on
    return cite("therapies", therapy, on=began.earliest if began else None, shows=shows)


RULE = Rule(
    id="sle.severe-flare",
    title="Severe flare while on treatment",
    condition=LUPUS,
    role=Role.CORE,
    family="sle.flares",
    kinds=("assessments", "admissions", "therapies", "measurements", "statuses"),
    judge=judge,
    gate=Gate.LUPUS,
    held_by=("cf.crp-sle",),
    prompt_contact=True,
    definition="91 days or more after t0: SLEDAI above 12 or an admission for lupus; changed medication is context.",
    thresholds=(
        Threshold(name="score", means="score above this is a severe flare", value=12, unit="points", mark="V"),
        Threshold(
            name="steroid", means="steroid dose above this is a sign of one", value=0.5, unit="mg/kg/d", mark="V"
        ),
        Threshold(
            name="earliest",
            means="days of treatment before a flare counts",
            value=91,
            unit="d",
            mark="D",
            low=91,
            high=182,
        ),
        Threshold(name="stands", means="how long a flare stands", value=182, unit="d", mark="D", low=91, high=365),
    ),
    sources=(
        Source(document="lupus-treatment-resistance-care-strategies", paragraph=4),
        Source(document="lupus-treatment-resistance-case-studies", paragraph=1),
        Source(
            publication="SELENA-SLEDAI flare index, in a table of Ann Rheum Dis",
            url="https://ard.bmj.com/highwire/markup/278401/expansion?width=1000&height=500",
            mark="V",
        ),
        Source(
            publication="Ann Rheum Dis 72 Suppl 3:A263 (medication criteria overstate flares)",
            url="https://ard.bmj.com/content/72/Suppl_3/A263.1",
            mark="V",
        ),
    ),
    false_positives=("medication changed for another reason", "infection"),
)
