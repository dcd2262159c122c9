"""Invented journeys of the size that clinics have, the same for the same seed: over three years, for each person 5
treatments, 60 results, 6 imaging studies, 4 flares and 150 to 200 answers about symptoms in 52 check-ins; scores,
statuses, reports of doses taken and visits every three months."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from journeys.guidance.journey import LUPUS, PEMPHIGUS, TAKAYASU

FIRST = date(2022, 1, 3)
DAYS = 3 * 365
LAST = FIRST + timedelta(days=DAYS)

Entry = dict[str, Any]

_DRUGS: dict[str, list[tuple[str, float, str, str]]] = {
    TAKAYASU: [
        ("methotrexate", 15, "mg", "week"),
        ("azathioprine", 125, "mg", "day"),
        ("tocilizumab", 162, "mg", "week"),
        ("adalimumab", 40, "mg", "2-weeks"),
    ],
    LUPUS: [
        ("hydroxychloroquine", 400, "mg", "day"),
        ("mycophenolate mofetil", 2000, "mg", "day"),
        ("belimumab", 200, "mg", "week"),
        ("azathioprine", 125, "mg", "day"),
    ],
    PEMPHIGUS: [
        ("azathioprine", 150, "mg", "day"),
        ("mycophenolate mofetil", 3000, "mg", "day"),
        ("methotrexate", 20, "mg", "week"),
    ],
}
_LABS: dict[str, list[tuple[str, str, float, float]]] = {
    TAKAYASU: [("crp", "mg/L", 1, 30), ("esr", "mm/h", 5, 60), ("creatinine", "mg/dL", 0.6, 1.1)],
    LUPUS: [
        ("upcr", "g/g", 0.1, 3.0),
        ("creatinine", "mg/dL", 0.6, 1.6),
        ("c3", "g/L", 0.5, 1.4),
        ("c4", "g/L", 0.05, 0.3),
        ("anti-dsdna", "[IU]/mL", 5, 200),
        ("crp", "mg/L", 1, 30),
    ],
    PEMPHIGUS: [("dsg1", "U/mL", 0, 200), ("dsg3", "U/mL", 0, 300), ("leucocytes", "10*9/L", 3, 11)],
}
_SCORES = {
    TAKAYASU: [("itas2010", 0, 8), ("pga-0-10", 0, 8)],
    LUPUS: [("sledai-2k", 0, 16), ("pga-0-3", 0, 3)],
    PEMPHIGUS: [("pdai-activity", 0, 60)],
}
_SYMPTOMS = {
    TAKAYASU: ("tiredness", "arm-claudication", "headache", "dizziness"),
    LUPUS: ("tiredness", "joint-pain", "rash", "mood"),
    PEMPHIGUS: ("pain", "eating-difficulty", "itching"),
}
_TERRITORIES = ("left-subclavian", "right-carotid", "abdominal-aorta", "left-renal")


def document(number: int, *, seed: int = 0) -> Entry:
    """The journey document of invented person ``number``."""
    chance = Random(f"{seed}-{number}")
    condition = (TAKAYASU, LUPUS, PEMPHIGUS)[number % 3]
    manifestations = ["lupus-nephritis"] if condition == LUPUS and chance.random() < 0.5 else []
    return {
        "format": "treatment-journey/1",
        "patient": {"id": f"bench-{number:05}", "birth_date": "1985-06-01", "sex": chance.choice(["female", "male"])},
        "conditions": [{"condition": condition, "manifestations": manifestations}],
        "therapies": _therapies(chance, condition),
        "labs": _labs(chance, condition),
        "measurements": [{"on": _on(day), "kind": "weight", "value": 70, "unit": "kg"} for day in range(0, DAYS, 120)],
        "imaging": _imaging(chance) if condition == TAKAYASU else [],
        "statuses": [
            {"on": _on(day), "condition": condition, "status": chance.choice(["active", "low-activity", "remission"])}
            for day in range(60, DAYS, 91)
        ],
        "flares": [_flare(chance, condition) for _ in range(4)],
        "assessments": [
            {"on": _on(day), "instrument": name, "value": chance.randint(low, high)}
            for name, low, high in _SCORES[condition]
            for day in range(0, DAYS, 91)
        ],
        "check_ins": [_check_in(chance, condition, day=day) for day in range(DAYS % 21, DAYS, 21)],
        "adherence": [
            {"on": _on(day), "days": 28, "percent": chance.choice([70, 90, 96, 100]), "source": "self-report"}
            for day in range(DAYS % 91, DAYS + 1, 91)
        ],
        "infections": [
            {"began_on": _on(day), "ended_on": _on(day + 9), "kind": "pneumonia", "serious": False}
            for day in sorted(chance.sample(range(DAYS - 60), 2))
        ],
        "visits": [{"on": _on(day), "kind": "clinic", "condition": condition} for day in range(0, DAYS, 91)],
        "reviews": [{"on": _on(DAYS - 30), "checklist": "alternative-diagnosis", "complete": True}],
    }


def _on(day: int) -> str:
    return (FIRST + timedelta(days=day)).isoformat()


def _therapies(chance: Random, condition: str) -> list[Entry]:
    tapers = [(0, 60), (28, 40), (56, 30), (84, 20), (120, 15), (180, chance.choice([5, 10])), (400, 7.5)]
    lines = [{"from": _on(day), "amount": mg, "unit": "mg", "every": "day"} for day, mg in tapers]
    steroid = {"drug": "prednisone", "route": "oral", "for": condition, "intent": "induction", "started_on": _on(0)}
    chosen = chance.sample(_DRUGS[condition], 3)
    starts = [0, *sorted(chance.sample(range(150, DAYS - 100), 2))]
    stops = [*starts[1:], None]
    others = [
        _therapy(condition, drug=drug, start=start, stop=stop)
        for drug, start, stop in zip(chosen, starts, stops, strict=True)
    ]
    return [steroid | {"doses": lines}, *others]


def _therapy(condition: str, *, drug: tuple[str, float, str, str], start: int, stop: int | None) -> Entry:
    name, amount, unit, every = drug
    entry: Entry = {
        "drug": name,
        "for": condition,
        "intent": "induction" if start == 0 else "switch",
        "started_on": _on(start),
        "doses": [{"from": _on(start), "amount": amount, "unit": unit, "every": every}],
    }
    return entry | ({"stopped_on": _on(stop), "stop_reason": "lack-of-effect"} if stop is not None else {})


def _labs(chance: Random, condition: str) -> list[Entry]:
    kinds = _LABS[condition]
    step = DAYS * len(kinds) // 60
    return [
        {
            "analyte": name,
            "collected_on": _on(day),
            "value": round(chance.uniform(low, high), 2),
            "unit": unit,
            "assay": "kit A",
            "lab": "lab A",
        }
        for name, unit, low, high in kinds
        for day in range(0, DAYS, step)
    ]


def _imaging(chance: Random) -> list[Entry]:
    return [
        {
            "on": _on(day),
            "modality": "MRA",
            "territories": chance.sample(_TERRITORIES, 2),
            "activity": chance.choice(["active", "inactive", "indeterminate"]),
            "change": chance.choice(["stable", "improved", "progressed"]),
            "compared_with": _on(day - 180),
        }
        for day in range(180, DAYS, 160)
    ]


def _flare(chance: Random, condition: str) -> Entry:
    return {
        "on": _on(chance.randrange(100, DAYS)),
        "condition": condition,
        "kind": "flare",
        "severity": "minor",
        "recorded_by": "clinician",
        "features": ["tiredness"],
        "treatment_changed": chance.random() < 0.5,
    }


def _check_in(chance: Random, condition: str, *, day: int) -> Entry:
    entry: Entry = {
        "on": _on(day),
        "by": "patient",
        "overall": chance.choice(["none", "mild", "moderate"]),
        "taken_as_planned": chance.choice(["yes", "mostly"]),
        "symptoms": {name: chance.choice([0, 0, 2, 4, 6]) for name in _SYMPTOMS[condition]},
    }
    if condition == PEMPHIGUS:
        new = chance.choice([0, 0, 0, 1, 3])
        entry["lesions"] = {"days": 7, "new": new, "present": new > 0, "extended": False}
    return entry
