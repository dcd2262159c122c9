"""Draws a journey in a few lines, in the words of the journey format: days are counted from one anchor.

``on(120)`` is the 120th day after `START`, which is where treatment begins in most of these stories.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from journeys.guidance.case import Case
from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.document import parse
from journeys.guidance.engine import evaluate
from journeys.guidance.findings import Assessment, ConfounderFinding, Finding, MonitoringFinding
from journeys.guidance.journey import LUPUS, PEMPHIGUS, TAKAYASU, Journey
from journeys.guidance.look import first_look
from tests.guidance.soundness import assert_sound

START = date(2022, 1, 3)
TAK, SLE, PV = TAKAYASU, LUPUS, PEMPHIGUS

Entry = dict[str, Any]
Document = dict[str, Any]


def on(days: int) -> date:
    return START + timedelta(days=days)


def at(days: int) -> str:
    return on(days).isoformat()


def document(condition: str = TAK, *, manifestations: Sequence[str] = (), **lists: list[Entry]) -> Document:
    """A document of Ada's with one condition; ``lists`` by the format's names."""
    entry: Entry = {"id": "condition", "condition": condition}
    if manifestations:
        entry["manifestations"] = list(manifestations)
    conditions = lists.pop("conditions", [entry])
    return {
        "format": "treatment-journey/1",
        "patient": {"id": "ada", "birth_date": "1988-03-19", "sex": "female"},
        "conditions": conditions,
        **lists,
    }


def journey(condition: str = TAK, **lists: Any) -> Journey:
    return parse(document(condition, **lists))


def joined(*parts: Document) -> Document:
    """Several documents' lists, one after the other; the rest is the first one's."""
    whole = dict(parts[0])
    for part in parts[1:]:
        for name, entries in part.items():
            if isinstance(entries, list) and name != "conditions":
                whole[name] = [*whole.get(name, []), *entries]
    return whole


def assessed(doc: Document, days: int) -> Assessment:
    journey = parse(doc)
    found = evaluate(journey, on(days))
    assert_sound(journey, found)
    return found


def case_of(doc: Document, days: int) -> Case:
    """The record as a rule of its first condition gets it on a day."""
    case = first_look(parse(doc), on(days), edition=PUBLISHED).case
    return case.seen_from(case.journey.conditions[0])


def finding(doc: Document, rule: str, days: int) -> Finding:
    """What a rule says on a day."""
    found = assessed(doc, days)
    return next(item for condition in found.conditions for item in condition.rules if item.rule == rule)


def rule_out(doc: Document, rule: str, days: int) -> ConfounderFinding:
    return next(item for item in assessed(doc, days).confounders if item.rule == rule)


def follow_up(doc: Document, item: str, days: int) -> MonitoringFinding:
    return next(found for found in assessed(doc, days).monitoring if found.item == item)


def listed(doc: Document, days: int) -> list[str]:
    """The monitoring items that are listed on a day."""
    return [found.item for found in assessed(doc, days).monitoring]


def lab(analyte: str, day: int, **fields: Any) -> Entry:
    """A result of which only the day matters."""
    said = fields or {"value_text": "done"}
    return {"analyte": analyte, "collected_on": at(day), **said}


def held_for(found: Finding) -> set[str]:
    return {hold.rule for hold in found.held_for}


def drug(name: str, *, since: int | str | None = 0, treats: str = TAK, **fields: Any) -> Entry:
    """A therapy; ``amount`` and ``unit`` (mg) and ``every`` (day) make its one dose line, from its start."""
    started = at(since) if isinstance(since, int) else since
    amount, unit, every = (
        fields.pop(key, usual) for key, usual in (("amount", None), ("unit", "mg"), ("every", "day"))
    )
    entry: Entry = {"drug": name, "for": treats, **({"started_on": started} if started else {}), **fields}
    if amount is not None:
        line = at(since) if isinstance(since, int) else at(0)
        entry.setdefault("doses", [dose(line, amount, unit=unit, every=every)])
    return entry


def dose(since: int | str, amount: float | None, *, unit: str = "mg", every: str = "day") -> Entry:
    return {"from": at(since) if isinstance(since, int) else since, "amount": amount, "unit": unit, "every": every}


def steroid(*lines: tuple[int, float | None], treats: str = TAK, intent: str = "induction", **fields: Any) -> Entry:
    """Prednisone by mouth from its first line on: ``steroid((0, 40), (28, 20))``."""
    doses = [dose(day, amount) for day, amount in lines]
    return drug("prednisone", since=lines[0][0], treats=treats, route="oral", intent=intent, doses=doses, **fields)


def weights(kg: float = 60, *, until: int = 800, since: int = -10) -> list[Entry]:
    return [{"on": at(day), "kind": "weight", "value": kg, "unit": "kg"} for day in range(since, until, 150)]


def taken(percent: float = 96, *, day: int = 0, **fields: Any) -> Entry:
    """An adherence entry on the 28 days up to ``day``."""
    return {"on": at(day), "days": 28, "percent": percent, "source": "self-report", **fields}


def reviewed(day: int, **fields: Any) -> Entry:
    return {"on": at(day), "checklist": "alternative-diagnosis", "complete": True, **fields}


def checked(day: int) -> Document:
    """What lets a core finding of that day fire: doses taken, alternatives considered."""
    return document(adherence=[taken(day=day)], reviews=[reviewed(day)])


def marked(day: int, *, by: str = "clinician", **symptoms: Any) -> Entry:
    """A check-in; underscores in a symptom's name stand for hyphens."""
    return {"on": at(day), "by": by, "symptoms": {name.replace("_", "-"): said for name, said in symptoms.items()}}


