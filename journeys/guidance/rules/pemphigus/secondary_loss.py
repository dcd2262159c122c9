"""pv.secondary-loss: response lost on the same treatment.

Definition: complete remission on minimal therapy for at least 60 days in the present regimen, then a relapse (see
pv.relapse, also for how long it stands) while a maintenance drug was adequate, and unchanged for at least 84 days.
Where rituximab was given in the 730 days before, it counts as core only up to 180 days after the last infusion; later
it is context, because the effect of rituximab wears off. Held: for the dose of the drug, or for time, if it or the
regimen was younger.
Under 18 years and in pregnancy the usual doses aren't agreed: held (cannot assess).
Document: pemphigus-vulgaris-treatment-resistance, paragraph 3.
Publication: Murrell 2008, J Am Acad Dermatol 58:1043–6 for remission and relapse, M. All other numbers: D.
False positives to know: rituximab wearing off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from journeys.guidance.activity import each_once
from journeys.guidance.adequacy import DOSE, DURATION, outside_the_table
from journeys.guidance.case import Case, cite
from journeys.guidance.clinic import status_evidence, statuses
from journeys.guidance.clock import shift
from journeys.guidance.courses import course
from journeys.guidance.doses import at_dose, drug_of, taken
from journeys.guidance.findings import Evidence, Hold, Role, Source, Threshold
from journeys.guidance.gates import UNKNOWN
from journeys.guidance.journey import PEMPHIGUS, Therapy
from journeys.guidance.lesions import ENTRY_DAYS, is_absent, lesion_evidence, skin_today
from journeys.guidance.pemphigus_relapses import RELAPSE, Criterion, Relapse, relapses, standing
from journeys.guidance.pemphigus_remission import REMISSION, remissions
from journeys.guidance.phrases import capital, count, day, listing
from journeys.guidance.regimen import is_immunosuppressant, regimen_start, start_day, t0, treatments, was_taken
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, held, not_fired
from journeys.guidance.timeline import Span
from journeys.guidance.usual_doses import STANDARDS, Pattern, Use

_FOR_PATIENT = (
    "Sores came back after a long good time, on the same medicine. "
    "You can ask your team why that may be, and what can be done about it."
)
_CHANGE = ("a status of control after the relapse", "a new regimen")


class _Drug(NamedTuple):
    """What was taken when the relapse came; ``holds``: why it can't be said to have been adequate and unchanged."""

    therapy: Therapy
    says: str
    holds: tuple[Hold, ...] = ()

    @property
    def evidence(self) -> Evidence:
        start = self.therapy.started_on
        return cite("therapies", self.therapy, on=start.earliest if start else None, shows=self.says)


def judge(case: Case) -> Verdict:
    seen = standing(case, Criterion.of(case), case.limit("stands"))
    if not seen:
        return _no_relapse(case)
    onset = next((one for one in seen if one.is_known), seen[0])
    found = remissions(case, case.limit("remission"), case.limits["minimal"])
    before = _before(case, found.surely, onset=onset)
    if before is None:
        perhaps = _before(case, found.perhaps, onset=onset)
        return _unknown_remission(perhaps, onset) if perhaps else _no_remission(onset)
    if not onset.is_known:
        return cannot_assess(
            f"{capital(onset.says)}, but not known: {onset.missing}.", missing=(onset.missing,), evidence=onset.evidence
        )
    return _lost(case, before, onset=onset)


def _no_relapse(case: Case) -> Verdict:
    skin = skin_today(case)
    if skin.active is None:
        return cannot_assess(
            f"Whether there are lesions isn't recorded for the last {ENTRY_DAYS} days.",
            missing=(f"lesion log or clinic visit of the last {ENTRY_DAYS} days",),
        )
    return not_fired("No relapse after control stands in the present treatment.", evidence=skin.evidence)


def _before(case: Case, spans: Sequence[Span], *, onset: Relapse) -> Span | None:
    """The newest remission in the present regimen that this relapse ended, and not one before it."""
    began, days = t0(case), case.limit("remission")
    cut = [Span(span.start, min(span.end, onset.on)) for span in spans if span.start < onset.on]
    long = [span for span in cut if span.days >= days and (began is None or span.end > began)]
    known = [one.on for one in relapses(case, Criterion.of(case)) if one.is_known]
    return next((span for span in reversed(long) if not any(span.end <= on < onset.on for on in known)), None)


