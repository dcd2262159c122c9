"""cf.interaction: another drug that changes how a treatment works.

Definition: a drug that speeds up the breakdown of others (rifampicin, phenytoin, carbamazepine, phenobarbital, St
John's wort) taken with a glucocorticoid, cyclophosphamide, a calcineurin inhibitor or a JAK inhibitor; cholestyramine
with mycophenolate. These hold core rules: "ask a pharmacist". An acid reducer with mycophenolate, and allopurinol or
febuxostat with azathioprine (toxicity), are notes. Both drugs taken today; a stop on an unknown day is an unknown.
Document: pemphigus-vulgaris-treatment-resistance, paragraph 4 (wrong dose to be ruled out).
Publication: none re-read (M).
False positives to know: a dose that was already adjusted for the other drug.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from journeys.guidance.case import Case, cite
from journeys.guidance.doses import classes_of
from journeys.guidance.findings import Evidence, Hold, Role, Source
from journeys.guidance.journey import Therapy
from journeys.guidance.phrases import listing
from journeys.guidance.regimen import treatments, unassigned
from journeys.guidance.rule import Rule, Verdict, cannot_assess, fired, not_fired

_ID = "cf.interaction"
_SPED_UP = ("glucocorticoid", "alkylating", "cni", "jak")
_HOLDS = (*(("enzyme-inducer", affected) for affected in _SPED_UP), ("bile-resin", "mycophenolate"))
_NOTES = (("acid-reducer", "mycophenolate"), ("xanthine-oxidase-inhibitor", "azathioprine"))
_MEANS = {"mycophenolate": "less of it may be taken up", "azathioprine": "its side effects may be stronger"}


class _Pair(NamedTuple):
    other: Therapy
    affected: Therapy

    @property
    def name(self) -> str:
        return f"{self.other.drug} with {self.affected.drug}"

    @property
    def undated(self) -> bool:
        return any(_stopped_undated(therapy) for therapy in self)


def judge(case: Case) -> Verdict:
    pairs, notes = _pairs(case, _HOLDS), _pairs(case, _NOTES)
    note = f" To know: {listing([_in_note(pair) for pair in notes])}." if notes else ""
    if both := [pair for pair in pairs if not pair.undated]:
        return fired(
            f"Taken together: {listing([pair.name for pair in both])}; a pharmacist can say what it means.{note}",
            evidence=_evidence([*both, *notes]),
            holds=tuple(Hold(rule=_ID, detail=pair.name) for pair in both),
        )
    if pairs:
        names = listing([pair.name for pair in pairs])
        return cannot_assess(
            f"Perhaps taken together: {names}; the day of a stop isn't recorded.{note}",
            missing=(f"whether {names} are still taken together",),
            evidence=_evidence([*pairs, *notes]),
            holds=(Hold(rule=_ID, detail=f"cannot assess: whether {names} are still taken together"),),
        )
    return not_fired(f"No combination that weakens a treatment is recorded.{note}", evidence=_evidence(notes))


def _in_note(pair: _Pair) -> str:
    meaning = next((says for affected, says in _MEANS.items() if _is(pair.affected, affected)), "")
    return f"{pair.name} ({meaning})"


def _pairs(case: Case, kinds: tuple[tuple[str, str], ...]) -> list[_Pair]:
    """Without a condition, whatever is taken is a treatment; so is, with several, what has no recorded purpose."""
    mine = [*treatments(case), *unassigned(case)] if case.condition else case.journey.therapies
    others = [each for each in case.journey.therapies if any(_is(each, kind) for kind, _ in kinds)]
    pairs = (_Pair(*both) for both in product(others, mine))
    return [pair for pair in pairs if _interact(pair, kinds) and all(_may_be_taken(case, therapy) for therapy in pair)]


def _interact(pair: _Pair, kinds: tuple[tuple[str, str], ...]) -> bool:
    return any(other in classes_of(pair.other) and _is(pair.affected, affected) for other, affected in kinds)


def _is(therapy: Therapy, kind: str) -> bool:
    return kind in classes_of(therapy) or therapy.drug.casefold() == kind


def _may_be_taken(case: Case, therapy: Therapy) -> bool:
    """Not stopped, as far as is known: of a stop known only to the month, its last day."""
    return therapy.stopped_on is None or not case.clock.reached(therapy.stopped_on.latest)


def _stopped_undated(therapy: Therapy) -> bool:
    return bool(therapy.stopped) and therapy.stopped_on is None


def _evidence(pairs: list[_Pair]) -> tuple[Evidence, ...]:
    taken = dict.fromkeys(therapy for pair in pairs for therapy in pair)
    return tuple(
        cite("therapies", therapy, on=therapy.started_on.earliest if therapy.started_on else None, shows=therapy.drug)
        for therapy in taken
    )


RULE = Rule(
    id=_ID,
    title="Another drug may change how a treatment works",
    condition=None,
    role=Role.CONFOUNDER,
    family=_ID,
    kinds=("therapies",),
    judge=judge,
    definition="An enzyme inducer with a steroid, cyclophosphamide, CNI or JAK inhibitor; a resin with mycophenolate.",
    sources=(Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=4),),
    false_positives=("a dose already adjusted for the other drug",),
)
