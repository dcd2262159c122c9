"""Filters that turn the record's codes into words, for templates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.utils.dateparse import parse_date

from journeys import wording
from journeys.charts.measures import analyte_label
from journeys.guidance import symptoms
from journeys.guidance.answer import PROMPT_CONTACT
from journeys.guidance.journey import Administration, CheckIn, Dose, Lab, Lesions

register = template.Library()
_BEFORE = datetime.min.replace(tzinfo=UTC)  # what has no clock comes before what has one


@register.filter
def condition_name(code: str | None) -> str:
    return wording.CONDITION.get(code or "", wording.spoken(code))


@register.filter
def level_word(level: int | None) -> str:
    return wording.LEVEL[level]


@register.filter
def level_sentence(level: int | None) -> str:
    return wording.LEVEL_SENTENCE[level]


@register.filter
def outcome_word(outcome: str) -> str:
    return wording.OUTCOME.get(outcome, wording.spoken(outcome))


@register.filter
def state_word(state: str) -> str:
    return wording.FLAG_STATE.get(state, wording.spoken(state))


@register.filter
def due_word(state: str) -> str:
    return wording.DUE.get(state, wording.spoken(state))


@register.simple_tag
def prompt_contact_words() -> str:
    return PROMPT_CONTACT


@register.filter
def day(on: date | str | None) -> str:
    """A date, or the ISO text of one inside stored findings."""
    return wording.day(date.fromisoformat(on[:10]) if isinstance(on, str) else on)


@register.filter
def partial_day(text: str | None) -> str:
    return wording.partial_day(text)


@register.filter
def spoken(code: str | None) -> str:
    return wording.spoken(code)


@register.filter
def sentence(code: str | None) -> str:
    return wording.sentence_case(wording.spoken(code))


@register.filter
def analyte(name: str) -> str:
    return analyte_label(name)


@register.filter
def unit(code: str | None) -> str:
    return wording.unit_words(code)


@register.filter
def number(value: float | None) -> str:
    return "" if value is None else wording.number(value)


@register.filter
def symptom(word: str) -> str:
    return wording.symptom(word)


@register.filter
def overall(code: str | None) -> str:
    return symptoms.OVERALL.get(code or "", "")


@register.filter
def taken(code: str | None) -> str:
    return symptoms.TAKEN_AS_PLANNED.get(code or "", "")


@register.filter
def stop_reason(code: str | None) -> str:
    return wording.STOP_REASON.get(code or "", wording.spoken(code))


@register.filter
def visit(kind: str) -> str:
    return wording.VISIT.get(kind, wording.spoken(kind))


@register.filter
def anchor(ref: str, name: str) -> str:
    """The id of a fact's row on the patient page; a flag's evidence links to it."""
    return wording.anchor(name, ref)


@register.filter
def items(mapping: dict[str, Any] | None) -> list[tuple[str, Any]]:
    """A stored mapping in its own order; ``.items`` in a template would look for a key of that name first."""
    return list((mapping or {}).items())


@register.filter
def sores(lesions: dict[str, Any] | Lesions | None) -> list[tuple[str, str]]:
    """What was counted and answered about blisters and sores; as stored, or as just read."""
    if isinstance(lesions, Lesions):
        lesions = {each.name: getattr(lesions, each.name) for each in fields(lesions)}
    stored = lesions or {}
    counted = {"New blisters or sores": stored.get("new")}
    counted |= {label: (stored.get("sites") or {}).get(site) for site, label in symptoms.LESION_SITES.items()}
    said = {label: stored[word] for word, label in symptoms.LESIONS.items() if isinstance(stored.get(word), bool)}
    numbers = [(label, str(count)) for label, count in counted.items() if count is not None]
    return numbers + [(label, "yes" if answer else "no") for label, answer in said.items()]


@register.filter
def instrument(name: str) -> str:
    return wording.instrument(name)


@register.filter
def age(since: date, today: date) -> str:
    """How long something has lasted, as a worklist says it."""
    return wording.age((today - since).days)


@register.simple_tag
def dose_words(line: Dose | Administration) -> str:
    return wording.dose(amount=line.amount, unit=line.unit, every=getattr(line, "every", ""))


@register.simple_tag
def lab_limits(lab: Lab) -> str:
    known = wording.limits(lab.lower_limit, lab.upper_limit)
    return f"{known} {wording.unit_words(lab.unit)}" if known else "not given"


@register.simple_tag
def lab_state(lab: Lab) -> str:
    """Only what lies outside the laboratory's own range is said: it is what the eye looks for."""
    if lab.value is None:
        return ""
    state = wording.against_limits(lab.value, lab.lower_limit, lab.upper_limit)
    return state if state in ("above the range", "below the range") else ""


@register.filter
def list_word(name: str) -> str:
    """A list of the record, as one entry of it is called."""
    return wording.LIST.get(name, name.replace("_", " "))


@register.filter
def symptom_short(word: str) -> str:
    return wording.symptom_short(word)


@register.filter
def newest_first(check_ins: Iterable[CheckIn]) -> list[CheckIn]:
    """By day, and within a day by the clock: the record orders a day by its ids."""
    return sorted(check_ins, key=lambda entry: (entry.on, entry.recorded_at or _BEFORE), reverse=True)


@register.filter
def entered(field: BoundField) -> str:
    """What somebody typed or chose, as the form showed it to them."""
    value = str(field.value() or "")
    if isinstance(field.field, forms.ChoiceField):
        return next((choice.choice_label for choice in field if choice.data["value"] == value), value)
    if isinstance(field.field, forms.DateField) and parse_date(value):
        return wording.partial_day(value)
    return value


@register.filter
def mark_words(mark: str) -> str:
    """What an evidence mark stands for."""
    return wording.MARK.get(mark, "")
