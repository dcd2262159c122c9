"""pv.adjuvant-failure: steroid-sparing drug not working after 12 weeks at full dose.

Definition: active lesions today, and one of azathioprine at 2.5 mg/kg/day or more, mycophenolate at 3 g/day, oral
cyclophosphamide at 2 mg/kg/day, methotrexate at 20 mg/week, for at least 84 days of the present regimen and on 80 % of
the days since the first; counted anew after more than 28 days without the drug. Held for the dose while it is paused,
and from 1.5 mg/kg (azathioprine), 2 g (mycophenolate), and for the other two from their usual dose (1.5 mg/kg, 15
mg/week); less: not judged. Held for time before 84 days. Azathioprine below 2.5 with a low or intermediate TPMT or
NUDT15: a lower dose may be intended, can't be assessed.
Under 18 years and in pregnancy the usual doses aren't agreed: held (cannot assess).
Document: pemphigus-vulgaris-treatment-resistance, paragraph 2.
Publication: Murrell 2008, J Am Acad Dermatol 58:1043–6, by way of the BAD guideline 2017, V2.
False positives to know: a low dose planned for a low TPMT or NUDT15.
"""

from __future__ import annotations

from dataclasses import dataclass

from journeys.guidance.adequacy import outside_the_table
from journeys.guidance.case import Case, cite, labs
from journeys.guidance.doses import at_dose, dose_in_words, drug_of, measured, taken_at_all
from journeys.guidance.doses import taken as doses_of
from journeys.guidance.findings import Evidence, Hold, Outcome, Role, Source, Threshold
from journeys.guidance.journey import PEMPHIGUS, Therapy
from journeys.guidance.lesions import Skin, skin_today
from journeys.guidance.phrases import capital, count, number, unit_words
from journeys.guidance.regimen import present, start_day, t0, therapy_evidence, treatments
from journeys.guidance.rule import Gate, Rule, Verdict, cannot_assess, fired, held, not_fired
from journeys.guidance.trials import Trial
from journeys.guidance.trials import count as count_days
from journeys.guidance.usual_doses import Amount, Pattern

