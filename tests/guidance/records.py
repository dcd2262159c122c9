"""Records as the format allows them, drawn at random: every list, and every word that a rule or a rule-out reads.

From a seed, not from Hypothesis's own choices: records of this size would take it seconds each to draw and minutes to
make smaller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

from journeys.guidance.journey import LUPUS, PEMPHIGUS, TAKAYASU
from journeys.guidance.symptoms import QUESTIONS
from journeys.guidance.words import (
    ALTERNATIVE_DIAGNOSES,
    COMPLICATIONS,
    FLARE_FEATURES,
    INFECTION_KINDS,
    MANIFESTATIONS,
    NEUROPSYCHIATRIC_TYPES,
    NIH_KERR_ITEMS,
)
from tests.guidance.builders import START

Entry = dict[str, Any]
Words = Sequence[Any]

LAST = 450
"""The last day, after the start, on which anything is recorded."""

# What a condition is treated with: drug, dose (mg), unit, how often; from its infusions on, how often.
_DAILY = {
    TAKAYASU: (
        ("prednisone", (5, 10, 40), "mg", "day"),
        ("methotrexate", (10, 15), "mg", "week"),
        ("azathioprine", (60, 150), "mg", "day"),
        ("tofacitinib", (5,), "mg", "day"),
        ("adalimumab", (40,), "mg", "2-weeks"),
    ),
    LUPUS: (
        ("prednisone", (5, 10, 40), "mg", "day"),
        ("hydroxychloroquine", (200, 400), "mg", "day"),
        ("mycophenolate mofetil", (1000, 2000), "mg", "day"),
        ("azathioprine", (60, 150), "mg", "day"),
        ("tacrolimus", (4,), "mg", "day"),
        ("cyclophosphamide", (100,), "mg", "day"),
    ),
    PEMPHIGUS: (
        ("prednisone", (5, 10, 60, 90), "mg", "day"),
        ("azathioprine", (100, 150), "mg", "day"),
        ("mycophenolate mofetil", (2000, 3000), "mg", "day"),
        ("methotrexate", (20,), "mg", "week"),
    ),
}
_INFUSED = {
    TAKAYASU: (("infliximab", 5, "mg/kg", 56), ("tocilizumab", 8, "mg/kg", 28), ("rituximab", 1000, "mg", 14)),
    LUPUS: (
        ("belimumab", 10, "mg/kg", 28),
        ("anifrolumab", 300, "mg", 28),
        ("rituximab", 1000, "mg", 14),
        ("cyclophosphamide", 500, "mg", 14),
        ("obinutuzumab", 1000, "mg", 14),
        ("methylprednisolone", 500, "mg", 1),
    ),
    PEMPHIGUS: (("rituximab", 1000, "mg", 14), ("immunoglobulin", 2, "g/kg", 28), ("methylprednisolone", 500, "mg", 1)),
}
_BESIDE = (
    *("carbamazepine", "amoxicillin", "isoniazid", "ramipril", "ibuprofen", "dapagliflozin", "trimethoprim"),
    *("omeprazole", "unheard-of"),
)
_LABS: dict[str, tuple[str, tuple[float, ...]]] = {
    "crp": ("mg/L", (2, 9, 30, 80, 450)),
    "esr": ("mm/h", (8, 60)),
    "procalcitonin": ("ng/mL", (0.1, 2)),
    "upcr": ("g/g", (0.2, 0.6, 0.9, 2, 4)),
    "protein-24h": ("g/(24.h)", (0.3, 2)),
    "creatinine": ("mg/dL", (0.7, 1.0, 1.4)),
    "haemoglobin": ("g/dL", (9, 13)),
    "c3": ("g/L", (0.5, 1.2)),
    "c4": ("g/L", (0.05, 0.3)),
    "anti-dsdna": ("[IU]/mL", (10, 300)),
    "dsg1": ("U/mL", (5, 30, 90)),
    "dsg3": ("U/mL", (10, 140, 300)),
    "cd19": ("/uL", (0, 1, 120)),
    "hcq-level": ("ng/mL", (100, 300, 900)),
}
_LABS_OF = {
    TAKAYASU: ("crp", "esr", "haemoglobin", "procalcitonin"),
    LUPUS: ("crp", "upcr", "creatinine", "c3", "c4", "anti-dsdna", "hcq-level", "protein-24h"),
    PEMPHIGUS: ("dsg1", "dsg3", "cd19", "crp"),
}
_SCORES: dict[str, dict[str, tuple[float, ...]]] = {
    TAKAYASU: {"itas2010": (0, 3, 5), "nih-kerr": (1, 2), "pga-0-10": (2, 7)},
    LUPUS: {"sledai-2k": (2, 6, 10, 14), "selena-sledai": (8,), "pga-0-3": (0.5, 2), "slicc-sdi": (0, 1)},
    PEMPHIGUS: {"pdai-activity": (3, 20, 46), "absis": (10, 55), "pdai-damage": (0, 2)},
}


_IN_WORDS = {"tpmt": ("low", "normal"), "anti-hbc": ("negative", "positive")}
_STATUSES = (
    *("active", "low-activity", "remission", "control", "not-healing", "end-of-consolidation"),
    *("partial-remission", "complete-remission", "kidney-response"),
)
_LIFE_EVENTS = ("pregnancy", "childbirth", "surgery", "major-trauma", "vaccination", "menses")
_PROCEDURES = ("angioplasty", "stent", "bypass", "plasma-exchange", "immunoadsorption", "kidney-biopsy", "other")
_STOPS = (
    *("lack-of-effect", "loss-of-effect", "toxicity", "intolerance", "infection", "remission", "pregnancy"),
    *("access", "patient-choice", "planned", "other"),
)
_FINDINGS = ("stenosis", "occlusion", "dilatation", "aneurysm", "dissection", "restenosis", "wall-enhancement")
_VESSELS = ("left-subclavian", "left-renal")


_MEASURED = (
    ("weight", (60, 60, 85), "kg"),
    ("weight", (60,), "kg"),
    ("temperature", (37, 38.5), "Cel"),
    ("height", (165,), "cm"),
    ("systolic-bp", (140,), "mm[Hg]"),
)


def iso(offset: int) -> str:
    return (START + timedelta(days=offset)).isoformat()


def day(chance: Random) -> str:
    return iso(chance.randint(-60, LAST))


def few(chance: Random, words: Iterable[str]) -> list[str]:
    return chance.sample(sorted(words), chance.randint(0, 2))


def at_times(chance: Random, **fields: Words) -> Entry:
    """Each of the fields, or not, with one of its words."""
    return {name: chance.choice(words) for name, words in fields.items() if chance.random() < 0.5}


def some(chance: Random, most: int, make: Callable[[Random], Entry]) -> list[Entry]:
    return [make(chance) for _ in range(chance.randint(0, most))]


def span(chance: Random, kinds: Iterable[str]) -> Entry:
    """What began on a day, and ended, or perhaps not."""
    began = chance.randint(-60, 400)
    ended = {"ended_on": iso(began + chance.randint(0, 60))}
    return {"kind": chance.choice(sorted(kinds)), "began_on": iso(began), **chance.choice([{}, ended, ended, ended])}


def one_of(**fields: Words) -> Callable[[Random], Entry]:
    """An entry of a day with one of the words for each field."""
    return lambda draw: {"on": day(draw)} | {name: draw.choice(words) for name, words in fields.items()}


def often(chance: Random, make: Callable[[Random], Entry], *, key: str = "on") -> list[Entry]:
    """Now and then, or every four to eight weeks through the whole time."""
    found = some(chance, 5, make)
    if chance.random() < 0.6:
        first, rhythm = chance.randint(-30, 30), chance.randint(26, 60)
        found += [make(chance) | {key: iso(on)} for on in range(first, LAST, rhythm)]
    return found


class Liking:
    """What a record mostly shows of each thing: a series that stays high, or low, is what rules look for."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.kept: dict[str, Any] = {}

    def of(self, name: str, values: Words) -> Any:
        mostly = self.kept.setdefault(name, self.chance.choice(values))
        return mostly if self.chance.random() < 0.7 else self.chance.choice(values)


