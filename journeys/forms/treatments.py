"""Treatments: start one, change its dose, stop it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from journeys.forms.actions import ActionForm, choice_field, day_field, number_field
from journeys.guidance.drugs import DRUGS
from journeys.models.therapy import INTENTS, INTERVALS, ROUTES, STOP_REASONS, UNITS
from journeys.wording import CONDITION, EVERY, STOP_REASON, sentence_case, spoken

INTENT_WORDS = {
    "induction": "First treatment of this episode (induction)",
    "escalation": "More treatment, because it was not enough (escalation)",
    "switch": "Instead of another one (switch)",
    "adjuvant": "Beside another one (adjuvant)",
    "maintenance": "To stay well (maintenance)",
    "taper": "On the way down (taper)",
    "rescue": "For a flare (rescue)",
    "other": "Another reason",
}


def _words(codes: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(code, sentence_case(spoken(code))) for code in codes]


class DoseForm(ActionForm):
    """A dose line: it holds from its day until the next line."""

    fields_of: ClassVar = {"from": "from_date"}

    from_date = day_field("From")
    amount = number_field("Dose", required=True)
    unit = choice_field("Unit", [(unit, unit) for unit in UNITS])
    every = choice_field("How often", [(code, EVERY[code]) for code in INTERVALS])
    version = forms.IntegerField(widget=forms.HiddenInput)

    def dose(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        kept = {name: cleaned[name] for name in ("amount", "unit", "every")}
        return {"from": cleaned["from_date"].isoformat(), **kept}


class StopForm(ActionForm):
    fields_of: ClassVar = {"stop_reason": "reason"}

    stopped_on = day_field("Stopped on", required=False, help_text="Leave empty if nobody knows the day")
    reason = choice_field("Why", [(code, sentence_case(STOP_REASON[code])) for code in STOP_REASONS])
    version = forms.IntegerField(widget=forms.HiddenInput)

    def stopped_on_text(self) -> str | None:
        day = self.cleaned_data["stopped_on"]
        return day.isoformat() if day else None


class TherapyForm(ActionForm):
    fields_of: ClassVar = {"for": "for_condition", "from": "started_on"}

    drug = forms.CharField(
        label="Medicine",
        help_text="The generic name, such as methotrexate",
        max_length=200,
        widget=forms.TextInput(attrs={"list": "drugs", "autocomplete": "off", "autocapitalize": "none"}),
        error_messages={"required": "Medicine: enter its name"},
    )
    for_condition = choice_field("For", [*CONDITION.items(), ("other", "Something else")])
    intent = choice_field("Why now", [(code, INTENT_WORDS[code]) for code in INTENTS])
    route = choice_field("How it is given", _words(ROUTES))
    started_on = day_field("Started on")
    amount = number_field("Dose", help_text="Leave empty if it is not known")
    unit = choice_field("Unit", [(unit, unit) for unit in UNITS], required=False)
    every = choice_field(
        "How often", [("once", "once, on that day"), *((code, EVERY[code]) for code in INTERVALS)], required=False
    )
    note = forms.CharField(label="Note", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    @property
    def drugs(self) -> list[str]:
        return sorted(DRUGS)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, label in (("unit", "Unit"), ("every", "How often")):
            if cleaned.get("amount") is not None and not cleaned.get(name):
                self.add_error(name, f"{label}: choose one for this dose")
        return cleaned

    def entry(self) -> dict[str, Any]:
        """The therapy in the words of the journey document, with its first dose line or administration."""
        cleaned = self.cleaned_data
        started = cleaned["started_on"].isoformat()
        entry: dict[str, Any] = {
            "drug": cleaned["drug"].strip().lower(),
            "for": cleaned["for_condition"],
            "intent": cleaned["intent"],
            "route": cleaned["route"],
            "started_on": started,
        }
        if cleaned["note"]:
            entry["note"] = cleaned["note"]
        if cleaned["amount"] is None:
            return entry
        given = {"amount": cleaned["amount"], "unit": cleaned["unit"]}
        if cleaned["every"] == "once":
            return entry | {"administrations": [{"on": started, **given}]}
        return entry | {"doses": [{"from": started, **given, "every": cleaned["every"]}]}