def lesions(day: int, new: int | None = None, *, days: int = 7, by: str = "clinician", **fields: Any) -> Entry:
    seen: Entry = {"days": days, **fields} | ({} if new is None else {"new": new})
    return {"on": at(day), "by": by, "lesions": seen}


def crp(day: int, value: float, *, limit: float | None = 5, **fields: Any) -> Entry:
    limits = {} if limit is None else {"upper_limit": limit}
    return {"analyte": "crp", "collected_on": at(day), "value": value, "unit": "mg/L", **limits, **fields}


def esr(day: int, value: float, **fields: Any) -> Entry:
    return {"analyte": "esr", "collected_on": at(day), "value": value, "unit": "mm/h", **fields}


def upcr(day: int, value: float, *, unit: str = "g/g", **fields: Any) -> Entry:
    return {"analyte": "upcr", "collected_on": at(day), "value": value, "unit": unit, **fields}


def creatinine(day: int, value: float, *, unit: str = "mg/dL", **fields: Any) -> Entry:
    return {"analyte": "creatinine", "collected_on": at(day), "value": value, "unit": unit, **fields}


def scan(day: int, *, modality: str = "MRA", **fields: Any) -> Entry:
    return {"on": at(day), "modality": modality, **fields}


def status(day: int, said: str, *, condition: str = TAK) -> Entry:
    return {"on": at(day), "condition": condition, "status": said}


def scored(instrument: str, day: int, value: float, **fields: Any) -> Entry:
    return {"on": at(day), "instrument": instrument, "value": value, **fields}


def infused(name: str, *given: tuple[int, float], unit: str = "mg", **fields: Any) -> Entry:
    """A drug given on days: ``infused("rituximab", (0, 1000), (14, 1000))``."""
    administrations = [{"on": at(day), "amount": amount, "unit": unit} for day, amount in given]
    return drug(name, since=given[0][0], route="intravenous", administrations=administrations, **fields)


def antibody(analyte: str, day: int, value: float, **fields: Any) -> Entry:
    """Dsg1 or Dsg3 of one kit, with its cut-off; ``None`` takes a field away."""
    usual = {"unit": "[arb'U]/mL", "upper_limit": 20, "assay": "mbl-elisa", "lab": "harbour"}
    entry = {"analyte": analyte, "collected_on": at(day), "value": value, **usual, **fields}
    return {name: said for name, said in entry.items() if said is not None}
