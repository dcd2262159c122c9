"""pv.multi-line: several lines without control.

Definition: lesions are active, and at least two of these four had no effect, over the whole history: full-dose steroid
(pv.no-control-3wk), a steroid-sparing drug (pv.adjuvant-failure), rituximab (pv.rtx-nonresponse), at least 3 cycles of
1.6 g/kg of intravenous immunoglobulin. What is given now is judged by those rules; an earlier treatment counts if it
is recorded as without effect and was adequate. Immunoglobulin given now counts once it has had its trial and a core
rule fires. A finding that is held holds this one, where it decides.
Under 18 years and in pregnancy the usual doses aren't agreed: held (cannot assess).
Document: pemphigus-vulgaris-treatment-resistance, paragraph 4.
Publication: none fixes the number of lines, D. Doses and trials as in the rules named.
False positives to know: intolerance counted as lack of effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from journeys.guidance.activity import activity_of, each_once
from journeys.guidance.adequacy import adequate_as_line, is_course, outside_the_table
from journeys.guidance.case import Case, cite
from journeys.guidance.clock import shift
from journeys.guidance.courses import course
from journeys.guidance.doses import any_of, body, classes_of, drug_of
from journeys.guidance.findings import Evidence, Hold, Outcome, Role, Source, Threshold
from journeys.guidance.journey import PEMPHIGUS, Therapy
from journeys.guidance.lesions import ENTRY_DAYS, Skin, skin_today
from journeys.guidance.lines import ended_without_effect, lines
from journeys.guidance.phrases import listing
from journeys.guidance.regimen import is_stopped, t0, treatments
from journeys.guidance.rule import Rule, Verdict, cannot_assess, fired, held, not_fired
from journeys.guidance.steroids import days_at, is_oral_steroid, over_window, steroid_dose
from journeys.guidance.usual_doses import STANDARDS, Use

_FOR_PATIENT = (
    "More than one kind of treatment has not kept the sores away. "
    "You can ask your team what else there is, and who could give a second view."
)
_CHANGE = ("an entry without new or open lesions",)
_STEROID, _ADJUVANT, _RITUXIMAB = "pv.no-control-3wk", "pv.adjuvant-failure", "pv.rtx-nonresponse"
_CORE = (
    _STEROID,
    _ADJUVANT,
    "pv.relapse-recurrent",
    "pv.steroid-dependence",
    "pv.pdai-nonresponse",
    "pv.no-remission-12mo",
    _RITUXIMAB,
    "pv.secondary-loss",
)
_IVIG = "intravenous immunoglobulin"
_ANSWERS = {Outcome.FIRED: True, Outcome.CANNOT_ASSESS: None, Outcome.NOT_FIRED: False}


class _Line(NamedTuple):
    """``without_effect``: True, False, or None for unknown; ``holds``: True as far as it is known, but held."""

    name: str
    without_effect: bool | None
    evidence: tuple[Evidence, ...] = ()
    holds: tuple[Hold, ...] = ()


def judge(case: Case) -> Verdict:
    skin = skin_today(case)
    if skin.active is False:
        return not_fired("No active lesions.", evidence=skin.evidence)
    if not treatments(case):
        return cannot_assess("No treatment of pemphigus is recorded.", missing=("treatments and their outcomes",))
    found = [_steroid(case), _adjuvant(case), _rituximab(case), _immunoglobulin(case)]
    surely = [line for line in found if line.without_effect and not line.holds]
    waiting = [line for line in found if line.holds]
    unknown = [line for line in found if line.without_effect is None]
    least = case.limit("lines")
    if len(surely) + len(waiting) + len(unknown) < least:
        return _too_few([*surely, *waiting, *unknown], least=least)
    if len(surely) + len(waiting) < least:
        return _unknown(unknown, known=[*surely, *waiting])
    if skin.active is None:
        return cannot_assess(
            f"Whether lesions are active isn't recorded for the last {ENTRY_DAYS} days.",
            missing=(f"lesion log or clinic visit of the last {ENTRY_DAYS} days",),
        )
    return _several(case, surely if len(surely) >= least else [*surely, *waiting], skin=skin)


def _too_few(found: Sequence[_Line], *, least: int) -> Verdict:
    says = listing([line.name for line in found]) or "none"
    because = f"Lines of treatment that had, or may have had, no effect: {says}; {least} or more are looked for."
    return not_fired(because, evidence=_evidence(found))


def _unknown(unknown: Sequence[_Line], *, known: Sequence[_Line]) -> Verdict:
    missing = tuple(f"outcome of {line.name}" for line in unknown)
    return cannot_assess(f"Not known: {listing(missing)}.", missing=missing, evidence=_evidence([*known, *unknown]))


def _several(case: Case, deciding: Sequence[_Line], *, skin: Skin) -> Verdict:
    lesions = "; ".join(shown.shows for shown in skin.evidence)
    because = f"Lines of treatment without effect: {listing([line.name for line in deciding])}. Lesions: {lesions}."
    evidence = each_once((*skin.evidence, *_evidence(deciding)))
    held_back = (*(hold for line in deciding for hold in line.holds), *outside_the_table(case))
    if holds := tuple(dict.fromkeys(held_back)):
        return held(because, evidence=evidence, holds=holds, for_patient=_FOR_PATIENT, would_change=_CHANGE)
    return fired(because, evidence=evidence, for_patient=_FOR_PATIENT, would_change=_CHANGE)


def _evidence(found: Iterable[_Line]) -> tuple[Evidence, ...]:
    return each_once(shown for line in found for shown in line.evidence)


def _steroid(case: Case) -> _Line:
    earlier = [
        _ended(therapy, ended_without_effect(therapy), adequate=_was_full(case, therapy))
        for therapy in treatments(case)
        if is_oral_steroid(therapy) and ended_without_effect(therapy) is not False  # else its dose decides nothing
    ]
    return _either(case, _STEROID, earlier, name="full-dose steroid")


def _adjuvant(case: Case) -> _Line:
    earlier = [
        _ended(line.therapy, line.without_effect, adequate=line.adequacy.answer)
        for line in lines(case, Use.PEMPHIGUS)
        if not line.is_ongoing and _is_judged(line.therapy) and not is_course(line.therapy)
    ]
    return _either(case, _ADJUVANT, earlier, name="steroid-sparing drug")


def _is_judged(therapy: Therapy) -> bool:
    drug = drug_of(therapy)
    standard = STANDARDS.get(drug.name) if drug else None
    return standard is not None and Use.PEMPHIGUS in standard.trial


def _rituximab(case: Case) -> _Line:
    """A course of the present regimen counts as recorded where its own rule doesn't hold it."""
    is_open = case.findings[_RITUXIMAB].outcome is not Outcome.HELD
    earlier = [
        _ended(therapy, _had_no_effect(therapy), adequate=_was_complete(case, therapy))
        for therapy in treatments(case)
        if (drug := drug_of(therapy)) and drug.name == "rituximab"
        if not _is_present(case, therapy) or (is_open and ended_without_effect(therapy))
    ]
    return _either(case, _RITUXIMAB, earlier, name="rituximab")


