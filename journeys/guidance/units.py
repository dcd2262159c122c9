"""From the unit that a laboratory used to the analyte's canonical one (clinical.md 5.1). Nothing is guessed.

The arithmetic of each analyte stands in `analytes`, the spellings of units in `ucum`.
"""

from __future__ import annotations

from journeys.guidance.analytes import ANALYTES, MEASUREMENTS, Analyte
from journeys.guidance.ucum import spelled

# Guidelines round 0.5 g/g to 50 mg/mmol and 0.7 to 70; exactly they are 56.6 and 79.2. Between, no rule decides alone.
BORDERLINE_UPCR = ((50.0, 57.0), (70.0, 79.0))


class UnitError(ValueError):
    """The unit is not one that this analyte or measurement takes."""


def canonical(analyte: str, value: float, unit: str) -> tuple[float, str] | None:
    """``(value, unit)`` in the analyte's canonical unit, or in a unit of its own that is converted to nothing.

    None: the catalogue doesn't know the analyte. Raises `UnitError` for a unit that it doesn't take.
    """
    entry = ANALYTES.get(analyte)
    return _converted(entry, value=value, unit=unit) if entry else None


def canonical_measurement(kind: str, value: float, unit: str) -> tuple[float, str]:
    """The same for weight, height, blood pressure and temperature. Raises `KeyError` for another kind."""
    return _converted(MEASUREMENTS[kind], value=value, unit=unit)


def is_borderline(analyte: str, value: float, unit: str) -> bool:
    """Whether a ratio in mg/mmol lies where the guidelines' rounding and the exact factor disagree."""
    return (
        analyte == "upcr" and spelled(unit) == "mg/mmol" and any(low <= value <= high for low, high in BORDERLINE_UPCR)
    )


def _converted(entry: Analyte, *, value: float, unit: str) -> tuple[float, str]:
    converted = entry.convert(value, spelled(unit))
    if converted is None:
        raise UnitError(f"{entry.name} is not taken in {unit!r}; it is taken in {', '.join(entry.units)}")
    return converted
