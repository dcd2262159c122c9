"""FHIR Condition → the journey's conditions. Several Conditions that mean one disease become one entry.

SNOMED CT codes and names in words are matched on the way in only; nothing here sends one out. A code of ICD-10 has
the first word: where one is given and it is none of ours, no other name in the same Condition makes it one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from journeys.guidance.journey import LUPUS, PEMPHIGUS, TAKAYASU
from journeys.guidance.partial_date import PartialDate
from journeys.interchange.fhir_r4.coded import (
    SNOMED,
    as_note,
    codes,
    codings,
    label,
    one_code,
    remarks,
    texts,
    written_date,
)
from journeys.interchange.fhir_r4.values import Entry, Json, NotUsedError

NEPHRITIS, NEUROPSYCHIATRIC = "lupus-nephritis", "neuropsychiatric-lupus"

_SNOMED_ALIASES = {
    "359789008": (TAKAYASU, None),
    "55464009": (LUPUS, None),
    "200936003": (LUPUS, None),
    "68815009": (LUPUS, NEPHRITIS),
}
_NAMES = {
    "takayasu arteritis": (TAKAYASU, None),
    "takayasu's arteritis": (TAKAYASU, None),
    "takayasu disease": (TAKAYASU, None),
    "takayasu's disease": (TAKAYASU, None),
    "aortic arch syndrome [takayasu]": (TAKAYASU, None),
    "lupus erythematosus": (LUPUS, None),
    "systemic lupus erythematosus": (LUPUS, None),
    "sle": (LUPUS, None),
    "lupus nephritis": (LUPUS, NEPHRITIS),
    "systemic lupus erythematosus nephritis": (LUPUS, NEPHRITIS),
    "systemic lupus erythematosus glomerulonephritis syndrome": (LUPUS, NEPHRITIS),
    "neuropsychiatric lupus": (LUPUS, NEUROPSYCHIATRIC),
    "neuropsychiatric systemic lupus erythematosus": (LUPUS, NEUROPSYCHIATRIC),
    "pemphigus vulgaris": (PEMPHIGUS, None),
}
_PLAIN_LUPUS = {"200936003", "lupus erythematosus"}
PLAIN_LUPUS_NOTE = "Lupus erythematosus, not said to be systemic, is read as systemic lupus erythematosus"
_UNCONFIRMED = ("unconfirmed", "provisional", "differential")
_WITHDRAWN = ("refuted", "entered-in-error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One Condition that the journey knows, before it is merged with others of the same disease."""

    condition: str
    manifestations: tuple[str, ...]
    began: str | None
    recorded: str | None
    notes: tuple[str, ...]


def read(entry: Entry) -> Known:
    """Raises `NotUsedError` for a refuted, an unconfirmed or an unknown condition."""
    resource = entry.resource
    status = one_code(resource.get("verificationStatus"))
    if status in _WITHDRAWN or status in _UNCONFIRMED:
        raise NotUsedError(f"verification status {status}")
    condition, manifestations = _named(resource.get("code"))
    return Known(
        condition=condition,
        manifestations=manifestations,
        began=written_date(resource.get("onsetDateTime") or (resource.get("onsetPeriod") or {}).get("start")),
        recorded=written_date(resource.get("recordedDate")),
        notes=tuple(_notes(resource)),
    )


def named(concept: Json | None) -> str | None:
    """The journey condition that a concept names, or None."""
    try:
        return _named(concept)[0]
    except NotUsedError:
        return None


def _named(concept: Json | None) -> tuple[str, tuple[str, ...]]:
    icd = _icd(concept)
    found = _by_icd(icd) if icd else _by_alias(concept)
    conditions = {condition for condition, _ in found}
    if len(conditions) > 1:
        raise NotUsedError("its codes name two different conditions")
    if not conditions:
        raise NotUsedError("not one of the conditions that the journey knows")
    return conditions.pop(), tuple(sorted({part for _, part in found if part}))


def _icd(concept: Json | None) -> set[str]:
    return {_plain_icd(c["code"]) for c in codings(concept) if c.get("code") and _is_icd10(c.get("system"))}


