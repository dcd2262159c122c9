"""FHIR MedicationRequest → therapies: one entry a request, never merged, however much two courses look alike."""

from __future__ import annotations

import re
from typing import Any

from journeys.guidance.drugs import by_atc, by_name, by_rxnorm
from journeys.interchange.fhir_r4 import condition
from journeys.interchange.fhir_r4.bundle import References, contained_in
from journeys.interchange.fhir_r4.coded import ATC, RXNORM, as_note, codes, day, label, remarks, texts, written_date
from journeys.interchange.fhir_r4.dosage import dose_lines, planned_course
from journeys.interchange.fhir_r4.tally import Context, Tally
from journeys.interchange.fhir_r4.values import Entry, Json, NotUsedError

# On hold says nothing of since when or for how long: as with a stop on an unknown day, no trial can be judged on it.
_STOPPED = ("stopped", "completed", "on-hold")
_NOT_READ = ("cancelled", "draft", "entered-in-error", "unknown")
_NOT_ORDERED = ("proposal", "plan", "option")

_BEFORE_THE_NAME = re.compile(r"^(?:nda\d+\s+|\d[\d.,]*\s*(?:ml|hr|mg|actuat)\s+)+", re.IGNORECASE)
_AFTER_THE_NAME = re.compile(
    r"\d|[,(\[{]|\b(?:oral|tablets?|capsules?|injectable|injection|solution|suspension|topical|cream|ointment|prefilled|"
    r"extended|delayed|powder|spray|drops?)\b"
)
_OPEN_WORD = re.compile(r"[a-z][a-z -]*[a-z]")
_ROUTES = (  # in this order: "subcutaneous" contains "cutaneous"
    ("subcutaneous", "subcutaneous"),
    ("intravenous", "intravenous"),
    ("oral", "oral"),
    ("mouth", "oral"),
    ("topical", "topical"),
    ("cutaneous", "topical"),
    ("cream", "topical"),
    ("ointment", "topical"),
)
_OTHER_ROUTES = ("inhal", "nasal", "ophthalmic", "otic", "rectal", "vaginal", "intramuscular", "intra-articular")


def read(entry: Entry, context: Context) -> dict[str, Any]:
    """A therapy. Raises `NotUsedError` for a request that never was an order, and for a drug without a usable name."""
    resource = entry.resource
    _refuse_what_is_no_order(resource)
    concept = medication(entry, context.references)
    drug, is_known = _drug(concept)
    why = _for(entry, context.references) or (None if is_known else "other")
    status = resource.get("status")
    found: dict[str, Any] = {
        "id": entry.id,
        "drug": drug,
        "route": _route(resource, concept),
        "for": why,
        "started_on": written_date(resource.get("authoredOn")),
        "stopped_on": _stopped_on(resource),
        "stopped": True if status in _STOPPED else None,
        "doses": _doses(resource, concept, tally=context.tally),
    }
    kept = {name: value for name, value in found.items() if value}
    return {**kept, "source": context.source, **_note(resource, concept)}


def medication(entry: Entry, references: References) -> Json | None:
    """The concept that names the drug, wherever it stands: in the request, inside it, or in an entry of its own."""
    resource = entry.resource
    if concept := resource.get("medicationCodeableConcept"):
        return dict(concept)
    reference = resource.get("medicationReference")
    other = medication_entry(entry, references)
    found = contained_in(resource, reference) or (other.resource if other else None)
    return (found or {}).get("code") or {"text": (reference or {}).get("display")}


def medication_entry(entry: Entry, references: References) -> Entry | None:
    """The bundle's Medication entry that the request points to, if it does."""
    found = references.find(entry.resource.get("medicationReference"), entry)
    return found if found and found.kind == "Medication" else None


def _refuse_what_is_no_order(resource: Json) -> None:
    if resource.get("status") in _NOT_READ:
        raise NotUsedError(f"status {resource['status']}")
    if resource.get("intent") in _NOT_ORDERED:
        raise NotUsedError(f"intent {resource['intent']}: not an order")
    if resource.get("doNotPerform") is True:
        raise NotUsedError("a request not to give it")


