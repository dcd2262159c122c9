"""Results of a series are compared only if they were made the same way (clinical.md 2.0)."""

from __future__ import annotations

from journeys.guidance.journey import Lab

COMPARED = ("anti-dsdna", "dsg1", "dsg3", "c3", "c4", "troponin")
"""Analytes whose numbers depend on the assay."""
_KIT_MATTERS = ("dsg1", "dsg3")


def same_method(one: Lab, other: Lab) -> bool | None:
    """Whether both were made with the same assay by the same laboratory, in the same unit.

    A laboratory alone is enough, but for desmogleins, whose kits changed their scales under one roof. None: too little
    is recorded to say, and they are not to be compared either.
    """
    ways = [(_key(lab.assay), _key(lab.lab)) for lab in (one, other)]
    if one.canonical_unit != other.canonical_unit or any(a and b and a != b for a, b in zip(*ways, strict=True)):
        return False
    assay, laboratory = ways[0]
    is_known = bool(assay or (laboratory and one.analyte not in _KIT_MATTERS))
    return True if is_known and ways[0] == ways[1] else None


def method(lab: Lab) -> str:
    """``ELISA A, Central Lab``, as far as recorded."""
    return ", ".join(part for part in (lab.assay, lab.lab) if part) or "assay not recorded"


def _key(name: str | None) -> str:
    return (name or "").strip().casefold()
