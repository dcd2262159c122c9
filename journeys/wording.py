"""Plain words for the record's codes: what pages and charts say instead of ``lack-of-effect``."""

from __future__ import annotations

import hashlib
from datetime import date

from journeys.guidance import phrases
from journeys.guidance.journey import LUPUS, PEMPHIGUS, TAKAYASU
from journeys.guidance.partial_date import PartialDate
from journeys.guidance.symptoms import LABELS

CONDITION = {TAKAYASU: "Takayasu arteritis", LUPUS: "Lupus", PEMPHIGUS: "Pemphigus vulgaris"}

EVERY = {
    "day": "a day",
    "2-days": "every 2 days",
    "week": "a week",
    "2-weeks": "every 2 weeks",
    "3-weeks": "every 3 weeks",
    "4-weeks": "every 4 weeks",
    "month": "a month",
    "6-weeks": "every 6 weeks",
    "8-weeks": "every 8 weeks",
}

# Said the same to patients and to teams: it speaks of the drug, never of the person.
STOP_REASON = {
    "lack-of-effect": "did not help enough",
    "loss-of-effect": "stopped helping",
    "toxicity": "side effects",
    "intolerance": "side effects",
    "infection": "infection",
    "remission": "doing well without it",
    "pregnancy": "pregnancy",
    "access": "could not be had",
    "patient-choice": "own choice",
    "planned": "as planned",
    "other": "another reason",
}

VISIT = {
    "clinic": "Clinic visit",
    "phone": "Phone call",
    "infusion": "Infusion",
    "eye-check": "Eye check",
    "other": "Another visit",
}

OVERALL = {
    "none": "None",
    "mild": "Mild",
    "moderate": "Moderate",
    "severe": "Severe",
    "very-severe": "Very severe",
    "not-sure": "Not sure",
}

TAKEN = {"yes": "Yes", "mostly": "Mostly", "no": "No", "not-sure": "Not sure"}

LEVEL = {
    3: "Possible refractoriness",
    2: "Check first",
    1: "Worth mentioning",
    0: "Nothing to raise",
    None: "Not enough recorded",
}

# The whole sentence of each level, for discussion with the care team (clinical.md 2.0).
LEVEL_SENTENCE = {
    3: "Possible refractoriness, for discussion with the care team",
    2: "Pattern recorded. Some things are usually checked first",
    1: "Worth mentioning at the next visit",
    0: "No recorded pattern to raise today",
    None: "Not enough recorded to assess",
}

OUTCOME = {
    "fired": "The pattern is there",
    "held": "Held: check these first",
    "not-fired": "The pattern is not there",
    "cannot-assess": "Could not be assessed",
}

FLAG_STATE = {
    "open": "Open",
    "rested": "Rested: the pattern has gone",
    "regimen-changed": "Closed: the treatment changed",
    "retracted": "Retracted: the record was corrected",
    "discussed": "Discussed",
    "resolved": "Resolved",
    "dismissed": "Dismissed",
}

DUE = {
    "overdue": "Overdue",
    "due": "Due",
    "due-soon": "Due soon",
    "unknown": "No date known",
    "not-due": "Up to date",
}


INSTRUMENT = {
    "pdai-activity": "PDAI activity",
    "pdai-damage": "PDAI damage",
    "pga-0-3": "Doctor's score, 0 to 3 (PGA)",
    "pga-0-10": "Doctor's score, 0 to 10 (PGA)",
    "nih-kerr": "NIH-Kerr",
}


def instrument(name: str) -> str:
    return INSTRUMENT.get(name, name.upper())


def unit_words(unit: str | None) -> str:
    """A UCUM unit as people write it: "[IU]/mL" → "IU/mL"."""
    return phrases.unit_words(unit)


def spoken(code: str | None) -> str:
    """``"left-subclavian"`` → ``"left subclavian"``: for words without an entry of their own."""
    return (code or "").replace("-", " ")


def symptom(word: str) -> str:
    """As the check-in asks for it: "Arms get tired or hurt when you use them"."""
    return LABELS.get(word, sentence_case(spoken(word)))


def symptom_short(word: str) -> str:
    """Without what stands in brackets, for a line with many of them."""
    return symptom(word).split(" (")[0]


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def day(on: date | None) -> str:
    return f"{on.day} {on:%b %Y}" if on else "day not known"


def partial_day(text: str | None) -> str:
    """A date known to the day, month or year, in words; the text is the record's own ("2022-03")."""
    if not text:
        return "not known"
    known = PartialDate(text)
    if known.is_exact:
        return day(known.earliest)
    return f"{known.earliest:%b %Y}" if len(text) == 7 else text


def age(days: int) -> str:
    """``0`` → "under a day", ``9`` → "9 days", ``40`` → "5 weeks", ``200`` → "6 months"."""
    if days <= 0:
        return "under a day"
    for unit, length in (("year", 730), ("month", 61), ("week", 21)):
        if days >= length:
            return f"{days // {'year': 365, 'month': 30, 'week': 7}[unit]} {unit}s"
    return f"{days} day{'' if days == 1 else 's'}"


def number(value: float) -> str:
    """``7.5`` → ``"7.5"``, ``300.0`` → ``"300"``; four significant figures, as laboratories print them."""
    return f"{value:.4g}" if abs(value) < 10000 else f"{value:.0f}"


def dose(*, amount: float | None, unit: str, every: str = "") -> str:
    if amount is None:
        return "dose not known"
    if amount == 0:
        return "held"
    return f"{number(amount)} {unit} {EVERY.get(every, every)}".strip()


def limits(low: float | None, high: float | None) -> str:
    """The laboratory's own range in words; empty when the laboratory gave none."""
    if low is not None and high is not None:
        return f"{number(low)} to {number(high)}"
    if high is not None:
        return f"up to {number(high)}"
    return f"from {number(low)}" if low is not None else ""


def against_limits(value: float, low: float | None, high: float | None) -> str:
    if high is not None and value > high:
        return "above the range"
    if low is not None and value < low:
        return "below the range"
    return "in the range" if low is not None or high is not None else "no range given"


def anchor(list: str, ref: str) -> str:
    """The HTML id of a fact's row. Links to it get into addresses and so into a browser's history, and a sender's own
    ids may say what somebody has ("crp-2024-03-01"): only a digest stands there."""
    return f"row-{hashlib.blake2s(f'{list}/{ref}'.encode(), digest_size=8).hexdigest()}"


LIST = {
    "therapies": "treatment",
    "labs": "lab result",
    "check_ins": "check-in",
    "imaging": "scan",
    "statuses": "clinician's view",
    "assessments": "score",
    "flares": "flare",
    "measurements": "measurement",
    "adherence": "doses taken",
    "conditions": "condition",
    "infections": "infection",
    "reviews": "checklist",
}

MARK = {
    "V": "read in the source named",
    "V2": "read in a secondary source",
    "M": "professional knowledge, source not read again",
    "D": "the project's own default",
}
