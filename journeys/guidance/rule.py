"""What a rule is: a value with one pure function over what is recorded of one condition on one day.

A judge returns a `Verdict`. A verdict that fired or is held can't be made without evidence, a held one not without a
reason, and one that can't assess not without naming what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from journeys.guidance.findings import Evidence, Hold, Outcome, Role, Source, Threshold
from journeys.guidance.journey import LISTS

if TYPE_CHECKING:
    from journeys.guidance.case import Case

_ID = re.compile(r"[a-z0-9]+(\.[a-z0-9-]+)+")
_NEEDS: Mapping[Outcome, tuple[str, ...]] = {
    Outcome.FIRED: ("because", "evidence"),
    Outcome.HELD: ("because", "evidence", "holds"),
    Outcome.NOT_FIRED: ("because",),
    Outcome.CANNOT_ASSESS: ("because", "missing"),
}
_MARKS = {"V", "V2", "M", "D"}


class Gate(StrEnum):
    """Whose adequacy gate (clinical.md 2.0) a core finding must pass. OWN: the rule's definition is the gate; REGIMEN:
    it is, and counts from t0, so that every start has to be known."""

    TAKAYASU = "takayasu"
    LUPUS = "lupus"
    NEPHRITIS = "nephritis"
    REGIMEN = "regimen"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a judge says, before rule-outs. ``counted_as``: None, the rule's own role.

    ``holds``: what is checked first. A core rule's own reasons; of a rule-out: those for which it holds core rules.

    Raises `ValueError` for a claim without evidence, a hold without a reason, a gap without a name.
    """

    outcome: Outcome
    because: str
    counted_as: Role | None = None
    evidence: tuple[Evidence, ...] = ()
    holds: tuple[Hold, ...] = ()
    missing: tuple[str, ...] = ()
    for_patient: str = ""
    would_change: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in _NEEDS[self.outcome]:
            if not getattr(self, name):
                raise ValueError(f"a verdict of {self.outcome} needs {name}")


def fired(
    because: str,
    *,
    evidence: tuple[Evidence, ...],
    counted_as: Role | None = None,
    holds: tuple[Hold, ...] = (),
    for_patient: str = "",
    would_change: tuple[str, ...] = (),
) -> Verdict:
    """The pattern is there. ``holds``: a rule-out's effect on core rules."""
    return Verdict(
        outcome=Outcome.FIRED,
        because=because,
        evidence=evidence,
        counted_as=counted_as,
        holds=holds,
        for_patient=for_patient,
        would_change=would_change,
    )


def held(
    because: str,
    *,
    evidence: tuple[Evidence, ...],
    holds: tuple[Hold, ...],
    for_patient: str = "",
    would_change: tuple[str, ...] = (),
) -> Verdict:
    """The pattern is there, and the rule itself names what is checked first."""
    return Verdict(
        outcome=Outcome.HELD,
        because=because,
        evidence=evidence,
        holds=holds,
        for_patient=for_patient,
        would_change=would_change,
    )


def not_fired(because: str, *, evidence: tuple[Evidence, ...] = (), would_change: tuple[str, ...] = ()) -> Verdict:
    """The pattern is not there, or not yet, or the rule doesn't apply: the sentence says which."""
    return Verdict(outcome=Outcome.NOT_FIRED, because=because, evidence=evidence, would_change=would_change)


def cannot_assess(
    because: str, *, missing: tuple[str, ...], evidence: tuple[Evidence, ...] = (), holds: tuple[Hold, ...] = ()
) -> Verdict:
    """What is recorded can't decide it. ``missing``: what, and between which dates. ``holds``: as in `fired`."""
    return Verdict(outcome=Outcome.CANNOT_ASSESS, because=because, missing=missing, evidence=evidence, holds=holds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the catalogue. ``condition`` None: every condition (rule-outs).

    ``family``: one flag per patient and family. ``kinds``: the journey's lists that the judge reads. ``after``: rules
    whose findings the judge is handed. ``prompt_contact``: its contact text stands even while held.
    ``history``: what changed with each version. ``selective``: a rule-out whose holds touch only rules that name it in
    ``held_by``; the others hold every core rule.
    """

    id: str
    version: int = 1
    title: str
    condition: str | None
    role: Role
    family: str
    kinds: tuple[str, ...]
    judge: Callable[[Case], Verdict]
    definition: str
    sources: tuple[Source, ...]
    thresholds: tuple[Threshold, ...] = ()
    false_positives: tuple[str, ...] = ()
    gate: Gate = Gate.OWN
    after: tuple[str, ...] = ()
    held_by: tuple[str, ...] = ()
    selective: bool = False
    prompt_contact: bool = False
    history: tuple[str, ...] = ("first published",)
    limits: Mapping[str, float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = [threshold.name for threshold in self.thresholds]
        problems: Mapping[str, bool] = {
            "an id": not _ID.fullmatch(self.id),
            "kinds of fact from the journey's lists": not self.kinds or not set(self.kinds) <= set(LISTS),
            "sources": not self.sources,
            "a line of history for each version": len(self.history) != self.version,
            "thresholds, each named once": len(names) != len(set(names)),
            "evidence marks": any(threshold.mark not in _MARKS for threshold in self.thresholds),
        }
        if wrong := [name for name, is_wrong in problems.items() if is_wrong]:
            raise ValueError(f"rule {self.id!r} needs {', '.join(wrong)}")
        object.__setattr__(self, "limits", {threshold.name: threshold.value for threshold in self.thresholds})
