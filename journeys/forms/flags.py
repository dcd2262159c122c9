"""What people do to a flag, and the checklist of what else could be behind a pattern."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from journeys.forms.actions import ActionForm, choice_field, day_field
from journeys.models.flag import DISMISSED_REASONS
from journeys.wording import sentence_case, spoken


def _comment() -> forms.CharField:
    return forms.CharField(label="Comment", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class FlagForm(ActionForm):
    """``version``: the flag as this person saw it; what changed meanwhile must not be decided unseen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class SnoozeForm(FlagForm):
    until = day_field("Until")
    reason = forms.CharField(
        label="Why it can wait", max_length=200, error_messages={"required": "Say why it can wait"}
    )


class DismissForm(FlagForm):
    reason = choice_field("Reason", list(DISMISSED_REASONS.items()))
    comment = _comment()


class CloseForm(FlagForm):
    comment = _comment()


class ChecklistForm(ActionForm):
    """One answer an item. What isn't answered stays open."""

    ANSWERS: ClassVar = [("excluded", "Not the cause"), ("present", "Present"), ("not-answered", "Not answered")]

    complete = forms.BooleanField(label="All of this has been considered: close the checklist", required=False)

    def __init__(self, *args: Any, items: Sequence[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        for item in items:
            self.fields[item] = forms.ChoiceField(
                label=sentence_case(spoken(item)),
                choices=self.ANSWERS,
                widget=forms.RadioSelect,
                initial="not-answered",
                required=False,
            )
        self.order_fields([*items, "complete"])
        self.asked = items

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[item] for item in self.asked]

    def answers(self) -> dict[str, str]:
        return {item: self.cleaned_data[item] or "not-answered" for item in self.asked}
