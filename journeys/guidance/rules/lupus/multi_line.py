"""sle.multi-line: several treatment lines without control.

Definition: over the whole history, at least two different classes (antimetabolite, cyclophosphamide, calcineurin
inhibitor, B-cell antibody, BLyS, interferon receptor, JAK, other) with a line that was adequate and without effect: so
recorded at its end, or going on while a core rule of lupus or its nephritis fires now. Adequate means the usual dose
and trial of what it treats: of nephritis where that is recorded, else of lupus. Such a core rule has to fire now in any
case; where it is only held, so is this one. Intolerance, cost, pregnancy and a planned stop never count. Maintenance
after an induction belongs to its line, which bears the class of what it began with. Why a drug was stopped, its dose
or what it was for: unknown, where it could decide.
Document: lupus-treatment-resistance-case-studies, paragraphs 2 and 3.
Publication: definitions of refractory lupus differ and name no number (CJASN 2013, V). Two classes: D.
False positives to know: intolerance recorded as lack of effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from journeys.guidance.activity import Activity, activity_of, each_once
from journeys.guidance.case import Case
from journeys.guidance.doses import classes_of
from journeys.guidance.findings import Evidence, Finding, Outcome, Role, Source, Threshold
from journeys.guidance.gates import UNKNOWN
from journeys.guidance.journey import LUPUS, Therapy
from journeys.guidance.lines import Line, ended_without_effect, goes_on, lines
from journeys.guidance.phrases import capital, count, listing, lower, number
from journeys.guidance.regimen import has_nephritis, is_immunosuppressant, treatments, unassigned
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, held, not_fired
from journeys.guidance.usual_doses import Use

_AFTER = (
    "sle.persistent-activity",
    "sle.lldas-not-met",
    "sle.biologic-nonresponse",
    "sle.flare-recurrent",
    "sle.severe-flare",
    "ln.upcr-50pct-6mo",
    "ln.crr-12mo",
    "ln.no-kidney-response",
    "ln.egfr-decline",
    "ln.proteinuric-flare",
)
_CLASSES: Mapping[str, str] = {
    "antimetabolite": "antimetabolite",
    "alkylating": "cyclophosphamide",
    "cni": "calcineurin inhibitor",
    "anti-cd20": "B-cell antibody",
    "blys": "BLyS blocker",
    "ifnar": "interferon receptor blocker",
    "jak": "JAK inhibitor",
}
_OTHER = "other"
_FOR_PATIENT = (
    "Your lupus stayed active on more than one kind of medicine. "
    "You can ask your team what they make of this, and what they plan next."
)


class _Judged(NamedTuple):
    """``counts``: adequate and without effect; None: unknown, and ``missing`` says what of."""

    line: Line
    counts: bool | None
    missing: tuple[str, ...] = ()


def judge(case: Case) -> Verdict:
    now = activity_of(case, _AFTER)
    if now.answer is Outcome.NOT_FIRED:
        return not_fired("No core rule of active lupus fires now, so no line counts as without control.")
    unclear = [therapy for therapy in unassigned(case) if is_immunosuppressant(therapy)]
    given = [therapy for therapy in treatments(case) if is_immunosuppressant(therapy)]
    if len({_class(therapy) for therapy in (*given, *unclear)}) < case.limit("classes"):
        return _too_few_given(case, given)
    judged = [_judged(case, line) for line in lines(case, _use(case))]
    certain = {_class(found.line.therapy): found for found in judged if found.counts}
    if len(certain) >= case.limit("classes"):
        return _several(list(certain.values()), now)
    perhaps = [found for found in judged if found.counts is None]
    possible = {*certain, *(_class(found.line.therapy) for found in perhaps), *map(_class, unclear)}
    if len(possible) >= case.limit("classes"):
        return _unknown(case, perhaps, unclear=unclear)
    return _too_few(case, judged, certain=list(certain.values()))


def _use(case: Case) -> Use:
    return Use.NEPHRITIS if has_nephritis(case) else Use.LUPUS


def _class(therapy: Therapy) -> str:
    return next((name for known, name in _CLASSES.items() if known in classes_of(therapy)), _OTHER)


def _judged(case: Case, line: Line) -> _Judged:
    """As if a core rule fired now; whether one does decides for all of them."""
    without_effect = (
        True if line.without_effect or goes_on(case, line) else None if line.is_ongoing else line.without_effect
    )
    adequate = line.adequacy.answer
    if adequate is False or without_effect is False:
        return _Judged(line, False)
    if adequate and without_effect:
        return _Judged(line, True)
    return _Judged(line, None, tuple(_missing(line, without_effect=without_effect)))


def _missing(line: Line, *, without_effect: bool | None) -> Iterator[str]:
    if without_effect is None:
        unsaid = [therapy for therapy in (line.therapy, *line.continued) if ended_without_effect(therapy) is None]
        yield from (f"why {therapy.drug} was stopped" for therapy in unsaid or (line.therapy,))
    if line.adequacy.answer is None:
        yield from (hold.detail.removeprefix(UNKNOWN) for hold in line.adequacy.holds)


def _several(counted: Sequence[_Judged], now: Activity) -> Verdict:
    if now.answer is Outcome.CANNOT_ASSESS:
        return cannot_assess(
            f"{_lines_in_words(counted)}. Whether lupus is active now can't be told from what is recorded.",
            missing=now.missing,
            evidence=_evidence(counted),
        )
    active = now.fired or now.held
    says = f"{_lines_in_words(counted)}. Now: {listing([lower(found.title) for found in active])}."
    evidence = _with(counted, active)
    change = ("no core rule of active lupus that fires",)
    if now.fired:
        return fired(says, evidence=evidence, for_patient=_FOR_PATIENT, would_change=change)
    return held(says, evidence=evidence, holds=now.holds, for_patient=_FOR_PATIENT, would_change=change)


def _lines_in_words(counted: Sequence[_Judged]) -> str:
    """``2 classes without control: antimetabolite (azathioprine: 200 days …, still given) and BLyS blocker (…)``."""
    named = [f"{_class(found.line.therapy)} ({found.line.adequacy.says}, {_end(found.line)})" for found in counted]
    kinds = "class" if len(named) == 1 else "classes"
    return f"{number(len(named))} {kinds} without control: {listing(named)}"


def _end(line: Line) -> str:
    return "recorded as without effect" if line.without_effect else "still given"


def _evidence(judged: Iterable[_Judged]) -> tuple[Evidence, ...]:
    return tuple(found.line.adequacy.evidence for found in judged)


def _with(counted: Sequence[_Judged], active: Sequence[Finding]) -> tuple[Evidence, ...]:
    """The lines, and what shows that lupus is active; a treatment once."""
    others = (shown for found in active for shown in found.evidence)
    return each_once((*_evidence(counted), *others))


def _unknown(case: Case, perhaps: Sequence[_Judged], *, unclear: Sequence[Therapy]) -> Verdict:
    missing = [text for found in perhaps for text in found.missing]
    missing += [f"what {therapy.drug} was given for" for therapy in unclear]
    drugs = listing([*(found.line.therapy.drug for found in perhaps), *(therapy.drug for therapy in unclear)])
    wanted = case.limit("classes")
    return cannot_assess(
        f"Whether {drugs} counts as a line without effect isn't recorded; {wanted} classes are looked for.",
        missing=tuple(dict.fromkeys(missing)),
        evidence=_evidence(perhaps),
    )


def _too_few_given(case: Case, given: Sequence[Therapy]) -> Verdict:
    if not treatments(case):
        return cannot_assess("No treatment is recorded.", missing=("treatments given so far, and why they ended",))
    drugs = listing(list(dict.fromkeys(therapy.drug for therapy in given))) or "none"
    return not_fired(
        f"Immunosuppressants and biologics recorded: {drugs}; {case.limit('classes')} classes are looked for."
    )


def _too_few(case: Case, judged: Sequence[_Judged], *, certain: Sequence[_Judged]) -> Verdict:
    seen = _lines_in_words(certain) if certain else "No line of treatment that was adequate and without effect"
    return not_fired(
        f"{capital(seen)}, of {count(len(judged), 'line')} recorded; {case.limit('classes')} classes are looked for.",
        evidence=_evidence(judged),
    )


RULE = Rule(
    id="sle.multi-line",
    title="Several treatment lines without control",
    condition=LUPUS,
    role=Role.CORE,
    family="sle.activity",
    kinds=(
        "conditions",
        "therapies",
        "measurements",
        "assessments",
        "flares",
        "admissions",
        "statuses",
        "labs",
        "life_events",
        "infections",
        "imaging",
        "procedures",
        "check_ins",
        "adverse_effects",
    ),
    judge=judge,
    gate=Gate.OWN,
    after=_AFTER,
    definition="Two or more classes adequate and without effect, while a core rule of active lupus fires.",
    thresholds=(
        Threshold(
            name="classes",
            means="different classes without effect that count",
            value=2,
            unit="classes",
            mark="D",
            low=2,
            high=4,
        ),
    ),
    sources=(
        Source(document="lupus-treatment-resistance-case-studies", paragraph=2),
        Source(document="lupus-treatment-resistance-case-studies", paragraph=3),
        Source(
            publication="CJASN 2013 (definitions of refractory lupus differ)",
            url="https://journals.lww.com/cjasn/pages/articleviewer.aspx?year=2013&issue=01000&article=00023&type=Fulltext",
            mark="V",
        ),
    ),
    false_positives=("intolerance recorded as lack of effect",),
)