def therapy(chance: Random, condition: str) -> Entry:
    start = chance.choice([0, chance.randint(-60, 60), chance.randint(-60, 300)])
    course: Entry = chance.choice([_daily, _daily, _infused, _beside])(chance, condition, start=start)
    began = chance.choice([{}, *[{"started_on": iso(start)}] * 5, {"started_on": iso(start)[:7]}])
    purpose = chance.choice([*[{"for": condition}] * 5, {"for": "other"}, {}])
    rest = ["adjuvant", "maintenance", "taper", "rescue", "other"]
    intent = chance.choice(["induction", "induction", "escalation", "switch", chance.choice(rest)])
    more = at_times(
        chance,
        route=("oral", "intravenous", "subcutaneous"),
        outcome=("response", "partial-response", "lack-of-effect", "loss-of-effect", "not-judged"),
    )
    new = chance.choice([*[{}] * 8, {"new_regimen": True}, {"new_regimen": False}])
    return _until_stopped({**course, **purpose, **began, **new, "intent": intent, **_end(chance, start), **more})


def _end(chance: Random, start: int) -> Entry:
    stopped = {"stopped_on": iso(start + chance.randint(200, 400))}
    end: Entry = chance.choice([*[{}] * 6, stopped, {"stopped": True}])
    return {**end, **at_times(chance, stop_reason=_STOPS)} if end else {}


