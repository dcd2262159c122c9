"""Moves a journey document in time, so that its key day is today. Pure: JSON in, JSON out."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from journeys.guidance.journey import LISTS
from journeys.guidance.partial_date import PartialDate

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_DATE_FIELDS = frozenset({"on", "from", "recorded_at", "compared_with"})
_WHEN = ("on", "collected_on", "began_on", "from", "started_on")
# What is planned may lie ahead; everything else that lies after today has not happened yet.
_PLANNED = frozenset({"visits", "plan"})
# Known only once the therapy has ended, or been judged.
_LATER = {"stopped_on": ("stopped", "stop_reason"), "judged_on": ("outcome",), "ended_on": (), "controlled_on": ()}


def shift(document: Mapping[str, Any], *, key_day: date, to: date) -> dict[str, Any]:
    """The document with every day moved by the days from `key_day` to `to`, and without what lies after `to`.

    A birth date keeps its place, so that nobody changes age groups. Dates known to the month or year keep that
    precision.
    """
    moved = {key: _moved(value, to - key_day) for key, value in document.items() if key != "patient"}
    lists = {
        name: [_until(each, to) for each in moved[name] if name in _PLANNED or _happened(each, to)]
        for name in LISTS
        if name in moved
    }
    return {**moved, "patient": dict(document["patient"]), **lists}


def _moved(value: Any, by: timedelta, field: str = "") -> Any:
    if isinstance(value, Mapping):
        return {key: _moved(item, by, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_moved(item, by, field) for item in value]
    if isinstance(value, str) and (field in _DATE_FIELDS or field.endswith("_on")):
        return _moved_text(value, by)
    return value


def _moved_text(text: str, by: timedelta) -> str:
    if not _DATE.fullmatch(text):
        return (datetime.fromisoformat(text) + by).isoformat()
    return (PartialDate(text).earliest + by).isoformat()[: len(text)]


def _happened(entry: Mapping[str, Any], today: date) -> bool:
    when = next((entry[field] for field in _WHEN if entry.get(field)), None)
    return when is None or PartialDate(when).earliest <= today


def _until(entry: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Without the ends, verdicts and nested lines that lie after today."""
    kept: dict[str, Any] = {
        key: [each for each in value if not isinstance(each, Mapping) or _happened(each, today)]
        if isinstance(value, list)
        else value
        for key, value in entry.items()
    }
    for field, with_it in _LATER.items():
        if kept.get(field) and PartialDate(kept[field]).earliest > today:
            for name in (field, *with_it):
                kept.pop(name, None)
    return kept
