"""pv.no-control-3wk: no disease control after 3 weeks of full-dose steroid.

Definition: at least 1.5 mg/kg/day of prednisone-equivalent on 19 of the last 21 days, at least 21 days into the course,
and in the last 7 days a new lesion, an extension, or a clinician's "not healing". The same at 1.0 mg/kg/day on 19 of 21
days: held for the dose (or for time, if it is 1.5 by now). Less, or earlier: not fired. A course whose start isn't
known counts from its first known dose. The weight is at most 180 days old. Of several statuses the newest counts. New
lesions of an entry that looks back more than 7 days can't be placed in the last 7: unknown. They don't count where a
later entry shows that none of the last 7 days had any, or a clinician recorded control on a later day.
Under 18 years and in pregnancy the usual doses aren't agreed: held (cannot assess).
Document: pemphigus-vulgaris-treatment-resistance, paragraphs 2 and 4.
Publication: 3 weeks of 1.5 mg/kg, Murrell 2008 by way of the BAD guideline 2017, V2. A lower cut-off would be unsafe
(Amagai 2009, V). Median time to control is about 3 weeks (V): earlier flags would be wrong.
False positives to know: herpes simplex, candida, a dose lower on purpose; many centres never give 1.5 mg/kg.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from journeys.guidance.adequacy import outside_the_table
from journeys.guidance.case import Case, lately
from journeys.guidance.clinic import status_evidence, statuses
from journeys.guidance.clock import shift
from journeys.guidance.doses import WEIGHT_DAYS, body, measured
from journeys.guidance.findings import Evidence, Hold, Role, Source, Threshold
from journeys.guidance.journey import PEMPHIGUS, CheckIn, Lesions
from journeys.guidance.lesions import last_open_day, lesion_evidence, quiet_after
from journeys.guidance.phrases import beside, day, number, unit_words
from journeys.guidance.rule import Rule, Verdict, cannot_assess, fired, held, not_fired
from journeys.guidance.steroids import PULSE, course_start, days_at, dose_evidence, over_window, steroid_dose

_FOR_PATIENT = (
    "New or open sores were noted after three weeks of steroids. Many people need about that long. "
    "You can talk with your team about what else may play a part. Until then, keep taking them as agreed."
)
_STATUS_ANSWERS = {
    "not-healing": True,
    "control": False,
    "end-of-consolidation": False,
    "partial-remission": False,
    "remission": False,
    "complete-remission": False,
}
_ADVICE = ("7 days without new lesions, extension, or a status of not healing",)


class _Strength(StrEnum):
    """What the steroid dose of the last 21 days was."""

    FULL = "full"
    USUAL = "usual"
    LESS = "less"


class _Lesions(NamedTuple):
    """``answer``: new, extended or not healing in the last 7 days."""

    answer: bool | None
    evidence: tuple[Evidence, ...]


def judge(case: Case) -> Verdict:
    surely, perhaps = course_start(case)
    if perhaps is None:
        return not_fired("Not applicable: no steroid by mouth is recorded as taken today.")
    if perhaps > date.min and not case.clock.at_least(case.limit("trial"), since=perhaps):
        return not_fired(f"Too early: steroids since {day(perhaps)}, judged after {case.limit('trial')} days.")
    lesions = _lesions(case)
    if lesions.answer is False:
        return not_fired("No new lesion, extension or status of not healing in 7 days.", evidence=lesions.evidence)
    weight = body(case).at(case.on).weight
    case.clock.note(body(case).next_step(case.on))
    strength = _strength(*over_window(case, case.limit("trial"), answer=lambda on: _doses_on(case, on, weight=weight)))
    if strength is _Strength.LESS:
        return not_fired(f"Not applicable. {_doses(case, weight)}.", evidence=dose_evidence(case, case.limit("trial")))
    if strength is None or surely is None or not case.clock.at_least(case.limit("trial"), since=surely):
        return _unknown_dose(case, weight)
    if lesions.answer is None:
        return _unknown_lesions(case)
    return _uncontrolled(case, strength, lesions=lesions, weight=weight)


def _uncontrolled(case: Case, strength: _Strength, *, lesions: _Lesions, weight: float | None) -> Verdict:
    evidence = (*lesions.evidence, *dose_evidence(case, case.limit("trial")), *_weighed(case))
    newest = max(found.on or date.min for found in lesions.evidence)
    shows = "; ".join(found.shows for found in lesions.evidence if found.on == newest)
    because = f"{_doses(case, weight)}; {shows}."
    holds = (*_short(case, strength, weight=weight), *outside_the_table(case))
    if holds:
        return held(because, evidence=evidence, holds=holds, for_patient=_FOR_PATIENT, would_change=_ADVICE)
    return fired(because, evidence=evidence, for_patient=_FOR_PATIENT, would_change=_ADVICE)


def _short(case: Case, strength: _Strength, *, weight: float | None) -> tuple[Hold, ...]:
    if strength is _Strength.FULL:
        return ()
    detail = f"{_doses(case, weight)}; the dose may be intended by the team"
    return (Hold(rule=_reason(case, weight), detail=detail),)


def _reason(case: Case, weight: float | None) -> str:
    """Time, if today's dose is the full one and only its days are too few; else the dose."""
    today = steroid_dose(case).at(case.on)
    case.clock.note(steroid_dose(case).next_step(case.on))
    is_full = today is not None and (today == PULSE or (weight and today >= case.limits["full"] * weight - 1e-9))
    return "cf.duration" if is_full else "cf.dose"


