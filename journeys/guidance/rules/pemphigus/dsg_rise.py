"""pv.dsg-rise: antibodies rising in remission. Context only: Dsg3 may stay positive in remission.

Definition: two results of Dsg1 or of Dsg3 of the same kit, at least 28 days apart and in the present treatment, both
at least twice the lowest result before them and above the kit's own cut-off, with no other result between them. Not
where lesions are active: then it is no remission. It stands until t0 moves, a later result of the same kit contradicts
it, or 182 days have passed since the newest. A result without a recorded kit or cut-off can't be assessed. An antibody
that was never measured doesn't keep the other one from being judged.
Document: pemphigus-vulgaris-treatment-resistance, paragraph 3.
Publication: positive antibodies go with relapse, V. Twice, and 28 days: D.
False positives to know: Dsg3 that does no harm and stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from journeys.guidance.case import Case
from journeys.guidance.clock import shift
from journeys.guidance.desmoglein import ANTIBODIES, antibody_evidence, antibody_in_words, antibody_results, kit_of
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.journey import PEMPHIGUS, Lab
from journeys.guidance.lesions import skin_today
from journeys.guidance.markers import below, exceeds
from journeys.guidance.phrases import count, day, listing, number
from journeys.guidance.regimen import t0
from journeys.guidance.rule import Rule, Verdict, cannot_assess, fired, not_fired

_FOR_PATIENT = (
    "A blood test linked to pemphigus has gone up. The skin may well stay calm. "
    "You can ask your team when they will check the test again."
)


class _Rise(NamedTuple):
    """``answer`` None: unknown, for want of ``missing``. ``results``: of a rise the lowest, the first and the newest
    high one; else the newest."""

    answer: bool | None
    results: tuple[Lab, ...] = ()
    missing: str = ""


class _Judged(NamedTuple):
    """``high`` None: a censored result, or no cut-off. ``lowest``: of those before it."""

    lab: Lab
    high: bool | None
    lowest: Lab | None


def judge(case: Case) -> Verdict:
    skin = skin_today(case)
    if skin.active:
        return not_fired("Not applicable: lesions are active, so it is no remission.", evidence=skin.evidence)
    rises = [_rise(case, results) for analyte in ANTIBODIES if (results := _present(case, analyte))]
    if not rises:
        when = f" since {day(began)}" if (began := t0(case)) else ""
        return cannot_assess(
            f"No desmoglein antibodies are recorded{when}.", missing=(f"Dsg1 or Dsg3, same kit, three times{when}",)
        )
    if rising := [rise for rise in rises if rise.answer]:
        return _rising(case, rising)
    evidence = tuple(antibody_evidence(lab) for rise in rises for lab in rise.results)
    newest = listing([antibody_in_words(rise.results[-1]) for rise in rises])
    if missing := tuple(rise.missing for rise in rises if rise.answer is None):
        return cannot_assess(f"{newest}: whether antibodies rise can't be told.", missing=missing, evidence=evidence)
    return not_fired(f"{newest}: no rise that a second result confirms.", evidence=evidence)


def _present(case: Case, analyte: str) -> list[Lab]:
    began = t0(case)
    return [lab for lab in antibody_results(case, analyte) if began is None or lab.collected_on >= began]


def _rise(case: Case, results: Sequence[Lab]) -> _Rise:
    """Of any kit; where none rises, what the kit used last says."""
    name = ANTIBODIES[results[-1].analyte]
    kits = dict.fromkeys(kit for lab in reversed(results) if (kit := kit_of(lab)))
    if not kits:
        return _Rise(None, (results[-1],), missing=f"antibody test kit of {name}")
    rises = [_of_one_kit(case, [lab for lab in results if kit_of(lab) == kit], name=name) for kit in kits]
    return next((rise for rise in rises if rise.answer), rises[0])


def _of_one_kit(case: Case, series: Sequence[Lab], *, name: str) -> _Rise:
    if case.clock.within(case.limit("stands"), series[-1].collected_on):
        return _confirmed(case, series, name=name)
    since = day(shift(case.on, -case.limit("stands")))
    return _Rise(None, (series[-1],), missing=f"{name}, same kit, between {since} and {day(case.on)}")


def _confirmed(case: Case, series: Sequence[Lab], *, name: str) -> _Rise:
    judged = _judged(case, series)
    if run := _run(case, judged, counts=(True,)):
        return _Rise(True, tuple(lab for lab in (run[0].lowest, run[0].lab, run[1].lab) if lab))
    newest = (series[-1],)
    if len(series) < case.limit("results") and _above_cutoff(series[-1], _cutoff(series)) is not False:
        return _Rise(None, newest, missing=f"earlier {name}, same kit ({count(len(series), 'result')} so far)")
    if _run(case, judged, counts=(True, None)):
        return _Rise(None, newest, missing=f"the kit's own cut-off of {name}, and results without < or >")
    return _Rise(False, newest)


def _cutoff(series: Sequence[Lab]) -> float | None:
    """The kit's own, as recorded with the newest result that bears one."""
    return next((lab.upper_limit for lab in reversed(series) if lab.upper_limit is not None), None)


