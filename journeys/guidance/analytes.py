"""Reference table of laboratory results and measurements: codes, units, factors, plausible limits.

Source: clinical.md 5.1. Only LOINC codes confirmed there against a published table are here; what was seen only in
part, or only in other projects, is left out. Factors and limits are the table's own; limits are project choices (D).
Additions, all exact by definition: an enzyme's IU is its U; troponin's ng/L and ug/L; metres of height.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from journeys.guidance.ucum import spelled

Limits = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """From a unit to the canonical one: ``value * times / over + plus``."""

    times: float = 1.0
    over: float = 1.0
    plus: float = 0.0

    def apply(self, value: float) -> float:
        # Rounded far below any meaning, so that 100.4 °F is 38 °C and not a hair under the limit.
        return round(value * self.times / self.over + self.plus, 9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyte:
    """One analyte or kind of measurement. ``unit`` None: every laboratory has its own, kept as it is.

    ``accepts`` converts into ``unit``; ``own_units`` are kept as they are, converted to nothing.
    ``hard``: outside is impossible, an error. ``ask``: outside is asked about. Both in the canonical unit, inclusive.
    ``text_values``: the words such a result may have; ``number_required``: a text alone is never judged.
    """

    name: str
    label: str
    loinc: tuple[str, ...] = ()
    unit: str | None = None
    accepts: Mapping[str, Scale] = field(default_factory=dict)
    own_units: tuple[str, ...] = ()
    hard: Limits | None = None
    ask: Limits | None = None
    number_required: bool = True
    text_values: tuple[str, ...] = ()

    def convert(self, value: float, unit: str) -> tuple[float, str] | None:
        """``(value, unit)`` in canonical terms; None where this analyte does not take the (UCUM-spelled) unit."""
        if self.unit is None or unit in self.own_units:
            return value, unit
        if scale := self.accepts.get(unit):
            return scale.apply(value), self.unit
        return None

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit that it takes, the canonical one first; empty: any."""
        return (*self.accepts, *self.own_units)


def _analyte(
    name: str,
    label: str,
    unit: str,
    *,
    loinc: str = "",
    also: Mapping[str, Scale] | None = None,
    own: tuple[str, ...] = (),
    hard: Limits | None = None,
    ask: Limits | None = None,
) -> Analyte:
    codes, accepts = tuple(loinc.split()), {unit: Scale(), **(also or {})}
    return Analyte(name=name, label=label, loinc=codes, unit=unit, accepts=accepts, own_units=own, hard=hard, ask=ask)


def _words(name: str, label: str, text_values: str, *, loinc: str = "") -> Analyte:
    return Analyte(
        name=name,
        label=label,
        loinc=tuple(loinc.split()),
        number_required=False,
        text_values=tuple(text_values.split()),
    )


_SAME = Scale()
_TENTH, _HUNDREDTH, _THOUSANDTH = Scale(over=10), Scale(over=100), Scale(over=1000)
_CELLS = {"10*3/uL": _SAME, "/uL": _THOUSANDTH}
_ENZYME = {"[IU]/L": _SAME, "ukat/L": Scale(times=60)}
_PER_DL = {"mg/dL": _HUNDREDTH}
_CHOLESTEROL = {"mg/dL": Scale(times=0.02586)}
_KIT = ("U/mL", "RU/mL")
_PRESENCE = "positive negative indeterminate"

