"""Journey document ⇄ `Journey`. The format is ``treatment-journey/1``; its shape stands in `document_schema`.

Reading collects every problem of a document, each with its JSON path, and refuses the whole document if there is one.
Writing leaves out what isn't recorded. ``parse(dump(journey)) == journey`` for every journey that `parse` gave.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from journeys.guidance.document_checks import settle, settle_journey
from journeys.guidance.document_fields import Place, Problem, kind_of, quoted, read
from journeys.guidance.document_notices import notices
from journeys.guidance.document_schema import FIELDS, FORMAT, Entries, Field, Nested, attribute
from journeys.guidance.journey import LISTS, Fact, Journey, Patient
from journeys.guidance.partial_date import PartialDate

__all__ = ["DocumentError", "Problem", "dump", "dump_entry", "in_order", "loads", "notices", "parse"]

AnyFact = TypeVar("AnyFact", bound=Fact)

# By which day the entries of a list are ordered: the first of these that an entry has.
_ORDERED_BY = ("on", "collected_on", "began_on", "from_date", "started_on", "diagnosed_on", "symptoms_began_on")


class DocumentError(ValueError):
    """The document can't be taken. ``problems``: all that is wrong with it, in the order of reading."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def loads(text: str) -> Journey:
    """A journey from JSON text. Raises `DocumentError`; text that is no JSON is one problem, with line and column."""
    try:
        data = json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise _whole(f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise _whole("not a journey document: nested too deeply") from None
    except ValueError as error:  # a name that stands twice, a number of thousands of digits
        raise _whole(f"not a journey document: {error}") from None
    return parse(data)


def parse(data: object) -> Journey:
    """A journey from parsed JSON. Raises `DocumentError` with every problem.

    Entries without an id get one derived from their content; entries stand in order of date, then id. Known analytes
    and measurements have their canonical value and unit filled in.
    """
    top = Place("$", [])
    journey = _read_journey(data, at=top)
    if journey is None or top.problems:
        raise DocumentError(top.problems)
    return journey


def dump(journey: Journey) -> dict[str, Any]:
    """The journey as a document: what isn't recorded is absent, ids always stand, whole numbers are integers."""
    lists = {name: [dump_entry(entry) for entry in getattr(journey, name)] for name in LISTS}
    filled = {name: entries for name, entries in lists.items() if entries}
    return {"format": FORMAT, "patient": dump_entry(journey.patient), **filled}


def dump_entry(value: Any) -> dict[str, Any]:
    """One entry (or the patient, or lesions) as it stands in a document."""
    pairs = [(name, field, getattr(value, attribute(name))) for name, field in FIELDS[type(value)].items()]
    return {name: _dumped(found) for name, field, found in pairs if field.required or not _absent(found)}


def in_order(entries: Iterable[AnyFact]) -> tuple[AnyFact, ...]:
    """Entries by date, then id: how a `Journey` holds each of its lists. What has no date comes first."""
    return tuple(sorted(entries, key=lambda entry: (_day(entry), entry.id)))


def _whole(message: str) -> DocumentError:
    return DocumentError([Problem("$", message)])


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Python keeps the last of two equal names; half a record would be lost without a word."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{quoted(twice)} stands twice in one object")
    return found


def _read_journey(data: object, *, at: Place) -> Journey | None:
    if not isinstance(data, Mapping):
        at.refuse(f"expected an object, got {kind_of(data)}")
        return None
    _refuse_unknown(data, ("format", "patient", *LISTS), at=at)
    _check_format(data, at=at)
    patient = _read_patient(data, at=at)
    lists = {name: _read_entries(of, data.get(name, []), at=at.field(name)) for name, of in LISTS.items()}
    settle_journey(patient, lists, at=at)
    if patient is None or at.problems:
        return None
    ordered: dict[str, Any] = {name: in_order(_good(entries)) for name, entries in lists.items()}
    return Journey(patient=patient, **ordered)


def _check_format(data: Mapping[Any, Any], *, at: Place) -> None:
    given = data.get("format")
    if "format" not in data:
        at.field("format").refuse(f"is required: {quoted(FORMAT)}")
    elif given != FORMAT:
        shown = quoted(given) if isinstance(given, str) else kind_of(given)
        at.field("format").refuse(f"expected {quoted(FORMAT)}, got {shown}")


def _read_patient(data: Mapping[Any, Any], *, at: Place) -> Patient | None:
    if "patient" not in data:
        at.field("patient").refuse("is required")
        return None
    patient: Patient | None = _read_value(Patient, data["patient"], at=at.field("patient"))
    return patient


