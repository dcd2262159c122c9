"""The values that flags are reconciled with: what a family signals, what a stored flag says, what is to change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from journeys.guidance.findings import Assessment, ConditionAssessment, Finding, Outcome, Role, as_json

Key = tuple[str, str]  # condition, rule family
Cited = tuple[str, str, str]  # list, id, what it shows


class Tier(StrEnum):
    """B: this week. C: the next visit. A belongs to people's safety answers, never to these rules."""

    B = "B"
    C = "C"


class Verb(StrEnum):
    """What happens to a flag. OPENED makes one; RESTED, REGIMEN_CHANGED and RETRACTED close it."""

    OPENED = "opened"
    RAISED = "raised"
    EXTENDED = "extended"
    CORRECTED = "corrected"
    HELD = "held"
    FIRED_AGAIN = "fired-again"
    SEEN = "seen"
    UNSEEN = "unseen"
    UNJUDGED = "unjudged"
    SNOOZE_ENDED = "snooze-ended"
    RESTED = "rested"
    REGIMEN_CHANGED = "regimen-changed"
    RETRACTED = "retracted"


CLOSING = frozenset({Verb.RESTED, Verb.REGIMEN_CHANGED, Verb.RETRACTED})
QUIET = frozenset({Verb.SEEN})  # moves last_seen_on and leaves no line in the history
SIGNALS = frozenset({Outcome.FIRED, Outcome.HELD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """What one family of a condition shows today: its strongest core finding, and the others that signal too."""

    condition: str
    t0: date | None
    finding: Finding
    also: tuple[Finding, ...] = ()

    @property
    def key(self) -> Key:
        return self.condition, self.finding.family

    @property
    def tier(self) -> Tier:
        return Tier.B if self.finding.outcome is Outcome.FIRED else Tier.C

    @property
    def shown(self) -> dict[str, Any]:
        """The JSON to store, exactly as shown: the finding, and the family's other findings under ``also``."""
        return {**as_json(self.finding), "also": as_json(self.also)}

    @property
    def cites(self) -> frozenset[Cited]:
        return frozenset((e.list, e.id, e.shows) for f in self.findings for e in f.evidence)

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(listed for listed, _, _ in self.cites)

    @property
    def held_for(self) -> frozenset[str]:
        return frozenset(hold.rule for hold in self.finding.held_for)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (self.finding, *self.also)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFlag:
    """A stored flag, as far as the table needs it: open, or closed by a person and cooling down.

    ``outcome``: of the family at the latest assessment. ``last_seen_on``: the last day on which it signalled.
    """

    id: UUID
    condition: str
    family: str
    rule: str
    tier: Tier
    outcome: Outcome
    t0: date | None
    last_seen_on: date
    shown: Mapping[str, Any] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    is_open: bool = True
    cooldown_until: date | None = None
    snoozed_until: date | None = None

    @property
    def key(self) -> Key:
        return self.condition, self.family

    @property
    def cites(self) -> frozenset[Cited]:
        return frozenset((e["list"], e["id"], e["shows"]) for f in self._findings() for e in f.get("evidence", ()))

    @property
    def held_for(self) -> frozenset[str]:
        return frozenset(hold["rule"] for hold in self.shown.get("held_for", ()))

    @property
    def rules(self) -> frozenset[str]:
        return frozenset(f["rule"] for f in self._findings() if "rule" in f)

    def _findings(self) -> tuple[Mapping[str, Any], ...]:
        return (self.shown, *self.shown.get("also", ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing to write. ``signal``: what to store as shown, where that is new; ``note``: the history's line.

    ``ends_snooze``: what happened is news, so a snoozed flag comes back. ``last_seen_on``: None leaves it as it is.
    """

    verb: Verb
    key: Key
    flag: UUID | None
    outcome: Outcome
    signal: Signal | None = None
    note: str = ""
    last_seen_on: date | None = None
    ends_snooze: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What is known of the time before this assessment.

    ``next_check_on``: the one stored by the previous assessment; until the day before it nothing changed by itself.
    ``corrected_on``: the latest day on which a fact of this record was amended or entered in error.
    ``hindsight``: the record as it is now, evaluated on the days that `questioned` names.
    """

    next_check_on: date | None = None
    corrected_on: date | None = None
    hindsight: Mapping[date, Assessment] = field(default_factory=dict)


def signals_of(assessment: Assessment) -> dict[Key, Signal]:
    """What each family of each condition shows today: fired before held, then the catalogue's order."""
    signals = (_signal(condition, family) for condition in assessment.conditions for family in _families(condition))
    return {signal.key: signal for signal in signals}


def _families(condition: ConditionAssessment) -> Iterable[list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in condition.rules:
        if finding.counted_as is Role.CORE and finding.outcome in SIGNALS:
            found.setdefault(finding.family, []).append(finding)
    return found.values()


def _signal(condition: ConditionAssessment, findings: list[Finding]) -> Signal:
    first = min(findings, key=lambda finding: finding.outcome is not Outcome.FIRED)
    also = tuple(other for other in findings if other is not first)
    return Signal(condition=condition.condition, t0=condition.t0, finding=first, also=also)
