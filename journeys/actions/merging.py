"""What a document brings and what is recorded here, laid over each other.

Entries are matched by list and id. Nothing is removed, and what was entered in error here stays so. What a person
amended here stays as the person left it, whichever came later: a file's date doesn't tell which of two is right, the
person has seen both. So does what a patient told here. Lines that are new inside such an entry (a dose, an infusion)
are taken. The report names each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from journeys import snapshot
from journeys.actions.entries import Hand, add, add_nested, advance, amend, keep, same
from journeys.guidance import document
from journeys.guidance import journey as values
from journeys.guidance.document import Problem, in_order
from journeys.guidance.journey import LISTS, Fact, Journey
from journeys.models import FACTS, NESTED, Amendment, CheckIn, Patient, PatientFact
from journeys.snapshot import PATIENT_FIELDS, SHAPES


@dataclass(kw_only=True)
class ImportReport:
    """What became of a document's entries, by list; ``patient`` stands for the person's own data."""

    patient: Patient
    is_new: bool = False
    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    notices: list[Problem] = field(default_factory=list)

    @property
    def wrote(self) -> bool:
        return bool(self.added.total() or self.changed.total())

    def notice(self, path: str, message: str) -> None:
        self.notices.append(Problem(path, message))


@dataclass(kw_only=True)
class _Record:
    """The record as it stood before. ``amended_here``: list, id. ``struck``: nested list, its entry's id, its own."""

    report: ImportReport
    hand: Hand
    standing: Journey
    amended_here: set[tuple[str, str]]
    struck: set[tuple[str, str, str]]


def merge(journey: Journey, report: ImportReport, *, hand: Hand) -> None:
    """Write what is new or changed in ``journey`` to the report's patient (locked by the caller), and count it."""
    patient = report.patient
    amended = Amendment.objects.filter(patient=patient, by_import=False).values_list("list", "ref")
    standing = snapshot.take([patient.pk])[patient.pk]
    record = _Record(
        report=report, hand=hand, standing=standing, amended_here=set(amended), struck=_struck_lines(patient)
    )
    _merge_person(record, journey.patient)
    for name in LISTS:
        if incoming := getattr(journey, name):
            _merge_list(record, name, _as_known(incoming, standing))


def _struck_lines(patient: Patient) -> set[tuple[str, str, str]]:
    found: set[tuple[str, str, str]] = set()
    for name in NESTED:
        for key, inner in SHAPES[name].nested.items():
            rows = inner.model._default_manager.filter(**{f"{inner.owner}__patient": patient})
            refs = rows.exclude(entered_in_error_at=None).values_list(f"{inner.owner}__ref", "ref")
            found |= {(key, parent, ref) for parent, ref in refs}
    return found


def _merge_person(record: _Record, person: values.Patient) -> None:
    """What the document gives replaces what was there; what it doesn't give stays."""
    old, report = record.standing.patient, record.report
    given = {name: getattr(person, name) for name in PATIENT_FIELDS if getattr(person, name) is not None}
    if report.is_new:
        report.added["patient"] += 1
    elif replace(old, **given) == old:
        report.unchanged["patient"] += 1
    elif ("patient", old.id) in record.amended_here:
        report.unchanged["patient"] += 1
        report.notice("$.patient", "was amended here; stays as it is here")
    else:
        report.changed["patient"] += 1
        amend_person(report.patient, old, given, hand=record.hand)


def amend_person(patient: Patient, old: values.Patient, given: dict[str, object], *, hand: Hand) -> None:
    earlier = document.dump_entry(old)
    keep(patient.pk, list="patient", ref=old.id, version=patient.version, earlier=earlier, hand=hand)
    Patient.objects.filter(pk=patient.pk).update(version=patient.version + 1, **given)
    patient.refresh_from_db()


def _as_known(incoming: Sequence[Fact], standing: Journey) -> list[Fact]:
    """A condition is the same one whatever its id: nobody has a disease twice."""
    known = {each.condition: each.id for each in standing.conditions}
    return [
        replace(each, id=known.get(each.condition, each.id)) if isinstance(each, values.Condition) else each
        for each in incoming
    ]


def _merge_list(record: _Record, name: str, incoming: Sequence[Fact]) -> None:
    report = record.report
    rows = {row.ref: row for row in FACTS[name]._default_manager.filter(patient=report.patient)}
    standing = {fact.id: fact for fact in getattr(record.standing, name)}
    new = [fact for fact in incoming if fact.id not in rows]
    add(report.patient, name, new, hand=record.hand)
    report.added[name] += len(new)
    for index, fact in enumerate(incoming):
        if fact.id in standing:
            _merge_entry(record, f"$.{name}[{index}]", rows[fact.id], name=name, old=standing[fact.id], new=fact)
        elif fact.id in rows:
            report.unchanged[name] += 1
            report.notice(f"$.{name}[{index}]", "was entered in error here; not taken again")


def _merge_entry(record: _Record, at: str, row: PatientFact, *, name: str, old: Fact, new: Fact) -> None:
    report = record.report
    merged = _with_old_lines(record, name, old=old, new=new)
    if same(old, merged):
        report.unchanged[name] += 1
    elif isinstance(row, CheckIn) and row.is_told_here:
        report.unchanged[name] += 1
        report.notice(at, "was told here by the patient or a carer; stays as they said it")
    elif (name, old.id) not in record.amended_here:
        amend(row, name, old=old, new=merged, hand=record.hand)
        report.changed[name] += 1
    else:
        taken = _take_new_lines(row, name, old=old, new=merged, hand=record.hand)
        (report.changed if taken else report.unchanged)[name] += 1
        report.notice(at, "was amended here; stays as it is here" + (", new lines taken" if taken else ""))


def _with_old_lines(record: _Record, name: str, *, old: Fact, new: Fact) -> Fact:
    """``new`` with the lines that are here already, and without those that were entered in error here."""
    lines: dict[str, Any] = {}
    for key in NESTED.get(name, ()):
        here = {line.id: line for line in getattr(old, key)}
        given = {line.id: line for line in getattr(new, key) if (key, old.id, line.id) not in record.struck}
        lines[key] = in_order((here | given).values())
    return replace(new, **lines)


def _take_new_lines(row: PatientFact, name: str, *, old: Fact, new: Fact, hand: Hand) -> bool:
    taken = False
    for key, inner in SHAPES[name].nested.items():
        here = {line.id for line in getattr(old, key)}
        fresh = [line for line in getattr(new, key) if line.id not in here]
        add_nested(inner, row.pk, fresh, hand=hand)
        taken = taken or bool(fresh)
    if taken:
        advance(row)
    return taken