def _until_stopped(course: Entry) -> Entry:
    """Without infusions later than the stop."""
    given = [entry for entry in course.get("administrations", []) if entry["on"] <= course.get("stopped_on", "9")]
    return course | ({"administrations": given} if given else {})


def _daily(chance: Random, condition: str, *, start: int) -> Entry:
    name, amounts, unit, every = chance.choice(_DAILY[condition])
    lines = sorted({0, *(chance.randint(1, 199) for _ in range(chance.randint(0, 3)))})
    taken = [*amounts, *amounts, amounts[-1], amounts[-1], 0, None]
    how = {"unit": unit, "every": every}
    return {"drug": name, "doses": [{"from": iso(start + on), "amount": chance.choice(taken), **how} for on in lines]}


def _infused(chance: Random, condition: str, *, start: int) -> Entry:
    """On its days, a day late, an interval late, or of an amount that nobody knows."""
    name, amount, unit, interval = chance.choice(_INFUSED[condition])
    given, on = [], 0
    for _ in range(chance.randint(2, 12)):
        slip = chance.choice([*[0] * 8, 1, interval, None])
        given.append({"on": iso(start + on), "amount": None if slip is None else amount, "unit": unit})
        on += interval + (slip or 0)
    return {"drug": name, "administrations": given}


def _beside(chance: Random, condition: str, *, start: int) -> Entry:
    return {"drug": chance.choice(_BESIDE)}


def lab(chance: Random, *, analyte: str, liking: Liking) -> Entry:
    result: Entry = {"analyte": analyte, "collected_on": day(chance)}
    if analyte in _IN_WORDS or chance.random() < 0.03:
        return result | {"value_text": chance.choice(_IN_WORDS.get(analyte, ("negative",)))}
    unit, values = _LABS[analyte]
    rare = {"comparator": ("<", "<=", ">=", ">"), "specimen": ("whole-blood", "serum")}
    more = at_times(chance, **rare) if chance.random() < 0.1 else {}
    limits = chance.choice([{}, {"lower_limit": 0.9, "upper_limit": 5}])
    assay = liking.of("assay", [{"assay": "A"}, {"assay": "A"}, {"assay": "B"}, {}])
    return {**result, "value": liking.of(analyte, values), "unit": unit, "lab": "here", **limits, **assay, **more}


