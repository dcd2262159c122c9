"""pv.relapse-recurrent: repeated relapses.

Definition: two relapses (see pv.relapse) in 365 days, at least 60 days apart, on treatment. Between them control was
reached again, or a clinician recorded both: lesions that never went belong to one relapse. The newer one lies in the
present regimen; it is held for time until the drug that began this regimen has had its minimum trial.
Document: pemphigus-vulgaris-treatment-resistance, paragraph 3.
Publication: Murrell 2008, J Am Acad Dermatol 58:1043–6 for a relapse, M. Two in 365 days, 60 days apart: D.
False positives to know: aphthae, candida, herpes simplex, friction, a drug rash.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from journeys.guidance.activity import each_once
from journeys.guidance.case import Case, once
from journeys.guidance.doses import any_of
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.journey import PEMPHIGUS
from journeys.guidance.lesions import ENTRY_DAYS, skin_today
from journeys.guidance.pemphigus_relapses import RELAPSE, Criterion, Relapse, relapses
from journeys.guidance.pemphigus_remission import control_evidence, young_regimen
from journeys.guidance.phrases import capital, day
from journeys.guidance.regimen import regimen_evidence, t0, t_first, treatments, was_taken
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, held, not_fired

_FOR_PATIENT = (
    "Sores came back more than once in the last year. "
    "You can ask your team what may set them off, and what can be done about it."
)
_CHANGE = ("a year without a second relapse", "a new regimen")


def judge(case: Case) -> Verdict:
    apart, window = case.limit("apart"), case.limit("year")
    first = t_first(case)
    if first and not case.clock.at_least(apart, since=first):
        return not_fired(f"Too early: treated since {day(first)}, two relapses lie {apart} days apart or more.")
    seen, onsets = _of_the_year(case, window)
    if pair := _apart(onsets, days=apart):
        return _repeated(case, pair)
    perhaps = _apart(seen, days=apart)
    if perhaps and _is_new(case, perhaps[1]):
        return _unclear(perhaps)
    if skin_today(case).active is None and not (seen and case.clock.within(ENTRY_DAYS, seen[-1].on)):
        return cannot_assess(
            f"Whether there are lesions isn't recorded for the last {ENTRY_DAYS} days.",
            missing=(f"relapse dates: lesion log or clinic visit of the last {ENTRY_DAYS} days",),
        )
    return not_fired(
        f"No two relapses at least {apart} days apart in {window} days.",
        evidence=each_once(shown for one in onsets for shown in one.evidence),
    )


def _of_the_year(case: Case, window: int) -> tuple[list[Relapse], list[Relapse]]:
    """What was seen in that time, and the relapses that began in it: what is still seen of an older one that control
    ended begins nothing."""
    every = relapses(case, Criterion.of(case))
    onsets = _onsets(one for one in every if one.is_known)
    recent = [one for one in onsets if case.clock.within(window, one.on)]
    over = {one.after for one in onsets} - {one.after for one in (*recent, *every[-1:])}
    seen = [one for one in every if one.after not in over and case.clock.within(window, one.on)]
    return seen, recent


def _onsets(known: Iterable[Relapse]) -> list[Relapse]:
    """The first sight of each relapse. Without control in between, what a clinician dated first is the one seen before
    it, and only the further ones are relapses of their own."""
    by_control: dict[date | None, list[Relapse]] = {}
    for one in known:
        by_control.setdefault(one.after, []).append(one)
    onsets = [one for seen in by_control.values() for one in (seen[0], *_dated(seen)[1:])]
    return sorted(dict.fromkeys(onsets), key=lambda one: one.on)


def _dated(seen: Iterable[Relapse]) -> list[Relapse]:
    """The first on each day that a clinician dated."""
    return list({one.on: one for one in reversed([one for one in seen if one.by_clinician])}.values())[::-1]


def _apart(dated: Sequence[Relapse], *, days: int) -> tuple[Relapse, Relapse] | None:
    """The first and the last, if they lie that far apart."""
    return (dated[0], dated[-1]) if dated and (dated[-1].on - dated[0].on).days >= days else None


def _is_new(case: Case, relapse: Relapse) -> bool:
    began = t0(case)
    return began is None or relapse.on > began


def _repeated(case: Case, pair: tuple[Relapse, Relapse]) -> Verdict:
    says = f"{pair[0].says}, and {pair[1].says}: {(pair[1].on - pair[0].on).days} days apart"
    shown = [*control_evidence(case, pair[0].after), *pair[0].evidence]
    shown += [*control_evidence(case, pair[1].after), *pair[1].evidence]
    if not _is_new(case, pair[1]):
        return not_fired(f"The regimen changed after the last relapse: {says}.", evidence=regimen_evidence(case))
    on_treatment = [_was_treated(case, one.on) for one in pair]
    if False in on_treatment:
        return not_fired(f"Not on treatment at each relapse: {says}.", evidence=each_once(shown))
    if None in on_treatment:
        return cannot_assess(
            f"Whether treatment was taken at each relapse isn't recorded: {says}.",
            missing=tuple(
                f"treatment on {day(one.on)}" for one, was in zip(pair, on_treatment, strict=True) if not was
            ),
            evidence=each_once(shown),
        )
    evidence = each_once((*shown, *regimen_evidence(case)))
    because = f"Two relapses in {case.limit('year')} days, on treatment: {says}."
    if holds := young_regimen(case):
        return held(because, evidence=evidence, holds=holds, for_patient=_FOR_PATIENT, would_change=_CHANGE)
    return fired(because, evidence=evidence, for_patient=_FOR_PATIENT, would_change=_CHANGE)


def _unclear(pair: tuple[Relapse, Relapse]) -> Verdict:
    """Two sights of lesions, far enough apart: of one relapse or of two."""
    between = f"date control was reached between {day(pair[0].on)} and {day(pair[1].on)}"
    missing = tuple(dict.fromkeys(one.missing for one in pair if one.missing)) or (between,)
    return cannot_assess(
        f"{capital(pair[0].says)}, and {pair[1].says}: whether these are two relapses isn't known.",
        missing=missing,
        evidence=each_once((*pair[0].evidence, *pair[1].evidence)),
    )


@once
def _was_treated(case: Case, on: date) -> bool | None:
    """Whether anything but a cream was taken for it on that day; None: unknown, also where nothing is recorded."""
    systemic = [therapy for therapy in treatments(case) if therapy.route != "topical"]
    return any_of(was_taken(therapy, on) for therapy in systemic) if systemic else None


RULE = Rule(
    id="pv.relapse-recurrent",
    title="Repeated relapses",
    condition=PEMPHIGUS,
    role=Role.CORE,
    family="pv.relapse",
    kinds=("check_ins", "statuses", "flares", "therapies"),
    judge=judge,
    gate=Gate.REGIMEN,
    definition="Two relapses in 365 days, at least 60 days apart, on treatment.",
    thresholds=(
        *RELAPSE,
        Threshold(
            name="year", means="days in which two relapses count", value=365, unit="d", mark="D", low=182, high=730
        ),
        Threshold(name="apart", means="days between two relapses", value=60, unit="d", mark="D", low=30, high=91),
    ),
    sources=(
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=3),
        Source(publication="Murrell 2008, J Am Acad Dermatol 58:1043–6", mark="M"),
    ),
    false_positives=("aphthae", "candida", "herpes simplex", "friction", "a drug rash"),
)
