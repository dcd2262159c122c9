"""What the team sees to beside the record: work items, what it asks of a patient, planned visits, the end of care."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from journeys.forms.actions import ActionForm, choice_field, day_field
from journeys.models import CareEnded
from journeys.models.follow_up import MAX_LEAD_DAYS, MAX_WORDS
from journeys.models.visit import VISITS
from journeys.wording import CONDITION, VISIT

OTHER = "other"
HOW = {
    "phoned": "Phoned",
    "address": "Address corrected",
    "seen": "Spoken to at a visit",
    "not-needed": "Not needed",
    OTHER: "Something else (say what)",
}
CARE_ENDED = {
    CareEnded.DECEASED: "The patient has died",
    CareEnded.DISCHARGED: "Discharged: care here is no longer needed",
    CareEnded.TRANSFERRED: "Another clinic has taken over",
}


class SeenForm(ActionForm):
    """``version``: the row as this person saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class DoneForm(SeenForm):
    fields_of: ClassVar = {"how": "words"}

    way = choice_field("How", list(HOW.items()))
    words = forms.CharField(
        label="In a few words", required=False, max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("way") == OTHER and not cleaned.get("words"):
            self.add_error("words", "In a few words: say what was done")
        return cleaned

    def how(self) -> str:
        """How it was dealt with, as one line."""
        way, words = self.cleaned_data["way"], self.cleaned_data["words"]
        return ": ".join(part for part in ("" if way == OTHER else HOW[way], words) if part)


class LaterForm(SeenForm):
    until = day_field("Until")


class AskForm(ActionForm):
    words = forms.CharField(
        label="What you ask of the patient",
        help_text="The patient reads these words after signing in. They are never sent by e-mail.",
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "What you ask of the patient: say it in a few words"},
    )
    due_on = day_field("By")
    lead_days = forms.IntegerField(
        label="Days ahead",
        help_text="How many days before, the patient sees it and is reminded",
        min_value=0,
        max_value=MAX_LEAD_DAYS,
        initial=3,
        error_messages={
            "required": "Days ahead: enter a number, such as 3",
            "invalid": "Days ahead: enter a whole number, such as 3",
            "min_value": "Days ahead: enter 0 or more",
            "max_value": f"Days ahead: enter at most {MAX_LEAD_DAYS}",
        },
    )


class VisitForm(ActionForm):
    kind = choice_field("Kind of visit", [(kind, VISIT[kind]) for kind in VISITS])
    on = day_field("Day")
    condition = choice_field("For", list(CONDITION.items()), required=False)

    def entry(self) -> dict[str, Any]:
        """The visit in the words of the journey document."""
        cleaned = self.cleaned_data
        entry = {"kind": cleaned["kind"], "on": cleaned["on"].isoformat(), "condition": cleaned["condition"]}
        return {name: value for name, value in entry.items() if value}


class StrikeForm(SeenForm):
    reason = forms.CharField(label="Why", max_length=200, error_messages={"required": "Why: say it in a few words"})


class EndCareForm(ActionForm):
    reason = choice_field("Why", [(code.value, words) for code, words in CARE_ENDED.items()])
    on = day_field("Since")
