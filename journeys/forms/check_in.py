"""The check-in: one question is enough, everything else is optional, and nothing is ever asked twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from journeys.guidance import symptoms
from journeys.guidance.journey import PEMPHIGUS

LOOK_BACK = 7  # days that the questions about sores look back on
NOTE = 500  # characters
LONGEST_NOTE = 10_000  # characters that the record takes
FIRST_SHOWN = 4  # symptoms before "more symptoms": a long list tires

SCALE = [("", "–"), *((str(value), str(value)) for value in range(11))]
YES_NO = [("yes", "Yes"), ("no", "No"), ("", "No answer")]
LESION_YES_NO = ("present", "extended", "healed_within_7_days")


class CheckInForm(forms.Form):
    """``conditions``: the patient's own, in their order. ``usual``: symptoms answered lately, asked first.

    ``earliest``: the first day that can be answered about; ``today`` is the last.
    """

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    overall = forms.ChoiceField(
        label="Overall, how have your symptoms been today?",
        choices=list(symptoms.OVERALL.items()),
        widget=forms.RadioSelect,
        required=False,
    )
    on = forms.DateField(
        label="Which day is this about?",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
        error_messages={"invalid": "Enter a day, such as 2 March 2026"},
    )
    taken_as_planned = forms.ChoiceField(
        label="Did you take your treatment as planned?",
        help_text="There is no wrong answer. Many people cannot always take it.",
        choices=list(symptoms.TAKEN_AS_PLANNED.items()),
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(
        label="Anything else for your team to know?",
        help_text=f"Up to {NOTE} characters.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=NOTE,
        required=False,
        error_messages={"max_length": f"Shorten your note to {NOTE} characters or fewer"},
    )

    def __init__(
        self,
        *args: Any,
        conditions: Sequence[str],
        today: date,
        earliest: date,
        usual: Iterable[str] = (),
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.today, self.earliest = today, earliest
        self.asks_about_sores = PEMPHIGUS in conditions
        known = [symptoms.QUESTIONS[condition] for condition in conditions]
        usual = [*usual]
        scored = dict.fromkeys(word for questions in known for word in questions.zero_to_ten)
        self.scored = sorted(scored, key=lambda word: word not in usual)
        self.asked = list(dict.fromkeys(word for questions in known for word in questions.yes_no))
        self._add_symptoms()
        self.fields["red_flags"] = forms.MultipleChoiceField(
            choices=[(word, symptoms.LABELS[word]) for word in symptoms.red_flags(conditions)],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        self._add_lesions()

    def _add_symptoms(self) -> None:
        for word in self.scored:
            self.fields[f"score-{word}"] = _choice(symptoms.LABELS[word], SCALE)
        for word in self.asked:
            self.fields[f"asked-{word}"] = _choice(symptoms.LABELS[word], YES_NO)

    def _add_lesions(self) -> None:
        if not self.asks_about_sores:
            return
        self.fields["lesions-new"] = _count(symptoms.LESIONS["new"], f"In the last {LOOK_BACK} days.")
        for site, label in symptoms.LESION_SITES.items():
            self.fields[f"lesions-site-{site}"] = _count(label)
        for name in LESION_YES_NO:
            self.fields[f"lesions-{name}"] = _choice(symptoms.LESIONS[name], YES_NO)

    @property
    def first_scores(self) -> list[BoundField]:
        return [self[f"score-{word}"] for word in self.scored[:FIRST_SHOWN]]

    @property
    def more_scores(self) -> list[BoundField]:
        return [self[f"score-{word}"] for word in self.scored[FIRST_SHOWN:]]

    @property
    def yes_no(self) -> list[BoundField]:
        return [self[f"asked-{word}"] for word in self.asked]

    @property
    def new_sores(self) -> BoundField:
        return self["lesions-new"]

    @property
    def sites_answered(self) -> bool:
        return any(field.value() not in (None, "") for field in self.sites)

    @property
    def sites(self) -> list[BoundField]:
        return [self[f"lesions-site-{site}"] for site in symptoms.LESION_SITES]

    @property
    def sores(self) -> list[BoundField]:
        return [self[f"lesions-{name}"] for name in LESION_YES_NO]

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"] or self.today
        if on > self.today:
            raise forms.ValidationError("Choose today or a day before today")
        if on < self.earliest:
            raise forms.ValidationError("Choose a day that is not so long ago")
        return on

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.answered:
            self.add_error("overall", "Choose how your symptoms have been, or “I'm not sure”")
        self._check_sites(cleaned)
        return cleaned

    def _check_sites(self, cleaned: dict[str, Any]) -> None:
        new = cleaned.get("lesions-new")
        if new is not None and sum(self._sites(cleaned).values()) > new:
            self.add_error("lesions-new", "This number is smaller than the places add up to")

    @property
    def answered(self) -> bool:
        """Whether anything at all was said: any one answer is worth keeping."""
        quiet = ("client_id", "on")
        return any(value not in ("", None, []) for name, value in self.cleaned_data.items() if name not in quiet)

    @property
    def red_flags(self) -> list[str]:
        return list(self.cleaned_data.get("red_flags") or [])

    @property
    def unread(self) -> list[str]:
        """The questions whose answers `answers` leaves out, because they could not be read."""
        return [str(self.fields[name].label) for name in self.errors if name in self.fields and name != "note"]

    def answers(self) -> dict[str, Any]:
        """What was said, in the words of the journey document; what wasn't answered is absent."""
        said = {
            "overall": self.cleaned_data.get("overall"),
            "taken_as_planned": self.cleaned_data.get("taken_as_planned"),
            "note": self._note(),
            "symptoms": dict(self._symptoms()),
            "lesions": self._lesions(),
        }
        return {name: value for name, value in said.items() if value}

    def _note(self) -> str:
        """Too long a note is kept where the rest is: beside a red flag, what somebody has typed isn't thrown away."""
        typed = str(self.data.get("note", "")).replace("\0", "")[:LONGEST_NOTE]
        return str(self.cleaned_data.get("note", typed)).strip()

    def _symptoms(self) -> Iterator[tuple[str, bool | float]]:
        for word in self.scored:
            if score := self.cleaned_data.get(f"score-{word}"):
                yield word, float(score)
        for word in self.asked:
            if answer := self.cleaned_data.get(f"asked-{word}"):
                yield word, answer == "yes"
        for word in self.red_flags:
            yield word, True

    def _lesions(self) -> dict[str, Any]:
        sites = self._sites(self.cleaned_data)
        new = self.cleaned_data.get("lesions-new")
        if new is None and sites:
            new = sum(sites.values())
        truths = {name: _truth(self.cleaned_data.get(f"lesions-{name}")) for name in LESION_YES_NO}
        said = {"new": new, "sites": sites or None, **truths}
        given = {name: value for name, value in said.items() if value is not None}
        return {"days": LOOK_BACK, **given} if given else {}

    @staticmethod
    def _sites(cleaned: dict[str, Any]) -> dict[str, int]:
        counts = {site: cleaned.get(f"lesions-site-{site}") for site in symptoms.LESION_SITES}
        return {site: count for site, count in counts.items() if count is not None}


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, required=False)


def _count(label: str, help_text: str = "") -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(
        label=label, help_text=help_text, min_value=0, max_value=500, required=False, widget=widget
    )


def _truth(answer: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(answer or "")
