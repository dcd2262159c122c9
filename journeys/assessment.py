"""Reassess: lock, take, evaluate, reconcile, write. The only writer of assessments, monitoring states and status rows,
and of what guidance does to flags (what people do to a flag is in `actions.flags`, and ends here too).

It runs inside the transaction of whatever changed the record, so that no fact is ever stored and unassessed. For any
number of patients it needs the same number of queries.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q

from journeys import snapshot
from journeys.edition import edition
from journeys.flag_rows import FlagWrites, apply
from journeys.flag_rows import stored as as_value
from journeys.guidance.engine import evaluate
from journeys.guidance.findings import Assessment, Due, as_json
from journeys.guidance.flagging import QUIET, Before, Change, Verb
from journeys.guidance.journey import Journey
from journeys.guidance.reconcile import questioned, reconcile, wake_on
from journeys.guidance.summary import summary
from journeys.models import Amendment, AssessmentRecord, Flag, FlagState, MonitoringState, Patient, Status

BATCH = 100  # patients in one transaction

# AssessmentRecord.on is not compared: it is the day since which the answer has been this one.
_RECORD = ("catalogue", "level", "t0", "t_first", "findings", "confounders", "topics", "next_check_on")
_MONITORING = ("title", "state", "last_on", "due_on", "every_days", "own_interval", "because")
_STATUS = (
    *("level", "why_now", "condition", "next_check_on", "last_check_in_on", "overdue_count", "open_flags"),
    *("snoozed_until", "level_since", "assessed_at", "assessed_on", "catalogue"),
)

_Row = TypeVar("_Row", AssessmentRecord, MonitoringState)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassessed:
    """What changed. ``flags``: how many were opened, extended, raised, closed …, by `Verb`.

    ``failed``: whom `sweep` could not evaluate, and the kind of error (never its text: it may hold health data).
    """

    patients: int = 0
    level_changes: int = 0
    flags: Counter[Verb] = field(default_factory=Counter)
    failed: Mapping[UUID, str] = field(default_factory=dict)

    def __add__(self, other: Reassessed) -> Reassessed:
        return Reassessed(
            patients=self.patients + other.patients,
            level_changes=self.level_changes + other.level_changes,
            flags=self.flags + other.flags,
            failed={**self.failed, **other.failed},
        )


@dataclass(slots=True, kw_only=True)
class _Stored:
    """What earlier assessments wrote about these patients."""

    statuses: dict[UUID, Status]
    records: dict[UUID, dict[str, AssessmentRecord]]
    monitoring: dict[UUID, dict[str, MonitoringState]]
    flags: dict[UUID, list[Flag]]
    corrected_at: dict[UUID, datetime]


@dataclass(slots=True)
class _Writes:
    """Rows to write, gathered over all patients, so that each table is written once."""

    statuses: list[Status] = field(default_factory=list)
    records: list[AssessmentRecord] = field(default_factory=list)
    monitoring: list[MonitoringState] = field(default_factory=list)
    gone: list[AssessmentRecord | MonitoringState] = field(default_factory=list)
    flags: FlagWrites = field(default_factory=FlagWrites)


def reassess(patient_ids: Collection[UUID], *, now: datetime, on: date | None = None) -> Reassessed:
    """Bring the stored answers of these patients in line with their records, as of ``on`` (None: each one's own today).

    Call it in the transaction that changed the record, with at most some hundred patients: their rows stay locked, and
    their whole records are held in memory, until it commits.
    """
    with transaction.atomic(savepoint=False):
        patients = _lock(patient_ids)
        days = {patient.pk: on or patient.today(now) for patient in patients}
        journeys = snapshot.take(list(days))
        stored = _gather(days)
        writes = _Writes()
        done = [
            _reassess_one(patient, journeys[patient.pk], stored, writes, on=days[patient.pk], now=now)
            for patient in patients
        ]
        _write(writes)
    return sum(done, Reassessed())


def due(now: datetime) -> list[UUID]:
    """Patients for whom time alone may have changed something by their own today, those never assessed, and those whose
    answers come from another edition of the catalogue."""
    tomorrow = now.date() + timedelta(days=1)  # no zone is more than a day ahead
    is_due = Q(status=None) | Q(status__next_check_on__lte=tomorrow) | ~Q(status__catalogue=edition().version)
    rows = Patient.objects.filter(is_due).select_related("clinic")
    same = Status.objects.filter(next_check_on__lte=tomorrow, catalogue=edition().version)
    check_on = dict(same.values_list("patient", "next_check_on"))
    return [row.pk for row in rows.order_by("pk") if check_on.get(row.pk, date.min) <= row.today(now)]


def sweep(patient_ids: Sequence[UUID], *, now: datetime, on: date | None = None) -> Reassessed:
    """`reassess` any number of patients, each batch in a transaction of its own.

    A record that can't be evaluated stops nobody else: its batch is taken one by one, and it is named in ``failed``.
    """
    batches = [patient_ids[start : start + BATCH] for start in range(0, len(patient_ids), BATCH)]
    return sum((_swept(batch, now=now, on=on) for batch in batches), Reassessed())


def _swept(batch: Sequence[UUID], *, now: datetime, on: date | None) -> Reassessed:
    try:
        with transaction.atomic():
            return reassess(batch, now=now, on=on)
    except Exception as error:  # noqa: BLE001  whatever is wrong with one record must not keep the others waiting
        if len(batch) == 1:
            return Reassessed(failed={batch[0]: type(error).__name__})
    return sum((_swept([each], now=now, on=on) for each in batch), Reassessed())


def _lock(patient_ids: Collection[UUID]) -> list[Patient]:
    """In the order of their keys, so that two callers with the same patients can't wait for each other."""
    rows = Patient.objects.filter(pk__in=patient_ids).select_related("clinic")
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _gather(days: dict[UUID, date]) -> _Stored:
    theirs = Q(patient__in=list(days))
    earliest = min(days.values(), default=date.max)
    corrected = Amendment.objects.filter(theirs).values_list("patient").annotate(Max("at")).order_by()
    stored = _Stored(
        statuses={row.patient_id: row for row in Status.objects.filter(theirs)},
        records=defaultdict(dict),
        monitoring=defaultdict(dict),
        flags=defaultdict(list),
        corrected_at=dict(corrected),
    )
    for record in AssessmentRecord.objects.filter(theirs):
        stored.records[record.patient_id][record.condition] = record
    for state in MonitoringState.objects.filter(theirs):
        stored.monitoring[state.patient_id][state.item] = state
    for flag in Flag.objects.filter(theirs, Q(state=FlagState.OPEN) | Q(cooldown_until__gte=earliest)):
        stored.flags[flag.patient_id].append(flag)
    return stored


def _reassess_one(
    patient: Patient, journey: Journey, stored: _Stored, writes: _Writes, *, on: date, now: datetime
) -> Reassessed:
    assessment = evaluate(journey, on, edition=edition())
    status = stored.statuses.get(patient.pk)
    corrected_at = stored.corrected_at.get(patient.pk)
    before = Before(
        next_check_on=status.next_check_on if status else None,
        corrected_on=corrected_at.astimezone(patient.zone).date() if corrected_at else None,
    )
    flags = stored.flags[patient.pk]
    changes = _reconciled(flags, journey, assessment, before)
    flags = flags + apply(changes, flags, writes.flags, patient=patient, on=on, now=now)
    _keep_answers(patient, assessment, stored, writes)
    new = _status(patient, journey, assessment, flags, status, now=now)
    writes.statuses.append(new)
    return Reassessed(
        patients=1,
        level_changes=int(status is None or status.level != new.level),
        flags=Counter(change.verb for change in changes if change.verb not in QUIET),
    )


# ── flags ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _reconciled(flags: list[Flag], journey: Journey, assessment: Assessment, before: Before) -> tuple[Change, ...]:
    states = [as_value(flag) for flag in flags]
    days = questioned(states, assessment, before.corrected_on)
    hindsight = {day: evaluate(journey, day, edition=edition()) for day in days}
    known = Before(next_check_on=before.next_check_on, corrected_on=before.corrected_on, hindsight=hindsight)
    return reconcile(states, assessment, known)


# ── answers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _keep_answers(patient: Patient, assessment: Assessment, stored: _Stored, writes: _Writes) -> None:
    records, monitoring = stored.records[patient.pk], stored.monitoring[patient.pk]
    new_records = {row.condition: row for row in _records(patient, assessment)}
    new_monitoring = {
        each.item: MonitoringState(
            patient=patient, item=each.item, **{name: getattr(each, name) for name in _MONITORING}
        )
        for each in assessment.monitoring
    }
    writes.records.extend(_changed(new_records, records, _RECORD))
    writes.monitoring.extend(_changed(new_monitoring, monitoring, _MONITORING))
    writes.gone.extend(row for key, row in records.items() if key not in new_records)
    writes.gone.extend(row for key, row in monitoring.items() if key not in new_monitoring)


def _records(patient: Patient, assessment: Assessment) -> Iterable[AssessmentRecord]:
    for answer in assessment.conditions:
        yield AssessmentRecord(
            patient=patient,
            condition=answer.condition,
            on=assessment.on,
            catalogue=assessment.catalogue,
            level=answer.level,
            t0=answer.t0,
            t_first=answer.t_first,
            findings=as_json(answer.rules),
            confounders=as_json(assessment.confounders),
            topics=list(answer.topics),
            next_check_on=answer.next_check_on,
        )


def _changed(new: Mapping[str, _Row], old: Mapping[str, _Row], names: Collection[str]) -> Iterable[_Row]:
    for key, row in new.items():
        if key not in old or any(getattr(row, name) != getattr(old[key], name) for name in names):
            yield row


def _status(
    patient: Patient, journey: Journey, assessment: Assessment, flags: list[Flag], old: Status | None, *, now: datetime
) -> Status:
    told = summary(assessment)
    is_unchanged = old is not None and old.level == told.level
    waking = [day for day in (assessment.next_check_on, wake_on(map(as_value, flags), assessment.on)) if day]
    awake_from = [flag.snoozed_until for flag in flags if flag.state == FlagState.OPEN]
    return Status(
        patient=patient,
        level=told.level,
        why_now=told.why_now,
        condition=told.condition,
        next_check_on=min(waking, default=None),
        last_check_in_on=max((entry.on for entry in journey.check_ins), default=None),
        overdue_count=sum(each.state is Due.OVERDUE for each in assessment.monitoring),
        open_flags=len(awake_from),
        snoozed_until=min((day for day in awake_from if day), default=None) if all(awake_from) else None,
        level_since=old.level_since if old and is_unchanged else assessment.on,
        assessed_at=now,
        assessed_on=assessment.on,
        catalogue=assessment.catalogue,
    )


def _write(writes: _Writes) -> None:
    writes.flags.save()
    for model in (AssessmentRecord, MonitoringState):
        if stale := [row.pk for row in writes.gone if isinstance(row, model)]:
            model._default_manager.filter(pk__in=stale).delete()
    _upsert(writes.records, ("patient", "condition"), ("on", *_RECORD))
    _upsert(writes.monitoring, ("patient", "item"), _MONITORING)
    _upsert(writes.statuses, ("patient",), _STATUS)


def _upsert(rows: list[Any], unique: Collection[str], names: Collection[str]) -> None:
    """One statement for new and changed rows; columns that are not named (an owner) stay as they are."""
    if rows:
        rows[0]._meta.model._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=unique, update_fields=names
        )