def _is_present(case: Case, therapy: Therapy) -> bool:
    began, given = t0(case), therapy.administrations
    return given[-1].on >= began if given and began else not is_stopped(therapy) or bool(given)


def _had_no_effect(therapy: Therapy) -> bool | None:
    """A course that another regimen followed doesn't go on, though nobody stopped it."""
    return None if therapy.outcome is None and not is_stopped(therapy) else ended_without_effect(therapy)


def _either(case: Case, rule: str, earlier: Sequence[_Line], *, name: str) -> _Line:
    """What is given now by its rule, or an earlier one: what is known to have had no effect wins, then what is held."""
    found = case.findings[rule]
    now = _Line(name, _ANSWERS.get(found.outcome, True), found.evidence, found.held_for)
    for line in (now, *earlier):
        if line.without_effect and not line.holds:
            return line
    if now.holds:
        return now
    unknown = [line for line in (*earlier, now) if line.without_effect is None]
    return unknown[0] if unknown else _Line(name, False)


def _ended(therapy: Therapy, without_effect: bool | None, *, adequate: bool | None) -> _Line:
    """An earlier treatment: both are needed."""
    answer = False if False in (without_effect, adequate) else None if None in (without_effect, adequate) else True
    on = therapy.started_on.earliest if therapy.started_on else None
    ending = therapy.stop_reason or therapy.outcome or "stopped"
    shows = f"{therapy.drug}: {ending.replace('-', ' ')}"
    return _Line(therapy.drug, answer, (cite("therapies", therapy, on=on, shows=shows),))


