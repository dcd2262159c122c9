"""Stored flags as values, and changes of guidance's table as rows. Only `journeys.assessment` writes with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from journeys.guidance.findings import Finding, Outcome
from journeys.guidance.flagging import CLOSING, QUIET, Change, Signal, StoredFlag, Tier, Verb
from journeys.models import Flag, FlagEvent, FlagState, Patient

_COLUMNS = (
    *(
        "rule",
        "rule_version",
        "title",
        "tier",
        "outcome",
        "state",
        "last_seen_on",
        "closed_at",
        "because",
        "for_patient",
    ),
    *("finding", "evidence_kinds", "snoozed_until", "snoozed_reason", "released_at", "released_by", "version"),
)


@dataclass(slots=True)
class FlagWrites:
    """Rows to write, gathered over all patients, so that each table is written once."""

    changed: dict[UUID, Flag] = field(default_factory=dict)
    opened: list[Flag] = field(default_factory=list)
    events: list[FlagEvent] = field(default_factory=list)

    def save(self) -> None:
        """Closed flags before opened ones: only one of a family may be open."""
        Flag.objects.bulk_update(self.changed.values(), _COLUMNS)
        Flag.objects.bulk_create(self.opened)
        FlagEvent.objects.bulk_create(self.events)


def stored(flag: Flag) -> StoredFlag:
    return StoredFlag(
        id=flag.pk,
        condition=flag.condition,
        family=flag.family,
        rule=flag.rule,
        tier=Tier(flag.tier),
        outcome=Outcome(flag.outcome),
        t0=flag.t0,
        last_seen_on=flag.last_seen_on,
        shown=flag.finding,
        kinds=frozenset(flag.evidence_kinds),
        is_open=flag.state == FlagState.OPEN,
        cooldown_until=flag.cooldown_until,
        snoozed_until=flag.snoozed_until,
    )


def apply(
    changes: Iterable[Change], flags: Iterable[Flag], writes: FlagWrites, *, patient: Patient, on: date, now: datetime
) -> list[Flag]:
    """Put the changes into one patient's flags and their history; gives the opened ones."""
    known = {flag.pk: flag for flag in flags}
    opened = []
    for change in changes:
        if change.flag is None:
            flag = _opened(change, patient, on=on, now=now)
            opened.append(flag)
        else:
            flag = known[change.flag]
            _follow(flag, change, now)
            writes.changed[flag.pk] = flag
        if change.verb not in QUIET:
            shown = change.signal.shown if change.signal else None
            writes.events.append(FlagEvent(flag=flag, at=now, kind=change.verb, note=change.note, finding=shown))
    writes.opened.extend(opened)
    return opened


def _opened(change: Change, patient: Patient, *, on: date, now: datetime) -> Flag:
    condition, family = change.key
    flag = Flag(
        patient=patient,
        condition=condition,
        family=family,
        outcome=change.outcome,
        opened_at=now,
        opened_on=on,
        last_seen_on=on,
    )
    if change.signal:  # always, for what is opened
        flag.tier, flag.t0 = change.signal.tier, change.signal.t0
        flag.for_patient = change.signal.finding.for_patient
        _show(flag, change.signal)
    return flag


def _show(flag: Flag, signal: Signal) -> None:
    """Store what is shown from now on."""
    finding = signal.finding
    flag.rule, flag.rule_version, flag.title = finding.rule, finding.version, finding.title
    flag.because, flag.finding = finding.because, signal.shown
    flag.evidence_kinds = sorted(signal.kinds.union(flag.evidence_kinds))


def _word_for_patient(flag: Flag, change: Change, finding: Finding) -> None:
    """A released wording stands while its rule only gains evidence; else it is withdrawn when the new one differs."""
    if flag.released_at and change.verb is Verb.EXTENDED and flag.rule == finding.rule:
        return
    if flag.for_patient != finding.for_patient:
        flag.for_patient, flag.released_at, flag.released_by = finding.for_patient, None, None


def _follow(flag: Flag, change: Change, now: datetime) -> None:
    flag.outcome = change.outcome
    flag.last_seen_on = change.last_seen_on or flag.last_seen_on
    if change.signal:
        _word_for_patient(flag, change, change.signal.finding)
        _show(flag, change.signal)
    if change.verb is Verb.RAISED:
        flag.tier = Tier.B
    if change.verb in CLOSING:
        flag.state, flag.closed_at = change.verb.value, now
    if change.ends_snooze or change.verb in CLOSING:
        flag.snoozed_until = flag.snoozed_reason = None
    if change.verb not in QUIET:
        flag.version += 1