def labs(chance: Random, condition: str, liking: Liking) -> list[Entry]:
    """Series of what the condition is followed by, and this and that besides."""
    found = some(chance, 3, lambda draw: lab(draw, analyte=draw.choice([*_LABS, *_IN_WORDS]), liking=liking))
    for analyte in chance.sample(_LABS_OF[condition], 3):
        found += often(chance, partial(lab, analyte=analyte, liking=liking), key="collected_on")
    return found


def check_in(chance: Random, condition: str) -> Entry:
    asked, said = QUESTIONS[condition], (True, False)
    symptoms = at_times(
        chance,
        **dict.fromkeys(asked.zero_to_ten[:4], (0, 3, 5, 9, True, False)),
        **dict.fromkeys(asked.yes_no, said),
    )
    seen = at_times(chance, new=(0, 1, 3, 5), extended=said, present=said, healed_within_7_days=said)
    more = at_times(
        chance,
        overall=("none", "mild", "moderate", "severe", "very-severe", "not-sure"),
        taken_as_planned=("yes", "mostly", "no", "not-sure"),
        symptoms=(symptoms,),
        lesions=({"days": chance.choice([7, 14, 30]), **seen},),
    )
    doses = chance.choice([{}, {"doses_due": 28, "doses_missed": 2}, {"doses_due": 28, "doses_missed": 9}])
    by = chance.choice(["patient", "caregiver", "clinician", "clinician", "coordinator"])
    return {"on": day(chance), "by": by, **more, **doses}


def score(chance: Random, condition: str, liking: Liking) -> Entry:
    instrument = liking.of("instrument", sorted(_SCORES[condition]))
    yes_no = (True, False)
    by_instrument: dict[str, dict[str, Words]] = {
        "nih-kerr": dict.fromkeys(NIH_KERR_ITEMS, yes_no),
        "sledai-2k": {"major-organ-activity": yes_no, "new-activity": yes_no, "serology-points": (0, 2, 4)},
    }
    items = by_instrument.get(instrument, {})
    value = liking.of(instrument, _SCORES[condition][instrument])
    more = at_times(chance, scorer=("one", "two"), items=(at_times(chance, **items),))
    return {"on": day(chance), "instrument": instrument, "value": value, **more}


def episode(chance: Random) -> Entry:
    """A neuropsychiatric event with its course."""
    began = chance.randint(-60, 400)
    after = sorted({chance.randint(1, 90) for _ in range(chance.randint(0, 3))})
    status = ("resolved", "improved", "unchanged", "worse")
    kind = chance.choice(["seizure", "seizure", "psychosis", chance.choice(sorted(NEUROPSYCHIATRIC_TYPES))])
    by = at_times(chance, attribution=("sle-inflammatory", "sle-inflammatory", "sle-ischaemic", "not-sle"))
    course = [{"on": iso(began + on), "status": chance.choice(status)} for on in after]
    return {"type": kind, "began_on": iso(began), **by, "course": course}


def imaging(chance: Random) -> Entry:
    on = chance.randint(-60, 500)
    more = at_times(
        chance,
        territories=(few(chance, _VESSELS),),
        activity=("active", "inactive", "indeterminate"),
        change=("new", "progressed", "stable", "improved", "not-comparable"),
        findings=(few(chance, _FINDINGS),),
        compared_with=(iso(on - chance.randint(1, 400)),),
    )
    return {"on": iso(on), "modality": chance.choice(["MRA", "MRA", "CTA", "PET-CT", "echo"]), **more}


def infection(chance: Random) -> Entry:
    found = span(chance, INFECTION_KINDS)
    controlled = (iso(chance.randint(461, 480)),)
    return {**found, **at_times(chance, serious=(True, False, False), controlled_on=controlled)}


def flare(chance: Random, condition: str) -> Entry:
    more = at_times(
        chance,
        severity=("minor", "major", "severe"),
        recorded_by=("clinician", "clinician", "patient"),
        features=(few(chance, FLARE_FEATURES),),
        treatment_changed=(True, False),
    )
    kind = chance.choice(["flare", "relapse"])
    return {"on": day(chance), "condition": condition, "kind": kind, **more}


