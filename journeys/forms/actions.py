"""What forms that end in an action share: an action's refusals as the form's own errors."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from journeys.actions.entries import Refused


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
        return f"{label}: {message}" if label and message[:1].islower() else message

    def hidden(self) -> list[tuple[str, Any]]:
        """What was entered, to be sent again unchanged after a question."""
        return [(name, value) for name in self.fields if (value := self[name].value()) not in (None, "")]


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": f"{label}: enter a day", "invalid": f"{label}: enter a day that exists"},
    )


def number_field(label: str, *, required: bool = False, help_text: str = "") -> forms.FloatField:
    return forms.FloatField(
        label=label,
        help_text=help_text,
        required=required,
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": f"{label}: enter a number", "invalid": f"{label}: enter a number, such as 7.5"},
    )


def choice_field(label: str, choices: list[tuple[str, str]], *, required: bool = True) -> forms.ChoiceField:
    shown = [("", "Choose one" if required else "Not said"), *choices]
    return forms.ChoiceField(
        label=label, choices=shown, required=required, error_messages={"required": f"{label}: choose one"}
    )