def _was_full(case: Case, therapy: Therapy) -> bool | None:
    """Whether, while it was given, the full dose was reached on enough of any 21 days."""
    start, stop, days = therapy.started_on, therapy.stopped_on, case.limit("steroid-days")
    if start is None:
        return None
    earliest, last = shift(start.earliest, days), min(stop.latest, case.on) if stop else case.on
    ends = {on for on in _turns(case, start.earliest, last) if earliest <= on <= last}
    answers = [_is_full(case, on) for on in ends if stop or on < case.on]
    if not stop and True not in answers and case.clock.reached(earliest):
        case.clock.note(body(case).next_step(case.on))
        answers.append(over_window(case, days, answer=lambda on: _is_full(case, on)))
    return any_of(answers)


def _turns(case: Case, first: date, last: date) -> Iterator[date]:
    """The days on which the count of the days before can be at its most."""
    per_kg = steroid_dose(case).join(body(case), lambda dose, now: (dose, now.weight))
    for span, _ in per_kg.spans(first, last):
        yield from (span.end, shift(span.start, case.limit("steroid-days")))


def _is_full(case: Case, on: date) -> bool | None:
    days, weight = case.limit("steroid-days"), body(case).at(shift(on, -1)).weight
    needed = days * case.limits["share"] / 100
    least = case.limits["steroid"] * weight if weight else 0.001
    reached, unknown = days_at(case, on, days=days, least=least)
    if weight and reached >= needed:
        return True
    return None if reached + unknown >= needed else False


def _was_complete(case: Case, therapy: Therapy) -> bool | None:
    """A complete course whose effect was judged after its trial; the stop of a course may be its last infusion."""
    done, trial = course(case, therapy, since=date.min, use=Use.PEMPHIGUS), STANDARDS["rituximab"].trial[Use.PEMPHIGUS]
    if not done.complete or done.days is None:
        return done.complete
    ready = shift(done.days[0], trial)
    if therapy.judged_on:
        return therapy.judged_on >= ready
    return True if therapy.stopped_on and therapy.stopped_on.earliest >= ready else None


def _immunoglobulin(case: Case) -> _Line:
    """Of several courses, the one that counts most."""
    found = [_cycled(case, therapy) for therapy in treatments(case) if "ivig" in classes_of(therapy)]
    order = [(True, False), (True, True), (None, False), (False, False)]
    known = sorted(found, key=lambda line: order.index((line.without_effect, bool(line.holds))))
    return known[0] if known else _Line(_IVIG, False)


def _cycled(case: Case, therapy: Therapy) -> _Line:
    judged = adequate_as_line(case, therapy, use=Use.PEMPHIGUS)
    if is_stopped(therapy):
        return _ended(therapy, ended_without_effect(therapy), adequate=judged.answer)._replace(name=_IVIG)
    if judged.answer is None:
        return _Line(_IVIG, None, (judged.evidence,))
    active = activity_of(case, _CORE)  # reading 6: an ongoing drug counts while a core rule fires
    if not judged.answer or not (active.fired or active.held):
        return _Line(_IVIG, False)
    return _Line(_IVIG, True, (judged.evidence,), () if active.fired else active.holds)


RULE = Rule(
    id="pv.multi-line",
    title="Several lines without control",
    condition=PEMPHIGUS,
    role=Role.CORE,
    family="pv.activity",
    kinds=("therapies", "check_ins", "statuses", "measurements", "life_events"),
    judge=judge,
    after=_CORE,
    definition="Active lesions, and two of steroid, steroid-sparing drug, rituximab, immunoglobulin without effect.",
    thresholds=(
        Threshold(
            name="lines",
            means="lines without effect that are looked for",
            value=2,
            unit="lines",
            mark="D",
            low=2,
            high=4,
        ),
        Threshold(name="steroid", means="full dose of an earlier steroid", value=1.5, unit="mg/kg/d", mark="V2"),
        Threshold(name="steroid-days", means="days at that dose", value=21, unit="d", mark="V2"),
        Threshold(
            name="share", means="share of those days with the dose", value=90, unit="%", mark="D", low=80, high=100
        ),
    ),
    sources=(
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=4),
        Source(publication="Project default: two lines, each adequate and without effect", mark="D"),
    ),
    false_positives=("intolerance counted as lack of effect",),
)