# fmt: off
_LABS = (
    _analyte("crp", "C-reactive protein (CRP)", "mg/L", loinc="1988-5 30522-7",
             also={"mg/dL": Scale(times=10)}, hard=(0, 1000), ask=(0, 400)),
    _analyte("esr", "Sedimentation rate (ESR)", "mm/h", loinc="30341-2 4537-7", hard=(0, 200), ask=(0, 150)),
    _analyte("procalcitonin", "Procalcitonin", "ng/mL", also={"ug/L": _SAME}, hard=(0, 1000), ask=(0, 100)),
    _analyte("c3", "Complement C3", "g/L", loinc="4485-9", also=_PER_DL, hard=(0.05, 4), ask=(0.2, 3)),
    _analyte("c4", "Complement C4", "g/L", loinc="4498-2", also=_PER_DL, hard=(0.01, 2), ask=(0.02, 1)),
    _analyte("anti-dsdna", "Anti-dsDNA antibodies", "[IU]/mL", loinc="5130-0",
             own=("U/mL", "{titer}"), hard=(0, 100_000), ask=(0, 5000)),
    _analyte("upcr", "Urine protein to creatinine ratio (UPCR)", "g/g", loinc="2890-2 34366-5",
             also={"mg/mg": _SAME, "mg/g": _THOUSANDTH, "mg/mmol": Scale(times=0.00884)}, hard=(0, 50), ask=(0, 20)),
    _analyte("protein-24h", "Urine protein in 24 hours", "g/(24.h)", loinc="2889-4",
             also={"mg/(24.h)": _THOUSANDTH}, hard=(0, 50), ask=(0, 20)),
    _analyte("uacr", "Urine albumin to creatinine ratio (UACR)", "mg/g", loinc="9318-7",
             also={"mg/mmol": Scale(times=8.84)}, hard=(0, 30_000), ask=(0, 10_000)),
    _analyte("creatinine", "Creatinine", "mg/dL", loinc="2160-0",
             also={"umol/L": Scale(over=88.4)}, hard=(0.1, 25), ask=(0.3, 12)),
    _analyte("egfr", "Kidney filtration rate (eGFR)", "mL/min/{1.73_m2}", hard=(1, 200), ask=(5, 150)),
    _analyte("albumin", "Albumin", "g/L", loinc="1751-7", also={"g/dL": Scale(times=10)}, hard=(5, 70), ask=(15, 60)),
    _analyte("haemoglobin", "Haemoglobin", "g/dL", loinc="718-7",
             also={"g/L": _TENTH, "mmol/L": Scale(times=1.611)}, hard=(2, 25), ask=(5, 20)),
    _analyte("leucocytes", "White blood cells", "10*9/L", loinc="6690-2", also=_CELLS, hard=(0, 500), ask=(0.5, 50)),
    _analyte("neutrophils", "Neutrophils", "10*9/L", loinc="751-8", also=_CELLS, hard=(0, 300), ask=(0.1, 40)),
    _analyte("lymphocytes", "Lymphocytes", "10*9/L", loinc="731-0", also=_CELLS, hard=(0, 300), ask=(0.05, 20)),
    _analyte("platelets", "Platelets", "10*9/L", loinc="777-3", also=_CELLS, hard=(0, 3000), ask=(5, 1200)),
    _analyte("alt", "Liver enzyme ALT", "U/L", loinc="1742-6", also=_ENZYME, hard=(0, 20_000), ask=(0, 2000)),
    _analyte("ast", "Liver enzyme AST", "U/L", loinc="1920-8", also=_ENZYME, hard=(0, 20_000), ask=(0, 2000)),
    _analyte("alp", "Alkaline phosphatase (ALP)", "U/L", loinc="6768-6", also=_ENZYME, hard=(0, 5000)),
    _analyte("bilirubin", "Bilirubin", "mg/dL", loinc="1975-2", also={"umol/L": Scale(over=17.1)}, hard=(0, 60)),
    _analyte("glucose", "Glucose", "mmol/L", loinc="2345-7",
             also={"mg/dL": Scale(times=0.0555)}, hard=(0.5, 70), ask=(2, 35)),
    _analyte("hba1c", "Long-term glucose (HbA1c)", "%", loinc="4548-4",
             also={"mmol/mol": Scale(over=10.929, plus=2.15)}, hard=(3, 20), ask=(4, 16)),
    _analyte("total-cholesterol", "Total cholesterol", "mmol/L", loinc="2093-3", also=_CHOLESTEROL, hard=(0.5, 30)),
    _analyte("ldl", "LDL cholesterol", "mmol/L", loinc="13457-7", also=_CHOLESTEROL, hard=(0.5, 30)),
    _analyte("triglycerides", "Triglycerides", "mmol/L", loinc="2571-8",
             also={"mg/dL": Scale(times=0.01129)}, hard=(0.1, 100)),
    _analyte("igg", "Immunoglobulin G (IgG)", "g/L", loinc="2465-3", also=_PER_DL, hard=(0.1, 100), ask=(1, 60)),
    _analyte("cd19", "B cells (CD19)", "10*6/L", also={"/uL": _SAME}, own=("%",), hard=(0, 5000), ask=(0, 1500)),
    _analyte("dsg1", "Desmoglein 1 antibodies", "[arb'U]/mL", loinc="43311-0",
             own=_KIT, hard=(0, 10_000), ask=(0, 2000)),
    _analyte("dsg3", "Desmoglein 3 antibodies", "[arb'U]/mL", loinc="43312-8",
             own=_KIT, hard=(0, 10_000), ask=(0, 2000)),
    _analyte("hcq-level", "Hydroxychloroquine level", "ng/mL",
             also={"ug/L": _SAME, "mg/L": Scale(times=1000)}, hard=(0, 10_000), ask=(0, 4000)),
    _analyte("troponin", "Troponin", "ng/mL", also={"ug/L": _SAME, "ng/L": _THOUSANDTH}),
    _analyte("fibrinogen", "Fibrinogen", "g/L", loinc="3255-7", also=_PER_DL),
    _analyte("vitamin-d", "Vitamin D (25-OH)", "ng/mL", loinc="1989-3", also={"nmol/L": Scale(over=2.496)}),
    _analyte("urine-red-cells", "Red blood cells in urine", "/[HPF]", loinc="13945-1", hard=(0, 1000), ask=(0, 200)),
    _words("tpmt", "TPMT activity", "normal intermediate low"),
    _words("nudt15", "NUDT15 activity", "normal intermediate low"),
    _words("hbsag", "Hepatitis B surface antigen", _PRESENCE, loinc="5196-1"),
    _words("anti-hbc", "Hepatitis B core antibodies", _PRESENCE, loinc="13952-7"),
    _words("igra", "Tuberculosis blood test (IGRA)", _PRESENCE),
    _words("acl-igg", "Anticardiolipin IgG", _PRESENCE),
    _words("b2gp1-igg", "Anti-β2-glycoprotein 1 IgG", _PRESENCE),
    _words("lupus-anticoagulant", "Lupus anticoagulant", _PRESENCE),
)

