"""From a file's JSON to its entries, and from a reference to the entry that it means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from journeys.guidance.document_fields import Problem
from journeys.interchange.fhir_r4.shape import problems_of
from journeys.interchange.fhir_r4.values import Entry, Json

READ_BUNDLES = ("collection", "transaction", "batch", "searchset")
_WRITES = ("POST", "PUT", None)


def read_entries(resource: Any) -> tuple[list[Entry], list[str], list[Problem]]:
    """``(entries, reasons of the entries that hold nothing to read, problems)``, checked for their FHIR shape."""
    try:
        given = _without_nulls(resource)
        if isinstance(given, dict) and given.get("resourceType") == "Bundle":
            return _of_bundle(given)
        problems = problems_of(given, "$")
    except RecursionError:
        problems = [Problem("$", "nested too deeply")]
    return ([] if problems else [Entry(path="$", resource=given)]), [], problems


def _without_nulls(value: Any) -> Any:
    """A property that is null is one that is absent. In lists null has a meaning: "see the extension"."""
    if isinstance(value, dict):
        return {name: _without_nulls(inner) for name, inner in value.items() if inner is not None}
    return [_without_nulls(inner) for inner in value] if isinstance(value, list) else value


def _of_bundle(bundle: Json) -> tuple[list[Entry], list[str], list[Problem]]:
    if problems := _frame_problems(bundle):
        return [], [], problems
    entries, empty = [], []
    for position, raw in enumerate(bundle.get("entry") or []):
        path = f"$.entry[{position}].resource"
        if reason := _nothing_to_read(raw):
            empty.append(reason)
            continue
        problems += problems_of(raw["resource"], path)
        entries.append(Entry(path=path, resource=raw["resource"], full_url=raw.get("fullUrl")))
    return ([] if problems else entries), empty, problems


def _frame_problems(bundle: Json) -> list[Problem]:
    entries = bundle.get("entry") or []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return [Problem("$.entry", "a list of entries is needed here")]
    bare = [{key: value for key, value in entry.items() if key != "resource"} for entry in entries]
    if problems := problems_of({**bundle, "entry": bare} if bare else bundle, "$"):
        return problems
    if bundle["type"] not in READ_BUNDLES:
        return [Problem("$.type", f'a bundle of type "{bundle["type"]}" is not read ({", ".join(READ_BUNDLES)} are)')]
    return []


def _nothing_to_read(raw: Json) -> str | None:
    method = (raw.get("request") or {}).get("method")
    if method not in _WRITES:
        return f"a {method} request"
    return None if raw.get("resource") is not None else "an entry without a resource"


class References:
    """Finds the entry that a Reference means: by ``fullUrl`` (``urn:uuid:…`` or http), relative, or by identifier.

    Whatever is ambiguous or absent is not found: nothing is ever attached to somebody else.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_url: dict[str, list[Entry]] = defaultdict(list)
        self._by_kind_and_id: dict[str, list[Entry]] = defaultdict(list)
        self._patients: dict[str | None, list[Entry]] = defaultdict(list)
        for entry in entries:
            self._by_url[entry.full_url or ""].append(entry)
            self._by_kind_and_id[f"{entry.kind}/{entry.resource.get('id')}"].append(entry)
            for identifier in (entry.resource.get("identifier") or []) if entry.kind == "Patient" else []:
                self._patients[_token(identifier)].append(entry)

    def find(self, reference: Json | None, of: Entry) -> Entry | None:
        """The entry meant by a Reference inside ``of``; None where the file has no such entry, or more than one."""
        reference = reference or {}
        literal = str(reference.get("reference") or "").split("/_history/")[0]
        if literal and (found := self._literal(literal, of)):
            return found
        token = _token(reference.get("identifier") or {})
        return _only(self._patients[token]) if token else None

    def _literal(self, literal: str, of: Entry) -> Entry | None:
        if literal.startswith("Patient?identifier="):
            return _only(self._patients[literal.removeprefix("Patient?identifier=")])
        if found := _only(self._by_url[literal]):
            return found
        here = server(of)
        if here and (found := _only(self._by_url[f"{here}/{literal}"])):
            return found
        same_name = self._by_kind_and_id[literal]
        return _only([entry for entry in same_name if not here or server(entry) in (here, None)])


def _only(found: list[Entry]) -> Entry | None:
    return found[0] if len(found) == 1 else None


def server(entry: Entry) -> str | None:
    """``https://server/fhir`` of an entry that a server gave out."""
    url = entry.full_url or ""
    return url.rsplit("/", 2)[0] if url.startswith(("http://", "https://")) else None


def _token(identifier: Json) -> str | None:
    return f"{identifier.get('system') or ''}|{identifier['value']}" if identifier.get("value") else None


def contained_in(resource: Json, reference: Json | None) -> Json | None:
    """The resource that ``#id`` means inside another one."""
    wanted = str((reference or {}).get("reference") or "")
    return next((c for c in resource.get("contained") or [] if wanted == f"#{c.get('id')}"), None)
