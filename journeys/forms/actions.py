"""What forms that end in an action share: an action's refusals as the form's own errors."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.validators import MinValueValidator

from journeys.actions.entries import Refused
from journeys.wording import partial_day, sentence_case

FIELD_WORDS = {"started_on": "the first day", "from_date": "the day of the dose", "stopped_on": "the last day"}
EARLIEST = date(1900, 1, 1)  # before it, a year was typed wrong: 0202 for 2020
_DAY = re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?\b")
_FIELD = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")


class ActionForm(forms.Form):
    """``fields_of``: the action's names where the form calls them differently; the last part of a path counts."""

    fields_of: ClassVar[dict[str, str]] = {}

    def refuse(self, refused: Refused) -> None:
        """Show what the action says at the field it is about, else at the top."""
        for problem in refused.problems:
            name = self.fields_of.get(problem.path, problem.path.rsplit(".", 1)[-1])
            self.add_error(name if name in self.fields else None, self._said(name, problem.message))

    def _said(self, name: str, message: str) -> str:
        label = str(self.fields[name].label) if name in self.fields else ""
        words = self.said(message)
        return f"{label}: {words}" if label and message[:1].islower() else sentence_case(words)

    def said(self, message: str) -> str:
        """An action's words for people: days as they write them, no field names of the document."""
        days = _DAY.sub(lambda found: _day_in_words(found[0]), message)
        return _FIELD.sub(lambda found: FIELD_WORDS.get(found[0], found[0].replace("_", " ")), days)

    def hidden(self) -> list[tuple[str, Any]]:
        """What was entered, to be sent again unchanged after a question."""
        return [(name, value) for name in self.fields if (value := self[name].value()) not in (None, "")]


def _day_in_words(text: str) -> str:
    """What looks like a day may be something that was typed into another field, and no day at all."""
    try:
        return partial_day(text)
    except ValueError:
        return text


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(EARLIEST, f"{label}: enter a year from {EARLIEST.year} on")],
        error_messages={"required": f"{label}: enter a day", "invalid": f"{label}: enter a day that exists"},
    )


def number_field(label: str, *, required: bool = False, help_text: str = "") -> forms.FloatField:
    return forms.FloatField(
        label=label,
        help_text=help_text,
        required=required,
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "required": f"{label}: enter a number",
            "invalid": f"{label}: enter a number, such as 7.5",
            "min_value": f"{label}: enter 0 or more",
        },
    )


def choice_field(label: str, choices: list[tuple[str, str]], *, required: bool = True) -> forms.ChoiceField:
    shown = [("", "Choose one" if required else "Not said"), *choices]
    return forms.ChoiceField(
        label=label, choices=shown, required=required, error_messages={"required": f"{label}: choose one"}
    )