def _above_cutoff(lab: Lab, cutoff: float | None) -> bool | None:
    return None if cutoff is None else exceeds(lab, lab.value, limit=cutoff)


def _judged(case: Case, series: Sequence[Lab]) -> list[_Judged]:
    """Each result beside the lowest before it; one that is censored upwards may have been any height, so it is none."""
    found: list[_Judged] = []
    lowest: Lab | None = None
    for lab in series:
        found.append(_Judged(lab, _is_high(case, lab, lowest=lowest, cutoff=_cutoff(series)), lowest))
        if lab.comparator not in (">", ">=") and (lowest is None or _value(lab) < _value(lowest)):
            lowest = lab
    return found


def _is_high(case: Case, lab: Lab, *, lowest: Lab | None, cutoff: float | None) -> bool | None:
    if lowest is None:
        return False
    short = below(lab, lab.canonical_value, limit=case.limits["times"] * _value(lowest))
    answers = {_above_cutoff(lab, cutoff), None if short is None else not short}
    return False if False in answers else None if None in answers else True


def _run(case: Case, judged: Sequence[_Judged], *, counts: tuple[bool | None, ...]) -> tuple[_Judged, _Judged] | None:
    """The first and the newest high result since one that isn't, if they lie far enough apart."""
    run: list[_Judged] = []
    for found in judged:
        run = [] if found.high is False else [*run, *([found] if found.high in counts else [])]
    if not run or (run[-1].lab.collected_on - run[0].lab.collected_on).days < case.limit("apart"):
        return None
    return run[0], run[-1]


def _value(lab: Lab) -> float:
    return lab.canonical_value or 0.0


def _rising(case: Case, rising: Sequence[_Rise]) -> Verdict:
    results = [lab for rise in rising for lab in rise.results]
    says = "; ".join(_says(rise) for rise in rising)
    evidence = tuple(antibody_evidence(lab) for lab in results)
    return fired(
        f"{says}. A rise to {number(case.limits['times'])} times the lowest result or more, above the kit's cut-off, "
        f"twice at least {case.limit('apart')} days apart is looked for.",
        evidence=evidence,
        for_patient=_FOR_PATIENT,
        would_change=("a later result of the same kit below twice the lowest one, or not above the cut-off",),
    )


def _says(rise: _Rise) -> str:
    lowest, first, newest = rise.results
    days = count((newest.collected_on - first.collected_on).days, "day")
    highs = f"{antibody_in_words(first)} and {antibody_in_words(newest)}, {days} apart"
    return f"{antibody_in_words(lowest)} was the lowest, then {highs}"


RULE = Rule(
    id="pv.dsg-rise",
    title="Antibodies rising in remission",
    condition=PEMPHIGUS,
    role=Role.SUPPORTING,
    family="pv.antibodies",
    kinds=("labs", "check_ins", "statuses", "therapies"),
    judge=judge,
    definition="Two results of one kit, 28 days apart, at least twice the lowest and above the kit's cut-off.",
    thresholds=(
        Threshold(name="times", means="times the lowest result", value=2, unit="times", mark="D", low=2, high=5),
        Threshold(name="apart", means="days between the two", value=28, unit="d", mark="D", low=28, high=182),
        Threshold(name="results", means="results of the kit", value=3, unit="results", mark="D", low=3, high=5),
        Threshold(name="stands", means="how long a result stands", value=182, unit="d", mark="D", low=91, high=182),
    ),
    sources=(
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=3),
        Source(
            publication="Positive desmoglein antibodies and relapse of pemphigus",
            url="https://www.scholarmate.com/S/0jgzV6",
            mark="V",
        ),
    ),
    false_positives=("Dsg3 that does no harm and stays",),
)