def _doses_on(case: Case, on: date, *, weight: float | None) -> tuple[bool | None, bool | None]:
    """Whether the full dose, and whether the usual one, was reached on enough days before ``on``."""
    full, usual = (_reached(case, on, per_kg=case.limits[name], weight=weight) for name in ("full", "usual"))
    return full, usual


def _strength(full: bool | None, usual: bool | None) -> _Strength | None:
    """Three-valued: what is known decides, also without a weight where nothing was taken."""
    if full:
        return _Strength.FULL
    if usual and full is False:
        return _Strength.USUAL
    return _Strength.LESS if usual is False else None


def _reached(case: Case, on: date, *, per_kg: float, weight: float | None) -> bool | None:
    """Whether the dose was reached on 90 % of the days; None: it depends on days, or a weight, that nobody recorded."""
    trial, share = case.limit("trial"), case.limits["share"] / 100
    needed = share * trial
    reached, unknown = days_at(case, on, days=trial, least=per_kg * weight if weight else 0.001)
    if weight and reached >= needed:
        return True
    return None if reached + unknown >= needed else False


def _doses(case: Case, weight: float | None) -> str:
    """The arithmetic, as a sentence says it."""
    trial = case.limit("trial")
    if not weight:
        return f"The steroid dose per kg is unknown in the last {trial} days"
    full, _ = days_at(case, case.on, days=trial, least=case.limits["full"] * weight)
    usual, _ = days_at(case, case.on, days=trial, least=case.limits["usual"] * weight)
    lower = f", {usual} at {number(case.limits['usual'])} mg/kg or more" if full < usual or not usual else ""
    return (
        f"{_today(case, weight)}; {full} of the last {trial} days at {number(case.limits['full'])} mg/kg or more{lower}"
    )


def _today(case: Case, weight: float) -> str:
    dose = steroid_dose(case).at(case.on)
    if dose is None or dose == PULSE:
        return "Today's steroid dose is unknown" if dose is None else "A steroid pulse today"
    per_kg = beside(dose / weight, case.limits["full"], decimals=2)
    return f"{number(dose)} mg a day of prednisone-equivalent is {per_kg} mg/kg ({number(weight)} kg)"


