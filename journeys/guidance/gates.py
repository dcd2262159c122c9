"""The adequacy gate of each condition (clinical.md 2.0): what keeps a core finding from firing, one hold a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from journeys.guidance.adequacy import DOSE, DURATION, Adequacy, adequate, judged_drugs
from journeys.guidance.case import Case, cite, once
from journeys.guidance.clock import shift
from journeys.guidance.doses import Body, any_of, body, classes_of, meets
from journeys.guidance.drugs import known_drug
from journeys.guidance.exchanges import exchanges
from journeys.guidance.findings import Evidence, Hold
from journeys.guidance.journey import LUPUS, PEMPHIGUS, TAKAYASU, Therapy
from journeys.guidance.phrases import capital, count, listing, number
from journeys.guidance.regimen import (
    has_nephritis,
    is_stopped,
    perhaps_newer,
    present,
    t0,
    t_first,
    treatments,
    undated_starts,
)
from journeys.guidance.rule import Gate, Verdict, cannot_assess, fired, not_fired
from journeys.guidance.steroids import PULSE, steroid_dose
from journeys.guidance.timeline import Span, Timeline
from journeys.guidance.usual_doses import STEROID_INDUCTION, STEROID_INDUCTION_DAYS, Use

UNKNOWN = "cannot assess: "
"""How a hold begins that is an unknown and not a no."""

_INDUCES = {"mycophenolate", "alkylating", "cni", "anti-cd20"}
"""What nephritis is treated with first: azathioprine maintains, and belimumab is only added."""
_INDUCES_NAMES = "mycophenolate, cyclophosphamide, calcineurin inhibitor, rituximab or obinutuzumab"

_DECLINED = {"contraindicated", "intolerance", "refused"}
_NOT_TOLERATED = {"toxicity", "intolerance"}


@once
def holds(case: Case, gate: Gate) -> tuple[Hold, ...]:
    """Every reason for which the gate isn't passed; none: it is. A hold that says "cannot assess" is an unknown."""
    return tuple(dict.fromkeys((*_GATES[gate](case), *(() if gate is Gate.OWN else _perhaps_younger(case)))))


def is_unknown(hold: Hold) -> bool:
    return hold.detail.startswith(UNKNOWN)


@once
def drug_holds(case: Case, use: Use) -> tuple[Hold, ...]:
    """Why none of the immunosuppressants and biologics of the present regimen was adequate; none: one was."""
    judged = [adequate(case, therapy, use=use) for therapy in judged_drugs(case) if _counts(therapy, use)]
    if any(found.answer for found in judged):
        return ()
    if not judged:
        wanted = _INDUCES_NAMES if use is Use.NEPHRITIS else "immunosuppressant or biologic"
        return (Hold(rule=DOSE, detail=f"{UNKNOWN}no {wanted} is recorded as taken now"),)
    return tuple(hold for found in judged for hold in found.holds)


def _counts(therapy: Therapy, use: Use) -> bool:
    return use is not Use.NEPHRITIS or bool(_INDUCES & classes_of(therapy))


def _takayasu(case: Case) -> tuple[Hold, ...]:
    """The steroid induction may lie anywhere since the first treatment."""
    return (*_induction(case, Use.TAKAYASU, since=t_first(case)), *drug_holds(case, Use.TAKAYASU))


def _lupus(case: Case) -> tuple[Hold, ...]:
    return (*_antimalarial(case), *drug_holds(case, Use.LUPUS))


def _nephritis(case: Case) -> tuple[Hold, ...]:
    return (*_induction(case, Use.NEPHRITIS, since=t0(case)), *drug_holds(case, Use.NEPHRITIS))


def _own(case: Case) -> tuple[Hold, ...]:
    return ()


_GATES: Mapping[Gate, Callable[[Case], tuple[Hold, ...]]] = {
    Gate.TAKAYASU: _takayasu,
    Gate.LUPUS: _lupus,
    Gate.NEPHRITIS: _nephritis,
    Gate.REGIMEN: _own,
    Gate.OWN: _own,
}


def _perhaps_younger(case: Case) -> Iterator[Hold]:
    """A treatment without a start, or without a purpose, may be the present regimen, and younger than t0."""
    yield from (_unclear(f"the start date of {therapy.drug}") for therapy in undated_starts(case))
    yield from (_unclear(f"what {therapy.drug} is taken for") for therapy in perhaps_newer(case))


def _unclear(what: str) -> Hold:
    return Hold(rule=DURATION, detail=f"{UNKNOWN}{what}; the regimen may be younger")


def _antimalarial(case: Case) -> tuple[Hold, ...]:
    """Hydroxychloroquine adequate, or a recorded reason why it isn't taken."""
    taken = [therapy for therapy in present(case) if _is_hydroxychloroquine(therapy.drug)]
    judged: list[Adequacy] = [adequate(case, therapy, use=Use.LUPUS) for therapy in taken]
    if any(found.answer for found in judged) or _is_declined(case):
        return ()
    if not judged:
        return (Hold(rule=DOSE, detail="cannot assess: hydroxychloroquine, or why it is not taken"),)
    return tuple(hold for found in judged for hold in found.holds)


