"""The worklist's filters. What is searched for is somebody's name: it travels in a POST, never in an address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms

from journeys.wording import CONDITION, LEVEL

ANY = ("", "All")
LEVELS = [ANY, *((str(level), f"{level}: {words}") for level, words in LEVEL.items() if level is not None)]
UNKNOWN = "none"
SHOW = {"snoozed": "Snoozed", "ended": "Care ended"}


class WorklistFilters(forms.Form):
    level = forms.ChoiceField(choices=[*LEVELS, (UNKNOWN, "–: " + LEVEL[None])], required=False)
    condition = forms.ChoiceField(choices=[ANY, *CONDITION.items()], required=False)
    owner = forms.ChoiceField(choices=[("", "Everybody's"), ("mine", "Mine"), ("nobody", "Nobody's")], required=False)
    show = forms.ChoiceField(choices=[("", "On the list"), *SHOW.items()], required=False)

    def chosen(self) -> dict[str, Any]:
        """Only what narrows the list; an unknown value narrows nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def address(self) -> str:
        return urlencode(self.chosen())


class Search(forms.Form):
    words = forms.CharField(label="Name or number", max_length=100, required=False)