def _drug(concept: Json | None) -> tuple[str, bool]:
    """``(name, whether the catalogue knows it)``; an unknown drug keeps its own name in lower case."""
    by_code = [by_rxnorm(code) for code in codes(concept, RXNORM)] + [by_atc(code) for code in codes(concept, ATC)]
    found = {name for name in (*by_code, *map(by_name, texts(concept))) if name}
    if len(found) > 1:
        raise NotUsedError("its codes and names mean different drugs")
    if found:
        return found.pop(), True
    for text in texts(concept):
        if name := _open_word(text):
            return name, False
    raise NotUsedError("no usable name of a drug")


def _open_word(text: str) -> str | None:
    """``"levothyroxine sodium 0.05 MG Oral Tablet"`` → ``"levothyroxine sodium"``; combinations joined by " / "."""
    parts = []
    for part in text.casefold().split(" / "):
        name = _AFTER_THE_NAME.split(_BEFORE_THE_NAME.sub("", part.strip()), maxsplit=1)[0].strip(" -")
        if not _OPEN_WORD.fullmatch(name) or len(name) > 60:
            return None
        parts.append(" ".join(name.split()))
    return " / ".join(parts)


def _route(resource: Json, concept: Json | None) -> str | None:
    dosages = resource.get("dosageInstruction") or []
    said = [text for dosage in dosages for text in texts(dosage.get("route"))]
    words = " ".join(said or texts(concept)).casefold()
    if any(word in words for word in _OTHER_ROUTES):
        return "other"
    found = next((route for word, route in _ROUTES if word in words), None)
    return found or ("other" if said else None)


def _for(entry: Entry, references: References) -> str | None:
    """A condition of the journey, "other" for any other reason, None where no reason can be seen."""
    reasons = [condition.named(concept) or "other" for concept in entry.resource.get("reasonCode") or []]
    for reference in entry.resource.get("reasonReference") or []:
        found = references.find(reference, entry)
        if found and found.kind == "Condition" and _same_person(found, entry, references=references):
            reasons.append(condition.named(found.resource.get("code")) or "other")
    ours = {reason for reason in reasons if reason != "other"}
    if len(ours) > 1:
        return None
    return ours.pop() if ours else next(iter(reasons), None)


def _same_person(one: Entry, other: Entry, *, references: References) -> bool:
    person = references.find(one.resource.get("subject"), one)
    return person is not None and person is references.find(other.resource.get("subject"), other)


def _stopped_on(resource: Json) -> str | None:
    """Only a completed course ended when it was planned to; a stopped one ended on a day that nobody told."""
    if resource.get("status") != "completed":
        return None
    start, end = planned_course(resource.get("dosageInstruction") or [])
    begun = (start or "", written_date(resource.get("authoredOn")) or "")
    return end if end and end >= max(begun) else None


def _doses(resource: Json, concept: Json | None, *, tally: Tally) -> list[dict[str, Any]]:
    dosages = resource.get("dosageInstruction") or []
    authored = written_date(resource.get("authoredOn"))
    try:
        lines = dose_lines(dosages, day(authored))
        if lines and lines[0]["from"] < (authored or ""):
            raise NotUsedError("a dosage from before the order")
        return lines
    except NotUsedError as unknown:
        tally.leave_out_part("MedicationRequest.dosageInstruction", unknown.why, concept=concept)
        return []


def _note(resource: Json, concept: Json | None) -> dict[str, str]:
    code, words = label(concept)
    said = [dosage.get("text") for dosage in resource.get("dosageInstruction") or []]
    held = "On hold in the sending system" if resource.get("status") == "on-hold" else None
    dosages = [f"Dosage as written: {text}" for text in said if text]
    return as_note(f"Recorded as {words or code}", held, *dosages, *remarks(resource))
