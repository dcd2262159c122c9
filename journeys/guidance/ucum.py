"""Spelling of units: many ways to write one unit lead to its UCUM spelling. No arithmetic here.

``U/mL`` and ``[IU]/mL`` are two different units and stay so: a kit's own unit is not an international unit.
"""

from __future__ import annotations

# Compared without spaces and without case: no two units of the tables differ by case alone.
# fmt: off
_UNITS = (
    "mg/L", "mg/dL", "g/L", "g/dL", "ug/L", "ng/mL", "ng/L", "umol/L", "mmol/L", "nmol/L", "mmol/mol", "%",
    "g/g", "mg/g", "mg/mg", "mg/mmol", "g/(24.h)", "mg/(24.h)", "mL/min/{1.73_m2}", "mm/h",
    "[IU]/mL", "[IU]/L", "U/mL", "U/L", "RU/mL", "[arb'U]/mL", "ukat/L", "{titer}",
    "10*9/L", "10*6/L", "10*3/uL", "/uL", "/[HPF]",
    "kg", "[lb_av]", "cm", "m", "[in_i]", "mm[Hg]", "Cel", "[degF]",
)
# fmt: on

_OTHER_SPELLINGS = {
    "mm/h": "mm/hr mm/1h mm/1hr mm/hour mm/(1.h)",
    "[IU]/mL": "IU/mL",
    "[IU]/L": "IU/L",
    "[arb'U]/mL": "arb'U/mL arbU/mL",
    "{titer}": "titer titre {titre}",
    "/[HPF]": "/HPF /hpf {#}/[HPF]",
    "g/(24.h)": "g/24h g/24hr g/d g/day g/24.h",
    "mg/(24.h)": "mg/24h mg/24hr mg/d mg/day mg/24.h",
    "mL/min/{1.73_m2}": "mL/min/1.73m2 mL/min/1.73m*2 mL/min/1.73m² mL/min/{1.73m2} mL/min/1.73_m2 mL/min/1.73sqm",
    "10*9/L": "10e9/L x10*9/L 10⁹/L x10⁹/L {#}x10*9/L",
    "10*6/L": "10e6/L x10*6/L 10⁶/L x10⁶/L",
    "10*3/uL": "10e3/uL x10*3/uL 10³/uL K/uL thou/uL 1000/uL 10*3/mm3",
    "/uL": "/mm3 cells/uL {cells}/uL {#}/uL cells/mm3",
    "%": "percent",
    "kg": "kgs",
    "[lb_av]": "lb lbs pound pounds",
    "[in_i]": "in inch inches",
    "mm[Hg]": "mmHg",
    "Cel": "°C degC C celsius",
    "[degF]": "°F degF F fahrenheit",
}


def _key(unit: str) -> str:
    return "".join(unit.split()).replace("µ", "u").replace("μ", "u").replace("^", "*").replace("×", "x").casefold()


_SPELLED = {_key(unit): unit for unit in _UNITS} | {
    _key(other): unit for unit, others in _OTHER_SPELLINGS.items() for other in others.split()
}


def spelled(unit: str) -> str:
    """The UCUM spelling of a unit: ``"µmol/l"`` gives ``"umol/L"``. A unit unknown to us comes back trimmed."""
    return _SPELLED.get(_key(unit), unit.strip())
