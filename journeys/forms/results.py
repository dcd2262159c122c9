"""A laboratory result, as it stands on the report: the number never without its unit."""

from __future__ import annotations

import re
from typing import Any, ClassVar, cast

from django import forms

from journeys.forms.actions import ActionForm, day_field, number_field
from journeys.guidance.analytes import ANALYTES

WORDS = {word for analyte in ANALYTES.values() for word in analyte.text_values} | {"detected", "not detected", "trace"}
_CENSORED = re.compile(r"\s*(<=|>=|<|>)?\s*(\d+(?:[.,]\d+)?)\s*")


class LabForm(ActionForm):
    fields_of: ClassVar = {"value_text": "result", "value": "result", "comparator": "result"}

    analyte = forms.ChoiceField(label="Test", error_messages={"required": "Test: choose one"})
    collected_on = day_field("Taken on")
    result = forms.CharField(
        label="Result",
        help_text="As printed: 18.5, <0.6 or negative",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Result: enter what the report says"},
    )
    unit = forms.CharField(
        label="Unit",
        help_text="As printed, such as mg/L. Needed with every number.",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off", "autocapitalize": "none"}),
    )
    lower_limit = number_field("Lowest usual value")
    upper_limit = number_field("Highest usual value", help_text="The laboratory's own range, in the same unit")
    lab = forms.CharField(label="Laboratory", required=False, max_length=200)
    assay = forms.CharField(label="Method", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        named = sorted((analyte.label, name) for name, analyte in ANALYTES.items())
        cast(forms.ChoiceField, self.fields["analyte"]).choices = [
            ("", "Choose a test"),
            *((n, label) for label, n in named),
        ]

    @property
    def units(self) -> list[str]:
        """Offered while typing: every unit that some test takes."""
        return sorted({unit for analyte in ANALYTES.values() for unit in analyte.units})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_number = _CENSORED.fullmatch(cleaned.get("result", ""))
        if is_number and not cleaned.get("unit"):
            self.add_error("unit", "Unit: enter the unit that the report gives")
        if cleaned.get("result") and not is_number and self._needs_number(cleaned):
            self.add_error("result", "Result: enter a number, such as 18.5 or <0.6, or a word, such as negative")
        return cleaned

    @staticmethod
    def _needs_number(cleaned: dict[str, Any]) -> bool:
        """A slip of the finger ("1o.5") must not be kept as a word that is compared with nothing."""
        known = ANALYTES.get(cleaned.get("analyte", ""))
        return known is not None and known.number_required and cleaned["result"].strip().lower() not in WORDS

    def said(self, message: str) -> str:
        """The test by its name: the engine says its code."""
        known = ANALYTES.get(self.cleaned_data.get("analyte", ""))
        if known is None:
            return super().said(message)
        return re.sub(rf"\b{re.escape(known.name)}\b", lambda _: known.label, super().said(message))

    def entry(self) -> dict[str, Any]:
        """The result in the words of the journey document."""
        cleaned = self.cleaned_data
        kept = ("analyte", "lower_limit", "upper_limit", "lab", "assay")
        entry = {name: cleaned[name] for name in kept if cleaned[name] not in ("", None)}
        entry["collected_on"] = cleaned["collected_on"].isoformat()
        number = _CENSORED.fullmatch(cleaned["result"])
        if not number:
            return entry | {"value_text": cleaned["result"].strip().lower()}
        entry |= {"value": float(number[2].replace(",", ".")), "unit": cleaned["unit"]}
        return entry | ({"comparator": number[1]} if number[1] else {})
