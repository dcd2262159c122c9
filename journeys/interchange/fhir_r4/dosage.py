"""FHIR Dosage → dose lines, only where nothing has to be guessed: one amount of substance, one regular interval.

"One tablet daily" is no dose: how much a tablet holds is a guess, even where the product's name says a strength.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from journeys.interchange.fhir_r4.coded import day, one_code, unit_of
from journeys.interchange.fhir_r4.values import Json, NotUsedError

_UNITS = {"mg", "g", "mg/kg", "mg/m2", "g/kg"}
# HL7's GTSAbbreviation, as (times, period, unit of the period).
_CODED = {"QD": (1, 1, "d"), "BID": (2, 1, "d"), "TID": (3, 1, "d"), "QID": (4, 1, "d"), "QOD": (1, 2, "d")} | {
    "AM": (1, 1, "d"),
    "PM": (1, 1, "d"),
}
_IN_HOURS = {"h": 1, "d": 24, "wk": 7 * 24}
_EVERY: dict[float, str] = {
    24: "day",
    48: "2-days",
    7 * 24: "week",
    14 * 24: "2-weeks",
    21 * 24: "3-weeks",
    28 * 24: "4-weeks",
    42 * 24: "6-weeks",
    56 * 24: "8-weeks",
}
_VARYING = ("frequencyMax", "periodMax", "count", "countMax")


def dose_lines(dosages: list[Json], authored: str | None) -> list[dict[str, Any]]:
    """A line per Dosage. One Dosage holds from the day of the order; several each need a day of their own.

    Raises `NotUsedError` with the reason why no dose can be told.
    """
    lines = [_line(dosage, authored if len(dosages) == 1 else None) for dosage in dosages]
    if len({line["from"] for line in lines}) < len(lines):
        raise NotUsedError("several dosages from the same day")
    in_order = sorted(lines, key=lambda line: str(line["from"]))
    # An id by position, not by content: a later file with another amount amends the line.
    return [{"id": f"dose-{number}", **line} for number, line in enumerate(in_order, start=1)]


def _line(dosage: Json, authored: str | None) -> dict[str, Any]:
    if dosage.get("asNeededBoolean") or dosage.get("asNeededCodeableConcept"):
        raise NotUsedError("taken as needed")
    if dosage.get("modifierExtension"):
        raise NotUsedError("an extension changes its meaning")
    amount, unit = _amount(dosage)
    times, every = _interval(dosage.get("timing") or {})
    start = _bounds(dosage).get("start")
    from_date = day(start) if start else authored
    if from_date is None:
        raise NotUsedError("its first day is not told")
    return {"from": from_date, "amount": round(amount * times, 6), "unit": unit, "every": every}


def planned_course(dosages: list[Json]) -> tuple[str | None, str | None]:
    """``(first day, last day)`` of a course whose single Dosage is bounded."""
    bounds = _bounds(dosages[0]) if len(dosages) == 1 else {}
    return day(bounds.get("start")), day(bounds.get("end"))


def _bounds(dosage: Json) -> Json:
    return ((dosage.get("timing") or {}).get("repeat") or {}).get("boundsPeriod") or {}


def _amount(dosage: Json) -> tuple[float, str]:
    given = dosage.get("doseAndRate") or []
    if len(given) != 1 or "doseQuantity" not in given[0] or any(name.startswith("rate") for name in given[0]):
        raise NotUsedError("no single amount")
    quantity = given[0]["doseQuantity"]
    unit, value = unit_of(quantity), quantity.get("value")
    if value is None or value < 0 or quantity.get("comparator"):
        raise NotUsedError("no exact amount")
    if unit not in _UNITS:
        raise NotUsedError(f"amount in {unit or 'no unit'}, not in mg or g")
    return float(value), unit


def _interval(timing: Json) -> tuple[float, str]:
    """``(times, every)``: twice in 24 hours is ``(2, "day")``, once in 12 hours too."""
    repeat = timing.get("repeat") or {}
    if timing.get("event") or _varies(repeat):
        raise NotUsedError("its timing varies")
    stated = {_per_interval(rhythm) for rhythm in _rhythms(timing, repeat)}
    if len(stated) != 1:
        raise NotUsedError("its timings contradict each other" if stated else "no timing")
    return stated.pop()


def _varies(repeat: Json) -> bool:
    """Several times of the day or days of the week may add to the frequency or explain it: nobody can tell."""
    days = repeat.get("dayOfWeek") or []
    several = any(len(repeat.get(name) or []) > 1 for name in ("when", "timeOfDay"))
    on_days = bool(days) and (len(days) > 1 or repeat.get("periodUnit") != "wk")
    return several or on_days or any(repeat.get(name) is not None for name in _VARYING)


def _rhythms(timing: Json, repeat: Json) -> Iterator[tuple[float, float, str]]:
    """``(times, period, unit of the period)``, as spelled out and as coded."""
    if repeat.get("period") is not None and repeat.get("periodUnit"):
        yield repeat.get("frequency") or 1, repeat["period"], repeat["periodUnit"]
    code = one_code(timing.get("code"))
    if code in _CODED:
        yield _CODED[code]


def _per_interval(rhythm: tuple[float, float, str]) -> tuple[float, str]:
    times, period, unit = rhythm
    if unit == "mo" and period == 1:
        return float(times), "month"
    hours = period * _IN_HOURS.get(unit, 0)
    if 0 < hours < 24 and 24 % hours == 0:
        times, hours = times * 24 / hours, 24
    if hours not in _EVERY:
        raise NotUsedError("its interval is none that the journey knows")
    return float(times), _EVERY[hours]