_MEASURED = (
    _analyte("weight", "Weight", "kg", loinc="29463-7", also={"[lb_av]": Scale(times=0.45359)}, hard=(20, 350)),
    _analyte("height", "Height", "cm", loinc="8302-2",
             also={"m": Scale(times=100), "[in_i]": Scale(times=2.54)}, hard=(100, 230)),
    _analyte("systolic-bp", "Upper blood pressure", "mm[Hg]", loinc="8480-6", hard=(40, 300)),
    _analyte("diastolic-bp", "Lower blood pressure", "mm[Hg]", loinc="8462-4", hard=(20, 200)),
    _analyte("temperature", "Temperature", "Cel", loinc="8310-5",
             also={"[degF]": Scale(over=1.8, plus=-32 / 1.8)}, hard=(30, 44)),
)
# fmt: on

ANALYTES: Mapping[str, Analyte] = {analyte.name: analyte for analyte in _LABS}
MEASUREMENTS: Mapping[str, Analyte] = {kind.name: kind for kind in _MEASURED}
_BY_LOINC = {code: analyte.name for analyte in _LABS for code in analyte.loinc}
_MEASUREMENT_BY_LOINC = {code: kind.name for kind in _MEASURED for code in kind.loinc}


def by_loinc(code: str) -> str | None:
    """The analyte that a confirmed LOINC code names; None: a code that we don't ship."""
    return _BY_LOINC.get(code)


def measurement_by_loinc(code: str) -> str | None:
    """The kind of measurement that a LOINC code names."""
    return _MEASUREMENT_BY_LOINC.get(code)


def problem(analyte: str, value: float, unit: str | None = None) -> str | None:
    """What makes this value impossible; None: nothing. ``unit`` None: the value is canonical.

    Names the unit in which the same number would be plausible, where there is one; converts nothing on a guess.
    """
    entry = _entry(analyte)
    if entry is None or _within(entry, entry.hard, value=value, unit=unit):
        return None
    return f"{value:g} {unit or entry.unit} of {entry.name} is not possible" + _hint(entry, value=value, unit=unit)


def question(analyte: str, value: float, unit: str | None = None) -> str | None:
    """What to ask about a possible but unusual value ("are you sure?"); None: nothing. Arguments as in `problem`."""
    entry = _entry(analyte)
    if entry is None or _within(entry, entry.ask, value=value, unit=unit) or problem(analyte, value, unit):
        return None
    return f"{value:g} {unit or entry.unit} of {entry.name} is unusual" + _hint(entry, value=value, unit=unit)


def _entry(name: str) -> Analyte | None:
    return ANALYTES.get(name) or MEASUREMENTS.get(name)


def _within(entry: Analyte, limits: Limits | None, *, value: float, unit: str | None) -> bool:
    converted = entry.convert(value, spelled(unit)) if unit else (value, entry.unit)
    return limits is None or converted is None or limits[0] <= converted[0] <= limits[1]


def _hint(entry: Analyte, *, value: float, unit: str | None) -> str:
    given = spelled(unit) if unit else entry.unit
    limits = entry.ask or entry.hard
    fitting = [other for other in entry.accepts if other != given and _within(entry, limits, value=value, unit=other)]
    if fitting:
        return f"; was it {value:g} {fitting[0]}?"
    return f" ({limits[0]:g} to {limits[1]:g} {entry.unit} is usual)" if limits else ""