_LOW = ("low", "intermediate")
_FOR_PATIENT = (
    "New or open sores were noted while you take the extra medicine. "
    "You can talk with your team about the dose, the time it needs, and what else may play a part."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Adjuvant:
    """A steroid-sparing drug: its threshold's name, unit, and what 1 unit of it weighs against the threshold."""

    name: str
    unit: str
    days: int = 1
    scale: float = 1.0

    def amounts(self, case: Case, grade: str) -> tuple[Amount, ...]:
        return (Amount(case.limits[f"{self.name}-{grade}"] * self.scale, self.unit, self.days),)


_ADJUVANTS = {
    "azathioprine": _Adjuvant(name="azathioprine", unit="mg/kg"),
    "mycophenolate mofetil": _Adjuvant(name="mycophenolate", unit="mg", scale=1000),
    "mycophenolic acid": _Adjuvant(name="mycophenolate", unit="mg", scale=720),
    "cyclophosphamide": _Adjuvant(name="cyclophosphamide", unit="mg/kg"),
    "methotrexate": _Adjuvant(name="methotrexate", unit="mg", days=7),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """What one drug says while lesions are active."""

    outcome: Outcome
    says: str
    therapy: Therapy
    holds: tuple[Hold, ...] = ()
    missing: tuple[str, ...] = ()


def judge(case: Case) -> Verdict:
    skin = skin_today(case)
    if skin.active is False:
        return not_fired("No active lesions.", evidence=skin.evidence)
    if not treatments(case):
        return cannot_assess("No treatment of pemphigus is recorded.", missing=("treatments and their doses",))
    drugs = [therapy for therapy in present(case) if _is_adjuvant(therapy)]
    if not drugs:
        return not_fired("Not applicable: no steroid-sparing drug of the list is recorded as taken now.")
    judged = [_judged(case, therapy) for therapy in drugs]
    if all(found.outcome is Outcome.NOT_FIRED for found in judged):
        return not_fired(_sentence(judged), evidence=_evidence(case, judged))
    if skin.active is None:
        return cannot_assess(
            "Whether lesions are active isn't recorded for the last 30 days.",
            missing=("lesion log or clinic visit of the last 30 days",),
        )
    return _active(case, skin, judged=judged)


def _active(case: Case, skin: Skin, *, judged: list[_Judged]) -> Verdict:
    """The drug that says most decides: fired, then held, then unknown."""
    by_outcome = {outcome: [found for found in judged if found.outcome is outcome] for outcome in Outcome}
    lesions = "; ".join(found.shows for found in skin.evidence)
    change = ("an entry without new or open lesions",)
    if full := by_outcome[Outcome.FIRED]:
        because, evidence = f"{_sentence(full)} Active lesions: {lesions}.", (*skin.evidence, *_evidence(case, full))
        if apart := outside_the_table(case):
            return held(because, evidence=evidence, holds=apart, for_patient=_FOR_PATIENT, would_change=change)
        return fired(because, evidence=evidence, for_patient=_FOR_PATIENT, would_change=change)
    if waiting := by_outcome[Outcome.HELD]:
        because, evidence = (
            f"{_sentence(waiting)} Active lesions: {lesions}.",
            (*skin.evidence, *_evidence(case, waiting)),
        )
        holds = (*(hold for found in waiting for hold in found.holds), *outside_the_table(case))
        return held(because, evidence=evidence, holds=holds, for_patient=_FOR_PATIENT, would_change=change)
    unknown = by_outcome[Outcome.CANNOT_ASSESS]
    missing = tuple(what for found in unknown for what in found.missing)
    return cannot_assess(_sentence(unknown), missing=missing, evidence=(*skin.evidence, *_evidence(case, unknown)))


def _is_adjuvant(therapy: Therapy) -> bool:
    """Cyclophosphamide counts by mouth only."""
    drug = drug_of(therapy)
    infused = therapy.route == "intravenous" or (bool(therapy.administrations) and not therapy.doses)
    return drug is not None and drug.name in _ADJUVANTS and not infused


def _judged(case: Case, therapy: Therapy) -> _Judged:
    start, drug = start_day(therapy), drug_of(therapy)
    if start is None or drug is None:
        missing = f"start date of {therapy.drug}"
        return _Judged(
            outcome=Outcome.CANNOT_ASSESS, says=f"{missing} isn't recorded", therapy=therapy, missing=(missing,)
        )
    full, usual = (_trial(case, therapy, adjuvant=_ADJUVANTS[drug.name], grade=grade) for grade in ("full", "usual"))
    days = case.limit("trial")
    anew = f", counted anew after {count(full.gap, 'day')} without it" if full.gap else ""
    at_full = f"{count(full.known.at, 'day')} at the full dose ({days} are looked for){anew}"
    says = f"{dose_in_words(case, therapy)}; {at_full}"
    if full.passed and doses_of(therapy).at(case.on).amount == 0:
        return _paused(therapy, says=f"{says}; it isn't taken at present")
    if full.passed:
        return _Judged(outcome=Outcome.FIRED, says=says, therapy=therapy)
    if full.passed is None or full.now is None:
        missing = f"dose per day of {therapy.drug}, or weight"
        return _Judged(
            outcome=Outcome.CANNOT_ASSESS, says=f"{missing}, isn't known", therapy=therapy, missing=(missing,)
        )
    if usual.nothing or (usual.now is False and not usual.known.steady):
        return _Judged(outcome=Outcome.NOT_FIRED, says=f"{says}; too low to be judged", therapy=therapy)
    return _short(case, therapy, full=full, usual=usual, says=says)


def _paused(therapy: Therapy, *, says: str) -> _Judged:
    """What comes while a drug isn't taken doesn't show that it had no effect."""
    return _Judged(outcome=Outcome.HELD, says=says, therapy=therapy, holds=(Hold(rule="cf.dose", detail=says),))


def _short(case: Case, therapy: Therapy, *, full: Trial, usual: Trial, says: str) -> _Judged:
    """Below the full dose, or not yet long enough; a low enzyme makes the lower dose one that may be meant."""
    low = full.too_low
    if low and (enzyme := _low_enzyme(case, therapy)):
        return _Judged(
            outcome=Outcome.CANNOT_ASSESS,
            says=f"{says}; {enzyme}, so a lower dose may be intended",
            therapy=therapy,
            missing=(f"whether the lower dose is intended ({enzyme})",),
        )
    dose = Hold(rule="cf.dose", detail=f"{says}; a lower dose may be intended by the team")
    time = Hold(rule="cf.duration", detail=says)
    short = not low or usual.too_short
    holds = (*((dose,) if low else ()), *((time,) if short else ()))
    return _Judged(outcome=Outcome.HELD, says=says, therapy=therapy, holds=holds)


def _trial(case: Case, therapy: Therapy, *, adjuvant: _Adjuvant, grade: str) -> Trial:
    """Days of the present regimen, as for every gate: a recent switch makes them start anew."""
    start = start_day(therapy) or case.on
    amounts = adjuvant.amounts(case, grade)
    line = at_dose(case, therapy, amounts=amounts, pattern=Pattern.DAILY)
    taken = taken_at_all(case, therapy, amounts=amounts, pattern=Pattern.DAILY)
    return count_days(case.clock, line, taken=taken, since=max(start, t0(case) or start), days=case.limit("trial"))


def _low_enzyme(case: Case, therapy: Therapy) -> str | None:
    """``TPMT low``: the newest result of either enzyme that azathioprine depends on, where it is not normal."""
    drug = drug_of(therapy)
    if drug is None or drug.name != "azathioprine":
        return None
    newest = {lab.analyte: lab.value_text for name in ("tpmt", "nudt15") for lab in labs(case, name) if lab.value_text}
    low = [f"{name.upper()} {said}" for name, said in newest.items() if said.casefold() in _LOW]
    return " and ".join(low) or None


def _sentence(judged: list[_Judged]) -> str:
    return " ".join(f"{capital(found.says)}." for found in judged)


def _evidence(case: Case, judged: list[_Judged]) -> tuple[Evidence, ...]:
    drugs = (therapy_evidence(found.therapy) for found in judged)
    weights = (
        cite("measurements", found, on=found.on, shows=f"weight {number(found.value)} {unit_words(found.unit)}")
        for found in measured(case, "weight")[-1:]
    )
    return (*drugs, *weights)


def _both(name: str, *, full: float, usual: float, unit: str) -> tuple[Threshold, Threshold]:
    return (
        Threshold(name=f"{name}-full", means=f"full dose of {name}", value=full, unit=unit, mark="V2"),
        Threshold(
            name=f"{name}-usual", means=f"dose of {name} from which it is held", value=usual, unit=unit, mark="V2"
        ),
    )


RULE = Rule(
    id="pv.adjuvant-failure",
    title="Steroid-sparing drug not working after 12 weeks at full dose",
    condition=PEMPHIGUS,
    role=Role.CORE,
    family="pv.activity",
    kinds=("check_ins", "statuses", "therapies", "measurements", "labs", "life_events"),
    judge=judge,
    gate=Gate.REGIMEN,
    definition="Active lesions after 84 days of a steroid-sparing drug at its full dose.",
    thresholds=(
        *_both("azathioprine", full=2.5, usual=1.5, unit="mg/kg/d"),
        *_both("mycophenolate", full=3, usual=2, unit="g/d"),
        *_both("cyclophosphamide", full=2, usual=1.5, unit="mg/kg/d"),
        *_both("methotrexate", full=20, usual=15, unit="mg/wk"),
        Threshold(name="trial", means="days at the full dose that are looked for", value=84, unit="d", mark="V2"),
    ),
    sources=(
        Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=2),
        Source(publication="Murrell 2008, J Am Acad Dermatol 58:1043–6, by way of the BAD guideline 2017", mark="V2"),
    ),
    false_positives=("a low dose planned for a low TPMT or NUDT15",),
)
