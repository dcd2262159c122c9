"""Assessments drawn by hand, and what the table's changes make of stored flags: for the stories of `reconcile`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

from journeys.guidance.findings import Assessment, ConditionAssessment, Evidence, Finding, Hold, Outcome, Role
from journeys.guidance.flagging import CLOSING, Change, StoredFlag, Tier, Verb
from journeys.guidance.journey import TAKAYASU
from journeys.guidance.reconcile import COOLDOWN_DAYS, reconcile

TODAY = date(2026, 3, 2)
T0 = date(2025, 3, 3)
FIRED, HELD, NOT_FIRED, CANNOT_ASSESS = Outcome.FIRED, Outcome.HELD, Outcome.NOT_FIRED, Outcome.CANNOT_ASSESS


def finding(
    outcome: Outcome = FIRED,
    *cited: str,
    rule: str = "tak.persistent-activity",
    family: str = "tak.activity",
    held_for: str = "cf.adherence",
    counted_as: Role = Role.CORE,
) -> Finding:
    evidence = tuple(Evidence(list=c.split("/")[0], id=c.split("/")[1], on=TODAY, shows="raised") for c in cited)
    return Finding(
        rule=rule,
        version=1,
        title="Disease still active on treatment",
        family=family,
        role=Role.CORE,
        counted_as=counted_as,
        outcome=outcome,
        held_for=(Hold(rule=held_for, detail=f"{held_for} is open"),) if outcome is HELD else (),
        because="two raised results",
        evidence=evidence or (Evidence(list="labs", id="crp-1", on=TODAY, shows="raised"),),
    )


def assessed(*findings: Finding, on: date = TODAY, t0: date | None = T0) -> Assessment:
    condition = ConditionAssessment(
        condition=TAKAYASU, t0=t0, t_first=T0, level=None, rules=findings, topics=(), next_check_on=None
    )
    return Assessment(
        patient="ada",
        on=on,
        catalogue="test",
        conditions=(condition,),
        confounders=(),
        monitoring=(),
        next_check_on=None,
    )


def stored(changes: Sequence[Change], flags: Sequence[StoredFlag] = (), on: date = TODAY) -> list[StoredFlag]:
    """What the table's changes make of the stored flags; flags closed by the engine are no longer looked at."""
    kept = {flag.id: flag for flag in flags}
    for change in changes:
        if change.verb is Verb.OPENED:
            new = opened(change, on)
            kept[new.id] = new
        elif change.verb in CLOSING:
            del kept[change.flag]
        else:
            kept[change.flag] = followed(kept[change.flag], change)
    return list(kept.values())


def opened(change: Change, on: date) -> StoredFlag:
    assert change.signal is not None
    return StoredFlag(
        id=uuid4(),
        condition=change.signal.condition,
        family=change.signal.finding.family,
        rule=change.signal.finding.rule,
        tier=change.signal.tier,
        outcome=change.outcome,
        t0=change.signal.t0,
        last_seen_on=on,
        shown=change.signal.shown,
        kinds=change.signal.kinds,
    )


def followed(flag: StoredFlag, change: Change) -> StoredFlag:
    signal = change.signal
    shown = flag.shown if signal is None else signal.shown
    is_raised = signal is not None and signal.tier is Tier.B
    return replace(
        flag,
        rule=flag.rule if signal is None else signal.finding.rule,
        outcome=change.outcome,
        shown=shown,
        tier=Tier.B if is_raised else flag.tier,
        kinds=flag.kinds if signal is None else flag.kinds | signal.kinds,
        last_seen_on=change.last_seen_on or flag.last_seen_on,
        snoozed_until=None if change.ends_snooze else flag.snoozed_until,
    )


def a_flag(*findings: Finding, on: date = TODAY) -> StoredFlag:
    (flag,) = stored(reconcile([], assessed(*findings, on=on)), on=on)
    return flag


def closed_by_cem(flag: StoredFlag, on: date = TODAY) -> StoredFlag:
    return replace(flag, is_open=False, cooldown_until=on + timedelta(days=COOLDOWN_DAYS))


def verbs(changes: Sequence[Change]) -> list[Verb]:
    return [change.verb for change in changes]


def days(count: int) -> timedelta:
    return timedelta(days=count)