def _is_icd10(system: str | None) -> bool:
    oids = ("urn:oid:2.16.840.1.113883.6.90", "urn:oid:2.16.840.1.113883.6.3")
    return bool(system) and (system in oids or "icd-10" in str(system).casefold())


def _plain_icd(code: str) -> str:
    """``M3214`` and ``M32.1+`` as ``M32.14`` and ``M32.1``."""
    plain = re.sub(r"[^A-Z0-9]", "", code.upper())
    return f"{plain[:3]}.{plain[3:]}" if len(plain) > 3 else plain


def _by_icd(icd: set[str]) -> set[tuple[str, str | None]]:
    found: set[tuple[str, str | None]] = set()
    if "M31.4" in icd:
        found.add((TAKAYASU, None))
    if "L10.0" in icd:
        found.add((PEMPHIGUS, None))
    if any(code[:3] == "M32" for code in icd):
        found.add((LUPUS, None))
        # M32.1 with a second code says which organ; M32.19 alone says "another organ", and not which.
        found |= {(LUPUS, NEPHRITIS)} if icd & {"M32.14", "M32.15", "N08.5"} else set()
        found |= {(LUPUS, NEUROPSYCHIATRIC)} if any(code[:3] == "G05" for code in icd) else set()
    return found


def _by_alias(concept: Json | None) -> set[tuple[str, str | None]]:
    by_code = {_SNOMED_ALIASES[code] for code in codes(concept, SNOMED) if code in _SNOMED_ALIASES}
    by_words = {_NAMES[name] for name in map(_plain_name, texts(concept)) if name in _NAMES}
    return by_code | by_words


def _plain_name(text: str) -> str:
    return re.sub(r"\s*\((disorder|disease)\)$|,? unspecified$|,? nos$", "", " ".join(text.casefold().split()))


def _notes(resource: Json) -> Iterable[str]:
    code, words = label(resource.get("code"))
    icd = _icd(resource.get("code"))
    yield f"Recorded as {words or code}"
    if not icd and {code.rsplit("|", 1)[-1], _plain_name(words)} & _PLAIN_LUPUS:
        yield PLAIN_LUPUS_NOTE
    if "M32.0" in icd:
        yield "Coded as drug-induced"
    if (status := one_code(resource.get("clinicalStatus"))) not in (None, "active"):
        yield f"Clinical status in the sending system: {status}"
    if any(resource.get(name) for name in ("onsetAge", "onsetRange", "onsetString")):
        yield "Its onset was not given as a date"
    yield from remarks(resource)


def merged(known: Iterable[Known], source: str) -> list[dict[str, Any]]:
    """One entry per disease: every manifestation, the earliest onset, the earliest recording.

    The entry's id is the condition's own name, so that a later file with one more Condition amends it. Onset is read
    as the day symptoms began, the recording as the day of diagnosis, unless it lies before the onset.
    """
    by_condition: dict[str, list[Known]] = {}
    for one in known:
        by_condition.setdefault(one.condition, []).append(one)
    return [_one_entry(condition, group) | {"source": source} for condition, group in sorted(by_condition.items())]


def _one_entry(condition: str, group: list[Known]) -> dict[str, Any]:
    began = _earliest(one.began for one in group)
    recorded = _earliest(one.recorded for one in group)
    if began and recorded and PartialDate(recorded).latest < PartialDate(began).earliest:
        recorded = None
    found = {
        "manifestations": sorted({part for one in group for part in one.manifestations}),
        "symptoms_began_on": began,
        "diagnosed_on": recorded,
    }
    notes = sorted({note for one in group for note in one.notes})
    kept = {name: value for name, value in found.items() if value}
    return {"id": condition, "condition": condition, **kept, **as_note(*notes)}


def _earliest(dates: Iterable[str | None]) -> str | None:
    def order(text: str) -> tuple[date, int]:
        return PartialDate(text).earliest, -len(text)

    return min((text for text in dates if text), key=order, default=None)