def _unknown_remission(perhaps: Span, onset: Relapse) -> Verdict:
    between = f"between {day(perhaps.start)} and {day(perhaps.end)}"
    return cannot_assess(
        f"{capital(onset.says)}; whether there was complete remission on minimal therapy {between} isn't recorded.",
        missing=(f"remission dates: lesion status and steroid dose {between}",),
        evidence=onset.evidence,
    )


def _no_remission(onset: Relapse) -> Verdict:
    return not_fired(
        f"{capital(onset.says)}, without complete remission on minimal therapy before it in this treatment.",
        evidence=onset.evidence,
    )


def _lost(case: Case, before: Span, *, onset: Relapse) -> Verdict:
    drugs = [*_infused(case, onset.on), *_continuous(case, onset.on)]
    if not drugs:
        return _untreated(case, onset)
    infusion = _last_infusion(case, onset.on)
    wears_off = infusion is not None and (onset.on - infusion).days > case.limit("core")
    note = f" Rituximab was last given on {day(infusion)}: its effect wears off." if infusion and wears_off else ""
    because = (
        f"Complete remission on minimal therapy from {day(before.start)} to {day(before.end)}, {before.days} days; "
        f"then {onset.says}, on {listing([drug.says for drug in drugs])}.{note}"
    )
    evidence = each_once((*onset.evidence, *_remission_evidence(case, before), *(drug.evidence for drug in drugs)))
    holds = (*_young(case, onset.on), *_drug_holds(drugs), *outside_the_table(case))
    role = Role.SUPPORTING if wears_off else Role.CORE
    if holds:
        verdict = held(because, evidence=evidence, holds=holds, for_patient=_FOR_PATIENT, would_change=_CHANGE)
        return replace(verdict, counted_as=role)
    return fired(because, evidence=evidence, counted_as=role, for_patient=_FOR_PATIENT, would_change=_CHANGE)


def _untreated(case: Case, onset: Relapse) -> Verdict:
    if not treatments(case):
        missing = ("treatments and their doses",)
        return cannot_assess("No treatment of pemphigus is recorded.", missing=missing, evidence=onset.evidence)
    return not_fired(f"No immunosuppressant or biologic was taken then: {onset.says}.", evidence=onset.evidence)


def _drug_holds(drugs: Sequence[_Drug]) -> tuple[Hold, ...]:
    """None if one was adequate; but rituximab on unknown days always holds, since the time after it decides."""
    undated = [drug for drug in drugs if _is_rituximab(drug.therapy) and not drug.therapy.administrations]
    if undated or all(drug.holds for drug in drugs):
        return tuple(dict.fromkeys(hold for drug in undated or drugs for hold in drug.holds))
    return ()


def _young(case: Case, on: date) -> tuple[Hold, ...]:
    start = regimen_start(case)
    if start is None or (on - start.on).days >= case.limit("unchanged"):
        return ()
    detail = f"{start.therapy.drug} {start.how} {count((on - start.on).days, 'day')} before the relapse"
    return (Hold(rule=DURATION, detail=f"{detail}, of {case.limit('unchanged')}"),)


def _is_rituximab(therapy: Therapy) -> bool:
    drug = drug_of(therapy)
    return drug is not None and drug.name == "rituximab"


def _last_infusion(case: Case, on: date) -> date | None:
    """Of rituximab, in the 730 days before the relapse."""
    given = [
        entry.on
        for therapy in treatments(case)
        if _is_rituximab(therapy)
        for entry in therapy.administrations
        if entry.amount != 0 and 0 <= (on - entry.on).days <= case.limit("rituximab")
    ]
    return max(given, default=None)


def _infused(case: Case, on: date) -> list[_Drug]:
    first = shift(on, -case.limit("rituximab"))
    found = []
    for therapy in filter(_is_rituximab, treatments(case)):
        given = tuple(entry for entry in therapy.administrations if entry.on <= on and entry.amount != 0)
        if given and given[-1].on >= first:
            found.append(_course(case, replace(therapy, administrations=given), on=on))
        elif not therapy.administrations and was_taken(therapy, on) is not False:
            what = f"the infusion dates of {therapy.drug}"
            found.append(_Drug(therapy, therapy.drug, (Hold(rule=DURATION, detail=f"{UNKNOWN}{what}"),)))
    return found