def review(chance: Random, condition: str) -> Entry:
    answers = ("excluded", "excluded", "present", "not-answered")
    items = at_times(chance, **dict.fromkeys(ALTERNATIVE_DIAGNOSES[condition], answers))
    complete = chance.choice([True, True, False])
    return {"on": day(chance), "checklist": "alternative-diagnosis", "complete": complete, "items": items}


def measurement(chance: Random) -> Entry:
    kind, values, unit = chance.choice(_MEASURED)
    return {"on": day(chance), "kind": kind, "value": chance.choice(values), "unit": unit}


def document(chance: Random) -> Entry:
    """A whole record of nobody, with none, one or two conditions; most of it is about the first."""
    chosen = chance.sample([TAKAYASU, LUPUS, PEMPHIGUS], chance.choice([0, 1, 1, 1, 2]))
    main = chosen[0] if chosen else LUPUS
    patient = {"id": "ada", "birth_date": "1980-05-05", "sex": chance.choice(["female", "male", "other"])}
    return {
        "format": "treatment-journey/1",
        "patient": patient,
        "conditions": [_condition(chance, name) for name in chosen],
        **_about(chance, main),
        **_of_anybody(chance),
    }


def _condition(chance: Random, name: str) -> Entry:
    forms = {"lupus-nephritis"} if chance.random() < 0.5 else set()
    more = at_times(chance, first_treated_on=("2021", "2021-11-03"))
    return {"condition": name, "manifestations": sorted(forms | set(few(chance, MANIFESTATIONS))), **more}


def _about(chance: Random, main: str) -> dict[str, list[Entry]]:
    liking, drugs = Liking(chance), [name for name, *_ in _DAILY[main]]
    return {
        "therapies": [therapy(chance, main), *some(chance, 4, lambda draw: therapy(draw, main))],
        "labs": labs(chance, main, liking),
        "check_ins": often(chance, lambda draw: check_in(draw, main)),
        "assessments": often(chance, lambda draw: score(draw, main, liking)),
        "flares": some(chance, 3, lambda draw: flare(draw, main)),
        "reviews": often(chance, lambda draw: review(draw, main)),
        "neuropsychiatric_events": some(chance, 2, episode) if main == LUPUS else [],
        "statuses": [
            {"on": day(chance), "condition": main, "status": liking.of("status", _STATUSES)} for _ in range(5)
        ],
        "admissions": some(chance, 1, one_of(reason=(main, "infection", "other"))),
        "visits": some(chance, 2, one_of(kind=("clinic", "phone", "infusion", "eye-check", "other"), condition=[main])),
        "contraindications": some(chance, 1, one_of(drug=drugs, kind=("contraindicated", "intolerance", "refused"))),
    }


def _of_anybody(chance: Random) -> dict[str, list[Entry]]:
    sources, drugs = ("self-report", "pharmacy", "pill-count"), ("prednisone", "azathioprine")
    plan = {"item": chance.choice(["mon.tak.imaging", "mon.pv.visit"]), "every_days": 60, "from": day(chance)}
    return {
        "measurements": some(chance, 4, measurement),
        "imaging": some(chance, 6, imaging),
        "procedures": some(chance, 2, one_of(kind=_PROCEDURES, territory=_VESSELS)),
        "complications": some(chance, 1, one_of(kind=sorted(COMPLICATIONS), territory=_VESSELS)),
        "adherence": [
            {**entry, **at_times(chance, source=sources, drug=drugs)}
            for entry in often(chance, one_of(days=(28, 91), percent=[60, *[95] * 9]))
        ],
        "infections": some(chance, 1, infection),
        "life_events": some(chance, 2, lambda draw: span(draw, _LIFE_EVENTS)),
        "adverse_effects": some(chance, 1, one_of(kind=["nausea"], severity=("mild", "severe"), drug=drugs)),
        "allergies": [{"to": "penicillin"}],
        "plan": [plan] if chance.random() < 0.3 else [],
    }