def _is_hydroxychloroquine(name: str) -> bool:
    known = known_drug(name)
    return known is not None and known.name == "hydroxychloroquine"


def _is_declined(case: Case) -> bool:
    written = any(
        _is_hydroxychloroquine(entry.drug) and entry.kind in _DECLINED for entry in case.journey.contraindications
    )
    stopped = any(
        _is_hydroxychloroquine(therapy.drug) and therapy.stop_reason in _NOT_TOLERATED for therapy in treatments(case)
    )
    return written or stopped


def _induction(case: Case, use: Use, *, since: date | None) -> tuple[Hold, ...]:
    """Enough steroid by mouth for 28 days, gaps of a fifth allowed, at some time since that day."""
    if since is None:
        return (Hold(rule=DURATION, detail="cannot assess: when treatment with steroids began"),)
    reached = _most_days(case, use, since=since, counts=(True,))
    if reached >= STEROID_INDUCTION_DAYS:
        return ()
    if _most_days(case, use, since=since, counts=(True, None)) >= STEROID_INDUCTION_DAYS:
        return (Hold(rule=DOSE, detail="cannot assess: the steroid dose at the start of treatment, or the weight"),)
    least = listing([f"{number(amount.value)} {amount.unit}" for amount in STEROID_INDUCTION[use]], last="or")
    says = f"{reached} of {count(STEROID_INDUCTION_DAYS, 'day')} of steroids by mouth at {least} a day or more"
    return (Hold(rule=DURATION if reached else DOSE, detail=says),)


@once
def _at_induction(case: Case, use: Use) -> Timeline[bool | None]:
    """For every day, whether the oral steroids were an induction's; None: unknown. A pulse day is."""

    def enough(dose: float | None, now: Body) -> bool | None:
        if dose == PULSE:
            return True
        return any_of(meets(dose, "mg", least=least, body=now) for least in STEROID_INDUCTION[use])

    return steroid_dose(case).join(body(case), enough)


def _most_days(case: Case, use: Use, *, since: date, counts: tuple[bool | None, ...]) -> int:
    """The most days that count within any 35 days (28 are 80 % of them) from ``since`` up to today."""
    doses, on, window = _at_induction(case, use), case.on, STEROID_INDUCTION_DAYS * 5 // 4
    spans = [span for span, value in doses.spans(since, on) if value in counts]
    starts = [*(span.start for span in spans), shift(on, -window)]
    found = [sum(_overlap(span, start, end=shift(start, window)) for span in spans) for start in starts]
    case.clock.note(since)
    case.clock.note(doses.next_step(on))
    if doses.at(on) in counts and max(found) < STEROID_INDUCTION_DAYS:
        case.clock.note(shift(on, STEROID_INDUCTION_DAYS - found[-1] if max(found) else 1))
    return max(found)


def _overlap(span: Span, first: date, *, end: date) -> int:
    return max((min(span.end, end) - max(span.start, first)).days, 0)


def shortfall_verdict(case: Case, rule: str, *, fine: str) -> Verdict:
    """What the rule-out ``rule`` (cf.dose or cf.duration) says: the gate's own reasons that bear its name.

    It holds nothing by itself: the gate does, for the rules that stand behind it.
    """
    mine = [hold for hold in _all_holds(case) if hold.rule == rule]
    known = [hold.detail for hold in mine if not is_unknown(hold)]
    evidence = _taken(case)
    if known and evidence:
        return fired(f"{capital('; '.join(known))}.", evidence=evidence)
    if mine:
        missing = tuple(hold.detail.removeprefix(UNKNOWN) for hold in mine)
        return cannot_assess(f"Can't be assessed: {'; '.join(missing)}.", missing=missing, evidence=evidence)
    return not_fired(fine, evidence=evidence)


def _all_holds(case: Case) -> tuple[Hold, ...]:
    """Of every gate that stands in the condition; pemphigus has none of its own, its treatments are looked at alone."""
    if case.name == PEMPHIGUS:
        return _pemphigus(case)
    gate = {TAKAYASU: (Gate.TAKAYASU,), LUPUS: (Gate.LUPUS, *((Gate.NEPHRITIS,) if has_nephritis(case) else ()))}
    return tuple(dict.fromkeys(hold for name in gate.get(case.name or "", ()) for hold in holds(case, name)))


def _pemphigus(case: Case) -> tuple[Hold, ...]:
    """A series of exchanges is enough, as one drug is."""
    found, drugs = exchanges(case), drug_holds(case, Use.PEMPHIGUS)
    if not drugs or any(not series.holds for series in found):
        return ()
    known = judged_drugs(case) or not found
    return (*(drugs if known else ()), *(hold for series in found for hold in series.holds))


def _taken(case: Case) -> tuple[Evidence, ...]:
    exchanged = exchanges(case) if case.name == PEMPHIGUS else ()
    drugs = tuple(
        cite(
            "therapies",
            therapy,
            on=therapy.started_on.earliest if therapy.started_on else None,
            shows=f"{therapy.drug}, {'stopped' if is_stopped(therapy) else 'taken now'}",
        )
        for therapy in treatments(case)
    )
    return (*drugs, *(shown for series in exchanged for shown in series.evidence))