def _course(case: Case, therapy: Therapy, *, on: date) -> _Drug:
    """Adequate: a complete course, and its minimum trial passed when the relapse came."""
    done = course(case, therapy, since=date.min, use=Use.PEMPHIGUS)
    says = f"{therapy.drug} (last infusion on {day(therapy.administrations[-1].on)})"
    if done.complete is None:
        return _Drug(therapy, says, (Hold(rule=DOSE, detail=f"{UNKNOWN}the doses of {therapy.drug}"),))
    if not done.complete or done.days is None:
        detail = f"{therapy.drug}: {done.shortfall}"
        return _Drug(therapy, says, (Hold(rule=DOSE, detail=detail),))
    days, trial = (on - done.days[0]).days, STANDARDS["rituximab"].trial[Use.PEMPHIGUS]
    short = Hold(rule=DURATION, detail=f"relapse {count(days, 'day')} after the first infusion, of {trial}")
    return _Drug(therapy, says, () if days >= trial else (short,))


def _continuous(case: Case, on: date) -> list[_Drug]:
    return [
        _unchanged(case, therapy, on=on)
        for therapy in treatments(case)
        if is_immunosuppressant(therapy) and not _is_rituximab(therapy) and was_taken(therapy, on) is not False
    ]


def _unchanged(case: Case, therapy: Therapy, *, on: date) -> _Drug:
    """Adequate: at the dose from which pemphigus is judged, on each of the 84 days; unchanged: one dose on all."""
    drug, days = drug_of(therapy), case.limit("unchanged")
    standard = STANDARDS.get(drug.name) if drug else None
    if standard is None or standard.pattern is not Pattern.DAILY or Use.PEMPHIGUS not in standard.trial:
        what = f"no agreed dose of {therapy.drug} for {Use.PEMPHIGUS}"
        return _Drug(therapy, therapy.drug, (Hold(rule=DOSE, detail=f"{UNKNOWN}{what}"),))
    first, start = shift(on, -days), start_day(therapy)
    since = max(first, start) if start else first
    line = at_dose(case, therapy, amounts=standard.enough(Use.PEMPHIGUS), pattern=standard.pattern)
    said = {answer for _, answer in line.spans(since, on)}
    holds = []
    if False in said:
        holds.append(Hold(rule=DOSE, detail=f"{therapy.drug} below its full dose; it may be intended by the team"))
    elif None in said or start is None:
        holds.append(Hold(rule=DOSE, detail=f"{UNKNOWN}the dose of {therapy.drug}, or the weight it is judged by"))
    if since > first or len({dose for _, dose in taken(therapy).spans(since, on)}) > 1:
        detail = f"{therapy.drug} began or changed less than {days} days before the relapse"
        holds.append(Hold(rule=DURATION, detail=detail))
    return _Drug(therapy, therapy.drug, tuple(holds))


def _remission_evidence(case: Case, span: Span) -> tuple[Evidence, ...]:
    """The newest that recorded it."""
    judged = [one for one in statuses(case) if one.status == "complete-remission" and span.start <= one.on <= span.end]
    logged = [
        one
        for one in case.journey.check_ins
        if one.lesions and is_absent(one.lesions) and span.start <= one.on <= span.end
    ]
    return (*map(status_evidence, judged[-1:]), *map(lesion_evidence, logged[-1:]))


RULE = Rule(
    id="pv.secondary-loss",
    title="Response lost on the same treatment",
    condition=PEMPHIGUS,
    role=Role.CORE,
    family="pv.relapse",
    kinds=("check_ins", "statuses", "flares", "therapies", "measurements", "life_events"),
    judge=judge,
    gate=Gate.REGIMEN,
    definition="60 days of complete remission on minimal therapy, then a relapse on an adequate, unchanged drug.",
    thresholds=(
        *RELAPSE,
        *REMISSION,
        Threshold(name="unchanged", means="days unchanged before it", value=84, unit="d", mark="D", low=84, high=182),
        Threshold(
            name="rituximab", means="days in which rituximab counts", value=730, unit="d", mark="D", low=365, high=1095
        ),
        Threshold(
            name="core",
            means="days after the last infusion up to which it counts in full",
            value=180,
            unit="d",
            mark="D",
            low=91,
            high=365,
        ),
        Threshold(
            name="stands", means="days that it stands at the longest", value=182, unit="d", mark="D", low=91, high=365
        ),
    ),
    sources=(
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=3),
        Source(publication="Murrell 2008, J Am Acad Dermatol 58:1043–6", mark="M"),
    ),
    false_positives=("rituximab wearing off",),
)
