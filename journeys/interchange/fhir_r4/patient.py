"""FHIR Patient → the journey document's ``patient``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from journeys.guidance.document_fields import RefusedError, email
from journeys.interchange.fhir_r4.coded import day, one_code, plain
from journeys.interchange.fhir_r4.tally import Tally
from journeys.interchange.fhir_r4.values import Entry, Json, NotUsedError

# Numbers of the state: they identify a person far beyond this product, which has no need of them.
_NEVER_STORED = {"SS", "SB", "NI", "NNxxx", "PPN", "DL", "TAX", "CZ", "PRC"}
_LONGEST_ID, _LONGEST_LANGUAGE = 200, 20
_OUTDATED_NAMES = {"old", "maiden", "nickname", "anonymous", "temp"}


def read(entry: Entry, tally: Tally) -> dict[str, Any]:
    """The document's ``patient``. Raises `NotUsedError` where nothing identifies the person."""
    resource = entry.resource
    found = {
        "id": _id(entry),
        "name": _name(resource),
        "email": _email(resource),
        "birth_date": day(resource.get("birthDate")),
        "sex": resource.get("gender"),
        "language": _language(resource),
    }
    _count_what_is_left(resource, tally)
    return {name: value for name, value in found.items() if value}


def is_deceased(resource: Json) -> bool:
    return resource.get("deceasedBoolean") is True or bool(resource.get("deceasedDateTime"))


def died_on(resource: Json) -> date | None:
    """None: not known to the day, or not a day after the birth."""
    found, born = day(resource.get("deceasedDateTime")), day(resource.get("birthDate"))
    return date.fromisoformat(found) if found and found >= (born or "") else None


def _id(entry: Entry) -> str:
    """A medical record number before any other identifier, before the id on a server; always with whose number it is.

    Two hospitals both have a patient 12345: a bare number would put one's results into the other's record.
    """
    found = next((each for each in _candidates(entry) if len(each) <= _LONGEST_ID), None)
    if found is None:
        raise NotUsedError("nothing identifies this patient: no identifier, no id")
    return found


def _candidates(entry: Entry) -> Iterator[str]:
    stable = [identifier for identifier in entry.resource.get("identifier") or [] if _is_stable(identifier)]
    for identifier in sorted(stable, key=lambda i: one_code(i.get("type")) != "MR"):
        yield "|".join(part for part in (identifier.get("system"), identifier["value"]) if part)
    if entry.full_url and entry.full_url.startswith(("http://", "https://")):
        yield entry.full_url
    elif entry.id:
        yield entry.id


def _is_stable(identifier: Json) -> bool:
    kind = one_code(identifier.get("type"))
    ended = (identifier.get("period") or {}).get("end") or identifier.get("use") in ("old", "temp")
    known = identifier.get("system") or kind == "MR"
    return bool(identifier.get("value") and known and not ended and kind not in _NEVER_STORED)


def _name(resource: Json) -> str | None:
    names = [name for name in resource.get("name") or [] if name.get("use") not in _OUTDATED_NAMES]
    for name in sorted(names, key=lambda n: n.get("use") != "official"):
        parts = [*(name.get("given") or []), name.get("family")]
        if text := name.get("text") or " ".join(part for part in parts if part):
            return plain(text)
    return None


def _email(resource: Json) -> str | None:
    points = [p for p in resource.get("telecom") or [] if p.get("system") == "email" and p.get("value")]
    current = [p for p in points if p.get("use") != "old" and not (p.get("period") or {}).get("end")]
    ranked = sorted(current, key=lambda point: point.get("rank") or len(current) + 1)
    return next((address for point in ranked if (address := _address(point))), None)


def _address(point: Json) -> str | None:
    try:
        return str(email(str(point["value"]).strip()))
    except RefusedError:
        return None


def _language(resource: Json) -> str | None:
    spoken = resource.get("communication") or []
    chosen = [c for c in spoken if c.get("preferred") is True] or (spoken if len(spoken) == 1 else [])
    code = one_code(chosen[0].get("language")) if chosen else None
    return code if code and len(code) <= _LONGEST_LANGUAGE else None


def _count_what_is_left(resource: Json, tally: Tally) -> None:
    for name, why in _left(resource):
        tally.leave_out_part(f"Patient.{name}", why)


def _left(resource: Json) -> Iterator[tuple[str, str]]:
    if resource.get("birthDate") and not day(resource["birthDate"]):
        yield "birthDate", "not known to the day"
    elif not resource.get("birthDate") and resource.get("_birthDate"):
        yield "birthDate", "no value"
    emails = [p for p in resource.get("telecom") or [] if p.get("system") == "email"]
    if emails and not _email(resource):
        yield "telecom", "no e-mail address that is in use and well formed"
    if is_deceased(resource) and died_on(resource) is None:
        yield "deceased", "recorded as deceased, on which day is not known: the day of the import is taken"
    if resource.get("active") is False:
        yield "active", "the record is not in active use in the sending system"
    if any(link.get("type") in ("replaced-by", "refer") for link in resource.get("link") or []):
        yield "link", "the sending system keeps this person under another record"
