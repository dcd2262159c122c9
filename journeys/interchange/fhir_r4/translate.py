"""The translation itself: every entry is read, or counted with the reason why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from journeys.guidance.document_fields import Problem
from journeys.guidance.document_schema import FORMAT
from journeys.guidance.partial_date import PartialDate
from journeys.interchange.fhir_r4 import condition, medication, observation, patient
from journeys.interchange.fhir_r4.bundle import References, read_entries, server
from journeys.interchange.fhir_r4.tally import Context, Tally
from journeys.interchange.fhir_r4.values import Entry, Json, NotUsedError, Translation, Unused

_READ = ("Condition", "MedicationRequest", "Observation")


@dataclass(slots=True)
class _Person:
    patient: dict[str, Any]
    conditions: list[condition.Known] = field(default_factory=list)
    facts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def refuse_before_birth(self, days: list[str | None]) -> None:
        birth = self.patient.get("birth_date", "")
        if any(found and PartialDate(found).latest.isoformat() < birth for found in days):
            raise NotUsedError("dated before the patient's birth")

    def document(self, source: str) -> dict[str, Any]:
        lists = {"conditions": condition.merged(self.conditions, source), **self.facts}
        order = ("conditions", "therapies", "labs", "measurements")
        return {"format": FORMAT, "patient": self.patient, **{n: lists[n] for n in order if lists.get(n)}}


def translate(resource: object, *, source: str = "FHIR R4") -> Translation:
    """Journey documents from a bundle (collection, transaction, batch, searchset) or from a single resource.

    ``resource``: the parsed JSON. ``source``: what each fact says of where it came from. Nothing is raised: what has
    not the shape of FHIR R4 gives ``problems`` with JSON paths, and then no document at all.
    """
    entries, empty, problems = read_entries(resource)
    if problems:
        return Translation(problems=problems)
    work = _Work(entries=entries, source=source)
    work.run()
    for reason in empty:
        work.tally.unused[Unused("entry", "", reason)] += 1
    if work.problems:
        return Translation(problems=work.problems)
    return Translation(
        documents=[person.document(source) for person in work.people.values()],
        deceased=work.deceased,
        unused=work.tally.unused,
        used=work.tally.used,
        notes=work.tally.notes,
        entries=len(entries) + len(empty),
    )


@dataclass(slots=True)
class _Work:
    entries: list[Entry]
    source: str
    tally: Tally = field(default_factory=Tally)
    problems: list[Problem] = field(default_factory=list)
    people: dict[str, _Person] = field(default_factory=dict)  # by the path of the Patient entry
    deceased: dict[str, date | None] = field(default_factory=dict)
    context: Context = field(init=False)
    medications: set[str] = field(default_factory=set)  # paths of the Medication entries that a request named

    def run(self) -> None:
        self.entries = self._without_repeats()
        self.context = Context(references=References(self.entries), tally=self.tally, source=self.source)
        for kind, read in (("Patient", self._patient), *((kind, self._fact) for kind in _READ)):
            for entry in self.entries:
                if entry.kind == kind:
                    self._account(entry, read)
        for entry in self.entries:
            if entry.kind not in ("Patient", *_READ):
                self._other(entry)

    def _without_repeats(self) -> list[Entry]:
        """An entry that a server's pages repeat word for word counts once; another one under the same id is refused."""
        first: dict[str, Entry] = {}
        kept = []
        for entry in self.entries:
            name = _identity(entry)
            known = first.setdefault(name, entry) if name else entry
            if known is entry:
                kept.append(entry)
            elif known.resource == entry.resource:
                self.tally.leave_out(entry, "repeated in this file")
            else:
                self.problems.append(Problem(entry.path, f"another {entry.kind} has the same id: {known.path}"))
        return kept

    def _account(self, entry: Entry, read: Callable[[Entry], None]) -> None:
        try:
            _refuse_modified(entry.resource)
            read(entry)
        except NotUsedError as unused:
            is_order = entry.kind == "MedicationRequest"
            named = medication.medication(entry, self.context.references) if is_order else None
            self.tally.leave_out(entry, unused.why, concept=named)
        else:
            self.tally.used[entry.kind] += 1

    def _patient(self, entry: Entry) -> None:
        person = _Person(patient.read(entry, self.tally))
        same = [path for path, other in self.people.items() if other.patient["id"] == person.patient["id"]]
        if same:
            self.problems.append(Problem(entry.path, f"another Patient has the same identifier: {same[0]}"))
        self.people[entry.path] = person
        if patient.is_deceased(entry.resource):
            self.deceased[person.patient["id"]] = patient.died_on(entry.resource)

    def _fact(self, entry: Entry) -> None:
        person = self._owner(entry)
        if entry.kind == "Condition":
            known = condition.read(entry)
            person.refuse_before_birth([known.began, known.recorded])
            person.conditions.append(known)
            self.tally.notes.update(note for note in known.notes if note == condition.PLAIN_LUPUS_NOTE)
        elif entry.kind == "MedicationRequest":
            therapy = medication.read(entry, self.context)
            person.refuse_before_birth([therapy.get("started_on"), therapy.get("stopped_on")])
            person.facts.setdefault("therapies", []).append(therapy)
            named = medication.medication_entry(entry, self.context.references)
            self.medications.update([named.path] if named else [])
        else:
            found = observation.read(entry, self.context)
            person.refuse_before_birth([fact.get("on") or fact["collected_on"] for _, fact in found])
            for where, fact in found:
                person.facts.setdefault(where, []).append(fact)

    def _owner(self, entry: Entry) -> _Person:
        subject: Json = entry.resource.get("subject") or {}
        if not subject:
            raise NotUsedError("it names no patient")
        found = self.context.references.find(subject, entry)
        if found is None:
            raise NotUsedError("no patient in this file" if not self.people else "its patient is not in this file")
        if found.path not in self.people:
            raise NotUsedError("it is not about a patient that could be read")
        return self.people[found.path]

    def _other(self, entry: Entry) -> None:
        if entry.path in self.medications:
            self.tally.used[entry.kind] += 1
        else:
            self.tally.leave_out(entry, "this kind of resource is not read yet")


def _identity(entry: Entry) -> str | None:
    """Where two entries agree in it, they are versions of one resource."""
    own = entry.resource.get("id")
    return f"{server(entry)} {entry.kind}/{own}" if own else entry.full_url


def _refuse_modified(resource: Json) -> None:
    """FHIR's own rule: what an unknown modifier touches must not be read as if it were not there."""
    if resource.get("modifierExtension") or resource.get("implicitRules"):
        raise NotUsedError("an extension changes its meaning")
