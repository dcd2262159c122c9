"""What the engine answers: findings with their evidence, levels, monitoring states.

Every value here turns into the JSON of the journey format with `as_json` and is stored as shown: rules change,
what a person saw must not.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """Four values and never silence."""

    FIRED = "fired"
    NOT_FIRED = "not-fired"
    HELD = "held"
    CANNOT_ASSESS = "cannot-assess"


class Role(StrEnum):
    CORE = "core"
    SUPPORTING = "supporting"
    CONFOUNDER = "confounder"
    MONITORING = "monitoring"


class Due(StrEnum):
    DUE = "due"
    DUE_SOON = "due-soon"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"
    NOT_DUE = "not-due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One recorded fact that a finding rests on: ``list`` and ``id`` lead back to it."""

    list: str
    id: str
    on: date | None
    shows: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A reason to check something first: the rule-out's id, and what it found."""

    rule: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """Named number of a rule. ``mark``: V, V2, M or D (clinical.md); bounds limit what a clinic may override.

    ``means`` says for people what the number does; ``name`` is its key.
    """

    name: str
    value: float
    unit: str
    mark: str
    low: float | None = None
    high: float | None = None
    means: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Either a paragraph of a source document, or a publication with its evidence mark."""

    document: str | None = None
    paragraph: int | None = None
    publication: str | None = None
    url: str | None = None
    mark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule says of one condition on one day. ``family`` and ``title`` serve flags and pages."""

    rule: str
    version: int
    title: str
    family: str
    role: Role
    counted_as: Role
    outcome: Outcome
    held_for: tuple[Hold, ...] = ()
    missing: tuple[str, ...] = ()
    because: str = ""
    for_patient: str = ""
    evidence: tuple[Evidence, ...] = ()
    would_change: tuple[str, ...] = ()
    prompt_contact: bool = False
    thresholds: tuple[Threshold, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfounderFinding:
    """What one rule-out says. fired: it is open and holds core rules; cannot-assess: unknown, which holds them too."""

    rule: str
    version: int
    title: str
    outcome: Outcome
    because: str = ""
    missing: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringFinding:
    """State of one follow-up. ``every_days`` is the interval in force (the team's own wins)."""

    item: str
    title: str
    state: Due
    last_on: date | None = None
    due_on: date | None = None
    every_days: int | None = None
    own_interval: bool = False
    because: str = ""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionAssessment:
    """``level``: None (no core rule could be assessed), 0, 1, 2 or 3."""

    condition: str
    t0: date | None
    t_first: date | None
    level: int | None
    rules: tuple[Finding, ...]
    topics: tuple[str, ...]
    next_check_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """`evaluate`'s answer for one patient on one day.

    ``next_check_on``: the first date on which time alone could change any outcome of any condition, rule-out or
    monitoring item; None: never.
    """

    patient: str
    on: date
    catalogue: str
    conditions: tuple[ConditionAssessment, ...]
    confounders: tuple[ConfounderFinding, ...]
    monitoring: tuple[MonitoringFinding, ...]
    next_check_on: date | None


def as_json(value: Any) -> Any:
    """Plain JSON values for any finding: dates as ISO text; fields in their order; nested values alike."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: as_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [as_json(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value