def _lesions(case: Case) -> _Lesions:
    window = case.limit("lesions")
    entries = [entry for entry in lately(case, case.journey.check_ins, window) if entry.lesions]
    recent = lately(case, statuses(case), window)
    newest = [status for status in recent if status.on == recent[-1].on]
    calm = recent[-1].on if recent and all(_STATUS_ANSWERS.get(found.status) is False for found in newest) else date.min
    answers = [
        (_entry_answer(case, entry.lesions), lesion_evidence(entry))
        for entry in entries
        if entry.lesions and entry.on >= calm and not _is_over(case, entry, entries)
    ]
    answers += [
        (_STATUS_ANSWERS[found.status], status_evidence(found)) for found in newest if found.status in _STATUS_ANSWERS
    ]
    for answer in (True, None, False):
        if found := tuple(shown for said, shown in answers if said is answer):
            return _Lesions(answer, found)
    return _Lesions(None, ())


def _is_over(case: Case, entry: CheckIn, entries: list[CheckIn]) -> bool:
    """Later entries without new lesions leave nothing of its look-back in the last 7 days, of which today is one."""
    quiet = quiet_after(entry, entries)
    last = last_open_day(entry, quiet)
    return bool(quiet) and (last is None or not case.clock.within(case.limit("lesions") - 1, last))


def _entry_answer(case: Case, lesions: Lesions) -> bool | None:
    """None: not answered, or seen in a time longer than the last 7 days."""
    if lesions.new or lesions.extended:
        return True if lesions.days <= case.limit("lesions") else None
    return False if lesions.new == 0 else None


def _weighed(case: Case) -> tuple[Evidence, ...]:
    newest = measured(case, "weight")[-1:]
    return tuple(
        Evidence(
            list="measurements",
            id=found.id,
            on=found.on,
            shows=f"weight {number(found.value)} {unit_words(found.unit)}",
        )
        for found in newest
    )


def _unknown_dose(case: Case, weight: float | None) -> Verdict:
    since, today = day(shift(case.on, -case.limit("trial"))), day(case.on)
    if not weight:
        since = day(shift(case.on, -WEIGHT_DAYS))
        return cannot_assess(
            f"No weight of the last {WEIGHT_DAYS} days is recorded.", missing=(f"weight between {since} and {today}",)
        )
    return cannot_assess(
        f"The steroid dose isn't known on enough of the last {case.limit('trial')} days.",
        missing=(f"steroid dose between {since} and {today}",),
    )


def _unknown_lesions(case: Case) -> Verdict:
    since = day(shift(case.on, -case.limit("lesions")))
    return cannot_assess(
        f"Whether there were new lesions since {since} isn't recorded.",
        missing=(f"new-lesion count or a clinician's status between {since} and {day(case.on)}",),
    )


RULE = Rule(
    id="pv.no-control-3wk",
    title="No disease control after 3 weeks of full-dose steroid",
    condition=PEMPHIGUS,
    role=Role.CORE,
    family="pv.activity",
    kinds=("check_ins", "statuses", "therapies", "measurements", "life_events"),
    judge=judge,
    definition="1.5 mg/kg/day on 19 of the last 21 days, and new, extended or not healing lesions in the last 7.",
    thresholds=(
        Threshold(name="full", means="steroid dose of the published definition", value=1.5, unit="mg/kg/d", mark="V2"),
        Threshold(
            name="usual",
            means="steroid dose from which it is held instead of silent",
            value=1.0,
            unit="mg/kg/d",
            mark="V2",
        ),
        Threshold(name="trial", means="days at that dose", value=21, unit="d", mark="V2"),
        Threshold(
            name="share", means="share of those days with the dose", value=90, unit="%", mark="D", low=80, high=100
        ),
        Threshold(name="lesions", means="how far back lesions count", value=7, unit="d", mark="D", low=7, high=14),
    ),
    sources=(
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=2),
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=4),
        Source(publication="Murrell 2008, J Am Acad Dermatol 58:1043–6, by way of the BAD guideline 2017", mark="V2"),
    ),
    false_positives=("herpes simplex", "candida", "a dose lower on purpose"),
)
