"""How somebody wants to be reminded, in their own words."""

from datetime import date, time
from typing import Any

from django import forms

from reminders.policy import Person, Rhythm, Topic
from reminders.times import CLOSES, OPENS

RHYTHMS = {Rhythm.WEEKLY: "Once a week", Rhythm.TWO_WEEKLY: "Every two weeks", Rhythm.DAILY: "Every day"}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS = range(OPENS.hour, CLOSES.hour)


class PreferenceForm(forms.Form):
    wanted = forms.ChoiceField(
        label="Reminder e-mails",
        choices=[("yes", "Yes, remind me"), ("no", "No e-mails")],
        widget=forms.RadioSelect,
        error_messages={"required": "Reminder e-mails: choose yes or no"},
    )
    rhythm = forms.ChoiceField(label="How often to check in", choices=list(RHYTHMS.items()))
    weekday = forms.TypedChoiceField(
        label="On which day",
        help_text="If you chose every day, this does not matter.",
        choices=list(enumerate(DAYS)),
        coerce=int,
    )
    local_time = forms.TypedChoiceField(
        label="At what time",
        choices=[(f"{hour:02}:00", f"{hour:02}:00") for hour in HOURS],
        coerce=time.fromisoformat,
    )
    paused_until = forms.DateField(
        label="No e-mails before",
        required=False,
        help_text="For a holiday or a stay in hospital.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "No e-mails before: enter a day that exists"},
    )

    def choice(self) -> dict[str, Any]:
        """The arguments of `preferences.choose`."""
        chosen = self.cleaned_data
        return {**chosen, "wanted": chosen["wanted"] == "yes", "rhythm": Rhythm(chosen["rhythm"])}


def initial(person: Person, today: date) -> dict[str, Any]:
    """What holds now. A time between two full hours shows as the hour it is in; a pause that is over, not at all."""
    paused = person.paused_until
    return {
        "wanted": "no" if person.stopped >= {Topic.CHECK_INS, Topic.TESTS_AND_VISITS} else "yes",
        "rhythm": person.rhythm,
        "weekday": person.weekday,
        "local_time": f"{person.local_time.hour:02}:00",
        "paused_until": paused if paused and paused > today else None,
    }
