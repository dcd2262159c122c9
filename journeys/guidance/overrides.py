"""A clinic's own values for thresholds that are project choices (D), from one TOML file:

    reason = "agreed at the vasculitis meeting of 3 May 2026"

    ["tak.persistent-activity"]
    signs = 14

    [shared]
    takayasu-trial = 120

The file is refused whole if anything in it isn't a threshold, isn't a project choice, or lies outside the bounds.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.edition import Edition
from journeys.guidance.findings import Threshold
from journeys.guidance.phrases import listing, number

SHARED_TABLE = "shared"


class OverridesError(ValueError):
    """``problems``: one line each, with the place in the file."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """``rule``: its id, or "shared"."""

    rule: str
    threshold: str
    value: float

    @property
    def place(self) -> str:
        return f"{self.rule}: {self.threshold}"


def edition_of(path: str, *, base: Edition = PUBLISHED) -> Edition:
    """The edition with the values of a TOML file; raises `OverridesError`, also for a file that can't be read."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OverridesError([getattr(error, "strerror", None) or "is not UTF-8 text"]) from None
    return edition_with(text, base=base)


def edition_with(text: str, *, base: Edition = PUBLISHED) -> Edition:
    """The same for the file's text; raises `OverridesError` with every problem in it."""
    overrides = _parsed(text)
    if problems := [problem for override in overrides if (problem := _problem(base, override))]:
        raise OverridesError(problems)
    if not overrides:
        return base
    values = {(override.rule, override.threshold): override.value for override in overrides}
    return Edition(
        version=f"{base.version}+{_digest(values)}",
        rules=tuple(replace(rule, thresholds=_changed(rule.id, rule.thresholds, values=values)) for rule in base.rules),
        follow_ups=base.follow_ups,
        shared=_changed(SHARED_TABLE, base.shared, values=values),
        overridden=base.overridden | frozenset(values),
    )


def _parsed(text: str) -> list[Override]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OverridesError([f"not TOML: {error}"]) from None
    reason = tables.pop("reason", None)
    problems = [f"{name}: a table of thresholds is expected" for name, part in tables.items() if type(part) is not dict]
    if tables and (not isinstance(reason, str) or not reason.strip()):
        problems.append("reason: say why, in a line of text")
    found = list(_entries({name: part for name, part in tables.items() if type(part) is dict}, problems))
    if problems:
        raise OverridesError(problems)
    return found


def _entries(tables: Mapping[str, Mapping[str, Any]], problems: list[str]) -> Iterator[Override]:
    for rule, values in tables.items():
        for name, value in values.items():
            if type(value) in (int, float):
                yield Override(rule=rule, threshold=name, value=value)
            else:
                problems.append(f"{rule}: {name}: a number is expected")


def _problem(base: Edition, override: Override) -> str | None:
    """Why it can't be; None: it can."""
    rule = base.by_id.get(override.rule)
    if rule is None and override.rule != SHARED_TABLE:
        return f"{override.rule}: no such rule"
    known = {threshold.name: threshold for threshold in (rule.thresholds if rule else base.shared)}
    threshold = known.get(override.threshold)
    if threshold is None:
        return f"{override.place}: no such threshold ({listing(sorted(known), last='or') or 'it has none'})"
    if threshold.mark != "D" or threshold.low is None or threshold.high is None:
        return f"{override.place}: not open to a clinic's own value ({_origin(threshold)})"
    if not threshold.low <= override.value <= threshold.high:
        bounds = f"{number(threshold.low)} to {number(threshold.high)} {threshold.unit}"
        return f"{override.place}: {number(override.value)} is outside {bounds}"
    return None


def _origin(threshold: Threshold) -> str:
    return "the project fixes it" if threshold.mark == "D" else "it comes from a publication"


def _changed(
    rule: str, thresholds: tuple[Threshold, ...], *, values: Mapping[tuple[str, str], float]
) -> tuple[Threshold, ...]:
    return tuple(replace(each, value=values.get((rule, each.name), each.value)) for each in thresholds)


def _digest(values: Mapping[tuple[str, str], float]) -> str:
    """The same values give the same version, however the file is written."""
    text = "\n".join(f"{rule} {name} {value:g}" for (rule, name), value in sorted(values.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:8]
