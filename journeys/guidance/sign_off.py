"""Which clinical reviewer signed which version of which rule: `signed.toml`, beside this file. No entry: not signed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from journeys.guidance.edition import Edition
from journeys.guidance.phrases import day
from journeys.guidance.rule import Rule

UNSIGNED = "Not yet clinically signed off."

_FIELDS: Mapping[str, type] = {"rule": str, "version": int, "by": str, "role": str, "on": date}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    rule: str
    version: int
    by: str
    role: str
    on: date


def signatures(text: str, *, edition: Edition) -> tuple[Signature, ...]:
    """The entries of such a file. Raises `ValueError` for one that isn't complete, or signs what doesn't exist."""
    entries = tomllib.loads(text).get("signed", [])
    return tuple(_signature(entry, edition=edition) for entry in entries)


def _signature(entry: Mapping[str, Any], *, edition: Edition) -> Signature:
    if set(entry) != set(_FIELDS) or any(type(entry[name]) is not kind for name, kind in _FIELDS.items()):
        raise ValueError(f"a signature has {', '.join(_FIELDS)}, each of its kind: {entry}")
    found = Signature(**entry)
    rule = edition.by_id.get(found.rule)
    if rule is None or not 1 <= found.version <= rule.version or not found.by.strip():
        raise ValueError(f"nothing that can be signed: {entry}")
    return found


def signed(rule: Rule, found: tuple[Signature, ...]) -> Signature | None:
    """The newest signature of the rule as it is now; None: this version is not signed."""
    mine = [each for each in found if (each.rule, each.version) == (rule.id, rule.version)]
    return max(mine, key=lambda each: each.on, default=None)


def in_words(signature: Signature | None) -> str:
    if signature is None:
        return UNSIGNED
    who = f"{signature.by} ({signature.role})"
    return f"Version {signature.version} signed off by {who} on {day(signature.on)}."


def committed() -> str:
    """The text of the catalogue's own file."""
    return files(__package__).joinpath("signed.toml").read_text(encoding="utf-8")