def _refuse_unknown(raw: Mapping[Any, Any], known: Iterable[str], *, at: Place) -> None:
    allowed = frozenset(known)
    for name in raw:
        if name not in allowed:
            at.field(name).refuse("unknown field")


def _read_fields(of: type[Any], raw: Any, *, at: Place) -> dict[str, Any] | None:
    """By attribute, what could be read; None where it couldn't. Settled, so that every problem is in ``at``."""
    if not isinstance(raw, Mapping):
        at.refuse(f"expected an object, got {kind_of(raw)}")
        return None
    _refuse_unknown(raw, FIELDS[of], at=at)
    found: dict[str, Any] = {}
    for name, field in FIELDS[of].items():
        if name in raw:
            found[attribute(name)] = _read_field(field, raw[name], at=at.field(name))
        elif field.required:
            at.field(name).refuse("is required")
    settle(of, found, at=at)
    return found


def _read_field(field: Field, raw: Any, *, at: Place) -> Any:
    if raw is None:
        if not field.nullable:
            at.refuse("is null; leave out what isn't recorded")
        return None
    if isinstance(field.reader, Entries):
        return _read_entries(field.reader.of, raw, at=at)
    if isinstance(field.reader, Nested):
        return _read_value(field.reader.of, raw, at=at)
    return read(field.reader, raw, at=at)


def _read_value(of: type[Any], raw: Any, *, at: Place) -> Any:
    """The value, or None when anything in it was refused."""
    before = len(at.problems)
    found = _read_fields(of, raw, at=at)
    return of(**found) if found is not None and len(at.problems) == before else None


def _read_entries(of: type[Fact], raw: Any, *, at: Place) -> tuple[Fact | None, ...]:
    """The entries in the document's order, each with its id; None in the place of one that was refused."""
    if not isinstance(raw, list):
        at.refuse(f"expected a list, got {kind_of(raw)}")
        return ()
    taken = _ids(raw, at=at)
    return tuple(_read_entry(of, item, taken=taken, at=at.entry(index)) for index, item in enumerate(raw))


def _ids(raw: Sequence[Any], *, at: Place) -> set[str]:
    """The ids that stand in a list; one that stands twice is refused at its second place."""
    first: dict[str, int] = {}
    for index, item in enumerate(raw):
        given = item.get("id") if isinstance(item, Mapping) else None
        if isinstance(given, str) and first.setdefault(given, index) != index:
            at.entry(index).field("id").refuse(f"{quoted(given)} stands already in {at.entry(first[given]).path}")
    return set(first)


def _read_entry(of: type[Fact], raw: Any, *, taken: set[str], at: Place) -> Fact | None:
    before = len(at.problems)
    found = _read_fields(of, raw, at=at)
    if found is None or len(at.problems) != before:
        return None
    nested = {name: in_order(_good(part)) for name, part in found.items() if _holds_entries(of, name)}
    entry = of(**{"id": "", **found, **nested})
    return entry if entry.id else of(**{**found, **nested, "id": _derived_id(entry, taken=taken)})


def _holds_entries(of: type[Fact], name: str) -> bool:
    field = FIELDS[of].get(name)
    return field is not None and isinstance(field.reader, Entries)


def _good(entries: Iterable[Fact | None]) -> list[Fact]:
    return [entry for entry in entries if entry is not None]


def _derived_id(entry: Fact, *, taken: set[str]) -> str:
    """From the content alone, so that a second import finds the same fact. The same content twice is numbered."""
    content = json.dumps(_without_ids(dump_entry(entry)), sort_keys=True, separators=(",", ":"))
    stem = f"auto-{hashlib.sha256(content.encode()).hexdigest()[:16]}"
    chosen, number = stem, 1
    while chosen in taken:
        number += 1
        chosen = f"{stem}-{number}"
    taken.add(chosen)
    return chosen


def _without_ids(part: Any) -> Any:
    if isinstance(part, Mapping):
        return {name: _without_ids(value) for name, value in part.items() if name != "id"}
    return [_without_ids(item) for item in part] if isinstance(part, list) else part


def _absent(value: Any) -> bool:
    return value is None or (isinstance(value, tuple | Mapping) and not value)


def _dumped(value: Any) -> Any:
    """One field's value as JSON."""
    if isinstance(value, tuple):
        return [_dumped(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _dumped(item) for name, item in value.items()}
    if isinstance(value, PartialDate):
        return value.text
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return dump_entry(value) if type(value) in FIELDS else value


def _day(entry: Fact) -> date:
    for name in _ORDERED_BY:
        found = getattr(entry, name, None)
        if found is not None:
            return found.earliest if isinstance(found, PartialDate) else found
    return date.min
