"""tak.restenosis: treated vessel narrowed again.

Definition: at most 365 days after an angioplasty, stent or bypass, a study that names the treated vessel finds a
restenosis or an occlusion, or the same vessel is treated again. Only what came after t0; it stands until t0 moves, a
later study of the vessel is coded improved without such a finding, a status of remission follows, or 182 days have
passed. Supporting; core if the newest study of that vessel with a coded activity (from the finding on; for a second
procedure, from the first one on) is active. What may be the same vessel, but isn't named: can't be assessed.
Document: takayasu-treatment-resistance-patient-guide, paragraph 5.
Publication: elective procedures belong in quiet disease (EULAR 2018, ACC/AHA 2022), V. 365 days, how long it stands: D.
False positives to know: a technical cause; a procedure planned in two steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from journeys.guidance.case import Case, cite
from journeys.guidance.clock import shift
from journeys.guidance.findings import Evidence, Role, Source, Threshold
from journeys.guidance.journey import TAKAYASU, ImagingStudy, Procedure
from journeys.guidance.phrases import capital, count, day, listing, words
from journeys.guidance.regimen import regimen_evidence, t0
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.vessels import in_words, quiet_after, study_evidence

_DOCUMENT = "takayasu-treatment-resistance-patient-guide"
_FOR_PATIENT = (
    "A blood vessel that was treated seems to have become narrow again. You can ask your team what it means for you."
)
_WIDENS = ("angioplasty", "stent", "bypass")
_NARROWED = ("restenosis", "occlusion")


class _Again(NamedTuple):
    """What followed a procedure. ``same``: on the treated vessel; None: perhaps. ``since``: from when a coded activity
    of that vessel belongs to it."""

    procedure: Procedure
    on: date
    shows: str
    evidence: Evidence
    same: bool | None
    since: date


def judge(case: Case) -> Verdict:
    treated = [entry for entry in case.journey.procedures if entry.kind in _WIDENS]
    if not treated:
        return not_fired("No angioplasty, stent or bypass is recorded.")
    standing = [again for entry in treated for again in _followed(case, entry) if _stands(case, again)]
    # of one vessel, what followed is told once, after the newest procedure
    if narrowed := {(again.evidence, again.procedure.territory): again for again in standing if again.same}:
        return _narrowed(case, list(narrowed.values()))
    if standing:
        return _unclear(standing)
    return _nothing(case, treated)


def _followed(case: Case, procedure: Procedure) -> Iterator[_Again]:
    for study in case.journey.imaging:
        found = [words(name) for name in study.findings if name in _NARROWED]
        same = _is_same(procedure, study.territories)
        if found and same is not False and _is_soon(case, procedure, study.on):
            shows = f"{in_words(study)} shows {listing(found)}"
            yield _Again(procedure, study.on, shows, study_evidence(study), same, study.on)
    for other in case.journey.procedures:
        same = _is_same(procedure, (other.territory,) if other.territory else ())
        if other.kind in _WIDENS and same is not False and _is_soon(case, procedure, other.on):
            yield _Again(
                procedure, other.on, f"treated again, {_named(other)}", _shown(other), same, shift(procedure.on, 1)
            )


def _is_same(procedure: Procedure, territories: Sequence[str]) -> bool | None:
    if procedure.territory is None or not territories:
        return None
    return procedure.territory in territories


def _is_soon(case: Case, procedure: Procedure, on: date) -> bool:
    return 0 < (on - procedure.on).days <= case.limit("within")


def _stands(case: Case, again: _Again) -> bool:
    began = t0(case)
    better = any(
        study.on > again.on and study.change == "improved" and not set(study.findings) & set(_NARROWED)
        for study in _of_vessel(case, again.procedure)
    )
    is_recent = case.clock.within(case.limit("stands"), again.on)
    return is_recent and (began is None or again.on > began) and not better and not quiet_after(case, again.on)


def _of_vessel(case: Case, procedure: Procedure) -> list[ImagingStudy]:
    """Every study that names the treated vessel, oldest first."""
    return [study for study in case.journey.imaging if _is_same(procedure, study.territories)]


def _narrowed(case: Case, standing: list[_Again]) -> Verdict:
    active = [(again, study) for again in standing for study in _active(case, again)]
    told = list(dict.fromkeys(again for again, _ in active)) or standing
    scans = tuple(dict.fromkeys(study_evidence(study) for _, study in active))
    note = f": {listing([scan.shows for scan in scans])}" if scans else ", not coded active since: context only"
    procedures = [_shown(again.procedure) for again in told]
    return fired(
        f"{capital('; '.join(_in_words(again) for again in told))}{note}.",
        evidence=tuple(
            dict.fromkeys((*procedures, *(again.evidence for again in told), *scans, *regimen_evidence(case)))
        ),
        counted_as=Role.CORE if active else None,
        for_patient=_FOR_PATIENT,
        would_change=("a later scan of that vessel coded improved", "a clinician's status of remission"),
    )


def _active(case: Case, again: _Again) -> list[ImagingStudy]:
    """The newest studies of the vessel with a coded activity, those that are coded active."""
    coded = [study for study in _of_vessel(case, again.procedure) if study.activity and study.on >= again.since]
    return [study for study in coded if study.on == coded[-1].on and study.activity == "active"]


def _in_words(again: _Again) -> str:
    days = count((again.on - again.procedure.on).days, "day")
    return f"{_named(again.procedure)}; {days} later: {again.shows}"


def _named(procedure: Procedure) -> str:
    where = f" ({words(procedure.territory)})" if procedure.territory else ""
    return f"{procedure.kind} of {day(procedure.on)}{where}"


def _shown(procedure: Procedure) -> Evidence:
    return cite("procedures", procedure, on=procedure.on, shows=_named(procedure))


def _unclear(standing: list[_Again]) -> Verdict:
    said = "; ".join(_in_words(again) for again in standing)
    return cannot_assess(
        f"{capital(said)}. Whether it is the same vessel isn't recorded.",
        missing=tuple(dict.fromkeys(f"which vessel: {_named(again.procedure)}, {again.shows}" for again in standing)),
        evidence=tuple(dict.fromkeys(each for again in standing for each in (_shown(again.procedure), again.evidence))),
    )


def _nothing(case: Case, treated: list[Procedure]) -> Verdict:
    still = case.limit("within") + case.limit("stands")
    recent = [entry for entry in treated if case.clock.within(still, entry.on)]
    unseen = [entry for entry in recent if not any(_is_soon(case, entry, s.on) for s in _of_vessel(case, entry))]
    evidence = tuple(_shown(entry) for entry in unseen or treated)
    if not unseen:
        return not_fired(
            "No treated vessel is recorded as narrowed again, or none that still stands.", evidence=evidence
        )
    return cannot_assess(
        f"No scan that names the treated vessel is recorded after: {listing([_named(entry) for entry in unseen])}.",
        missing=tuple(_gap(case, entry) for entry in unseen),
        evidence=evidence,
    )


def _gap(case: Case, procedure: Procedure) -> str:
    last = min(shift(procedure.on, case.limit("within")), case.on)
    return f"imaging after the {_named(procedure)}, between {day(procedure.on)} and {day(last)}"


RULE = Rule(
    id="tak.restenosis",
    title="Treated vessel narrowed again",
    condition=TAKAYASU,
    role=Role.SUPPORTING,
    family="tak.activity",
    kinds=("procedures", "imaging", "statuses", "therapies"),
    judge=judge,
    gate=Gate.TAKAYASU,
    definition="Restenosis, occlusion or a second procedure on a treated vessel within 365 days; core if active too.",
    thresholds=(
        Threshold(
            name="within", means="days after the procedure that count", value=365, unit="d", mark="D", low=182, high=730
        ),
        Threshold(name="stands", means="how long it stands", value=182, unit="d", mark="D", low=91, high=365),
    ),
    sources=(
        Source(document=_DOCUMENT, paragraph=5),
        Source(
            publication="EULAR 2018 and ACC/AHA 2022: elective procedures in quiet disease",
            url="https://pmc.ncbi.nlm.nih.gov/articles/PMC9860464/table/T110",
            mark="V",
        ),
    ),
    false_positives=("a technical cause", "a procedure planned in two steps"),
)
