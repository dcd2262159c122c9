"""Desmoglein antibodies: whose results can be compared at all.

Two results are of the same kit where assay, laboratory and unit are the same; a result without an assay is of an
unknown kit, because laboratories changed their kits' scales (clinical.md 2.3).
"""

from __future__ import annotations

from typing import NamedTuple

from journeys.guidance.case import Case, cite, labs
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import Lab
from journeys.guidance.markers import shown
from journeys.guidance.phrases import day
from journeys.guidance.plausible import doubtful

ANTIBODIES = {"dsg1": "Dsg1", "dsg3": "Dsg3"}
TRIAL_UNITS = ("[arb'U]/mL", "U/mL")
"""The units of the trial's scale; RU/mL is another one."""


class Kit(NamedTuple):
    assay: str
    lab: str | None
    unit: str | None


def kit_of(lab: Lab) -> Kit | None:
    """None: nobody recorded which it was."""
    if lab.assay is None:
        return None
    return Kit(lab.assay.casefold(), lab.lab.casefold() if lab.lab else None, lab.canonical_unit)


def antibody_results(case: Case, analyte: str) -> tuple[Lab, ...]:
    """Results with a number that nobody needs to be asked about, oldest first."""
    return tuple(lab for lab in labs(case, analyte) if lab.canonical_value is not None and not doubtful(case, lab))


def antibody_in_words(lab: Lab) -> str:
    """``Dsg3 176 U/mL on 2 May 2022 (mbl-elisa)``."""
    return f"{ANTIBODIES[lab.analyte]} {shown(lab)} on {day(lab.collected_on)} ({lab.assay or 'kit not recorded'})"


def antibody_evidence(lab: Lab) -> Evidence:
    return cite("labs", lab, on=lab.collected_on, shows=antibody_in_words(lab))
