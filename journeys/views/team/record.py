"""The record's smaller lists as rows of plain words, each with the id that evidence links to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from journeys.charts.events import events
from journeys.guidance.journey import Journey
from journeys.wording import CONDITION, day, instrument, number, sentence_case, spoken, unit_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    list: str
    ref: str
    on: date | None
    kind: str
    what: str


def other_rows(record: Journey) -> list[Row]:
    """Everything that isn't a test, a treatment or a check-in; newest first, undated last."""
    rows = [*_from_chart(record), *_from_lists(record)]
    return sorted(rows, key=lambda row: (row.on is None, -(row.on or date.min).toordinal(), row.kind, row.ref))


def _from_chart(record: Journey) -> Iterator[Row]:
    kinds = {"imaging": "Scan", "flares": "Flare"}
    for event in events(record):
        until = f", until {day(event.until)}" if event.until else ""
        kind = kinds.get(event.list, sentence_case(event.list.rstrip("s").replace("_", " ")))
        yield Row(list=event.list, ref=event.ref, on=event.on, kind=kind, what=event.long + until)


def _from_lists(record: Journey) -> Iterator[Row]:
    for name, (kind, when, what) in _READERS.items():
        for fact in getattr(record, name):
            yield Row(list=name, ref=fact.id, on=when(fact), kind=kind, what=what(fact))


def _on(fact: Any) -> date | None:
    found: date | None = fact.on
    return found


def _said(*parts: str | None) -> str:
    return sentence_case(", ".join(part for part in parts if part))


_Reader = tuple[str, Callable[[Any], date | None], Callable[[Any], str]]

_READERS: Mapping[str, _Reader] = {
    "conditions": (
        "Condition",
        lambda fact: fact.diagnosed_on.earliest if fact.diagnosed_on else None,
        lambda fact: _said(CONDITION.get(fact.condition, fact.condition), *map(spoken, fact.manifestations)),
    ),
    "statuses": (
        "Clinician's view",
        _on,
        lambda fact: _said(spoken(fact.status), CONDITION.get(fact.condition, fact.condition)),
    ),
    "assessments": ("Score", _on, lambda fact: f"{instrument(fact.instrument)}: {number(fact.value)}"),
    "measurements": (
        "Measurement",
        _on,
        lambda fact: _said(f"{spoken(fact.kind)} {number(fact.value)} {unit_words(fact.unit)}", spoken(fact.limb)),
    ),
    "adherence": (
        "Doses taken",
        _on,
        lambda fact: _said(f"{number(fact.percent)} % in {fact.days} days", fact.drug, spoken(fact.source)),
    ),
    "visits": ("Visit", _on, lambda fact: _said(spoken(fact.kind))),
    "adverse_effects": (
        "Side effect",
        _on,
        lambda fact: _said(spoken(fact.kind), fact.drug, fact.severity),
    ),
    "contraindications": ("Not to be given", _on, lambda fact: _said(fact.drug, spoken(fact.kind))),
    "allergies": ("Allergy", _on, lambda fact: _said(fact.to)),
    "plan": (
        "Own interval",
        lambda fact: fact.from_date,
        lambda fact: f"{fact.item}: every {fact.every_days} days",
    ),
    "reviews": (
        "Checklist",
        _on,
        lambda fact: _said(
            spoken(fact.checklist),
            "complete" if fact.complete else "",
            *(f"{spoken(item)}: {spoken(answer)}" for item, answer in fact.items.items()),
        ),
    ),
}
